"""Writing and publishing after-action reports."""

from datetime import date

from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.words import LOCALES
from eventsapp.duties.rules import may_be_due
from eventsapp.events.models import Event
from eventsapp.events.rules import Status
from eventsapp.events.services.lifecycle import mark_reported
from eventsapp.reports import rules
from eventsapp.reports.assembly import assemble
from eventsapp.reports.models import Remark, Report, Version
from eventsapp.reports.pdf import render
from eventsapp.reports.queries import ends, report_of
from eventsapp.reports.rules import SectionKey


class AlreadyBegun(Refused):
    """One event, one report."""

    message = _("The report of this event has already been started: continue with it.")


class NotHeld(Refused):
    """Nothing has happened yet that could be reported."""

    message = _("First say on the event’s overview that the event was held.")


class DueTooEarly(Refused):
    """Nobody reports what has not happened, or yesterday."""

    message = _("Choose a day that is still to come, after the event.")


class AlreadyPublished(Refused):
    """What is there is not asked for."""

    message = _("The report of this event is already published.")


class ReasonMissing(Refused):
    """Readers of the version before must learn what changed."""

    message = _("Say what this version corrects: readers of the previous one will see it.")


class PublishedMeanwhile(Refused):
    """Two people pressed the button."""

    message = _("Another version was published a moment ago: look at it first.")


class ChangedMeanwhile(Refused):
    """Two people wrote into one section."""

    message = _(
        "Somebody else has changed this section in the meantime. Both versions are below:"
        " combine them."
    )


def begin(event: Event, language: str, symbol: str = "") -> Report:
    """Begin the report of an event, in one language."""
    lock(event)
    if report_of(event) is not None:
        raise AlreadyBegun
    now = clock.now()
    report = Report(
        event=event,
        language=language if language in LOCALES else event.main_language,
        symbol=symbol.strip() or None,
        created_at=now,
        changed_at=now,
    )
    db.session.add(report)
    db.session.flush()
    record("report.begun", f"event:{event.id}", language=report.language)
    return report


def describe(report: Report, language: str, symbol: str) -> None:
    """Change the language and the symbol of the versions to come."""
    report.language, report.symbol = language, symbol.strip() or None
    report.changed_at = clock.now()
    record("report.described", f"event:{report.event_id}", language=language, symbol=report.symbol)


def ask_until(event: Event, day: date | None) -> None:
    """Ask for the report until the end of a day in the event's zone; None: without a date.

    A report that nobody has begun is begun by a date, in the main language of the event.
    """
    lock(event)
    report = report_of(event)
    if report is not None and report.versions:
        raise AlreadyPublished
    due_at = clock.end_of(day, event.timezone) if day else None
    if due_at and not may_be_due(due_at, clock.now(), after=ends(event)):
        raise DueTooEarly
    if report is None:
        if due_at is None:
            return
        report = begin(event, event.main_language)
    report.due_at = due_at
    record("report.due", f"event:{event.id}", until=due_at.isoformat() if due_at else None)
    outbox.put("report.due_moved", report_id=report.id)


def write(report: Report, section: SectionKey, text: str, *, seen: str) -> None:
    """Keep what somebody wrote into a section; ``seen`` is the text that they began from."""
    lock(report)
    db.session.refresh(report, ["remarks"])
    remark = next((it for it in report.remarks if it.section == section), None)
    before = remark.text if remark else ""
    if before not in {seen, text}:
        raise ChangedMeanwhile
    if remark is None:
        remark = Remark(report=report, section=section)
        db.session.add(remark)
    remark.text = text
    report.changed_at = clock.now()
    db.session.flush()


def publish(report: Report, *, by: str, correction: str = "", seen: int = 0) -> Version:
    """Publish a version for good: the document as it is now, its figures and its PDF.

    ``seen`` is how many versions there were when its author decided to.
    """
    lock(report)  # of two who press the button, the second finds the first one's version
    db.session.refresh(report, ["versions"])
    if not rules.may_publish(report.event.status):
        raise NotHeld
    number, reason = len(report.versions) + 1, correction.strip()
    if number != seen + 1:
        raise PublishedMeanwhile
    if rules.needs_reason(seen) and not reason:
        raise ReasonMissing
    moment = clock.now()
    document = assemble(report, number=number, moment=moment)
    version = Version(
        report=report,
        number=number,
        published_at=moment,
        published_by=by,
        correction=reason or None,
        document=dict(document),
        pdf=render(document),
    )
    db.session.add(version)
    db.session.flush()
    if report.event.status is Status.HELD:
        mark_reported(report.event)
    record(
        "report.published", f"event:{report.event_id}", reason=version.correction, version=number
    )
    outbox.put("report.published", version_id=version.id)
    return version
