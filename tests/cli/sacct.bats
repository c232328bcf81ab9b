# SPDX-License-Identifier: MIT
# sacct: what is on record of jobs that ended in every way.

load helper
setup_file() {
    make_world
    cd "$BATS_FILE_TMPDIR" || return
    GOOD=$(submit --job-name=good --output=/dev/null -n 1 --wrap='exit 0')
    BAD=$(submit --job-name=bad --output=/dev/null --wrap='exit 9')
    KILLED=$(submit --job-name=killed --output=/dev/null --wrap='kill -SEGV $$')
    ARRAY=$(submit --job-name=array --array=1-3 --output=/dev/null --wrap='exit $((SLURM_ARRAY_TASK_ID == 2))')
    HELD=$(submit --job-name=held --hold --wrap=true)
    GONE=$(submit --job-name=gone --hold --wrap=true)
    scancel "$GONE"
    export GOOD BAD KILLED ARRAY HELD GONE
    wait_state "$GOOD" COMPLETED
    wait_state "$BAD" FAILED
    wait_state "$KILLED" FAILED
    wait_state "${ARRAY}_3" COMPLETED
    wait_state "${ARRAY}_2" FAILED
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "-x: jobs of an association, and its number" {
    sacctmgr --immediate add account extra > /dev/null
    sacctmgr --immediate add user "$(id -un)" account=extra > /dev/null
    number=$(sacctmgr --noheader --parsable2 show assoc account=extra user="$(id -un)" format=id)
    id=$(submit --wait --account=extra --wrap=true)
    run sacct --noheader --parsable2 --allocations --associations="$number" --format=JobID,AssocID
    assert_output "$id|$number"
    run sacct --noheader --parsable2 --allocations --associations=99 --format=JobID
    assert_output ''
}

@test "the default format, with a line for the script" {
    run sacct --jobs="$GOOD"
    assert_success
    assert_line --index 0 "JobID           JobName  Partition    Account  AllocCPUS      State ExitCode "
    assert_line --index 1 "------------ ---------- ---------- ---------- ---------- ---------- -------- "
    assert_line --index 2 --regexp "^$GOOD +good +main .* 1  COMPLETED      0:0 \$"
    assert_line --index 3 --regexp "^$GOOD\.batch +batch .* COMPLETED      0:0 \$"
}

@test "states and exit codes are the true ones" {
    assert_equal "$(field "$GOOD" State,ExitCode)" "COMPLETED|0:0"
    assert_equal "$(field "$BAD" State,ExitCode)" "FAILED|9:0"
    assert_equal "$(field "$KILLED" State,ExitCode)" "FAILED|0:11"
    assert_equal "$(field "$GONE" State,ExitCode)" "CANCELLED by $(id -u)|0:0"
    assert_equal "$(field "$HELD" State)" PENDING
}

@test "an array's tasks, all and one" {
    assert_equal "$(sacct -nXP -j "$ARRAY" -o JobID,ExitCode | sort | paste -sd' ')" \
        "${ARRAY}_1|0:0 ${ARRAY}_2|1:0 ${ARRAY}_3|0:0"
    assert_equal "$(field "${ARRAY}_2" ExitCode)" 1:0
}

@test "-b, -l, -P, -p, --delimiter, -n" {
    run sacct --brief --allocations --jobs="$BAD"
    assert_line --index 0 "JobID             State ExitCode "
    run sacct --long --parsable2 --allocations --jobs="$BAD"
    assert_line --index 0 --partial "JobID|JobIDRaw|JobName"
    assert_equal "$(sacct -n -X -p -j "$BAD" -o State,ExitCode)" "FAILED|9:0|"
    assert_equal "$(sacct -n -X -P --delimiter=';' -j "$BAD" -o State,ExitCode)" "FAILED;9:0"
}

@test "field widths" {
    assert_equal "$(sacct -nX -j "$GOOD" -o 'JobName%6,JobName%-6,State%3')" "  good good   CO+ "
}

@test "filters by state, user, name and time" {
    names() { sacct -nXP -o JobName "$@" | sort -u | paste -sd' '; }
    assert_equal "$(names --state=FAILED --starttime=now-1hour --endtime=now)" "array bad killed"
    assert_equal "$(names --name=good)" good
    assert_equal "$(names --user=root --name=good)" "$([ "$(id -u)" = 0 ] && echo good)"
    assert_equal "$(names --starttime=now+1hour)" ""
    assert_equal "$(names --endtime=2001-01-01 --starttime=2000-01-01)" ""
}

@test "what a job used is on record" {
    id=$(submit --output=/dev/null --wrap='i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done')
    wait_state "$id" COMPLETED
    run sacct -nP -j "$id.batch" -o TotalCPU,MaxRSS
    assert_output --regexp '^[0-9]+:[0-9.]+\|[0-9.]+[KMG]?$'
    refute_output --partial '00:00:00|'
}

@test "the record stays when the daemon is started again" {
    scontrol shutdown
    assert_equal "$(field "$BAD" State,ExitCode)" "FAILED|9:0"
}

@test "PrologFlags=Contain: every job has a step .extern" {
    config=$XDG_CONFIG_HOME/msd/msd.conf
    cp "$config" plain.conf
    echo PrologFlags=Contain,NoHold >> "$config"
    scontrol reconfigure
    run scontrol show config
    assert_line --regexp '^PrologFlags +.*= Alloc,Contain$'
    id=$(submit -n 2 --output=/dev/null --wrap='srun sleep 600')
    wait_state "$id" RUNNING
    run sacct --noheader --parsable2 --jobs="$id.extern" --format=JobID,JobName,State,NTasks,AllocCPUS
    assert_output "$id.extern|extern|RUNNING|1|2"
    assert_equal "$(squeue --noheader --steps="$id.extern" --format='%i %j %N')" "$id.extern extern box"
    # What was so at its start holds until its end.
    cp plain.conf "$config"
    scontrol reconfigure
    scancel "$id"
    wait_state "$id" "CANCELLED by $(id -u)"
    run sacct --noheader --parsable2 --jobs="$id" --format=JobID,State,ExitCode
    assert_line --index 1 --regexp "^$id.batch\\|CANCELLED"
    assert_line --index 2 "$id.extern|COMPLETED|0:0"
    assert_equal "$(sacct --noheader --parsable2 --format=JobID --jobs="$(submit --wait --wrap=true)" | grep -c extern)" 0
}
