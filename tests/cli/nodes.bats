# SPDX-License-Identifier: MIT
# One machine as several nodes: MSD_NODES, with nothing configured.

load helper
setup_file() {
    make_world
    export MSD_NODES=3
    rm "$XDG_CONFIG_HOME/msd/msd.conf"
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "the machine is shown as so many nodes" {
    run sinfo --noheader --format='%D %N'
    assert_output '3 127.0.0.[1-3]'
}

@test "a job over several nodes finds its layout, and this machine at its first node" {
    script job.sh 'echo "$SLURM_JOB_NUM_NODES $SLURM_NODEID $SLURMD_NODENAME $SLURM_JOB_NODELIST"' \
        'echo "$SLURM_JOB_CPUS_PER_NODE $SLURM_TASKS_PER_NODE $SLURM_NTASKS"' \
        'scontrol show hostnames "$SLURM_JOB_NODELIST"' \
        'first=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)' \
        'getent ahostsv4 "$first" | cut -d" " -f1 | sort -u'
    run sbatch --wait --output=out --nodes=3 --ntasks-per-node=2 --mem=10 --cpus-per-task=1 --threads-per-core=1 job.sh
    assert_success
    assert_line --partial 'Submitted batch job'
    cpus=$(sinfo --noheader --format=%Z)
    assert_equal "$(cat out)" "3 0 127.0.0.1 127.0.0.[1-3]
$((2 * cpus))(x3) 2(x3) 6
127.0.0.1
127.0.0.2
127.0.0.3
127.0.0.1"
}

@test "a job for one named node runs there" {
    run sbatch --wait --output=out --nodelist=127.0.0.2 --mem=10 --wrap='echo $SLURMD_NODENAME'
    assert_success
    assert_equal "$(cat out)" 127.0.0.2
}

@test "the tasks of more nodes than there are run on those that are, with a word of both numbers" {
    run sbatch --wait --nodes=4 --mem=10 --output=more --wrap='srun -l true; echo $SLURM_NTASKS on $SLURM_NNODES'
    assert_success
    assert_output --partial '4 nodes asked, 3 here: all 4 tasks run on them'
    assert_equal "$(cat more)" '4 on 3'
}
