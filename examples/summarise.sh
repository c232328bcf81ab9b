#!/bin/bash
#SBATCH --job-name=summarise
#SBATCH --mem=64M
#SBATCH --output=%x-%j.out

# Second of a chain: submit it with --dependency=afterok:JOBID of examples/prepare.sh.
echo "their sum is $(( $(paste -sd+ numbers.txt) ))"
