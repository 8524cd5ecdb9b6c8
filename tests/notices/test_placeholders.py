"""Texts with placeholders: what is refused, and how they read once they are filled."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsapp.notices.rules.placeholders import (
    Button,
    Fault,
    Paragraph,
    Piece,
    Problem,
    Value,
    as_text,
    fill,
    fill_line,
    problems,
    tidy,
)

KNOWN = ["name", "event", "reason", "answer_by"]
VALUES = {
    "name": Value("Ana Silva"),
    "event": Value("Clean water"),
    "reason": Value(""),
    "link": Value("https://example.org/x", is_link=True, button="See your seat"),
    "page": Value("https://example.org/y", is_link=True),
    "secret": Value("(the private link)", is_link=True, button="See your seat"),
    "list": Value("one\ntwo\n\nthree", is_list=True),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear {name},", []),
        ("Dear { name },", []),
        ("Dear {first_name},", [Problem(Fault.UNKNOWN, "first_name", "name")]),
        ("Dear {Name},", [Problem(Fault.UNKNOWN, "Name", "name")]),
        ("{answer by}", [Problem(Fault.UNKNOWN, "answer by", "answer_by")]),
        ("{zzz} {zzz}", [Problem(Fault.UNKNOWN, "zzz")]),
        ("{}", [Problem(Fault.UNKNOWN, "")]),
        ("Dear {{name}},", [Problem(Fault.STRAY)]),
        ("Dear {name,", [Problem(Fault.STRAY)]),
        ("Dear {na\nme}", [Problem(Fault.STRAY)]),
        ("Dear name},", [Problem(Fault.STRAY)]),
        (" \r\n ", [Problem(Fault.EMPTY)]),
        ("\u200b\u00a0\ufeff", [Problem(Fault.EMPTY)]),
        ("Go to {page}", [Problem(Fault.MISPLACED, "page")]),
    ],
)
def test_what_readers_should_never_see_is_found(text: str, expected: list[Problem]) -> None:
    assert problems(text, KNOWN, misplaced=["page"]) == expected


def test_what_a_mail_cannot_do_without_is_missed_once() -> None:
    assert problems("Dear {name}", KNOWN, needs=["name", "answer_by"]) == [
        Problem(Fault.MISSING, "answer_by")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear {name},\r\nwelcome.", "Dear Ana Silva,\nwelcome."),
        ("Reason: {reason}", ""),
        ("Hello.\n\nReason: {reason}\n\nBye.", "Hello.\n\nBye."),
        ("Hello.\nReason: {reason}\nBye.", ""),
        ("{name}\nReason: {reason}\nBye.", "Ana Silva\nBye."),
        ("{name} {reason}", "Ana Silva "),
        ("{gone}", ""),
        ("Open {page} now", "Open https://example.org/y now"),
        ("{page}{page}", "https://example.org/y https://example.org/y"),
        ("At{page}now", "At https://example.org/y now"),
        ("({page}).", "(https://example.org/y)."),
        ("{link}", "See your seat:\nhttps://example.org/x"),
        ("A\n{link}\nB {name}", "A\n\nSee your seat:\nhttps://example.org/x\n\nB Ana Silva"),
        ("{list}", "one\ntwo\nthree"),
        ("They: {list}", "They: one two three"),
        ("A\n\n\n \n\nB  \n", "A\n\nB"),
    ],
)
def test_a_text_is_filled_and_what_would_say_nothing_is_left_out(text: str, expected: str) -> None:
    assert as_text(fill(text, VALUES)) == expected


def test_a_button_in_plain_text_has_the_colon_of_its_language() -> None:
    assert (
        as_text(fill("{link}", VALUES), "{} :".format) == "See your seat :\nhttps://example.org/x"
    )


def test_a_link_alone_becomes_a_button_and_a_described_one_can_not_be_followed() -> None:
    assert fill("Go:\n{link}\n{secret}\nor {page} or {secret}", VALUES) == [
        Paragraph(((Piece("Go:"),),)),
        Button("See your seat", "https://example.org/x", is_link=True),
        Button("See your seat", "(the private link)", is_link=False),
        Paragraph(
            (
                (
                    Piece("or "),
                    Piece("https://example.org/y", is_link=True),
                    Piece(" or "),
                    Piece("(the private link)"),
                ),
            )
        ),
    ]


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", "https://a b", "https://x\n.org/"]
)
def test_only_a_web_address_can_be_followed(typed: str) -> None:
    values = {"page": Value(typed, is_link=True)}
    assert [piece.is_link for block in fill("{page}", values) for line in block.lines
            for piece in line] == [False]  # fmt: skip


def test_a_name_is_never_a_placeholder_a_link_or_a_line_of_its_own() -> None:
    values = {"name": Value("{event}\r\nBcc: x@example.org https://x.example"), **VALUES}
    values["name"] = Value("{event}\r\nBcc: x@example.org https://x.example")

    assert fill_line("Dear {name}", values) == "Dear {event} Bcc: x@example.org https://x.example"
    assert fill("Dear {name}", values) == [
        Paragraph(((Piece("Dear "), Piece("{event} Bcc: x@example.org https://x.example")),))
    ]


plain = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]))
names = st.sampled_from([*VALUES, "first_name", "", " name "])
texts = st.lists(st.one_of(plain, names.map("{{{}}}".format), st.just("\n"))).map("".join)
typed = st.dictionaries(st.sampled_from(list(VALUES)), plain.map(Value))


@given(texts, typed)
def test_a_filled_text_holds_no_brace_whatever_was_written(
    text: str, values: dict[str, Value]
) -> None:
    assert re.findall(r"[{}]", as_text(fill(text, values)) + fill_line(text, values)) == []


@given(texts, typed)
def test_a_subject_is_one_line_without_control_characters(
    text: str, values: dict[str, Value]
) -> None:
    subject = fill_line(text, values)
    assert len(subject.splitlines()) <= 1
    assert re.findall(r"[\x00-\x1f\x7f-\x9f]", subject) == []


@given(texts)
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
