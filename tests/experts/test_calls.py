"""Calls: written, published, amended, extended, opened again, withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.queries import entries_about
from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.experts.models import Amendment, Call, Score, TargetRow
from eventsapp.experts.queries import terms_of
from eventsapp.experts.rules import (
    ApplicationStatus,
    CallStatus,
    CriterionPlan,
    Phase,
    Target,
    TargetAttribute,
)
from eventsapp.experts.services import amendments, calls, deadlines
from eventsapp.experts.services.calls import CallPlan
from eventsapp.experts.services.terms import CallContradictory, CallIncomplete
from tests import factories
from tests.conftest import MailServer, deliver

SECTOR = TargetAttribute.SECTOR


def plan(**changes: object) -> CallPlan:
    now = clock.now()
    fields: dict[str, object] = {
        "profile": Words.of(en="Who knows"),
        "seats": 2,
        "opens_at": now,
        "closes_at": now + timedelta(days=9),
        "timezone": "UTC",
        "sectors": ["labor", "migrants"],
        "cv_required": False,
        "criteria": [CriterionPlan(name=Words.of(en="Expertise"), weight=100)],
        "targets": [Target(TargetAttribute.SECTOR, "labor", 1)],
    }
    return CallPlan(**fields | changes)  # type: ignore[arg-type]


def test_a_draft_is_rewritten_as_often_as_one_likes(db: Session) -> None:
    event = factories.event()

    calls.save(event, plan(seats=5))
    call = calls.save(event, plan(seats=2))

    assert [it.seats for it in db.scalars(select(Call))] == [2]
    assert [(it.value, it.minimum) for it in call.targets] == [("labor", 1)]


def test_contradictions_are_refused_in_words(db: Session) -> None:
    targets = [
        Target(TargetAttribute.SECTOR, "labor", 2),
        Target(TargetAttribute.SECTOR, "migrants", 1),
    ]

    with pytest.raises(CallContradictory) as refusal:
        calls.save(factories.event(), plan(targets=targets))

    assert str(refusal.value.message) == (
        "Sector: the targets ask for 3 people together, more than there are seats (2)."
    )


def test_publication_freezes_the_call_and_is_recorded(db: Session) -> None:
    event = factories.event()
    call = calls.save(event, plan())

    calls.publish(call)

    with pytest.raises(calls.CallFrozen):
        calls.save(event, plan(seats=9))
    assert [it.action for it in entries_about(f"call:{call.id}")] == ["call.published"]


@pytest.mark.parametrize("lacking", ["profile", "criteria", "sectors"])
def test_an_incomplete_call_is_not_published(db: Session, lacking: str) -> None:
    empty = Words() if lacking == "profile" else []
    call = calls.save(factories.event(), plan(**{"targets": [], lacking: empty}))

    with pytest.raises(CallIncomplete):
        calls.publish(call)

    assert call.status is CallStatus.DRAFT


def test_an_extension_is_told_to_all_who_have_begun(db: Session, mails: MailServer) -> None:
    call = factories.call()
    draft = factories.application(call, status=ApplicationStatus.DRAFT)
    submitted = factories.application(call)
    factories.application(call, status=ApplicationStatus.WITHDRAWN)

    deadlines.extend(call, call.closes_at + timedelta(days=7))
    db.commit()
    deliver()

    assert sorted(to for to, _subject in mails.subjects()) == sorted(
        [draft.account.email, submitted.account.email]
    )


def test_a_deadline_is_not_brought_forward(db: Session) -> None:
    call = factories.call()

    with pytest.raises(deadlines.CannotExtend):
        deadlines.extend(call, call.closes_at - timedelta(minutes=1))


def test_a_deadline_that_has_passed_is_not_extended(db: Session) -> None:
    call = factories.closed_call()

    with pytest.raises(deadlines.CannotExtend):
        deadlines.extend(call, clock.now() + timedelta(days=7))


def test_a_withdrawn_call_tells_why(db: Session, mails: MailServer) -> None:
    application = factories.application(factories.call())

    calls.withdraw(application.call, "The host cannot receive us.")
    db.commit()
    deliver()

    (mail,) = mails.to(application.account.email)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "The host cannot receive us." in body.get_content()


def body(mails: MailServer, address: str) -> str:
    (mail,) = mails.to(address)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def amended(call: Call, **changes: object) -> Amendment:
    terms = replace(terms_of(call), **changes)
    return amendments.amend(call, terms, "The host has one more room.", factories.account())


def test_criteria_that_stay_keep_their_rows(db: Session) -> None:
    event = factories.event()
    call = calls.save(event, plan())
    before = call.criteria[0].id
    kept = CriterionPlan(id=before, name=Words.of(en="Expertise"), weight=60)
    new = CriterionPlan(name=Words.of(en="Languages"), weight=40, labels={"5": Words.of(en="Six")})

    calls.save(event, plan(criteria=[new, kept]))

    assert [(it.id == before, it.weight, it.labels) for it in call.criteria] == [
        (False, 40, {"5": {"en": "Six"}}),
        (True, 60, {}),
    ]


def test_the_settings_of_a_call_are_kept(db: Session) -> None:
    target = Target(SECTOR, "labor", 1, 2, 3, relaxable=False)
    call = calls.save(
        factories.event(),
        plan(
            topics=["Water"], is_blind=True, nominations_only=True, organization_limit=2,
            gap_limit=15, answer_days=7,
            targets=[target],
        ),
    )  # fmt: skip

    assert (
        call.topics, call.is_blind, call.nominations_only, call.organization_limit,
        call.gap_limit, call.answer_days, [it.target for it in call.targets],
    ) == (["Water"], True, True, 2, 15, 7, [target])  # fmt: skip


def test_an_amendment_is_kept_and_told_to_all_who_have_begun(
    db: Session, mails: MailServer
) -> None:
    call = factories.call(targets=[TargetRow(attribute=SECTOR, value="labor", minimum=1)])
    draft = factories.application(call, status=ApplicationStatus.DRAFT)
    spanish = factories.application(call, account=factories.account(locale="es"))
    factories.application(call, status=ApplicationStatus.WITHDRAWN)

    amendment = amended(call, seats=4, targets=(Target(SECTOR, "labor", 2),))
    db.commit()
    deliver()
    deliver()

    assert (call.seats, [it.target.minimum for it in call.targets]) == (4, [2])
    assert (amendment.before["seats"], amendment.after["seats"]) == (3, 4)
    assert [it.action for it in entries_about(f"call:{call.id}")] == ["call.amended"]
    assert sorted(to for to, _subject in mails.subjects()) == sorted(
        [draft.account.email, spanish.account.email]
    )
    told = body(mails, draft.account.email)
    assert "- Seats for experts: 4 instead of 3." in told
    assert "- Labour: at least 2 instead of at least 1." in told
    assert "Reason: The host has one more room." in told


def test_an_amendment_that_changes_nothing_is_refused(db: Session) -> None:
    with pytest.raises(amendments.NothingAmended):
        amended(factories.call())


def test_an_amendment_that_contradicts_itself_is_refused(db: Session) -> None:
    with pytest.raises(CallContradictory):
        amended(factories.call(), targets=(Target(SECTOR, "labor", 4),))


def test_no_amendment_orphans_a_score(db: Session) -> None:
    call = factories.closed_call()
    factories.review(factories.application(call), 5, 4)

    with pytest.raises(amendments.CriteriaInUse):
        amended(call, criteria=terms_of(call).criteria[:1])
    amended(call, seats=2)

    assert (len(call.criteria), len(db.scalars(select(Score)).all()), call.seats) == (2, 2, 2)


def test_a_criterion_amended_before_the_reviews_stays_the_same_row(db: Session) -> None:
    call = factories.call()
    before = [it.id for it in call.criteria]
    first, second = terms_of(call).criteria

    amended(call, criteria=(replace(first, weight=90), second))

    assert [(it.id, it.weight) for it in call.criteria] == [(before[0], 90), (before[1], 40)]


def test_once_decided_nothing_is_amended(db: Session) -> None:
    with pytest.raises(amendments.TooLateToAmend):
        amended(factories.closed_call(status=CallStatus.DECIDED), seats=2)


def test_a_closed_call_is_opened_again_and_everyone_is_told(db: Session, mails: MailServer) -> None:
    call = factories.closed_call()
    draft = factories.application(call, status=ApplicationStatus.DRAFT)
    submitted = factories.application(call)

    deadlines.reopen(call, clock.now() + timedelta(days=5), "The page was down.")
    db.commit()
    deliver()

    assert (call.phase(clock.now()), call.reopened_reason) == (Phase.OPEN, "The page was down.")
    assert sorted(to for to, _subject in mails.subjects()) == sorted(
        [draft.account.email, submitted.account.email]
    )
    assert "Reason: The page was down." in body(mails, draft.account.email)


def test_a_call_under_review_is_not_opened_again(db: Session) -> None:
    call = factories.closed_call()
    factories.review(factories.application(call), 5, 4)

    with pytest.raises(deadlines.CannotReopen):
        deadlines.reopen(call, clock.now() + timedelta(days=5), "The page was down.")


def test_a_call_is_not_opened_until_yesterday(db: Session) -> None:
    with pytest.raises(deadlines.DeadlinePassed):
        deadlines.reopen(factories.closed_call(), clock.now(), "The page was down.")
