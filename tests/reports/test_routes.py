"""The report over HTTP: written, previewed, published, read as page and as PDF."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.events.rules import Status, TeamRole
from eventsapp.reports import services
from tests import factories
from tests.conftest import MailServer, browser, deliver
from tests.reports import workshop

DESK = "/organise/events/sacramento/report/"
REPORT = "/events/sacramento/report/"


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return " ".join(done.stdout.replace("\u200b", "").split())


def test_the_rapporteur_writes_and_publishes(
    app: Flask, client: FlaskClient, db: Session, mails: MailServer, tmp_path: Path
) -> None:
    made = workshop.held(db)
    writer = browser(app, made.rapporteur)
    writer.post(DESK, data={"language": "en", "symbol": "WS/2000/1"})
    address = f"{DESK}sections/summary"
    saved = writer.post(address, data={"text": "Much *works* & <b>more</b>.", "seen": ""})
    assert "Much <em>works</em> &amp; &lt;b&gt;more&lt;/b&gt;." in writer.get(DESK + "preview").text
    assert client.get(REPORT).status_code == 404

    writer.post(DESK + "publish")

    page = client.get(REPORT).text
    assert saved.headers["Location"] == f"{DESK}sections/origin"
    assert [word for word in ("WS/2000/1", "Much <em>works</em> &amp; &lt;b&gt;more&lt;/b&gt;.",
                              "Mobile consulates", "Appropriate", "Median 7", "None recorded.",
                              "Olga Observer", "RAND/UCLA method, with interpolated percentiles")
            if word not in page] == []  # fmt: skip
    response = client.get(REPORT + "1.pdf")
    assert response.mimetype == "application/pdf"
    if shutil.which("pdftotext"):
        words = text_of(response.data, tmp_path)
        assert [word for word in ("Mobile consulates", "Appropriate", "Seasonal quotas",
                                  "Uncertain", "Much works & <b>more</b>.", "WS/2000/1")
                if word not in words] == []  # fmt: skip
    deliver()
    assert len([s for _, s in mails.subjects() if s.startswith("The report is published")]) == 17
    assert client.get("/events/sacramento/").text.count(f'href="{REPORT}"') == 1


def test_the_page_and_the_pdf_have_the_same_headings(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    made = workshop.held(db)
    version = services.publish(services.begin(made.event, "en"), by="Rosa")
    titles = [f"{part['number']} {part['title']}" for part in version.document["sections"]]

    page = client.get(REPORT).text

    assert re.findall(r'<h2 id="section-\w+">([^<]+)</h2>', page) == titles
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(then <= now + 1 for now, then in pairwise(levels))


def test_a_wide_table_says_on_a_phone_what_each_value_is(client: FlaskClient, db: Session) -> None:
    made = workshop.held(db)
    services.publish(services.begin(made.event, "en"), by="Rosa")

    page = client.get(REPORT).text

    ratings = page[page.index("Table of ratings</h2>") :]
    assert re.findall(r'data-label="([^"]+)"', ratings)[:4] == ["No.", "Practice", "n", "Median"]


def test_users_words_are_text_everywhere(app: Flask, client: FlaskClient, db: Session) -> None:
    made = workshop.held(db)
    report = services.begin(made.event, "en", '<i>#import "x"</i>')
    services.publish(report, by="Rosa")
    services.publish(report, by="Rosa", correction="{{ 7*7 }} <script>", seen=1)

    page = client.get(REPORT).text

    assert "&lt;i&gt;#import &#34;x&#34;&lt;/i&gt;" in page
    assert "{{ 7*7 }} &lt;script&gt;" in page


def test_older_versions_stay_and_say_so(app: Flask, client: FlaskClient, db: Session) -> None:
    made = workshop.held(db)
    report = services.begin(made.event, "en")
    services.publish(report, by="Rosa")
    services.publish(report, by="Rosa", correction="A name was wrong.", seen=1)

    first, latest = client.get(f"{REPORT}1/").text, client.get(REPORT).text

    assert ("This version was replaced." in first, "This version was replaced." in latest) == (
        True,
        False,
    )
    assert "This version corrects: A name was wrong." in latest
    listed = re.sub(r"<[^>]+>|\s+", " ", latest[latest.index('<h2 id="versions"') :])
    assert re.search(r"Version 2 , published [^:]+:\d\d\s?[ap]m: A name was wrong\.", listed)
    assert re.search(r"Version 1 , published [^:]+:\d\d\s?[ap]m ", listed)
    assert "None" not in listed
    assert client.get(f"{REPORT}3/").status_code == 404
    assert client.get(f"{REPORT}3.pdf").status_code == 404


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("GET", ""),
        ("POST", ""),
        ("GET", "settings"),
        ("GET", "sections/summary"),
        ("POST", "sections/summary"),
        ("GET", "preview"),
        ("GET", "preview.pdf"),
        ("POST", "publish"),
    ],
)
def test_only_rapporteurs_and_organisers_write(
    app: Flask, db: Session, method: str, page: str
) -> None:
    made = workshop.held(db)
    services.begin(made.event, "en")
    people = [
        made.experts[0],
        factories.team(made.event, TeamRole.REVIEWER),
        factories.team(made.event, TeamRole.FACILITATOR),
        factories.organiser(),
    ]

    answers = {browser(app, who).open(DESK + page, method=method).status_code for who in people}

    assert answers == {403}


def test_every_page_of_the_desk_opens(app: Flask, db: Session) -> None:
    made = workshop.held(db)
    writer = browser(app, factories.team(made.event, TeamRole.LEAD_ORGANISER))
    before = writer.get(DESK)
    services.begin(made.event, "es")

    pages = ["", "settings", "preview", "preview.pdf", "sections/agreed", "sections/annex_call"]
    answers = [writer.get(DESK + page).status_code for page in pages]

    assert "Start the after-action report" in before.text
    assert answers == [200] * len(pages)
    assert writer.get(f"{DESK}sections/unheard").status_code == 404


def test_rapporteurs_find_what_they_have_to_write(app: Flask, db: Session) -> None:
    made = workshop.held(db)
    writer = browser(app, made.rapporteur)
    before = writer.get("/me/").text
    services.publish(services.begin(made.event, "en"), by="Rosa")

    after = writer.get("/me/").text

    assert (DESK in before, DESK in after) == (True, False)


def test_a_stale_text_is_not_overwritten_and_nothing_typed_is_lost(app: Flask, db: Session) -> None:
    made = workshop.held(db)
    services.begin(made.event, "en")
    writer = browser(app, made.rapporteur)
    address = f"{DESK}sections/lessons"
    writer.post(address, data={"text": "Theirs", "seen": ""})

    response = writer.post(address, data={"text": "Mine", "seen": ""})

    assert response.status_code == 422
    assert ("Theirs" in response.text, "Mine" in response.text) == (True, True)
    assert "Theirs" in writer.get(address).text


def test_a_report_of_a_draft_is_no_public_page(client: FlaskClient, db: Session) -> None:
    made = workshop.held(db)
    services.publish(services.begin(made.event, "en"), by="Rosa")
    made.event.status = Status.DRAFT
    db.commit()

    assert client.get(REPORT).status_code == 302
    assert client.get(f"{REPORT}1.pdf").status_code == 302


def test_a_correction_without_a_reason_is_refused(app: Flask, db: Session) -> None:
    made = workshop.held(db)
    services.publish(services.begin(made.event, "en"), by="Rosa")

    response = browser(app, made.rapporteur).post(
        DESK + "publish", data={"correction": "", "seen": "1"}
    )

    assert response.status_code == 409
    assert "Say what this version corrects" in response.text
