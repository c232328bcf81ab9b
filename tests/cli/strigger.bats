# SPDX-License-Identifier: MIT
# There are no triggers, and strigger says so.

bats_require_minimum_version 1.5.0
load helper

setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "none are listed, none can be set or cleared" {
    run -0 strigger --get
    refute_output
    run -1 strigger --set --jobid=5 --fini --program=/bin/true
    assert_output --partial 'triggers are not available in this version'
    run -1 strigger --clear --id=3
    assert_output --partial 'no trigger to clear'
    run -1 strigger
    assert_output --partial 'one of --set, --get and --clear is needed'
}
