#!/bin/bash
# An allocation that somebody sits in: salloc with a command, and steps in it.
#   ./interactive.sh
salloc --job-name=sitting --partition=interactive --ntasks=2 --mem=200M --time=10 bash <<'COMMANDS'
echo "in job $SLURM_JOB_ID with $SLURM_NTASKS tasks on $SLURM_JOB_NODELIST"
srun --label bash -c 'echo "task $SLURM_PROCID of step $SLURM_STEP_ID"' < /dev/null
srun -n1 cat <<< "a step with an input of its own"
exit 4
COMMANDS
echo "salloc ended with $?"
