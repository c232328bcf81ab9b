#!/bin/bash
#SBATCH --job-name=headers
#SBATCH --time=00:05:00
#SBATCH --ntasks=1 --cpus-per-task=1
#SBATCH --mem=64M
#SBATCH --output=%x-%j.out

# What the lines above asked for comes back in the environment.
echo "$SLURM_JOB_NAME may use $SLURM_CPUS_PER_TASK CPU and $SLURM_MEM_PER_NODE MB"
sleep 2
