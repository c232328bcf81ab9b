#!/bin/bash
#SBATCH --job-name=ddp-resnet
#SBATCH --partition=gpu_a100              # another site's name: the default one is taken here
#SBATCH --account=ml-team
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --mem=500M
#SBATCH --time=00:10:00
#SBATCH --output=logs/%x_%j.out           # logs/ is made when it is not there
##SBATCH --gres=gpu:2                     # one per task, where there are GPUs

# Distributed training as PyTorch's users start it: one task per GPU, a rendezvous at the first host of the job.
# allreduce.py stands for `python train.py` with torch.distributed.
set -euo pipefail

module purge || true
module load cuda/12.1 anaconda3 || true

export MASTER_ADDR=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
export MASTER_PORT=$((10000 + SLURM_JOB_ID % 20000))
export WORLD_SIZE=$SLURM_NTASKS
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK

echo "NODELIST=$SLURM_JOB_NODELIST"
echo "MASTER=$MASTER_ADDR:$MASTER_PORT WORLD_SIZE=$WORLD_SIZE"

# srun does not inherit --cpus-per-task from the batch script's request since Slurm 22.05: people write it again.
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" --kill-on-bad-exit=1 --label python3 -u allreduce.py --epochs 3

sacct -j "$SLURM_JOB_ID" --format=JobID,JobName%20,NTasks,State,ExitCode
