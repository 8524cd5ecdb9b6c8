"""Mails to those who review."""

from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.core.i18n import LazyString, _
from eventsapp.events.mails import EVENT, TITLE, page
from eventsapp.events.models import Event
from eventsapp.events.policy import has_team_role, may_manage
from eventsapp.events.rules import TeamRole
from eventsapp.experts.mails.parts import common
from eventsapp.notices.mails import NAME, Mail, Placeholder, Recipient


def _reviewers(account: Account, event: Event) -> list[Recipient]:
    if not may_manage(account, event):
        return []
    return [
        Recipient(str(it.id), str(it), it, {**common(event), "name": str(it)})
        for it in {member.account_id: member.account for member in event.team}.values()
        if has_team_role(it, event, TeamRole.REVIEWER)
    ]


WAITING = Placeholder(
    name="waiting",
    label=_("How many applications wait for the reader"),
    of="waiting",
    value=lambda it: it["waiting"],
    sample="12",
)
DONE = Placeholder(
    name="done",
    label=_("How many the reader has reviewed so far"),
    of="done",
    value=lambda it: it["done"],
    sample="5",
)
QUEUE = page("experts_manage.queue", _("The reader’s queue of applications"), _("Open your queue"))


def _mail(kind: str, when: LazyString, **parts: Any) -> Mail:
    return Mail(
        kind=kind,
        chapter=_("Reviews"),
        when=when,
        placeholders=(NAME, QUEUE, WAITING, DONE, *EVENT),
        needs=("link",),
        common=common,
        readers=_reviewers,
        **parts,
    )


MAILS = (
    _mail(
        "experts_reviews_assigned",
        _("Some minutes after you have shared out applications, to each reviewer."),
        subject=_("Applications wait for your review: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please review the applications for “%(title)s” that wait for you: %(num)s.",
                title=TITLE,
                num="{waiting}",
            ),
            _(
                "Open your queue and sign in with the address this email was sent to. You are asked"
                " first whether you have a conflict of interest with the applicant; then you read"
                " the file and score it. Others’ scores are shown once your own are in."
            ),
            "{link}",
        ),
    ),
    _mail(
        "experts_reviews_reminder",
        _("When you remind reviewers whose reviews are missing, at most once a day."),
        subject=_("Reminder: applications still wait for your review: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please review the applications for “%(title)s” that still wait for you: %(num)s.",
                title=TITLE,
                num="{waiting}",
            ),
            _(
                "Applications that you have reviewed so far: %(num)s. Thank you. The panel is"
                " chosen once the reviews are in.",
                num="{done}",
            ),
            "{link}",
        ),
    ),
)
