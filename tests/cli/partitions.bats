# SPDX-License-Identifier: MIT
# What partitions ask of jobs, from msd.conf and from scontrol.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world - <<'CONF'
ClusterName=bats
SitePolicy=strict
KillWait=1
DefMemPerCPU=100
NodeName=box CPUs=4 RealMemory=4000
NodeName=old CPUs=4 RealMemory=4000 State=DOWN Reason="its fan is loud"
PartitionName=main Nodes=box Default=YES
PartitionName=chem Nodes=box AllowAccounts=chem DenyQos=slow MaxCPUsPerNode=2 OverTimeLimit=3 LLN=YES ReqResv=NO
PartitionName=dear Nodes=box,old TRESBillingWeights=CPU=1.5,Mem=0.25G
PartitionName=desk Nodes=box AllocNodes=n[1-9]
PartitionName=closed Nodes=box State=DRAIN Alternate=main
CONF
}
setup() { enter_world; }
teardown_file() { end_world; }

waits_because() {
    run -0 squeue --noheader --job="$1" --format=%r
    assert_output "$2"
    scancel "$1"
}

@test "the keys of msd.conf are shown" {
    run -0 scontrol show partition chem
    assert_line --partial "AllowGroups=ALL AllowAccounts=chem DenyQos=slow"
    assert_line --partial "LLN=YES MaxCPUsPerNode=2"
    assert_line --partial "OverTimeLimit=3"
    run -0 scontrol show partition closed
    assert_line --partial "AllocNodes=ALL Alternate=main Default=NO"
    run -0 sinfo --noheader --partition=chem --format=%B
    assert_output 2
}

@test "a job that is beyond them waits, with Slurm's words" {
    waits_because "$(submit --partition=chem --account=physics --wrap=true)" \
        "Job's account not permitted to use this partition (chem allows chem not physics)"
    waits_because "$(submit --partition=chem --account=chem --ntasks=3 --wrap=true)" PartitionConfig
    job=$(submit --partition=chem --account=chem --ntasks=2 --wrap=true)
    wait_state "$job" COMPLETED
}

@test "TRESBillingWeights: what a job counts" {
    run -0 scontrol show partition dear
    assert_line --regexp 'TRES=cpu=8,mem=8000M,node=2,billing=13$'  # 12 for CPUs and nearly 2 for memory
    assert_line '   TRESBillingWeights=CPU=1.5,Mem=0.25G'
    run -0 scontrol show node box
    assert_line --partial "CfgTRES=cpu=4,mem=4000M,billing=6"
    run sacctmgr -nP show cluster format=tres  # the nodes together
    assert_output --regexp "^billing=12,cpu=8,"
    job=$(submit --partition=dear --ntasks=2 --mem=2000 --wrap="sleep 100")
    assert_equal "$(field "$job" AllocTRES)" "billing=3,cpu=2,mem=2000M,node=1"
    scancel "$job"
    scontrol update partitionname=dear tresbillingweights=cpu=2
    job=$(submit --partition=dear --ntasks=2 --mem=2000 --wrap="sleep 100")
    assert_equal "$(field "$job" AllocTRES)" "billing=4,cpu=2,mem=2000M,node=1"
    scancel "$job"
    run -1 scontrol update partitionname=dear tresbillingweights=cores=2
    assert_output "slurm_update error: Invalid TRESBillingWeights specification"
}

@test "AllocNodes: jobs of other hosts are refused" {
    run -1 sbatch --partition=desk --wrap=true
    assert_output "sbatch: error: Batch job submission failed: Access/permission denied"
    run -1 srun --partition=desk true
    assert_output "srun: error: Unable to allocate resources: Access/permission denied"
    run -0 scontrol show partition desk
    assert_line --partial "AllocNodes=n[1-9] Default=NO"
    run -0 sinfo --noheader --partition=desk --format=%S
    assert_output "n[1-9]"
    scontrol update partitionname=desk allocnodes="$(hostname)"
    job=$(submit --partition=desk --wrap=true)
    wait_state "$job" COMPLETED
    scontrol update partitionname=desk allocnodes=
    run -0 scontrol show partition desk
    assert_line --partial "AllocNodes=ALL Default=NO"
}

@test "a closed partition hands its jobs to another" {
    job=$(submit --partition=closed --wrap=true)
    wait_state "$job" COMPLETED
    assert_equal "$(field "$job" Partition)" main
}

@test "scontrol changes them, and does not delete one with jobs" {
    scontrol create partitionname=extra nodes=box denyaccounts=a,b exclusiveuser=yes maxcpuspernode=3 maxcpuspersocket=2 overtimelimit=unlimited \
        jobdefaults=DefCpuPerGPU=2,DefMemPerGPU=100 reqresv=yes disablerootjobs=yes priority=7
    run -0 scontrol show partition extra
    assert_line --partial "DenyAccounts=a,b AllowQos=ALL"
    assert_line --partial "DisableRootJobs=YES ExclusiveUser=YES"
    assert_line --partial "MaxCPUsPerNode=3 MaxCPUsPerSocket=2"
    assert_line --partial "PriorityJobFactor=7 PriorityTier=7 RootOnly=NO ReqResv=YES"
    assert_line --partial "OverTimeLimit=UNLIMITED"
    assert_line --partial "JobDefaults=DefCpuPerGPU=2,DefMemPerGPU=100"
    run -1 sbatch --partition=extra --wrap=true
    assert_output --partial "Access/permission denied"
    scontrol update partitionname=extra denyaccounts= reqresv=no disablerootjobs=no maxcpuspernode=unlimited maxcpuspersocket=unlimited overtimelimit=none
    run -0 scontrol show partition extra
    assert_line --partial "MaxCPUsPerSocket=UNLIMITED"
    job=$(submit --partition=extra --hold --wrap=true)
    run -1 scontrol delete partitionname=extra
    assert_output "delete_partition partitionname=extra: Partition is in use"
    scancel "$job"
    scontrol delete partitionname=extra
    run -1 scontrol update partitionname=chem gracetime=5
    assert_output --partial "GraceTime is for what is not here"
}

@test "a QOS that does not exist is refused" {
    run -1 scontrol update partitionname=main qos=nosuch
    assert_output "slurm_update error: Invalid qos specification"
    scontrol update partitionname=main qos=normal
    run -0 scontrol show partition main
    assert_line --partial "Default=YES QoS=normal"
}

@test "a node that msd.conf says is down tells why" {
    run -0 scontrol show node old
    assert_line --partial "State=DOWN"
    assert_line --regexp "Reason=its fan is loud \\[$(id -un)@2"
}

@test "lists of numbers of nodes" {
    run -0 sbatch --test-only --nodes=1,3 --wrap=true
    run -1 sbatch --test-only --nodes=2,4 --wrap=true
    for odd in 0,1 1,x 2-8:x ,; do
        run sbatch --test-only --nodes="$odd" --wrap=true
        assert_output "sbatch: error: \"$odd\" is not a valid node count"
    done
}
