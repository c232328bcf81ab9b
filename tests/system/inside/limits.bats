#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The limits of jobs, held by a kernel with cgroup v2: tests/system/vm runs this as root's daemon and as a user's
# (world.bash). docs/enforcement.md tells which limit each test shows.

bats_require_minimum_version 1.5.0
load world

setup_file() {
    make_accelerators
    make_world <<'CONF'
ClusterName=vm
KillWait=1
MaxProcesses=60
DefMemPerCPU=100
NodeName=vm CPUs=2 RealMemory=1500 Gres=gpu:2
Name=gpu File=/dev/accelerator[0-1]
PartitionName=main Nodes=ALL Default=YES OverSubscribe=YES
PartitionName=many Nodes=ALL OverSubscribe=FORCE:30
CONF
}
teardown() {
    alice scancel --me || true
    eventually no_jobs
}
teardown_file() { end_world; }

@test "nothing is said to be unheld, but devices where there is no root" {
    run alice sinfo -v -h
    refute_line --partial memory
    refute_line --partial affinity
    if [ "$WORLD_OF" = root ]; then refute_line --partial GPU; else assert_line --partial "closing them needs root"; fi
}

@test "memory.max ends a job at its limit, with Slurm's line and one that helps" {
    job=$(submit --wait --mem=200M <<'JOB' || true
#!/bin/bash
python3 -c 'block = [bytearray(1 << 20) for _ in range(400)]'
echo survived
JOB
    )
    run output "$job"
    refute_line survived
    assert_line --regexp "^slurmstepd: error: Detected [0-9]+ oom_kill events? in StepId=$job.batch. Some of the step tasks have been OOM Killed.\$"
    assert_line --regexp "^slurmstepd: error: out of memory: the limit is 200M, the peak was (198|199|200|201|202)M, killed was python3 with [0-9]+M.*; try --mem=300M\$"
    run alice sacct -n -P -j "$job" -o state,exitcode
    assert_line --index 0 "OUT_OF_MEMORY|0:125"
    assert_line --index 1 "OUT_OF_MEMORY|0:125"
}

@test "a job that stays below its memory limit is left alone" {
    job=$(submit --wait --mem=200M <<'JOB'
#!/bin/bash
python3 -c 'block = bytearray(150 << 20)'
JOB
    )
    is "$job" COMPLETED
    run alice sacct -n -P -j "$job.batch" -o maxrss --units=M
    [[ $output =~ ^1[5-9][0-9] ]]
}

@test "a step out of memory is told by srun" {
    run alice srun --mem=60M bash -c 'python3 -c "block = bytearray(200 << 20)"; echo survived'
    assert_failure
    refute_line survived
    assert_line --partial "oom_kill event"
    assert_line --partial "try --mem=90M"
    assert_line "srun: error: vm: task 0: Out Of Memory"
}

@test "a step ends at a limit of its own, and its job goes on" {
    job=$(submit --wait --mem=200M --wrap "srun --mem=60M python3 -c 'block = bytearray(120 << 20)'; echo went on")
    run output "$job"
    assert_line "srun: error: vm: task 0: Out Of Memory"
    assert_line "went on"
    run alice sacct -n -P -j "$job" -o state
    assert_output "COMPLETED
COMPLETED
OUT_OF_MEMORY"
}

@test "a job is on the CPUs it was given, and can not leave them" {
    script='nproc; python3 -c "import os
try: os.sched_setaffinity(0, {0, 1})
except OSError: pass
print(*os.sched_getaffinity(0))"; echo done; sleep 60'
    first=$(submit -c1 --wrap "$script")
    second=$(submit -c1 --wrap "$script")
    eventually has_line "$first" done
    eventually has_line "$second" done
    [ "$(output "$first" | head -n 1)" = 1 ]
    [ "$(output "$first" | sed -n 2p)" = "$(cat "$(group_of "$first")/cpuset.cpus")" ]
    [ "$(output "$second" | sed -n 2p)" = "$(cat "$(group_of "$second")/cpuset.cpus")" ]
    [ "$(output "$first" | sed -n 2p)" != "$(output "$second" | sed -n 2p)" ]
}

@test "of a CPU that two jobs share each has as much time as it has CPUs" {
    spin='echo begun; while :; do :; done'
    one=$(submit -p many -c1 --wrap "$spin")
    eventually has_line "$one" begun
    cpu=$(cat "$(group_of "$one")/cpuset.cpus")
    two=$(submit -p many -c2 --wrap "taskset -p -c $cpu \$\$ > /dev/null; $spin")
    eventually has_line "$two" begun
    from=$(cpu_usec "$one") from_two=$(cpu_usec "$two")
    sleep 8
    used=$(($(cpu_usec "$one") - from)) used_two=$(($(cpu_usec "$two") - from_two))
    echo "used: $used and $used_two"
    [ $((used_two * 2)) -gt $((used * 3)) ]
    [ $((used_two * 2)) -lt $((used * 6)) ]
}

@test "a fork bomb stops at pids.max" {
    job=$(submit --wait <<'JOB'
#!/usr/bin/python3
import os, time
children = 0
try:
    while children < 1000:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        children += 1
except BlockingIOError as error:
    print("stopped", children)
JOB
    )
    [[ $(output "$job") =~ ^stopped\ (5[0-9]|60)$ ]]
}

@test "a suspended job uses no CPU until it is resumed" {
    job=$(submit -c1 --wrap 'echo begun; while :; do :; done')
    eventually has_line "$job" begun
    admin scontrol suspend "$job"
    eventually is "$job" SUSPENDED
    eventually grep -qx "frozen 1" "$(group_of "$job")/cgroup.events"
    before=$(cpu_usec "$job")
    sleep 1
    [ "$(cpu_usec "$job")" = "$before" ]
    admin scontrol resume "$job"
    used_more() { [ "$(cpu_usec "$job")" -gt "$before" ]; }
    eventually used_more
}

@test "what is cancelled while suspended ends" {
    job=$(submit -c1 --wrap 'echo begun; trap "" TERM; while :; do :; done')
    eventually has_line "$job" begun
    admin scontrol suspend "$job"
    eventually is "$job" SUSPENDED
    alice scancel "$job"
    eventually no_jobs
    [ ! -e "$(group_of "$job")" ]
}

@test "no process of a cancelled job is left, however it has hidden" {
    job=$(submit <<'JOB'
#!/usr/bin/python3
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("begun", flush=True)
for number in range(50):                    # 200 daemons, while the job is being cancelled
    for twig in range(4):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv("/bin/sleep", ["hidden-from-msd", "3600"])
            os._exit(0)
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0: break
        except ChildProcessError: break
JOB
    )
    eventually has_line "$job" begun
    alice scancel "$job"
    eventually no_jobs
    run pgrep -f hidden-from-msd
    assert_output ""
    [ ! -e "$(group_of "$job")" ]
}

@test "nothing of a job is left when its shepherd is killed" {
    job=$(submit <<'JOB'
#!/bin/bash
setsid sleep 3600 &
echo $PPID $!
sleep 3600
JOB
    )
    eventually has_line "$job" .
    read -r shepherd hidden < "/home/alice/out.$job"
    kill -KILL "$shepherd"
    eventually is "$job" FAILED
    gone() { [ ! -e "$(group_of "$job")" ]; }
    eventually gone
    [ ! -e "/proc/$hidden" ]
}

@test "300 jobs started and cancelled leave no control group" {
    submit -p many -n1 --mem=1M --array=1-300 --wrap 'sleep 3600' > /dev/null
    cancel_those_that_run() {
        alice scancel --state=RUNNING --me
        no_jobs
    }
    end=$((SECONDS + 170))
    until cancel_those_that_run; do [ $SECONDS -lt $end ]; done
    [ "$(alice sacct -n -X -P -o state | grep -c '^CANCELLED')" -ge 300 ]
    [ "$(cd "$GROUPS_ROOT" && find . -type d | sort | tr '\n' ' ')" = ". ./shepherds " ]
}
