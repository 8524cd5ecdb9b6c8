"""Mails in the organisers' own words: what is kept secret, left out and escaped."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from eventsapp.core import clock, outbox
from eventsapp.core.settings import ROOT
from eventsapp.core.words import LOCALES, Words
from eventsapp.notices.mails import Mail, Own, Placeholder, all_mails, mail_of, word
from eventsapp.notices.models import OwnWording
from eventsapp.notices.services import post, post_own
from eventsapp.registration.mails import context_of
from tests import factories
from tests.conftest import MailServer

NAME = Placeholder(name="name", label="Name", of="it", value=lambda it: it["it"], sample="Sample")
LINK = Placeholder(
    name="link", label="Link", of="url", value=lambda it: it["url"], is_link=True,
    is_secret=True, button="Open",
)  # fmt: skip
OWN = Own("Hello {name}", "Dear {name},\n\n{link}", (NAME, LINK), ("link",))


class Tags(HTMLParser):
    """Collects tags and where they lead."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one."""
        self.tags.append((tag, dict(attrs).get("href")))


def reword(event: object, kind: str, subject: str, text: str, **fields: object) -> OwnWording:
    return factories.save(
        OwnWording(
            scope=event.mail_scope, kind=kind, subject=subject, text=text, changed_by="Ana",
            changed_at=clock.now(), **{"locale": "en"} | fields,
        )
    )  # fmt: skip


def test_a_mail_of_its_own_words_is_filled_for_its_reader(db: Session, mails: MailServer) -> None:
    ana = factories.account(email="ana@example.org")

    post_own("x_letter", ana, OWN, it="Ana <b>", url="https://example.org/secret")
    db.commit()
    outbox.drain()

    [mail] = mails.to("ana@example.org")
    assert mail["Subject"] == "Hello Ana <b>"
    assert mail.get_body(("plain",)).get_content().splitlines() == [
        "Dear Ana <b>,",
        "",
        "Open:",
        "https://example.org/secret",
    ]
    html = mail.get_body(("html",)).get_content()
    assert "Dear Ana &lt;b&gt;," in html
    assert [href for _tag, href in Tags(html).tags if href] == ["https://example.org/secret"]


def test_a_preview_shows_no_secret_and_samples_of_what_is_not_known(db: Session) -> None:
    preview = Own(OWN.subject, OWN.text, OWN.placeholders, is_preview=True)

    wording = preview.word(factories.account(), {"url": "https://example.org/secret"})

    assert wording.subject == "Hello Sample"
    assert wording.text == "Dear Sample,\n\nOpen:\n(the reader’s private link)\n"
    assert "secret" not in wording.html
    assert [href for _tag, href in Tags(wording.html).tags if href] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(), st.text())
def test_nothing_typed_becomes_markup(db: Session, text: str, name: str) -> None:
    reader = OwnWording(locale="en")
    empty = Tags(Own("x", "x", ()).word(reader, {}).html).tags
    typed = f"{text}<script>{{name}}</p><a href='x'>"

    made = Tags(Own("x", typed, (NAME,)).word(reader, {"it": f"{name}<img>"}).html).tags

    assert {tag for tag in made if tag not in {("p", None), ("br", None)}} <= set(empty)


def test_organisers_words_are_sent_in_their_language_and_the_standard_ones_in_others(
    db: Session,
) -> None:
    event = factories.event(title=Words.of(en="Water"))
    reword(event, "registration_confirmed", "¡Hola, {name}!", "Ven.\n\n{link}", locale="es")
    reword(factories.event(), "registration_confirmed", "Not this event", "x {link}")

    def subject(locale: str) -> str:
        place = factories.registration(event, name="Eva", locale=locale)
        context = {"private_link": "https://example.org/x", **context_of(place)}
        kind = "registration_confirmed"
        return post(kind, to=place, scope=event.mail_scope, **context).subject

    assert [subject("es"), subject("en")] == ["¡Hola, Eva!", "Your seat: Water"]


def test_words_out_of_use_or_that_say_nothing_give_way_to_the_standard_ones(db: Session) -> None:
    event = factories.event(title=Words.of(en="Water"), contact_email=None)
    place = factories.registration(event)
    reword(event, "registration_confirmed", "Mine", "{link}", in_use=False)
    reword(event, "registration_cancelled", "{contact}", "{link}")
    context = {"private_link": "https://example.org/x", **context_of(place)}

    subjects = [
        word(kind, place, scope=event.mail_scope, **context).subject
        for kind in ("registration_confirmed", "registration_cancelled")
    ]

    assert subjects == ["Your seat: Water", "Cancelled: Water"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_to_start_from_may_be_kept_as_it_is(db: Session, locale: str) -> None:
    wrong = [
        (mail.kind, problem)
        for mail in all_mails()
        for own in [mail.start(locale)]
        for problem in own.subject_problems + own.text_problems
    ]
    assert len(all_mails()) > 30
    assert wrong == []


def test_every_mail_can_be_shown_to_an_invented_reader(db: Session) -> None:
    call = factories.call(event=factories.event(contact_email="us@example.org"))
    reader = factories.account()

    def shown(mail: Mail) -> dict[str, str]:
        context = mail.common(call.event)
        return {it.name: it.shown(context).text for it in mail.placeholders}

    empty = {(mail.kind, name) for mail in all_mails() for name, text in shown(mail).items()
             if not text}  # fmt: skip
    assert {name for _kind, name in empty} <= {"join_link", "calendar_link", "reason"}
    for mail in all_mails():
        start = mail.start("en")
        own = Own(start.subject, start.text, start.placeholders, is_preview=True)
        wording = own.word(reader, mail.common(call.event))
        assert re.findall("[{}]", wording.subject + wording.text) == []


def test_every_mail_that_may_be_worded_has_standard_words(db: Session) -> None:
    assert mail_of("x_letter") is None
    assert [it.kind for it in all_mails() if not (ROOT / "templates/mail" / it.kind).is_dir()] == []
