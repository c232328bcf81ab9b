# SPDX-License-Identifier: MIT
# sattach: a step that runs, seen from elsewhere.

bats_require_minimum_version 1.5.0
load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

# talkers: a step's program that says something, waits for the file `go` and says more.
talkers() {
    script talk 'echo "out $SLURM_PROCID early"; echo "err $SLURM_PROCID early" >&2; touch "up.$SLURM_PROCID"
while [ ! -e go ]; do sleep 0.02; done
echo "out $SLURM_PROCID late"; echo "err $SLURM_PROCID late" >&2; exit $((SLURM_PROCID * 3))'
}

# attach FILE OPTIONS...: sattach in the background, its output in FILE and FILE.err; back when it shows something.
attach() {
    local file=$1
    shift
    sattach "$@" > "$file" 2> "$file.err" < /dev/null &
    viewer=$!
    eventually test -s "$file"
}

@test "what is not there, and what is asked wrongly" {
    run sattach 999999.0
    assert_failure 1
    assert_output "sattach: error: Could not get job step info: Invalid job id specified"
    run sattach 1
    assert_failure 1
    assert_line --index 0 "sattach: error: Failed to parse stepid from command line options"
    run sattach --output-filter=x 1.0
    assert_failure 1
    assert_output 'sattach: error: Invalid numeric value "x" for output-filter.'
    run sattach --pty --output-filter=0 1.0
    assert_failure 1
    assert_output "sattach: error: don't specify both --pty and I/O filtering"
}

@test "a step of a batch job whose output goes to the job's file" {
    talkers
    id=$(sbatch --parsable -n2 -o job.out --wrap 'srun ./talk')
    eventually test -e up.0 -a -e up.1
    run sattach --layout "$id.0"
    assert_success
    assert_output --partial "Node 0 (box), 2 task(s): 0 1"
    attach seen -l "$id.0"
    eventually grep -q "1: out 1 early" seen
    touch go
    status=0; wait "$viewer" || status=$?
    assert_equal "$status" 3
    assert_equal "$(sort seen)" "0: out 0 early
0: out 0 late
1: out 1 early
1: out 1 late"
    assert_equal "$(sort seen.err)" "0: err 0 early
0: err 0 late
1: err 1 early
1: err 1 late
sattach: error: task 1 exited with exit code 3"
    wait_state "$id" FAILED
    assert_equal "$(grep -c '^out' job.out)" 4
}

@test "the streams of one task" {
    talkers
    id=$(sbatch --parsable -n2 -o job.out --wrap 'srun ./talk')
    eventually test -e up.0 -a -e up.1
    attach seen --output-filter=1 --error-filter=0 "$id.0"
    touch go
    wait "$viewer" || true
    assert_equal "$(cat seen)" "out 1 early
out 1 late"
    assert_equal "$(sort seen.err)" "err 0 early
err 0 late
sattach: error: task 1 exited with exit code 3"
}

@test "a task that writes into a file itself: the file is read, from where the step began" {
    talkers
    id=$(sbatch --parsable -n1 -o job.out --wrap 'echo before; srun ./talk')
    eventually test -e up.0
    assert_equal "$(readlink "/proc/$(scontrol listpids "$id.0" | awk 'NR == 2 { print $1 }')/fd/1")" "$PWD/job.out"
    attach seen "$id.0"
    touch go
    wait "$viewer"
    assert_equal "$(cat seen)" "out 0 early
err 0 early
out 0 late
err 0 late"
}

@test "what goes to a pipe is not to be seen, and that is said" {
    talkers
    srun -n1 -J piped ./talk 2> job.err | cat > job.out &
    step=$!
    eventually test -e up.0
    id=$(squeue -h -n piped -o %i)
    sattach "$id.0" < /dev/null > seen 2> seen.err &
    viewer=$!
    eventually grep -q "err 0 early" seen seen.err
    touch go
    wait "$viewer" "$step"
    assert_equal "$(cat seen.err)" "sattach: error: standard output of task 0 goes straight to a pipe or a device, and is not to be seen here
err 0 early
err 0 late"
    assert_equal "$(cat job.out)" "out 0 early
out 0 late"
}

@test "what is typed goes to all tasks or to one, and its end is theirs" {
    mkfifo own
    srun -n2 -J reads sh -c 'touch "up.$SLURM_PROCID"; while read -r word; do echo "$SLURM_PROCID got $word"; done' < own > out &
    step=$!
    exec 7> own
    eventually test -e up.0 -a -e up.1
    id=$(squeue -h -n reads -o %i)
    mkfifo typed
    sattach --input-filter=1 "$id.0" < typed > seen 2> seen.err &
    viewer=$!
    exec 8> typed
    echo one >&8
    eventually grep -q "1 got one" seen
    exec 8>&-
    wait "$viewer" "$step"
    exec 7>&-
    assert_equal "$(cat out)" "1 got one"
    assert_equal "$(cat seen.err)" ""
}

@test "a pipe that one task reads itself takes what is typed too" {
    mkfifo own
    srun -n1 -J reads sh -c 'touch up; while read -r word; do echo "got $word"; done' < own > out &
    step=$!
    exec 7> own
    eventually test -e up
    id=$(squeue -h -n reads -o %i)
    echo one | sattach "$id.0" > seen 2> seen.err 7>&- &
    viewer=$!
    eventually grep -q "got one" seen
    echo two >&7
    exec 7>&-
    wait "$viewer" "$step"
    assert_equal "$(cat out)" "got one
got two"
    assert_equal "$(cat seen)" "got one
got two"
}

@test "the step goes on when sattach is killed, and ends when it is cancelled" {
    id=$(sbatch --parsable -n1 -o job.out --wrap 'srun sh -c "while :; do echo tick; sleep 0.02; done"')
    eventually test -s job.out
    attach seen "$id.0"
    kill -KILL "$viewer"
    status=0; wait "$viewer" || status=$?
    assert_equal "$status" 137
    attach seen "$id.0"
    scancel "$id.0"
    wait "$viewer"
    assert_regex "$(cat seen.err)" "STEP $id.0 ON box CANCELLED AT"
    run sattach "$id.0"
    assert_failure 1
}

@test "a terminal: what it shows, and keys" {
    "$BATS_TEST_DIRNAME/at-terminal" 1 "bye" srun -n1 -J screen --pty sh -c 'touch up; read -r word; echo "bye $word"' > shown &
    step=$!
    eventually test -e up
    id=$(squeue -h -n screen -o %i)
    mkfifo typed
    sattach "$id.0" < typed > seen &
    viewer=$!
    exec 8> typed
    echo hello >&8
    wait "$viewer" "$step"
    exec 8>&-
    grep -q "bye hello" seen
    grep -q "bye hello" shown
}
