"""Mail servers of tests, on ports of their own, in a thread of this process."""

from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import own_port

#: Seconds until a machine with much else to do has started one.
PATIENCE = 120.0


def start(handler: Any, port: int = 0, **settings: Any) -> Controller:
    """Start a mail server whose mails a handler takes; ``stop()`` ends it."""
    controller = Controller(
        handler, hostname="127.0.0.1", port=port or own_port(), ready_timeout=PATIENCE, **settings
    )
    controller.start()
    return controller
