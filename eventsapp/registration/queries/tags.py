"""Reading the tags of an event, and who has which."""

from sqlalchemy import func, select

from eventsapp.core.db import db
from eventsapp.events.models import Event
from eventsapp.registration.models import Tag, tagging
from eventsapp.registration.rules import tag_key


def tags_of(event: Event) -> dict[Tag, int]:
    """Return the tags of an event by name, each with the number of people who have it."""
    rows = db.session.execute(
        select(Tag, func.count(tagging.c.registration_id))
        .outerjoin(tagging, tagging.c.tag_id == Tag.id)
        .where(Tag.event_id == event.id)
        .group_by(Tag.id)
        .order_by(Tag.key)
    )
    return dict(rows.all())


def tag_of(event: Event, tag_id: int) -> Tag | None:
    """Return one tag of this event, if there is one."""
    return db.session.scalar(select(Tag).where(Tag.id == tag_id, Tag.event_id == event.id))


def tag_named(event: Event, name: str) -> Tag | None:
    """Return the tag of an event that is the same as a name, if there is one."""
    return db.session.scalar(select(Tag).where(Tag.event_id == event.id, Tag.key == tag_key(name)))


def tagged_ids(tag: Tag) -> set[int]:
    """Return the ids of the registrations that have a tag."""
    return set(
        db.session.scalars(select(tagging.c.registration_id).where(tagging.c.tag_id == tag.id))
    )
