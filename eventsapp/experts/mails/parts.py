"""What can be said of a call and of an application in mails, and who may be shown as a reader."""

from datetime import datetime
from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.core.i18n import LazyString, _
from eventsapp.core.moments import beside, in_full
from eventsapp.events.mails import OFFERED
from eventsapp.events.models import Event
from eventsapp.experts.models import Application, Call
from eventsapp.experts.policy import may_decide
from eventsapp.experts.queries import call_of, first_applications
from eventsapp.experts.queries.reviewing import closed_to
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.notices.mails import Context, Placeholder, Readers, Recipient

SAMPLE_MOMENT = _("Friday, 30 May 2031, 18:00 (UTC)")


def moment_text(moment: datetime, context: Context) -> str:
    """Say a moment in the zone of its call, and by the reader's own clock where that differs."""
    zone = context["call"].timezone
    return beside(in_full(moment, zone), moment, zone, context.get("own_zone"))


def common(event: Event) -> Context:
    """Return what every mail about a call knows."""
    call = call_of(event)
    return {"event": event, **({"call": call} if call else {})}


def seen_call(account: Account, event: Event) -> Call | None:
    """Return the call, if a person may be shown whom its mails go to and what they say.

    Not who applies, nor who is in conflict with an applicant: it would tell what was decided.
    """
    call = call_of(event)
    if call is None or not may_decide(account, call) or closed_to(account, call):
        return None
    return call


def applicants(*outcomes: ApplicationStatus) -> Readers:
    """Say who can be shown a mail: the first whose applications are in, and have such an outcome.

    An outcome counts once it is decided, told or not; without any, all applications do.
    """

    def readers(account: Account, event: Event) -> list[Recipient]:
        call = seen_call(account, event)
        found = first_applications(call, OFFERED, outcomes) if call else []
        return [Recipient(str(it.id), it.name, it.account, context_of(it)) for it in found]

    return readers


def context_of(application: Application) -> Context:
    """Return what every mail about an application knows."""
    until = application.answer_by
    return {
        "application": application,
        "name": application.name or str(application.account),
        "call": application.call,
        "event": application.call.event,
        **({"answer_by": until} if until else {}),
    }


def private_page(label: LazyString, button: LazyString) -> Placeholder:
    """Return the placeholder of the page that is the reader's alone."""
    return Placeholder(
        name="link",
        label=label,
        of="private_link",
        value=lambda it: it["private_link"],
        is_link=True,
        is_secret=True,
        button=button,
    )


def _answer_by(context: Context) -> Any:
    until = context["answer_by"]
    return moment_text(until, context) if until else None


AFFILIATION = Placeholder(
    name="affiliation",
    label=_("Organisation of the reader"),
    of="application",
    value=lambda it: it["application"].affiliation,
    sample=_("Sample Organisation"),
)
DEADLINE = Placeholder(
    name="deadline",
    label=_("Deadline of the call"),
    of="call",
    value=lambda it: moment_text(it["call"].closes_at, it),
    sample=SAMPLE_MOMENT,
)
ANSWER_BY = Placeholder(
    name="answer_by",
    label=_("Until when the offer waits for an answer"),
    of="answer_by",
    value=_answer_by,
    sample=SAMPLE_MOMENT,
)
DECISION_REASON = Placeholder(
    name="reason",
    label=_("The reason that you wrote down for this person"),
    of="application",
    value=lambda it: it["application"].decision_reason,
    sample=_("More people of this sector applied than there are seats."),
)
GIVEN_REASON = Placeholder(
    name="reason",
    label=_("The reason that you gave"),
    of="reason",
    value=lambda it: it["reason"],
    sample=_("The event is put off to next year."),
)
UNTIL = _("Deadline: %(moment)s", moment="{deadline}")
ANSWER_UNTIL = _("Answer by: %(moment)s", moment="{answer_by}")
REASON = _("Reason given by the organisers: %(reason)s", reason="{reason}")
