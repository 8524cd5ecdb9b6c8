"""Read facts about bodies and events (schema "summit-facts") into organisations and events.

A fact is loaded once and then belongs to the organisers: loading again adds what is new and
changes nothing that is there. Nobody is mailed, and a planned event stays planned, however long
ago its date has passed.
"""

import json
import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from babel import Locale
from sqlalchemy import select

from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import FuzzyDate, Part, Precision
from eventsapp.core.words import Words
from eventsapp.events.models import Event, Party, Series, TaskShare
from eventsapp.events.rules import Kind, PartyRole, Status, Task
from eventsapp.events.services.changes import refresh_search_text
from eventsapp.organizations.models import Alias, Organization
from eventsapp.organizations.queries import organization_named
from eventsapp.organizations.rules import Kind as BodyKind
from eventsapp.organizations.rules import folded

SCHEMA = "summit-facts"
KINDS = {
    "summit": Kind.SESSION, "session": Kind.SESSION, "assembly": Kind.SESSION,
    "conference": Kind.CONFERENCE, "seminar": Kind.SEMINAR, "symposium": Kind.SYMPOSIUM,
    "workshop": Kind.WORKSHOP, "meeting": Kind.MEETING, "on_site_visit": Kind.VISIT,
}  # fmt: skip
STATUSES = {"held": Status.HELD, "planned": Status.PLANNED}
PARTY_ROLES = {
    "primary_organiser": PartyRole.LEAD, "conducted_by": PartyRole.LEAD,
    "holds": PartyRole.HOLDER, "cooperating_partner": PartyRole.IN_COOPERATION,
    "in_conjunction_with": PartyRole.IN_COOPERATION, "helped_organise": PartyRole.CO_ORGANISER,
    "backing": PartyRole.BACKING, "sponsor": PartyRole.SPONSOR, "venue_owner": PartyRole.HOST,
    "invited_by": PartyRole.INVITER, "presented_report": PartyRole.CONTRIBUTOR,
}  # fmt: skip
#: What the services of a primary organiser are called in the facts.
TASKS = {
    "selecting the experts": Task.SELECT_EXPERTS,
    "guiding workshop discussions": Task.FACILITATE,
    "after-action report": Task.REPORT,
}
ORDINALS = {"First": "I", "Second": "II", "Third": "III", "Fourth": "IV"}
_NUMBERED = re.compile(
    r"(?P<number>[IVXLC]+|\d+(?:st|nd|rd|th)|First|Second|Third|Fourth) (?P<name>.+)"
)
_ACRONYM = re.compile(r"[A-Z]{2,8}")


class FactsError(Exception):
    """The file cannot be read as facts; the message says why in one sentence."""


@dataclass
class Counts:
    """How many things were added."""

    organizations: int = 0
    events: int = 0
    applications: int = 0
    registrations: int = 0

    def in_words(self) -> str:
        """Say what was added."""
        said = [f"{n} {field.name}" for field in fields(self) if (n := getattr(self, field.name))]
        return f"Added {', '.join(said)}." if said else "All of it was there already."


def shipped() -> dict[str, Any]:
    """Return the facts of the founding example, with the words for them in four languages."""
    folder = files("eventsapp.demo")
    facts = _checked(folder.joinpath("summit.json").read_bytes(), "summit.json")
    return facts | {"words": tomllib.loads(folder.joinpath("summit.toml").read_text("utf-8"))}


def read(path: Path) -> dict[str, Any]:
    """Return the facts in a file; raise ``FactsError`` if there are none."""
    return _checked(path.read_bytes(), path.name)


def load(facts: dict[str, Any]) -> Counts:
    """Add the bodies and events that are not there yet; return how many were added."""
    counts = Counts()
    words = facts.get("words", {})
    names = words.get("bodies", {})
    bodies = {
        actor["id"]: _body(actor, names.get(actor["id"], {}), counts)
        for actor in facts["actors"]
        if actor["kind"] != "person"
    }
    for actor in facts["actors"]:
        if (body := bodies.get(actor["id"])) and body.parent is None and actor["part_of"]:
            body.parent = bodies.get(actor["part_of"])
    events = {fact["id"]: _event(fact, words, bodies, counts) for fact in facts["events"]}
    for relation in facts.get("relations", []):
        if relation["type"] == "companion_of" and relation["from"] in events:
            events[relation["from"]].companion = events.get(relation["to"])
    db.session.flush()
    for event in events.values():
        refresh_search_text(event)
    return counts


def _checked(content: bytes, name: str) -> dict[str, Any]:
    try:
        facts = json.loads(content)
    except ValueError as error:
        raise FactsError(f"{name} is not JSON ({error}).") from None
    if not isinstance(facts, dict) or facts.get("schema", {}).get("name") != SCHEMA:
        raise FactsError(f'{name} does not hold facts: its schema must be named "{SCHEMA}".')
    missing = [key for key in ("actors", "events") if not isinstance(facts.get(key), list)]
    if missing:
        raise FactsError(f"{name} has no list named {' or '.join(missing)}.")
    return facts


def _body(actor: dict[str, Any], names: dict[str, str], counts: Counts) -> Organization:
    if there := organization_named(actor["name"]):
        return there
    aliases = [alias["text"] for alias in actor["aliases"]]
    body = Organization(
        slug=actor["id"],
        kind=BodyKind(actor["kind"]),
        name=Words.of(**{"en": actor["name"], **names}),
        acronym=next((text for text in aliases if _ACRONYM.fullmatch(text)), None),
        note=actor["note"],
    )
    seen: set[str] = set()
    for alias in actor["aliases"]:
        if (key := folded(alias["text"])) not in seen:
            seen.add(key)
            body.aliases.append(Alias(text=alias["text"], folded=key, basis=alias["same_as_basis"]))
    db.session.add(body)
    db.session.flush()
    counts.organizations += 1
    return body


def _event(
    fact: dict[str, Any],
    words: dict[str, Any],
    bodies: dict[str, Organization],
    counts: Counts,
) -> Event:
    source = f"{SCHEMA}:{fact['id']}"
    if there := db.session.scalar(select(Event).where(Event.source == source)):
        return there
    place, people = fact["place"], fact["participants"] or {}
    said = words.get("events", {}).get(fact["id"], {})
    series, number = _series(fact["title"], words.get("series", {}))
    now = clock.now()
    event = Event(
        slug=fact["id"].removeprefix("evt-"),
        uid=str(uuid5(NAMESPACE_URL, source)),
        source=source,
        kind=KINDS[fact["kind"]],
        is_best_practices="best practices" in fact["title"].lower(),
        status=STATUSES[fact["status_in_source"]],
        title=Words.of(**{"en": fact["title"], **said.get("title", {})}),
        summary=Words.of(**said.get("summary", {})),
        purpose=Words.of(**{"en": fact["purpose"], **said.get("purpose", {})}),
        expected_outputs=Words.of(**said.get("outputs", {})),
        subjects=fact["subjects"],
        sectors=people.get("sectors", []),
        scope=people.get("scope"),
        seats=people.get("count_max"),
        date=_date(fact["date"]),
        duration_days=fact["duration_days"],
        venue=place["venue"],
        city=place["city"],
        region=place["region"],
        country=_country(place["country"]),
        place_as_given=place["as_given"],
        series=series,
        series_number=number,
        note=words.get("note") or fact["note"],
        created_at=now,
        changed_at=now,
    )
    for position, party in enumerate(fact["parties"]):
        event.parties.append(
            Party(
                organization=bodies[party["actor"]],
                role=_role(party["role"], fact["parties"]),
                position=position,
                as_given=party["role"].replace("_", " "),
                note=party.get("note"),
            )
        )
    for service in fact["details"].get("organiser_services", []):
        lead = next(p for p in event.parties if p.role is PartyRole.LEAD)
        task = next(task for words, task in TASKS.items() if words in service)
        event.tasks.append(TaskShare(organization=lead.organization, task=task))
    db.session.add(event)
    counts.events += 1
    return event


def _role(role: str, parties: list[dict[str, Any]]) -> PartyRole:
    if role in PARTY_ROLES:
        return PARTY_ROLES[role]
    leads = [p for p in parties if p["role"] in {"organiser", "primary_organiser"}]
    return PartyRole.LEAD if len(leads) == 1 else PartyRole.CO_ORGANISER


def _date(given: dict[str, Any] | None) -> FuzzyDate:
    if given is None:
        return FuzzyDate.unknown()
    return FuzzyDate(
        as_given=given["as_given"],
        precision=Precision(given["precision"]),
        start=_day(given["start"]),
        end=_day(given["end"]),
        earliest=_day(given["earliest"]),
        latest=_day(given["latest"]),
        part=Part(given["part"]) if given["part"] else None,
    )


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _country(name: str | None) -> str | None:
    if name is None:
        return None
    names = Locale.parse("en").territories
    return next((code for code, known in names.items() if name in {known, f"{code}A"}), None)


def _series(title: str, names: dict[str, Any]) -> tuple[Series | None, str | None]:
    if not (match := _NUMBERED.fullmatch(title)):
        return None, None
    name, number = match["name"], match["number"]
    slug = "-".join(folded(name).split())
    series = db.session.scalar(select(Series).where(Series.slug == slug))
    if series is None:
        english = {"en": name[0].upper() + name[1:]}
        series = Series(slug=slug, name=Words.of(**{**english, **names.get(slug, {})}))
        db.session.add(series)
        db.session.flush()
    return series, ORDINALS.get(number, number.rstrip("stndrh"))
