"""What may stand in a mailing: who reads it, their own link, and the event."""

from eventsapp.accounts.services import Addressee
from eventsapp.core.db import db
from eventsapp.core.i18n import LazyString, _
from eventsapp.core.web import link
from eventsapp.core.words import Words
from eventsapp.events.mails import EVENT
from eventsapp.events.models import Event
from eventsapp.experts.models import Invitation
from eventsapp.experts.queries import call_of
from eventsapp.mailings.models import Mailing
from eventsapp.mailings.queries.audience import Person
from eventsapp.mailings.rules import Anchor, Plan, Side
from eventsapp.notices.mails import Context, Own, Placeholder, Recipient, only_event
from eventsapp.registration.models import Registration

#: The kind of a mailing's notices; they have no folder of templates.
KIND = "mailing"
NAME = Placeholder(
    name="name",
    label=_("Name of the reader"),
    of="person",
    value=lambda it: it["person"].name,
    sample=_("Sample Person"),
)
LINK = Placeholder(
    name="link",
    label=_("Link to the reader’s own page: their registration, application or nomination"),
    of="person",
    value=lambda it: own_link(it["event"], it["person"].source),
    is_link=True,
    is_secret=True,
    button=_("Open your page"),
)
PLACEHOLDERS = (NAME, LINK, *EVENT)


def place_of(source: str) -> Registration | None:
    """Return the registration that a person is written to for, if it is one."""
    kind, _colon, key = source.partition(":")
    return db.session.get(Registration, int(key)) if kind == "place" else None


def own_link(event: Event, source: str) -> str:
    """Return where somebody sees what is theirs; for whom nothing is, the event's page."""
    kind, _colon, key = source.partition(":")
    match kind:
        case "place" if registration := place_of(source):
            registration.seal()
            return link("registration.mine", token=registration.token)
        case "invitation" if invitation := db.session.get(Invitation, int(key)):
            invitation.seal()
            return link("nominations.invited", invitation_token=invitation.token)
        case "application":
            return link("experts.application", slug=event.slug)
        case "call":
            return link("experts_manage.queue", slug=event.slug)
    return link("events.show", slug=event.slug)


def own_words(subject: str, text: str) -> Own:
    """Return a subject and a text with what may stand in them."""
    return Own(subject, text, PLACEHOLDERS)


def language_for(mailing: Mailing, locale: str) -> str:
    """Return in which language somebody gets a mailing: their own, or else the event's main one."""
    has_both = mailing.subject.keys() & mailing.text.keys()
    main = mailing.event.main_language
    return (
        locale if locale in has_both else main if main in has_both else min(has_both, default=main)
    )


def words_in(mailing: Mailing, language: str) -> Own:
    """Return what a mailing says in a language."""
    return own_words(mailing.subject.get(language, ""), mailing.text.get(language, ""))


def subject_of(mailing: Mailing) -> Words:
    """Return how a mailing is called: its subject, whoever reads it."""
    common = only_event(mailing.event)
    return Words({it: words_in(mailing, it).heading(it, common) for it in mailing.subject})


def context_of(mailing: Mailing, person: Person) -> Context:
    """Return what its placeholders are filled from."""
    call = call_of(mailing.event) if mailing.audience.is_of_call else None
    return {"event": mailing.event, "person": person, **({"call": call} if call else {})}


def recipient_of(mailing: Mailing, person: Person) -> Recipient:
    """Return somebody to preview it with."""
    reader = Addressee(person.email, language_for(mailing, person.locale))
    return Recipient(person.email, person.name, reader, context_of(mailing, person))


class Start:
    """A text to start from."""

    def __init__(
        self,
        key: str,
        label: LazyString,
        plan: Plan,
        subject: LazyString,
        *text: LazyString | str | tuple[LazyString, ...],
    ) -> None:
        """Take a name, when it is sent, and the words; a tuple is one paragraph in lines."""
        self.key, self.label, self.plan, self.subject = key, label, plan, subject
        self._text = text

    @property
    def text(self) -> str:
        """The text in the writer's language."""
        return "\n\n".join(
            "\n".join(map(str, it)) if isinstance(it, tuple) else str(it) for it in self._text
        )


_HELLO = _("Dear %(name)s,", name="{name}")
STARTS = (
    Start(
        "reminder",
        _("Reminder three days before"),
        Plan(anchor=Anchor.START, number=3),
        _("In three days: %(title)s", title="{event}"),
        _HELLO,
        _("Please check once more when and where we meet."),
        (_("When: %(date)s", date="{dates}"), _("Where: %(place)s", place="{place}")),
        _("If you cannot come, please tell us through your private link:"),
        "{link}",
    ),
    Start(
        "thanks",
        _("Thank you the day after"),
        Plan(anchor=Anchor.END, number=1, side=Side.AFTER),
        _("Thank you: %(title)s", title="{event}"),
        _HELLO,
        _("Thank you for taking part. You will find the results on the page of the event."),
        "{event_page}",
    ),
)
