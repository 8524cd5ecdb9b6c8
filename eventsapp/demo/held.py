"""What of the sample story lies behind or beside the calls: a full seminar, a held workshop."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.deliberation.models import Proposal, Rating, Round
from eventsapp.deliberation.rules import EvidenceLevel, ProposalStatus, RoundStatus, Rule
from eventsapp.deliberation.services import close_round
from eventsapp.demo import facts, terms
from eventsapp.demo.calls import apply_all, make_call
from eventsapp.demo.people import Person, as_expert
from eventsapp.demo.texts import PRACTICES
from eventsapp.events.models import Event
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from eventsapp.registration.models import Registration, Tag
from eventsapp.registration.rules import Category, tag_key
from eventsapp.registration.rules import Status as Seat

#: The tags of the seminar, and how many people there are to each who has it.
TAGS = {"Arrives late": 11, "Dietary": 5, "Speakers’ dinner": 6, "Visa letter sent": 4}


def full_seminar(event: Event, crowd: Iterator[Person], counts: facts.Counts) -> None:
    """Let people register for a seminar whose seats are nearly all taken; tag some of them."""
    tags = {name: Tag(event=event, name=name, key=tag_key(name)) for name in TAGS}
    for number, person in enumerate(islice(crowd, 38)):
        category = Category.OBSERVER if number % 7 == 6 else Category.PARTICIPANT
        registration = _register(
            event, person, category=category, account=None, days_ago=30 - number / 2
        )
        registration.tags = [tags[name] for name, each in TAGS.items() if number % each == 1]
        counts.registrations += 1


def held_workshop(
    event: Event,
    crowd: Iterator[Person],
    random: Random,
    counts: facts.Counts,
) -> None:
    """Tell a workshop to the end of its rating: experts were chosen, came, and agreed."""
    call = make_call(
        event, opened=120, closes=-80, status=CallStatus.COMPLETED, targets=terms.by_sector()
    )
    call.decided_at = call.notified_at = clock.now() - timedelta(days=70)
    panel: list[Account] = []
    expert, *others = islice(crowd, 44)
    applicants = apply_all(call, [as_expert(expert), *others], random, days_ago=(118, 82))
    for number, (application, person) in enumerate(applicants.items()):
        chosen = number % 2 == 0 and len(panel) < 22
        outcome = ApplicationStatus.ACCEPTED if chosen else ApplicationStatus.NOT_SELECTED
        application.status = outcome
        application.decision = ApplicationStatus.SELECTED if chosen else outcome
        if chosen:
            application.offered_at = call.notified_at
            seat = _register(
                event, person, category=Category.EXPERT, account=application.account, days_ago=65
            )
            seat.attended = random.random() < 0.93
            panel.append(application.account)
            counts.registrations += 1
    counts.applications += len(applicants)
    _deliberate(event, panel, random)


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
        rule_id=Rule.RAM,
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
