"""Mails to bodies that nominate, and to whom they name."""

from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.accounts.services import Addressee
from eventsapp.core.i18n import LazyString, _, gettext, ngettext, say
from eventsapp.events.mails import EVENT, OFFERED, QUESTIONS, TITLE
from eventsapp.events.models import Event
from eventsapp.experts.mails.parts import (
    DEADLINE,
    GIVEN_REASON,
    SAMPLE_MOMENT,
    UNTIL,
    common,
    moment_text,
    private_page,
    seen_call,
)
from eventsapp.experts.models import Invitation
from eventsapp.experts.queries.nominations import invitations_to
from eventsapp.notices.mails import NAME, Context, Mail, Placeholder, Recipient


def _bodies(account: Account, event: Event) -> list[Recipient]:
    return [
        Recipient(
            str(it.id),
            it.body,
            it,
            {**common(event), "invitation": it, "name": it.name, "is_open": True},
        )
        for it in _invitations(account, event)
    ]


def _nominees(account: Account, event: Event) -> list[Recipient]:
    return [
        Recipient(
            str(nominee.id),
            nominee.name,
            Addressee(nominee.email, it.locale),
            {**common(event), "nominee": nominee, "name": nominee.name, "body": it.body},
        )
        for it in _invitations(account, event)
        for nominee in it.nominees
    ][:OFFERED]


def _invitations(account: Account, event: Event) -> list[Invitation]:
    call = seen_call(account, event)
    return invitations_to(call)[:OFFERED] if call else []


def _summary(context: Context) -> str:
    invitation: Invitation = context["invitation"]
    event: Event = context["event"]
    known = {"body": invitation.body, "title": say(event.title, event.main_language)}
    if invitation.standing:
        return str(
            ngettext(
                "Please check that this is right: %(body)s nominates %(num)s person for"
                " “%(title)s”.",
                "Please check that this is right: %(body)s nominates %(num)s people for"
                " “%(title)s”, in this order.",
                len(invitation.standing),
                **known,
            )
        )
    if invitation.declined_at:
        return str(
            gettext(
                "Please check that this is right: %(body)s nominates nobody for “%(title)s”.",
                **known,
            )
        )
    return str(
        gettext(
            "Please check that this is right: the list of %(body)s for “%(title)s” is empty.",
            **known,
        )
    )


def _list(context: Context) -> str:
    invitation: Invitation = context["invitation"]
    return "\n".join(
        f"{it.rank}. {', '.join(filter(None, (it.name, it.affiliation)))} ({it.email})"
        for it in invitation.standing
    )


def _letter(context: Context) -> LazyString | None:
    invitation: Invitation = context["invitation"]
    if invitation.letter:
        return _("We have your official letter: %(name)s", name=invitation.letter.name)
    return MISSING if invitation.standing else None


def _open_deadline(context: Context) -> str | None:
    call = context["call"]
    return moment_text(call.closes_at, context) if context["is_open"] else None


MISSING = _("Your official letter is still missing: upload it on the same page.")
BODY = Placeholder(
    name="body",
    label=_("Body that nominates"),
    of="invitation",
    value=lambda it: it["invitation"].body,
    sample=_("Sample Ministry"),
)
QUOTA = Placeholder(
    name="quota",
    label=_("How many people the body may nominate"),
    of="invitation",
    value=lambda it: it["invitation"].quota,
    sample="2",
)
BODY_PAGE = private_page(_("Private page of the body"), _("Open your private page"))
NAMED_BY = Placeholder(
    name="body",
    label=_("Body that has nominated the reader"),
    of="body",
    value=lambda it: it["body"],
    sample=_("Sample Ministry"),
)
NOMINEE_PAGE = private_page(_("Private page of the nomination"), _("See the nomination"))
WHO = Placeholder(
    name="nominee",
    label=_("Name of whom the body has nominated"),
    of="nominee",
    value=lambda it: it["nominee"].name,
    sample=_("Sample Person"),
)
WHILE_OPEN = Placeholder(
    name="deadline",
    label=_("Deadline, while it has not passed"),
    of="is_open",
    value=_open_deadline,
    sample=SAMPLE_MOMENT,
)
SUMMARY = Placeholder(
    name="summary",
    label=_("Whom the body nominates, as a sentence"),
    of="invitation",
    value=_summary,
    sample=_("Please check that this is right: the list of your body has changed."),
)
LIST = Placeholder(
    name="nominees",
    label=_("Whom the body nominates, one line each"),
    of="invitation",
    value=_list,
    sample=_("1. Sample Person, Sample Organisation (sample@example.org)"),
    is_list=True,
)
LETTER = Placeholder(
    name="letter",
    label=_("Whether the official letter is here, as a sentence"),
    of="invitation",
    value=_letter,
    sample=MISSING,
)
HOW = _(
    "Open your private page to enter the people you nominate and to upload your official "
    "letter (PDF, DOCX or a picture of it). You need no account, and you can change the "
    "list until the deadline."
)
EARLY = _(
    "The people you nominate are asked whether they accept, and must submit an application "
    "of their own by the same deadline. Please nominate them early."
)
PASS_ON = _(
    "Anyone who has this link can change your list, so share it only with people who should be "
    "able to."
)


def _to_body(kind: str, when: LazyString, *own: Placeholder, **parts: Any) -> Mail:
    return Mail(
        kind=kind,
        chapter=_("Nominations"),
        when=when,
        placeholders=(NAME, BODY, *own, *EVENT),
        needs=("link",) if BODY_PAGE in own else (),
        common=common,
        readers=_bodies,
        **parts,
    )


def _to_nominee(kind: str, when: LazyString, *own: Placeholder, **parts: Any) -> Mail:
    return Mail(
        kind=kind,
        chapter=_("Nominations"),
        when=when,
        placeholders=(NAME, NAMED_BY, *own, *EVENT),
        needs=("link",) if NOMINEE_PAGE in own else (),
        common=common,
        readers=_nominees,
        **parts,
    )


MAILS = (
    _to_body(
        "experts_nomination_invited",
        _("As soon as you invite a body to nominate."),
        BODY_PAGE,
        QUOTA,
        DEADLINE,
        subject=_("Please nominate experts: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please nominate experts for “%(title)s” on behalf of %(body)s: at most %(num)s,"
                " your first choice first.",
                title=TITLE,
                body="{body}",
                num="{quota}",
            ),
            _("For the attention of %(name)s", name="{name}"),
            HOW,
            UNTIL,
            "{link}",
            EARLY,
            _(
                "If you do not want to nominate anyone, say so on the same page and we will not "
                "remind you."
            ),
            PASS_ON,
            QUESTIONS,
        ),
    ),
    _to_body(
        "experts_nomination_reminder",
        _("Some days before the deadline or when you remind, to bodies that have not answered."),
        BODY_PAGE,
        QUOTA,
        DEADLINE,
        subject=_("Still time to nominate: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please nominate people for “%(title)s” on behalf of %(body)s, or tell us "
                "that you will not nominate anyone. Your list is still empty.",
                title=TITLE,
                body="{body}",
            ),
            HOW,
            UNTIL,
            "{link}",
            EARLY,
            PASS_ON,
            QUESTIONS,
        ),
    ),
    _to_body(
        "experts_nomination_extended",
        _("As soon as you extend the deadline, to all invited bodies."),
        BODY_PAGE,
        QUOTA,
        DEADLINE,
        subject=_("More time to nominate: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You have more time to nominate on behalf of %(body)s for “%(title)s”: the"
                " deadline has moved.",
                title=TITLE,
                body="{body}",
            ),
            UNTIL,
            "{link}",
        ),
    ),
    _to_body(
        "experts_nomination_receipt",
        _("Some minutes after a body has changed its list."),
        BODY_PAGE,
        SUMMARY,
        LIST,
        LETTER,
        WHILE_OPEN,
        subject=_("Your nominations: %(title)s", title=TITLE),
        paragraphs=(
            "{summary}",
            "{nominees}",
            "{letter}",
            _("You can change all of this until %(moment)s.", moment="{deadline}"),
            "{link}",
        ),
    ),
    _to_body(
        "experts_nominee_declined",
        _("As soon as somebody nominated by a body declines."),
        BODY_PAGE,
        WHO,
        WHILE_OPEN,
        subject=_("%(name)s has declined: %(title)s", name="{nominee}", title=TITLE),
        paragraphs=(
            _(
                "%(name)s, nominated by %(body)s for “%(title)s”, has declined.",
                name="{nominee}",
                body="{body}",
                title=TITLE,
            ),
            _("You may nominate someone else until %(moment)s.", moment="{deadline}"),
            "{link}",
        ),
    ),
    _to_body(
        "experts_nomination_withdrawn",
        _("As soon as you withdraw an invitation to nominate, or the call."),
        GIVEN_REASON,
        subject=_("No nomination needed any more: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You do not need to do anything: %(body)s is no longer asked to nominate "
                "experts for “%(title)s”.",
                body="{body}",
                title=TITLE,
            ),
            _(
                "The organisers have withdrawn the call. Their reason: %(reason)s",
                reason="{reason}",
            ),
            QUESTIONS,
        ),
    ),
    _to_nominee(
        "experts_nominated",
        _("A few minutes after a body has nominated somebody."),
        NOMINEE_PAGE,
        DEADLINE,
        subject=_("You are nominated: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please accept or decline your nomination: %(body)s has nominated you as an "
                "expert for “%(title)s”.",
                body="{body}",
                title=TITLE,
            ),
            _(
                "If you accept, submit your application by the deadline: it confirms the "
                "nomination. If you decline, please say so soon, so that %(body)s can "
                "nominate someone else.",
                body="{body}",
            ),
            UNTIL,
            "{link}",
            _(
                "So far we know your name, your address and what %(body)s wrote about you. "
                "The organisers of the event can see this. If you decline, it is not used "
                "for anything else.",
                body="{body}",
            ),
            _("This link is for you only: please do not forward this email."),
            QUESTIONS,
        ),
    ),
    _to_nominee(
        "experts_nominee_reminder",
        _("A few days before the deadline, to people who are nominated and have not applied."),
        NOMINEE_PAGE,
        DEADLINE,
        subject=_("Your application is still missing: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please accept or decline, and submit your application before the deadline: "
                "%(body)s has nominated you as an expert for “%(title)s”.",
                body="{body}",
                title=TITLE,
            ),
            UNTIL,
            "{link}",
        ),
    ),
    _to_nominee(
        "experts_nomination_ended",
        _("As soon as a body takes somebody off its list, or you withdraw the call."),
        GIVEN_REASON,
        subject=_("No longer nominated: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "You do not need to do anything: you are no longer on the list of %(body)s "
                "for “%(title)s”.",
                body="{body}",
                title=TITLE,
            ),
            _(
                "The organisers have withdrawn the call. Their reason: %(reason)s",
                reason="{reason}",
            ),
            QUESTIONS,
        ),
    ),
)
