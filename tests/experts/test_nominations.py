"""Nominations: the rules, what organisers, bodies and nominees do, and what is refused."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from eventsapp.core import clock, files
from eventsapp.core.errors import Refused
from eventsapp.core.outbox import Message
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts import policy
from eventsapp.experts.forms.nominations import read_lines
from eventsapp.experts.models import Application, Call, Invitation, Nominee
from eventsapp.experts.queries.nominations import (
    calls_with_silent_bodies,
    invite_hitches,
    named_by_nobody,
    nominations_in,
    nominations_of,
)
from eventsapp.experts.rules import ApplicationStatus, CallStatus, NomineeStatus
from eventsapp.experts.rules.nominating import (
    InvitationState,
    InviteHitch,
    invitation_state,
    is_rested,
    moved,
)
from eventsapp.experts.services import (
    applications,
    calls,
    deadlines,
    inviting,
    nominating,
    nominees,
)
from eventsapp.experts.services.inviting import Asked
from eventsapp.experts.services.nominating import Person
from tests import factories
from tests.conftest import TODAY, MailServer, actions, deliver
from tests.promises.test_hostile import HOSTILE, LIVE


def asked(body: str = "Ministry of Ice", email: str = "ice@example.org", **fields: object) -> Asked:
    return Asked(body=body, email=email, **fields)  # type: ignore[arg-type]


def named(name: str = "Ana", email: str = "ana@example.net") -> Person:
    return Person(name=name, email=email)


def work(db: Session) -> None:
    """Commit what was done, and let the worker do its part."""
    db.commit()
    deliver()


def ranks(invitation: Invitation) -> list[tuple[str, int]]:
    return [(it.name, it.rank) for it in invitation.standing]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, InvitationState.INVITED),
        ({"opened": True}, InvitationState.OPENED),
        ({"opened": True, "declined": True}, InvitationState.DECLINED),
        ({"opened": True, "standing": 2}, InvitationState.NOMINATED),
        ({"standing": 1, "declined": True}, InvitationState.NOMINATED),
        ({"standing": 1, "withdrawn": True}, InvitationState.WITHDRAWN),
    ],
)
def test_an_invitation_stands_where_it_has_come_furthest(
    facts: dict[str, int], state: InvitationState
) -> None:
    none = {"opened": False, "standing": 0, "declined": False, "withdrawn": False}

    assert invitation_state(**none | facts) is state  # type: ignore[arg-type]


def test_somebody_changes_places_with_a_neighbour_and_stays_at_the_ends() -> None:
    found = {
        (item, up): "".join(moved("abc", item, up=up)) for item in "abc" for up in (True, False)
    }

    assert found == {
        ("a", True): "abc",
        ("a", False): "bac",
        ("b", True): "bac",
        ("b", False): "acb",
        ("c", True): "acb",
        ("c", False): "abc",
    }


def test_two_days_of_rest_lie_between_two_letters() -> None:
    now = clock.now()

    assert [is_rested(now - timedelta(hours=hours), now) for hours in (0, 47, 48, 49)] == [
        False,
        False,
        True,
        True,
    ]


def test_what_is_in_the_way_of_inviting_is_told_for_each(db: Session) -> None:
    call = factories.call()
    factories.organization(name=Words.of(en="Health Organization"), acronym="HO")
    factories.invitation(call, body="HO", email="ho@example.org")
    factories.invitation(call, email="gone@example.org", withdrawn_at=clock.now())

    hitches = invite_hitches(
        call,
        [
            ("Ministry of Ice", "ice@example.org"),
            ("Ministry of Fire", "ho@example.org"),
            ("Health Organization", "new@example.org"),
            ("MINISTRY OF ICE", "other@example.org"),
            ("Ministry of Air", "ice@example.org"),
            ("Ministry of Earth", "gone@example.org"),
        ],
    )

    assert hitches == [
        None,
        InviteHitch.ADDRESS_INVITED,
        InviteHitch.BODY_INVITED,
        InviteHitch.BODY_TWICE,
        InviteHitch.ADDRESS_TWICE,
        None,
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_whatever_stands_between_its_cells(db: Session, delimiter: str) -> None:
    rows = [["Ministry of Ice", "Ice@Example.org", "Rosa", "Portuguese", "4"], ["HO", "ho@x.org"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)

    lines = read_lines(factories.call(), text, "fr", 2)

    assert (lines.problems, lines.asked) == (
        [],
        [
            asked(email="ice@example.org", name="Rosa", locale="pt", quota=4),
            asked("HO", "ho@x.org", locale="fr", quota=2),
        ],
    )


def test_all_bodies_are_invited_or_none(db: Session) -> None:
    call = factories.call()

    with pytest.raises(Refused):
        inviting.invite(call, [asked(), asked("Ministry of Fire")])
    db.rollback()
    assert db.scalars(select(Invitation)).all() == []

    inviting.invite(call, [asked(), asked("Ministry of Fire", "fire@example.org")])
    assert [it.body for it in db.scalars(select(Invitation).order_by(Invitation.id))] == [
        "Ministry of Ice",
        "Ministry of Fire",
    ]
    assert actions(db) == ["nomination.invited"] * 2


@pytest.mark.parametrize(
    "fields",
    [
        {"status": CallStatus.DRAFT},
        {"status": CallStatus.WITHDRAWN},
        {"closes_at": TODAY - timedelta(minutes=1), "opens_at": TODAY - timedelta(9)},
    ],
)
def test_nobody_is_invited_before_the_publication_or_after_the_deadline(
    db: Session, fields: dict[str, object]
) -> None:
    call = factories.call(**fields)

    with pytest.raises(inviting.CannotInvite) as refused:
        inviting.invite(call, [asked()])

    assert "Nothing was sent." in str(refused.value.message)


def test_a_body_asked_anew_gets_another_link(db: Session) -> None:
    call = factories.call()
    invitation = factories.invitation(call, email="ice@example.org")
    before = invitation.token
    inviting.withdraw(invitation)

    (again,) = inviting.invite(call, [asked(quota=5)])

    assert again.id == invitation.id
    assert (again.withdrawn_at, again.opened_at, again.quota) == (None, None, 5)
    assert again.token != before


def test_another_focal_point_gets_a_link_and_the_old_one_is_dead(
    db: Session, mails: MailServer
) -> None:
    invitation = factories.invitation(factories.call(), body="Ministry of Ice")
    before = invitation.token_hash
    factories.nominee(invitation, name="Ana")

    inviting.change(invitation, asked(email="new@example.org", quota=3))
    work(db)

    assert invitation.token_hash != before
    assert [to for to, _ in mails.subjects()] == ["new@example.org"]
    assert ranks(invitation) == [("Ana", 1)]


def test_places_that_are_taken_are_not_taken_away(db: Session) -> None:
    invitation = factories.invitation(factories.call(), quota=2)
    for _ in range(2):
        factories.nominee(invitation)

    with pytest.raises(inviting.TooManyNamed):
        inviting.change(invitation, asked(invitation.body, invitation.email, quota=1))


def test_who_was_named_by_a_withdrawn_invitation_no_longer_stands_and_is_told(
    db: Session, mails: MailServer
) -> None:
    call = factories.call(nominations_only=True)
    invitation = factories.invitation(call, email="ice@example.org")
    person = factories.account(email="ana@example.net")
    nominee = factories.nominee(invitation, email="ana@example.net")
    untold = factories.nominee(invitation, told_at=None)
    assert policy.may_stand(person, call)

    inviting.withdraw(invitation)
    work(db)

    assert not policy.may_stand(person, call)
    assert (nominee.status, untold.status) == ("replaced", "replaced")
    title = call.event.title["en"]
    assert sorted(mails.subjects()) == [
        ("ana@example.net", f"No longer nominated: {title}"),
        ("ice@example.org", f"No nomination needed any more: {title}"),
    ]
    assert actions(db) == ["nomination.withdrawn"]


def test_nobody_is_named_beyond_the_places_of_a_body(db: Session) -> None:
    invitation = factories.invitation(factories.call(), quota=1)
    nominating.name(invitation, named())

    with pytest.raises(nominating.NoPlaceLeft):
        nominating.name(invitation, named("Bea", "bea@example.net"))


@pytest.mark.parametrize(
    "twin", [named("Another", "ana@example.net"), named("ANÁ  ", "other@example.net")]
)
def test_one_body_names_a_person_once(db: Session, twin: Person) -> None:
    invitation = factories.invitation(factories.call(), quota=3)
    nominating.name(invitation, named())

    with pytest.raises(nominating.NamedTwice):
        nominating.name(invitation, twin)


def test_the_database_has_the_last_word_on_twins(db: Session) -> None:
    invitation = factories.invitation(factories.call())
    factories.nominee(invitation, email="ana@example.net", status="replaced")
    factories.nominee(invitation, email="ana@example.net")

    with pytest.raises(IntegrityError):
        factories.nominee(invitation, email="ana@example.net")
    db.rollback()


def test_whoever_is_replaced_stays_in_the_history_and_the_ranks_close(db: Session) -> None:
    invitation = factories.invitation(factories.call(), quota=3)
    ana, _bea, cleo = (
        nominating.name(invitation, named(name, f"{name.lower()}@example.net"))
        for name in ("Ana", "Bea", "Cleo")
    )

    dora = nominating.change(ana, named("Dora", "dora@example.net"))
    nominating.move(dora, up=False)
    nominating.remove(cleo)
    nominating.change(dora, Person(name="Dora Díaz", email="dora@example.net", position="Judge"))

    assert ranks(invitation) == [("Bea", 1), ("Dora Díaz", 2)]
    assert [(it.name, it.status) for it in invitation.ended] == [
        ("Ana", "replaced"),
        ("Cleo", "replaced"),
    ]
    assert dora.position == "Judge"
    assert actions(db) == [
        *["nominee.named"] * 4,
        "nominee.replaced",
        "nominee.removed",
    ]


def test_a_body_that_names_somebody_cannot_say_that_it_names_nobody(db: Session) -> None:
    invitation = factories.invitation(factories.call())
    factories.nominee(invitation)

    with pytest.raises(nominating.StillNamed):
        nominating.decline(invitation)


def test_another_letter_takes_the_place_of_the_first(db: Session) -> None:
    invitation = factories.invitation(factories.call())

    for text in (b"%PDF-1.7 one", b"%PDF-1.7 two"):
        letter = files.keep(FileStorage(io.BytesIO(text), filename="letter.pdf"))
        nominating.take_letter(invitation, letter)
    db.commit()

    assert [it.size for it in db.scalars(select(files.StoredFile))] == [12]
    assert invitation.letter is not None


@pytest.mark.parametrize(
    "change",
    [
        nominating.begin,
        lambda it: nominating.name(it, named("New", "new@example.net")),
        lambda it: nominating.change(it.standing[0], named("New", "new@example.net")),
        lambda it: nominating.remove(it.standing[0]),
        lambda it: nominating.move(it.standing[0], up=False),
        nominating.decline,
        nominating.take_back_decline,
        lambda it: nominees.accept(it.standing[0]),
        lambda it: nominees.decline(it.standing[0]),
        inviting.send_again,
        inviting.withdraw,
    ],
)
def test_nothing_changes_after_the_deadline(
    db: Session, change: Callable[[Invitation], object]
) -> None:
    call = factories.call()
    invitation = factories.invitation(call)
    factories.nominee(invitation)

    with (
        time_machine.travel(call.closes_at + timedelta(seconds=1), tick=False),
        pytest.raises((nominating.NominationsClosed, inviting.CannotInvite)),
    ):
        change(invitation)


def test_who_has_applied_before_confirms_with_one_word(db: Session) -> None:
    call = factories.call()
    application = factories.application(call, account=factories.account(email="ana@example.net"))

    nominee = nominating.name(factories.invitation(call), named())

    assert (nominee.application, nominee.status) == (application, NomineeStatus.NOMINATED)
    nominees.accept(nominee)
    assert nominee.status is NomineeStatus.CONFIRMED


def test_a_person_named_by_two_bodies_applies_once_and_confirms_both(db: Session) -> None:
    call = factories.call()
    one, two = (factories.invitation(call, body=body) for body in ("Ice", "Fire"))
    person = factories.account(email="ana@example.net")
    nominees = [nominating.name(it, named()) for it in (one, two)]
    draft = factories.application(
        call, account=person, status=ApplicationStatus.DRAFT, submitted_at=None
    )

    applications.submit(draft)

    assert [it.status for it in nominees] == [NomineeStatus.CONFIRMED] * 2
    assert [(it.body, it.rank, it.stands) for it in nominations_of(draft)] == [
        ("Fire", 1, True),
        ("Ice", 1, True),
    ]
    assert len(db.scalars(select(Application)).all()) == 1


def test_who_takes_the_application_back_does_not_stand_and_the_body_is_told(
    db: Session, mails: MailServer
) -> None:
    call = factories.call()
    invitation = factories.invitation(call, email="ice@example.org", quota=2)
    person = factories.account(email="ana@example.net")
    nominee = factories.nominee(invitation, name="Ana", email="ana@example.net")
    bea = factories.nominee(invitation, name="Bea")
    application = factories.application(call, account=person)
    nominees.follow(application)

    applications.withdraw(application)
    work(db)

    assert (nominee.status, bea.rank) == (NomineeStatus.DECLINED, 1)
    assert ("ice@example.org", f"Ana has declined: {call.event.title['en']}") in mails.subjects()
    with pytest.raises(nominees.TakenBack):
        nominees.accept(nominee)


def test_a_change_of_mind_needs_a_place_that_is_free(db: Session) -> None:
    invitation = factories.invitation(factories.call(), quota=1)
    nominee = factories.nominee(invitation, name="Ana")
    nominees.decline(nominee)
    nominees.accept(nominee)
    assert (nominee.status, nominee.ended_at) == (NomineeStatus.ACCEPTED, None)

    nominees.decline(nominee)
    nominating.name(invitation, named("Bea", "bea@example.net"))
    with pytest.raises(nominating.NoPlaceLeft):
        nominees.accept(nominee)


def test_who_has_applied_stands_until_the_application_is_taken_back(db: Session) -> None:
    nominee = factories.nominee(
        factories.invitation(factories.call()), status=NomineeStatus.CONFIRMED
    )

    with pytest.raises(nominees.HandedIn):
        nominees.decline(nominee)


def test_organisers_learn_of_applications_that_no_nomination_stands_behind(db: Session) -> None:
    call = factories.call(nominations_only=True)
    invitation = factories.invitation(call, body="Ice")
    kept, lost = factories.application(call), factories.application(call)
    factories.nominee(invitation, application=kept)
    nominee = factories.nominee(invitation, application=lost)

    nominating.remove(nominee)

    assert named_by_nobody(call) == [lost]
    assert [it.stands for it in nominations_in(call)[lost.id]] == [False]


def test_the_nominations_of_a_merged_application_go_to_the_one_it_is_in(db: Session) -> None:
    call = factories.call()
    kept = factories.application(call)
    merged = factories.application(call, merged_into_id=kept.id)
    factories.nominee(factories.invitation(call, body="Ice"), application=merged)

    assert {key: [it.body for it in found] for key, found in nominations_in(call).items()} == {
        kept.id: ["Ice"]
    }


def test_bodies_that_have_answered_or_rest_are_not_reminded(db: Session, mails: MailServer) -> None:
    call = factories.call()
    silent = factories.invitation(call, email="silent@example.org")
    factories.invitation(call, declined_at=clock.now())
    factories.invitation(call, withdrawn_at=clock.now())
    factories.invitation(call, invited_at=clock.now() - timedelta(hours=47))
    factories.nominee(factories.invitation(call))

    assert inviting.remind(call) == 1
    work(db)

    assert [to for to, _ in mails.subjects()] == ["silent@example.org"]
    assert silent.reminded_at is not None
    with pytest.raises(inviting.NobodySilent):
        inviting.remind(call)


def test_reminders_follow_the_deadline_wherever_it_moves(db: Session, mails: MailServer) -> None:
    call = factories.call(
        status=CallStatus.DRAFT, closes_at=clock.now() + timedelta(days=20), published_at=None
    )
    calls.publish(call)
    factories.invitation(call, email="silent@example.org")
    deadlines.extend(call, clock.now() + timedelta(days=40))
    db.commit()
    first = call.closes_at - timedelta(days=14)

    seen = []
    for moment in (first - timedelta(hours=1), first, call.closes_at - timedelta(days=3)):
        with time_machine.travel(moment + timedelta(minutes=1)):
            work(db)
        seen.append(sum("Still time" in subject for _, subject in mails.subjects()))

    assert seen == [0, 1, 2]


def test_nominees_who_have_not_begun_are_reminded_once(db: Session, mails: MailServer) -> None:
    call = factories.call(status=CallStatus.DRAFT, published_at=None)
    calls.publish(call)
    invitation = factories.invitation(call, quota=4)
    factories.nominee(invitation, email="silent@example.net")
    factories.nominee(invitation, application=factories.application(call))
    factories.nominee(invitation, status="declined")
    factories.nominee(invitation, told_at=None)
    db.commit()

    with time_machine.travel(call.closes_at - timedelta(days=3) + timedelta(minutes=1)):
        work(db)

    reminded = [to for to, subject in mails.subjects() if "still missing" in subject]
    assert reminded == ["silent@example.net"]


def test_who_is_named_before_the_opening_is_asked_when_the_call_opens(
    db: Session, mails: MailServer
) -> None:
    opens = clock.now() + timedelta(days=2)
    invitation = factories.invitation(factories.call(opens_at=opens))
    nominating.name(invitation, named())
    db.commit()

    with time_machine.travel(opens - timedelta(hours=1)):
        work(db)
    before = [to for to, _ in mails.subjects()]
    with time_machine.travel(opens + timedelta(minutes=1)):
        work(db)

    assert before == [invitation.email]
    assert [to for to, _ in mails.subjects()] == [invitation.email, "ana@example.net"]


def test_in_the_last_hour_nominees_are_asked_at_once(db: Session, mails: MailServer) -> None:
    call = factories.call(closes_at=clock.now() + timedelta(minutes=50))
    nominating.name(factories.invitation(call), named())

    work(db)

    assert "ana@example.net" in [to for to, _ in mails.subjects()]


def test_a_call_that_is_withdrawn_tells_bodies_and_nominees_why(
    db: Session, mails: MailServer
) -> None:
    call = factories.call()
    invitation = factories.invitation(call, email="ice@example.org")
    factories.nominee(invitation, email="ana@example.net")
    factories.invitation(call, withdrawn_at=clock.now())

    calls.withdraw(call, "No venue could be found.")
    work(db)

    assert sorted(mail["To"] for mail in mails.mails) == ["ana@example.net", "ice@example.org"]
    for mail in mails.mails:
        text = mail.get_body(("plain",))
        assert text is not None
        assert "No venue could be found." in text.get_content()


def test_an_invitation_that_was_withdrawn_meanwhile_is_not_sent(
    db: Session, mails: MailServer
) -> None:
    (invitation,) = inviting.invite(factories.call(), [asked()])
    invitation.withdrawn_at = clock.now()

    work(db)

    assert mails.mails == []


def test_silent_bodies_are_a_duty_from_two_weeks_before_the_deadline(db: Session) -> None:
    far, near = (factories.call(closes_at=clock.now() + timedelta(days=days)) for days in (15, 13))
    organiser = factories.account()
    for call in (far, near):
        factories.team(call.event, TeamRole.LEAD_ORGANISER, organiser)
        factories.invitation(call)
        factories.nominee(factories.invitation(call))

    assert calls_with_silent_bodies(organiser, clock.now()) == [(near, 1)]


def test_no_reminder_waits_for_a_call_that_nobody_is_invited_to(db: Session) -> None:
    call = factories.call(status=CallStatus.DRAFT, published_at=None)

    calls.publish(call)

    due = select(Message.name, Message.due_at).where(Message.name == "nominations.close_soon")
    assert [(call.closes_at - due_at).days for _, due_at in db.execute(due)] == [14, 3]


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_no_input_breaks_the_page_of_a_body(app: Flask, db: Session, case: str) -> None:
    text = HOSTILE[case]
    call: Call = factories.call()
    invitation = factories.invitation(call, quota=9)
    nominee: Nominee = factories.nominee(invitation)
    page, client = f"/nominations/{invitation.token}", app.test_client()
    names = ("name", "email", "affiliation", "position", "note")

    for data in (
        dict.fromkeys(names, text),
        {**dict.fromkeys(names, text), "email": "a@example.org"},
        {**dict.fromkeys(names, "Plain"), "email": text},
    ):
        for address in (f"{page}/people", f"{page}/people/{nominee.id}"):
            assert client.post(address, data=data).status_code in {302, 400, 404, 422}
    moved_to = client.post(f"{page}/people/{nominee.id}/move", data={"to": text})
    shown = client.get(page)

    assert moved_to.status_code in {302, 400, 404}
    assert shown.status_code == 200
    assert not [mark for mark in LIVE if mark in shown.text]


def test_too_many_posts_are_answered_as_other_forms_answer(
    app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "THROTTLE_ENABLED", True)  # noqa: FBT003
    monkeypatch.setitem(app.config, "THROTTLE_FORM", [2, 3600])
    invitation = factories.invitation(factories.call())
    client, page = app.test_client(), f"/nominations/{invitation.token}"

    answers = [client.post(f"{page}/begin").status_code for _ in range(3)]

    assert answers == [302, 302, 429]
    assert client.get(page).status_code == 200
