"""The call's own questions over HTTP: written, previewed, answered, asked anew."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core.errors import Refused
from eventsapp.core.files import StoredFile
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, TargetRow
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.experts.services import questions as services
from eventsapp.organizations.services import create_organization
from eventsapp.questions.queries import answers_in, questions_of
from eventsapp.questions.rules import Choice, Condition, Kind, Question
from eventsapp.questions.services import save_set
from tests import factories
from tests.conftest import MailServer, deliver, sign_in
from tests.experts.test_walk import PDF, application_form, browser
from tests.promises.test_hostile import bodies, fault
from tests.questions.test_rules import question
from tests.visitor import forms_on

ASKED = [
    question("been", Kind.YES_NO, required=True,
             label=Words.of(en="Been before?", es="¿Ha estado?")),
    question("years", Kind.NUMBER, label=Words.of(en="How many years?"), required=True,
             minimum=0, maximum=60, condition=Condition("been", "yes")),
    question("practice", Kind.LONG_TEXT, label=Words.of(en="Which practice?"), limit=5),
    question("letter", Kind.FILE, label=Words.of(en="Letter")),
    question("second", Kind.FILE, label=Words.of(en="Second letter")),
]  # fmt: skip


def asking(questions: list[Question] | None = None, **fields: Any) -> Call:
    return factories.call(question_set=save_set(None, questions or ASKED), **fields)


def desk(app: Flask, call: Call) -> FlaskClient:
    return browser(app, factories.team(call.event, TeamRole.LEAD_ORGANISER))


def on_page(page: str) -> dict[str, list[str]]:
    """Return what the editor's form would send."""
    return next(it.values for it in forms_on(page) if "new_kind" in it.names)


def labels(values: dict[str, list[str]], count: int) -> list[list[str]]:
    return [values[f"rows-{place}-label-en"] for place in range(count)]


def sole(db: Session) -> Application:
    return db.scalars(select(Application)).one()


def said(application: Application) -> dict[str, Any]:
    assert application.answer_sheet is not None
    return application.answer_sheet.values


def test_questions_are_added_moved_and_taken_away_without_scripts(app: Flask, db: Session) -> None:
    call = asking([question("a"), question("b")], status=CallStatus.DRAFT)
    client, address = desk(app, call), f"/organise/events/{call.event.slug}/call/questions"
    values = on_page(client.get(address).text)
    values["rows-1-label-en"] = ["Typed just now"]
    values["rows-1-limit"] = ["no number"]

    values = on_page(client.post(address, data=values | {"do": "up:1"}).text)
    moved = labels(values, 2)
    values = on_page(client.post(address, data=values | {"do": "add", "new_kind": "number"}).text)
    added = labels(values, 3)
    kinds, limits = values["rows-2-kind"], values["rows-0-limit"]
    values = on_page(client.post(address, data=values | {"do": "remove:1"}).text)

    assert moved == [["Typed just now"], ["Question a"]]
    assert added == [["Typed just now"], ["Question a"], [""]]
    assert (kinds, limits) == (["number"], ["no number"])
    assert labels(values, 2) == [["Typed just now"], [""]]
    assert [it.key for it in questions_of(call.question_set)] == ["a", "b"]


def test_what_is_typed_is_saved_and_keys_stay(app: Flask, db: Session) -> None:
    call = asking([question("a", Kind.SINGLE_CHOICE)], status=CallStatus.DRAFT)
    client, address = desk(app, call), f"/organise/events/{call.event.slug}/call/questions"
    values = on_page(client.get(address).text)
    values |= {
        "rows-0-label-en": ["How often?"],
        "rows-0-label-es": ["¿Con qué frecuencia?"],
        "rows-0-choices-en": ["Never\r\nAlways\r\nOften"],
        "rows-0-choices-es": ["\r\nSiempre\r\nA menudo"],
        "rows-1-key": ["b"],
        "rows-1-kind": ["number"],
        "rows-1-label-en": ["How many?"],
        "rows-1-required": ["y"],
        "rows-1-minimum": ["0,5"],
        "rows-1-maximum": ["3"],
        "rows-1-limit": ["7"],
        "rows-1-condition": ["a=often"],
    }

    answer = client.post(address, data=values | {"save": "y"})

    assert answer.location == address
    assert questions_of(call.question_set) == (
        question(
            "a",
            Kind.SINGLE_CHOICE,
            label=Words.of(en="How often?", es="¿Con qué frecuencia?"),
            choices=(
                Choice("never", Words.of(en="Never")),
                Choice("always", Words.of(en="Always", es="Siempre")),
                Choice("often", Words.of(en="Often", es="A menudo")),
            ),
        ),
        question(
            "b",
            Kind.NUMBER,
            label=Words.of(en="How many?"),
            required=True,
            minimum=0.5,
            maximum=3,
            condition=Condition("a", "often"),
        ),
    )


def test_a_condition_that_lost_its_answer_is_said_and_nothing_is_saved(
    app: Flask, db: Session
) -> None:
    call = asking(status=CallStatus.DRAFT)
    client, address = desk(app, call), f"/organise/events/{call.event.slug}/call/questions"
    values = on_page(client.get(address).text)

    without = on_page(client.post(address, data=values | {"do": "remove:0"}).text)
    refused = client.post(address, data=without | {"save": "y"})

    assert without["rows-0-condition"] == ["been=yes"]
    assert refused.status_code == 422
    assert "This question depends on an answer that has been removed" in refused.text
    assert questions_of(call.question_set) == tuple(ASKED)


def test_the_preview_follows_what_is_typed_in_the_language_chosen(app: Flask, db: Session) -> None:
    call = asking(status=CallStatus.DRAFT)
    client, address = desk(app, call), f"/organise/events/{call.event.slug}/call/questions"
    values = on_page(client.get(address).text)
    values |= {"rows-2-label-en": ["Typed just now"], "rows-4-label-en": [""]}
    changed = values | {"preview": "y", "preview_locale": "es"}

    part = client.post(address, data=changed, headers={"HX-Request": "true"}).text

    assert "<html" not in part
    assert 'id="question-preview-body" lang="es"' in part
    assert "¿Ha estado?" in part
    assert '<span lang="en">Typed just now</span>' in part
    assert "(obligatorio)" in part
    assert "Second letter" not in part


def test_questions_are_asked_of_applicants_and_answers_kept(app: Flask, db: Session) -> None:
    call = asking(is_blind=True)
    client, address = browser(app, factories.account()), f"/events/{call.event.slug}/call/apply"
    form = application_form(name="Ana")
    page = client.get(address).text

    draft = client.post(address, data=form | {"save": "y", "own-q_practice": "One two"})
    saved = said(sole(db))
    form |= {"own-q_been": "yes", "own-q_practice": "One two", "submit": "y"}
    lacking = client.post(address, data=form | {"own-q_letter": (io.BytesIO(PDF), "letter.pdf")})
    shown = client.get(lacking.location).text
    submitted = client.post(address, data=form | {"own-q_years": "2,5"})

    assert "Reviewers do not see your name" in page
    assert 'data-asked-if="own-q_been" data-asked-answer="yes"' in page
    assert "Only if the answer to “Been before?” is “Yes”." in page
    assert (draft.location, saved) == (address, {"practice": "One two"})
    assert lacking.location == f"{address}?check=1"
    assert "Write a number." in shown
    assert "letter.pdf" in shown
    assert submitted.location == f"/events/{call.event.slug}/call/application"
    (letter,) = db.scalars(select(StoredFile))
    assert sole(db).status is ApplicationStatus.SUBMITTED
    assert said(sole(db)) == {
        "been": True,
        "years": 2.5,
        "practice": "One two",
        "letter": letter.id,
    }
    own = client.get(submitted.location).text
    assert "How many years?" in own
    assert "2.5" in own
    assert client.get(f"{submitted.location}/answers/letter").data == PDF
    assert client.get(f"{submitted.location}/answers/practice").status_code == 404


def test_an_answer_to_what_is_not_asked_does_not_count(app: Flask, db: Session) -> None:
    call = asking()
    client, address = browser(app, factories.account()), f"/events/{call.event.slug}/call/apply"
    form = application_form(name="Ana", submit="y")

    client.post(address, data=form | {"own-q_been": "no", "own-q_years": "3"})

    assert sole(db).status is ApplicationStatus.SUBMITTED
    assert said(sole(db)) == {"been": False}


def test_too_many_words_are_a_draft_but_no_application(app: Flask, db: Session) -> None:
    call = asking()
    client, address = browser(app, factories.account()), f"/events/{call.event.slug}/call/apply"
    form = application_form(name="Ana", submit="y") | {"own-q_been": "no"}
    form["own-q_practice"] = "one two three four five six"

    response = client.post(address, data=form)

    assert "Shorten this to 5 words at most." in client.get(response.location).text
    assert sole(db).status is ApplicationStatus.DRAFT
    assert said(sole(db))["practice"] == "one two three four five six"


def test_nothing_typed_is_lost_when_a_file_is_not_what_it_claims(app: Flask, db: Session) -> None:
    call = asking()
    client, address = browser(app, factories.account()), f"/events/{call.event.slug}/call/apply"
    kept = {"own-q_letter": (io.BytesIO(PDF), "kept.pdf")}
    client.post(address, data=application_form(name="Ana", save="y") | kept)
    before = said(sole(db))
    form = application_form(name="Ana", statement="Words to keep", submit="y") | {
        "own-q_been": "yes",
        "own-q_years": "many",
        "own-q_letter": (io.BytesIO(b"MZ a program"), "letter.pdf"),
        "own-q_second": (io.BytesIO(PDF), "second.pdf"),
    }

    answer = client.post(address, data=form)

    assert answer.status_code == 422
    assert "This file is not a PDF, DOCX, PNG or JPEG file that we can read." in answer.text
    assert "Please choose this file again: nothing in this form has been saved yet." in answer.text
    assert "Write a number, such as 12 or 2.5." in answer.text
    assert 'value="many"' in answer.text
    assert "Words to keep" in answer.text
    assert "kept.pdf" in answer.text
    assert said(sole(db)) == before


def test_after_the_deadline_nothing_changes_and_nothing_typed_is_lost(
    app: Flask, db: Session
) -> None:
    call, account = asking(), factories.account()
    address = f"/events/{call.event.slug}/call/apply"
    in_time = application_form(name="Ana", submit="y") | {"own-q_been": "no"}
    browser(app, account).post(address, data=in_time)

    with time_machine.travel(call.closes_at + timedelta(seconds=1), tick=False):
        form = in_time | {"statement": "Late words", "own-q_practice": "Late practice"}
        late = browser(app, account).post(address, data=form)

    assert late.status_code == 422
    assert "Too late: nothing was sent and nothing was changed" in late.text
    assert "Late words" in late.text
    assert "Late practice" in late.text
    assert sole(db).statement == "I know the field."
    assert said(sole(db)) == {"been": False}


def test_after_a_new_version_old_answers_stand_and_are_carried_on(app: Flask, db: Session) -> None:
    call, account = asking(), factories.account()
    client, address = browser(app, account), f"/events/{call.event.slug}/call/apply"
    form = application_form(name="Ana", submit="y") | {"own-q_been": "no", "own-q_practice": "Mine"}
    client.post(address, data=form)
    save_set(
        call.question_set,
        [
            question("practice", Kind.LONG_TEXT, label=Words.of(en="Name a practice")),
            question("travel", label=Words.of(en="Who pays?"), required=True),
        ],
    )

    page = client.get(address).text
    shown = [it.question.label["en"] for it in answers_in(sole(db).answer_sheet)]
    lacking = client.post(address, data=form | {"save": "y"})
    changed = client.post(address, data=form | {"save": "y", "own-q_travel": "My ministry"})

    assert "The questions have changed since you answered them." in page
    assert "Mine" in page
    assert shown == ["Been before?", "Which practice?", "Letter", "Second letter"]
    assert lacking.status_code == 422
    assert "Write an answer." in lacking.text
    assert changed.status_code == 302
    assert said(sole(db)) == {"practice": "Mine", "travel": "My ministry"}


def test_an_affiliation_is_the_body_we_know_by_any_of_its_names(app: Flask, db: Session) -> None:
    body = create_organization(Words.of(en="International Labour Organization"), aliases=["OIT"])
    call = factories.call(topics=["Documents", "Detention"])
    client, address = browser(app, factories.account()), f"/events/{call.event.slug}/call/apply"
    more = {"born_on": "1980-02-29", "first_time": "yes", "topics": ["Detention", "Detention"]}

    page = client.get(address).text
    client.post(address, data=application_form(name="Ana", affiliation="oit", save="y") | more)

    it = sole(db)
    assert '<option value="International Labour Organization">' in page
    assert (it.affiliation, it.organization_id) == ("oit", body.id)
    assert (str(it.born_on), it.first_time, it.topics) == ("1980-02-29", True, ["Detention"])
    client.post(address, data=application_form(name="Ana", affiliation="Union", save="y"))
    assert sole(db).organization_id is None


def test_nobody_is_born_tomorrow(client: FlaskClient, db: Session) -> None:
    call = factories.call()
    sign_in(client, factories.account())

    answer = client.post(
        f"/events/{call.event.slug}/call/apply",
        data=application_form(name="Ana", save="y", born_on="2999-01-01"),
    )

    assert answer.status_code == 422
    assert "Give your date of birth." in answer.text


def test_reviewers_of_a_blind_call_are_given_no_files(app: Flask, db: Session) -> None:
    call = asking(is_blind=True)
    client = browser(app, factories.account())
    form = application_form(name="Ana", submit="y") | {
        "own-q_been": "no",
        "own-q_letter": (io.BytesIO(PDF), "letter.pdf"),
    }
    client.post(f"/events/{call.event.slug}/call/apply", data=form)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.review(sole(db), person=reviewer)
    address = f"/organise/events/{call.event.slug}/applications/{sole(db).id}/answers/letter"

    assert browser(app, reviewer).get(address).status_code == 403
    assert desk(app, call).get(address).data == PDF


def test_questions_of_a_published_call_change_with_a_reason_and_everyone_is_told(
    app: Flask, db: Session, mails: MailServer
) -> None:
    call = asking([question("a"), question("b")])
    applicant = browser(app, factories.account())
    form = application_form(name="Ana", submit="y") | {"own-q_a": "Mine"}
    applicant.post(f"/events/{call.event.slug}/call/apply", data=form)
    client, address = desk(app, call), f"/organise/events/{call.event.slug}/call/questions"
    values = on_page(client.get(address).text) | {"rows-1-label-en": ["What else?"], "save": "y"}

    without = client.post(address, data=values)
    answer = client.post(address, data=values | {"reason": "We forgot to ask."})
    deliver()

    assert without.status_code == 422
    assert "Say why. Everyone can read this" in without.text
    assert answer.location == address
    assert [len(it.questions) for it in call.question_set.versions] == [2, 2]
    assert [it.question.label["en"] for it in answers_in(sole(db).answer_sheet)] == [
        "Question a", "Question b",
    ]  # fmt: skip
    body = mails.to(sole(db).account.email)[-1].get_body(("plain",))
    assert body is not None
    assert "Worded differently: “What else?”." in body.get_content()
    assert "We forgot to ask." in body.get_content()
    assert "We forgot to ask." in applicant.get(f"/events/{call.event.slug}/call/").text


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ([question("often", Kind.YES_NO)], "Nothing differs from the published call"),
        ([question("other", Kind.YES_NO)], "applicants cannot give the answer"),
    ],
)
def test_an_amendment_of_questions_changes_something_and_keeps_the_targets_true(
    db: Session, questions: list[Question], sentence: str
) -> None:
    call = asking([question("often", Kind.YES_NO)])
    call.targets = [TargetRow(attribute="question:often", value="yes", minimum=1)]
    db.commit()

    with pytest.raises(Refused) as refusal:
        services.amend(call, questions, "Because.", factories.account())

    assert sentence in str(refusal.value.message)
    assert [len(it.questions) for it in call.question_set.versions] == [1]


def test_questions_of_a_closed_call_stay(app: Flask, db: Session) -> None:
    closed = factories.closed_call(question_set=save_set(None, ASKED))
    client, address = desk(app, closed), f"/organise/events/{closed.event.slug}/call/questions"

    page = client.get(address).text
    answer = client.post(
        address,
        data={"rows-0-key": "a", "rows-0-kind": "date", "rows-0-label-en": "When?",
              "reason": "Late.", "save": "y"},
    )  # fmt: skip

    assert "The call is closed: everyone was asked these questions." in page
    assert answer.status_code == 422
    assert "its questions can no longer be changed" in answer.text
    assert questions_of(closed.question_set) == tuple(ASKED)


@pytest.mark.parametrize("page", ["/organise/events/{}/call/questions", "/events/{}/call/apply"])
@pytest.mark.parametrize("status", [CallStatus.DRAFT, CallStatus.PUBLISHED])
def test_no_input_breaks_the_forms(app: Flask, db: Session, page: str, status: CallStatus) -> None:
    kinds = [question(f"of-{kind.value}", kind) for kind in Kind]
    call = asking([*ASKED, *kinds], status=status, topics=["Documents"])
    client, address = desk(app, call), page.format(call.event.slug)
    (form,) = [it for it in forms_on(client.get(address).text) if it.action == address] or [None]

    kind = "application/x-www-form-urlencoded"
    found = [
        (case, told)
        for case, body in (bodies(form) if form else ())
        if (told := fault(client.post(address, data=body, content_type=kind)))
    ]

    assert (form is None) == (status is CallStatus.DRAFT and "apply" in page)
    assert not found
