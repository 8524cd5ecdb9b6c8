"""Links, headers and what never leaves."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.core.web import email_address, link, safe_next
from tests import factories


@pytest.mark.parametrize("target", ["/events/", "/events/?kind=workshop#top"])
def test_our_own_pages_may_come_next(target: str) -> None:
    assert safe_next(target, "/") == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/a\\b", "evil", "/\r\nLocation: x",
    ],
)  # fmt: skip
def test_other_sites_never_come_next(target: str | None) -> None:
    assert safe_next(target, "/") == "/"


def test_links_in_mails_start_with_the_configured_address(app: Flask) -> None:
    with app.test_request_context(headers={"Host": "evil.example"}):
        assert link("health.healthz") == "http://127.0.0.1:8000/healthz"


def test_where_hosts_are_named_no_other_is_answered(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["events.example.org"])

    ours = client.get("/about/", headers={"Host": "events.example.org"})
    other = client.get("/about/", headers={"Host": "evil.example"})

    assert (ours.status_code, other.status_code) == (200, 400)
    assert other.text == "This site does not go by that name.\n"


def test_every_answer_has_the_headers_of_a_careful_site(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Set-Cookie" not in headers


def test_static_files_are_kept_for_a_year_when_their_address_says_which(
    client: FlaskClient,
) -> None:
    marked = client.get("/static/css/tokens.css?v=0123")
    plain = client.get("/static/css/tokens.css")

    assert marked.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "public, max-age=3600"


def test_a_page_that_is_not_there_says_so_in_the_reader_s_language(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert "<html" in response.text


def test_a_choice_of_language_is_kept(client: FlaskClient) -> None:
    response = client.get("/nowhere?lang=fr")

    assert 'lang="fr"' in response.text
    assert 'lang="fr"' in client.get("/nowhere").text


@pytest.mark.parametrize("octet", ["%00", "%0A", "%1F", "%FF", "%C0%80"])
def test_no_page_is_at_an_address_that_is_no_text(client: FlaskClient, octet: str) -> None:
    assert client.get(f"/events/{octet}/").status_code == 404
    assert client.get(f"/{octet}").status_code == 404


@pytest.mark.parametrize("octet", ["%00", "%FF"])
def test_a_question_that_is_no_text_is_answered_as_any_that_finds_nothing(
    client: FlaskClient, db: Session, octet: str
) -> None:
    factories.event()
    db.commit()

    assert "No event matches" in client.get(f"/events/?q=water{octet}").text


def test_a_view_that_asks_no_policy_is_not_sent(app: Flask) -> None:
    rules = [rule.endpoint for rule in app.url_map.iter_rules()]
    assert "health.healthz" in rules
    with app.test_request_context("/healthz"):
        app.preprocess_request()
        with pytest.raises(RuntimeError, match="asked no policy"):
            app.process_response(app.make_response("a secret"))


def test_a_form_that_was_open_for_too_long_is_not_called_a_strange_request(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", 1)

    page = client.post("/login", data={"email": "ana@example.org"})

    assert page.status_code == 400
    assert "<h1>This form is no longer valid</h1>" in page.text
    assert "a link from an email" not in page.text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ana.maria@un.example", "ana<wbr>.maria<wbr>@un<wbr>.example"),
        ("<b>@example.org", "&lt;b&gt;<wbr>@example<wbr>.org"),
    ],
)
def test_an_address_breaks_where_a_reader_expects_it(address: str, shown: str) -> None:
    assert email_address(address) == f'<span class="address">{shown}</span>'
    assert email_address(None) == ""
