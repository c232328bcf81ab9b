# SPDX-License-Identifier: MIT
# Complete an operand of a Mini-SLURM command by those before it: after "scontrol show job", a job.
function __msd_operands
    set -l before
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        set -a before (string replace -r '=.*' '=' -- $word)
    end
    # What changes an entity goes on with keys, however many.
    set -l kind (__msd_operand_kind "$argv[1]:$before")
    or set kind (__msd_operand_kind "$argv[1]:"(string match -r '^[^=]*=' -- "$before"))
    or set kind (__msd_operand_kind $argv[1])
    __msd_values $kind
end
