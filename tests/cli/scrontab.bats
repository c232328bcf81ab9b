# SPDX-License-Identifier: MIT
# scrontab against a real daemon. No test waits for a minute to come: scontrol brings a run forward.

bats_require_minimum_version 1.5.0
load helper

setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }
teardown() { scrontab -r 2>/dev/null || true; }

install() {
    printf '%s\n' "$@" | scrontab -
}
# The numbers of the waiting jobs of the crontab, in its order.
entries() {
    squeue --noheader --states=PENDING --sort=i --format=%i
}
run_now() {
    scontrol update JobId="$1" StartTime=now
}
has_ended_runs() {
    [ "$(sacct -n -X -D -P -j "$1" -o State | grep -c COMPLETED)" -ge "$2" ]
}

@test "what was installed is what is printed, and each entry waits for its time" {
    install '# mine' '#SCRON --job-name=often -t 5' '*/5 * * * * /bin/true' '@daily /bin/echo x'
    run -0 scrontab -l
    assert_output "$(printf '%s\n' '# mine' '#SCRON --job-name=often -t 5' '*/5 * * * * /bin/true' '@daily /bin/echo x')"
    run -0 squeue --noheader --sort=i --Format=Name:10,StateCompact:3,Reason:10,CronJob:4
    assert_line --index 0 --regexp '^often +PD +BeginTime +Yes'
    assert_line --index 1 --regexp '^echo +PD +BeginTime +Yes'
    run -0 scontrol show job "$(entries | head -n 1)"
    assert_output --partial 'CronJob=Yes CrontabSpec="*/5 * * * *"'
    assert_output --partial 'TimeLimit=00:05:00'
    assert_output --partial "WorkDir=$HOME"
}

@test "a job that has run waits for the next time under the same number; sacct keeps the runs" {
    install 'WORD=heard' '#SCRON --output=out.%j' '59 23 * * * echo "$WORD $SLURM_JOB_NAME"; pwd'
    local job
    job=$(entries)
    run_now "$job"
    eventually has_ended_runs "$job" 1
    run -0 cat "$HOME/out.$job"
    assert_line --index 0 'heard echo'
    assert_line --index 1 "$HOME"
    run -0 squeue --noheader --job "$job" --format='%t %r'
    assert_output 'PD BeginTime'
    run -0 scontrol show job "$job"
    assert_output --regexp 'StartTime=.*T23:59:00'
    run_now "$job"
    eventually has_ended_runs "$job" 2
}

@test "cancelled, the entry is a comment; the others go on" {
    install '#SCRON -J one' '@daily true' '@hourly true'
    scancel --cron "$(entries | head -n 1)"
    run -0 scrontab -l
    assert_line --index 0 '#DISABLED: #SCRON -J one'
    assert_line --index 1 '#DISABLED: @daily true'
    assert_line --index 2 '@hourly true'
    run -0 entries
    assert_equal "${#lines[@]}" 1
}

@test "with explicit_scancel only scancel --cron ends an entry" {
    echo 'ScronParameters=explicit_scancel' >> "$XDG_CONFIG_HOME/msd/msd.conf"
    scontrol reconfigure
    install '@daily true'
    run scancel "$(entries)"
    assert_output --partial "$(entries)"
    run -0 scrontab -l
    assert_output '@daily true'
    scancel --cron "$(entries)"
    run -0 scrontab -l
    assert_output '#DISABLED: @daily true'
    sed -i /explicit_scancel/d "$XDG_CONFIG_HOME/msd/msd.conf"
    scontrol reconfigure
}

@test "requeue passes over the next run" {
    install '0 12 * * * true'
    local job before after
    job=$(entries)
    before=$(squeue -h -j "$job" -O EligibleTime:20)
    scontrol requeue "$job"
    after=$(squeue -h -j "$job" -O EligibleTime:20)
    assert_equal "$(date -d "${before%% *} 1 day" +%FT%T)" "${after%% *}"
}

@test "another crontab takes the place of the last one's jobs, but what runs goes on" {
    mkfifo "$HOME/gate"
    install "59 23 * * * read x < $HOME/gate" '@hourly true'
    local job
    job=$(entries | head -n 1)
    run_now "$job"
    wait_state "$job" RUNNING
    install '@daily true'
    run -0 entries
    assert_equal "${#lines[@]}" 1
    echo go > "$HOME/gate"
    wait_state "$job" COMPLETED
}

@test "removed, there is none" {
    install '@daily true'
    scrontab -r
    run -1 scrontab -l
    assert_output "scrontab: no crontab for $(id -un)"
    run -1 scrontab -r
    assert_equal "$(entries)" ''
}

@test "an error names its line and changes nothing" {
    install '@daily true'
    run -1 install '# c' '61 * * * * true'
    assert_output "scrontab: error: line 2: the minute '61' is not within 0-59"
    run -1 install '#SCRON --array=1-3' '@daily true'
    assert_output 'scrontab: error: line 1: --array is no option of a crontab'\''s entry'
    run -1 install '@daily true' '#SCRON --partition=nowhere' '@hourly true'
    assert_output --regexp '^scrontab: error: line 2: .*partition'
    run -0 scrontab -l
    assert_output '@daily true'
    run -0 entries
    assert_equal "${#lines[@]}" 1
}

@test "the editor: its text is installed, no change is told, an error may be mended" {
    script editor 'printf "%s\n" "@daily true" > "$1"'
    EDITOR=$PWD/editor run -0 scrontab -e
    run -0 scrontab -l
    assert_output '@daily true'
    EDITOR=true run -0 scrontab -e
    assert_output 'scrontab: no changes made to the crontab'
    script editor 'echo "@never x" > "$1"'
    run -1 env VISUAL="$PWD/editor" scrontab -e < /dev/null
    assert_output --partial "line 1: '@never' is no time that is known"
    run -0 scrontab -l
    assert_output '@daily true'
    EDITOR=false run -1 scrontab -e
    assert_output --partial 'the editor (false) has failed'
}

@test "entries outlive the daemon" {
    install '@daily true'
    local job
    job=$(entries)
    scontrol shutdown
    run -0 squeue -h -j "$job" -o '%t %r'
    assert_output 'PD BeginTime'
    run -0 scrontab -l
    assert_output '@daily true'
}

@test "somebody else's crontab is an administrator's business; words that do not go together are told" {
    run -1 scrontab
    assert_output --partial 'a file, or one of -e, -l and -r, is needed'
    run -1 scrontab -l -r
    assert_output --partial 'only one of -e, -l and -r'
    run -1 scrontab -u no-such-user -l
    assert_output --partial 'Invalid user: no-such-user'
}
