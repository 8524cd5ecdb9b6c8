"""Assemble a report from what the system knows and what the rapporteur wrote, in its language."""

from collections.abc import Callable, Mapping
from datetime import datetime

from eventsapp.core import clock
from eventsapp.core.i18n import force_locale, gettext
from eventsapp.core.moments import fuzzy, in_full
from eventsapp.core.names import language_name, sector_name
from eventsapp.events.rules import TeamRole
from eventsapp.reports.assembly import agreement, meeting, people
from eventsapp.reports.assembly.blocks import bullets, figures, prose
from eventsapp.reports.models import Report
from eventsapp.reports.pdf import Block, Cover, Document, Labels, Section
from eventsapp.reports.queries import Facts, facts_of
from eventsapp.reports.rules import NUMBERS, SectionKey
from eventsapp.reports.words import TITLES


def assemble(
    report: Report, *, number: int | None = None, moment: datetime | None = None
) -> Document:
    """Make the document of a version, or without a number a draft, as ``reports.pdf`` takes it."""
    moment = moment or clock.now()
    event = report.event
    with force_locale(report.language):
        title = meeting.title(event)
        return {
            "meta": {
                "lang": report.language,
                "author": _authors(report),
                "created": moment.isoformat(),
                "short_title": title,
            },
            "cover": _cover(report, title, number, moment),
            "labels": _labels(),
            "sections": _sections(report, facts_of(event)),
        }


def filled(report: Report) -> dict[SectionKey, list[Block]]:
    """Return what the system fills in, by section, without what anybody wrote."""
    facts = facts_of(report.event)
    with force_locale(report.language):
        return {key: _FILLERS[key](facts) for key in SectionKey}


def written_in(report: Report) -> dict[SectionKey, str]:
    """Return what the rapporteur wrote, by section."""
    return {
        SectionKey(remark.section): remark.text for remark in report.remarks if remark.text.strip()
    }


def _sections(report: Report, facts: Facts) -> list[Section]:
    written = written_in(report)
    return [
        {
            "number": NUMBERS[key],
            "title": str(TITLES[key]),
            "blocks": _FILLERS[key](facts) + prose(written.get(key, "")),
        }
        for key in SectionKey
    ]


def _summary(facts: Facts) -> list[Block]:
    event = facts.event
    counted = [
        (gettext("Participants"), len(facts.present)),
        (gettext("Experts"), len(facts.experts)),
        (gettext("Countries"), len({p.country for p in facts.present if p.country})),
        (gettext("Sectors"), len({p.sector for p in facts.present if p.sector})),
        (gettext("Agenda items"), len(event.agenda)),
        (gettext("Practices proposed"), len(facts.proposals)),
        (gettext("Practices rated"), len(facts.results)),
        (gettext("Practices agreed"), len(facts.agreed)),
    ]
    sectors = ", ".join(sector_name(sector) for sector in event.sectors)
    asked = gettext("Sectors asked for: %(sectors)s", sectors=sectors) if sectors else ""
    return figures(counted) + bullets([asked])


def _nothing(_facts: Facts) -> list[Block]:
    return []


_FILLERS: Mapping[SectionKey, Callable[[Facts], list[Block]]] = {
    SectionKey.SUMMARY: _summary,
    SectionKey.ORIGIN: meeting.origin,
    SectionKey.OBJECTIVES: meeting.objectives,
    SectionKey.ORGANISERS: meeting.roles,
    SectionKey.SELECTION: people.selection,
    SectionKey.ATTENDANCE: people.attendance,
    SectionKey.PROGRAMME_AS_HELD: meeting.programme_as_held,
    SectionKey.PROCEEDINGS: meeting.proceedings,
    SectionKey.METHOD: agreement.method,
    SectionKey.AGREED: agreement.agreed,
    SectionKey.NOT_AGREED: agreement.not_agreed,
    SectionKey.RECOMMENDATIONS: _nothing,
    SectionKey.LESSONS: people.lessons,
    SectionKey.ACTION_PLAN: _nothing,
    SectionKey.DISSEMINATION: _nothing,
    SectionKey.ANNEX_PROGRAMME: meeting.programme,
    SectionKey.ANNEX_PARTICIPANTS: people.participants,
    SectionKey.ANNEX_DOCUMENTS: _nothing,
    SectionKey.ANNEX_QUESTIONNAIRE: _nothing,
    SectionKey.ANNEX_RATINGS: agreement.ratings,
    SectionKey.ANNEX_CALL: people.call_and_criteria,
}


def _cover(report: Report, title: str, number: int | None, moment: datetime) -> Cover:
    event = report.event
    draft = gettext("Draft, not published")
    return {
        "symbol": report.symbol or "",
        "title": title,
        "subtitle": gettext("After-action report"),
        "date_words": fuzzy(event.date),
        "place": meeting.place(event),
        "language": language_name(report.language),
        "version": gettext("Version %(number)s", number=number) if number else draft,
        "organisers": meeting.organisers(event),
        "snapshot_words": gettext(
            "Figures as of %(when)s.", when=in_full(moment, event.timezone, "long")
        ),
    }


def _authors(report: Report) -> str:
    rapporteurs = [
        str(member.account) for member in report.event.team if member.role is TeamRole.RAPPORTEUR
    ]
    return ", ".join(rapporteurs)


def _labels() -> Labels:
    return {
        "contents": gettext("Contents"),
        "date": gettext("Date"),
        "place": gettext("Place"),
        "language": gettext("Original language"),
        "version": gettext("Version"),
        "organisers": gettext("Organisers"),
        "page_of": gettext("Page {page} of {pages}"),
        "table": gettext("Table"),
        "figure": gettext("Figure"),
        "none_recorded": gettext("None recorded."),
        "source": gettext("Source of this figure"),
    }
