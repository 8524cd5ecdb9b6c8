"""Reading organisations."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.core.db import db
from eventsapp.organizations.models import Alias, Organization
from eventsapp.organizations.rules import folded, matches


def organization_page(slug: str) -> Organization | None:
    """Return the body of that slug with its parent, children and aliases, if there is one."""
    return db.session.scalar(
        select(Organization)
        .where(Organization.slug == slug)
        .options(
            joinedload(Organization.parent),
            selectinload(Organization.children),
            selectinload(Organization.aliases),
        )
    )


def organization_by_id(key: int) -> Organization | None:
    """Return the body of that key, if there is one."""
    return db.session.get(Organization, key)


def organizations(search: str = "", locale: str = "en") -> list[Organization]:
    """Return the bodies that go by such a name, in any language or source, by name in one.

    Names are few (hundreds) and in several languages, so they are compared here, folded, and not
    by the database.
    """
    bodies = db.session.scalars(
        select(Organization).options(
            selectinload(Organization.aliases), joinedload(Organization.parent)
        )
    ).all()
    return sorted(
        (body for body in bodies if matches(search, names_of(body))),
        key=lambda body: folded(body.name.read(locale).text),
    )


def organization_named(name: str) -> Organization | None:
    """Return the body that goes by exactly this name, but for accents, case and punctuation."""
    wanted = folded(name)
    return next(
        (body for body in organizations() if wanted in map(folded, names_of(body))),
        None,
    )


def bodies_by_name() -> dict[str, frozenset[int]]:
    """Return by every name that bodies go by, folded, the keys of the bodies that do."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, name, acronym in db.session.execute(
        select(Organization.id, Organization.name, Organization.acronym)
    ):
        for text in (*name.values(), acronym or ""):
            found[folded(text)].add(key)
    for text, key in db.session.execute(select(Alias.folded, Alias.organization_id)):
        found[text].add(key)
    found.pop("", None)
    return {name: frozenset(keys) for name, keys in found.items()}


def body_names(locale: str) -> list[str]:
    """Return what all bodies are called in a language, to be suggested while a name is typed."""
    names = db.session.scalars(select(Organization.name))
    return sorted({name.read(locale).text for name in names}, key=folded)


def names_of(body: Organization) -> list[str]:
    """Return every name of a body: in all languages, short, and as sources call it."""
    return [
        *body.name.values(),
        *([body.acronym] if body.acronym else []),
        *(alias.text for alias in body.aliases),
    ]
