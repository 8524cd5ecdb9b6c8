"""Places that came back, and who could take them."""

from sqlalchemy import func, select

from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries.board import TAKEN
from eventsapp.experts.rules import (
    ApplicationStatus,
    Reserve,
    next_reserve,
)

FREED = frozenset(
    {ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NO_ANSWER}
)


def free_places(call: Call) -> int:
    """Count the places of a call that nobody has been offered, or that came back."""
    taken = select(func.count()).where(
        Application.call_id == call.id, Application.status.in_(TAKEN)
    )
    return call.seats - (db.session.scalar(taken) or 0)


def freed(call: Call) -> list[Application]:
    """Return the selected who do not come, in the order in which they said so."""
    return list(
        db.session.scalars(
            select(Application)
            .where(
                Application.call_id == call.id,
                Application.decision == ApplicationStatus.SELECTED,
                Application.status.in_(FREED),
            )
            .order_by(Application.answered_at, Application.id)
        )
    )


def reserves(call: Call) -> list[Application]:
    """Return those on the reserve list, in their order."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.call_id == call.id, Application.status == ApplicationStatus.RESERVE)
            .order_by(Application.reserve_rank, Application.id)
        )
    )


def replacement(call: Call, sector: str | None) -> Application | None:
    """Return who takes a freed place next: the first reserve of its sector, else of all."""
    waiting = {it.id: it for it in reserves(call)}
    first = next_reserve(
        (Reserve(it.id, it.reserve_rank or 0, it.sector) for it in waiting.values()), sector
    )
    return waiting[first.id] if first else None
