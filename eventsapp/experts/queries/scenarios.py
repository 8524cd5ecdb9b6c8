"""Scenarios of a call."""

from sqlalchemy import select

from eventsapp.core.db import db
from eventsapp.experts.models import Call, Scenario


def scenarios_of(call: Call) -> list[Scenario]:
    """Return the scenarios of a call, oldest first."""
    return list(
        db.session.scalars(
            select(Scenario).where(Scenario.call_id == call.id).order_by(Scenario.at, Scenario.id)
        )
    )


def scenario_in(call: Call, scenario_id: int) -> Scenario | None:
    """Return one scenario of this call, by its number."""
    return db.session.scalar(
        select(Scenario).where(Scenario.id == scenario_id, Scenario.call_id == call.id)
    )
