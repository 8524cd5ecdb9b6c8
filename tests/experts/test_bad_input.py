"""Bad input: each kind has a stated behaviour and a clear sentence, and nothing typed is lost."""

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Application, Call, Pin, Review, Scenario, TargetRow
from eventsapp.experts.rules import ApplicationStatus, CallStatus, PinSide
from eventsapp.experts.services import selection
from eventsapp.experts.services import twins as merging
from eventsapp.questions.rules import Kind
from eventsapp.questions.services import save_set
from tests import factories
from tests.conftest import sign_in
from tests.experts.test_board import choice, desk, panel_in, said, scored, target
from tests.experts.test_walk import PDF, application_form, call_form
from tests.questions.test_rules import question

LA = ZoneInfo("America/Los_Angeles")
PROGRAM = b"MZ\x90\x00 a program that calls itself otherwise"


def aims(*rows: tuple[str, str, str]) -> dict[str, str]:
    """Return rows of targets as the form sends them: who, at least, at most."""
    return {
        f"targets-{place}-{name}": value
        for place, row in enumerate(rows)
        for name, value in zip(("aim", "minimum", "maximum"), row, strict=True)
    }


CONTRADICTIONS = [
    (
        aims(("sector:labor", "7", "")),
        "Labour: at least 7 are wanted, more than there are seats (6).",
    ),
    (aims(("gender:woman", "4", "2")), "Woman: the most (2) is below the least."),
    (aims(("gender:woman", "", "")), "Woman: say how many are wanted, at least or at most."),
    (
        aims(("sector:labor", "4", ""), ("sector:migrants", "3", "")),
        "Sector: the targets ask for 7 people together, more than there are seats (6).",
    ),
    (
        aims(("sector:labor", "", "2"), ("sector:migrants", "", "3")),
        "Sector: the targets allow 5 people together, fewer than there are seats (6),",
    ),
    (
        aims(("region:south-america", "", "1"), ("country:BR", "2", "")),
        "South America: the targets for its countries ask for 2 people, more than the most",
    ),
    (
        aims(("country:BR", "3", ""), ("region:caribbean", "4", "")),
        "Regions and countries together ask for 7 people, more than there are seats (6).",
    ),
    (aims(("sector:ngos", "1", "")), "applicants cannot choose this sector in the call."),
    (
        aims(("gender:man", "1", ""), ("gender:man", "", "3")),
        "Man: there are two targets for the same thing.",
    ),
    (
        aims(("question:side:north", "1", "")),
        "applicants cannot give the answer “north” in the call's own questions.",
    ),
    (aims(("sector:labor", "a third", "")), "Write a number, or a share such as “30 %”."),
    (aims(("sector:labor", "-1", "")), "Write a number, or a share such as “30 %”."),
    ({"seats": "0"}, "There must be at least one seat."),
    ({"organization_limit": "0"}, "Write a number of 1 or more, or leave this empty."),
    ({"opens_at": "2030-05-02T10:00", "closes_at": "2030-05-01T10:00"},
     "The call closes before it opens."),
    ({"criteria-0-weight": "0"}, "Give a weight from 1 to 1000."),
]  # fmt: skip


def kept(page: str, typed: dict[str, Any]) -> list[str]:
    """Return the names of those typed values that no field of a page shows any more."""
    return [
        name
        for name, value in typed.items()
        if not name.endswith("-aim")
        and not isinstance(value, list)
        and value not in {"", "y"}
        and not re.search(
            rf'name="{re.escape(name)}"[^>]*value="{re.escape(value)}"|'
            rf'value="{re.escape(value)}"[^>]*name="{re.escape(name)}"|'
            rf'name="{re.escape(name)}"[^>]*>\s*{re.escape(value)}\s*</textarea>|'
            rf'<option selected value="{re.escape(value)}">',
            page,
        )
    ]


@pytest.mark.parametrize(("typed", "sentence"), CONTRADICTIONS)
@pytest.mark.parametrize("button", ["save", "publish"])
def test_a_call_that_cannot_hold_is_not_saved_and_says_why(
    client: FlaskClient, db: Session, typed: dict[str, str], sentence: str, button: str
) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    data = call_form(**({"seats": "6", "targets-0-aim": ""} | typed | {button: "y"}))

    answer = client.post(f"/organise/events/{event.slug}/call", data=data)

    assert answer.status_code == 422
    assert sentence in said(answer.text).replace("&#39;", "'")
    assert kept(answer.text, data) == []
    assert db.scalars(select(Call)).all() == []


@pytest.mark.parametrize(("typed", "sentence"), CONTRADICTIONS[:6])
def test_an_amendment_that_cannot_hold_changes_nothing_and_says_why(
    client: FlaskClient, db: Session, typed: dict[str, str], sentence: str
) -> None:
    call = factories.call(seats=6)
    sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER))
    criteria = {
        f"criteria-{place}-{name}": str(value)
        for place, it in enumerate(call.criteria)
        for name, value in (("id", it.id), ("name-en", it.name["en"]), ("weight", it.weight))
    }
    data = criteria | typed | {"seats": "6", "reason": "Long thought over", "confirm": "y"}

    answer = client.post(f"/organise/events/{call.event.slug}/call/amend", data=data)

    assert answer.status_code == 422
    assert sentence in said(answer.text)
    assert kept(answer.text, typed | {"reason": "Long thought over"}) == []
    assert (call.targets, call.amendments) == ([], [])


def test_what_contradicts_itself_on_the_board_is_tried_and_told(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice(targets=[target("labor", 0, 2)])
    address = f"{desk(client, call)}/panel"

    both = said(client.get(f"{address}?min-sector:labor=2&max-sector:labor=1").text)
    nothing = said(client.get(f"{address}?seats=0&min-sector:labor=x").text)

    assert "No panel meets all of this" in both
    assert "Labour: at least 2, and at most 1" in both
    assert "Write a number of 1 or more. Until then the published number applies." in nothing
    assert "Write a whole number from 0 to 10,000." in nothing
    assert panel_in(client.get(f"{address}?seats=0").text) == ["Ana", "Bea"]


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"seats": 1}, "Your own picks are 2 people, for 1 seats."),
        ({"most": 1}, "Your own picks use 2 of 1 places: Labour: at most 1."),
        (
            {"organization_limit": 1},
            "Your own picks are more than 1 from one organisation.",
        ),
    ],
)
@pytest.mark.parametrize("saved", [True, False])
def test_pins_beyond_a_maximum_are_told_whether_saved_or_tried(
    client: FlaskClient, db: Session, terms: dict[str, int], sentence: str, *, saved: bool
) -> None:
    most = terms.get("most")
    call, people = choice(
        targets=[target("labor", 0, most)] if most else [],
        **{name: value for name, value in terms.items() if name != "most"},
    )
    for it in people.values():
        it.affiliation = "Field Union"
    keys = [people[name].id for name in ("Ana", "Bea")]
    if saved:
        for key in keys:
            factories.save(Pin(application_id=key, side=PinSide.IN, reason="Host", at=clock.now()))
    tried = "" if saved else "?" + "&".join(f"in={key}" for key in keys)

    page = said(client.get(f"{desk(client, call)}/panel{tried}").text)

    assert sentence in page
    assert "No panel meets all of this" in page


def test_a_pin_without_a_reason_or_too_late_keeps_what_was_typed(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    address = f"{desk(client, call)}/pins/{people['Ana'].id}"
    call.status = CallStatus.NOTIFIED

    answer = client.post(address, data={"side": "out", "reason": "A long reason"})

    assert answer.status_code == 422
    assert "Outcomes can be set only after the call has closed" in answer.text
    assert 'value="A long reason"' in answer.text


def test_who_has_not_said_an_attribute_counts_for_no_target_and_is_counted_in_words(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice(
        seats=2, targets=[TargetRow(attribute="gender", value="woman", minimum=1, maximum=1)]
    )
    people["Dora"].gender, people["Bea"].gender = "woman", "man"

    page = client.get(f"{desk(client, call)}/panel").text

    assert "2 candidates have not said this, and count for none of these targets." in said(page)
    assert panel_in(page) == ["Ana", "Dora"]


def test_a_region_that_a_country_lies_in_is_known_and_no_country_lies_nowhere(
    client: FlaskClient, db: Session
) -> None:
    call = factories.call(targets=[TargetRow(attribute="region", value="caribbean", minimum=1)])
    factories.application(call, country="JM")
    factories.application(call, country=None)

    page = said(client.get(desk(client, call)).text)

    assert "1 candidate has not said this, and counts for none of these targets." in page


def test_without_reviews_nobody_is_proposed_and_it_is_said(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call(seats=2)
    scored(call, "Twice", 3)
    for name in ("Never", "Once"):
        made = factories.application(call, name=name)
        if name == "Once":
            factories.review(made, 5, 5)
    address = desk(client, call)

    page = client.get(f"{address}/panel").text

    assert panel_in(page) == ["Twice"]
    assert "2 people are left out for lack of reviews" in page
    never = next(it for it in queries.in_the_race(call) if it.name == "Never")
    told = said(client.get(f"{address}/panel/why/{never.id}").text)
    assert "Never has fewer than two reviews, so they are left out of proposals" in told


@pytest.mark.parametrize("backwards", [True, False])
def test_a_tie_is_decided_alike_whatever_the_order_and_said_to_be_one(
    client: FlaskClient, db: Session, *, backwards: bool
) -> None:
    call = factories.closed_call(seats=1)
    names = ["Ana", "Bea", "Cleo"]
    for name in names[:: -1 if backwards else 1]:
        scored(call, name, 3)
    address = desk(client, call)

    page = client.get(f"{address}/panel").text
    costs = said(client.get(f"{address}/panel/costs").text)
    ranks = re.findall(r'data-label="Rank"[^>]*>\s*(\d)', client.get(address).text)

    assert len(panel_in(page)) == 1
    assert "Other panels score exactly the same." in costs
    assert ranks == ["1", "1", "1"]


NOBODY = {
    "selection": "No applications yet",
    "selection/panel": "No one can be proposed yet",
    "selection/panel/costs": "No panel meets these conditions.",
    "selection/sensitivity": "No one can be proposed yet",
    "selection/scenarios": "No scenarios yet",
    "selection/lottery": "No one can be proposed yet",
    "selection/reserve": "Nobody is selected yet",
    "selection/record": "No one can be proposed yet",
    "selection/rationale": "Nothing to publish yet",
    "selection/notify": "No one has applied, so there is no one to write to.",
    "selection.csv": "Rank",
    "reviews": "Reviews",
    "reviews.csv": "Application",
    "reviews/calibration": "No reviews yet",
    "reviews/proposal": "Nothing is missing",
    "applications/twins": "Nobody seems to have applied twice",
    "call": "Applications in",
}


@pytest.mark.parametrize("reviewers", [0, 2])
def test_a_call_to_which_nobody_applied_has_a_page_and_a_sentence_everywhere(
    client: FlaskClient, db: Session, reviewers: int
) -> None:
    call = factories.closed_call(targets=[target("labor", 1, 2)], organization_limit=1)
    for _ in range(reviewers):
        factories.team(call.event, TeamRole.REVIEWER)
    desk(client, call)
    base = f"/organise/events/{call.event.slug}"

    answers = {page: client.get(f"{base}/{page}") for page in NOBODY}
    sent = [
        client.post(f"{base}/selection/notify"), client.post(f"{base}/selection/rest"),
        client.post(f"{base}/selection/runs/sensitivity"),
        client.post(f"{base}/selection/panel/take"),
    ]  # fmt: skip

    assert {page: it.status_code for page, it in answers.items()} == dict.fromkeys(NOBODY, 200)
    assert [page for page, words in NOBODY.items() if words not in answers[page].text] == []
    there = "Nobody has applied, so there is nothing to review." in answers["reviews"].text
    assert there == bool(reviewers)
    assert [it.status_code for it in sent] == [409, 302, 302, 409]


def test_more_seats_than_candidates_leave_seats_empty_and_say_so(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice(seats=9)

    page = client.get(f"{desk(client, call)}/panel").text

    assert "Only 4 of 9 seats can be filled: there is nobody else to choose from." in page
    assert panel_in(page) == ["Ana", "Bea", "Cleo", "Dora"]
    assert "4 of 9 seats filled" in said(page)


def test_more_selected_than_seats_is_said_and_not_sent(client: FlaskClient, db: Session) -> None:
    call, people = choice(seats=1)
    chosen = {it.id: selection.Choice(ApplicationStatus.SELECTED) for it in people.values()}
    selection.decide(call, chosen)
    address = desk(client, call)

    refused = client.post(f"{address}/notify")

    sentence = "4 people are selected, more than there are seats (1)."
    assert (refused.status_code, sentence in refused.text) == (409, True)
    assert sentence in client.get(address).text


def test_two_applications_of_one_person_are_shown_and_never_merged_unasked(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice()
    born = clock.now().date().replace(year=1970)
    for name in ("Ana", "Bea"):
        people[name].name, people[name].born_on = "Ana Prieto", born
    address = desk(client, call)

    board = client.get(address).text

    assert "Possibly the same person: 1 pair of applications" in board
    assert len(queries.contenders(call)) == 4
    merging.merge(people["Bea"], people["Ana"])
    assert len(queries.contenders(call)) == 3


@pytest.mark.parametrize(
    ("name", "content"), [("letter.pdf", PROGRAM), ("photo.png", b"GIF89a"), ("cv.docx", b"PK")]
)
def test_a_file_that_answers_a_question_is_what_it_contains(
    client: FlaskClient, db: Session, name: str, content: bytes
) -> None:
    call = factories.call(question_set=save_set(None, [question("letter", Kind.FILE)]))
    sign_in(client, factories.account())
    data = application_form(
        name="Ana", statement="Words to keep", save="y", cv=(io.BytesIO(PDF), "life.pdf"),
        **{"own-q_letter": (io.BytesIO(content), name)},
    )  # fmt: skip

    answer = client.post(f"/events/{call.event.slug}/call/apply", data=data)

    assert answer.status_code == 422
    assert "not a PDF, DOCX, PNG or JPEG file" in answer.text
    assert "Words to keep" in answer.text
    assert "Please choose this file again: nothing in this form has been saved yet." in answer.text
    assert db.scalars(select(Application)).all() == []


@pytest.mark.parametrize("content", [PROGRAM, PDF, b"\x89PNG\r\n\x1a\n", b"\xff\xfe\x00a", b""])
def test_a_table_that_is_none_is_refused_in_words(
    client: FlaskClient, db: Session, content: bytes
) -> None:
    call, _people = choice()
    factories.team(call.event, TeamRole.REVIEWER)
    desk(client, call)
    address = f"/organise/events/{call.event.slug}/reviews/file"

    answer = client.post(address, data={"table": (io.BytesIO(content), "reviews.csv")})

    assert answer.status_code == 422
    assert re.search(
        "This file is not a CSV table in UTF-8|Choose a file|"
        "An application and a reviewer’s address are needed",
        answer.text,
    )


@pytest.mark.parametrize(
    ("when", "heading", "sentence"),
    [
        (datetime(2026, 3, 1, 8, 59, 59, tzinfo=LA), "Nothing was sent and nothing was changed",
         "This call opens on Sunday, 1 March 2026, 9:00 am (Los Angeles, UTC−8)."),
        (datetime(2026, 3, 20, 18, 0, 1, tzinfo=LA), "Too late: nothing was sent",
         "The deadline was Friday, 20 March 2026, 6:00 pm (Los Angeles, UTC−7)."),
    ],
)  # fmt: skip
def test_an_application_out_of_time_says_when_by_the_clock_of_the_calls_zone(
    client: FlaskClient, db: Session, when: datetime, heading: str, sentence: str
) -> None:
    call = factories.call(
        opens_at=datetime(2026, 3, 1, 9, tzinfo=LA), closes_at=datetime(2026, 3, 20, 18, tzinfo=LA)
    )
    data = application_form(name="Ana", statement="Words to keep", submit="y")

    with time_machine.travel(when, tick=False):
        sign_in(client, factories.account(timezone="Asia/Tokyo"))
        answer = client.post(f"/events/{call.event.slug}/call/apply", data=data)

    told = said(answer.text).replace("\u202f", " ")
    assert answer.status_code == 422
    assert (heading in told, sentence in told, "Words to keep" in told) == (True, True, True)
    assert db.scalars(select(Application)).all() == []


@pytest.mark.parametrize("moment", ["in time", "late"])
def test_the_last_minute_of_the_calls_zone_counts(
    client: FlaskClient, db: Session, moment: str
) -> None:
    closes = datetime(2026, 3, 20, 18, tzinfo=LA)
    call = factories.call(opens_at=closes - timedelta(days=9), closes_at=closes)
    data = application_form(name="Ana", save="y")
    late = timedelta(seconds=1 if moment == "late" else 0)

    with time_machine.travel(closes + late, tick=False):
        sign_in(client, factories.account())
        answer = client.post(f"/events/{call.event.slug}/call/apply", data=data)

    assert answer.status_code == (422 if moment == "late" else 302)


def test_a_deadline_in_an_hour_that_the_zone_skips_is_shown_as_it_is_meant(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event()
    organiser = factories.team(event, TeamRole.LEAD_ORGANISER)
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=LA)):
        sign_in(client, organiser)
        data = call_form(opens_at="2026-03-01T00:00", closes_at="2026-03-08T02:30", publish="y")
        client.post(f"/organise/events/{event.slug}/call", data=data)
        page = said(client.get(f"/events/{event.slug}/call/").text).replace("\u202f", " ")

    (call,) = db.scalars(select(Call))
    assert call.closes_at == datetime(2026, 3, 8, 3, 30, tzinfo=LA)
    assert "8 March 2026, 3:30 am (Los Angeles, UTC−7)" in page


def late_posts() -> Iterator[tuple[str, dict[str, str], str, str]]:
    """Yield what is sent too late: where to, what, the sentence, and what must stay."""
    moment, reason = "2031-01-01T10:00", "A long reason"
    yield "call/extend", {"closes_at": moment}, "A deadline can only be moved", moment
    yield (
        "call/reopen",
        {"closes_at": moment, "reason": reason},
        "A call can be opened again only after it has closed and before any review has begun.",
        reason,
    )
    yield "call/withdraw", {"reason": reason}, "The results have been sent", reason


@pytest.mark.parametrize(("path", "data", "sentence", "typed"), list(late_posts()))
def test_a_change_of_the_call_that_comes_too_late_keeps_what_was_typed(
    client: FlaskClient, db: Session, path: str, data: dict[str, str], sentence: str, typed: str
) -> None:
    call = factories.closed_call(status=CallStatus.NOTIFIED)
    sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER))

    answer = client.post(f"/organise/events/{call.event.slug}/{path}", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text


def test_a_review_after_the_choice_is_refused_and_keeps_its_comment(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call(status=CallStatus.DECIDED)
    application = factories.application(call)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.review(application, person=reviewer)
    sign_in(client, reviewer)
    address = f"/organise/events/{call.event.slug}/review/{application.id}"
    scores = {f"score_{it.id}": "4" for it in call.criteria}

    scored_late = client.post(address, data=scores | {"comment": "Words to keep", "save": "y"})
    recused_late = client.post(
        f"{address}/recuse", data={"conflict": "family", "reason": "Words to keep"}
    )

    for answer in (scored_late, recused_late):
        assert answer.status_code == 422
        assert "Reviews are written after the call has closed" in answer.text
        assert "Words to keep" in answer.text
    assert [it.scores for it in db.scalars(select(Review))] == [[]]


def test_a_review_of_what_was_merged_meanwhile_is_kept_and_does_not_count(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    one, other = factories.application(call), factories.application(call)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.review(one, person=reviewer)
    sign_in(client, reviewer)
    merging.merge(one, other)
    address = f"/organise/events/{call.event.slug}/review"
    scores = {f"score_{it.id}": "4" for it in call.criteria}

    page = client.get(f"{address}/{one.id}").text
    answer = client.post(f"{address}/{one.id}", data=scores | {"comment": "Words", "save": "y"})

    assert "have merged this application into another one of the same person" in page
    assert answer.status_code == 302
    assert [it.comment for it in db.scalars(select(Review))] == ["Words"]
    assert [it.score for it in queries.contenders(call)] == [None]


def test_a_scenario_of_a_name_that_is_taken_keeps_what_was_typed(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice()
    address = f"{desk(client, call)}/panel/save"
    client.post(address, data={"name": "Balanced"})

    answer = client.post(f"{address}?seats=3", data={"name": "Balanced"})

    assert answer.status_code == 422
    assert "There is already a scenario with this name." in answer.text
    assert 'value="Balanced"' in answer.text
    assert len(db.scalars(select(Scenario)).all()) == 1
