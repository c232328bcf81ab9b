# SPDX-License-Identifier: MIT
# Programs that drive Slurm, unchanged and without a special case: each driver beside the checkout submits, waits and
# reads results through one of them. A driver whose program is not installed says so and is skipped.

load ../cli/helper
setup_file() {
    drivers_there || return 0
    make_world - <<'CONF'
ClusterName=clients
SitePolicy=strict
KillWait=2
DefMemPerCPU=100
# As where the drivers come from: limits are what clients ask for, and no control group holds to them.
JobAcctGatherParams=NoOverMemoryKill
NodeName=box CPUs=8 RealMemory=8000
PartitionName=main Nodes=ALL Default=YES DefaultTime=01:00:00 MaxTime=1-00:00:00
CONF
}
setup() { cd "$BATS_TEST_TMPDIR" || return; }
teardown_file() { ! drivers_there || end_world; }

DRIVERS=$(readlink -m "$BATS_TEST_DIRNAME/../../../shared/clients/drivers")
DRIVER_SPACE=()
drivers_there() { [ -d "$DRIVERS" ]; }

# driver NAME: pass, or skip with the driver's own words.
driver() {
    drivers_there || skip "no ../shared/clients/drivers"
    export DRIVER_TMP=$BATS_TEST_TMPDIR DRIVER_PMIX=1
    # One processor of the machine may have to do for all of it.
    run "${DRIVER_SPACE[@]}" env DRIVER_SLOW=4 DRIVER_TIMEOUT=600 "$DRIVERS/$1"
    [ "$status" != 77 ] || skip "${output#SKIP }"
    echo "$output"
    assert_success
    assert_output --partial "PASS "
}

@test "ClusterShell: node sets from sinfo and squeue" { driver clustershell.sh; }
# GRAM's configuration names the commands by their paths: here a name space in which it names those under test.
@test "Globus GRAM: submit, poll, cancel" {
    local conf=/etc/globus/globus-slurm.conf
    if [ -e "$conf" ]; then
        unshare --mount true 2>/dev/null || skip "$conf names other commands, and there are no name spaces without root"
        sed -E "s#=[\"']?/usr/bin/(s[a-z]+)[\"']?#=$MSD_STAGE/bin/\\1#" "$conf" > gram.conf
        DRIVER_SPACE=(unshare --mount bash -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' - "$PWD/gram.conf" "$conf")
    fi
    driver gram_slurm.sh
}
@test "ipyparallel: engines as tasks of a job" { driver ipyparallel.py; }
@test "makeflow: a workflow of two steps" { driver makeflow.sh; }
@test "MPICH: mpiexec and srun --mpi=pmi2" { driver mpich.sh; }
@test "nipype: nodes as jobs, and a join" { driver nipype.py; }
@test "Open MPI: mpirun and srun --mpi=pmix" { driver openmpi.sh; }
@test "rslurm: an array from R" { driver rslurm.sh; }
@test "Snakemake: --slurm and --cluster" { driver snakemake7.py; }
@test "Toil: a workflow, and what became of its jobs" { driver toil.py; }
