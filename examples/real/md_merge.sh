#!/bin/bash
#SBATCH --job-name=merge
#SBATCH --ntasks=1 --mem=100M --time=10
#SBATCH --output=logs/%x_%j.out

# After all of md_array.sh: sbatch --dependency=afterok:ID md_merge.sh
cd "$SLURM_SUBMIT_DIR"
for energies in replica_*/md.edr; do
    printf '%s %s\n' "$(dirname "$energies")" "$(tail -n 1 "$energies")"
done > energies.txt
wc -l < energies.txt
