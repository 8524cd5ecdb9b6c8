"""Tags: the organisers' own labels for the people of an event."""

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from eventsapp.audit.queries import entries_about
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.registration import queries, rules, services
from eventsapp.registration.models import Registration, Tag, tagging
from eventsapp.registration.queries import Filter
from eventsapp.registration.rules import Status
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements


@pytest.fixture
def event(db: Session) -> Event:
    return factories.event()


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> FlaskClient:
    sign_in(client, factories.team(event, TeamRole.LEAD_ORGANISER))
    return client


def address(event: Event, more: object = "") -> str:
    return f"/organise/events/{event.slug}/participants/{more}"


def people(event: Event, *names: str) -> list[Registration]:
    return [factories.registration(event, name=name) for name in names]


def give(name: str, *registrations: Registration) -> Tag:
    event = registrations[0].event
    services.add_tag(event, name, [it.id for it in registrations])
    factories.db.session.commit()
    tag = queries.tag_named(event, name)
    assert tag is not None
    return tag


def tagged(event: Event) -> dict[str, list[str]]:
    """Return the tags of each person who has any."""
    return {
        it.name: [tag.name for tag in it.tags] for it in queries.registrations(event) if it.tags
    }


def errors(page: str) -> list[str]:
    """Return what a page asks to mend, without its links to the fields."""
    said = page[page.index('role="alert"') : page.index("</ul>", page.index('role="alert"'))]
    items = re.findall(r"<li>(.*?)</li>", said, re.DOTALL)
    return [unescape(re.sub(r"<a .*?</a>", "", it)).strip() for it in items]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Dietary", "Dietary"),
        ("  Speaker's \n dinner ", "Speaker's dinner"),
        ("⭐", "⭐"),
        ("C++", "C++"),
        (" ", ""),
        ("\u200b\u00a0", ""),
        ("\u0301", ""),
    ],
)
def test_a_tag_is_kept_as_it_was_meant(said: str, kept: str) -> None:
    assert rules.as_tag(said) == kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Dietary", "DIETARY ", True),
        ("Café", "cafe", True),
        ("Arrives  late", "arrives late", True),
        ("Straße", "STRASSE", True),
        ("Dietary", "Diet", False),
        ("C", "C++", False),
    ],
)
def test_tags_are_the_same_whatever_the_case_and_accents(
    one: str, other: str, same: object
) -> None:
    assert (rules.tag_key(one) == rules.tag_key(other)) is same


def test_several_people_get_a_tag_and_only_they_lose_it(event: Event, db: Session) -> None:
    ana, bea, cai = people(event, "Ana", "Bea", "Cai")

    added = services.add_tag(event, "Café", [ana.id, bea.id])
    again = services.add_tag(event, " CAFE ", [bea.id, cai.id])
    taken = services.take_tag_off(event, "cafe", [ana.id, bea.id])
    none = services.take_tag_off(event, "cafe", [ana.id])
    db.commit()

    assert (added, again, taken, none) == (2, 1, 2, 0)
    assert tagged(event) == {"Cai": ["Café"]}
    assert {tag.name: number for tag, number in queries.tags_of(event).items()} == {"Café": 1}


def test_each_change_is_written_down_once(event: Event) -> None:
    ana, bea = people(event, "Ana", "Bea")

    tag = give("Dietary", ana)
    give("Dietary", ana, bea)
    services.take_tag_off(event, "Dietary", [bea.id])
    services.take_tag_off(event, "Dietary", [bea.id])

    written = [(it.action, it.details) for it in entries_about(f"event:{event.id}")]
    assert sorted(written, key=str) == [
        ("registration.tag_made", {"tag": tag.id, "name": "Dietary"}),
        ("registration.tagged", {"tag": tag.id, "registrations": [ana.id]}),
        ("registration.tagged", {"tag": tag.id, "registrations": [bea.id]}),
        ("registration.untagged", {"tag": tag.id, "registrations": [bea.id]}),
    ]


def test_each_event_has_tags_of_its_own(event: Event) -> None:
    other = factories.event()
    give("Dietary", *people(event, "Ana"))

    with pytest.raises(services.NoSuchTag):
        services.take_tag_off(other, "Dietary", [])
    give("dietary", *people(other, "Zoe"))

    assert (tagged(event), tagged(other)) == ({"Ana": ["Dietary"]}, {"Zoe": ["dietary"]})


def test_an_event_has_no_more_tags_than_can_be_read(event: Event, db: Session) -> None:
    (ana,) = people(event, "Ana")
    db.add_all(Tag(event=event, name=f"t{it}", key=f"t{it}") for it in range(rules.MOST_TAGS))
    db.commit()

    with pytest.raises(services.TooManyTags):
        services.add_tag(event, "One more", [ana.id])
    assert services.add_tag(event, "T7", [ana.id]) == 1


def test_what_is_deleted_takes_its_tags_along(event: Event, db: Session) -> None:
    ana, bea = people(event, "Ana", "Bea")
    give("Dietary", ana, bea)
    kept = bea.id

    db.delete(ana)
    db.commit()
    left = db.scalars(select(tagging.c.registration_id)).all()
    db.execute(delete(Event).where(Event.id == event.id))

    assert left == [kept]
    assert db.scalar(select(func.count()).select_from(tagging)) == 0
    assert db.scalar(select(func.count()).select_from(Tag)) == 0


def test_people_are_ticked_and_tagged(organiser: FlaskClient, event: Event) -> None:
    ana, bea, cai = people(event, "Ana", "Bea", "Cai")
    give("Dietary", cai)
    ticked = [ana.id, bea.id]

    added = organiser.post(
        address(event, "?q=a&page=1"), data={"people": ticked, "name": "dietary", "act": "add"}
    )
    said = organiser.get(added.location).text
    taken = organiser.post(
        address(event), data={"people": [cai.id], "name": "Dietary", "act": "take_off"}
    )

    assert (added.status_code, added.location) == (302, address(event, "?q=a&page=1"))
    assert "2 people now have the tag “Dietary”." in said
    assert taken.status_code == 302
    assert tagged(event) == {"Ana": ["Dietary"], "Bea": ["Dietary"]}


def test_everybody_on_the_list_is_tagged_and_nobody_else(
    organiser: FlaskClient, event: Event
) -> None:
    people(event, "Ana", "Bea")
    factories.registration(event, name="Wim", status=Status.WAITING)
    asked = {"everybody": "y", "name": "Waits", "act": "add"}

    shown = organiser.get(address(event, "?status=waiting")).text
    organiser.post(address(event, "?status=waiting"), data=asked)

    assert "Everybody on this list (1), ticked or not" in shown
    assert tagged(event) == {"Wim": ["Waits"]}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, ["Write a tag, or choose one."]),
        ({"name": "x" * 41}, ["Make this shorter: at most 40 characters."]),
        ({"people": []}, ["Tick the people, or everybody on the list."]),
        ({"act": "take_off"}, ["This event has no such tag. Choose one of its tags."]),
    ],
)
def test_what_makes_no_tag_is_said_and_nothing_typed_is_lost(
    organiser: FlaskClient, event: Event, typed: dict[str, object], said: list[str]
) -> None:
    ana, _bea = people(event, "Ana", "Bea")
    data = {"people": [ana.id], "name": "Dietary", "act": "add"} | typed

    answer = organiser.post(address(event), data=data)

    assert answer.status_code == 422
    assert errors(answer.text) == said
    assert re.findall(r'name="people" value="(\d+)"[^>]*checked', answer.text) == [
        str(it) for it in data["people"]
    ]
    assert f'value="{str(data["name"]).strip()}"' in answer.text
    assert queries.tags_of(event) == {}


def test_only_people_of_this_event_are_tagged(organiser: FlaskClient, event: Event) -> None:
    (ana,), (zoe,) = people(event, "Ana"), people(factories.event(), "Zoe")
    ticked = [ana.id, zoe.id, 10**30]

    organiser.post(address(event), data={"people": ticked, "name": "Dietary", "act": "add"})

    assert (tagged(event), tagged(zoe.event)) == ({"Ana": ["Dietary"]}, {})


def test_the_list_is_narrowed_to_a_tag_together_with_other_filters(
    organiser: FlaskClient, event: Event
) -> None:
    ana, bea, cai = people(event, "Ana", "Bea", "Cai")
    cai.status = Status.WAITING
    tag = give("Dietary", ana, cai)
    give("Late", bea)

    def names(query: str) -> list[str]:
        return re.findall(r'aria-label="Tick (\w+)"', organiser.get(address(event, query)).text)

    assert names(f"?tag={tag.id}") == ["Ana", "Cai"]
    assert names(f"?tag={tag.id}&status=waiting") == ["Cai"]
    assert names(f"?tag={tag.id}&q=ana") == ["Ana"]
    assert names(f"?tag={10**30}") == ["Ana", "Bea", "Cai"]


def test_the_table_has_a_column_of_tags(organiser: FlaskClient, event: Event) -> None:
    ana, _bea = people(event, "Ana", "Bea")
    give("Visa letter sent", ana)
    tag = give("=1+1", ana)

    def column(query: str = "") -> list[str]:
        text = organiser.get(address(event, f"export.csv{query}")).text.lstrip("\ufeff")
        return [row[-1] for row in csv.reader(io.StringIO(text))]

    assert column() == ["Tags", "'=1+1, Visa letter sent", ""]
    assert column(f"?tag={tag.id}") == ["Tags", "'=1+1, Visa letter sent"]


@pytest.mark.parametrize("page", ["", "export.csv"])
def test_a_long_list_asks_no_more_than_a_short_one(
    organiser: FlaskClient, event: Event, page: str
) -> None:
    def asked() -> int:
        with statements() as said:
            assert organiser.get(address(event, page)).status_code == 200
        return len(said)

    give("Dietary", *people(event, "Ana"))
    asked()
    short = asked()
    give("Late", *people(event, *(f"Guest {it}" for it in range(20))))

    assert asked() <= short


def test_one_person_has_a_page_with_their_tags(organiser: FlaskClient, event: Event) -> None:
    ana, bea = people(event, "Ana", "Bea")
    give("Dietary", ana)
    give("Late", bea)
    page = address(event, ana.id)

    suggested = re.findall(r'<option value="(.*?)">', organiser.get(page).text)
    added = organiser.post(f"{page}?q=a", data={"name": "Late"})
    too_long = organiser.post(page, data={"name": "x" * 41})
    organiser.post(f"{page}/take-tag-off", data={"name": "dietary"})

    assert suggested == ["Late"]
    assert added.location == f"{page}?q=a"
    assert (too_long.status_code, errors(too_long.text)) == (
        422,
        ["Make this shorter: at most 40 characters."],
    )
    assert tagged(event) == {"Ana": ["Late"], "Bea": ["Late"]}


def test_nobody_but_the_organisers_ever_meets_a_tag(
    client: FlaskClient, event: Event, mails: MailServer
) -> None:
    ana = factories.registration(event, name="Ana", publish_name=True, account=factories.account())
    tag = give("Secret label", ana)
    door = factories.team(event, TeamRole.CHECK_IN)

    public = [f"/events/{event.slug}/", f"/registrations/{ana.token}"]
    told = [client.get(it).text for it in public]
    sign_in(client, ana.account)
    told += [client.get(it).text for it in (*public, "/me/")]
    sign_in(client, door)
    told.append(client.get(address(event, f"?tag={tag.id}")).text)
    tried = client.post(address(event), data={"people": [ana.id], "name": "X", "act": "add"})
    services.remove(ana)
    deliver()

    assert "Ana" in told[0]
    assert "Ana" in told[-1]
    assert [text for text in told if "Secret label" in text] == []
    assert (tried.status_code, client.get(address(event, ana.id)).status_code) == (403, 403)
    assert len(mails.mails) == 1
    assert "Secret label" not in mails.mails[0].as_string()


def test_people_are_found_by_the_filter_alone(event: Event) -> None:
    ana, bea = people(event, "Ana", "Bea")
    tag = give("Dietary", bea)

    assert queries.registration_ids(event, Filter(tag=tag.id)) == {bea.id}
    assert queries.registration_ids(event, Filter()) == {ana.id, bea.id}


def test_a_tag_gets_another_name_but_not_that_of_another_tag(
    organiser: FlaskClient, event: Event
) -> None:
    (ana,) = people(event, "Ana")
    tag, _other = give("dietary", ana), give("Café", ana)
    page = address(event, f"tags/{tag.id}")

    taken = organiser.post(page, data={"name": "CAFE"})
    empty = organiser.post(page, data={"name": " "})
    same = organiser.post(page, data={"name": "Dietary"})
    renamed = organiser.post(page, data={"name": "Vegan"})

    assert errors(taken.text) == [
        "There is such a tag already. To have one instead of two, merge them."
    ]
    assert [it.status_code for it in (taken, empty, same, renamed)] == [422, 422, 302, 302]
    assert tagged(event) == {"Ana": ["Café", "Vegan"]}
    assert "Vegan" in organiser.get(address(event, "tags/")).text


def test_two_tags_become_one_and_nobody_has_it_twice(organiser: FlaskClient, event: Event) -> None:
    ana, bea = people(event, "Ana", "Bea")
    tag, other = give("Diet", ana, bea), give("Dietary", bea)

    shown = organiser.get(address(event, f"tags/{tag.id}")).text
    merged = organiser.post(address(event, f"tags/{tag.id}/merge"), data={"into": other.key})
    odd = organiser.post(address(event, f"tags/{other.id}/merge"), data={"into": other.key})

    assert "2 people have this tag." in shown
    assert (merged.status_code, odd.status_code) == (302, 422)
    assert tagged(event) == {"Ana": ["Dietary"], "Bea": ["Dietary"]}
    assert [(it.name, number) for it, number in queries.tags_of(event).items()] == [("Dietary", 2)]


def test_a_deleted_tag_is_taken_off_everybody(organiser: FlaskClient, event: Event) -> None:
    ana, bea = people(event, "Ana", "Bea")
    tag = give("Dietary", ana, bea)
    give("Late", bea)

    organiser.post(address(event, f"tags/{tag.id}/remove"))

    assert tagged(event) == {"Bea": ["Late"]}
    assert "registration.tag_removed" in {it.action for it in entries_about(f"event:{event.id}")}


def test_a_page_without_tags_says_how_to_have_some(organiser: FlaskClient, event: Event) -> None:
    assert "No tags yet" in organiser.get(address(event, "tags/")).text
