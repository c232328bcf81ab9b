# SPDX-License-Identifier: MIT
# sinfo: the machine that the configuration declares.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "the default format" {
    run sinfo
    assert_success
    assert_line --index 0 "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST"
    assert_line --index 1 "main*        up   infinite      1   idle box"
    assert_line --index 2 "short        up      10:00      1   idle box"
}

@test "-N, -l, -s and -h" {
    run sinfo --Node
    assert_line --index 0 --regexp '^NODELIST +NODES +PARTITION +STATE *$'
    assert_line --index 1 --regexp '^box +1 +main\* +idle *$'
    run sinfo --Node --long
    assert_line --index 1 --partial CPUS
    assert_line --index 2 --regexp '^box .* 4 .* 4000 '
    run sinfo --summarize
    assert_line --index 1 --regexp '^main\* .* 0/1/0/1 box$'
    run sinfo --noheader
    refute_output --partial PARTITION
}

@test "--format and --partition" {
    assert_equal "$(sinfo -h -p main -o '%R|%c|%m|%G|%D')" "main|4|4000|gpu:2|1"
    assert_equal "$(sinfo -h -o %R | sort | paste -sd' ')" "main short"
}

@test "a node that is in use is mixed, then allocated" {
    some=$(submit -n 1 --mem=10 --output=/dev/null --wrap='sleep 600')
    wait_state "$some" RUNNING
    assert_equal "$(sinfo -h -p main -o '%t %C')" "mix 1/3/0/4"
    rest=$(submit -n 3 --mem=10 --output=/dev/null --wrap='sleep 600')
    wait_state "$rest" RUNNING
    assert_equal "$(sinfo -h -p main -o '%t %C')" "alloc 4/0/0/4"
    scancel "$some" "$rest"
    eventually test "$(sinfo -h -p main -o '%D')" = 1
}

@test "no partition and a partition that is not there" {
    run sinfo --partition=nosuch --noheader
    assert_success
    assert_output ""
}
