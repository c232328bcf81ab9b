# SPDX-License-Identifier: MIT
# MPI programs of Debian's Open MPI and MPICH: started by srun itself, and by their own mpirun in a job.

bats_require_minimum_version 1.5.0
load helper

setup_file() {
    make_world - <<CONF
ClusterName=bats
SitePolicy=strict
KillWait=1
DefMemPerCPU=300
NodeName=$(hostname -s) CPUs=4 RealMemory=4000
NodeName=n[1-2] CPUs=2 RealMemory=2000
PartitionName=main Nodes=$(hostname -s) Default=YES MaxTime=UNLIMITED
PartitionName=several Nodes=n[1-2] MaxTime=UNLIMITED
CONF
    # What both want where they run as root, in a container, without a network.
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl=self,vader,tcp OMPI_MCA_pml=ob1 \
        OMPI_MCA_btl_vader_single_copy_mechanism=none
    export MPICH_CH4_NETMOD=ofi UCX_TLS=tcp,self,sysv UCX_NET_DEVICES=lo
    write_sources
    local kind program
    for kind in openmpi mpich; do
        command -v "mpicc.$kind" >/dev/null || continue
        for program in hello ring; do "mpicc.$kind" -o "$WORLD/$program.$kind" "$WORLD/$program.c" || return; done
    done
}
setup() { enter_world; }
teardown_file() { end_world; }

write_sources() {
    cat > "$WORLD/hello.c" <<'C'
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int count, char** words) {
    int rank, size;
    MPI_Init(&count, &words);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (count == 3 && rank == atoi(words[1])) MPI_Abort(MPI_COMM_WORLD, atoi(words[2]));
    if (count == 2 && rank == atoi(words[1])) _exit(3);
    if (count > 1) MPI_Barrier(MPI_COMM_WORLD);
    printf("hello from %d of %d, task %s\n", rank, size, getenv("SLURM_PROCID"));
    MPI_Finalize();
    return 0;
}
C
    cat > "$WORLD/ring.c" <<'C'
#include <mpi.h>
#include <stdio.h>
int main(int count, char** words) {
    int rank, size, token = 0;
    MPI_Init(&count, &words);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    const int next = (rank + 1) % size, last = (rank + size - 1) % size;
    if (rank != 0) MPI_Recv(&token, 1, MPI_INT, last, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    token += rank + 1;
    MPI_Send(&token, 1, MPI_INT, next, 0, MPI_COMM_WORLD);
    if (rank == 0) {
        MPI_Recv(&token, 1, MPI_INT, last, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        printf("%d ranks, the token is %d\n", size, token);
    }
    MPI_Finalize();
    return 0;
}
C
}

# needs KIND: skip where that MPI is not installed
needs() {
    [ -x "$WORLD/ring.$1" ] || skip "mpicc.$1 is not installed on this machine"
}

hello_of_four=$'hello from 0 of 4, task 0\nhello from 1 of 4, task 1\nhello from 2 of 4, task 2\nhello from 3 of 4, task 3'

# prints_in_order EXPECTED COMMAND...: what it prints, sorted, and nothing on stderr
prints_in_order() {
    local expected=$1
    shift
    run --separate-stderr "$@"
    assert_success
    assert_equal "$(sort <<<"$output")" "$expected"
    assert_equal "$stderr" ""
}

@test "Open MPI: hello and ring of four under srun --mpi=pmix" {
    needs openmpi
    prints_in_order "$hello_of_four" srun -n4 --overcommit --mpi=pmix "$WORLD/hello.openmpi"
    prints_in_order "4 ranks, the token is 10" srun -n4 --overcommit --mpi=pmix "$WORLD/ring.openmpi"
}

@test "a ring over two nodes of this machine" {
    needs openmpi
    needs mpich
    prints_in_order "4 ranks, the token is 10" srun -p several -N2 -n4 --mpi=pmix "$WORLD/ring.openmpi"
    prints_in_order "4 ranks, the token is 10" srun -p several -N2 -n4 --mpi=pmi2 "$WORLD/ring.mpich"
}

@test "Open MPI: the steps of a job, one after the other" {
    needs openmpi
    script two.sh "srun --mpi=pmix $WORLD/ring.openmpi" "srun -n2 --mpi=pmix $WORLD/ring.openmpi"
    run sbatch --wait -n4 -o out two.sh
    assert_success
    assert_equal "$(cat out)" $'4 ranks, the token is 10\n2 ranks, the token is 3'
}

@test "Open MPI: MPI_Abort ends the step with its code, and nothing is left" {
    needs openmpi
    mkdir shm
    OMPI_MCA_btl_vader_backing_directory=$PWD/shm run srun -n4 --overcommit --mpi=pmix "$WORLD/hello.openmpi" 1 7
    assert_equal "$status" 7
    assert_output --partial "MPI_ABORT was invoked on rank 1"
    assert_equal "$(ls shm)" ""
}

@test "Open MPI: a cancelled step leaves no directory" {
    needs openmpi
    mkdir tmp
    TMPDIR=$PWD/tmp srun -n2 --overcommit --mpi=pmix sh -c 'echo here >> started; exec sleep 600' &
    waiting=$!
    wait_file started
    assert [ -n "$(ls tmp)" ]
    scancel --me
    status=0
    wait "$waiting" || status=$?
    assert_equal "$status" 143
    assert_equal "$(ls tmp)" ""
}

@test "Open MPI: a task that goes without MPI_Finalize takes the step along" {
    needs openmpi
    run srun -n3 --overcommit --mpi=pmix "$WORLD/hello.openmpi" 1
    assert_equal "$status" 137
    assert_line "slurmstepd: error: mpi/pmix: task 1 has gone without MPI_Finalize"
    assert_line --regexp "^srun: error: $(hostname -s): task 1: Exited with exit code 3$"
    assert_line --regexp "^srun: error: $(hostname -s): tasks 0,2: Killed$"
}

# The mspmix whose directory is below tmp.
mspmix_pid() {
    local file
    for file in /proc/[0-9]*/environ; do
        file=${file%/environ}
        [ "$(cat "$file/comm")" = mspmix ] || continue
        if tr '\0' '\n' < "$file/environ" | grep -qx "TMPDIR=$PWD/tmp"; then echo "${file#/proc/}"; fi
    done 2>/dev/null
}

@test "Open MPI: a step whose mspmix is killed is over, and says so" {
    needs openmpi
    mkdir tmp
    TMPDIR=$PWD/tmp srun -n2 --overcommit --mpi=pmix sh -c 'echo here >> started; exec sleep 600' 2> err &
    waiting=$!
    wait_file started
    kill -KILL "$(mspmix_pid)"
    status=0
    wait "$waiting" || status=$?
    assert_equal "$status" 137
    run cat err
    assert_line --index 0 "slurmstepd: error: mpi/pmix: mspmix has gone, and the tasks can not do without"
}

@test "Open MPI: mpirun in a job" {
    needs openmpi
    script job.sh "mpirun.openmpi --oversubscribe --bind-to none -np 4 $WORLD/ring.openmpi"
    run sbatch --wait -n4 -o out job.sh
    assert_success
    assert_equal "$(cat out)" "4 ranks, the token is 10"
}

@test "Open MPI: mpirun sees the job's slots" {
    needs openmpi
    script job.sh "mpirun.openmpi --bind-to none $WORLD/ring.openmpi"
    run sbatch --wait -n3 -o out job.sh
    assert_success
    assert_equal "$(cat out)" "3 ranks, the token is 6"
}

@test "MPICH: hello and ring of four under srun --mpi=pmi2" {
    needs mpich
    prints_in_order "$hello_of_four" srun -n4 --overcommit --mpi=pmi2 "$WORLD/hello.mpich"
    prints_in_order "4 ranks, the token is 10" srun -n4 --overcommit --mpi=pmi2 "$WORLD/ring.mpich"
}

@test "MPICH: MPI_Abort ends the step" {
    needs mpich
    run srun -n4 --overcommit --mpi=pmi2 "$WORLD/hello.mpich" 1 7
    assert_equal "$status" 137
    assert_output --partial "application called MPI_Abort(MPI_COMM_WORLD, 7)"
}

@test "MPICH: mpiexec.hydra in a job" {
    needs mpich
    script job.sh "mpiexec.hydra -n 4 $WORLD/ring.mpich"
    run sbatch --wait -n4 -o out job.sh
    assert_success
    assert_equal "$(cat out)" "4 ranks, the token is 10"
}

@test "where mspmix is not installed, --mpi=pmix is refused in a sentence" {
    [ -x "$MSD_STAGE/sbin/mspmix" ] || skip "this build has no mspmix: libpmix-dev is not installed"
    cp -a "$MSD_STAGE" stage
    rm stage/sbin/mspmix
    run env XDG_STATE_HOME="$PWD/state" XDG_RUNTIME_DIR="$PWD/run" PATH="$PWD/stage/bin:$PATH" bash -c '
        mkdir -m 0700 run
        srun --mpi=pmix true
        status=$?
        scontrol shutdown
        exit $status'
    assert_equal "$status" 1
    assert_output --regexp '^srun: error: --mpi=pmix: this build has no .*/stage/sbin/mspmix'
    assert_equal "${#lines[@]}" 1
}
