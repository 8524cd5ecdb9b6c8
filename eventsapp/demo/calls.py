"""The sample calls, and those who apply to them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import select

from eventsapp.accounts.models import Account
from eventsapp.accounts.services import new_account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.words import Words
from eventsapp.demo import terms, writing
from eventsapp.demo.people import Person
from eventsapp.demo.texts import STATEMENTS
from eventsapp.events.models import Event
from eventsapp.experts.models import Application, Call, TargetRow
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.organizations.models import Organization
from eventsapp.questions.models import AnswerSheet, QuestionSetVersion
from eventsapp.questions.services import save_set

PROFILE = Words.of(
    en="Practitioners with results to show: people who protect migrant workers in the"
    " field, in an administration, a company, a union or an association.",
    es="Profesionales con resultados que mostrar: personas que protegen a los trabajadores"
    " migrantes en el terreno, la administración, la empresa, el sindicato o la asociación.",
    pt="Profissionais com resultados a mostrar: pessoas que protegem trabalhadores migrantes no"
    " campo, na administração, na empresa, no sindicato ou na associação.",
    fr="Des praticiens qui ont des résultats à montrer : des personnes qui protègent les"
    " travailleurs migrants sur le terrain, dans une administration, une entreprise, un syndicat"
    " ou une association.",
)


def make_call(
    event: Event, *, opened: int, closes: int, status: CallStatus, targets: list[TargetRow]
) -> Call:
    """Make a call that opened some days ago and closes some days from now, at the end of a day."""
    today = clock.today(event.timezone)
    closing = datetime.combine(today + timedelta(days=closes), time(23, 59))
    call = Call(
        event=event,
        status=status,
        profile=PROFILE,
        seats=terms.SEATS,
        opens_at=clock.now() - timedelta(days=opened),
        closes_at=clock.moment(closing, event.timezone),
        timezone=event.timezone,
        sectors=[sector for sector, _low, _high in terms.SECTORS],
        cv_required=False,
        published_at=clock.now() - timedelta(days=opened),
        criteria=terms.criteria(),
        targets=targets,
    )
    db.session.add(call)
    db.session.flush()
    return call


def apply_all(
    call: Call,
    crowd: Iterable[Person],
    random: Random,
    *,
    days_ago: tuple[float, float],
    drafts: int = 0,
) -> dict[Application, Person]:
    """Let people apply between some days ago and some fewer, most of them late, all at once.

    Each so many-th (``drafts``) has not handed in yet; 0: all have.
    """
    people = list(crowd)
    known = _accounts([it.email for it in people])
    bodies = {it.slug: it for it in db.session.scalars(select(Organization))}
    applications = {}
    for number, person in enumerate(people, start=1):
        account = known.get(person.email) or new_account(
            person.email, person.name, locale=person.locale, is_sample=True
        )
        is_draft = bool(drafts) and number % drafts == 0
        then = clock.now() - timedelta(days=_late(random, *days_ago))
        application = _application(person, random, then, is_draft=is_draft)
        application.account = account
        application.organization = bodies[person.body.slug] if person.body else None
        application.call_id = call.id
        applications[application] = person
    db.session.add_all(applications)
    db.session.flush()
    return applications


def answer_questions(
    call: Call, applications: Mapping[Application, Person], random: Random
) -> None:
    """Ask the call's own questions, name its fields, and let everybody answer at length."""
    call.topics = terms.TOPICS
    call.question_set = save_set(None, terms.QUESTIONS)
    version = call.question_set.versions[-1]
    for application, person in applications.items():
        application.topics = random.sample(terms.TOPICS, random.choice((1, 2, 2, 3)))
        application.statement = writing.statement(random, person, application.topics)
        if random.random() < 0.06:
            application.interests = writing.interests(random, person)
            application.no_interests = False
        application.answer_sheet = _answers(version, application, person, random)
    db.session.flush()


def _late(random: Random, earliest: float, latest: float) -> float:
    """Choose how many days ago somebody applied: most do it at last."""
    return random.triangular(latest, earliest, latest)


def _accounts(emails: list[str]) -> dict[str, Account]:
    found = db.session.scalars(select(Account).where(Account.email.in_(emails)))
    return {it.email: it for it in found}


def _application(person: Person, random: Random, then: datetime, *, is_draft: bool) -> Application:
    return Application(
        status=ApplicationStatus.DRAFT if is_draft else ApplicationStatus.SUBMITTED,
        name=person.name,
        affiliation=person.affiliation,
        country=person.country,
        sector=person.sector,
        gender=person.gender,
        born_on=person.born_on,
        first_time=person.first_time,
        languages=person.languages,
        statement="" if is_draft else random.choice(STATEMENTS),
        no_interests=not is_draft,
        consent_at=None if is_draft else then,
        created_at=then - timedelta(hours=random.uniform(0.2, 30)),
        submitted_at=None if is_draft else then,
        is_sample=True,
    )


#: How many of a sector have worked in other people's homes.
_LIVED = {"migrants": 0.7, "labor": 0.55, "NGOs": 0.15, "advocacy": 0.08}


def _answers(
    version: QuestionSetVersion, application: Application, person: Person, random: Random
) -> AnswerSheet:
    reach = random.choices([it.key for it in terms.REACH.choices], (3, 4, 4, 2))[0]
    return AnswerSheet(
        version=version,
        saved_at=application.submitted_at or application.created_at,
        values={
            terms.LIVED.key: random.random() < _LIVED.get(person.sector, 0.03),
            terms.YEARS.key: person.years,
            terms.REACH.key: reach,
            terms.PRACTICE.key: writing.practice(random, person, application.topics[0]),
        },
    )
