"""How a choice stands to the targets."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from eventsapp.core.db import db
from eventsapp.experts.models import Application, Call
from eventsapp.experts.queries.reviewing import to_review
from eventsapp.experts.rules import ApplicationStatus, Meter, meter

TAKEN = frozenset({ApplicationStatus.SELECTED, ApplicationStatus.ACCEPTED})


def meters(call: Call, chosen: Iterable[Application]) -> list[Meter]:
    """Hold a choice of applications against each target of the call."""
    members = [application.member for application in chosen]
    return [meter(row.target, members) for row in call.targets]


def outcomes(call: Call) -> Counter[ApplicationStatus | None]:
    """Count the applications of a call by what the organisers have chosen."""
    counted = (
        select(Application.decision, func.count())
        .where(*to_review(call))
        .group_by(Application.decision)
    )
    return Counter(dict(db.session.execute(counted).all()))
