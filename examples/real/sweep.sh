#!/bin/bash
#SBATCH -J sweep
#SBATCH -a 1-6%2
#SBATCH -n 1 -c 1
#SBATCH --mem=100MB
#SBATCH -t 00:05:00
#SBATCH -p short,long
#SBATCH -o sweep_logs/%A/%a.out

# Hyper-parameters: the task's number is a line of a table. Two at a time.
set -euo pipefail

PARAMS=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" params.tsv)
read -r LR BATCH OPTIMISER <<< "$PARAMS"
echo "task $SLURM_ARRAY_TASK_ID of $SLURM_ARRAY_TASK_MIN-$SLURM_ARRAY_TASK_MAX: lr=$LR batch=$BATCH optimiser=$OPTIMISER"

# A scratch directory, as people make one where the site has none.
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/sweep_${SLURM_JOB_ID}_XXXX")
trap 'rm -rf "$SCRATCH"' EXIT

python3 - "$LR" "$BATCH" "$OPTIMISER" > "$SCRATCH/result" <<'PYTHON'
import sys
rate, batch, optimiser = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
print(f"loss={1 / (rate * batch) + (optimiser == 'sgd'):.4f}")
PYTHON

mkdir -p sweep_results
mv "$SCRATCH/result" "sweep_results/$SLURM_ARRAY_TASK_ID"
