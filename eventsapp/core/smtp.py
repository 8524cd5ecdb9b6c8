"""The line to the mail server: one a process, kept open between mails.

One mail at a time: a process that is killed was in the middle of no more than one, so no more than
one is sent again.
"""

import select
import smtplib
import ssl
import time
from contextlib import suppress
from email.message import EmailMessage
from functools import cache
from threading import RLock, Timer

from flask import Flask, current_app
from flask_mail import Connection, Mail

#: Seconds after its last mail until a line is closed.
IDLE = 10.0
#: Mails after which it is opened anew: many servers want that.
MOST = 100


@cache
def trust() -> ssl.SSLContext:
    """Return whom to believe that they are our mail server; reading that takes long."""
    return ssl.create_default_context()


class Checked(Connection):
    """Flask-Mail's connection, which asks the server who it is, and does not wait for ever."""

    def configure_host(self) -> smtplib.SMTP:
        """Open it as the settings MAIL_* say."""
        mail, patience = self.mail, float(current_app.config["MAIL_TIMEOUT"])
        if mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.server, mail.port, timeout=patience, context=trust()
            )
        else:
            host = smtplib.SMTP(mail.server, mail.port, timeout=patience)
        try:
            if mail.use_tls:
                host.starttls(context=trust())
            if mail.username:
                host.login(mail.username, mail.password)
        except BaseException:
            host.close()
            raise
        return host


class Line:
    """A connection to the mail server, opened when it is needed."""

    def __init__(self, connection: Checked) -> None:
        """Keep what opens it."""
        #: Who holds it is the only one in this process who sends.
        self.turn = RLock()
        self._connection = connection
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

    @property
    def is_open(self) -> bool:
        """Whether it is connected, as far as we know."""
        return self._host is not None

    def _ready(self) -> smtplib.SMTP:
        """Return the open line, if the server is still there; else a new one."""
        if self._host is not None and (self._sent >= MOST or not _is_there(self._host)):
            self._close()
        if self._host is None:
            self._host, self._sent, self._last = (
                self._connection.configure_host(),
                0,
                time.monotonic(),
            )
            self._watch(IDLE)
        return self._host

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


def _is_there(host: smtplib.SMTP) -> bool:
    """Tell whether the server has neither left nor said that it will: it speaks when spoken to."""
    if host.sock is None:
        return False
    heard = select.poll()
    heard.register(host.sock, select.POLLIN)
    return not heard.poll(0)


def line() -> Line:
    """Return the line of this process."""
    made: Line = current_app.extensions["smtp"]
    return made


def init_app(app: Flask) -> None:
    """Give the application its line."""
    mail = Mail(app)
    app.extensions["smtp"] = Line(Checked(mail))
