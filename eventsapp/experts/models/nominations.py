"""Nominations: bodies that are invited to name experts, and those whom they name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsapp.core.files import StoredFile
from eventsapp.core.secretlinks import PrivatelyLinked
from eventsapp.experts.models.calls import Application, Call
from eventsapp.experts.rules import NomineeStatus
from eventsapp.experts.rules.nominating import (
    STANDING,
    UNANSWERED,
    InvitationState,
    invitation_state,
)
from eventsapp.organizations.models import Organization


class Invitation(PrivatelyLinked):
    """A government or an organisation is asked to nominate up to ``quota`` people."""

    __tablename__ = "nomination_invitation"
    __table_args__ = (
        UniqueConstraint("call_id", "email"),
        CheckConstraint("quota > 0", name="quota"),
    )

    link_purpose = "nomination"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    #: The body as it is addressed.
    body: Mapped[str]
    #: The focal point.
    name: Mapped[str] = mapped_column(default="")
    #: Lower case.
    email: Mapped[str]
    locale: Mapped[str] = mapped_column(default="en")
    quota: Mapped[int] = mapped_column(default=1)
    #: When the invitation was last sent.
    invited_at: Mapped[datetime]
    #: When somebody first pressed a button on its page.
    opened_at: Mapped[datetime | None]
    #: When the body last changed anything: it gets a receipt once it has come to rest.
    changed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    #: The body said that it nominates nobody.
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    letter_received_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    organization: Mapped[Organization | None] = relationship()
    letter: Mapped[StoredFile | None] = relationship()
    nominees: Mapped[list["Nominee"]] = relationship(
        back_populates="invitation",
        cascade="all, delete-orphan",
        order_by="[Nominee.rank, Nominee.id]",
    )

    @property
    def standing(self) -> list["Nominee"]:
        """Those who hold a place on the body's list, in its order."""
        return [it for it in self.nominees if it.status in STANDING]

    @property
    def ended(self) -> list["Nominee"]:
        """Those who do not stand, or no longer, in the order in which that came."""
        gone = (it for it in self.nominees if it.status not in STANDING)
        return sorted(gone, key=lambda it: it.ended_at or it.nominated_at)

    @property
    def places_left(self) -> int:
        """How many more people the body may name."""
        return max(0, self.quota - len(self.standing))

    @property
    def state(self) -> InvitationState:
        """Where the invitation stands."""
        return invitation_state(
            opened=self.opened_at is not None,
            standing=len(self.standing),
            declined=self.declined_at is not None,
            withdrawn=self.withdrawn_at is not None,
        )

    @property
    def is_unanswered(self) -> bool:
        """Whether nobody stands, and the body has not said that nobody will."""
        return self.state in UNANSWERED

    @property
    def written_at(self) -> datetime:
        """When the body was last asked: invited, or reminded."""
        return max(self.invited_at, self.reminded_at or self.invited_at)


_STANDS = text("status IN ('nominated', 'accepted', 'confirmed')")


class Nominee(PrivatelyLinked):
    """One person whom a body names; those who were replaced stay in the history."""

    __tablename__ = "nominee"
    __table_args__ = (
        CheckConstraint("rank > 0", name="rank"),
        Index(
            "ix_nominee_standing",
            "invitation_id",
            "email",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    link_purpose = "nominee"

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("nomination_invitation.id", ondelete="CASCADE"), index=True
    )
    #: 1 is the body's first choice.
    rank: Mapped[int]
    status: Mapped[NomineeStatus] = mapped_column(default=NomineeStatus.NOMINATED)
    name: Mapped[str]
    #: Lower case.
    email: Mapped[str] = mapped_column(index=True)
    affiliation: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    nominated_at: Mapped[datetime]
    #: When the person was written to: not before the body's list has come to rest.
    told_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)

    invitation: Mapped[Invitation] = relationship(back_populates="nominees")
    application: Mapped[Application | None] = relationship()

    @property
    def is_standing(self) -> bool:
        """Whether the person holds a place on the list of a body that is still asked."""
        return self.status in STANDING and self.invitation.withdrawn_at is None
