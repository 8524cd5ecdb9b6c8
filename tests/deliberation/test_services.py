"""Proposals and rounds, as services move them."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from eventsapp.audit.queries import entries_about
from eventsapp.core import clock
from eventsapp.deliberation import queries, rules, services
from eventsapp.deliberation.models import Rating
from eventsapp.deliberation.rules import ProposalStatus, RoundStatus, Rule
from eventsapp.deliberation.services import Answer
from tests import factories


def test_a_round_needs_proposals_and_a_panel(db: Session) -> None:
    event = factories.event()
    with pytest.raises(services.NothingToRate):
        services.open_round(event)
    factories.proposal(event)
    with pytest.raises(services.NobodyToRate):
        services.open_round(event)
    factories.expert(event)

    opened = services.open_round(event)

    assert (opened.rule_id, opened.panel_size, opened.status) == (
        Rule.RAM,
        1,
        RoundStatus.OPEN,
    )
    with pytest.raises(services.RoundIsOpen):
        services.open_round(event)


def test_the_panel_is_counted_when_the_round_opens(db: Session) -> None:
    event = factories.event()
    factories.proposal(event)
    factories.expert(event)
    opened = services.open_round(event)

    factories.expert(event)

    assert queries.progress_of(opened) == queries.Progress(begun=0, complete=0, panel=1)


def test_what_is_screened_in_later_waits_for_the_next_round(db: Session) -> None:
    event = factories.event()
    person = factories.expert(event)
    factories.proposal(event)
    opened = services.open_round(event)

    late = factories.proposal(event)

    assert late not in queries.proposals_in(opened)
    with pytest.raises(services.RoundIsNotOpen):
        services.rate(opened, person, {late.id: Answer(9)})


def test_a_round_closes_once(db: Session) -> None:
    event = factories.event()
    factories.proposal(event)
    factories.expert(event)
    opened = services.open_round(event)
    services.close_round(opened)

    with pytest.raises(services.RoundIsNotOpen):
        services.close_round(opened)


def test_what_nobody_rated_waits_for_another_round(db: Session) -> None:
    event = factories.event()
    proposal = factories.proposal(event)
    person = factories.expert(event)
    opened = services.open_round(event)
    services.rate(opened, person, {proposal.id: Answer(None)})

    services.close_round(opened)

    [result] = queries.results_of(event)
    assert proposal.status is ProposalStatus.SCREENED_IN
    assert (result.tally.outcome, result.tally.no_opinion) == (None, 1)


def test_no_opinion_is_not_a_rating(db: Session) -> None:
    event = factories.event()
    proposal = factories.proposal(event)
    people = [factories.expert(event) for _ in range(4)]
    opened = services.open_round(event)
    for person, value in zip(people, (7, 8, 9, None), strict=True):
        services.rate(opened, person, {proposal.id: Answer(value)})

    services.close_round(opened)

    [result] = queries.results_of(event)
    assert (result.tally.n, result.tally.no_opinion, result.tally.accepted) == (3, 1, True)


def test_the_database_takes_one_rating_of_a_person(db: Session) -> None:
    event = factories.event()
    proposal = factories.proposal(event)
    person = factories.expert(event)
    opened = services.open_round(event)
    services.rate(opened, person, {proposal.id: Answer(5)})
    db.add(
        Rating(
            round=opened, proposal=proposal, account_id=person.id, value=6, changed_at=clock.now()
        )
    )

    with pytest.raises(IntegrityError):
        db.flush()


def test_publishing_needs_a_closed_round_and_happens_once(db: Session) -> None:
    event = factories.event()
    proposal = factories.proposal(event)
    person = factories.expert(event)
    with pytest.raises(services.NothingToPublish):
        services.publish(event)
    opened = services.open_round(event)
    with pytest.raises(services.RoundIsOpen):
        services.publish(event)
    services.rate(opened, person, {proposal.id: Answer(9)})
    services.close_round(opened)

    services.publish(event)

    assert (opened.status, proposal.status) == (RoundStatus.FINAL, ProposalStatus.PUBLISHED)
    assert queries.suggested(event) == [proposal]
    with pytest.raises(services.NothingToPublish):
        services.publish(event)


def test_returning_needs_a_question(db: Session) -> None:
    proposal = factories.proposal(factories.event(), status=ProposalStatus.SUBMITTED)

    with pytest.raises(services.ReasonMissing):
        services.send_back(proposal, " ")

    assert proposal.status is ProposalStatus.SUBMITTED


def test_who_led_the_rounds_and_by_which_rule_is_on_record(db: Session) -> None:
    event = factories.event()
    factories.proposal(event)
    factories.expert(event)
    services.close_round(services.open_round(event))

    entries = entries_about(f"event:{event.id}")

    assert {entry.action: entry.details.get("rule") for entry in entries} == {
        "round.opened": Rule.RAM,
        "round.closed": Rule.RAM,
    }
    assert db.scalars(select(Rating)).all() == []


@pytest.mark.parametrize(
    ("values", "dissent"),
    [([7, 8, 9], 0), ([1, 7, 8, 9], 1), ([1, 2, 5, 8, 9], 4), ([], 0), ([6, 6, 7, 7], 2)],
)
def test_dissent_is_what_lies_outside_the_third_of_the_median(
    values: list[int], dissent: int
) -> None:
    assert rules.tally(values).dissent == dissent


def test_a_kept_tally_reads_back_exactly() -> None:
    tally = rules.tally([1, 2, 3, 7, 7, 8, 8, 9, 9, None])

    assert rules.from_plain(rules.to_plain(tally)) == tally
