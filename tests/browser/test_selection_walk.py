"""Four hundred applicants of the demonstration: from the reviewed call to the accepted panel."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Open
from tests.browser.screen import Screen
from tests.installation import Installation, running

pytestmark = pytest.mark.browser

SLUG = "sample-workshop-domestic-workers"
MANAGE = f"/organise/events/{SLUG}"
ORGANISER = "organiser@example.org"
APPLICANTS, SEATS = 400, 40


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Installation]:
    """Run an installation with the demonstration, as a newcomer does."""
    folder = tmp_path_factory.mktemp("demo")
    with running(folder, f"eventsapp_demo_{worker}", demo=True, host="localhost") as house:
        yield house


def test_a_panel_of_four_hundred_is_chosen_and_told(house: Installation, window: Open) -> None:
    organiser = window()
    sign_in_as_printed(house, organiser)

    the_board_shows_everybody(organiser)
    a_panel_is_proposed_and_a_target_moved(organiser)
    name = somebody_is_pinned_in(organiser)
    scenarios_are_compared_and_a_panel_is_taken(organiser, name)
    everybody_gets_an_outcome(organiser)
    the_letters_are_read_and_sent(house, organiser)


def sign_in_as_printed(house: Installation, organiser: Screen) -> None:
    """Sign in with the one-time password that the start has printed."""
    said = (house.folder / "run.log").read_text()
    printed = re.search(rf"{re.escape(ORGANISER)}\s+(\S+)", said)
    assert printed, said
    organiser.visit("/login").fill(email=ORGANISER, password=printed[1]).press("Sign in")


def the_board_shows_everybody(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/").sees("Selection")
    organiser.visit(f"{MANAGE}/reviews").sees("Lack a reviewer", "Ask for a third review")
    organiser.visit(f"{MANAGE}/selection")
    organiser.sees(f"{APPLICANTS} candidates", f"0 of {SEATS} seats")
    organiser.look("board-400")


def a_panel_is_proposed_and_a_target_moved(organiser: Screen) -> None:
    organiser.follow("Propose a panel")
    organiser.sees("Proven the best possible", f"{SEATS} of {SEATS} seats filled")
    organiser.page.get_by_role("heading", name="What the conditions cost").wait_for()
    organiser.sees("Without it the panel would gain")
    organiser.look("panel-400")
    best = worth(organiser)
    keep_as(organiser, "As it was published")
    organiser.visit(f"{MANAGE}/selection/panel")

    organiser.page.get_by_label("At least, The Caribbean").fill("6")

    organiser.page.get_by_text("You are trying conditions that were not published").wait_for()
    assert worth(organiser) < best
    organiser.sees("points less than under the published conditions", "The Caribbean")
    organiser.look("panel-400-moved")
    organiser.follow("Back to what is published")
    assert worth(organiser) == best


def somebody_is_pinned_in(organiser: Screen) -> str:
    """Ask why the last of those next by score is not in; pin them in, for a reason; name them."""
    name = organiser.page.locator("#others .person-who > a").last.inner_text()
    outside = organiser.page.locator("#others .person").last
    outside.get_by_role("link", name="Why not?").click()
    outside.get_by_text(f"The best panel with {name}").wait_for()
    organiser.sees("would leave", "points")
    organiser.look("panel-400-why-not")

    outside.get_by_role("button", name="With").click()
    organiser.follow("Keep, with a reason")
    organiser.sees(f"Pin {name}")
    organiser.fill(reason="Has promised to chair the session on standby hours.")
    organiser.look("pin-400")
    organiser.press("Keep this pin").sees("Must be in", "chair the session")
    keep_as(organiser, "With a chair")
    return name


def scenarios_are_compared_and_a_panel_is_taken(organiser: Screen, pinned: str) -> None:
    organiser.visit(f"{MANAGE}/selection/scenarios")
    organiser.sees("As it was published", "With a chair", f"Must be in: {pinned}")
    for box in organiser.page.get_by_role("checkbox").all():
        box.check()
    organiser.press("Compare side by side")
    organiser.sees("people are in all of them", "Have you yourself worked in other people's homes?")
    organiser.look("scenarios-400")
    organiser.visit(f"{MANAGE}/selection/panel").press("Take this panel as the choice")
    organiser.sees(f"{SEATS} people are selected", "all targets met")


def everybody_gets_an_outcome(organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/selection?state=undecided")
    organiser.sees(f"{APPLICANTS - SEATS} of {APPLICANTS} candidates")
    for outcome in organiser.page.get_by_label("Outcome for").all()[:12]:
        outcome.select_option("reserve")
    organiser.press("Save the choice").sees("The choice is saved")
    organiser.press("Give the rest “not selected”")
    organiser.sees("348 people are “not selected” now", "Every application has an outcome")
    organiser.visit(f"{MANAGE}/selection?sort=outcome").look("board-400-decided")


def the_letters_are_read_and_sent(house: Installation, organiser: Screen) -> None:
    organiser.visit(f"{MANAGE}/selection/notify")
    organiser.sees("40 letters", "12 letters", "348 letters")
    organiser.look("letters-400")
    organiser.press("Send all letters now", sure=True)
    organiser.sees(f"The results are sent to {APPLICANTS} applicants")


def keep_as(organiser: Screen, name: str) -> None:
    """Keep the panel on the page as a scenario."""
    organiser.fill(name=name).press("Keep as a scenario")


def worth(organiser: Screen) -> float:
    """Read what the panel on the page is worth."""
    text = organiser.page.locator(".bench-score strong").inner_text()
    return float(text.replace(",", ""))
