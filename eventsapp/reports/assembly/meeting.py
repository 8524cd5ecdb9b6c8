"""What a report says of the event itself: origin, purpose, organisers, programme, proceedings."""

from collections.abc import Iterator

from eventsapp.core.i18n import gettext, say
from eventsapp.core.moments import clock_time, day, fuzzy
from eventsapp.core.names import country_name
from eventsapp.events.models import AgendaItem, Event
from eventsapp.events.queries import agenda_by_day, parties_by_role, public_companions
from eventsapp.events.rules import ItemKind, ItemRole, Modality, PartyRole, TeamRole
from eventsapp.events.words import ITEM_KINDS, ITEM_ROLES, PARTY_ROLES, TASKS, TEAM_ROLES
from eventsapp.organizations.models import Organization
from eventsapp.reports.assembly.blocks import bullets, heading, paragraph, table
from eventsapp.reports.pdf import Block
from eventsapp.reports.queries import Facts

_LEADING = (PartyRole.LEAD, PartyRole.HOLDER, PartyRole.CO_ORGANISER, PartyRole.HOST)
_ORIGIN = (PartyRole.INVITER, PartyRole.AUSPICES)
_WORDLESS = (ItemKind.BREAK,)


def title(event: Event) -> str:
    """Say the event's title."""
    return say(event.title, event.main_language)


def place(event: Event) -> str:
    """Say where it was held, as far as it is known."""
    if event.modality is Modality.ONLINE:
        return str(gettext("Online"))
    parts = (event.venue, event.city, event.region, country_name(event.country))
    return ", ".join(part for part in parts if part) or event.place_as_given or ""


def organisers(event: Event) -> list[str]:
    """Name those who led it; where nobody did, everybody who took part in it."""
    leading = [party for party in event.parties if party.role in _LEADING]
    return list(dict.fromkeys(_name(party.organization) for party in leading or event.parties))


def origin(facts: Facts) -> list[Block]:
    """Say where the event comes from: its series, its companions, who invited."""
    event = facts.event
    lines = [
        gettext("%(role)s: %(name)s", role=PARTY_ROLES[party.role], name=_name(party.organization))
        for party in event.parties
        if party.role in _ORIGIN
    ]
    if event.series:
        name = say(event.series.name)
        number = event.series_number
        lines.append(
            gettext("Series: %(name)s, %(number)s", name=name, number=number)
            if number
            else gettext("Series: %(name)s", name=name)
        )
    companions = [event.companion] if event.companion else []
    lines += [
        gettext("Companion event: %(title)s (%(date)s)", title=title(it), date=fuzzy(it.date))
        for it in companions + public_companions(event)
    ]
    return paragraph(event.note) + bullets(lines)


def objectives(facts: Facts) -> list[Block]:
    """Say what the event was for."""
    event = facts.event
    purpose = paragraph(say(event.purpose, event.main_language))
    outputs = paragraph(say(event.expected_outputs, event.main_language))
    subjects = bullets(event.subjects)
    return (
        purpose
        + (heading(gettext("Expected outputs")) + outputs if outputs else [])
        + (heading(gettext("Subjects")) + subjects if subjects else [])
    )


def roles(facts: Facts) -> list[Block]:
    """Say which organisations took part as what, who did which task, and who led the work."""
    event = facts.event
    parties = [
        (PARTY_ROLES[role], _name(party.organization), party.note)
        for role, group in parties_by_role(event)
        for party in group
    ]
    tasks = [(TASKS[share.task], _name(share.organization)) for share in event.tasks]
    team = [
        (TEAM_ROLES[member.role], member.account)
        for member in event.team
        if member.role in {TeamRole.FACILITATOR, TeamRole.RAPPORTEUR}
    ]
    role, organisation = gettext("Role"), gettext("Organisation")
    return (
        table(gettext("Organisations"), [role, organisation, gettext("Note")], parties)
        + table(gettext("Who did what"), [gettext("Task"), organisation], tasks)
        + table(gettext("Facilitation and report"), [role, gettext("Name")], team)
    )


def programme_as_held(facts: Facts) -> list[Block]:
    """List what happened when, a table a day."""
    return [
        block
        for when, items in agenda_by_day(facts.event)
        for block in table(
            day(when),
            [gettext("Time"), gettext("Item"), gettext("Chair")],
            [
                (_hours(facts.event, item), _item(facts.event, item), _people(item, ItemRole.CHAIR))
                for item in items
            ],
        )
    ]


def proceedings(facts: Facts) -> list[Block]:
    """Head the record of each agenda item with its guiding questions."""
    return [block for item in facts.event.agenda for block in _proceedings_of(facts.event, item)]


def programme(facts: Facts) -> list[Block]:
    """Print the whole programme: rooms, people, what each item was about."""
    event = facts.event
    return [
        block
        for when, items in agenda_by_day(event)
        for block in heading(day(when))
        + table(
            "",
            [gettext("Time"), gettext("Item"), gettext("Room"), gettext("People")],
            [
                (
                    _hours(event, item),
                    "\n".join(
                        part
                        for part in (
                            _item(event, item),
                            str(ITEM_KINDS[item.kind]),
                            say(item.description, event.main_language),
                        )
                        if part
                    ),
                    item.room.name if item.room else None,
                    "\n".join(_roles_of(item)),
                )
                for item in items
            ],
        )
    ]


def _proceedings_of(event: Event, item: AgendaItem) -> list[Block]:
    if item.kind in _WORDLESS:
        return []
    questions = say(item.guiding_questions, event.main_language).splitlines()
    about = paragraph(say(item.description, event.main_language))
    if not questions and not about:
        return []
    words = say(item.title, event.main_language)
    if item.number:
        words = gettext("Item %(number)s: %(title)s", number=item.number, title=words)
    return heading(words) + about + bullets(line.strip() for line in questions)


def _name(organization: Organization) -> str:
    name = say(organization.name)
    acronym = organization.acronym
    return f"{name} ({acronym})" if acronym and acronym != name else name


def _item(event: Event, item: AgendaItem) -> str:
    words = say(item.title, event.main_language)
    return f"{item.number}. {words}" if item.number else words


def _hours(event: Event, item: AgendaItem) -> str:
    zone = event.timezone
    span = (clock_time(item.starts_at, zone), clock_time(item.ends_at, zone))
    return "\N{NO-BREAK SPACE}–\N{NO-BREAK SPACE}".join(span)


def _people(item: AgendaItem, role: ItemRole) -> str:
    return ", ".join(person.name for person in item.people if person.role is role)


def _roles_of(item: AgendaItem) -> Iterator[str]:
    for person in item.people:
        name = f"{person.name} ({person.affiliation})" if person.affiliation else person.name
        yield gettext("%(role)s: %(name)s", role=ITEM_ROLES[person.role], name=name)
