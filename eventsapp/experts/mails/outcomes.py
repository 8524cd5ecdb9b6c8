"""Mails about what was decided, and about the places that are offered."""

from typing import Any

from eventsapp.core.i18n import LazyString, _
from eventsapp.events.mails import EVENT, TITLE, WHEN, page
from eventsapp.experts.mails.applicants import MY_APPLICATION, THE_EVENT
from eventsapp.experts.mails.parts import (
    AFFILIATION,
    ANSWER_BY,
    ANSWER_UNTIL,
    DECISION_REASON,
    REASON,
    applicants,
    common,
)
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.notices.mails import NAME, Context, Mail, Placeholder


def _why(context: Context) -> LazyString:
    if reason := context["application"].decision_reason:
        return _("Reason given by the organisers: %(reason)s", reason=reason)
    return FULL


FULL = _("There were more good applications than seats.")
ACCEPT = page("experts.application", _("Page to accept or decline"), _("Accept or decline"))
WHY = Placeholder(
    name="why",
    label=_("Why, as a sentence: your reason, or that there were too few seats"),
    of="application",
    value=_why,
    sample=FULL,
)
LAPSES = _("Without an answer the offer lapses, and the place is offered to someone else.")


def _mail(kind: str, when: LazyString, where: Placeholder, *own: Placeholder, **parts: Any) -> Mail:
    return Mail(
        kind=kind,
        chapter=_("Results and places"),
        when=when,
        placeholders=(NAME, AFFILIATION, where, *own, *EVENT),
        needs=("link",) if ANSWER_BY not in own else ("link", "answer_by"),
        common=common,
        **parts,
    )


MAILS = (
    _mail(
        "experts_selected",
        _("When you send the results, to people who are selected; later, when a place is offered."),
        ACCEPT,
        ANSWER_BY,
        subject=_("You are selected: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please accept or decline your place: you have been selected as an expert for"
                " “%(title)s”.",
                title=TITLE,
            ),
            ANSWER_UNTIL,
            _(
                "Open your application, sign in, and choose. If you decline, or have not answered"
                " by then, the place is offered to someone else."
            ),
            "{link}",
        ),
        readers=applicants(ApplicationStatus.SELECTED),
    ),
    _mail(
        "experts_reserve",
        _("When you send the results, to people on the reserve list."),
        MY_APPLICATION,
        DECISION_REASON,
        subject=_("You are on the reserve list: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You need not do anything now: you are on the reserve list of experts for"
                " “%(title)s”.",
                title=TITLE,
            ),
            _(
                "The list has no fixed order. Places that become free are offered so that the"
                " group keeps its balance, and that depends on who leaves. If one can be yours, we"
                " write to you."
            ),
            REASON,
            _("If you are no longer available, please withdraw your application."),
            "{link}",
        ),
        readers=applicants(ApplicationStatus.RESERVE),
    ),
    _mail(
        "experts_not_selected",
        _("When you send the results, to people who are not selected or not eligible."),
        MY_APPLICATION,
        WHY,
        DECISION_REASON,
        subject=_("About your application: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You need not do anything: we could not offer you a place as an expert in"
                " “%(title)s”. Thank you for applying.",
                title=TITLE,
            ),
            "{why}",
            "{link}",
        ),
        readers=applicants(ApplicationStatus.NOT_SELECTED, ApplicationStatus.INELIGIBLE),
    ),
    _mail(
        "experts_answer_reminder",
        _("A few days before the answer is due, to people who have not answered."),
        ACCEPT,
        ANSWER_BY,
        subject=_("Your answer is due: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please accept or decline your place as an expert in “%(title)s”: we have no"
                " answer from you yet.",
                title=TITLE,
            ),
            ANSWER_UNTIL,
            LAPSES,
            "{link}",
        ),
        readers=applicants(ApplicationStatus.SELECTED),
    ),
    _mail(
        "experts_more_time",
        _("As soon as you give somebody more time to answer."),
        ACCEPT,
        ANSWER_BY,
        subject=_("You have more time to answer: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please accept or decline your place as an expert in “%(title)s”. The organisers"
                " have given you more time.",
                title=TITLE,
            ),
            ANSWER_UNTIL,
            LAPSES,
            "{link}",
        ),
        readers=applicants(ApplicationStatus.SELECTED),
    ),
    _mail(
        "experts_no_answer",
        _("When the last day to answer has passed without an answer."),
        MY_APPLICATION,
        ANSWER_BY,
        subject=_("The offer of a place has lapsed: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You need not do anything: the place as an expert in “%(title)s” is no longer"
                " yours, because no answer came by %(moment)s.",
                title=TITLE,
                moment="{answer_by}",
            ),
            _(
                "If you can still come, write to the organisers: they can give you more time while"
                " the place is free."
            ),
            "{link}",
        ),
        readers=applicants(ApplicationStatus.NO_ANSWER),
    ),
    _mail(
        "experts_accepted",
        _("At once, to people who accept a place."),
        THE_EVENT,
        subject=_("You are registered: %(title)s", title=TITLE),
        paragraphs=(
            _("Please note the date: you take part as an expert in “%(title)s”.", title=TITLE),
            WHEN,
            _(
                "You are registered. If you can no longer come, please withdraw as early as you"
                " can, so that someone else may take the place."
            ),
            "{link}",
        ),
        readers=applicants(ApplicationStatus.ACCEPTED),
    ),
    _mail(
        "experts_reserve_closed",
        _("When the call is completed, to people who were still on the reserve list."),
        MY_APPLICATION,
        DECISION_REASON,
        subject=_("The reserve list is closed: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You do not need to do anything: no place became free for you "
                "as an expert in “%(title)s”, and the reserve list is now "
                "closed. Thank you for waiting.",
                title=TITLE,
            ),
            REASON,
            "{link}",
        ),
        readers=applicants(ApplicationStatus.RESERVE),
    ),
)
