"""A mail server of its own process: what it acknowledged is on the disk. ``sink.py PORT FILE``."""

import os
import signal
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

#: Ends a line that is on the disk as a whole: one that is being written, or in the middle of
#: which the mail server was killed, was never acknowledged.
WHOLE = "."


class Sink:
    """Append who got which Message-ID to a file, one mail at a time, before it says yes."""

    def __init__(self, path: Path) -> None:
        """Go on with the file, if it is there."""
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one mail; nothing else happens meanwhile, for it awaits nothing."""
        mail = message_from_bytes(envelope.content)
        os.write(self.file, f"\n{mail['Message-ID']} {envelope.rcpt_tos[0]} {WHOLE}".encode())
        os.fsync(self.file)
        return "250 on the disk"


def taken(path: Path) -> list[tuple[str, str]]:
    """Return what was taken: (Message-ID, address), in order."""
    lines = path.read_text().splitlines() if path.exists() else []
    whole = (words for line in lines if (words := line.split())[2:] == [WHOLE])
    return [(message_id, address) for message_id, address, _whole in whole]


if __name__ == "__main__":
    controller = Controller(
        Sink(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]), ready_timeout=120
    )
    controller.start()
    signal.pause()
