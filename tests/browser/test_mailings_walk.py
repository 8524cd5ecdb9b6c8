"""Mails are looked at, held, let go and written to many, in a browser."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from eventsapp.accounts.queries import account_by_email
from eventsapp.core import clock
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.queries import event_by_slug
from eventsapp.events.rules import TeamRole
from eventsapp.notices.models import Notice
from eventsapp.notices.queries import message_key
from eventsapp.registration.services import register
from tests import factories
from tests.browser.conftest import Open, make_person, sign_in
from tests.installation import Installation, wait_for

pytestmark = pytest.mark.browser

ORGANISER, SLUG = "mona@example.org", "mailed-seminar"
MANAGE = f"/organise/events/{SLUG}"


@pytest.fixture(scope="module", autouse=True)
def seminar(house: Installation) -> None:
    """Publish an event with three people, whose confirmations are sent, and one failed mail."""
    make_person(house, ORGANISER, "Mona Reyes")
    with house.inside():
        title = Words.of(en="Seminar on decent recruitment", es="Seminario sobre contratación")
        event = factories.event(slug=SLUG, title=title, languages=["en", "es"], seats=40)
        factories.team(event, TeamRole.LEAD_ORGANISER, account_by_email(ORGANISER))
        for name, locale in (("Ana", "es"), ("Ben", "en"), ("Cai", "fr")):
            register(event, email=f"{name.lower()}@mailed.example", name=name, locale=locale)
        factories.db.session.commit()
        assert wait_for(lambda: _sent(event) == 3)
        _failed(event)


def _sent(event: Event) -> int:
    sent = select(func.count()).where(Notice.about == event.mail_scope, Notice.sent_at.is_not(None))
    factories.db.session.rollback()
    return factories.db.session.scalar(sent) or 0


def _failed(event: Event) -> None:
    now = clock.now()
    notice = factories.save(
        Notice(
            uid="failed-one", kind="registration_confirmed", about=event.mail_scope,
            scope=event.mail_scope, email="gone@mailed.example", locale="en",
            subject="Your seat", text="You have a seat.\n", html="", created_at=now,
        )
    )  # fmt: skip
    factories.save(
        Message(
            name="notice.posted", payload={"notice_id": notice.id}, key=message_key(notice.id),
            created_at=now, due_at=now, attempts=1, failed_at=now,
            error="NoSuchAddress: address refused: 550 5.1.1 The account does not exist",
        )
    )  # fmt: skip


def test_mails_are_seen_held_and_let_go(house: Installation, window: Open) -> None:
    organiser = window()
    sign_in(organiser, ORGANISER)

    organiser.visit(f"{MANAGE}/mails/").sees(
        "gone@mailed.example", "does not know this address", "Failed"
    )
    organiser.look("mails")
    organiser.follow("Your seat: Seminar").sees("(the reader’s private link)")
    organiser.look("mail")
    organiser.follow("As it looks").look("mail-as-it-looks")
    inside = organiser.page.frame_locator("iframe").locator("body")
    expect(inside).to_contain_text("(the reader’s private link)")
    organiser.visit(f"{MANAGE}/mails/")
    organiser.fill(reason="The venue may still change.").press("Hold all emails")
    organiser.sees("Emails of this event are held: none goes out.")
    with house.inside():
        event = event_by_slug(SLUG)
        assert event is not None
        register(event, email="dee@mailed.example", name="Dee", locale="en")
        factories.db.session.commit()
    organiser.visit(f"{MANAGE}/mails/?state=held")
    dee = organiser.page.get_by_text("dee@mailed.example")
    assert wait_for(lambda: dee.count() or (organiser.page.reload() and dee.count()))
    organiser.sees("Emails are held: 1 email is not sent yet.", "dee@mailed.example")
    organiser.look("mails-held")
    organiser.visit(f"{MANAGE}/team").sees("Emails are held: 1 email is not sent yet.")
    organiser.look("strip")
    organiser.press("Send them now", sure=True).sees("The emails are on their way")


def test_a_mailing_is_written_shown_and_confirmed(window: Open) -> None:
    organiser = window()
    sign_in(organiser, ORGANISER)

    organiser.visit(f"{MANAGE}/mails/mailings/").sees("No mailings yet")
    organiser.look("mailings-empty")
    organiser.follow("Reminder three days before")
    organiser.fill(subject__en="In three days {first_name}")
    organiser.press("Save and see who gets it").sees("There is no placeholder {first_name}")
    organiser.look("mailing-form-errors")
    organiser.fill(subject__en="In three days: {event}")
    organiser.press("Save and see who gets it").sees("3 days before the event begins", "Ana")
    organiser.look("mailing-to-confirm")
    button = organiser.page.get_by_role("button", name=re.compile(r"Schedule it \("))
    button.click()
    organiser.sees("It is scheduled.", "to everybody who matches then")
    organiser.look("mailing-scheduled")
    organiser.visit(f"{MANAGE}/mails/mailings/").sees(
        "Scheduled", "In three days: Seminar on decent"
    )
    organiser.look("mailings")
    organiser.follow("In three days").press("Stop", sure=True).sees("It is stopped")
    expect(organiser.page.get_by_role("main")).to_contain_text("Draft")
