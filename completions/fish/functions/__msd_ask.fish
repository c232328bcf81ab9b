# SPDX-License-Identifier: MIT
# Ask a daemon that runs, and never start one: with MSD_SOCKET set nothing is started.
function __msd_ask
    set -l state $XDG_STATE_HOME
    test -n "$state"; or set state $HOME/.local/state
    set -l first $MSD_SOCKET
    test -n "$first"; or set first /run/msd/msd.sock
    for socket in $first $XDG_RUNTIME_DIR/msd/msd.sock $state/msd/msd.sock
        if test -S $socket
            env MSD_SOCKET=$socket $argv 2>/dev/null
            return
        end
    end
end
