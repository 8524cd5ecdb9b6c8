"""Events and what belongs to them: parties, tasks, team, rooms, agenda."""

import datetime as dt
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.core.fuzzydate import FuzzyDate, Part, Precision
from eventsapp.core.words import LOCALES, Words
from eventsapp.events.rules import (
    ItemKind,
    ItemRole,
    Kind,
    Modality,
    Need,
    PartyRole,
    Status,
    Task,
    TeamRole,
    needs,
    outcome_unrecorded,
)
from eventsapp.organizations.models import Organization


class Series(Model):
    """Events that return, such as the sessions of an assembly."""

    __tablename__ = "series"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Words]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))

    organization: Mapped[Organization | None] = relationship()
    events: Mapped[list["Event"]] = relationship(back_populates="series")


class Event(Model):
    """One conference, seminar, symposium, workshop, meeting, visit or session."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("seats IS NULL OR seats_taken <= seats", name="seats"),
        CheckConstraint("seats_taken >= 0", name="seats_taken"),
        CheckConstraint("starts_at IS NULL OR ends_at > starts_at", name="order"),
        Index("ix_event_status_date_earliest", "status", "date_earliest"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    #: Random and for ever: the calendar's UID, wherever the installation moves (RFC 7986 5.3).
    uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    #: A best-practices workshop, say: the kind as its organisers call it.
    is_best_practices: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    title: Mapped[Words]
    summary: Mapped[Words] = mapped_column(default=Words)
    purpose: Mapped[Words] = mapped_column(default=Words)
    expected_outputs: Mapped[Words] = mapped_column(default=Words)
    subjects: Mapped[list[str]] = mapped_column(default=list)
    sectors: Mapped[list[str]] = mapped_column(default=list)
    scope: Mapped[str | None]
    #: The languages it is held in; the first one is its main language.
    languages: Mapped[list[str]] = mapped_column(default=list)

    date_as_given: Mapped[str | None]
    date_precision: Mapped[Precision] = mapped_column(default=Precision.UNKNOWN)
    date_start: Mapped[dt.date | None]
    date_end: Mapped[dt.date | None]
    date_earliest: Mapped[dt.date | None] = mapped_column(index=True)
    date_latest: Mapped[dt.date | None]
    date_part: Mapped[Part | None]
    date: Mapped[FuzzyDate] = composite(
        "date_as_given",
        "date_precision",
        "date_start",
        "date_end",
        "date_earliest",
        "date_latest",
        "date_part",
    )
    duration_days: Mapped[int | None]
    #: The hours of an event of known days, where they are known.
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    #: IANA.
    timezone: Mapped[str] = mapped_column(default="UTC")

    modality: Mapped[Modality] = mapped_column(default=Modality.IN_PERSON)
    venue: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    #: ISO 3166-1 alpha-2.
    country: Mapped[str | None]
    place_as_given: Mapped[str | None]
    #: Where it is on a map, in degrees (WGS 84); both or neither.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: For participants only: never on a public page or feed.
    join_url: Mapped[str | None]
    contact_email: Mapped[str | None]

    #: None: no limit known.
    seats: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    #: Whether anyone may register, or only those who are chosen or invited.
    open_registration: Mapped[bool] = mapped_column(default=False)
    registration_closes_at: Mapped[datetime | None]

    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    series_number: Mapped[str | None]
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)

    note: Mapped[str | None]
    #: Where imported facts come from; None for events that were made here.
    source: Mapped[str | None]
    #: Folded title, place and organisers: what searches look into.
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    #: When anything a reader can see last changed.
    changed_at: Mapped[datetime]
    #: The calendar's SEQUENCE: +1 when dates, zone, place or cancellation change (RFC 5546 2.1.4).
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_reason: Mapped[str | None]

    series: Mapped[Series | None] = relationship(back_populates="events")
    companion: Mapped["Event | None"] = relationship(
        back_populates="companions", remote_side="Event.id"
    )
    companions: Mapped[list["Event"]] = relationship(back_populates="companion")
    parties: Mapped[list["Party"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Party.position"
    )
    tasks: Mapped[list["TaskShare"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="TaskShare.id"
    )
    team: Mapped[list["TeamMember"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="TeamMember.id"
    )
    rooms: Mapped[list["Room"]] = relationship(
        back_populates="event", cascade="all, delete-orphan", order_by="Room.id"
    )
    agenda: Mapped[list["AgendaItem"]] = relationship(
        back_populates="event",
        cascade="all, delete-orphan",
        order_by="AgendaItem.starts_at, AgendaItem.position, AgendaItem.id",
    )

    @property
    def mail_scope(self) -> str:
        """Under what notices about this event, and all that belongs to it, are kept."""
        return f"event:{self.id}"

    @property
    def main_language(self) -> str:
        """The language that content falls back to."""
        return self.languages[0] if self.languages else "en"

    @property
    def mail_locale(self) -> str:
        """The language to write in to who has not said one."""
        return self.main_language if self.main_language in LOCALES else "en"

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude of where people meet, if that is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return None if self.modality is Modality.ONLINE else (self.latitude, self.longitude)

    @property
    def seats_left(self) -> int | None:
        """How many seats are free; None where there is no limit."""
        return None if self.seats is None else self.seats - self.seats_taken

    @property
    def needs(self) -> list[Need]:
        """What is missing before it can be published."""
        return needs(
            days_known=self.date_start is not None,
            modality=self.modality,
            has_title=bool(self.title),
            has_place=bool(self.venue or self.city),
            has_link=bool(self.join_url),
            has_contact=bool(self.contact_email),
        )

    def missing_translations(self, locales: Iterable[str]) -> dict[str, int]:
        """Count the texts of its page that each locale lacks, where another has them."""
        items = [text for item in self.agenda for text in (item.title, item.description)]
        texts = [self.title, self.summary, self.purpose, self.expected_outputs, *items]
        return {
            locale: sum(bool(text.missing_from([locale])) for text in texts if text)
            for locale in locales
        }

    def outcome_unrecorded(self, today: dt.date) -> bool:
        """Whether it was planned for a time that has passed, with nothing said since."""
        return outcome_unrecorded(self.status, self.date_latest, today)


class Party(Model):
    """One organisation's part in an event."""

    __tablename__ = "event_party"
    __table_args__ = (UniqueConstraint("event_id", "organization_id", "role"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[PartyRole]
    position: Mapped[int] = mapped_column(default=0)
    #: The words of the source, where the role is our reading of them.
    as_given: Mapped[str | None]
    note: Mapped[str | None]

    event: Mapped[Event] = relationship(back_populates="parties")
    organization: Mapped[Organization] = relationship()


class TaskShare(Model):
    """A task that an organisation has taken on for an event."""

    __tablename__ = "event_task"
    __table_args__ = (UniqueConstraint("event_id", "organization_id", "task"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    task: Mapped[Task]

    event: Mapped[Event] = relationship(back_populates="tasks")
    organization: Mapped[Organization] = relationship()


class TeamMember(Model):
    """One person's role in the team of an event."""

    __tablename__ = "event_team_member"
    __table_args__ = (UniqueConstraint("event_id", "account_id", "role"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[TeamRole]

    event: Mapped[Event] = relationship(back_populates="team")
    account: Mapped[Account] = relationship()


class Room(Model):
    """A room of an event's venue."""

    __tablename__ = "event_room"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str]
    capacity: Mapped[int | None]

    event: Mapped[Event] = relationship(back_populates="rooms")


class AgendaItem(Model):
    """One item of an event's agenda."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        Index("ix_agenda_item_event_id_starts_at", "event_id", "starts_at"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str | None]
    kind: Mapped[ItemKind]
    title: Mapped[Words]
    description: Mapped[Words] = mapped_column(default=Words)
    #: One question a line: they steer the discussion and head its record.
    guiding_questions: Mapped[Words] = mapped_column(default=Words)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(default=0)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("event_room.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="agenda")
    room: Mapped[Room | None] = relationship()
    people: Mapped[list["ItemPerson"]] = relationship(
        back_populates="item", cascade="all, delete-orphan", order_by="ItemPerson.id"
    )


class ItemPerson(Model):
    """Who chairs, speaks at, facilitates or reports an agenda item."""

    __tablename__ = "agenda_item_person"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[ItemRole]
    name: Mapped[str]
    affiliation: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)

    item: Mapped[AgendaItem] = relationship(back_populates="people")
    account: Mapped[Account | None] = relationship()
