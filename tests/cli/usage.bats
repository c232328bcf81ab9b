# SPDX-License-Identifier: MIT
# What jobs use: measured while they run and at their end.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "a job's traffic, memory and CPU time are on record" {
    script work.sh 'head -c 3000000 /dev/zero > big' 'i=0; while ((i < 20000)); do i=$((i + 1)); done'
    job=$(submit -n 1 --output=out work.sh)
    wait_state "$job" COMPLETED
    IFS='|' read -r memory written task tasks < <(
        sacct -nPj "$job.batch" --noconvert --format=MaxRSS,MaxDiskWrite,MaxRSSTask,NTasks)
    [ "${memory%%[!0-9]*}" -gt 1000000 ]
    assert_equal "$written" 2.86M
    assert_equal "$task|$tasks" "0|1"
    [[ $(sacct -nPj "$job.batch" --format=TRESUsageInMax) == cpu=*,energy=0,fs/disk=*,mem=*,pages=*,vmem=* ]]
}

@test "memory over the limit that no control group holds ends the job" {
    job=$(submit -n 1 --mem=30 --output=out --wrap='(head -c 90000000 /dev/zero; sleep 100) | tail')
    wait_state "$job" OUT_OF_MEMORY
    assert_file_contains out 'exceeded its memory limit'
}

@test "seff" {
    job=$(submit -n 2 --mem=100 --output=/dev/null --wrap=true)
    wait_state "$job" COMPLETED
    run seff "$job"
    assert_success
    assert_line --index 0 "Job ID: $job"
    assert_line "State: COMPLETED (exit code 0)"
    assert_line "Cores per node: 2"
    assert_line --regexp '^Memory Efficiency: .*% of 100.00 MB \(100.00 MB/node\)$'
    run seff 999999
    assert_failure 2
    assert_output "Job not found."
    run seff
    assert_failure 1
}

@test "seff of an array tells of its tasks together" {
    job=$(submit --array=1-2 -n 1 --output=/dev/null --wrap=true)
    wait_state "${job}_1" COMPLETED
    wait_state "${job}_2" COMPLETED
    run seff "$job"
    assert_success
    assert_line "Tasks: 2 COMPLETED"
    run seff "${job}_2"
    assert_line "Array Job ID: ${job}_2"
}
