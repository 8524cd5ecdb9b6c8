"""Question sets in their versions, and what becomes of answers."""

from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from eventsapp.core.files import FileNotAllowed, StoredFile
from eventsapp.core.words import Words
from eventsapp.organizations.services import create_organization
from eventsapp.questions import queries, services
from eventsapp.questions.models import QuestionSet
from eventsapp.questions.rules import Kind
from tests.questions.test_rules import question, when

PDF = b"%PDF-1.7\nmy letter\n%%EOF\n"


def pdf(name: str = "letter.pdf", content: bytes = PDF) -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


def versions(of: QuestionSet) -> list[tuple[int, list[str]]]:
    return [(it.number, [one.key for one in it.questions]) for it in of.versions]


def test_questions_are_rewritten_while_nobody_has_answered(db: Session) -> None:
    first = services.save_set(None, [question("a")])

    again = services.save_set(first, [question("a"), question("b")])

    assert again is first
    assert versions(again) == [(1, ["a", "b"])]


def test_a_version_that_was_answered_stays_as_it_was(db: Session) -> None:
    asked = services.save_set(None, [question("a", label=Words.of(en="As it was asked"))])
    sheet = services.answer(None, asked.versions[0], {"a": "mine"})

    services.save_set(asked, [question("a", label=Words.of(en="Asked anew")), question("b")])

    assert versions(asked) == [(1, ["a"]), (2, ["a", "b"])]
    assert [(it.question.label["en"], it.value) for it in queries.answers_in(sheet)] == [
        ("As it was asked", "mine")
    ]


def test_the_same_questions_make_no_new_version(db: Session) -> None:
    asked = services.save_set(None, [question("a")])
    services.answer(None, asked.versions[0], {"a": "mine"})

    services.save_set(asked, [question("a")])

    assert versions(asked) == [(1, ["a"])]


def test_flawed_questions_are_refused_in_words(db: Session) -> None:
    with pytest.raises(services.QuestionsFlawed) as refusal:
        services.save_set(None, [question("a", Kind.SINGLE_CHOICE, choices=())])

    assert str(refusal.value.message) == "Write at least two answers to choose from, one a line."


def test_an_answer_to_what_is_not_asked_is_dropped_with_its_file(db: Session) -> None:
    first = question("a", Kind.YES_NO)
    letter = question("b", Kind.FILE, condition=when("a", "yes"))
    version = services.save_set(None, [first, letter]).versions[0]
    sheet = services.answer(None, version, {"a": True, "b": pdf()})
    kept = queries.files_in(sheet)["b"]

    services.answer(sheet, version, {"a": False, "b": kept.id})

    assert sheet.values == {"a": False}
    assert db.scalars(select(StoredFile)).all() == []


def test_a_file_takes_the_place_of_the_one_before(db: Session) -> None:
    version = services.save_set(None, [question("a", Kind.FILE)]).versions[0]
    sheet = services.answer(None, version, {"a": pdf("old.pdf")})

    services.answer(sheet, version, {"a": pdf("new.pdf")})

    (stored,) = db.scalars(select(StoredFile))
    assert (stored.name, sheet.values) == ("new.pdf", {"a": stored.id})


def test_a_file_that_is_not_asked_for_is_not_even_kept(db: Session) -> None:
    letter = question("b", Kind.FILE, condition=when("a", "yes"))
    version = services.save_set(None, [question("a", Kind.YES_NO), letter]).versions[0]

    services.answer(None, version, {"b": pdf()})

    assert db.scalars(select(StoredFile)).all() == []


def test_a_file_is_what_it_contains(db: Session) -> None:
    version = services.save_set(None, [question("a", Kind.FILE)]).versions[0]

    with pytest.raises(FileNotAllowed):
        services.answer(None, version, {"a": pdf(content=b"MZ a program")})


def test_answers_go_on_to_a_new_version_where_they_fit(db: Session) -> None:
    asked = services.save_set(None, [question("a"), question("b")])
    sheet = services.answer(None, asked.versions[0], {"a": "kept", "b": "lost"})

    services.save_set(asked, [question("a"), question("c", required=True)])

    assert queries.values_for(sheet, asked.latest) == {"a": "kept"}
    assert queries.gaps_for(sheet, asked.latest) == {"c": "missing"}
    assert sheet.values == {"a": "kept", "b": "lost"}


def test_those_who_judge_without_names_see_no_files_and_no_organisations(db: Session) -> None:
    kinds = {"a": Kind.SHORT_TEXT, "b": Kind.FILE, "c": Kind.ORGANIZATION}
    version = services.save_set(None, [question(*it) for it in kinds.items()]).versions[0]
    said = {"a": "x", "b": pdf(), "c": {"name": "Ministry", "id": None}}
    sheet = services.answer(None, version, said)

    assert [it.question.key for it in queries.answers_in(sheet)] == ["a", "b", "c"]
    assert [it.question.key for it in queries.answers_in(sheet, blind=True)] == ["a"]


@pytest.mark.parametrize("typed", ["ILO", "o.i.t.", "International Labour Organization"])
def test_an_organisation_is_known_by_each_of_its_names(db: Session, typed: str) -> None:
    body = create_organization(Words.of(en="International Labour Organization"),
                               aliases=["OIT", "O I T"], acronym="ILO")  # fmt: skip

    assert queries.organization_answer(typed) == {"name": typed, "id": body.id}


def test_an_organisation_that_nobody_knows_keeps_its_name(db: Session) -> None:
    assert queries.organization_answer("Union of Boats") == {"name": "Union of Boats", "id": None}
    assert queries.organization_answer("") is None
