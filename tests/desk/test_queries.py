"""The desks show what is open to all, and each organiser what is theirs."""

from datetime import timedelta

from sqlalchemy.orm import Session

from eventsapp.accounts.models import RoleName
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.desk import queries
from eventsapp.desk.rules import ToDoKind
from eventsapp.events.models import Event
from eventsapp.events.rules import Status, TeamRole
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.mailings.queries import mails
from eventsapp.mailings.rules import MailState
from eventsapp.notices.models import Notice
from eventsapp.notices.queries import message_key
from eventsapp.notices.rules import Withheld
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Status as RegistrationStatus
from eventsapp.reports.models import Report, Version
from tests import factories

DAY = timedelta(days=1)


def call(event: Event, **fields: object) -> Call:
    now = clock.now()
    given = {
        "event_id": event.id,
        "status": CallStatus.PUBLISHED,
        "seats": 12,
        "opens_at": now - DAY,
        "closes_at": now + 5 * DAY,
        "timezone": "UTC",
    }
    return factories.save(Call(**given | fields))


def report(event: Event) -> Version:
    now = clock.now()
    made = factories.save(Report(event_id=event.id, created_at=now, changed_at=now))
    return factories.save(
        Version(
            report=made, number=1, published_at=now, published_by="Ada", document={}, pdf=b"%PDF"
        )
    )


def mail(about: str, *, failed: bool = False, sent: bool = False) -> Notice:
    now = clock.now()
    n = next(factories.number)
    notice = factories.save(
        Notice(
            uid=f"uid{n}",
            kind="any",
            about=about,
            scope=about if about.startswith("event:") else None,
            email="ada@example.org",
            locale="en",
            subject=f"Mail {n}",
            text="",
            html="",
            created_at=now,
            sent_at=now if sent else None,
        )
    )
    if not sent:
        factories.save(
            Message(
                name="notice.posted",
                payload={"notice_id": notice.id},
                key=message_key(notice.id),
                created_at=now,
                due_at=now + DAY,
                attempts=12 if failed else 1,
                failed_at=now if failed else None,
                error="SMTPServerDisconnected: no answer",
            )
        )
    return notice


def kinds(duties: list[queries.ToDo]) -> list[tuple[ToDoKind, str, int]]:
    return [(duty.kind, duty.title, duty.count) for duty in duties]


def test_only_calls_that_take_applications_now_are_open(db: Session) -> None:
    now = clock.now()
    open_now = call(factories.event())
    call(factories.event(), closes_at=now - timedelta(minutes=1))
    call(factories.event(), opens_at=now + DAY)
    call(factories.event(), status=CallStatus.DRAFT)
    call(factories.event(status=Status.DRAFT))
    call(factories.event(status=Status.CANCELLED))

    assert queries.open_calls(10) == [open_now]


def test_reports_are_there_once_published(db: Session) -> None:
    published, unpublished = factories.event(), factories.event()
    report(published)
    now = clock.now()
    factories.save(Report(event_id=unpublished.id, created_at=now, changed_at=now))

    assert queries.latest_reports(10) == [published]


def test_an_organiser_has_the_events_they_lead_an_administrator_all(db: Session) -> None:
    led, reviewed, other = factories.event(), factories.event(), factories.event()
    organiser = factories.team(led, TeamRole.LEAD_ORGANISER)
    factories.team(reviewed, TeamRole.REVIEWER, organiser)
    administrator = factories.account(role=RoleName.ADMINISTRATOR)

    mine = queries.organised_events(organiser, page=1, per_page=10)
    everything = queries.organised_events(administrator, page=1, per_page=10)

    assert mine == [led]
    assert set(everything) == {led, reviewed, other}
    assert queries.count_organised_events(organiser) == 1


def test_duties_are_found_for_ones_own_events_only(db: Session) -> None:
    today = clock.today("UTC")
    passed = factories.event(title=Words.of(en="Passed"), date=FuzzyDate.days(today - 3 * DAY))
    held = factories.event(
        title=Words.of(en="Held"), status=Status.HELD, date=FuzzyDate.days(today - 9 * DAY)
    )
    reported = factories.event(status=Status.HELD, date=FuzzyDate.days(today - 9 * DAY))
    report(reported)
    soon = factories.event(
        title=Words.of(en="Soon"),
        date=FuzzyDate.days(today + 10 * DAY),
        registration_closes_at=clock.now() + 3 * DAY,
        timezone="UTC",
    )
    later = factories.event(title=Words.of(en="Later"))
    call(soon)
    its_call = call(later, closes_at=clock.now() - timedelta(hours=1))
    for status in (ApplicationStatus.SUBMITTED, ApplicationStatus.DRAFT):
        factories.save(
            Application(
                call=its_call,
                account=factories.account(),
                status=status,
                created_at=clock.now(),
            )
        )
    factories.save(
        Registration(
            event_id=later.id,
            email="waits@example.org",
            name="W",
            status=RegistrationStatus.WAITING,
            asked_at=clock.now(),
            changed_at=clock.now(),
        )
    )
    organiser = factories.account()
    for event in (passed, held, reported, soon, later):
        factories.team(event, TeamRole.CO_ORGANISER, organiser)
    stranger = factories.organiser()

    assert kinds(queries.to_do(organiser)) == [
        (ToDoKind.OUTCOME, "Passed", 0),
        (ToDoKind.APPLICATIONS, "Later", 1),
        (ToDoKind.REPORT, "Held", 0),
        (ToDoKind.WAITING_LIST, "Later", 1),
        (ToDoKind.REGISTRATION_CLOSES, "Soon", 0),
        (ToDoKind.CALL_CLOSES, "Soon", 0),
        (ToDoKind.EVENT_BEGINS, "Soon", 0),
    ]
    assert queries.to_do(stranger) == []


def test_mails_that_failed_are_a_duty_of_those_they_concern(db: Session) -> None:
    event = factories.event()
    organiser = factories.team(event, TeamRole.LEAD_ORGANISER)
    mail(f"event:{event.id}", failed=True)
    mail(f"event:{event.id}")
    mail("account:4", failed=True)
    administrator = factories.account(role=RoleName.ADMINISTRATOR)

    assert kinds(queries.to_do(organiser)) == [(ToDoKind.FAILED_MAILS, "", 1)]
    assert kinds(queries.to_do(administrator)) == [(ToDoKind.FAILED_MAILS, "", 2)]


def test_mails_of_ones_events_are_seen_each_with_what_became_of_it(db: Session) -> None:
    event = factories.event()
    organiser = factories.team(event, TeamRole.LEAD_ORGANISER)
    about = f"event:{event.id}"
    sent, failed, waiting = mail(about, sent=True), mail(about, failed=True), mail(about)
    withheld = mail(about)
    withheld.withheld = Withheld.UNSUBSCRIBED
    mail("event:4711")

    seen = mails(queries.mails_seen_by(organiser))

    assert [(it.id, it.state) for it in seen] == [
        (withheld.id, MailState.WITHHELD),
        (waiting.id, MailState.WAITING),
        (failed.id, MailState.FAILED),
        (sent.id, MailState.SENT),
    ]
    assert queries.slugs_of(seen) == {about: event.slug}
