"""The words and life cycle of events, as plain functions of plain values."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of event it is."""

    CONFERENCE = "conference"
    SEMINAR = "seminar"
    SYMPOSIUM = "symposium"
    WORKSHOP = "workshop"
    MEETING = "meeting"
    VISIT = "on_site_visit"
    SESSION = "summit_or_assembly_session"


class Status(StrEnum):
    """Where an event stands; "outcome not recorded" is computed, never a status."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    REPORTED = "reported"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Modality(StrEnum):
    """How people take part."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class PartyRole(StrEnum):
    """As what an organisation takes part in an event."""

    LEAD = "lead"
    CO_ORGANISER = "co_organiser"
    IN_COOPERATION = "in_cooperation"
    BACKING = "backing"
    SPONSOR = "sponsor"
    HOST = "host"
    AUSPICES = "auspices"
    INVITER = "inviter"
    HOLDER = "holder"
    CONTRIBUTOR = "contributor"


class Task(StrEnum):
    """What an organisation does for an event."""

    SELECT_EXPERTS = "select_experts"
    FACILITATE = "facilitate"
    REPORT = "report"
    LOGISTICS = "logistics"
    FUND = "fund"


class TeamRole(StrEnum):
    """What a person does in the team of one event."""

    LEAD_ORGANISER = "lead_organiser"
    CO_ORGANISER = "co_organiser"
    REVIEWER = "reviewer"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
    CHECK_IN = "check_in"


class ItemKind(StrEnum):
    """What sort of agenda item it is."""

    OPENING = "opening"
    PRESENTATION = "presentation"
    GUIDED_DISCUSSION = "guided_discussion"
    RATING = "rating"
    DRAFTING = "drafting"
    ADOPTION = "adoption"
    BREAK = "break"
    SITE_VISIT = "site_visit"
    CLOSING = "closing"


class ItemRole(StrEnum):
    """What a person does in an agenda item."""

    CHAIR = "chair"
    SPEAKER = "speaker"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"


class Need(StrEnum):
    """What an event still lacks before it can be published."""

    TITLE = "title"
    PLACE = "place"
    LINK = "link"
    CONTACT = "contact"


_MOVES = {
    Status.DRAFT: {Status.PLANNED, Status.OPEN},
    Status.PLANNED: {Status.OPEN, Status.HELD, Status.POSTPONED, Status.CANCELLED},
    Status.OPEN: {Status.PLANNED, Status.HELD, Status.POSTPONED, Status.CANCELLED},
    Status.HELD: {Status.REPORTED},
    Status.REPORTED: {Status.HELD},
    Status.POSTPONED: {Status.PLANNED, Status.OPEN, Status.CANCELLED},
    Status.CANCELLED: set(),
}


def can_move(now: Status, then: Status) -> bool:
    """Tell whether an event may go from one status to another."""
    return then in _MOVES[now]


def is_public(status: Status) -> bool:
    """Tell whether anyone may see an event: all but drafts."""
    return status is not Status.DRAFT


def outcome_unrecorded(status: Status, latest: date | None, today: date) -> bool:
    """Tell whether an event was planned for a time that has passed, with nothing said since."""
    return status in {Status.PLANNED, Status.OPEN} and latest is not None and latest < today


def status_when_published(*, days_known: bool) -> Status:
    """Return what publishing makes of an event: open once its days are known, else planned."""
    return Status.OPEN if days_known else Status.PLANNED


def needs(
    *,
    days_known: bool,
    modality: Modality,
    has_title: bool,
    has_place: bool,
    has_link: bool,
    has_contact: bool,
) -> list[Need]:
    """Name what is missing for publishing; an event of fuzzy date needs only its title."""
    wanted = [(Need.TITLE, has_title)]
    if days_known:
        wanted += [
            (Need.PLACE, has_place or modality is Modality.ONLINE),
            (Need.LINK, has_link or modality is Modality.IN_PERSON),
            (Need.CONTACT, has_contact),
        ]
    return [need for need, met in wanted if not met]


def may_have_been_held(earliest: date | None, today: date) -> bool:
    """Tell whether an event can have taken place: its earliest day, where known, has come."""
    return earliest is None or earliest <= today


def coordinates(typed: str) -> tuple[float, float] | None:
    """Read latitude and longitude as maps copy them, "19.0433, -98.2019"; None if they are not."""
    found = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*", typed)
    if found is None:
        return None
    latitude, longitude = (round(float(it), 6) for it in found.groups())
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None  # noqa: PLR2004 -- degrees


def outside(first: date | None, last: date | None, starts: datetime, ends: datetime) -> bool:
    """Tell whether an item's wall-clock time leaves the event's days; unknown days hold none."""
    return first is None or last is None or starts.date() < first or last_day(ends) > last


def end_of(day: date, hour: time) -> datetime:
    """Return when something ends by the hour on a wall clock; midnight is the end of a day."""
    return datetime.combine(day if hour > time() else day + timedelta(days=1), hour)


def last_day(ends: datetime) -> date:
    """Return the last day of what ends then: at midnight a day is over, the next has not begun."""
    return (ends - timedelta.resolution).date()


def is_registration_open(
    status: Status,
    open_to_all: bool,  # noqa: FBT001 -- a field of the event
    closes: datetime | None,
    starts: datetime | None,
    now: datetime,
) -> bool:
    """Tell whether anyone may ask for a seat now; the closing moment itself is in time."""
    return (
        status is Status.OPEN
        and open_to_all
        and starts is not None
        and now < starts
        and (closes is None or now <= closes)
    )


class Slot(NamedTuple):
    """What may clash about an agenda item: when, in which room, with whom (folded names)."""

    id: int
    starts: datetime
    ends: datetime
    room: str | None
    people: frozenset[str]


class Clash(NamedTuple):
    """Two items at one time that want the same room, or the same people."""

    one: int
    other: int
    room: str | None
    people: frozenset[str]


def clashes(slots: Iterable[Slot]) -> list[Clash]:
    """Find the pairs of items that overlap and share a room or a person."""
    found = []
    for one, other in combinations(slots, 2):
        if one.starts >= other.ends or other.starts >= one.ends:
            continue
        room = one.room if one.room is not None and one.room == other.room else None
        people = one.people & other.people
        if room is not None or people:
            found.append(Clash(one.id, other.id, room, people))
    return found


class Span(NamedTuple):
    """From when to when."""

    starts: datetime
    ends: datetime


def swapped(earlier: Span, later: Span) -> tuple[Span, Span]:
    """Let two neighbours change places; both keep their length, and the pause between them.

    Return the new times of what was earlier and of what was later.
    """
    moved_up = Span(earlier.starts, earlier.starts + (later.ends - later.starts))
    pause = later.starts - earlier.ends
    down = moved_up.ends + pause
    return Span(down, down + (earlier.ends - earlier.starts)), moved_up


def reordered(ids: Sequence[int], moved: int, step: int) -> list[int]:
    """Move one of the ids by a step up (-1) or down (1); at the end it stays."""
    order = list(ids)
    here = order.index(moved)
    there = min(max(here + step, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    return order
