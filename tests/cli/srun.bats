# SPDX-License-Identifier: MIT
# srun: steps in jobs and in allocations of their own, their streams, ends and signals.

bats_require_minimum_version 1.5.0
load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "outside a job it runs in an allocation of its own, and gives it back" {
    run --separate-stderr srun -J alone sh -c 'echo "$SLURM_PROCID of $SLURM_NTASKS in $SLURM_JOB_ID.$SLURM_STEP_ID"'
    assert_success
    assert_output --regexp '^0 of 1 in [0-9]+\.0$'
    assert_equal "$stderr" ""
    id=${output##* in }
    wait_state "${id%.0}" COMPLETED
}

@test "the status is the highest of the tasks', and failures are told by node and task" {
    run srun sh -c 'exit 7'
    assert_equal "$status" 7
    assert_output "srun: error: box: task 0: Exited with exit code 7"
    run srun -n2 sh -c 'exit $((SLURM_PROCID + 1))'
    assert_equal "$status" 2
    assert_line "srun: error: box: task 0: Exited with exit code 1"
    assert_line "srun: error: box: task 1: Exited with exit code 2"
    run srun -n3 sh -c '[ $SLURM_PROCID = 1 ] || exit 4'
    assert_equal "$status" 4
    assert_line "srun: error: box: tasks 0,2: Exited with exit code 4"
}

@test "a signal's end is 128 and its number" {
    run srun sh -c 'kill -9 $$'
    assert_equal "$status" 137
    assert_line --index 0 "srun: error: box: task 0: Killed"
    assert_line --index 1 --regexp '^srun: Force Terminated StepId=[0-9]+\.0$'
    id=${lines[1]##*=}
    wait_state "${id%.0}" FAILED
    assert_equal "$(field "${id%.0}" ExitCode)" 0:9
    run srun sh -c 'kill -15 $$'
    assert_equal "$status" 143
    assert_line --index 0 "srun: error: box: task 0: Terminated"
    assert_line --index 1 --regexp '^srun: Force Terminated StepId=[0-9]+\.0$'
}

@test "what can not be executed is told as Slurm does" {
    run srun /no/such/cmd
    assert_equal "$status" 2
    assert_line --index 0 --regexp '^slurmstepd.*: error: execve\(\): /no/such/cmd: No such file or directory$'
    assert_line --index 1 "srun: error: box: task 0: Exited with exit code 2"
    run srun /etc/passwd
    assert_equal "$status" 13
    run srun nosuchcmd
    assert_equal "$status" 2
    assert_line --index 0 --partial 'execve(): nosuchcmd: No such file or directory'
}

@test "--label numbers the lines, padded to the widest" {
    run bash -c "srun -n4 -l sh -c 'echo \$SLURM_PROCID' | sort"
    assert_output $'0: 0\n1: 1\n2: 2\n3: 3'
    run bash -c "srun -n12 -O -l sh -c '[ \$SLURM_PROCID -lt 10 ] && echo low || echo high' | sort | tail -n 3"
    assert_output $'09: low\n10: high\n11: high'
}

@test "standard input goes to one task as it is, and to several as a copy for each" {
    run bash -c 'echo foo | srun -Q cat'
    assert_output foo
    run bash -c 'echo foo | srun -Q -n2 -l cat | sort'
    assert_output $'0: foo\n1: foo'
    run bash -c 'echo foo | srun -Q -n2 -l -i 1 cat'
    assert_output '1: foo'
    echo in > in
    run bash -c 'srun -Q -n2 -l -i in cat | sort'
    assert_output $'0: in\n1: in'
    run bash -c 'echo foo | srun -Q -i none cat'
    assert_output ''
    run bash -c 'head -c 1000000 /dev/zero | srun -Q -n3 sh -c "[ \$SLURM_PROCID = 0 ] || wc -c"'
    assert_success
    assert_output $'1000000\n1000000'
}

@test "--output and --error take patterns, numbers and none" {
    srun -n2 -o 'so_%J_%t.out' echo hi
    run bash -c 'cat so_*.0_0.out so_*.0_1.out'
    assert_output $'hi\nhi'
    srun -n2 -o both sh -c 'echo out; echo err >&2'
    assert_equal "$(sort both)" $'err\nerr\nout\nout'
    run bash -c 'srun -n2 -l -o 1 sh -c "echo hi"'
    assert_output '1: hi'
    run bash -c 'srun -o none -e all sh -c "echo out; echo err >&2"'
    assert_output err
    srun --open-mode=append -o both echo more
    assert_equal "$(tail -n 1 both)" more
    srun -o deep/er/f echo made
    assert_equal "$(cat deep/er/f)" made
    run srun -o /proc/nodir/x true
    assert_failure
    assert_output "srun: error: Could not open stdout file: No such file or directory"
}

@test "--multi-prog gives each task its own program" {
    printf '0 echo zero %%t\n1 echo one %%o %%t\n' > mp.conf
    run bash -c 'srun -n2 --multi-prog mp.conf | sort'
    assert_output $'one 0 1\nzero 0'
    printf '0 echo a\n' > mp.conf
    run srun -n2 --multi-prog mp.conf
    assert_failure 1
    assert_output "srun: error: Configuration file mp.conf invalid, no record for task id 1"
}

@test "--chdir, --export and the environment" {
    mkdir elsewhere
    run srun -D elsewhere pwd
    assert_output "$PWD/elsewhere"
    KEPT=1 LOST=2 run srun --export=KEPT,PATH,NEW=3 sh -c 'echo "$KEPT$LOST$NEW"'
    assert_output 13
}

@test "steps of a job have parts of it, one after the other or side by side" {
    script steps.sh \
        'srun -n1 --exact sh -c "echo first > first; while [ ! -e second ]; do sleep 0.01; done" &' \
        'while [ ! -e first ]; do sleep 0.01; done' \
        'srun -n1 --exact sh -c "echo second > second"' \
        'wait'
    run sbatch --wait -n2 -o out steps.sh
    assert_success
    assert_equal "$(cat second)" second
}

@test "steps have the devices they ask for, or none" {
    script gpus.sh \
        'srun -l -n2 --gpus-per-task=1 sh -c "echo \$CUDA_VISIBLE_DEVICES"' \
        'srun -n1 --gres=gpu:1 sh -c "echo one: \$CUDA_VISIBLE_DEVICES"' \
        'srun -n1 --gres=none sh -c "echo none: \$CUDA_VISIBLE_DEVICES"'
    sbatch --wait -n2 --gres=gpu:2 -o out gpus.sh
    run cat out
    assert_line "0: 0"
    assert_line "1: 1"
    assert_line "one: 0"
    assert_line "none:"
    script without.sh 'srun --gres=gpu:1 true' 'srun -N2 true'
    sbatch --wait -o out without.sh || true
    run cat out
    assert_line "srun: error: Step requested GRES but job doesn't have GRES"
    assert_line --regexp '^srun: error: Unable to create step for job [0-9]+: Invalid generic resource \(gres\) specification$'
    assert_line "srun: error: Only allocated 1 nodes asked for 2"
}

@test "a step waits for one that has the CPUs, or gives up when it must not" {
    script busy.sh \
        'srun -n2 sh -c "touch up; while [ ! -e go ]; do sleep 0.01; done" &' \
        'while [ ! -e up ]; do sleep 0.01; done' \
        'srun -I -n2 true && echo "not refused"' \
        'srun -n2 echo late & sleep 0.3; touch go; wait'
    run sbatch --wait -n2 -o out busy.sh
    assert_success
    id=${output##* }
    run cat out
    assert_line "srun: error: Unable to create step for job $id: Requested nodes are busy"
    assert_line "srun: Job $id step creation temporarily disabled, retrying (Requested nodes are busy)"
    assert_line --regexp "^srun: Step created for StepId=$id\.[0-9]+$"
    assert_line late
    refute_line "not refused"
}

@test "a step that a job can not hold is refused" {
    script wide.sh 'srun -n9 true; echo "status $?"'
    sbatch --wait -n2 -o out wide.sh
    run cat out
    assert_line --regexp '^srun: error: Unable to create step for job [0-9]+: More processors requested than permitted'
    assert_line "status 1"
}

@test "--kill-on-bad-exit ends the others" {
    run srun -K -n2 sh -c 'if [ $SLURM_PROCID = 1 ]; then exit 3; fi; sleep 600'
    assert_equal "$status" 143
    assert_line --index 0 "srun: error: box: task 1: Exited with exit code 3"
    assert_line --regexp '^srun: Terminating StepId=[0-9]+\.0$'
    assert_line "srun: error: box: task 0: Terminated"
    assert_line --regexp '^srun: Force Terminated StepId=[0-9]+\.0$'
    run srun -K sh -c 'exit 3'
    assert_equal "$status" 3
    assert_line --index 1 --regexp '^srun: Terminating StepId=[0-9]+\.0$'
}

@test "--wait ends what outlives the first task" {
    run srun -W1 -n2 sh -c '[ $SLURM_PROCID = 1 ] || sleep 600'
    assert_equal "$status" 137
    assert_line "srun: First task exited 1s ago"
    assert_line --regexp '^srun: StepId=[0-9]+\.0 task 0: running$'
    assert_line --regexp '^srun: StepId=[0-9]+\.0 task 1: exited$'
    assert_line "srun: error: box: task 0: Killed"
}

# interrupted SIGNAL... -- COMMAND...: the command gets the signals once its tasks run (the file `up`)
interrupted() {
    local signals=()
    while [ "$1" != -- ]; do signals+=("$1"); shift; done
    shift
    rm -f up
    # Background commands of a shell ignore INT and QUIT; python gives them back.
    python3 -c 'import os, signal, sys
for name in ("SIGINT", "SIGQUIT"): signal.signal(getattr(signal, name), signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" > out 2>&1 &
    local pid=$! signal
    eventually test -e up
    for signal in "${signals[@]}"; do
        kill -s "$signal" "$pid"
        sleep 0.1
    done
    wait "$pid"
}

@test "Ctrl-C shows the tasks, a second one ends the step" {
    run interrupted INT INT -- srun -n2 sh -c 'touch up; exec sleep 600'
    assert_equal "$status" 130
    run cat out
    assert_line --index 0 "srun: interrupt (one more within 1 sec to abort)"
    assert_line --index 1 --regexp '^srun: StepId=[0-9]+\.0 tasks 0-1: running$'
    assert_line --index 2 --regexp '^srun: sending Ctrl-C to StepId=[0-9]+\.0$'
    assert_line "srun: forcing job termination"
    assert_line "srun: Job step aborted: Waiting up to 3 seconds for job step to finish."
}

@test "--quit-on-interrupt and --disable-status" {
    run interrupted INT -- srun --quit-on-interrupt sh -c 'touch up; exec sleep 600'
    assert_equal "$status" 130
    run interrupted INT -- srun -X sh -c 'touch up; exec sleep 600'
    assert_equal "$status" 130
    assert_equal "$(tail -n 1 out)" "srun: error: box: task 0: Interrupt"
}

@test "TERM kills the step, USR1 is the tasks'" {
    run interrupted TERM -- srun sh -c 'touch up; exec sleep 600'
    assert_equal "$status" 137
    assert_equal "$(head -n 1 out)" "srun: forcing job termination"
    run interrupted USR1 -- srun sh -c 'trap "exit 9" USR1; touch up; while :; do sleep 0.01; done'
    assert_equal "$status" 9
    run interrupted TERM USR1 -- srun --ignore-signals=TERM sh -c 'trap "exit 9" USR1; touch up; while :; do sleep 0.01; done'
    assert_equal "$status" 9
}

@test "when srun is killed its step and its job end" {
    run interrupted KILL -- srun -J orphan sh -c 'touch up; exec sleep 600'
    assert_equal "$status" 137
    eventually bash -c '[ -z "$(squeue -h -n orphan)" ]'
}

@test "--pty gives task 0 a terminal of the same size" {
    command -v script > /dev/null || skip "needs script(1)"
    run command script -qec 'stty rows 33 cols 77; srun --pty sh -c "stty size; tty; echo \$SLURM_PTY_WIN_ROW"' /dev/null
    assert_success
    assert_line --index 0 --partial '33 77'
    assert_line --index 1 --regexp '^/dev/pts/'
    assert_line --index 2 --partial 33
}

@test "a task sees no terminal without --pty" {
    command -v script > /dev/null || skip "needs script(1)"
    run command script -qec 'srun sh -c "test -t 0 || test -t 1 || test -t 2 || echo none"' /dev/null
    assert_line --partial none
}

@test "--bcast runs a copy" {
    script tool 'echo "$0"'
    run srun --bcast="$PWD/copy" ./tool
    assert_success
    assert_output "$PWD/copy"
    assert_file_executable copy
}

@test "--bcast sends the program's libraries, which come first" {
    run srun --bcast=sent/ --send-libs true
    assert_failure 1
    assert_line --index 0 --regexp "^srun: error: $PWD/sent/slurm_bcast_[0-9]+.0_box_libs: No such file or directory$"
    assert_line --index 1 "srun: error: REQUEST_FILE_BCAST(box): No such file or directory"
    assert_line --regexp "^srun: fatal: Failed to broadcast '/.*/true'. Step launch aborted.$"
    mkdir sent
    LD_LIBRARY_PATH=/before run srun --bcast=sent/sh --send-libs --bcast-exclude=NONE --compress=zip sh -c 'echo $LD_LIBRARY_PATH; ls $0_libs'
    assert_success
    assert_line --index 0 "srun: error: Compression type 'zip' unknown, disabling compression support."
    assert_line "$PWD/sent/sh_libs:/before"
    assert_line --regexp '^libc.so'
    run srun --bcast=sent/other --send-libs sh -c 'ls $0_libs'  # the system's stay where they are
    assert_success
    assert_output ""
    run srun --bcast ./nothere
    assert_failure 1
    assert_output "srun: fatal: Can not execute ./nothere"
}

@test "--x11 hands the display on" {
    run env -u DISPLAY srun --x11 true
    assert_failure 255
    assert_output "srun: error: No DISPLAY variable set, cannot setup x11 forwarding."
    DISPLAY=:4711 run srun --x11 true
    assert_failure 255
    assert_output 'srun: error: Cannot stat() local X11 socket `/tmp/.X11-unix/X4711`'
    DISPLAY=localhost:10.0 XAUTHORITY=/x run srun --x11 --export=NONE sh -c 'echo $DISPLAY $XAUTHORITY'
    assert_output "localhost:10.0 /x"
    DISPLAY=localhost:10.0 run srun --export=NONE sh -c 'echo $DISPLAY'
    assert_output ""
    run srun --x11=bogus true
    assert_success
    assert_output "srun: error: Unknown --x11 value 'bogus': X11 is not set up"
}

@test "-Z runs tasks without a job, for whose daemon it is" {
    run --separate-stderr srun -Z -w box -n2 sh -c 'echo $SLURM_PROCID of $SLURM_NTASKS on $SLURMD_NODENAME ${SLURM_JOB_ID-no job}'
    assert_success
    assert_line "0 of 2 on box no job"
    assert_line "1 of 2 on box no job"
    assert_equal "$stderr" "srun: do not allocate resources"
    run sh -c 'srun -Z -w box -J unrecorded sleep 60 2> /dev/null & srun=$!; sleep 1; squeue -h -n unrecorded; kill $srun; wait $srun'
    assert_failure 137
    assert_output ""
    run sacct -nX --name=unrecorded
    assert_output ""
    run srun -Z -w box sh -c 'exit 3'
    assert_failure 3
    assert_line "srun: error: box: task 0: Exited with exit code 3"
}

@test "-Z takes no limit of a job, and what is a job's" {
    id=$(sbatch --parsable -n4 --exclusive --wrap 'sleep 60')
    wait_state "$id" RUNNING
    run --separate-stderr srun -Z -w box -n6 --mem=1 -t 1 sh -c 'echo here'
    assert_success
    assert_equal "${#lines[@]}" 6
    scancel "$id"
}

@test "-Z without nodes, or with those that are not there, is refused in Slurm's words" {
    run srun -Z -r1 -x box true
    assert_failure 1
    assert_line "srun: error: do not specify -r,--relative with -Z,--no-allocate."
    assert_line "srun: error: must specify a node list with -Z, --no-allocate."
    assert_line "srun: error: can not specify --exclude list with -Z, --no-allocate."
    run srun -Z -w box,nothere true
    assert_failure 244
    assert_line --index 1 --regexp "^srun: error: Task launch for StepId=[0-9]+.0 failed on node nothere: Can't find an address, check slurm.conf$"
    assert_line "srun: error: Application launch failed: Can't find an address, check slurm.conf"
    run srun -Z -N2 -w box true
    assert_failure 1
    assert_line "srun: error: Only allocated 1 nodes asked for 2"
    assert_line "srun: error: Job creation failure."
}

@test "of more nodes named than -N allows srun takes the first" {
    run srun -N1 -w box,nothere sh -c 'echo $SLURM_NODELIST'
    assert_success
    assert_line --index 0 "srun: error: Required nodelist includes more nodes than permitted by max-node count (2 > 1). Eliminating nodes from the nodelist."
    assert_line --index 1 box
    run sbatch -N1 -w box,box --wrap true
    assert_success
}

@test "--pty takes the likeness of another terminal" {
    run command script -qec 'stty rows 31 cols 71; exec 5<>/dev/tty; srun --pty=5 stty size < /dev/null > /dev/null' /dev/null
    assert_output --partial "31 71"
    run srun --pty=x true
    assert_failure 1
    assert_output 'srun: error: Invalid numeric value "x" for --pty.'
}

@test "--prolog and --epilog run beside the step" {
    run srun --prolog=/bin/echo --epilog=/bin/echo sh -c true x
    assert_output $'sh -c true x\nsh -c true x'
}

@test "--test-only says when and where" {
    run srun --test-only true
    assert_success
    assert_output --regexp '^srun: Job [0-9]+ to start at .* using 1 processors on nodes box in partition main$'
}

@test "what is not there is refused in Slurm's words" {
    run srun
    assert_failure 1
    assert_output "srun: fatal: No command given to execute."
    run srun --bogus true
    assert_failure 255
    assert_line --index 0 "srun: unrecognized option '--bogus'"
    run srun -p nosuch true
    assert_failure 1
    assert_line "srun: error: Unable to allocate resources: Invalid partition name specified"
    run srun --jobid=999999 true
    assert_failure 1
    assert_line --index 0 "srun: error: Unable to confirm allocation for job 999999: Invalid job id specified"
    assert_line --index 1 "srun: Check SLURM_JOB_ID environment variable. Expired or invalid job 999999"
}

@test "what waits is told of; -I does not wait" {
    srun -n4 sh -c 'touch taken; while [ ! -e go ]; do sleep 0.01; done' &
    first=$!
    eventually test -e taken
    run srun -I true
    assert_failure 1
    assert_output "srun: error: Unable to allocate resources: Immediate execution impossible, insufficient priority"
    srun true 2> second &
    second=$!
    eventually grep -q 'queued and waiting for resources' second
    touch go
    wait "$first" "$second"
    run cat second
    assert_line --index 0 --regexp '^srun: job [0-9]+ queued and waiting for resources$'
    assert_line --index 1 --regexp '^srun: job [0-9]+ has been allocated resources$'
}

@test "Ctrl-C gives up what waits" {
    srun -H -J waiting true 2> out &
    eventually grep -q queued out
    kill -TERM $!
    wait $! && status=0 || status=$?
    assert_equal "$status" 1
    run cat out
    assert_line --regexp '^srun: Job allocation [0-9]+ has been revoked$'
    assert_line --regexp '^srun: Force Terminated JobId=[0-9]+$'
    eventually bash -c '[ -z "$(squeue -h -n waiting)" ]'
}

@test "scancel ends a step" {
    srun -J cancelled sh -c 'touch up; exec sleep 600' > out 2>&1 &
    pid=$!
    eventually test -e up
    scancel -n cancelled
    wait "$pid" && status=0 || status=$?
    assert_equal "$status" 143
    run cat out
    assert_line "srun: Job step aborted: Waiting up to 3 seconds for job step to finish."
    assert_line --regexp 'error: \*\*\* STEP [0-9]+\.0 ON box CANCELLED AT .* \*\*\*$'
    assert_line "srun: error: box: task 0: Terminated"
}

@test "what comes behind srun finds the step ended, and its CPUs free" {
    script one_by_one.sh 'for step in 0 1 2 3 4 5 6 7 8 9; do' \
        '    srun -n2 true' \
        '    sacct -n -P -j "$SLURM_JOB_ID.$step" --format=State' \
        'done'
    run sbatch --wait -n2 -o out one_by_one.sh
    assert_success
    assert_equal "$(uniq -c out | xargs)" "10 COMPLETED"
}

@test "--cpu-bind=verbose tells the binding of each task before it runs" {
    run --separate-stderr srun -n2 --cpu-bind=verbose,map_cpu:0,1 sh -c 'echo $SLURM_TASK_PID'
    assert_success
    local pids=("${lines[@]}")
    # MASK where the machine has the CPUs that the site declares
    assert_equal "$(grep -cE '^cpu-bind=(MASK|NONE) - box, task  [01]  [01] \[[0-9]+\]: mask 0x[0-9A-F]+( set)?$' <<< "$stderr")" 2
    for pid in "${pids[@]}"; do
        assert grep -q "\[$pid\]" <<< "$stderr"
    done
    run --separate-stderr srun --cpu-bind=none true
    assert_equal "$stderr" ""
}
