"""Organisations: bodies, the bodies they belong to, and every name they go by."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.core.db import Model
from eventsapp.core.words import Words
from eventsapp.organizations.rules import Kind


class Organization(Model):
    """One body: a government, a ministry's unit, an intergovernmental organisation, a project."""

    __tablename__ = "organization"

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    name: Mapped[Words]
    acronym: Mapped[str | None]
    #: ISO 3166-1 alpha-2.
    country: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    note: Mapped[str | None]

    parent: Mapped["Organization | None"] = relationship(
        back_populates="children", remote_side="Organization.id"
    )
    children: Mapped[list["Organization"]] = relationship(back_populates="parent")
    aliases: Mapped[list["Alias"]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="Alias.id"
    )


class Alias(Model):
    """Another name that a body goes by, in some source or language."""

    __tablename__ = "organization_alias"
    __table_args__ = (UniqueConstraint("organization_id", "folded"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    text: Mapped[str]
    #: ``rules.folded(text)``: what searches compare with.
    folded: Mapped[str] = mapped_column(index=True)
    #: stated, inferred, or outside_source: on what ground it is the same body.
    basis: Mapped[str | None]

    organization: Mapped[Organization] = relationship(back_populates="aliases")
