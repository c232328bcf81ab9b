#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is made of the records: sreport, sshare and sprio over jobs that have run and one that waits.

bats_require_minimum_version 1.5.0
load helper
setup_file() {
    make_world
    cd "$BATS_FILE_TMPDIR" || return
    sbatch -Q --wait -n 2 --wrap 'sleep 2' > /dev/null
    sbatch -Q --begin=now+1hour --wrap true > /dev/null
}
setup() { enter_world; }
teardown_file() { end_world; }

@test "sreport: how the cluster was used, in its columns" {
    run sreport cluster utilization start=today end=now+1minute -t seconds
    assert_success
    assert_line --regexp '^  Cluster Allocate     Down PLND Dow     Idle  Planned Reported $'
    run sreport -nP cluster utilization start=today end=now+1minute -t seconds format=cluster,allocated,planned
    assert_success
    assert_output --regexp '^bats\|[1-9][0-9]*\|0$'
}

@test "sreport: a node in maintenance was down as planned, a node that is down was not" {
    columns() { sreport -nP cluster utilization start=today end=now+1minute -t seconds format=cluster,planneddown,down; }
    scontrol create reservation=works starttime=now duration=10 nodes=box users=root flags=maint,ignore_jobs > /dev/null
    in_works() { [[ $(columns) =~ ^bats\|[1-9][0-9]*\|0$ ]]; }
    eventually in_works
    scontrol delete reservationname=works
    scontrol update nodename=box state=down reason=fans
    is_down() { [[ $(columns) =~ ^bats\|[1-9][0-9]*\|[1-9][0-9]*$ ]]; }
    eventually is_down
    scontrol update nodename=box state=resume
}

@test "sreport: who used it, and through which account" {
    user=$(id -un)
    for report in "cluster accountutilizationbyuser" "user top" "cluster userutilizationbyaccount"; do
        run sreport -nP $report start=today end=now+1minute -t seconds
        assert_success
        assert_line --regexp "^bats\|.*$user.*\|[1-9][0-9]*"
    done
    run sreport job sizesbyaccount start=today end=now+1minute
    assert_success
    assert_line --partial "0-49 CPUs"
}

@test "sreport and sacctmgr: what was used of a reservation, also when it is gone" {
    scontrol create reservation=mine starttime=now duration=10 nodes=box users="$(id -un)" flags=ignore_jobs > /dev/null
    submit --wait --reservation=mine -n 2 --wrap 'sleep 1.1' > /dev/null
    run sacctmgr -nP show reservation names=mine format=name,tres,nodenames
    assert_output "mine|cpu=4|box"
    scontrol delete reservationname=mine
    run sacctmgr -nP show reservation names=mine
    assert_output ""
    run sacctmgr -nP show reservation names=mine start=today format=name,id
    assert_line --regexp '^mine\|[0-9]+$'
    run sreport reservation utilization start=today end=now+1minute -t seconds
    assert_line --regexp '^Reservation Utilization [0-9T:-]+ - [0-9T:-]+$'
    assert_line "Usage reported in TRES Seconds"
    assert_line "  Cluster      Name               Start                 End      TRES Name            Allocated                 Idle "
    assert_line --regexp '^     bats      mine [0-9T:-]{19} [0-9T:-]{19}            cpu  +[1-9][0-9]* +[0-9]+ $'
}

@test "sreport: by workload keys" {
    submit --wait --wckey=blue --account=root -n 2 --wrap 'sleep 1.1' > /dev/null
    run sreport -nP cluster userutilizationbywckey start=today end=now+1minute -t seconds
    assert_success
    assert_line --regexp "^bats\|$(id -un)\|[^|]*\|blue\|[1-9][0-9]*$"
    run sreport -P cluster wckeyutilizationbyuser start=today end=now+1minute -t seconds
    assert_line "Cluster|WCKey|Login|Proper Name|Used"
    assert_line --regexp "^bats\|blue\|$(id -un)\|"
    run sreport -nP job sizesbyaccountandwckey start=today end=now+1minute printjobcount
    assert_line --regexp '^bats\|root:blue\|1\|0\|0\|0\|0\|'
}

@test "sreport: a prompt" {
    run -1 sreport < <(printf '%s\n' parsable2 'time hours' 'cluster utilization start=today end=now' '!!' nonsense)
    assert_line --index 0 "sreport: sreport: sreport: $(printf -- '-%.0s' {1..80})"
    assert_equal "$(grep -c '^Cluster|Allocated|' <<< "$output")" 2
    assert_line "Usage reported in CPU Hours"
    assert_line "sreport: invalid keyword: nonsense"
    run -0 sreport < <(printf '%s\n' nonsense vers exit 'never read')
    assert_output "sreport: invalid keyword: nonsense
sreport: slurm 25.11.0
sreport: "
    run -1 sreport time
    assert_output "too few arguments for keyword:time"
    run -1 sreport parsable cluster utilization
    assert_output "too many arguments for keyword:parsable"
    run -1 sreport --sort=foo user top
    assert_output "sreport: error: unknown timesort format foo"
    run -1 sreport c utilization
    assert_output "invalid keyword: c"
}

@test "sreport: words that are no report" {
    run sreport cluster nonsense
    assert_failure
    run sreport -nP cluster utilization format=nonsense
    assert_failure
    assert_line --partial "Unknown field 'nonsense'"
}

@test "sshare: the shares of the accounts and what they used" {
    run sshare --all --parsable2 --noheader --format=account,user,rawshares,rawusage
    assert_success
    assert_line --regexp "^ root\|$(id -un)\|1\|[1-9][0-9]*$"
    sbatch -Q -n 1 --time=30 --wrap 'sleep 30' > /dev/null
    has_running() { [ -n "$(squeue -h -t R)" ]; }
    eventually has_running
    run sshare --all --parsable2 --noheader --format=account,user,TRESRunMins
    assert_success
    assert_line --regexp "^root\|\|cpu=(29|[3-5][0-9]),.*node=(29|30),"
    scancel --me
}

@test "sshare: what the shares come to" {
    me=$(id -un)
    run sshare -P -h -l --format=user,NormShares,EffectvUsage,FairShare,LevelFS --users="$me" -A root
    assert_success
    assert_line --index 0 "|0.000000|1.000000||"  # -h: no header
    assert_line --index 1 --regexp "^$me\\|[01]\\.[0-9]{6}\\|1\\.000000\\|[01]\\.[0-9]{6}\\|[01]\\.[0-9]{6}$"
    run bash -c "SLURM_JSON=compact sshare -a --json"
    assert_success
    assert_output --regexp '^\{"shares":\{"shares":\[\{"id":1,"cluster":"bats","name":"root","parent":"","partition":"",'
    assert_output --regexp "\"name\":\"$me\",\"parent\":\"root\",.*\"level\":\{\"set\":true,.*\"type\":\[\"USER\"\]"
    assert_output --regexp '"total_shares":[1-9]'
    run bash -c "SLURM_JSON=compact sshare -a --json=v0.0.41"
    assert_output --regexp '"fairshare":\{"factor":[0-9.]+,"level":'
    run sshare --yaml -A nosuch
    assert_success
    assert_line --regexp '!!str shares: !!seq \[\]$'
}

@test "sprio: what the priority of a waiting job consists of" {
    sbatch -Q --exclusive --wrap 'sleep 30' > /dev/null
    waiting=$(submit --exclusive --wrap true)
    run sprio --noheader --jobs="$waiting" --format="%i %r %Y"
    assert_success
    assert_output --regexp "^$waiting main +[0-9]+"
    run sprio -h -j "$waiting"
    assert_success
    assert_output --regexp "^ +$waiting main[^\n]*$"
    run sprio -h -j "$waiting" more
    assert_failure 1
    assert_line "sprio: error: Unrecognized option: more"
    run sprio --jobs=999999
    assert_output --partial "Unable to find jobs matching user/id(s) specified"
    scancel --me
}
