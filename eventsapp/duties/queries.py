"""Reading duties: what the features say is owed now, and what of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.words import Words
from eventsapp.duties import rules
from eventsapp.duties.models import Duty
from eventsapp.duties.rules import Owed, Urgency
from eventsapp.duties.words import Source, task_of

#: Filled by the features when the application is built.
sources: dict[str, Source] = {}
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for its person, in words of the language that is in force."""

    task: str
    endpoint: str
    address: Mapping[str, str]
    due_at: datetime | None
    zone: str
    urgency: Urgency
    #: In the zone of the deadline, below 0 where it is over.
    days: int | None


def waiting_for(account: Account) -> list[Waiting]:
    """Return what waits for a person at this moment: what is due first, then what has no date."""
    owed = [
        _waiting(source, each) for source in sources.values() for each in source.owed(account.id)
    ]
    return sorted(owed, key=lambda it: (it.due_at or _NEVER, it.task))


def owed_now(duty: Duty) -> Owed | None:
    """Return a duty as its feature sees it at this moment; None if it is not owed any more."""
    source = sources.get(duty.kind)
    owed = source.owed(duty.account_id) if source else ()
    return next((each for each in owed if each.about == duty.about), None)


def is_overtaken(key: str) -> bool:
    """Tell whether a reminder, named by its duty, due date and offset, is no longer right."""
    _prefix, uid, rest = key.split(":", 2)
    deadline, _colon, offset = rest.rpartition(":")
    due = datetime.fromisoformat(deadline)
    duty = db.session.scalar(select(Duty).where(Duty.uid == uid))
    owed = owed_now(duty) if duty else None
    return owed is None or owed.due_at != due or (int(offset) < 0 and due <= clock.now())


class Kept(NamedTuple):
    """An open duty as it is kept, to be compared: no more than that, for there may be thousands."""

    id: int
    account_id: int
    about: str
    title: Words
    main_language: str
    address: dict[str, Any]
    due_at: datetime
    zone: str

    def says(self, owed: Owed) -> bool:
        """Tell whether it is what is owed now."""
        return self[3:] == (
            owed.title, owed.main_language, dict(owed.address), owed.due_at, owed.zone,
        )  # fmt: skip


def kept(kind: str) -> dict[tuple[int, str], Kept]:
    """Return the open duties of a kind, by whose they are and what they are about."""
    rows = db.session.execute(
        select(
            Duty.id, Duty.account_id, Duty.about, Duty.title, Duty.main_language, Duty.address,
            Duty.due_at, Duty.zone,
        ).where(Duty.kind == kind, Duty.ended_at.is_(None))
    )  # fmt: skip
    return {(row.account_id, row.about): Kept(*row) for row in rows}


def ended(kind: str, owed: Owed) -> Duty | None:
    """Return the duty that was this one before it ended, if there was any."""
    return db.session.scalar(
        select(Duty).where(
            Duty.account_id == owed.account_id,
            Duty.kind == kind,
            Duty.about == owed.about,
            Duty.ended_at.is_not(None),
        )
    )


def open_duties(account: Account) -> list[Duty]:
    """Return the dated duties of a person that are open, of the kinds that there are."""
    return list(
        db.session.scalars(
            select(Duty)
            .where(
                Duty.account_id == account.id,
                Duty.kind.in_(sources),
                Duty.ended_at.is_(None),
            )
            .order_by(Duty.due_at, Duty.id)
        )
    )


def last_change(account: Account) -> datetime | None:
    """Return when the duties of a person last changed, ended ones too: it never goes back."""
    return db.session.scalar(select(func.max(Duty.changed_at)).where(Duty.account_id == account.id))


def to_remind(now: datetime) -> list[Duty]:
    """Return the open duties of which it is time to remind."""
    return list(
        db.session.scalars(
            select(Duty)
            .where(Duty.remind_at <= now, Duty.ended_at.is_(None))
            .order_by(Duty.remind_at, Duty.id)
        )
    )


def _waiting(source: Source, owed: Owed) -> Waiting:
    now = clock.now()
    return Waiting(
        task=task_of(source, owed.title, owed.main_language),
        endpoint=source.endpoint,
        address=owed.address,
        due_at=owed.due_at,
        zone=owed.zone,
        urgency=rules.urgency(owed.due_at, now, owed.zone),
        days=rules.days_left(owed.due_at, now, owed.zone) if owed.due_at else None,
    )
