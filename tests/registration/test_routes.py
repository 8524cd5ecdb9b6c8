"""Registering over HTTP, as far as the mails that follow."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from eventsapp.core import clock, outbox
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import Modality, TeamRole
from eventsapp.events.rules import Status as EventStatus
from eventsapp.registration import queries, services
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import SETTLING, Category, Status
from tests import factories
from tests.conftest import MailServer, deliver, sign_in


def post_form(client: FlaskClient, event: Event, email: str, **more: Any) -> TestResponse:
    data = {"name": "Ana", "email": email, "category": "participant"} | more
    language = {"Accept-Language": "en"} | more.pop("headers", {})
    return client.post(f"/events/{event.slug}/register", data=data, headers=language)


def people(db: Session) -> list[tuple[str, str]]:
    rows = db.scalars(select(Registration).order_by(Registration.id))
    return [(r.email, r.status.value) for r in rows]


def text_of(mail: Any) -> str:
    return mail.get_body(("plain",)).get_content()


def test_the_forty_first_of_forty_waits_and_moves_up_when_somebody_cancels(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(seats=40, title=Words.of(en="Water"))
    for n in range(41):
        assert post_form(client, event, f"p{n}@example.org").status_code == 302
    deliver()
    assert mails.subjects()[39:] == [
        ("p39@example.org", "Your seat: Water"),
        ("p40@example.org", "On the waiting list: Water"),
    ]

    page = client.get(mails.link("p40@example.org", "/registrations/"))
    assert "number 1 on the waiting list" in page.text
    client.post(mails.link("p7@example.org", "/registrations/") + "/cancel")
    deliver()

    assert mails.subjects()[41:] == [
        ("p7@example.org", "Cancelled: Water"),
        ("p40@example.org", "A seat for you: Water"),
    ]
    page = client.get(mails.link("p40@example.org", "/registrations/"))
    assert "You have a seat." in page.text
    db.refresh(event)
    assert event.seats_taken == 40


def test_ten_clicks_are_one_registration_and_one_mail(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(seats=5)

    for _ in range(10):
        assert post_form(client, event, "ana@example.org").status_code == 302
    deliver()

    assert people(db) == [("ana@example.org", "confirmed")]
    assert len(mails.mails) == 1


def test_a_stranger_cannot_find_out_who_is_registered(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    known = post_form(client, event, "known@example.org")
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        again = post_form(client, event, "known@example.org")
        new = post_form(client, event, "new@example.org")
        deliver()

    assert known.status_code == again.status_code == new.status_code == 302
    assert known.location == again.location == new.location
    assert client.get(new.location).status_code == 200
    assert sorted((to, subject.split(":")[0]) for to, subject in mails.subjects()) == [
        ("known@example.org", "Your registration"),
        ("known@example.org", "Your seat"),
        ("new@example.org", "Your seat"),
    ]


def test_the_mail_says_all_that_one_needs(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    start = clock.moment(clock.now().replace(tzinfo=None, hour=9, minute=0), "America/Los_Angeles")
    start += timedelta(days=30)
    event = factories.event(
        title=Words.of(en="Water"),
        starts_at=start,
        ends_at=start + timedelta(hours=8),
        modality=Modality.HYBRID,
        city="Sacramento",
        country="US",
        join_url="https://video.example.org/room",
        contact_email="help@example.org",
    )
    post_form(client, event, "ana@example.org", name="Visit http://spam.example now")
    deliver()

    (mail,) = mails.mails
    text = text_of(mail)
    assert mail["Reply-To"] == "help@example.org"
    for fact in ("9:00", "(Los Angeles, UTC−", "Sacramento", "https://video.example.org/room",
                 f"/events/{event.slug}.ics", "/registrations/", "help@example.org"):  # fmt: skip
        assert fact in text, fact
    assert "spam.example" not in text
    html = mail.get_body(("html",)).get_content()
    assert "https://video.example.org/room" in html
    assert "spam.example" not in html


def test_a_mail_is_worded_in_the_language_of_the_form(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Water", es="Agua"))

    post_form(client, event, "ana@example.org", headers={"Accept-Language": "es"})
    deliver()

    (mail,) = mails.mails
    assert mail["Content-Language"] == "es"
    assert "Agua" in mail["Subject"]


def test_a_private_page_is_kept_by_nobody(client: FlaskClient, db: Session) -> None:
    registration = factories.registration(factories.event())

    page = client.get(f"/registrations/{registration.token}")

    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("token", ["x", "a" * 43, "../../etc", "é", "%00" * 3 + "a", "-" * 3000])
def test_what_is_no_private_link_is_not_found(client: FlaskClient, db: Session, token: str) -> None:
    factories.registration(factories.event())

    assert client.get(f"/registrations/{token}").status_code in {400, 404}
    assert client.post(f"/registrations/{token}/cancel").status_code in {400, 404}


def test_the_database_does_not_hold_the_secret_of_a_link(db: Session) -> None:
    registration = factories.registration(factories.event())

    assert registration.token not in {registration.link_nonce, registration.token_hash}
    assert len(registration.token) == 43


def test_looking_at_a_private_page_changes_nothing(client: FlaskClient, db: Session) -> None:
    registration = factories.registration(factories.event())

    client.get(f"/registrations/{registration.token}")
    assert client.get(f"/registrations/{registration.token}/cancel").status_code == 405

    assert registration.status is Status.CONFIRMED


def test_the_link_to_take_part_online_is_for_those_who_have_a_seat(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event(seats=1, modality=Modality.ONLINE, join_url="https://video.example/x")
    sitting = factories.registration(event)
    standing = factories.registration(event, status=Status.WAITING)

    pages = [client.get(f"/registrations/{r.token}").text for r in (sitting, standing)]

    assert ["video.example" in page for page in pages] == [True, False]


def test_an_incomplete_form_says_what_to_mend_and_keeps_what_was_typed(
    client: FlaskClient, db: Session
) -> None:
    response = post_form(client, factories.event(), "not an address", affiliation="Caritas")

    assert response.status_code == 422
    assert "Write an address such as name@example.org." in response.text
    assert 'value="Caritas"' in response.text
    assert people(db) == []


@pytest.mark.parametrize(
    "field",
    [
        {"name": "Ana\nBcc: x@example.org"},
        {"category": "expert"},
        {"category": "pope"},
        {"country": "??"},
        {"name": "x" * 201},
        {"email": "ana@example.org\r\nBcc: b@example.org"},
    ],
)
def test_odd_input_is_refused_at_its_field(
    client: FlaskClient, db: Session, field: dict[str, str]
) -> None:
    response = post_form(client, factories.event(), **{"email": "ana@example.org"} | field)

    assert response.status_code == 422
    assert people(db) == []


def test_a_program_that_fills_in_everything_gets_the_same_answer_and_no_seat(
    client: FlaskClient, db: Session
) -> None:
    response = post_form(client, factories.event(), "bot@example.org", website="http://spam")

    assert response.status_code == 302
    assert people(db) == []


def test_a_signed_in_person_sees_the_private_page_at_once(client: FlaskClient, db: Session) -> None:
    account, event = factories.account(name="Ana"), factories.event()
    sign_in(client, account)
    form = client.get(f"/events/{event.slug}/register").text
    assert f'value="{account.email}"' in form

    response = post_form(client, event, account.email)

    assert "/registrations/" in response.location
    assert "You have a seat." in client.get(response.location).text
    assert client.get(f"/events/{event.slug}/register").location == response.location
    assert queries.own_registrations(account)[0].account == account


@pytest.mark.parametrize(
    ("browser", "kept"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("UTC", None),  # what browsers say that say nothing
        ("Mars/Olympus", None),
        ("../etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_the_zone_of_the_browser_is_noted_and_nobody_is_told_of_a_strange_one(
    client: FlaskClient, db: Session, browser: str | None, kept: str | None
) -> None:
    event = factories.event()

    answer = post_form(client, event, "ana@example.org", **{"timezone": browser} if browser else {})

    assert answer.status_code == 302
    assert db.scalars(select(Registration.timezone)).one() == kept


def test_mails_to_somebody_without_an_account_say_times_by_their_clock(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    start = datetime(2031, 7, 1, 16, tzinfo=UTC)
    event = factories.event(starts_at=start, ends_at=start + timedelta(hours=2))
    for email, zone in (("ana@example.org", "Europe/Madrid"), ("ben@example.org", "")):
        post_form(client, event, email, timezone=zone)
    deliver()

    said = "By your clock: 1 Jul 2031, 6:00 pm to 1 Jul 2031, 8:00 pm (Madrid, UTC+2)"
    texts = {mail["To"]: text_of(mail).replace("\u202f", " ") for mail in mails.mails}
    assert {to: said in text for to, text in texts.items()} == {
        "ana@example.org": True,
        "ben@example.org": False,
    }
    [mail] = mails.to("ana@example.org")
    page = mail.get_body(("html",)).get_content()
    assert page.index("Time zone") < page.index("By your clock:") < page.index("Place")


@pytest.mark.parametrize(
    ("account", "own", "clock_of"),
    [
        (None, None, None),
        (None, "Asia/Tokyo", "Asia/Tokyo"),
        ("UTC", "Asia/Tokyo", "Asia/Tokyo"),
        ("Europe/Madrid", None, "Europe/Madrid"),
        ("Europe/Madrid", "Asia/Tokyo", "Europe/Madrid"),
    ],
)
def test_the_zone_of_the_account_comes_before_that_of_the_registration(
    db: Session, account: str | None, own: str | None, clock_of: str | None
) -> None:
    person = factories.account(timezone=account) if account else None

    registration = factories.registration(factories.event(), account=person, timezone=own)

    assert registration.own_zone == clock_of


def test_one_chooses_another_clock_on_ones_own_page_and_takes_it_back(
    client: FlaskClient, db: Session
) -> None:
    registration = factories.registration(factories.event(), timezone="Europe/Madrid")
    page = f"/registrations/{registration.token}"
    first = client.get(page).text

    bad = client.post(f"{page}/zone", data={"timezone": "Mars/Olympus"})
    stayed = registration.timezone
    fine = client.post(f"{page}/zone", data={"timezone": "Asia/Tokyo"})
    chosen = registration.timezone
    client.post(f"{page}/zone", data={"timezone": ""})

    assert '<option selected value="Europe/Madrid">' in first
    assert (bad.status_code, stayed) == (422, "Europe/Madrid")
    assert (fine.location, chosen) == (page, "Asia/Tokyo")
    assert registration.timezone is None


def test_whoever_has_chosen_in_their_profile_is_led_there(client: FlaskClient, db: Session) -> None:
    person, event = factories.account(timezone="Asia/Tokyo"), factories.event()
    registration = factories.registration(event, account=person, email=person.email)
    other = factories.event()
    sign_in(client, person)

    page = client.get(f"/registrations/{registration.token}").text
    form = client.get(f"/events/{other.slug}/register").text

    assert "also give times in the time zone of your profile: Tokyo." in page
    assert ("/zone" in page, 'name="timezone"' in form) == (False, False)


def test_a_zone_stays_when_one_registers_again_without_saying_it(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event()
    post_form(client, event, "ana@example.org", timezone="Asia/Tokyo")
    registration = db.scalars(select(Registration)).one()
    client.post(f"/registrations/{registration.token}/cancel")

    post_form(client, event, "ana@example.org")

    assert (registration.status, registration.timezone) == (Status.CONFIRMED, "Asia/Tokyo")


def test_a_signed_in_person_gets_no_page_of_somebody_else(client: FlaskClient, db: Session) -> None:
    account, event = factories.account(), factories.event()
    factories.registration(event, email="other@example.org")
    sign_in(client, account)

    response = post_form(client, event, "other@example.org")

    assert response.location.endswith("/register/written")
    assert queries.own_registrations(account) == []


def test_a_closed_event_says_so_on_the_form_and_refuses(client: FlaskClient, db: Session) -> None:
    event = factories.event(registration_closes_at=clock.now() - timedelta(hours=1))

    page = client.get(f"/events/{event.slug}/register")
    response = post_form(client, event, "ana@example.org")

    assert "The deadline for registration has passed." in page.text
    assert response.status_code == 409
    assert "The deadline for registration has passed." in response.text


def test_a_draft_does_not_show_that_it_exists(client: FlaskClient, db: Session) -> None:
    event = factories.event(status="draft")

    assert client.get(f"/events/{event.slug}/register").status_code == 404
    assert post_form(client, event, "ana@example.org").status_code == 404


def test_the_page_of_an_event_offers_a_seat_or_the_waiting_list(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event(seats=1)
    free = client.get(f"/events/{event.slug}/").text
    factories.registration(event)
    full = client.get(f"/events/{event.slug}/").text

    link = re.compile(rf'href="/events/{event.slug}/register">(?:<svg.*?</svg>)?([^<]*)</a>')
    assert (link.findall(free), link.findall(full)) == (["Register"], ["Join the waiting list"])


def test_only_those_who_agreed_are_named_on_the_page_of_the_event(
    client: FlaskClient, db: Session
) -> None:
    event = factories.event()
    factories.registration(event, name="Named", publish_name=True)
    factories.registration(event, name="Unnamed")
    factories.registration(event, name="Gone", publish_name=True, status=Status.CANCELLED)

    page = client.get(f"/events/{event.slug}/").text

    assert [name in page for name in ("Named", "Unnamed", "Gone")] == [True, False, False]


def test_everybody_hears_once_that_the_date_or_place_has_changed(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Water"))
    factories.registration(event, email="ana@example.org")
    factories.registration(event, email="gone@example.org", status=Status.CANCELLED)
    outbox.put("event.changed", event_id=event.id)
    db.commit()
    deliver()
    assert mails.subjects() == []

    event.sequence += 1
    outbox.put("event.changed", event_id=event.id)
    outbox.put("event.changed", event_id=event.id)
    db.commit()
    deliver()
    assert mails.subjects() == []
    with time_machine.travel(clock.now() + SETTLING):
        deliver()

    assert mails.subjects() == [("ana@example.org", "New date or place: Water")]


def test_more_seats_reach_those_who_wait(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Water"), seats=1)
    factories.registration(event)
    factories.registration(event, email="next@example.org", status=Status.WAITING)
    event.seats = 2
    outbox.put("event.changed", event_id=event.id)
    db.commit()
    deliver()

    assert mails.subjects() == [("next@example.org", "A seat for you: Water")]


def test_everybody_hears_that_the_event_is_cancelled(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Water"), seats=1, status="cancelled",
                            cancelled_reason="A storm")  # fmt: skip
    factories.registration(event, email="ana@example.org")
    factories.registration(event, email="bea@example.org", status=Status.WAITING)
    factories.registration(event, email="gone@example.org", status=Status.CANCELLED)
    outbox.put("event.cancelled", event_id=event.id)
    db.commit()
    deliver()

    assert mails.subjects() == [
        ("ana@example.org", "Event cancelled: Water"),
        ("bea@example.org", "Event cancelled: Water"),
    ]
    assert "A storm" in text_of(mails.mails[0])


def test_who_cancels_before_the_worker_wakes_gets_one_mail(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    registration = services.register(factories.event(), email="ana@example.org", name="Ana")
    services.cancel(registration)
    db.commit()
    deliver()

    assert [subject.split(":")[0] for _, subject in mails.subjects()] == ["Cancelled"]


def test_my_page_lists_what_was_registered_before_signing_up(
    client: FlaskClient, db: Session
) -> None:
    account = factories.account()
    event = factories.event(title=Words.of(en="Water"))
    registration = factories.registration(event, email=account.email)
    factories.team(event, TeamRole.REVIEWER, account)

    assert queries.own_registrations(account) == [registration]
    assert registration.category is Category.PARTICIPANT


def test_the_own_page_says_that_the_event_is_over(client: FlaskClient, db: Session) -> None:
    registration = factories.registration(factories.event(status=EventStatus.HELD))

    page = client.get(f"/registrations/{registration.token}").text

    assert "This event is over." in page
    assert "We look forward to seeing you" not in page
    assert "puts the event into your calendar" not in page
    assert "/cancel" not in page
