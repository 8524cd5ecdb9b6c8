"""A mailing goes to exactly whom it was confirmed for, once, and when its moment comes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import Status, TeamRole
from eventsapp.events.services.changes import note_change
from eventsapp.events.services.lifecycle import cancel
from eventsapp.experts.rules import ApplicationStatus, CallStatus, CriterionPlan
from eventsapp.experts.services import calls
from eventsapp.experts.services.calls import CallPlan
from eventsapp.experts.services.deadlines import extend
from eventsapp.mailings.models import Mailing
from eventsapp.mailings.queries.audience import gathering
from eventsapp.mailings.queries.mailings import due_of, progress_of, recipient_ids
from eventsapp.mailings.rules import Anchor, Audience, MailingState, Plan, Side, Unit
from eventsapp.mailings.services import mailings as services
from eventsapp.mailings.services.wordings import CannotBeSent
from eventsapp.notices import services as notices
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import Choice, Group, Withheld
from eventsapp.registration.models import Registration
from tests import factories
from tests.conftest import MailServer, deliver

EVERYBODY = Audience(places=("confirmed",))
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def event(db: Session) -> Event:
    """Make an event of one day in April, with three people."""
    with time_machine.travel(NOON, tick=False):
        made = factories.event(
            slug="water",
            title=Words.of(en="Water", es="Agua"),
            date=FuzzyDate.days(date(2027, 4, 10)),
            timezone="America/Mexico_City",
            languages=["en", "es"],
            contact_email="team@example.org",
        )
        for name, locale in (("Ana", "es"), ("Ben", "en"), ("Cai", "fr")):
            factories.registration(
                made, name=name, email=f"{name.lower()}@example.org", locale=locale
            )
    return made


@pytest.fixture
def organiser(event: Event) -> Account:
    """Make its organiser."""
    return factories.team(event, TeamRole.CO_ORGANISER)


def write(event: Event, organiser: Account, plan: Plan | None = None, **given: Any) -> Mailing:
    said = {
        "subject": Words.of(en="News: {event}", es="Noticias: {event}"),
        "text": Words.of(en="Dear {name},\n\n{link}", es="Hola {name}:\n\n{link}"),
        "audience": EVERYBODY,
        "plan": plan or Plan(),
    }
    return services.draft(event, organiser, **said | given)


def confirm(mailing: Mailing, organiser: Account) -> None:
    people = gathering(mailing.event, mailing.audience)
    services.confirm(mailing, organiser, people.seal(mailing.version))


def call_until(closes_at: datetime) -> CallPlan:
    return CallPlan(
        profile=Words.of(en="People who know the field"),
        seats=3,
        opens_at=NOON,
        closes_at=closes_at,
        timezone="UTC",
        sectors=["labor"],
        cv_required=False,
        criteria=[CriterionPlan(name=Words.of(en="Expertise"), weight=100)],
        targets=[],
    )


def work(db: Session, at: datetime) -> None:
    """Let the worker do twice what is due at a moment."""
    db.commit()
    with time_machine.travel(at, tick=False):
        deliver()
        deliver()


def test_a_mailing_leaves_after_two_minutes_to_each_in_their_language(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)

    work(db, NOON + timedelta(minutes=1))
    assert (mails.subjects(), mailing.state) == ([], MailingState.SCHEDULED)
    work(db, NOON + timedelta(minutes=2))

    assert sorted(mails.subjects()) == [
        ("ana@example.org", "Noticias: Agua"),
        ("ben@example.org", "News: Water"),
        ("cai@example.org", "News: Water"),
    ]
    assert mailing.state is MailingState.SENT
    [mail] = mails.to("ana@example.org")
    token = event_token(db, event, "ana@example.org")
    text = mail.get_body(("plain",)).get_content()
    assert "Hola Ana:" in text
    assert token in text
    assert mail["Reply-To"] == "team@example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_each_reads_times_by_the_clock_of_their_account_or_of_their_place(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    event.starts_at = datetime(2027, 4, 10, 15, tzinfo=UTC)
    event.ends_at = event.starts_at + timedelta(hours=8)
    factories.account(email="ben@example.org", timezone="Asia/Tokyo")
    for it in db.scalars(select(Registration).where(Registration.email != "cai@example.org")):
        it.timezone = "Europe/Madrid"
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser, text=Words.of(en="{dates}", es="{dates}"))
        confirm(mailing, organiser)

    work(db, NOON + timedelta(minutes=2))

    madrid, tokyo, mexico = clocks = ("UTC+2)", "UTC+9)", "UTC−6)")
    texts = {mail["To"]: mail.get_body(("plain",)).get_content() for mail in mails.mails}
    assert {to: [it for it in clocks if it in text] for to, text in texts.items()} == {
        "ana@example.org": [madrid, mexico],
        "ben@example.org": [tokyo, mexico],
        "cai@example.org": [mexico],
    }


def event_token(db: Session, event: Event, email: str) -> str:
    found = select(Registration).where(Registration.email == email)
    return db.scalars(found).one().token


def test_who_changed_since_it_was_shown_is_not_written_to(
    db: Session, event: Event, organiser: Account
) -> None:
    mailing = write(event, organiser)
    seal = gathering(event, EVERYBODY).seal(mailing.version)
    factories.registration(event)

    with pytest.raises(services.SetChanged):
        services.confirm(mailing, organiser, seal)
    assert mailing.state is MailingState.DRAFT


def test_words_that_changed_since_they_were_shown_are_not_sent(
    db: Session, event: Event, organiser: Account
) -> None:
    mailing = write(event, organiser)
    seal = gathering(event, EVERYBODY).seal(mailing.version)
    services.change(
        mailing, organiser, subject=Words.of(en="Other"), text=Words.of(en="Other"),
        audience=EVERYBODY, plan=Plan(), seen=1,
    )  # fmt: skip

    with pytest.raises(services.SetChanged):
        services.confirm(mailing, organiser, seal)


def test_two_who_change_it_at_once_do_not_overwrite_each_other(
    db: Session, event: Event, organiser: Account
) -> None:
    mailing = write(event, organiser)
    said = {
        "subject": Words.of(en="Other"), "text": Words.of(en="Other"),
        "audience": EVERYBODY, "plan": Plan(),
    }  # fmt: skip
    services.change(mailing, organiser, **said, seen=1)

    with pytest.raises(services.ChangedMeanwhile):
        services.change(mailing, organiser, **said, seen=1)


def test_nothing_is_sent_for_a_draft(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)
        event.status = Status.DRAFT
        with pytest.raises(services.NotPublic):
            confirm(write(event, organiser), organiser)

    work(db, NOON + timedelta(minutes=2))

    assert (mails.subjects(), mailing.state) == ([], MailingState.MISSED)


def test_people_of_a_cancelled_event_can_still_be_written_to_but_not_at_a_later_time(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        cancel(event, "A storm.")
        fees = write(event, organiser, subject=Words.of(en="Your fees", es="Su cuota"))
        confirm(fees, organiser)
        with pytest.raises(services.IsCancelled):
            confirm(write(event, organiser, Plan(anchor=Anchor.START, number=3)), organiser)

    work(db, NOON + timedelta(minutes=2))

    told = [it for it in mails.subjects() if it[1] in {"Your fees", "Su cuota"}]
    assert sorted(told) == [
        ("ana@example.org", "Su cuota"),
        ("ben@example.org", "Your fees"),
        ("cai@example.org", "Your fees"),
    ]
    assert fees.state is MailingState.SENT


def test_what_is_scheduled_is_missed_as_soon_as_the_event_is_cancelled(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    plans = (Plan(), Plan(anchor=Anchor.START, number=3))
    with time_machine.travel(NOON, tick=False):
        mailings = [write(event, organiser, plan) for plan in plans]
        for mailing in mailings:
            confirm(mailing, organiser)
        cancel(event, "A storm.")

    work(db, NOON)

    assert [(it.state, recipient_ids(it)) for it in mailings] == [(MailingState.MISSED, [])] * 2


def test_it_can_be_called_back_while_it_waits_and_sent_after_all(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)
        services.stop(mailing)
    work(db, NOON + timedelta(hours=1))
    assert (mails.subjects(), mailing.state, mailing.recipients) == ([], MailingState.DRAFT, [])

    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        confirm(mailing, organiser)
        services.send_at_once(mailing)
    work(db, NOON + timedelta(hours=2))

    assert len(mails.subjects()) == 3


def test_what_is_stopped_on_its_way_reaches_nobody_else(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    notices.hold(event.mail_scope, "Ada")
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)
    work(db, NOON + timedelta(minutes=2))

    left = services.stop(mailing)
    notices.let_go(event.mail_scope)
    work(db, NOON + timedelta(minutes=3))

    assert (left, mails.subjects(), mailing.state) == (3, [], MailingState.STOPPED)
    with pytest.raises(services.NothingToStop):
        services.stop(mailing)


def test_what_was_held_until_the_event_was_cancelled_is_not_sent(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    notices.hold(event.mail_scope, "Ada")
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)
    work(db, NOON + timedelta(minutes=2))

    cancel(event, "A storm.")
    notices.let_go(event.mail_scope)
    work(db, NOON + timedelta(minutes=3))

    assert sorted(mails.subjects()) == [
        ("ana@example.org", "Evento cancelado: Agua"),
        ("ben@example.org", "Event cancelled: Water"),
        ("cai@example.org", "Événement annulé : Water"),
    ]
    kept = db.scalars(select(Notice.withheld).where(Notice.kind == "mailing"))
    assert set(kept) == {Withheld.OVERTAKEN}


def test_what_is_stopped_is_not_in_the_mail_of_the_day_either(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    notices.choose("ana@example.org", Group.MAILINGS, Choice.DAILY)
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)
    work(db, NOON + timedelta(minutes=2))
    before = progress_of([mailing])[mailing.id]

    left = services.stop(mailing)
    work(db, NOON + timedelta(days=1))

    assert (left, mailing.state, mails.to("ana@example.org")) == (1, MailingState.STOPPED, [])
    assert before == {"sent": 2, "daily": 1}
    assert progress_of([mailing])[mailing.id] == {"sent": 2, "withheld": 1}


@pytest.mark.parametrize(
    ("plan", "due"),
    [
        (Plan(anchor=Anchor.START, number=3), "2027-04-07 09:00"),
        (Plan(anchor=Anchor.START, number=0, time=time(7, 30)), "2027-04-10 07:30"),
        (Plan(anchor=Anchor.START, number=2, unit=Unit.HOURS), "2027-04-09 22:00"),
        (Plan(anchor=Anchor.END, number=1, side=Side.AFTER), "2027-04-11 09:00"),
        (Plan(anchor=Anchor.END, number=2, unit=Unit.HOURS, side=Side.AFTER), "2027-04-11 02:00"),
        (Plan(anchor=Anchor.AT, at=datetime.fromisoformat("2027-03-05T08:00")), "2027-03-05 08:00"),
        (Plan(anchor=Anchor.REGISTRATION, number=1), None),
        (Plan(anchor=Anchor.CALL, number=1), None),
    ],
)
def test_a_moment_is_what_the_clock_on_the_wall_shows_where_the_event_is(
    event: Event, plan: Plan, due: str | None
) -> None:
    moment = due_of(event, plan)

    shown = moment and clock.wall(moment, "America/Mexico_City").strftime("%Y-%m-%d %H:%M")
    assert shown == due
    assert Plan.from_json(plan.as_json()) == plan


def test_hours_before_an_event_have_passed_when_it_begins_though_clocks_were_set(
    db: Session, event: Event
) -> None:
    event.timezone, event.starts_at = "Europe/Berlin", datetime(2027, 3, 28, 10, tzinfo=UTC)

    dues = [
        due_of(event, Plan(anchor=Anchor.START, number=number, unit=unit, time=time(12)))
        for number, unit in ((24, Unit.HOURS), (1, Unit.DAYS))
    ]

    assert dues == [
        datetime(2027, 3, 27, 10, tzinfo=UTC),
        datetime(2027, 3, 27, 11, tzinfo=UTC),  # twelve o'clock there, on the day before
    ]


def test_a_second_click_and_a_second_organiser_change_nothing(
    db: Session, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser)
        confirm(mailing, organiser)
    due, recipients = mailing.due_at, recipient_ids(mailing)

    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        confirm(mailing, organiser)

    assert (mailing.due_at, recipient_ids(mailing)) == (due, recipients)


def test_a_moment_that_has_passed_or_is_not_known_is_refused(
    db: Session, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        passed = write(event, organiser, Plan(anchor=Anchor.START, number=60))
        unknown = write(event, organiser, Plan(anchor=Anchor.REGISTRATION, number=1))

        with pytest.raises(services.Passed):
            confirm(passed, organiser)
        with pytest.raises(services.NotKnown):
            confirm(unknown, organiser)


def test_a_reminder_moves_with_the_event_and_goes_to_whoever_fits_then(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser, Plan(anchor=Anchor.START, number=3))
        confirm(mailing, organiser)
        event.date = FuzzyDate.days(date(2027, 4, 20))
        note_change(event, moved=True)
    work(db, NOON + timedelta(minutes=1))
    assert mailing.due_at == datetime(2027, 4, 17, 15, tzinfo=UTC)

    factories.registration(event, name="Dee", email="dee@example.org")
    work(db, datetime(2027, 4, 7, 16, tzinfo=UTC))
    assert mailing.state is MailingState.SCHEDULED
    work(db, datetime(2027, 4, 17, 15, tzinfo=UTC))

    told = select(Notice.email).where(Notice.kind == "mailing", Notice.sent_at.is_not(None))
    assert sorted(db.scalars(told)) == [
        f"{name}@example.org" for name in ("ana", "ben", "cai", "dee")
    ]


def test_a_reminder_whose_moment_passes_by_a_move_is_not_sent_but_said_so(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser, Plan(anchor=Anchor.START, number=3))
        confirm(mailing, organiser)
        event.date = FuzzyDate.days(date(2027, 3, 2))
        note_change(event, moved=True)
    work(db, NOON)

    assert mailing.state is MailingState.MISSED
    assert "mailing" not in db.scalars(select(Notice.kind)).all()


def test_a_reminder_waits_while_the_event_has_no_date(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        mailing = write(event, organiser, Plan(anchor=Anchor.START, number=3))
        confirm(mailing, organiser)
        event.date = FuzzyDate.unknown()
        note_change(event, moved=True)
    work(db, NOON)
    assert (mailing.state, mailing.due_at) == (MailingState.SCHEDULED, None)

    with time_machine.travel(NOON, tick=False):
        event.date = FuzzyDate.days(date(2027, 4, 20))
        note_change(event, moved=True)
    work(db, NOON)

    assert mailing.due_at == datetime(2027, 4, 17, 15, tzinfo=UTC)


def test_a_reminder_moves_with_the_deadline_of_the_call(
    db: Session, mails: MailServer, event: Event, organiser: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        call = factories.call(event=event, closes_at=NOON + timedelta(days=10))
        factories.application(call, status=ApplicationStatus.DRAFT)
        mailing = write(
            event,
            organiser,
            Plan(anchor=Anchor.CALL, number=2),
            audience=Audience(stages=("draft",)),
        )
        confirm(mailing, organiser)
        before = mailing.due_at
        extend(call, NOON + timedelta(days=20))
    work(db, NOON)

    assert before is not None
    assert mailing.due_at == before + timedelta(days=10)


@pytest.mark.parametrize("days", [-4, 4], ids=["earlier", "later"])
def test_a_reminder_moves_with_the_deadline_of_a_call_that_is_still_a_draft(
    db: Session, mails: MailServer, event: Event, organiser: Account, days: int
) -> None:
    with time_machine.travel(NOON, tick=False):
        call = calls.save(event, call_until(NOON + timedelta(days=10)))
        mailing = write(
            event,
            organiser,
            Plan(anchor=Anchor.CALL, number=2),
            audience=Audience(stages=("draft",)),
        )
        confirm(mailing, organiser)
        before = mailing.due_at
        calls.save(event, call_until(NOON + timedelta(days=10 + days)))
    work(db, NOON)

    assert before is not None
    assert (call.status, mailing.state) == (CallStatus.DRAFT, MailingState.SCHEDULED)
    assert mailing.due_at == before + timedelta(days=days)


def test_outcomes_are_for_those_who_decide_and_only_once_they_are_sent(
    db: Session, event: Event, organiser: Account
) -> None:
    call = factories.closed_call(event=event, status=CallStatus.UNDER_REVIEW)
    chosen = Audience(stages=("selected",))

    with pytest.raises(services.NoResults):
        write(event, organiser, audience=chosen)
    call.notified_at = clock.now()
    mailing = write(event, organiser, audience=chosen)
    factories.application(call, account=organiser)
    with pytest.raises(services.NotYours):
        confirm(mailing, organiser)


def test_nobody_is_no_set(db: Session, event: Event, organiser: Account) -> None:
    mailing = write(event, organiser, audience=Audience(places=("waiting",)))

    with pytest.raises(services.Nobody):
        confirm(mailing, organiser)


def test_words_that_no_reader_should_see_are_refused_whoever_asks(
    db: Session, event: Event, organiser: Account
) -> None:
    with pytest.raises(CannotBeSent):
        write(event, organiser, text=Words.of(en="Dear {first_name}"))
    with pytest.raises(CannotBeSent):
        write(event, organiser, text=Words.of(en="Hello"), subject=Words.of(en="Hi", es="Hola"))
