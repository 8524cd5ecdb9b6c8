"""Things to test with: every field has a plain default; name only what matters."""

import secrets
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import select

from eventsapp.accounts.models import Account, Role, RoleName
from eventsapp.core import clock
from eventsapp.core.db import Model, db
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.deliberation.models import Proposal
from eventsapp.deliberation.rules import EvidenceLevel, ProposalStatus
from eventsapp.events.models import Event, Party, TeamMember
from eventsapp.events.rules import Kind, PartyRole, Status, TeamRole
from eventsapp.experts.models import (
    Application,
    Call,
    Criterion,
    Invitation,
    Nominee,
    Review,
    Score,
)
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.organizations import rules as organization_rules
from eventsapp.organizations.models import Organization
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Category, holds_seat
from eventsapp.registration.rules import Status as RegistrationStatus

#: As many digits for all: names sort as they were made, and no short number is part of another.
number = count(10_001)
Thing = TypeVar("Thing", bound=Model)


def account(*, role: RoleName | None = None, **fields: Any) -> Account:
    """Save an account whose address is confirmed; no password unless given."""
    n = next(number)
    defaults = {
        "email": f"person{n}@example.org",
        "name": f"Person {n}",
        "locale": "en",
        "fs_uniquifier": secrets.token_hex(16),
        "confirmed_at": clock.now(),
    }
    made = Account(**defaults | fields)
    if role is not None:
        existing = db.session.scalar(select(Role).where(Role.name == role))
        made.roles.append(existing or Role(name=role))
    return save(made)


def organiser(**fields: Any) -> Account:
    """Save an account that may create events."""
    return account(role=RoleName.ORGANISER, **fields)


def organization(**fields: Any) -> Organization:
    """Save a body."""
    n = next(number)
    defaults = {
        "slug": f"body-{n}",
        "kind": organization_rules.Kind.NGO,
        "name": Words.of(en=f"Body {n}"),
    }
    return save(Organization(**defaults | fields))


def event(**fields: Any) -> Event:
    """Save an open event, one day, a month from now, without a limit of seats."""
    n = next(number)
    first: date = (clock.now() + timedelta(days=30)).date()
    defaults = {
        "slug": f"event-{n}",
        "uid": str(uuid4()),
        "kind": Kind.WORKSHOP,
        "status": Status.OPEN,
        "title": Words.of(en=f"Event {n}"),
        "languages": ["en"],
        "date": FuzzyDate.days(first),
        "timezone": "America/Los_Angeles",
        "open_registration": True,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    return save(Event(**defaults | fields))


def team(event: Event, role: TeamRole, person: Account | None = None) -> Account:
    """Give a person (or a new one) a role in the team of an event."""
    person = person or account()
    save(TeamMember(event=event, account=person, role=role))
    return person


def save(thing: Thing) -> Thing:
    """Keep a thing."""
    db.session.add(thing)
    db.session.commit()
    return thing


def registration(event: Event, **fields: Any) -> Registration:
    """Save a registration as services make it: confirmed unless said otherwise, its seat taken."""
    n = next(number)
    now = clock.now()
    defaults = {
        "email": f"guest{n}@example.org",
        "name": f"Guest {n}",
        "status": RegistrationStatus.CONFIRMED,
        "asked_at": now,
        "changed_at": now,
    }
    made = Registration(event=event, **defaults | fields)
    event.seats_taken += holds_seat(made.status)
    return save(made)


def call(**fields: Any) -> Call:
    """Save a published call, open for a month, of three seats, two sectors, two criteria."""
    now = clock.now()
    defaults = {
        "event": fields.get("event") or event(),
        "status": CallStatus.PUBLISHED,
        "profile": Words.of(en="People who know the field"),
        "seats": 3,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=30),
        "timezone": "America/Los_Angeles",
        "sectors": ["labor", "migrants"],
        "cv_required": False,
        "published_at": now - timedelta(days=1),
        "criteria": [
            Criterion(name=Words.of(en="Expertise"), weight=60, position=0),
            Criterion(name=Words.of(en="Experience"), weight=40, position=1),
        ],
    }
    return save(Call(**defaults | fields))


def closed_call(**fields: Any) -> Call:
    """Save a call whose deadline was yesterday."""
    now = clock.now()
    return call(
        **{"opens_at": now - timedelta(days=30), "closes_at": now - timedelta(days=1)} | fields
    )


def application(call: Call, **fields: Any) -> Application:
    """Save a complete, submitted application to a call."""
    person = fields.pop("account", None) or account()
    defaults = {
        "call": call,
        "account": person,
        "status": ApplicationStatus.SUBMITTED,
        "name": person.name,
        "affiliation": f"Body of {person.name}",
        "country": "MX",
        "sector": "labor",
        "languages": ["en"],
        "statement": "I know the field.",
        "no_interests": True,
        "consent_at": clock.now(),
        "created_at": clock.now(),
        "submitted_at": clock.now(),
    }
    return save(Application(**defaults | fields))


def review(application: Application, *scores: int, person: Account | None = None) -> Review:
    """Save a review with one score per criterion, in their order; without scores it is begun."""
    criteria = application.call.criteria[: len(scores)]
    return save(
        Review(
            application=application,
            account=person or account(),
            changed_at=clock.now(),
            scores=[
                Score(criterion=criterion, value=value)
                for criterion, value in zip(criteria, scores, strict=True)
            ],
        )
    )


def invitation(call: Call, **fields: Any) -> Invitation:
    """Save a body's invitation to nominate two people, sent three days ago and opened."""
    n = next(number)
    then = clock.now() - timedelta(days=3)
    defaults = {
        "call": call,
        "body": f"Ministry {n}",
        "email": f"focal{n}@example.org",
        "quota": 2,
        "invited_at": then,
        "opened_at": then,
    }
    return save(Invitation(**defaults | fields))


def nominee(invitation: Invitation, **fields: Any) -> Nominee:
    """Save somebody who stands at the end of a body's list, and has been told."""
    n = next(number)
    then = clock.now() - timedelta(days=2)
    defaults = {
        "invitation": invitation,
        "rank": len(invitation.standing) + 1,
        "name": f"Nominee {n}",
        "email": f"nominee{n}@example.org",
        "nominated_at": then,
        "told_at": then,
    }
    return save(Nominee(**defaults | fields))


def party(event: Event, organization: Organization, role: PartyRole = PartyRole.LEAD) -> Party:
    """Let an organisation take part in an event."""
    return save(Party(event=event, organization=organization, role=role))


def expert(event: Event, person: Account | None = None, **fields: Any) -> Account:
    """Give a person (or a new one) an expert's confirmed place at an event."""
    person = person or account()
    defaults = {"account": person, "email": person.email, "name": person.name}
    registration(event, **defaults | {"category": Category.EXPERT} | fields)
    return person


def proposal(event: Event, **fields: Any) -> Proposal:
    """Save a proposal that is screened in: ready to be rated."""
    n = next(number)
    defaults = {
        "event": event,
        "number": n,
        "status": ProposalStatus.SCREENED_IN,
        "title": f"Practice {n}",
        "description": "What is done, and by whom.",
        "evidence_level": EvidenceLevel.PROMISING,
        "created_at": clock.now(),
    }
    return save(Proposal(**defaults | fields))
