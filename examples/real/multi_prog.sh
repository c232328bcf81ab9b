#!/bin/bash
#SBATCH --job-name=coupled
#SBATCH --ntasks=4
#SBATCH --mem-per-cpu=50M
#SBATCH --time=5
#SBATCH -o coupled.%j

# A coupled model: one program for the ocean, others for the air. %t is the task, %o its place within its line.
cat > mpmd.conf <<CONF
# tasks  program
0        ./ocean.sh --grid tripolar
1-2      echo atmosphere part %o, task %t
*        echo coupler %t $SLURM_JOB_NAME
CONF
cat > ocean.sh <<'OCEAN'
#!/bin/sh
echo "ocean $* on task $SLURM_PROCID"
OCEAN
chmod +x ocean.sh

srun -l --multi-prog mpmd.conf
