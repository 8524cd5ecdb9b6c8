"""The mails to those who take part, which organisers may put in their own words."""

from collections.abc import Callable, Collection
from typing import Any

from werkzeug.routing import BuildError

from eventsapp.accounts.models import Account
from eventsapp.core.i18n import _
from eventsapp.core.web import link
from eventsapp.events.mails import EVENT, OFFERED, QUESTIONS, TITLE, WHEN, WHERE
from eventsapp.events.models import Event
from eventsapp.events.rules import Modality
from eventsapp.events.rules import Status as EventStatus
from eventsapp.notices.mails import NAME, Context, Mail, Placeholder, Recipient
from eventsapp.registration.models import Registration
from eventsapp.registration.policy import may_manage
from eventsapp.registration.queries import PLACED, Filter, place_in_queue, registrations
from eventsapp.registration.rules import News, Status

WHAT_CHANGED = {
    News.MOVED: _(
        "Please check whether you can still come: the date or the place of this event has changed."
    ),
    News.POSTPONED: _("Please do not travel yet: this event is postponed."),
    News.LINK: _("Please use the new link to take part online; date and place stay as they are."),
}


def context_of(registration: Registration) -> Context:
    """Return what every mail about a place knows, but for its private link."""
    event = registration.event
    return {
        "registration": registration,
        "name": registration.name,
        "event": event,
        "calendar_link": _calendar_link(registration),
    }


def _calendar_link(registration: Registration) -> str | None:
    """Return where the event is a calendar entry: for who may come, where its days are known."""
    event = registration.event
    if registration.status not in PLACED or event.date_start is None:
        return None
    try:
        return link("calendars.event", slug=event.slug)
    except BuildError:
        return None


def _is_held(context: Context) -> bool:
    return bool(context["event"].status is not EventStatus.CANCELLED)


def _join_link(context: Context) -> str | None:
    """Return where to take part online, for who has a seat."""
    event: Event = context["event"]
    if not _is_held(context) or event.modality is Modality.IN_PERSON:
        return None
    has_seat = context["registration"].status is Status.CONFIRMED
    return event.join_url if has_seat else None


def _readers(*statuses: Status) -> Callable[[Any, Any], list[Recipient]]:
    def readers(account: Account, event: Event) -> list[Recipient]:
        """Return those whose places are in one of these states, as far as they may be seen."""
        if not may_manage(account, event):
            return []
        return [
            Recipient(str(it.id), it.name, it, context_of(it))
            for status in statuses
            for it in registrations(event, Filter(status=status), page=1, per_page=OFFERED)
        ]

    return readers


AFFILIATION = Placeholder(
    name="affiliation",
    label=_("Organisation of the reader"),
    of="registration",
    value=lambda it: it["registration"].affiliation,
    sample=_("Sample Organisation"),
)
PRIVATE_LINK = Placeholder(
    name="link",
    label=_("Private link: see or cancel the registration"),
    of="private_link",
    value=lambda it: it["private_link"],
    is_link=True,
    is_secret=True,
    button=_("See or cancel your registration"),
)
JOIN_LINK = Placeholder(
    name="join_link",
    label=_("Link to take part online"),
    of="registration",
    value=_join_link,
    is_link=True,
    button=_("To take part online"),
)
CALENDAR_LINK = Placeholder(
    name="calendar_link",
    label=_("Entry for a calendar"),
    of="calendar_link",
    value=lambda it: it["calendar_link"] if _is_held(it) else None,
    is_link=True,
    button=_("Add to your calendar"),
)
QUEUE_PLACE = Placeholder(
    name="waiting_place",
    label=_("Place on the waiting list"),
    of="registration",
    value=lambda it: place_in_queue(it["registration"]),
    sample="3",
)
CHANGE = Placeholder(
    name="what_changed",
    label=_("What has changed, as a sentence"),
    of="what_changed",
    value=lambda it: it["what_changed"],
    sample=WHAT_CHANGED[News.MOVED],
)
REASON = Placeholder(
    name="reason",
    label=_("Why the event is cancelled"),
    of="event",
    value=lambda it: it["event"].cancelled_reason,
)
JOIN = _("To take part online: %(url)s", url="{join_link}")
ENTRY = _("For your calendar: %(url)s", url="{calendar_link}")
FACTS = (TITLE, WHEN, WHERE, JOIN, ENTRY, QUESTIONS)
YOURS_ALONE = _("This link is for you only: please do not forward this email.")


def _mail(*own: Placeholder, needs: Collection[str] = ("link",), **parts: Any) -> Mail:
    return Mail(
        chapter=_("Participants"),
        placeholders=(NAME, AFFILIATION, *own, *EVENT),
        needs=tuple(needs),
        **parts,
    )


#: Where there is a place, or there was one.
LINKS = (PRIVATE_LINK, CALENDAR_LINK)
MAILS = (
    _mail(
        *LINKS,
        JOIN_LINK,
        kind="registration_confirmed",
        when=_("At once, to people who register while a seat is free, and to experts who accept."),
        subject=_("Your seat: %(title)s", title=TITLE),
        paragraphs=(
            _("You have a seat. There is nothing more to do until the event begins."),
            FACTS,
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.CONFIRMED),
    ),
    _mail(
        *LINKS,
        QUEUE_PLACE,
        kind="registration_waiting",
        when=_("At once, to people who register when all seats are taken."),
        subject=_("On the waiting list: %(title)s", title=TITLE),
        paragraphs=(
            _("Please wait: all seats are taken, and you are on the waiting list."),
            _(
                "When a seat becomes free for you, it is yours at once and we write to you. If you"
                " no longer want a seat, please cancel, so that others move up."
            ),
            (TITLE, WHEN, WHERE, ENTRY, QUESTIONS),
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.WAITING),
    ),
    _mail(
        *LINKS,
        JOIN_LINK,
        kind="registration_promoted",
        when=_("At once, to the next on the waiting list."),
        subject=_("A seat for you: %(title)s", title=TITLE),
        paragraphs=(
            _("A seat has become free and is yours. Please cancel if you can no longer come."),
            FACTS,
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.CONFIRMED, Status.WAITING),
    ),
    _mail(
        PRIVATE_LINK,
        kind="registration_cancelled",
        when=_("At once, to people who cancel, or whose registration you cancel."),
        subject=_("Cancelled: %(title)s", title=TITLE),
        paragraphs=(
            _("Your registration is cancelled. There is nothing more to do."),
            _("If you did not want this, you can register again while registration is open."),
            (TITLE, WHEN, WHERE, QUESTIONS),
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.CANCELLED),
    ),
    _mail(
        *LINKS,
        JOIN_LINK,
        kind="registration_repeated",
        when=_("At once, to people who register a second time with the same address."),
        subject=_("Your registration: %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Use your private link below: somebody, probably you, has tried to register again"
                " with your address."
            ),
            _("Nothing has changed. If it was not you, there is nothing to do."),
            FACTS,
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.CONFIRMED, Status.WAITING),
    ),
    _mail(
        *LINKS,
        JOIN_LINK,
        CHANGE,
        needs=("what_changed", "link"),
        kind="registration_event_changed",
        when=_(
            "A few minutes after the last change, to everybody who has a seat or waits for one."
        ),
        subject=_("What is new: %(title)s", title=TITLE),
        paragraphs=(
            "{what_changed}",
            _("If you cannot come, please cancel, so that somebody else gets your seat."),
            FACTS,
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.CONFIRMED, Status.WAITING),
    ),
    _mail(
        PRIVATE_LINK,
        REASON,
        needs=(),
        kind="registration_event_cancelled",
        when=_("As soon as you cancel the event, to everybody who has a seat or waits for one."),
        subject=_("Event cancelled: %(title)s", title=TITLE),
        paragraphs=(
            _("Please do not travel: this event is cancelled."),
            _("Reason: %(reason)s", reason="{reason}"),
            (TITLE, WHEN, WHERE, QUESTIONS),
        ),
        readers=_readers(Status.CONFIRMED, Status.WAITING),
    ),
    _mail(
        *LINKS,
        JOIN_LINK,
        kind="registration_declined",
        when=_("At once, to people who have a seat and decline the invitation in their calendar."),
        subject=_("Are you still coming? %(title)s", title=TITLE),
        paragraphs=(
            _(
                "Please tell us whether you are still coming: your calendar has declined this"
                " event, and your seat is kept until you cancel it."
            ),
            _(
                "If you are coming after all, there is nothing to do. If you are not coming, cancel"
                " through the link below, so that somebody else gets your seat."
            ),
            FACTS,
            "{link}",
            YOURS_ALONE,
        ),
        readers=_readers(Status.CONFIRMED),
    ),
)
