"""Question sets in their versions, and sheets of answers to one version each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.core.db import Model
from eventsapp.questions.rules import Question, questions_in, shared_answers


class QuestionSet(Model):
    """The questions that one thing, such as a call, asks."""

    __tablename__ = "question_set"

    created_at: Mapped[datetime]

    versions: Mapped[list["QuestionSetVersion"]] = relationship(
        back_populates="question_set",
        cascade="all, delete-orphan",
        order_by="QuestionSetVersion.number",
    )

    @property
    def latest(self) -> "QuestionSetVersion | None":
        """The version that is asked now."""
        return self.versions[-1] if self.versions else None


class QuestionSetVersion(Model):
    """The questions as they were asked at a time: a new version once somebody has answered."""

    __tablename__ = "question_set_version"
    __table_args__ = (UniqueConstraint("question_set_id", "number"),)

    question_set_id: Mapped[int] = mapped_column(ForeignKey("question_set.id", ondelete="CASCADE"))
    #: 1, 2, 3 ... within the set.
    number: Mapped[int]
    made_at: Mapped[datetime]
    #: ``{"questions": [...]}``: each as ``rules.content_of`` writes it.
    content: Mapped[dict[str, Any]]

    question_set: Mapped[QuestionSet] = relationship(back_populates="versions")

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in their order."""
        return questions_in(self.content)


class AnswerSheet(Model):
    """One person's answers to one version of a question set."""

    __tablename__ = "answer_sheet"

    version_id: Mapped[int] = mapped_column(ForeignKey("question_set_version.id"), index=True)
    saved_at: Mapped[datetime]
    #: By the question's key: text, number, ISO date, true or false, a choice's key or a list of
    #: them, a country's code, ``{"name": ..., "id": ...}`` of an organisation (its number, or
    #: None where we do not know it), the number of a stored file.
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)

    version: Mapped[QuestionSetVersion] = relationship()

    @property
    def choices(self) -> dict[str, str | list[str]]:
        """The answers that people can share, by the question's key: what targets count."""
        return shared_answers(self.version.content, self.values)
