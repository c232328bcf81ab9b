#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Limits that a site may ask for beside memory.max: where the kernel begins to take memory back, and how much may be
# swapped, on a machine that can swap. io.weight is shown as it is set; what a disk makes of it is in disk.bats.

bats_require_minimum_version 1.5.0
export WORLD_OF=root
load world

setup_file() {
    fallocate -l 200M /dev/shm/swap
    device=$(losetup --find --show /dev/shm/swap)
    mkswap -q "$device"
    swapon "$device"
    make_world <<'CONF'
ClusterName=vm
KillWait=1
MemoryHigh=60
AllowedSwapSpace=50
NodeName=vm CPUs=2 RealMemory=1500
PartitionName=main Nodes=ALL Default=YES
CONF
}
teardown() {
    alice scancel --me || true
    eventually no_jobs
}
teardown_file() {
    end_world
    swapoff -a
}

# configure KEY VALUE: the daemon's configuration from now on
configure() {
    sed -i "s/^$1=.*/$1=$2/" /run/msd/msd.conf
    admin scontrol reconfigure
}

# hold_memory MEGABYTES: for as long as there is no file "go"
hold_memory() {
    cat <<JOB
#!/usr/bin/python3
import os, time
block = bytearray(b"x") * ($1 << 20)
print("begun", flush=True)
while not os.path.exists("go"): time.sleep(0.2)
JOB
}

@test "memory.high, memory.swap.max and io.weight are as the site says and the job asks" {
    job=$(submit -c1 --mem=100M --wrap 'echo begun; sleep 60')
    eventually has_line "$job" begun
    run grep -H . "$(group_of "$job")"/{memory.high,memory.swap.max,io.weight,step_batch/memory.high}
    assert_output "$(group_of "$job")/memory.high:62914560
$(group_of "$job")/memory.swap.max:52428800
$(group_of "$job")/io.weight:default 100
$(group_of "$job")/step_batch/memory.high:max"
    alice scancel "$job"
    job=$(submit -c2 --mem=100M --wrap 'echo begun; sleep 60')
    eventually has_line "$job" begun
    [ "$(cat "$(group_of "$job")/io.weight")" = "default 200" ]
}

@test "above memory.high the kernel takes a job's memory back, and the job goes on" {
    job=$(hold_memory 75 | submit --mem=100M)
    eventually has_line "$job" begun
    [ "$(awk '$1 == "high" { print $2 }' "$(group_of "$job")/memory.events")" -gt 0 ]
    [ "$(cat "$(group_of "$job")/memory.swap.current")" -gt 0 ]
    [ "$(cat "$(group_of "$job")/memory.current")" -lt $((75 << 20)) ]
    alice touch go
    eventually is "$job" COMPLETED
    alice rm go
}

@test "a job swaps as much as the site allows and no more" {
    configure MemoryHigh 0
    alice touch go
    is "$(hold_memory 55 | submit --wait --mem=50M)" COMPLETED # python itself takes some, too
    is "$(hold_memory 120 | submit --wait --mem=50M || true)" OUT_OF_MEMORY
    configure AllowedSwapSpace 0
    is "$(hold_memory 55 | submit --wait --mem=50M || true)" OUT_OF_MEMORY
    alice rm go
}
