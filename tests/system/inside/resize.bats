#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A job that gives a node back has what the rest gives, and no more: two nodes of one CPU each on this machine.

bats_require_minimum_version 1.5.0
load world

setup_file() {
    make_accelerators
    make_world <<'CONF'
ClusterName=vm
KillWait=1
NodeName=n[1-2] CPUs=1 RealMemory=500 Gres=gpu:1
Name=gpu NodeName=n1 File=/dev/accelerator0
Name=gpu NodeName=n2 File=/dev/accelerator1
PartitionName=main Nodes=ALL Default=YES
CONF
}
teardown() {
    alice scancel --me || true
    alice rm -f go
    eventually no_jobs
}
teardown_file() { end_world; }

# submit_wide < COMMANDS: a job with both nodes and a step on them; the script goes on when there is a file "go"
submit_wide() {
    submit --nodes=2 --ntasks=2 --mem=100M --gres=gpu:1 <<JOB
#!/bin/bash
srun --overlap --output=none bash -c 'echo begun > "task.\$SLURMD_NODENAME"; sleep 600' &
until [ -e go ]; do sleep 0.1; done
$(cat)
JOB
}
both_begun() { [ -s /home/alice/task.n1 ] && [ -s /home/alice/task.n2 ]; }

# limits JOB: of its group, and where its step may run at most
limits() {
    (cd "$(group_of "$1")" && grep -H . cpuset.cpus memory.max memory.swap.max cpu.weight io.weight step_0/cpuset.cpus.effective)
}
limits_are() { [ "$(limits "$1")" = "$2" ] || { limits "$1" >&2; return 1; }; }
# cpus_of JOB: what its processes may run on
cpus_of() {
    find "$(group_of "$1")" -name cgroup.procs -exec cat {} + | while read -r pid; do
        sed -n 's/^Cpus_allowed_list:\t//p' "/proc/$pid/status"
    done | sort -u
}

@test "CPUs, memory and weights of a node that is given back are gone from the job and its steps" {
    alice rm -f task.n1 task.n2
    job=$(submit_wide <<< 'sleep 600')
    eventually both_begun
    limits_are "$job" 'cpuset.cpus:0-1
memory.max:209715200
memory.swap.max:0
cpu.weight:200
io.weight:default 200
step_0/cpuset.cpus.effective:0-1'
    alice scontrol update jobid="$job" numnodes=1
    eventually limits_are "$job" 'cpuset.cpus:0
memory.max:104857600
memory.swap.max:0
cpu.weight:100
io.weight:default 100
step_0/cpuset.cpus.effective:0' 2> /dev/null
    [ "$(cpus_of "$job")" = 0 ]
    other=$(submit --nodes=1 --wrap 'echo begun; sleep 600')
    eventually has_line "$other" begun
    [ "$(cpus_of "$other")" = 1 ]
}

@test "a job that is more than its remaining memory ends at that limit" {
    alice rm -f task.n1 task.n2
    job=$(submit_wide <<< "python3 -c 'block = bytearray(150 << 20)'; echo survived")
    eventually both_begun
    alice scontrol update jobid="$job" numnodes=1
    eventually grep -qx 104857600 "$(group_of "$job")/memory.max"
    alice touch go
    eventually no_jobs
    run output "$job"
    assert_line --partial "out of memory: the limit is 100M"
    refute_line survived
    is "$job" OUT_OF_MEMORY
}

@test "the device of a node that was given back is closed, where root can" {
    alice rm -f task.n1 task.n2
    try='(: < /dev/accelerator1) 2>&1 && echo opened'
    job=$(submit_wide <<< "$try; (: < /dev/accelerator0) && echo its own; echo done; sleep 600")
    eventually both_begun
    alice scontrol update jobid="$job" numnodes=1
    eventually grep -qx 104857600 "$(group_of "$job")/memory.max"
    alice touch go
    eventually has_line "$job" done
    run output "$job"
    assert_line "its own"
    if [ "$WORLD_OF" = root ]; then assert_line --regexp "/dev/accelerator1: Operation not permitted"; else assert_line opened; fi
}
