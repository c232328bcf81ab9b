#!/bin/bash
#SBATCH --job-name=prepare
#SBATCH --mem=64M
#SBATCH --output=%x-%j.out

# First of a chain: makes what examples/summarise.sh reads.
seq 1 100 > numbers.txt
echo "wrote $(wc -l < numbers.txt) numbers"
