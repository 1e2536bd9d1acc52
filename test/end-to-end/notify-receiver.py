"""The end of the socket that systemd listens on (sd_notify(3)); each message becomes a line with who sent it."""
import array
import os
import socket
import sys

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind(sys.argv[1])
print("listening", flush=True)
while True:
    message, ancillary, _, _ = receiver.recvmsg(4096, 4096)
    for level, kind, data in ancillary:
        # A barrier hands over a pipe and waits until it is closed.
        if kind == socket.SCM_RIGHTS:
            for handle in array.array("i", data):
                os.close(handle)
    print(message.decode().replace("\n", " "), flush=True)
