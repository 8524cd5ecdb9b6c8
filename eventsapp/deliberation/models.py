"""Proposals for best practices, rounds of rating, and ratings."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.deliberation.rules import EvidenceLevel, ProposalStatus, RoundStatus
from eventsapp.events.models import Event


class Proposal(Model):
    """One practice that somebody proposes as a best practice."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[ProposalStatus] = mapped_column(default=ProposalStatus.SUBMITTED)
    #: The language it is written in; content of participants is not translated by them.
    language: Mapped[str] = mapped_column(default="en")
    title: Mapped[str]
    problem: Mapped[str] = mapped_column(default="")
    description: Mapped[str]
    where_used: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    evidence_level: Mapped[EvidenceLevel]
    conditions: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()
    account: Mapped[Account | None] = relationship()


class Round(Model):
    """One round of rating of an event's proposals; the rule is locked when it opens."""

    __tablename__ = "rating_round"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[RoundStatus] = mapped_column(default=RoundStatus.PREPARED)
    rule_id: Mapped[str | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    #: Until when experts are asked for their ratings; it closes nothing. None: nobody has said.
    due_at: Mapped[datetime | None]
    #: How many could rate when it opened.
    panel_size: Mapped[int | None]
    #: Per proposal's id, the outcome as it was computed at closing (``rules.Outcome``).
    outcomes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    event: Mapped[Event] = relationship()
    ratings: Mapped[list["Rating"]] = relationship(
        back_populates="round", cascade="all, delete-orphan"
    )


class Rating(Model):
    """One person's rating of one proposal in one round: 1 to 9, or no opinion."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("round_id", "proposal_id", "account_id"),
        CheckConstraint("value IS NULL OR value BETWEEN 1 AND 9", name="value"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rating_round.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    #: None: no opinion.
    value: Mapped[int | None]
    comment: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]

    round: Mapped[Round] = relationship(back_populates="ratings")
    proposal: Mapped[Proposal] = relationship()
