"""Four hundred applicants of the demonstration: from the reviewed call to the accepted panel."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from eventsapp.accounts.models import Account
from eventsapp.accounts.services import set_password
from eventsapp.core.db import db
from eventsapp.events.models import Event
from eventsapp.experts import queries
from eventsapp.experts.models import Call
from eventsapp.experts.rules import ApplicationStatus, MeterState
from eventsapp.experts.services import applications
from tests.browser.conftest import PASSWORD, Open, sign_in
from tests.browser.screen import PHONE, Screen
from tests.installation import Installation, running, wait_for

pytestmark = pytest.mark.browser

SLUG = "sample-workshop-domestic-workers"
MANAGE = f"/organise/events/{SLUG}"
OWN = f"/events/{SLUG}/call/application"
ORGANISER = "organiser@example.org"
APPLICANTS, SEATS = 400, 40


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Installation]:
    """Run an installation with the demonstration, as a newcomer does."""
    folder = tmp_path_factory.mktemp("demo")
    with running(folder, f"demo_{worker}", demo=True, host="localhost") as house:
        yield house


def test_a_panel_of_four_hundred_is_chosen_and_two_who_refuse_are_replaced(
    house: Installation, window: Open
) -> None:
    organiser = window()
    sign_in_as_printed(house, organiser)

    the_board_shows_everybody(organiser)
    a_panel_is_proposed_and_a_target_moved(organiser)
    name = somebody_is_pinned_in(organiser)
    scenarios_are_compared(organiser, name)
    the_seed_is_drawn_and_the_panel_taken(organiser)
    everybody_gets_an_outcome(organiser)
    the_letters_are_read_and_sent(organiser)
    all_accept_but_two(house, window)
    names = the_places_are_offered_to_the_best(organiser)
    both_accept(house, window, names)
    the_panel_is_complete(house, organiser)
    everybody_can_check_it(organiser, window())


def sign_in_as_printed(house: Installation, organiser: Screen) -> None:
    """Sign in with the one-time password that the start has printed."""
    said = (house.folder / "run.log").read_text()
    printed = re.search(rf"{re.escape(ORGANISER)}\s+(\S+)", said)
    assert printed, said
    organiser.visit("/login").fill(email=ORGANISER, password=printed[1]).press("Sign in")


def the_board_shows_everybody(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/").sees("Selection")
    organiser.visit(f"{MANAGE}/reviews").sees("Need a reviewer", "Need a third review")
    organiser.visit(f"{MANAGE}/selection")
    organiser.sees(f"{APPLICANTS} candidates", f"0 of {SEATS} seats")
    organiser.look("board-400")


def a_panel_is_proposed_and_a_target_moved(organiser: Screen) -> None:
    organiser.follow("Propose a panel")
    organiser.sees("Proven to be the best possible", f"{SEATS} of {SEATS} seats filled")
    organiser.page.get_by_role("heading", name="What the conditions cost").wait_for()
    organiser.sees("Without it, the panel would score")
    organiser.picture("panel-400")
    best = worth(organiser)
    keep_as(organiser, "As it was published")
    organiser.visit(f"{MANAGE}/selection/panel")

    organiser.page.get_by_label("At least, The Caribbean").fill("6")

    organiser.page.get_by_text("You are trying conditions that were not published").wait_for()
    assert worth(organiser) < best
    organiser.sees("points less than with the published conditions", "The Caribbean")
    organiser.look("panel-400-moved")
    organiser.follow("Back to what is published")
    assert worth(organiser) == best


def somebody_is_pinned_in(organiser: Screen) -> str:
    """Ask why the last of those next by score is not in; pin them in, for a reason; name them."""
    name = organiser.page.locator("#others .person-who > a").last.inner_text()
    outside = organiser.page.locator("#others .person").last
    outside.get_by_role("link", name="Why not?").click()
    outside.get_by_text(f"The best panel with {name}").wait_for()
    organiser.sees("would go out", "points")
    organiser.picture("panel-400-why-not")

    outside.get_by_role("button", name="Put in").click()
    organiser.follow("Save the pin, with a reason")
    organiser.sees(f"Pin {name}")
    organiser.fill(reason="Has promised to chair the session on standby hours.")
    organiser.look("pin-400")
    organiser.press("Save this pin").sees("Must be in", "chair the session")
    keep_as(organiser, "With a chair")
    return name


def scenarios_are_compared(organiser: Screen, pinned: str) -> None:
    organiser.visit(f"{MANAGE}/selection/scenarios")
    organiser.sees("As it was published", "With a chair", f"Must be in: {pinned}")
    for box in organiser.page.get_by_role("checkbox").all():
        box.check()
    organiser.press("Compare side by side")
    organiser.sees("people are in all of them", "Have you yourself worked in other people's homes?")
    organiser.look("scenarios-400")


def the_seed_is_drawn_and_the_panel_taken(organiser: Screen) -> None:
    """Fix all that is decided on before anybody knows what decides among equals."""
    organiser.visit(f"{MANAGE}/selection/record").press("Freeze and draw now")
    organiser.sees("The seed is drawn")
    organiser.visit(f"{MANAGE}/selection/panel").press("Choose this panel")
    organiser.sees(f"{SEATS} people are selected", "all targets met")


def everybody_gets_an_outcome(organiser: Screen) -> None:
    """Put those on the reserve list who could come for others; the rest is not selected."""
    organiser.visit(f"{MANAGE}/selection/reserve").sees("Who could come for whom", "members")
    organiser.look("reserve-400")
    organiser.press("Put them on the reserve list")
    organiser.visit(f"{MANAGE}/selection").press("Mark the rest “not selected”")
    organiser.sees("people are now “not selected”", "Every application has an outcome")
    organiser.visit(f"{MANAGE}/selection?sort=outcome").picture("board-400-decided")


def the_letters_are_read_and_sent(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/selection/notify")
    organiser.sees(f"{SEATS} letters", "Answer by", "Reserve list", "Not selected")
    organiser.look("letters-400")
    organiser.press("Send all letters now", sure=True)
    organiser.sees(f"The results are sent to {APPLICANTS} applicants")


def all_accept_but_two(house: Installation, window: Open) -> None:
    """Let two of the few from the Caribbean refuse in their browsers, and all others accept."""
    with house.inside():
        selected = [it for it in call().applications if it.status is ApplicationStatus.SELECTED]
        refusing = [it for it in selected if it.member["region"] == "caribbean"][:2]
        emails = [give_password(it.account) for it in refusing]
        for application in selected:
            if application not in refusing:
                applications.accept(application)
        db.session.commit()
    for email in emails:
        expert = as_expert(window, email)
        expert.sees("Accept the place", "Answer by")
        if email == emails[0]:
            expert.look("application-400-selected")
        expert.press("Decline", sure=True).sees("declined")


def the_places_are_offered_to_the_best(organiser: Screen) -> list[str]:
    """Fill both places with the people who make the group worth most; return their names."""
    organiser.visit(f"{MANAGE}/selection?state=declined")
    organiser.sees(f"{SEATS - 2} have accepted", "2 places are free", "Place declined")
    organiser.look("board-400-answers")
    organiser.follow("Fill the free places")
    organiser.sees("The best 2 replacements", "All targets met", "Proven to be the best possible")
    organiser.look("replacements-400")
    names = organiser.page.locator("#best ~ .persons .person-who > a").all_inner_texts()
    organiser.press("Offer the places to", sure=True)
    return names


def both_accept(house: Installation, window: Open, names: list[str]) -> None:
    """Let those who get the letter after all others accept their places."""
    with house.inside():
        emails = [give_password(it.account) for it in call().applications if it.name in names]
        db.session.commit()
    assert len(emails) == 2
    mails = house.folder / "mails"
    wait_for(lambda: len(list(mails.glob("*.eml"))) > APPLICANTS + 2)
    for email in emails:
        house.wait_for_mail(email, OWN)
        as_expert(window, email).press("Accept the place").sees("Accepted")


def the_panel_is_complete(house: Installation, organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/selection/replacement").sees("No place is free")
    organiser.visit(f"{MANAGE}/selection?state=accepted")
    organiser.sees(f"{SEATS} have accepted", "all targets met")
    organiser.picture("board-400-complete")
    with house.inside():
        panel = [it for it in call().applications if it.status is ApplicationStatus.ACCEPTED]
        held = queries.meters(call(), panel)
        bodies = Counter(it.organization_id for it in panel if it.organization_id)
    assert len(panel) == SEATS
    assert {it.state for it in held} == {MeterState.MET}
    assert max(bodies.values()) <= 2


def everybody_can_check_it(organiser: Screen, visitor: Screen) -> None:
    """Verify the records, and publish how the experts were selected."""
    organiser.visit(f"{MANAGE}/selection/record").press("Verify now")
    told = organiser.page.get_by_text("all of them hold")
    assert wait_for(lambda: organiser.visit(f"{MANAGE}/selection/record") and told.count())
    organiser.look("record-400")
    organiser.visit(f"{MANAGE}/selection/rationale").press("Publish the rationale")
    visitor.visit(f"/events/{SLUG}/call/selection").sees("How the experts were selected")
    visitor.look("rationale-400")


def give_password(account: Account) -> str:
    """Let a sample person sign in, and read English, as the operator can; return their address."""
    account.locale = "en"
    set_password(account, PASSWORD)
    return account.email


def as_expert(window: Open, email: str) -> Screen:
    """Open somebody's own application on a telephone."""
    expert = window(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(expert, email)
    return expert.visit(OWN)


def call() -> Call:
    """Return the call, inside the installation."""
    return db.session.scalars(select(Call).join(Event).where(Event.slug == SLUG)).one()


def keep_as(organiser: Screen, name: str) -> None:
    """Keep the panel on the page as a scenario."""
    organiser.fill(name=name).press("Keep as a scenario")


def worth(organiser: Screen) -> float:
    """Read what the panel on the page is worth."""
    text = organiser.page.locator(".bench-score strong").inner_text()
    return float(text.replace(",", ""))
