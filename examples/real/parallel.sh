#!/bin/bash
#SBATCH --job-name=many-small
#SBATCH --nodes=1
#SBATCH --ntasks=3
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=50M
#SBATCH --time=10
#SBATCH --output=%x-%j.out

# Many small steps, as many at once as the job has tasks: GNU parallel keeps the list, srun the places.
# --exact gives a step only what it asks for, so that others fit beside it.
mkdir -p parallel.out
SRUN="srun -N1 -n1 --exact"
one='echo "$1 $((($1) * ($1))) step $SLURM_STEP_ID" > parallel.out/$1'

if command -v parallel > /dev/null; then
    parallel --delay 0.05 -j $SLURM_NTASKS --joblog parallel.log "$SRUN bash -c '$one' square {}" ::: $(seq 1 8)
else
    seq 1 8 | xargs -P $SLURM_NTASKS -I{} $SRUN bash -c "$one" square {}
fi
cat parallel.out/* | sort -n
