"""Mails to those who apply, before anything is decided."""

from typing import Any

from eventsapp.core.i18n import LazyString, _
from eventsapp.events.mails import EVENT, TITLE, page
from eventsapp.experts.mails.parts import (
    AFFILIATION,
    DEADLINE,
    GIVEN_REASON,
    REASON,
    UNTIL,
    applicants,
    common,
)
from eventsapp.experts.words import changes_text
from eventsapp.notices.mails import NAME, Context, Mail, Placeholder, nobody


def _changes(context: Context) -> str:
    amendment = context["amendment"]
    main = context["event"].main_language
    said = changes_text(amendment.before, amendment.after, main, context["asked"])
    return "\n".join(f"- {' '.join(it.split())}" for it in said)


MY_APPLICATION = page("experts.application", _("Page of the application"), _("See my application"))
THE_CALL = page("experts.call", _("Page of the call"), _("See the call"))
THE_EVENT = page("events.show", _("Page of the event"), _("See the event"))
REOPENED = Placeholder(
    name="reason",
    label=_("Why the call is open again"),
    of="call",
    value=lambda it: it["call"].reopened_reason,
    sample=_("Two sectors had no applications."),
)
AMENDED = Placeholder(
    name="reason",
    label=_("Why the call has changed"),
    of="amendment",
    value=lambda it: it["amendment"].reason,
    sample=_("Two sectors had no applications."),
)
CHANGES = Placeholder(
    name="changes",
    label=_("What has changed, one line each"),
    of="amendment",
    value=_changes,
    sample=_("- Number of seats: 12, before 10"),
    is_list=True,
)


def _mail(kind: str, when: LazyString, where: Placeholder, *own: Placeholder, **parts: Any) -> Mail:
    return Mail(
        kind=kind,
        chapter=_("Call for experts"),
        when=when,
        placeholders=(NAME, AFFILIATION, where, *own, *EVENT),
        common=common,
        **parts,
    )


MAILS = (
    _mail(
        "experts_application_received",
        _("At once, to people who submit an application."),
        MY_APPLICATION,
        DEADLINE,
        needs=("link",),
        subject=_("Your application is in: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You need not do anything now: we have your application to take part as an expert"
                " in “%(title)s”.",
                title=TITLE,
            ),
            UNTIL,
            _(
                "You can change or withdraw it until the deadline. Everyone hears the result at"
                " the same time, by email."
            ),
            "{link}",
        ),
        readers=applicants(),
    ),
    _mail(
        "experts_deadline_extended",
        _("As soon as you extend the deadline, to everybody who has started to apply."),
        MY_APPLICATION,
        DEADLINE,
        needs=("link", "deadline"),
        subject=_("More time to apply: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You may take more time: the deadline of the call for experts for “%(title)s” is"
                " extended, for everyone.",
                title=TITLE,
            ),
            UNTIL,
            _(
                "What you have submitted remains valid. You can change it until "
                "the new deadline; a draft must be submitted by then."
            ),
            "{link}",
        ),
        readers=applicants(),
    ),
    _mail(
        "experts_call_reopened",
        _("As soon as you open the call again, to everybody who has started to apply."),
        MY_APPLICATION,
        DEADLINE,
        REOPENED,
        needs=("link", "deadline", "reason"),
        subject=_("Open again: call for experts, %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You may apply, or change what you have sent: the call for experts for “%(title)s”"
                " is open again, for everyone.",
                title=TITLE,
            ),
            UNTIL,
            _("Reason: %(reason)s", reason="{reason}"),
            _(
                "What you have submitted remains valid. You can change it until "
                "the new deadline; a draft must be submitted by then."
            ),
            "{link}",
        ),
        readers=applicants(),
    ),
    _mail(
        "experts_call_amended",
        _("As soon as you amend the published call, to everybody who has started to apply."),
        page("experts.call", _("Page of the call"), _("Read the call")),
        CHANGES,
        AMENDED,
        needs=("link", "changes", "reason"),
        subject=_("The call for experts has changed: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please read what has changed in the call for experts for “%(title)s”, for"
                " everyone who applies.",
                title=TITLE,
            ),
            "{changes}",
            _("Reason: %(reason)s", reason="{reason}"),
            _(
                "Your application remains valid. You do not need to do anything "
                "unless you want to change it."
            ),
            "{link}",
        ),
        readers=applicants(),
    ),
    _mail(
        "experts_call_withdrawn",
        _("As soon as you withdraw the call, to everybody who has started to apply."),
        THE_EVENT,
        GIVEN_REASON,
        subject=_("The call for experts is withdrawn: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You need not do anything: the organisers have withdrawn the call for experts for"
                " “%(title)s”.",
                title=TITLE,
            ),
            REASON,
            _("We are sorry that your application will not be considered."),
            "{link}",
        ),
        readers=applicants(),
    ),
    _mail(
        "experts_application_withdrawn",
        _("At once, to people who withdraw an application."),
        THE_CALL,
        subject=_("Your application is withdrawn: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You need not do anything: your application to take part in “%(title)s” is"
                " withdrawn, and nobody reads it any more.",
                title=TITLE,
            ),
            _("If this was not you, answer this email or write to the organisers."),
            "{link}",
        ),
        readers=nobody,  # what was taken back is not shown to organisers
    ),
)
