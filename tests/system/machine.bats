#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The machine that tests/system/vm starts: what other tests here rely on.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

vm() {
    run --separate-stderr "$BATS_TEST_DIRNAME/vm" --timeout 240 "$@"
}

@test "a command runs under cgroup v2 alone, and its output and status come back" {
    vm bash -c 'stat -f -c %T /sys/fs/cgroup; cat /sys/fs/cgroup/cgroup.controllers; nproc; id -u; exit 3'
    [ "$status" = 3 ] || { echo "$status: $output $stderr" >&2; return 1; }
    assert_line --index 0 cgroup2fs
    for controller in cpuset cpu io memory pids; do
        assert_line --index 1 --regexp "(^| )$controller( |\$)"
    done
    assert_line --index 2 2
    assert_line --index 3 0
}

@test "what a command writes does not reach this machine" {
    file=/var/tmp/tests-system.$$
    vm bash -c "echo inside > $file && cat $file"
    [ "$status" = 0 ] || { echo "$status: $output $stderr" >&2; return 1; }
    assert_output inside
    [ ! -e "$file" ]
}

@test "systemd is process 1 when it is asked for" {
    vm --systemd bash -c 'cat /proc/1/comm; cat /proc/self/cgroup; systemctl is-system-running'
    [ "$status" = 0 ] || { echo "$status: $output $stderr" >&2; return 1; }
    assert_line --index 0 systemd
    assert_line --index 1 0::/system.slice/vm-command.service
}
