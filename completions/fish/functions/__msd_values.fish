# SPDX-License-Identifier: MIT
# Values of one kind for the completions of the Mini-SLURM commands: __msd_values KIND, or the words themselves. Of a
# comma list, the last element is completed.
function __msd_values
    set -l typed (commandline -ct | string replace -r '^-[^=]*=' '')
    set -l before (string replace -r '[^,]*$' '' -- "$typed")
    if test (count $argv) -gt 1
        string join \n -- $before$argv
        return
    end
    switch $argv[1]
        case none
        case file dir
            __fish_complete_path $typed
        case command
            __fish_complete_subcommand
        case user
            __fish_complete_users
        case '*'
            set -l words (__msd_live $argv[1]; or echo $argv[1])
            for word in $words
                echo $before$word
            end
    end
end
