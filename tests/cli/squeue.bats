# SPDX-License-Identifier: MIT
# squeue: formats, filters and order over a queue that does not move.

load helper
setup_file() {
    make_world
    cd "$BATS_FILE_TMPDIR" || return
    script held.sh 'exit 0'
    RUNNING=$(submit --job-name=runs --comment=here --output=/dev/null --wrap='sleep 600')
    FIRST=$(submit --hold --job-name=first --partition=short --time=3 held.sh)
    SECOND=$(submit --hold --job-name=second --time=1-0 -n 2 held.sh)
    ARRAY=$(submit --hold --job-name=array --array=1-5%2 held.sh)
    export RUNNING FIRST SECOND ARRAY
    wait_state "$RUNNING" RUNNING
}
setup() { enter_world; }
teardown_file() { end_world; }

ids() {
    squeue --noheader --format=%i "$@" | sort | paste -sd' '
}

@test "the default format" {
    run squeue --jobs="$FIRST"
    assert_success
    assert_line --index 0 "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)"
    assert_line --index 1 "$(printf '%18s %9s %8s %8.8s PD       0:00      1 (JobHeldUser)' "$FIRST" short first "$(id -un)")"
}

@test "the long format begins with the time" {
    run squeue --long --jobs="$FIRST"
    assert_line --index 0 --regexp '^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} '
    assert_line --index 1 "             JOBID PARTITION     NAME     USER    STATE       TIME TIME_LIMI  NODES NODELIST(REASON)"
    assert_line --index 2 --partial "PENDING"
}

@test "AssocId is the number of the association, as sacctmgr and sacct have it" {
    run sacctmgr -nP show associations where user="$(id -un)" account=root format=id
    assert_output --regexp '^[1-9][0-9]*$'
    association=$output
    assert_equal "$(squeue -h -j "$FIRST" -O AssocId:1)" "$association"
    assert_equal "$(sacct -nPX -j "$FIRST" -o AssocID)" "$association"
    for line in "squeue --json -j $FIRST" "scontrol show job $FIRST --json"; do
        run bash -c "SLURM_JSON=compact $line"
        assert_line --partial "\"association_id\":$association,"
    done
    run bash -c "SLURM_JSON=compact sacct --json -j $FIRST"
    assert_line --regexp "\"association\":[{][^}]*\"id\":$association[,}]"
}

@test "an array that waits is one line, with --array one a task" {
    assert_equal "$(ids --jobs="$ARRAY")" "${ARRAY}_[1-5%2]"
    assert_equal "$(ids --jobs="$ARRAY" --array)" "${ARRAY}_1 ${ARRAY}_2 ${ARRAY}_3 ${ARRAY}_4 ${ARRAY}_5"
}

@test "filters by state, partition, name, user and job" {
    assert_equal "$(ids --states=RUNNING)" "$RUNNING"
    assert_equal "$(ids -t pd -p short)" "$FIRST"
    assert_equal "$(ids --name=first,second)" "$FIRST $SECOND"
    assert_equal "$(ids --me --name=runs)" "$RUNNING"
    assert_equal "$(ids --user="$(id -un)" --name=runs)" "$RUNNING"
    assert_equal "$(ids --jobs="$FIRST,$RUNNING")" "$(printf '%s\n' "$FIRST" "$RUNNING" | sort | paste -sd' ')"
    assert_equal "$(ids --partition=nosuch)" ""
}

@test "--format: letters, widths, text" {
    run squeue --noheader --jobs="$SECOND" --format='<%8i|%.8i|%.8j|%C|%l|%t>'
    assert_output "$(printf '<%-8s|%8s|%8s|2|1-00:00:00|PD>' "$SECOND" "$SECOND" second)"
}

@test "--Format: names and widths" {
    run squeue --noheader --jobs="$SECOND" --Format='JobID:.10,Name:8,State:10'
    assert_output --regexp "^ *$SECOND"'second  PENDING'
}

@test "--sort" {
    run squeue --noheader --states=PENDING --sort=-j --format=%j
    assert_line --index 0 second
    run squeue --noheader --states=PENDING --sort=j --format=%j
    assert_line --index 0 array
}

@test "--start shows jobs that wait" {
    run squeue --start --jobs="$SECOND"
    assert_success
    assert_line --index 0 --partial START_TIME
    assert_line --index 1 --partial "N/A"
}

@test "--start tells when and where a job that waits for room will start" {
    room=3  # of 4 CPUs, besides the job that runs without a limit
    ahead=$(submit -n "$room" --time=30 --output=/dev/null --wrap='sleep 600')
    wait_state "$ahead" RUNNING
    first=$(submit -n "$room" --time=20 hello.sh)
    id=$(submit -n "$room" --time=10 hello.sh)
    assert_equal "$(squeue -h -j "$first" -o %S)" "$(squeue -h -j "$ahead" -o %e)"
    ends=$(squeue -h -j "$first" -o %e)
    assert_equal "$(squeue -h -j "$id" -O StartTime)" "$(printf '%-20s' "$ends")"
    assert_equal "$(squeue -h --start -j "$id" -o '%S %Y')" "$ends box"
    run squeue --noheader --start --jobs="$id"
    assert_output --regexp " $ends +1 box +\(Priority\)"
    run scontrol show job "$id"
    assert_line --partial "StartTime=$ends EndTime="
    assert_line --partial "NodeList= SchedNodeList=box"
    assert_equal "$(squeue --json -j "$id" | jq -r '.jobs[0] | "\(.start_time.number) \(.scheduled_nodes)"')" \
        "$(date -d "$ends" +%s) box"
    scancel "$ahead" "$first" "$id"
}

@test "formats come from the environment" {
    assert_equal "$(SQUEUE_FORMAT='%j' squeue -h -j "$FIRST")" first
    assert_equal "$(SQUEUE_FORMAT='%j' squeue -h -j "$FIRST" -o %P)" short
}

@test "a running job tells where and for how long" {
    run squeue --noheader --jobs="$RUNNING" --format='%t %N %M'
    assert_output --regexp '^R box [0-9]:[0-9]{2}$'
}

@test "an ended job is no error and no line, an unknown one is an error" {
    id=$(submit --output=/dev/null --wrap=true)
    wait_state "$id" COMPLETED
    run squeue --noheader --jobs="$id"
    assert_success
    assert_output ""
    run squeue --noheader --jobs=9999999
    assert_failure 1
    assert_output "slurm_load_jobs error: Invalid job id specified"
}

@test "--iterate prints again until it is stopped" {
    run timeout 3 squeue --noheader --iterate=1 --jobs="$FIRST" --format=tick
    [ "$(grep -c tick <<< "$output")" -ge 2 ]
}
