"""What follows in calls: letters to those who apply, and to those who review."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.experts.mails import context_of
from eventsapp.experts.models import Amendment, Application, Call
from eventsapp.experts.policy import may_review
from eventsapp.experts.queries.reviewing import newest_assignment, review_queue
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.services import runs
from eventsapp.experts.services.reviews import reviews_are_open
from eventsapp.experts.services.selection import LETTERS
from eventsapp.notices.services import post
from eventsapp.questions.queries import questions_of


def compute(run_id: int) -> None:
    """Do the long computation that somebody has asked for."""
    runs.compute(run_id)


def confirm_receipt(application_id: int) -> None:
    """Tell the applicant that the application is in."""
    application = db.session.get_one(Application, application_id)
    if application.status is ApplicationStatus.SUBMITTED:
        write("experts_application_received", application, key="received")


def confirm_withdrawal(application_id: int) -> None:
    """Tell the applicant that the application is taken back."""
    application = db.session.get_one(Application, application_id)
    if application.submitted_at is not None:
        write("experts_application_withdrawn", application, key="withdrawn")


def tell_outcome(application_id: int) -> None:
    """Tell the applicant what was decided; a place that is offered later is told as well."""
    application = db.session.get_one(Application, application_id)
    letter = LETTERS.get(application.status)
    if letter and not application.has_waited:  # the end of the reserve list has its own letter
        write(letter, application, key=application.status, answer_by=application.answer_by)


def welcome(application_id: int) -> None:
    """Tell the expert that the place is theirs."""
    application = db.session.get_one(Application, application_id)
    if application.status is ApplicationStatus.ACCEPTED:
        write("experts_accepted", application, key="accepted")


def tell_extension(call_id: int, closes_at: str) -> None:
    """Tell all who have begun to apply that there is more time."""
    call = db.session.get_one(Call, call_id)
    if call.closes_at == datetime.fromisoformat(closes_at):
        for application in _applicants(call):
            write("experts_deadline_extended", application, key=f"extended:{closes_at}")


def tell_reopening(call_id: int, closes_at: str) -> None:
    """Tell all who have begun to apply that the call is open again, why, and until when."""
    call = db.session.get_one(Call, call_id)
    if call.closes_at == datetime.fromisoformat(closes_at):
        for application in _applicants(call):
            write("experts_call_reopened", application, key=f"reopened:{closes_at}")


def tell_amendment(amendment_id: int) -> None:
    """Tell all who have begun to apply what is no longer as it was published, and why."""
    amendment = db.session.get_one(Amendment, amendment_id)
    for application in _applicants(amendment.call):
        write(
            "experts_call_amended",
            application,
            key=f"amended:{amendment_id}",
            amendment=amendment,
            asked=questions_of(amendment.call.question_set),
        )


def tell_withdrawal(call_id: int, reason: str) -> None:
    """Tell all who have begun to apply that the call is taken back, and why."""
    for application in _applicants(db.session.get_one(Call, call_id)):
        write("experts_call_withdrawn", application, key="call-withdrawn", reason=reason)


def ask_reviewer(call_id: int, account_id: int, at: str) -> None:
    """Tell a reviewer how many applications wait, once nobody has assigned more for a while."""
    newest = newest_assignment(call_id, account_id)
    if newest is None or newest > datetime.fromisoformat(at):
        return
    _write_reviewer("experts_reviews_assigned", call_id, account_id, key=f"assigned:{at}")


def remind_reviewer(call_id: int, account_id: int) -> None:
    """Remind a reviewer of what is left, at most once a day."""
    today = clock.now().date().isoformat()
    _write_reviewer("experts_reviews_reminder", call_id, account_id, key=f"reminder:{today}")


def _write_reviewer(kind: str, call_id: int, account_id: int, *, key: str) -> None:
    call = db.session.get_one(Call, call_id)
    account = db.session.get_one(Account, account_id)
    queue = review_queue(account, call)
    if not reviews_are_open(call) or not may_review(account, call) or not queue.todo:
        return
    post(
        kind,
        to=account,
        key=f"reviews:{call_id}:{account_id}:{key}",
        about=f"call:{call_id}",
        scope=call.event.mail_scope,
        reply_to=call.event.contact_email,
        call=call,
        event=call.event,
        name=str(account),
        waiting=len(queue.todo),
        done=len(queue.done),
    )


def _applicants(call: Call) -> Iterable[Application]:
    return db.session.scalars(
        select(Application).where(
            Application.call_id == call.id, Application.status != ApplicationStatus.WITHDRAWN
        )
    )


def write(kind: str, application: Application, *, key: str, **context: Any) -> None:
    """Write to an applicant about their application, once for each key."""
    call = application.call
    post(
        kind,
        to=application.account,
        key=f"application:{application.id}:{key}",
        about=f"call:{call.id}",
        concerns=f"application:{application.id}",
        scope=call.event.mail_scope,
        reply_to=call.event.contact_email,
        **{**context_of(application), **context},
    )
