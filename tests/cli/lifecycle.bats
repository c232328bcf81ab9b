# SPDX-License-Identifier: MIT
# A job from its options to its end: files, limits, environment, signals, the ways to end and what --wait makes of them.

load helper
setup_file() {
    make_world - <<'CONF'
ClusterName=bats
KillWait=1
DefMemPerCPU=100
SchedulerParameters=requeue_delay=0
NodeName=box CPUs=4 RealMemory=4000
PartitionName=main Nodes=ALL Default=YES
CONF
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "--open-mode: output is truncated unless it is to be appended to" {
    echo old > out
    sbatch --quiet --wait --output=out --open-mode=append --wrap='echo new'
    assert_equal "$(cat out)" "old
new"
    sbatch --quiet --wait --output=out --open-mode=truncate --wrap='echo newer'
    assert_equal "$(cat out)" newer
}

@test "--propagate: all limits, some, or none" {
    sinfo > /dev/null  # the daemon has the limits of this shell as they were
    ulimit -Sn 300
    ulimit -St 1234
    sbatch --quiet --wait --output=all --wrap='ulimit -Sn; ulimit -St'
    sbatch --quiet --wait --output=one --propagate=CPU --wrap='ulimit -Sn; ulimit -St'
    sbatch --quiet --wait --output=nothing --propagate=NONE --wrap='ulimit -St'
    assert_equal "$(cat all)" "300
1234"
    assert_equal "$(tail -n 1 one)" 1234
    refute [ "$(head -n 1 one)" = 300 ]
    assert_equal "$(cat nothing)" unlimited
}

@test "--export-file: the environment comes from a file or a descriptor" {
    printf 'A=1\0B=x y\0' > variables
    sbatch --quiet --wait --output=out --export-file=variables --wrap='echo "$A $B $LANG"'
    assert_equal "$(cat out)" '1 x y '
    sbatch --quiet --wait --output=out --export-file=5 --wrap='echo "$A $B"' 5< variables
    assert_equal "$(cat out)" '1 x y'
    run sbatch --export-file=missing --wrap=true
    assert_failure 1
    assert_output --partial 'Could not open user environment file missing'
}

@test "--get-user-env and --export=NONE: the job has its owner's login environment" {
    script job.sh 'echo "$HOME $USER ${MINE-unset} ${SLURM_GET_USER_ENV}"'
    MINE=set sbatch --quiet --wait --output=out --export=NONE job.sh
    assert_equal "$(cat out)" "$(getent passwd "$(id -u)" | cut -d: -f6) $(id -un) unset 1"
    MINE=set USER=someone sbatch --quiet --wait --output=out --get-user-env job.sh
    assert_equal "$(cat out)" "$HOME someone set 1"
}

@test "TMPDIR is made where it is not there, and is /tmp where it can not be" {
    TMPDIR=$PWD/scratch sbatch --quiet --wait --output=out --wrap='test -d $TMPDIR && echo $TMPDIR'
    assert_equal "$(cat out)" "$PWD/scratch"
    TMPDIR=/no/such/place sbatch --quiet --wait --output=out --wrap='echo $TMPDIR'
    assert_equal "$(cat out)" "slurmstepd: error: Unable to create TMPDIR [/no/such/place]: No such file or directory
slurmstepd: error: Setting TMPDIR to /tmp
/tmp"
}

@test "--signal=B: reaches the batch shell when it is due" {
    script job.sh 'trap "echo warned; exit 3" USR1' 'echo ready' 'while :; do read -rt 0.1 <> <(:) || :; done'
    run sbatch --quiet --wait --output=out --time=1 --signal=B:USR1@58 job.sh
    assert_failure 3
    assert_equal "$(cat out)" "ready
warned"
}

@test "--wait ends as the job ended, whatever way that was" {
    run sbatch --quiet --wait --wrap='exit 7'
    assert_equal "$status" 7
    run sbatch --quiet --wait --wrap='kill -KILL $$'
    assert_equal "$status" 1
    run sbatch --quiet --wait --array=1-3 --wrap='exit $SLURM_ARRAY_TASK_ID'
    assert_equal "$status" 3
    script cancelled.sh 'scancel $SLURM_JOB_ID' 'sleep 100'
    run sbatch --quiet --wait cancelled.sh
    assert_equal "$status" 0
    failed=$(submit --wrap=false)
    run sbatch --quiet --wait --dependency=afterok:"$failed" --kill-on-invalid-dep=yes --wrap=true
    assert_equal "$status" 0
}

@test "a requeued job counts its restarts; its output is begun anew, or appended to" {
    script job.sh 'echo "run ${SLURM_RESTART_COUNT:-0}"' '[ "${SLURM_RESTART_COUNT:-0}" = 1 ] || sleep 100'
    anew=$(submit --output=anew job.sh)
    more=$(submit --output=more --open-mode=append job.sh)
    for job in "$anew" "$more"; do wait_state "$job" RUNNING; done
    for file in anew more; do wait_file "$file"; done
    scontrol requeue "$anew"
    scontrol requeue "$more"
    for job in "$anew" "$more"; do wait_state "$job" COMPLETED; done
    assert_equal "$(cat anew)" 'run 1'
    assert_equal "$(grep -c CANCELLED more)" 1
    assert_equal "$(grep run more)" "run 0
run 1"
    assert_equal "$(field "$anew" Restarts)" 1
}

@test "--no-requeue: the job is not requeued" {
    id=$(submit --no-requeue --wrap='sleep 100')
    wait_state "$id" RUNNING
    run scontrol requeue "$id"
    assert_failure
    assert_output --partial 'Requested operation is presently disabled'
    scancel "$id"
}

@test "--deadline: a job that can not end by it is refused, one that waited too long is removed" {
    run sbatch --deadline=now+30 --time=1 --wrap=true
    assert_failure
    assert_output --partial 'Requested time limit is invalid'
    id=$(submit --hold --deadline=now+2 --time-min=0 --wrap=true)
    wait_state "$id" DEADLINE
}

@test "--comment, --nice and --priority are kept and shown" {
    id=$(submit --hold --comment='a remark' --nice=42 --wrap=true)
    run scontrol show job "$id"
    assert_output --partial 'Nice=42'
    assert_output --partial 'Comment=a remark'
    scancel "$id"
    id=$(submit --priority=777 --begin=now+1hour --wrap=true)
    assert_equal "$(squeue --noheader --jobs="$id" --format=%Q)" 777
    scancel "$id"
}
