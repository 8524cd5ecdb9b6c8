"""Changing organisations."""

from collections.abc import Iterable
from itertools import chain, count
from typing import Any

from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.organizations.models import Alias, Organization
from eventsapp.organizations.queries import organization_named
from eventsapp.organizations.rules import Kind, folded, slug_of


class NameMissing(Refused):
    """A body has a name."""

    message = _("Write the name of the organisation.")


def create_organization(
    name: Words,
    kind: Kind = Kind.OTHER,
    *,
    slug: str | None = None,
    aliases: Iterable[str] = (),
    **fields: Any,
) -> Organization:
    """Add a body, with every other name it goes by."""
    text = name.read("en").text
    if not folded(text):
        raise NameMissing
    body = Organization(slug=slug or _free_slug(text), name=name, kind=kind, **fields)
    db.session.add(body)
    for alias in aliases:
        add_alias(body, alias)
    db.session.flush()
    return body


def organization_called(name: str, locale: str = "en") -> Organization:
    """Return the body that goes by this name; add it if there is none, so that none is twice."""
    return organization_named(name) or create_organization(Words.of(**{locale: name}))


def add_alias(body: Organization, text: str, basis: str | None = None) -> Alias | None:
    """Add a name that a body goes by; None where it has that one already."""
    key = folded(text)
    if not key or key in {alias.folded for alias in body.aliases}:
        return None
    alias = Alias(organization=body, text=text.strip(), folded=key, basis=basis)
    db.session.add(alias)
    return alias


def _free_slug(name: str) -> str:
    stem = slug_of(name)
    taken = set(
        db.session.scalars(select(Organization.slug).where(Organization.slug.startswith(stem)))
    )
    return next(
        slug for slug in chain([stem], (f"{stem}-{n}" for n in count(2))) if slug not in taken
    )
