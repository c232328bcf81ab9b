#!/bin/bash
#SBATCH --job-name=lysozyme
#SBATCH --array=1-3
#SBATCH --nodes=1 --ntasks=2
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=100M
#SBATCH --time=0-01:00:00
#SBATCH --output=logs/%x_%A_%a.out
#SBATCH --error=logs/%x_%A_%a.err
#SBATCH --mail-type=END,FAIL
#SBATCH --mail-user=someone@example.org

# An array of molecular dynamics runs, each in a directory of its own and going on from its checkpoint if there is one.
# mdrun.sh stands for `gmx_mpi mdrun`.
module load gromacs/2023.2 2>/dev/null

echo "Job $SLURM_JOB_NAME ($SLURM_ARRAY_JOB_ID, task $SLURM_ARRAY_TASK_ID) on $SLURM_JOB_NODELIST"
cd $SLURM_SUBMIT_DIR
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK

RUN=replica_$(printf %03d $SLURM_ARRAY_TASK_ID)
mkdir -p $RUN && cd $RUN

if [ -f state.cpt ]; then
    RESTART="-cpi state.cpt"
fi
srun ../mdrun.sh -deffnm md $RESTART -nsteps 4
