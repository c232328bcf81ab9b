#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# GPUs from detection to what a task sees: the daemon opens a stand-in for NVIDIA's library, and all else is real.
load helper

setup_file() {
    make_world - <<'CONF'
ClusterName=bats
KillWait=1
DefMemPerCPU=100
GpusUsedOutside=AVOID
Licenses=ansys:5
NodeName=box CPUs=4 RealMemory=4000 Gres=gpu:a100:2,gpu:t4:1,shard:6
PartitionName=main Nodes=ALL Default=YES
AutoDetect=nvml
CONF
    mkdir "$WORLD/nvml"
    cc -shared -fPIC -o "$WORLD/nvml/libnvidia-ml.so.1" "$BATS_TEST_DIRNAME/../support/nvml/nvml.c"
    cat > "$WORLD/gpus" <<'GPUS'
gpu GPU-a 0 0000:3b:00.0 40960 ffffffff NVIDIA A100-SXM4-40GB
gpu GPU-b 1 0000:5e:00.0 40960 ffffffff NVIDIA A100-SXM4-40GB
gpu GPU-c 2 0000:86:00.0 16384 ffffffff Tesla T4
GPUS
    export LD_LIBRARY_PATH=$WORLD/nvml MS_FAKE_NVML=$WORLD/gpus
}
setup() { enter_world; }
teardown_file() { end_world; }

seen() { # seen OPTIONS...: what a job with these sees
    sbatch -Q --wait -o out "$@" --wrap 'echo "${CUDA_VISIBLE_DEVICES-none} ${ROCR_VISIBLE_DEVICES-none} $SLURM_JOB_GPUS $SLURM_SHARDS_ON_NODE"'
    cat out
}

@test "GPUs are found with their types, and shared as the configuration says" {
    run sinfo -h -o %G
    assert_output "gpu:a100:2,gpu:t4:1,shard:a100:4,shard:t4:2"
    run "$MSD_STAGE/sbin/msd" doctor
    assert_line --regexp '^  GPU +a100 /dev/nvidia0, 40G, 0000:3b:00.0$'
}

@test "a job sees the GPUs it was given, by the variable of their maker" {
    run seen --gres=gpu:t4:1
    assert_output "2 none 2 "
    run seen --gpus=nvidia_a100-sxm4-40gb:2
    assert_output "0,1 none 0,1 "
    run seen
    assert_output "none none  "
}

@test "GPUs that are named in several ways are counted once, in the job and in its steps" {
    sbatch -Q --wait -o out -n 2 --gpus=2 --gpus-per-node=2 --wrap '
        echo "$SLURM_GPUS $SLURM_GPUS_PER_NODE $SLURM_JOB_GPUS"
        srun sh -c "echo \$CUDA_VISIBLE_DEVICES"'
    run cat out
    assert_output "2 2 0,1
0,1
0,1"
    sbatch -Q --wait -o out -n 2 --gres=gpu:2 --gpus-per-task=1 --wrap '
        echo "$SLURM_JOB_GPUS"
        srun sh -c "echo \$SLURM_PROCID \$CUDA_VISIBLE_DEVICES" | sort'
    run cat out
    assert_line --index 0 "0,1"
    run sbatch --gpus=1 --gres=gpu:2 --wrap true
    assert_failure 1
    assert_line "sbatch: error: Failed to ensure --gpus >= --gres=gpu/--gpus-per-node >= --gpus-per-socket"
}

@test "shards of one GPU are for several jobs, and keep it from being had whole" {
    first=$(sbatch --parsable --gres=shard:1 --wrap 'sleep 60')
    second=$(sbatch --parsable --gres=shard:1 --wrap 'sleep 60')
    wait_state "$first" RUNNING
    wait_state "$second" RUNNING
    run scontrol -d show node box
    assert_line --partial "GresUsed=gpu:a100:0(IDX:N/A),gpu:t4:0(IDX:N/A),shard:a100:2(2/2,0/2),shard:t4:0(0/2)"
    run seen --gres=gpu:a100:1
    assert_output "1 none 1 "
    run seen --gres=shard:2
    assert_output "1 none 1 2"
    scancel "$first" "$second"
}

@test "tasks are bound to the GPUs of a step" {
    script bind.sh 'srun -l -n2 --gpu-bind=single:1 sh -c "echo \$CUDA_VISIBLE_DEVICES/\$SLURM_STEP_GPUS"' \
        'srun -l -n4 --ntasks-per-gpu=2 --gpus=2 --overcommit sh -c "echo each \$CUDA_VISIBLE_DEVICES"' \
        'srun -l -n2 --tres-bind=gres/gpu:map:1,0 sh -c "echo mapped \$CUDA_VISIBLE_DEVICES"' \
        'srun -l -n2 --gpu-bind=mask:0x3,0x2 sh -c "echo mask \$CUDA_VISIBLE_DEVICES"' \
        'srun -l -n2 --gpu-bind=per_task:1 sh -c "echo own \$CUDA_VISIBLE_DEVICES"' \
        'srun -l -n2 --gpu-bind=none sh -c "echo any \$CUDA_VISIBLE_DEVICES"' \
        'srun -l -n2 --gpu-bind=verbose,closest sh -c "echo near \$CUDA_VISIBLE_DEVICES"'
    sbatch -Q --wait -n2 --gres=gpu:a100:2 -o out bind.sh
    run cat out
    assert_line "0: 0/0"
    assert_line "1: 1/1"
    assert_line "1: each 0"
    assert_line "3: each 1"
    assert_line "0: mapped 1"
    assert_line "1: mapped 0"
    assert_line "0: mask 0,1"
    assert_line "1: mask 1"
    assert_line "0: own 0"
    assert_line "1: own 1"
    assert_line "1: any 0,1"
    assert_line "1: near 0,1"
}

@test "--tres-per-task counts CPUs, GPUs and licences of each task" {
    job=$(sbatch --parsable -Q --wait -n2 --tres-per-task=cpu:1,gres/gpu:a100:1,license/ansys:2 -o out \
        --wrap 'echo $SLURM_TRES_PER_TASK; srun -l sh -c "echo \$CUDA_VISIBLE_DEVICES"')
    run cat out
    assert_line "cpu=1,gres/gpu:a100=1,license/ansys=2"
    assert_line "0: 0"
    assert_line "1: 1"
    run scontrol show job "$job"
    assert_line --regexp "TresPerTask=cpu=1,gres/gpu:a100=1,license/ansys=2"
    assert_line --partial "Licenses=ansys:4 "
    assert_line --regexp "AllocTRES=cpu=2,.*gres/gpu=2"
    run sbatch --gpus-per-socket=1 --wrap true
    assert_failure 1
    assert_line "sbatch: error: --gpus-per-socket option requires --sockets-per-node specification"
}

@test "a GPU that a process of no job uses is shown, and avoided where the site says so" {
    scontrol shutdown
    sleep 300 3>&- &
    user=$!
    echo "process 0 $user 600" >> "$WORLD/gpus"
    sinfo > /dev/null
    shows() { scontrol show node box | grep -qF 'GresUsedOutside=gpu:a100(IDX:0)'; }
    eventually shows || kill "$user"
    run sinfo -h -o %E
    assert_output "used outside of jobs: gpu:a100(IDX:0)"
    run sinfo -h -R
    assert_output --regexp '^used outside of jobs +Unknown +Unknown +box$'
    run bash -c "sinfo --json | jq -r '.sinfo[].reason.description'"
    assert_output "used outside of jobs: gpu:a100(IDX:0)"
    run sinfo -h
    assert_output "main*        up   infinite      1   idle box"
    run seen --gres=gpu:a100:1
    assert_output "1 none 1 "
    kill "$user"
    sed -i /process/d "$WORLD/gpus"
    eventually no_reasons
}
no_reasons() { [ -z "$(sinfo -h -R)" ]; }

@test "what a job's processes use of GPUs is told by sstat while they run, and by sacct" {
    job=$(sbatch --parsable --gres=gpu:a100:1 --wrap 'echo $$ > pid; sleep 60')
    wait_file pid
    echo "process 0 $(cat pid) 600 75" >> "$WORLD/gpus"
    run sstat --noheader --parsable2 --format=TRESUsageInMax "$job.batch"
    assert_output --regexp "gres/gpumem=600M,gres/gpuutil=75,"
    sed -i '/^process/d' "$WORLD/gpus"
    scancel --signal=KILL "$job"
    wait_state "$job" "CANCELLED*"
    run sacct --noheader --parsable2 --format=TRESUsageInMax --jobs="$job.batch"
    assert_output --regexp "gres/gpumem=600M,gres/gpuutil=75,"
}
