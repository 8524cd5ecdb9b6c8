"""Keeping duties in step with what the features say, and reminding of them."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from eventsapp.core import clock, outbox
from eventsapp.core.db import db
from eventsapp.duties import queries, rules
from eventsapp.duties.models import Duty
from eventsapp.duties.rules import Owed
from eventsapp.duties.words import Source


def add_source(source: Source) -> None:
    """Let a feature say what people owe: the one door to lists, calendars and reminders."""
    queries.sources[source.kind] = source


def keep_in_step(**_news: object) -> None:
    """Compare what is kept with what is owed now; done twice, or by two at once, it does no harm.

    It is also a handler: a feature subscribes it to the news that move its deadlines.
    """
    for source in queries.sources.values():
        if source.has_dates:
            _keep(source)


def ask_for_reminders() -> None:
    """Put one message for each reminder that is due, so that one bad address stops no other."""
    now = clock.now()
    for duty in queries.to_remind(now):
        duty.remind_at = rules.next_reminder(duty.due_at, now)
        offset, due = rules.offset_at(duty.due_at, now), duty.due_at.isoformat()
        outbox.put(
            "duty.reminder_due",
            key=f"duty:{duty.uid}:{due}:{offset}",
            duty_id=duty.id,
            deadline=due,
            offset=offset,
        )


def _keep(source: Source) -> None:
    owed = {(it.account_id, it.about): it for it in source.owed(None) if it.due_at}
    kept = queries.kept(source.kind)
    for key in kept.keys() - owed.keys():
        _end(db.session.get_one(Duty, kept[key].id))
    for key, each in owed.items():
        if key not in kept:
            _begin(source, each)
        elif not kept[key].says(each):
            _change(source, db.session.get_one(Duty, kept[key].id), each)


def _begin(source: Source, owed: Owed) -> None:
    duty, now = queries.ended(source.kind, owed), clock.now()
    if duty is not None:
        duty.ended_at = None
        _change(source, duty, owed, again=True)
        return
    duty = Duty(
        kind=source.kind,
        account_id=owed.account_id,
        about=owed.about,
        sequence=0,
        created_at=now,
        changed_at=now,
        remind_at=_remind_at(source, owed),
        **_said(owed),
    )
    with suppress(IntegrityError), db.session.begin_nested():  # another worker may be quicker
        db.session.add(duty)


def _change(source: Source, duty: Duty, owed: Owed, *, again: bool = False) -> None:
    if again or duty.due_at != owed.due_at:
        duty.sequence += 1
        duty.remind_at = _remind_at(source, owed)
    for name, value in _said(owed).items():
        setattr(duty, name, value)
    duty.changed_at = clock.now()


def _end(duty: Duty) -> None:
    duty.ended_at = duty.changed_at = clock.now()
    duty.remind_at = None


def _said(owed: Owed) -> dict[str, object]:
    return {
        "title": owed.title,
        "main_language": owed.main_language,
        "address": dict(owed.address),
        "due_at": owed.due_at,
        "zone": owed.zone,
    }


def _remind_at(source: Source, owed: Owed) -> datetime | None:
    if source.reminds_itself or owed.due_at is None:
        return None
    return rules.next_reminder(owed.due_at, clock.now())
