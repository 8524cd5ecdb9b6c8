"""Until when experts are asked to rate: said by the facilitator, kept, reminded of."""

from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.deliberation import services
from eventsapp.deliberation.queries import ratings_owed
from eventsapp.deliberation.services import Answer
from eventsapp.duties.handlers import look
from eventsapp.duties.queries import waiting_for
from eventsapp.events.rules import TeamRole
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements

TASK = "Rate the proposed practices: Water"


def test_experts_with_something_left_to_rate_are_reminded_by_the_date(
    db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Water"))
    proposal = factories.proposal(event)
    done, slow = factories.expert(event), factories.expert(event)
    asked = services.open_round(event)
    services.ask_until(asked, clock.today(event.timezone) + timedelta(days=20))
    services.rate(asked, done, {proposal.id: Answer(7, "")})
    db.commit()
    look()
    deliver()
    told = len(mails.mails)
    due = asked.due_at
    assert due is not None

    for days in (-14, -3, 1, 14):
        db.commit()
        with time_machine.travel(due + timedelta(days=days), tick=False):
            look()
            deliver()

    assert mails.subjects()[told:] == [
        (slow.email, f"Due in 14 days: {TASK}"),
        (slow.email, f"Due in 3 days: {TASK}"),
        (slow.email, f"Late: {TASK}"),
        (slow.email, f"Late: {TASK}"),
    ]
    assert [[it.task for it in waiting_for(person)] for person in (done, slow)] == [[], [TASK]]


def test_more_rounds_ask_the_database_no_more(db: Session) -> None:
    def count() -> int:
        for _ in range(3):
            event = factories.event()
            factories.proposal(event)
            factories.expert(event)
            services.ask_until(services.open_round(event), clock.today("UTC") + timedelta(days=9))
        db.commit()
        db.expunge_all()
        with statements() as asked:
            assert list(ratings_owed(None))
        return len(asked)

    assert count() == count()


def test_a_place_that_is_only_known_by_its_mail_address_is_its_persons(db: Session) -> None:
    event = factories.event(title=Words.of(en="Water"))
    factories.proposal(event)
    person = factories.expert(event)
    place = factories.registration(event, email="other@example.org", category="expert")
    unproven = factories.account(email="other@example.org", confirmed_at=None)
    asked = services.open_round(event)
    before = [it.task for it in waiting_for(unproven)]
    unproven.confirmed_at = clock.now()
    db.commit()

    after = [it.task for it in waiting_for(unproven)]

    assert (before, after) == ([], [TASK])
    assert [it.task for it in waiting_for(person)] == [TASK]
    assert (place.account_id, asked.due_at) == (None, None)


def test_a_facilitator_says_until_when_and_takes_it_back(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    factories.proposal(event)
    expert = factories.expert(event)
    leader = factories.team(event, TeamRole.FACILITATOR)
    page = f"/organise/events/{event.slug}/practices/rounds/due"
    sign_in(client, leader)
    none_open = client.get(page).status_code
    asked = services.open_round(event)
    today = clock.today(event.timezone)

    late = client.post(page, data={"day": (today - timedelta(days=1)).isoformat()})
    fine = client.post(page, data={"day": today.isoformat()})
    kept = asked.due_at
    shown = client.get(f"/organise/events/{event.slug}/practices/").text
    sign_in(client, expert)
    rating = client.get(f"/events/{event.slug}/practices/rate").text
    sign_in(client, leader)
    client.post(page, data={"day": ""})

    assert (none_open, late.status_code, fine.status_code) == (404, 422, 302)
    assert "Choose a day that has not passed." in late.text
    assert kept == clock.end_of(today, event.timezone)
    assert "Ratings are due:" in shown
    assert "Please rate by" in rating
    assert asked.due_at is None
