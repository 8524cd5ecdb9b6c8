"""A mail server of its own process: what it acknowledged is on the disk. ``sink.py PORT FILE``."""

import os
import signal
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """Append who got which Message-ID to a file, one mail at a time, before it says yes."""

    def __init__(self, path: Path) -> None:
        """Go on with the file, if it is there."""
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one mail; nothing else happens meanwhile, for it awaits nothing."""
        mail = message_from_bytes(envelope.content)
        os.write(self.file, f"{mail['Message-ID']} {envelope.rcpt_tos[0]}\n".encode())
        os.fsync(self.file)
        return "250 on the disk"


def taken(path: Path) -> list[tuple[str, str]]:
    """Return what was taken: (Message-ID, address), in order."""
    text = path.read_text() if path.exists() else ""
    return [(words[0], words[1]) for line in text.splitlines() if (words := line.split())]


if __name__ == "__main__":
    controller = Controller(Sink(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    signal.pause()
