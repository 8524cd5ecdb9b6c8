"""What can be said of an event in every mail about it."""

from eventsapp.core.i18n import LazyString, _, gettext, say
from eventsapp.core.mailer import site_name
from eventsapp.core.moments import at, beside, clock_name, fuzzy
from eventsapp.core.web import link
from eventsapp.events.entries import place_of
from eventsapp.events.models import Event
from eventsapp.notices.mails import Context, Placeholder


def dates_text(event: Event, own_zone: str | None = None) -> str:
    """Say when an event is held: its hours with their zone where they are known, else its days.

    Beside them stand the hours of the reader's own clock, where those differ.
    """
    if event.starts_at is None or event.ends_at is None:
        return fuzzy(event.date)
    said: str = gettext(
        "%(start)s to %(end)s (%(zone)s)",
        start=at(event.starts_at, event.timezone),
        end=at(event.ends_at, event.timezone),
        zone=clock_name(event.starts_at, event.timezone, event.ends_at),
    )
    return beside(said, event.starts_at, event.timezone, own_zone, event.ends_at)


def place_text(event: Event) -> str:
    """Say where an event is held."""
    return ", ".join(place_of(event)) or str(gettext("Place not known"))


def event_link(context: Context) -> str:
    """Return where the event's own page is."""
    return link("events.show", slug=context["event"].slug)


def page(endpoint: str, label: LazyString, button: LazyString) -> Placeholder:
    """Return the placeholder of the page where the reader does what the mail asks for."""

    def address(context: Context) -> str:
        return link(endpoint, slug=context["event"].slug)

    return Placeholder(
        name="link", label=label, of="event", value=address, is_link=True, button=button
    )


#: How many readers are offered to preview a mail with.
OFFERED = 50
TITLE = "{event}"
#: In every mail about an event.
EVENT = (
    Placeholder(
        name="event",
        label=_("Title of the event"),
        of="event",
        value=lambda it: say(it["event"].title, it["event"].main_language),
    ),
    Placeholder(
        name="dates",
        label=_("Dates, with the time zone"),
        of="event",
        value=lambda it: dates_text(it["event"], it.get("own_zone")),
    ),
    Placeholder(
        name="place", label=_("Place"), of="event", value=lambda it: place_text(it["event"])
    ),
    Placeholder(
        name="event_page",
        label=_("Page of the event"),
        of="event",
        value=event_link,
        is_link=True,
        button=_("Read about the event"),
    ),
    Placeholder(
        name="contact",
        label=_("The organisers’ address"),
        of="event",
        value=lambda it: it["event"].contact_email,
    ),
    Placeholder(
        name="site", label=_("Name of this site"), of="event", value=lambda _it: site_name()
    ),
)
#: How the standard mails say them, a line each.
WHEN = _("When: %(date)s", date="{dates}")
WHERE = _("Where: %(place)s", place="{place}")
QUESTIONS = _("Questions: %(email)s", email="{contact}")
