#!/bin/bash
#SBATCH -J torchrun
#SBATCH -p gpu -A ml-team
#SBATCH -N 2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=500M
#SBATCH -t 10
#SBATCH -o %x-%j.out

# One launcher per node, as `srun torchrun --nnodes … --rdzv_endpoint …` does it; each starts a worker per CPU.
nodes=( $( scontrol show hostnames $SLURM_JOB_NODELIST ) )
nodes_array=($nodes)
head_node=${nodes_array[0]}
head_node_ip=$(srun --nodes=1 --ntasks=1 -w "$head_node" getent ahostsv4 "$head_node" | awk 'NR == 1 { print $1 }')
export MASTER_ADDR=$head_node_ip MASTER_PORT=$((10000 + ($SLURM_JOB_ID + 7777) % 20000))

echo Node IP: $head_node_ip
export LOGLEVEL=INFO

srun --cpus-per-task=$SLURM_CPUS_PER_TASK bash -c '
    export WORLD_SIZE=$((SLURM_NNODES * SLURM_CPUS_PER_TASK))
    for ((worker = 0; worker < SLURM_CPUS_PER_TASK; worker++)); do
        RANK=$((SLURM_NODEID * SLURM_CPUS_PER_TASK + worker)) LOCAL_RANK=$worker python3 allreduce.py --epochs 2 &
    done
    wait'
