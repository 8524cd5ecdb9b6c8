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
from eventsapp.core.words import Words
from eventsapp.deliberation.models import Proposal, Rating, Round
from eventsapp.deliberation.rules import RULE_ID, EvidenceLevel, ProposalStatus, RoundStatus
from eventsapp.deliberation.services import close_round
from eventsapp.demo import facts
from eventsapp.demo.people import Person, people
from eventsapp.demo.texts import AGENDA, PRACTICES, SCENES, STATEMENTS, Scene
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
from eventsapp.experts.models import Application, Call, Criterion, Review, Score, TargetRow
from eventsapp.experts.rules import ApplicationStatus, CallStatus, TargetAttribute
from eventsapp.organizations.models import Organization
from eventsapp.registration.models import Registration
from eventsapp.registration.rules import Category
from eventsapp.registration.rules import Status as Seat

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
    ("expert", "expert@example.org", "Elisa Expert (sample)", ()),
)
TEAM = {
    "organiser": TeamRole.LEAD_ORGANISER, "reviewer": TeamRole.REVIEWER,
    "second reviewer": TeamRole.REVIEWER, "facilitator": TeamRole.FACILITATOR,
    "rapporteur": TeamRole.RAPPORTEUR,
}  # fmt: skip
CRITERIA = (
    ("Expertise", "Pericia", "Conhecimento", "Expertise", 40),
    ("Experience", "Experiencia", "Experiência", "Expérience", 30),
    ("Knowledge of the region", "Conocimiento de la región", "Conhecimento da região",
     "Connaissance de la région", 20),
    ("Languages", "Idiomas", "Idiomas", "Langues", 10),
)  # fmt: skip
TARGETS = (("public", 8, 12), ("private", 4, 8), ("advocacy", 5, 9), ("migrants", 5, 10),
           ("labor", 5, 9), ("NGOs", 6, 10))  # fmt: skip
SEATS = 40


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
    scenes = {scene.key: _event(scene, team, counts) for scene in SCENES}
    _open_call(scenes["sample-workshop-migrant-workers"], crowd, random, counts)
    _call_under_review(scenes["sample-workshop-domestic-workers"], crowd, random, team, counts)
    _full_seminar(scenes["sample-seminar-fair-recruitment"], crowd, counts)
    _held_workshop(scenes["sample-workshop-consular-protection"], crowd, random, counts)
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
        sectors=[sector for sector, _low, _high in TARGETS],
        languages=["en", "es", "pt", "fr"],
        date=FuzzyDate.days(first, first + timedelta(days=1)),
        duration_days=2,
        timezone=scene.zone,
        modality=Modality.HYBRID if scene.open_registration else Modality.IN_PERSON,
        venue=scene.venue,
        city=scene.city,
        country=scene.country,
        contact_email="organiser@example.org",
        seats=SEATS,
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
                people=[ItemPerson(role=ItemRole.CHAIR, name=f"{item.chair} (sample)")]
                if item.chair
                else [],
            )
        )


def _call(event: Event, *, opened: int, closes: int, status: CallStatus) -> Call:
    """Make a call that opened some days ago and closes some days from now, at the end of a day."""
    today = clock.today(event.timezone)
    closing = datetime.combine(today + timedelta(days=closes), time(23, 59))
    call = Call(
        event=event,
        status=status,
        profile=Words.of(
            en="Practitioners with results to show: people who protect migrant workers in the"
            " field, in an administration, a company, a union or an association.",
            es="Profesionales con resultados que mostrar: personas que protegen a los trabajadores"
            " migrantes en el terreno, la administración, la empresa, el sindicato o la asociación.",
        ),
        seats=SEATS,
        opens_at=clock.now() - timedelta(days=opened),
        closes_at=clock.moment(closing, event.timezone),
        timezone=event.timezone,
        sectors=[sector for sector, _low, _high in TARGETS],
        cv_required=False,
        published_at=clock.now() - timedelta(days=opened),
        criteria=[
            Criterion(name=Words.of(en=en, es=es, pt=pt, fr=fr), weight=weight, position=position)
            for position, (en, es, pt, fr, weight) in enumerate(CRITERIA)
        ],
        targets=[
            TargetRow(attribute=TargetAttribute.SECTOR, value=sector, minimum=low, maximum=high)
            for sector, low, high in TARGETS
        ],
    )
    db.session.add(call)
    db.session.flush()
    return call


def _apply(
    call: Call, person: Person, random: Random, *, days_ago: float, draft: bool
) -> Application:
    account = account_by_email(person.email) or make_account(
        person.email, person.name, locale=person.locale, is_sample=True
    )
    then = clock.now() - timedelta(days=days_ago)
    application = Application(
        call=call,
        account=account,
        status=ApplicationStatus.DRAFT if draft else ApplicationStatus.SUBMITTED,
        name=person.name,
        affiliation=person.affiliation,
        country=person.country,
        sector=person.sector,
        gender=person.gender,
        languages=person.languages,
        statement="" if draft else random.choice(STATEMENTS),
        no_interests=not draft,
        consent_at=None if draft else then,
        created_at=then,
        submitted_at=None if draft else then,
        is_sample=True,
    )
    db.session.add(application)
    return application


def _open_call(event: Event, crowd: Iterator[Person], random: Random, counts: facts.Counts) -> None:
    call = _call(event, opened=20, closes=12, status=CallStatus.PUBLISHED)
    for number, person in enumerate(islice(crowd, 34)):
        _apply(call, person, random, days_ago=random.uniform(0.2, 19), draft=number % 9 == 8)
        counts.applications += 1


def _call_under_review(
    event: Event,
    crowd: Iterator[Person],
    random: Random,
    team: dict[str, Account],
    counts: facts.Counts,
) -> None:
    call = _call(event, opened=40, closes=-4, status=CallStatus.UNDER_REVIEW)
    for person in islice(crowd, 64):
        application = _apply(call, person, random, days_ago=random.uniform(5, 38), draft=False)
        counts.applications += 1
        talent = random.gauss(3.3, 0.8)
        for role, share in (("reviewer", 0.05), ("second reviewer", 0.15)):
            if random.random() < share:
                continue  # still to be read
            application.reviews.append(
                Review(
                    account=team[role],
                    comment="",
                    changed_at=clock.now() - timedelta(days=random.uniform(0.1, 3)),
                    scores=[
                        Score(
                            criterion=criterion,
                            value=min(5, max(0, round(random.gauss(talent, 0.7)))),
                        )
                        for criterion in call.criteria
                    ],
                )
            )


def _register(
    event: Event, person: Person, *, category: Category, account: Account | None, days_ago: float
) -> Registration:
    then = clock.now() - timedelta(days=days_ago)
    seat = Seat.CONFIRMED if (event.seats_left or 0) > 0 else Seat.WAITING
    event.seats_taken += seat is Seat.CONFIRMED
    registration = Registration(
        event=event,
        account=account,
        email=person.email,
        name=person.name,
        affiliation=person.affiliation,
        country=person.country,
        sector=person.sector,
        category=category,
        locale=person.locale,
        publish_name=True,
        status=seat,
        asked_at=then,
        changed_at=then,
        told_sequence=event.sequence,
        is_sample=True,
    )
    db.session.add(registration)
    db.session.flush()
    return registration


def _full_seminar(event: Event, crowd: Iterator[Person], counts: facts.Counts) -> None:
    for number, person in enumerate(islice(crowd, 38)):
        category = Category.OBSERVER if number % 7 == 6 else Category.PARTICIPANT
        _register(event, person, category=category, account=None, days_ago=30 - number / 2)
        counts.registrations += 1


def _held_workshop(
    event: Event,
    crowd: Iterator[Person],
    random: Random,
    counts: facts.Counts,
) -> None:
    call = _call(event, opened=120, closes=-80, status=CallStatus.NOTIFIED)
    call.decided_at = call.notified_at = clock.now() - timedelta(days=70)
    panel: list[Account] = []
    for number, person in enumerate(islice(crowd, 44)):
        if number == 0:  # whoever signs in as the expert has been through all of it
            _role, email, name, _roles = ACCOUNTS[-1]
            person = replace(person, email=email, name=name, gender="woman")  # noqa: PLW2901
        application = _apply(call, person, random, days_ago=random.uniform(82, 118), draft=False)
        counts.applications += 1
        chosen = number % 2 == 0 and len(panel) < 22
        outcome = ApplicationStatus.ACCEPTED if chosen else ApplicationStatus.NOT_SELECTED
        application.status = outcome
        application.decision = ApplicationStatus.SELECTED if chosen else outcome
        if chosen:
            seat = _register(
                event, person, category=Category.EXPERT, account=application.account, days_ago=65
            )
            seat.attended = random.random() < 0.93
            panel.append(application.account)
            counts.registrations += 1
    _deliberate(event, panel, random)


def _deliberate(event: Event, panel: list[Account], random: Random) -> None:
    then = clock.now() - timedelta(days=29)
    proposals = []
    for number, practice in enumerate(PRACTICES, start=1):
        proposals.append(
            Proposal(
                event=event,
                number=number,
                status=ProposalStatus.SCREENED_IN,
                language="en",
                title=practice.title,
                problem=practice.problem,
                description=practice.description,
                where_used=practice.where_used,
                evidence=practice.evidence,
                evidence_level=EvidenceLevel(practice.level),
                conditions=practice.conditions,
                account_id=panel[number % len(panel)].id,
                created_at=then,
                is_sample=True,
            )
        )
    db.session.add_all(proposals)
    db.session.flush()
    round_ = Round(
        event=event,
        number=1,
        status=RoundStatus.OPEN,
        rule_id=RULE_ID,
        opened_at=then,
        panel_size=len(panel),
        outcomes={str(proposal.id): None for proposal in proposals},
    )
    db.session.add(round_)
    db.session.flush()
    for proposal, practice in zip(proposals, PRACTICES, strict=True):
        for account in panel:
            value = min(9, max(1, round(random.gauss(practice.liking, practice.spread))))
            db.session.add(
                Rating(
                    round=round_, proposal=proposal, account_id=account.id, value=value,
                    changed_at=then,
                )
            )  # fmt: skip
    db.session.flush()
    close_round(round_)
    round_.closed_at = then + timedelta(hours=2)
    round_.status = RoundStatus.FINAL
    for proposal in proposals:
        if proposal.status is ProposalStatus.ACCEPTED:
            proposal.status = ProposalStatus.PUBLISHED
    event.changed_at = clock.now()
