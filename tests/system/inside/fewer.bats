#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# A subtree without the controllers for memory and CPU sets: what is missing is said, and what can be done without it is.

bats_require_minimum_version 1.5.0
export WORLD_OF=user controllers="cpu pids"
load world

setup_file() {
    make_world <<'CONF'
ClusterName=vm
KillWait=1
DefMemPerCPU=100
JobAcctGatherFrequency=1
NodeName=vm CPUs=2 RealMemory=1500
PartitionName=main Nodes=ALL Default=YES
CONF
}
teardown() {
    alice scancel --me || true
    eventually no_jobs
}
teardown_file() { end_world; }

@test "all that is not held for one reason is said once, with the line that mends it, by sinfo, the log and the doctor" {
    parent=${GROUPS_ROOT%/*}
    said="no control group for memory (sampling instead), swap (nothing instead), CPUs (affinity instead), \
disk traffic (nothing instead): no cgroup v2 memory, cpuset and io controllers are delegated to msd"
    mend="echo +memory +cpuset +io > $parent/cgroup.subtree_control"
    run alice sinfo -v -h
    assert_line "sinfo: $said ($mend)"
    refute_line --partial "processes"
    [ "$(grep -cF "not enforced: $said" /home/alice/log)" = 1 ]
    run alice "$MSD_STAGE/sbin/msd" doctor --config /home/alice/msd.conf
    assert_line "                 > $mend"
    [[ $(tr -s '\n ' ' ' <<< "$output") == *"- limits $said > "* ]]
}

@test "memory is watched where the kernel does not hold it" {
    job=$(submit --wait --mem=100M --wrap 'python3 -c "import time
block = bytearray(300 << 20)
time.sleep(60)"' || true)
    run output "$job"
    assert_line --partial "exceeded its memory limit"
    is "$job" OUT_OF_MEMORY
}

@test "a job has no more time than its CPUs have, though it leaves them" {
    job=$(submit -c1 <<'JOB'
#!/usr/bin/python3
import os, time
os.sched_setaffinity(0, {0, 1})
end = time.time() + 300
os.fork()
print("begun", flush=True)
while time.time() < end: pass
JOB
    )
    eventually has_line "$job" begun
    sleep 1
    run awk -v "stat=$(group_of "$job")/cpu.stat" '
        BEGIN {
            for (turn = 0; turn < 2; ++turn) {
                while ((getline line < stat) > 0) if (split(line, word) == 2 && word[1] == "usage_usec") used[turn] = word[2]
                close(stat)
                getline line < "/proc/uptime"; close("/proc/uptime")
                split(line, word); at[turn] = word[1]
                if (!turn) system("sleep 5")
            }
            share = (used[1] - used[0]) / 1e6 / (at[1] - at[0])
            print "share of a CPU:", share
            exit !(share > 0.95 && share < 1.05)
        }'
    assert_success
}

@test "without a CPU set and without memory a job is suspended and ended as a whole all the same" {
    job=$(submit -c1 --wrap 'echo begun; trap "" TERM; while :; do :; done')
    eventually has_line "$job" begun
    admin scontrol suspend "$job"
    eventually grep -qx "frozen 1" "$(group_of "$job")/cgroup.events"
    alice scancel "$job"
    eventually no_jobs
    [ ! -e "$(group_of "$job")" ]
}
