"""How the mails of an event, their states and their troubles are called."""

from eventsapp.core.i18n import LazyString, _
from eventsapp.mailings.rules import MailState, Reason
from eventsapp.notices.rules import Withheld

STATES: dict[MailState, LazyString] = {
    MailState.SENT: _("Sent"),
    MailState.WAITING: _("Waiting to be sent"),
    MailState.HELD: _("Held"),
    MailState.WITHHELD: _("Not sent on purpose"),
    MailState.FAILED: _("Failed"),
    MailState.BOUNCED: _("Came back"),
}
REASONS: dict[Reason, LazyString] = {
    Reason.NO_SUCH_ADDRESS: _(
        "The mail server of this address does not know it. Is there a slip in the spelling?"
    ),
    Reason.FULL: _("The mailbox of this address is full."),
    Reason.NOT_WANTED: _(
        "The mail server of this address takes no mails from this site, or held it for spam."
    ),
    Reason.TOO_LARGE: _("The mail is larger than the mail server of this address takes."),
    Reason.LATER: _("The mail server of this address asks to come back later."),
    Reason.REFUSED: _("The mail server of this address refused the mail."),
    Reason.UNREACHABLE: _("The mail server did not answer."),
    Reason.SIGN_IN: _(
        "The mail server does not let this site send. An administrator has to look at it."
    ),
    Reason.OURS: _("Something went wrong on this site. An administrator has to look at it."),
}
WITHHELD: dict[Withheld, LazyString] = {
    Withheld.UNSUBSCRIBED: _("The reader chose not to get mails of this kind."),
    Withheld.DIGEST: _("It waits for the one mail a day that the reader chose."),
    Withheld.DROPPED: _("An organiser dropped it while sending was held."),
}
KINDS: dict[str, LazyString] = {
    "registration_confirmed": _("Seat confirmed"),
    "registration_waiting": _("On the waiting list"),
    "registration_promoted": _("Seat after waiting"),
    "registration_cancelled": _("Registration cancelled"),
    "registration_repeated": _("Private link sent again"),
    "registration_declined": _("Question after a calendar declined"),
    "registration_event_changed": _("New dates, place or link"),
    "registration_event_cancelled": _("Event cancelled"),
    "events_team_invited": _("Role in the team"),
    "experts_application_received": _("Application received"),
    "experts_application_withdrawn": _("Application withdrawn"),
    "duties_reminder": _("Reminder of what somebody owes"),
    "experts_deadline_extended": _("Deadline extended"),
    "experts_call_amended": _("Call amended"),
    "experts_call_reopened": _("Call open again"),
    "experts_call_withdrawn": _("Call withdrawn"),
    "experts_selected": _("Result: selected"),
    "experts_reserve": _("Result: on the reserve list"),
    "experts_not_selected": _("Result: not selected"),
    "experts_reserve_closed": _("Reserve list closed"),
    "experts_accepted": _("Place accepted"),
    "experts_answer_reminder": _("Reminder: answer to an offered place"),
    "experts_more_time": _("More time to answer"),
    "experts_no_answer": _("Place lapsed without an answer"),
    "experts_reviews_assigned": _("Applications to review"),
    "experts_reviews_reminder": _("Reminder: reviews"),
    "experts_nomination_invited": _("Invitation to nominate"),
    "experts_nomination_reminder": _("Reminder: invitation to nominate"),
    "experts_nomination_extended": _("More time to nominate"),
    "experts_nomination_receipt": _("Nominations received"),
    "experts_nomination_withdrawn": _("Invitation to nominate withdrawn"),
    "experts_nomination_ended": _("Nomination ended"),
    "experts_nominated": _("You are nominated"),
    "experts_nominee_declined": _("Nominee does not stand"),
    "experts_nominee_reminder": _("Reminder: nominee"),
    "deliberation_round_opened": _("Round of rating opened"),
    "deliberation_results": _("Results of the rating"),
    "deliberation_returned": _("Proposal returned with a question"),
    "reports_published": _("Report published"),
    "mailings_test": _("Test of your own words"),
    "mailing": _("Message from the organisers"),
}


def kind_label(kind: str) -> str:
    """Name a kind of mail; one that has no words here by its own name."""
    return str(KINDS.get(kind) or kind.replace("_", " "))


FILTERS = {
    "mail_kind": kind_label,
    "mail_reason": REASONS.__getitem__,
    "mail_withheld": WITHHELD.__getitem__,
}
