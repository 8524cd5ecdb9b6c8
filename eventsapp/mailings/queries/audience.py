"""Who is in a chosen set: each person once, why, and who gets no mail and why not."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events.models import AgendaItem, Event, ItemPerson, TeamMember
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries import call_of
from eventsapp.experts.queries.nominations import invitations_to
from eventsapp.experts.queries.reviewing import review_queue
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.mailings.rules import Attendance, Audience, Left, Reviewing, Stage
from eventsapp.notices.models import NoticeChoice
from eventsapp.notices.queries import troubles
from eventsapp.notices.rules import Choice, Group
from eventsapp.registration.models import Registration, Tag
from eventsapp.registration.queries import tags_of

_OUTCOMES = {
    ApplicationStatus.SELECTED: Stage.SELECTED,
    ApplicationStatus.ACCEPTED: Stage.ACCEPTED,
    ApplicationStatus.DECLINED: Stage.DECLINED,
    ApplicationStatus.NO_ANSWER: Stage.NO_ANSWER,
    ApplicationStatus.RESERVE: Stage.RESERVE,
    ApplicationStatus.NOT_SELECTED: Stage.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE: Stage.INELIGIBLE,
}


@dataclass(frozen=True)
class Person:
    """Somebody who is in the set."""

    email: str
    name: str
    locale: str
    #: The part of the set, and what of it: ``("place", "confirmed")``.
    why: tuple[str, str]
    #: What their own link leads to, such as ``place:17``.
    source: str
    is_sample: bool = False


@dataclass(frozen=True)
class Gathering:
    """The exact people of a set at a moment."""

    people: list[Person]
    left_out: list[tuple[Person, Left]]
    #: The addresses of those who read it in their one mail a day.
    daily: frozenset[str] = frozenset()

    @property
    def has_only_samples(self) -> bool:
        """Whether the set is of people who do not exist: no mail is sent to them."""
        reasons = {why for _person, why in self.left_out}
        return not self.people and reasons == {Left.SAMPLE}

    def seal(self, version: int) -> str:
        """Return a mark of who they are and what they get: another one means another set."""
        said = "\n".join([str(version), *sorted(it.email for it in self.people)])
        return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class TagsAsked:
    """What is to be known of the tags by which a set is narrowed."""

    #: The names of those that nobody has, so that nobody is chosen by them.
    idle: list[str]
    #: The keys of those that are no more: nobody is chosen as long as one is asked for.
    gone: list[str]


def tags_asked(event: Event, audience: Audience) -> TagsAsked:
    """Find the tags that a set asks for in vain."""
    if not (audience.places and (audience.tags or audience.without_tags)):
        return TagsAsked([], [])
    here = {tag.key: (tag.name, people) for tag, people in tags_of(event).items()}
    idle = [here[key][0] for key in audience.tags if key in here and not here[key][1]]
    gone = {key: None for key in (*audience.tags, *audience.without_tags) if key not in here}
    return TagsAsked(idle, list(gone))


def gathering(event: Event, audience: Audience) -> Gathering:
    """Return who is in a set now."""
    people: dict[str, Person] = {}
    left_out: list[tuple[Person, Left]] = []
    everybody = list(_everybody(event, audience))
    choices = _choices(it.email for it in everybody)
    bounced = troubles([it.email for it in everybody])
    for person in everybody:
        if why := _why_left(person, people, choices, bounced):
            left_out.append((person, why))
        else:
            people[person.email] = person
    daily = {email for email, choice in choices.items() if choice is Choice.DAILY}
    return Gathering(list(people.values()), left_out, frozenset(daily & people.keys()))


def _why_left(
    person: Person,
    people: Mapping[str, Person],
    choices: Mapping[str, Choice],
    bounced: Collection[str],
) -> Left | None:
    if "@" not in person.email:
        return Left.NO_ADDRESS
    if person.is_sample:
        return Left.SAMPLE
    if person.email in people:
        return Left.TWICE
    if person.email in bounced:
        return Left.BOUNCED
    return Left.UNSUBSCRIBED if choices.get(person.email) is Choice.NEVER else None


def _choices(emails: Iterable[str]) -> dict[str, Choice]:
    """Return how the readers of addresses want messages from organisers, where they have said."""
    chosen = select(NoticeChoice.email, NoticeChoice.choice).where(
        NoticeChoice.group == Group.MAILINGS, NoticeChoice.email.in_(set(emails))
    )
    return dict(db.session.execute(chosen).all())


def _everybody(event: Event, audience: Audience) -> Iterator[Person]:
    """Return the people of each part, the parts where somebody has a page of their own first."""
    if audience.places:
        yield from _places(event, audience)
    call = call_of(event) if audience.is_of_call else None
    if call is not None:
        yield from _applicants(call, audience)
        yield from _bodies(call, audience)
        yield from _reviewers(call, audience)
    if audience.agenda:
        yield from _on_agenda(event, audience)
    if audience.team:
        yield from _team(event, audience.team)


def _places(event: Event, audience: Audience) -> Iterator[Person]:
    of = Registration
    statement = select(of.id, of.email, of.name, of.locale, of.status, of.is_sample).where(
        of.event_id == event.id, of.status.in_(audience.places)
    )
    if audience.categories:
        statement = statement.where(Registration.category.in_(audience.categories))
    if audience.countries:
        statement = statement.where(Registration.country.in_(audience.countries))
    if audience.attended:
        came = audience.attended == Attendance.CAME
        statement = statement.where(Registration.attended.is_(came))
    if audience.affiliation:
        like = Registration.affiliation.icontains(audience.affiliation, autoescape=True)
        statement = statement.where(like)
    if tags_asked(event, audience).gone:
        return
    if audience.tags:
        statement = statement.where(Registration.tags.any(Tag.key.in_(audience.tags)))
    if audience.without_tags:
        statement = statement.where(~Registration.tags.any(Tag.key.in_(audience.without_tags)))
    for it in db.session.execute(statement.order_by(Registration.name, Registration.id)):
        yield Person(
            it.email.lower(), it.name, it.locale, ("place", it.status), f"place:{it.id}",
            it.is_sample,
        )  # fmt: skip


def _applicants(call: Call, audience: Audience) -> Iterator[Person]:
    if not audience.stages:
        return
    applications = db.session.scalars(
        select(Application)
        .where(
            Application.call_id == call.id,
            Application.merged_into_id.is_(None),
            Application.status != ApplicationStatus.WITHDRAWN,
        )
        .options(joinedload(Application.account), joinedload(Application.answer_sheet))
        .order_by(Application.name, Application.id)
    )
    for it in applications:
        stage, account = _stage(it, audience), it.account
        if stage is not None and _has_answered(it, audience):
            yield Person(
                account.email.lower(), it.name or str(account), account.locale,
                ("application", stage), f"application:{it.id}", it.is_sample or account.is_sample,
            )  # fmt: skip


def _stage(application: Application, audience: Audience) -> Stage | None:
    """Return as what an application is in the set; outcomes only once the results are sent."""
    if application.status is ApplicationStatus.DRAFT:
        stages = [Stage.DRAFT]
    else:
        sent = application.call.notified_at is not None
        outcome = _OUTCOMES.get(application.status) if sent else None
        stages = [it for it in (outcome, Stage.HANDED_IN) if it]
    return next((it for it in stages if it in audience.stages), None)


def _has_answered(application: Application, audience: Audience) -> bool:
    if not audience.answers:
        return True
    said = application.answer_sheet.choices if application.answer_sheet else {}
    wanted: dict[str, set[str]] = {}
    for answer in audience.answers:
        question, _colon, choice = answer.partition(":")
        wanted.setdefault(question, set()).add(choice)
    return all(
        choices.intersection([chosen] if isinstance(chosen := said.get(key, []), str) else chosen)
        for key, choices in wanted.items()
    )


def _bodies(call: Call, audience: Audience) -> Iterator[Person]:
    for it in invitations_to(call) if audience.bodies else ():
        if it.state in audience.bodies:
            yield Person(
                it.email.lower(), it.name or it.body, it.locale, ("body", it.state),
                f"invitation:{it.id}",
            )  # fmt: skip


def _reviewers(call: Call, audience: Audience) -> Iterator[Person]:
    for account in _accounts(call.event, [TeamRole.REVIEWER]) if audience.reviewing else ():
        waits = audience.reviewing == Reviewing.WAITING
        if not waits or review_queue(account, call).todo:
            yield _person(account, ("reviewer", audience.reviewing), f"call:{call.id}")


def _on_agenda(event: Event, audience: Audience) -> Iterator[Person]:
    people = db.session.execute(
        select(Account, ItemPerson.role)
        .join(ItemPerson, ItemPerson.account_id == Account.id)
        .join(ItemPerson.item)
        .where(AgendaItem.event_id == event.id, ItemPerson.role.in_(audience.agenda))
        .order_by(Account.name, ItemPerson.id)
    )
    for account, role in people:
        yield _person(account, ("agenda", role), f"event:{event.id}")


def _team(event: Event, roles: Iterable[str]) -> Iterator[Person]:
    for role in TeamRole:
        for account in _accounts(event, [role]) if role in roles else ():
            yield _person(account, ("team", role), f"event:{event.id}")


def _accounts(event: Event, roles: Iterable[TeamRole]) -> list[Account]:
    return list(
        db.session.scalars(
            select(Account)
            .join(TeamMember, TeamMember.account_id == Account.id)
            .where(TeamMember.event_id == event.id, TeamMember.role.in_(roles))
            .distinct()
            .order_by(Account.name)
        )
    )


def _person(account: Account, why: tuple[str, str], source: str) -> Person:
    return Person(
        account.email.lower(), str(account), account.locale, why, source, account.is_sample
    )
