"""Twins: say that two applications are one person's and merge them, or that they are two people."""

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts import policy
from eventsapp.experts.models import Apart, Application, Call
from eventsapp.experts.queries.twins import MATCHING, apart_of
from eventsapp.experts.services import selection
from eventsapp.experts.services.calls import about


class TooLateToMatch(Refused):
    """A letter about an application has been read."""

    message = _(
        "Applications can be merged, and merges undone, from the opening of the "
        "call until the results are sent."
    )


class CannotBeMatched(Refused):
    """One of the two is not in the choice any more."""

    message = _(
        "One of these applications has been withdrawn or merged in the "
        "meantime. Nothing was changed. Check the list again."
    )


def merge(merged: Application, into: Application) -> None:
    """Let one of a person's two applications count; the other keeps its text and its reviews.

    Nothing moves from one to the other: the reviews, the outcome and the pin of the merged one
    stay with it and count nowhere, until the two are parted again. Only a conflict of interest is
    one with the person, whichever application it was declared of.
    """
    call = _open_pair(merged, into)
    said = apart_of(merged, into)
    if said is not None:
        db.session.delete(said)
    merged.merged_into = into
    record("application.merged", about(call), application=merged.id, into=into.id)
    _settle(call)


def part(merged: Application) -> None:
    """Take a merge back: the application counts again, as it was."""
    call = _open(merged)
    lock(merged)
    if merged.merged_into_id is None:
        raise CannotBeMatched
    record("application.parted", about(call), application=merged.id, was_into=merged.merged_into_id)
    merged.merged_into = None
    _settle(call)


def hold_apart(one: Application, other: Application, by: Account) -> None:
    """Remember that two applications which look alike are two people's."""
    call = _open_pair(one, other)
    if apart_of(one, other) is not None:
        return
    first, second = sorted((one, other), key=lambda it: it.id)
    db.session.add(Apart(first=first, second=second, account_id=by.id, at=clock.now()))
    record("applications.held_apart", about(call), applications=[first.id, second.id])


def look_again(one: Application, other: Application) -> None:
    """Forget that two applications were held to be two people's."""
    call = _open(one)
    said = apart_of(one, other)
    if said is not None:
        db.session.delete(said)
        record("applications.looked_at_again", about(call), applications=[one.id, other.id])


def _open_pair(one: Application, other: Application) -> Call:
    call = _open(one)
    for it in sorted((one, other), key=lambda it: it.id):
        lock(it)
    if one is other or one.call_id != other.call_id:
        raise CannotBeMatched
    if any(it.status in policy.UNSEEN or it.merged_into_id is not None for it in (one, other)):
        raise CannotBeMatched
    return call


def _open(application: Application) -> Call:
    call = lock(application.call)
    if call.phase(clock.now()) not in MATCHING:
        raise TooLateToMatch
    return call


def _settle(call: Call) -> None:
    """Count the reserve list anew, and whether every application that counts has an outcome."""
    db.session.flush()
    if call.phase(clock.now()) in selection.DECIDING:
        selection.decide(call, {})
