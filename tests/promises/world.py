"""One event with everything in it, a draft, and another event: who may see what of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from secrets import token_hex
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from eventsapp.accounts.models import Account, RoleName
from eventsapp.calendars import services as calendars
from eventsapp.calendars.queries import calendar_of
from eventsapp.core import clock, files
from eventsapp.core.files import StoredFile
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.deliberation import services as deliberation
from eventsapp.deliberation.rules import ProposalStatus
from eventsapp.deliberation.services import Answer
from eventsapp.events.models import AgendaItem, Event, Room, TaskShare
from eventsapp.events.rules import ItemKind, Modality, Status, Task, TeamRole
from eventsapp.experts.models import Application, Criterion, Nominee, Run, Scenario
from eventsapp.experts.rules import CallStatus, Conflict, RunKind, RunState
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.services import records
from eventsapp.mailings.models import Mailing
from eventsapp.mailings.rules import Audience, Plan
from eventsapp.notices.models import Notice
from eventsapp.questions.models import AnswerSheet, QuestionSet
from eventsapp.questions.rules import Kind
from eventsapp.questions.services import answer, save_set
from eventsapp.registration import services as registrations
from eventsapp.reports import services as reports
from eventsapp.reports.rules import SectionKey
from tests import factories
from tests.conftest import sign_in
from tests.questions.test_rules import question

TEAM = {
    "co-organiser": TeamRole.CO_ORGANISER,
    "reviewer": TeamRole.REVIEWER,
    "facilitator": TeamRole.FACILITATOR,
    "rapporteur": TeamRole.RAPPORTEUR,
    "check-in": TeamRole.CHECK_IN,
}


@dataclass
class World:
    """The addresses of what was made, and the cookies of the people who look at it."""

    draft: str
    #: By role, what their browser sends; None is anonymous.
    cookies: dict[str, str | None]
    #: What stands for each variable of the routes, of the event and of the other one.
    own: dict[str, Any]
    other: dict[str, Any]


def build(app: Flask, db: Session) -> World:
    """Make the two events, the draft, and one person in each role."""
    event, others = _event("Fields of Gold"), _event("Rivers of Tin")
    draft = factories.event(status=Status.DRAFT, title=Words.of(en="CANARY draft."))
    team = {name: factories.team(event, role) for name, role in TEAM.items()}
    factories.team(draft, TeamRole.CO_ORGANISER, team["co-organiser"])
    foreign = factories.organiser(name="Foreign Organiser")
    factories.team(others, TeamRole.LEAD_ORGANISER, foreign)
    own, theirs = _fill(db, event, team["reviewer"]), _fill(db, others)
    applying, conflicted, of_same_body = _entangled(event, own.read)
    people: dict[str, Account | None] = {
        "anonymous": None,
        "person": factories.account(name="Plain Person"),
        "applicant": own.applicant,
        "participant": own.participant,
        "expert": own.expert,
        "foreign reviewer": factories.team(others, TeamRole.REVIEWER),
        "foreign organiser": foreign,
        **team,
        "applying organiser": applying,
        "conflicted reviewer": conflicted,
        "conflicted organiser": of_same_body,
        "administrator": factories.account(role=RoleName.ADMINISTRATOR, name="Ada Administrator"),
    }
    cookies = {role: account and _cookie(app, account) for role, account in people.items()}
    return World(draft.slug, cookies, own.ids, theirs.ids)


def _entangled(event: Event, read: Application) -> tuple[Account, Account, Account]:
    """Add people of the team whose own part in the call keeps something from them."""
    applying = factories.team(event, TeamRole.CO_ORGANISER)
    factories.application(
        read.call, account=applying, cv=_cv(), answer_sheet=_answers(read.call.question_set, "I.")
    )
    conflicted = factories.team(event, TeamRole.REVIEWER)
    declared = factories.review(read, person=conflicted)
    declared.recused, declared.conflict = True, Conflict.FAMILY
    declared.recusal_reason = f"CANARY recusal of {event.slug}."
    of_same_body = factories.account(affiliation=read.affiliation)
    for role in (TeamRole.CO_ORGANISER, TeamRole.REVIEWER):
        factories.team(event, role, of_same_body)
    for other in read.call.applications:
        if other is not read:
            factories.review(other, 3, 3, person=of_same_body)
    return applying, conflicted, of_same_body


def _cookie(app: Flask, account: Account) -> str:
    client = app.test_client()
    sign_in(client, account)
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


@dataclass
class _Contents:
    applicant: Account
    read: Application
    participant: Account
    expert: Account
    ids: dict[str, Any]


def _event(title: str) -> Event:
    return factories.event(
        title=Words.of(en=title),
        status=Status.HELD,
        modality=Modality.HYBRID,
        city="Sacramento",
        is_best_practices=True,
    )


def _fill(db: Session, event: Event, reviewer: Account | None = None) -> _Contents:
    """Give an event one of everything, each private text with a canary in it."""
    own, read, second = _call(event, reviewer)
    applicant = own.account
    expert = factories.expert(event)
    _round(event, expert)
    _report(event)
    event.status = Status.OPEN
    event.join_url = f"https://meet.example.org/canary-join-of-{event.slug}"
    participant = factories.account(name="Paula Participant")
    factories.registration(event, account=participant, email=participant.email)
    calendars.renew_address(participant)
    calendar = calendar_of(participant)
    assert calendar is not None
    guest = factories.registration(event, email=f"canary-guest-of-{event.slug}@example.org")
    registrations.add_tag(event, f"CANARY tag of {event.slug}.", [guest.id])
    notice = _failed_mail(event)
    mailing = _mailing(event)
    body = factories.organization()
    share = factories.save(TaskShare(event=event, organization=body, task=Task.REPORT))
    party = factories.party(event, body)
    room = factories.save(Room(event=event, name="Hall"))
    item = _item(event, room)
    member = event.team[0]
    db.commit()
    scenario, run, lots = _thought_over(read)
    nominee = _nominated(read)
    factories.invitation(read.call, email=participant.email)
    ids = {
        "slug": event.slug, "body": body.slug, "secret": guest.token, "number": 1,
        "calendar_secret": f"{calendar.secret}.ics",
        "item_id": item.id, "party_id": party.id, "room_id": room.id, "share_id": share.id,
        "member_id": member.id, "application_id": read.id, "twin_id": own.id,
        "registration_id": guest.id, "tag_id": guest.tags[0].id,
        "reviewer_id": second.id, "notice_id": notice.id, "account_id": applicant.id,
        "mailing_id": mailing.id,
        "role": "organiser",
        "message_id": db.scalars(select(Message.id).where(Message.name == "canary.work")).first(),
        "invitation_id": nominee.invitation_id, "invitation_token": nominee.invitation.token,
        "nominee_id": nominee.id, "nominee_token": nominee.token,
        "scenario_id": scenario.id, "run_id": run.id, "lottery_id": lots.id,
        "kind": RunKind.SENSITIVITY, "key": "summary", "sign_in_id": 987654,
        "filename": "css/shell.css", "token": "no-such-secret",
        "mail_kind": "registration_confirmed", "language": "es",
    }  # fmt: skip
    return _Contents(applicant, read, participant, expert, ids)


def _call(event: Event, reviewer: Account | None) -> tuple[Application, Application, Account]:
    asked = save_set(None, [question("words"), question("summary", Kind.FILE)])
    criteria = [
        Criterion(name=Words.of(en=name), weight=weight, position=place)
        for place, (name, weight) in enumerate((("Expertise", 59), ("Experience", 41)))
    ]
    call = factories.closed_call(
        event=event, status=CallStatus.UNDER_REVIEW, question_set=asked, criteria=criteria
    )
    twice = {"name": "Twice Applied", "born_on": date(1970, 5, 1)}
    own = factories.application(call, cv=_cv(), answer_sheet=_answers(asked, "Mine."), **twice)
    read = factories.application(
        call,
        **twice,
        cv=_cv(),
        answer_sheet=_answers(asked, f"CANARY answer of {event.slug}."),
        statement=f"CANARY statement of {event.slug}.",
        interests=f"CANARY interests of {event.slug}.",
        no_interests=False,
    )
    second = factories.team(event, TeamRole.REVIEWER)
    factories.review(read, 4, 3, person=second).comment = f"CANARY comment of {event.slug}."
    if reviewer is not None:
        factories.review(read, person=reviewer)  # has denied a conflict, and given no scores yet
    records.keep_decision(call, [])
    call.rationale_at = call.notified_at = clock.now()
    return own, read, second


def _nominated(application: Application) -> Nominee:
    invitation = factories.invitation(
        application.call,
        email=f"canary-focal-of-{application.call.event.slug}@example.org",
        letter=_cv(),
    )
    return factories.nominee(
        invitation,
        note=f"CANARY nominee of {application.call.event.slug}.",
        application=application,
    )


def _thought_over(application: Application) -> tuple[Scenario, Run, Run]:
    call, now = application.call, clock.now()
    conditions = Conditions(call.seats).as_json()
    outcome = {"panel": [application.id], "score": 0, "proven": True, "bound": 0}
    lots = {
        "panels": [[application.id]], "numbered": [0] * 1000, "seed": "CANARY",
        "fixed": [], "drawn": [application.id], "impossible": [],
    }  # fmt: skip
    return factories.save(
        Scenario(call=call, name="CANARY", at=now, conditions=conditions, outcome=outcome)
    ), factories.save(
        Run(call=call, kind=RunKind.SENSITIVITY, asked_at=now, task={"conditions": conditions})
    ), factories.save(
        Run(call=call, kind=RunKind.MAXIMIN, state=RunState.DONE, asked_at=now, result=lots,
            task={"conditions": conditions, "band": None})
    )  # fmt: skip


def _cv() -> StoredFile:
    return files.keep(_pdf())


def _answers(asked: QuestionSet, words: str) -> AnswerSheet:
    return answer(None, asked.versions[0], {"words": words, "summary": _pdf()})


def _pdf() -> FileStorage:
    return FileStorage(BytesIO(b"%PDF-1.7"), filename="cv.pdf")


def _round(event: Event, expert: Account) -> None:
    rated = factories.proposal(event, number=1, account_id=expert.id)
    factories.proposal(
        event, number=2, title=f"CANARY practice of {event.slug}.", status=ProposalStatus.SUBMITTED
    )
    rounds = deliberation.open_round(event)
    other = factories.expert(event)
    deliberation.rate(rounds, other, {rated.id: Answer(2, f"CANARY rating of {event.slug}.")})


def _report(event: Event) -> None:
    report = reports.begin(event, "en")
    reports.publish(report, by="Rosa")
    reports.write(report, SectionKey.SUMMARY, f"CANARY remark of {event.slug}.", seen="")


def _failed_mail(event: Event) -> Notice:
    now, mark = clock.now(), f"CANARY mail of {event.slug}."
    secret = f"https://moved.example/registrations/canary-link-of-{event.slug}"
    notice = factories.save(
        Notice(
            uid=token_hex(8), kind="registration.confirmed", about=f"event:{event.id}",
            scope=event.mail_scope, email="canary-mail@example.org", locale="en", subject=mark,
            text=f"{mark} {secret}", html=f"<a href='{secret}'>{mark}</a> {secret}", created_at=now,
        )
    )  # fmt: skip
    for name, key in (("notice.posted", f"notice:{notice.id}"), ("canary.work", None)):
        factories.save(
            Message(name=name, payload={}, key=key, created_at=now, due_at=now, failed_at=now)
        )
    return notice


def _mailing(event: Event) -> Mailing:
    now = clock.now()
    return factories.save(
        Mailing(
            event=event, subject=Words.of(en="News"), text=Words.of(en="Dear {name}"),
            to=Audience(places=("confirmed",)).as_json(), when=Plan().as_json(),
            created_at=now, changed_at=now,
        )
    )  # fmt: skip


def _item(event: Event, room: Room) -> AgendaItem:
    start = clock.now() + timedelta(days=30)
    return factories.save(
        AgendaItem(
            event=event, uid=token_hex(8), kind=ItemKind.PRESENTATION, room=room,
            title=Words.of(en="Opening"), starts_at=start, ends_at=start + timedelta(hours=1),
            changed_at=clock.now(),
        )
    )  # fmt: skip
