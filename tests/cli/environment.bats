# SPDX-License-Identifier: MIT
# What a step's tasks find in their environment, beside what real Slurm's found (../shared/golden). Batch scripts are
# compared in tests/unit/daemon/environment_test.cpp.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world - <<'CONF'
ClusterName=peer
SitePolicy=strict
DefMemPerCPU=100
NodeName=vm CPUs=64 RealMemory=20000 Gres=gpu:4
PartitionName=debug Nodes=ALL Default=YES
CONF
}
setup() {
    enter_world
    captures=$BATS_TEST_DIRNAME/../../../shared/golden
    [ -d "$captures" ] || skip "the captures of real Slurm are not here"
}
teardown_file() { end_world; }

# Who ran it, when and where; and what one of the two sides rightly has alone.
of_the_run='SLURM_(JOB_?ID|JOB_(UID|GID|USER|ACCOUNT|START_TIME|END_TIME)|CONF|SRUN_COMM_(HOST|PORT)|TASK_PID|SUBMIT_(DIR|HOST))'
of_the_run+='|CUDA_HOME'                                          # of a machine's login files
ours_alone='SLURM_CPU_BIND(_LIST|_TYPE|_VERBOSE)?'                # the captures' site bound no task to CPUs
ours_alone+='|SLURM_JOB_GROUP|SLURM_TRES_PER_TASK'                # since 22.05
ours_alone+='|ZE_AFFINITY_MASK'                                   # left out of the captures
theirs_alone='SLURM_JOB_CPUS_PER_NODE_PACK_GROUP_0'               # of heterogeneous jobs
theirs_alone+='|SLURM_NODE_ALIASES|SLURM_WORKING_CLUSTER'         # gone since 22.05
theirs_alone+='|SLURM_STEP_LAUNCHER_PORT'                         # srun listens on no port
theirs_alone+='|SLURM_TOPOLOGY_ADDR(_PATTERN)?'                   # there is no topology plugin

# variables NAMES: task 0's on standard input, without those
variables() {
    sed -n 's/^0: //p' | grep -E '^(SLURM|SRUN|CUDA|GPU|ROCR|SBATCH|ZE_)[A-Z_0-9]*=' | grep -vE "^($of_the_run|$1)=" | sort
}

# same_step CAPTURE 'SBATCH OPTIONS' 'SRUN OPTIONS'
same_step() {
    sbatch --wait -Q -J env -o job.out $2 --wrap "srun -l $3 env"
    local theirs
    theirs=$(awk '/^== step/ { on = 1; next } /^== / { on = 0 } on' "$captures/$1" | variables "$theirs_alone")
    assert [ -n "$theirs" ]
    assert_equal "$(variables "$ours_alone" < job.out)" "$theirs"
}

@test "of a step with all of the job" { same_step 353_env_n4c2.txt "-n4 -c2" ""; }
@test "of a step with a GPU of four" { same_step 365_env_gresstep.txt "-n2 --gres=gpu:4" "--gres=gpu:1"; }
@test "of a step with one task of four" { same_step 364_env_stepn1.txt "-n4" "-n1"; }

@test "of a step: the job's name unless it has one, its own tasks of a node, planes, and what -Q and --gres=none change" {
    sbatch --wait -Q -J thejob -o job.out -n4 --ntasks-per-node=4 --gres=gpu:1 --wrap '
        unset TMPDIR
        srun -n1 sh -c "echo \$SLURM_JOB_NAME \$TMPDIR \$SRUN_DEBUG"
        srun -n1 -Q -J mine sh -c "echo \$SLURM_JOB_NAME \$SRUN_DEBUG"
        srun -n2 --ntasks-per-node=2 -m plane=2 sh -c "echo \$SLURM_PROCID \$SLURM_NTASKS_PER_NODE \$SLURM_DIST_PLANESIZE" | sort
        srun -n1 --gres=none sh -c "echo \${SLURM_GPUS_ON_NODE-no GPU}"'
    run cat job.out
    assert_output $'thejob /tmp 3\nmine 2\n0 2 2\n1 2 2\nno GPU'
    run srun --exclusive -n1 sh -c 'echo $SLURM_CPUS_ON_NODE'
    assert_output 64
}
