"""Calls for experts: criteria and targets, applications, reviews."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.accounts.models import Account
from eventsapp.core.db import Model
from eventsapp.core.files import StoredFile
from eventsapp.core.names import region_of
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import Status as EventStatus
from eventsapp.experts.rules import (
    Answers,
    ApplicationStatus,
    CallStatus,
    Conflict,
    Member,
    Phase,
    Target,
    TargetAttribute,
    phase,
    weighted_total,
)
from eventsapp.organizations.models import Organization
from eventsapp.questions.models import AnswerSheet, QuestionSet


class Call(Model):
    """A public call for experts to take part in one event."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("organization_limit IS NULL OR organization_limit > 0", name="per_body"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    status: Mapped[CallStatus] = mapped_column(default=CallStatus.DRAFT)
    profile: Mapped[Words] = mapped_column(default=Words)
    seats: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    #: IANA: the zone in which the deadline is named.
    timezone: Mapped[str]
    sectors: Mapped[list[str]] = mapped_column(default=list)
    #: Fields of expertise, in the organiser's words: applicants and reviewers tick theirs.
    topics: Mapped[list[str]] = mapped_column(default=list)
    cv_required: Mapped[bool] = mapped_column(default=True)
    #: Reviewers do not see who applies: no name, no organisation, no curriculum vitae.
    is_blind: Mapped[bool] = mapped_column(default=False)
    #: Only those whom an invited body nominates may apply.
    nominations_only: Mapped[bool] = mapped_column(default=False)
    #: At most so many of the chosen from one organisation; None: any number.
    organization_limit: Mapped[int | None]
    #: Points between two reviews above which a third one is asked for.
    gap_limit: Mapped[int] = mapped_column(default=20)
    #: Days in which the selected answer an offered place.
    answer_days: Mapped[int] = mapped_column(default=10)
    #: Until when reviewers are asked for their scores; None: nobody has said.
    reviews_due_at: Mapped[datetime | None]
    question_set_id: Mapped[int | None] = mapped_column(ForeignKey("question_set.id"))
    published_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]
    #: Why a closed call was opened again: said in public.
    reopened_reason: Mapped[str | None]
    #: What decides among equally good panels, drawn after what is decided on was fixed.
    seed: Mapped[str | None]
    #: The public draw that it is from; None: the server's randomness.
    seed_source: Mapped[str | None]
    seeded_at: Mapped[datetime | None]
    #: When the composition and its rationale were published.
    rationale_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    question_set: Mapped[QuestionSet | None] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="Criterion.position"
    )
    targets: Mapped[list["TargetRow"]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="TargetRow.id"
    )
    amendments: Mapped[list["Amendment"]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="Amendment.at"
    )
    applications: Mapped[list["Application"]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="Application.id"
    )

    def phase(self, now: datetime) -> Phase:
        """Where the call stands at a moment; it falls with its event."""
        if self.event.status is EventStatus.CANCELLED:
            return Phase.WITHDRAWN
        return phase(self.status, self.opens_at, self.closes_at, now)


class Criterion(Model):
    """One thing that reviewers score from 0 to 5, and what it weighs."""

    __tablename__ = "call_criterion"
    __table_args__ = (CheckConstraint("weight > 0", name="weight"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    name: Mapped[Words]
    weight: Mapped[int]
    #: What a score means here: "0" to "5", each in several languages; others keep the usual word.
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)

    call: Mapped[Call] = relationship(back_populates="criteria")


class TargetRow(Model):
    """How many of the chosen should share a value of an attribute."""

    __tablename__ = "call_target"
    __table_args__ = (
        UniqueConstraint("call_id", "attribute", "value"),
        CheckConstraint("minimum >= 0", name="minimum"),
        CheckConstraint("maximum IS NULL OR maximum >= minimum", name="maximum"),
        CheckConstraint("priority > 0", name="priority"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    #: A ``TargetAttribute``, or ``question:`` and the key of one of the call's own questions.
    attribute: Mapped[str]
    value: Mapped[str]
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]
    #: 1 is given up last, where not all targets can be met.
    priority: Mapped[int] = mapped_column(default=1)
    relaxable: Mapped[bool] = mapped_column(default=True)

    call: Mapped[Call] = relationship(back_populates="targets")

    @property
    def target(self) -> Target:
        """The target as the rules know it."""
        return Target(
            self.attribute, self.value, self.minimum, self.maximum, self.priority, self.relaxable
        )


class Amendment(Model):
    """A change of what was frozen when a call was published; everyone who applied is told."""

    __tablename__ = "call_amendment"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: Said in public.
    reason: Mapped[str]
    #: Seats, criteria, targets (and the own questions, if they changed) as they were and as they
    #: are.
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]

    call: Mapped[Call] = relationship(back_populates="amendments")


class Application(Model):
    """One expert's application to one call."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("call_id", "account_id"),
        Index("ix_application_call_id_status", "call_id", "status"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    status: Mapped[ApplicationStatus] = mapped_column(default=ApplicationStatus.DRAFT)
    name: Mapped[str] = mapped_column(default="")
    affiliation: Mapped[str] = mapped_column(default="")
    #: The body that the affiliation names, where we know it: spelling variants are one body.
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    country: Mapped[str | None]
    sector: Mapped[str | None]
    gender: Mapped[str | None]
    #: Only to tell namesakes apart.
    born_on: Mapped[date | None]
    #: Whether it would be the person's first meeting of this kind; None: not said.
    first_time: Mapped[bool | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    topics: Mapped[list[str]] = mapped_column(default=list)
    #: Long, and read one at a time: left out of lists.
    statement: Mapped[str] = mapped_column(default="", deferred=True)
    #: What the person declares; "" with ``no_interests`` when there is nothing.
    interests: Mapped[str] = mapped_column(default="")
    no_interests: Mapped[bool] = mapped_column(default=False)
    cv_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answer_sheet_id: Mapped[int | None] = mapped_column(ForeignKey("answer_sheet.id"))
    consent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    #: What the organiser has chosen, unseen until the call is notified.
    decision: Mapped[ApplicationStatus | None]
    #: Place on the reserve list, 1 first.
    reserve_rank: Mapped[int | None]
    decision_reason: Mapped[str | None]
    #: When a place was offered, and by when an answer is due.
    offered_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: The application of the same person that this one was merged into.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)

    call: Mapped[Call] = relationship(back_populates="applications")
    account: Mapped[Account] = relationship()
    organization: Mapped[Organization | None] = relationship()
    cv: Mapped[StoredFile | None] = relationship()
    answer_sheet: Mapped[AnswerSheet | None] = relationship()
    merged_into: Mapped["Application | None"] = relationship(remote_side="Application.id")
    reviews: Mapped[list["Review"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="Review.id"
    )

    @property
    def standing(self) -> ApplicationStatus | Literal["merged"]:
        """Where it stands as people are told: what was merged into another has no way of its own.

        What was taken back is not hidden by a merge.
        """
        if self.merged_into_id is None or self.status is ApplicationStatus.WITHDRAWN:
            return self.status
        return "merged"

    @property
    def stays(self) -> "Application":
        """The application that counts: this one, or the one that it was merged into in the end."""
        return self.merged_into.stays if self.merged_into else self

    @property
    def answers(self) -> Answers:
        """What the applicant has said so far."""
        return Answers(
            name=self.name,
            affiliation=self.affiliation,
            country=self.country,
            sector=self.sector,
            gender=self.gender,
            born_on=self.born_on,
            first_time=self.first_time,
            languages=tuple(self.languages),
            topics=tuple(self.topics),
            statement=self.statement,
            interests=self.interests,
            no_interests=self.no_interests,
            consent=self.consent_at is not None,
        )

    @property
    def is_replacement(self) -> bool:
        """Whether the place was offered after the results, instead of somebody else."""
        sent = self.call.notified_at
        return self.offered_at is not None and sent is not None and self.offered_at > sent

    @property
    def has_waited(self) -> bool:
        """Whether the person was on the reserve list until it was closed."""
        reserve, closed = ApplicationStatus.RESERVE, ApplicationStatus.NOT_SELECTED
        return (self.decision, self.status) == (reserve, closed)

    @property
    def member(self) -> Member:
        """The attributes that targets count; what was not said is "" and counts for no target."""
        said = self.answer_sheet.choices if self.answer_sheet else {}
        first = {None: "", True: "yes", False: "no"}[self.first_time]
        return {
            TargetAttribute.SECTOR: self.sector or "",
            TargetAttribute.REGION: region_of(self.country),
            TargetAttribute.COUNTRY: self.country or "",
            TargetAttribute.GENDER: self.gender or "",
            TargetAttribute.LANGUAGE: self.languages,
            TargetAttribute.FIRST_TIME: first,
            **{f"question:{key}": chosen for key, chosen in said.items()},
        }


class Review(Model):
    """One reviewer's scores of one application, or their recusal."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("application_id", "account_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    recused: Mapped[bool] = mapped_column(default=False)
    conflict: Mapped[Conflict | None]
    recusal_reason: Mapped[str | None]
    comment: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]

    application: Mapped[Application] = relationship(back_populates="reviews")
    account: Mapped[Account] = relationship()
    scores: Mapped[list["Score"]] = relationship(
        back_populates="review", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def is_in(self) -> bool:
        """Whether the scores are given; before that the reviewer has only denied a conflict."""
        return not self.recused and bool(self.scores)

    @property
    def total(self) -> Fraction:
        """The weighted total, from 0 to 100."""
        return weighted_total(
            {str(score.criterion_id): score.value for score in self.scores},
            {str(score.criterion_id): score.criterion.weight for score in self.scores},
        )


class Score(Model):
    """A reviewer's score of one criterion: 0 to 5."""

    __tablename__ = "review_score"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id"),
        CheckConstraint("value BETWEEN 0 AND 5", name="value"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("call_criterion.id", ondelete="CASCADE"))
    value: Mapped[int]

    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship()
