# SPDX-License-Identifier: MIT
# msd in a machine of tests/system/vm, in one of two ways, which WORLD_OF says:
#   root   a system daemon below a directory of the root's own control groups (CgroupRoot)
#   user   a daemon of one user in a subtree delegated to that user, named $delegated; its controllers are $controllers
# In both ways the jobs are those of the user "alice", as whom `alice COMMAND...` runs things.

bats_load_library bats-support
bats_load_library bats-assert

controllers=${controllers:-cpuset cpu io memory pids}
checkout=$(readlink -f "${BASH_SOURCE[0]%/*}/../../..")
export MSD_STAGE=${MSD_STAGE:-$checkout/build/check/stage}
export PATH=$MSD_STAGE/bin:$PATH TZ=UTC LC_ALL=C

make_users() {
    local user
    for user in alice bob; do
        id -u "$user" > /dev/null 2>&1 || useradd --no-log-init --shell /bin/bash "$user"
        install -d -o "$user" -g "$(id -g "$user")" -m 755 "/home/$user"
    done
}

# Stand-ins for GPUs; the kernel knows a device by its numbers. Everybody may open these, but for what a job is denied.
make_accelerators() {
    [ -e /dev/accelerator0 ] || mknod -m 666 /dev/accelerator0 c 1 7
    [ -e /dev/accelerator1 ] || mknod -m 666 /dev/accelerator1 c 1 8
}

# make_world: with the configuration on standard input, to which this adds where the groups are
make_world() {
    make_users
    "make_world_of_$WORLD_OF"
    eventually alice sinfo -h > /dev/null
}

make_world_of_root() {
    export GROUPS_ROOT=/sys/fs/cgroup/msd MSD_SOCKET=/run/msd/msd.sock
    install -d /run/msd
    { cat; echo "CgroupRoot=$GROUPS_ROOT"; } > /run/msd/msd.conf
    "$MSD_STAGE/sbin/msd" --system --config /run/msd/msd.conf --log /run/msd/log 3>&- &
}

# What a service manager does for a user: a directory of the user's own, and in it one for the daemon itself.
make_world_of_user() {
    local delegated=/sys/fs/cgroup/${delegated:-${BATS_TEST_FILENAME##*/}} controller
    export GROUPS_ROOT=$delegated/jobs MSD_SOCKET=/home/alice/run/msd.sock
    install -d -o alice -m 700 /home/alice/run /home/alice/state
    { cat; echo "CgroupRoot=$GROUPS_ROOT"; } > /home/alice/msd.conf
    mkdir -p "$delegated/daemon"
    for controller in $controllers; do echo "+$controller" > "$delegated/cgroup.subtree_control"; done
    chown -R alice: "$delegated"
    (
        echo "$BASHPID" > "$delegated/daemon/cgroup.procs"
        alice "$MSD_STAGE/sbin/msd" --user --config /home/alice/msd.conf --state /home/alice/state --socket "$MSD_SOCKET" \
            --log /home/alice/log
    ) 3>&- &
}

end_world() {
    admin scontrol shutdown
    wait
    if grep "runs without a limit" /run/msd/log /home/alice/log 2> /dev/null; then return 1; fi
}

# as USER COMMAND...: in the user's home, with no right but the user's
as() {
    local user=$1
    shift
    (cd "/home/$user" && HOME=/home/$user USER=$user LOGNAME=$user setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- "$@")
}
alice() { as alice "$@"; }
# Who may suspend jobs: root, or the user whose daemon it is.
admin() { if [ "$WORLD_OF" = root ]; then "$@"; else alice "$@"; fi; }

# submit [OPTION...] < SCRIPT: a job of alice; prints its id
submit() { alice sbatch --parsable --output=out.%j "$@"; }
# output JOB: what it wrote
output() { cat "/home/alice/out.$1"; }
# state JOB
state() { alice squeue -h -t all -j "$1" -o %T; }
is() { [ "$(state "$1")" = "$2" ]; }
has_line() { grep -q "$2" "/home/alice/out.$1" 2>/dev/null; }
group_of() { echo "$GROUPS_ROOT/job_$1"; }
no_jobs() { [ -z "$(alice squeue -h)" ]; }
# cpu_usec JOB: what its processes have used
cpu_usec() { awk '$1 == "usage_usec" { print $2 }' "$(group_of "$1")/cpu.stat"; }

# eventually COMMAND...: until it succeeds; gives up after a minute and a half
eventually() {
    local end=$((SECONDS + 90))
    until "$@"; do
        [ $SECONDS -lt $end ] || { echo "not within a minute and a half: $*" >&2; return 1; }
        sleep 0.1
    done
}
