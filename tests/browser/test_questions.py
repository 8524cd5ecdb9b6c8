"""Questions in a real browser: written beside their preview, asked while they are due."""

import pytest

from eventsapp.accounts.models import RoleName
from eventsapp.core.db import db
from eventsapp.core.words import Words
from eventsapp.experts.rules import CallStatus
from eventsapp.questions.rules import Kind
from eventsapp.questions.services import save_set
from tests import factories
from tests.browser.conftest import Open, make_person, sign_in
from tests.installation import Installation
from tests.questions.test_rules import question, when

pytestmark = pytest.mark.browser

ORGANISER, APPLICANT = "olga-asks@example.org", "ana-answers@example.org"


@pytest.fixture(scope="module", autouse=True)
def calls(house: Installation) -> None:
    """Make a draft and an open call that ask the same, and who writes and answers."""
    asked = [
        question("been", Kind.YES_NO, label=Words.of(en="Been before?", es="¿Ha estado?")),
        question("years", Kind.NUMBER, label=Words.of(en="For how many years?"),
                 condition=when("been", "yes")),
        question("practice", Kind.LONG_TEXT, label=Words.of(en="Which practice?"), limit=3),
    ]  # fmt: skip
    with house.inside():
        for slug, status in (
            ("questions-draft", CallStatus.DRAFT),
            ("questions-open", CallStatus.PUBLISHED),
        ):
            event = factories.event(slug=slug)
            factories.call(event=event, status=status, question_set=save_set(None, asked))
        db.session.commit()
    make_person(house, ORGANISER, "Olga Organiser", RoleName.ADMINISTRATOR)
    make_person(house, APPLICANT, "Ana Prieto")


def test_questions_are_written_beside_their_preview(window: Open) -> None:
    screen = window()
    sign_in(screen, ORGANISER)
    screen.visit("/organise/events/questions-draft/call/questions")
    page, preview = screen.page, screen.page.locator("#question-preview-body")

    page.locator("#new-kind").select_option("single_choice")
    screen.press("Add a question")
    page.locator("[name=rows-3-label-en]:focus").fill("Where do you live?")
    page.locator("[name=rows-3-choices-en]").fill("Here\nThere")
    preview.locator("legend", has_text="Where do you live?").wait_for()
    preview.get_by_label("There", exact=True).wait_for()
    page.get_by_role("button", name="Move question 4 up").click()
    page.locator("#question-2 summary", has_text="Where do you live?").wait_for()
    page.locator("#question-2 [id^=up-]:focus").wait_for()
    page.get_by_label("Language of the preview").select_option("es")
    preview.locator("legend", has_text="¿Ha estado?").wait_for()
    screen.press("Save the questions")
    screen.sees("The questions are saved")
    screen.look("questions-editor")

    assert page.locator("[name=rows-2-label-en]").input_value() == "Where do you live?"


def test_a_question_shows_while_it_is_asked_and_words_are_counted(window: Open) -> None:
    screen = window()
    sign_in(screen, APPLICANT)
    screen.visit("/events/questions-open/call/apply")
    years = screen.page.get_by_label("For how many years?")
    count = screen.page.locator("[data-words-of=own-q_practice]")

    before = years.is_visible()
    screen.tick("own-q_been", "yes")
    asked = years.is_visible()
    screen.tick("own-q_been", "no")
    after = years.is_visible()
    screen.page.get_by_label("Which practice?").fill("one two\nthree four")

    assert (before, asked, after) == (False, True, False)
    assert count.inner_text() == "4 of 3 words"
    screen.look("questions-application")


def test_without_scripts_every_question_says_when_it_is_asked(window: Open) -> None:
    screen = window(java_script_enabled=False)
    sign_in(screen, APPLICANT)
    screen.visit("/events/questions-open/call/apply")

    assert screen.page.get_by_label("For how many years?").is_visible()
    screen.sees("Only if the answer to “Been before?” is “Yes”.")
