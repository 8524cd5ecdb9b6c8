"""What is done with calls, applications, reviews and choices."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.events.rules import Status as EventStatus
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Call
from eventsapp.experts.rules import (
    Answers,
    ApplicationStatus,
    CallStatus,
    Conflict,
)
from eventsapp.experts.services import applications, replacements, reviews, selection
from eventsapp.experts.services.selection import Choice
from eventsapp.registration.models import Registration
from eventsapp.registration.services import NoSeatLeft
from tests import factories
from tests.conftest import MailServer, deliver

SELECTED, RESERVE = ApplicationStatus.SELECTED, ApplicationStatus.RESERVE
NOT_SELECTED, INELIGIBLE = ApplicationStatus.NOT_SELECTED, ApplicationStatus.INELIGIBLE


def complete(**changes: object) -> Answers:
    fields: dict[str, object] = {
        "name": "Ana",
        "affiliation": "Union",
        "country": "MX",
        "sector": "labor",
        "languages": ("es",),
        "statement": "I know.",
        "no_interests": True,
        "consent": True,
    }
    return Answers(**fields | changes)  # type: ignore[arg-type]


def test_a_draft_may_be_incomplete_but_is_not_submitted_so(db: Session) -> None:
    call, person = factories.call(), factories.account()

    draft = applications.save(call, person, complete(statement="", consent=False))

    assert sorted(queries.gaps_in(draft)) == ["consent", "statement"]
    with pytest.raises(applications.ApplicationIncomplete):
        applications.submit(draft)


def test_a_required_file_is_missed(db: Session) -> None:
    draft = applications.save(factories.call(cv_required=True), factories.account(), complete())

    assert list(queries.gaps_in(draft)) == ["cv"]


def test_the_closing_moment_is_in_time(db: Session) -> None:
    call, person = factories.call(), factories.account()

    with time_machine.travel(call.closes_at, tick=False):
        applications.submit(applications.save(call, person, complete()))
    with (
        time_machine.travel(call.closes_at + timedelta(seconds=1), tick=False),
        pytest.raises(applications.CallNotOpen),
    ):
        applications.save(call, person, complete(name="Anna"))

    assert [it.status for it in call.applications] == [ApplicationStatus.SUBMITTED]


def test_the_call_of_a_cancelled_event_takes_no_applications(db: Session) -> None:
    call = factories.call(event=factories.event(status=EventStatus.CANCELLED))

    with pytest.raises(applications.CallNotOpen):
        applications.save(call, factories.account(), complete())


def test_reviews_wait_for_the_deadline(db: Session) -> None:
    application = factories.application(factories.call())

    with pytest.raises(reviews.ReviewsNotOpen):
        reviews.deny_conflict(application, factories.account())


def test_scores_need_the_conflict_asked_first(db: Session) -> None:
    application = factories.application(factories.closed_call())

    with pytest.raises(reviews.ConflictNotAsked):
        reviews.score(application, factories.account(), {}, "")


def test_a_recusal_takes_the_scores_back(db: Session) -> None:
    call = factories.closed_call()
    application, reviewer = factories.application(call), factories.account()
    reviews.deny_conflict(application, reviewer)
    reviews.score(application, reviewer, {it.id: 5 for it in call.criteria}, "Good.")

    reviews.recuse(application, reviewer, Conflict.FAMILY, "My cousin")

    (row,) = queries.contenders(call)
    assert (row.score, row.totals, row.recused) == (None, (), 1)
    with pytest.raises(reviews.InConflict):
        reviews.deny_conflict(application, reviewer)


def test_the_board_ranks_by_the_median_and_asks_for_a_third_review(db: Session) -> None:
    call = factories.closed_call()
    low, high, unread = (factories.application(call) for _ in range(3))
    for scores in ((5, 5), (2, 2)):
        factories.review(low, *scores)
    for scores in ((5, 5), (5, 4), (1, 1)):
        factories.review(high, *scores)

    rows = queries.contenders(call)

    assert [(row.id, row.rank, row.score) for row in rows] == [
        (high.id, 1, 92),
        (low.id, 2, 70),
        (unread.id, None, None),
    ]
    assert [row.reviews_differ for row in rows] == [False, True, False]


def test_nobody_is_told_before_everyone_has_an_outcome(db: Session) -> None:
    call = factories.closed_call()
    chosen = factories.application(call)
    factories.application(call)

    selection.decide(call, {chosen.id: Choice(SELECTED)})

    with pytest.raises(selection.NotReady):
        selection.notify(call)
    assert chosen.status is ApplicationStatus.SUBMITTED


def test_more_selected_than_seats_are_not_told(db: Session) -> None:
    call = factories.closed_call(seats=1)
    both = [factories.application(call), factories.application(call)]
    selection.decide(call, {it.id: Choice(SELECTED) for it in both})

    with pytest.raises(selection.NotReady, match="NotReady") as refusal:
        selection.notify(call)

    assert str(refusal.value.message) == "2 people are selected, more than there are seats (1)."


def test_who_is_not_eligible_learns_why(db: Session, mails: MailServer) -> None:
    call = factories.closed_call()
    one = factories.application(call)
    with pytest.raises(selection.ReasonMissing):
        selection.decide(call, {one.id: Choice(INELIGIBLE)})

    selection.decide(call, {one.id: Choice(INELIGIBLE, reason="No file could be read.")})
    selection.notify(call)
    db.commit()
    deliver()

    (mail,) = mails.to(one.account.email)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "No file could be read." in body.get_content()


def test_reserves_are_numbered_by_place_then_by_score(db: Session) -> None:
    call = factories.closed_call()
    first, second, third = (factories.application(call) for _ in range(3))
    factories.review(second, 5, 5)
    choices = {
        first.id: Choice(RESERVE),
        second.id: Choice(RESERVE),
        third.id: Choice(RESERVE, reserve_rank=1),
    }

    selection.decide(call, choices)

    assert [it.reserve_rank for it in (third, second, first)] == [1, 2, 3]


def test_two_cannot_be_first_on_the_reserve_list(db: Session) -> None:
    call = factories.closed_call()
    both = [factories.application(call), factories.application(call)]

    with pytest.raises(selection.RankTwice):
        selection.decide(call, {it.id: Choice(RESERVE, reserve_rank=1) for it in both})


def test_an_outcome_taken_back_opens_the_reviews_again(db: Session) -> None:
    call = factories.closed_call()
    one = factories.application(call)
    selection.decide(call, {one.id: Choice(SELECTED)})
    decided = call.status

    selection.decide(call, {one.id: Choice(None)})

    assert (decided, call.status) == (CallStatus.DECIDED, CallStatus.UNDER_REVIEW)
    assert call.decided_at is None


def told(call: Call, *outcomes: tuple[str, ApplicationStatus]) -> list[int]:
    made = [factories.application(call, sector=sector) for sector, _outcome in outcomes]
    pairs = zip(made, outcomes, strict=True)
    selection.decide(call, {it.id: Choice(outcome) for it, (_sector, outcome) in pairs})
    selection.notify(call)
    return [it.id for it in made]


def test_who_has_accepted_and_withdraws_gives_the_seat_back(db: Session) -> None:
    call = factories.closed_call(event=factories.event(seats=1), seats=1)
    told(call, ("labor", SELECTED), ("labor", RESERVE))
    first, second = call.applications
    applications.accept(first)

    applications.withdraw(first)
    replacements.offer(call, [second.id], "", None)
    applications.accept(second)

    assert {it.email: it.status for it in db.scalars(select(Registration))} == {
        first.account.email: "cancelled",
        second.account.email: "confirmed",
    }


def test_who_withdraws_under_a_new_address_gives_the_seat_back_too(db: Session) -> None:
    call = factories.closed_call(event=factories.event(seats=1), seats=1)
    told(call, ("labor", SELECTED))
    [application] = call.applications
    applications.accept(application)

    application.account.email = "new@example.org"
    applications.withdraw(application)

    assert [it.status for it in db.scalars(select(Registration))] == ["cancelled"]


def test_an_event_that_is_full_admits_nobody(db: Session) -> None:
    event = factories.event(seats=1)
    call = factories.closed_call(event=event)
    told(call, ("labor", SELECTED))
    factories.registration(event)

    with pytest.raises(NoSeatLeft):
        applications.accept(call.applications[0])


def test_a_place_is_answered_once(db: Session) -> None:
    call = factories.closed_call()
    told(call, ("labor", SELECTED))
    applications.decline(call.applications[0])

    with pytest.raises(applications.NothingOffered):
        applications.accept(call.applications[0])


def test_a_reviewer_goes_through_the_queue_and_round_again(db: Session) -> None:
    call = factories.closed_call()
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    first, second, third = (factories.application(call) for _ in range(3))
    factories.review(second, 3, 3, person=reviewer)

    queue = queries.review_queue(reviewer, call)

    assert (queue.total, len(queue.done)) == (3, 1)
    following = [queue.next_after(it.id) for it in (first, third)]
    assert [it and it.id for it in following] == [third.id, first.id]
