"""Pages of mailings: what they offer to whom, and what they say to what makes no sense."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import Status, TeamRole
from eventsapp.experts.models import Call
from eventsapp.mailings.models import Mailing
from eventsapp.mailings.queries.audience import gathering
from eventsapp.mailings.rules import Anchor, Audience, MailingState, Plan
from eventsapp.mailings.services.mailings import begin, confirm, draft
from eventsapp.notices.services import mark_address
from eventsapp.registration import services as registrations
from eventsapp.registration.models import Tag
from eventsapp.registration.queries import tag_named
from tests import factories
from tests.conftest import MailServer, deliver, sign_in

PAGES = "/organise/events/water/mails/mailings"
SAID = {"subject-en": "News", "text-en": "Dear {name}", "anchor": "now", "places": ["confirmed"]}


@pytest.fixture
def event(db: Session) -> Event:
    """Make an event with a call whose results are sent."""
    event = factories.event(slug="water", title=Words.of(en="Water"))
    factories.closed_call(event=event, notified_at=clock.now())
    return event


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> Account:
    """Make its organiser, signed in."""
    organiser = factories.team(event, TeamRole.CO_ORGANISER)
    sign_in(client, organiser)
    return organiser


def apply(event: Event, person: Account) -> None:
    call = factories.db.session.scalars(select(Call).where(Call.event_id == event.id)).one()
    factories.application(call, account=person)


def mailing(
    event: Event, account: Account, plan: Plan | None = None, **asked: tuple[str, ...]
) -> Mailing:
    words = {"subject": Words.of(en="To the chosen"), "text": Words.of(en="You are chosen.")}
    made = draft(event, account, **words, audience=Audience(**asked), plan=plan or Plan())
    factories.db.session.commit()
    return made


def test_who_has_a_part_in_the_call_meets_nothing_about_it(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    decider = factories.team(event, TeamRole.LEAD_ORGANISER)
    to_chosen = mailing(event, decider, stages=("selected",))
    to_all = mailing(event, decider, places=("confirmed",))
    before = client.get(f"{PAGES}/new").text
    apply(event, organiser)

    form, listed = client.get(f"{PAGES}/new").text, client.get(f"{PAGES}/").text
    written = client.post(f"{PAGES}/new", data=SAID | {"places": [], "stages": ["selected"]})

    assert ("Not selected" in before, "Not selected" in form) == (True, False)
    assert listed.count("To the chosen") == 1
    assert client.get(f"{PAGES}/{to_all.id}").status_code == 200
    for end in ("", "/edit", "/confirm", "/stop", "/at-once", "/remove", "/test"):
        address = f"{PAGES}/{to_chosen.id}{end}"
        answer = client.get(address) if end in {"", "/edit"} else client.post(address)
        assert answer.status_code == 403, end
    assert written.status_code == 422


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"subject-en": "", "text-en": "Hello"}, "Write this in English too."),
        ({"subject-es": "Hola", "text-es": ""}, "Write this in Español too."),
        (
            {"subject-en": "", "text-en": "", "subject-fr": "Salut", "text-fr": "Salut"},
            "Write this in the event’s main language (English)",
        ),
        ({"text-en": "Dear {nmae}"}, "There is no placeholder {nmae}"),
        ({"subject-en": "See {link}"}, "cannot be in a subject"),
        ({"text-en": "Hello {{name}}"}, "Braces belong only around"),
        ({"places": []}, "Choose at least one group of people."),
        ({"anchor": "at"}, "Say when to send it."),
        ({"anchor": "start", "number": "many"}, "Not a valid integer value."),
        ({"anchor": "start", "number": "-1"}, "A whole number from 0 to 999."),
        (
            {"anchor": "at", "at": "9999-12-31T23:59"},
            "Write a date between 1800 and 2200.",
        ),
        ({"anchor": "never"}, "Not a valid choice."),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field_and_nothing_is_kept(
    client: FlaskClient,
    db: Session,
    event: Event,
    organiser: Account,
    data: dict[str, object],
    said: str,
) -> None:
    answer = client.post(f"{PAGES}/new", data=SAID | data)

    assert answer.status_code == 422
    assert said in answer.text
    assert db.scalars(select(Mailing)).all() == []


def test_all_that_was_asked_for_is_kept_and_comes_back_to_be_changed(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    factories.registration(event, country="BR")
    said = SAID | {
        "categories": ["delegate"], "countries": ["BR"], "attended": "came",
        "affiliation": "Ministry",
        "stages": ["handed_in"], "reviewing": "all", "bodies": ["invited"], "agenda": ["chair"],
        "team": ["co_organiser"], "anchor": "end", "number": "2", "unit": "hours",
        "side": "after", "time": "08:15",
    }  # fmt: skip

    address = client.post(f"{PAGES}/new", data=said).location
    kept = db.scalars(select(Mailing)).one()
    before = kept.audience, kept.plan
    form = client.get(f"{address}/edit").text
    client.post(f"{address}/edit", data=said | {"seen": "1"})

    assert (kept.audience, kept.plan) == before
    assert kept.audience == Audience(
        places=("confirmed",), categories=("delegate",), countries=("BR",), attended="came",
        affiliation="Ministry",
        stages=("handed_in",), reviewing="all", bodies=("invited",), agenda=("chair",),
        team=("co_organiser",),
    )  # fmt: skip
    assert kept.version == 2
    assert 'value="Ministry"' in form
    assert 'value="08:15"' in form


def test_a_start_is_offered_and_changed_before_anything_is_kept(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    page = client.get(f"{PAGES}/new?start=thanks").text

    assert "Thank you: {event}" in page
    assert db.scalars(select(Mailing)).all() == []


def test_a_draft_is_removed_and_what_has_begun_is_not(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    removed, begun = (mailing(event, organiser, places=("confirmed",)) for _ in range(2))
    begun.state = MailingState.SENT
    db.commit()

    answers = [client.post(f"{PAGES}/{it.id}/remove").status_code for it in (removed, begun)]

    assert answers == [302, 409]
    assert db.scalars(select(Mailing)).all() == [begun]


@pytest.mark.parametrize("state", list(MailingState))
def test_a_mailing_is_shown_in_every_state(
    client: FlaskClient, db: Session, event: Event, organiser: Account, state: MailingState
) -> None:
    factories.registration(event, name="Ana")
    it = mailing(event, organiser, places=("confirmed",))
    it.state = state
    db.commit()

    assert client.get(f"{PAGES}/{it.id}").status_code == 200
    assert client.get(f"{PAGES}/").status_code == 200


def test_a_long_list_is_closed_until_somebody_looks_and_has_pages(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    for number in range(51):
        factories.registration(event, name=f"Person {number:02}")
    it = mailing(event, organiser, places=("confirmed",))

    first, last = (client.get(f"{PAGES}/{it.id}{query}").text for query in ("", "?page=2"))

    listed = re.compile(r'<th scope="row" [^>]*>(Person \d\d)')
    assert listed.findall(first) == [f"Person {number:02}" for number in range(50)]
    assert listed.findall(last) == ["Person 50"]
    assert ['<details class="sheet" open>' in page for page in (first, last)] == [False, True]
    assert "Send to 51 people" in first


def test_a_page_that_asks_again_how_far_it_is_gets_that_and_no_more(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    factories.registration(event, name="Ana")
    it = mailing(event, organiser, places=("confirmed",))
    confirm(it, organiser, gathering(event, it.audience).seal(it.version))
    begin(it, it.due_at.isoformat())
    db.commit()

    answer = client.get(f"{PAGES}/{it.id}", headers={"HX-Request": "true"}).text

    assert "1 not written yet" in answer
    assert "Ana" not in answer


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.DRAFT, "Nothing is sent for an event that is a draft."),
        (Status.CANCELLED, "The event is cancelled, so nothing is sent at a later time."),
    ],
)
def test_no_button_is_offered_that_would_be_refused(
    client: FlaskClient,
    db: Session,
    event: Event,
    organiser: Account,
    status: Status,
    said: str,
) -> None:
    factories.registration(event, name="Ana")
    it = mailing(event, organiser, Plan(anchor=Anchor.START, number=3), places=("confirmed",))
    event.status = status
    db.commit()

    page = client.get(f"{PAGES}/{it.id}").text

    assert said in page
    assert "/confirm" not in page


def test_the_table_has_all_who_get_it_and_who_does_not_with_the_reason(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    factories.registration(event, name="=Ana", email="ana@example.org", locale="es")
    factories.registration(event, name="Sam", email="sam@example.org", is_sample=True)
    it = mailing(event, organiser, places=("confirmed",))

    table = client.get(f"{PAGES}/{it.id}/people.csv").text.splitlines()

    assert table[1:] == [
        "'=Ana,ana@example.org,Registration: Confirmed,English,",
        'Sam,sam@example.org,Registration: Confirmed,English,"Is a sample, not a real person."',
    ]


def test_a_mailing_is_called_by_its_subject_with_what_all_readers_have_in_common(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    event.title = Words.of(en="Water {name} <1>", es="Agua")
    it = mailing(event, organiser, places=("confirmed",))
    it.subject = Words.of(en="{name}, see {event}!", es="{event}: {name}")
    it.text |= {"es": "Hola."}
    db.commit()
    called = "[Name of the reader], see Water {name} &lt;1&gt;!"

    pages = [client.get(f"{PAGES}/{end}").text for end in ("", it.id)]
    in_spanish = client.get(f"{PAGES}/{it.id}?lang=es").text

    assert [called in page for page in pages] == [True, True]
    assert f"<title>{called}" in pages[1]
    assert "<h2>Agua: [" in in_spanish


IN_THREE_DAYS = Plan(anchor=Anchor.START, number=3)


def test_what_is_scheduled_for_nobody_today_says_that_whoever_matches_then_gets_it(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    it = mailing(event, organiser, IN_THREE_DAYS, places=("confirmed",))
    address = f"{PAGES}/{it.id}"

    before = client.get(address).text
    seal = re.findall(r'name="seal" value="(\w+)"', before)
    client.post(f"{address}/confirm", data={"seal": seal})
    after = client.get(address).text

    assert "Nobody would get it today" in before
    assert "It goes to everybody who matches when the time comes." in before
    assert "(0 people" not in before
    assert it.state is MailingState.SCHEDULED
    assert "to everybody who matches then. Today that is nobody." in after
    it.state, it.started_at, it.ended_at = MailingState.SENT, clock.now(), clock.now()
    db.commit()
    assert "Nobody matched your choice when it was sent." in client.get(address).text


@pytest.mark.parametrize("plan", [Plan(), IN_THREE_DAYS])
def test_it_is_said_that_samples_get_no_mail(
    client: FlaskClient, db: Session, event: Event, organiser: Account, plan: Plan
) -> None:
    factories.registration(event, name="Sam", is_sample=True)
    it = mailing(event, organiser, plan, places=("confirmed",))

    alone = client.get(f"{PAGES}/{it.id}").text
    factories.registration(event, name="Ana")
    db.commit()
    beside_others = client.get(f"{PAGES}/{it.id}").text

    said = "Everybody who matches your choice is a sample, not a real person"
    assert (said in alone, said in beside_others) == (True, False)
    assert "1 person matches, but gets no email" in alone
    assert "1 more person matches, but gets no email of their own" in beside_others
    assert ("1 person gets it" in alone, "1 person gets it" in beside_others) == (False, True)


def test_it_is_said_that_nobody_of_the_set_takes_mails(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    place = factories.registration(event, name="Ana")
    mark_address(place.email, "5.1.1", "no such user")
    it = mailing(event, organiser, places=("confirmed",))

    page = client.get(f"{PAGES}/{it.id}").text

    assert "Everybody who matches your choice gets no email. The list below says why." in page
    assert "There is nobody to send it to." in page


def tag(event: Event, name: str, *people: str) -> Tag:
    ids = [factories.registration(event, name=it).id for it in people]
    registrations.add_tag(event, name, ids)
    factories.db.session.commit()
    made = tag_named(event, name)
    assert made is not None
    return made


def test_a_mailing_goes_to_people_with_a_tag_and_without_another(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    bare = client.get(f"{PAGES}/new").text
    tag(event, "Café", "Ana")
    tag(event, "Late")
    said = SAID | {"tags": ["cafe"], "without_tags": ["late"]}

    address = client.post(f"{PAGES}/new", data=said).location
    shown, form = client.get(address).text, client.get(f"{address}/edit").text
    odd = client.post(f"{PAGES}/new", data=SAID | {"tags": ["no such tag"]})

    assert ("these tags" in bare, odd.status_code) == (False, 422)
    assert db.scalars(select(Mailing)).one().audience == Audience(
        places=("confirmed",), tags=("cafe",), without_tags=("late",)
    )
    assert "1 person gets it" in shown
    assert re.findall(r'<input checked[^>]*name="(tags|without_tags)"[^>]*value="(\w+)"', form) == [
        ("tags", "cafe"),
        ("without_tags", "late"),
    ]


def test_a_tag_that_nobody_has_chooses_nobody_and_the_page_says_so(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    tag(event, "Late")
    factories.registration(event)
    it = mailing(event, organiser, places=("confirmed",), tags=("late",))

    shown = client.get(f"{PAGES}/{it.id}").text

    assert "Nobody has the tag “Late” today, so nobody is chosen by it." in shown
    assert "Nobody would get it today" in shown


def test_a_deleted_tag_chooses_nobody_until_the_mailing_is_changed(
    client: FlaskClient, db: Session, event: Event, organiser: Account
) -> None:
    late = tag(event, "Late", "Ana")
    factories.registration(event, name="Ben")
    it = mailing(event, organiser, places=("confirmed",), without_tags=("late",))
    before = [person.name for person in gathering(event, it.audience).people]

    registrations.remove_tag(late)
    db.commit()
    shown = client.get(f"{PAGES}/{it.id}").text
    kept = client.post(f"{PAGES}/{it.id}/edit", data=SAID | {"seen": 1, "without_tags": ["late"]})
    form = client.get(f"{PAGES}/{it.id}/edit").text
    after = gathering(event, it.audience).people
    client.post(f"{PAGES}/{it.id}/edit", data=SAID | {"seen": 2})

    assert (before, kept.status_code, after) == (["Ben"], 302, [])
    assert "The tag “late”, by which registered people are chosen, no longer exists." in shown
    assert "late (this tag no longer exists)" in form
    assert [person.name for person in gathering(event, it.audience).people] == ["Ana", "Ben"]


def test_a_mailing_follows_a_tag_to_its_new_name_until_it_is_sent(
    client: FlaskClient, db: Session, event: Event, organiser: Account, mails: MailServer
) -> None:
    late, dinner = tag(event, "Late", "Ana"), tag(event, "Dinner", "Ben")
    draft = mailing(event, organiser, places=("confirmed",), tags=("late", "dinner"))
    other = mailing(event, organiser, places=("confirmed",), without_tags=("late",))
    sent = mailing(event, organiser, places=("confirmed",), tags=("late",))
    sent.state, sent.started_at = MailingState.SENT, clock.now()

    registrations.rename_tag(late, "Arrives late")
    db.commit()
    deliver()
    renamed = draft.audience.tags
    registrations.merge_tags(late, dinner)
    db.commit()
    deliver()

    assert (renamed, draft.audience.tags) == (("arrives late", "dinner"), ("dinner",))
    assert (other.audience.without_tags, sent.audience.tags) == (("dinner",), ("late",))
    assert [it.name for it in gathering(event, draft.audience).people] == ["Ana", "Ben"]
