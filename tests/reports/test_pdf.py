"""The report as PDF: whole, literal, tagged, and the same each time."""

import copy
import re
import shutil
import subprocess
from pathlib import Path
from typing import Literal

import pytest

from eventsapp.core.markdown import parse_blocks
from eventsapp.reports import pdf

LABELS: pdf.Labels = {
    "contents": "Contents",
    "date": "Date",
    "place": "Place",
    "language": "Original language",
    "version": "Version",
    "organisers": "Organisers",
    "page_of": "Page {page} of {pages}",
    "table": "Table",
    "figure": "Figure",
    "none_recorded": "None recorded.",
    "source": "Source of this figure",
}


def document(*blocks: pdf.Block, lang: str = "en", title: str = "Workshop") -> pdf.Document:
    return {
        "meta": {"lang": lang, "author": "The rapporteur", "created": "2000-06-01T12:00:00Z"},
        "cover": {
            "symbol": "WS/2000/1",
            "title": title,
            "subtitle": "After-action report",
            "date_words": "late April 2000",
            "place": "Miami",
            "language": "English",
            "version": "Version 1",
            "organisers": ["One Body", "Another Body"],
            "snapshot_words": "Figures as of 1 June 2000.",
        },
        "labels": LABELS,
        "sections": [{"number": "1", "title": "Summary", "blocks": list(blocks)}],
    }


@pytest.fixture
def read(tmp_path: Path) -> "Reader":
    if not shutil.which("pdfinfo"):
        pytest.skip("Poppler is not installed.")
    return Reader(tmp_path / "report.pdf")


class Reader:
    """Reads a PDF with the programs of Poppler."""

    def __init__(self, path: Path) -> None:
        """Keep the file that is read next."""
        self.path = path

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        return done.stdout

    def words(self, report: pdf.Document) -> str:
        """Give all text without line ends and places to break."""
        self.path.write_bytes(pdf.render(report))
        text = self._run("pdftotext", "-raw", str(self.path), "-")
        return " ".join(text.replace("\u200b", "").split())

    def facts(self, report: pdf.Document) -> dict[str, str]:
        """Give what the file says of itself."""
        self.path.write_bytes(pdf.render(report))
        lines = self._run("pdfinfo", str(self.path)).splitlines()
        pairs = (line.partition(":") for line in lines)
        return {name: " ".join(value.split()) for name, _, value in pairs}

    def tags(self, report: pdf.Document) -> list[str]:
        """Give the tags and their texts in the order of reading."""
        self.path.write_bytes(pdf.render(report))
        tree = self._run("pdfinfo", "-struct-text", str(self.path))
        return [line.strip() for line in tree.splitlines()]

    def widest(self) -> float:
        """Give how far right the words of the last report reach, in points."""
        boxes = self._run("pdftotext", "-bbox", str(self.path), "-")
        return max(float(edge) for edge in re.findall(r'<word [^>]*xMax="([\d.]+)"', boxes))

    def right_edges(self, word: str) -> set[int]:
        """Give how far right each place reaches where the last report has a word, in points."""
        boxes = self._run("pdftotext", "-bbox", str(self.path), "-")
        found = re.findall(rf'<word [^>]*xMax="([\d.]+)"[^>]*>{word}<', boxes)
        return {round(float(edge)) for edge in found}


def paragraph(text: str) -> pdf.Paragraph:
    return {"kind": "paragraph", "text": text}


def prose(text: str) -> pdf.Prose:
    return {"kind": "prose", "nodes": parse_blocks(text)}


def every_kind(text: str) -> list[pdf.Block]:
    """Make a block of each kind that shows the text as typed."""
    return [
        paragraph(text),
        {"kind": "heading", "text": text},
        {"kind": "list", "items": [text]},
        {"kind": "table", "caption": text, "head": [text, "b"], "rows": [[text, "2"]]},
        {"kind": "figures", "items": [{"label": text, "value": "1"}]},
        {"kind": "meter", "caption": text, "items": [{"label": text, "now": 1, "words": text}]},
        {"kind": "ratings", "title": text, "words": text, "counts": [1] * 9, "alt": text},
        {"kind": "prose", "nodes": [{"kind": "paragraph", "runs": [{"text": text}]}]},
        {"kind": "empty", "text": text},
    ]


def test_the_file_says_what_it_is(read: Reader) -> None:
    facts = read.facts(document(paragraph("Text."), title="Títle #1"))

    names = ("Title", "Author", "Subject", "Keywords", "CreationDate", "Tagged")
    assert [facts[name] for name in names] == [
        *("Títle #1", "The rapporteur", "After-action report", "WS/2000/1"),
        *("Thu Jun 1 12:00:00 2000 UTC", "yes"),
    ]


def test_the_file_claims_the_standard_for_accessible_files() -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.render(document())


@pytest.mark.parametrize("lang", ["en", "es", "pt", "fr", "pt-BR"])
def test_the_file_names_its_language(lang: str) -> None:
    assert f"/Lang({lang})".encode() in pdf.render(document(lang=lang))


@pytest.mark.parametrize(
    ("paper", "size"), [("a4", "595.276 x 841.89"), ("us-letter", "612 x 792")]
)
def test_the_paper_is_that_of_the_readers(
    paper: Literal["a4", "us-letter"], size: str, read: Reader
) -> None:
    report = document()
    report["meta"]["paper"] = paper

    assert read.facts(report)["Page size"].startswith(size)


def test_the_same_report_gives_the_same_bytes() -> None:
    report = document(*every_kind("Text 🎉"))

    assert pdf.render(copy.deepcopy(report)) == pdf.render(report)


def test_a_later_report_says_so(read: Reader) -> None:
    report = document()
    report["meta"]["created"] = "2000-06-02T01:00:00+02:00"

    assert read.facts(report)["CreationDate"] == "Thu Jun 1 23:00:00 2000 UTC"


NASTY = [
    '#import "x"',
    '#read("/etc/passwd") #panic()',
    "$ x^2 $",
    "*bold* _it_ = Heading",
    "- item + item / term: x",
    "back\\slash \\u{41} \\",
    "`tick` ```code```",
    "<label> @ref //comment /* too */",
    "[content] {code} ~ -- ---",
    "\"quote\" 'quote' ...",
    "{{ jinja }} {% raw %} %(name)s {page}",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_people_wrote_is_text_wherever_it_stands(text: str, read: Reader) -> None:
    report = document(*every_kind(text), title=text)

    words = read.words(report)

    assert words.count(text) >= len(report["sections"][0]["blocks"])


def test_marks_in_rich_text_are_text_too(read: Reader) -> None:
    assert '#import "x" and #let y $z$' in read.words(
        document(prose('#import "x" and `#let y` $z$'))
    )


def test_other_scripts_are_shown(read: Reader) -> None:
    words = read.words(document(paragraph("Ελληνικά"), paragraph("Русский"), paragraph("العربية")))

    assert [word for word in ("Ελληνικά", "Русский", "العربية") if word not in words] == []


def test_a_character_without_a_glyph_is_shown_by_its_code_point(read: Reader) -> None:
    shown = read.words(document(*every_kind("a 🎉 漢 👩\u200d🔧 e\u20e3 z")))

    assert "a [U+1F389] [U+6F22] [U+1F469]" in shown


def test_what_cannot_be_set_is_left_out(read: Reader) -> None:
    assert "a b c\ufffd d" in read.words(document(paragraph("a\x00 b\x1b c\ud800 d\uffff")))


@pytest.mark.parametrize("long", ["x" * 5000, "https://a.example/" + "abc/def?g=" * 500])
def test_a_word_too_long_for_its_line_goes_on_in_the_next(long: str, read: Reader) -> None:
    shown = read.words(document(*every_kind(long), title="Short")).replace(" ", "")

    assert shown.count(long) >= 1
    assert read.widest() <= 595


def test_a_table_says_its_head_on_every_page(read: Reader) -> None:
    rows = [[f"Row {number}", "x"] for number in range(100)]
    report = document({"kind": "table", "caption": "Long", "head": ["Left", "Right"], "rows": rows})

    words = read.words(report)

    assert (words.count("Left Right"), "Table 1. Long" in words, "Row 99" in words) == (
        3,
        True,
        True,
    )


def test_tables_are_as_wide_as_the_page_however_short_their_cells(read: Reader) -> None:
    columns = [["labor"], ["United States"], ["Guatemala-Honduras"], ["A very long sector name"]]
    read.words(
        document(
            *(
                {"kind": "table", "caption": "", "head": ["Name", "People"], "rows": [[it, "12"]]}
                for [it] in columns
            )
        )
    )

    assert len(read.right_edges("People")) == 1


def test_a_ragged_table_is_filled(read: Reader) -> None:
    report = document({"kind": "table", "caption": "", "head": ["A"], "rows": [["1", "2"], []]})

    assert "A 1 2" in read.words(report)


def test_what_is_empty_says_so(read: Reader) -> None:
    report = document()
    report["sections"].append(
        {
            "number": "2",
            "title": "Table",
            "blocks": [{"kind": "table", "caption": "", "head": ["Head"], "rows": []}],
        }
    )

    words = read.words(report)

    assert words.count("None recorded.") == 2


def test_blocks_without_content_do_no_harm(read: Reader) -> None:
    report = document(
        {"kind": "list", "items": []},
        {"kind": "figures", "items": []},
        {"kind": "meter", "caption": "", "items": []},
        {"kind": "ratings", "title": "", "words": "", "counts": [0] * 9, "alt": "No ratings"},
        {"kind": "table", "caption": "", "head": [], "rows": []},
        prose(""),
        paragraph(""),
    )

    assert read.facts(report)["Tagged"] == "yes"


def test_sections_and_headings_are_numbered_and_listed(read: Reader) -> None:
    report = document({"kind": "heading", "text": "Part"}, {"kind": "heading", "text": "Part two"})
    report["sections"].append({"number": "A", "title": "Programme", "blocks": []})
    report["sections"][1]["blocks"].append({"kind": "heading", "text": "Day one"})

    tags = read.tags(report)

    assert [line for line in tags if line.startswith(("H1", "H2"))] == [
        *('H1 "Contents" (block)', 'H1 "Summary" (block)', 'H2 "Part" (block)'),
        *('H2 "Part two" (block)', 'H1 "Programme" (block)', 'H2 "Day one" (block)'),
    ]
    assert [number for number in ('"1.2"', '"A"', '"A.1"') if number not in tags] == []


def test_headings_in_rich_text_stand_under_their_section(read: Reader) -> None:
    tags = read.tags(document(prose("# One\n\n### Two\n\n> # Quoted")))

    assert [line for line in tags if line.startswith("H")][2:] == [
        'H2 "One" (block)',
        'H3 "Two" (block)',
    ]


def test_a_chart_is_told_in_words() -> None:
    report = document(
        {
            "kind": "ratings",
            "title": "Boards",
            "words": "Agreed",
            "counts": [0, 0, 0, 1, 0, 1, 3, 5, 2],
            "alt": "Twelve ratings, five of them 8",
        }
    )

    assert b"/Alt(Twelve ratings, five of them 8)" in pdf.render(report)


def test_figures_lead_to_where_they_come_from(read: Reader) -> None:
    report = document(
        {
            "kind": "figures",
            "items": [{"value": "31", "label": "experts", "href": "https://a.example/q/1"}],
        }
    )

    assert "31 experts Source of this figure" in read.words(report)
    assert b"(https://a.example/q/1)" in read.path.read_bytes()


def test_a_link_astray_is_left_out(read: Reader) -> None:
    report = document(
        {
            "kind": "figures",
            "items": [{"value": "31", "label": "experts", "href": "javascript:alert(1)"}],
        }
    )

    assert "Source of this figure" not in read.words(report)
    assert b"javascript" not in read.path.read_bytes()


def test_pages_are_numbered_in_the_words_of_the_report(read: Reader) -> None:
    report = document(paragraph("Texto"), lang="es")
    report["labels"]["page_of"] = "Página {page} de {pages}"

    assert "Página 3 de 3" in read.words(report)


def test_what_the_cover_does_not_know_is_left_out(read: Reader) -> None:
    report = document(paragraph("Text."))
    report["meta"]["author"] = ""
    report["cover"] = {
        **dict.fromkeys(report["cover"], ""),  # type: ignore[typeddict-item]
        "title": "Workshop",
        "organisers": [],
    }

    words = read.words(report)

    assert [label for label in ("Date", "Place", "Version", "Organisers") if label in words] == []
    assert "Workshop" in words
