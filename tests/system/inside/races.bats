#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Jobs that run out of memory while they are cancelled, suspended or at their time limit. Whatever wins, a job ends once, by
# one of the causes that raced, and nothing of it is left. Which wins is not asked for: no test here depends on time.

bats_require_minimum_version 1.5.0
load world

setup_file() {
    make_world <<'CONF'
ClusterName=vm
KillWait=1
NodeName=vm CPUs=2 RealMemory=1500
PartitionName=main Nodes=ALL Default=YES OverSubscribe=FORCE:10
CONF
    # Those that come to their time limit while the others race.
    for delay in 57 58 59; do
        submit --mem=40M --time=1 --wrap 'trap "tail /dev/zero" TERM; while :; do sleep 1; done'
        submit --mem=40M --time=1 --wrap "sleep $delay; tail /dev/zero"
    done > "$BATS_FILE_TMPDIR/at-their-limit"
}
teardown_file() {
    alice scancel --me || true
    eventually no_jobs
    end_world
}

# What a job does: nothing about SIGTERM, and when it is told so it takes memory until there is none.
racer='mkfifo "go.$SLURM_JOB_ID"; echo begun; trap "" TERM; read < "go.$SLURM_JOB_ID"; tail /dev/zero'

# The job may have ended by then, and nobody reads.
run_out() { alice timeout 10 tee "go.$1" <<< go > /dev/null || true; }
cancel() { alice scancel "$1" || true; }
suspend() { admin scontrol suspend "$1" || true; }
resume() { admin scontrol resume "$1" || true; }

# ended_once JOB STATES: one run, one end, whose state is one of STATES, and what was used is known. A script that was ended
# at its job's time limit is CANCELLED, as with Slurm.
ended_once() {
    local rows
    rows=$(alice sacct -n -P -D -j "$1" -o jobid,state%40,totalcpu)
    echo "job $1:" $rows
    [ "$(wc -l <<< "$rows")" = 2 ]
    [[ $rows =~ ^$1\|($2)(\ by\ [0-9]+)?\| ]]
    [[ $rows =~ $1\.batch\|(CANCELLED|OUT_OF_MEMORY)\|([0-9:.]+)$ ]]
    [[ ${BASH_REMATCH[2]} =~ [1-9] ]]
}

nothing_is_left() {
    run pgrep -x tail
    assert_output ""
    [ "$(cd "$GROUPS_ROOT" && find . -type d | sort | tr '\n' ' ')" = ". ./shepherds " ]
}

@test "out of memory while it is cancelled, suspended or let go on: a job ends once, and nothing is left" {
    for causes in "run_out cancel" "run_out 0.1 cancel" "run_out 0.2 cancel" "run_out 0.4 cancel" "cancel run_out" \
        "suspend run_out cancel" "run_out suspend cancel" "run_out 0.2 suspend resume 0.1 cancel" "run_out cancel suspend" \
        "suspend cancel run_out" "suspend run_out resume cancel" "run_out 0.1 suspend cancel resume"; do
        job=$(submit --mem=40M --wrap "$racer")
        eventually has_line "$job" begun
        fired=()
        for cause in $causes; do # at the same time, but for pauses
            [[ $cause != 0.* ]] || { sleep "$cause"; continue; }
            "$cause" "$job" 3>&- &
            fired+=($!)
        done
        wait "${fired[@]}" || true
        ended() { [ -z "$(alice squeue -h -j "$job" 2> /dev/null)" ]; }
        eventually ended
        echo "$causes"
        ended_once "$job" "CANCELLED|OUT_OF_MEMORY"
        [ ! -e "$(group_of "$job")" ]
    done
}

@test "out of memory at its time limit: a job ends once, and nothing is left" {
    eventually no_jobs
    while read -r job; do ended_once "$job" "TIMEOUT|OUT_OF_MEMORY"; done < "$BATS_FILE_TMPDIR/at-their-limit"
    nothing_is_left
}
