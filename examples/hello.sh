#!/bin/bash
# The smallest job: a script. Its output goes to slurm-JOBID.out where it was submitted.
echo "Hello from job $SLURM_JOB_ID on $SLURMD_NODENAME"
sleep 2
