"""One workshop from its draft to its published report, as people do it in their browsers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from eventsapp.accounts.models import RoleName
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.events.models import Event
from eventsapp.experts.models import Call
from tests.browser.conftest import Open, make_person, sign_in
from tests.browser.screen import PHONE, Screen
from tests.installation import Installation

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("America/Los_Angeles")
TITLE = "Best Practices Workshop on Migrant Workers"
FIRST_DAY = (clock.now().astimezone(ZONE) + timedelta(days=30)).date()
SLUG = f"best-practices-workshop-on-migrant-workers-{FIRST_DAY.year}"
MANAGE = f"/organise/events/{SLUG}"
PUBLIC = f"/events/{SLUG}"
ORGANISER, REVIEWER = "olga@example.org", "rafael@example.org"
EXPERTS = {
    "elena@example.org": ("Elena Ruiz", "Union of Field Workers", "MX", "labor"),
    "marcus@example.org": ("Marcus Lee", "Migrant House", "US", "migrants"),
    "sofia@example.org": ("Sofía Duarte", "University of the North", "BR", "labor"),
}
PDF = b"%PDF-1.7\nmy life\n%%EOF\n"


def test_a_workshop_goes_from_its_draft_to_its_published_report(
    house: Installation, window: Open
) -> None:
    make_person(house, ORGANISER, "Olga Marín", RoleName.ORGANISER)
    make_person(house, REVIEWER, "Rafael Soto")
    organiser, visitor = window(), window()

    visitor.visit("/").look("home")
    the_organiser_creates_the_workshop(organiser)
    the_agenda_is_built(organiser)
    it_is_published(organiser)
    the_call_is_opened(organiser)
    visitor.visit(PUBLIC).look("event-with-call")
    visitor.visit(f"{PUBLIC}/call/").look("call")
    experts = {email: an_expert_applies(house, window, email) for email in EXPERTS}
    the_deadline_passes(house)
    a_reviewer_scores(window())
    the_organiser_chooses_and_notifies(organiser)
    those_chosen_accept(house, experts)
    a_participant_registers_and_cancels(house, window())
    practices_are_proposed_and_rated(organiser, experts)
    the_event_has_been_held(house, organiser)
    the_report_is_published(organiser, visitor)
    visitor.visit("/calendar/").look("subscribe")
    visitor.visit("/events/?when=all").look("events")
    visitor.visit("/organizations/").look("organizations")
    everyone_has_their_own_desk(organiser, experts)
    it_reads_in_every_language(visitor)
    it_reads_in_the_dark(window)


def the_organiser_creates_the_workshop(organiser: Screen) -> None:
    organiser.visit("/login").look("sign-in")
    sign_in(organiser, ORGANISER)
    organiser.visit("/organise/").look("organise-empty")
    organiser.visit("/organise/events/new")
    organiser.press("Save as draft").sees("Nothing is saved yet")
    organiser.look("event-form-errors")
    organiser.choose(kind="workshop", timezone="America/Los_Angeles", country="US")
    organiser.tick("is_best_practices").tick("open_registration").tick("modality", "in_person")
    organiser.fill(
        title__en=TITLE,
        summary__en="Thirty experts agree on practices that protect migrant workers.",
        purpose__en="To find, describe and rate what has worked, so that others can use it.",
        first_day=FIRST_DAY.isoformat(),
        last_day=(FIRST_DAY + timedelta(days=1)).isoformat(),
        starts_time="09:00",
        ends_time="17:00",
        venue="Hall of Justice",
        city="Los Angeles",
        region="California",
        seats="40",
        contact_email="workshop@example.org",
    )
    for language in ("en", "es"):
        organiser.tick("languages", language)
    for sector in ("labor", "migrants", "government"):
        organiser.tick("sectors", sector)
    organiser.press("Save as draft").sees(TITLE, "Draft")
    assert organiser.path == f"{MANAGE}/"
    organiser.look("overview-draft")
    organiser.visit(f"{MANAGE}/parties")
    organiser.fill(new_name="Council of the Summit").choose(role="lead")
    organiser.press("Add the organisation").sees("Council of the Summit")
    organiser.look("parties")
    organiser.visit(f"{MANAGE}/team")
    for role in ("reviewer", "facilitator", "rapporteur"):
        organiser.fill(email=REVIEWER).choose(role=role).press("Invite")
    organiser.sees("Rafael Soto", "Rapporteur")
    organiser.look("team")


def the_agenda_is_built(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/agenda").look("agenda-empty")
    organiser.fill(name="Room A", capacity="40").press("Add the room")
    for starts, ends, title in (
        ("09:00", "09:30", "Opening of the workshop"),
        ("09:45", "11:00", "Consular protection: what has worked"),
    ):
        organiser.visit(f"{MANAGE}/agenda/new")
        organiser.fill(title__en=title, starts=starts, ends=ends, people__0__name="Ana Flores")
        organiser.page.get_by_label("Room").select_option(label="Room A")
        organiser.press("Save the item").sees(title, "Ana Flores")
    organiser.look("agenda")
    organiser.page.get_by_role("link", name="Opening of the workshop").click()
    organiser.look("agenda-item")


def it_is_published(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/preview").look("preview")
    organiser.visit(f"{MANAGE}/publish").look("publish")
    organiser.press("Publish").sees("The event is published")
    organiser.look("overview-open")


def the_call_is_opened(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/call")
    opened, closing = (
        (clock.now() + away).astimezone(ZONE) for away in (-timedelta(hours=1), timedelta(days=14))
    )
    organiser.fill(
        profile__en="People who know how migrant workers are protected, **from practice**.",
        seats="2",
        opens_at=_minute(opened),
        closes_at=_minute(closing.replace(hour=12)),
    )
    organiser.choose(targets__0__aim="sector:labor", targets__1__aim="sector:migrants")
    organiser.fill(targets__0__minimum="1", targets__1__minimum="1")
    organiser.look("call-form")
    organiser.press("Save and publish", sure=True).sees("The call is published")
    organiser.look("call-published")


def an_expert_applies(house: Installation, window: Open, email: str) -> Screen:
    """Apply on a telephone, signed in by a mailed link."""
    name, affiliation, country, sector = EXPERTS[email]
    looks = email == next(iter(EXPERTS))
    expert = window(viewport=PHONE, is_mobile=True, has_touch=True)
    expert.visit(PUBLIC).follow("Apply as an expert")
    expert.fill(email=email).press("Email me a link instead").sees("Check your email")
    if looks:
        expert.look("link-sent")
    expert.visit(house.wait_for_link(email, "/login/link/"))
    if looks:
        expert.look("use-link")
    expert.press("Sign in")
    if "/me/profile" in expert.path:
        expert.fill(name=name)
        if looks:
            expert.look("profile")
        expert.press("Save")
    if not expert.path.endswith("/call/apply"):
        expert.visit(f"{PUBLIC}/call/apply")
    if looks:
        expert.look("apply")
        expert.press("Submit the application")
        expert.look("apply-incomplete")
    expert.fill(name=name, affiliation=affiliation, statement="I have done this for ten years.")
    expert.choose(country=country).tick("sector", sector).tick("languages", "es")
    expert.field("cv").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expert.tick("no_interests").tick("consent").press("Submit the application")
    assert expert.path == f"{PUBLIC}/call/application"
    house.wait_for_mail(email, "Your application is in")
    if looks:
        expert.look("application")
    return expert


def the_deadline_passes(house: Installation) -> None:
    """Move the deadline into the past in the database: two weeks are too long to wait for."""
    with house.inside():
        call = db.session.scalars(select(Call).join(Event).where(Event.slug == SLUG)).one()
        call.closes_at = clock.now() - timedelta(minutes=1)
        db.session.commit()


def a_reviewer_scores(reviewer: Screen) -> None:
    sign_in(reviewer, REVIEWER)
    reviewer.visit("/me/").look("mine-reviewer")
    reviewer.visit(f"{MANAGE}/review/").look("review-queue")
    for place, scores in enumerate(("5", "4", "2")):
        reviewer.visit(f"{MANAGE}/review/")
        reviewer.page.get_by_role("link", name="Review the next one").click()
        if place == 0:
            reviewer.look("review-conflict")
        reviewer.press("No conflict")
        for fieldset in reviewer.page.locator("form[data-review] fieldset").all():
            fieldset.locator(f'input[value="{scores}"]').check()
        if place == 0:
            reviewer.look("review")
        reviewer.press("Save")
    reviewer.visit(f"{MANAGE}/review/").sees("3 of 3 reviewed")


def the_organiser_chooses_and_notifies(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/selection")
    chosen = {"Elena Ruiz": "selected", "Marcus Lee": "selected", "Sofía Duarte": "reserve"}
    for name, outcome in chosen.items():
        organiser.page.get_by_label(f"Outcome for {name}").select_option(outcome)
    organiser.sees("2 of 2 seats")
    organiser.look("selection")
    organiser.press("Save the outcomes").sees("Every application has an outcome")
    organiser.visit(f"{MANAGE}/selection/notify").look("selection-letters")
    organiser.press("Send all letters now", sure=True)
    organiser.look("selection-sent")


def those_chosen_accept(house: Installation, experts: dict[str, Screen]) -> None:
    for email in list(experts)[:2]:
        experts[email].visit(house.wait_for_link(email, "/call/application"))
        if email == next(iter(experts)):
            experts[email].look("application-selected")
        experts[email].press("Accept the place").sees("Accepted")
    next(iter(experts.values())).look("application-accepted")


def a_participant_registers_and_cancels(house: Installation, guest: Screen) -> None:
    email = "guest@example.org"
    guest.visit(f"{PUBLIC}/register").look("register")
    guest.fill(name="Gabriel Guest", email=email, affiliation="City of Los Angeles")
    guest.press("Register")
    guest.look("register-done")
    guest.visit(house.wait_for_link(email, "/registrations/")).sees("You have a seat")
    guest.look("registration")
    guest.press("Cancel my registration", sure=True).sees("cancelled")
    guest.look("registration-cancelled")


def practices_are_proposed_and_rated(organiser: Screen, experts: dict[str, Screen]) -> None:
    inside = list(experts.values())[:2]
    author = inside[0]
    author.visit(f"{PUBLIC}/practices/").look("practices-empty")
    author.visit(f"{PUBLIC}/practices/propose").fill(
        title="Mobile consulates",
        problem="Workers live far from consulates.",
        description="A consulate on wheels visits farms.",
        where_used="California, since 1998",
        evidence="4,000 visits a year",
        conditions="Agreement of the host State",
    )
    author.tick("evidence_level", "good").look("propose")
    author.press("Submit the proposal").sees("We have your proposal")
    author.look("proposal")
    organiser.visit(f"{MANAGE}/practices/").look("practices-desk")
    organiser.press("Screen in")
    organiser.press("Open a rating round", sure=True).sees("Round 1 is open")
    organiser.look("round-open")
    organiser.follow("Set a due date for ratings").look("round-due")
    for expert, value in zip(inside, ("8", "7"), strict=True):
        expert.visit(f"{PUBLIC}/practices/rate")
        expert.page.locator(f'main input[type="radio"][value="{value}"]').check()
        if expert is author:
            expert.page.get_by_text("Saved at").wait_for()
            expert.look("rate")
        expert.press("Save my ratings")
    organiser.visit(f"{MANAGE}/practices/").press("Close the round", sure=True)
    organiser.sees("its outcomes are computed", "Appropriate")
    organiser.look("round-closed")
    organiser.press("Publish the suggested set", sure=True).sees("is published")


def the_event_has_been_held(house: Installation, organiser: Screen) -> None:
    """Move the days into the past in the database, and say then on the page that it was held."""
    with house.inside():
        event = db.session.scalars(select(Event).where(Event.slug == SLUG)).one()
        long = timedelta(days=45)
        assert event.starts_at is not None
        assert event.ends_at is not None
        event.date = FuzzyDate.days(FIRST_DAY - long, FIRST_DAY - long + timedelta(days=1))
        event.starts_at, event.ends_at = event.starts_at - long, event.ends_at - long
        for item in event.agenda:
            item.starts_at, item.ends_at = item.starts_at - long, item.ends_at - long
        db.session.commit()
    organiser.visit(f"{MANAGE}/").sees("Say whether it was held")
    organiser.look("overview-past")
    organiser.press("Mark as held", sure=True)


def the_report_is_published(organiser: Screen, visitor: Screen) -> None:
    organiser.visit(f"{MANAGE}/report/").look("report-begin")
    organiser.press("Start the report")
    organiser.look("report-desk")
    organiser.visit(f"{MANAGE}/report/sections/summary")
    organiser.fill(text="The experts agreed on **one** practice.").look("report-section")
    organiser.press("Save and continue")
    organiser.visit(f"{MANAGE}/report/preview").look("report-preview")
    organiser.visit(f"{MANAGE}/report/").press("Publish the report", sure=True)
    visitor.visit(f"{PUBLIC}/report/").sees("The experts agreed on one practice.")
    visitor.look("report")
    pdf = visitor.context.request.get(f"{PUBLIC}/report/1.pdf")
    assert pdf.body().startswith(b"%PDF-")
    visitor.visit(f"{PUBLIC}/practices/").look("practices-published")
    visitor.visit(PUBLIC).look("event-reported")


def everyone_has_their_own_desk(organiser: Screen, experts: dict[str, Screen]) -> None:
    organiser.visit("/organise/").look("organise")
    organiser.visit(f"{MANAGE}/participants/").look("participants")
    organiser.visit("/me/security").look("security")
    next(iter(experts.values())).visit("/me/").look("mine")


def it_reads_in_every_language(visitor: Screen) -> None:
    for language, path in (("es", PUBLIC), ("pt", "/events/?when=all"), ("fr", f"{PUBLIC}/call/")):
        visitor.visit(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert visitor.page.locator("html").get_attribute("lang") == language
        visitor.look(f"language-{language}")


def it_reads_in_the_dark(window: Open) -> None:
    visitor = window(color_scheme="dark")
    for name, path in (
        ("home", "/"),
        ("event", PUBLIC),
        ("call", f"{PUBLIC}/call/"),
        ("register", f"{PUBLIC}/register"),
        ("practices", f"{PUBLIC}/practices/"),
        ("subscribe", "/calendar/"),
    ):
        visitor.visit(path).look(f"dark-{name}")


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
