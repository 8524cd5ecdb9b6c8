"""Who may see and do what with the mails of an event."""

from collections.abc import Mapping, Sequence

from eventsapp.accounts.models import Account
from eventsapp.events.models import Event
from eventsapp.events.policy import may_manage
from eventsapp.experts.models import Call
from eventsapp.experts.policy import decided_by
from eventsapp.experts.queries import call_of
from eventsapp.experts.queries.reviewing import closed_in
from eventsapp.mailings.models import Mailing


def may_see_mails(account: Account | None, event: Event) -> bool:
    """Show an event's mails to its organisers."""
    return may_manage(account, event)


def closed_mails(account: Account, call: Call) -> frozenset[str] | None:
    """Name the applications that a conflict closes to a person; None: no mail of the call is seen.

    Subjects, kinds and their numbers tell outcomes: so who applies sees none of them. Who decides
    knows the outcomes, and is not shown what was written about those they are in conflict with.
    """
    return closed_mails_in(account, [call])[call.id]


def closed_mails_in(account: Account, calls: Sequence[Call]) -> Mapping[int, frozenset[str] | None]:
    """Name the same of each of some calls, by call."""
    closed = closed_in(account, decided_by(account, calls))
    named = {
        call_id: frozenset(f"application:{key}" for key in keys) for call_id, keys in closed.items()
    }
    return {call.id: named.get(call.id) for call in calls}


def may_write_to_call(account: Account | None, event: Event) -> bool:
    """Let organisers write to applicants, reviewers and bodies, unless they have a part in it."""
    call = call_of(event)
    return account is not None and call is not None and closed_mails(account, call) == frozenset()


def may_see_mailing(account: Account | None, mailing: Mailing) -> bool:
    """Show a mailing to the event's organisers; one to people of the call as its other mails."""
    return may_see_mails(account, mailing.event) and (
        not mailing.audience.is_of_call or may_write_to_call(account, mailing.event)
    )
