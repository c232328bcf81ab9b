#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What only a daemon of root's holds: devices, and users apart from each other.

bats_require_minimum_version 1.5.0
export WORLD_OF=root
load world

setup_file() {
    make_accelerators
    make_users
    groupadd --force readers
    usermod --append --groups readers alice
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

@test "a step can open no device of its job that is not the step's" {
    try='for number in 0 1; do (: < /dev/accelerator$number) 2>&1 && echo opened $number; done; true'
    job=$(submit --wait --gres=gpu:2 --wrap "echo '$try' > try; $try; echo; srun --gres=gpu:1 bash try")
    run output "$job"
    assert_output --regexp "^opened 0
opened 1

opened 0
try: line 1: /dev/accelerator1: Operation not permitted"
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

@test "a job has its owner's groups and none of the daemon's" {
    job=$(submit --wait --wrap 'id -Gn; srun id -Gn')
    assert_equal "$(output "$job")" "alice readers
alice readers"
    run alice srun -Q id -Gn
    assert_output "alice readers"
}

@test "what root itself has moved into a job's group or out of it ends with the job" {
    job=$(submit --wrap '(trap "" TERM; exec sleep 600) & echo $!; echo begun; wait')
    eventually has_line "$job" begun
    moved=$(output "$job" | head -n 1)
    mkdir -p /sys/fs/cgroup/elsewhere
    echo "$moved" > /sys/fs/cgroup/elsewhere/cgroup.procs
    stranger=$(setsid --fork bash -c 'echo $$; exec sleep 600 > /dev/null' 3>&-)
    echo "$stranger" > "$(group_of "$job")/step_batch/task_0/cgroup.procs"
    alice scancel "$job"
    eventually no_jobs
    for process in "$moved" "$stranger"; do
        eventually test ! -e "/proc/$process"
    done
    [ ! -e "$(group_of "$job")" ]
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

@test "a file system that does not answer keeps no job from its end" {
    install -d -m 755 /mnt/silent
    python3 "$BATS_TEST_DIRNAME/fuse.py" /mnt/silent 3>&- &
    eventually grep -q fuse.test /proc/mounts
    writing=$(alice sbatch --parsable --oversubscribe --output=/mnt/silent/out --wrap 'sleep 600')
    eventually is "$writing" RUNNING
    kill -STOP $!
    alice scancel "$writing" # which is told in the output
    opening=$(alice sbatch --parsable --oversubscribe --output=/mnt/silent/other --wrap true)
    entering=$(submit --oversubscribe --chdir=/mnt/silent/other --output=/home/alice/out.%j --wrap true)
    eventually no_jobs
    kill -KILL $!
    run alice sacct -n -P -X -j "$writing,$opening,$entering" -o state
    assert_output "CANCELLED by $(id -u alice)
FAILED
FAILED"
    [ "$(cd "$GROUPS_ROOT" && find . -type d | sort | tr '\n' ' ')" = ". ./shepherds " ]
}
