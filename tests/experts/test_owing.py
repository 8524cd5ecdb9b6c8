"""What applicants and reviewers owe: on their page, kept with its date, reminded of."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.duties.handlers import look
from eventsapp.duties.models import Duty
from eventsapp.duties.queries import waiting_for
from eventsapp.events.rules import Status as EventStatus
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Assignment, Call, Invitation
from eventsapp.experts.rules import ApplicationStatus, AssignedBy, CallStatus, Conflict
from eventsapp.experts.services import applications, assigning, calls, deadlines
from eventsapp.experts.services.owing import SOURCES, nominations_owed, reviews_owed
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import Choice, Group
from eventsapp.notices.services import choose
from tests import factories
from tests.conftest import MailServer, deliver, sign_in, statements

DRAFT = ApplicationStatus.DRAFT
REMINDED = "Due in {} days: Complete and submit your application to the call for experts: Water"


def open_call(**fields: object) -> Call:
    return factories.call(event=factories.event(title=Words.of(en="Water")), **fields)


def pass_days(db: Session, call: Call, *before: float) -> None:
    """Let the worker work at some moments, in days before the deadline as it was."""
    deadline = call.closes_at
    for days in before:
        db.commit()
        with time_machine.travel(deadline - timedelta(days=days), tick=False):
            look()
            deliver()


def test_owners_of_drafts_are_reminded_while_there_is_time(db: Session, mails: MailServer) -> None:
    call = open_call()
    draft = factories.application(call, status=DRAFT)
    factories.application(call)
    factories.application(call, status=ApplicationStatus.WITHDRAWN)

    pass_days(db, call, 20, 14, 13, 3, 2.9, 1, -1, -14)

    assert mails.subjects() == [
        (draft.account.email, REMINDED.format(14)),
        (draft.account.email, REMINDED.format(3)),
    ]


def test_reminders_are_mails_of_the_call_which_not_every_organiser_sees(db: Session) -> None:
    call = open_call()
    draft = factories.application(call, status=DRAFT)

    pass_days(db, call, 20, 14)

    [notice] = db.scalars(select(Notice))
    assert (notice.about, notice.concerns, notice.scope) == (
        f"call:{call.id}",
        f"application:{draft.id}",
        call.event.mail_scope,
    )


def test_a_draft_that_is_handed_in_is_not_reminded_again(db: Session, mails: MailServer) -> None:
    call = open_call()
    draft = factories.application(call, status=DRAFT)

    pass_days(db, call, 20, 14)
    draft.status = ApplicationStatus.SUBMITTED
    pass_days(db, call, 3)

    assert len(mails.subjects()) == 1


def test_reminders_follow_the_deadline_that_was_extended(db: Session, mails: MailServer) -> None:
    call = open_call()
    factories.application(call, status=DRAFT)
    pass_days(db, call, 20)
    deadlines.extend(call, call.closes_at + timedelta(days=30))
    db.commit()
    deliver()
    told = len(mails.subjects())

    pass_days(db, call, 33, 14, 3)

    assert [subject for _to, subject in mails.subjects()[told:]] == [
        REMINDED.format(14),
        REMINDED.format(3),
    ]


def test_an_extension_moves_the_date_at_once(db: Session, mails: MailServer) -> None:
    call = open_call()
    factories.application(call, status=DRAFT)
    db.commit()
    look()

    deadlines.extend(call, call.closes_at + timedelta(days=30))
    db.commit()
    deliver()

    duty = db.scalars(select(Duty)).one()
    assert (duty.due_at, duty.sequence, duty.zone) == (call.closes_at, 1, call.timezone)


@pytest.mark.parametrize("end", ["withdrawn", "closed"])
def test_nobody_is_reminded_of_a_call_that_takes_nothing(
    db: Session, mails: MailServer, end: str
) -> None:
    call = open_call()
    factories.application(call, status=DRAFT)
    pass_days(db, call, 20)
    call.status = CallStatus(end)

    pass_days(db, call, 14, 3)

    assert mails.subjects() == []


def offered(days: int = 20) -> Application:
    """Offer a place that waits for an answer for some days."""
    water = factories.event(title=Words.of(en="Water"))
    call = factories.closed_call(event=water, status=CallStatus.NOTIFIED)
    until = clock.now() + timedelta(days=days)
    return factories.application(call, status=ApplicationStatus.SELECTED, answer_by=until)


def test_an_offer_is_reminded_of_in_words_of_its_own_while_an_answer_counts(
    db: Session, mails: MailServer
) -> None:
    waiting, gone = offered(), offered()
    until = waiting.answer_by
    assert until is not None
    db.commit()
    look()
    gone.status = ApplicationStatus.DECLINED
    sent = []
    for days in (-15, -14, -13, -3, -2, 0, 1, 14):
        before = len(mails.mails)
        db.commit()
        with time_machine.travel(until + timedelta(days=days), tick=False):
            look()
            deliver()
        sent += [days] * (len(mails.mails) - before)

    assert sent == [-14, -3]
    assert mails.subjects() == [(waiting.account.email, "Your answer is due: Water")] * 2
    assert set(db.scalars(select(Notice.concerns))) == {f"application:{waiting.id}"}


def test_nobody_does_without_the_reminder_of_an_offer(db: Session, mails: MailServer) -> None:
    waiting = offered()
    until = waiting.answer_by
    assert until is not None
    choose(waiting.account.email, Group.REMINDERS, Choice.NEVER)
    db.commit()
    look()

    with time_machine.travel(until - timedelta(days=3), tick=False):
        look()
        deliver()

    assert mails.subjects() == [(waiting.account.email, "Your answer is due: Water")]


def focal_point(invitation: Invitation, **fields: object) -> Account:
    return factories.account(email=invitation.email, **fields)


def test_what_a_body_has_not_answered_is_owed_by_its_focal_point_who_has_an_account(
    db: Session,
) -> None:
    call = open_call()
    upcoming = open_call(opens_at=clock.now() + timedelta(days=2))
    silent, early = factories.invitation(call), factories.invitation(upcoming)
    named, declined, withdrawn = (factories.invitation(call) for _ in range(3))
    factories.nominee(named)
    declined.declined_at = withdrawn.withdrawn_at = clock.now()
    after = factories.invitation(open_call(closes_at=clock.now() - timedelta(minutes=1)))
    unpublished = factories.invitation(open_call(status=CallStatus.DRAFT))
    fallen = factories.invitation(open_call())
    fallen.call.event.status = EventStatus.CANCELLED
    factories.invitation(call)  # whose focal point has no account
    unproven = factories.invitation(call)
    focal_point(unproven, confirmed_at=None)
    asked = {it.id: focal_point(it) for it in (silent, early, named, declined, withdrawn, after,
                                               unpublished, fallen)}  # fmt: skip
    db.commit()

    owed = {(it.account_id, it.about, it.due_at) for it in nominations_owed(None)}

    assert owed == {
        (asked[it.id].id, f"invitation:{it.id}", it.call.closes_at) for it in (silent, early)
    }
    assert owed == {
        (it.account_id, it.about, it.due_at)
        for person in asked.values()
        for it in nominations_owed(person.id)
    }


def test_bodies_are_reminded_once_for_each_moment_with_an_account_or_without(
    db: Session, mails: MailServer
) -> None:
    call = factories.call(
        event=factories.event(title=Words.of(en="Water")), status=CallStatus.DRAFT,
        published_at=None,
    )  # fmt: skip
    calls.publish(call)
    with_account, without = factories.invitation(call), factories.invitation(call)
    person = focal_point(with_account)
    db.commit()
    look()
    duty = db.scalars(select(Duty)).one()

    pass_days(db, call, 14.5, 14, 13, 3, 2, 0, -1)

    assert (duty.account_id, duty.due_at) == (person.id, call.closes_at)
    reminded = sorted(to for to, subject in mails.subjects() if "nominate" in subject)
    assert reminded == sorted([with_account.email, without.email] * 2)
    assert len(mails.mails) == 4
    assert duty.ended_at is not None


def test_a_focal_point_who_is_signed_in_comes_from_the_list_to_the_page_of_the_body(
    client: FlaskClient, db: Session
) -> None:
    call = open_call()
    invitation = factories.invitation(call, body="Ministry of Ice")
    page = f"/events/{call.event.slug}/call/nominate"
    unknown = client.get(page)
    sign_in(client, focal_point(invitation))

    mine = client.get("/me/").text
    led = client.get(page)
    there = client.get(led.headers["Location"])

    assert unknown.status_code in {302, 401}
    assert "Nominate experts, or say that your body will not nominate anyone: Water" in mine
    assert f'href="{page}"' in mine
    assert invitation.token not in mine
    assert led.headers["Location"] == f"/nominations/{invitation.token}"
    assert "Ministry of Ice" in there.text


@pytest.mark.parametrize("who", ["stranger", "unproven", "withdrawn", "elsewhere"])
def test_nobody_else_is_led_to_the_page_of_a_body(
    client: FlaskClient, db: Session, who: str
) -> None:
    call = open_call()
    invitation = factories.invitation(call)
    if who == "stranger":
        person = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    else:
        person = focal_point(invitation)
    sign_in(client, person)
    if who == "unproven":
        person.confirmed_at = None
    elif who == "withdrawn":
        invitation.withdrawn_at = clock.now()
    elif who == "elsewhere":
        call = open_call()
    db.commit()

    answer = client.get(f"/events/{call.event.slug}/call/nominate")

    assert answer.status_code == 403


def test_what_waits_stands_first_on_ones_own_page_with_its_date(
    client: FlaskClient, db: Session
) -> None:
    call = open_call(closes_at=clock.now() + timedelta(days=5, hours=1))
    person = factories.application(call, status=DRAFT).account
    sign_in(client, person)

    page = client.get("/me/").text

    waits = page[page.index("What you have to do") : page.index("My registrations")]
    assert "Complete and submit your application to the call for experts: Water" in waits
    assert f'href="/events/{call.event.slug}/call/apply"' in waits
    assert "Due soon" in waits
    assert "In 5 days, by" in waits


def test_a_reviewer_sees_what_waits_though_it_has_no_date(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call(event=factories.event(title=Words.of(en="Water")))
    factories.application(call)
    reviewer = factories.team(call.event, TeamRole.REVIEWER)
    sign_in(client, reviewer)

    page = client.get("/me/").text

    assert [it.task for it in waiting_for(reviewer)] == [
        "Review the applications assigned to you: Water"
    ]
    assert "It has no due date." in page


def test_a_reviewer_is_reminded_by_the_date_before_it_and_after_it_until_all_is_done(
    db: Session, mails: MailServer
) -> None:
    call = factories.closed_call(event=factories.event(title=Words.of(en="Water")))
    applications_ = [factories.application(call) for _ in range(2)]
    diligent, slow = (factories.team(call.event, TeamRole.REVIEWER) for _ in range(2))
    assigning.ask_until(call, clock.today(call.timezone) + timedelta(days=30))
    db.commit()
    look()
    for it in applications_:
        factories.review(it, 5, 4, person=diligent)
    due = call.reviews_due_at
    assert due is not None

    for days in (-20, -14, -3, 0, 1, 2, 14, 15):
        db.commit()
        with time_machine.travel(due + timedelta(days=days), tick=False):
            look()
            deliver()

    task = "Review the applications assigned to you: Water"
    assert mails.subjects() == [
        (slow.email, f"Due in 14 days: {task}"),
        (slow.email, f"Due in 3 days: {task}"),
        (slow.email, f"Late: {task}"),
        (slow.email, f"Late: {task}"),
    ]


def reviewed_call(*reviewers: Account) -> Call:
    """Close a call with two applications, of which reviews are due in a month."""
    call = factories.closed_call()
    for person in reviewers:
        factories.team(call.event, TeamRole.REVIEWER, person)
    for _ in range(2):
        factories.application(call)
    assigning.ask_until(call, clock.today(call.timezone) + timedelta(days=30))
    return call


def test_of_many_calls_each_reviewer_owes_what_they_owe_in_each(db: Session) -> None:
    ana, ben, eva = (factories.account(affiliation="") for _ in range(3))
    both, done, shared_out, own_body, declared, applying, merged, over = (
        reviewed_call(ana, ben) for _ in range(8)
    )
    for application in done.applications:
        factories.review(application, 5, 4, person=ben)
    factories.save(
        Assignment(
            application=shared_out.applications[0], account=ana, at=clock.now(), by=AssignedBy.HAND
        )
    )
    ben.affiliation = "Union of Nurses"
    for application in own_body.applications:
        application.affiliation = "UNION OF NURSES"
    one, other = declared.applications
    factories.review(one, 5, 4, person=ben)
    recusal = factories.review(other, person=ben)
    recusal.recused, recusal.conflict = True, Conflict.OTHER
    factories.application(applying, account=ben, status=ApplicationStatus.DRAFT)
    gone, stays = merged.applications
    gone.merged_into_id, gone.affiliation = stays.id, "Union of Nurses"
    over.status = CallStatus.COMPLETED
    factories.team(both.event, TeamRole.REVIEWER, eva)
    db.commit()

    owed = {(it.account_id, it.about) for it in reviews_owed(None)}

    assert owed == {(person.id, f"call:{both.id}") for person in (ana, ben, eva)} | {
        (ana.id, f"call:{call.id}")
        for call in (done, shared_out, own_body, declared, applying, merged)
    }
    assert owed == {
        (it.account_id, it.about) for person in (ana, ben, eva) for it in reviews_owed(person.id)
    }


def test_more_calls_ask_the_database_no_more(db: Session) -> None:
    ana, ben = factories.account(), factories.account()

    def count() -> dict[str, int]:
        for _ in range(3):
            reviewed_call(ana, ben)
            factories.application(open_call(), status=DRAFT)
            offered = factories.closed_call(status=CallStatus.NOTIFIED)
            until = clock.now() + timedelta(days=9)
            factories.application(offered, status=ApplicationStatus.SELECTED, answer_by=until)
            focal_point(factories.invitation(open_call()))
        counts = {}
        for source in SOURCES:
            db.commit()
            db.expunge_all()
            with statements() as asked:
                assert list(source.owed(None))
            counts[source.kind] = len(asked)
        return counts

    assert count() == count()


def test_a_date_for_reviews_is_to_come_and_after_the_call_has_closed(
    client: FlaskClient, db: Session
) -> None:
    call = open_call()
    organiser = factories.team(call.event, TeamRole.LEAD_ORGANISER)
    sign_in(client, organiser)
    page = f"/organise/events/{call.event.slug}/reviews/due"
    closes = clock.wall(call.closes_at, call.timezone).date()

    early = client.post(page, data={"day": (closes - timedelta(days=1)).isoformat()})
    nothing = call.reviews_due_at
    fine = client.post(page, data={"day": (closes + timedelta(days=7)).isoformat()})
    kept = call.reviews_due_at
    gone = client.post(page, data={"day": ""})

    assert (early.status_code, nothing) == (422, None)
    assert "Choose a day in the future, after the call has closed." in early.text
    assert (fine.status_code, gone.status_code) == (302, 302)
    assert kept is not None
    assert clock.wall(kept, call.timezone).date() == closes + timedelta(days=7)
    assert call.reviews_due_at is None


def test_a_submitted_application_waits_no_more_and_the_page_says_what_will_stand_there(
    client: FlaskClient, db: Session
) -> None:
    application = factories.application(open_call(), status=DRAFT)
    sign_in(client, application.account)
    before = client.get("/me/").text
    applications.submit(application)
    db.commit()

    after = client.get("/me/").text

    assert "There is nothing you have to do." not in before
    assert "There is nothing you have to do." in after
