"""Forms of the house."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from wtforms import FileField, StringField

from eventsapp.core.errors import Refused
from eventsapp.core.forms import Form, WordsField, printable, readable_file


class TooLate(Refused):
    """Somebody was late."""

    message = "It is too late."


class Sheet(Form):
    """A form to try."""

    name = StringField(filters=[lambda text: text and text.strip()])
    title = WordsField("Title", required=True)


def test_control_characters_never_reach_the_tables(app: Flask) -> None:
    data = {"name": " A\x0b\x07na\x7f ", "title-en": "Wa\x1bter", "title-es": "  "}
    with app.test_request_context("/", method="POST", data=data):
        form = Sheet()

        assert form.submitted()
        assert (form.name.data, form.title.words) == ("Ana", {"en": "Water"})


def test_words_are_asked_for_in_at_least_one_language(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "Ana", "title-en": " "}):
        form = Sheet()

        assert not form.submitted()
        assert form.status == 422


def test_a_refusal_is_said_at_the_form_and_nothing_typed_is_lost(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "Ana", "title-en": "Water"}):
        form = Sheet()
        assert form.submitted()

        with form.showing_refusals():
            raise TooLate

        assert (form.form_errors, form.status, form.name.data) == (["It is too late."], 422, "Ana")


def test_a_field_for_files_lets_browsers_offer_those_that_we_take(app: Flask) -> None:
    class Letter(Form):
        letter = FileField(validators=[readable_file])

    with app.test_request_context("/"):
        shown = str(Letter().letter())

    assert 'accept=".pdf,.docx,.png,.jpg,.jpeg"' in shown


def test_what_is_no_refusal_is_not_swallowed_by_a_form(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Sheet()

        with pytest.raises(ValueError, match="broken"), form.showing_refusals():
            raise ValueError("broken")


@pytest.mark.parametrize("text", ["Zoë\r\n\tline", "emoji 👩‍🌾", "", None])
def test_what_people_do_type_stays(text: str | None) -> None:
    assert printable(text) == text


def test_a_null_byte_in_a_form_is_refused(client: FlaskClient) -> None:
    assert client.post("/login", data={"email": "a\x00b@example.org"}).status_code == 400
