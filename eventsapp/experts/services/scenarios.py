"""Scenarios: panels that were thought over, kept under a name to be compared."""

from sqlalchemy import exists, select

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Call, Scenario
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.services.calls import about
from eventsapp.selection import Panel


class NameTaken(Refused):
    """Two scenarios of one name could not be told apart."""

    message = _("There is already a scenario with this name. Give this one another name.")


def save(
    call: Call, name: str, conditions: Conditions, panel: Panel, by: Account | None
) -> Scenario:
    """Keep conditions and the panel that is best under them."""
    lock(call)
    taken = exists().where(Scenario.call_id == call.id, Scenario.name == name)
    if db.session.scalar(select(taken)):
        raise NameTaken
    scenario = Scenario(
        call=call,
        name=name,
        at=clock.now(),
        account_id=by.id if by else None,
        conditions=conditions.as_json(),
        outcome={
            "panel": [int(key) for key in panel.members],
            "score": panel.score,
            "proven": panel.proven,
            "bound": panel.bound,
        },
    )
    db.session.add(scenario)
    record("call.scenario_saved", about(call), name=name)
    db.session.flush()
    return scenario


def forget(scenario: Scenario) -> None:
    """Delete a scenario; a choice that was taken from it stays."""
    record("call.scenario_deleted", about(scenario.call), name=scenario.name)
    db.session.delete(scenario)
