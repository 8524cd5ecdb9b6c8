"""The places of a call whose results are sent: who has them, who may still, which are free."""

from dataclasses import dataclass

from sqlalchemy import func, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import TeamMember
from eventsapp.events.policy import ORGANISERS
from eventsapp.experts import policy
from eventsapp.experts.models import Application, Call
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
    counted = (
        select(Application.status, func.count())
        .where(Application.call_id == call.id)
        .group_by(Application.status)
    )
    count = dict(db.session.execute(counted).all())
    sent = select(func.count()).where(Application.call_id == call.id, _WAS_SENT)
    return Places(
        seats=call.seats,
        sent=db.session.scalar(sent) or 0,
        accepted=count.get(ApplicationStatus.ACCEPTED, 0),
        awaited=count.get(ApplicationStatus.SELECTED, 0),
        reserves=count.get(ApplicationStatus.RESERVE, 0),
    )


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
    own = select(TeamMember.event_id).where(
        TeamMember.account_id == account.id, TeamMember.role.in_(ORGANISERS)
    )
    calls = db.session.scalars(
        select(Call)
        .where(Call.event_id.in_(own), Call.status == CallStatus.NOTIFIED)
        .order_by(Call.notified_at)
    )
    return [call for call in calls if policy.may_decide(account, call)]
