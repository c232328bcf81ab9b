#!/bin/bash
#SBATCH -J resubmit
#SBATCH -t 12:00:00
#SBATCH --signal=USR2@120
#SBATCH -n 1 --mem=100M
#SBATCH -o resubmit_%j.log

# The other way: the signal goes to the step, which stops by itself, and the script submits its own continuation.
srun python3 - <<'PYTHON'
import os, pathlib, signal, sys, time
saved = pathlib.Path("round.cpt")
first = int(saved.read_text()) if saved.exists() else 0
def stop(signum, frame):
    print(f"stopped by {signal.Signals(signum).name}", flush=True)
    sys.exit(99)
signal.signal(signal.SIGUSR2, stop)
for number in range(first, int(os.environ.get("ROUNDS", 20))):
    time.sleep(0.5)
    saved.write_text(f"{number + 1}\n")
PYTHON
status=$?

if [ $status -eq 99 ]; then
    sbatch --dependency=afterany:$SLURM_JOB_ID "$0"
elif [ $status -eq 0 ]; then
    echo "all rounds done" | tee rounds.done
fi
exit 0
