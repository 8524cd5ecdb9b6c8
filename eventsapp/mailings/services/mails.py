"""Holding the mails of an event, letting them go, dropping and repeating single ones."""

from eventsapp.audit.services import record
from eventsapp.core.actor import actor
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.events.models import Event
from eventsapp.mailings.queries import Mail
from eventsapp.mailings.rules import MailState
from eventsapp.notices import services as notices
from eventsapp.notices.models import Notice
from eventsapp.notices.queries import hold_of


class NothingHeld(Refused):
    """It was let go meanwhile."""

    message = _("Emails are no longer held: somebody has already sent them.")


class NotHeld(Refused):
    """It has left, or never will."""

    message = _("This email is no longer held, so it cannot be dropped.")


class NotAgain(Refused):
    """It is on its way."""

    message = _("This email is still on its way: there is nothing to send again.")


def hold(event: Event, reason: str = "") -> None:
    """Stop all mails of an event, until somebody lets them go."""
    if hold_of(event.mail_scope) is None:
        notices.hold(event.mail_scope, actor().name, reason)
        record("mails.held", event.mail_scope, reason=reason or None)


def let_go(event: Event) -> int:
    """Send what was held, in order; return how many mails that is."""
    number = notices.let_go(event.mail_scope)
    if number is None:
        raise NothingHeld
    record("mails.let_go", event.mail_scope)
    return number


def drop(mail: Mail, notice: Notice) -> None:
    """Never send a mail that is held."""
    if mail.state is not MailState.HELD:
        raise NotHeld
    notices.drop(notice)
    record("mail.dropped", notice.scope or "", notice=notice.id)


def send_again(mail: Mail, notice: Notice, times: int = 0) -> Notice:
    """Send a mail once more: one that failed as it is, one that has left under a new name."""
    if not mail.may_be_sent_again:
        raise NotAgain
    notices.trust_again(notice.email)  # whoever sends it again says that the address is right
    again = notices.send_again(notice, times)
    record("mail.sent_again", notice.scope or f"notice:{notice.id}", notice=notice.id)
    return again
