"""How the experts were selected, as everybody may read it: numbers, no names, no scores."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.core import clock
from eventsapp.experts import queries
from eventsapp.experts.models import Call, TargetRow
from eventsapp.experts.queries.rationale import rationale
from eventsapp.experts.rules import ApplicationStatus, Conflict, PinSide
from eventsapp.experts.rules.rationale import Veiled, told
from eventsapp.experts.services import amendments, pins, proposals, seeds, selection
from eventsapp.experts.services import rationale as services
from eventsapp.experts.services.selection import Choice
from tests import factories
from tests.experts.test_board import choice, desk, said, scored, target
from tests.experts.test_records import decided, taken


def published(call: Call) -> str:
    """Publish the rationale of a decided call, and return its address."""
    services.publish(call)
    call.event.status = "open"
    return f"/events/{call.event.slug}/call/selection"


def women(minimum: int = 1) -> TargetRow:
    return TargetRow(attribute="gender", value="woman", minimum=minimum)


def test_the_page_is_there_once_it_is_published(client: FlaskClient, db: Session) -> None:
    call, _people = choice(targets=[target()])
    with pytest.raises(services.NothingToTell):
        services.publish(call)
    decided(call)
    db.commit()
    address = f"/events/{call.event.slug}/call/selection"
    before = client.get(address), client.get(f"{address}.csv")
    links = [client.get(f"/events/{call.event.slug}/{it}").text for it in ("", "call/")]

    published(call)
    db.commit()

    assert [it.status_code for it in before] == [404, 404]
    assert [it.status_code for it in (client.get(address), client.get(f"{address}.csv"))] == [
        200, 200,
    ]  # fmt: skip
    assert [f'href="{address}"' in it for it in links] == [False, False]
    assert [
        f'href="{address}"' in client.get(f"/events/{call.event.slug}/{it}").text
        for it in ("", "call/")
    ] == [True, True]


def test_a_visitor_reads_numbers_and_neither_names_nor_scores(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice(targets=[target(), target("labor", 0, 1)])
    recused = factories.review(people["Dora"])
    recused.recused, recused.conflict = True, Conflict.FAMILY
    decided(call)
    people["Ana"].status = ApplicationStatus.ACCEPTED
    address = published(call)
    db.commit()

    page = client.get(address).text

    words = said(page)
    for sentence in (
        "4 Applications",
        "4 Eligible",
        "4 With at least two reviews",
        "2 / 2 Seats filled",
        "1 Have accepted so far",
        "Sector Migrants at least 1 2 1 Labour at most 1 2 1",
        "8 reviews counted.",
        "In 1 case a reviewer had a conflict of interest",
        "it is proven that no other one that meets the conditions has a higher total score",
        "The organisers chose the panel as it was computed or drawn.",
        "The seed was drawn by the server, at random.",
    ):
        assert sentence in words
    found = rationale(call)
    assert found is not None
    for value in (call.seed, found.fixed_sha256, found.last_sha256):
        assert f'value="{value}"' in page
    for name in (*people, *[it.account.name for it in people.values()]):
        assert name not in words
    assert "100.00" not in words
    assert "160" not in words.split()


def test_small_numbers_of_what_is_sensitive_are_not_told(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(seats=2, targets=[women(), target("labor")])
    for place in range(9):
        scored(call, f"P{place}", place % 5, gender="woman" if place < 3 else "man")
    db.refresh(call)
    decided(call)
    address = published(call)
    db.commit()

    page = said(client.get(address).text)
    table = list(csv.reader(io.StringIO(client.get(f"{address}.csv").text.removeprefix("\ufeff"))))

    assert "Gender Woman at least 1 fewer than 5 1" in page
    assert table == [
        ["Attribute", "Value", "At least", "At most", "Eligible applications", "In the panel",
         "Have a place today"],
        ["Gender", "Woman", "1", "", "fewer than 5", "1", "1"],
        ["Sector", "Labour", "1", "", "9", "2", "2"],
    ]  # fmt: skip


def test_a_number_is_told_unless_a_few_could_be_recognised() -> None:
    sensitive = [told(it, 20, sensitive=True) for it in (0, 4, 5, 15, 16, 19, 20)]

    assert sensitive == [
        Veiled.FEW, Veiled.FEW, 5, 15, Veiled.ALMOST_ALL, Veiled.ALMOST_ALL, 20,
    ]  # fmt: skip
    assert told(1, 20, sensitive=False) == 1


def test_what_departed_from_the_usual_is_said(client: FlaskClient, db: Session) -> None:
    call, people = choice(targets=[target()])
    terms = queries.terms_of(call)
    lead = factories.account()
    amendments.amend(call, terms.__class__(**{**vars(terms), "seats": 3}), "A larger room", lead)
    taken(call, seats=1, must_exclude=frozenset({people["Dora"].id}))
    selection.decide(call, {people["Ana"].id: Choice(ApplicationStatus.SELECTED)})
    proposals.decline_the_rest(call)
    selection.notify(call)
    address = published(call)
    db.commit()

    page = said(client.get(address).text)

    assert "Seats for experts: 3 instead of 2. Reason: A larger room" in page
    assert "1 person had to be in or out by a decision of the organisers." in page
    assert "Different from what was published: 1 seats instead of 3." in page
    assert "changed it by hand: 1 came in, and 0 went out." in page


def test_what_changed_after_the_seed_was_drawn_is_said(client: FlaskClient, db: Session) -> None:
    call, people = choice(targets=[target()])
    seeds.draw(call)
    people["Dora"].reviews[0].scores[0].value = 4
    pins.pin(people["Bea"], PinSide.OUT, "Cannot travel", None)
    db.flush()
    decided(call)
    address = published(call)
    db.commit()

    page = said(client.get(address).text)

    assert "before the panel was chosen, these changed: 1 score and 1 pin." in page


def test_today_stands_beside_the_decision_once_it_is_another(
    client: FlaskClient, db: Session
) -> None:
    call, people = choice(targets=[target()])
    decided(call)
    address = published(call)
    db.commit()
    before = said(client.get(address).text)

    people["Cleo"].status = ApplicationStatus.DECLINED
    db.commit()
    after = said(client.get(address).text)

    assert "Today" not in before
    assert "Migrants at least 1 2 1 0" in after


def test_organisers_read_it_first_publish_it_and_take_it_back(
    client: FlaskClient, db: Session
) -> None:
    call, _people = choice(targets=[target()])
    address = f"{desk(client, call)}/rationale"
    nothing = client.get(address).text
    decided(call)
    db.commit()

    preview = client.get(address).text
    client.post(f"{address}/publish")
    db.refresh(call)
    when = call.rationale_at
    public = client.get(address).text
    client.post(f"{address}/take-back")
    db.refresh(call)

    assert "Nothing to publish yet" in nothing
    assert "Only the organisers can see this so far." in preview
    assert "The balance that was reached" in preview
    assert when
    assert "Everyone can read this page." in public
    assert call.rationale_at is None
    actions = [it.action for it in db.scalars(select(Entry).order_by(Entry.id))]
    assert actions[-2:] == ["call.rationale_published", "call.rationale_taken_back"]


@pytest.mark.parametrize("locale", ["en", "es", "pt", "fr"])
def test_it_reads_in_four_languages(
    app: Flask, client: FlaskClient, db: Session, locale: str
) -> None:
    call, _people = choice(targets=[target(), women(0)])
    decided(call)
    address = published(call)
    db.commit()
    client.set_cookie("lang", locale)

    page = client.get(address)

    assert page.status_code == 200
    assert f'<html lang="{locale}"' in page.text


def test_an_earlier_decision_without_a_record_tells_nothing(db: Session) -> None:
    call, _people = choice()
    call.notified_at = clock.now()

    with pytest.raises(services.NothingToTell):
        services.publish(call)
