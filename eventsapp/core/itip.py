"""Invitations and the answers to them, as calendar programs exchange them (RFC 5546 over 6047)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import icalendar

from eventsapp.core.ical import (
    PRODID,
    Entry,
    EntryStatus,
    on_one_line,
    vevent,
    vtimezones,
)

_END_EVENT, _END_CALENDAR = b"END:VEVENT\r\n", b"END:VCALENDAR\r\n"


class Method(StrEnum):
    """What a mail wants a calendar to do with its entry."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Answer(StrEnum):
    """What somebody's calendar says about an invitation (PARTSTAT)."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class Someone:
    """A name and an address, as a calendar shows them."""

    email: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One person's answer to an invitation."""

    uid: str
    attendee: str
    #: Where the answer was sent to, if the calendar says it.
    organizer: str | None
    answer: Answer
    #: Of the invitation that is answered.
    sequence: int
    made_at: datetime


def invitation(
    entry: Entry,
    *,
    method: Method,
    organizer: Someone,
    attendee: Someone,
    answer: Answer = Answer.ACCEPTED,
) -> bytes:
    """Return a calendar that invites one person, or takes an invitation back.

    The person has registered, so that there is nothing to answer, and keeps the answer that their
    calendar gave; no other address is in it.
    """
    if method is Method.CANCEL:
        entry = replace(entry, status=EntryStatus.CANCELLED)
    head = icalendar.Calendar()
    head.add("version", "2.0")
    head.add("prodid", PRODID)
    head.add("calscale", "GREGORIAN")
    head.add("method", method.value)
    event = vevent(entry).removesuffix(_END_EVENT) + _people(organizer, attendee, answer)
    event += _END_EVENT
    return (
        bytes(head.to_ical(sorted=False)).removesuffix(_END_CALENDAR)
        + vtimezones(event)
        + event
        + _END_CALENDAR
    )


def times(calendar: bytes) -> tuple[date, date]:
    """Return when the entry of an invitation starts and ends; whole days end on their last one."""
    [event] = icalendar.Calendar.from_ical(calendar).events
    starts, ends = event.start, event.end
    if not isinstance(ends, datetime):
        ends = date.fromordinal(ends.toordinal() - 1)
    return starts, ends


def read_reply(calendar: bytes) -> Reply | None:
    """Read an answer; None if it is none, or none that we understand."""
    if b"\0" in calendar:  # which no line may contain, and not every database keeps
        return None
    try:
        read = icalendar.Calendar.from_ical(calendar)
        event: Any
        [event] = [it for it in read.walk("VEVENT") if "RECURRENCE-ID" not in it]
        if str(read["METHOD"]).upper() != "REPLY":
            return None
        attendees = event["ATTENDEE"]
        [attendee] = attendees if isinstance(attendees, list) else [attendees]
        made_at = event["DTSTAMP"].dt
        return Reply(
            uid=str(event["UID"]),
            attendee=_address(attendee),
            organizer=_address(event["ORGANIZER"]) if "ORGANIZER" in event else None,
            answer=Answer(str(attendee.params["PARTSTAT"]).upper()),
            sequence=int(event.get("SEQUENCE", 0)),
            made_at=made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def _people(organizer: Someone, attendee: Someone, answer: Answer) -> bytes:
    """Return the lines that say who invites and who is invited."""
    event = icalendar.Event()
    event.add("organizer", _calendar_address(organizer))
    invited = _calendar_address(attendee)
    for name, value in (
        ("CUTYPE", "INDIVIDUAL"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("PARTSTAT", answer.value),
        ("RSVP", "FALSE"),
    ):
        invited.params[name] = value
    event.add("attendee", invited)
    event.add("x-microsoft-disallow-counter", "TRUE")  # Outlook offers no "propose new time"
    lines = bytes(event.to_ical(sorted=False))
    return lines.removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(_END_EVENT)


def _calendar_address(person: Someone) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{on_one_line(person.email)}")
    if name := on_one_line(person.name):
        address.params["CN"] = name
    return address


def _address(written: str) -> str:
    """Return the address of a "mailto:", in lower case."""
    scheme, _, address = str(written).partition(":")
    return (address if scheme.lower() == "mailto" else str(written)).strip().lower()
