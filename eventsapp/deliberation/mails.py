"""The mails about proposed practices that organisers may put in their own words."""

from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.core.i18n import LazyString, _
from eventsapp.core.web import link
from eventsapp.deliberation.queries import experts_of, participants_of
from eventsapp.events.mails import EVENT, OFFERED, TITLE, page
from eventsapp.events.models import Event
from eventsapp.events.policy import may_manage
from eventsapp.notices.mails import NAME, Mail, Placeholder, Recipient, nobody
from eventsapp.registration.models import Registration


def recipients(places: list[Registration], event: Event) -> list[Recipient]:
    """Return those who hold places, as readers of a preview."""
    return [
        Recipient(str(it.id), it.name, it, {"event": event, "name": it.name})
        for it in places[:OFFERED]
    ]


def _experts(account: Account, event: Event) -> list[Recipient]:
    return recipients(experts_of(event), event) if may_manage(account, event) else []


def participants(account: Account, event: Event) -> list[Recipient]:
    """Return everybody with a confirmed place, to those who may see them."""
    return recipients(participants_of(event), event) if may_manage(account, event) else []


def _mail(kind: str, when: LazyString, *own: Placeholder, **parts: Any) -> Mail:
    return Mail(
        kind=kind,
        chapter=_("Best practices"),
        when=when,
        placeholders=(NAME, *own, *EVENT),
        needs=("link",),
        **parts,
    )


MAILS = (
    _mail(
        "deliberation_round_opened",
        _("As soon as a rating round opens, to each expert."),
        page("deliberation.rate", _("Page to rate the practices"), _("Rate the practices")),
        subject=_("Please rate the practices: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please rate the proposed practices of “%(title)s”: the rating round is open.",
                title=TITLE,
            ),
            _(
                "Open the page, sign in with the address this email was sent to, and give each"
                " proposal a number from 1 to 9. You can change your ratings until the facilitator"
                " closes the round. Nobody sees whose they are."
            ),
            "{link}",
        ),
        readers=_experts,
    ),
    _mail(
        "deliberation_results",
        _("When the suggested practices are published, to everybody with a place."),
        page("deliberation.practices", _("Page of the practices"), _("Read the practices")),
        subject=_("The suggested best practices are published: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Read what the experts of “%(title)s” agreed on: the suggested set of best"
                " practices is published.",
                title=TITLE,
            ),
            _(
                "It shows how strongly the panel agrees, where it does not, and how well each"
                " practice is proven. No rating is shown with a name."
            ),
            "{link}",
        ),
        readers=participants,
    ),
    _mail(
        "deliberation_returned",
        _("As soon as a facilitator returns a proposal, to its author."),
        Placeholder(
            name="link",
            label=_("Page of the proposal"),
            of="proposal",
            value=lambda it: link(
                "deliberation.edit", slug=it["event"].slug, number=it["proposal"].number
            ),
            sample=_("(the page of the proposal)"),
            is_link=True,
            button=_("Edit the proposal"),
        ),
        Placeholder(
            name="proposal",
            label=_("Title of the proposal"),
            of="proposal",
            value=lambda it: it["proposal"].title,
            sample=_("Sample practice"),
        ),
        Placeholder(
            name="question",
            label=_("The facilitator’s question"),
            of="question",
            value=lambda it: it["question"],
            sample=_("Who has tried this, and where?"),
        ),
        subject=_("A question about your proposal: %(title)s", title="{proposal}"),
        paragraphs=(
            _(
                "Please look at your proposal “%(title)s” again: the facilitator has a question.",
                title="{proposal}",
            ),
            "{question}",
            _("Change the text and save it: that submits it again."),
            "{link}",
        ),
        readers=nobody,
    ),
)
