"""What events show on pages of the floors below, and tell their own templates."""

from datetime import datetime, time

from flask import g, render_template
from markupsafe import Markup

from eventsapp.core import clock, fragments
from eventsapp.core.i18n import locale
from eventsapp.events import policy, rules
from eventsapp.events.models import Event
from eventsapp.events.queries import load_parts, parts_of
from eventsapp.organizations.models import Organization


def events_of_organization(organization: Organization) -> str | None:
    """Show in which events an organisation takes part, and as what."""
    parts = parts_of(organization)
    return render_template("events/panels/of_organization.html", parts=parts) if parts else None


def about(template: str, event: Event) -> Markup:
    """Show a part of an event's page that changes only when the event or a companion does."""
    others = [event, *([event.companion] if event.companion else []), *event.companions]
    key = (locale(), *((other.uid, other.status, other.changed_at) for other in others))
    if (part := fragments.kept(template, key)) is not None:
        return part
    load_parts(event)
    return fragments.render(template, key, event=event)


def map_of(coordinates: tuple[float, float]) -> str:
    """Return the address of a map that shows a place."""
    latitude, longitude = coordinates
    return (
        f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
        f"#map=16/{latitude}/{longitude}"
    )


def may_manage_event(event: Event) -> bool:
    """Tell a template whether the reader is one of the event's organisers."""
    return policy.may_manage(g.account, event)


def is_outcome_unrecorded(event: Event) -> bool:
    """Tell a template whether an event's time has passed with nothing said since."""
    return event.outcome_unrecorded(clock.today(event.timezone))


def is_registration_open(event: Event) -> bool:
    """Tell a template whether anyone may ask for a seat now."""
    starts = event.starts_at or (
        clock.moment(datetime.combine(event.date_start, time.min), event.timezone)
        if event.date_start
        else None
    )
    return rules.is_registration_open(
        event.status, event.open_registration, event.registration_closes_at, starts, clock.now()
    )
