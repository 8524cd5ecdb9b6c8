"""A small closed-loop HTTP client: as many connections as asked, one request under way on each."""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context

CONNECTIONS = 4
Request = Callable[[int], bytes]


@dataclass(frozen=True)
class Load:
    """What a load of one kind of request came to."""

    rate: float
    p50: float
    p99: float
    bytes_each: int

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.rate:8.0f}/s   p50 {self.p50 * 1e3:6.2f} ms   p99 {self.p99 * 1e3:6.2f} ms"


def load(port: int, request: Request, *, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Send requests for some seconds from a process of its own, and say how fast they were."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, port, request, seconds, connections))
    process.start()
    result = ours.recv()
    process.join()
    if isinstance(result, Exception):
        raise result
    return result  # type: ignore[no-any-return]


def _run(pipe, port: int, request: Request, seconds: float, connections: int) -> None:
    try:
        pipe.send(_loop(port, request, seconds, connections))
    except Exception as error:  # noqa: BLE001 -- told to the parent
        pipe.send(error)


def _loop(port: int, request: Request, seconds: float, connections: int) -> Load:
    numbers, took, size = count(), [], 0
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = _send(sock, request(next(numbers)))
        selector.register(sock, selectors.EVENT_READ, [began, bytearray()])
    start = time.perf_counter()
    end = start + seconds
    while (now := time.perf_counter()) < end:
        for key, _events in selector.select(1):
            sock, state = key.fileobj, key.data
            assert isinstance(sock, socket.socket)
            state[1] += sock.recv(1 << 20)
            if not _is_whole(state[1]):
                continue
            took.append(time.perf_counter() - state[0])
            size = len(state[1])
            state[0], state[1] = _send(sock, request(next(numbers))), bytearray()
    if not took:
        raise RuntimeError("no answer in time")
    took.sort()
    elapsed = now - start
    return Load(len(took) / elapsed, took[len(took) // 2], took[int(len(took) * 0.99)], size)


def _send(sock: socket.socket, request: bytes) -> float:
    sock.sendall(request)
    return time.perf_counter()


def _is_whole(answer: bytearray) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    status = int(head.split(b" ", 2)[1])
    if status >= 400:
        raise RuntimeError(f"answer {status}")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    if lengths:
        return len(body) >= int(lengths[0].split(b":")[1])
    if b"transfer-encoding: chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    return True


def get(path: str, **headers: str) -> Request:
    """Return a request of one page."""
    named = (f"{name.replace('_', '-')}: {value}" for name, value in headers.items())
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *named]
    whole = ("\r\n".join(lines) + "\r\n\r\n").encode()
    return lambda _number: whole


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
