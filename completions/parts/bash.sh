# Completion of the Mini-SLURM commands for bash. The tables at the end say, for each command, its options and what
# completes their values; the functions here act on them.

declare -gA __msd_options __msd_value __msd_optional_value __msd_operand

# Ask a daemon that runs, and never start one: with MSD_SOCKET set nothing is started.
__msd_ask() {
    local socket
    for socket in "${MSD_SOCKET:-/run/msd/msd.sock}" "${XDG_RUNTIME_DIR:-/nonexistent}/msd/msd.sock" \
        "${XDG_STATE_HOME:-$HOME/.local/state}/msd/msd.sock"; do
        if [[ -S $socket ]]; then
            MSD_SOCKET=$socket "$@" 2>/dev/null
            return
        fi
    done
}

# Words for one kind of value; a kind that is not known is the list of words itself.
__msd_words() {
    case $1 in
        none | file | dir) ;;
        partition) __msd_ask sinfo --noheader --format=%R ;;
        job) __msd_ask squeue --noheader --format=%i ;;
        user) compgen -u ;;
        *) echo "$1" ;;
    esac
}

# Fill COMPREPLY for `kind` from the word typed so far; of a comma list, its last element is completed.
__msd_values() {
    local kind=$1 word=$2 before=
    case $kind in
        file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        dir) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
    esac
    if [[ $word == *,* ]]; then
        before=${word%,*},
        word=${word##*,}
    fi
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$(__msd_words "$kind")" -- "$word")
}

__msd_complete() {
    local command=${1##*/} word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} kind
    # "--option=value" reaches us as three words.
    local after_equals=
    if [[ $word == = ]]; then
        after_equals=1 word=
    elif [[ $option == = ]]; then
        after_equals=1 option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    kind=${__msd_value[$command:$option]-}
    [[ -n $after_equals && -z $kind ]] && kind=${__msd_optional_value[$command:$option]-none}
    if [[ -n $kind ]]; then
        __msd_values "$kind" "$word"
    elif [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "${__msd_options[$command]}" -- "$word")
        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
    else
        __msd_values "${__msd_operand[$command]}" "$word"
    fi
}
