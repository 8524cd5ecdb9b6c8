"""What follows in mailings, when their moment comes and when dates move; run by the worker."""

from typing import Any

from eventsapp.core.db import db
from eventsapp.events.models import Event
from eventsapp.experts.models import Call
from eventsapp.mailings.models import Mailing, MailingRecipient
from eventsapp.mailings.services import mailings as services


def begin(mailing_id: int, at: str) -> None:
    """Begin to send a mailing whose moment has come."""
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is not None:
        services.begin(mailing, at)


def tell(recipient_id: int) -> None:
    """Write to one person of a mailing."""
    recipient = db.session.get(MailingRecipient, recipient_id)
    if recipient is not None:
        services.tell(recipient)


def event_moved(event_id: int, **_news: Any) -> None:
    """Move what hangs on the dates of an event."""
    event = db.session.get(Event, event_id)
    if event is not None:
        services.replan(event)


def deadline_moved(call_id: int, **_news: Any) -> None:
    """Move what hangs on the deadline of a call."""
    call = db.session.get(Call, call_id)
    if call is not None:
        services.replan(call.event)


def tag_renamed(event_id: int, before: str, now: str) -> None:
    """Let what asks for a tag find it by its new name."""
    event = db.session.get(Event, event_id)
    if event is not None:
        services.follow_tag(event, before, now)
