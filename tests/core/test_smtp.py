"""The line to the mail server: kept open, and opened anew where it is broken."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask

from eventsapp.core import mailer, outbox, smtp
from eventsapp.core.mailer import Letter
from tests import mailservers
from tests.installation import PATIENCE, wait_for


class Counter:
    """A mail server that counts who connects, and may not like a mail."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.sessions: list[int] = []
        self.answer = self.answer_to_sender = "250 ok"
        self.hangs_up = False
        self.has_hung_up = Event()

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Let somebody send, or do not."""
        envelope.mail_from = address
        return self.answer_to_sender

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, or do not."""
        self.sessions.append(id(session))
        if self.hangs_up:
            server.loop.call_later(0.05, self._hang_up, server)
        return self.answer

    def _hang_up(self, server: Any) -> None:
        server.transport.close()
        server.loop.call_soon(self.has_hung_up.set)


@pytest.fixture
def counter(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Counter, list[Controller]]]:
    """Send by a server of its own."""
    server = Counter()
    controller = mailservers.start(server)
    monkeypatch.setitem(app.config, "MAIL_PORT", controller.port)
    for name in ("mail", "smtp"):
        monkeypatch.setitem(app.extensions, name, app.extensions[name])
    smtp.init_app(app)
    running = [controller]
    yield server, running
    running.pop().stop()


def send() -> None:
    mailer.send(
        Letter(to="ana@example.org", subject="Hi", text="Hi\n", html="<p>Hi", message_id="<a@b>")
    )


def test_many_mails_go_over_one_line(counter: tuple[Counter, list[Controller]]) -> None:
    for _ in range(3):
        send()

    assert len(set(counter[0].sessions)) == 1


def test_a_line_is_opened_anew_after_many_mails(
    counter: tuple[Counter, list[Controller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "MOST", 2)
    for _ in range(4):
        send()

    one, two, three, four = counter[0].sessions
    assert (one == two, two != three, three == four) == (True, True, True)


def test_a_refused_mail_ends_nothing_but_its_line(
    counter: tuple[Counter, list[Controller]],
) -> None:
    counter[0].answer = "554 no"
    with pytest.raises(mailer.Refused, match="refused: 554"):
        send()
    counter[0].answer = "250 ok"

    send()

    assert len(counter[0].sessions) == 2


@pytest.mark.parametrize(
    "answer", ["530 5.7.0 authentication required", "550 5.7.1 not from you", "451 4.3.0 later"]
)
def test_what_a_server_has_against_us_does_not_condemn_a_mail(
    counter: tuple[Counter, list[Controller]], answer: str
) -> None:
    counter[0].answer_to_sender = answer
    with pytest.raises(OSError, match=answer[:3]) as refusal:
        send()

    assert not isinstance(refusal.value, outbox.GiveUp)


def test_a_mail_that_is_too_large_is_given_up(
    counter: tuple[Counter, list[Controller]],
) -> None:
    counter[0].answer_to_sender = "552 5.3.4 too large"

    with pytest.raises(mailer.Refused, match=r"refused: 552 5\.3\.4 too large"):
        send()


def test_a_wrong_password_does_not_condemn_a_mail(
    app: Flask, counter: tuple[Counter, list[Controller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = mailservers.start(
        counter[0], auth_required=True, auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
    )  # fmt: skip
    with monkeypatch.context() as settings:
        settings.setitem(app.config, "MAIL_PORT", strict.port)
        settings.setitem(app.config, "MAIL_USERNAME", "events")
        settings.setitem(app.config, "MAIL_PASSWORD", "wrong")
        smtp.init_app(app)
        with pytest.raises(OSError, match="535") as refusal:
            send()
    strict.stop()

    assert not isinstance(refusal.value, outbox.GiveUp)


def test_a_server_that_was_started_again_is_found_again(
    counter: tuple[Counter, list[Controller]],
) -> None:
    server, running = counter
    send()
    before = running.pop()
    before.stop()
    with pytest.raises(OSError, match="refused"):
        send()
    running.append(mailservers.start(server, before.port))

    send()

    assert len(server.sessions) == 2


def test_an_idle_line_is_closed(
    counter: tuple[Counter, list[Controller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "IDLE", 0.05)
    send()

    assert wait_for(lambda: not smtp.line().is_open)


def test_a_server_that_has_hung_up_is_called_again(
    counter: tuple[Counter, list[Controller]],
) -> None:
    counter[0].hangs_up = True
    send()
    assert counter[0].has_hung_up.wait(PATIENCE)

    send()

    assert len(counter[0].sessions) == 2
