#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The system daemon: run by root for every user of the machine. Two of Debian's own users submit to it; neither may
# read, signal, change or replace what is the other's. Needs root.

load helper

# Debian's base system has both, and nobody logs in as them.
one=games
other=man

setup_file() {
    [ "$(id -u)" = 0 ] || skip "needs root: a system daemon starts jobs as their owners"
    make_home "${MSD_STAGE:-$BATS_TEST_DIRNAME/../../build/check/stage}"
    # BATS' own folders are closed to other users.
    SYSTEM=$(mktemp -d /tmp/msd-system.XXXXXX)
    chmod 0755 "$SYSTEM"
    mkdir "$SYSTEM/run"
    local user
    for user in $one $other; do install -d -m 0755 -o $user -g "$(id -g $user)" "$SYSTEM/$user"; done
    { default_configuration; echo "MailProg=$SYSTEM/mail"; } > "$SYSTEM/msd.conf"
    install -d -m 1777 "$SYSTEM/post"
    # Under its name when it is whole: somebody waits for that name.
    script "$SYSTEM/mail" "letter=$SYSTEM/post/\$SLURM_JOB_ID" \
        "{ id -un; id -G; printf '%s\n' \"\$@\"; } > \$letter.new" 'mv $letter.new $letter'
    export SYSTEM MSD_SOCKET=$SYSTEM/run/msd.sock
    start_system
}
setup() {
    [ -n "${SYSTEM:-}" ] || skip "needs root"
    cd "$SYSTEM" || return
}
teardown() {
    [ -z "${SYSTEM:-}" ] || scancel --user=$one --user=$other || true
}
teardown_file() {
    [ -n "${SYSTEM:-}" ] || return 0
    scancel --user=$one || true
    eventually no_jobs_left
    scontrol shutdown
    eventually nobody_survives || { survivors >&2; return 1; }
    [ -z "$(find "$SYSTEM/state/spool" -mindepth 1)" ] || { ls -R "$SYSTEM/state/spool" >&2; return 1; }
    rm -r "$SYSTEM"
}

start_system() {
    "$MSD_STAGE/sbin/msd" --system --socket "$MSD_SOCKET" --state "$SYSTEM/state" --config "$SYSTEM/msd.conf" \
        --log "$SYSTEM/log" 3>&- &
    eventually test -S "$MSD_SOCKET"
    eventually squeue > /dev/null 2>&1
}

# as USER COMMAND...: in the user's own folder and with no right but the user's
as() {
    local user=$1
    shift
    (cd "$SYSTEM/$user" && HOME=$SYSTEM/$user USER=$user LOGNAME=$user setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- "$@")
}

# A job of the first user that runs until it is cancelled. Prints its id.
running_job() {
    local job
    job=$(as $one sbatch --parsable --wrap 'sleep 300') || return
    wait_state "$job" RUNNING >&2
    echo "$job"
}

@test "a job has its owner's rights, and no way back" {
    job=$(as $one sbatch --parsable --wait --output=rights.out --wrap \
        'id -u; id -G; pwd; grep -E "CapEff|CapPrm" /proc/self/status; setpriv --reuid 0 true || echo no way back')
    run cat $one/rights.out
    assert_line --index 0 "$(id -u $one)"
    assert_line --index 1 "$(id -g $one)"
    assert_line --index 2 "$SYSTEM/$one"
    assert_line --regexp 'CapEff:.0000000000000000'
    assert_line --regexp 'CapPrm:.0000000000000000'
    assert_line "no way back"
    [ "$(stat -c %U $one/rights.out)" = $one ]
    [ "$(field "$job" User)" = $one ]
}

@test "mail of a job is sent by its owner" {
    job=$(as $one sbatch --parsable --output=/dev/null --mail-type=END --wrap=true)
    wait_file "$SYSTEM/post/$job"
    run cat "$SYSTEM/post/$job"
    assert_line --index 0 $one
    assert_line --index 1 "$(id -G $one)"
    assert_line --index 4 $one
}

@test "a job can not end the shepherd that watches it" {
    job=$(as $one sbatch --parsable --wait --output=shepherd.out --wrap 'kill -9 $PPID; echo went on')
    run cat $one/shepherd.out
    assert_output --partial "Operation not permitted"
    assert_line "went on"
    [ "$(field "$job" State)" = COMPLETED ]
}

@test "everybody sees who waits for what, and nobody changes another's job" {
    job=$(running_job)
    run as $other squeue --noheader --format='%i %u %T'
    assert_output "$job $one RUNNING"
    run as $other scancel "$job"
    assert_failure
    assert_output "scancel: error: Kill job error on job id $job: Access/permission denied"
    for change in "hold $job" "requeue $job" "suspend $job" "update JobId=$job TimeLimit=1" "notify $job hello" "top $job"; do
        run as $other scontrol $change
        assert_failure
        assert_output --regexp 'Invalid user id|Access/permission denied'
    done
    run as $other srun --jobid="$job" true
    assert_failure
    assert_output --partial "Access/permission denied"
    run as $other scancel --signal=USR1 "$job"
    assert_failure
    [ "$(state_of "$job")" = RUNNING ]
    as $one scancel "$job"
    wait_state "$job" "CANCELLED by $(id -u $one)"
}

@test "a step without a job is root's alone" {
    run as $one srun -Z -w box true
    assert_failure 210
    assert_line --index 1 --regexp "^srun: error: Task launch for StepId=[0-9]+.0 failed on node box: Access/permission denied$"
    assert_line "srun: error: Application launch failed: Access/permission denied"
    run srun -Z -w box id -un
    assert_success
    assert_line root
}

@test "scancel by user names takes away nothing of another's" {
    job=$(running_job)
    run as $other scancel --user=$one
    [ "$(state_of "$job")" = RUNNING ]
    run as $other scancel --me
    assert_success
    [ "$(state_of "$job")" = RUNNING ]
}

@test "a script is its owner's to read" {
    job=$(as $one sbatch --parsable --hold --wrap 'echo a secret of the first')
    run as $other scontrol write batch_script "$job" -
    assert_output "job script retrieval failed: Invalid user id"
    run as $other sacct --jobs="$job" --batch-script
    refute_output --partial secret
    run as $one scontrol write batch_script "$job" -
    assert_success
    assert_output --partial "a secret of the first"
    run scontrol write batch_script "$job" -
    assert_output --partial "a secret of the first"
}

@test "spool, database and log are closed to users, and a shepherd takes orders from its own side alone" {
    job=$(running_job)
    spool=$(printf '%s/state/spool/job%05d' "$SYSTEM" "$job")
    eventually test -f "$spool/slurm_script"
    for file in "$spool/slurm_script" "$SYSTEM/state/msd.db"; do
        run as $other cat "$file"
        assert_failure
        assert_output --partial "Permission denied"
    done
    run as $one rm "$spool/slurm_script"
    assert_failure
    run as $one mv "$spool" "$SYSTEM/$one/taken"
    assert_failure
    run as $other ls "$SYSTEM/state/spool"
    assert_failure
    run as $other /usr/bin/python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])' "$spool/ctl"
    assert_failure
    assert_output --partial "Permission denied"
    run as $one /usr/bin/python3 -c 'import socket, sys
stream = socket.socket(socket.AF_UNIX)
stream.connect(sys.argv[1])
stream.sendall(b"M\0\0\0\0") # as msd says that it is back
print(stream.recv(1))' "$spool/ctl"
    assert_output "b''"
    [ "$(state_of "$job")" = RUNNING ]
}

@test "nobody keeps a shepherd from ending its job: by open files that it is to hold, by a pipe that nobody reads" {
    job=$(as $one sbatch --parsable --output=shepherd --wrap 'echo $PPID; sleep 300')
    eventually test -s $one/shepherd
    shepherd=$(cat $one/shepherd)
    mkfifo ebb
    as $one /usr/bin/python3 "$BATS_TEST_DIRNAME/flood.py" "$(printf '%s/state/spool/job%05d/ctl' "$SYSTEM" "$job")" < ebb > flood.out 3>&- &
    exec 8> ebb
    eventually test -s flood.out
    [ "$(cat flood.out)" -lt 200000 ]
    most=$(awk '/^Max open files/ { print $4 }' "/proc/$shepherd/limits")
    [ "$(ls "/proc/$shepherd/fd" | wc -l)" -le $((most / 2 + 50)) ]
    exec 8>&-
    wait $!
    as $one scancel "$job"
    wait_state "$job" "CANCELLED by $(id -u $one)"

    as $one mkfifo stuck
    exec 8<> $one/stuck
    job=$(as $one sbatch --parsable --output=stuck --wrap 'sleep 300')
    wait_state "$job" RUNNING
    as $one scontrol notify "$job" "$(head -c 100000 /dev/zero | tr '\0' x)"
    as $one scancel "$job"
    wait_state "$job" "CANCELLED by $(id -u $one)"
    exec 8>&-
}

@test "output files are opened with the owner's rights: a link into another's place leads nowhere" {
    echo "root's own" > protected && chmod 0600 protected
    as $one ln -sf "$SYSTEM/protected" link.out
    as $one ln -sfn "$SYSTEM/$other" elsewhere
    job=$(as $one sbatch --parsable --output=link.out --wrap 'echo overwritten')
    wait_state "$job" FAILED
    [ "$(cat protected)" = "root's own" ]
    job=$(as $one sbatch --parsable --output=elsewhere/x.out --wrap 'echo overwritten')
    wait_state "$job" FAILED
    [ ! -e "$SYSTEM/$other/x.out" ]
    run scontrol show job "$job"
    assert_output --partial "Could_not_open_stdout_file"
}

@test "what another user has laid in a shared directory under the name of a job's output is not taken" {
    install -d -m 1777 shared
    as $one bash -c 'echo mine > kept'
    as $other ln -s "$SYSTEM/$one/kept" ../shared/link.out
    as $other mkfifo -m 666 ../shared/fifo.out
    exec 8<> shared/fifo.out
    for name in link fifo; do
        job=$(as $one sbatch --parsable --output="$SYSTEM/shared/$name.out" --wrap 'echo overwritten')
        wait_state "$job" FAILED
    done
    exec 8>&-
    [ "$(cat $one/kept)" = mine ]
}

@test "a working directory that is another's private folder is not entered" {
    as $other mkdir -m 0700 private
    job=$(as $one sbatch --parsable --chdir="$SYSTEM/$other/private" --output=/dev/null --wrap "pwd > $SYSTEM/$one/where")
    eventually test -s "$SYSTEM/$one/where"
    [ "$(cat "$SYSTEM/$one/where")" = /tmp ]
}

@test "what is the administrator's is refused to users" {
    for change in "update NodeName=box State=DRAIN Reason=no" "update PartitionName=main State=DOWN" reconfigure shutdown; do
        run as $one scontrol $change
        assert_failure
        assert_output --regexp 'Invalid user id|Access/permission denied'
    done
    run as $one sbatch --uid=$other --wrap id
    assert_failure
    assert_output "sbatch: error: --uid only permitted by root user"
    job=$(cd $one && sbatch --parsable --wait --uid=$one --output=uid.out --wrap 'id -un')
    [ "$(cat $one/uid.out)" = $one ]
    [ "$(field "$job" User)" = $one ]
}

@test "root cancels anybody's job, and the record says who did" {
    job=$(running_job)
    scancel "$job"
    wait_state "$job" "CANCELLED by 0"
}

@test "the daemon is restarted below a user's job" {
    job=$(running_job)
    kill "$(cat state/msd.pid)"
    eventually daemon_has_ended
    start_system
    [ "$(state_of "$job")" = RUNNING ]
    as $one scancel "$job"
    wait_state "$job" "CANCELLED by $(id -u $one)"
}
daemon_has_ended() {
    ! squeue > /dev/null 2>&1
}
