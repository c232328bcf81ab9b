#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The units, below a systemd: jobs have a scope of their own, outlive the daemon's restart, and are held to their limits.

bats_require_minimum_version 1.5.0
export WORLD_OF=root
load world

# A unit as it is installed, but for the place of the programs.
install_unit() {
    mkdir -p "$2"
    sed "s|^ExecStart=[^ ]*/msd|ExecStart=$MSD_STAGE/sbin/msd|" "$MSD_STAGE/lib/systemd/$1/msd.service" > "$2/msd.service"
}

setup_file() {
    make_users
    install -d /etc/msd
    printf '%s\n' ClusterName=vm KillWait=1 DefMemPerCPU=100 > /etc/msd/msd.conf
    install_unit system /run/systemd/system
    systemctl daemon-reload
    systemctl start msd
    eventually alice sinfo -h > /dev/null
}
teardown() {
    alice scancel --me || true
    eventually no_jobs
}
teardown_file() { systemctl stop msd; }

own_group='cut -d : -f 3 /proc/self/cgroup'

@test "a job has a group in a scope beside the service, which has said that it is ready" {
    [ "$(systemctl show -p ActiveState,SubState --value msd | xargs)" = "active running" ]
    job=$(submit --wait --wrap "$own_group")
    [[ $(output "$job") =~ ^/system.slice/msd-jobs-[0-9]+-[0-9]+.scope/job_$job/step_batch/task_0$ ]]
    run alice sinfo -v -h
    refute_line --partial "no cgroup v2"
}

@test "memory is held below systemd" {
    job=$(submit --wait --mem=60M --wrap "python3 -c 'block = bytearray(200 << 20)'" || true)
    is "$job" OUT_OF_MEMORY
}

@test "a job outlives the daemon's restart and its death, and is known afterwards" {
    job=$(submit --wrap "echo begun; while [ ! -e go ]; do sleep 0.2; done; $own_group")
    eventually has_line "$job" begun
    systemctl restart msd
    eventually is "$job" RUNNING
    systemctl kill --kill-whom=main --signal=KILL msd
    eventually is "$job" RUNNING
    alice touch go
    eventually is "$job" COMPLETED
    alice rm go
    after=$(submit --wait --wrap "$own_group")
    [[ $(output "$after") == */job_$after/* ]]
}

@test "when the process that shepherds come from has died, later jobs still have groups" {
    before=$(submit --wrap 'echo "begun $PPID"; while [ ! -e go ]; do sleep 0.2; done')
    eventually has_line "$before" begun
    shepherd=$(output "$before" | cut -d " " -f 2)
    for pid in $(pgrep -x msstepd); do # those that wait for another job, too
        [ "$pid" = "$shepherd" ] || kill -KILL "$pid"
    done
    after=$(submit --wait --wrap "$own_group")
    [[ $(output "$after") == */job_$after/step_batch/task_0 ]]
    alice touch go
    eventually is "$before" COMPLETED
    alice rm go
}

@test "the units are as systemd wants them" {
    run systemd-analyze verify /run/systemd/system/msd.service
    refute_output --partial "msd.service:"
    run systemd-tmpfiles --create --dry-run "$MSD_STAGE/lib/tmpfiles.d/msd.conf"
    refute_output --partial "msd.conf:"
}

@test "a reload reads the configuration again, and systemd knows when that is done" {
    echo KillWait=7 >> /etc/msd/msd.conf
    systemctl reload msd
    run alice scontrol show config
    assert_line --regexp "^KillWait +=  *7 sec"
    [ "$(systemctl show -p ActiveState --value msd)" = active ]
}

@test "a daemon that does not answer any more is ended and started again, and its jobs go on" {
    mkdir -p /run/systemd/system/msd.service.d
    printf '%s\n' '[Service]' WatchdogSec=20 > /run/systemd/system/msd.service.d/watchdog.conf
    systemctl daemon-reload
    systemctl restart msd
    job=$(submit --wrap 'echo begun; while [ ! -e go ]; do sleep 0.2; done')
    eventually has_line "$job" begun
    heard=$(systemctl show -p WatchdogTimestampMonotonic --value msd)
    heard_again() { [ "$(systemctl show -p WatchdogTimestampMonotonic --value msd)" != "$heard" ]; }
    eventually heard_again # it tells of itself while it lives
    hung=$(systemctl show -p MainPID --value msd)
    kill -STOP "$hung"
    started_again() { local pid; pid=$(systemctl show -p MainPID --value msd); [ "$pid" != 0 ] && [ "$pid" != "$hung" ]; }
    eventually started_again
    eventually is "$job" RUNNING
    alice touch go
    eventually is "$job" COMPLETED
    rm -r /home/alice/go /run/systemd/system/msd.service.d
    systemctl daemon-reload
}

@test "a user's service has its jobs in a scope of the user's manager" {
    uid=$(id -u alice)
    loginctl enable-linger alice
    eventually test -S "/run/user/$uid/systemd/private"
    install_unit user /home/alice/.config/systemd/user
    of_user() { alice env XDG_RUNTIME_DIR="/run/user/$uid" "$@"; }
    of_user systemctl --user daemon-reload
    systemctl stop msd
    of_user systemctl --user start msd
    of_user sbatch --parsable --wait --output=out.user --wrap "$own_group"
    run cat /home/alice/out.user
    of_user systemctl --user stop msd
    systemctl start msd
    eventually alice sinfo -h > /dev/null
    [[ $output =~ ^/user.slice/.*/msd-jobs-[0-9]+-[0-9]+.scope/job_1/step_batch/task_0$ ]]
}
