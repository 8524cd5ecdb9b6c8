"""A chosen set holds exactly whom it asks for, each once, with the reason."""

import pytest
from sqlalchemy.orm import Session

from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.models import AgendaItem, ItemPerson
from eventsapp.events.rules import ItemKind, ItemRole, TeamRole
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.mailings.queries.audience import TagsAsked, gathering, tags_asked
from eventsapp.mailings.rules import Audience, Left
from eventsapp.notices.models import BouncedAddress
from eventsapp.notices.rules import Choice, Group
from eventsapp.notices.services import choose
from eventsapp.questions.rules import Choice as Answer
from eventsapp.questions.rules import Kind
from eventsapp.questions.services import answer, save_set
from eventsapp.registration.rules import Category, Status
from eventsapp.registration.services import add_tag, take_tag_off
from tests import factories
from tests.questions.test_rules import question


def names(event: object, **asked: object) -> list[str]:
    return [it.name for it in gathering(event, Audience(**asked)).people]


def test_registered_people_are_found_by_state_category_attendance_and_body(db: Session) -> None:
    event = factories.event()
    factories.registration(event, name="Ana", affiliation="Ministry of Labour", attended=True)
    factories.registration(
        event, name="Ben", category=Category.DELEGATE, country="BR", attended=False
    )
    factories.registration(event, name="Cai", status=Status.WAITING)
    factories.registration(factories.event(), name="Of another event")

    assert names(event, places=("confirmed",)) == ["Ana", "Ben"]
    assert names(event, places=("confirmed", "waiting")) == ["Ana", "Ben", "Cai"]
    assert names(event, places=("confirmed",), categories=("delegate",)) == ["Ben"]
    assert names(event, places=("confirmed",), attended="came") == ["Ana"]
    assert names(event, places=("confirmed",), attended="stayed_away") == ["Ben"]
    assert names(event, places=("confirmed",), affiliation="labour") == ["Ana"]
    assert names(event, places=("confirmed",), countries=("BR", "AR")) == ["Ben"]
    assert names(event, categories=("delegate",)) == []


def test_registered_people_are_found_by_their_tags(db: Session) -> None:
    event = factories.event()
    people = {it: factories.registration(event, name=it) for it in ("Ana", "Ben", "Cai", "Dan")}
    for tag, tagged in {"Café": ["Ana", "Ben"], "Late": ["Ben", "Cai"], "Idle": []}.items():
        add_tag(event, tag, [people[it].id for it in tagged])
    elsewhere = factories.event()
    add_tag(elsewhere, "Late", [factories.registration(elsewhere, name="Zoe").id])
    confirmed = {"places": ("confirmed",)}

    assert names(event, **confirmed, tags=("cafe",)) == ["Ana", "Ben"]
    assert names(event, **confirmed, tags=("cafe", "late")) == ["Ana", "Ben", "Cai"]
    assert names(event, **confirmed, without_tags=("late",)) == ["Ana", "Dan"]
    assert names(event, **confirmed, without_tags=("late", "cafe")) == ["Dan"]
    assert names(event, **confirmed, tags=("cafe",), without_tags=("late",)) == ["Ana"]
    assert names(event, **confirmed, tags=("idle",)) == []
    assert names(event, places=("waiting",), tags=("cafe",)) == []
    assert names(event, tags=("cafe",)) == []


def test_a_tag_that_is_no_more_never_makes_a_set_larger(db: Session) -> None:
    event = factories.event()
    add_tag(event, "Late", [factories.registration(event, name="Ana").id])
    factories.team(event, TeamRole.CO_ORGANISER, factories.account(name="Otto"))

    for narrowed in ({"tags": ("gone", "late")}, {"without_tags": ("gone",)}):
        asked = Audience(places=("confirmed",), team=("co_organiser",), **narrowed)
        assert [it.name for it in gathering(event, asked).people] == ["Otto"]
        assert tags_asked(event, asked) == TagsAsked(idle=[], gone=["gone"])


def test_applicants_are_found_by_what_they_answered(db: Session) -> None:
    asked = save_set(
        None,
        [
            question("topics", Kind.MULTIPLE_CHOICE, choices=(_choice("a"), _choice("b"))),
            question("travel", Kind.YES_NO),
        ],
    )
    call = factories.call(question_set=asked)
    for name, topics, travel in (("Ana", ["a"], True), ("Ben", ["a", "b"], False)):
        sheet = answer(None, asked.versions[0], {"topics": topics, "travel": travel})
        factories.application(call, name=name, answer_sheet=sheet)
    factories.application(call, name="Silent")
    factories.application(call, name="Draft", status=ApplicationStatus.DRAFT)
    factories.application(call, name="Gone", status=ApplicationStatus.WITHDRAWN)
    handed_in = {"stages": ("handed_in",)}

    assert names(call.event, **handed_in) == ["Ana", "Ben", "Silent"]
    assert names(call.event, stages=("draft",)) == ["Draft"]
    assert names(call.event, **handed_in, answers=("topics:a",)) == ["Ana", "Ben"]
    assert names(call.event, **handed_in, answers=("topics:b", "topics:a")) == ["Ana", "Ben"]
    assert names(call.event, **handed_in, answers=("topics:a", "travel:no")) == ["Ben"]


def _choice(key: str) -> Answer:
    return Answer(key, Words.of(en=key.upper()))


def test_outcomes_are_known_only_once_the_results_are_sent(db: Session) -> None:
    call = factories.closed_call(status=CallStatus.UNDER_REVIEW)
    factories.application(call, name="Ana", status=ApplicationStatus.SELECTED)

    before = names(call.event, stages=("selected",))
    call.notified_at = clock.now()

    assert before == []
    assert names(call.event, stages=("selected",)) == ["Ana"]
    assert names(call.event, stages=("handed_in",)) == ["Ana"]
    assert names(call.event, stages=("not_selected",)) == []


def test_bodies_reviewers_speakers_and_the_team_are_found(db: Session) -> None:
    call = factories.call()
    event = call.event
    factories.invitation(call, body="Ministry", name="Focal", opened_at=None)
    declined = factories.invitation(call, body="Union")
    declined.declined_at = clock.now()
    reviewer = factories.team(event, TeamRole.REVIEWER, factories.account(name="Rita"))
    factories.team(event, TeamRole.CO_ORGANISER, factories.account(name="Otto"))
    item = factories.save(
        AgendaItem(
            event=event, uid="i", kind=ItemKind.PRESENTATION, title=Words.of(en="Opening"),
            starts_at=clock.now(), ends_at=clock.now().replace(year=2999), changed_at=clock.now(),
        )
    )  # fmt: skip
    for role, account in ((ItemRole.CHAIR, reviewer), (ItemRole.SPEAKER, None)):
        factories.save(ItemPerson(item=item, role=role, name="X", account=account))

    assert names(event, bodies=("invited",)) == ["Focal"]
    assert names(event, bodies=("declined", "invited")) == ["Focal", "Union"]
    assert names(event, reviewing="all") == ["Rita"]
    assert names(event, reviewing="waiting") == []
    assert names(event, agenda=("chair", "speaker")) == ["Rita"]
    assert names(event, team=("co_organiser",)) == ["Otto"]


def test_who_gets_no_mail_is_named_with_the_reason(db: Session) -> None:
    event = factories.event()
    twice = factories.team(event, TeamRole.CO_ORGANISER, factories.account(email="Ana@example.org"))
    factories.registration(event, name="Ana", email="ana@example.org", account=twice)
    factories.registration(event, name="Nope", email="nope@example.org")
    factories.registration(event, name="Sam", is_sample=True)
    factories.registration(event, name="Zoe", email="zoe@example.org")
    factories.save(
        BouncedAddress(
            email="zoe@example.org", bounced_at=clock.now(), status="5.1.1", said="no such user"
        )
    )
    choose("nope@example.org", Group.MAILINGS, Choice.NEVER)
    choose("ana@example.org", Group.MAILINGS, Choice.DAILY)

    found = gathering(event, Audience(places=("confirmed",), team=("co_organiser",)))

    assert [(it.email, it.why) for it in found.people] == [
        ("ana@example.org", ("place", "confirmed"))
    ]
    assert found.daily == {"ana@example.org"}
    assert [(it.name, why) for it, why in found.left_out] == [
        ("Nope", Left.UNSUBSCRIBED),
        ("Sam", Left.SAMPLE),
        ("Zoe", Left.BOUNCED),
        (str(twice), Left.TWICE),
    ]


@pytest.mark.parametrize("version", [1, 2])
def test_a_seal_is_of_exactly_these_people_and_words(db: Session, version: int) -> None:
    event = factories.event()
    asked = Audience(places=("confirmed",))
    factories.registration(event)
    seal = gathering(event, asked).seal(1)

    assert (gathering(event, asked).seal(version) == seal) is (version == 1)
    factories.registration(event)
    assert gathering(event, asked).seal(version) != seal


def test_a_seal_breaks_when_somebody_loses_the_tag(db: Session) -> None:
    event = factories.event()
    ana, ben = (factories.registration(event, name=it) for it in ("Ana", "Ben"))
    add_tag(event, "Late", [ana.id, ben.id])
    asked = Audience(places=("confirmed",), tags=("late",))
    seal = gathering(event, asked).seal(1)

    take_tag_off(event, "Late", [ben.id])

    assert gathering(event, asked).seal(1) != seal
