"""A workshop's deliberation over HTTP: proposed, screened, rated unseen, closed, published."""

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.deliberation.models import Proposal, Rating, Round
from eventsapp.deliberation.rules import ProposalStatus, RoundStatus, Rule, from_plain
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.registration.rules import Category, Status
from tests import factories
from tests.conftest import MailServer, browser, deliver, statements

PRACTICE = {
    "title": "Mobile consulates",
    "problem": "Workers far from consulates",
    "description": "A consulate on wheels visits farms.",
    "where_used": "California, since 1998",
    "evidence": "4,000 visits a year",
    "evidence_level": "good",
    "conditions": "Agreement of the host State",
    "language": "en",
}
#: Worked examples of RAM with IPRAS: ratings, status, median, DI as shown, verdict.
TABLE = {
    "A": ([4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9], "accepted", "7", "0.16", "Appropriate"),
    "B": ([1, 1, 2, 2, 5, 8, 8, 9, 9], "not_agreed", "5", "2.55", "Uncertain"),
    "C": ([1, 2, 3, 7, 7, 8, 8, 9, 9], "accepted", "7", "0.79", "Appropriate"),
    "D": ([4, 5, 5, 5, 5, 5, 6, 6, 6], "not_agreed", "5", "0.21", "Uncertain"),
    "E": ([1, 1, 1, 2, 2, 2, 3, 3, 6], "not_agreed", "2", "0.18", "Inappropriate"),
    "F": ([6, 6, 6, 6, 7, 7, 7, 7], "not_agreed", "6.5", "0.22", "Uncertain"),
}


def workshop(experts: int = 3) -> tuple[Event, Account, list[Account]]:
    event = factories.event(is_best_practices=True)
    facilitator = factories.team(event, TeamRole.FACILITATOR)
    return event, facilitator, [factories.expert(event) for _ in range(experts)]


def rate(
    app: Flask, event: Event, person: Account, answers: dict[Proposal, str], **more: str
) -> int:
    data = {f"value-{proposal.id}": value for proposal, value in answers.items()}
    response = browser(app, person).post(f"/events/{event.slug}/practices/rate", data=data | more)
    return response.status_code


def opened(app: Flask, event: Event, facilitator: Account) -> FlaskClient:
    leader = browser(app, facilitator)
    assert leader.post(organise(event, "rounds/open")).status_code == 302
    return leader


def organise(event: Event, page: str = "") -> str:
    return f"/organise/events/{event.slug}/practices/{page}"


def test_a_practice_goes_from_proposal_to_published(
    app: Flask, db: Session, mails: MailServer
) -> None:
    event, facilitator, experts = workshop()
    address = f"/events/{event.slug}/practices"
    author, leader = browser(app, experts[0]), browser(app, facilitator)
    author.post(f"{address}/propose", data=PRACTICE)
    proposal = db.scalars(select(Proposal)).one()
    leader.post(organise(event, "1/"), data={"decision": "in"})
    leader.post(organise(event, "rounds/open"))
    deliver()
    for person, value in zip(experts, ("7", "8", "9"), strict=True):
        assert rate(app, event, person, {proposal: value}) == 302
    leader.post(organise(event, "rounds/close"))
    before = app.test_client().get(f"{address}/").text
    leader.post(organise(event, "publish"))

    page = app.test_client().get(f"{address}/").text

    assert "Mobile consulates" not in before
    assert [word for word in ("Mobile consulates", "Appropriate", "Good practice", "4,000 visits",
                              "Agreement of the host State", "None recorded")
            if word not in page] == []  # fmt: skip
    assert 'aria-label="Ratings from 1 to 9: 1 rated 7, 1 rated 8, 1 rated 9."' in page
    db.refresh(proposal)
    assert proposal.status is ProposalStatus.PUBLISHED
    deliver()
    asked = [to for to, subject in mails.subjects() if subject.startswith("Please rate")]
    told = [to for to, subject in mails.subjects() if subject.startswith("The suggested best")]
    assert (asked, told) == ([e.email for e in experts], [e.email for e in experts])


def test_the_verdicts_of_the_guide_come_out_of_a_real_round(app: Flask, db: Session) -> None:
    event, facilitator, experts = workshop(15)
    proposals = {name: factories.proposal(event, title=f"Case {name}") for name in TABLE}
    leader = opened(app, event, facilitator)
    for place, person in enumerate(experts):
        answers = {
            proposals[name]: str(row[0][place])
            for name, row in TABLE.items()
            if place < len(row[0])
        }
        rate(app, event, person, answers)

    leader.post(organise(event, "rounds/close"))

    assert {name: proposal.status for name, proposal in proposals.items()} == {
        name: row[1] for name, row in TABLE.items()
    }
    page = leader.get(organise(event)).text
    for name, (_ratings, _status, median, di, verdict) in TABLE.items():
        shown = page.split(f"Case {name}</a>")[1].split("</tr>")[0]
        assert f"median {median}, DI {di}" in shown
        assert verdict in shown
        assert ("Borderline" in shown) == (name == "C")
    kept = db.scalars(select(Round)).one()
    assert kept.rule_id == Rule.RAM
    assert kept.outcomes[str(proposals["C"].id)]["outcome"]["di"] == "34/43"


@pytest.mark.parametrize("place", ["organiser", "facilitator", "participant", "expert", "visitor"])
def test_nobody_sees_ratings_while_the_round_is_open(app: Flask, db: Session, place: str) -> None:
    event, facilitator, experts = workshop(4)
    proposal = factories.proposal(event)
    participant = factories.account()
    factories.registration(event, account=participant, email=participant.email)
    readers = {
        "organiser": factories.team(event, TeamRole.LEAD_ORGANISER),
        "facilitator": facilitator,
        "participant": participant,
        "expert": experts[3],
        "visitor": factories.account(),
    }
    opened(app, event, facilitator)
    reader = browser(app, readers[place])

    def everything() -> str:
        paths = [
            f"/events/{event.slug}/",
            f"/events/{event.slug}/practices/",
            f"/events/{event.slug}/practices/{proposal.number}/",
            f"/events/{event.slug}/practices/rate",
            organise(event),
            organise(event, f"{proposal.number}/"),
            f"/organise/events/{event.slug}/",
            "/organise/",
            "/me/",
        ]
        return "".join(reader.get(path).text for path in paths)

    def all_rate(value: str, comment: str) -> None:
        for person in experts[:3]:
            rate(app, event, person, {proposal: value}, **{f"comment-{proposal.id}": comment})

    all_rate("1", "Canary one")
    low = everything()
    all_rate("9", "Canary nine")
    high = everything()

    assert db.scalars(select(Rating.value)).all() == [9, 9, 9]
    assert "Canary" not in low + high
    assert _without_tokens(low) == _without_tokens(high)


def _without_tokens(pages: str) -> list[str]:
    return [line for line in pages.splitlines() if "csrf" not in line]


def test_the_same_click_twice_is_one_rating_and_another_one_replaces_it(
    app: Flask, db: Session
) -> None:
    event, facilitator, [person, *_rest] = workshop()
    proposal = factories.proposal(event)
    opened(app, event, facilitator)

    for value in ("3", "3", "8", "none"):
        rate(app, event, person, {proposal: value})

    assert db.scalars(select(Rating.value)).all() == [None]


def test_the_rating_page_keeps_ones_own_answer_and_counts(app: Flask, db: Session) -> None:
    event, facilitator, [person, *_rest] = workshop()
    first, _second = factories.proposal(event), factories.proposal(event)
    opened(app, event, facilitator)
    rate(app, event, person, {first: "8"}, **{f"comment-{first.id}": "It works"})

    page = browser(app, person).get(f"/events/{event.slug}/practices/rate").text

    assert "1 of 2 rated" in page
    assert page.count("checked") == 1
    assert "It works" in page


@pytest.mark.parametrize(
    ("category", "status"),
    [
        (Category.OBSERVER, Status.CONFIRMED),
        (Category.PARTICIPANT, Status.CONFIRMED),
        (Category.EXPERT, Status.WAITING),
        (Category.EXPERT, Status.CANCELLED),
    ],
)
def test_only_experts_with_a_confirmed_place_rate(
    app: Flask, db: Session, category: Category, status: Status
) -> None:
    event, facilitator, _experts = workshop()
    proposal = factories.proposal(event)
    other = factories.expert(event, category=category, status=status)
    opened(app, event, facilitator)

    assert rate(app, event, other, {proposal: "9"}) == 403
    assert rate(app, event, facilitator, {proposal: "9"}) == 403
    assert db.scalars(select(Rating)).all() == []


@pytest.mark.parametrize("value", ["0", "10", "-1", "x", "5.5"])
def test_what_is_not_on_the_scale_is_not_taken(app: Flask, db: Session, value: str) -> None:
    event, facilitator, [person, *_rest] = workshop()
    proposal = factories.proposal(event)
    opened(app, event, facilitator)

    assert rate(app, event, person, {proposal: value}) == 422
    assert db.scalars(select(Rating)).all() == []


def test_a_closed_round_takes_no_ratings(app: Flask, db: Session) -> None:
    event, facilitator, [person, *_rest] = workshop()
    proposal = factories.proposal(event)
    opened(app, event, facilitator).post(organise(event, "rounds/close"))

    assert rate(app, event, person, {proposal: "9"}) == 200
    assert db.scalars(select(Rating)).all() == []


def test_figures_of_fewer_than_three_are_hidden(app: Flask, db: Session) -> None:
    event, facilitator, experts = workshop(3)
    proposal = factories.proposal(event)
    leader = opened(app, event, facilitator)
    for person in experts[:2]:
        rate(app, event, person, {proposal: "9"}, **{f"comment-{proposal.id}": "Canary"})
    leader.post(organise(event, "rounds/close"))
    leader.post(organise(event, "publish"))

    page = app.test_client().get(f"/events/{event.slug}/practices/").text

    assert "Fewer than three experts rated" in page
    assert [word for word in ("Median", "Disagreement index", '<svg class="spread', "Canary")
            if word in page] == []  # fmt: skip


def test_comments_are_shown_without_names(app: Flask, db: Session) -> None:
    event, facilitator, experts = workshop(3)
    proposal = factories.proposal(event)
    leader = opened(app, event, facilitator)
    for person in experts:
        rate(app, event, person, {proposal: "9"}, **{f"comment-{proposal.id}": "<b>Careful</b>"})
    leader.post(organise(event, "rounds/close"))
    leader.post(organise(event, "publish"))

    page = app.test_client().get(f"/events/{event.slug}/practices/").text

    assert page.count("&lt;b&gt;Careful&lt;/b&gt;") == 3
    assert [person.name for person in experts if person.name in page] == []


def test_a_second_round_asks_again_about_what_was_not_agreed(app: Flask, db: Session) -> None:
    event, facilitator, experts = workshop(3)
    proposal = factories.proposal(event)
    leader = opened(app, event, facilitator)
    for person in experts:
        rate(app, event, person, {proposal: "5"})
    leader.post(organise(event, "rounds/close"))
    leader.post(organise(event, f"{proposal.number}/"), data={"decision": "in"})
    leader.post(organise(event, "rounds/open"))
    for person in experts:
        rate(app, event, person, {proposal: "8"})
    leader.post(organise(event, "rounds/close"))

    rounds = db.scalars(select(Round).order_by(Round.number)).all()

    assert [(r.number, r.status) for r in rounds] == [
        (1, RoundStatus.CLOSED),
        (2, RoundStatus.CLOSED),
    ]
    verdicts = [from_plain(r.outcomes[str(proposal.id)]).outcome for r in rounds]
    assert [str(v.verdict) for v in verdicts if v] == ["uncertain", "appropriate"]
    assert proposal.status is ProposalStatus.ACCEPTED


def test_proposals_are_for_the_events_people_until_they_are_published(
    app: Flask, db: Session
) -> None:
    event, facilitator, [person, *_rest] = workshop()
    proposal = factories.proposal(event, title="Canary")
    guest = factories.account()
    factories.registration(event, account=None, email=guest.email)
    address = f"/events/{event.slug}/practices/"
    people: Sequence[Account] = (person, facilitator, guest, factories.account())

    pages = [browser(app, reader).get(address) for reader in people]
    alone = [browser(app, reader).get(f"{address}{proposal.number}/") for reader in people]

    assert ["Canary" in page.text for page in pages] == [True, True, True, False]
    assert [page.status_code for page in alone] == [200, 200, 200, 403]


def test_a_proposal_that_is_returned_comes_back_changed(
    app: Flask, db: Session, mails: MailServer
) -> None:
    event, facilitator, [person, *_rest] = workshop()
    proposal = factories.proposal(event, account=person, status=ProposalStatus.SUBMITTED)
    leader, author = browser(app, facilitator), browser(app, person)
    question = {"decision": "back", "reason": "Where is it used?"}
    assert leader.post(organise(event, f"{proposal.number}/"), data=question).status_code == 302
    deliver()

    edit = mails.link(person.email, "edit")
    page = author.get(f"/events/{event.slug}/practices/{proposal.number}/").text
    author.post(edit, data=PRACTICE)

    assert "Where is it used?" in page
    db.refresh(proposal)
    assert (proposal.status, proposal.where_used) == (
        ProposalStatus.SUBMITTED,
        "California, since 1998",
    )


def test_the_text_is_fixed_while_the_panel_rates_it(app: Flask, db: Session) -> None:
    event, facilitator, [person, *_rest] = workshop()
    proposal = factories.proposal(event, account=person, title="As rated")
    opened(app, event, facilitator)
    author = browser(app, person)
    address = f"/events/{event.slug}/practices/{proposal.number}"

    answers = [
        author.post(f"{address}/edit", data=PRACTICE).status_code,
        author.post(f"{address}/withdraw").status_code,
        browser(app, facilitator).post(
            organise(event, f"{proposal.number}/edit"), data=PRACTICE
        ).status_code,
    ]  # fmt: skip

    assert answers == [409, 409, 409]
    db.refresh(proposal)
    assert proposal.title == "As rated"


def test_others_texts_are_not_ones_own(app: Flask, db: Session) -> None:
    event, _facilitator, [person, other, *_rest] = workshop()
    proposal = factories.proposal(event, account=person, status=ProposalStatus.SUBMITTED)
    address = f"/events/{event.slug}/practices/{proposal.number}"
    stranger = browser(app, other)

    assert stranger.get(f"{address}/edit").status_code == 403
    assert stranger.post(f"{address}/withdraw").status_code == 403


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("GET", ""),
        ("GET", "new"),
        ("GET", "1/"),
        ("POST", "1/"),
        ("GET", "1/edit"),
        ("POST", "rounds/open"),
        ("POST", "rounds/close"),
        ("POST", "publish"),
    ],
)
def test_the_facilitators_pages_are_closed_to_others(
    app: Flask, db: Session, method: str, page: str
) -> None:
    event, _facilitator, [expert, *_rest] = workshop()
    factories.proposal(event, number=1)
    reviewer = factories.team(event, TeamRole.REVIEWER)
    path = organise(event, page)

    answers = [
        browser(app, who).open(path, method=method).status_code for who in (expert, reviewer)
    ]

    assert answers == [403, 403]
    assert app.test_client().open(path, method=method).status_code == 302


def test_the_facilitator_enters_what_was_said_in_the_room(app: Flask, db: Session) -> None:
    event, facilitator, [person, *_rest] = workshop()
    leader = browser(app, facilitator)

    leader.post(organise(event, "new"), data=PRACTICE | {"author": str(person.id)})
    leader.post(organise(event, "new"), data=PRACTICE | {"author": ""})

    made = db.scalars(select(Proposal).order_by(Proposal.number)).all()
    assert [(p.number, p.account_id, p.status) for p in made] == [
        (1, person.id, ProposalStatus.SUBMITTED),
        (2, None, ProposalStatus.SUBMITTED),
    ]


def test_an_incomplete_proposal_keeps_what_was_typed(app: Flask, db: Session) -> None:
    event, _facilitator, [person, *_rest] = workshop()

    response = browser(app, person).post(
        f"/events/{event.slug}/practices/propose", data=PRACTICE | {"title": ""}
    )

    assert response.status_code == 422
    assert "Give the practice a title." in response.text
    assert "A consulate on wheels visits farms." in response.text
    assert db.scalars(select(Proposal)).all() == []


def test_experts_find_the_open_round_on_their_own_page(app: Flask, db: Session) -> None:
    event, facilitator, [person, *_rest] = workshop()
    factories.proposal(event)
    opened(app, event, facilitator)

    page = browser(app, person).get("/me/").text

    assert "Rate the proposed practices" in page
    assert f"/events/{event.slug}/practices/rate" in page


def test_more_participants_ask_the_database_no_more(app: Flask, db: Session) -> None:
    event, facilitator, _experts = workshop()
    client = browser(app, facilitator)

    def count() -> int:
        factories.expert(event)
        with statements() as asked:
            assert client.get(f"/organise/events/{event.slug}/practices/new").status_code == 200
        return len(asked)

    assert count() == count()


def test_the_rule_that_is_chosen_at_the_opening_decides_and_is_named(
    app: Flask, db: Session
) -> None:
    event, facilitator, experts = workshop(8)
    proposal = factories.proposal(event)
    leader = browser(app, facilitator)
    offered = leader.get(organise(event)).text
    leader.post(organise(event, "rounds/open"), data={"rule": Rule.SEVENTY_FIFTEEN})
    for person, value in zip(experts, "11777777", strict=True):
        rate(app, event, person, {proposal: value})
    while_open = leader.get(organise(event, f"{proposal.number}/")).text
    leader.post(organise(event, "rounds/close"))

    page = leader.get(organise(event, f"{proposal.number}/")).text
    read = browser(app, experts[0]).get(f"/events/{event.slug}/practices/").text

    assert [rule for rule in Rule if f'value="{rule}"' not in offered] == []
    assert "What the panel said" not in while_open
    db.refresh(proposal)
    assert proposal.status is ProposalStatus.NOT_AGREED
    for shown in (page, read):
        assert "75 % rated 7 to 9, 25 % rated 1 to 3" in shown
        assert "Disagreement index" not in shown
    assert "fewer than 15 percent from 1 to 3 (70/15 rule)." in read
    assert "75 % rated 7 to 9, 25 % rated 1 to 3" in leader.get(organise(event)).text


def test_a_rule_that_nobody_knows_opens_nothing(app: Flask, db: Session) -> None:
    event, facilitator, _experts = workshop()
    factories.proposal(event)

    answer = browser(app, facilitator).post(
        organise(event, "rounds/open"), data={"rule": "by-acclamation"}
    )

    assert (answer.status_code, db.scalars(select(Round)).all()) == (422, [])
    assert "Choose one of the rules." in answer.text


def test_figures_of_two_raters_are_kept_from_the_organiser_too(app: Flask, db: Session) -> None:
    event, facilitator, experts = workshop(2)
    proposal = factories.proposal(event)
    leader = opened(app, event, facilitator)
    for person in experts:
        rate(app, event, person, {proposal: "8"}, **{f"comment-{proposal.id}": "As I said"})
    leader.post(organise(event, "rounds/close"))

    page = leader.get(organise(event, f"{proposal.number}/")).text

    assert "What the panel said" in page
    assert "Fewer than three experts rated this practice" in page
    assert [it for it in ("As I said", "Median", "rated 8") if it in page] == []
