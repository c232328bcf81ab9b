# SPDX-License-Identifier: MIT
# A site without a configuration's strictness: scripts of other sites run, with one line of warning for each name.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world - < <(lenient_configuration 'NodeName=box CPUs=4 RealMemory=4000')
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "names of another site are mapped to the default, one warning each" {
    script elsewhere.sh '#SBATCH -p gpu -A physics --qos=premium' '#SBATCH -C "haswell&ssd" --reservation=course' \
        '#SBATCH -L matlab:2 -w gpu[01-02] -x bad01' '#SBATCH --gres=lscratch:100 -M spica -d afterok:4711999' \
        'echo "on $SLURM_JOB_PARTITION"'
    run --separate-stderr sbatch --parsable --output=out elsewhere.sh
    assert_success
    local warnings='sbatch: warning: cluster "spica" does not exist here: using "desk"
sbatch: warning: account "physics" does not exist here: ignored
sbatch: warning: partition "gpu" does not exist here: using "main"
sbatch: warning: QOS "premium" does not exist here: using "normal"
sbatch: warning: reservation "course" does not exist here: ignored
sbatch: warning: constraint "haswell&ssd" does not exist here: ignored
sbatch: warning: license "matlab" does not exist here: ignored
sbatch: warning: node "gpu[01-02]" does not exist here: ignored
sbatch: warning: node "bad01" does not exist here: ignored
sbatch: warning: generic resource "lscratch" does not exist here: ignored
sbatch: warning: 2 nodes asked, 1 here: all 2 tasks run on it
sbatch: warning: dependency on job 4711999, which was never submitted here: ignored'
    assert_equal "$stderr" "$warnings"
    wait_state "${output%%;*}" COMPLETED
    assert_equal "$(cat out)" "on main"
}

@test "a job for four nodes runs on one and is told so" {
    script ranks.sh 'echo "$SLURM_JOB_NUM_NODES $SLURM_NTASKS $SLURM_JOB_CPUS_PER_NODE"'
    run --separate-stderr sbatch --parsable -N4 --output=out ranks.sh
    assert_success
    assert_equal "$stderr" "sbatch: warning: 4 nodes asked, 1 here: all 4 tasks run on it"
    wait_state "$output" COMPLETED
    assert_equal "$(cat out)" "1 4 4"

    run --separate-stderr sbatch --parsable -N4 --ntasks-per-node=2 --output=out ranks.sh
    assert_success
    assert_equal "$stderr" "sbatch: warning: 4 nodes asked, 1 here: the job gets it, with 2 tasks"
    wait_state "$output" COMPLETED
    assert_equal "$(cat out)" "1 2 2"
}

@test "what can not be is refused with figures" {
    run sbatch -n 9 hello.sh
    assert_failure 1
    assert_output --partial "9 CPUs asked, 4 in partition main"
    run sbatch --gres=gpu:a100:2 hello.sh
    assert_failure 1
    assert_output --partial "2 of gpu:a100 asked, 0 on the largest node"
    run sbatch --mem=64G hello.sh
    assert_failure 1
    assert_output --partial "64G on a node asked, 4000M on the largest node"
    run sbatch -H --mem=64G hello.sh  # at once, not at its release
    assert_failure 1
    assert_output --partial "64G on a node asked, 4000M on the largest node"
}
