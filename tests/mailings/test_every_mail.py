"""Every mail that can be reworded is posted for real, and each of its placeholders has a value.

The organisers' words are here a list of all placeholders: what is missing in the notice has no
value in the context that the feature posts.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from eventsapp.core import clock, files
from eventsapp.core.db import db as database
from eventsapp.core.itip import Answer
from eventsapp.core.settings import ROOT
from eventsapp.core.words import Words
from eventsapp.deliberation import handlers as deliberation
from eventsapp.deliberation.models import Round
from eventsapp.deliberation.rules import ProposalStatus, RoundStatus
from eventsapp.duties import handlers as duties
from eventsapp.duties.models import Duty
from eventsapp.duties.services import keep_in_step
from eventsapp.events.models import Event
from eventsapp.events.rules import Modality, Status, TeamRole
from eventsapp.experts import handlers as experts
from eventsapp.experts.handlers import nominations
from eventsapp.experts.models import Amendment, Application, Assignment, Call
from eventsapp.experts.queries.terms import terms_of
from eventsapp.experts.rules import ApplicationStatus, AssignedBy, CallStatus, NomineeStatus
from eventsapp.notices.mails import all_mails, mail_of
from eventsapp.notices.models import Notice, OwnWording
from eventsapp.registration import handlers as registration
from eventsapp.registration.rules import Status as Place
from eventsapp.reports import handlers as reports
from eventsapp.reports.models import Report, Version
from tests import factories


def at() -> str:
    return clock.now().isoformat()


def place(event: Event, status: Place, tell: Callable[[int, str], None]) -> None:
    it = factories.registration(event, status=status, affiliation="University")
    tell(it.id, it.changed_at.isoformat())


def changed(event: Event) -> None:
    it = factories.registration(event, affiliation="University")
    event.sequence += 1
    registration.tell_event_changed(it.id)


def cancelled(event: Event) -> None:
    it = factories.registration(event, affiliation="University")
    event.status = Status.CANCELLED
    registration.tell_event_cancelled(it.id)


def declined(event: Event) -> None:
    it = factories.registration(event, affiliation="University", answer=Answer.DECLINED)
    registration.ask_who_declined(it.id, at())


def repeated(event: Event) -> None:
    registration.tell_repeated(factories.registration(event, affiliation="University").id)


def applied(event: Event, status: ApplicationStatus, call: dict[str, Any]) -> Application:
    """Make an application that has everything a mail could tell of."""
    made = factories.call(event=event, reopened_reason="Too few.", **call)
    until = clock.now() + timedelta(days=5)
    return factories.application(
        made, status=status, decision_reason="Few seats.", answer_by=until, decision=None
    )


def about(outcome: ApplicationStatus, tell: Callable[[Application], None], **call: Any) -> Any:
    return lambda event: tell(applied(event, outcome, call))


def tell_answer(tell: Callable[[int, str], None]) -> Callable[[Application], None]:
    return lambda it: tell(it.id, it.answer_by.isoformat() if it.answer_by else "")


def of_call(tell: Callable[..., None], *rest: Any) -> Callable[[Application], None]:
    return lambda it: tell(it.call_id, *(rest or (it.call.closes_at.isoformat(),)))


def amended(it: Application) -> None:
    before = terms_of(it.call)
    amendment = factories.save(
        Amendment(
            call=it.call,
            at=clock.now(),
            reason="More money.",
            before=before.as_json(),
            after=replace(before, seats=9).as_json(),
        )
    )
    experts.tell_amendment(amendment.id)


def reviewed(event: Event, tell: Callable[[int, int], None]) -> None:
    call = factories.closed_call(event=event)
    reviewer = factories.team(event, TeamRole.REVIEWER)
    factories.application(call)
    tell(call.id, reviewer.id)


def assigned(call_id: int, account_id: int) -> None:
    [application] = _call(call_id).applications
    now = clock.now()
    by = AssignedBy.HAND
    factories.save(Assignment(application=application, account_id=account_id, at=now, by=by))
    experts.ask_reviewer(call_id, account_id, now.isoformat())


def _call(call_id: int) -> Call:
    return database.session.get_one(Call, call_id)


def nominated(event: Event, tell: Callable[[Any], None], **fields: Any) -> None:
    call = factories.call(event=event)
    now, pdf = clock.now(), FileStorage(BytesIO(b"%PDF-1.7"), filename="letter.pdf")
    invitation = factories.invitation(
        call, name="Focal Point", letter=files.keep(pdf), changed_at=now, **fields
    )
    tell(factories.nominee(invitation, affiliation="University"))


def silent(event: Event) -> None:
    invitation = factories.invitation(factories.call(event=event), name="Focal Point")
    nominations.remind(invitation.id, at())


def fallen(it: Any) -> None:
    nominations.tell_call_withdrawn(it.invitation.call_id, "Put off.")


def stands_not(it: Any) -> None:
    it.status = NomineeStatus.DECLINED
    nominations.tell_declined(it.id, at())


def owed(event: Event) -> None:
    draft = factories.application(factories.call(event=event), status=ApplicationStatus.DRAFT)
    draft.account.timezone = "Asia/Tokyo"
    reminded()


def reminded() -> None:
    keep_in_step()
    duty = database.session.scalars(select(Duty)).one()
    duties.remind(duty.id, duty.due_at.isoformat(), -3)


def rated(event: Event) -> None:
    factories.expert(event)
    now = factories.save(Round(event=event, number=1, status=RoundStatus.OPEN))
    deliberation.ask_experts(now.id)


def agreed(event: Event) -> None:
    factories.expert(event)
    deliberation.tell_results(event.id, 1)


def returned(event: Event) -> None:
    proposal = factories.proposal(
        event, status=ProposalStatus.RETURNED, account_id=factories.account().id
    )
    deliberation.ask_author(proposal.id, "Where?")


def reported(event: Event) -> None:
    factories.expert(event)
    now = clock.now()
    report = factories.save(Report(event=event, language="en", created_at=now, changed_at=now))
    version = Version(
        report=report, number=2, published_at=now, published_by="Rosa", correction="A date.",
        document={}, pdf=b"%PDF",
    )  # fmt: skip
    reports.tell_participants(factories.save(version).id)


S = ApplicationStatus
SENT = {"status": CallStatus.NOTIFIED, "notified_at": clock.now()}
POST: dict[str, Callable[[Event], None]] = {
    "registration_confirmed": lambda e: place(e, Place.CONFIRMED, registration.tell_confirmed),
    "registration_waiting": lambda e: place(e, Place.WAITING, registration.tell_waiting),
    "registration_promoted": lambda e: place(e, Place.CONFIRMED, registration.tell_promoted),
    "registration_cancelled": lambda e: place(e, Place.CANCELLED, registration.tell_cancelled),
    "registration_repeated": repeated,
    "registration_event_changed": changed,
    "registration_event_cancelled": cancelled,
    "registration_declined": declined,
    "experts_application_received": about(S.SUBMITTED, lambda it: experts.confirm_receipt(it.id)),
    "experts_application_withdrawn": about(
        S.WITHDRAWN, lambda it: experts.confirm_withdrawal(it.id)
    ),
    "experts_deadline_extended": about(S.SUBMITTED, of_call(experts.tell_extension)),
    "experts_call_reopened": about(S.SUBMITTED, of_call(experts.tell_reopening)),
    "experts_call_amended": about(S.SUBMITTED, amended),
    "experts_call_withdrawn": about(S.SUBMITTED, of_call(experts.tell_withdrawal, "Put off.")),
    "experts_selected": about(S.SELECTED, lambda it: experts.tell_outcome(it.id)),
    "experts_reserve": about(S.RESERVE, lambda it: experts.tell_outcome(it.id)),
    "experts_not_selected": about(S.NOT_SELECTED, lambda it: experts.tell_outcome(it.id)),
    "experts_reserve_closed": about(S.NOT_SELECTED, lambda it: experts.tell_end_of_reserve(it.id)),
    "experts_accepted": about(S.ACCEPTED, lambda it: experts.welcome(it.id)),
    "experts_answer_reminder": about(S.SELECTED, lambda _it: reminded(), **SENT),
    "experts_more_time": about(S.SELECTED, tell_answer(experts.tell_more_time), **SENT),
    "experts_no_answer": about(S.NO_ANSWER, lambda it: experts.tell_lapse(it.id)),
    "experts_reviews_assigned": lambda e: reviewed(e, assigned),
    "experts_reviews_reminder": lambda e: reviewed(e, experts.remind_reviewer),
    "experts_nomination_invited": lambda e: nominated(
        e, lambda it: nominations.invite(it.invitation_id, it.invitation.invited_at.isoformat())
    ),
    "experts_nomination_reminder": silent,
    "experts_nomination_extended": lambda e: nominated(
        e,
        lambda it: nominations.tell_more_time(
            it.invitation.call_id, it.invitation.call.closes_at.isoformat()
        ),
    ),
    "experts_nomination_receipt": lambda e: nominated(
        e,
        lambda it: nominations.confirm_list(it.invitation_id, it.invitation.changed_at.isoformat()),
    ),
    "experts_nominee_declined": lambda e: nominated(e, stands_not),
    "experts_nomination_withdrawn": lambda e: nominated(e, fallen),
    "experts_nominated": lambda e: nominated(e, lambda it: nominations.tell_nominee(it.id)),
    "experts_nominee_reminder": lambda e: nominated(
        e,
        lambda it: nominations.remind_nominees(
            it.invitation.call_id, it.invitation.call.closes_at.isoformat()
        ),
    ),
    "experts_nomination_ended": lambda e: nominated(e, fallen),
    "duties_reminder": owed,
    "deliberation_round_opened": rated,
    "deliberation_results": agreed,
    "deliberation_returned": returned,
    "reports_published": reported,
}


def test_all_mails_about_an_event_can_be_reworded_but_those_to_the_team(app: Flask) -> None:
    folders = {it.name for it in (ROOT / "templates" / "mail").iterdir() if it.is_dir()}
    elsewhere = {it for it in folders if it.startswith("accounts_")}

    assert {it.kind for it in all_mails()} == folders - elsewhere - {
        "notices_digest",
        "events_team_invited",
    }


def test_every_mail_that_can_be_reworded_is_posted_here(app: Flask) -> None:
    assert set(POST) == {it.kind for it in all_mails()}


@pytest.mark.parametrize("kind", POST)
def test_every_placeholder_of_a_posted_mail_has_a_value(db: Session, kind: str) -> None:
    mail = mail_of(kind)
    assert mail is not None
    event = factories.event(
        title=Words.of(en="Water"),
        modality=Modality.HYBRID,
        city="Lima",
        join_url="https://meet.example.org/water",
        contact_email="team@example.org",
        cancelled_reason="A storm.",
    )
    names = [it.name for it in mail.placeholders]
    factories.save(
        OwnWording(
            scope=event.mail_scope, kind=kind, locale="en", subject="Hi",
            text="\n".join(f"{name} = {{{name}}}" for name in names),
            changed_by="Ana", changed_at=clock.now(),
        )
    )  # fmt: skip

    POST[kind](event)

    notice = db.scalars(select(Notice).where(Notice.kind == kind)).one()
    said = dict(line.split(" = ", 1) for line in notice.body.split("\n") if " = " in line)
    assert set(names) - set(said) == set()
    assert [name for name, value in said.items() if not value.strip() or "{" in value] == []
    assert notice.subject == "Hi"
