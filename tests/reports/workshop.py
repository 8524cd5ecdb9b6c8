"""A workshop with something to report: organisers, experts, a programme, a rated practice."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from eventsapp.deliberation import services as deliberation
from eventsapp.deliberation.services import Answer
from eventsapp.events.models import AgendaItem, Event, ItemPerson, Room, TaskShare
from eventsapp.events.rules import ItemKind, ItemRole, PartyRole, Status, Task, TeamRole
from eventsapp.experts.models import Call, TargetRow
from eventsapp.experts.rules import ApplicationStatus, CallStatus, TargetAttribute
from eventsapp.registration.rules import Category
from eventsapp.registration.rules import Status as Registered
from tests import factories

ZONE = "America/Los_Angeles"
RATINGS = [4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9]


@dataclass
class Workshop:
    """What was made, and whom a test may sign in."""

    event: Event
    rapporteur: Account
    experts: list[Account]


def held(db: Session) -> Workshop:
    """Make a workshop that was held, with one practice agreed and one not."""
    event = factories.event(
        slug="sacramento",
        title=Words.of(en="Sacramento workshop", es="Taller de Sacramento"),
        purpose=Words.of(en="To find what works.", es="Encontrar lo que funciona."),
        subjects=["Recruitment"],
        sectors=["labor", "private"],
        languages=["en", "es"],
        date=FuzzyDate.days(date(2000, 4, 27), date(2000, 4, 28)),
        city="Sacramento",
        country="US",
        seats=40,
        status=Status.HELD,
        is_best_practices=True,
        companion=factories.event(title=Words.of(en="Santiago workshop")),
    )
    organization = factories.organization(name=Words.of(en="Migration Bureau"), acronym="MB")
    factories.party(event, organization, PartyRole.LEAD)
    factories.save(TaskShare(event=event, organization=organization, task=Task.REPORT))
    rapporteur = factories.team(event, TeamRole.RAPPORTEUR, factories.account(name="Rosa Rap"))
    _agenda(event)
    experts = [_expert(event, n) for n in range(len(RATINGS))]
    observer = {"category": Category.OBSERVER, "name": "Olga Observer", "publish_name": True}
    factories.registration(event, **observer, attended=True)
    factories.registration(event, name="Absent", attended=False)
    factories.registration(event, name="Queued", status=Registered.WAITING)
    _call(event)
    _round(event, experts)
    return Workshop(event, rapporteur, experts)


def _expert(event: Event, n: int) -> Account:
    return factories.expert(
        event,
        factories.account(name=f"Expert {n:02}"),
        country=("MX", "US", "CA")[n % 3],
        sector=("labor", "private")[n % 2],
        affiliation=f"Body {n}",
        publish_name=n != 0,
        attended=True,
    )


def _agenda(event: Event) -> None:
    def at(hour: int) -> datetime:
        return clock.moment(datetime(2000, 4, 27, hour), ZONE)  # noqa: DTZ001

    factories.save(
        AgendaItem(
            event=event,
            uid="item-1",
            number="1",
            kind=ItemKind.GUIDED_DISCUSSION,
            title=Words.of(en="Recruitment abroad"),
            guiding_questions=Words.of(en="Who pays?\nWho checks?"),
            starts_at=at(9),
            ends_at=at(11),
            changed_at=clock.now(),
            room=Room(event=event, name="Room A"),
            people=[ItemPerson(role=ItemRole.CHAIR, name="Ana Chair", affiliation="Ministry")],
        )
    )


def _call(event: Event) -> Call:
    call = factories.closed_call(
        event=event,
        status=CallStatus.NOTIFIED,
        targets=[TargetRow(attribute=TargetAttribute.SECTOR, value="labor", minimum=2, maximum=5)],
    )
    for n, status in enumerate(
        [ApplicationStatus.ACCEPTED, ApplicationStatus.ACCEPTED, ApplicationStatus.NOT_SELECTED]
    ):
        factories.application(
            call, status=status, gender="woman", country="MX", interests="Shares" if n else ""
        )
    return call


def _round(event: Event, experts: list[Account]) -> None:
    good = factories.proposal(
        event, number=1, title="Mobile consulates", conditions="The host State agrees."
    )
    other = factories.proposal(event, number=2, title="Seasonal quotas")
    opened = deliberation.open_round(event)
    for person, value in zip(experts, RATINGS, strict=True):
        answers = {good.id: Answer(value), other.id: Answer(5, "Not everywhere")}
        deliberation.rate(opened, person, answers)
    deliberation.close_round(opened)
