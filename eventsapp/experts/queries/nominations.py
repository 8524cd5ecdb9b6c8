"""Who is invited to nominate, whom they have named, and for whom an application stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.core.secretlinks import fingerprint
from eventsapp.events.models import TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call, Invitation, Nominee
from eventsapp.experts.queries.calls import applications_in
from eventsapp.experts.queries.reviewing import calls_decided_by
from eventsapp.experts.rules import CallStatus, NomineeStatus
from eventsapp.experts.rules.nominating import DUTY, STANDING, TAKING, InviteHitch, Nomination
from eventsapp.organizations.queries import bodies_by_name
from eventsapp.organizations.rules import folded


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation of a private link, unless it is withdrawn."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == fingerprint(token), Invitation.withdrawn_at.is_(None)
        )
    )


def invitation_for(account: Account, call: Call) -> Invitation | None:
    """Return the invitation that went to a person's address, once it is proved to be theirs."""
    if account.confirmed_at is None:
        return None
    return db.session.scalar(
        select(Invitation).where(
            Invitation.call_id == call.id,
            Invitation.email == account.email,
            Invitation.withdrawn_at.is_(None),
        )
    )


def nominee_by_token(token: str) -> Nominee | None:
    """Return the nominee of a private link, unless the nomination was taken back."""
    return db.session.scalar(
        select(Nominee)
        .join(Nominee.invitation)
        .where(
            Nominee.token_hash == fingerprint(token),
            Nominee.status != NomineeStatus.REPLACED,
            Invitation.withdrawn_at.is_(None),
        )
    )


def invitation_in(call: Call, invitation_id: int) -> Invitation | None:
    """Return one invitation to nominate for this call, by its number."""
    return db.session.scalar(
        select(Invitation).where(Invitation.id == invitation_id, Invitation.call_id == call.id)
    )


def nominee_in(invitation: Invitation, nominee_id: int) -> Nominee | None:
    """Return one person who stands on this body's list, by their number."""
    return next((it for it in invitation.standing if it.id == nominee_id), None)


def invitations_to(call: Call) -> list[Invitation]:
    """Return all invitations of a call with those who were named, by the bodies' names."""
    rows = db.session.scalars(
        select(Invitation)
        .where(Invitation.call_id == call.id)
        .options(
            selectinload(Invitation.nominees).joinedload(Nominee.application),
            joinedload(Invitation.organization),
            joinedload(Invitation.letter),
        )
    )
    return sorted(rows, key=lambda it: (folded(it.body), it.id))


def unanswered(call: Call) -> list[Invitation]:
    """Return the invitations that nobody has answered: no one stands, and none was declined."""
    return [it for it in invitations_to(call) if it.is_unanswered]


def silent_nominees(call: Call) -> list[Nominee]:
    """Return those who were told that a body has named them, and have not begun to apply."""
    return list(
        db.session.scalars(
            _nominees(call).where(
                Invitation.withdrawn_at.is_(None),
                Nominee.status.in_({NomineeStatus.NOMINATED, NomineeStatus.ACCEPTED}),
                Nominee.told_at.is_not(None),
                Nominee.application_id.is_(None),
            )
        )
    )


def named_by_several(call: Call) -> dict[str, list[str]]:
    """Return by address the bodies that have named the same person, where they are several."""
    bodies: dict[str, list[str]] = defaultdict(list)
    for email, body in db.session.execute(
        _nominees(call)
        .where(Nominee.status.in_(STANDING))
        .with_only_columns(Nominee.email, Invitation.body)
        .order_by(Invitation.body)
    ):
        bodies[email].append(body)
    return {email: names for email, names in bodies.items() if len(names) > 1}


def reviewing_addresses(call: Call) -> frozenset[str]:
    """Return the addresses of those who review for the event: a nominee may be among them."""
    return frozenset(
        db.session.scalars(
            select(func.lower(Account.email))
            .join(TeamMember, TeamMember.account_id == Account.id)
            .where(TeamMember.event_id == call.event_id, TeamMember.role == TeamRole.REVIEWER)
        )
    )


def nominations_in(call: Call) -> dict[int, list[Nomination]]:
    """Return by application who has named the applicant; a merged one's go to the one it is in."""
    kept = func.coalesce(Application.merged_into_id, Application.id)
    rows = db.session.execute(
        _nominees(call)
        .join(Nominee.application)
        .where(Nominee.status != NomineeStatus.DECLINED)
        .with_only_columns(
            kept,
            Invitation.body,
            Nominee.rank,
            Nominee.status,
            Invitation.withdrawn_at,
            Invitation.id,
        )
        .order_by(Nominee.rank, Invitation.body, Nominee.id)
    )
    found: dict[int, list[Nomination]] = defaultdict(list)
    for key, body, place, status, withdrawn_at, invitation_id in rows:
        stands = status in STANDING and withdrawn_at is None
        found[key].append(Nomination(body, place, stands, invitation_id))
    return dict(found)


def named_by_nobody(call: Call) -> list[Application]:
    """Return the applications that only a nomination let in, and that none stands behind now."""
    if not call.nominations_only:
        return []
    named = {key for key, found in nominations_in(call).items() if any(it.stands for it in found)}
    return [
        it
        for it in applications_in(call).values()
        if it.id not in named and it.merged_into_id is None
    ]


def nominations_of(application: Application) -> list[Nomination]:
    """Return who has named one applicant."""
    return nominations_in(application.call).get(application.id, [])


def nominations_for(account: Account, call: Call) -> list[Nominee]:
    """Return as whom a person stands in a call: once for each body that has named them."""
    theirs = (Nominee.email == account.email.lower()) | (Application.account_id == account.id)
    return list(
        db.session.scalars(
            _nominees(call)
            .outerjoin(Nominee.application)
            .where(Nominee.status.in_(STANDING), Invitation.withdrawn_at.is_(None), theirs)
            .order_by(Nominee.id)
        )
    )


def application_by_address(call: Call, email: str) -> Application | None:
    """Return the application to this call from the account of an address, if there is one."""
    return db.session.scalar(
        select(Application)
        .join(Application.account)
        .where(Application.call_id == call.id, func.lower(Account.email) == email)
    )


def invite_hitches(
    call: Call, asked: Sequence[tuple[str, str]], changing: Invitation | None = None
) -> list[InviteHitch | None]:
    """Return for each body and address what is in the way of inviting it, if anything.

    ``changing``: the invitation that is changed to this is no obstacle to itself. A withdrawn
    invitation can be sent again; but no other one can be given its address.
    """
    bodies = bodies_by_name()
    every = db.session.scalars(select(Invitation).where(Invitation.call_id == call.id)).all()
    others = [it for it in every if it is not changing]
    there = [it for it in others if it.withdrawn_at is None]
    addresses = {it.email for it in (there if changing is None else others)}
    marks = {mark for it in there for mark in _marks(it.body, bodies)}
    seen_addresses: set[str] = set()
    seen_marks: set[str | int] = set()
    hitches: list[InviteHitch | None] = []
    for body, email in asked:
        own = _marks(body, bodies)
        if email in seen_addresses:
            hitches.append(InviteHitch.ADDRESS_TWICE)
        elif email in addresses:
            hitches.append(InviteHitch.ADDRESS_INVITED)
        elif own & seen_marks:
            hitches.append(InviteHitch.BODY_TWICE)
        elif own & marks:
            hitches.append(InviteHitch.BODY_INVITED)
        else:
            hitches.append(None)
        seen_addresses.add(email)
        seen_marks |= own
    return hitches


def body_numbers(names: Iterable[str]) -> dict[str, int | None]:
    """Return which of the known bodies goes by each name: none, if no body does or several do."""
    bodies = bodies_by_name()
    found = {name: bodies.get(folded(name), frozenset()) for name in names}
    return {name: next(iter(keys)) if len(keys) == 1 else None for name, keys in found.items()}


def calls_with_silent_bodies(account: Account, now: datetime) -> list[tuple[Call, int]]:
    """Return an organiser's calls that close soon, and how many bodies have not answered."""
    calls = calls_decided_by(
        account,
        Call.status == CallStatus.PUBLISHED,
        Call.closes_at >= now,
        Call.closes_at <= now + DUTY,
    )
    silent = Counter(
        it.call_id
        for it in db.session.scalars(
            select(Invitation)
            .where(Invitation.call_id.in_([it.id for it in calls if it.phase(now) in TAKING]))
            .options(selectinload(Invitation.nominees))
        )
        if it.is_unanswered
    )
    return [(call, silent[call.id]) for call in calls if silent[call.id]]


def _nominees(call: Call) -> Select[Nominee]:
    return select(Nominee).join(Nominee.invitation).where(Invitation.call_id == call.id)


def _marks(body: str, bodies: Mapping[str, frozenset[int]]) -> set[str | int]:
    """Return by what a body is known: its name, folded, and the number of each one called so."""
    name = folded(body) or body
    return {name, *bodies.get(name, ())}
