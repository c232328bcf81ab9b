# SPDX-License-Identifier: MIT
# Our commands beside captures of real Slurm.

bats_load_library bats-support
bats_load_library bats-assert

@test "same status, output and messages as real Slurm, but for the listed deviations" {
    run "$BATS_TEST_DIRNAME/compare"
    [ "$status" != 77 ] || skip "$output"
    echo "$output"
    assert_success
}
