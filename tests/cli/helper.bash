# SPDX-License-Identifier: MIT
# A world of its own for each test file: a home, a state and a runtime directory below one temporary folder, the
# commands of an installed tree first on PATH, and a user daemon that the first command starts. At the end the daemon
# is stopped, and nothing of that world may be left running.
#
#   load helper
#   setup_file() { make_world; }            # or make_world <<'CONF' … CONF
#   setup() { enter_world; }
#   teardown_file() { end_world; }

bats_load_library bats-support
bats_load_library bats-assert
bats_load_library bats-file

# The machine that tests see where they do not bring a configuration of their own: the same on every host.
default_configuration() {
    cat <<'CONF'
ClusterName=bats
SitePolicy=strict
KillWait=1
MinJobAge=300
DefMemPerCPU=100
NodeName=box CPUs=4 RealMemory=4000 Gres=gpu:2
PartitionName=main Nodes=ALL Default=YES MaxTime=UNLIMITED
PartitionName=short Nodes=ALL MaxTime=10
CONF
}

# A desk of somebody's own, whose nodes the argument declares.
lenient_configuration() {
    cat <<CONF
ClusterName=desk
SitePolicy=lenient
KillWait=1
MinJobAge=300
DefMemPerCPU=100
$1
PartitionName=main Nodes=ALL Default=YES
CONF
}

# make_home STAGE: the directories and the environment alone, for commands of an installed tree.
make_home() {
    if [ -S /run/msd/msd.sock ]; then
        echo "a system daemon runs on this machine: stop it first, the commands would find it" >&2
        return 1
    fi
    local variable
    for variable in $(compgen -e | grep -E '^(SLURM|SBATCH|SQUEUE|SCANCEL|SINFO|SACCT|SCONTROL|MSD_SOCKET|MSD_NODES)' || true); do
        unset "$variable"
    done
    MSD_STAGE=$(readlink -m "$1")
    export MSD_STAGE WORLD=$BATS_FILE_TMPDIR PATH=$MSD_STAGE/bin:$PATH TZ=UTC LC_ALL=C
    export HOME=$WORLD/home XDG_STATE_HOME=$WORLD/state XDG_RUNTIME_DIR=$WORLD/run XDG_CONFIG_HOME=$WORLD/config
    mkdir -p "$HOME" "$XDG_STATE_HOME" "$XDG_CONFIG_HOME/msd"
    mkdir -p -m 0700 "$XDG_RUNTIME_DIR"
}

# make_world [-]: a home, and a configuration: the one on standard input where '-' is given
make_world() {
    make_home "${MSD_STAGE:-$BATS_TEST_DIRNAME/../../build/check/stage}" || return
    [ -x "$MSD_STAGE/bin/sbatch" ] || { echo "nothing installed in $MSD_STAGE: run ./check cli" >&2; return 1; }
    if [ "${1:-}" = - ]; then cat; else default_configuration; fi > "$XDG_CONFIG_HOME/msd/msd.conf"
}

# A working directory for one test.
enter_world() {
    cd "$BATS_TEST_TMPDIR" || return
    script hello.sh 'echo "hello from $SLURM_JOB_ID"'
}

# script NAME LINE...: an executable bash script
script() {
    local name=$1
    shift
    printf '%s\n' '#!/bin/bash' "$@" > "$name"
    chmod +x "$name"
}

daemon_pid() {
    local pid
    pid=$(cat "$XDG_STATE_HOME/msd/msd.pid" 2>/dev/null) || return
    [ "$(readlink "/proc/$pid/exe")" = "$MSD_STAGE/sbin/msd" ] && echo "$pid"
}

# All daemons of this world: one, or none.
daemons() {
    local pid _
    while read -r pid _; do
        [ "$(readlink "/proc/$pid/exe")" != "$MSD_STAGE/sbin/msd" ] || echo "$pid"
    done < <(survivors)
}

# Processes that were started in this world, this shell and its children aside: "PID NAME", one a line.
survivors() {
    local file pid
    for file in /proc/[0-9]*/environ; do
        pid=${file#/proc/} pid=${pid%/environ}
        case $(readlink "/proc/$pid/exe" 2>/dev/null) in
            */bats | */bash | '') [ "$(awk '/^PPid/ { print $2 }' "/proc/$pid/status" 2>/dev/null)" = 1 ] || continue ;;
        esac
        [ "$pid" != "$$" ] && [ "$pid" != "$BASHPID" ] || continue
        tr '\0' '\n' < "$file" | grep -qx "XDG_STATE_HOME=$WORLD/state" || continue
        echo "$pid $(tr '\0' ' ' < "/proc/$pid/cmdline")"
    done 2>/dev/null
}

end_world() {
    [ -n "${WORLD:-}" ] || return 0
    if [ -n "$(daemon_pid)" ]; then
        scancel --me || true
        eventually no_jobs_left || { squeue; return 1; }
        scontrol shutdown
    fi
    if ! eventually nobody_survives; then
        echo "still running after the daemon was stopped:" >&2
        survivors | tee /dev/stderr | while read -r pid _; do kill -KILL "$pid"; done
        return 1
    fi
    assert_no_leftovers
}
no_jobs_left() {
    [ -z "$(squeue --noheader --states=PENDING,RUNNING,COMPLETING,CONFIGURING,SUSPENDED)" ]
}
nobody_survives() {
    [ -z "$(survivors)" ]
}
assert_no_leftovers() {
    local left
    left=$(find "$XDG_RUNTIME_DIR" -type s; find "$XDG_STATE_HOME/msd/spool" -mindepth 1 2>/dev/null || true)
    [ -z "$left" ] || { echo "left behind: $left" >&2; return 1; }
}

# eventually COMMAND...: until it succeeds, looking often; gives up after a minute.
eventually() {
    local try
    for try in {1..1200}; do
        if "$@"; then return 0; fi
        sleep 0.05
    done
    echo "gave up waiting for: $*" >&2
    return 1
}

# The long state of a job or task as sacct has it.
state_of() {
    sacct --noheader --parsable2 --allocations --jobs="$1" --format=State | head -n 1
}
is_in_state() {
    [[ $(state_of "$1") == $2 ]]
}
# wait_state JOB STATE: STATE is a pattern: COMPLETED, CANCELLED*
wait_state() {
    eventually is_in_state "$1" "$2" || { echo "job $1 is $(state_of "$1"), not $2" >&2; return 1; }
}
wait_file() {
    eventually test -s "$1"
}

# submit ARGUMENTS...: sbatch, printing the number alone
submit() {
    sbatch --parsable "$@"
}
# field JOB NAME: one accounting field of a job
field() {
    sacct --noheader --parsable2 --allocations --jobs="$1" --format="$2"
}
