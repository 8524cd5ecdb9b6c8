"""What follows an offered place: it is answered, or somebody is reminded, or it lapses."""

from datetime import datetime

from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.events.models import Event
from eventsapp.experts.handlers.calls import write
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import call_of
from eventsapp.experts.rules import ApplicationStatus, Phase
from eventsapp.experts.services import completion, offers


def take_back_unanswered(application_id: int, answer_by: str) -> None:
    """Let an offer lapse that was not answered, if the last day was still this one."""
    application = _waiting(application_id, answer_by)
    if application is not None:
        offers.lapse(application)


def tell_lapse(application_id: int) -> None:
    """Tell somebody that their offer has lapsed."""
    application = db.session.get_one(Application, application_id)
    if application.status is ApplicationStatus.NO_ANSWER and application.answer_by:
        key = f"no-answer:{application.answer_by.isoformat()}"
        write("experts_no_answer", application, key=key)


def tell_more_time(application_id: int, answer_by: str) -> None:
    """Tell somebody until when they may answer now."""
    application = _waiting(application_id, answer_by)
    if application is not None:
        write("experts_more_time", application, key=f"more-time:{answer_by}")


def _waiting(application_id: int, answer_by: str) -> Application | None:
    """Return an application that waits for an answer until this moment; None if things moved on."""
    application = db.session.get_one(Application, application_id)
    waits = application.status is ApplicationStatus.SELECTED
    if not waits or application.answer_by != datetime.fromisoformat(answer_by):
        return None
    return application if application.call.phase(clock.now()) is Phase.NOTIFIED else None


def complete_when_begun(call_id: int) -> None:
    """Complete a call whose event has begun; where it was put off, wait for it again."""
    completion.complete_if_begun(db.session.get_one(Call, call_id))


def wait_for_event(event_id: int) -> None:
    """Wait for the event of a call on the day that it has now."""
    call = call_of(db.session.get_one(Event, event_id))
    if call is not None:
        completion.await_event(call)


def tell_end_of_reserve(application_id: int) -> None:
    """Tell somebody that no place became free for them."""
    application = db.session.get_one(Application, application_id)
    if application.status is ApplicationStatus.NOT_SELECTED:
        write("experts_reserve_closed", application, key="reserve-closed")
