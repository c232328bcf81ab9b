#!/bin/bash
# The short jobs of R's, Julia's and Matlab's users: submitted by --wrap or from a here-document. python3 and awk stand
# for `Rscript -e`, `julia -e` and `matlab -batch`.
set -e
sbatch --parsable -J r -n1 -t5 --mem=1gb -o r.out \
    --wrap "module load R; python3 -c 'import statistics; print(\"mean\", statistics.mean(range(11)))'"
sbatch --parsable -J julia -c2 -t 0-00:05 --mem 100 -o julia.out \
    --export=ALL,JULIA_NUM_THREADS=2 --wrap 'python3 -c "import os; print(os.environ[\"JULIA_NUM_THREADS\"], len(os.sched_getaffinity(0)))"'
sbatch --parsable <<'MATLAB'
#!/bin/bash -l
#SBATCH --job-name matlab
#SBATCH --licenses=matlab:1
#SBATCH --mem 100
#SBATCH --output matlab.out
# module is no command here, and its absence no end of the script
module load matlab/R2023b
awk 'BEGIN { for (i = 1; i <= 3; i++) printf "%d ", i * i; print "" }'
echo "$SLURM_JOB_NAME done"
MATLAB
