"""Choosing: who reviews what, pins, scenarios, long computations, and the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.experts.models.calls import Application, Call
from eventsapp.experts.rules import AssignedBy, PinSide, RecordKind, RunKind, RunState


class Reviewer(Model):
    """What a reviewer of a call knows about, and how much they take on."""

    __tablename__ = "call_reviewer"
    __table_args__ = (
        UniqueConstraint("call_id", "account_id"),
        CheckConstraint("most IS NULL OR most >= 0", name="most"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    topics: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    #: At most so many applications; None: a fair share.
    most: Mapped[int | None]

    call: Mapped[Call] = relationship()
    account: Mapped[Account] = relationship()


class Assignment(Model):
    """One application that one reviewer is asked to review."""

    __tablename__ = "review_assignment"
    __table_args__ = (UniqueConstraint("application_id", "account_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[AssignedBy]

    application: Mapped[Application] = relationship()
    account: Mapped[Account] = relationship()


class Apart(Model):
    """Two applications that look alike and are two people's, as an organiser has said."""

    __tablename__ = "applications_apart"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="order"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    first: Mapped[Application] = relationship(foreign_keys=[first_id])
    second: Mapped[Application] = relationship(foreign_keys=[second_id])


class Pin(Model):
    """An application that must be in the panel, or must not, and why."""

    __tablename__ = "selection_pin"
    __table_args__ = (UniqueConstraint("application_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    side: Mapped[PinSide]
    reason: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    application: Mapped[Application] = relationship()


class Scenario(Model):
    """A panel that was thought over: under what seats, targets and pins, and who was in it."""

    __tablename__ = "selection_scenario"
    __table_args__ = (UniqueConstraint("call_id", "name"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    name: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: ``{"seats", "organization_limit", "targets", "must_include", "must_exclude"}``.
    conditions: Mapped[dict[str, Any]]
    #: ``{"panel": [application ids], "score": hundredths, "proven", "bound"}``.
    outcome: Mapped[dict[str, Any]]

    call: Mapped[Call] = relationship()


class Run(Model):
    """A computation that takes longer than a page may: done by the worker, step by step."""

    __tablename__ = "selection_run"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RunKind]
    state: Mapped[RunState] = mapped_column(default=RunState.WAITING)
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: What to compute: conditions as in a scenario, and what the kind needs.
    task: Mapped[dict[str, Any]]
    #: How far it has come: ``{"stage", "share": 0 to 1, "best": hundredths, "bound": hundredths}``.
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    cancel_asked_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    account: Mapped[Account | None] = relationship()
    #: Of a lottery; the first one first.
    draws: Mapped[list["Draw"]] = relationship(back_populates="run", order_by="Draw.number")


class Draw(Model):
    """A number drawn in public from a lottery that a run has computed: its panel is the choice."""

    __tablename__ = "lottery_draw"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("selection_run.id", ondelete="CASCADE"))
    #: 1, 2, 3 ... within the lottery.
    number: Mapped[int]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: Three, as they were drawn: "042".
    digits: Mapped[str]
    #: Where they come from, for anybody to look them up.
    source: Mapped[str]
    #: Why it was drawn again; None: it was the first draw of the call.
    reason: Mapped[str | None]

    run: Mapped[Run] = relationship(back_populates="draws")
    account: Mapped[Account | None] = relationship()


class SelectionRecord(Model):
    """One link of a call's chain of records, each naming the one before.

    Triggers of the database refuse to change or delete it.
    """

    __tablename__ = "selection_record"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    #: 1, 2, 3 ... within the call.
    number: Mapped[int]
    kind: Mapped[RecordKind]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: Canonical JSON, as it was hashed.
    body: Mapped[str] = mapped_column(deferred=True)
    sha256: Mapped[str]
    previous_sha256: Mapped[str | None]

    call: Mapped[Call] = relationship()
    account: Mapped[Account | None] = relationship()
