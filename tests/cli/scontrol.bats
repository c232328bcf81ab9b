# SPDX-License-Identifier: MIT
# scontrol against a real daemon: what it changes is seen by the other commands, and its refusals read as Slurm's.

bats_require_minimum_version 1.5.0
load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

# shown JOB KEY: the value behind KEY= in scontrol show job
shown() {
    scontrol --oneliner show job "$1" | tr ' ' '\n' | sed -n "s/^$2=//p" | head -n 1
}

daemon_is_gone() { [ -z "$(daemon_pid)" ]; }

@test "a waiting job is changed in one line, and shows it" {
    job=$(submit --hold hello.sh)
    run -0 scontrol update "job=$job" name=renamed timelimit=7 numtasks=2 minmemorycpu=50 nice=5 comment="two words" \
        features= stdout=other.out mailtype=END
    assert_output ""
    assert_equal "$(shown "$job" JobName)" renamed
    assert_equal "$(shown "$job" TimeLimit)" 00:07:00
    assert_equal "$(shown "$job" NumCPUs)" 2
    assert_equal "$(shown "$job" MinMemoryCPU)" 50M
    assert_equal "$(shown "$job" Nice)" 5
    run -0 scontrol show job "$job"
    assert_line --partial "Comment=two words"
    assert_line --partial "/other.out"
    scontrol update job "$job" stdout=renamed.out
    scontrol release "$job"
    wait_state "$job" COMPLETED
    wait_file renamed.out
    assert_equal "$(field "$job" JobName)" renamed
}

@test "update's refusals are Slurm's" {
    job=$(submit --hold hello.sh)
    run -1 scontrol update job "$job" foo=1
    assert_output "Update of this parameter is not supported: foo=1
Request aborted"
    run -1 scontrol update job "$job" foo
    assert_output "Invalid input: foo
Request aborted"
    run -1 scontrol update name=x
    assert_line --index 0 "No valid entity in update command"
    run -1 scontrol update "job=$job"
    assert_output "No changes specified"
    run -1 scontrol update job=999999 name=x
    assert_output "Invalid job id specified for job 999999"
    run -1 scontrol update "job=$job" partition=nosuch
    assert_output "Invalid partition name specified for job $job"
    run -1 scontrol update "job=$job" timelimit=x
    assert_output "scontrol: error: Invalid TimeLimit value"
    scontrol update "job=$job" switches=1@5
    run -0 scontrol show job "$job"
    assert_line --partial "Switches=1@00:05:00"
    run -1 scontrol update jobname=nosuch comment=x
    assert_output "scontrol: error: No jobs with name 'nosuch'"
    scancel "$job"
    run -1 scontrol update "job=$job" name=x
    assert_output "Job has already finished for job $job"
}

@test "jobs are updated by name, and elements of an array alone" {
    array=$(submit --array=0-4 --hold --job-name=byname hello.sh)
    scontrol update jobname=byname comment=hello
    assert_equal "$(shown "$array" Comment)" hello
    scontrol update "job=${array}_3" name=three
    run -0 squeue --noheader --array --format="%i %j" --jobs="$array"
    assert_line "${array}_3 three"
    assert_line "${array}_2 byname"
    run -1 scontrol update "job=${array}_9" name=none
    assert_output "${array}_9: Invalid job id specified"
    scancel "$array"
}

@test "jobs are held and released by jobid=, and by their numbers alone" {
    first=$(submit --begin=now+1hour --wrap=true)
    second=$(submit --begin=now+1hour --wrap=true)
    scontrol uhold "JobId=$first,$second"
    assert_equal "$(squeue -h -j "$first,$second" -o %r | sort -u)" JobHeldUser
    scontrol release "job=$first" "jobid=$second"
    assert_equal "$(squeue -h -j "$first,$second" -o %r | sort -u)" BeginTime
    run scontrol hold jobid=x
    assert_failure
    assert_line --partial 'for job x'
    scontrol uhold "$first"
    scancel "$first" "$second"
    assert_equal "$(sacct -X -n -P -j "$first" -o reason)" JobHeldUser
    assert_equal "$(sacct -X -n -P -j "$second" -o reason)" BeginTime
}

@test "an updated job is the same after a restart of the daemon" {
    job=$(submit --hold hello.sh)
    scontrol update "job=$job" name=kept admincomment=remark
    scontrol shutdown
    eventually daemon_is_gone
    assert_equal "$(shown "$job" JobName)" kept
    assert_equal "$(shown "$job" AdminComment)" remark
    scancel "$job"
}

@test "a drained node lets its jobs end, says why, and stays so over a restart" {
    running=$(submit --output=/dev/null --wrap='sleep 600')
    wait_state "$running" RUNNING
    run -1 scontrol update nodename=box state=drain
    assert_output "You must specify a reason when DOWNING or DRAINING a node. Request denied"
    scontrol update nodename=box state=drain reason="new fans"
    waiting=$(submit hello.sh)
    run -0 sinfo --noheader --Node --format='%T %E %u'
    assert_line "draining new fans $(id -un)"
    run -0 squeue --noheader --format='%T %r' --job="$waiting"
    assert_output "PENDING Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions"
    scontrol shutdown
    eventually daemon_is_gone
    run -0 scontrol show node box
    assert_line --partial "State=MIXED+DRAIN"
    assert_line --partial "Reason=new fans [$(id -un)@"
    scancel "$running"
    wait_state "$running" "CANCELLED*"
    scontrol update nodename=box state=resume
    wait_state "$waiting" COMPLETED
    run -1 scontrol update nodename=box state=resume
    assert_output "slurm_update error: Invalid node state specified"
    run -1 scontrol update nodename=nosuch state=resume
    assert_output "slurm_update error: Invalid node name specified"
}

@test "partitions are made, changed and taken away until the next reconfiguration" {
    scontrol create partitionname=extra nodes=box maxtime=5
    run -0 scontrol show partition extra
    assert_line --partial "MaxTime=00:05:00"
    scontrol update partitionname=extra state=down
    job=$(submit --partition=extra --time=1 hello.sh)
    run -0 squeue --noheader --format='%r' --job="$job"
    assert_output PartitionDown
    scontrol update partitionname=extra state=up
    wait_state "$job" COMPLETED
    run -1 scontrol update partitionname=extra maxtime=x
    assert_line --index 0 "scontrol: error: Invalid input maxtime=x"
    scontrol delete partitionname=extra
    run -1 scontrol show partition extra
    assert_output "Partition extra not found"
    run -1 scontrol delete partitionname=extra
    assert_output "delete_partition partitionname=extra: Invalid partition name specified"
}

@test "reconfigure reads msd.conf again, keeps the jobs, and refuses a file with an error" {
    conf=$XDG_CONFIG_HOME/msd/msd.conf
    cp "$conf" before.conf
    running=$(submit --output=/dev/null --wrap='sleep 600')
    wait_state "$running" RUNNING
    echo "PartitionName=third Nodes=ALL MaxTime=3" >> "$conf"
    scontrol reconfigure
    run -0 sinfo --noheader --format=%R
    assert_line third
    wait_state "$running" RUNNING
    echo "PartitionName=fourth Nodes=nosuch" >> "$conf"
    run -1 scontrol reconfigure
    assert_output --partial "slurm_reconfigure error: $conf:"
    assert_output --partial "there is no NodeName=nosuch"
    run -0 sinfo --noheader --format=%R
    assert_line third
    cp before.conf "$conf"
    kill -HUP "$(daemon_pid)"
    eventually no_third_partition
    scancel "$running"
}
no_third_partition() { ! sinfo --noheader --format=%R | grep -qx third; }

@test "notify to a step is printed by its srun" {
    mkfifo go
    srun sh -c 'echo up > up; read x < go' 2> err &
    local runs=$!
    wait_file up
    local step
    step=$(squeue --noheader --steps --format=%i | grep '\.0$')
    scontrol notify "$step" hello step
    eventually grep -q 'hello step' err
    run cat err
    assert_output "slurmstepd: error: hello step"
    run -1 scontrol notify "${step%.*}.7" hello
    assert_output "job notify failure: Invalid job id specified"
    echo go > go
    wait "$runs"
}

@test "notify, wait_job, top, requeue to a special state" {
    job=$(submit --output=notified.out --wrap='sleep 600')
    run -0 scontrol wait_job "$job"
    assert_output "scontrol: Nodes are ready for job $job"
    scontrol notify "$job" hello there
    wait_file notified.out
    run -0 cat notified.out
    assert_output "slurmstepd: error: hello there"
    scontrol requeuehold State=SpecialExit "$job"
    eventually is_special "$job"
    run -1 scontrol notify "$job" too late
    assert_output "job notify failure: Requested operation is presently disabled"
    scancel "$job"
    scontrol update nodename=box state=drain reason=order
    first=$(submit hello.sh) second=$(submit hello.sh)
    scontrol top "$second"
    run -0 squeue --noheader --sort=-Q --format=%i --states=PENDING
    assert_line --index 0 "$second"
    scancel "$first" "$second"
    scontrol update nodename=box state=resume
    run -1 scontrol wait_job 999999
    assert_output "scontrol: Problem running job 999999"
}
is_special() { [ "$(squeue --noheader --format=%t --job="$1")" = SE ]; }

@test "commands are read from standard input at a prompt" {
    run -1 scontrol < <(printf '%s\n' 'show hostlist a1,a2' '!!' foo)
    assert_output "scontrol: a[1-2]
scontrol: a[1-2]
scontrol: invalid keyword: foo
scontrol: "
    run -0 scontrol < <(printf '%s\n' oneliner 'show partition short' exit nonsense)
    assert_line --partial "PartitionName=short AllowGroups=ALL"
    refute_output --partial nonsense
}

@test "show config, licenses, topology; write config; setdebug" {
    run -0 scontrol show config
    assert_line --index 0 --regexp '^Configuration data as of '
    assert_line "ClusterName             = bats"
    assert_line "SLURM_CONF              = $XDG_CONFIG_HOME/msd/msd.conf"
    assert_line "SchedulerParameters     = (null)"
    assert_line "AccountingStorageType   = accounting_storage/sqlite"
    assert_line --regexp '^Slurmctld\(primary\) at .* is UP$'
    run -0 scontrol show licenses
    assert_output "No licenses configured in Slurm."
    run -0 scontrol show topology
    assert_output "scontrol: error: No topology information available"
    run -0 scontrol write config written.conf
    assert_file_contains written.conf '^ClusterName'
    scontrol setdebug debug
    run -1 scontrol setdebug foo
    assert_output "invalid debug level: foo"
}

# cells COMMAND...: the output without its header, the columns put apart by one blank
cells() { "$@" | sed 1d | awk '{$1 = $1; print}'; }

@test "steps and processes of a running job are shown, and a process's job" {
    cat > stepping.sh <<'EOF'
#!/bin/sh
srun -n2 -J laid sh -c 'echo $$ > "pid.$SLURM_PROCID"; sleep 300' &
echo $$ > pid.batch
sleep 300
EOF
    job=$(submit -n2 -t 10 stepping.sh)
    wait_file pid.batch
    wait_file pid.0
    wait_file pid.1
    run -0 scontrol -o show step "$job.0"
    assert_output --partial "StepId=$job.0 UserId=$(id -u) "
    assert_output --partial " Tasks=2 Name=laid Network=(null) "
    run -0 scontrol show step "$job"
    assert_line --partial "StepId=$job.batch "
    assert_line --partial "StepId=$job.0 "
    run -1 scontrol show step "$job.7"
    assert_output "Job step $job.7 not found"

    scontrol update "stepid=$job.0" timelimit=3
    run -0 scontrol -o show step "$job.0"
    assert_output --partial " TimeLimit=00:03:00 "
    run -1 scontrol update "stepid=$job.0" timelimit=x
    assert_output --partial "Invalid TimeLimit value"
    run -1 scontrol update "stepid=$job.7" timelimit=3
    assert_output "slurm_update error: Invalid job id specified"

    run -0 cells scontrol liststeps
    assert_line "$job batch"
    assert_line "$job 0"
    run -0 scontrol listjobs
    assert_line "$job"
    run -0 cells scontrol listpids "$job"
    assert_line "$(cat pid.0) $job 0 0 0"
    assert_line "$(cat pid.1) $job 0 1 1"
    assert_line "$(cat pid.batch) $job batch 0 0"
    run -0 cells scontrol listpids "$job.batch"
    refute_line --partial " $job 0 "
    run -1 scontrol listpids "$job.7"
    assert_line "StepId=$job.7 does not exist on this node."
    run -1 scontrol listpids nosuch
    assert_line '"nosuch" does not look like a jobid'

    run -0 scontrol pidinfo "$(cat pid.1)"
    assert_line --regexp "^Slurm JobId=$job ends at [A-Z][a-z][a-z] "
    assert_line --regexp "^Job remaining time is [0-9]+ seconds$"
    run -1 scontrol pidinfo 1
    assert_output "Failed to locate job for requested pid"
    scancel "$job"
}

@test "dates are shown as SLURM_TIME_FORMAT wants them" {
    job=$(submit --hold hello.sh)
    SLURM_TIME_FORMAT='in %Y' run -0 scontrol show job "$job"
    assert_line --partial "SubmitTime=in 20"
    SLURM_TIME_FORMAT='in %Y' run -0 scontrol show node box
    assert_line --partial "SlurmdStartTime=in 20"
    SLURM_TIME_FORMAT=standard run -0 scontrol show job "$job"
    assert_line --regexp 'SubmitTime=20[0-9-]{8}T[0-9:]{8} '
    scancel "$job"
}

@test "scontrol show assoc_mgr: limits, shares and what counts against them" {
    me=$(id -un)
    sacctmgr -i add account cache GrpJobs=9 GrpTRES=cpu=3 fairshare=3 > /dev/null
    sacctmgr -i add user "$me" account=cache MaxSubmitJobs=8 > /dev/null
    held=$(submit --hold -A cache --wrap true)
    job=$(submit -A cache -n 2 -t 10 --wrap 'sleep 100')
    second=$(submit -A cache -n 1 -t 10 --wrap 'sleep 100')
    third=$(submit -A cache -n 4 -t 10 --wrap 'sleep 100')  # waits for the others
    wait_state "$job" RUNNING
    wait_state "$second" RUNNING
    run scontrol show assoc_mgr flags=assoc accounts=cache users="$me"
    assert_success
    assert_line --index 0 "Current Association Manager state"
    assert_line --index 1 "Association Records"
    assert_line --regexp '^ClusterName=bats Account=cache UserName= Partition= Priority=0 ID=[0-9]+$'
    assert_line --regexp '^    SharesRaw/Norm/Level/Factor=3/0\.[0-9]{2}/[0-9]+/0\.00$'
    assert_line --regexp '^    UsageRaw/Norm/Efctv=[0-9]+\.00/0\.[0-9]{2}/[01]\.[0-9]{2}$'
    assert_line "    ParentAccount=root(1) Lineage=/cache/ DefAssoc=No"
    assert_line "    ParentAccount= Lineage=/cache/0-$me/ DefAssoc=No"
    assert_line "    GrpJobs=9(2) GrpJobsAccrue=N(1)"
    assert_line --regexp '^    GrpSubmitJobs=N\(4\) GrpWall=N\([0-9]+\.[0-9]{2}\)$'
    assert_line --regexp '^    GrpTRES=cpu=3\(3\),mem=N\([0-9]+\),energy=N\(0\),node=N\(1\),billing=N\(3\),'
    assert_line --regexp '^    GrpTRESRunMins=cpu=N\((29|30)\),'
    assert_line --regexp '^    MaxJobs= MaxJobsAccrue= MaxSubmitJobs=8\(4\) MaxWallPJ=$'
    refute_line --partial "Account=root "
    refute_line "User Records"
    run scontrol show assoc_mgr qos=normal flags=qos
    assert_line --regexp '^    UsageRaw=[0-9]+\.000000$'
    run scontrol show assoc_mgr --json
    assert_failure 1
    assert_output "scontrol: error: show assoc_mgr has no JSON and no YAML"
    scancel "$held" "$job" "$second" "$third"
}

@test "scontrol show assoc_mgr: a part that there is not" {
    run scontrol show assoc_mgr flags=nosuch
    assert_failure 1
    assert_output "invalid flag 'nosuch', valid options are 'Assoc, QOS, and/or Users'"
}
