"""Independent readers see the same moments in our feeds, whatever happens to the events."""

from datetime import date, datetime

import icalendar
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.calendars.libical import by_libical
from tests.calendars.story import Read, told
from tests.readers import read_by_vobject


def written(value: date) -> str:
    """Return seconds since 1970, or a day as it is written."""
    return str(int(value.timestamp())) if isinstance(value, datetime) else value.isoformat()


def by_icalendar(octets: bytes) -> dict[str, Read]:
    """Read strictly: no component may have an error."""
    calendar = icalendar.Calendar.from_ical(octets)
    assert not [it.errors for it in calendar.walk() if it.errors]
    return {
        str(it["uid"]): Read(
            written(it["dtstart"].dt), written(it["dtend"].dt), it["sequence"], str(it["status"])
        )
        for it in calendar.events
    }


def by_vobject(octets: bytes) -> dict[str, Read]:
    return {
        it.uid.value: Read(
            written(it.dtstart.value),
            written(it.dtend.value),
            int(it.sequence.value),
            it.status.value,
        )
        for it in read_by_vobject(octets)
    }


def test_three_readers_agree_with_us_through_a_whole_story(
    client: FlaskClient, db: Session
) -> None:
    names = []
    for chapter in told(client, db):
        names.append(chapter.name)
        assert by_icalendar(chapter.octets) == chapter.seen, chapter.name
        assert by_vobject(chapter.octets) == chapter.seen, chapter.name
        assert by_libical(chapter.octets) == chapter.seen, chapter.name

    assert len(names) == 4
