# SPDX-License-Identifier: MIT
# Programs of the site around jobs: Prolog, Epilog, TaskProlog, TaskEpilog.

load helper
setup_file() {
    local hooks=$BATS_FILE_TMPDIR/hooks
    mkdir -p "$hooks"
    make_world - <<CONF
ClusterName=bats
KillWait=1
DefMemPerCPU=100
NodeName=box CPUs=4 RealMemory=4000
PartitionName=main Nodes=ALL Default=YES
Prolog=$hooks/prolog
Epilog=$hooks/epilog
TaskProlog=$hooks/task_prolog
TaskEpilog=$hooks/task_epilog
CONF
    cd "$hooks"
    script prolog "echo prolog \$SLURM_JOB_ID \$SLURM_JOB_USER >> $hooks/log.\$SLURM_JOB_NAME" '[ "$SLURM_JOB_NAME" != unlucky ]'
    script epilog "echo epilog \$SLURM_JOB_EXIT_CODE2 >> $hooks/log.\$SLURM_JOB_NAME" \
        "if [ \$SLURM_JOB_NAME = slow ]; then read -r line < $hooks/gate; fi" '[ "$SLURM_JOB_NAME" != untidy ]'
    script task_prolog 'echo export FROM_PROLOG=yes' 'echo print printed by the prolog'
    script task_epilog 'echo "the epilog saw ${FROM_PROLOG}"'
    mkfifo gate
}
setup() {
    enter_world
    HOOKS=$BATS_FILE_TMPDIR/hooks
}
teardown_file() { end_world; }

@test "they run around a job and its script" {
    run sbatch --wait --quiet --job-name=plain --output=out --wrap='echo "job $FROM_PROLOG"; exit 4'
    assert_failure 4
    id=$(sacct --noheader --parsable2 --allocations --name=plain --format=JobID)
    assert_equal "$(cat "$HOOKS/log.plain")" "prolog $id $(id -un)
epilog 4:0"
    assert_equal "$(cat out)" "printed by the prolog
job yes
the epilog saw yes"
}

is_drained() { [ "$(sinfo --noheader --format=%T)" = drained ]; }
resume_box() {
    eventually is_drained
    scontrol update nodename=box state=resume
}

is_completing() {
    [ "$(squeue --noheader --jobs="$1" --format=%t)" = CG ]
}

@test "a slow epilog keeps the job completing, and its node" {
    id=$(submit --job-name=slow --wrap=true)
    eventually is_completing "$id"
    assert_equal "$(sinfo --noheader --format=%T)" completing
    echo go > "$HOOKS/gate"
    wait_state "$id" COMPLETED
}

@test "a prolog that fails sends the job back, held" {
    id=$(submit --job-name=unlucky --output=out --wrap='echo ran')
    wait_state "$id" PENDING
    eventually grep -q epilog "$HOOKS/log.unlucky"
    assert_equal "$(squeue --noheader --jobs="$id" --format='%t %R')" 'PD (launch failed requeued held)'
    assert_not_exists out
    scancel "$id"
}

@test "and drains its node until it is resumed" {
    resume_box
    id=$(submit --job-name=unlucky --wrap=true)
    wait_state "$id" PENDING
    eventually is_drained
    run scontrol show node box
    assert_output --partial "State=IDLE+DRAIN"
    assert_line --regexp "Reason=Prolog error \[$(id -un)@"
    assert_equal "$(sinfo --noheader --list-reasons --format='%E %N')" 'Prolog error box'
    run sbatch --no-requeue --parsable --job-name=unlucky --wrap=true
    never=$output
    resume_box
    wait_state "$never" CANCELLED
    eventually is_drained
    scancel "$id"
    resume_box
}

@test "an epilog that fails drains the node, and the job is what it was" {
    id=$(submit --job-name=untidy --wrap=true)
    wait_state "$id" COMPLETED
    eventually is_drained
    assert_equal "$(sinfo --noheader --list-reasons --format=%E)" 'Epilog error'
    resume_box
}
