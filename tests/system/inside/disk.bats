#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What a disk makes of io.weight, where its scheduler heeds it: io.cost with a model that says how fast the disk is, so
# that it does not depend on how fast this machine is. More CPUs than there are, for weights that lie apart.

bats_require_minimum_version 1.5.0
export WORLD_OF=root
load world

setup_file() {
    fallocate -l 100M /dev/shm/disk
    export DISK=$(losetup --find --show /dev/shm/disk)
    export NUMBER=$(cat "/sys/block/${DISK#/dev/}/dev")
    chmod 644 "$DISK"
    echo "$NUMBER enable=1 ctrl=user min=100 max=100" > /sys/fs/cgroup/io.cost.qos
    local iops=100000 # more than there can be: bytes are what counts
    echo "$NUMBER ctrl=user model=linear rbps=4000000 rseqiops=$iops rrandiops=$iops wbps=4000000 wseqiops=$iops wrandiops=$iops" \
        > /sys/fs/cgroup/io.cost.model
    make_world <<'CONF'
ClusterName=vm
KillWait=1
DefMemPerCPU=50
NodeName=vm CPUs=11 RealMemory=1500
PartitionName=main Nodes=ALL Default=YES
CONF
}
teardown_file() {
    alice scancel --me || true
    eventually no_jobs
    end_world
    losetup --detach "$DISK"
}

# bytes_read JOB: from the disk
bytes_read() { sed -n "s/^$NUMBER rbytes=\([0-9]*\).*/\1/p" "$(group_of "$1")/io.stat"; }

@test "of a disk that two jobs read from, the one with ten times the CPUs has the most" {
    read_on="echo begun; for reader in 1 2 3 4; do while :; do dd if=$DISK of=/dev/null bs=64k iflag=direct; done 2> /dev/null & done; wait"
    few=$(submit -c1 --wrap "$read_on")
    many=$(submit -c10 --wrap "$read_on")
    for job in "$few" "$many"; do eventually has_line "$job" begun; done
    sleep 2
    few_before=$(bytes_read "$few") many_before=$(bytes_read "$many")
    sleep 10
    few_read=$(($(bytes_read "$few") - few_before)) many_read=$(($(bytes_read "$many") - many_before))
    echo "bytes read: $few_read and $many_read"
    [ "$few_read" -gt 0 ]
    [ $((few_read * 2)) -lt "$many_read" ]
}
