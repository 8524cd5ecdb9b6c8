"""The line to the mail server: one a process, kept open between mails.

One mail at a time: a process that is killed was in the middle of no more than one, so no more than
one is sent again.
"""

import smtplib
import ssl
import time
from contextlib import suppress
from email.message import EmailMessage
from http import HTTPStatus
from threading import RLock, Timer
from typing import Any

from flask import Flask, current_app

#: Seconds after its last mail until a line is closed.
IDLE = 10.0
#: Mails after which it is opened anew: many servers want that.
MOST = 100
_YES = HTTPStatus.MULTIPLE_CHOICES


class Line:
    """A connection to the mail server, opened when it is needed."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Take the settings MAIL_*."""
        #: Who holds it is the only one in this process who sends.
        self.turn = RLock()
        self._settings = settings
        self._host: smtplib.SMTP | None = None
        self._sent = 0
        self._last = 0.0
        self._is_watched = False

    def send(self, mail: EmailMessage, *, sender: str) -> None:
        """Hand over one mail; whatever goes wrong is raised, and ends the line."""
        with self.turn:
            host = self._ready()
            try:
                host.send_message(mail, from_addr=sender)
            except BaseException:
                host.close()
                self._host = None
                raise
            self._sent += 1
            self._last = time.monotonic()

    def _ready(self) -> smtplib.SMTP:
        """Return the open line, if the server still answers on it; else a new one."""
        if self._host is not None and (self._sent >= MOST or not _answers(self._host)):
            self._close()
        if self._host is None:
            self._host, self._sent, self._last = self._open(), 0, time.monotonic()
            self._watch(IDLE)
        return self._host

    def _open(self) -> smtplib.SMTP:
        where = str(self._settings["MAIL_SERVER"]), int(self._settings["MAIL_PORT"])
        patience = float(self._settings["MAIL_TIMEOUT"])
        if self._settings["MAIL_USE_SSL"]:
            trust = ssl.create_default_context()
            host: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=patience, context=trust)
        else:
            host = smtplib.SMTP(*where, timeout=patience)
        try:
            if self._settings["MAIL_USE_TLS"]:
                host.starttls(context=ssl.create_default_context())
            if self._settings["MAIL_USERNAME"]:
                host.login(self._settings["MAIL_USERNAME"], self._settings["MAIL_PASSWORD"])
        except BaseException:
            host.close()
            raise
        return host

    def _close(self) -> None:
        host, self._host = self._host, None
        if host is not None:
            with suppress(OSError):
                host.quit()

    def _watch(self, seconds: float) -> None:
        if not self._is_watched:
            self._is_watched = True
            timer = Timer(seconds, self._close_if_idle)
            timer.daemon = True
            timer.start()

    def _close_if_idle(self) -> None:
        with self.turn:
            self._is_watched = False
            left = self._last + IDLE - time.monotonic()
            if self._host is not None and left > 0:
                self._watch(left)
            else:
                self._close()


def _answers(host: smtplib.SMTP) -> bool:
    """Tell whether the server is still there; it forgets what was left half done."""
    try:
        return host.rset()[0] < _YES
    except OSError:
        return False


def line() -> Line:
    """Return the line of this process."""
    made: Line = current_app.extensions["smtp"]
    return made


def init_app(app: Flask) -> None:
    """Give the application its line."""
    app.extensions["smtp"] = Line(app.config)
