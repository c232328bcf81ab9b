#!/bin/bash
#SBATCH --job-name=mpi_hello
#SBATCH --ntasks=4
#SBATCH --mem-per-cpu=100M
#SBATCH --time=00:05:00
#SBATCH --output=%x.%j.out

# Compiled where it runs, and started by srun without mpirun. PMI2 is MPICH's.
module load mpich 2>/dev/null

MPICC=$(command -v mpicc.mpich || command -v mpicc)     # Debian's name where several are installed
$MPICC -O2 -o mpi_hello mpi_hello.c || exit 1
srun --mpi=pmi2 ./mpi_hello
