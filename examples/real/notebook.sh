#!/bin/bash
#SBATCH --job-name=jupyter
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=200M
#SBATCH --time=08:00:00
#SBATCH --output=jupyter-%j.log

# A notebook server on the compute node, reached through a tunnel. python's http.server stands for jupyter-lab.
#   sbatch notebook.sh; cat jupyter-ID.log; scancel ID
module load anaconda3 2>/dev/null

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
node=$(hostname -s)
user=$(whoami)

cat <<INSTRUCTIONS
Tunnel from your own machine:
  ssh -N -L ${port}:${node}:${port} ${user}@${SLURM_SUBMIT_HOST}
and open http://localhost:${port}/ in your browser. When you are done:
  scancel ${SLURM_JOB_ID}
INSTRUCTIONS

srun --unbuffered python3 -m http.server "$port"
