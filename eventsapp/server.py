"""The processes of one installation: web server, worker, mail catcher, and who watches them."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import click
from aiosmtpd.smtp import SMTP
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from eventsapp.app import create_app
from eventsapp.core import clock, runner
from eventsapp.core.settings import ConfigurationError

#: Seconds: a process that ends sooner than this after its start is started again more slowly.
SETTLED = 5.0
PATIENCE = 15.0
#: A thread that words mails must not let one that talks to the mail server wait at each answer.
SWITCH_INTERVAL = 0.0005


def serve(host: str, port: int, workers: int) -> None:
    """Serve the application with Granian until told to stop."""
    Granian(
        "eventsapp.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        backlog=2048,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def work(threads: int) -> None:
    """Handle messages with Huey's consumer until told to stop."""
    app = create_app()
    if "huey" not in app.extensions:
        raise ConfigurationError("EVENTSAPP_QUEUE_ENABLED is false: there is no queue to work on.")
    sys.setswitchinterval(SWITCH_INTERVAL)
    consumer = runner.queue(app).create_consumer(
        workers=threads, initial_delay=0.05, max_delay=0.5, backoff=1.15
    )
    consumer.run()


class Catcher:
    """Keep each mail as a file instead of sending it on."""

    def __init__(self, folder: Path) -> None:
        """Keep mails in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002 -- aiosmtpd's names
        """Keep one mail under the moment it came."""
        stamp = f"{clock.now():%Y%m%dT%H%M%S.%f}"
        draft = self.folder / f".{stamp}"
        draft.write_bytes(envelope.content)
        draft.rename(self.folder / f"{stamp}.eml")
        return "250 kept"


def catch_mail(folder: Path, listening: socket.socket) -> None:
    """Take mails at a socket that listens, until told to stop."""

    async def take() -> None:
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        catcher = Catcher(folder)
        await loop.create_server(
            lambda: SMTP(catcher, enable_SMTPUTF8=True, loop=loop), sock=listening
        )
        await stopping.wait()

    asyncio.run(take())


def is_free(host: str, port: int) -> bool:
    """Tell whether we could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Watcher:
    """Start processes, start those again that end, and stop all of them together."""

    def __init__(self, commands: dict[str, list[str]], sockets: dict[str, int]) -> None:
        """Take the arguments of ``eventsapp`` for each process, by its name.

        Some are handed an open socket, by its number: it outlives whoever serves it.
        """
        self._commands, self._sockets = commands, sockets
        self._running: dict[str, tuple[subprocess.Popen[bytes], datetime]] = {}
        self._stopping = False

    def watch(self) -> None:
        """Start all and stay until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for name in self._commands:
            self._start(name)
        while not self._stopping:
            time.sleep(0.2)
            for name, (process, began) in list(self._running.items()):
                if process.poll() is not None and not self._stopping:
                    click.echo(f"{name} ended ({process.returncode}); starting it again.", err=True)
                    if (clock.now() - began).total_seconds() < SETTLED:
                        time.sleep(1)
                    self._start(name)
        self._end()

    def _start(self, name: str) -> None:
        command = [sys.executable, "-m", "eventsapp.cli", *self._commands[name]]
        handed = [self._sockets[name]] if name in self._sockets else []
        process = subprocess.Popen(command, start_new_session=True, pass_fds=handed)  # noqa: S603 -- ourselves
        self._running[name] = (process, clock.now())

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        for process, _began in self._running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process, _began in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
