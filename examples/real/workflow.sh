#!/bin/bash
# A workflow engine's way with a cluster, as Snakemake's or Nextflow's: run on the login node, it submits each rule when
# its inputs are there, asks for the states of all its jobs, and cancels what is left when one fails.
#   ./workflow.sh [SAMPLE…]
set -euo pipefail

samples=("${@:-a}")
declare -A job_of
mkdir -p work logs

submit() { # submit NAME DEPENDENCY COMMAND
    job_of[$1]=$(sbatch --parsable --job-name="wf_$1" --partition=compute --account=genomics --mem=50 --time=5 \
        --output="logs/%x-%j.log" ${2:+--dependency="$2" --kill-on-invalid-dep=yes} --wrap="$3")
    echo "submitted $1 as ${job_of[$1]}"
}

aligned=
for sample in "${samples[@]}"; do
    submit "trim_$sample" "" "[ $sample != broken ] && echo reads of $sample > work/$sample.fq"
    submit "align_$sample" "afterok:${job_of[trim_$sample]}" "tr a-z A-Z < work/$sample.fq > work/$sample.bam"
    aligned+=:${job_of[align_$sample]}
done
submit call "afterok$aligned" "cat work/*.bam > work/calls.vcf"

all=$(IFS=,; echo "${job_of[*]}")
while true; do
    states=$(sacct -X -n -P -j "$all" --format=JobID,State)
    if grep -E 'FAILED|TIMEOUT|OUT_OF_MEMORY' <<< "$states"; then
        echo "a job failed: cancelling the others" >&2
        scancel ${all//,/ }
        exit 1
    fi
    # What squeue no longer shows has ended; on a cluster this asks less often.
    [ -n "$(squeue -h -j "$all" -o '%i %T' -t PENDING,RUNNING,COMPLETING)" ] || break
    sleep 0.5
done
sacct -X -n -P -j "$all" --format=JobName,State
