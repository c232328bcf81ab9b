# SPDX-License-Identifier: MIT
# Completion in three shells: what is offered, and that asking never starts a daemon.

load helper
setup_file() {
    make_world
    export COMPLETIONS=$MSD_STAGE/share
}
setup() { enter_world; }
teardown_file() { end_world; }

# complete_bash WORD...: the candidates for the last word, one a line
complete_bash() {
    bash --norc -c '
        compopt() { :; }
        source "$1"
        shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        __msd_complete "$1"
        printf "%s\n" "${COMPREPLY[@]}"
    ' - "$COMPLETIONS/bash-completion/completions/sbatch" "$@"
}

@test "bash: options by their beginning" {
    run complete_bash sbatch --depen
    assert_output "--dependency="
    run complete_bash squeue --lon
    assert_output "--long"
}

@test "bash: no daemon, no values, and none is started" {
    assert_equal "$(complete_bash sbatch --partition = '')" ""
    assert_equal "$(daemon_pid)" ""
}

@test "bash: partitions, jobs, states and files" {
    id=$(submit --hold hello.sh)
    assert_equal "$(complete_bash sbatch --partition = '' | sort | paste -sd' ')" "main short"
    assert_equal "$(complete_bash sbatch -p ma)" main
    assert_equal "$(complete_bash squeue -p main,sh)" main,short
    assert_equal "$(complete_bash scancel '')" "$id"
    assert_equal "$(complete_bash squeue --states = PEN)" PENDING
    assert_equal "$(complete_bash sbatch hel)" hello.sh
    scancel "$id"
}

@test "bash: a daemon that has died is not started again by a question" {
    squeue > /dev/null
    pid=$(daemon_pid)
    kill -KILL "$pid"
    eventually test ! -e "/proc/$pid"
    assert_equal "$(complete_bash sbatch --partition = '')" ""
    assert_equal "$(daemon_pid)" ""
}

@test "zsh: the file loads and defines the commands" {
    command -v zsh > /dev/null || skip "no zsh here"
    run zsh -f -c 'fpath=("$1" $fpath); autoload -U compinit; compinit -D -u; print -l ${(k)_comps} | grep -x sbatch
        autoload +X _mini-slurm && print loaded' - "$COMPLETIONS/zsh/site-functions"
    assert_success
    assert_line sbatch
    assert_line loaded
}

@test "fish: options and values" {
    command -v fish > /dev/null || skip "no fish here"
    export XDG_DATA_DIRS=$COMPLETIONS:/usr/share
    run fish --private -c 'complete -C "sbatch --depen"'
    assert_line --partial "--dependency"
    squeue > /dev/null
    run fish --private -c 'complete -C "sbatch --partition "'
    assert_line --regexp '^main'
}

# typed SHELL LINE: the line after Tab, in an interactive shell on a terminal
typed() {
    python3 "$BATS_TEST_DIRNAME/typed.py" "$1" "$COMPLETIONS" "$2"
}

# What each shell makes of a line: options, values out of tables, and what is there now.
typed_lines() {
    local shell=$1 id line wanted
    command -v "$shell" > /dev/null || skip "no $shell here"
    id=$(submit --hold --job-name=named --array=1-3 hello.sh)
    while IFS='|' read -r line wanted; do
        run typed "$shell" "$line"
        assert_success
        # fish writes an option without its equals sign; a blank at the end says that the word is complete
        assert_regex "${output% }" "^$wanted\$"
    done <<LINES
sbatch --depen|sbatch --dependency=?
sbatch --partition=ma|sbatch --partition=main
squeue -p main,sh|squeue -p main,short
squeue --states=PEN|squeue --states=PENDING
squeue -O TimeLi|squeue -O TimeLimit
squeue -n nam|squeue -n named
scancel -s KI|scancel -s KILL
scancel $id|scancel $id
sbatch --nodelist=b|sbatch --nodelist=box
sbatch --gres=gp|sbatch --gres=gpu:2
sbatch --mail-type=BEG|sbatch --mail-type=BEGIN
sacct --state=OUT|sacct --state=OUT_OF_MEMORY
scontrol hol|scontrol hold
scontrol show nod|scontrol show nodes
scontrol show node b|scontrol show node box
scontrol hold ${id%?}|scontrol hold $id
scontrol update NodeName=box Sta|scontrol update NodeName=box State=
scontrol update JobId=$id Comment=x AdminC|scontrol update JobId=$id Comment=x AdminComment=
squeue --json=v0.0.44|squeue --json=v0.0.44
LINES
    scancel "$id"
}

@test "bash, with a person at the keyboard" { typed_lines bash; }
@test "zsh, with a person at the keyboard" { typed_lines zsh; }
@test "fish, with a person at the keyboard" { typed_lines fish; }

@test "a daemon that does not answer holds no shell up" {
    squeue > /dev/null
    kill -STOP "$(daemon_pid)"
    run complete_bash sbatch --partition = ''
    kill -CONT "$(daemon_pid)"
    assert_output ""
}
