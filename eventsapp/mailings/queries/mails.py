"""Reading the mails of events: what somebody may see of them, and what became of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.core.outbox import Message
from eventsapp.events.models import Event, TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, Review
from eventsapp.mailings.policy import closed_mails_in
from eventsapp.mailings.rules import MailState, Reason, answer_in, reason_of
from eventsapp.notices.models import Hold, Notice
from eventsapp.notices.queries import MESSAGE_KEY
from eventsapp.notices.rules import Withheld

_OF_DIGEST = aliased(Message)
_FAILED_WITH_DIGEST = and_(
    _OF_DIGEST.key == literal("notice:", String) + cast(Notice.digest_id, String),
    _OF_DIGEST.failed_at.is_not(None),
)
STATE: ColumnElement[str] = case(
    (Notice.bounced_at.is_not(None), MailState.BOUNCED.value),
    (Notice.sent_at.is_not(None), MailState.SENT.value),
    (
        and_(Notice.digest_id.is_not(None), exists().where(_FAILED_WITH_DIGEST)),
        MailState.FAILED.value,
    ),
    (Notice.withheld.is_not(None), MailState.WITHHELD.value),
    (Message.failed_at.is_not(None), MailState.FAILED.value),
    (exists().where(Hold.scope == Notice.scope), MailState.HELD.value),
    else_=MailState.WAITING.value,
).label("state")
_UNSENT = Notice.sent_at.is_(None)
MESSAGE = and_(_UNSENT, Message.key == MESSAGE_KEY)
#: A list never loads what mails say.
_COLUMNS = (
    Notice.id, Notice.scope, Notice.email, Notice.subject, Notice.kind, Notice.created_at,
    Notice.sent_at, Notice.withheld, STATE, Message.due_at, Message.attempts,
    func.coalesce(
        Notice.bounce,
        Message.error,
        select(_OF_DIGEST.error).where(_FAILED_WITH_DIGEST).scalar_subquery(),
    ).label("error"),
)  # fmt: skip


@dataclass(frozen=True)
class Sight:
    """Which mails somebody sees: of these events (None: of all), but not all about some calls."""

    scopes: Collection[str] | None
    #: Of the mails about these calls, those about single applications are seen, but for these;
    #: None: not even those.
    hidden: Mapping[str, Collection[str] | None] = field(default_factory=dict)

    def of(self) -> ColumnElement[bool]:
        """Select the mails."""
        seen = true() if self.scopes is None else Notice.scope.in_(self.scopes)
        if not self.hidden:
            return seen
        of_others = [
            and_(Notice.about == call, Notice.concerns.not_in(closed))
            for call, closed in self.hidden.items()
            if closed is not None
        ]
        return and_(seen, or_(Notice.about.is_(None), Notice.about.not_in(self.hidden), *of_others))

    @property
    def hides_all(self) -> bool:
        """Whether no mail about some call is seen."""
        return None in self.hidden.values()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which mails are looked for; None and "" ask for nothing."""

    state: MailState | None = None
    kind: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything."""
        return self != Wanted()


@dataclass(frozen=True)
class Mail:
    """One mail to one person, and what became of it."""

    id: int
    scope: str | None
    email: str
    subject: str
    kind: str
    created_at: datetime
    sent_at: datetime | None
    withheld: Withheld | None
    state: MailState
    #: What the mail server said to the last try, or when the mail came back.
    error: str | None
    #: When it is tried next.
    due_at: datetime | None
    attempts: int

    @property
    def reason(self) -> Reason | None:
        """Why it does not get through."""
        return reason_of(self.error) if self.error else None

    @property
    def answer(self) -> str:
        """What the mail server said, if anything; else what went wrong on our own side."""
        return answer_in(self.error or "")

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it has left, or would not by itself."""
        return self.state in {
            MailState.SENT,
            MailState.FAILED,
            MailState.BOUNCED,
        } or self.withheld in {Withheld.DROPPED, Withheld.BOUNCED}


def sight_of(account: Account, event: Event) -> Sight:
    """Return which mails of one event an organiser sees."""
    return Sight([event.mail_scope], _hidden_from(account, Call.event_id == event.id))


def sight_of_all(account: Account, event_ids: Collection[int] | None) -> Sight:
    """Return which mails of many events an organiser sees; None: of all, and of none as well."""
    if event_ids is None:
        return Sight(None, _hidden_from(account, true()))
    scopes = [f"event:{event_id}" for event_id in event_ids]
    return Sight(scopes, _hidden_from(account, Call.event_id.in_(event_ids)))


def mails(
    sight: Sight, wanted: Wanted | None = None, *, page: int = 1, per_page: int | None = None
) -> list[Mail]:
    """Return the mails that somebody looks for, newest first."""
    statement = _filtered(select(*_COLUMNS), sight, wanted or Wanted()).order_by(
        Notice.created_at.desc(), Notice.id.desc()
    )
    if per_page is not None:
        statement = statement.limit(per_page).offset((page - 1) * per_page)
    return [_mail(row) for row in db.session.execute(statement).mappings()]


def count_mails(sight: Sight, wanted: Wanted) -> int:
    """Count the mails that somebody looks for."""
    return db.session.scalar(_filtered(select(func.count(Notice.id)), sight, wanted)) or 0


def figures(sight: Sight) -> dict[MailState, int]:
    """Count the mails by what became of them."""
    sent = select(func.count(Notice.id), func.count(Notice.bounced_at)).where(sight.of(), ~_UNSENT)
    count = func.count(Notice.id)
    unsent = _joined(select(STATE, count)).where(sight.of(), _UNSENT).group_by(STATE)
    found = {MailState(state): number for state, number in db.session.execute(unsent)}
    left, came_back = db.session.execute(sent).one()
    if came_back:
        found[MailState.BOUNCED] = came_back
    return {MailState.SENT: left - came_back, **found}


def kinds_of(sight: Sight) -> list[str]:
    """Return which kinds of mail there are."""
    return list(db.session.scalars(select(Notice.kind).where(sight.of()).distinct()))


def mail_in(sight: Sight, notice_id: int) -> Mail | None:
    """Return one mail, if it is seen."""
    statement = _joined(select(*_COLUMNS)).where(sight.of(), Notice.id == notice_id)
    row = db.session.execute(statement).mappings().one_or_none()
    return None if row is None else _mail(row)


def notice_in(sight: Sight, notice_id: int) -> Notice | None:
    """Return one mail as it was said, if it is seen."""
    return db.session.scalar(select(Notice).where(sight.of(), Notice.id == notice_id))


def count_failed(sight: Sight) -> int:
    """Count what could not be sent."""
    return count_mails(sight, Wanted(state=MailState.FAILED))


def held_in(sight: Sight) -> int:
    """Count what waits for a hold to end."""
    return count_mails(sight, Wanted(state=MailState.HELD))


def _hidden_from(account: Account, which: ColumnElement[bool]) -> dict[str, Collection[str] | None]:
    """Name the calls not all of whose mails a person sees, and which applications are closed."""
    has_part = or_(
        exists().where(Application.call_id == Call.id, Application.account_id == account.id),
        exists().where(
            Application.call_id == Call.id,
            Review.application_id == Application.id,
            Review.account_id == account.id,
            Review.recused,
        ),
        exists().where(
            TeamMember.event_id == Call.event_id,
            TeamMember.account_id == account.id,
            TeamMember.role == TeamRole.REVIEWER,
        ),
    )
    calls = db.session.scalars(
        select(Call).where(which, has_part).options(joinedload(Call.event).selectinload(Event.team))
    )
    closed = closed_mails_in(account, list(calls))
    return {f"call:{key}": found for key, found in closed.items() if found is None or found}


def _joined(statement: Any) -> Any:
    return statement.select_from(Notice).outerjoin(Message, MESSAGE)


def _filtered(statement: Any, sight: Sight, wanted: Wanted) -> Any:
    statement = _joined(statement).where(sight.of())
    if wanted.state is MailState.SENT:
        statement = statement.where(~_UNSENT, Notice.bounced_at.is_(None))
    elif wanted.state is MailState.BOUNCED:
        statement = statement.where(Notice.bounced_at.is_not(None))
    elif wanted.state is not None:
        statement = statement.where(STATE.in_([wanted.state.value]), _UNSENT)
    if wanted.kind:
        statement = statement.where(Notice.kind == wanted.kind)
    if wanted.since:
        statement = statement.where(Notice.created_at >= wanted.since)
    if wanted.until:
        statement = statement.where(Notice.created_at < wanted.until)
    for word in wanted.text.split():
        columns = (Notice.email, Notice.subject)
        statement = statement.where(
            or_(*(column.icontains(word, autoescape=True) for column in columns))
        )
    return statement


def _mail(row: Mapping[Any, Any]) -> Mail:
    said = {str(name): value for name, value in row.items()}
    return Mail(**said | {"state": MailState(row["state"]), "attempts": row["attempts"] or 0})
