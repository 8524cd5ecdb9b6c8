"""Changing events."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.queries import entries_about
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate, Part, Precision
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.events import services
from eventsapp.events.models import AgendaItem, Event
from eventsapp.events.queries import troubles
from eventsapp.events.rules import ItemKind, ItemRole, Modality, PartyRole, Status, Task, TeamRole
from eventsapp.events.services.agenda import EndsBeforeStart, OutsideDays, RoomExists
from eventsapp.events.services.details import SeatsTaken
from eventsapp.events.services.lifecycle import CannotMove, NotReady, NotYetHeld, ReasonMissing
from eventsapp.events.services.parties import AlreadyHasTask, AlreadyParty
from eventsapp.events.services.team import AlreadyInTeam, LastOrganiser
from tests import factories
from tests.conftest import MailServer, deliver

DAY = date(2027, 4, 26)
DAYS = FuzzyDate.days(DAY, DAY + timedelta(days=1))
LATE_APRIL = FuzzyDate.in_part(2000, 4, Part.LATE, as_given="late April")


def news(db: Session, name: str) -> int:
    """Count the messages of a name."""
    return len(db.scalars(select(Message).where(Message.name == name)).all())


def ready(**fields: object) -> Event:
    """Save a draft that lacks nothing."""
    return factories.event(
        **{
            "status": Status.DRAFT,
            "date": DAYS,
            "city": "Sacramento",
            "contact_email": "questions@example.org",
        }
        | fields
    )


def item(event: Event, start: str, end: str, **fields: object) -> AgendaItem:
    """Add an agenda item on the first day."""
    starts, ends = (datetime.fromisoformat(f"{DAY}T{clock}") for clock in (start, end))
    defaults = {"kind": ItemKind.PRESENTATION, "title": Words.of(en=f"At {start}")}
    return services.add_item(event, starts=starts, ends=ends, **(defaults | fields))


def times(event: Event) -> list[tuple[str, str, str]]:
    """Return title, start and end of the items, in order, by the event's clock."""
    return [
        (
            each.title["en"],
            f"{clock.wall(each.starts_at, event.timezone):%m-%d %H:%M}",
            f"{clock.wall(each.ends_at, event.timezone):%m-%d %H:%M}",
        )
        for each in event.agenda
    ]


# --- details ---


def test_a_new_event_is_a_draft_that_its_maker_leads(db: Session) -> None:
    maker = factories.organiser()

    event = services.create_event(
        maker, kind="workshop", title=Words.of(en="Best practices: Sacramento"), date=LATE_APRIL
    )

    assert (event.status, event.slug) == (Status.DRAFT, "best-practices-sacramento-2000")
    assert [(m.account, m.role) for m in event.team] == [(maker, TeamRole.LEAD_ORGANISER)]
    assert [entry.action for entry in entries_about(f"event:{event.id}")] == ["event.created"]


def test_events_of_one_title_and_year_have_different_addresses(db: Session) -> None:
    slugs = [
        services.create_event(None, kind="workshop", title=Words.of(en="Taller")).slug
        for _ in range(3)
    ]

    assert slugs == ["taller", "taller-2", "taller-3"]


def test_a_title_may_be_new(db: Session) -> None:
    event = services.create_event(None, kind="workshop", title=Words.of(en="New"))

    assert event.slug == "new-2"  # /organise/events/new is a page


def test_a_fuzzy_date_is_kept_as_it_is(db: Session) -> None:
    event = services.create_event(
        None, kind="workshop", title=Words.of(en="Workshop"), date=LATE_APRIL
    )
    db.commit()

    assert event.date == LATE_APRIL
    assert (event.date.precision, event.date_start, event.starts_at) == (
        Precision.PART_OF_MONTH,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({"venue": "State Library"}, 1),
        ({"date": FuzzyDate.days(date(2027, 5, 1))}, 1),
        ({"timezone": "America/Santiago"}, 1),
        ({"modality": Modality.ONLINE}, 1),
        ({"summary": Words.of(en="Forty experts")}, 0),
        ({"seats": 40}, 0),
    ],
)
def test_only_what_a_calendar_shows_raises_the_sequence(
    db: Session, change: dict[str, object], sequence: int
) -> None:
    event = factories.event(date=DAYS)

    services.change_event(event, **change)

    assert (event.sequence, news(db, "event.changed")) == (sequence, 1)


def test_a_change_of_nothing_is_no_news(db: Session) -> None:
    event = factories.event(city="Sacramento")
    changed_at = event.changed_at

    services.change_event(event, city="Sacramento", title=Words(event.title))

    assert (event.changed_at, news(db, "event.changed")) == (changed_at, 0)


def test_nobody_loses_a_seat_to_a_smaller_room(db: Session) -> None:
    event = factories.event(seats=40, seats_taken=31)

    with pytest.raises(SeatsTaken):
        services.change_event(event, seats=30)

    assert event.seats == 40


def test_the_agenda_keeps_its_hours_when_the_event_moves(db: Session) -> None:
    event = factories.event(date=DAYS, timezone="America/Los_Angeles")
    item(event, "09:00", "10:00")

    services.change_event(
        event,
        date=FuzzyDate.days(date(2027, 12, 6), date(2027, 12, 7)),
        timezone="America/Santiago",
    )

    assert times(event) == [("At 09:00", "12-06 09:00", "12-06 10:00")]
    assert event.agenda[0].starts_at == datetime(2027, 12, 6, 12, tzinfo=UTC)
    assert news(db, "agenda.changed") == 2


def test_a_search_finds_title_place_organisation_and_series_folded(db: Session) -> None:
    event = factories.event(
        title=Words.of(es="Simposio sobre migración"), languages=["es"], city="San José",
        country="CR",
    )  # fmt: skip
    eclac = factories.organization(name=Words.of(en="Economic Commission"), acronym="ECLAC")

    services.add_party(event, eclac, PartyRole.LEAD)

    assert event.search_text.startswith("simposio sobre migracion san jose")
    assert [word in event.search_text for word in ("costa rica", "eclac")] == [True, True]


def test_a_series_is_found_again_by_its_name(db: Session) -> None:
    series = services.series_called("General Assembly")
    db.flush()

    assert services.series_called("general  assembly") is series
    assert services.series_called(" ") is None


def test_a_companion_takes_over_organisations_and_tasks(db: Session) -> None:
    body = factories.organization()
    source = factories.event()
    services.add_party(source, body, PartyRole.LEAD)
    services.add_task(source, body, Task.REPORT)
    companion = factories.event(companion=source)

    services.copy_organizations(companion, source)
    db.commit()

    assert [(p.organization, p.role) for p in companion.parties] == [(body, PartyRole.LEAD)]
    assert [(s.organization, s.task) for s in companion.tasks] == [(body, Task.REPORT)]
    assert source.companions == [companion]


# --- life cycle ---


@pytest.mark.parametrize(("when", "status"), [(DAYS, Status.OPEN), (LATE_APRIL, Status.PLANNED)])
def test_publishing_opens_an_event_of_known_days_and_announces_another(
    db: Session, when: FuzzyDate, status: Status
) -> None:
    event = ready(date=when)

    services.publish(event)

    assert (event.status, news(db, "event.published")) == (status, 1)
    assert [e.action for e in entries_about(f"event:{event.id}")] == [f"event.{status}"]


def test_a_refusal_says_all_that_is_missing(db: Session) -> None:
    event = ready(city=None, contact_email=None)

    with pytest.raises(NotReady) as refusal:
        services.publish(event)

    assert str(refusal.value.message) == (
        "Say in which city or at which venue it is held. Give an email address for questions."
    )
    assert event.status == Status.DRAFT


def test_an_announced_event_is_opened_once_its_days_are_known(db: Session) -> None:
    event = ready(date=LATE_APRIL)
    services.publish(event)
    services.change_event(event, date=DAYS)

    services.publish(event)

    assert event.status == Status.OPEN


def test_what_is_published_is_not_published_again(db: Session) -> None:
    with pytest.raises(CannotMove):
        services.publish(ready(status=Status.OPEN))


def test_postponing_forgets_the_hours_and_raises_the_sequence_once(db: Session) -> None:
    start = datetime(2027, 4, 26, 16, tzinfo=UTC)
    event = ready(status=Status.OPEN, starts_at=start, ends_at=start + timedelta(hours=8))

    services.postpone(event, FuzzyDate.in_month(2027, 6))

    assert (event.status, event.sequence) == (Status.POSTPONED, 1)
    assert (event.date, event.starts_at, event.ends_at) == (
        FuzzyDate.in_month(2027, 6),
        None,
        None,
    )


def test_a_postponed_event_comes_back_with_new_days(db: Session) -> None:
    event = ready(status=Status.OPEN)
    services.postpone(event, FuzzyDate.unknown())
    services.change_event(event, date=FuzzyDate.days(date(2027, 9, 1)))

    services.publish(event)

    assert event.status == Status.OPEN


def test_cancelling_needs_a_reason_and_is_for_good(db: Session) -> None:
    event = ready(status=Status.OPEN)
    with pytest.raises(ReasonMissing):
        services.cancel(event, "  ")

    services.cancel(event, "No money")

    assert (event.status, event.cancelled_reason, event.sequence) == (
        Status.CANCELLED,
        "No money",
        1,
    )
    assert news(db, "event.cancelled") == 1
    assert [(e.action, e.reason) for e in entries_about(f"event:{event.id}")] == [
        ("event.cancelled", "No money")
    ]
    with pytest.raises(CannotMove):
        services.publish(event)


def test_only_what_has_come_can_have_been_held(db: Session) -> None:
    ahead, past = ready(status=Status.OPEN), ready(status=Status.PLANNED, date=LATE_APRIL)
    with pytest.raises(NotYetHeld):
        services.mark_held(ahead)

    services.mark_held(past)

    assert (ahead.status, past.status) == (Status.OPEN, Status.HELD)


def test_a_report_follows_what_was_held(db: Session) -> None:
    held = ready(status=Status.HELD)

    services.mark_reported(held)

    assert held.status == Status.REPORTED
    with pytest.raises(CannotMove):
        services.mark_reported(ready(status=Status.OPEN))


def test_registration_closes_now_and_opens_again(db: Session) -> None:
    event = ready(status=Status.OPEN)

    services.close_registration(event)
    closed_at = event.registration_closes_at
    services.reopen_registration(event)

    assert closed_at is not None
    assert closed_at <= clock.now()
    assert event.registration_closes_at is None


# --- organisations ---


def test_an_organisation_has_a_role_once_and_may_have_several(db: Session) -> None:
    event, body = factories.event(), factories.organization()
    services.add_party(event, body, PartyRole.LEAD)
    services.add_party(event, body, PartyRole.HOST)

    with pytest.raises(AlreadyParty):
        services.add_party(event, body, PartyRole.LEAD)

    assert [p.role for p in event.parties] == [PartyRole.LEAD, PartyRole.HOST]


def test_parties_move_among_those_of_their_role(db: Session) -> None:
    event = factories.event()
    first, host, second, third = (
        services.add_party(event, factories.organization(), role)
        for role in (PartyRole.LEAD, PartyRole.HOST, PartyRole.LEAD, PartyRole.LEAD)
    )

    services.move_party(third, -1)
    services.move_party(first, -1)
    db.commit()

    leads = [party for party in event.parties if party.role is PartyRole.LEAD]
    assert leads == [first, third, second]
    assert host in event.parties


def test_a_removed_organisation_is_gone(db: Session) -> None:
    event = factories.event()
    party = services.add_party(event, factories.organization(), PartyRole.LEAD)
    task = services.add_task(event, party.organization, Task.FACILITATE)

    services.remove_party(party)
    services.remove_task(task)
    db.commit()

    assert (event.parties, event.tasks) == ([], [])


def test_a_task_is_given_once(db: Session) -> None:
    event, body = factories.event(), factories.organization()
    services.add_task(event, body, Task.SELECT_EXPERTS)

    with pytest.raises(AlreadyHasTask):
        services.add_task(event, body, Task.SELECT_EXPERTS)


# --- team ---


def test_an_invited_person_gets_a_mail_in_their_language(db: Session, mails: MailServer) -> None:
    event = factories.event(title=Words.of(en="Water", es="Agua"))
    factories.account(email="ana@example.org", locale="en")

    member = services.invite(event, " Ana@Example.org ", TeamRole.REVIEWER)
    db.commit()
    deliver()

    assert (member.account.email, member.role) == ("ana@example.org", TeamRole.REVIEWER)
    assert mails.subjects() == [("ana@example.org", "You have been added to the team of Water")]
    assert mails.link("ana@example.org", "/events/") == f"/events/{event.slug}/"
    assert [e.action for e in entries_about(f"event:{event.id}")] == ["event.team_added"]


def test_whoever_has_no_account_gets_one(db: Session) -> None:
    event = factories.event(languages=["es"])

    account = services.invite(event, "new@example.org", TeamRole.RAPPORTEUR).account

    assert (account.email, account.locale, account.confirmed_at) == (
        "new@example.org",
        "es",
        None,
    )


def test_a_role_taken_back_at_once_is_not_told(db: Session, mails: MailServer) -> None:
    event = factories.event()
    services.dismiss(services.invite(event, "ana@example.org", TeamRole.REVIEWER))
    db.commit()

    deliver()

    assert mails.subjects() == []


def test_a_person_has_a_role_once(db: Session) -> None:
    event = factories.event()
    services.invite(event, "ana@example.org", TeamRole.REVIEWER)

    with pytest.raises(AlreadyInTeam):
        services.invite(event, "ana@example.org", TeamRole.REVIEWER)


def test_the_last_organiser_stays(db: Session) -> None:
    event = factories.event()
    lead = services.invite(event, "lead@example.org", TeamRole.LEAD_ORGANISER)
    services.invite(event, "reviewer@example.org", TeamRole.REVIEWER)
    with pytest.raises(LastOrganiser):
        services.dismiss(lead)

    services.invite(event, "other@example.org", TeamRole.CO_ORGANISER)
    services.dismiss(lead)

    assert [m.role for m in event.team] == [TeamRole.REVIEWER, TeamRole.CO_ORGANISER]


# --- agenda ---


def test_an_item_is_timed_by_the_events_clock(db: Session) -> None:
    event = factories.event(date=DAYS, timezone="America/Los_Angeles")

    made = item(
        event,
        "09:00",
        "10:30",
        people=[services.Person(ItemRole.CHAIR, "Ana Prieto", "IOM")],
        room=services.add_room(event, "Blue room", 40),
    )

    assert made.starts_at == datetime(2027, 4, 26, 16, tzinfo=UTC)  # UTC-7 in April
    assert [(p.role, p.name, p.affiliation) for p in made.people] == [
        (ItemRole.CHAIR, "Ana Prieto", "IOM")
    ]
    assert (made.room, made.sequence) == (event.rooms[0], 0)
    assert news(db, "agenda.changed") == 1


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [
        ("2027-04-26T10:00", "2027-04-26T10:00", EndsBeforeStart),
        ("2027-04-25T10:00", "2027-04-25T11:00", OutsideDays),
        ("2027-04-27T23:00", "2027-04-28T01:00", OutsideDays),
    ],
)
def test_an_item_lies_within_the_days(
    db: Session, start: str, end: str, refusal: type[Exception]
) -> None:
    event = factories.event(date=DAYS)

    with pytest.raises(refusal):
        services.add_item(
            event,
            starts=datetime.fromisoformat(start),
            ends=datetime.fromisoformat(end),
            kind=ItemKind.BREAK,
            title=Words.of(en="Lunch"),
        )

    assert event.agenda == []


def test_an_event_of_fuzzy_date_takes_no_timed_items(db: Session) -> None:
    with pytest.raises(OutsideDays):
        item(factories.event(date=FuzzyDate.in_month(2027, 4)), "09:00", "10:00")


def test_a_changed_item_counts_its_changes(db: Session) -> None:
    event = factories.event(date=DAYS)
    made = item(event, "09:00", "10:00")

    services.change_item(
        made,
        starts=datetime.fromisoformat(f"{DAY}T11:00"),
        ends=datetime.fromisoformat(f"{DAY}T12:00"),
        kind=ItemKind.RATING,
        title=Words.of(en="Rating"),
    )

    assert times(event) == [("Rating", "04-26 11:00", "04-26 12:00")]
    assert (made.kind, made.sequence) == (ItemKind.RATING, 1)


def test_items_change_places_with_their_neighbours(db: Session) -> None:
    event = factories.event(date=DAYS)
    long = item(event, "09:00", "11:00")
    item(event, "11:30", "12:00")

    services.move_item(long, 1)
    services.move_item(long, 1)  # nothing is later: it stays

    assert times(event) == [
        ("At 11:30", "04-26 09:00", "04-26 09:30"),
        ("At 09:00", "04-26 10:00", "04-26 12:00"),
    ]


def test_items_at_one_time_change_their_order_only(db: Session) -> None:
    event = factories.event(date=DAYS)
    item(event, "09:00", "10:00", title=Words.of(en="One"))
    other = item(event, "09:00", "11:00", title=Words.of(en="Other"))

    services.move_item(other, -1)

    assert times(event) == [
        ("Other", "04-26 09:00", "04-26 11:00"),
        ("One", "04-26 09:00", "04-26 10:00"),
    ]


def test_clashes_are_named(db: Session) -> None:
    event = factories.event(date=DAYS)
    room = services.add_room(event, "Blue room")
    one = item(
        event, "09:00", "11:00", room=room, people=[services.Person(ItemRole.CHAIR, "José Ruiz")]
    )
    other = item(
        event, "10:00", "12:00", room=room, people=[services.Person(ItemRole.SPEAKER, "Jose Ruiz")]
    )
    item(event, "12:00", "13:00", room=room)

    found = [(t.one, t.other, t.room, len(t.people)) for t in troubles(event)]

    assert found == [(one, other, "Blue room", 1)]


def test_a_removed_item_is_gone(db: Session) -> None:
    event = factories.event(date=DAYS)
    made = item(event, "09:00", "10:00")

    services.remove_item(made)

    assert event.agenda == []


def test_a_room_has_its_name_alone_and_leaves_its_items(db: Session) -> None:
    event = factories.event(date=DAYS)
    room = services.add_room(event, "Blue room")
    made = item(event, "09:00", "10:00", room=room)
    with pytest.raises(RoomExists):
        services.add_room(event, " Blue room ")

    services.remove_room(room)
    db.commit()

    assert (event.rooms, made.room) == ([], None)
    assert made.sequence == 1  # calendars show another place
