"""Why a mail does not get through, and what of it organisers may read."""

import pytest

from eventsapp.mailings.rules import Reason, answer_in, reason_of
from eventsapp.mailings.rules.secrets import page_without_secrets, without_secrets


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("NoSuchAddress: address refused: 550 5.1.1 no such user", Reason.NO_SUCH_ADDRESS),
        ("GiveUp: address refused: [550]", Reason.NO_SUCH_ADDRESS),
        ("Refused: refused: 552 5.2.2 mailbox full", Reason.FULL),
        ("SMTPDataError: (452, b'4.2.2 over quota')", Reason.FULL),
        ("Refused: refused: 554 5.7.1 blocked for spam", Reason.NOT_WANTED),
        ("Refused: refused: 550 5.7.26 not authenticated", Reason.NOT_WANTED),
        ("Refused: refused: 552 5.3.4 too big", Reason.TOO_LARGE),
        ("SMTPSenderRefused: (451, b'4.7.1 greylisted')", Reason.LATER),
        ("SMTPResponseException: (421, b'try later')", Reason.LATER),
        ("Refused: refused: 556 5.1.10 no mail here", Reason.NO_SUCH_ADDRESS),
        ("Refused: refused: 521", Reason.REFUSED),
        ("SMTPServerDisconnected: no answer", Reason.UNREACHABLE),
        ("ConnectionRefusedError: [Errno 111] Connection refused", Reason.UNREACHABLE),
        ("TimeoutError: timed out", Reason.UNREACHABLE),
        ("SMTPAuthenticationError: (535, b'5.7.8 bad credentials')", Reason.SIGN_IN),
        ("SMTPSenderRefused: (530, b'5.7.0 Authentication required', 'a@b')", Reason.SIGN_IN),
        ("KeyError: 'title'", Reason.OURS),
    ],
)
def test_what_a_mail_server_says_is_read_in_plain_words(said: str, reason: Reason) -> None:
    assert reason_of(said) is reason


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        ("NoSuchAddress: address refused: 550 5.1.1 no such user", "550 5.1.1 no such user"),
        ("Refused: refused: 554 spam", "554 spam"),
        ("550 5.1.1 relay refused: you", "550 5.1.1 relay refused: you"),
        ("KeyError: 'title'", "KeyError: 'title'"),
    ],
)
def test_what_a_mail_server_said_is_shown_without_our_own_words(error: str, answer: str) -> None:
    assert answer_in(error) == answer


def test_private_addresses_are_covered_and_others_stay() -> None:
    text = "See https://a.example/places/s3cret, or https://a.example/events/water (public)."

    covered = without_secrets(text, lambda url: "s3cret" in url, "(private)")

    assert covered == "See (private) or https://a.example/events/water (public)."


@pytest.mark.parametrize(
    ("html", "covered"),
    [
        (
            '<a href="https://a.example/s3cret" style="color:red">https://a.example/s3cret</a>',
            '<a style="color:red">(private)</a>',
        ),
        (
            "<a href='https://a.example/?a=1&amp;key=s3cret'>Open</a> &lt;b&gt; &amp; more",
            "<a>Open</a> &lt;b&gt; &amp; more",
        ),
        ("https://a.example/&#115;3cret", "(private)"),
        ("<a href=https&colon;//a.example/s3cret>Open</a>", "<a>Open</a>"),
        (
            '<!DOCTYPE html><a lang="es" href="https://a.io/?a&amp;b">&lt;</a>',
            '<!DOCTYPE html><a lang="es" href="https://a.io/?a&amp;b" target="_blank">&lt;</a>',
        ),
        ("<p onclick=x() class=y data-s3cret=1>Hi<!-- s3cret --><br></p>", "<p>Hi<br></p>"),
    ],
)
def test_private_addresses_are_covered_in_a_page_too(html: str, covered: str) -> None:
    assert page_without_secrets(html, lambda url: "s3cret" in url, "(private)") == covered
