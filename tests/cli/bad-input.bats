# SPDX-License-Identifier: MIT
# Every kind of bad input: the message, the exit status, and a daemon that stays up.

load helper
setup_file() { make_world; }
setup() {
    enter_world
    squeue > /dev/null
    DAEMON=$(daemon_pid)
}
teardown() {
    [ -z "${DAEMON:-}" ] || assert_equal "$(daemon_pid)" "$DAEMON"
}
teardown_file() { end_world; }

refused() {  # STATUS MESSAGE SBATCH-ARGUMENTS...
    local wanted=$1 message=$2
    shift 2
    run sbatch "$@"
    assert_equal "$status" "$wanted"
    assert_output "$message"
}

@test "unknown, incomplete and ambiguous options" {
    refused 255 "sbatch: unrecognized option '--bogus'
Try \"sbatch --help\" for more information" --bogus hello.sh
    refused 255 "sbatch: option '--time' requires an argument
Try \"sbatch --help\" for more information" --time
    run sbatch --no hello.sh
    assert_failure 255
    assert_line --index 0 --partial "sbatch: option '--no' is ambiguous; possibilities:"
    for command in squeue scancel sinfo sacct scontrol; do
        run "$command" --bogus
        assert_failure 1
        assert_line --partial "unrecognized option '--bogus'"
    done
}

@test "options of later work are refused with a sentence" {
    refused 1 "sbatch: error: --container is not available in this version of Mini-SLURM" --container=x hello.sh
}

@test "bad times, sizes and dates" {
    refused 255 "sbatch: error: Invalid --time specification" --time=abc hello.sh
    refused 255 "sbatch: error: Invalid --mem specification" --mem=lots hello.sh
    refused 255 "Invalid time specification (pos=0): whenever
sbatch: error: Invalid --begin specification" --begin=whenever hello.sh
    refused 255 "sbatch: error: Invalid --open-mode specification" --open-mode=x hello.sh
}

@test "scripts that are none" {
    refused 1 "sbatch: error: Unable to open file /no/such.sh" /no/such.sh
    : > empty.sh
    refused 1 "sbatch: error: Batch script is empty!" empty.sh
    echo 'echo hi' > plain.sh
    refused 1 "sbatch: error: This does not look like a batch script.  The first
sbatch: error: line must start with #! followed by the path to an interpreter.
sbatch: error: For instance: #!/bin/sh" plain.sh
    printf '#!/bin/sh\r\necho hi\r\n' > dos.sh
    refused 1 'sbatch: error: Batch script contains DOS line breaks (\r\n)
sbatch: error: instead of expected UNIX line breaks (\n).' dos.sh
    run sbatch "$BATS_TEST_TMPDIR"
    assert_failure 1
}

@test "a script that may not be read" {
    [ "$(id -u)" != 0 ] || skip "root reads everything"
    chmod 000 hello.sh
    refused 1 "sbatch: error: Unable to open file hello.sh" hello.sh
}

@test "an interpreter that is not there fails the job" {
    printf '#!/no/such/interpreter\n' > lost.sh
    id=$(submit lost.sh)
    wait_state "$id" FAILED
}

@test "output that can not be written fails the job" {
    : > file
    id=$(submit --output=file/below --wrap=true)
    wait_state "$id" FAILED
}

@test "a directory that is not there does not keep a job from running" {
    id=$(submit --chdir=/no/such/dir --output="$PWD/out" --wrap=pwd)
    wait_state "$id" COMPLETED
    assert_equal "$(tail -n 1 out)" /tmp
}

@test "requests that can never be met" {
    run sbatch --mem=10T hello.sh
    assert_failure 1
    assert_line --regexp '^sbatch: error: .*[Mm]emory'
    run sbatch --gres=gpu:99 hello.sh
    assert_failure 1
    assert_line --partial "Requested node configuration is not available"
    run sbatch --gres=warp:1 hello.sh
    assert_failure 1
    run sbatch --nodelist=node99 hello.sh
    assert_failure 1
    assert_line --partial "Invalid node name specified"
}

@test "names this site does not have" {
    run sbatch --partition=nosuch hello.sh
    assert_failure 1
    assert_line "sbatch: error: Batch job submission failed: Invalid partition name specified"
}

@test "bad job numbers" {
    run squeue --jobs=abc
    assert_failure 1
    assert_output "squeue: error: Invalid job id: abc"
    run squeue --jobs=9999999
    assert_failure 1
    run scancel abc
    assert_failure 1
    assert_output "scancel: error: Invalid job id abc"
    run sacct --jobs=abc
    assert_failure 1
    assert_output "sacct: fatal: Bad job/step specified: abc"
}

@test "bad states, signals and times in queries" {
    run squeue --states=FOO
    assert_failure 1
    assert_line --index 0 "squeue: error: Invalid job state specified: FOO"
    run scancel --signal=FOO 1
    assert_failure 1
    assert_output "Unknown job signal: FOO"
    run sacct --state=FOO
    assert_failure 1
    assert_output "sacct: fatal: unrecognized job state value 'FOO'"
    run sacct --starttime=foo
    assert_failure 1
    assert_output "Invalid time specification (pos=0): foo"
}

@test "a daemon that is not there" {
    run env MSD_SOCKET="$PWD/nobody" sbatch hello.sh
    assert_failure 1
    assert_output --partial "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)"
    run env MSD_SOCKET="$PWD/nobody" squeue
    assert_failure 1
    assert_output --partial "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"
}

# Speak to the daemon's socket: send standard input, then close.
to_socket() {
    python3 -c '
import socket, sys
peer = socket.socket(socket.AF_UNIX)
peer.settimeout(20)
peer.connect(sys.argv[1])
try:
    peer.sendall(sys.stdin.buffer.read())
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(65536):
        pass
except (BrokenPipeError, ConnectionResetError):
    pass
' "$XDG_RUNTIME_DIR/msd/msd.sock"
}

@test "garbage, half frames and a length of four gigabytes" {
    printf 'GET / HTTP/1.1\r\n\r\n' | to_socket
    head -c 100000 /dev/urandom | to_socket
    printf '\001\002' | to_socket
    printf '\377\377\377\377\377\377\377\377' | to_socket
    : | to_socket
    run squeue --noheader
    assert_success
    [ "$(awk '/^VmRSS/ { print $2 }' "/proc/$DAEMON/status")" -lt 400000 ]
}

@test "a daemon that hangs up in the middle of an answer" {
    python3 -c '
import os, socket, sys
path = sys.argv[1]
server = socket.socket(socket.AF_UNIX)
server.bind(path)
server.listen()
open(path + ".ready", "w").close()
peer, _ = server.accept()
peer.recv(100)
peer.sendall(b"\x10\0\0")
peer.close()
' "$PWD/liar" &
    eventually test -e liar.ready
    run env MSD_SOCKET="$PWD/liar" squeue
    assert_failure 1
    assert_output --partial "slurm_load_jobs error:"
    wait
}

@test "a script as large as can be, and one larger" {
    { echo '#!/bin/sh'; echo 'echo read to the end'; } > large.sh
    head -c 3000000 /dev/zero | tr '\0' '#' >> large.sh
    run sbatch --wait --output=out large.sh
    assert_success
    head -c 5000000 /dev/zero | tr '\0' '#' >> large.sh
    run sbatch large.sh
    assert_failure 1
}

@test "what is wrong on the command line is told before the script is opened" {
    script wrong.sh '#SBATCH -n x'
    for file in wrong.sh /no/such/file; do
        run sbatch --tmp=x $file
        assert_failure
        assert_output "sbatch: error: Invalid --tmp specification"
    done
}

@test "no GPUs at all are no GPUs, and a wish not to be cancelled for a dependency is shown" {
    run sbatch --gpus-per-task=0 --mem-per-gpu=10 --wrap true
    assert_failure 1
    assert_line "sbatch: error: Requested mem_per_tres=gres:gpu:10 but did not request any GPU."
    id=$(sbatch --parsable -H --kill-on-invalid-dep=no --wrap true)
    run scontrol show job "$id"
    assert_line --partial "KillOnInvalidDependent=No"
    scancel "$id"
}
