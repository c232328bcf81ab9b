# Completion of the Mini-SLURM commands for bash. The tables at the end say, for each command, its options, what
# completes their values, and which command lists the values there are; the functions here act on them.

declare -gA __msd_options __msd_value __msd_optional_value __msd_operand __msd_live

# Ask a daemon that runs, and never start one: with MSD_SOCKET set nothing is started. One that does not answer is
# given up after two seconds.
__msd_ask() {
    local socket
    for socket in "${MSD_SOCKET:-/run/msd/msd.sock}" "${XDG_RUNTIME_DIR:-/nonexistent}/msd/msd.sock" \
        "${XDG_STATE_HOME:-$HOME/.local/state}/msd/msd.sock"; do
        if [[ -S $socket ]]; then
            MSD_SOCKET=$socket timeout 2 "$@" 2>/dev/null </dev/null
            return
        fi
    done
}

# Names out of what a command lists: NAME= at the beginning of a line, or names by commas; nothing in brackets.
__msd_names() {
    sed -e '/^No /d' -e 's/^[A-Za-z]*Name=\([^ ]*\).*/\1/' -e 's/_\[.*//' -e 's/([^)]*)//g' -e 's/[ *]*$//' |
        tr , '\n' | sort -u | grep -vxiE 'N/A|'
}

# Words for one kind of value; a kind that is not known is the list of words itself.
__msd_words() {
    case $1 in
        none | file | dir | command) ;;
        user) compgen -u ;;
        *)
            if [[ -n ${__msd_live[$1]-} ]]; then
                # shellcheck disable=SC2086 # a command and its options
                __msd_ask ${__msd_live[$1]} | __msd_names
            else
                printf '%s\n' "$1" | tr ' ' '\n'
            fi
            ;;
    esac
}

# Fill COMPREPLY for `kind` from the word typed so far; of a comma list, its last element is completed.
__msd_values() {
    local kind=$1 word=$2 before= IFS=$'\n'
    case $kind in
        file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        dir) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        command) mapfile -t COMPREPLY < <(compgen -c -- "$word"; compgen -f -- "$word"); return ;;
    esac
    if [[ $word == *,* ]]; then
        before=${word%,*},
        word=${word##*,}
    fi
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$(IFS=$' \t\n' && __msd_words "$kind")" -- "$word")
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=:] ]] && compopt -o nospace
    return 0
}

# The kind of the operand that comes next, by the operands before it.
__msd_operand_kind() {
    local command=$1 words= at word
    for ((at = 1; at < COMP_CWORD; ++at)); do
        word=${COMP_WORDS[at]}
        # NAME=VALUE reaches us as three words
        if [[ $word == = || (${COMP_WORDS[at - 1]} == = && $at -gt 1) ]]; then continue; fi
        [[ ${COMP_WORDS[at + 1]-} == = ]] && word+==
        [[ $word == -* ]] || words+=${words:+ }$word
    done
    # What changes an entity goes on with keys, however many.
    [[ -z ${__msd_operand[$command:$words]-} && $words == *=*=* ]] && words=${words%%=*}=
    echo "${__msd_operand[$command:$words]-${__msd_operand[$command]}}"
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
        __msd_values "$(__msd_operand_kind "$command")" "$word"
    fi
}
