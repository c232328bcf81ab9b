# Completion of the Mini-SLURM commands for zsh. The functions at the end say, for each command, its options and what
# completes their values; the functions here make the values.

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

# Complete a value of one kind: __msd_values KIND, or __msd_values WORD... to choose from.
__msd_values() {
    local -a words
    case $1 in
        none) return 1 ;;
        file) _files; return ;;
        dir) _files -/; return ;;
        user) _users; return ;;
        partition) words=(${(f)"$(__msd_ask sinfo --noheader --format=%R)"}) ;;
        job) words=(${(f)"$(__msd_ask squeue --noheader --format=%i)"}) ;;
        *) words=("$@") ;;
    esac
    _sequence compadd - -a words
}
