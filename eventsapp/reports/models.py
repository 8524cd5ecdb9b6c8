"""The after-action report: what people write, and each version as it was published."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.core.db import Model
from eventsapp.events.models import Event


class Report(Model):
    """The after-action report of an event; figures are read anew until it is published."""

    __tablename__ = "report"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    symbol: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    #: Until when it is asked for; None: without a date.
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    remarks: Mapped[list["Remark"]] = relationship(
        back_populates="report", cascade="all, delete-orphan"
    )
    versions: Mapped[list["Version"]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="Version.number"
    )


class Remark(Model):
    """What the rapporteur writes into one section, in Markdown."""

    __tablename__ = "report_remark"
    __table_args__ = (UniqueConstraint("report_id", "section"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    section: Mapped[str]
    text: Mapped[str] = mapped_column(default="")

    report: Mapped[Report] = relationship(back_populates="remarks")


class Version(Model):
    """A published version: the document with its figures, and the PDF; never changed."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    #: Why this version replaces the one before; None for the first.
    correction: Mapped[str | None]
    #: What ``reports.pdf.render`` takes.
    document: Mapped[dict[str, Any]]
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    report: Mapped[Report] = relationship(back_populates="versions")
