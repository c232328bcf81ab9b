# SPDX-License-Identifier: MIT
# What is acknowledged stays, and what runs goes on, whatever becomes of the daemon.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

kill_daemon() {
    local pid
    pid=$(daemon_pid)
    kill -KILL "$pid"
    eventually test ! -e "/proc/$pid"
}

stop_daemon() {
    local pid
    pid=$(daemon_pid)
    scontrol shutdown
    eventually test ! -e "/proc/$pid"
}

# Appends its number when it begins and when it ends: a job that ran twice would show.
script_that_waits() {
    script waits.sh 'echo "$SLURM_JOB_ID begins" >> diary' 'until [ -e go ]; do sleep 0.05; done' \
        'echo "$SLURM_JOB_ID ends" >> diary' 'exit "$1"'
}

@test "jobs run on when the daemon is killed, and end once with their own status" {
    script_that_waits
    good=$(submit --output=/dev/null waits.sh 0)
    bad=$(submit --output=/dev/null waits.sh 6)
    wait_state "$good" RUNNING
    wait_state "$bad" RUNNING
    eventually grep -q "$bad begins" diary
    old=$(daemon_pid)
    kill_daemon
    assert_equal "$(state_of "$good")" RUNNING
    assert [ "$(daemon_pid)" != "$old" ]
    touch go
    wait_state "$good" COMPLETED
    wait_state "$bad" FAILED
    assert_equal "$(field "$bad" ExitCode)" 6:0
    assert_equal "$(sort diary | uniq -c | awk '$1 != 1')" ""
    assert_equal "$(wc -l < diary)" 4
}

@test "a job that ends while no daemon is there has its true verdict" {
    script_that_waits
    id=$(submit --output=/dev/null waits.sh 7)
    eventually grep -q begins diary
    kill_daemon
    touch go
    eventually grep -q ends diary
    wait_state "$id" FAILED
    assert_equal "$(field "$id" ExitCode)" 7:0
}

# As if the machine had been restarted while no daemon is there.
forget_boot() {
    sqlite3 "$XDG_STATE_HOME/msd/msd.db" "UPDATE meta SET value = 'another' WHERE name = 'boot_id'"
}

@test "after a restart of the machine a job that had ended has its verdict, one that ran has failed with its node" {
    script_that_waits
    ended=$(submit --no-requeue --output=/dev/null waits.sh 7)
    eventually grep -q begins diary
    lost=$(submit --no-requeue --output=/dev/null --wrap 'until [ -e stop ]; do sleep 0.1; done')
    wait_state "$lost" RUNNING
    kill_daemon
    touch go
    eventually grep -q ends diary
    eventually test -e "$XDG_STATE_HOME/msd/spool/job$(printf %05d "$ended")/verdict"
    forget_boot
    wait_state "$ended" FAILED
    assert_equal "$(field "$ended" ExitCode)" 7:0
    wait_state "$lost" NODE_FAIL
    touch stop # here it still runs
}

@test "waiting jobs, arrays and dependencies survive" {
    script_that_waits
    first=$(submit --hold --output=/dev/null --wrap=true)
    array=$(submit --hold --array=1-4%2 --output=/dev/null --wrap=true)
    after=$(submit --dependency=afterok:"$first" --output=/dev/null --wrap=true)
    before=$(squeue -h -o '%i %t %r %E' | sort)
    kill_daemon
    assert_equal "$(squeue -h -o '%i %t %r %E' | sort)" "$before"
    scontrol release "$first"
    wait_state "$after" COMPLETED
    scancel "$array"
}

@test "killed again and again while jobs are submitted: none is lost, none runs twice" {
    : > diary
    : > accepted
    for round in 1 2 3 4 5; do
        for each in 1 2 3 4; do
            submit -n 1 --mem=10 --output=/dev/null --wrap="echo \$SLURM_JOB_ID >> $PWD/diary" >> accepted
        done
        kill_daemon
    done
    squeue > /dev/null
    while read -r id; do wait_state "$id" COMPLETED; done < accepted
    assert_equal "$(wc -l < accepted)" 20
    assert_equal "$(sort -n diary)" "$(sort -n accepted)"
}

@test "many commands at once start one daemon" {
    stop_daemon
    for each in {1..10}; do squeue > /dev/null & done
    wait
    assert_equal "$(daemons)" "$(daemon_pid)"
}

@test "a database of a newer version is left alone" {
    stop_daemon
    database=$XDG_STATE_HOME/msd/msd.db
    version=$(sqlite3 "$database" 'PRAGMA user_version')
    sqlite3 "$database" "PRAGMA user_version = $((version + 1000))"
    run squeue
    assert_failure 1
    assert_output --partial "use the newer program"
    sqlite3 "$database" "PRAGMA user_version = $version"
    run squeue
    assert_success
}

@test "a full disk refuses jobs and loses none" {
    [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null || skip "needs a mount namespace"
    small=$PWD/small
    mkdir "$small"
    run unshare --mount bash -c '
        set -e
        mount -t tmpfs -o size=2m none "$1"
        export XDG_STATE_HOME=$1 XDG_RUNTIME_DIR=$1/run XDG_CONFIG_HOME=$1/config
        mkdir -m 0700 "$XDG_RUNTIME_DIR"
        first=$(sbatch --hold --parsable hello.sh)
        cat /dev/zero > "$1/filler" 2>/dev/null || true
        head -c 500000 /dev/urandom | base64 -w 0 > junk
        { echo "#!/bin/sh"; echo -n "#"; cat junk; } > big.sh
        if sbatch --hold --parsable big.sh; then echo accepted on a full disk; fi
        rm "$1/filler"
        squeue --noheader --format="first %i" --jobs="$first"
        after=$(sbatch --hold --parsable hello.sh)
        scancel "$first" "$after"
        scontrol shutdown
        flock "$XDG_STATE_HOME/msd/msd.lock" true
    ' - "$small"
    refute_output --partial "accepted on a full disk"
    assert_line --regexp '^first [0-9]+$'
}

@test "steps run on when the daemon is killed, and the job starts more" {
    script steps.sh 'srun -n1 --exact sh -c "touch up; until [ -e go ]; do sleep 0.05; done; exit 5" &' \
        'until [ -e killed ]; do sleep 0.05; done' 'srun -n1 --exact echo second' 'touch go' \
        'wait $!; echo "first $?"'
    id=$(submit -n2 --output=out steps.sh)
    eventually test -e up
    kill_daemon
    touch killed
    eventually grep -qs first out
    wait_state "$id" COMPLETED
    run cat out
    assert_line second
    assert_line "first 5"
    assert_equal "$(sacct -n -P -j "$id" --format=JobID,State,ExitCode | tail -n 2)" "$id.0|FAILED|5:0
$id.1|COMPLETED|0:0"
}

@test "a command right behind a shutdown starts the next daemon" {
    for _ in 1 2 3 4 5; do
        scontrol shutdown
        run squeue --noheader
        assert_success
        assert_output ''
    done
}
