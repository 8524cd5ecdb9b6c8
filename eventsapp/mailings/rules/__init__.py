"""Where a mail stands and why it does not get through; to whom a mailing goes, and when."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from eventsapp.events.rules import Status


class MailState(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    WAITING = "waiting"
    HELD = "held"
    WITHHELD = "withheld"
    FAILED = "failed"
    BOUNCED = "bounced"


class Reason(StrEnum):
    """Why a mail does not get through."""

    NO_SUCH_ADDRESS = "no_such_address"
    FULL = "full"
    NOT_WANTED = "not_wanted"
    TOO_LARGE = "too_large"
    LATER = "later"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SIGN_IN = "sign_in"
    OURS = "ours"


#: The extended code (RFC 3463) where the server gives one, else the reply code (RFC 5321 4.2.3).
_EXTENDED = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY = re.compile(r"\b([45])\d\d\b")
#: Said to who must sign in, or cannot (RFC 4954 6).
_SIGN_IN = re.compile(r"AuthenticationError|\b53[05]\b")
_OURS = re.compile(r"^\w+: (?:address )?refused: ")
_BY_EXTENDED = {
    ("1", "1"): Reason.NO_SUCH_ADDRESS,
    ("1", "2"): Reason.NO_SUCH_ADDRESS,
    ("1", "3"): Reason.NO_SUCH_ADDRESS,
    ("1", "6"): Reason.NO_SUCH_ADDRESS,
    ("1", "10"): Reason.NO_SUCH_ADDRESS,
    ("2", "1"): Reason.NO_SUCH_ADDRESS,
    ("2", "2"): Reason.FULL,
    ("2", "3"): Reason.TOO_LARGE,
    ("3", "4"): Reason.TOO_LARGE,
}
_BY_REPLY = {
    "452": Reason.FULL,
    "550": Reason.NO_SUCH_ADDRESS,
    "551": Reason.NO_SUCH_ADDRESS,
    "552": Reason.FULL,
    "553": Reason.NO_SUCH_ADDRESS,
    "554": Reason.NOT_WANTED,
}
_UNREACHABLE = (
    "Connect",
    "Disconnected",
    "Timeout",
    "timed out",
    "gaierror",
    "OSError",
    "HeloError",
)


def reason_of(error: str) -> Reason:
    """Read why a mail did not get through from what the mail server, or our own side, has said."""
    if _SIGN_IN.search(error):
        return Reason.SIGN_IN
    if found := _EXTENDED.search(error):
        kind, subject, detail = found.groups()
        if reason := _BY_EXTENDED.get((subject, detail)):
            return reason
        if kind == "5" and subject == "7":
            return Reason.NOT_WANTED
        return Reason.LATER if kind == "4" else Reason.REFUSED
    if found := _REPLY.search(error):
        return _BY_REPLY.get(found[0], Reason.LATER if found[1] == "4" else Reason.REFUSED)
    return Reason.UNREACHABLE if any(it in error for it in _UNREACHABLE) else Reason.OURS


def answer_in(error: str) -> str:
    """Return what the mail server said, without what our own side has put before it."""
    return _OURS.sub("", error)


class MailingState(StrEnum):
    """Where a mailing stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    #: Its moment had passed when the event or the deadline moved.
    MISSED = "missed"


class Anchor(StrEnum):
    """What the moment of a mailing hangs on."""

    NOW = "now"
    AT = "at"
    START = "start"
    END = "end"
    REGISTRATION = "registration"
    CALL = "call"


class Unit(StrEnum):
    """In what its distance is counted."""

    DAYS = "days"
    HOURS = "hours"


class Side(StrEnum):
    """On which side of the anchor it is."""

    BEFORE = "before"
    AFTER = "after"


#: How long one can think better of it after "Send".
SECOND_THOUGHTS = timedelta(minutes=2)
MORNING = time(9)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When a mailing is sent: now, at a time, or so long before or after something."""

    anchor: Anchor = Anchor.NOW
    #: What a clock on the wall shows where the event is.
    at: datetime | None = None
    number: int = 0
    unit: Unit = Unit.DAYS
    side: Side = Side.BEFORE
    #: The time of day, where days are counted.
    time: time = MORNING

    @property
    def is_relative(self) -> bool:
        """Whether it moves with the event."""
        return self.anchor not in {Anchor.NOW, Anchor.AT}

    @property
    def distance(self) -> timedelta:
        """How long after the anchor it is; negative: before it."""
        distance = timedelta(**{self.unit.value: self.number})
        return distance if self.side is Side.AFTER else -distance

    def as_json(self) -> dict[str, Any]:
        """Write it down as plain values."""
        return {
            "anchor": self.anchor.value,
            "at": self.at and self.at.isoformat(timespec="minutes"),
            "number": self.number,
            "unit": self.unit.value,
            "side": self.side.value,
            "time": self.time.isoformat(timespec="minutes"),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Plan":
        """Read what was written down."""
        return cls(
            anchor=Anchor(said["anchor"]),
            at=datetime.fromisoformat(said["at"]) if said["at"] else None,
            number=said["number"],
            unit=Unit(said["unit"]),
            side=Side(said["side"]),
            time=time.fromisoformat(said["time"]),
        )


class Stage(StrEnum):
    """Where an application stands, as far as those who write to applicants may know."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    SELECTED = "selected"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    INELIGIBLE = "ineligible"


#: What nobody is addressed by before the results are sent.
OUTCOMES = frozenset(Stage) - {Stage.DRAFT, Stage.HANDED_IN}


class Reviewing(StrEnum):
    """Which reviewers are meant."""

    ALL = "all"
    WAITING = "waiting"


class Attendance(StrEnum):
    """Whether somebody has come."""

    CAME = "came"
    STAYED_AWAY = "stayed_away"


@dataclass(frozen=True, kw_only=True)
class Audience:
    """A chosen set: the people of every part that is asked for, each once.

    Nothing ticked leaves a part out; further questions in a part narrow it.
    """

    places: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    #: ISO 3166-1 alpha-2.
    countries: tuple[str, ...] = ()
    attended: str = ""
    affiliation: str = ""
    #: Keys of tags: any of the first, and none of the others.
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    #: ``question:choice``: any choice of a question, and all questions.
    answers: tuple[str, ...] = ()
    reviewing: str = ""
    bodies: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    team: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nobody."""
        return not (self.places or self.stages or self.reviewing or self.bodies
                    or self.agenda or self.team)  # fmt: skip

    @property
    def is_of_call(self) -> bool:
        """Whether it says who has what part in the call for experts."""
        return bool(self.stages or self.reviewing or self.bodies)

    @property
    def tells_outcomes(self) -> bool:
        """Whether it says who was chosen."""
        return bool(OUTCOMES.intersection(self.stages))

    def with_renamed_tag(self, before: str, now: str) -> "Audience":
        """Ask for a tag by its new key."""

        def renamed(keys: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(now if key == before else key for key in keys))

        return replace(self, tags=renamed(self.tags), without_tags=renamed(self.without_tags))

    def as_json(self) -> dict[str, Any]:
        """Write down what it asks for."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Audience":
        """Read what was written down; what is not known any more asks for nothing."""
        known = {field.name for field in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in said.items()
            if name in known
        }
        return cls(**values)


class Left(StrEnum):
    """Why somebody of the set gets no mail."""

    NO_ADDRESS = "no_address"
    TWICE = "twice"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    SAMPLE = "sample"


def is_overtaken(event: Status, *, is_after_cancellation: bool) -> bool:
    """Tell whether a mailing may not be sent any more.

    A draft speaks to nobody; a cancelled event says only what was confirmed after its
    cancellation, such as how fees are paid back.
    """
    if event is Status.CANCELLED:
        return not is_after_cancellation
    return event is Status.DRAFT
