# SPDX-License-Identifier: MIT
# scontrol against a real daemon: what it changes is seen by the other commands, and its refusals read as Slurm's.

bats_require_minimum_version 1.5.0
load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

# shown JOB KEY: the value behind KEY= in scontrol show job
shown() {
    scontrol --oneliner show job "$1" | tr ' ' '\n' | sed -n "s/^$2=//p" | head -n 1
}

daemon_is_gone() { [ -z "$(daemon_pid)" ]; }

@test "a waiting job is changed in one line, and shows it" {
    job=$(submit --hold hello.sh)
    run -0 scontrol update "job=$job" name=renamed timelimit=7 numtasks=2 minmemorycpu=50 nice=5 comment="two words" \
        features= stdout=other.out mailtype=END
    assert_output ""
    assert_equal "$(shown "$job" JobName)" renamed
    assert_equal "$(shown "$job" TimeLimit)" 00:07:00
    assert_equal "$(shown "$job" NumCPUs)" 2
    assert_equal "$(shown "$job" MinMemoryCPU)" 50M
    assert_equal "$(shown "$job" Nice)" 5
    run -0 scontrol show job "$job"
    assert_line --partial "Comment=two words"
    assert_line --partial "/other.out"
    scontrol update job "$job" stdout=renamed.out
    scontrol release "$job"
    wait_state "$job" COMPLETED
    wait_file renamed.out
    assert_equal "$(field "$job" JobName)" renamed
}

@test "update's refusals are Slurm's" {
    job=$(submit --hold hello.sh)
    run -1 scontrol update job "$job" foo=1
    assert_output "Update of this parameter is not supported: foo=1
Request aborted"
    run -1 scontrol update job "$job" foo
    assert_output "Invalid input: foo
Request aborted"
    run -1 scontrol update name=x
    assert_line --index 0 "No valid entity in update command"
    run -1 scontrol update "job=$job"
    assert_output "No changes specified"
    run -1 scontrol update job=999999 name=x
    assert_output "Invalid job id specified for job 999999"
    run -1 scontrol update "job=$job" partition=nosuch
    assert_output "Invalid partition name specified for job $job"
    run -1 scontrol update "job=$job" timelimit=x
    assert_output "scontrol: error: Invalid TimeLimit value"
    run -1 scontrol update "job=$job" switches=1
    assert_output "scontrol: error: Switches is for hardware and services that are not here: switches=1"
    run -1 scontrol update jobname=nosuch comment=x
    assert_output "scontrol: error: No jobs with name 'nosuch'"
    scancel "$job"
    run -1 scontrol update "job=$job" name=x
    assert_output "Job has already finished for job $job"
}

@test "jobs are updated by name, and elements of an array alone" {
    array=$(submit --array=0-4 --hold --job-name=byname hello.sh)
    scontrol update jobname=byname comment=hello
    assert_equal "$(shown "$array" Comment)" hello
    scontrol update "job=${array}_3" name=three
    run -0 squeue --noheader --array --format="%i %j" --jobs="$array"
    assert_line "${array}_3 three"
    assert_line "${array}_2 byname"
    run -1 scontrol update "job=${array}_9" name=none
    assert_output "${array}_9: Invalid job id specified"
    scancel "$array"
}

@test "an updated job is the same after a restart of the daemon" {
    job=$(submit --hold hello.sh)
    scontrol update "job=$job" name=kept admincomment=remark
    scontrol shutdown
    eventually daemon_is_gone
    assert_equal "$(shown "$job" JobName)" kept
    assert_equal "$(shown "$job" AdminComment)" remark
    scancel "$job"
}
