# SPDX-License-Identifier: MIT
# Values of one kind for the completions of the Mini-SLURM commands: __msd_values KIND, or the words themselves.
function __msd_values
    switch $argv[1]
        case none
        case file dir
            __fish_complete_path (commandline -ct | string replace -r '^-[^=]*=' '')
        case partition
            __msd_ask sinfo --noheader --format=%R
        case job
            __msd_ask squeue --noheader --format=%i
        case user
            __fish_complete_users
        case '*'
            string join \n -- $argv
    end
end
