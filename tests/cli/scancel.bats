# SPDX-License-Identifier: MIT
# scancel: by number, task and property; signals; what becomes of the processes.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "a waiting job is gone at once" {
    id=$(submit --hold hello.sh)
    run scancel "$id"
    assert_success
    assert_output ""
    assert_equal "$(state_of "$id")" "CANCELLED by $(id -u)"
}

@test "a running job gets SIGTERM, and SIGKILL after KillWait" {
    script stubborn.sh 'trap "echo told" TERM' 'echo ready' 'while :; do sleep 0.1; done'
    id=$(submit --output=out stubborn.sh)
    wait_file out
    scancel "$id"
    wait_state "$id" 'CANCELLED*'
    assert_equal "$(grep -c '^told' out)" 1
    assert_equal "$(grep -cE "^slurmstepd: error: \*\*\* JOB $id ON box CANCELLED AT .* \*\*\*$" out)" 1
    assert_equal "$(survivors | grep -c '[s]tubborn' || true)" 0
}

@test "children in other sessions end with their job" {
    script family.sh 'setsid sleep 4323 & (sleep 4324 &) ' 'echo ready' 'wait'
    id=$(submit --output=out family.sh)
    wait_file out
    scancel "$id"
    wait_state "$id" 'CANCELLED*'
    eventually_gone() { ! survivors | grep -q '[s]leep 432'; }
    eventually eventually_gone
}

@test "tasks of an array, alone and by range" {
    id=$(submit --hold --array=1-6 hello.sh)
    scancel "${id}_2"
    scancel "${id}_[4-5]"
    assert_equal "$(squeue -h -j "$id" -o %i)" "${id}_[1,3,6]"
    scancel "$id"
    assert_equal "$(squeue -h -j "$id" -o %i)" ""
}

@test "by name, by state, by partition, by user" {
    one=$(submit --hold --job-name=victim hello.sh)
    two=$(submit --hold --job-name=other --partition=short hello.sh)
    three=$(submit --output=/dev/null --wrap='sleep 600')
    wait_state "$three" RUNNING
    scancel --name=victim
    assert_equal "$(state_of "$one")" "CANCELLED by $(id -u)"
    assert_equal "$(state_of "$two")" PENDING
    scancel --partition=short
    assert_equal "$(state_of "$two")" "CANCELLED by $(id -u)"
    four=$(submit --hold hello.sh)
    scancel --state=PENDING --me
    assert_equal "$(state_of "$four")" "CANCELLED by $(id -u)"
    assert_equal "$(state_of "$three")" RUNNING
    scancel --user="$(id -un)"
    wait_state "$three" 'CANCELLED*'
}

@test "jobs are chosen by their workload key, and told why by an administrator" {
    first=$(submit --hold --wckey=night --wrap=true)
    second=$(submit --hold --wckey=day --wrap=true)
    scancel --wckey=night --admin-comment="the night is over"
    wait_state "$first" 'CANCELLED*'
    assert_equal "$(state_of "$second")" PENDING
    assert_equal "$(field "$first" AdminComment)" "the night is over"
    scancel "$second"
    assert_equal "$(field "$second" AdminComment)" ""
}

@test "what the script started has KillWait to put things away, though the script is gone" {
    local tidy='trap "sleep 0.3; echo tidied; exit 0" TERM; echo ready; sleep 60 & wait'
    script steps.sh "srun bash -c '$tidy'"
    script plain.sh "bash -c '$tidy'"
    for kind in steps plain; do
        id=$(submit --output=$kind.out $kind.sh)
        eventually grep -q ready $kind.out
        scancel "$id"
        eventually grep -q tidied $kind.out
        wait_state "$id" "CANCELLED by $(id -u)"
    done
    assert_equal "$(grep -c 'srun: Job step aborted' steps.out)" 1
    script deaf.sh 'trap "" TERM; sleep 61.25 & echo ready; trap - TERM; wait'
    id=$(submit --output=deaf.out deaf.sh)
    eventually grep -q ready deaf.out
    scancel "$id"
    eventually eval '! pgrep -f "sleep 61.25" > /dev/null'
}

@test "srun tells how its step ended when its job is cancelled" {
    id=$(submit --output=out --wrap 'srun sh -c "echo ready; sleep 60"')
    eventually grep -q ready out
    scancel "$id"
    eventually grep -q Terminated$ out
    run sort out
    assert_line --regexp "^slurmstepd: error: \*\*\* JOB $id ON box CANCELLED AT "
    assert_line --regexp "^slurmstepd: error: \*\*\* STEP $id.0 ON box CANCELLED AT "
    assert_line "srun: Job step aborted: Waiting up to 3 seconds for job step to finish."
    assert_line "srun: forcing job termination"
    assert_line "srun: got SIGCONT"
    assert_line "srun: error: box: task 0: Terminated"
}

@test "--signal --batch reaches the script, which goes on" {
    script listens.sh 'trap "echo heard" USR1' 'echo ready' 'until grep -q heard out; do sleep 0.1; done; exit 5'
    id=$(submit --output=out listens.sh)
    wait_file out
    scancel --batch --signal=USR1 "$id"
    wait_state "$id" FAILED
    assert_equal "$(field "$id" ExitCode)" 5:0
}

@test "unknown and ended jobs are no error" {
    id=$(submit --output=/dev/null --wrap=true)
    wait_state "$id" COMPLETED
    run scancel "$id"
    assert_success
    run scancel 9999999
    assert_success
    assert_equal "$(state_of "$id")" COMPLETED
}

@test "without anything to cancel it says so" {
    run scancel
    assert_failure 1
    assert_output "scancel: error: No job identification provided"
}
