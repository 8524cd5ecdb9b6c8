"""One event walked from the call to the published report: real server, real worker, real mails.

Each function below is one step of the walk, told by what people do in their browsers; the test at
the end is the story. People here use no JavaScript.
"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typst
from sqlalchemy import select

from eventsapp.accounts.models import RoleName
from eventsapp.accounts.services import make_account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.events.models import Event
from eventsapp.experts.models import Call
from tests.installation import Installation, running, wait_for
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("America/Los_Angeles")
TITLE = "Workshop on fair recruitment across borders"
SEMINAR = "Seminar on fair recruitment"
PASSWORD = "seven green horses at noon"
ORGANISER = "olga@example.org"
#: Name, sector and country of each expert, and how a reviewer scores them on the four criteria.
EXPERTS = {
    "Ana Prieto": ("labor", "MX", "5554"),
    "Bea Castro": ("migrants", "GT", "4454"),
    "Cleo Nguyen": ("labor", "US", "4343"),
    "Dan Okafor": ("public", "US", "2121"),
}
CHOSEN = [name for name in EXPERTS if name != "Dan Okafor"]
PRACTICE = "A register of recruiters that workers can read"
DISPUTED = "A deposit paid by every worker"


class Walk:
    """An installation, and everybody who walks through it."""

    def __init__(self, house: Installation) -> None:
        """Begin with nobody."""
        self.house = house
        self.people: dict[str, Visitor] = {}
        #: The slugs of the workshop and of its companion seminar, once they are made.
        self.workshop = self.seminar = ""

    def visitor(self, email: str = "") -> Visitor:
        """Return the browser of a person, or of somebody whom nobody knows."""
        return self.people.setdefault(email, Visitor(self.house.base, email))

    def expert(self, name: str) -> Visitor:
        """Return the browser of an expert."""
        return self.visitor(address(name))

    @property
    def organiser(self) -> Visitor:
        """The organiser's browser."""
        return self.visitor(ORGANISER)

    @property
    def public(self) -> str:
        """The address of the workshop's page."""
        return f"/events/{self.workshop}/"

    @property
    def manage(self) -> str:
        """The address of the organiser's pages of the workshop."""
        return f"/organise/events/{self.workshop}"


def address(name: str) -> str:
    """Make up an address."""
    return f"{name.split(maxsplit=1)[0].lower()}@example.org"


def first_day() -> datetime:
    """Return the workshop's first day: in a month."""
    return datetime.combine(datetime.now(ZONE) + timedelta(days=30), datetime.min.time())  # noqa: TID251


def typed(moment: datetime) -> str:
    """Write a moment as a browser sends the field of a date and a time."""
    return moment.strftime("%Y-%m-%dT%H:%M")


# --- 1. An organiser makes an event and publishes it ---------------------------------------------


def the_organiser_signs_in_by_password(walk: Walk) -> None:
    with walk.house.inside():
        make_account(ORGANISER, "Olga Ruiz", password=PASSWORD, roles=(RoleName.ORGANISER,))
        db.session.commit()

    walk.organiser.visit("/organise/").submit("Sign in", email=ORGANISER, password=PASSWORD)

    assert walk.organiser.path == "/organise/"


def the_organiser_describes_a_best_practices_workshop(walk: Walk) -> None:
    olga = walk.organiser
    olga.visit("/organise/events/new").submit(
        "Save as draft",
        kind="workshop",
        is_best_practices="y",
        title__en=TITLE,
        title__es="Taller sobre contratación justa a través de fronteras",
        summary__en="What protects workers before they cross a border.",
        purpose__en="To agree on practices that others can use.",
        precision="day",
        first_day=first_day().date().isoformat(),
        last_day=(first_day() + timedelta(days=1)).date().isoformat(),
        starts_time="09:00",
        ends_time="17:00",
        timezone=ZONE.key,
        modality="hybrid",
        venue="Hall of the Bridges",
        city="San Diego",
        country="US",
        join_url="https://meet.example.org/bridges",
        main_language="en",
        languages=["en", "es"],
        seats="12",
        sectors=["labor", "migrants", "public"],
        contact_email=ORGANISER,
    )
    walk.workshop = olga.path.split("/")[3]
    assert "only its team sees it" in olga.text

    parties = {
        "lead": "Institute of the Two Shores",
        "host": "City College",
        "sponsor": "Bridge Fund",
    }
    olga.visit(f"{walk.manage}/parties")
    for role, name in parties.items():
        olga.submit("Add the organisation", new_name=name, role=role)
    tasks = {"select_experts": "Institute of the Two Shores", "report": "City College"}
    for task, name in tasks.items():
        olga.send({"task-new_name": name, "task-task": task}, "Add the task")
    assert all(name in olga.text for name in parties.values())

    olga.visit(f"{walk.manage}/team")
    for role in ("reviewer", "facilitator", "rapporteur"):
        olga.submit("Invite", email=f"{role}@example.org", role=role)
        walk.house.wait_for_mail(f"{role}@example.org", TITLE)


def the_organiser_previews_and_publishes(walk: Walk) -> None:
    walk.visitor().visit(walk.public, expect=404)
    assert "Hall of the Bridges" in walk.organiser.visit(f"{walk.manage}/preview").text

    walk.organiser.visit(f"{walk.manage}/publish").submit("Publish")

    page = walk.visitor().visit(walk.public).text
    assert TITLE in page
    assert "San Diego" in page
    assert "Institute of the Two Shores" in page
    assert "meet.example.org" not in page
    spanish = Visitor(walk.house.base, language="es").visit(walk.public)
    assert "Taller sobre contratación justa" in spanish.text


# --- 2. A call, and those who apply --------------------------------------------------------------


def the_organiser_opens_a_call(walk: Walk) -> None:
    opened, closing = (
        (clock.now() + away).astimezone(ZONE) for away in (-timedelta(hours=1), timedelta(days=14))
    )
    walk.organiser.visit(f"{walk.manage}/call").send(
        {
            "profile-en": "People who know **recruitment** at first hand.",
            "seats": "3",
            "timezone": ZONE.key,
            "opens_at": typed(opened),
            "closes_at": typed(closing.replace(hour=12)),
            "sectors": ["labor", "migrants", "public"],
            "cv_required": "y",
            "targets-0-aim": "sector:labor",
            "targets-0-minimum": "2",
            "targets-1-aim": "sector:migrants",
            "targets-1-minimum": "1",
            "targets-2-aim": "sector:public",
            "targets-2-minimum": "1",
        },
        "Show the preview",
    )
    # Three seats cannot hold four people: the form says so and keeps what was typed.
    assert "This cannot all hold" in walk.organiser.text
    walk.organiser.send({"targets-0-minimum": "1"}, "Save and publish")

    page = walk.visitor().visit(f"{walk.public}call/").text
    for word in ("Expertise in the subject", "40 %", "30 %", "20 %", "10 %", "Labour: at least 1"):
        assert word in page
    assert "Los Angeles" in page


def four_experts_apply(walk: Walk) -> None:
    for name, (sector, country, _scores) in EXPERTS.items():
        person = walk.expert(name).visit(f"{walk.public}call/").follow("Apply")
        signs_in_by_mailed_link(walk, person, name)
        person.submit(
            "Submit the application",
            affiliation=f"Union {name[0]}",
            country=country,
            sector=sector,
            languages=["en", "es"],
            statement=f"I, {name}, know how recruiters work.",
            cv=(f"{person.email}.pdf", curriculum(name)),
            no_interests="y",
            consent="y",
        )
        assert person.path == f"{walk.public}call/application"
        assert "Submitted" in person.text
        walk.house.wait_for_mail(person.email, "Your application is in")


def signs_in_by_mailed_link(walk: Walk, person: Visitor, name: str) -> None:
    """Sign somebody new in: by a link in a mail, a button, and a name."""
    person.submit("Email me a link", email=person.email)
    person.visit(walk.house.wait_for_link(person.email, "/login/link/")).submit("Sign in")
    person.submit("Save", name=name)


def curriculum(name: str) -> bytes:
    """Make a small PDF."""
    return bytes(typst.compile(f"= Curriculum vitae\n{name}\n".encode()))


# --- 3. Review, choice, and an answer ------------------------------------------------------------


def the_call_closes(walk: Walk) -> None:
    # Nobody can wait for two weeks: the deadline is drawn near from inside, and then it passes.
    with walk.house.inside():
        call = db.session.scalars(select(Call)).one()
        call.closes_at = clock.now() + timedelta(seconds=2)
        db.session.commit()
    stranger = walk.visitor()
    assert wait_for(lambda: "This call is closed" in stranger.visit(f"{walk.public}call/").text)


def the_reviewer_scores(walk: Walk) -> None:
    reviewer = walk.visitor("reviewer@example.org").visit(f"{walk.manage}/review/")
    signs_in_by_mailed_link(walk, reviewer, "Rita Reyes")
    for name, (_sector, _country, scores) in EXPERTS.items():
        reviewer.visit(f"{walk.manage}/review/").follow(name)
        assert f"I, {name}, know" not in reviewer.text
        reviewer.submit("No conflict")
        assert f"I, {name}, know" in reviewer.text
        given = dict(zip(reviewer.fields("score_"), scores, strict=True))
        reviewer.send({**given, "comment": "Read with care."}, "Save")
    assert "4 of 4 reviewed" in reviewer.text
    reviewer.visit(f"{walk.manage}/selection", expect=403)


def the_organiser_chooses(walk: Walk) -> None:
    olga = walk.organiser.visit(f"{walk.manage}/selection")
    places = [olga.text.index(name) for name in EXPERTS]
    assert places == sorted(places)  # ranked by their scores, which fall in this order
    assert "0, wanted at least 1" in olga.text

    choice = {name: "selected" if name in CHOSEN else "reserve" for name in EXPERTS}
    olga.send({olga.field(f"Outcome for {name}"): its for name, its in choice.items()}, "Save the")
    assert "2, wanted at least 1" in olga.text
    assert "1 more needed" in olga.text
    assert "Selected" not in walk.expert("Ana Prieto").visit(f"{walk.public}call/application").text

    olga.follow("Read and send the letters").submit("Send all letters now")

    assert walk.house.wait_for_mail(address("Dan Okafor"), "You are on the reserve list")


def the_chosen_accept(walk: Walk) -> None:
    for name in CHOSEN:
        person = walk.expert(name)
        walk.house.wait_for_mail(person.email, "You are selected")
        person.visit(walk.house.wait_for_link(person.email, "/call/application"))
        person.submit("Accept the place")
        assert "you are registered" in person.text
        walk.house.wait_for_mail(person.email, "You are registered")

    walk.organiser.visit(f"{walk.manage}/participants/")
    assert [name for name in EXPERTS if name in walk.organiser.text] == CHOSEN


# --- 4. An open seminar beside the workshop, of forty seats --------------------------------------


def the_organiser_adds_an_open_seminar(walk: Walk) -> None:
    olga = walk.organiser.visit(walk.manage + "/").follow("Make a companion event")
    olga.submit(
        "Save as draft",
        kind="seminar",
        title__en=SEMINAR,
        precision="day",
        first_day=(first_day() - timedelta(days=1)).date().isoformat(),
        starts_time="10:00",
        ends_time="12:00",
        modality="in_person",
        seats="40",
        open_registration="y",
    )
    walk.seminar = olga.path.split("/")[3]
    olga.visit(f"/organise/events/{walk.seminar}/publish").submit("Publish")

    assert SEMINAR in walk.visitor().visit(walk.public).text
    assert TITLE in walk.visitor().visit(f"/events/{walk.seminar}/").text


def forty_register_and_the_next_one_waits(walk: Walk) -> None:
    everybody = [f"person{number}@example.org" for number in range(1, 42)]
    for email in everybody:
        person = Visitor(walk.house.base, email).visit(f"/events/{walk.seminar}/register")
        person.submit("Join the waiting list" if email == everybody[-1] else "Register",
                      name=email.split("@")[0], email=email)  # fmt: skip

    for email in everybody[:-1]:
        walk.house.wait_for_mail(email, f"Your seat: {SEMINAR}")
    walk.house.wait_for_mail(everybody[-1], f"On the waiting list: {SEMINAR}")
    waiting = Visitor(walk.house.base)
    waiting.visit(walk.house.wait_for_link(everybody[-1], "/registrations/"))
    assert "number 1 on the waiting list" in waiting.text

    leaving = Visitor(walk.house.base)
    leaving.visit(walk.house.wait_for_link(everybody[0], "/registrations/"))
    leaving.submit("Cancel my registration")
    assert "is cancelled" in leaving.text

    walk.house.wait_for_mail(everybody[-1], f"A seat for you: {SEMINAR}")
    assert "You have a seat" in waiting.visit(waiting.path).text


# --- 5. The agenda -------------------------------------------------------------------------------


def the_organiser_builds_the_agenda(walk: Walk) -> None:
    olga = walk.organiser.visit(f"{walk.manage}/agenda")
    olga.submit("Add the room", name="Room of the Bridges", capacity="30")
    items = (("opening", "Opening", "09:00", "09:30"), ("rating", "Rating", "14:15", "16:00"))
    for kind, title, starts, ends in items:
        olga.visit(f"{walk.manage}/agenda/new")
        olga.send(
            {
                "kind": kind,
                "title-en": title,
                "day": first_day().date().isoformat(),
                "starts": starts,
                "ends": ends,
                "people-0-role": "chair",
                "people-0-name": "Flor Ibarra",
                "people-1-role": "speaker",
                "people-1-name": "Ana Prieto",
            },
            "Save the item",
        )

    page = walk.visitor().visit(walk.public)
    assert "9:00" in page.text
    assert "2:15" in page.text  # in the afternoon of the event's zone, wherever its reader is
    assert "Los Angeles" in page.text
    assert "Flor Ibarra" in page.text


# --- 6. Best practices ---------------------------------------------------------------------------


def practices_are_proposed_and_rated(walk: Walk) -> None:
    facilitator = walk.visitor("facilitator@example.org").visit(f"{walk.manage}/practices/")
    signs_in_by_mailed_link(walk, facilitator, "Flor Ibarra")
    for title in (PRACTICE, DISPUTED):
        facilitator.follow("Enter a proposal").submit(
            "Enter the proposal",
            title=title,
            description="The authority keeps it, and everybody can read it.",
            evidence_level="promising",
        )
        facilitator.submit("Screen in")
    facilitator.submit("Open a rating round")

    for name, ratings in zip(CHOSEN, (("7", "1"), ("8", "5"), ("9", "9")), strict=True):
        expert = walk.expert(name)
        expert.visit(walk.house.wait_for_link(expert.email, "/practices/rate"))
        expert.send(dict(zip(expert.fields("value-"), ratings, strict=True)), "Save my ratings")
        assert "2 of 2 rated" in expert.text

    facilitator.visit(f"{walk.manage}/practices/").submit("Close the round")
    facilitator.submit("Publish the suggested set")

    page = walk.visitor().visit(f"{walk.public}practices/").text
    agreed, disputed = page.index(PRACTICE), page.index(DISPUTED)
    # R3: a median of 8 and no disagreement; then a median of 5, which is uncertain.
    assert page.index("Suggested set") < agreed < page.index("without agreement") < disputed
    assert "Appropriate" in page[agreed:disputed]
    assert "Uncertain" in page[disputed:]


# --- 7. The after-action report ------------------------------------------------------------------


def the_workshop_is_held(walk: Walk) -> None:
    # Nobody can wait for a month either: the days of the workshop are moved to yesterday.
    with walk.house.inside():
        event = db.session.scalars(select(Event).where(Event.slug == walk.workshop)).one()
        shift = timedelta(days=32)
        first = clock.today(ZONE.key) - timedelta(days=2)
        event.date = FuzzyDate.days(first, first + timedelta(days=1))
        for timed in (event, *event.agenda):
            assert timed.starts_at
            assert timed.ends_at
            timed.starts_at, timed.ends_at = timed.starts_at - shift, timed.ends_at - shift
        db.session.commit()
    walk.organiser.visit(walk.manage + "/").submit("Mark as held")
    assert "marked as held" in walk.organiser.text


def the_rapporteur_publishes_the_report(walk: Walk) -> None:
    rapporteur = walk.visitor("rapporteur@example.org").visit(f"{walk.manage}/report/")
    signs_in_by_mailed_link(walk, rapporteur, "Ramón Vidal")
    rapporteur.submit("Start the report", language="en", symbol="BRIDGES/1")
    rapporteur.visit(f"{walk.manage}/report/sections/lessons").submit(
        "Save", text="Begin the **second** round earlier."
    )
    rapporteur.visit(f"{walk.manage}/report/").submit("Publish the report")

    page = walk.visitor().visit(f"{walk.public}report/")
    assert "Begin the second round earlier." in page.text
    assert PRACTICE in page.text
    page.follow("Download the PDF")
    assert page.headers["content-type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")
    if words := words_of(page.content, walk.house.folder / "report.pdf"):
        for word in (PRACTICE, "Appropriate", "Uncertain", "Begin the second round earlier."):
            assert word in words
    for name in CHOSEN:
        walk.house.wait_for_mail(address(name), "The report is published")


def words_of(pdf: bytes, path: Path) -> str:
    """Return the text of a PDF on one line; nothing where there is no program to read it."""
    if not (program := shutil.which("pdftotext")):
        return ""
    path.write_bytes(pdf)
    text = subprocess.run([program, str(path), "-"], capture_output=True, check=True, text=True)
    return " ".join(text.stdout.split())


# --- 8. Calendars --------------------------------------------------------------------------------


def anyone_subscribes_to_the_calendar(walk: Walk) -> None:
    reader = walk.visitor().visit("/")
    (feed, *_others) = feeds_of(reader.html)
    lines = "\r\n".join(reader.visit(feed).content.decode().split("\r\n ")).splitlines()

    assert reader.headers["content-type"].startswith("text/calendar")
    assert lines[0] == "BEGIN:VCALENDAR"
    calendar = reader.content.decode().replace("\r\n ", "")
    assert f"SUMMARY:{TITLE}" in calendar
    assert f"SUMMARY:{SEMINAR}" in calendar
    assert "meet.example.org" not in calendar


def feeds_of(html: str) -> Iterator[str]:
    """Give the address of each calendar that a page names in its head."""
    for tag in html.split("<link ")[1:]:
        if 'rel="alternate"' in tag and 'type="text/calendar"' in tag.split(">")[0]:
            yield tag.split('href="')[1].split('"')[0]


def every_public_page_named_the_feed(walk: Walk) -> None:
    pages = {page.path: page for page in walk.visitor().seen if page.status == 200 and page.html}
    public = {path: page for path, page in pages.items() if not path.endswith(".ics")}

    assert {walk.public, f"{walk.public}call/", f"{walk.public}report/", "/"} <= public.keys()
    assert [path for path, page in public.items() if not list(feeds_of(page.html))] == []


def nothing_broke_on_the_way(walk: Walk) -> None:
    log = (walk.house.folder / "run.log").read_text()

    assert "Traceback" not in log
    assert "[error" not in log
    assert [page for it in walk.people.values() for page in it.seen if page.status >= 500] == []


def test_one_event_is_walked_from_its_call_to_its_published_report(
    tmp_path: Path, worker: str
) -> None:
    with running(tmp_path, f"journey_{worker}") as house:
        walk = Walk(house)

        the_organiser_signs_in_by_password(walk)
        the_organiser_describes_a_best_practices_workshop(walk)
        the_organiser_previews_and_publishes(walk)

        the_organiser_opens_a_call(walk)
        four_experts_apply(walk)

        the_call_closes(walk)
        the_reviewer_scores(walk)
        the_organiser_chooses(walk)
        the_chosen_accept(walk)

        the_organiser_adds_an_open_seminar(walk)
        forty_register_and_the_next_one_waits(walk)

        the_organiser_builds_the_agenda(walk)

        practices_are_proposed_and_rated(walk)

        the_workshop_is_held(walk)
        the_rapporteur_publishes_the_report(walk)

        anyone_subscribes_to_the_calendar(walk)
        every_public_page_named_the_feed(walk)
        nothing_broke_on_the_way(walk)
