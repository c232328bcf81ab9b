# SPDX-License-Identifier: MIT
# What people see at a terminal, and no pipe ever gets.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

at_terminal() { "$BATS_TEST_DIRNAME/at-terminal" "$@"; }
ESCAPE=$'\033'

@test "squeue -i and sinfo -i draw over their last listing at a terminal" {
    local command
    for command in squeue sinfo; do
        run at_terminal 2 '\033[H' "$command" -i 1
        assert_output --partial "$ESCAPE[H"
        assert_output --partial "$ESCAPE[K"
        assert_output --partial "$ESCAPE[J"
        refute_output --partial "$ESCAPE[2J"
    done
    run at_terminal 2 '\033[H' squeue -i 1
    assert_output --partial NODELIST
}

@test "a listing that is shown once, and one in a pipe, is plain" {
    run at_terminal 1 NEVER squeue
    assert_output --partial NODELIST
    refute_output --partial "$ESCAPE"
    run bash -c 'squeue -i 1 | head -n 5'
    assert_output --partial NODELIST
    refute_output --partial "$ESCAPE"
}

@test "states have colours at a terminal where MS_COLOR asks, and nowhere else" {
    job=$(submit --hold --wrap true)
    export MS_COLOR=auto
    run at_terminal 1 NEVER squeue
    assert_output --partial $'\033[33mPD\033[0m'
    run squeue
    refute_output --partial $'\033'
    unset MS_COLOR
    run at_terminal 1 NEVER squeue
    refute_output --partial $'\033[33m'
    scancel "$job"
}

@test "sbatch --wait counts the seconds at a terminal alone" {
    run at_terminal 1 ' ... 0:01' sbatch --wait --output=/dev/null --wrap='sleep 30'
    assert_output --partial "Submitted batch job"
    assert_output --partial "sbatch: waiting for job"
    run bash -c "sbatch --wait --output=/dev/null --wrap='sleep 2' 2>&1"
    assert_success
    assert_output --regexp '^Submitted batch job [0-9]+$'
    scancel --me
}

@test "salloc counts the seconds until it is granted at a terminal alone" {
    run at_terminal 1 ' ... 0:01' salloc --begin=now+60 true
    assert_output --partial "salloc: waiting for job"
    scancel --me
    run bash -c 'salloc --begin=now+2 true 2>&1'
    assert_success
    refute_output --partial "waiting for job"
    refute_output --partial "$ESCAPE"
}
