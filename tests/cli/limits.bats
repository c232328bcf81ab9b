#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# AccountingStorageEnforce: who may charge what, and limits.
load helper

setup_file() {
    make_world - <<'CONF'
ClusterName=bats
KillWait=1
DefMemPerCPU=100
AccountingStorageEnforce=limits,qos
PriorityWeightQOS=1000
NodeName=box CPUs=4 RealMemory=4000
PartitionName=main Nodes=ALL Default=YES MaxTime=UNLIMITED
CONF
    me=$(id -un)
    sacctmgr -i add account lab > /dev/null
    sacctmgr -i add user "$me" account=lab > /dev/null || sacctmgr -i modify user "$me" set fairshare=1 > /dev/null
    sacctmgr -i modify user "$me" set defaultaccount=lab > /dev/null
    sacctmgr -i add qos one maxjobsperuser=1 maxsubmitjobsperuser=3 priority=10 > /dev/null
    sacctmgr -i add qos strict maxwall=30 flags=DenyOnLimit > /dev/null
    sacctmgr -i modify user "$me" set qos=normal,one,strict > /dev/null
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "an account and a QOS that are not there are refused with Slurm's words" {
    run sbatch -A nosuch --wrap true
    assert_failure 1
    assert_output "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified"
    run sbatch -q nosuch --wrap true
    assert_failure 1
    assert_output "sbatch: error: Batch job submission failed: Invalid qos specification"
}

@test "over the limit of running jobs one waits, over that of submitted ones it is refused" {
    first=$(submit -q one --wrap "sleep 300")
    second=$(submit -q one --wrap "sleep 300")
    third=$(submit -q one --wrap "sleep 300")
    run sbatch -q one --wrap true
    assert_failure 1
    assert_line --index 0 "sbatch: error: QOSMaxSubmitJobPerUserLimit"
    assert_line --index 1 "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"
    run squeue -h -j "$second" -o '%a %q %r'
    assert_output "lab one QOSMaxJobsPerUserLimit"
    scancel "$first"
    wait_state "$second" RUNNING
    run squeue -h -j "$third" -o %r
    assert_output QOSMaxJobsPerUserLimit
    sacctmgr -i modify qos one set maxjobsperuser=-1 > /dev/null
    wait_state "$third" RUNNING
    scancel "$second" "$third"
}

@test "DenyOnLimit refuses what could never run" {
    run sbatch -q strict -t 50 --wrap true
    assert_failure 1
    assert_line --index 0 "sbatch: error: QOSMaxWallDurationPerJobLimit"
}

@test "another QOS is another priority" {
    job=$(submit -H --wrap true)
    scontrol release "$job"
    scancel "$job"
    blocker=$(submit --exclusive --wrap "sleep 300")
    job=$(submit --exclusive --wrap true)
    before=$(squeue -h -j "$job" -o %Q)
    scontrol update "job=$job" qos=one
    after=$(squeue -h -j "$job" -o %Q)
    [ "$after" -eq $((before + 1000)) ]
    run scontrol update "job=$job" qos=nosuch
    assert_failure 1
    scancel "$blocker" "$job"
}

@test "minutes that are used up keep jobs waiting, also after a restart of the daemon" {
    scancel --me
    sacctmgr -i add qos costly usagefactor=1000 > /dev/null
    sacctmgr -i modify user "$(id -un)" set qos+=costly > /dev/null
    submit --wait -q costly --wrap 'sleep 1.1' > /dev/null
    sacctmgr -i modify account lab set GrpTRESMins=cpu=10 > /dev/null
    id=$(submit --wrap 'sleep 300')
    reason() { squeue -h -j "$id" -o %r; }
    assert_equal "$(reason)" AssocGrpCPUMinutesLimit
    scontrol shutdown
    is_back() { [ "$(reason)" = AssocGrpCPUMinutesLimit ]; }
    eventually is_back
    sacctmgr -i modify account lab set GrpTRESMins=cpu=-1 > /dev/null
    wait_state "$id" RUNNING
    scancel "$id"
}
