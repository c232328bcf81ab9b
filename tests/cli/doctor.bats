#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# msd doctor on this machine: without a daemon, beside one, and with a configuration that does not load.
load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "doctor tells of the machine and starts nothing" {
    run "$MSD_STAGE/sbin/msd" doctor
    assert_success
    assert_line --regexp '^  CPUs +[0-9]+: '
    assert_line --regexp '^  memory +[0-9.]+[MGT] for jobs$'
    assert_line --regexp '^  daemon +none runs: the first command starts one$'
    assert_not_exist "$XDG_RUNTIME_DIR/msd/msd.sock"
    [ "$(grep -vc "^  GPU " <<< "$output")" -le 24 ]
    [ -z "$(grep -v '^ *>' <<< "$output" | grep -E '.{81}')" ]
}

@test "doctor knows the daemon that answers" {
    sinfo > /dev/null
    run "$MSD_STAGE/sbin/msd" doctor
    assert_success
    assert_line --regexp '^  daemon +mini-slurm .*, user mode, pid [0-9]+'
}

@test "doctor says what is wrong with a configuration, and ends with 1" {
    echo 'KillWait=soon' > bad.conf
    run "$MSD_STAGE/sbin/msd" doctor --config "$PWD/bad.conf"
    assert_failure 1
    [[ $(tr -s '\n ' ' ' <<< "$output") == *"! configuration "*"bad.conf:1: KillWait=soon: must be whole seconds > man 5 msd.conf "* ]]
}

@test "msd knows no other command" {
    run "$MSD_STAGE/sbin/msd" nurse
    assert_failure 1
    assert_output --partial 'there is no command nurse'
}
