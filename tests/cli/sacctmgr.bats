#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Accounts, users, associations and QOS.
load helper

setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "out of the box everybody has account root and QOS normal" {
    run sacctmgr -nP show account
    assert_output "root|default root account|root"
    run sacctmgr -nP show qos format=name,priority,usagefactor
    assert_output "normal|0|1.000000"
    job=$(submit --wrap true)
    run squeue -h -j "$job" -t all -o '%a %q'
    assert_output "root normal"
}

@test "an account is added, shown, changed and deleted" {
    run sacctmgr -i add account science Description="All sciences" Organization=lab
    assert_success
    assert_output " Adding Account(s)
  science
 Settings
  Description     = All sciences
  Organization    = lab
 Associations
  A = science    C = bats      
 Settings
  Parent        = root"
    run sacctmgr -i add account science
    assert_failure 1
    assert_output " Nothing new added."
    sacctmgr -i add account chem parent=science grptres=cpu=4,mem=8G maxwall=60 > /dev/null
    run sacctmgr -i modify account chem set grpjobs=3 maxwall=1-00:00:00
    assert_output " Modified account associations...
  C = bats       A = chem of science"
    run sacctmgr -nP show assoc where account=chem format=account,grptres,grpjobs,maxwall,parentname
    assert_output "chem|cpu=4,mem=8G|3|1-00:00:00|science"
    run sacctmgr -i delete account chem
    assert_output " Deleting accounts...
  chem"
    run sacctmgr -i delete account chem
    assert_failure 1
    assert_output " Nothing deleted"
}

@test "a user inherits QOS and limits, and says his own" {
    sacctmgr -i add account physics maxjobs=7 > /dev/null
    sacctmgr -i add qos long maxwall=7-00:00:00 flags=DenyOnLimit > /dev/null
    sacctmgr -i modify account physics set qos=normal,long > /dev/null
    run sacctmgr -i add user alice account=physics fairshare=3
    assert_line "  U = alice     A = physics    C = bats      "
    assert_line "  Fairshare     = 3"
    run sacctmgr -nP show assoc user=alice format=account,user,fairshare,maxjobs,qos
    assert_output "physics|alice|3|7|long,normal"
    sacctmgr -i modify user alice set qos-=long maxjobs=2 > /dev/null
    run sacctmgr -nP show user alice withassoc format=user,defaultaccount,maxjobs,qos
    assert_output "alice|physics|2|normal"
    sacctmgr -i modify user alice set maxjobs=-1 qos+=long > /dev/null
    run sacctmgr -nP show user alice withassoc format=maxjobs,qos
    assert_output "7|long,normal"
}

@test "a question not answered with yes changes nothing" {
    run sacctmgr add account never <<< n
    assert_success
    assert_line "Would you like to commit changes? (You have 30 seconds to decide)"
    assert_line " Changes Discarded"
    run sacctmgr -n show account never
    assert_output ""
    run sacctmgr add account sometimes <<< y
    assert_success
    run sacctmgr -nP show account sometimes format=account
    assert_output sometimes
}

@test "what is wrong is said, with status 1" {
    run sacctmgr show foo
    assert_failure 1
    assert_line --index 0 "No valid entity in list command"
    run sacctmgr show qos format=foo
    assert_failure 1
    assert_output "Unknown field 'foo'"
    run sacctmgr -i modify user root set foo=7
    assert_failure 1
    assert_line --index 0 " Unknown option: foo=7"
    run sacctmgr -i add user carol account=nosuch
    assert_failure 1
    assert_line --index 0 " This account 'nosuch' doesn't exist."
    run sacctmgr -i add qos bad maxwall=never
    assert_failure 1
    assert_output " Bad MaxWall time format: maxwall=never"
    run sacctmgr -r -i add account readonly
    assert_failure 1
}

@test "a default QOS must be one that the association may use" {
    sacctmgr -i add account biology > /dev/null
    sacctmgr -i add user carol account=biology qos=normal > /dev/null
    sacctmgr -i add qos rapid > /dev/null
    run sacctmgr -i modify user carol where account=biology set defaultqos=rapid
    assert_failure 1
    assert_output " These associations don't have access to their default qos.
 Please give them access before they the default can be set to this.
  DefQOS = rapid      C = bats       A = biology              U = carol    "
    run sacctmgr -nP show assoc user=carol format=defaultqos
    assert_output ""
    run sacctmgr -i add user carol account=biology qos=nosuch
    assert_failure 1
    assert_line --partial "You gave a bad qos 'nosuch'"
    sacctmgr -i modify user carol set qos+=rapid defaultqos=rapid > /dev/null
    run sacctmgr -nP show assoc user=carol format=defaultqos
    assert_output "rapid"
}

@test "what this cluster has not is an empty table, and another cluster is not changed" {
    run sacctmgr -P show federation
    assert_output "Federation|Cluster|ID|Features|FedState"
    run sacctmgr -nP show resource
    assert_output ""
    scontrol create reservation reservation=later starttime=now+1day duration=60 users=root nodes=ALL
    run sacctmgr -nP show reservation format=cluster,name
    assert_output "bats|later"
    run sacctmgr -i modify cluster nosuch set fairshare=3
    assert_failure 1
    assert_output " Setting
  Default Limits:
  Fairshare     = 3
 Nothing modified"
    run sacctmgr -nP show assoc account=root user= format=fairshare
    refute_line 3
    sacctmgr -i modify account biology set maxjobs=4 > /dev/null
    run sacctmgr -nP show assoc where account=biology user=carol wopinfo format=maxjobs,qos
    assert_output "|normal,rapid"
}

@test "accounts outlive the daemon, and a dump makes them again" {
    sacctmgr -i add account lasting description="stays here" > /dev/null
    sacctmgr -i add user bob account=lasting grpjobs=4 > /dev/null
    sacctmgr dump bats file=before.cfg 2> /dev/null
    scontrol shutdown
    run sacctmgr -nP show assoc user=bob format=account,grpjobs
    assert_output "lasting|4"
    sacctmgr -i delete user bob > /dev/null
    sacctmgr -i delete account lasting > /dev/null
    sacctmgr -i load before.cfg
    sacctmgr dump bats file=after.cfg 2> /dev/null
    run diff before.cfg after.cfg
    assert_success
    run sacctmgr -nP show transactions format=action,where where action="Add Users"
    assert_line "Add Users|bob"
}

@test "a job keeps its account from being deleted" {
    sacctmgr -i add account busy > /dev/null
    job=$(submit --account=busy --wrap "sleep 300")
    run sacctmgr -i delete account busy
    assert_failure 1
    assert_line --index 0 " Error with request: Job(s) active, cancel job(s) before remove"
    scancel "$job"
    wait_state "$job" 'CANCELLED*'
    run sacctmgr -i delete account busy
    assert_success
}
