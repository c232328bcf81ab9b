# SPDX-License-Identifier: MIT
# Job arrays from submission to the last task.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "every task runs once, knows itself, and has a file of its own" {
    script task.sh 'echo $SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID $SLURM_ARRAY_TASK_COUNT $SLURM_ARRAY_TASK_MIN $SLURM_ARRAY_TASK_MAX'
    id=$(submit --wait --array=2-8:3 task.sh)
    assert_equal "$(cat slurm-"$id"_{2,5,8}.out)" "$id 2 3 2 8
$id 5 3 2 8
$id 8 3 2 8"
    assert_equal "$(ls slurm-"$id"_*.out | wc -l)" 3
}

@test "--wait gives the highest exit code" {
    run sbatch --wait --array=1-3 --output=/dev/null --wrap='exit $SLURM_ARRAY_TASK_ID'
    assert_equal "$status" 3
}

@test "no more than %N run at once" {
    script throttled.sh 'mkdir running.$SLURM_ARRAY_TASK_ID' 'ls -d running.* 2>/dev/null | wc -l' 'sleep 0.2' \
        'rmdir running.$SLURM_ARRAY_TASK_ID'
    id=$(submit --wait --array=1-8%2 --output='seen.%a' throttled.sh)
    assert_equal "$(cat seen.* | wc -l)" 8
    [ "$(cat seen.* | sort -n | tail -n 1)" -le 2 ]
}

@test "tasks start in the order of their indices" {
    sbatch --wait --array=5,1,3 -n 4 --mem=10 --output=order --open-mode=append --wrap='echo $SLURM_ARRAY_TASK_ID'
    assert_equal "$(paste -sd' ' order)" "1 3 5"
}

@test "an array of a thousand waits as one line" {
    run sbatch --hold --array=0-1000 hello.sh
    assert_success
    assert_equal "$(squeue -h -j "${output##* }" -o %i)" "${output##* }_[0-1000]"
    scancel "${output##* }"
}

@test "hold and release of one task" {
    id=$(submit --hold --array=1-3 --output='%a.out' --wrap='echo done')
    scontrol release "${id}_2"
    wait_state "${id}_2" COMPLETED
    assert_file_not_exist 1.out
    assert_equal "$(squeue -h -j "$id" -o %i)" "${id}_[1,3]"
    scancel "$id"
}

@test "bad index lists are refused" {
    for list in a-b 5-1 1-99999 1-5:x -1; do
        run sbatch --array="$list" hello.sh
        assert_failure 1
        assert_output "sbatch: error: Batch job submission failed: Invalid job array specification"
    done
}

@test "a task that waits is listed by itself when it is asked for" {
    job=$(submit --hold --array=1-5 --wrap true)
    run squeue -h -o '%i %T' -j "${job}_3"
    assert_output "${job}_3 PENDING"
    run squeue -h -o '%i' -j "$job"
    assert_output "${job}_[1-5]"
    run scontrol show job "${job}_9"
    assert_failure 1
    assert_output "Job ${job}_9 not found"
    scancel "$job"
}
