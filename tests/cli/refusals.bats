#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# scontrol update, create and delete with values that mean nothing: Slurm's sentences and statuses, as 22.05 gave them.

bats_require_minimum_version 1.5.0
load helper

setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

# refuses STATUS WORDS... -- LINE...: scontrol with those words says just these lines. JOB stands for a held job.
refuses() {
    local status=$1 words=() expected=()
    shift
    while [ "$1" != -- ]; do words+=("${1/JOB/$job}"); shift; done
    shift
    while [ $# -gt 0 ]; do expected+=("${1/JOB/$job}"); shift; done
    run "-$status" scontrol "${words[@]}"
    assert_output "$(printf '%s\n' "${expected[@]}")"
}

@test "of a job" {
    job=$(submit --hold --wrap=true)
    refuses 1 update jobid=JOB timelimit= -- "scontrol: error: Invalid TimeLimit value"
    refuses 1 update jobid=JOB nice=99999999999 -- "scontrol: error: Nice value out of range (+/- 2147483645). Value ignored"
    refuses 1 update jobid=JOB numcpus=abc -- 'scontrol: error: Invalid numeric value "abc" for NumCPUs.' \
        "scontrol: error: Invalid NumCPUs value: abc"
    refuses 1 update jobid=JOB numcpus=4-2 -- "scontrol: error: Invalid NumCPUs value: 4-2"
    refuses 0 update jobid=JOB numnodes=abc -- 'scontrol: error: Invalid numeric value "abc" for requested node count.'
    refuses 1 update jobid=JOB starttime=abc -- "Invalid time specification (pos=0): abc" "No changes specified"
    refuses 0 update jobid=JOB endtime=abc -- "Invalid time specification (pos=0): abc"
    refuses 1 update jobid=JOB deadline=2001-01-01 -- "Invalid time specified for job JOB"
    refuses 1 update jobid=JOB partition= -- "Invalid partition name specified for job JOB"
    refuses 1 update jobid=JOB gres= -- "Invalid Trackable RESource (TRES) specification for job JOB"
    refuses 1 update jobid=JOB gres=nosuch:2 -- "Invalid generic resource (gres) specification for job JOB"
    refuses 1 update jobid=JOB trespernode=foo -- "Invalid Trackable RESource (TRES) specification for job JOB"
    refuses 1 update jobid=JOB excnodelist=nosuch -- "Invalid node name specified for job JOB"
    refuses 1 update jobid=JOB corespec=1 -- "Access/permission denied for job JOB"
    refuses 1 update jobid=JOB burstbuffer=x -- "Requested operation not supported on this system for job JOB"
    refuses 1 update jobid=JOB prefer=x -- "Invalid preferred feature specification for job JOB"
    refuses 1 update jobid=JOB clusters=x -- "Unspecified error for job JOB"
    refuses 1 update jobid=JOB userid=nosuch name=x -- "Invalid UserID: nosuch" "Request aborted"
    refuses 1 update jobid= -- "No changes specified"
    refuses 1 update jobid -- "Invalid input: jobid" "Request aborted"
    refuses 1 update -- "too few arguments for update keyword"
    scancel "$job"
}

@test "of a job that runs" {
    job=$(submit --wrap='sleep 60')
    wait_state "$job" RUNNING
    refuses 1 update jobid=JOB endtime=2001-01-01 -- "Invalid time specified for job JOB"
    run -0 squeue --noheader --jobs="$job" --format=%T
    assert_output RUNNING
    scancel "$job"
}

@test "an array whose change is refused is named by its tasks that wait" {
    array=$(submit --hold --array=1-3 --wrap=true)
    run scontrol update "job=$array" Partition=nosuch
    assert_failure 1
    assert_output "${array}_1-3: Invalid partition name specified"
    scancel "$array"
}

@test "of a node" {
    refuses 1 update nodename=box state=foo -- "Invalid input: state=foo" "Request aborted" \
        "Valid states are: NoResp DRAIN FAIL FUTURE RESUME POWER_DOWN POWER_UP UNDRAIN" \
        "Not all states are valid given a node's prior state"
    refuses 1 update nodename=box state=power_down -- "slurm_update error: Invalid node state specified"
    refuses 1 update nodename=box weight=abc -- "scontrol: error: Weight value (abc) is not a valid number" "No changes specified"
    refuses 1 update nodename=box weight=-1 -- "scontrol: error: Weight value (-1) is less than zero" "No changes specified"
    refuses 1 update nodename=box activefeatures=zz -- "slurm_update error: Active features not subset of available features"
    refuses 1 update nodename=box reason -- "scontrol: error: Invalid input: reason  Request aborted" "slurm_update error: No error"
    refuses 1 update nodename=box reason+=x -- "Update of this parameter is not supported: reason+=x" "Request aborted"
}

@test "of a partition" {
    refuses 1 update partition=main maxtime=abc -- "scontrol: error: Invalid input maxtime=abc" "slurm_update error: No error"
    refuses 1 update partition=main maxnodes=abc -- 'scontrol: error: Invalid numeric value "abc" for MaxNodes.'
    refuses 0 update partition=main minnodes=abc -- 'scontrol: error: "abc" is not a valid node count'
    refuses 1 update partition=main hidden=maybe -- "scontrol: error: Invalid input: hidden=maybe" \
        "scontrol: error: Acceptable Hidden values are YES and NO" "slurm_update error: No error"
    refuses 1 update partition=main prioritytier=-1 -- "scontrol: error: Invalid PriorityTier value: -1" "slurm_update error: No error"
    refuses 1 update partition=main state= -- "scontrol: error: Invalid input: state=" \
        "scontrol: error: Acceptable State values are UP, DOWN, DRAIN and INACTIVE" "slurm_update error: No error"
    refuses 1 update partition=main maxmempernode=abc -- "scontrol: error: Invalid MaxMemPerNode value: abc" "slurm_update error: No error"
    refuses 1 update partition=main jobdefaults=foo -- "slurm_update error: Invalid JobDefaults specification"
    refuses 1 update partition=main foo=1 -- "scontrol: error: Update of this parameter is not supported: foo=1" "" \
        "scontrol: error: Request aborted" "slurm_update error: No error"
    refuses 1 update partition=main -- "scontrol: error: No changes specified"
    refuses 1 create partition -- "scontrol: error: Invalid input: partition  Request aborted"
    refuses 1 create foo=1 -- "scontrol: error: Invalid creation entity: foo=1"
    refuses 1 delete partitionname= -- "delete_partition partitionname=: Invalid partition name specified"
}

@test "of a reservation" {
    refuses 1 create reservation starttime=now duration=5 users= nodes=box -- \
        "scontrol: error: Either Users/Groups and/or Accounts must be specified.  No reservation created."
    refuses 1 create reservation starttime=now duration=5 users=root nodecnt=0 -- \
        "scontrol: error: CoreCnt, Nodes, NodeCnt, BurstBuffer, Licenses or Watts must be specified.  No reservation created."
    refuses 1 update reservation=nosuch duration=abc -- \
        "scontrol: error: Invalid duration duration=abc.  No reservation update." "slurm_update error: No error"
}

@test "the default partition can be deleted, and then a job has to name one" {
    scontrol delete partitionname=main
    run -1 sbatch --wrap=true
    assert_output "sbatch: error: Batch job submission failed: No partition specified or system default partition"
    job=$(submit --partition=short --wrap=true)
    wait_state "$job" COMPLETED
}
