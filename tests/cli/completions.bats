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
