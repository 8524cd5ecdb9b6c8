"""Several workers keep duties in step at once: each is kept once, each reminder asked for once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from eventsapp.core import clock
from eventsapp.core.db import db
from eventsapp.core.outbox import Message
from eventsapp.duties.handlers import look
from eventsapp.duties.models import Duty
from eventsapp.experts.rules import ApplicationStatus
from tests import factories

pytestmark = pytest.mark.slow
WORKERS, DRAFTS = 4, 12


def all_at_once(app: Flask) -> None:
    """Let several workers do their work of one minute at the same moment."""
    start = Barrier(WORKERS)

    def work(_number: int) -> None:
        with app.app_context():
            start.wait()
            look()
            db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(work, range(WORKERS)))
    db.session.expire_all()


def test_workers_that_look_at_once_keep_each_duty_once_and_remind_once(
    installation: Flask,
) -> None:
    call = factories.call(closes_at=clock.now() + timedelta(days=20))
    for _ in range(DRAFTS):
        factories.application(call, status=ApplicationStatus.DRAFT)

    all_at_once(installation)
    kept = db.session.scalars(select(Duty.sequence)).all()
    with time_machine.travel(call.closes_at - timedelta(days=14), tick=False):
        all_at_once(installation)
    asked = db.session.scalar(select(func.count()).where(Message.name == "duty.reminder_due"))

    assert (list(kept), asked) == ([0] * DRAFTS, DRAFTS)
