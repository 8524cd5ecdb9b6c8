"""What we write is read back by two libraries that know nothing of us."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsapp.core.ical import Entry, EntryStatus, calendar, vevent, vtimezone
from tests.readers import read_by_vobject

CREATED = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
CHANGED = datetime(2026, 2, 6, 9, 45, tzinfo=UTC)
STARTS = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONES = ("Europe/Berlin", "America/New_York", "America/Santiago", "Asia/Tokyo", "Asia/Kathmandu")
UNRULY = {
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Godthab",
    "America/Nuuk",
    "America/Santiago",
    "America/Scoresbysund",
    "Asia/Gaza",
    "Asia/Hebron",
    "Asia/Jerusalem",
    "Asia/Tel_Aviv",
    "Chile/Continental",
    "Egypt",
    "Israel",
}


def entry(**fields: Any) -> Entry:
    given_fields = {
        "uid": "3f0c@example.org",
        "sequence": 0,
        "summary": "Opening",
        "created_at": CREATED,
        "changed_at": CHANGED,
        "starts": STARTS,
        "ends": STARTS + HOUR,
    }
    return Entry(**(given_fields | fields))


def feed(*entries: Entry, **fields: Any) -> bytes:
    return calendar("Events", map(vevent, entries), **fields)


def lines(octets: bytes) -> list[str]:
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")


def line(octets: bytes, name: str) -> str:
    (found,) = [it for it in lines(octets) if it.startswith((f"{name}:", f"{name};"))]
    return found


def read(octets: bytes) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(octets).events
    assert event.errors == []
    return event


def moments(octets: bytes) -> set[tuple[datetime, datetime]]:
    """Return start and end as icalendar and vobject read them: one pair if they agree."""
    event = read(octets)
    (other,) = read_by_vobject(octets)
    pairs: Iterable[tuple[datetime, datetime]] = [
        (event["dtstart"].dt, event["dtend"].dt),
        (other.dtstart.value, other.dtend.value),
    ]
    return {(starts.astimezone(UTC), ends.astimezone(UTC)) for starts, ends in pairs}


def test_an_entry_is_written_whole() -> None:
    written = vevent(
        entry(
            sequence=3,
            zone="Europe/Berlin",
            location="Room 1, Palais, Geneva",
            geo=(46.2266, -6.1404),
            url="https://example.org/events/1?a=1,2;b",
            description="Bring papers.",
            categories=["workshop", "migration, labor"],
            related_to="series@example.org",
            conference_url="https://meet.example.org/1",
        )
    )

    escaped_url = r"https://example.org/events/1?a=1\,2\;b"
    assert lines(written) == [
        "BEGIN:VEVENT",
        "UID:3f0c@example.org",
        "DTSTAMP:20260206T094500Z",
        "CREATED:20260105T083000Z",
        "LAST-MODIFIED:20260206T094500Z",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Berlin:20260701T090000",
        "DTEND;TZID=Europe/Berlin:20260701T100000",
        "SUMMARY:Opening",
        r"LOCATION:Room 1\, Palais\, Geneva",
        "GEO:46.2266;-6.1404",
        "URL:https://example.org/events/1?a=1,2;b",
        rf"DESCRIPTION:Bring papers.\n\nhttps://meet.example.org/1\n\n{escaped_url}",
        r"CATEGORIES:workshop,migration\, labor",
        "TRANSP:OPAQUE",
        "RELATED-TO:series@example.org",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.org/1",
        "END:VEVENT",
        "",
    ]


def test_an_entry_without_extras_says_nothing_of_them() -> None:
    names = {it.partition(":")[0].partition(";")[0] for it in lines(vevent(entry()))}

    assert names == {
        "",
        "BEGIN",
        "CREATED",
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "END",
        "LAST-MODIFIED",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "TRANSP",
        "UID",
    }


def test_the_same_entry_is_the_same_octets() -> None:
    assert feed(entry(zone="Europe/Berlin")) == feed(entry(zone="Europe/Berlin"))


@pytest.mark.parametrize("zone", [None, "UTC", "Etc/UTC"])
def test_an_entry_without_a_place_is_in_utc(zone: str | None) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    written = vevent(entry(zone=zone, starts=STARTS.astimezone(berlin)))

    assert line(written, "DTSTART") == "DTSTART:20260701T070000Z"
    assert line(written, "DTEND") == "DTEND:20260701T080000Z"


def test_whole_days_end_on_the_day_after_the_last() -> None:
    symposium = entry(
        starts=date(2000, 9, 4), ends=date(2000, 9, 6), zone="America/Costa_Rica", transparent=True
    )

    written = vevent(symposium)

    assert line(written, "DTSTART") == "DTSTART;VALUE=DATE:20000904"
    assert line(written, "DTEND") == "DTEND;VALUE=DATE:20000907"
    assert line(written, "TRANSP") == "TRANSP:TRANSPARENT"
    assert symposium.timezone is None
    assert read_by_vobject(feed(symposium))[0].dtend.value == date(2000, 9, 7)


def test_a_cancelled_entry_says_so() -> None:
    written = vevent(entry(status=EntryStatus.CANCELLED, sequence=4))

    assert line(written, "STATUS") == "STATUS:CANCELLED"
    assert line(written, "SEQUENCE") == "SEQUENCE:4"


@pytest.mark.parametrize(
    "fields",
    [
        {"ends": date(2026, 7, 1)},
        {"starts": STARTS.replace(tzinfo=None), "ends": STARTS.replace(tzinfo=None)},
        {"changed_at": CHANGED.replace(tzinfo=None)},
        {"ends": STARTS - HOUR},
        {"starts": date(2026, 7, 2), "ends": date(2026, 7, 1)},
        {"summary": " \x00\n"},
        {"uid": ""},
    ],
)
def test_what_no_calendar_could_show_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"mix|moment|ends|UID"):
        entry(**fields)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a; b, c: d", r"a\; b\, c: d"),
        ("C:\\New\\names", r"C:\\New\\names"),
        ('"quoted" & <b>', '"quoted" & <b>'),
        ("one\r\ntwo\rthree\u2028four", r"one\ntwo\nthree\nfour"),
        ("slide\x0btitle\x00 \x1b[1m\x7f\x85end\ud800", r"slidetitle [1m\nend"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_text_is_escaped_and_rid_of_control_characters(text: str, written: str) -> None:
    assert line(vevent(entry(description=text)), "DESCRIPTION") == f"DESCRIPTION:{written}"


def test_a_summary_is_one_line() -> None:
    assert line(vevent(entry(summary=" Opening\n and\tlunch ")), "SUMMARY") == (
        "SUMMARY:Opening and lunch"
    )


@pytest.mark.parametrize(
    "field", ["uid", "summary", "url", "related_to", "conference_url", "location", "description"]
)
def test_no_text_opens_a_line_of_its_own(field: str) -> None:
    written = vevent(entry(**{field: "https://example.org/\r\nATTENDEE:mailto:a@example.org"}))

    assert not [it for it in lines(written) if it.startswith("ATTENDEE")]


def test_the_address_stands_in_the_description_once() -> None:
    url = "https://example.org/e/1"

    assert line(vevent(entry(url=url)), "DESCRIPTION") == f"DESCRIPTION:{url}"
    assert line(vevent(entry(url=url, description=f"See {url}")), "DESCRIPTION") == (
        f"DESCRIPTION:See {url}"
    )


@given(st.text(min_size=1), st.text())
def test_whatever_people_type_stays_within_75_octets_of_utf8(title: str, text: str) -> None:
    octets = feed(entry(summary=f"É{title}", description=text), description=text)

    physical = octets.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert all(it.decode() is not None for it in physical)
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert b"\r\n\r\n" not in octets


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\\")))
def test_text_comes_back_as_it_went(text: str) -> None:
    octets = feed(entry(summary="x", description=f"«{text}»"))

    assert str(read(octets)["description"]) == f"«{text}»"
    assert read_by_vobject(octets)[0].description.value == f"«{text}»"


def test_accents_are_folded_between_characters() -> None:
    title = "Réunion à São José — " + "é" * 80 + "日本語" * 30

    octets = feed(entry(summary=title))

    assert read(octets)["summary"] == title
    assert read_by_vobject(octets)[0].summary.value == title


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2024, 1, 2), datetime(2034, 12, 30)),  # noqa: DTZ001 (made aware below)
    st.integers(0, 72 * 60),
)
def test_every_reader_sees_the_same_moments(zone: str, start: datetime, minutes: int) -> None:
    starts = start.replace(microsecond=0, tzinfo=UTC)
    ends = starts + timedelta(minutes=minutes)

    assert moments(feed(entry(zone=zone, starts=starts, ends=ends))) == {(starts, ends)}


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("America/Santiago", datetime(2026, 4, 5, 3, tzinfo=UTC)),
        ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ],
)
def test_around_a_change_of_the_clocks_nothing_moves(zone: str, change: datetime) -> None:
    pairs = [
        (change + timedelta(minutes=15 * step), change + timedelta(minutes=15 * step) + HOUR)
        for step in range(-12, 12)
    ]

    seen = [moments(feed(entry(zone=zone, starts=starts, ends=ends))) for starts, ends in pairs]

    assert seen == [{pair} for pair in pairs]


def test_the_second_of_two_equal_hours_is_written_in_utc() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    first = second - HOUR

    twice = entry(zone="Europe/Berlin", starts=second, ends=second + HOUR)
    once = entry(zone="Europe/Berlin", starts=first, ends=first + timedelta(minutes=10))

    assert (twice.timezone, once.timezone) == (None, "Europe/Berlin")
    assert line(vevent(twice), "DTSTART") == "DTSTART:20261025T013000Z"
    assert line(vevent(once), "DTSTART") == "DTSTART;TZID=Europe/Berlin:20261025T023000"


def test_a_zone_with_yearly_rules_has_one_of_each() -> None:
    assert lines(vtimezone("Europe/Berlin", 2026)) == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_new_york_counts_its_sundays_from_the_front() -> None:
    rules = [it for it in lines(vtimezone("America/New_York", 2026)) if it.startswith("RRULE")]

    assert rules == [
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
    ]


def test_a_zone_without_changes_has_one_standard_time() -> None:
    assert lines(vtimezone("Asia/Tokyo", 2026)) == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:20250101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "TZNAME:JST",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_an_unruly_zone_names_each_date_in_a_line_of_its_own() -> None:
    written = lines(vtimezone("America/Santiago", 2026))

    assert [it for it in written if it.startswith(("DTSTART", "RDATE", "RRULE"))] == [
        "DTSTART:20250406T000000",
        "RDATE:20250406T000000",
        "RDATE:20260405T000000",
        "RDATE:20270404T000000",
        "RDATE:20280402T000000",
        "RDATE:20290408T000000",
        "RDATE:20300407T000000",
        "DTSTART:20250907T000000",
        "RDATE:20250907T000000",
        "RDATE:20260906T000000",
        "RDATE:20270905T000000",
        "RDATE:20280903T000000",
        "RDATE:20290902T000000",
        "RDATE:20300908T000000",
    ]


@pytest.mark.slow
def test_every_zone_of_the_world_is_right_each_week_for_five_years() -> None:
    weeks = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(weeks=week) for week in range(260)]
    wrong, unruly = set(), set()
    for name in sorted(available_timezones() - {"UTC"}):
        octets = vtimezone(name, 2026)
        unruly |= {name} if b"RDATE" in octets else set()
        there = icalendar.Timezone.from_ical(octets).to_tz(lookup_tzid=False)
        here = ZoneInfo(name)
        for moment in weeks:
            wall = moment.astimezone(here).replace(tzinfo=None)
            if wall.replace(tzinfo=there).utcoffset() != moment.astimezone(here).utcoffset():
                wrong.add(name)

    assert (wrong, unruly) == (set(), UNRULY)


def test_a_zone_that_changed_for_good_keeps_what_went_before() -> None:
    starts = datetime(2024, 2, 1, 6, tzinfo=UTC)
    later = datetime(2024, 4, 1, 6, tzinfo=UTC)

    assert [
        moments(feed(entry(zone="Asia/Almaty", starts=start, ends=start + HOUR)))
        for start in (starts, later)
    ] == [{(starts, starts + HOUR)}, {(later, later + HOUR)}]


def test_a_feed_over_many_years_is_right_in_all_of_them() -> None:
    old = datetime(2003, 4, 1, 15, tzinfo=UTC)
    new = datetime(2026, 3, 20, 15, tzinfo=UTC)
    octets = feed(
        entry(uid="old", zone="America/New_York", starts=old, ends=old + HOUR),
        entry(uid="new", zone="America/New_York", starts=new, ends=new + HOUR),
    )

    assert [it.dtstart.value.astimezone(UTC) for it in read_by_vobject(octets)] == [old, new]


@pytest.mark.parametrize(("year", "until"), [(1, None), (9999, None), (1, 9999)])
def test_years_beyond_reason_do_no_harm(year: int, until: int | None) -> None:
    assert vtimezone("Europe/Berlin", year, until).startswith(b"BEGIN:VTIMEZONE\r\n")


def test_a_feed_has_a_head_its_zones_its_events_and_no_more() -> None:
    octets = calendar(
        "Événements, tous",
        [vevent(entry(zone="Europe/Berlin"))],
        source="https://example.org/events.ics",
        url="https://example.org/events",
        description="All of them;\nreally",
        refresh="PT12H",
    )
    written = lines(octets)

    assert written[: written.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//eventsapp//eventsapp 1//EN",
        "CALSCALE:GREGORIAN",
        r"NAME:Événements\, tous",
        r"X-WR-CALNAME:Événements\, tous",
        r"X-WR-CALDESC:All of them\;\nreally",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        "SOURCE;VALUE=URI:https://example.org/events.ics",
        "URL:https://example.org/events",
        "X-WR-TIMEZONE:Europe/Berlin",
    ]
    assert [it for it in written if it.startswith("BEGIN:V")] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VTIMEZONE",
        "BEGIN:VEVENT",
    ]
    assert written[-3:] == ["END:VEVENT", "END:VCALENDAR", ""]
    assert not [it for it in written if it.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))]


def test_a_private_feed_does_not_say_where_it_comes_from() -> None:
    names = {it.partition(":")[0].partition(";")[0] for it in lines(feed())}

    assert names.isdisjoint({"SOURCE", "URL", "UID", "METHOD"})


def test_zones_are_in_order_whatever_the_order_of_events() -> None:
    zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo"]

    written = lines(feed(*(entry(zone=it) for it in zones)))

    assert [it for it in written if it.startswith("TZID")] == [f"TZID:{it}" for it in sorted(zones)]


def test_an_empty_feed_is_still_a_calendar() -> None:
    parsed = icalendar.Calendar.from_ical(feed())

    assert [it.tz_name for it in parsed.timezones] == ["Etc/UTC"]
    assert parsed.events == []


def test_a_feed_of_whole_days_needs_no_zone() -> None:
    octets = feed(entry(starts=date(2000, 9, 4), ends=date(2000, 9, 6)))

    assert b"VTIMEZONE" not in octets


def test_a_refresh_that_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="duration"):
        feed(refresh="6 hours")
