# SPDX-License-Identifier: MIT
# The history of nodes.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

@test "events: a node that is drained, and is not any more" {
    node=box
    run sacctmgr --noheader --parsable2 show event format=nodenames,state,reason,end
    assert_output '||Cluster Registered TRES|Unknown'
    scontrol update nodename="$node" state=drain reason='new fans'
    run sacctmgr --noheader --parsable2 show event format=nodenames,state,reason,end
    assert_line "$node|DRAIN|new fans|Unknown"
    run sacctmgr --noheader --parsable2 show event format=nodenames,user
    assert_line "$node|$(id -un)($(id -u))"
    SLURM_TIME_FORMAT='on %d.%m.' run sacctmgr --noheader --parsable2 show event nodes="$node" format=start
    assert_output "$(date +'on %d.%m.')"
    scontrol update nodename="$node" state=resume
    run sacctmgr --noheader --parsable2 show event format=nodenames,state
    refute_line --partial "$node"
    run sacctmgr --noheader --parsable2 show event start=today nodes="$node" format=nodenames,state,reason
    assert_output "$node|DRAIN|new fans"
    scontrol shutdown
    run sacctmgr --noheader --parsable2 show event start=today format=nodenames,state
    assert_equal "${#lines[@]}" 2
}
