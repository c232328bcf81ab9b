# SPDX-License-Identifier: MIT
# A running job gives nodes back: scontrol update NumNodes= and NodeList=.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world - <<'CONF'
ClusterName=bats
SitePolicy=strict
KillWait=1
DefMemPerCPU=100
NodeName=n[1-4] CPUs=4 RealMemory=2000
PartitionName=main Nodes=ALL Default=YES
CONF
}
setup() {
    enter_world
    script task.sh 'echo "$SLURMD_NODENAME $$" > "task.$SLURM_PROCID"' 'exec sleep 600'
}
teardown() {
    scancel --me
    eventually no_jobs_left
}
teardown_file() { end_world; }

runs() { squeue --noheader --job="$1" --states=RUNNING --format=%N | grep -qx "$2"; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
rows() {
    sacct --noheader --parsable2 --jobs="$1" --format=JobID,State,AllocCPUS,NodeList,AllocTRES
}

# One task a node on three nodes of two CPUs each; the tasks are there.
three_nodes() {
    script job.sh 'srun --ntasks=3 --nodes=3 --ntasks-per-node=1 --overlap ./task.sh' 'sleep 600'
    job=$(submit --nodes=3 --ntasks=6 --ntasks-per-node=2 --output=out job.sh)
    for number in 0 1 2; do wait_file "task.$number"; done
}

@test "the last nodes are given back, their tasks end and others may have them" {
    three_nodes
    waiting=$(submit --nodes=2 --ntasks=2 --exclusive --wrap="sleep 600")
    run -0 scontrol update jobid="$job" numnodes=2
    assert_output ""
    eventually runs "$waiting" 'n\[3-4\]'
    read -r node pid < task.2
    assert_equal "$node" n3
    eventually is_gone "$pid"
    read -r node pid < task.1
    assert_equal "$node" n2
    kill -0 "$pid"
    eventually grep -q "srun: error: n3: task 2: Killed" out

    run -0 scontrol show job "$job"
    assert_line --regexp '^   ResizeTime=20'
    assert_line "   NodeList=n[1-2]"
    assert_line --partial "NumNodes=2 NumCPUs=4 NumTasks=6"
    assert_line "   ReqTRES=cpu=6,mem=600M,node=2,billing=6"
    assert_line "   AllocTRES=cpu=4,mem=400M,node=2,billing=4"
    run -0 rows "$job"
    assert_output "$job|RESIZING|6|n[1-3]|billing=6,cpu=6,mem=600M,node=3
$job.batch|RESIZING|2|n1|cpu=2,mem=200M,node=1
$job.0|RESIZING|6|n[1-3]|cpu=6,mem=600M,node=3
$job|RUNNING|4|n[1-2]|billing=4,cpu=4,mem=400M,node=2"

    scontrol update jobid="$job" nodelist=n1
    run -0 squeue --noheader --job="$job" --format='%D %N'
    assert_output "1 n1"
    scancel "$job"
    eventually is_in_state_at_last "$job" "CANCELLED by $(id -u)"
    run -0 sacct --noheader --parsable2 --allocations --duplicates --jobs="$job" --format=State,NodeList
    assert_output "RESIZING|n[1-3]
RESIZING|n[1-2]
CANCELLED by $(id -u)|n1"
}
is_in_state_at_last() { [ "$(state_of_last "$1")" = "$2" ]; }
state_of_last() { sacct --noheader --parsable2 --allocations --jobs="$1" --format=State | tail -n 1; }

@test "what is refused, in Slurm's words" {
    job=$(submit --nodes=2 --wrap="sleep 600")
    eventually runs "$job" 'n\[1-2\]'
    refused() {
        run -1 scontrol update jobid="$job" "$1"
        assert_output "$2 for job $job"
    }
    refused numnodes=3 "Requested operation not supported on this system"
    refused numnodes=1-2 "Job is no longer pending execution"
    refused numnodes=0 "Node count specification invalid"
    refused nodelist=n3 "Invalid node name specified"
    refused nodelist=nosuch "Invalid node name specified"
    run -0 scontrol show job "$job"
    refute_line --partial ResizeTime
}

@test "a script that shrinks its job sources what its variables are now" {
    script shrink.sh 'env | grep -E "^SLURM_(JOB_)?(NODELIST|NUM_NODES|NNODES|CPUS_PER_NODE|NTASKS|NPROCS)=" | sort > before' \
        'scontrol update jobid=$SLURM_JOB_ID numnodes=2' \
        '. ./slurm_job_${SLURM_JOB_ID}_resize.sh' \
        'env | grep -E "^SLURM_(JOB_)?(NODELIST|NUM_NODES|NNODES|CPUS_PER_NODE|NTASKS|NPROCS)=" | sort > after' \
        'srun bash -c "echo \$SLURMD_NODENAME \$SLURM_NNODES" | sort'
    run -0 sbatch --wait --parsable --output=out --nodes=3 --ntasks=6 shrink.sh
    job=$output
    assert_equal "$(cat out)" "To reset Slurm environment variables, execute
  For bash or sh shells:  . ./slurm_job_${job}_resize.sh
  For csh shells:         source ./slurm_job_${job}_resize.csh
n1 2
n2 2"
    assert_equal "$(cat before)" 'SLURM_JOB_CPUS_PER_NODE=4,1(x2)
SLURM_JOB_NODELIST=n[1-3]
SLURM_JOB_NUM_NODES=3
SLURM_NNODES=3
SLURM_NODELIST=n[1-3]
SLURM_NPROCS=6
SLURM_NTASKS=6'
    assert_equal "$(cat after)" 'SLURM_JOB_CPUS_PER_NODE=4,1
SLURM_JOB_NODELIST=n[1-2]
SLURM_JOB_NUM_NODES=2
SLURM_NNODES=2
SLURM_NODELIST=n[1-2]'
    assert_equal "$(stat -c %a "slurm_job_${job}_resize.sh" "slurm_job_${job}_resize.csh")" "700
700"
    run -0 tail -n 4 "slurm_job_${job}_resize.csh"
    assert_output 'setenv SLURM_JOB_CPUS_PER_NODE "4,1"
unsetenv SLURM_NPROCS
unsetenv SLURM_NTASKS
unsetenv SLURM_TASKS_PER_NODE'
}

@test "an allocation goes on with the nodes it keeps" {
    run -0 salloc --nodes=3 --no-shell
    job=$(squeue --me --noheader --format=%i)
    scontrol update jobid="$job" nodelist=n[2-3]
    run -0 srun --jobid="$job" --nodes=2 bash -c 'echo $SLURMD_NODENAME'
    assert_line n2
    assert_line n3
    run -1 srun --jobid="$job" --nodes=3 true
    assert_output --partial "Only allocated 2 nodes asked for 3"
}

@test "a job that has given nodes back outlives the daemon" {
    three_nodes
    scontrol update jobid="$job" numnodes=1
    read -r _ pid < task.2
    eventually is_gone "$pid"
    scontrol shutdown
    eventually test -z "$(daemon_pid)"
    run -0 squeue --noheader --job="$job" --format='%t %N'
    assert_output "R n1"
    run -0 rows "$job"
    assert_line "$job|RUNNING|2|n1|billing=2,cpu=2,mem=200M,node=1"
}
