# Completion of the Mini-SLURM commands for zsh. The tables and functions at the end say, for each command, its options,
# what completes their values, and which command lists the values there are; the functions here make the values.

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

# Complete a value of one kind: __msd_values KIND, or __msd_values WORD... to choose from.
__msd_values() {
    local -a words
    local kind=$1
    if (( $# > 1 )); then
        words=("$@")
    else
        case $kind in
            none) return 1 ;;
            file) _files; return ;;
            dir) _files -/; return ;;
            command) _command_names -e || _files; return ;;
            user) _users; return ;;
            *)
                if [[ -n ${__msd_live[$kind]} ]]; then
                    words=(${(f)"$(__msd_ask ${=__msd_live[$kind]} | __msd_names)"})
                else
                    words=($kind)
                fi
                ;;
        esac
    fi
    # a word that ends with = or : goes on
    if [[ ${words[1]} == *[=:] ]]; then
        compadd -S '' -a words
    else
        compset -P '*,'  # of a comma list, its last element
        compadd -a words
    fi
}

# Complete an operand by those before it.
__msd_operands() {
    local command=$1 word before= key
    for word in "${(@)words[2,CURRENT-1]}"; do
        [[ $word == -* ]] || before+=${before:+ }${word%%=*}${${(M)word:#*=*}:+=}
    done
    key=$command:$before
    # What changes an entity goes on with keys, however many.
    [[ -z ${__msd_operand[$key]} && $before == *=*=* ]] && key=$command:${before%%=*}=
    __msd_values ${=__msd_operand[$key]:-${__msd_operand[$command]}}
}
