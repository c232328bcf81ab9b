#!/bin/bash
#SBATCH --job-name=longrun
#SBATCH --time=24:00:00
#SBATCH --signal=B:USR1@300
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --ntasks=1 --mem=100M
#SBATCH --output=%x_%j.log

# Longer than the time limit: USR1 comes before its end, the work is saved, and the job goes back to the queue, which
# holds a requeued job for two minutes.
save_and_requeue() {
    echo "$(date +%T) caught USR1 at step $step"
    kill "$worker" 2>/dev/null
    scontrol requeue "$SLURM_JOB_ID"
    exit 0
}
trap save_and_requeue USR1

step=$(cat step.cpt 2>/dev/null || echo 0)
echo "start ${SLURM_RESTART_COUNT:-0} from step $step"
while [ "$step" -lt "${STEPS:-20}" ]; do
    sleep 0.5 & worker=$!
    wait "$worker"              # `wait` is left at once when the signal comes, a sleep in the foreground is not
    echo $((++step)) > step.cpt
done
echo "finished after ${SLURM_RESTART_COUNT:-0} restarts"
