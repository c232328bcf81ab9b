# SPDX-License-Identifier: MIT
# salloc: a command in an allocation, and sbcast, which works in one.

bats_require_minimum_version 1.5.0
load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "a command runs with the job's variables, and steps in it" {
    run --separate-stderr salloc -n2 sh -c 'echo "$SLURM_NTASKS $SLURM_JOB_NAME"; srun hostname'
    assert_success
    assert_line --index 0 "2 interactive"
    assert_equal "${#lines[@]}" 3
    assert_regex "$stderr" '^salloc: Granted job allocation [0-9]+
salloc: Nodes box are ready for job
salloc: Relinquishing job allocation [0-9]+$'
    id=${stderr##* }
    wait_state "$id" COMPLETED
}

@test "the status is the command's" {
    run salloc -Q sh -c 'exit 5'
    assert_equal "$status" 5
    assert_output ""
    run salloc -Q sh -c 'kill -9 $$'
    assert_equal "$status" 0
    run salloc -Q sh -c 'kill -6 $$'
    assert_equal "$status" 1
}

@test "a command that is not there gives the allocation back" {
    run salloc /no/such
    assert_failure 1
    assert_line 'salloc: error: _fork_command: Unable to find command "/no/such"'
    assert_line --regexp '^salloc: Relinquishing job allocation [0-9]+$'
}

@test "a directory that is not there is told before anything is allocated" {
    run salloc --chdir=/no/such true
    assert_failure 1
    assert_output "salloc: error: chdir(/no/such): No such file or directory"
}

@test "a refusal is told as Slurm does" {
    run salloc -p nosuch true
    assert_failure 1
    assert_line "salloc: error: Job submit/allocate failed: Invalid partition name specified"
}

@test "--no-shell leaves the job running" {
    run salloc --no-shell -J kept
    assert_success
    id=$(squeue -h -n kept -o %i)
    assert_equal "$(squeue -h -j "$id" -o %T)" RUNNING
    run srun --jobid="$id" sh -c 'echo "$SLURM_JOB_ID"'
    assert_output "$id"
    scancel "$id"
    wait_state "$id" 'CANCELLED*'
}

@test "waiting is told of, and cancelling ends it" {
    salloc -H -J held true > out 2>&1 &
    pid=$!
    eventually grep -q queued out
    scancel -n held
    wait "$pid" && status=0 || status=$?
    assert_equal "$status" 1
    run cat out
    assert_line --index 0 "salloc: Job is in held state, pending scheduler release"
    assert_line --index 1 --regexp '^salloc: Pending job allocation [0-9]+$'
    assert_line --index 2 --regexp '^salloc: job [0-9]+ queued and waiting for resources$'
    assert_line --index 3 --regexp '^salloc: Job allocation [0-9]+ has been revoked\.$'
    assert_line --index 4 "salloc: Job has been cancelled"
}

@test "a signal while it waits takes the job off the queue" {
    salloc -H -J held true > out 2>&1 &
    pid=$!
    eventually grep -q queued out
    kill -TERM "$pid"
    wait "$pid" && status=0 || status=$?
    assert_equal "$status" 1
    run cat out
    assert_line --regexp '^salloc: Job allocation [0-9]+ has been revoked\.$'
    assert_line "salloc: Job aborted due to signal"
    eventually bash -c '[ -z "$(squeue -h -n held)" ]'
}

@test "a killed salloc takes its job along, waiting or not" {
    salloc -H -J killed true 2> out &
    pid=$!
    eventually grep -q queued out
    kill -KILL "$pid"
    eventually bash -c '[ -z "$(squeue -h -n killed)" ]'
    # Its command is no process of the job's, and nobody ends it.
    salloc -J killed sh -c 'echo $$ > up; exec sleep 600' &
    pid=$!
    eventually test -s up
    kill -KILL "$pid"
    eventually bash -c '[ -z "$(squeue -h -n killed)" ]'
    kill "$(cat up)"
}

@test "a revoked allocation is told of; -K ends the command" {
    salloc -J gone -K sh -c 'touch up; exec sleep 600' > out 2>&1 &
    pid=$!
    eventually test -e up
    scancel -n gone
    wait "$pid" && status=0 || status=$?
    assert_equal "$status" 1
    run cat out
    assert_line --regexp '^salloc: Job allocation [0-9]+ has been revoked\.$'
    refute_line --partial Relinquishing
}

@test "without -K the command goes on" {
    salloc -J gone sh -c 'touch up; while [ ! -e go ]; do sleep 0.01; done; exit 6' > out 2>&1 &
    pid=$!
    eventually test -e up
    scancel -n gone
    eventually grep -q revoked out
    touch go
    wait "$pid" && status=0 || status=$?
    assert_equal "$status" 6
}

@test "a shell at a terminal has job control" {
    command -v script > /dev/null || skip "needs script(1)"
    run command script -qec 'SHELL=/bin/bash salloc -Q' /dev/null <<< $'set +H; jobs; echo "in $SLURM_JOB_ID"; ps -o stat= $$; exit 3'
    assert_equal "$status" 3
    assert_line --regexp 'in [0-9]+'
    refute_output --partial "no job control"
}

@test "--immediate gives up" {
    salloc -n4 sh -c 'touch taken; while [ ! -e go ]; do sleep 0.01; done' &
    first=$!
    eventually test -e taken
    run salloc --immediate=1 true
    assert_failure 1
    assert_line --index 0 "salloc: error: Unable to allocate resources: Immediate execution impossible, insufficient priority"
    assert_line --index 1 --regexp '^salloc: Job allocation [0-9]+ has been revoked\.$'
    touch go
    wait "$first"
}

@test "sbcast copies into the job, once" {
    echo data > source
    chmod 755 source
    run sbcast source /tmp/x
    assert_failure 1
    assert_output "sbcast: error: Need a job id to run this command.  Run from within a Slurm job or use the --jobid option."
    run salloc -Q sh -c 'sbcast source "$PWD/copy" && sbcast source "$PWD/copy"; sbcast -f source copy; ls -l copy'
    assert_line --index 0 "sbcast: error: REQUEST_FILE_BCAST(box): File exists"
    assert_line --index 1 --regexp '^-rwxr-xr-x .* copy$'
    run salloc -Q sbcast source copy
    assert_failure 17  # errno of the node
    run salloc -Q sbcast source "$PWD/"
    assert_failure 1
    assert_output "sbcast: error: Target filename cannot be a directory."
    run salloc -Q sbcast "$PWD" copied
    assert_failure 255
    assert_output "sbcast: error: Can't mmap file \`$PWD\`, No such device."
    run salloc -Q sbcast --compress=zip --send-libs=maybe --size=x source other
    assert_success
    assert_line --index 0 "size specification is invalid, ignored"
    assert_line --index 1 "sbcast: error: Compression type 'zip' unknown, disabling compression support."
    assert_line --index 2 "sbcast: error: Ignoring unrecognized --send-libs value 'maybe'"
    run salloc -Q sbcast --send-libs --exclude=here,/usr/nothing /bin/true program
    assert_success
    assert_output "sbcast: error: Ignoring non-absolute excluded path: 'here'"
    assert_file_exist program_libs/libc.so.6
    run salloc -Q sbcast --send-libs source text
    assert_success
    assert_output --partial "with ldd command; still sending the file but ignoring send_libs"
    run salloc -Q sbcast /nofile x
    assert_failure 255
    assert_output 'sbcast: error: Can'"'"'t open `/nofile`: No such file or directory'
    run sbcast -j 999999 source x
    assert_failure 255
    assert_output "sbcast: error: Slurm job 999999 lookup error: Invalid job id specified"
}
