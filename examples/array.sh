#!/bin/bash
#SBATCH --job-name=array
#SBATCH --array=1-4%2
#SBATCH --mem=64M
#SBATCH --output=%x-%A_%a.out

# One script, four tasks, two of them at a time.
echo "task $SLURM_ARRAY_TASK_ID of $SLURM_ARRAY_TASK_COUNT: its square is $((SLURM_ARRAY_TASK_ID ** 2))"
sleep 1
