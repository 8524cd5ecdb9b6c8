"""The parts of the look hold together: signs, words for states, contrast, no inline styles."""

import re
from enum import StrEnum

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsapp.core.settings import ROOT
from eventsapp.deliberation.rules import EvidenceLevel, ProposalStatus, RoundStatus, Verdict
from eventsapp.events.rules import Status as EventStatus
from eventsapp.experts.rules import ApplicationStatus, CallStatus, NomineeStatus
from eventsapp.experts.rules.nominating import InvitationState
from eventsapp.mailings.rules import MailState
from eventsapp.registration.rules import Status as RegistrationStatus

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SIGN = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|\bsign=["']([a-z0-9-]+)["']""")
KINDS: list[tuple[str, type[StrEnum]]] = [
    ("event", EventStatus),
    ("call", CallStatus),
    ("application", ApplicationStatus),
    ("registration", RegistrationStatus),
    ("invitation", InvitationState),
    ("nominee", NomineeStatus),
    ("proposal", ProposalStatus),
    ("verdict", Verdict),
    ("evidence", EvidenceLevel),
    ("round", RoundStatus),
    ("notice", MailState),
]
PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("teal", "paper"),
    ("teal", "surface"),
    ("teal", "sunken"),
    ("teal-strong", "teal-tint"),
    ("on-teal", "teal"),
    ("on-teal", "teal-strong"),
    ("on-deep", "deep"),
    ("rust", "paper"),
    *((tone, f"{tone}-tint") for tone in ("good", "warn", "bad", "info", "quiet")),
    *((tone, "surface") for tone in ("good", "warn", "bad", "info", "quiet")),
    ("warn", "sunken"),
    *(("ink", f"{tone}-tint") for tone in ("good", "warn", "bad", "info", "quiet")),
]


def test_every_sign_in_the_sprite_is_drawn_somewhere() -> None:
    listed = {
        line for line in (ROOT / "frontend/icons.txt").read_text().split("\n") if line[:1] > "#"
    }
    code = [*TEMPLATES, *(ROOT / "eventsapp").rglob("*.py")]

    drawn = {
        name for path in code for name in re.findall(r"[\"']([a-z0-9-]+)[\"']", path.read_text())
    }

    assert listed - drawn == set()


def _signs_in(text: str) -> set[str]:
    return {one or other for one, other in SIGN.findall(text)}


def test_a_cell_of_nothing_is_empty_so_that_a_phone_leaves_it_out(app: Flask) -> None:
    source = """{% from "components/table.html" import cell %}
        {{ cell("Organisation", "") }}{% call cell("Roles") %}
            {% if false %}Organiser{% endif %}
        {% endcall %}"""

    with app.test_request_context():
        cells = app.jinja_env.from_string(source).render()

    assert re.findall(r">([^<]*)</td>", cells) == ["", ""]


def test_every_sign_that_a_template_draws_is_in_the_sprite() -> None:
    listed = set((ROOT / "frontend/icons.txt").read_text().split("\n"))

    missing = {
        (path.name, sign)
        for path in TEMPLATES
        for sign in _signs_in(path.read_text())
        if sign not in listed
    }

    assert missing == set()


def test_every_address_on_a_page_may_break_where_a_reader_expects_it() -> None:
    """In a text, or as a value of a cell or a list of facts; forms and mails are apart."""
    bare = re.compile(r">\s*\{\{ [\w.]+email \}\}|(?:, |cell\()(?!form)[\w.]+\.email\)")
    pages = [path for path in TEMPLATES if "mail" not in path.relative_to(ROOT).parts[:-1]]

    missing = {(path.name, it) for path in pages for it in bare.findall(path.read_text())}

    assert missing == set()


@pytest.mark.parametrize(("kind", "states"), KINDS, ids=[kind for kind, _ in KINDS])
def test_every_state_has_its_own_words_and_sign(
    app: Flask, kind: str, states: type[StrEnum]
) -> None:
    with app.test_request_context():
        status = app.jinja_env.get_template("components/status.html").module.status  # type: ignore[attr-defined]
        unworded = [state for state in states if "#circle" in status(kind, state)]

    assert unworded == []


def test_the_choice_of_colours_is_kept_without_scripts(client: FlaskClient) -> None:
    client.get("/healthz?theme=dark")

    kept = client.get_cookie("theme")

    assert kept is not None
    assert kept.value == "dark"


def _luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_what_it_is_written_on(theme: int) -> None:
    text = (ROOT / "eventsapp/static/css/tokens.css").read_text()
    colours = {
        name: (both.split(", ")[theme] if ", " in both else both)
        for name, both in re.findall(r"--([a-z-]+): (?:light-dark\()?([#0-9a-f, ]+)\)?;", text)
    }

    weak = {
        (ink, paper): round(_contrast(colours[ink], colours[paper]), 2)
        for ink, paper in PAIRS
        if _contrast(colours[ink], colours[paper]) < 4.5
    }

    assert weak == {}
