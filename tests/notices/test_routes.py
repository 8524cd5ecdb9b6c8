"""Newcomers read the mails that a copy for trying out has caught."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventsapp.app import create_app


@pytest.fixture
def catching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Make a browser at a copy of the site that catches its mails."""
    monkeypatch.setenv("EVENTSAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("EVENTSAPP_MAIL_CATCHER", "true")
    return create_app("testing").test_client()


def caught(folder: Path, name: str) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "ada@example.org", "Confirm <b>now</b>"
    mail.set_content("Please confirm:\n\nhttp://127.0.0.1:8000/confirm/abc?a=1&b=2\n")
    (folder / "mails").mkdir(exist_ok=True)
    (folder / "mails" / name).write_bytes(mail.as_bytes())


def test_an_empty_catcher_says_how_to_get_a_mail(catching: FlaskClient) -> None:
    answer = catching.get("/mails/")

    assert answer.status_code == 200
    assert "No email has been caught yet" in answer.text


def test_a_caught_mail_is_shown_with_links_to_follow(catching: FlaskClient, tmp_path: Path) -> None:
    caught(tmp_path, "1.eml")

    listed = catching.get("/mails/").text
    page = catching.get("/mails/1.eml").text

    assert 'href="/mails/1.eml"' in listed
    assert "Confirm &lt;b&gt;now&lt;/b&gt;" in page
    assert 'href="http://127.0.0.1:8000/confirm/abc?a=1&amp;b=2"' in page


@pytest.mark.parametrize("name", ["2.eml", "..%2Fsecret-key", "%2e%2e"])
def test_other_files_are_not_found(catching: FlaskClient, tmp_path: Path, name: str) -> None:
    caught(tmp_path, "1.eml")

    assert catching.get(f"/mails/{name}").status_code == 404


def test_without_a_catcher_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/mails/").status_code == 404
