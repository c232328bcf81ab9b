#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Reservations: what is kept for some is not given to others, over a restart too.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown() {
    scancel --me
    eventually no_jobs_left
    for name in $(scontrol --oneliner show reservation | sed -n 's/^ReservationName=\(\S*\).*/\1/p'); do
        scontrol delete reservationname="$name"
    done
}
teardown_file() { end_world; }

reason_of() { squeue --noheader --jobs="$1" --format=%r; }
waits_for_reservation() { [[ $(reason_of "$1") == *"May be reserved for other job"* ]]; }

@test "a reserved node is for the reservation's jobs alone" {
    run scontrol create reservation reservationname=lab users="$(id -un)" starttime=now duration=10 nodes=ALL
    assert_output "Reservation created: lab"
    outside=$(submit hello.sh)
    eventually waits_for_reservation "$outside"
    inside=$(submit --wait --reservation=lab --output=inside.out --wrap 'echo in $SLURM_JOB_RESERVATION')
    assert_equal "$(cat inside.out)" "in lab"
    assert_equal "$(field "$inside" Reservation)" lab
    run squeue --noheader --jobs="$outside" --format=%T
    assert_output PENDING
    run sinfo --noheader --reservation
    assert_line --regexp '^lab +ACTIVE .* 00:10:00  box$'
    scontrol delete reservationname=lab
    wait_state "$outside" COMPLETED
}

@test "a job whose time limit runs into a coming reservation waits, a short one goes first" {
    scontrol create reservation reservationname=soon users="$(id -un)" starttime=now+30minutes duration=60 nodes=ALL
    long=$(submit --time=120 hello.sh)
    short=$(submit --wait --time=10 hello.sh)
    assert_equal "$(state_of "$short")" COMPLETED
    eventually waits_for_reservation "$long"
}

@test "a reservation is kept over a restart of the daemon" {
    scontrol create reservation reservationname=kept users="$(id -un)" starttime=now+1day duration=60 nodes=ALL flags=maint
    scontrol shutdown
    run scontrol --oneliner show reservation kept
    assert_success
    assert_output --partial "ReservationName=kept"
    assert_output --partial "Duration=01:00:00"
    assert_output --partial "Flags=MAINT,SPEC_NODES,ALL_NODES"
    assert_output --partial "State=INACTIVE"
}

@test "what can not be is refused" {
    run sbatch --reservation=nosuch hello.sh
    assert_failure
    assert_output --partial "Requested reservation is invalid"
    run scontrol show reservation nosuch
    assert_failure
    assert_output "Reservation nosuch not found"
    run scontrol create reservation users="$(id -un)" duration=10 nodes=ALL
    assert_failure
    run scontrol create reservation starttime=now users=no.such.user duration=10 nodes=ALL
    assert_failure
    scontrol create reservation reservationname=used users="$(id -un)" starttime=now duration=10 nodes=ALL
    job=$(submit --reservation=used --wrap 'sleep 60')
    wait_state "$job" RUNNING
    run scontrol delete reservationname=used
    assert_failure
    assert_output --partial "Requested reservation is in use"
}
