# SPDX-License-Identifier: MIT
# --mail-type and --mail-user: by the mail program, by a mail server, by web hooks.

load helper
setup_file() {
    make_world
    export POST=$BATS_FILE_TMPDIR/post
    mkdir -p "$POST"
    script "$POST/mail" "{ printf '%s|' \"\$@\"; echo \"\$SLURM_JOB_MAIL_TYPE|\$SLURM_JOB_STATE|\$SLURM_JOB_EXIT_CODE2\"; } >> $POST/sent"
    cp "$XDG_CONFIG_HOME/msd/msd.conf" "$POST/msd.conf"
    python3 "$BATS_TEST_DIRNAME/mail_servers.py" "$POST" 3>&- &
    echo $! > "$POST/pid"
    eventually test -s "$POST/ports"
    configure "MailProg=$POST/mail"
}
setup() { enter_world; }
teardown_file() {
    kill "$(cat "$POST/pid")"
    end_world
}

# The world's configuration and these lines.
configure() {
    { cat "$POST/msd.conf"; printf '%s\n' "$@"; } > "$XDG_CONFIG_HOME/msd/msd.conf"
    scontrol reconfigure
}
# Lines of a file that speak of a job.
lines_of() {
    grep -E "$2\b" "$POST/$1" | sed -E 's/time [0-9:]+/time T/'
}
# is_said FILE JOB N: there are so many lines of it
is_said() {
    [ "$(lines_of "$1" "$2" | wc -l)" = "$3" ]
}

@test "the mail program gets Slurm's subject, the address and the job's variables" {
    id=$(submit --job-name=good --mail-type=ALL --mail-user=me@example.org --wrap=true)
    eventually is_said sent "Job_id=$id" 2
    assert_equal "$(lines_of sent "Job_id=$id")" "-s|Slurm Job_id=$id Name=good Began, Queued time T|me@example.org|Began|RUNNING|
-s|Slurm Job_id=$id Name=good Ended, Run time T, COMPLETED, ExitCode 0|me@example.org|Ended|COMPLETED|0:0"
}

@test "only what was asked for is told of, and the submitter where nobody is named" {
    id=$(submit --job-name=bad --mail-type=FAIL --wrap='exit 3')
    eventually is_said sent "Job_id=$id" 1
    assert_equal "$(lines_of sent "Job_id=$id")" \
        "-s|Slurm Job_id=$id Name=bad Failed, Run time T, FAILED, ExitCode 3|$(id -un)|Failed|FAILED|3:0"
    quiet=$(submit --mail-type=FAIL --wrap=true)
    wait_state "$quiet" COMPLETED
    run lines_of sent "Job_id=$quiet"
    assert_output ''
}

@test "an array is one matter, unless each element's mail is wanted" {
    id=$(submit --job-name=many --array=0-2 --mail-type=ALL --wrap='exit $((SLURM_ARRAY_TASK_ID > 1))')
    eventually is_said sent "Job_id=${id}_" 2
    assert_equal "$(lines_of sent "Job_id=${id}_" | cut -d '|' -f 2)" "Slurm Array Summary Job_id=${id}_* ($id) Name=many Began
Slurm Array Summary Job_id=${id}_* ($id) Name=many Failed, Mixed, ExitCode [0-1]"
    each=$(submit --array=0-1 --mail-type=END,ARRAY_TASKS --wrap=true)
    eventually is_said sent "Array Task Job_id=${each}_[01]" 2
}

@test "a dependency that can not be fulfilled, and a requeue" {
    id=$(submit --mail-type=INVALID_DEPEND,REQUEUE --wrap='exit 1')
    wait_state "$id" FAILED
    next=$(submit --job-name=next --mail-type=ALL --dependency="afterok:$id" --wrap=true)
    eventually is_said sent "Job_id=$next" 1
    assert_equal "$(lines_of sent "Job_id=$next" | cut -d '|' -f 2)" "Slurm Job_id=$next Name=next Invalid dependency"
    scontrol requeue "$id"
    eventually is_said sent "Job_id=$id" 1
    assert_equal "$(lines_of sent "Job_id=$id" | cut -d '|' -f 2)" "Slurm Job_id=$id Name=wrap Requeued, Run time T"
    scancel "$id" "$next"
}

@test "a web hook gets the facts as JSON" {
    read -r _ http < "$POST/ports"
    id=$(submit --job-name='h"ook' --mail-type=END,FAIL --mail-user="http://127.0.0.1:$http/tell?x=1" --wrap='exit 4')
    eventually is_said hooks "Job_id=$id" 1
    assert_equal "$(lines_of hooks "Job_id=$id")" "/tell?x=1 application/json {\"event\": \"FAIL\", \"job_id\": $id,\
 \"job_state\": \"FAILED\", \"exit_code\": 4, \"text\": \"Slurm Job_id=$id Name=h\\\"ook Failed, Run time T, FAILED, ExitCode 4\"}"
    assert_equal "$(grep -c "Job_id=$id\b" "$POST/sent")" 0
}

@test "a mail server in place of the program, and a domain" {
    read -r smtp _ < "$POST/ports"
    configure "MailServer=smtp://127.0.0.1:$smtp" MailDomain=example.org
    id=$(submit --job-name=grün --mail-type=END --mail-user=me,you@example.com --wrap=true)
    eventually is_said mails 'Subject: .*' 2
    assert_equal "$(sort "$POST/mails" | cut -d ' ' -f 1,2)" "me@example.org Subject:
you@example.com Subject:"
    assert_equal "$(python3 -c 'import email.header, sys
print(*(text.decode(code) for text, code in email.header.decode_header(sys.stdin.readline().split(" ", 2)[2])))' \
        < "$POST/mails" | sed -E 's/time [0-9:]+/time T/')" "Slurm Job_id=$id Name=grün Ended, Run time T, COMPLETED, ExitCode 0"
}

@test "no mail program: jobs run, and the log says so once" {
    configure MailProg=/no/such/mail
    for _ in 1 2 3; do
        sbatch --quiet --wait --mail-type=ALL --wrap=true
    done
    eventually grep -q '/no/such/mail' "$XDG_STATE_HOME/msd/msd.log"
    scontrol ping
    assert_equal "$(grep -c 'mail of jobs is not sent: there is no program /no/such/mail' "$XDG_STATE_HOME/msd/msd.log")" 1
}
