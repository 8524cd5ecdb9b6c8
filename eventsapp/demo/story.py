"""The sample story: four invented events, each at another point of the walk.

Everything is written as it would stand, past any outbox: nobody is mailed. Dates count from the
day of loading; people, scores and ratings come from the seed. Loading again changes nothing.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from eventsapp.accounts.models import Account, RoleName
from eventsapp.accounts.queries import account_by_email
from eventsapp.accounts.services import make_account, set_password
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.demo import facts, terms
from eventsapp.demo.bodies import BODIES, INDEPENDENT, organization_of
from eventsapp.demo.calls import answer_questions, apply_all, make_call
from eventsapp.demo.held import full_seminar, held_workshop
from eventsapp.demo.people import EXPERT, Person, as_expert, people
from eventsapp.demo.reviews import review_all
from eventsapp.demo.texts import AGENDA, SCENES, Scene
from eventsapp.events.models import (
    AgendaItem,
    Event,
    ItemPerson,
    Party,
    Room,
    TaskShare,
    TeamMember,
)
from eventsapp.events.rules import ItemRole, Kind, Modality, Status, Task, TeamRole
from eventsapp.events.services.changes import refresh_search_text
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.organizations.models import Organization

SEED = 2001
SOURCE = "sample-story"
#: Who can sign in, and as what: (role to print, address, name, roles everywhere).
ACCOUNTS: tuple[tuple[str, str, str, tuple[RoleName, ...]], ...] = (
    (
        "administrator",
        "admin@example.org",
        "Alma Administrator (sample)",
        (RoleName.ADMINISTRATOR,),
    ),
    ("organiser", "organiser@example.org", "Olga Organiser (sample)", (RoleName.ORGANISER,)),
    ("reviewer", "reviewer@example.org", "Rafael Reviewer (sample)", ()),
    ("second reviewer", "reviewer2@example.org", "Renée Reviewer (sample)", ()),
    ("facilitator", "facilitator@example.org", "Flávia Facilitator (sample)", ()),
    ("rapporteur", "rapporteur@example.org", "Ramón Rapporteur (sample)", ()),
    ("expert", *EXPERT, ()),
)
TEAM = {
    "organiser": TeamRole.LEAD_ORGANISER, "reviewer": TeamRole.REVIEWER,
    "second reviewer": TeamRole.REVIEWER, "facilitator": TeamRole.FACILITATOR,
    "rapporteur": TeamRole.RAPPORTEUR,
}  # fmt: skip
#: How many apply to the call under review: as many as the selection board is made for.
APPLICANTS, WITHDRAWN = 400, 3


class SignInDetails(NamedTuple):
    """What to print of a sample account."""

    role: str
    email: str
    password: str


def load(seed: int = SEED) -> facts.Counts:
    """Add the facts of the founding example and the sample story, where they are not there."""
    counts = facts.load(facts.shipped())
    if db.session.scalar(select(Event.id).where(Event.source == f"{SOURCE}:{SCENES[0].key}")):
        db.session.commit()
        return counts
    random = Random(seed)
    crowd = people(random)
    team = {role: _account(email, name, roles) for role, email, name, roles in ACCOUNTS}
    _bodies(counts)
    scenes = {scene.key: _event(scene, team, counts) for scene in SCENES}
    _open_call(scenes["sample-workshop-migrant-workers"], crowd, random, counts)
    _call_under_review(scenes["sample-workshop-domestic-workers"], crowd, random, counts)
    full_seminar(scenes["sample-seminar-fair-recruitment"], crowd, counts)
    held_workshop(scenes["sample-workshop-consular-protection"], crowd, random, counts)
    db.session.commit()
    return counts


def renew_passwords() -> list[SignInDetails]:
    """Give each sample account a new random password; return them to be printed once."""
    renewed = []
    for role, email, _name, _roles in ACCOUNTS:
        account = account_by_email(email)
        if account is not None and account.is_sample:
            password = "-".join(secrets.token_hex(2) for _ in range(4))
            set_password(account, password)
            renewed.append(SignInDetails(role, email, password))
    db.session.commit()
    return renewed


def _account(email: str, name: str, roles: tuple[RoleName, ...]) -> Account:
    return account_by_email(email) or make_account(email, name, roles=roles, is_sample=True)


def _bodies(counts: facts.Counts) -> None:
    there = set(db.session.scalars(select(Organization.slug)))
    new = [organization_of(body) for body in BODIES if body.slug not in there]
    db.session.add_all(new)
    db.session.flush()
    counts.organizations += len(new)


def _event(scene: Scene, team: dict[str, Account], counts: facts.Counts) -> Event:
    now, first = clock.now(), clock.today(scene.zone) + timedelta(days=scene.days_ahead)
    first -= timedelta(days=max(0, first.weekday() - 3))  # two days of one working week
    event = Event(
        slug=scene.key,
        uid=str(uuid5(NAMESPACE_URL, f"{SOURCE}:{scene.key}")),
        source=f"{SOURCE}:{scene.key}",
        kind=scene.kind,
        is_best_practices=scene.kind is Kind.WORKSHOP,
        status=Status.OPEN if scene.days_ahead > 0 else Status.HELD,
        title=scene.title,
        summary=scene.summary,
        purpose=scene.purpose,
        expected_outputs=scene.outputs,
        subjects=list(scene.subjects),
        sectors=[sector for sector, _low, _high in terms.SECTORS],
        languages=["en", "es", "pt", "fr"],
        date=FuzzyDate.days(first, first + timedelta(days=1)),
        duration_days=2,
        timezone=scene.zone,
        modality=Modality.HYBRID if scene.open_registration else Modality.IN_PERSON,
        venue=scene.venue,
        city=scene.city,
        country=scene.country,
        contact_email="organiser@example.org",
        seats=terms.SEATS,
        open_registration=scene.open_registration,
        note="An invented event, to show how eventsapp works.",
        created_at=now,
        changed_at=now,
    )
    bodies = {body.slug: body for body in db.session.scalars(select(Organization))}
    for position, (slug, role) in enumerate(scene.parties):
        event.parties.append(Party(organization=bodies[slug], role=role, position=position))
    for task in (Task.SELECT_EXPERTS, Task.FACILITATE, Task.REPORT):
        event.tasks.append(TaskShare(organization=bodies["iom"], task=task))
    for name, duty in TEAM.items():
        event.team.append(TeamMember(account=team[name], role=duty))
    _agenda(event)
    db.session.add(event)
    db.session.flush()
    refresh_search_text(event)
    counts.events += 1
    return event


def _agenda(event: Event) -> None:
    rooms = [Room(name="Plenary hall", capacity=60), Room(name="Room 2", capacity=25)]
    event.rooms.extend(rooms)
    assert event.date.start is not None  # noqa: S101 -- scenes have days
    team = {member.account.name: member.account for member in event.team}
    for position, item in enumerate(AGENDA):
        day = event.date.start + timedelta(days=item.day)

        def at(clock_time: time, day: Any = day) -> datetime:
            return clock.moment(datetime.combine(day, clock_time), event.timezone)

        event.agenda.append(
            AgendaItem(
                uid=str(uuid5(NAMESPACE_URL, f"{event.source}:{position}")),
                number=item.number,
                kind=item.kind,
                title=item.title,
                guiding_questions=item.questions,
                starts_at=at(item.begins),
                ends_at=at(item.ends),
                position=position,
                room=rooms[item.room],
                changed_at=event.changed_at,
                people=[_chair(f"{item.chair} (sample)", team)] if item.chair else [],
            )
        )


def _chair(name: str, team: dict[str, Account]) -> ItemPerson:
    return ItemPerson(role=ItemRole.CHAIR, name=name, account=team.get(name))


def _open_call(event: Event, crowd: Iterator[Person], random: Random, counts: facts.Counts) -> None:
    call = make_call(
        event, opened=20, closes=12, status=CallStatus.PUBLISHED, targets=terms.for_the_open_call()
    )
    applicants = apply_all(call, islice(crowd, 34), random, days_ago=(19, 0.2), drafts=9)
    counts.applications += len(applicants)


def _call_under_review(
    event: Event, crowd: Iterator[Person], random: Random, counts: facts.Counts
) -> None:
    call = make_call(
        event,
        opened=58,
        closes=-12,
        status=CallStatus.UNDER_REVIEW,
        targets=terms.for_the_call_under_review(),
    )
    call.organization_limit = 2
    standing = list(islice(crowd, APPLICANTS - 1))
    standing[0] = as_expert(standing[0])
    standing.append(_once_more(standing[APPLICANTS // 3]))
    applicants = apply_all(
        call, [*standing, *islice(crowd, WITHDRAWN)], random, days_ago=(57, 12.2)
    )
    answer_questions(call, applicants, random)
    for application in list(applicants)[APPLICANTS:]:
        application.status = ApplicationStatus.WITHDRAWN
        application.answered_at = clock.now() - timedelta(days=random.uniform(2, 11))
    review_all(call, dict(islice(applicants.items(), APPLICANTS)), random)
    counts.applications += len(applicants)


def _once_more(person: Person) -> Person:
    """Let somebody apply again from another address: one person, as far as anybody can tell."""
    return replace(
        person,
        email="sample-again@people.example.org",
        affiliation=INDEPENDENT[person.locale],
        body=None,
        talent=person.talent - 0.2,
    )
