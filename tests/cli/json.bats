# SPDX-License-Identifier: MIT
# --json and --yaml: whole records in the shape of Slurm's data_parser, of jobs in every state.

bats_require_minimum_version 1.5.0
load helper

SHAPES=$BATS_TEST_DIRNAME/../../../shared/json-shapes.md

setup_file() {
    make_world - <<'CONF'
ClusterName=bats
SitePolicy=strict
KillWait=1
MinJobAge=300
DefMemPerCPU=100
Licenses=matlab:4
NodeName=box CPUs=4 Sockets=1 CoresPerSocket=4 RealMemory=4000 Gres=gpu:a100:2 Feature=fast,big
PartitionName=main Nodes=ALL Default=YES MaxTime=UNLIMITED
PartitionName=short Nodes=ALL MaxTime=10 DefaultTime=5
PartitionName=secret Nodes=ALL Hidden=YES
CONF
    cd "$BATS_FILE_TMPDIR" || return
    GOOD=$(submit --job-name=good --output=/dev/null --wrap='srun true')
    BAD=$(submit --job-name='a "bad" / name' --output=/dev/null --wrap='exit 9')
    KILLED=$(submit --job-name=killed --output=/dev/null --wrap='kill -SEGV $$')
    wait_state "$GOOD" COMPLETED
    wait_state "$BAD" FAILED
    wait_state "$KILLED" FAILED
    RUNNING=$(submit --job-name=running -c 2 --output=run-%j.out --mail-type=END,FAIL -L matlab:2 --wrap='sleep 600')
    GPU=$(submit --job-name=gpu --gres=gpu:1 --time=30 --output=/dev/null --wrap='srun sleep 600')
    ARRAY=$(submit --job-name=array --array=1-9:2%2 -c 4 --output=/dev/null --wrap=true)
    HELD=$(submit --job-name=held --hold --partition=short --wrap=true)
    LATER=$(submit --job-name=later --dependency="afterok:$RUNNING" --wrap=true)
    scontrol create reservation=later starttime=now+1day duration=60 nodes=box users=root flags=maint,ignore_jobs > /dev/null
    export GOOD BAD KILLED RUNNING GPU ARRAY HELD LATER
    wait_state "$RUNNING" RUNNING
    wait_state "$GPU" RUNNING
    eventually step_runs
}
step_runs() { [ -n "$(squeue --noheader --steps --jobs="$GPU" | grep -v batch)" ]; }
setup() { enter_world; }
teardown_file() { end_world; }

# of COMMAND... -- EXPRESSION: the value of a Python expression over the answer d
of() {
    local -a command=()
    while [ "$1" != -- ]; do command+=("$1"); shift; done
    "${command[@]}" > answer.json && python3 "$BATS_TEST_DIRNAME/dumps.py" get answer.json "$2"
}
# ids of the answer's jobs, as a list
ids='[j["job_id"] for j in d["jobs"]]'

@test "squeue: a running job" {
    local job='d["jobs"][0]'
    run of squeue --json --jobs="$RUNNING" -- "[$job[k] for k in ('job_id','job_state','name','partition','state_reason')]"
    assert_output "[$RUNNING, [\"RUNNING\"], \"running\", \"main\", \"None\"]"
    run of squeue --json --jobs="$RUNNING" -- "[$job['time_limit'], $job['cpus'], $job['memory_per_cpu']]"
    assert_output '[{"set": false, "infinite": true, "number": 0}, {"set": true, "infinite": false, "number": 2}, {"set": true, "infinite": false, "number": 100}]'
    run of squeue --json --jobs="$RUNNING" -- "$job['stdout_expanded']"
    assert_output "\"$BATS_FILE_TMPDIR/run-$RUNNING.out\""
    run of squeue --json --jobs="$RUNNING" -- "[$job['mail_type'], $job['licenses_allocated'], $job['batch_host']]"
    assert_output '[["END", "FAIL"], "matlab:2", "box"]'
    run of squeue --json --jobs="$RUNNING" -- "[n['name'] + str(n['cpus']['count']) + str([len(s['cores']) for s in n['sockets']]) for n in $job['job_resources']['nodes']['allocation']]"
    assert_output '["box2[2]"]'
}

@test "squeue: pending ones, arrays and GPUs" {
    run of squeue --json --jobs="$ARRAY" -- "[[j['array_job_id']['number'], j['array_task_string'], j['array_task_id']['set'], j['array_max_tasks']['number']] for j in d['jobs']]"
    assert_output "[[$ARRAY, \"1,3,5,7,9%2\", false, 2]]"
    run of squeue --json --array --jobs="$ARRAY" -- "[j['array_task_id']['number'] for j in d['jobs']]"
    assert_output "[1, 3, 5, 7, 9]"
    run of squeue --json --jobs="$HELD" -- "[(j['hold'], j['priority']['number'], j['state_reason']) for j in d['jobs']]"
    assert_output '[[true, 0, "JobHeldUser"]]'
    run of squeue --json --jobs="$LATER" -- "[j['dependency'] for j in d['jobs']]"
    assert_output "[\"afterok:$RUNNING(unfulfilled)\"]"
    run of squeue --json --jobs="$GPU" -- "[[j['tres_per_node'], j['gres_detail'], j['time_limit']['number']] for j in d['jobs']]"
    assert_output '[["gres/gpu:1", ["gpu:a100:1(IDX:0)"], 30]]'
}

@test "squeue: the filters count, and SLURM_JSON_ALL=1 switches them off" {
    assert_equal "$(of squeue --json -- "sorted($ids)")" \
        "[$(squeue --noheader --format=%A | sort -un | paste -sd, | sed 's/,/, /g')]"
    assert_equal "$(of squeue --json --states=PENDING --partition=short -- "$ids")" "[$HELD]"
    assert_equal "$(of squeue --json --states=FAILED -- "sorted($ids)")" "[$BAD, $KILLED]"
    assert_equal "$(of squeue --json --user=nobody -- "$ids")" "[]"
    assert_equal "$(of env SLURM_JSON_ALL=1 squeue --json --user=nobody -- "len(d['jobs']) >= 8")" true
}

@test "squeue: how jobs ended" {
    run of squeue --json --jobs="$BAD" --states=all -- "d['jobs'][0]['exit_code']"
    assert_output '{"status": ["ERROR"], "return_code": {"set": true, "infinite": false, "number": 9}, "signal": {"id": {"set": false, "infinite": false, "number": 0}, "name": ""}}'
    run of squeue --json --jobs="$KILLED" --states=all -- "d['jobs'][0]['exit_code']['signal']"
    assert_output '{"id": {"set": true, "infinite": false, "number": 11}, "name": "SEGV"}'
    assert_equal "$(of squeue --json --jobs="$BAD" --states=all -- 'd["jobs"][0]["name"]')" '"a \"bad\" / name"'
}

@test "who answers whom" {
    run of squeue --json --me -- "d['meta']['plugin']['data_parser'], d['meta']['command'], d['meta']['slurm']['cluster'], d['errors'], d['warnings']"
    assert_output '["data_parser/v0.0.44", ["squeue", "--json", "--me"], "bats", [], []]'
    run of squeue --json=v0.0.41 -- "d['meta']['plugin']['data_parser'], d['meta']['slurm']['version'], d['meta']['client']['user']"
    assert_output "[\"data_parser/v0.0.41\", {\"major\": \"25\", \"micro\": \"0\", \"minor\": \"11\"}, \"$(id -un)\"]"
}

@test "versions and flags that do not exist are refused, and list shows those that do" {
    run squeue --json=list
    assert_success
    assert_line "data_parser/v0.0.44"
    for word in v0.0.99 foo v0.0.44+nonsense; do
        run squeue --json="$word"
        assert_failure
        assert_output --partial "data_parser"
    done
}

@test "+complex: plain numbers, null and Infinity" {
    run of squeue --json=v0.0.44+complex --jobs="$RUNNING" -- "[d['jobs'][0][k] for k in ('time_limit', 'cpus', 'array_task_id')]"
    assert_output '["Infinity", 2, null]'
}

@test "v0.0.38: plain values, as Slurm 22.05 gave them" {
    run of squeue --json=v0.0.38 --jobs="$RUNNING" -- "[d['jobs'][0][k] for k in ('job_state', 'cpus', 'exit_code', 'array_task_id')] + [d['meta']['Slurm']['release']]"
    assert_output '["RUNNING", 2, 0, null, "25.11.0"]'
    run of sacct --json=v0.0.38 --jobs="$BAD" -- "[d['jobs'][0]['state']['current'], d['jobs'][0]['exit_code']]"
    assert_output '["FAILED", {"status": "ERROR", "return_code": 9}]'
    run of sinfo --json=v0.0.38 -- "[(n['name'], n['state'], n['idle_cpus']) for n in d['nodes']]"
    assert_output '[["box", "mixed", 1]]'
}

@test "SLURM_JSON=compact: one line" {
    run env SLURM_JSON=compact squeue --json
    assert_success
    assert_equal "${#lines[@]}" 1
    assert_equal "$(of env SLURM_JSON=compact squeue --json -- "sorted($ids)")" "$(of squeue --json -- "sorted($ids)")"
}

@test "the layout is Slurm's" {
    run squeue --json --user=nobody
    assert_line --index 0 "{"
    assert_line --index 1 '  "jobs": ['
    assert_line --index 2 '  ],'
    assert_line --partial '"data_parser": "data_parser\/v0.0.44"'
    run squeue --yaml --user=nobody
    assert_line --index 0 "%YAML 1.1"
    assert_line --index 1 "--- !!map"
    assert_line --index 2 '!!str jobs: !!seq []'
}

@test "--yaml says the same as --json" {
    local command
    for command in "squeue" "sinfo" "sacct --starttime=now-1hour" "scontrol show nodes" "scontrol show partitions"; do
        $command --json > one.json
        $command --yaml > two.yaml
        python3 "$BATS_TEST_DIRNAME/dumps.py" same one.json two.yaml
    done
    squeue --json > one.json
    SLURM_YAML=compact squeue --yaml > two.yaml
    python3 "$BATS_TEST_DIRNAME/dumps.py" same one.json two.yaml
}

@test "sinfo: lines as records, and their nodes" {
    run of sinfo --json -- "[(s['partition']['name'], s['nodes']['nodes'], s['node']['state'], s['cpus']['total'], s['gres']['total']) for s in d['sinfo']]"
    assert_output '[["main", ["box"], ["MIXED"], 4, "gpu:a100:2"], ["short", ["box"], ["MIXED"], 4, "gpu:a100:2"]]'
    assert_equal "$(of sinfo --json -- "[(n['name'], n['features'], n['alloc_cpus']) for n in d['nodes']]")" '[["box", ["fast", "big"], 3]]'
    assert_equal "$(of sinfo --json --partition=short -- "[s['partition']['maximums']['time']['number'] for s in d['sinfo']]")" "[10]"
    assert_equal "$(of sinfo --json --all -- "len(d['sinfo'])")" 3
    assert_equal "$(of sinfo --json --states=down -- "[s['nodes']['total'] for s in d['sinfo']] + d['nodes']")" "$(
        of sinfo --json --states=down -- "[0] * len(d['sinfo'])")"
}

@test "sacct: jobs with their steps, and the filters" {
    run of sacct --json --jobs="$GOOD" -- "[(j['job_id'], j['state']['current'], [s['step']['id'] for s in j['steps']]) for j in d['jobs']]"
    assert_output "[[$GOOD, [\"COMPLETED\"], [\"$GOOD.batch\", \"$GOOD.0\"]]]"
    assert_equal "$(of sacct --json -X --jobs="$GOOD" -- "d['jobs'][0]['steps']")" "[]"
    run of sacct --json --jobs="$GOOD" -- "[t['type'] for t in d['jobs'][0]['tres']['allocated']]"
    assert_output '["cpu", "mem", "node", "billing"]'
    run of sacct --json --jobs="$GOOD" -- "[t['type'] for t in d['jobs'][0]['steps'][0]['tres']['consumed']['total']]"
    assert_output --partial '"cpu", "mem", "energy"'
    assert_equal "$(of sacct --json --state=FAILED --starttime=now-1hour --endtime=now -- "sorted($ids)")" "[$BAD, $KILLED]"
    run of sacct --json --jobs="$RUNNING" -- "[j['time']['end'] for j in d['jobs']] + [j['time']['limit']['infinite'] for j in d['jobs']]"
    assert_output '[0, true]'
}

@test "sacct -B: the script, of jobs that are named" {
    assert_equal "$(of sacct --json --batch-script --jobs="$GOOD" -- "[j['script'].splitlines()[-1] for j in d['jobs']]")" '["srun true"]'
    assert_equal "$(of sacct --json --jobs="$GOOD" -- "[j['script'] for j in d['jobs']]")" '[""]'
    run sacct --json --batch-script
    assert_failure
}

@test "scontrol: jobs, nodes, partitions, steps, licences, reservations, ping; sdiag" {
    assert_equal "$(of scontrol show job "$GPU" --json -- "$ids")" "[$GPU]"
    assert_equal "$(of scontrol --json show job "${ARRAY}" -- "$ids")" "[$ARRAY]"
    assert_equal "$(of scontrol show node box --json -- "[n['name'] for n in d['nodes']]")" '["box"]'
    assert_equal "$(of scontrol show partition --json -- "[p['name'] for p in d['partitions']]")" '["main", "short"]'
    assert_equal "$(of scontrol show partition secret --json -- "[p['name'] for p in d['partitions']]")" '["secret"]'
    assert_equal "$(of scontrol show step "$GPU.0" --json -- "[s['step']['id'] for s in d['steps']]")" "[\"$GPU.0\"]"
    assert_equal "$(of scontrol show licenses --json -- "[(x['LicenseName'], x['Used'], x['Free']) for x in d['licenses']]")" '[["matlab", 2, 2]]'
    assert_equal "$(of scontrol ping --json -- "[p['responding'] for p in d['pings']]")" "[true]"
    assert_equal "$(of scontrol show reservation later --json -- "[(r['name'], r['node_list'], r['flags'][0], r['users']) for r in d['reservations']]")" \
        '[["later", "box", "MAINT", "root"]]'
    assert_equal "$(of sdiag --json -- "[d['statistics']['jobs_failed'], d['statistics']['rpcs_by_user'][0]['user_id']]")" "[2, $(id -u)]"
    run scontrol show hostnames 'n[1-2]' --json
    assert_failure
    assert_output --partial "has no JSON"
}

@test "sacctmgr: accounts, users, associations, QOS, the cluster, resources" {
    sacctmgr --immediate add account chem description=chemistry organization=uni > /dev/null
    sacctmgr --immediate add user "$(id -un)" account=chem > /dev/null
    sacctmgr --immediate add coordinator account=chem names="$(id -un)" > /dev/null
    sacctmgr --immediate modify account chem set GrpJobs=5 MaxWall=60 GrpTRES=cpu=8 > /dev/null
    sacctmgr --immediate add qos fast priority=7 flags=DenyOnLimit preempt=normal UsageFactor=1.5 > /dev/null
    run of sacctmgr --json show account chem -- "[(a['name'], a['description'], a['associations'], [c['name'] for c in a['coordinators']]) for a in d['accounts']]"
    assert_output "[[\"chem\", \"chemistry\", [], [\"$(id -un)\"]]]"
    run of sacctmgr --json show account chem withassoc -- "[sorted(x['user'] for x in a['associations']) for a in d['accounts']]"
    assert_output "[[\"\", \"$(id -un)\"]]"
    run of sacctmgr --json show user "$(id -un)" -- "[[c['name'] for c in u['coordinators']] for u in d['users']]"
    assert_output '[["chem"]]'
    run of sacctmgr --json show user root -- "[(u['administrator_level'], u['default']['account']) for u in d['users']]"
    assert_output '[[["Administrator"], "root"]]'
    run of sacctmgr --json show assoc account=chem user= -- "[(a['max']['jobs']['per']['count']['number'], a['max']['jobs']['per']['wall_clock']['number'], a['max']['tres']['total'][0]['count'], a['max']['jobs']['active'], a['lineage']) for a in d['associations'] if not a['user']]"
    assert_output '[[5, 60, 8, {"set": false, "infinite": true, "number": 0}, "/chem/"]]'
    run of sacctmgr show qos fast --json -- "[(q['priority']['number'], q['flags'], q['preempt']['list'], q['usage_factor']['number']) for q in d['qos']]"
    assert_output '[[7, ["DENY_LIMIT"], ["normal"], 1.5]]'
    run of sacctmgr show cluster --json -- "[(c['name'], c['nodes'], c['associations']['root']['account']) for c in d['clusters']]"
    assert_output '[["bats", "box", "root"]]'
    run of sacctmgr show tres type=cpu --json -- "d['TRES']"
    assert_output '[{"type": "cpu", "name": "", "id": 1, "count": 4}]'
    assert_equal "$(of sacctmgr show tres --json -- "d['meta']['plugin']['data_parser']")" '"data_parser/v0.0.44"'
    run sacctmgr show problems --json
    assert_failure
    assert_output --partial "has no JSON"
}

@test "what is not there: an error in the answer, on stderr, and in the status" {
    local command
    for command in "squeue --json --jobs=999999" "scontrol --json show job 999999" "scontrol --json show node nowhere" \
        "scontrol --json show partition nothing"; do
        run --separate-stderr $command
        assert_failure
        assert [ -n "$stderr" ]
        printf '%s\n' "$output" > answer.json
        assert_equal "$(python3 "$BATS_TEST_DIRNAME/dumps.py" get answer.json "[bool(e['description'] and e['source']) for e in d['errors']]")" "[true]"
    done
}

@test "every key that Slurm's versions have, of the right kind" {
    [ -r "$SHAPES" ] || skip "the table of Slurm's keys is not beside this project: ../shared/json-shapes.md"
    local version row command object list
    for version in 40 41 42 43 44 45 46; do
        for row in "squeue --states=all|JOB_INFO|jobs" "scontrol show jobs|JOB_INFO|jobs" "scontrol show nodes|NODE|nodes" \
            "sinfo|NODE|nodes" "scontrol show partitions|PARTITION_INFO|partitions" \
            "sacct --starttime=now-1hour|JOB|jobs" "sacct --starttime=now-1hour|STEP|jobs.steps" \
            "scontrol show licenses|LICENSE|licenses" "scontrol show reservations|RESERVATION_INFO|reservations" \
            "sdiag|STATS_MSG|statistics" "sacctmgr show account|ACCOUNT|accounts" "sacctmgr show user|USER|users" \
            "sacctmgr show assoc|ASSOC|associations" "sacctmgr show qos|QOS|qos" \
            "sacctmgr show cluster|CLUSTER_REC|clusters" "sacctmgr show tres|TRES|TRES"; do
            IFS='|' read -r command object list <<< "$row"
            $command --json="v0.0.$version" > answer.json
            python3 "$BATS_TEST_DIRNAME/dumps.py" shape "$SHAPES" "$object" "$list" answer.json "$version" || {
                echo "$command, v0.0.$version"
                return 1
            }
        done
    done
}
