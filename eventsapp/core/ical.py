"""Write iCalendar (RFC 5545, 7986) from plain entries: no database, no clock, no web.

A VEVENT's octets are made once per change and kept; `calendar` only joins octets.
"""

import calendar as months
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

PRODID = "-//eventsapp//eventsapp 1//EN"
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal"})
_EARLIEST, _LATEST = 1970, 2100
"""Years whose changes of offset are looked for; before, offsets had seconds."""
_END = b"END:VCALENDAR\r\n"


class EntryStatus(StrEnum):
    """How sure it is that something takes place (RFC 5545 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happens, as a calendar needs to know it.

    Whole days are dates and `ends` is the last of them; moments are aware, and are written in
    `zone` (IANA), or in UTC without one. `changed_at` is the stored moment of the last change.
    """

    uid: str
    sequence: int
    summary: str
    created_at: datetime
    changed_at: datetime
    starts: date
    ends: date
    zone: str | None = None
    status: EntryStatus = EntryStatus.CONFIRMED
    location: str | None = None
    geo: tuple[float, float] | None = None
    url: str | None = None
    description: str | None = None
    categories: Sequence[str] = ()
    transparent: bool = False
    related_to: str | None = None
    #: A name of CSS (RFC 7986 5.9), never a number.
    color: str | None = None
    conference_url: str | None = None
    #: How long before its beginning it rings; None: not at all.
    rings_before: timedelta | None = None
    #: When an invitation was written; a feed says when the entry last changed (RFC 5545 3.8.7.2).
    stamped_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what no calendar could show."""
        moments = [it for it in (self.starts, self.ends) if isinstance(it, datetime)]
        if len(moments) == 1:
            raise ValueError("whole days and moments do not mix")
        if any(it.tzinfo is None for it in (*moments, self.created_at, self.changed_at)):
            raise ValueError("a moment without a zone is no moment")
        if self.ends < self.starts:
            raise ValueError("what happens ends after it starts")
        if not on_one_line(self.uid) or not on_one_line(self.summary):
            raise ValueError("an entry has a UID and a summary")

    @property
    def timezone(self) -> str | None:
        """The zone that the written entry refers to: none for whole days and for UTC.

        The second of two hours that a clock strikes twice has no local name (RFC 5545 3.3.5), so
        that an entry which starts or ends in it is written in UTC.
        """
        if self.zone is None or self.zone in _UTC_NAMES or not isinstance(self.starts, datetime):
            return None
        zone = ZoneInfo(self.zone)
        both = (self.starts, self.ends)
        twice = any(isinstance(it, datetime) and it.astimezone(zone).fold for it in both)
        return None if twice else self.zone


def vevent(entry: Entry) -> bytes:
    """Return the entry's VEVENT, each line ended and folded."""
    event = icalendar.Event()
    event.add("uid", _Text(on_one_line(entry.uid)))
    event.add("dtstamp", (entry.stamped_at or entry.changed_at).astimezone(UTC))
    event.add("created", entry.created_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status.value)
    starts, ends = _written_times(entry)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", _Text(on_one_line(entry.summary)))
    if location := on_one_line(entry.location or ""):
        event.add("location", _Text(location))
    if entry.geo:
        event.add("geo", entry.geo)
    if url := _uri(entry.url):
        event.add("url", url)
    if description := _description(entry):
        event.add("description", _Text(description))
    if categories := [_Text(line) for it in entry.categories if (line := on_one_line(it))]:
        event.add("categories", categories)
    if entry.color:
        event.add("color", _Text(on_one_line(entry.color)))
    event.add("transp", "TRANSPARENT" if entry.transparent else "OPAQUE")
    if entry.related_to:
        event.add("related-to", _Text(on_one_line(entry.related_to)))
    if conference := _uri(entry.conference_url):
        event.add("conference", conference, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if entry.rings_before is not None:
        event.add_component(_alarm(entry, entry.rings_before))
    return bytes(event.to_ical(sorted=False))


def _alarm(entry: Entry, before: timedelta) -> icalendar.Alarm:
    """Return what rings before an entry, and shows its summary (RFC 5545 3.6.6)."""
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _Text(on_one_line(entry.summary)))
    alarm.add("trigger", -before)
    return alarm


def calendar(
    name: str,
    vevents: Iterable[bytes],
    *,
    source: str | None = None,
    url: str | None = None,
    description: str | None = None,
    color: str | None = None,
    refresh: str = "PT6H",
) -> bytes:
    """Join VEVENTs to a calendar with all time zones that they refer to.

    `refresh` is an RFC 5545 duration. `source` and `url` belong on public feeds only: with them
    a forwarded file would open a private one.
    """
    events = b"".join(vevents)
    named = _years_by_zone(events)
    head = _head(name, source=source, url=url, description=description, refresh=refresh)
    if color:
        head.add("color", _Text(on_one_line(color)))
    if len(named) == 1:
        head.add("x-wr-timezone", next(iter(named)))
    # A calendar without any component is none (RFC 5545 3.6).
    timezones = _vtimezones(named) if events else vtimezone("Etc/UTC", 2000)
    return bytes(head.to_ical(sorted=False)).removesuffix(_END) + timezones + events + _END


def _head(
    name: str, *, source: str | None, url: str | None, description: str | None, refresh: str
) -> icalendar.Calendar:
    """Return a calendar without components; without a UID too, which would hide its events."""
    head = icalendar.Calendar()
    head.add("version", "2.0")
    head.add("prodid", PRODID)
    head.add("calscale", "GREGORIAN")
    head.add("name", _Text(on_one_line(name)))
    head.add("x-wr-calname", _Text(on_one_line(name)))
    if description:
        head.add("x-wr-caldesc", _Text(_clean(description)))
    every = icalendar.vDuration.from_ical(refresh)  # type: ignore[no-untyped-call]
    head.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
    head.add("x-published-ttl", refresh)
    if source := _uri(source):
        head.add("source", source, parameters={"VALUE": "URI"})
    if url := _uri(url):
        head.add("url", url)
    return head


class _Onset(NamedTuple):
    """A moment from which a zone has another offset, as its clocks showed it just before."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


def vtimezones(events: bytes) -> bytes:
    """Return the VTIMEZONEs that VEVENTs refer to, right for the years in which they lie."""
    return _vtimezones(_years_by_zone(events))


def _vtimezones(named: dict[str, set[int]]) -> bytes:
    years = [year for each in named.values() for year in each]
    return b"".join(vtimezone(zone, min(years), max(years)) for zone in named)


def _years_by_zone(events: bytes) -> dict[str, set[int]]:
    """Find in one pass which zones the times of VEVENTs name, in order, and in which years."""
    found: dict[str, set[int]] = {}
    for zone, year in sorted(set(_TIMES.findall(events))):
        found.setdefault(zone.decode(), set()).add(int(year))
    return found


#: Its beginning is plain text, which is looked for much faster than any pattern is.
_TIMES = re.compile(rb"\nDT(?:START|END);TZID=([^:]+):(\d{4})")


@cache
def vtimezone(zone: str, year: int, until: int | None = None) -> bytes:
    """Return the zone's VTIMEZONE, right from a year to another (at least five years).

    Two yearly rules where the zone has them, which then hold for ever; otherwise each change by
    itself, one RDATE a date since some readers take only the first of several.
    """
    info = ZoneInfo(zone)
    first = min(max(year, _EARLIEST + 1), _LATEST) - 1
    last = min(max(until or year, first + 5), _LATEST)
    onsets = list(_changes(info, first, last))
    if not onsets or onsets[0].wall.year > first:
        onsets.insert(0, _standing(info, first))
    kinds: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    for wall, before, after, name in onsets:
        kinds.setdefault((before, after, name), []).append(wall)
    rules = [_yearly_rule(walls, range(first, last + 1)) for walls in kinds.values()]
    component = icalendar.Timezone()
    component.add("tzid", zone)
    for ((before, after, name), walls), rule in zip(kinds.items(), rules, strict=True):
        part = icalendar.TimezoneDaylight() if after > before else icalendar.TimezoneStandard()
        part.add("dtstart", walls[0])
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        if all(rules):
            part.add("rrule", rule)
        elif len(onsets) > 1:
            for wall in walls:
                part.add("rdate", wall)
        component.add_component(part)
    return bytes(component.to_ical(sorted=False))


def _standing(zone: ZoneInfo, year: int) -> _Onset:
    """Return the offset with which a year begins."""
    moment = datetime(year, 1, 1, tzinfo=UTC)
    offset = _offset(zone, moment)
    return _Onset(moment.replace(tzinfo=None), offset, offset, _name(zone, moment))


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[_Onset]:
    """Find each change of offset, first by the day and then by the second."""
    day = datetime(first, 1, 1, tzinfo=UTC)
    while day.year <= last:
        next_day = day + timedelta(days=1)
        before, after = _offset(zone, day), _offset(zone, next_day)
        if before != after:
            low, high = day, next_day
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) // 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
            wall = (high + before).replace(tzinfo=None)
            yield _Onset(wall, before, after, _name(zone, high))
        day = next_day


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _name(zone: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(zone).tzname() or zone.key


def _yearly_rule(walls: Sequence[datetime], years: range) -> dict[str, str | int] | None:
    """Return "the nth, or the last, such day of a month", if that says all of them, one a year."""
    same = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if [wall.year for wall in walls] != list(years) or len(same) > 1:
        return None
    nth = {(wall.day - 1) // 7 + 1 for wall in walls}
    if all(wall.day + 7 > months.monthrange(wall.year, wall.month)[1] for wall in walls):
        nth = {-1}
    if len(nth) > 1:
        return None
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[walls[0].weekday()]
    return {"FREQ": "YEARLY", "BYMONTH": walls[0].month, "BYDAY": f"{nth.pop()}{weekday}"}


def _written_times(entry: Entry) -> tuple[date, date]:
    """Return start and end as they are written: whole days end on the day after."""
    if not isinstance(entry.starts, datetime) or not isinstance(entry.ends, datetime):
        return entry.starts, entry.ends + timedelta(days=1)
    zone = ZoneInfo(entry.timezone) if entry.timezone else UTC
    return entry.starts.astimezone(zone), entry.ends.astimezone(zone)


def _description(entry: Entry) -> str:
    """Return the description with the addresses in it, for many calendars show no others."""
    text = _clean(entry.description or "").strip()
    links = [link for link in (_uri(entry.conference_url), _uri(entry.url)) if link]
    return "\n\n".join(part for part in (text, *(it for it in links if it not in text)) if part)


class _Text(icalendar.vText):
    r"""TEXT escaped by RFC 5545 3.3.11 and no more: the library takes `\N` for a line break."""

    def to_ical(self) -> bytes:
        """Return the escaped octets."""
        return self.translate(_ESCAPES).encode()


_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _clean(text: str) -> str:
    """Drop control characters, which no line may contain; TAB and line breaks stay."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def on_one_line(text: str) -> str:
    """Return the text as one line."""
    return " ".join(_clean(text).split())


def _uri(address: str | None) -> str:
    """Return the address without white space, so that it cannot open a line of its own."""
    return "".join(_clean(address or "").split())
