"""What follows from registrations and from changes to events; run by the worker."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import structlog

from eventsapp.accounts.models import Account
from eventsapp.core import clock, outbox
from eventsapp.core.db import db
from eventsapp.core.inbox import Incoming
from eventsapp.core.itip import Answer, read_reply
from eventsapp.core.web import link
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.notices.services import post
from eventsapp.registration import mails, services
from eventsapp.registration.models import Registration
from eventsapp.registration.queries import (
    PLACED,
    concerned,
    may_still_cancel,
    state_of,
    to_be_told,
    untold,
)
from eventsapp.registration.rules import Status, news_in

log = structlog.get_logger()


def tell_confirmed(registration_id: int, at: str) -> None:
    """Tell a person that the seat is theirs."""
    _tell("registration_confirmed", Status.CONFIRMED, registration_id, at)


def tell_waiting(registration_id: int, at: str) -> None:
    """Tell a person that all seats are taken, and that they wait."""
    _tell("registration_waiting", Status.WAITING, registration_id, at)


def tell_promoted(registration_id: int, at: str) -> None:
    """Tell a person who waited that a seat is theirs now."""
    _tell("registration_promoted", Status.CONFIRMED, registration_id, at)


def tell_cancelled(registration_id: int, at: str) -> None:
    """Tell a person that their registration is cancelled."""
    _tell("registration_cancelled", Status.CANCELLED, registration_id, at)


def tell_repeated(registration_id: int) -> None:
    """Send the private link again to someone who asked for a seat again."""
    registration = db.session.get(Registration, registration_id)
    if registration is not None:
        _post("registration_repeated", registration)


def follow_address(account_id: int) -> None:
    """Let a person's places follow them to their new address."""
    account = db.session.get(Account, account_id)
    if account is not None:
        services.follow_address(account)


def event_changed(event_id: int, **_news: Any) -> None:
    """Give new seats to those who wait, and begin to tell everybody of what is new to them."""
    event = db.session.get(Event, event_id)
    if event is None or event.status is EventStatus.CANCELLED:
        return
    services.seats_changed(event)
    services.begin_telling(event)


def tell_when_settled(event_id: int, state: str) -> None:
    """Let everybody know how things stand, unless a newer change has begun to be told."""
    event = db.session.get(Event, event_id)
    if event is None or event.status is EventStatus.CANCELLED or state_of(event) != state:
        return
    _spread("registration.event_changed", to_be_told(event))


def event_cancelled(event_id: int, **_news: Any) -> None:
    """Let everybody know, at once, that an event does not take place."""
    event = db.session.get(Event, event_id)
    if event is not None:
        _spread("registration.event_cancelled", concerned(event))


def tell_event_changed(registration_id: int) -> None:
    """Tell one person of new dates, a new place or a new link, unless they know already."""
    registration = _held(registration_id)
    if registration is None or registration.status is Status.CANCELLED:
        return
    if registration.event.status is EventStatus.CANCELLED:
        return
    if not untold(registration):
        return
    services.take_changes_back(registration)
    if changes := untold(registration):
        news = news_in(changes, registration.event.status)
        at = clock.now().isoformat()
        _post_with_entry(
            services.CHANGED,
            registration,
            key=f"registration:{registration.id}:{services.CHANGED}:{at}",
            news=news,
            what_changed=mails.WHAT_CHANGED[news],
        )


def tell_event_cancelled(registration_id: int) -> None:
    """Tell one person that the event does not take place."""
    registration = _held(registration_id)
    if registration is None or registration.status is Status.CANCELLED:
        return
    key = f"registration:{registration.id}:event_cancelled"
    _post_with_entry("registration_event_cancelled", registration, key=key)


def take_reply(mail: Incoming) -> bool:
    """Note what somebody's calendar answers, if that is what a mail brings."""
    reply = next(filter(None, map(read_reply, mail.calendars())), None)
    if reply is None:
        return False
    outcome = services.take_reply(reply, mail)
    log.info("calendar answered", outcome=outcome.value, answer=reply.answer.value)
    return outcome is not services.Outcome.UNKNOWN


def ask_who_declined(registration_id: int, at: str) -> None:
    """Ask a person whose calendar has declined whether the seat is free, if that still holds."""
    registration = _held(registration_id)
    if registration is None or registration.status is not Status.CONFIRMED:
        return
    if registration.answer is Answer.DECLINED and may_still_cancel(registration):
        key = f"registration:{registration.id}:declined:{at}"
        _post("registration_declined", registration, key=key)


def _tell(kind: str, status: Status, registration_id: int, at: str) -> None:
    """Write to a person, unless things have moved on and another mail is on its way."""
    registration = _held(registration_id)
    if registration is None or registration.status is not status:
        return
    if registration.changed_at.isoformat() != at:
        return
    if status in PLACED and registration.event.status is EventStatus.CANCELLED:
        return
    key = f"registration:{registration.id}:{kind}:{at}"
    _post_with_entry(kind, registration, key=key)


def _held(registration_id: int) -> Registration | None:
    """Find a registration and hold it, so that mails about it follow each other in its order."""
    return db.session.get(
        Registration, registration_id, with_for_update=True, populate_existing=True
    )


def _spread(name: str, registrations: Iterable[int]) -> None:
    """Put one message a person, so that one bad address does not hold up the others."""
    news = (outbox.News(name, {"registration_id": it}) for it in registrations)
    outbox.put_all(news, to_many=True)


def _post_with_entry(kind: str, registration: Registration, **context: Any) -> None:
    """Write to a person, and to the calendar; what was said before is not said again."""
    _post(kind, registration, calendar_of=partial(services.tell, registration), **context)


def _post(kind: str, registration: Registration, **context: Any) -> None:
    event = registration.event
    registration.seal()
    post(
        kind,
        to=registration,
        about=f"event:{event.id}",
        scope=event.mail_scope,
        reply_to=event.contact_email,
        thread=registration.thread,
        private_link=link("registration.mine", token=registration.token),
        **mails.context_of(registration),
        **context,
    )
