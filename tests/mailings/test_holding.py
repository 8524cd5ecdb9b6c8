"""Mails of an event are held and let go in order; nothing is lost, nothing is sent twice."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.services import Addressee
from eventsapp.audit.models import Entry
from eventsapp.core import outbox
from eventsapp.core.outbox import Message
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.mailings.queries import figures, mails, sight_of
from eventsapp.mailings.rules import MailState
from eventsapp.notices import services as notices
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import Choice, Group, Withheld
from eventsapp.registration.services import register
from eventsapp.reports.models import Version
from tests import factories
from tests.conftest import MailServer, deliver, sign_in


def tell(event: Event, email: str, *, thread: str | None = None) -> Notice:
    """Post a notice that needs nothing but an event."""
    return notices.post(
        "reports_published",
        to=Addressee(email, "en"),
        about=event.mail_scope,
        scope=event.mail_scope,
        thread=thread,
        event=event,
        version=Version(number=1),
    )


def test_what_is_held_waits_without_work_and_is_let_go_in_order(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.CO_ORGANISER))
    tell(event, "queued@example.org")
    client.post(f"/organise/events/{event.slug}/mails/hold", data={"reason": "Venue"})
    for name in ("b", "a", "c"):
        tell(event, f"{name}@example.org", thread=f"thread:{name}")
    db.commit()

    assert [outbox.drain(), outbox.drain()] == [1, 0]
    assert mails.subjects() == []
    page = client.get(f"/organise/events/{event.slug}/agenda").text
    assert "Emails are held: 4 emails are not sent yet." in page
    assert "Venue" in page

    client.post(f"/organise/events/{event.slug}/mails/let-go")
    deliver()
    deliver()

    assert [to.partition("@")[0] for to, _ in mails.subjects()] == ["queued", "b", "a", "c"]
    assert "Emails are held" not in client.get(f"/organise/events/{event.slug}/agenda").text
    assert list(db.scalars(select(Entry.action).order_by(Entry.id))) == [
        "mails.held",
        "mails.let_go",
    ]


def test_an_invitation_and_its_end_held_together_leave_in_their_order(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    notices.hold(event.mail_scope, "Ada")
    place = register(event, email="ana@example.org", name="Ana", locale="en")
    db.commit()
    deliver()
    client.post(f"/registrations/{place.token}/cancel")
    deliver()
    assert mails.subjects() == []

    notices.let_go(event.mail_scope)
    db.commit()
    deliver()

    methods = [
        part.get_param("method")
        for mail in mails.to("ana@example.org")
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert methods == ["REQUEST", "CANCEL"]


def test_one_that_is_dropped_is_never_sent_and_does_not_stop_those_after_it(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    organiser = factories.team(event, TeamRole.CO_ORGANISER)
    sign_in(client, organiser)
    notices.hold(event.mail_scope, "Ada")
    first, second = (tell(event, "ana@example.org", thread="t") for _ in range(2))

    client.post(f"/organise/events/{event.slug}/mails/{first.id}/drop")
    client.post(f"/organise/events/{event.slug}/mails/let-go")
    deliver()

    assert first.withheld is Withheld.DROPPED
    assert (first.sent_at, second.sent_at is None) == (None, False)
    assert len(mails.to("ana@example.org")) == 1
    assert figures(sight_of(organiser, event)) == {MailState.SENT: 1, MailState.WITHHELD: 1}
    answer = client.post(f"/organise/events/{event.slug}/mails/{second.id}/drop")
    assert answer.status_code == 409


def test_one_that_was_dropped_can_be_sent_after_all(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    sign_in(client, factories.team(event, TeamRole.CO_ORGANISER))
    notices.hold(event.mail_scope, "Ada")
    notice = tell(event, "ana@example.org")
    address = f"/organise/events/{event.slug}/mails/{notice.id}"
    client.post(f"{address}/drop")
    client.post(f"/organise/events/{event.slug}/mails/let-go")
    deliver()

    client.post(f"{address}/again")
    deliver()

    assert len(mails.to("ana@example.org")) == 1


def test_signing_in_and_other_events_are_never_held(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event, other = factories.event(), factories.event()
    factories.account(email="ada@example.org")
    notices.hold(event.mail_scope, "Ada")
    tell(event, "held@example.org")
    tell(other, "free@example.org")

    client.post("/login/link", data={"email": "ada@example.org"})
    deliver()

    assert sorted(to for to, _ in mails.subjects()) == ["ada@example.org", "free@example.org"]


def test_the_mail_of_the_day_leaves_out_what_is_held(db: Session, mails: MailServer) -> None:
    event = factories.event()
    notices.choose("ana@example.org", Group.NEWS, Choice.DAILY)
    notices.hold(event.mail_scope, "Ada")
    tell(event, "ana@example.org")

    assert notices.digest("ana@example.org") is None
    notices.let_go(event.mail_scope)
    assert notices.digest("ana@example.org") is not None
    due = db.scalars(select(Message.name).where(Message.name == "notices.digest_due")).all()
    assert due == ["notices.digest_due"]


def test_what_failed_and_is_sent_again_while_sending_is_held_waits_with_the_others(
    client: FlaskClient, db: Session, mails: MailServer
) -> None:
    event = factories.event()
    organiser = factories.team(event, TeamRole.CO_ORGANISER)
    sign_in(client, organiser)
    notice = tell(event, "ana@example.org")
    message = db.scalars(select(Message).where(Message.name == "notice.posted")).one()
    message.failed_at, message.error = message.created_at, "Refused: 554"
    notices.hold(event.mail_scope, "Ada")

    client.post(f"/organise/events/{event.slug}/mails/{notice.id}/again")
    deliver()
    assert mails.subjects() == []
    assert figures(sight_of(organiser, event)) == {MailState.SENT: 0, MailState.HELD: 1}
    client.post(f"/organise/events/{event.slug}/mails/let-go")
    deliver()

    assert len(mails.to("ana@example.org")) == 1


def test_what_failed_before_is_not_tried_again_when_the_rest_is_let_go(db: Session) -> None:
    event = factories.event()
    notice = tell(event, "ana@example.org")
    message = db.scalars(select(Message).where(Message.name == "notice.posted")).one()
    message.failed_at, message.error = message.created_at, "Refused: 550"
    notices.hold(event.mail_scope, "Ada")

    assert notices.let_go(event.mail_scope) == 0
    assert notices.let_go(event.mail_scope) is None
    assert message.failed_at is not None
    organiser = factories.team(event, TeamRole.CO_ORGANISER)
    assert [(it.id, it.state) for it in mails(sight_of(organiser, event))] == [
        (notice.id, MailState.FAILED)
    ]
