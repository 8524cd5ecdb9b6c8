"""Installations that were there before offers were reminded of as all else that people owe."""

from datetime import timedelta
from pathlib import Path

from flask_migrate import downgrade
from sqlalchemy import select, update

from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.migrations import upgrade
from eventsapp.duties.handlers import look
from eventsapp.duties.models import Duty
from eventsapp.experts.rules import ApplicationStatus, CallStatus
from tests import factories
from tests.installation import at_rest


def test_an_offer_that_waits_while_the_site_is_brought_up_to_date_is_reminded_of(
    tmp_path: Path, worker: str
) -> None:
    with at_rest(tmp_path, f"upgrade_{worker}") as house, house.inside():
        upgrade()
        offers = {
            days: factories.application(
                factories.closed_call(status=CallStatus.NOTIFIED),
                status=ApplicationStatus.SELECTED,
                answer_by=clock.now() + timedelta(days=days),
            ).id
            for days in (2, 9, 20)
        }
        look()
        db.session.execute(update(Duty).values(remind_at=None))  # as it was kept before
        db.session.commit()

        downgrade(revision="0008")
        upgrade()
        look()
        db.session.commit()

        duties = {it.about: it for it in db.session.scalars(select(Duty))}
        kept = {days: duties[f"application:{key}"] for days, key in offers.items()}
        before = {
            days: it.remind_at and (it.due_at - it.remind_at).days for days, it in kept.items()
        }
        assert [it.ended_at for it in kept.values()] == [None] * 3
        assert before == {2: -1, 9: 3, 20: 14}
