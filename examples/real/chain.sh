#!/bin/bash
# A chain of jobs, submitted from the login node: each waits for the ones before it, whatever they come to.
set -euo pipefail
common=(--parsable --mem=50 --time=5 --output=chain_%x.out --account=project42)

prepare=$(sbatch "${common[@]}" -J prepare --wrap='echo prepared')
compute=$(sbatch "${common[@]}" -J compute -d afterok:$prepare --wrap='echo computing; exit 3')
rescue=$(sbatch "${common[@]}" -J rescue -d afternotok:$compute --wrap='echo rescued')
publish=$(sbatch "${common[@]}" -J publish -d afterok:$compute --kill-on-invalid-dep=yes --wrap='echo never')
cleanup=$(sbatch "${common[@]}" -J cleanup -d afterany:$prepare:$compute:$rescue --wrap='echo cleaned')

# One at a time, because they have one name.
for turn in 1 2 3; do
    last=$(sbatch "${common[@]}" --open-mode=append -J turn -d singleton <<JOB
#!/bin/bash
echo turn $turn begins
sleep 0.2
echo turn $turn ends
JOB
)
done
# Both must hold; --wait comes back when this last job has ended.
sbatch "${common[@]}" -J report -d "afterok:$last,afterany:$cleanup" -o report.txt --wait --wrap='cat chain_*.out' > /dev/null
echo "$prepare $compute $rescue $publish $cleanup"
