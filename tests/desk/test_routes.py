"""Each of us begins at a desk that fits, and sits at no other."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from eventsapp.accounts.models import RoleName
from eventsapp.audit.models import Entry
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.outbox import Message
from eventsapp.core.words import LOCALES, Words
from eventsapp.deliberation.models import Round
from eventsapp.deliberation.rules import RoundStatus
from eventsapp.events.rules import Status, TeamRole
from eventsapp.events.services.changes import refresh_search_text
from eventsapp.experts.models import Assignment
from eventsapp.experts.rules import ApplicationStatus, AssignedBy, CallStatus
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements
from tests.desk.test_queries import call, mail, report

DAY = timedelta(days=1)


def test_the_home_page_shows_what_is_on(client: FlaskClient, db: Session) -> None:
    coming = factories.event(title=Words.of(en="Water workshop"))
    call(coming)
    held = factories.event(
        title=Words.of(en="Old symposium"),
        status=Status.REPORTED,
        date=FuzzyDate.days(clock.today("UTC") - 30 * DAY),
    )
    report(held)
    factories.event(title=Words.of(en="Hush"), status=Status.DRAFT)

    page = client.get("/?lang=en").text

    assert "<title>Meetings of experts · " in page
    assert '<meta property="og:description" content="Find an intergovernmental meeting' in page
    assert page.count("<h1") == 1
    assert "Water workshop" in page
    assert f"/events/{coming.slug}/call/" in page
    assert "After-action report: Old symposium" in page
    assert "Hush" not in page
    assert 'type="text/calendar"' in page
    assert 'name="q"' in page
    assert 'href="/calendar/"' in page


def test_an_empty_home_page_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/?lang=en").text

    assert "No meeting is announced at present." in page
    assert "Open calls" not in page


@pytest.mark.parametrize("path", ["/", "/about/", "/calendar/"])
@pytest.mark.parametrize("locale", LOCALES)
def test_open_pages_speak_each_language(client: FlaskClient, path: str, locale: str) -> None:
    answer = client.get(f"{path}?lang={locale}")

    assert answer.status_code == 200
    assert f'<html lang="{locale}"' in answer.text
    assert "style=" not in answer.text
    assert "onclick" not in answer.text


@pytest.mark.parametrize("path", ["/me/", "/organise/", "/organise/events.csv", "/organise/mails"])
def test_desks_ask_strangers_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["/organise/", "/organise/events.csv", "/organise/mails"])
def test_the_organisers_desk_is_for_organisers(client: FlaskClient, path: str) -> None:
    sign_in(client, factories.account())

    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/organise/", "/organise/events.csv", "/organise/mails"])
def test_whoever_leads_an_event_has_an_organisers_desk(client: FlaskClient, path: str) -> None:
    sign_in(client, factories.team(factories.event(), TeamRole.CO_ORGANISER))

    assert client.get(path).status_code == 200


def test_ones_own_page_teaches_while_it_is_empty(client: FlaskClient) -> None:
    sign_in(client, factories.account())

    page = client.get("/me/").text

    assert "your seat" in page
    assert 'href="/events/"' in page[page.index("<main") :]


def test_ten_calls_of_every_kind_ask_the_database_no_more_than_one(
    client: FlaskClient, db: Session
) -> None:
    person, other = factories.account(affiliation="Body A"), factories.account()

    def calls() -> None:
        """Make a call under review, one that closes soon, and one whose results are sent."""
        reviewed = factories.closed_call()
        for reviewer in (person, other):
            factories.team(reviewed.event, TeamRole.REVIEWER, reviewer)
        applied = factories.application(reviewed, name="Ana Ruiz", affiliation="Body B")
        factories.application(reviewed, name="Ana Ruiz", affiliation="Body B")
        factories.save(
            Assignment(application=applied, account=person, at=clock.now(), by=AssignedBy.HAND)
        )
        closing = factories.call(closes_at=clock.now() + 2 * DAY)
        factories.invitation(closing)
        sent = factories.closed_call(status=CallStatus.NOTIFIED, notified_at=clock.now())
        until = clock.now() + 9 * DAY
        factories.application(sent, status=ApplicationStatus.SELECTED, answer_by=until)
        rated = Round(event=sent.event, number=1, status=RoundStatus.OPEN, outcomes={"1": None})
        factories.save(rated)
        for it in (reviewed, closing, sent):
            factories.team(it.event, TeamRole.LEAD_ORGANISER, person)

    def asked_by(number: int) -> int:
        for _ in range(number):
            calls()
        db.commit()
        db.expunge_all()
        with statements() as asked:
            client.get("/organise/")
        return len(asked)

    sign_in(client, person)
    one, ten = asked_by(1), asked_by(9)
    page = client.get("/organise/").text

    assert ten == one
    told = ("0 of 1 reviewed", "too few reviewers", "1 pair of", "not answered", "answer is due")
    assert [page.count(words) for words in told] == [10] * 5


def test_an_organiser_sees_duties_first_then_events(client: FlaskClient) -> None:
    event = factories.event(
        title=Words.of(en="Water"), date=FuzzyDate.days(clock.today("UTC") - DAY), seats=40
    )
    organiser = factories.organiser()
    factories.team(event, TeamRole.LEAD_ORGANISER, organiser)
    factories.event(title=Words.of(en="Of others"))
    sign_in(client, organiser)

    page = client.get("/organise/").text

    assert page.index("Record the outcome: was it held?") < page.index("<caption>My events")
    assert "0 of 40" in page
    assert "Of others" not in page
    assert 'href="/organise/events/new"' in page


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (TeamRole.FACILITATOR, "practices/"),
        (TeamRole.RAPPORTEUR, "report/"),
        (TeamRole.CHECK_IN, "participants/"),
    ],
)
def test_whoever_helps_with_an_event_finds_their_work_on_their_own_page(
    client: FlaskClient, role: TeamRole, page: str
) -> None:
    event = factories.event(is_best_practices=True)
    helper = factories.team(event, role)
    factories.team(factories.event(status=Status.REPORTED, is_best_practices=True), role, helper)
    sign_in(client, helper)

    mine = client.get("/me/").text

    found = re.findall(r'href="(/organise/events/[^"]+)"', mine)
    assert found == [f"/organise/events/{event.slug}/{page}"]
    assert client.get(found[0]).status_code == 200


def test_many_reports_to_write_do_not_push_what_is_due_out_of_sight(client: FlaskClient) -> None:
    today = clock.today("UTC")
    events = [
        factories.event(status=Status.HELD, date=FuzzyDate.days(today - days * DAY))
        for days in range(30, 35)
    ]
    organiser = factories.team(events[0], TeamRole.LEAD_ORGANISER)
    for event in events[1:]:
        factories.team(event, TeamRole.LEAD_ORGANISER, organiser)
    sign_in(client, organiser)

    page = client.get("/organise/").text

    seen, folded = page.split("2 more reports to write")
    ours = [f'href="/organise/events/{it.slug}/report/"' for it in events]
    assert [sum(it in part for it in ours) for part in (seen, folded)] == [3, 2]


def test_an_organiser_finds_one_of_many_events_and_takes_the_list_along(
    client: FlaskClient, db: Session
) -> None:
    organiser = factories.organiser()
    for number in range(6):
        factories.team(
            factories.event(slug=f"water-{number}", status=list(Status)[number]),
            TeamRole.LEAD_ORGANISER,
            organiser,
        )
    sought = factories.event(slug="accra", title=Words.of(en="Accès à l’eau"), status=Status.DRAFT)
    refresh_search_text(sought)
    factories.team(sought, TeamRole.CO_ORGANISER, organiser)
    factories.event(slug="of-others", title=Words.of(en="Acces"))
    db.commit()
    sign_in(client, organiser)

    def slugs(query: str) -> list[str]:
        page = client.get(f"/organise/{query}").text
        table = client.get(f"/organise/events.csv{query}").text.splitlines()[1:]
        shown = re.findall(r'<th[^>]*>\s*<a href="/organise/events/([^/"]+)/"', page)
        assert [row.partition(",")[0] for row in table] == shown
        return sorted(shown)

    assert len(slugs("")) == 7
    assert slugs("?q=ACCES") == ["accra"]
    assert slugs("?status=draft") == ["accra", "water-0"]
    assert slugs("?q=acces&status=held") == []
    assert "No event matches" in client.get("/organise/?q=nothing").text
    assert slugs("?status=nonsense") == slugs("")


def test_a_new_organiser_is_told_how_to_begin(client: FlaskClient) -> None:
    sign_in(client, factories.organiser())

    page = client.get("/organise/").text

    assert "No events yet" in page
    assert "Nothing is due in the next two weeks" in page


def test_every_duty_has_a_page_to_go_to(client: FlaskClient) -> None:
    today = clock.today("UTC")
    late = factories.event(date=FuzzyDate.days(today - DAY))
    held = factories.event(status=Status.HELD, date=FuzzyDate.days(today - DAY))
    soon = factories.event(
        date=FuzzyDate.days(today + DAY), registration_closes_at=clock.now() + timedelta(hours=1)
    )
    call(soon)
    organiser = factories.organiser()
    for event in (late, held, soon):
        factories.team(event, TeamRole.LEAD_ORGANISER, organiser)
    sign_in(client, organiser)

    page = client.get("/organise/").text
    duties = page[page.index('id="duties"') : page.index("<table")]
    links = re.findall(r'<h3><a href="([^"]+)"', duties)

    assert len(links) == 5
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_failed_mail_is_sent_again_by_a_button(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    organiser = factories.team(event, TeamRole.LEAD_ORGANISER)
    notice = mail(f"event:{event.id}", failed=True)
    sign_in(client, organiser)
    assert "SMTPServerDisconnected" in client.get("/organise/mails").text

    answer = client.post(f"/organise/mails/{notice.id}/again")
    deliver()

    assert answer.status_code == 302
    assert mails.subjects() == [("ada@example.org", notice.subject)]
    assert notice.sent_at is not None
    assert db.query(Entry.action).all() == [("mail.sent_again",)]


@pytest.mark.parametrize("state", ["of others", "waiting", "sent"])
def test_other_mails_are_not_sent_again(client: FlaskClient, state: str) -> None:
    event = factories.event()
    about = "event:4711" if state == "of others" else f"event:{event.id}"
    notice = mail(about, failed=state == "of others", sent=state == "sent")
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))

    assert client.post(f"/organise/mails/{notice.id}/again").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(RoleName.ADMINISTRATOR, 302), (RoleName.ORGANISER, 403)]
)
def test_only_administrators_let_the_worker_try_again(
    client: FlaskClient, role: RoleName, status: int
) -> None:
    now = clock.now()
    message = factories.save(
        Message(
            name="event.changed",
            payload={},
            created_at=now,
            due_at=now + DAY,
            attempts=12,
            failed_at=now,
            error="ValueError: no",
        )
    )
    sign_in(client, factories.account(role=role))

    shown = "ValueError: no" in client.get("/organise/mails").text
    answer = client.post(f"/organise/messages/{message.id}/again")

    assert answer.status_code == status
    assert shown is (role is RoleName.ADMINISTRATOR)
    assert (message.failed_at is None) is (status == 302)


def test_an_organiser_without_mails_learns_what_will_be_there(client: FlaskClient) -> None:
    sign_in(client, factories.organiser())

    assert "No emails yet" in client.get("/organise/mails").text
