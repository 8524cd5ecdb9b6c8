"""Sharing out the reviews: by hand, from a file, automatically; and who is told."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Application, Assignment, Call, Reviewer
from eventsapp.experts.rules import AssignedBy, Conflict
from eventsapp.experts.services import assigning, reviews
from eventsapp.experts.services.assigning import QUIET
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements


def organise(client: FlaskClient, call: Call) -> str:
    sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER))
    return f"/organise/events/{call.event.slug}/reviews"


def reviewer(call: Call, **fields: str) -> Account:
    return factories.team(call.event, TeamRole.REVIEWER, factories.account(**fields))


def knows(call: Call, account: Account, **fields: object) -> Reviewer:
    return factories.save(Reviewer(call=call, account=account, **fields))


def pairs(db: Session) -> list[tuple[int, int]]:
    found = db.execute(select(Assignment.application_id, Assignment.account_id))
    return sorted((application, account) for application, account in found)


def give(call: Call, *applications: Application, to: Account) -> None:
    assigning.give(call, [(it.id, to.id) for it in applications], AssignedBy.HAND)


def buttons(page: str, *names: str) -> list[str]:
    """Return what the buttons of these names say."""
    found = (re.search(rf"<button[^>]*name=\"{it}\".*?</button>", page, re.DOTALL) for it in names)
    return [re.sub(r"<[^>]+>", "", it[0]).strip() for it in found if it]


def upload(text: str) -> dict[str, object]:
    return {"table": (io.BytesIO(text.encode()), "who.csv")}


def test_ticked_applications_are_given_and_taken_back(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana, bea, cleo = (factories.application(call) for _ in range(3))
    rosa = reviewer(call)
    address = organise(client, call)
    ticked = {"reviewer": str(rosa.id), "applications": [str(ana.id), str(bea.id)]}

    page = client.get(address).text
    given = client.post(f"{address}/by-hand", data=ticked | {"give": "y"})
    after_giving = pairs(db)
    client.post(f"{address}/by-hand", data=ticked | {"applications": [str(bea.id)], "take": "y"})

    assert given.location == address
    assert buttons(page, "give", "take") == ["Assign", "Take back"]
    assert after_giving == [(ana.id, rosa.id), (bea.id, rosa.id)]
    assert pairs(db) == [(ana.id, rosa.id)]
    assert cleo.id not in [it for it, _ in after_giving]


def test_nothing_ticked_is_said(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    factories.application(call)
    rosa = reviewer(call)
    address = organise(client, call)

    answer = client.post(f"{address}/by-hand", data={"reviewer": str(rosa.id), "give": "y"})

    assert answer.status_code == 422
    assert "Tick at least one application." in answer.text


def test_nobody_in_conflict_is_assigned(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana = factories.application(call, affiliation="Field Union")
    rosa = reviewer(call, name="Rosa", affiliation="FIELD UNION")
    address = organise(client, call)
    data = {"reviewer": str(rosa.id), "applications": [str(ana.id)], "give": "y"}

    client.post(f"{address}/by-hand", data=data)
    page = client.get(address).text

    assert pairs(db) == []
    assert f"Rosa has a conflict of interest with application {ana.id}." in page
    assert "Found: same organisation" in page


def test_what_was_opened_is_not_taken_back(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana, bea = factories.application(call), factories.application(call)
    rosa = reviewer(call)
    give(call, ana, bea, to=rosa)
    reviews.deny_conflict(ana, rosa)

    client.post(f"{organise(client, call)}/clear")

    assert pairs(db) == [(ana.id, rosa.id)]


def test_a_proposal_is_shown_then_applied(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    applications = [factories.application(call) for _ in range(6)]
    people = [reviewer(call) for _ in range(3)]
    address = organise(client, call)

    page = client.get(f"{address}/proposal?each=2").text
    before = pairs(db)
    proposed = page.split('name="pairs" type="hidden" value="')[1].split('"')[0]
    client.post(f"{address}/proposal", data={"pairs": proposed})

    assert "12 reviews would be assigned. Nothing is saved yet." in page
    assert before == []
    given = pairs(db)
    assert sorted(it for it, _ in given) == sorted(it.id for it in applications * 2)
    assert sorted(it for _, it in given) == sorted(it.id for it in people * 4)
    assert {it.by for it in db.scalars(select(Assignment))} == {AssignedBy.OPTIMISER}


def test_a_proposal_keeps_what_stands_and_knows_conflicts_subjects_and_limits(
    db: Session,
) -> None:
    call = factories.closed_call(topics=["Water", "Soil"])
    water = factories.application(call, topics=["Water"], languages=["es"])
    soil = factories.application(call, topics=["Soil"], languages=["en"], affiliation="Soil Lab")
    expert = reviewer(call)
    knows(call, expert, topics=["Water"], languages=["es"])
    colleague, done = reviewer(call, affiliation="Soil Lab"), reviewer(call)
    knows(call, done, topics=["Soil"], languages=["en"], most=1)
    factories.review(soil, 4, 4, person=done)

    proposed = queries.proposal(queries.desk(call), 1)

    assert proposed.new == [(water.id, expert.id)]
    assert sorted((it.id, now, then) for it, now, then in proposed.loads) == [
        (expert.id, 0, 1),
        (colleague.id, 0, 0),
        (done.id, 1, 1),
    ]
    assert proposed.unmet == {}


def test_a_proposal_says_what_it_cannot_meet(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana = factories.application(call, name="Ana")
    reviewer(call)

    page = client.get(f"{organise(client, call)}/proposal?each=2").text

    assert "1 application would still lack a reviewer" in page
    assert f"{ana.id} · Ana: lacks 1" in page


def test_a_third_reviewer_is_proposed_where_two_differ(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(gap_limit=30)
    far, near = factories.application(call), factories.application(call)
    people = [reviewer(call) for _ in range(3)]
    for application, values in ((far, ((5, 5), (3, 3))), (near, ((5, 5), (4, 4)))):
        for person, given in zip(people, values, strict=False):
            factories.review(application, *given, person=person)

    page = client.get(f"{organise(client, call)}?show=third").text
    proposed = queries.proposal(queries.desk(call))

    assert page.count("Third review needed") == 1
    assert "two reviews differ by more than 30 points" in page
    assert proposed.new == [(far.id, people[2].id)]


def test_a_good_file_is_assigned_at_once(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana, bea = factories.application(call), factories.application(call)
    rosa = reviewer(call)
    text = (
        f"Application;Reviewer\n{ana.id};{rosa.email.upper()}\n{bea.account.email};{rosa.email}\n"
    )

    answer = client.post(f"{organise(client, call)}/file", data=upload(text))

    assert answer.status_code == 302
    assert pairs(db) == [(ana.id, rosa.id), (bea.id, rosa.id)]
    assert {it.by for it in db.scalars(select(Assignment))} == {AssignedBy.FILE}


def test_each_bad_line_of_a_file_is_named_and_nothing_is_saved(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    ana, bea = factories.application(call), factories.application(call, affiliation="Field Union")
    rosa, rita = reviewer(call), reviewer(call, affiliation="Field Union")
    applying = reviewer(call)
    factories.application(call, account=applying)
    text = (
        f"{ana.id},{rosa.email}\n999999,{rosa.email}\n{ana.id},nobody@example.org\n"
        f"{bea.id},{rita.email}\n{ana.id}\n\n{ana.id},{applying.email}\n"
    )
    address = organise(client, call)

    answer = client.post(f"{address}/file", data=upload(text))
    saved = pairs(db)
    again = answer.text.split('name="text">')[1].split("</textarea>")[0]
    client.post(f"{address}/file/good-lines", data={"text": again.strip()})

    assert answer.status_code == 422
    assert [line for line in range(1, 9) if f"Line {line}:" in answer.text] == [2, 3, 4, 5, 7]
    assert "Line 2: There is no application “999999” to this call." in answer.text
    assert "Line 3: nobody@example.org is not a reviewer in the team" in answer.text
    assert f"Line 4: {rita.email} has a conflict of interest with" in answer.text
    assert f"Line 7: {applying.email} has applied to this call" in answer.text
    assert (saved, pairs(db)) == ([], [(ana.id, rosa.id)])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"PK\x03\x04\x00", b""])
def test_a_file_that_is_no_table_is_refused(
    client: FlaskClient, db: Session, content: bytes
) -> None:
    call = factories.closed_call()
    reviewer(call)

    answer = client.post(
        f"{organise(client, call)}/file", data={"table": (io.BytesIO(content), "who.csv")}
    )

    assert answer.status_code == 422
    assert "This file is not a CSV table" in answer.text


def test_the_table_can_be_uploaded_again(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana = factories.application(call, name="=1+1")
    rosa = reviewer(call, name="Rosa")
    give(call, ana, to=rosa)
    address = organise(client, call)

    table = client.get(f"{address}.csv").text
    assigning.clear(call)
    client.post(f"{address}/file", data=upload(table))

    assert table.lstrip("\ufeff").splitlines()[1] == f"{ana.id},{rosa.email},Rosa,'=1+1,Waiting"
    assert pairs(db) == [(ana.id, rosa.id)]


def test_reviewers_get_one_mail_once_it_is_quiet(db: Session, mails: MailServer) -> None:
    call = factories.closed_call()
    ana, bea, cleo = (factories.application(call) for _ in range(3))
    rosa, rita = reviewer(call), reviewer(call)
    give(call, ana, to=rosa)
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        give(call, bea, cleo, to=rosa)
        give(call, cleo, to=rita)
        db.commit()
        deliver()
    too_early = mails.subjects()

    with time_machine.travel(clock.now() + timedelta(minutes=6) + QUIET):
        deliver()

    title = call.event.title["en"]
    assert too_early == []
    assert sorted(mails.subjects()) == sorted(
        [
            (rosa.email, f"3 applications wait for your review: {title}"),
            (rita.email, f"1 application waits for your review: {title}"),
        ]
    )
    assert mails.link(rosa.email) == f"/organise/events/{call.event.slug}/review/"


def test_those_behind_are_reminded_once_a_day(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    call = factories.closed_call()
    ana = factories.application(call)
    done, behind = reviewer(call), reviewer(call)
    factories.review(ana, 3, 3, person=done)
    address = organise(client, call)

    for _ in range(2):
        client.post(f"{address}/remind")
    deliver()

    title = call.event.title["en"]
    assert mails.subjects() == [
        (behind.email, f"Reminder: 1 application still waits for your review: {title}")
    ]


def test_no_one_is_reminded_who_is_done(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    factories.review(factories.application(call), 3, 3, person=reviewer(call))

    answer = client.post(f"{organise(client, call)}/remind")

    assert answer.status_code == 409
    assert "All reviewers have finished their reviews." in answer.text


def test_reviews_are_shared_out_after_the_deadline(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    ana, rosa = factories.application(call), reviewer(call)
    address = organise(client, call)

    with pytest.raises(assigning.NothingToAssign):
        give(call, ana, to=rosa)
    assert client.get(f"{address}/proposal").status_code == 409
    assert "Reviews are shared out after the deadline" in client.get(address).text


def test_organisers_say_how_much_a_reviewer_takes_on(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(topics=["Water"])
    rosa = reviewer(call)
    address = f"{organise(client, call)}/reviewers/{rosa.id}"

    wrong = client.post(address, data={"most": "-1", "topics": ["Water"]})
    client.post(address, data={"most": "7", "topics": ["Water"], "languages": ["es"]})

    assert wrong.status_code == 422
    assert "Give a number from 0 to 10,000." in wrong.text
    profile = queries.desk(call).profiles[rosa.id]
    assert (profile.most, profile.topics, profile.languages) == (7, ["Water"], ["es"])


def test_conflicts_are_listed_with_their_kind(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    ana, rosa = factories.application(call), reviewer(call)
    give(call, ana, to=rosa)
    reviews.recuse(ana, rosa, Conflict.SUPERVISION, "My student")

    page = client.get(organise(client, call)).text

    assert "One of us supervises or supervised the other" in page
    assert "My student" in page
    assert "These files are closed to these reviewers." in page


def test_organisers_hear_on_their_desk_that_a_conflict_has_freed_an_assignment(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    ana, rosa = factories.application(call), reviewer(call)
    for person in (rosa, reviewer(call)):
        give(call, ana, to=person)
    organise(client, call)
    before = client.get("/organise/").text
    reviews.recuse(ana, rosa, Conflict.FAMILY)
    after = client.get("/organise/").text

    said = "1 application has too few reviewers, for example after a conflict of interest"
    assert (said in before, said in after) == (False, True)


def test_the_page_without_a_call_teaches(client: FlaskClient, db: Session) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))

    assert "No call is published yet" in client.get(f"/organise/events/{event.slug}/reviews").text


def test_habits_stand_beside_the_raw_scores(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    severe, fair, lenient = (reviewer(call, name=it) for it in ("Severa", "Justa", "Lenia"))
    for value in (1, 2, 3, 2, 3, 1):
        application = factories.application(call)
        for person, shift in ((severe, -1), (fair, 0), (lenient, 2)):
            factories.review(application, value + shift, value + shift, person=person)

    page = client.get(f"{organise(client, call)}/calibration").text
    view = queries.calibration_of(queries.desk(call))

    assert [row.account.name for row in view.habits] == ["Severa", "Justa", "Lenia"]
    assert [row.habit.reviews for row in view.habits] == [6, 6, 6]
    assert {round(row.score.raw) for row in view.applications} == {20, 40, 60}
    assert page.index("Severa") < page.index("Justa") < page.index("Lenia")
    scores = re.findall(r'data-label="(?:Score|Adjusted)"[^>]*>([^<]+)<', page)
    assert [it for it in scores if not re.fullmatch(r"\d+\.\d", it.strip())] == []
    assert len(scores) == 12
    assert "have no application in common" not in page


def test_groups_that_share_nothing_are_flagged(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    for names in (("Ana", "Bea"), ("Cleo", "Dora")):
        application = factories.application(call)
        for name in names:
            factories.review(application, 3, 3, person=reviewer(call, name=name))

    page = client.get(f"{organise(client, call)}/calibration").text

    assert "These groups of reviewers have no application in common" in page
    assert ("<li>Ana, Bea</li>" in page, "<li>Cleo, Dora</li>" in page) == (True, True)


def test_an_organiser_who_reviews_sees_no_habits_before_their_own_reviews_are_in(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    application = factories.application(call)
    factories.review(application, 5, 5, person=reviewer(call, name="Lenia"))
    both = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    factories.team(call.event, TeamRole.REVIEWER, both)
    sign_in(client, both)
    address = f"/organise/events/{call.event.slug}/reviews/calibration"

    before = client.get(address).text
    factories.review(application, 1, 1, person=both)
    after = client.get(address).text

    assert ("Lenia" in before, "Lenia" in after) == (False, True)
    assert "Hidden until your own reviews are in" in before


@pytest.mark.parametrize("page", ["", "/calibration", "/proposal", ".csv"])
def test_four_hundred_applications_ask_the_database_no_more(
    client: FlaskClient, db: Session, page: str
) -> None:
    call = factories.closed_call()
    rosa, rita = reviewer(call), reviewer(call)
    address = organise(client, call)

    def count() -> int:
        for _ in range(15):
            application = factories.application(call)
            factories.review(application, 3, 3, person=rosa)
            factories.review(application, 2, 2, person=rita)
        with statements() as asked:
            assert client.get(address + page).status_code == 200
        return len(asked)

    assert count() == count()


def test_reviewers_with_many_reviews_still_give_a_third_opinion(db: Session) -> None:
    call = factories.closed_call()
    one, other, third = (reviewer(call) for _ in range(3))
    far = factories.application(call)
    for person, value in ((one, 5), (other, 1)):
        factories.review(far, value, value, person=person)
    for _ in range(8):
        application = factories.application(call)
        for person in (one, third):
            factories.review(application, 3, 3, person=person)

    proposed = queries.proposal(queries.desk(call))

    assert (proposed.new, proposed.unmet) == ([(far.id, third.id)], {})
