"""Finding events."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate, Part
from eventsapp.core.words import Words
from eventsapp.events import services
from eventsapp.events.models import Event
from eventsapp.events.queries import (
    Filter,
    When,
    count_public_events,
    events_to_choose_from,
    past_public,
    public_events,
    upcoming_public,
    years_of_public_events,
)
from eventsapp.events.rules import Kind, PartyRole, Status, TeamRole
from tests import factories


def event(title: str, when: FuzzyDate, **fields: object) -> Event:
    """Save an event that searches find."""
    made = factories.event(title=Words.of(en=title), date=when, **fields)
    services.refresh_search_text(made)
    return made


def titles(events: list[Event]) -> list[str]:
    return [each.title["en"] for each in events]


@pytest.fixture
def summit(db: Session) -> None:
    """Save some events of the founding example."""
    event("Second Summit", FuzzyDate.unknown(), kind=Kind.SESSION, country="CL")
    event("Seminar", FuzzyDate.in_month(1998, 10), kind=Kind.SEMINAR, country="JM")
    event("Workshop", FuzzyDate.in_part(2000, 4, Part.LATE), city="Sacramento", country="US")
    event("Companion", FuzzyDate.in_month(2000, 6), city="Santiago", country="CL")
    event("Assembly", FuzzyDate.in_month(2000, 6), kind=Kind.SESSION, country="CA")
    event("Symposium", FuzzyDate.days(date(2000, 9, 4), date(2000, 9, 6)), city="San José")
    event("Quebec", FuzzyDate.in_year(2001), kind=Kind.SESSION, country="CA")
    event("Draft", FuzzyDate.in_month(2000, 6), status=Status.DRAFT)
    db.commit()


ORDER = ["Seminar", "Workshop", "Assembly", "Companion", "Symposium", "Quebec", "Second Summit"]


def test_events_stand_by_earliest_latest_title_and_undated_ones_last(summit: None) -> None:
    assert titles(public_events()) == ORDER


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(text="san jose"), ["Symposium"]),
        (Filter(text="SAN JOSÉ symposium"), ["Symposium"]),
        (Filter(text="chile"), ["Companion", "Second Summit"]),
        (Filter(text="100%"), []),
        (Filter(kind=Kind.SEMINAR), ["Seminar"]),
        (Filter(country="CA"), ["Assembly", "Quebec"]),
        (Filter(year=2000), ["Workshop", "Assembly", "Companion", "Symposium"]),
        (Filter(year=2000, month=4), ["Workshop"]),
        (Filter(year=2001, month=4), ["Quebec"]),  # a year overlaps each of its months
        (Filter(year=2000, month=12), []),
        (Filter(year=2000, kind=Kind.SESSION), ["Assembly"]),
    ],
)
def test_filters_narrow_the_list(summit: None, wanted: Filter, found: list[str]) -> None:
    assert titles(public_events(wanted)) == found
    assert count_public_events(wanted) == len(found)


def test_an_organisation_finds_its_events(db: Session) -> None:
    symposium = event("Symposium", FuzzyDate.in_year(2000))
    body = factories.organization(name=Words.of(en="Economic Commission"), acronym="CEPAL")
    services.add_party(symposium, body, PartyRole.LEAD)

    assert titles(public_events(Filter(text="cepal"))) == ["Symposium"]


def test_today_parts_what_is_to_come_from_what_is_past(db: Session) -> None:
    today = clock.today("UTC")
    event("Yesterday", FuzzyDate.days(today - timedelta(days=1)))
    event("Under way", FuzzyDate.days(today - timedelta(days=1), today + timedelta(days=1)))
    event("Next year", FuzzyDate.in_year(today.year + 1))
    event("Some day", FuzzyDate.unknown())
    event("Held once", FuzzyDate.unknown(), status=Status.HELD)

    assert titles(upcoming_public(10)) == ["Under way", "Next year", "Some day"]
    assert titles(public_events(Filter(when=When.PAST))) == ["Yesterday", "Held once"]
    assert titles(past_public(1)) == ["Yesterday"]


def test_an_event_is_to_come_until_its_last_day_is_over_everywhere(db: Session) -> None:
    event(
        "Tonight in Mexico City", FuzzyDate.days(date(2027, 3, 8)), timezone="America/Mexico_City"
    )

    with time_machine.travel(datetime(2027, 3, 9, 1, tzinfo=UTC)):  # seven in the evening there
        tonight = titles(upcoming_public(10))
    with time_machine.travel(datetime(2027, 3, 9, 12, tzinfo=UTC)):
        next_day = titles(upcoming_public(10))

    assert (tonight, next_day) == (["Tonight in Mexico City"], [])


def test_pages_follow_each_other(summit: None) -> None:
    pages = [titles(public_events(page=page, per_page=3)) for page in (1, 2, 3, 4)]

    assert pages == [ORDER[:3], ORDER[3:6], ORDER[6:], []]


def test_years_go_from_the_first_event_to_the_last(summit: None) -> None:
    assert years_of_public_events() == [2001, 2000, 1999, 1998]


def test_only_what_one_may_see_can_be_chosen(db: Session) -> None:
    public = event("Public", FuzzyDate.unknown())
    mine = event("Mine", FuzzyDate.unknown(), status=Status.DRAFT)
    event("Hidden", FuzzyDate.unknown(), status=Status.DRAFT)
    me = factories.team(mine, TeamRole.LEAD_ORGANISER, factories.organiser())

    assert set(events_to_choose_from(me)) == {public, mine}
