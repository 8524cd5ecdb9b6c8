"""Ports of loopback that are ours alone, whatever other tests run beside us."""

import random
import socket

#: Below those that systems give to outgoing connections, which take any that is free.
PORTS = range(20_000, 32_000)
#: A UDP socket at the same number says that the port is taken; it goes with this process.
_marks: list[socket.socket] = []


def own_port() -> int:
    """Return a port on which nobody listens, and which no other test will get meanwhile."""
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            mark.bind(("127.0.0.1", port))
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            mark.close()
        else:
            _marks.append(mark)
            return port
    raise OSError("no port is free")
