#!/bin/bash
# Stands for `gmx_mpi mdrun -deffnm NAME [-cpi FILE] -nsteps N`: rank 0 writes an energy a step, and checkpoints.
step=0
while [ $# -gt 0 ]; do
    case $1 in
        -deffnm) name=$2 ;;
        -cpi) step=$(cat "$2") ;;
        -nsteps) steps=$2 ;;
    esac
    shift 2
done
[ "$SLURM_PROCID" = 0 ] || exit 0
echo "mdrun: $SLURM_NTASKS ranks, $OMP_NUM_THREADS threads each, from step $step"
for ((step++; step <= steps; step++)); do
    echo "$step $((-1000 * SLURM_ARRAY_TASK_ID - step))" >> "$name.edr"
    echo "$step" > state.cpt
done
