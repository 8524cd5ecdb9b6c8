"""Who may see and do what with the mails of an event."""

from eventsapp.accounts.models import Account
from eventsapp.events.models import Event
from eventsapp.events.policy import may_manage
from eventsapp.experts.models import Call
from eventsapp.experts.policy import may_decide
from eventsapp.experts.queries import call_of
from eventsapp.experts.queries.reviewing import closed_to
from eventsapp.mailings.models import Mailing


def may_see_mails(account: Account | None, event: Event) -> bool:
    """Show an event's mails to its organisers."""
    return may_manage(account, event)


def may_see_mails_of_call(account: Account | None, call: Call) -> bool:
    """Show the mails about a call to organisers who have no part in it.

    Subjects, kinds and their numbers tell outcomes: so who applies sees none of them, nor does who
    is in conflict with any applicant, for what is missing tells as much.
    """
    return account is not None and may_decide(account, call) and not closed_to(account, call)


def may_write_to_call(account: Account | None, event: Event) -> bool:
    """Let organisers write to applicants, reviewers and bodies, unless they have a part in it."""
    call = call_of(event)
    return call is not None and may_see_mails_of_call(account, call)


def may_see_mailing(account: Account | None, mailing: Mailing) -> bool:
    """Show a mailing to the event's organisers; one to people of the call as its other mails."""
    return may_see_mails(account, mailing.event) and (
        not mailing.audience.is_of_call or may_write_to_call(account, mailing.event)
    )
