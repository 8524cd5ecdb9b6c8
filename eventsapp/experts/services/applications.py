"""Apply: draft, submit, change, withdraw; and answer an offered place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.files import StoredFile, discard
from eventsapp.core.i18n import _, gettext
from eventsapp.core.moments import in_full
from eventsapp.experts.models import Application, Call
from eventsapp.experts.policy import may_stand
from eventsapp.experts.queries import application_of, is_complete
from eventsapp.experts.rules import Answers, ApplicationStatus, Phase, can_move, is_in_time
from eventsapp.experts.services import nominees
from eventsapp.experts.services.calls import about
from eventsapp.organizations.queries import organization_named
from eventsapp.questions.services import answer
from eventsapp.registration import queries as registration_queries
from eventsapp.registration import services as registration
from eventsapp.registration.models import Registration

CHANGEABLE = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED})


class CallNotOpen(Refused):
    """Before the opening, after the deadline, or withdrawn."""

    message = _("This call is not open for applications. Nothing was sent.")


class ApplicationIncomplete(Refused):
    """Something needed is missing."""

    message = _("Your application is not complete yet: go back to see what is missing.")


class NotNominated(Refused):
    """Where a call asks for it, only nominees apply."""

    message = _(
        "Only people whom an invited government or organisation has nominated can apply to this"
        " call. If you were nominated, sign in with the address to which your nomination was sent."
    )


class AlreadyApplied(Refused):
    """An application that was taken back or decided stays so."""

    message = _("Your application to this call can no longer be changed.")


class Merged(AlreadyApplied):
    """What counts is the application that it was merged into."""

    message = _(
        "This application was merged into another one of yours: change that one. Nothing was saved."
    )


class CannotWithdraw(Refused):
    """There is nothing left to take back."""

    message = _("This application can no longer be withdrawn.")


class AnsweredTooLate(Refused):
    """The last day for an answer is over."""

    message = _(
        "The time to answer has passed, so nothing was changed. If you can still come, write to"
        " the organisers: they can give you more time while the place is free."
    )


class NothingOffered(Refused):
    """No place waits for an answer."""

    message = _("There is no offer to answer: you have already answered it, or it was withdrawn.")


def save(
    call: Call,
    account: Account,
    answers: Answers,
    cv: StoredFile | None = None,
    own: Mapping[str, Any] | None = None,
) -> Application:
    """Keep what was typed: as a draft, complete or not, or as a change of what was submitted.

    ``own``: the answers to the call's own questions, as ``questions.services.answer`` takes them.
    """
    now = clock.now()
    lock(call)
    application = application_of(account, call)
    if application is not None:
        lock(application)
    if (refused := refusal(call, account, application, now)) is not None:
        raise refused
    is_new = application is None
    if application is None:
        application = Application(call=call, account=account, created_at=now)
        db.session.add(application)
    _write(application, answers, now)
    if cv is not None:
        before, application.cv = application.cv, cv
        if before is not None:
            discard(before)
    version = call.question_set.latest if call.question_set else None
    if version is not None and version.questions:
        application.answer_sheet = answer(application.answer_sheet, version, own or {})
    db.session.flush()
    if application.status is ApplicationStatus.SUBMITTED and not is_complete(application):
        raise ApplicationIncomplete
    if is_new:
        nominees.follow(application)
    return application


def refusal(
    call: Call, account: Account, application: Application | None, now: datetime
) -> Refused | None:
    """Return why a person can write nothing now; None if they can."""
    if call.phase(now) is not Phase.OPEN:
        return _not_open(call, now)
    if application is not None and application.status not in CHANGEABLE:
        return AlreadyApplied()
    if application is not None and application.merged_into_id is not None:
        return Merged()
    return None if may_stand(account, call) else NotNominated()


def submit(application: Application) -> None:
    """Hand a draft in."""
    now = clock.now()
    _require_open(application.call, now)
    if not may_stand(application.account, application.call):
        raise NotNominated
    if not can_move(application.status, ApplicationStatus.SUBMITTED):
        raise AlreadyApplied
    if not is_complete(application):
        raise ApplicationIncomplete
    application.status = ApplicationStatus.SUBMITTED
    application.submitted_at = now
    nominees.follow(application)
    outbox.put("application.submitted", application_id=application.id)


def withdraw(application: Application) -> None:
    """Take an application back."""
    lock(application.call)
    lock(application)
    was = application.status
    if not can_move(was, ApplicationStatus.WITHDRAWN):
        raise CannotWithdraw
    if was is ApplicationStatus.ACCEPTED:
        _give_up_seat(application)
    application.status = ApplicationStatus.WITHDRAWN
    application.answered_at = clock.now()
    nominees.follow(application)
    record("application.withdrawn", about(application.call), application=application.id, was=was)
    outbox.put("application.withdrawn", application_id=application.id)


def accept(application: Application) -> None:
    """Take the offered place: the expert is registered; raise ``NoSeatLeft`` if none is left."""
    _answer(application, ApplicationStatus.ACCEPTED)
    registration.admit(
        application.call.event,
        application.account,
        name=application.name,
        affiliation=application.affiliation,
        country=application.country,
        sector=application.sector,
        locale=application.account.locale,
    )
    outbox.put("application.accepted", application_id=application.id)


def is_too_late(application: Application) -> bool:
    """Tell whether an offer was not answered in time, noticed already or not yet."""
    if application.status is ApplicationStatus.NO_ANSWER:
        return True
    waits = application.status is ApplicationStatus.SELECTED
    return waits and not is_in_time(application.answer_by, clock.now())


def decline(application: Application) -> None:
    """Give the offered place back."""
    _answer(application, ApplicationStatus.DECLINED)


def may_withdraw(application: Application) -> bool:
    """Tell whether it may still be taken back; with a place, until the event begins."""
    if application.status is ApplicationStatus.ACCEPTED and (seat := _seat(application)):
        return registration_queries.may_still_cancel(seat)
    return can_move(application.status, ApplicationStatus.WITHDRAWN)


def _seat(application: Application) -> Registration | None:
    return registration_queries.own_registration(application.account, application.call.event)


def _give_up_seat(application: Application) -> None:
    if (seat := _seat(application)) is not None:
        registration.cancel(seat)


def _answer(application: Application, answer: ApplicationStatus) -> None:
    lock(application.call)
    lock(application)
    if is_too_late(application):
        raise AnsweredTooLate
    if not can_move(application.status, answer):
        raise NothingOffered
    application.status = answer
    application.answered_at = clock.now()
    record(f"application.{answer}", about(application.call), application=application.id)


def _require_open(call: Call, now: datetime) -> None:
    lock(call)
    if call.phase(now) is not Phase.OPEN:
        raise _not_open(call, now)


def _not_open(call: Call, now: datetime) -> CallNotOpen:
    """Say why one cannot apply now, by the clock of the call's zone."""
    match call.phase(now):
        case Phase.DRAFT | Phase.WITHDRAWN:
            return CallNotOpen()
        case Phase.UPCOMING:
            said = gettext(
                "This call opens on %(when)s. Nothing was sent.",
                when=in_full(call.opens_at, call.timezone),
            )
        case _:
            said = gettext(
                "The deadline was %(when)s. Nothing was sent.",
                when=in_full(call.closes_at, call.timezone),
            )
    return CallNotOpen(said)


def _write(application: Application, answers: Answers, now: datetime) -> None:
    application.name = answers.name
    application.affiliation = answers.affiliation
    body = organization_named(answers.affiliation) if answers.affiliation else None
    application.organization = body
    application.country = answers.country
    application.sector = answers.sector
    application.gender = answers.gender
    application.born_on = answers.born_on
    application.first_time = answers.first_time
    application.languages = list(answers.languages)
    application.topics = list(answers.topics)
    application.statement = answers.statement
    application.interests = answers.interests
    application.no_interests = answers.no_interests
    application.consent_at = (application.consent_at or now) if answers.consent else None
