"""Who sees what of a call: applicants, reviewers, organisers, strangers."""

from sqlalchemy.orm import Session

from eventsapp.events.rules import Status, TeamRole
from eventsapp.experts import policy
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from tests import factories


def test_a_draft_call_is_seen_by_its_organisers_only(db: Session) -> None:
    call = factories.call(status=CallStatus.DRAFT)
    organiser = factories.team(call.event, TeamRole.CO_ORGANISER)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)

    assert policy.may_see_call(organiser, call)
    assert not any(policy.may_see_call(it, call) for it in (None, reviewer, factories.account()))


def test_the_call_of_a_draft_event_is_not_public(db: Session) -> None:
    call = factories.call(event=factories.event(status=Status.DRAFT))

    assert not policy.may_see_call(None, call)
    assert not policy.may_apply(factories.account(), call)


def test_an_application_is_its_applicants_own(db: Session) -> None:
    application = factories.application(factories.call())

    assert policy.may_see_own(application.account, application)
    assert not policy.may_see_own(factories.account(), application)
    assert not policy.may_see_own(None, application)


def test_an_applicant_never_reads_files_or_scores(db: Session) -> None:
    call = factories.closed_call()
    one, other = factories.application(call), factories.application(call)
    factories.review(other, 4, 4)

    assert not any(
        may(one.account, application)
        for may in (policy.may_meet, policy.may_read, policy.may_see_reviews)
        for application in (one, other)
    )


def test_a_reviewer_reads_the_file_once_a_conflict_is_denied(db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    application = factories.application(call)

    before = policy.may_meet(reviewer, application), policy.may_read(reviewer, application)
    factories.review(application, person=reviewer)

    assert before == (True, False)
    assert policy.may_read(reviewer, application)


def test_a_reviewer_in_conflict_never_reads_the_file(db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.team(call.event, TeamRole.LEAD_ORGANISER, reviewer)
    application = factories.application(call)
    review = factories.review(application, person=reviewer)
    review.recused = True

    assert not policy.may_read(reviewer, application)
    assert not policy.may_see_reviews(reviewer, application)


def test_others_scores_are_hidden_until_ones_own_are_in(db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    begun, done = factories.application(call), factories.application(call)
    factories.review(begun, person=reviewer)
    factories.review(done, 3, 3, person=reviewer)

    assert not policy.may_see_reviews(reviewer, begun)
    assert policy.may_see_reviews(reviewer, done)


def test_an_organiser_who_reviews_is_a_reviewer_too(db: Session) -> None:
    call = factories.closed_call()
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    application = factories.application(call)

    before = policy.may_see_reviews(both, application)
    factories.review(application, 3, 3, person=both)

    assert (before, policy.may_see_reviews(both, application)) == (False, True)


def test_drafts_and_withdrawn_applications_are_read_by_nobody(db: Session) -> None:
    call = factories.closed_call()
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    unseen = [
        factories.application(call, status=status)
        for status in (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN)
    ]

    assert not any(policy.may_read(organiser, it) or policy.may_meet(reviewer, it) for it in unseen)


def test_who_applies_is_shut_out_of_review_and_choice(db: Session) -> None:
    call = factories.closed_call()
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    before = policy.may_decide(organiser, call), policy.may_review(reviewer, call)

    factories.application(call, account=organiser)
    factories.application(call, account=reviewer)
    db.refresh(call)

    assert before == (True, True)
    assert not policy.may_decide(organiser, call)
    assert not policy.may_review(reviewer, call)
