"""What follows in calls: letters to those who apply."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.services.selection import LETTERS
from eventsapp.notices.services import post


def confirm_receipt(application_id: int) -> None:
    """Tell the applicant that the application is in."""
    application = db.session.get_one(Application, application_id)
    if application.status is ApplicationStatus.SUBMITTED:
        _write("experts_application_received", application, key="received")


def confirm_withdrawal(application_id: int) -> None:
    """Tell the applicant that the application is taken back."""
    application = db.session.get_one(Application, application_id)
    if application.submitted_at is not None:
        _write("experts_application_withdrawn", application, key="withdrawn")


def tell_outcome(application_id: int) -> None:
    """Tell the applicant what was decided; a later promotion is told as well."""
    application = db.session.get_one(Application, application_id)
    if letter := LETTERS.get(application.status):
        _write(letter, application, key=application.status)


def welcome(application_id: int) -> None:
    """Tell the expert that the place is theirs."""
    application = db.session.get_one(Application, application_id)
    if application.status is ApplicationStatus.ACCEPTED:
        _write("experts_accepted", application, key="accepted")


def tell_extension(call_id: int, closes_at: str) -> None:
    """Tell all who have begun to apply that there is more time."""
    call = db.session.get_one(Call, call_id)
    if call.closes_at == datetime.fromisoformat(closes_at):
        for application in _applicants(call):
            _write("experts_deadline_extended", application, key=f"extended:{closes_at}")


def tell_withdrawal(call_id: int, reason: str) -> None:
    """Tell all who have begun to apply that the call is taken back, and why."""
    for application in _applicants(db.session.get_one(Call, call_id)):
        _write("experts_call_withdrawn", application, key="call-withdrawn", reason=reason)


def _applicants(call: Call) -> Iterable[Application]:
    return db.session.scalars(
        select(Application).where(
            Application.call_id == call.id, Application.status != ApplicationStatus.WITHDRAWN
        )
    )


def _write(kind: str, application: Application, *, key: str, **context: object) -> None:
    call = application.call
    post(
        kind,
        to=application.account,
        key=f"application:{application.id}:{key}",
        about=f"call:{call.id}",
        reply_to=call.event.contact_email,
        application=application,
        call=call,
        event=call.event,
        **context,
    )
