"""Putting the mails of an event in words of one's own, and taking them back."""

from dataclasses import replace
from typing import Protocol

from eventsapp.accounts.models import Account
from eventsapp.accounts.services import Addressee
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.actor import actor
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _, gettext
from eventsapp.events.models import Event
from eventsapp.mailings.queries.wordings import kept_wording
from eventsapp.notices.mails import Context, Mail, Own, Recipient
from eventsapp.notices.models import Notice, OwnWording
from eventsapp.notices.rules.placeholders import tidy
from eventsapp.notices.services import post_own
from eventsapp.notices.words import problem_text

#: The kind of the notice that somebody sends to themselves.
TEST = "mailings_test"


class Turn(Protocol):
    """Changes whose words are sent."""

    def __call__(self, event: Event, mail: Mail, locale: str, *, seen: int) -> None:
        """Change it, if ``seen`` is the newest version."""


class CannotBeSent(Refused):
    """Something in the text would reach readers as it should not."""

    message = _("This text cannot be sent as it is.")


class ChangedMeanwhile(Refused):
    """Two people changed the words of one mail."""

    message = _(
        "Somebody else has changed this text in the meantime. Both versions are below:"
        " combine them."
    )


def reword(event: Event, mail: Mail, locale: str, own: Own, *, seen: int) -> OwnWording:
    """Put a mail in one's own words; ``seen`` is the version that the writer began from."""
    kept = _held(event, mail, locale, seen)
    check(own)
    if kept is None:
        kept = OwnWording(scope=event.mail_scope, kind=mail.kind, locale=locale, version=0)
        db.session.add(kept)
    kept.subject, kept.text, kept.in_use = " ".join(own.subject.split()), tidy(own.text), True
    _note("reworded", event, kept, subject=kept.subject, text=kept.text)
    return kept


def use_standard(event: Event, mail: Mail, locale: str, *, seen: int) -> None:
    """Send the standard words again; one's own are kept."""
    kept = _held(event, mail, locale, seen)
    if kept is not None and kept.in_use:
        kept.in_use = False
        _note("standard_again", event, kept)


def use_own(event: Event, mail: Mail, locale: str, *, seen: int) -> None:
    """Send one's own words again, if they can still be sent."""
    kept = _held(event, mail, locale, seen)
    if kept is not None and not kept.in_use:
        check(mail.own(kept.subject, kept.text))
        kept.in_use = True
        _note("own_again", event, kept)


def send_test(
    event: Event, own: Own, recipient: Recipient, locale: str, account: Account
) -> Notice:
    """Send somebody the mail that a recipient would get, without the recipient's secrets."""
    check(own)
    marked = gettext("[Test] %(subject)s", subject=own.subject)
    return post_own(
        TEST,
        Addressee(account.email, locale, account.own_zone),
        replace(own, subject=marked, is_preview=True),
        about=about_of(recipient.context),
        reply_to=event.contact_email,
        **recipient.context,
    )


def about_of(context: Context) -> str:
    """Name what a mail is about: the call it tells of, else its event."""
    call, event = context.get("call"), context["event"]
    return f"call:{call.id}" if call else str(event.mail_scope)


def check(own: Own) -> None:
    """Refuse words that would reach readers as they should not."""
    if problems := own.subject_problems + own.text_problems:
        raise CannotBeSent(problem_text(problems[0]))


def _held(event: Event, mail: Mail, locale: str, seen: int) -> OwnWording | None:
    """Hold the words of a mail until the change is kept; refuse who has not seen the newest."""
    lock(event)
    kept = kept_wording(event, mail, locale)
    if kept is not None:
        db.session.refresh(kept)
    if (kept.version if kept else 0) != seen:
        raise ChangedMeanwhile
    return kept


def _note(what: str, event: Event, kept: OwnWording, **details: str) -> None:
    kept.version += 1
    kept.changed_by, kept.changed_at = actor().name, clock.now()
    db.session.flush()
    record(f"mail.{what}", f"event:{event.id}", kind=kept.kind, locale=kept.locale, **details)
