# SPDX-License-Identifier: MIT
# sbatch: every way to hand in a script, and what the job then finds.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "a script runs where it was submitted, into slurm-ID.out" {
    run sbatch hello.sh
    assert_success
    assert_output --regexp '^Submitted batch job [0-9]+$'
    id=${output##* }
    wait_state "$id" COMPLETED
    assert_equal "$(cat "slurm-$id.out")" "hello from $id"
}

@test "--parsable prints the number alone" {
    run sbatch --parsable hello.sh
    assert_success
    assert_output --regexp '^[0-9]+$'
}

@test "--wrap runs a command by sh" {
    run sbatch --wait --output=out --wrap='echo $0; echo wrapped'
    assert_success
    assert_equal "$(tail -n 1 out)" wrapped
}

@test "a script comes on standard input" {
    sbatch --wait --output=out <<'END'
#!/bin/sh
echo from stdin: $SLURM_JOB_NAME
END
    assert_equal "$(cat out)" "from stdin: sbatch"
}

@test "what follows the script's name is for the script" {
    script args.sh 'printf "<%s>" "$@"'
    sbatch --wait --output=out args.sh --time=never 'two words' -- ''
    assert_equal "$(cat out)" '<--time=never><two words><--><>'
}

@test "--wait ends with the job's exit status" {
    run sbatch --wait --wrap='exit 7'
    assert_equal "$status" 7
    run sbatch --wait --wrap=true
    assert_success
}

@test "--test-only says when and where, and submits nothing" {
    run sbatch --test-only hello.sh
    assert_success
    assert_output --regexp 'sbatch: Job [0-9]+ to start at .* using 1 processors on nodes box in partition main'
    assert_equal "$(squeue --noheader --name=hello.sh)" ""
}

@test "--hold keeps a job until it is released" {
    id=$(submit --hold hello.sh)
    assert_equal "$(squeue --noheader --jobs="$id" --format='%t %r')" "PD JobHeldUser"
    scontrol release "$id"
    wait_state "$id" COMPLETED
}

@test "#SBATCH lines, the environment over them, the command line over both" {
    script headers.sh '#SBATCH --job-name=header --comment="from the header"' '#SBATCH --time=5 # five' \
        '##SBATCH --partition=nowhere' 'echo' '#SBATCH --time=6'
    id=$(SBATCH_JOB_NAME=environment submit --hold headers.sh)
    assert_equal "$(squeue -h -j "$id" -o '%j|%l|%P')" "environment|5:00|main"
    second=$(SBATCH_JOB_NAME=environment submit --hold --job-name=line headers.sh)
    assert_equal "$(squeue -h -j "$second" -o '%j')" line
    scancel "$id" "$second"
}

@test "resources and times reach the queue as asked" {
    id=$(submit --hold -n 2 -c 2 --mem=500M -t 1-2:30 -p main --nice=10 --gres=gpu:1 hello.sh)
    assert_equal "$(squeue -h -j "$id" -o '%C|%m|%l|%P|%D')" "4|500M|1-02:30:00|main|1"
    scancel "$id"
}

@test "output patterns, separate errors, a directory that does not exist yet" {
    script both.sh 'echo out' 'echo err >&2'
    id=$(submit --wait --job-name=named --output='logs/%x-%j-%u.txt' --error='%%%5j.err' both.sh)
    assert_equal "$(cat "logs/named-$id-$(id -un).txt")" out
    assert_equal "$(cat "$(printf '%%%05d.err' "$id")")" err
}

@test "--open-mode=append adds to what is there" {
    echo first > out
    sbatch --wait --open-mode=append --output=out --wrap='echo second'
    assert_equal "$(cat out)" $'first\nsecond'
    sbatch --wait --open-mode=truncate --output=out --wrap='echo third'
    assert_equal "$(cat out)" third
}

@test "--export chooses the environment" {
    export CARRIED=yes OTHER=no
    sbatch --wait --output=all --wrap='echo $CARRIED/$OTHER'
    sbatch --wait --output=one --export=CARRIED,ADDED=1 --wrap='echo $CARRIED/$OTHER/$ADDED'
    sbatch --wait --output=without --export=NONE --wrap='echo $CARRIED/$OTHER'
    assert_equal "$(cat all)" yes/no
    assert_equal "$(cat one)" yes//1
    assert_equal "$(cat without)" /
}

@test "--chdir is the job's directory and that of its output" {
    mkdir there
    sbatch --wait --chdir=there --output=out --wrap='pwd'
    assert_equal "$(cat there/out)" "$PWD/there"
}

@test "the environment tells the job what it is and has" {
    sbatch --wait --output=out -n 1 -c 2 --mem=300 --job-name=told \
        --wrap='echo $SLURM_JOB_NAME $SLURM_CPUS_PER_TASK $SLURM_MEM_PER_NODE $SLURM_NTASKS $SLURM_SUBMIT_DIR $SLURM_JOB_PARTITION'
    assert_equal "$(cat out)" "told 2 300 1 $PWD main"
}

@test "umask and soft limits are the submitter's" {
    (umask 027 && ulimit -S -n 200 && sbatch --wait --output=out --wrap='umask; ulimit -S -n')
    assert_equal "$(cat out)" $'0027\n200'
}

@test "--gres=gpu:N gives each job devices of its own" {
    first=$(submit --gres=gpu:1 --output=one --wrap='echo $CUDA_VISIBLE_DEVICES; sleep 60')
    second=$(submit --gres=gpu:1 --output=two --wrap='echo $CUDA_VISIBLE_DEVICES; sleep 60')
    wait_file one
    wait_file two
    assert_equal "$(sort one two | paste -sd' ')" "0 1"
    third=$(submit --gres=gpu:1 --wrap=true)
    assert_equal "$(squeue -h -j "$third" -o %t)" PD
    scancel "$first" "$second"
    wait_state "$third" COMPLETED
}

@test "--begin waits for its time" {
    id=$(submit --begin=now+1hour hello.sh)
    assert_equal "$(squeue -h -j "$id" -o '%t %r')" "PD BeginTime"
    scancel "$id"
}

@test "an event of mail that there is not is refused" {
    run sbatch --mail-type=SOMETIMES hello.sh
    assert_failure 255
    assert_line --partial 'mail-type'
}

@test "--signal warns the script before its time is up" {
    script warned.sh 'trap "echo warned; exit 3" USR1' 'echo ready' 'sleep 600 & wait'
    run sbatch --wait --time=1 --signal=B:USR1@57 --output=out warned.sh
    assert_equal "$status" 3
    assert_equal "$(tail -n 1 out)" warned
}

@test "--requeue and scontrol requeue start a job again" {
    id=$(submit --requeue --output=out --open-mode=append --wrap='echo run $SLURM_RESTART_COUNT; sleep 60')
    wait_file out
    scontrol requeue "$id"
    eventually is_in_state "$id" 'PENDING'
    assert_equal "$(squeue -h -j "$id" -o %r)" BeginTime
    scancel "$id"
}

@test "--quiet says nothing" {
    run sbatch --quiet --output=/dev/null --wrap=true
    assert_success
    assert_output ""
}

@test "--version is Slurm's" {
    run sbatch --version
    assert_output "slurm 25.11.0"
}

@test "a job leaves nothing running behind" {
    script leaver.sh 'setsid sleep 4321 & disown' 'sleep 4322 & disown' 'echo started'
    sbatch --wait --output=out leaver.sh
    assert_equal "$(survivors | grep -c '[s]leep 432' || true)" 0
}

@test "containers are refused, by options, header and variables" {
    for option in --container --container-id; do
        for words in "sbatch $option=x --wrap true" "salloc $option=x true" "srun $option=x true"; do
            run $words
            assert_failure 1
            assert_output "${words%% *}: error: $option is not available in this version of Mini-SLURM"
        done
    done
    script contained.sh '#SBATCH --container=/bundle'
    run sbatch contained.sh
    assert_failure 1
    assert_output "sbatch: error: --container is not available in this version of Mini-SLURM"
    SBATCH_CONTAINER=/bundle run sbatch --wrap true
    assert_failure 1
    assert_output "sbatch: error: --container is not available in this version of Mini-SLURM"
}

@test "a job of several parts is refused, however it is asked for" {
    refusal="heterogeneous jobs (':' between the options of their parts) are not available in this version of Mini-SLURM"
    for words in "sbatch -n1 : -n2 hello.sh" "salloc -n1 : -n1 true" "srun -n1 : -n1 true" "srun echo a : -n1 echo b"; do
        run $words
        assert_failure 1
        assert_output "${words%% *}: error: $refusal"
    done
    for word in hetjob packjob; do
        script parts.sh '#SBATCH -n1' "#SBATCH $word" '#SBATCH -n2'
        run sbatch parts.sh
        assert_failure 1
        assert_output "sbatch: error: heterogeneous jobs (#SBATCH $word) are not available in this version of Mini-SLURM"
    done
    for option in --het-group --pack-group; do
        run srun $option=0 true
        assert_failure 1
        assert_output "srun: error: $option is not available in this version of Mini-SLURM"
    done
    run salloc -Q -n1 echo a : b  # the command's own word
    assert_success
    assert_output "a : b"
}

@test "a held job may be of any size, and its release tells" {
    id=$(sbatch --parsable -H --mem=9000M --wrap true)
    assert_equal "$(squeue -h -j "$id" -o '%T %r %Q')" "PENDING JobHeldUser 0"
    scontrol release "$id"
    assert_equal "$(squeue -h -j "$id" -o '%T %r %Q')" "PENDING BadConstraints 0"
    scancel "$id"
    run sbatch --test-only -H --mem=9000M --wrap true
    assert_failure 1
    run sbatch -H --mem=9000M -p nowhere --wrap true
    assert_failure 1
}

@test "who stands in no directory is refused" {
    mkdir gone
    cd gone
    rmdir ../gone
    run sbatch --wrap=true
    assert_failure 255
    assert_output "sbatch: error: getcwd failed: No such file or directory"
}
