"""The story of nominations over HTTP, with real mails: invited, named, confirmed, replaced."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, Invitation, Nominee
from tests import factories
from tests.conftest import MailServer, browser, deliver

PDF = b"%PDF-1.7\nwe nominate\n%%EOF\n"


def later(minutes: float = 0, **span: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(minutes=minutes, **span))


def settle() -> None:
    """Let the quiet minutes pass after which mails go out."""
    with later(11):
        deliver()


def application_form(**changes: object) -> dict[str, object]:
    return {
        "name": "Ana Pérez",
        "affiliation": "Ministry of Labour",
        "country": "MX",
        "sector": "labor",
        "gender": "woman",
        "languages": ["es"],
        "statement": "I know the field.",
        "no_interests": "y",
        "consent": "y",
        "submit": "y",
        **changes,
    }


def person(name: str, email: str, **more: str) -> dict[str, str]:
    return {"name": name, "email": email, **more}


def invite(desk: FlaskClient, call: Call, **changes: str) -> None:
    data = {
        "body": "Ministry of Labour of Chile",
        "name": "Office of the Minister",
        "email": "focal@example.org",
        "locale": "en",
        "quota": "2",
        **changes,
    }
    response = desk.post(f"/organise/events/{call.event.slug}/nominations/invite", data=data)
    assert response.location == f"/organise/events/{call.event.slug}/nominations"


def desk_of(app: Flask, call: Call) -> FlaskClient:
    return browser(app, factories.team(call.event, TeamRole.LEAD_ORGANISER))


def status_of(db: Session, name: str) -> list[str]:
    return list(db.scalars(select(Nominee.status).where(Nominee.name == name).order_by(Nominee.id)))


def test_from_the_invitation_to_the_confirmed_list(
    app: Flask, db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Fields of Gold"))
    call = factories.call(event=event)
    desk, address = desk_of(app, call), f"/organise/events/{event.slug}/nominations"
    assert "No government or organisation is invited yet" in desk.get(address).text

    invite(desk, call)
    deliver()

    assert mails.subjects() == [("focal@example.org", "Please nominate experts: Fields of Gold")]
    focal, page = app.test_client(), mails.link("focal@example.org", "/nominations/")
    assert "Begin" in focal.get(page).text
    assert db.scalars(select(Invitation.opened_at)).one() is None  # a GET says nothing

    focal.post(f"{page}/begin")
    assert "Opened" in desk.get(address).text
    focal.post(f"{page}/people", data=person("Ana Pérez", "ana@example.net", position="Head"))
    focal.post(f"{page}/people", data=person("Bea Soto", "bea@example.net"))
    focal.post(f"{page}/letter", data={"letter": (io.BytesIO(PDF), "letter.pdf")})
    bea = db.scalars(select(Nominee).where(Nominee.name == "Bea Soto")).one()
    focal.post(f"{page}/people/{bea.id}/move", data={"to": "up"})
    mails.mails.clear()
    deliver()
    assert mails.mails == []  # the list has not come to rest yet
    settle()

    assert mails.subjects() == [
        ("focal@example.org", "Your nominations: Fields of Gold"),
        ("bea@example.net", "You are nominated: Fields of Gold"),
        ("ana@example.net", "You are nominated: Fields of Gold"),
    ]
    receipt = mails.to("focal@example.org")[0].get_body(("plain",))
    assert receipt is not None
    assert [line for line in receipt.get_content().splitlines() if line[:2] in {"1.", "2."}] == [
        "1. Bea Soto (bea@example.net)",
        "2. Ana Pérez (ana@example.net)",
    ]
    assert "letter.pdf" in receipt.get_content()
    assert desk.get(f"{address}/{bea.invitation_id}/letter").data == PDF

    # Ana has no account: one button, one mail, one button, and the form is filled in
    ana, hers = app.test_client(), mails.link("ana@example.net", "/nominees/")
    assert "Ministry of Labour of Chile has nominated you" in ana.get(hers).text
    ana.post(f"{hers}/stand")
    deliver()
    assert status_of(db, "Ana Pérez") == ["accepted"]
    entered = ana.post(mails.link("ana@example.net", "/login/link/"))
    assert entered.location == f"/events/{event.slug}/call/apply"
    form = ana.get(entered.location).text
    assert ('value="Ana Pérez"' in form, "You are nominated by Ministry of Labour" in form) == (
        True,
        True,
    )
    sent = ana.post(entered.location, data=application_form())
    assert sent.location == f"/events/{event.slug}/call/application"
    assert status_of(db, "Ana Pérez") == ["confirmed"]
    assert "Ministry of Labour of Chile" in ana.get(sent.location).text

    # Bea declines: the body is told, and names Cleo in her place
    app.test_client().post(f"/nominees/{bea.token}/stand-down")
    deliver()
    assert mails.subjects()[-1] == (
        "focal@example.org",
        "Bea Soto has declined: Fields of Gold",
    )
    focal.post(f"{page}/people", data=person("Cleo Ruiz", "cleo@example.net"))
    ranks = select(Nominee.name, Nominee.rank, Nominee.status).order_by(Nominee.id)
    assert [tuple(row) for row in db.execute(ranks)] == [
        ("Ana Pérez", 1, "confirmed"),
        ("Bea Soto", 1, "declined"),
        ("Cleo Ruiz", 2, "nominated"),
    ]


def test_organisers_see_who_was_named_by_whom_wherever_they_look(app: Flask, db: Session) -> None:
    call = factories.call()
    invitation = factories.invitation(call, body="Ministry of Ice", quota=2, letter=None)
    application = factories.application(call, name="Ana Pérez")
    factories.nominee(
        invitation, name="Ana Pérez", email="ana@example.net", application=application,
        status="confirmed",
    )  # fmt: skip
    factories.nominee(invitation, name="Bea Soto", rank=1, status="declined")
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.nominee(invitation, name="Cleo Ruiz", email=reviewer.email)
    other = factories.invitation(call, body="Ministry of Fire")
    factories.nominee(other, name="Ana Pérez", email="ana@example.net")
    desk, address = desk_of(app, call), f"/organise/events/{call.event.slug}"

    board = desk.get(f"{address}/nominations").text
    table = desk.get(f"{address}/nominations.csv").text
    choice = desk.get(f"{address}/selection.csv").text
    page = desk.get(f"{address}/applications/{application.id}").text

    for told in (
        "No longer: Bea Soto",
        "Letter missing",
        "Reviews for this event",
        "Named by several, and counted once: Ministry of Fire; Ministry of Ice",
    ):
        assert told in board
    lines = [line.split(",") for line in table.strip().splitlines()[1:]]
    assert [(line[0], line[11], line[12], line[17]) for line in lines] == [
        ("Ministry of Fire", "1", "Ana Pérez", "Has not answered yet"),
        ("Ministry of Ice", "1", "Ana Pérez", "Confirmed: application submitted"),
        ("Ministry of Ice", "2", "Cleo Ruiz", "Has not answered yet"),
        ("Ministry of Ice", "", "Bea Soto", "Declined"),
    ]
    assert choice.strip().endswith("Ministry of Ice (rank 1)")
    assert "Ministry of Ice (rank 1)" in page


def test_many_are_invited_at_once_after_a_look_and_none_while_a_line_is_wrong(
    app: Flask, db: Session, mails: MailServer
) -> None:
    call = factories.call()
    factories.organization(name=Words.of(en="Pan American Health Organization"), acronym="PAHO")
    desk = desk_of(app, call)
    address = f"/organise/events/{call.event.slug}/nominations/many"
    wrong = (
        "Body; Address; Focal point; Language; Places\n"
        "PAHO; paho@example.org; Rosa; español; 3\n"
        "Ministry of Ice; not an address\n"
        "Pan American Health Organization; other@example.org\n"
        "Ministry of Fire; paho@example.org\n"
        "Ministry of Air; air@example.org; ; tlh; 99\n"
    )

    refused = desk.post(address, data={"text": wrong, "locale": "fr", "quota": "1", "send": "y"})

    assert refused.status_code == 422
    for told in (
        "Line 3: Email address of the focal point: Write an address such as name@example.org.",
        "Line 4: Pan American Health Organization appears twice, once under another name.",
        "Line 5: The address paho@example.org appears twice.",
        "Line 6: Language of the letter: Write one of these: en, es, pt, fr",
        "Line 6: Most people it may nominate: Give a number from 1 to 50.",
    ):
        assert told in refused.text
    deliver()
    assert (db.scalars(select(Invitation)).all(), mails.mails) == ([], [])

    good = "PAHO; paho@example.org; Rosa; español; 3\nMinistry of Ice;ice@example.org\n"
    file = {"table": (io.BytesIO(good.encode()), "bodies.csv"), "locale": "fr", "quota": "1"}
    looked = desk.post(address, data=file)
    assert (looked.status_code, "2 invitations, ready to be sent" in looked.text) == (200, True)
    assert "known as Pan American Health Organization" in looked.text
    assert db.scalars(select(Invitation)).all() == []

    sent = desk.post(address, data={"text": good, "locale": "fr", "quota": "1", "send": "y"})
    deliver()

    assert sent.status_code == 302
    made = select(Invitation).order_by(Invitation.id)
    assert [
        (it.body, it.organization_id is not None, it.name, it.locale, it.quota)
        for it in db.scalars(made)
    ] == [("PAHO", True, "Rosa", "es", 3), ("Ministry of Ice", False, "", "fr", 1)]
    assert [str(mail["Content-Language"]) for mail in mails.mails] == ["es", "fr"]


def test_a_body_that_names_nobody_can_take_it_back(app: Flask, db: Session) -> None:
    invitation = factories.invitation(factories.call(), quota=1)
    focal, page = app.test_client(), f"/nominations/{invitation.token}"

    focal.post(f"{page}/nobody")

    assert "You are not nominating anyone" in focal.get(page).text
    assert invitation.state == "declined"
    focal.post(f"{page}/somebody")
    focal.post(f"{page}/people", data=person("Ana", "ana@example.net"))
    assert invitation.state == "nominated"


def test_after_the_deadline_of_the_calls_zone_a_list_can_only_be_read(
    app: Flask, db: Session
) -> None:
    zone = clock.moment(datetime(2026, 3, 20, 23, 59), "America/Los_Angeles")  # noqa: DTZ001
    with time_machine.travel(zone - timedelta(days=5)):
        call = factories.call(closes_at=zone)
        invitation = factories.invitation(call, quota=2)
        ana = factories.nominee(invitation, name="Ana")
    focal, page = app.test_client(), f"/nominations/{invitation.token}"
    data = person("Bea", "bea@example.net", note="Typed with care")

    with time_machine.travel(zone, tick=False):
        in_time = focal.post(f"{page}/people", data=data)
    with time_machine.travel(zone + timedelta(minutes=1), tick=False):
        late = focal.post(f"{page}/people", data=person("Cleo", "cleo@example.net", note="Lost?"))
        moved = focal.post(f"{page}/people/{ana.id}/remove")
        shown = focal.get(page).text
        nominee = app.test_client().get(f"/nominees/{ana.token}").text

    assert (in_time.status_code, late.status_code, moved.status_code) == (302, 422, 409)
    assert ("The deadline has passed" in late.text, "Lost?" in late.text) == (True, True)
    assert [it.name for it in invitation.standing] == ["Ana", "Bea"]
    assert ("You can still read them here" in shown, "/remove" in shown) == (True, False)
    assert "The deadline has passed and you did not submit an application" in nominee


def test_unknown_withdrawn_and_malformed_links_answer_alike(app: Flask, db: Session) -> None:
    call = factories.call()
    withdrawn = factories.invitation(call, withdrawn_at=clock.now())
    replaced = factories.nominee(factories.invitation(call), status="replaced")
    of_withdrawn = factories.nominee(withdrawn)
    client = app.test_client()

    pages = [
        client.get(path)
        for path in (
            f"/nominations/{'x' * 43}",
            f"/nominations/{withdrawn.token}",
            "/nominations/%20",
            "/nominations/%F0%9F%91%A9",
            f"/nominees/{'x' * 43}",
            f"/nominees/{replaced.token}",
            f"/nominees/{of_withdrawn.token}",
        )
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1


def test_nobody_reaches_into_the_list_of_another_body(app: Flask, db: Session) -> None:
    call = factories.call()
    own, other = factories.invitation(call), factories.invitation(call)
    theirs = factories.nominee(other)
    client, page = app.test_client(), f"/nominations/{own.token}/people/{theirs.id}"

    answers = [
        client.get(page).status_code,
        client.post(page, data=person("Eve", "eve@example.net")).status_code,
        client.post(f"{page}/remove").status_code,
        client.post(f"{page}/move", data={"to": "up"}).status_code,
    ]

    assert answers == [404] * 4
    assert theirs.status == "nominated"


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ not a letter", "letter.pdf"), (b"<html>", "letter.docx"), (b"", "")],
)
def test_a_letter_is_what_it_claims_to_be(
    app: Flask, db: Session, content: bytes, name: str
) -> None:
    invitation = factories.invitation(factories.call())

    answer = app.test_client().post(
        f"/nominations/{invitation.token}/letter", data={"letter": (io.BytesIO(content), name)}
    )

    assert answer.status_code == 422
    assert invitation.letter_id is None


def test_only_nominees_apply_where_the_call_says_so_and_nothing_typed_is_lost(
    app: Flask, db: Session
) -> None:
    call = factories.call(nominations_only=True)
    slug = call.event.slug
    ana = factories.account(email="ana@example.net")
    nominee = factories.nominee(factories.invitation(call), email="ana@example.net")
    stranger = browser(app, factories.account())
    sentence = "Only people whom an invited government or organisation has nominated can apply"

    refused = stranger.post(
        f"/events/{slug}/call/apply", data=application_form(statement="All that I have typed.")
    )
    welcome = browser(app, ana).post(f"/events/{slug}/call/apply", data=application_form())

    for page in (
        app.test_client().get(f"/events/{slug}/call/"),
        stranger.get(f"/events/{slug}/call/"),
        refused,
    ):
        assert sentence in page.text
    assert (refused.status_code, "All that I have typed." in refused.text) == (422, True)
    assert stranger.get(f"/events/{slug}/call/apply").location == f"/events/{slug}/call/"
    assert "Apply as an expert" not in stranger.get(f"/events/{slug}").text
    assert welcome.location == f"/events/{slug}/call/application"
    assert nominee.status == "confirmed"
    assert [it.account_id for it in db.scalars(select(Application))] == [ana.id]


def test_who_is_replaced_where_only_nominees_apply_can_no_longer_change_anything(
    app: Flask, db: Session
) -> None:
    call = factories.call(nominations_only=True)
    ana = factories.account(email="ana@example.net")
    invitation = factories.invitation(call, quota=1)
    nominee = factories.nominee(invitation, email="ana@example.net", name="Ana")
    client, address = browser(app, ana), f"/events/{call.event.slug}/call"
    client.post(f"{address}/apply", data=application_form())

    app.test_client().post(
        f"/nominations/{invitation.token}/people/{nominee.id}",
        data=person("Bea", "bea@example.net"),
    )
    late = client.post(f"{address}/apply", data=application_form(statement="Changed.", save="y"))

    assert late.status_code == 422
    application = db.scalars(select(Application)).one()
    assert (application.status, application.statement) == ("submitted", "I know the field.")
    assert "Change my application" not in client.get(f"{address}/application").text
    assert client.post(f"{address}/application/withdraw").status_code == 302
    assert [(it.name, it.rank, it.status) for it in invitation.nominees] == [
        ("Ana", 1, "replaced"),
        ("Bea", 1, "nominated"),
    ]


def test_reviewers_of_a_blind_call_do_not_learn_who_nominated(app: Flask, db: Session) -> None:
    call = factories.closed_call(is_blind=True)
    application = factories.application(call)
    invitation = factories.invitation(call, body="Ministry of Ice")
    factories.nominee(invitation, application=application, status="confirmed")
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    factories.review(application, person=reviewer)
    address = f"/organise/events/{call.event.slug}"

    page = browser(app, reviewer).get(f"{address}/review/{application.id}").text
    board = desk_of(app, call).get(f"{address}/selection").text

    assert ("I know the field." in page, "Ministry of Ice" in page) == (True, False)
    assert "Nominated by Ministry of Ice (rank 1)" in board


def test_an_open_list_whose_call_is_extended_hears_of_it_and_is_reminded_by_the_new_deadline(
    app: Flask, db: Session, mails: MailServer
) -> None:
    call = factories.call(closes_at=clock.now() + timedelta(days=20))
    desk = desk_of(app, call)
    invite(desk, call)
    deliver()
    closes = call.closes_at + timedelta(days=10)
    local = closes.astimezone(ZoneInfo(call.timezone)).replace(tzinfo=None)
    desk.post(
        f"/organise/events/{call.event.slug}/call/extend",
        data={"closes_at": local.strftime("%Y-%m-%dT%H:%M")},
    )
    deliver()
    title = call.event.title["en"]
    assert mails.subjects()[1:] == [("focal@example.org", f"More time to nominate: {title}")]

    mails.mails.clear()
    for day in range(1, 30):
        with later(days=day):
            deliver()
    reminder = ("focal@example.org", f"Still time to nominate: {title}")
    assert mails.subjects() == [reminder, reminder]


def test_the_desk_names_silent_bodies_when_the_deadline_is_near(app: Flask, db: Session) -> None:
    call = factories.call(closes_at=clock.now() + timedelta(days=15))
    factories.invitation(call)
    factories.nominee(factories.invitation(call))
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)

    early = browser(app, organiser).get("/organise/").text
    with later(days=2):
        near = browser(app, organiser).get("/organise/").text

    assert "Nominations that have not come" not in early
    assert "1 invited body has not answered" in near


def test_a_sign_in_with_another_address_is_told_apart(app: Flask, db: Session) -> None:
    nominee = factories.nominee(factories.invitation(factories.call()), email="ana@example.net")
    other = browser(app, factories.account(email="other@example.net"))

    page = other.get(f"/nominees/{nominee.token}").text

    assert "You are signed in with another address" in page
