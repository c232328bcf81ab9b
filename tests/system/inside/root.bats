#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What only a daemon of root's holds: devices, and users apart from each other.

bats_require_minimum_version 1.5.0
export WORLD_OF=root
load world

setup_file() {
    make_accelerators
    make_world <<'CONF'
ClusterName=vm
KillWait=1
DefMemPerCPU=100
NodeName=vm CPUs=2 RealMemory=1500 Gres=gpu:2
Name=gpu File=/dev/accelerator[0-1]
PartitionName=main Nodes=ALL Default=YES OverSubscribe=YES
CONF
}
teardown() {
    alice scancel --me || true
    eventually no_jobs
}
teardown_file() { end_world; }

@test "a device that was not allocated can not be opened" {
    try='for number in 0 1; do (: < /dev/accelerator$number) 2>&1 && echo opened $number; done; echo $CUDA_VISIBLE_DEVICES'
    none=$(submit --wait --wrap "$try")
    one=$(submit --wait --gres=gpu:1 --wrap "$try")
    run output "$none"
    assert_line --regexp "/dev/accelerator0: Operation not permitted"
    assert_line --regexp "/dev/accelerator1: Operation not permitted"
    run output "$one"
    assert_line "opened 0"
    assert_line --regexp "/dev/accelerator1: Operation not permitted"
    assert_line 0
}

@test "a job can not reach the limits of another user's job, nor its own where root holds them" {
    victim=$(submit --mem=100M --wrap 'echo $$; echo begun; sleep 60')
    eventually has_line "$victim" begun
    process=$(output "$victim" | head -n 1)
    run as alice kill -0 "$process"
    assert_success
    run as bob srun -Q --mem=100M bash -c "
        for group in $(group_of "$victim") $GROUPS_ROOT/job_\$SLURM_JOB_ID; do
            for file in memory.max cgroup.kill cgroup.freeze cgroup.procs; do
                { echo 1 > \$group/\$file; } 2> /dev/null && echo \"wrote \$group/\$file\"
            done
        done; kill -0 $process 2> /dev/null && echo reached; true"
    assert_success
    assert_output ""
    is "$victim" RUNNING
}

@test "the daemon of root follows no link of a user's to what is not the user's" {
    echo untouched > /root/precious
    chmod 600 /root/precious
    alice ln -s /root/precious bait
    alice mkdir -p baits
    alice ln -s /root/precious baits/alice
    for pattern in bait baits/%u; do
        alice sbatch --wait --output="$pattern" --wrap 'echo overwritten' || true
    done
    [ "$(cat /root/precious)" = untouched ]
    [ "$(stat -c %U:%a /root/precious)" = root:600 ]
}
