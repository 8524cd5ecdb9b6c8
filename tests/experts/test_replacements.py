"""Who comes instead: targets keep, those who stayed stay, and every other choice has a price."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core.db import db as database
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, TargetRow
from eventsapp.experts.queries import Vacancies, places_of
from eventsapp.experts.rules import ApplicationStatus, Target
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.rules.replacing import Group, as_taken
from eventsapp.experts.services import applications, offers, replacements, selection
from eventsapp.experts.services.selection import Choice
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements
from tests.experts.test_board import desk, said, scored, target

SELECTED, RESERVE = ApplicationStatus.SELECTED, ApplicationStatus.RESERVE


def told(
    *people: tuple[str, str, int, ApplicationStatus], seats: int, **fields: Any
) -> dict[str, Application]:
    """Save a call with people of a name, a sector and a score, and send the results."""
    call = factories.closed_call(seats=seats, **fields)
    made = {
        name: scored(call, name, score, sector=sector) for name, sector, score, _status in people
    }
    outcomes = {made[name].id: Choice(status) for name, _sector, _score, status in people}
    selection.decide(call, outcomes)
    selection.notify(call)
    database.session.commit()
    return made


def two_of_three(**fields: Any) -> dict[str, Application]:
    """Save a told panel of two of labour and a migrant, and a reserve of three."""
    return told(
        ("Ana", "labor", 5, SELECTED), ("Bea", "labor", 4, SELECTED),
        ("Mia", "migrants", 3, SELECTED), ("Leo", "labor", 4, RESERVE),
        ("Noa", "migrants", 3, RESERVE), ("Oto", "migrants", 2, RESERVE),
        seats=3, **{"targets": [target(minimum=1)]} | fields,
    )  # fmt: skip


def leave(*people: Application) -> None:
    """Let people decline."""
    for person in people:
        applications.decline(person)
    database.session.commit()


def names(call: Call, keys: Any) -> list[str]:
    made = {it.id: it.name for it in call.applications}
    return sorted(made[int(key)] for key in keys)


LABOR, MIGRANT = {"sector": "labor"}, {"sector": "migrants"}


@pytest.mark.parametrize(
    ("minimum", "maximum", "taken", "stay", "expected"),
    [
        (2, 3, [MIGRANT] * 2, [MIGRANT], (2, 3)),
        (2, 3, [MIGRANT], [], (1, 3)),  # the panel was told with too few
        (0, 1, [MIGRANT] * 2, [MIGRANT] * 2, (0, 2)),  # and with too many
        (0, 1, [MIGRANT], [MIGRANT] * 2, (0, 2)),  # somebody came later, for a reason
        (2, None, [], [LABOR], (2, None)),  # nothing is known of the panel
    ],
)
def test_a_panel_that_was_told_with_departures_counts_as_given(
    minimum: int, maximum: int | None, taken: list, stay: list, expected: tuple
) -> None:
    published = Conditions(3, None, (Target("sector", "migrants", minimum, maximum),))

    given = as_taken(published, Group(taken, [""] * len(taken)), Group(stay, [""] * len(stay)))

    assert [(it.minimum, it.maximum) for it in given.targets] == [expected]


@pytest.mark.parametrize(
    ("taken", "limit"), [(["a", "b", ""], 1), (["a", "a", "b"], 2), (["", "", ""], 1)]
)
def test_a_body_that_had_more_people_than_allowed_may_keep_them(
    taken: list[str], limit: int
) -> None:
    published = Conditions(3, 1)

    given = as_taken(published, Group([{}] * 3, taken), Group([], []))

    assert given.organization_limit == limit


def test_the_best_replacement_keeps_the_targets(db: Session) -> None:
    people = two_of_three()
    call = people["Ana"].call
    leave(people["Mia"])

    vacancies = Vacancies(call)

    assert (vacancies.fill, names(call, vacancies.come)) == (1, ["Noa"])
    assert names(call, vacancies.stay) == ["Ana", "Bea"]
    assert [it.name for it in vacancies.candidates] == ["Noa", "Oto", "Leo"]
    effects = [vacancies.effect({people[name].id}) for name in ("Noa", "Oto", "Leo")]
    assert [(it.keeps, it.cost, it.is_best) for it in effects] == [
        (True, 0, True),
        (True, 2_000, False),
        (False, None, False),
    ]


def test_two_refusals_are_replaced_and_nobody_else_moves(db: Session, mails: MailServer) -> None:
    people = two_of_three()
    call = people["Ana"].call
    applications.accept(people["Bea"])
    leave(people["Ana"], people["Mia"])
    best = Vacancies(call).come

    made = replacements.offer(call, best, "", None)
    db.commit()
    deliver()

    assert names(call, made.applications) == ["Leo", "Noa"]
    assert names(call, made.before) == ["Bea"]
    assert names(call, made.after) == ["Bea", "Leo", "Noa"]
    assert made.facts["keeps"]
    assert made.facts["score"] == {"sent": 24_000, "before": 8_000, "after": 22_000}
    assert {it.name: it.status for it in call.applications} == {
        "Ana": "declined", "Bea": "accepted", "Mia": "declined", "Leo": "selected",
        "Noa": "selected", "Oto": "reserve",
    }  # fmt: skip
    assert people["Leo"].answer_by == offers.answer_by(call)
    assert [str(mail["Subject"]) for mail in mails.to(people["Noa"].account.email)] == [
        f"A place is free for you: {call.event.title['en']}"
    ]
    (entry,) = db.scalars(select(Entry).where(Entry.action == "call.places_offered"))
    assert entry.details["applications"] == made.applications
    assert entry.details["facts"]["conditions"]["targets"][0]["minimum"] == 1


def test_the_places_are_counted_over_any_number_of_rounds(db: Session) -> None:
    people = two_of_three()
    call = people["Ana"].call
    leave(people["Mia"])
    replacements.offer(call, [people["Noa"].id], "", None)
    leave(people["Noa"], people["Bea"])

    places = places_of(call)
    come = names(call, Vacancies(call).come)

    assert (places.sent, places.taken, places.free, places.free_again) == (3, 1, 2, 2)
    assert come == ["Leo", "Oto"]


def test_ten_of_twenty_withdraw_and_the_targets_hold(db: Session) -> None:
    sectors = ("labor", "migrants")
    people = told(
        *((f"In {n}", sectors[n % 2], 5 - n % 3, SELECTED) for n in range(20)),
        *((f"Out {n}", sectors[n % 2], n % 4, RESERVE) for n in range(24)),
        seats=20,
        targets=[target("labor", 9, 11), target("migrants", 9, 11)],
    )
    call = people["In 0"].call
    for n in range(10):
        applications.withdraw(people[f"In {n * 2}"])  # all of labour
    db.commit()

    vacancies = Vacancies(call)
    replacements.offer(call, vacancies.come, "", None)

    group = [it for it in call.applications if it.status is SELECTED]
    count = sum(it.sector == "labor" for it in group)
    assert (len(group), 9 <= count <= 11) == (20, True)
    assert names(call, vacancies.stay) == sorted(f"In {n * 2 + 1}" for n in range(10))


def test_a_place_that_nobody_fits_shows_the_smallest_step_away(
    client: FlaskClient, db: Session
) -> None:
    people = told(
        ("Ana", "labor", 5, SELECTED), ("Mia", "migrants", 3, SELECTED),
        ("Leo", "labor", 4, RESERVE), ("Kim", "labor", 2, RESERVE),
        seats=2, targets=[target(minimum=1)],
    )  # fmt: skip
    call = people["Ana"].call
    leave(people["Mia"])
    address = f"{desk(client, call)}/replacement"

    page = said(client.get(address).text)
    look = said(client.get(f"{address}/offer?application={people['Leo'].id}&places=1").text)
    silent = client.post(f"{address}/offer?application={people['Leo'].id}&places=1")
    client.post(
        f"{address}/offer?application={people['Leo'].id}&places=1",
        data={"reason": "No migrant is left."},
    )

    assert "Nobody on the reserve list meets all targets" in page
    assert "Migrants: at least 0 instead of 1 Leo would then come." in page
    assert "Not all targets would be met: Migrants: 0 instead of at least 1" in look
    assert silent.status_code == 422
    assert "Write down why you are making it anyway" in silent.text
    assert people["Leo"].status is SELECTED
    (entry,) = db.scalars(select(Entry).where(Entry.action == "call.places_offered"))
    assert entry.reason == "No migrant is left."
    assert entry.details["facts"]["missed"] == [["sector:migrants", 0, 1, None]]


def test_the_step_away_follows_the_order_of_priorities(db: Session) -> None:
    first, last = target("migrants", 1), target("labor", 1)
    first.priority, last.priority = 1, 3
    people = told(
        ("Ana", "labor", 5, SELECTED), ("Mia", "migrants", 3, SELECTED),
        ("Leo", "labor", 5, RESERVE), ("Noa", "migrants", 1, RESERVE),
        seats=2, targets=[first, last], organization_limit=None,
    )  # fmt: skip
    call = people["Ana"].call
    applications.withdraw(people["Leo"])
    leave(people["Ana"])

    vacancies = Vacancies(call)

    assert vacancies.come == frozenset()
    (repair, *_others) = vacancies.trouble.repairs
    assert [(it.id, it.side, it.to) for it in repair.moves] == [(f"t{last.id}", "min", 0)]


def test_as_many_places_are_filled_as_keep_the_targets(client: FlaskClient, db: Session) -> None:
    people = told(
        ("Ana", "labor", 5, SELECTED), ("Bea", "labor", 4, SELECTED),
        ("Mia", "migrants", 3, SELECTED), ("Leo", "labor", 4, RESERVE),
        ("Kim", "labor", 2, RESERVE),
        seats=3, targets=[target("labor", 0, 2)],
    )  # fmt: skip
    call = people["Ana"].call
    leave(people["Bea"], people["Mia"])

    page = said(client.get(f"{desk(client, call)}/replacement").text)
    effect = Vacancies(call).effect({people["Kim"].id})

    assert "Only 1 of 2 places can be filled with all targets met" in page
    assert "Offer the place to Leo" in page
    assert "Labour: at most 3 instead of 2 Leo and Kim would then come." in page
    assert (effect.keeps, effect.cost, effect.fewer) == (True, 4_000, 0)


def test_an_organisation_has_no_more_people_than_allowed(db: Session) -> None:
    people = two_of_three(organization_limit=1, targets=[])
    call = people["Ana"].call
    people["Leo"].affiliation = people["Ana"].affiliation
    leave(people["Mia"])

    vacancies = Vacancies(call)

    assert names(call, vacancies.come) == ["Noa"]
    assert not vacancies.effect({people["Leo"].id}).keeps


def test_what_a_person_breaks_is_told_and_nothing_else(client: FlaskClient, db: Session) -> None:
    people = two_of_three(organization_limit=1)
    call = people["Ana"].call
    people["Leo"].affiliation = people["Ana"].affiliation
    leave(people["Mia"], people["Bea"])
    address = f"{desk(client, call)}/replacement/offer?application={people['Leo'].id}&places=2"

    page = said(client.get(address).text)

    assert (
        "Not all targets can be met, whoever else is chosen. At best: 1 organisation has more"
        " people than allowed The best choice meets all of them: Noa and Oto." in page
    )
    assert "The best person for the other place would be Noa." in page


def test_reserves_without_reviews_can_come(db: Session) -> None:
    call = factories.closed_call(seats=1)
    made = [factories.application(call) for _ in range(2)]
    selection.decide(call, {made[0].id: Choice(SELECTED), made[1].id: Choice(RESERVE)})
    selection.notify(call)
    leave(made[0])

    assert Vacancies(call).come == {made[1].id}


def test_those_who_accepted_are_never_candidates_or_moved(db: Session) -> None:
    people = two_of_three()
    call = people["Ana"].call
    applications.accept(people["Ana"])
    leave(people["Mia"])

    with pytest.raises(replacements.NotOnReserve):
        replacements.offer(call, [people["Ana"].id], "Because.", None)


def test_two_organisers_at_once_offer_no_more_than_there_is(app: Flask, db: Session) -> None:
    people = two_of_three()
    call = people["Ana"].call
    leave(people["Mia"])
    clients = [app.test_client() for _ in range(3)]
    addresses = [f"{desk(client, call)}/replacement" for client in clients]
    for client, address in zip(clients, addresses, strict=True):
        client.get(address)

    posts = ((0, "Noa"), (1, "Noa"), (2, "Oto"))
    answers = [
        clients[at].post(
            f"{addresses[at]}/offer?application={people[name].id}", data={"reason": "Best."}
        )
        for at, name in posts
    ]

    assert [it.status_code for it in answers] == [302, 409, 409]
    assert "is no longer on the reserve list" in answers[1].text
    assert "Fewer places are free than you want to offer." in answers[2].text
    assert places_of(call).taken == 3


def test_a_choice_that_is_not_the_best_has_a_price_and_needs_a_reason(
    client: FlaskClient, db: Session
) -> None:
    people = two_of_three()
    call = people["Ana"].call
    leave(people["Mia"])
    address = f"{desk(client, call)}/replacement"
    choice = f"{address}/offer?application={people['Oto'].id}"

    page = said(client.get(address).text)
    look = said(client.get(choice).text)
    silent = client.post(choice)
    done = client.post(choice, data={"reason": "Speaks for the host country."})

    assert "All targets met, 20.00 points less than the best" in page
    assert "Migrants: 0 instead of at least 1" in page
    assert "at a cost of 20.00 points" in look
    assert "The best choice: Noa." in look
    assert (silent.status_code, done.status_code) == (422, 302)
    assert people["Oto"].status is SELECTED
    (entry,) = db.scalars(select(Entry).where(Entry.action == "call.places_offered"))
    assert (entry.reason, entry.details["facts"]["cost"]) == (
        "Speaks for the host country.",
        2_000,
    )


def test_the_page_explains_the_best_replacement(client: FlaskClient, db: Session) -> None:
    people = two_of_three()
    call = people["Ana"].call
    leave(people["Mia"])

    page = said(client.get(f"{desk(client, call)}/replacement").text)

    assert "The best replacement All targets met Proven to be the best possible" in page
    assert (
        "The group would then score 240.00 points, the same as when the results were sent." in page
    )
    assert "Migrants: at least 1 1 0 1 Met exactly" in page


def test_several_are_chosen_together(client: FlaskClient, db: Session) -> None:
    people = two_of_three()
    call = people["Ana"].call
    leave(people["Bea"], people["Mia"])
    address = f"{desk(client, call)}/replacement"
    both = f"application={people['Noa'].id}&application={people['Oto'].id}"

    page = said(client.get(address).text)
    look = said(client.get(f"{address}/offer?{both}&places=2").text)
    one = said(client.get(f"{address}/offer?application={people['Oto'].id}&places=2").text)

    assert "Offer the places to Leo and Noa" in page
    assert "at a cost of 40.00 points" in look
    assert "The best person for the other place would be Leo." in one


def test_who_left_with_a_departure_need_not_be_made_up_for(
    client: FlaskClient, db: Session
) -> None:
    people = two_of_three(targets=[target(minimum=2)])
    call = people["Ana"].call
    leave(people["Mia"])

    page = said(client.get(f"{desk(client, call)}/replacement").text)

    assert "Not as published, but settled" in page
    assert "Migrants: at least 1, instead of at least 2" in page
    assert "Offer the place to Noa" in page


def test_before_the_results_and_without_a_place_the_page_says_so(
    client: FlaskClient, db: Session
) -> None:
    people = two_of_three()
    call = people["Ana"].call
    address = f"{desk(client, call)}/replacement"
    early = factories.closed_call()

    full = said(client.get(address).text)
    leave(people["Mia"])
    for name in ("Leo", "Noa", "Oto"):
        applications.withdraw(people[name])
    nobody = said(client.get(address).text)
    not_yet = said(client.get(f"{desk(client, early)}/replacement").text)

    assert "No place is free" in full
    assert "Nobody is left on the reserve list" in nobody
    assert "The results are not sent yet" in not_yet


def test_nobody_prefers_a_person_with_whom_they_are_in_conflict(
    client: FlaskClient, db: Session
) -> None:
    people = two_of_three()
    call = people["Ana"].call
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    for name, application in people.items():
        factories.review(application, *(() if name == "Oto" else (3, 3)), person=both)
    own = next(it for it in people["Oto"].reviews if it.account_id == both.id)
    own.recused = True
    leave(people["Mia"])
    sign_in(client, both)
    address = f"/organise/events/{call.event.slug}/selection/replacement"

    page = said(client.get(address).text)
    refused = client.post(
        f"{address}/offer?application={people['Oto'].id}", data={"reason": "A friend."}
    )

    line = re.search(r"Oto Body.*?Choose", page)
    assert line
    assert "hidden" in line[0]
    assert "points" not in line[0]
    assert refused.status_code == 409
    assert "You have a conflict of interest" in refused.text
    assert people["Oto"].status is RESERVE


def test_looking_at_replacements_asks_nothing_for_each_candidate(
    client: FlaskClient, db: Session
) -> None:
    counts = []
    for many in (2, 30):
        people = told(
            ("Ana", "labor", 5, SELECTED), ("Mia", "migrants", 3, SELECTED),
            *((f"Out {n}", "migrants", n % 5, RESERVE) for n in range(many)),
            seats=2, targets=[target(minimum=1)],
        )  # fmt: skip
        leave(people["Ana"], people["Mia"])
        address = f"{desk(client, people['Ana'].call)}/replacement"
        with statements() as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_no_targets_no_trouble(db: Session) -> None:
    people = two_of_three(targets=[])
    call = people["Ana"].call
    leave(people["Mia"])
    assert db.scalars(select(TargetRow)).all() == []

    assert names(call, Vacancies(call).come) == ["Leo"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?places=-1", 200),
        ("?places=99999999999999999999", 200),
        ("?page=-3", 200),
        ("?page=99999999999999999999", 200),
        ("/offer", 302),
        ("/offer?application=x", 302),
        ("/offer?application=99999999999999999999", 409),
        ("/offer?application=-1&places=0", 409),
    ],
)
def test_addresses_that_nobody_wrote_do_no_harm(
    client: FlaskClient, db: Session, address: str, status: int
) -> None:
    people = two_of_three()
    leave(people["Mia"])

    got = client.get(f"{desk(client, people['Ana'].call)}/replacement{address}")

    assert got.status_code == status
