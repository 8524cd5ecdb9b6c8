"""The life of four events, and the feed after each turn of it: for readers to agree on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.events import services
from eventsapp.events.models import Event
from eventsapp.events.rules import Modality
from tests import factories
from tests.conftest import deliver

#: Zones with a yearly rule on either half of the earth, one with none, one without changes.
ZONES = ("Europe/Berlin", "America/Santiago", "Africa/Cairo", "America/Costa_Rica")


class Read(NamedTuple):
    """What a reader makes of one entry: seconds since 1970, or days as they are written."""

    starts: str
    ends: str
    sequence: int
    status: str


class Chapter(NamedTuple):
    """The feed at one time of the story, and what every reader must see in it."""

    name: str
    octets: bytes
    seen: dict[str, Read]


def told(client: FlaskClient, db: Session) -> Iterator[Chapter]:
    """Tell how events are made, changed, moved across a change of the clocks, and cancelled."""
    winter = date(clock.today("UTC").year + 1, 3, 8)
    summer = winter + timedelta(days=35)
    events = {zone: factories.event(timezone=zone, **_at(winter, zone)) for zone in ZONES}
    days = factories.event(
        title=Words.of(en="Two days; with, marks\\n"),
        date=FuzzyDate.days(winter, winter + timedelta(days=1)),
    )
    online = factories.event(modality=Modality.ONLINE, **_at(winter, "Europe/Berlin"))
    every = [*events.values(), days, online]
    yield _chapter("before", client, every)

    for event in every:
        services.change_event(event, title=Words.of(en=f"Changed {event.id}"))
    db.commit()
    deliver()
    yield _chapter("changed", client, every)

    for zone, event in events.items():
        services.change_event(event, **_at(summer, zone))
    db.commit()
    deliver()
    yield _chapter("moved across a change of the clocks", client, every)

    services.cancel(events["Europe/Berlin"], reason="The river rose.")
    db.commit()
    deliver()
    yield _chapter("cancelled", client, every)


def _at(day: date, zone: str) -> dict[str, object]:
    """Return the fields of an event from nine to five on a day, by the clocks there."""
    starts, ends = (
        datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC) for hour in (9, 17)
    )
    return {"date": FuzzyDate.days(day), "starts_at": starts, "ends_at": ends}


def _chapter(name: str, client: FlaskClient, events: list[Event]) -> Chapter:
    seen = {event.uid: _seen(event) for event in events}
    return Chapter(name, client.get("/calendar.ics?lang=en").data, seen)


def _seen(event: Event) -> Read:
    if event.starts_at and event.ends_at:
        times = [str(int(it.timestamp())) for it in (event.starts_at, event.ends_at)]
    else:
        assert event.date_start
        assert event.date_end
        times = [event.date_start.isoformat(), (event.date_end + timedelta(days=1)).isoformat()]
    status = "CANCELLED" if event.status == "cancelled" else "CONFIRMED"
    return Read(*times, event.sequence, status)
