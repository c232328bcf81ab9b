# SPDX-License-Identifier: MIT
# flood.py SOCKET: bring a shepherd more open files than it may have, as parts of a message that never ends, and keep the
# connection until its end. Prints how many went.
import array
import os
import socket
import struct
import sys

files = array.array("i", [os.open("/dev/null", os.O_RDONLY)] * 250)
stream = socket.socket(socket.AF_UNIX)
stream.connect(sys.argv[1])
stream.sendall(b"L" + struct.pack("<I", 60_000))
sent = 0
try:
    while sent < 500_000:
        stream.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
        sent += len(files)
except OSError:
    pass
print(sent, flush=True)
if sent >= 500_000:
    stream.recv(1)
