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

@test "jobs go on while the service is stopped, and it knows of them when it is started again" {
    script='echo begun; while [ ! -e "go.$SLURM_JOB_ID" ]; do sleep 0.2; done; echo ended'
    longer=$(submit --wrap "$script")
    shorter=$(submit --wrap "$script")
    eventually has_line "$longer" begun
    eventually has_line "$shorter" begun
    systemctl stop msd
    [ "$(systemctl show -p ActiveState --value msd)" = inactive ]
    alice touch "go.$shorter"
    eventually has_line "$shorter" ended
    systemctl start msd
    eventually is "$shorter" COMPLETED
    is "$longer" RUNNING
    alice touch "go.$longer"
    eventually is "$longer" COMPLETED
    [ "$(alice sacct -n -X -D -P -j "$longer,$shorter" -o state | sort | uniq -c | xargs)" = "2 COMPLETED" ]
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

@test "the units are as systemd wants them, and the doctor has nothing to object to" {
    install_unit user /home/alice/.config/systemd/user
    run systemd-analyze verify /run/systemd/system/msd.service
    refute_output --partial "msd.service:"
    run systemd-analyze --user verify /home/alice/.config/systemd/user/msd.service
    refute_output --partial "msd.service:"
    run systemd-tmpfiles --create --dry-run "$MSD_STAGE/lib/tmpfiles.d/msd.conf"
    refute_output --partial "msd.conf:"
    run "$MSD_STAGE/sbin/msd" doctor --system
    assert_success
    assert_line "  limits         all are held"
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

@test "a user's service has its jobs in a scope of the user's manager, and they outlive its stop" {
    uid=$(id -u alice)
    install_unit user /home/alice/.config/systemd/user
    of_user() { alice env XDG_RUNTIME_DIR="/run/user/$uid" "$@"; }
    begin_of_user() {
        eventually test -S "/run/user/$uid/systemd/private"
        of_user systemctl --user daemon-reload
        of_user systemctl --user start msd
    }
    systemctl stop msd
    loginctl enable-linger alice
    begin_of_user
    job=$(of_user sbatch --parsable --output=out.user --wrap "$own_group; while [ ! -e go.user ]; do sleep 0.2; done; echo ended")
    eventually grep -q job_1 /home/alice/out.user
    of_user systemctl --user stop msd
    alice touch go.user
    eventually grep -qx ended /home/alice/out.user
    of_user systemctl --user start msd
    user_state() { [ "$(of_user squeue -h -t all -j "$job" -o %T)" = "$1" ]; }
    eventually user_state COMPLETED
    [[ $(head -n 1 /home/alice/out.user) =~ ^/user.slice/.*/msd-jobs-[0-9]+-[0-9]+.scope/job_1/step_batch/task_0$ ]]

    # What systemd does not give a user by itself, and the remedy.
    run of_user "$MSD_STAGE/sbin/msd" doctor
    assert_line --regexp "> sudo systemctl edit user@.service   .the lines .Service. and Delegate=cpu cpuset io memory pids.\$"
    [[ $(tr -s '\n ' ' ' <<< "$output") == *"CPUs (affinity instead), disk traffic (nothing instead): no cgroup v2 cpuset and io controllers"* ]]
    of_user systemctl --user stop msd
    mkdir -p /run/systemd/system/user@.service.d
    printf '%s\n' '[Service]' 'Delegate=cpu cpuset io memory pids' > /run/systemd/system/user@.service.d/delegate.conf
    systemctl daemon-reload
    systemctl restart "user@$uid"
    begin_of_user
    run of_user "$MSD_STAGE/sbin/msd" doctor
    refute_output --partial "instead)"
    of_user systemctl --user stop msd
    systemctl start msd
    eventually alice sinfo -h > /dev/null
}
