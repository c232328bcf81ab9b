# SPDX-License-Identifier: MIT
# flood.py SOCKET: bring a shepherd more open files than it may have, as parts of messages that never end: first as many
# as go on one connection, whose number is printed, then some on each of many, which are kept until standard input ends.
import array
import os
import socket
import struct
import sys
import time

files = array.array("i", [os.open("/dev/null", os.O_RDONLY)] * 250)


def connect():
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(sys.argv[1])
    stream.sendall(b"L" + struct.pack("<I", 60_000))
    return stream


def send_files(stream):
    """False when the shepherd does not want any."""
    try:
        stream.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        return True
    except OSError:
        return False


stream = connect()
sent = 0
while sent < 500_000 and send_files(stream):
    sent += len(files)
if sent >= 500_000:
    stream.recv(1)
kept = []
for _ in range(70):
    kept.append(connect())
    send_files(kept[-1])
    time.sleep(0.01)  # what is not yet received counts against the sender
print(sent, flush=True)
sys.stdin.read()
