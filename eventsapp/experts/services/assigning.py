"""Share out the reviews: by hand, from a file, or as proposed; and ask the reviewers to begin."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import delete

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.duties.rules import may_be_due
from eventsapp.experts.models import Assignment, Call, Reviewer
from eventsapp.experts.queries.assigning import Desk, desk
from eventsapp.experts.queries.conflicts import Pair
from eventsapp.experts.queries.reviewing import reviewer_profile
from eventsapp.experts.rules import AssignedBy, Phase
from eventsapp.experts.rules.reviewing import Hitch
from eventsapp.experts.services.calls import about
from eventsapp.experts.services.reviews import reviews_are_open

#: Minutes without a further assignment before reviewers are told: they get one mail, not ten.
QUIET = timedelta(minutes=10)
#: While it makes sense to say until when reviews are asked for.
DUE_IN = frozenset({Phase.UPCOMING, Phase.OPEN, Phase.CLOSED, Phase.UNDER_REVIEW})


class NothingToAssign(Refused):
    """Reviews are shared out once the applications stand."""

    message = _("Reviews are assigned after the call has closed and before the choice is made.")


class NobodyBehind(Refused):
    """A reminder needs somebody who has something left to do."""

    message = _("All reviewers have finished their reviews.")


class DueTooEarly(Refused):
    """Nobody reviews before the call has closed, or yesterday."""

    message = _("Choose a day in the future, after the call has closed.")


class LeftOut(NamedTuple):
    """A pair that was not assigned, and why."""

    pair: Pair
    hitch: Hitch


class Given(NamedTuple):
    """What came of assigning: how many are new, and what was left out."""

    new: int
    left_out: list[LeftOut]


def give(call: Call, pairs: Iterable[Pair], by: AssignedBy) -> Given:
    """Assign applications to reviewers; what is in the way of one is no obstacle to the others."""
    now = _open_desk(call)
    new, left_out = set(), []
    for pair in sorted(set(pairs)):
        hitch = now.hitch(*pair)
        if hitch is None:
            new.add(pair)
        elif hitch is not Hitch.HAS_IT:
            left_out.append(LeftOut(pair, hitch))
    at = clock.now()
    for application_id, account_id in sorted(new):
        db.session.add(
            Assignment(application_id=application_id, account_id=account_id, at=at, by=by)
        )
    db.session.flush()
    if new:
        record("reviews.assigned", about(call), by=by, pairs=sorted(new))
    for account_id in sorted({pair[1] for pair in new}):
        outbox.put(
            "reviews.assigned",
            due_at=at + QUIET,
            call_id=call.id,
            account_id=account_id,
            at=at.isoformat(),
        )
    return Given(len(new), left_out)


def take(call: Call, application_ids: Collection[int], account_id: int) -> int:
    """Take applications back from a reviewer who has not opened them; return how many."""
    wanted = {(application_id, account_id) for application_id in application_ids}
    return _remove(call, _open_desk(call).unstarted & wanted)


def clear(call: Call) -> int:
    """Take back everything that nobody has opened yet; return how many."""
    return _remove(call, _open_desk(call).unstarted)


def remind(call: Call) -> int:
    """Remind each reviewer who has something left to do; return how many they are."""
    behind = [row.account for row in _open_desk(call).reviewer_rows() if row.waiting > 0]
    if not behind:
        raise NobodyBehind
    for account in behind:
        outbox.put("reviews.reminded", call_id=call.id, account_id=account.id)
    record("reviews.reminded", about(call), accounts=[it.id for it in behind])
    return len(behind)


def ask_until(call: Call, day: date | None) -> None:
    """Ask for the reviews until the end of a day in the zone of the call; None: without a date."""
    lock(call)
    if call.phase(clock.now()) not in DUE_IN:
        raise NothingToAssign
    due_at = clock.end_of(day, call.timezone) if day else None
    if due_at and not may_be_due(due_at, clock.now(), after=call.closes_at):
        raise DueTooEarly
    call.reviews_due_at = due_at
    record("reviews.due", about(call), until=due_at.isoformat() if due_at else None)
    outbox.put("reviews.due_moved", call_id=call.id)


def know(call: Call, account: Account, topics: list[str], languages: list[str]) -> Reviewer:
    """Write down what a reviewer knows about and reads."""
    lock(call)
    profile = reviewer_profile(call, account)
    if profile is None:
        profile = Reviewer(call=call, account=account)
        db.session.add(profile)
    profile.topics = [it for it in topics if it in call.topics]
    profile.languages = languages
    db.session.flush()
    return profile


def limit(profile: Reviewer, most: int | None) -> None:
    """Say how many applications a reviewer takes on at most; None: a fair share."""
    profile.most = most
    record("reviewer.limited", about(profile.call), account=profile.account_id, most=most)


def _remove(call: Call, pairs: Collection[Pair]) -> int:
    for application_id, account_id in sorted(pairs):
        db.session.execute(
            delete(Assignment).where(
                Assignment.application_id == application_id, Assignment.account_id == account_id
            )
        )
    if pairs:
        record("reviews.unassigned", about(call), pairs=sorted(pairs))
    return len(pairs)


def _open_desk(call: Call) -> Desk:
    lock(call)
    if not reviews_are_open(call):
        raise NothingToAssign
    return desk(call)
