"""The places of a call whose results are sent: who has them, who may still, which are free."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries.reviewing import calls_decided_by
from eventsapp.experts.rules import ApplicationStatus, CallStatus

#: Had a place, or an offer of one, and do not come.
FREED = frozenset(
    {ApplicationStatus.DECLINED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NO_ANSWER}
)

_WAS_SENT = Application.offered_at <= (
    select(Call.notified_at).where(Call.id == Application.call_id).scalar_subquery()
)


@dataclass(frozen=True)
class Places:
    """How many places of a call there are, and how they stand."""

    seats: int
    #: Were selected when the results were sent.
    sent: int
    accepted: int
    #: Are offered to somebody who has not answered yet.
    awaited: int
    #: Stand on the reserve list.
    reserves: int

    @property
    def taken(self) -> int:
        """How many nobody else can have."""
        return self.accepted + self.awaited

    @property
    def free(self) -> int:
        """How many nobody has, nor an offer of them."""
        return max(self.seats - self.taken, 0)

    @property
    def free_again(self) -> int:
        """How many of the free ones were given when the results were sent."""
        return min(self.free, max(self.sent - self.taken, 0))


def places_of(call: Call) -> Places:
    """Count the places of a call."""
    (only,) = places_in([call])
    return only


def places_in(calls: Sequence[Call]) -> list[Places]:
    """Count the places of each of some calls."""
    ours = Application.call_id.in_([it.id for it in calls])
    by_status = select(Application.call_id, Application.status, func.count()).where(ours)
    count: dict[int, dict[ApplicationStatus, int]] = defaultdict(dict)
    for call_id, status, number in db.session.execute(
        by_status.group_by(Application.call_id, Application.status)
    ):
        count[call_id][status] = number
    sent = select(Application.call_id, func.count()).where(ours, _WAS_SENT)
    sent_in = dict(db.session.execute(sent.group_by(Application.call_id)).all())
    return [
        Places(
            seats=call.seats,
            sent=sent_in.get(call.id, 0),
            accepted=count[call.id].get(ApplicationStatus.ACCEPTED, 0),
            awaited=count[call.id].get(ApplicationStatus.SELECTED, 0),
            reserves=count[call.id].get(ApplicationStatus.RESERVE, 0),
        )
        for call in calls
    ]


def answers_due(calls: Iterable[Call]) -> Mapping[int, list[datetime]]:
    """Return until when answers to offers are due, by call, the first first."""
    rows = db.session.execute(
        select(Application.call_id, Application.answer_by)
        .where(
            Application.call_id.in_([it.id for it in calls]),
            Application.status == ApplicationStatus.SELECTED,
        )
        .order_by(Application.answer_by)
    )
    due: dict[int, list[datetime]] = defaultdict(list)
    for call_id, answer_by in rows:
        if answer_by is not None:
            due[call_id].append(answer_by)
    return due


def sent_panel(call: Call) -> frozenset[int]:
    """Return who was selected when the results were sent, whatever has become of them."""
    chosen = select(Application.id).where(Application.call_id == call.id, _WAS_SENT)
    return frozenset(db.session.scalars(chosen))


def freed(call: Call) -> list[Application]:
    """Return those who had a place or an offer and do not come, the latest first."""
    return list(
        db.session.scalars(
            select(Application)
            .where(
                Application.call_id == call.id,
                Application.offered_at.is_not(None),
                Application.status.in_(FREED),
            )
            .order_by(
                func.coalesce(Application.answered_at, Application.answer_by).desc(),
                Application.id,
            )
        )
    )


def awaited(call: Call) -> list[Application]:
    """Return those who have an offer and have not answered it, the first to be due first."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.call_id == call.id, Application.status == ApplicationStatus.SELECTED)
            .order_by(Application.answer_by.is_(None), Application.answer_by, Application.name)
        )
    )


def reserves(call: Call) -> list[Application]:
    """Return those on the reserve list, by score as they were put there."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.call_id == call.id, Application.status == ApplicationStatus.RESERVE)
            .order_by(Application.reserve_rank, Application.id)
        )
    )


def calls_with_places(account: Account) -> list[Call]:
    """Return the calls of a person's events whose results are sent and that are not completed."""
    calls = calls_decided_by(account, Call.status == CallStatus.NOTIFIED)
    return sorted(calls, key=lambda it: it.notified_at or it.closes_at)
