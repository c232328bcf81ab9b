# SPDX-License-Identifier: MIT
# ./quickstart as a newcomer runs it, in a home of its own, and again.

load ../cli/helper

setup_file() { make_home "$BATS_TEST_DIRNAME/../../build/stage"; }
teardown_file() {
    [ ! -x "$MSD_STAGE/bin/sbatch" ] || end_world
}

@test "the first run builds, submits the examples and shows what became of them" {
    run "$BATS_TEST_DIRNAME/../../quickstart"
    assert_success
    assert_line --partial "Submitted batch job 1"
    assert_line --regexp '^Hello from job 1 on '
    assert_line "task 4 of 4: its square is 16"
    assert_line "wrote 100 numbers"
    assert_line "their sum is 5050"
    refute_line --regexp 'FAILED|CANCELLED'
    assert_line --partial "scontrol shutdown"
}

@test "the second run is quick and leaves one daemon" {
    first=$(daemon_pid)
    run "$BATS_TEST_DIRNAME/../../quickstart"
    assert_success
    assert [ -n "$first" ]
    assert_equal "$(daemons)" "$first"
    assert_line --partial "their sum is 5050"
}
