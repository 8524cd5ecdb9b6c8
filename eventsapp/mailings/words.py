"""How the mails of an event, their states and their troubles are called."""

from eventsapp.core.i18n import LazyString, _, gettext, lazy_pgettext, ngettext
from eventsapp.events.rules import ItemRole, TeamRole
from eventsapp.events.words import ITEM_ROLES, TEAM_ROLES
from eventsapp.experts.rules.nominating import InvitationState
from eventsapp.experts.words.nominating import INVITATION_STATES
from eventsapp.mailings.rules import (
    Anchor,
    Attendance,
    Left,
    MailState,
    Plan,
    Reason,
    Reviewing,
    Side,
    Stage,
    Unit,
)
from eventsapp.notices.rules import Withheld
from eventsapp.registration.rules import Status as PlaceStatus
from eventsapp.registration.words import STATUSES as PLACES

STATES: dict[MailState, LazyString] = {
    MailState.SENT: lazy_pgettext("notice", "Sent"),
    MailState.WAITING: lazy_pgettext("notice", "Waiting to be sent"),
    MailState.HELD: lazy_pgettext("notice", "Held"),
    MailState.WITHHELD: lazy_pgettext("notice", "Deliberately not sent"),
    MailState.FAILED: lazy_pgettext("notice", "Failed"),
    MailState.BOUNCED: lazy_pgettext("notice", "Came back"),
}
REASONS: dict[Reason, LazyString] = {
    Reason.NO_SUCH_ADDRESS: _(
        "The mail server does not know this address. Is there a typing mistake in it?"
    ),
    Reason.FULL: _("The recipient’s mailbox is full."),
    Reason.NOT_WANTED: _(
        "The recipient’s mail server accepts no emails from this site, or took this one for spam."
    ),
    Reason.TOO_LARGE: _("The email is too large for the recipient’s mail server."),
    Reason.LATER: _("The recipient’s mail server asks us to try again later."),
    Reason.REFUSED: _("The recipient’s mail server refused the email."),
    Reason.UNREACHABLE: _("The mail server did not answer."),
    Reason.SIGN_IN: _(
        "The mail server does not let this site send emails. "
        "An administrator needs to look into it."
    ),
    Reason.OURS: _("Something went wrong on this site. An administrator needs to look into it."),
}
WITHHELD: dict[Withheld, LazyString] = {
    Withheld.UNSUBSCRIBED: _("The reader chose not to get emails of this kind."),
    Withheld.DIGEST: _("It waits for the daily email that the reader has chosen."),
    Withheld.BOUNCED: _("Emails to this address come back, and this one is not essential."),
    Withheld.OVERTAKEN: _(
        "By the time it could be sent, it was no longer right: what it asks for was done, its date"
        " had moved or passed, or the event was cancelled."
    ),
    Withheld.DROPPED: _("An organiser dropped it while emails were held."),
}
KINDS: dict[str, LazyString] = {
    "registration_confirmed": _("Seat confirmed"),
    "registration_waiting": _("On the waiting list"),
    "registration_promoted": _("Seat from the waiting list"),
    "registration_cancelled": _("Registration cancelled"),
    "registration_repeated": _("Private link sent again"),
    "registration_declined": _("Question after declining in a calendar"),
    "registration_event_changed": _("New dates, place or link"),
    "registration_event_cancelled": _("Event cancelled"),
    "events_team_invited": _("Role in the team"),
    "experts_application_received": _("Application received"),
    "experts_application_withdrawn": _("Application withdrawn"),
    "duties_reminder": _("Reminder of something due"),
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
    "experts_no_answer": _("Place expired without an answer"),
    "experts_reviews_assigned": _("Applications to review"),
    "experts_reviews_reminder": _("Reminder: reviews"),
    "experts_nomination_invited": _("Invitation to nominate"),
    "experts_nomination_reminder": _("Reminder: invitation to nominate"),
    "experts_nomination_extended": _("More time to nominate"),
    "experts_nomination_receipt": _("Nominations received"),
    "experts_nomination_withdrawn": _("Invitation to nominate withdrawn"),
    "experts_nomination_ended": _("Nomination ended"),
    "experts_nominated": _("You have been nominated"),
    "experts_nominee_declined": _("Nominee declines"),
    "experts_nominee_reminder": _("Reminder: nominee"),
    "deliberation_round_opened": _("Rating round opened"),
    "deliberation_results": _("Results of the rating round"),
    "deliberation_returned": _("Proposal returned with a question"),
    "reports_published": _("Report published"),
    "mailings_test": _("Test of your own text"),
    "mailing": _("Message from the organisers"),
}


def kind_label(kind: str) -> str:
    """Name a kind of mail; one that has no words here by its own name."""
    return str(KINDS.get(kind) or kind.replace("_", " "))


ANCHORS: dict[Anchor, LazyString] = {
    Anchor.NOW: _("Now, as soon as you confirm"),
    Anchor.AT: _("At a set time"),
    Anchor.START: _("Before or after the event begins"),
    Anchor.END: _("Before or after the event ends"),
    Anchor.REGISTRATION: _("Before or after registration closes"),
    Anchor.CALL: _("Before or after the call for experts closes"),
}
UNITS: dict[Unit, LazyString] = {Unit.DAYS: _("days"), Unit.HOURS: _("hours")}
SIDES: dict[Side, LazyString] = {Side.BEFORE: _("before"), Side.AFTER: _("after")}
ATTENDANCES: dict[Attendance, LazyString] = {
    Attendance.CAME: _("Those who came"),
    Attendance.STAYED_AWAY: _("Those who did not come"),
}
REVIEWINGS: dict[Reviewing, LazyString] = {
    Reviewing.ALL: _("All reviewers"),
    Reviewing.WAITING: _("Those who still have applications to review"),
}
STAGES: dict[Stage, LazyString] = {
    Stage.DRAFT: _("Started, not submitted"),
    Stage.HANDED_IN: _("Submitted, whatever the result"),
    Stage.SELECTED: _("Selected, no answer yet"),
    Stage.ACCEPTED: _("Selected and accepted"),
    Stage.DECLINED: _("Selected but declined"),
    Stage.NO_ANSWER: _("Selected, no answer in time"),
    Stage.RESERVE: _("On the reserve list"),
    Stage.NOT_SELECTED: _("Not selected"),
    Stage.INELIGIBLE: _("Not eligible"),
}
LEFT: dict[Left, LazyString] = {
    Left.NO_ADDRESS: _("We have no address."),
    Left.TWICE: _("Already gets this email for another reason."),
    Left.UNSUBSCRIBED: _("Chose not to get messages from organisers."),
    Left.BOUNCED: _("Emails to this address came back."),
    Left.SAMPLE: _("Is a sample, not a real person."),
}


_RELATIVE: dict[tuple[Anchor, Side], LazyString] = {
    (Anchor.START, Side.BEFORE): _("%(count)s before the event begins"),
    (Anchor.START, Side.AFTER): _("%(count)s after the event has begun"),
    (Anchor.END, Side.BEFORE): _("%(count)s before the event ends"),
    (Anchor.END, Side.AFTER): _("%(count)s after the event has ended"),
    (Anchor.REGISTRATION, Side.BEFORE): _("%(count)s before registration closes"),
    (Anchor.REGISTRATION, Side.AFTER): _("%(count)s after registration has closed"),
    (Anchor.CALL, Side.BEFORE): _("%(count)s before the call for experts closes"),
    (Anchor.CALL, Side.AFTER): _("%(count)s after the call for experts has closed"),
}


def why_in_set(part: str, what: str) -> str:
    """Say why somebody is in a set."""
    match part:
        case "place":
            return str(gettext("Registration: %(what)s", what=PLACES[PlaceStatus(what)]))
        case "application":
            return str(gettext("Application: %(what)s", what=STAGES[Stage(what)]))
        case "body":
            return str(
                gettext("Invited body: %(what)s", what=INVITATION_STATES[InvitationState(what)])
            )
        case "agenda":
            return str(gettext("On the agenda: %(what)s", what=ITEM_ROLES[ItemRole(what)]))
        case "team":
            return str(gettext("In the team: %(what)s", what=TEAM_ROLES[TeamRole(what)]))
        case _:
            return str(gettext("Reviewer"))


def plan_text(plan: Plan) -> str:
    """Say when a mailing is sent by its plan, apart from the date that this comes to."""
    if plan.anchor is Anchor.NOW:
        return str(gettext("As soon as it is confirmed"))
    if plan.anchor is Anchor.AT:
        return str(gettext("At a set time"))
    counted = {
        Unit.DAYS: ngettext("%(num)s day", "%(num)s days", plan.number),
        Unit.HOURS: ngettext("%(num)s hour", "%(num)s hours", plan.number),
    }
    return str(_RELATIVE[plan.anchor, plan.side]) % {"count": counted[plan.unit]}


FILTERS = {
    "mail_kind": kind_label,
    "mail_reason": REASONS.__getitem__,
    "mail_withheld": WITHHELD.__getitem__,
    "mailing_plan": plan_text,
    "mailing_left": LEFT.__getitem__,
    "why_in_set": lambda why: why_in_set(*why),
}
