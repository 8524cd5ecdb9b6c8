"""The words of a mail in a real browser: a click puts placeholders in, the preview follows."""

import pytest

from eventsapp.accounts.models import RoleName
from eventsapp.core.db import db
from eventsapp.core.words import Words
from tests import factories
from tests.browser.conftest import Open, make_person, sign_in
from tests.installation import Installation

pytestmark = pytest.mark.browser

ORGANISER = "olga-writes@example.org"
WORDS = "/organise/events/words/mails/wordings"


@pytest.fixture(scope="module", autouse=True)
def event(house: Installation) -> None:
    """Make an event with a participant, and who writes."""
    with house.inside():
        made = factories.event(slug="words", title=Words.of(en="Clean water"))
        factories.registration(made, name="Eva Ruiz", locale="en")
        db.session.commit()
    make_person(house, ORGANISER, "Olga Organiser", RoleName.ADMINISTRATOR)


def test_placeholders_come_by_a_click_and_the_preview_follows(window: Open) -> None:
    screen = window()
    sign_in(screen, ORGANISER)
    screen.visit(f"{WORDS}/").look("words-of-mails")
    screen.visit(f"{WORDS}/registration_confirmed/en").look("words-of-a-mail")
    page, preview = screen.page, screen.page.locator("#preview")
    subject, text = page.get_by_label("Subject"), page.locator("#text")

    subject.fill("Welcome, !")
    subject.press("ArrowLeft")
    page.get_by_role("button", name="{name}").click()
    assert subject.input_value() == "Welcome, {name}!"
    preview.get_by_text("Welcome, Eva Ruiz!").wait_for()
    page.get_by_role("button", name="{event_page}").click()  # links go to the text
    assert subject.input_value() == "Welcome, {name}!"
    assert text.input_value().endswith("{event_page}")
    text.fill("See you, {first_name}\n\n{link}")
    preview.get_by_text("There is no placeholder {first_name}. Did you mean {name}?").wait_for()
    text.fill("See you, {name}.\n\n{link}")
    preview.get_by_text("See you, Eva Ruiz.").wait_for()
    page.get_by_label("Preview as").select_option(label="An invented reader")
    preview.get_by_text("See you, Sample Person.").wait_for()
    screen.press("Send a test to me")
    screen.sees(f"A test is on its way to {ORGANISER}.")
    screen.press("Save")
    screen.sees("Your own text")
    screen.look("own-words")
