#!/bin/bash
#SBATCH -J background
#SBATCH -n 3
#SBATCH --mem=300M
#SBATCH -t 10
#SBATCH -o background_%j.out

# Several steps in the background and `wait`; a table of inputs read line by line.
set -euo pipefail

for part in 1 2 3; do
    srun --exact -n1 -c1 --mem=80M -o part_$part.txt bash -c "sleep 0.3; echo part $part in step \$SLURM_STEP_ID" &
done
wait
cat part_*.txt

# srun reads standard input: without </dev/null (or --input=none) the first would take the rest of the list.
printf '%s\n' alpha beta gamma > inputs.txt
while read -r name; do
    srun -n1 --exact --mem=80M echo "input $name" < /dev/null
done < inputs.txt

/usr/bin/time -f '%x status of timed step' srun -n3 --mem=80M true 2>&1 || echo "no /usr/bin/time here"
scontrol show job "$SLURM_JOB_ID" | grep -E 'JobState|NumCPUs'
squeue -u "$USER" -j "$SLURM_JOB_ID" -h -o '%j %T'
squeue -s -j "$SLURM_JOB_ID" -h -o '%i' | sed "s/$SLURM_JOB_ID/JOB/"
sacct -j "$SLURM_JOB_ID" --format=JobID%20,JobName,AllocCPUS,State,ExitCode
