"""Reading the record."""

from sqlalchemy import select

from eventsapp.audit.models import Entry
from eventsapp.core.db import db


def entries_about(about: str) -> list[Entry]:
    """Return what was done to a thing, newest first."""
    return list(
        db.session.scalars(select(Entry).where(Entry.about == about).order_by(Entry.at.desc()))
    )
