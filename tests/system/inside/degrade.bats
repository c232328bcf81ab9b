#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each controller withheld by itself, and all of them: msd starts, runs jobs to their end, and says what it does not hold,
# why, and what helps. What is held without them is tried in fewer.bats.

bats_require_minimum_version 1.5.0
export WORLD_OF=user
load world

# without CONTROLLER, or everything: a world in which a job has run to its end
world_without() {
    controllers=
    for name in cpuset cpu io memory pids; do
        [ "$1" = "$name" ] || [ "$1" = everything ] || controllers+=" $name"
    done
    delegated=without-$1
    rm -f /home/alice/log
    make_world <<'CONF'
ClusterName=vm
KillWait=1
DefMemPerCPU=100
NodeName=vm CPUs=2 RealMemory=1500
PartitionName=main Nodes=ALL Default=YES
CONF
    is "$(submit --wait --wrap true)" COMPLETED
}

# says WHAT WHY MEND: in one line of sinfo -v, of the log and of the doctor, and nothing else is said
says() {
    run alice sinfo -v -h
    [ "$(grep -c "^sinfo: .*: " <<< "$output")" = 1 ]
    assert_line "sinfo: $1: $2 ($3)"
    [ "$(grep "not enforced: " /home/alice/log | sed 's/.*not enforced: //')" = "$1: $2 ($3)" ]
    run alice "$MSD_STAGE/sbin/msd" doctor --config /home/alice/msd.conf
    [[ $(tr -s '\n ' ' ' <<< "$output") == *"- limits $1: $2 > $3 Nothing is wrong; 1 marked"* ]]
}

@test "each controller that is withheld by itself is said with what is not held then, and the line that mends it" {
    while IFS='|' read -r controller what; do
        world_without "$controller"
        says "$what" "no cgroup v2 $controller controller is delegated to msd" \
            "echo +$controller > /sys/fs/cgroup/without-$controller/cgroup.subtree_control"
        end_world
    done << 'END'
memory|no control group for memory (sampling instead), swap (nothing instead)
cpuset|jobs are kept on their CPUs by affinity, which a program may change
cpu|jobs that share a CPU get the kernel's usual shares of it
io|jobs that share a disk get the kernel's usual shares of it
pids|the number of a job's processes is limited by its user's ulimit alone
END
}

@test "where a subtree has no controller at all, one line says so, and what it tells to do helps" {
    mend="echo +memory +cpuset +cpu +io +pids > /sys/fs/cgroup/without-everything/cgroup.subtree_control"
    world_without everything
    says "no control group for memory (sampling instead), swap (nothing instead), CPUs (affinity instead), \
CPU time (nothing instead), disk traffic (nothing instead), processes (ulimit instead)" \
        "no cgroup v2 memory, cpuset, cpu, io and pids controllers are delegated to msd" "$mend"
    end_world
    alice bash -c "$mend"
    world_without everything
    run alice sinfo -v -h
    refute_line --partial instead
    end_world
}
