# SPDX-License-Identifier: MIT
# Headers of real scripts on a lenient site with room for most of them.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world - <<'CONF'
ClusterName=desk
SitePolicy=lenient
MaxArraySize=4000001
DefMemPerCPU=100
NodeName=box CPUs=256 RealMemory=4000000 TmpDisk=10000000 Gres=gpu:16
PartitionName=main Nodes=ALL Default=YES
CONF
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "headers of real scripts are taken or refused as real Slurm does" {
    run "$BATS_TEST_DIRNAME/../compat/corpus"
    [ "$status" != 77 ] || skip "$output"
    echo "$output"
    assert_success
}

# HEADER<TAB>accepted, or the first line on stderr
@test "odd headers of our own making" {
    squeue > /dev/null
    local header wanted
    while IFS=$'\t' read -r header wanted; do
        printf '#!/bin/bash\n%b\ntrue\n' "$header" > odd.sh
        run --separate-stderr sbatch --test-only odd.sh
        if [ "$wanted" = accepted ]; then
            [ "$status" = 0 ] || { echo "$header: $stderr" >&2; return 1; }
        else
            [ "$status" != 0 ] && [ "${stderr%%$'\n'*}" = "sbatch: $wanted" ] ||
                { echo "$header: wanted $wanted, got $stderr" >&2; return 1; }
        fi
    done <<'TABLE'
#SBATCH -N1 -n4 -t 1-0 # a day	accepted
#SBATCH --mem 60gb --time=0-48:00\n##SBATCH --bogus	accepted
#SBATCH --mail-type=END,FAIL\n#SBATCH --mail-type TIME_LIMIT_80	accepted
#SBATCH --job-name="two words" -o 'out put_%j.txt'	accepted
#SBATCH --time=10:00#glued	accepted
\n# comment\n\n#SBATCH --out=x_%A_%4a.out --constrain=a100	accepted
#SBATCH --array=[1-100%4] --export=NONE	accepted
#SBATCH --gres=gpu:2080ti:1 -p 2080ti-long	accepted
# SBATCH --bogus\n #SBATCH --bogus\necho\n#SBATCH --bogus	accepted
#SBATCH --gres=gpu:1 --gpus-per-node=1 --licenses=a:2	accepted
#SBATCH -N 40 --ntasks-per-node=16 -x node[1-9]	accepted
#SBATCH --time=48h	error: Invalid --time specification
#SBATCH --mem=1.5G	error: Invalid --mem specification
#SBATCH --nodes=$N	error: "$N" is not a valid node count
#SBATCH -n=4	error: Invalid numeric value "=4" for --ntasks.
#SBATCH --mail-type=END, FAIL	error: Invalid directive found in batch script: FAIL
#SBATCH --workdir=/tmp	unrecognized option '--workdir=/tmp'
#SBATCH --mem=4G --mem-per-cpu=1G	fatal: --mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive.
#SBATCH --job-name='open	fatal: odd.sh: line 2: Unmatched `'` in [--job-name='open]
#SBATCH -n 2\n#SBATCH hetjob\n#SBATCH -n 4	error: heterogeneous jobs (#SBATCH hetjob) are not available in this version of Mini-SLURM
TABLE
}
