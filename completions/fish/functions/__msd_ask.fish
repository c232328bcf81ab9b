# SPDX-License-Identifier: MIT
# Ask a daemon that runs, and never start one: with MSD_SOCKET set nothing is started. One that does not answer is given
# up after two seconds. What it lists comes out as names: the NAME= at the beginning of a line, or names by commas;
# nothing in brackets.
function __msd_ask
    set -l state $XDG_STATE_HOME
    test -n "$state"; or set state $HOME/.local/state
    set -l first $MSD_SOCKET
    test -n "$first"; or set first /run/msd/msd.sock
    for socket in $first $XDG_RUNTIME_DIR/msd/msd.sock $state/msd/msd.sock
        if test -S $socket
            env MSD_SOCKET=$socket timeout 2 $argv 2>/dev/null </dev/null \
                | sed -e '/^No /d' -e 's/^[A-Za-z]*Name=\([^ ]*\).*/\1/' -e 's/_\[.*//' -e 's/([^)]*)//g' -e 's/[ *]*$//' \
                | tr , '\n' | sort -u | grep -vxiE 'N/A|'
            return 0
        end
    end
end
