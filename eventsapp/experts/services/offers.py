"""Offered places: until when each waits for an answer, who gets more time, what lapses."""

from datetime import date, datetime, timedelta

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.outbox import News
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import places_of
from eventsapp.experts.rules import ApplicationStatus, CallStatus, can_move, is_in_time, last_day
from eventsapp.experts.rules.offers import may_wait_until
from eventsapp.experts.services.calls import about


class CannotOffer(Refused):
    """A place is offered to somebody who is in the choice, and once."""

    message = _("A place can no longer be offered to this person. Check the list again.")


class NoMoreTime(Refused):
    """Nothing waits for an answer of this person, or their place is gone."""

    message = _(
        "This person has no offer to answer, or the place has been offered to someone else."
    )


class NotLater(Refused):
    """More time ends later than what was told before, and before the event."""

    message = _(
        "Choose a day that is later than the current one, in the future, before "
        "the event and within a year."
    )


def answer_by(call: Call) -> datetime:
    """Return until when a place waits for an answer that is offered now: the end of a day."""
    day = last_day(clock.today(call.timezone), call.answer_days, call.event.date_start)
    return clock.end_of(day, call.timezone)


def offer(*applications: Application) -> None:
    """Offer places: from now on each waits for an answer, until a date that is told."""
    news: list[News] = []
    for application in applications:
        if not can_move(application.status, ApplicationStatus.SELECTED):
            raise CannotOffer
        application.status = application.decision = ApplicationStatus.SELECTED
        application.offered_at = clock.now()
        news.append(_wait(application, answer_by(application.call)))
        news.append(News("application.decided", {"application_id": application.id}))
    outbox.put_all(news)


def give_time(application: Application, day: date) -> None:
    """Let one person answer until the end of a later day; a lapsed offer stands again.

    Raise ``NoMoreTime`` where the place was given to somebody else in the meantime.
    """
    call = lock(application.call)
    lock(application)
    was = application.status
    lapsed = was is ApplicationStatus.NO_ANSWER
    if call.status is not CallStatus.NOTIFIED or not (lapsed or was is ApplicationStatus.SELECTED):
        raise NoMoreTime
    if lapsed and not places_of(call).free:
        raise NoMoreTime
    if not may_wait_until(day, clock.today(call.timezone), call.event.date_start):
        raise NotLater
    before, after = application.answer_by, clock.end_of(day, call.timezone)
    if before and after <= before:
        raise NotLater
    application.status = ApplicationStatus.SELECTED
    outbox.put_all([_wait(application, after)])
    record(
        "application.more_time",
        about(call),
        application=application.id,
        was=was,
        before=before.isoformat() if before else None,
        after=after.isoformat(),
    )
    outbox.put("application.more_time", application_id=application.id, answer_by=after.isoformat())


def lapse(application: Application) -> None:
    """Take back an offer that was not answered by its date; done twice it does no harm."""
    call = lock(application.call)
    lock(application)
    until = application.answer_by
    if application.status is not ApplicationStatus.SELECTED or is_in_time(until, clock.now()):
        return
    application.status = ApplicationStatus.NO_ANSWER
    record(
        "application.no_answer",
        about(call),
        application=application.id,
        answer_by=until.isoformat() if until else None,
    )
    outbox.put("application.lapsed", application_id=application.id)


def _wait(application: Application, until: datetime) -> News:
    """Wait for an answer until a moment, and return what is to be put for it.

    What was put for an earlier moment falls silent.
    """
    application.answer_by = until
    moment = until.isoformat()
    key = f"application:{application.id}:answer-by:{moment}:over"
    told = {"application_id": application.id, "answer_by": moment}
    return News("application.answer_overdue", told, key, until + timedelta(seconds=1))
