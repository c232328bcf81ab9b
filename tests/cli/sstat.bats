# SPDX-License-Identifier: MIT
# sstat and sdiag: what runs now.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "sstat shows the steps of a running job" {
    job=$(submit -n 2 --output=/dev/null --wrap='srun -n 2 bash -c "touch t\$SLURM_PROCID; sleep 1000"')
    eventually test -e t0
    eventually test -e t1
    run sstat -a -nP --format=JobID,NTasks "$job"
    assert_success
    assert_output "$job.batch|1
$job.0|2"
    run sstat -nP --format=JobID,MaxRSS,MaxRSSNode "-j$job"
    assert_output --regexp "^$job\.0\|[1-9][0-9.]*[KM]?\|box$"
    run sstat -i -nP "-j$job.batch"
    assert_output --regexp "^$job\.batch\|box\|[0-9]+"
    scancel "$job"
    wait_state "$job" "CANCELLED*"
    run sstat -n "-j$job"
    assert_success
    assert_output "sstat: error: No steps running for job $job"
}

@test "jobs asked for in turns keep their figures" {
    one=$(submit --mem=100 --output=/dev/null --wrap='touch one; sleep 1000')
    other=$(submit --mem=100 --output=/dev/null --wrap='touch other; sleep 1000')
    eventually test -e one
    eventually test -e other
    for job in "$one" "$other" "$one" "$other"; do
        run sstat -nP --format=JobID,AveRSS,Pids "$job.batch"
        assert_success
        assert_output --regexp "^$job\.batch\|[1-9][0-9]*K\|[0-9]+"
    done
    scancel "$one" "$other"
}

@test "sstat without a job, or with none that is there" {
    run sstat
    assert_failure 1
    assert_output "sstat: error: You didn't give me any jobs to stat."
    run sstat -n -j 999999
    assert_success
    assert_output "sstat: error: couldn't get steps for job 999999"
    run sstat -n -j nonsense
    assert_failure 1
    assert_output "sstat: fatal: Bad job/step specified: nonsense"
}

@test "sdiag counts, and counts anew" {
    job=$(submit --output=/dev/null --wrap=true)
    wait_state "$job" COMPLETED
    run sdiag
    assert_success
    assert_line --regexp '^Jobs submitted: [1-9]'
    assert_line --regexp '^	REQUEST_SUBMIT_BATCH_JOB +\( 4003\) count:'
    sdiag -r
    run sdiag
    assert_line "Jobs submitted: 0"
}
