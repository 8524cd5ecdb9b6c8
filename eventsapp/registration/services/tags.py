"""Changing the tags of an event. Whoever does holds the row of the event, so that none is twice."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert

from eventsapp.audit import services as audit
from eventsapp.core import outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.events.models import Event
from eventsapp.registration import queries, rules
from eventsapp.registration.models import Tag, tagging


class NoSuchTag(Refused):
    """Nobody has it."""

    message = _("This event has no such tag. Choose one of its tags.")


class TooManyTags(Refused):
    """More than anybody can read."""

    message = _(
        "An event can have %(most)d tags at most. Use one of them, or first delete or merge some.",
        most=rules.MOST_TAGS,
    )


class TagIsThere(Refused):
    """Two tags of one name."""

    message = _("There is such a tag already. To have one instead of two, merge them.")


def add_tag(event: Event, name: str, registration_ids: Collection[int]) -> int:
    """Give people of an event a tag, a new one where there is none; return how many had it not."""
    event = lock(event)
    tag = queries.tag_named(event, name) or _new(event, name)
    added = set(registration_ids) - queries.tagged_ids(tag)
    _give(tag, added)
    if added:
        _note("tagged", tag, registrations=sorted(added))
    return len(added)


def take_tag_off(event: Event, name: str, registration_ids: Collection[int]) -> int:
    """Take a tag off people of an event; return how many had it."""
    event = lock(event)
    tag = queries.tag_named(event, name)
    if tag is None:
        raise NoSuchTag
    taken = queries.tagged_ids(tag).intersection(registration_ids)
    if taken:
        db.session.execute(
            delete(tagging).where(tagging.c.tag_id == tag.id, tagging.c.registration_id.in_(taken))
        )
        _note("untagged", tag, registrations=sorted(taken))
    return len(taken)


def rename_tag(tag: Tag, name: str) -> None:
    """Call a tag by another name."""
    event = lock(tag.event)
    if queries.tag_named(event, name) not in {None, tag}:
        raise TagIsThere
    before, tag.name, tag.key = tag.key, rules.as_tag(name), rules.tag_key(name)
    _note("tag_renamed", tag, name=tag.name)
    _put_renamed(event, before, tag)


def merge_tags(tag: Tag, into: Tag) -> None:
    """Let all who have one tag have another one instead; the first is no more."""
    event = lock(tag.event)
    _give(into, queries.tagged_ids(tag) - queries.tagged_ids(into))
    _note("tags_merged", tag, into=into.id)
    _put_renamed(event, tag.key, into)
    db.session.delete(tag)


def remove_tag(tag: Tag) -> None:
    """Take a tag off everybody, for good."""
    lock(tag.event)
    _note("tag_removed", tag)
    db.session.delete(tag)


def _new(event: Event, name: str) -> Tag:
    if len(queries.tags_of(event)) >= rules.MOST_TAGS:
        raise TooManyTags
    tag = Tag(event=event, name=rules.as_tag(name), key=rules.tag_key(name))
    db.session.add(tag)
    db.session.flush()
    _note("tag_made", tag, name=tag.name)
    return tag


def _give(tag: Tag, registration_ids: Collection[int]) -> None:
    rows = [{"tag_id": tag.id, "registration_id": it} for it in registration_ids]
    if rows:
        db.session.execute(insert(tagging), rows)


def _put_renamed(event: Event, before: str, now: Tag) -> None:
    if before != now.key:
        outbox.put("registration.tag_renamed", event_id=event.id, before=before, now=now.key)


def _note(what: str, tag: Tag, **details: Any) -> None:
    audit.record(f"registration.{what}", f"event:{tag.event_id}", tag=tag.id, **details)
