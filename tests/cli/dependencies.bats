# SPDX-License-Identifier: MIT
# Jobs that wait for others.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

# A job that ends with the status in the file `verdict`, as soon as that exists.
pending_verdict() {
    submit --output=/dev/null --wrap='until [ -s verdict ]; do sleep 0.05; done; exit $(cat verdict)'
}
reason() {
    squeue --noheader --jobs="$1" --format=%r
}

@test "afterok runs after success" {
    first=$(pending_verdict)
    second=$(submit --dependency=afterok:"$first" --output=out --wrap='echo ran')
    assert_equal "$(reason "$second")" Dependency
    assert_equal "$(squeue -h -j "$second" -o %E)" "afterok:$first(unfulfilled)"
    echo 0 > verdict
    wait_state "$second" COMPLETED
    assert_equal "$(cat out)" ran
}

@test "a dependency on an array names all of its tasks" {
    array=$(submit --array=0-1 --hold --wrap=true)
    all=$(submit --dependency=afterok:"$array" --wrap=true)
    paired=$(submit --dependency=aftercorr:"$array" --array=0-1 --wrap=true)
    one=$(submit --dependency=afterany:"${array}_1" --wrap=true)
    assert_equal "$(squeue -h -j "$all" -o %E)" "afterok:${array}_*(unfulfilled)"
    assert_equal "$(squeue -h -j "$paired" -o %E)" "aftercorr:${array}_*(unfulfilled)"
    assert_equal "$(squeue -h -j "$one" -o %E)" "afterany:${array}_1(unfulfilled)"
    scancel "$array" "$all" "$paired" "$one"
}

@test "afterok never runs after failure" {
    first=$(pending_verdict)
    second=$(submit --dependency=afterok:"$first" --wrap=true)
    killed=$(submit --dependency=afterok:"$first" --kill-on-invalid-dep=yes --wrap=true)
    echo 1 > verdict
    wait_state "$first" FAILED
    wait_state "$killed" 'CANCELLED*'
    assert_equal "$(reason "$second")" DependencyNeverSatisfied
    scancel "$second"
}

@test "afternotok runs after failure, afterany after anything" {
    first=$(pending_verdict)
    second=$(submit --dependency=afternotok:"$first" --output=/dev/null --wrap=true)
    third=$(submit --dependency=afterany:"$first" --output=/dev/null --wrap=true)
    echo 1 > verdict
    wait_state "$second" COMPLETED
    wait_state "$third" COMPLETED
}

@test "after runs once the other has started" {
    first=$(submit --hold --output=/dev/null --wrap='sleep 600')
    second=$(submit --dependency=after:"$first" --output=/dev/null --wrap=true)
    assert_equal "$(reason "$second")" Dependency
    scontrol release "$first"
    wait_state "$second" COMPLETED
    scancel "$first"
}

@test "singleton runs one job of a name at a time" {
    first=$(pending_verdict)
    one=$(submit --job-name=single --output=/dev/null --wrap='until [ -s verdict ]; do sleep 0.05; done')
    two=$(submit --job-name=single --dependency=singleton --output=/dev/null --wrap=true)
    wait_state "$one" RUNNING
    assert_equal "$(reason "$two")" Dependency
    echo 0 > verdict
    wait_state "$two" COMPLETED
    wait_state "$first" COMPLETED
}

@test "a list needs all, a list with ? needs one" {
    first=$(pending_verdict)
    never=$(submit --hold --wrap=true)
    all=$(submit --dependency=afterok:"$first",afterok:"$never" --wrap=true)
    one=$(submit --dependency="afterok:$first?afterok:$never" --output=/dev/null --wrap=true)
    echo 0 > verdict
    wait_state "$one" COMPLETED
    assert_equal "$(reason "$all")" Dependency
    scancel "$never" "$all"
}

@test "an array counts when all its tasks have ended well" {
    first=$(submit --array=1-2 --output=/dev/null --wrap='until [ -s verdict ]; do sleep 0.05; done')
    second=$(submit --dependency=afterok:"$first" --output=/dev/null --wrap=true)
    assert_equal "$(reason "$second")" Dependency
    echo 0 > verdict
    wait_state "$second" COMPLETED
}

@test "bad dependencies are refused" {
    for dependency in foo:1 afterok afterok:abc afterok:9999999; do
        run sbatch --dependency="$dependency" hello.sh
        assert_failure 1
        assert_output --partial "sbatch: error: Batch job submission failed: Job dependency problem"
    done
}
