"""The report says what is known: the figures of the workshop, and no more."""

import json
from typing import Any

from sqlalchemy.orm import Session

from eventsapp.events.models import Event
from eventsapp.events.rules import Status
from eventsapp.reports import services
from eventsapp.reports.assembly import assemble
from eventsapp.reports.models import Report
from eventsapp.reports.rules import SectionKey
from tests import factories
from tests.reports import workshop


def section(report: Report, number: str) -> list[Any]:
    document = assemble(report, number=1)
    return next(part["blocks"] for part in document["sections"] if part["number"] == number)


def words(report: Report, number: str) -> str:
    return json.dumps(section(report, number), ensure_ascii=False)


def begun(event: Event, language: str = "en") -> Report:
    return services.begin(event, language, "WS/2000/1")


def test_the_summary_counts_who_came_and_what_was_agreed(db: Session) -> None:
    report = begun(workshop.held(db).event)

    [figures, _sectors] = section(report, "1")

    assert {item["label"]: item["value"] for item in figures["items"]} == {
        "Participants": "16",
        "Experts": "15",
        "Countries": "3",
        "Sectors": "2",
        "Agenda items": "1",
        "Practices proposed": "2",
        "Practices rated": "2",
        "Practices agreed": "1",
    }


def test_a_draft_says_so_in_the_language_of_the_report(db: Session) -> None:
    report = begun(workshop.held(db).event, "fr")

    assert assemble(report)["cover"]["version"] == "Projet, non publié"
    assert assemble(report, number=2)["cover"]["version"] == "Version 2"


def test_the_cover_names_the_event(db: Session) -> None:
    cover = assemble(begun(workshop.held(db).event), number=3)["cover"]

    snapshot = cover.pop("snapshot_words")  # type: ignore[misc]
    assert cover == {
        "symbol": "WS/2000/1",
        "title": "Sacramento workshop",
        "subtitle": "After-action report",
        "date_words": "27–28 April 2000",
        "place": "Sacramento, United States",
        "language": "English",
        "version": "Version 3",
        "organisers": ["Migration Bureau (MB)"],
    }
    assert snapshot.startswith("Figures as of ")


def test_the_selection_is_held_against_its_targets(db: Session) -> None:
    report = begun(workshop.held(db).event)

    blocks = section(report, "5")

    figures = next(block for block in blocks if block["kind"] == "figures")
    assert [item["value"] for item in figures["items"]] == ["3", "3", "2", "2"]
    meter = next(block for block in blocks if block["kind"] == "meter")
    assert meter["items"] == [
        {"label": "Labour", "now": 2, "minimum": 2, "maximum": 5, "words": "2, wanted 2 to 5"}
    ]
    assert "2 applications declared interests." in words(report, "5")


def test_attendance_is_counted_apart_from_places(db: Session) -> None:
    figures, *tables = section(begun(workshop.held(db).event), "6")

    assert [item["value"] for item in figures["items"]] == ["17", "16", "1"]
    assert tables[0]["rows"] == [["Expert", "15"], ["Observer", "1"]]


def test_where_nobody_noted_who_came_the_report_says_so(db: Session) -> None:
    event = factories.event()
    factories.registration(event)

    assert "Attendance was not recorded" in words(begun(event), "6")


def test_the_proceedings_are_headed_by_the_guiding_questions(db: Session) -> None:
    assert section(begun(workshop.held(db).event), "8") == [
        {"kind": "heading", "text": "Item 1: Recruitment abroad"},
        {"kind": "list", "items": ["Who pays?", "Who checks?"]},
    ]


def test_the_hours_of_an_item_stay_on_one_line(db: Session) -> None:
    [row] = section(begun(workshop.held(db).event), "7")[0]["rows"]

    assert "–" in row[0]
    assert " " not in row[0]


def test_the_method_names_rule_panel_and_response(db: Session) -> None:
    table = section(begun(workshop.held(db).event), "9")[-1]

    [row] = table["rows"]
    assert (row[0], row[3:]) == (
        "1",
        ["RAND/UCLA method, with interpolated percentiles", "15", "15", "100 %"],
    )


def test_what_was_agreed_stands_apart_from_what_was_not(db: Session) -> None:
    report = begun(workshop.held(db).event)

    agreed, not_agreed = words(report, "10"), words(report, "11")

    assert ("Mobile consulates" in agreed, "Seasonal quotas" in agreed) == (True, False)
    assert "Seasonal quotas" in not_agreed
    assert "Mobile consulates: 3 ratings outside the third of the median" in not_agreed
    assert "Conditions: The host State agrees." in agreed
    assert "Level of evidence: Promising practice" in agreed
    assert "Median 7, disagreement index 0.16" in agreed
    assert not_agreed.count("Not everywhere") == 15


def test_ratings_are_printed_exactly_and_without_names(db: Session) -> None:
    made = workshop.held(db)

    [table] = section(begun(made.event), "E")

    assert table["rows"] == [
        ["1", "Mobile consulates", "15", "7", "7–8", "0.16", "0 / 12", "Appropriate"],
        ["2", "Seasonal quotas", "15", "5", "5–5", "0", "0 / 0", "Uncertain"],
    ]


def test_ratings_of_a_round_that_is_open_are_in_no_report(db: Session) -> None:
    event = factories.event()
    proposal = factories.proposal(event, title="Canary")
    person = factories.expert(event)
    opened = workshop.deliberation.open_round(event)
    workshop.deliberation.rate(opened, person, {proposal.id: workshop.Answer(9, "Canary")})

    document = json.dumps(assemble(begun(event), number=1))

    assert "Canary" not in document


def test_only_those_who_agreed_are_named(db: Session) -> None:
    report = begun(workshop.held(db).event)

    experts, observers, note = section(report, "B")

    assert [row[0] for row in experts["rows"]] == [f"Expert {n:02}" for n in range(1, 15)]
    assert experts["rows"][0] == ["Expert 01", "Body 1", "United States"]
    assert observers["rows"] == [["Olga Observer", "–", "–"]]
    assert note["text"] == "1 person is not named here, by their own choice."
    assert "Expert 00" not in json.dumps(assemble(report, number=1))


def test_the_report_is_worded_in_its_own_language(db: Session) -> None:
    document = assemble(begun(workshop.held(db).event, "es"), number=1)

    assert document["cover"]["title"] == "Taller de Sacramento"
    assert document["cover"]["date_words"] == "27–28 de abril de 2000"
    assert document["cover"]["place"] == "Sacramento, Estados Unidos"
    assert document["cover"]["language"] == "español"


def test_what_the_rapporteur_writes_joins_what_is_filled_in(db: Session) -> None:
    report = begun(workshop.held(db).event)
    services.write(report, SectionKey.PROCEEDINGS, "It was **lively**.", seen="")

    *filled, prose = section(report, "8")

    assert len(filled) == 2
    assert prose["nodes"] == [
        {
            "kind": "paragraph",
            "runs": [{"text": "It was "}, {"text": "lively", "strong": True}, {"text": "."}],
        }
    ]


def test_an_event_of_which_nothing_is_known_makes_an_empty_report(db: Session) -> None:
    event = factories.event(status=Status.HELD)

    document = assemble(begun(event), number=1)

    filled = {part["number"] for part in document["sections"] if part["blocks"]}
    assert filled == {"1"}
    assert [part["number"] for part in document["sections"]] == [
        *map(str, range(1, 16)),
        *"ABCDEF",
    ]
