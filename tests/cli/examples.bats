# SPDX-License-Identifier: MIT
# The scripts of examples/real, unchanged, on a lenient site of two nodes.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world - < <(lenient_configuration 'NodeName=127.0.0.[1-2] CPUs=4 RealMemory=8000 Gres=gpu:2')
}
setup() {
    enter_world
    cp -r "$BATS_TEST_DIRNAME/../../examples/real/." .
}
teardown_file() { end_world; }

# finished SCRIPT OPTION...: submits it, waits for its end, which must be a good one; its number is in $id
finished() {
    local script=$1
    shift
    run --separate-stderr sbatch --parsable --wait "$@" "$script"
    [ "$status" = 0 ] || { echo "$script: status $status: $output $stderr"; tail -n 20 ./*.out ./*.log logs/*; return 1; } >&2
    id=$output
}

@test "distributed training meets at the first host of two nodes" {
    finished ddp.sh
    [[ $stderr == *'partition "gpu_a100" does not exist here: using "main"'* ]]
    run cat "logs/ddp-resnet_$id.out"
    assert_line --regexp 'module: command not found$'
    assert_line "NODELIST=127.0.0.[1-2]"
    assert_line "MASTER=127.0.0.1:$((10000 + id % 20000)) WORLD_SIZE=4"
    assert_line "0: rank 0/4 local 0 on 127.0.0.1 threads 1 gpu none"
    assert_line "3: rank 3/4 local 1 on 127.0.0.2 threads 1 gpu none"
    assert_line "0: epoch 2 sum 10"
    assert_line --regexp "^$id\.0 +python3 +4 +COMPLETED +0:0"
}

@test "distributed training on one node, with its GPUs" {
    finished ddp.sh --nodes=1 --gpus-per-node=2
    run cat "logs/ddp-resnet_$id.out"
    assert_line "1: rank 1/2 local 1 on 127.0.0.1 threads 1 gpu 0,1"
    assert_line "0: epoch 2 sum 3"
}

@test "a launcher on each node starts its workers" {
    finished torchrun.sh
    run cat "torchrun-$id.out"
    assert_line "Node IP: 127.0.0.1"
    assert_line "rank 1/4 local 1 on 127.0.0.1 threads - gpu none"
    assert_line "rank 2/4 local 0 on 127.0.0.2 threads - gpu none"
    assert_line "epoch 1 sum 10"
}

@test "an array of runs goes on from its checkpoints, and a job merges them" {
    mkdir replica_002
    echo 3 > replica_002/state.cpt
    array=$(sbatch --parsable md_array.sh)
    finished md_merge.sh --dependency="afterok:$array"
    assert_equal "$(cat energies.txt)" $'replica_001 4 -1004\nreplica_002 4 -2004\nreplica_003 4 -3004'
    assert_equal "$(cat "logs/merge_$id.out")" 3
    run cat "logs/lysozyme_${array}_2.out"
    assert_line "mdrun: 2 ranks, 1 threads each, from step 3"
    assert_equal "$(wc -l < replica_002/md.edr)" 1
}

@test "a workflow runs its rules in order" {
    run --separate-stderr ./workflow.sh a b
    assert_success
    assert_line "wf_call|COMPLETED"
    assert_equal "$(cat work/calls.vcf)" $'READS OF A\nREADS OF B'
}

@test "a workflow with a rule that fails cancels the others" {
    run ./workflow.sh broken
    assert_failure 1
    assert_line "a job failed: cancelling the others"
    failed=$(sed -n 's/^submitted trim_broken as //p' <<< "$output")
    wait_state "$failed" FAILED
    wait_state "$(sed -n 's/^submitted call as //p' <<< "$output")" 'CANCELLED*'
    assert_file_not_exist work/calls.vcf
}

@test "a sweep reads its parameters by its task's number" {
    finished sweep.sh
    run cat "sweep_logs/$id/3.out"
    assert_output "task 3 of 1-6: lr=0.01 batch=32 optimiser=sgd"
    assert_equal "$(cat sweep_results/*)" "$(printf 'loss=%s\n' 1.3125 0.3125 4.1250 3.1250 32.2500 31.2500)"
}

@test "MPI's hello and ring" {
    command -v mpicc.mpich > /dev/null || skip "needs mpicc of MPICH (libmpich-dev)"
    finished mpi_hello.sh
    run sort "mpi_hello.$id.out"
    assert_output "$(printf 'hello from rank %d of 4\n' 0 1 2 3; echo "the ring summed 6")"
}

@test "a notebook is reached by its address until it is cancelled" {
    id=$(submit notebook.sh)
    eventually grep -qs 'Serving HTTP' "jupyter-$id.log"
    assert_equal "$(squeue -h -u "$(id -un)" -n jupyter -o %T)" RUNNING
    address=$(sed -n 's/^and open \(http:[^ ]*\).*/\1/p' "jupyter-$id.log")
    run python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).status)' "$address"
    assert_output 200
    run grep ssh "jupyter-$id.log"
    assert_output --regexp "^  ssh -N -L [0-9]+:.+:[0-9]+ $(id -un)@.+"
    scancel "$id"
    wait_state "$id" 'CANCELLED*'
    run cat "jupyter-$id.log"
    assert_line --partial "*** JOB $id ON 127.0.0.1 CANCELLED AT "
}

@test "a chain of jobs, whatever they come to" {
    run --separate-stderr ./chain.sh
    assert_success
    read -r prepare compute rescue publish cleanup <<< "$output"
    assert_equal "$(state_of "$prepare")" COMPLETED
    assert_equal "$(state_of "$compute")" FAILED
    assert_equal "$(state_of "$rescue")" COMPLETED
    [[ $(state_of "$publish") == CANCELLED* ]]
    assert_equal "$(state_of "$cleanup")" COMPLETED
    assert_equal "$(cat report.txt)" "cleaned
computing
prepared
rescued
turn 1 begins
turn 1 ends
turn 2 begins
turn 2 ends
turn 3 begins
turn 3 ends"
}

@test "USR1 to the batch script: saved, requeued, and finished" {
    export STEPS=8
    id=$(submit --time=1 --signal=B:USR1@58 checkpoint.sh)
    eventually grep -qs 'caught USR1' "longrun_$id.log"
    wait_state "$id" PENDING
    scontrol update JobId="$id" StartTime=now TimeLimit=10
    wait_state "$id" COMPLETED
    run cat "longrun_$id.log"
    assert_line "start 0 from step 0"
    assert_line --regexp '^start 1 from step [1-7]$'
    assert_line "finished after 1 restarts"
    assert_equal "$(cat step.cpt)" 8
}

@test "USR2 to the step, and a continuation that the script submits" {
    export ROUNDS=8
    finished resubmit.sh --time=1 --signal=USR2@58
    run cat "resubmit_$id.log"
    assert_line "stopped by SIGUSR2"
    next=$(sed -n 's/^Submitted batch job //p' "resubmit_$id.log")
    wait_state "$next" COMPLETED
    assert_equal "$(cat round.cpt)" 8
    assert_equal "$(cat rounds.done)" "all rounds done"
}

@test "several programs in one step" {
    finished multi_prog.sh
    assert_equal "$(sort "coupled.$id")" "0: ocean --grid tripolar on task 0
1: atmosphere part 0, task 1
2: atmosphere part 1, task 2
3: coupler 3 coupled"
}

@test "one-liners, with and without modules" {
    run --separate-stderr ./oneliners.sh
    assert_success
    for id in "${lines[@]}"; do wait_state "$id" COMPLETED; done
    assert_regex "$(cat r.out)" $'module: not found\nmean 5$'
    assert_equal "$(cat julia.out)" "2 2"
    assert_regex "$(cat matlab.out)" $'module: command not found\n1 4 9 \nmatlab done$'
}

@test "many small steps, as many at once as there are tasks" {
    finished parallel.sh
    run cat "many-small-$id.out"
    assert_equal "$(cut -d' ' -f1,2 <<< "$output")" "$(for i in {1..8}; do echo "$i $((i * i))"; done)"
    run sacct -n -P -j "$id" --format=JobID,State
    assert_equal "$(grep -c "^$id\.[0-7]|COMPLETED$" <<< "$output")" 8
}

@test "steps in the background, and what the job says of itself" {
    finished background.sh
    run cat "background_$id.out"
    assert_line --regexp '^part 3 in step [0-2]$'
    assert_line "input gamma"
    assert_line --partial "JobState=RUNNING"
    assert_line "background RUNNING"
    assert_line --regexp "^ +$id\.6 +true +3 +COMPLETED +0:0"
    refute_line --partial error
}

@test "an allocation somebody sits in" {
    run ./interactive.sh
    assert_success
    assert_line --regexp '^in job [0-9]+ with 2 tasks on 127\.0\.0\.[12]$'
    assert_line "0: task 0 of step 0"
    assert_line "1: task 1 of step 0"
    assert_line "a step with an input of its own"
    assert_line --regexp '^salloc: Relinquishing job allocation [0-9]+$'
    assert_line "salloc ended with 4"
}
