"""Write down what a call's applicants apply under, once it has been found sound."""

from eventsapp.core.db import db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Call, Criterion, TargetRow
from eventsapp.experts.queries import contradictions_in
from eventsapp.experts.rules import Terms
from eventsapp.experts.words import contradiction_text
from eventsapp.questions.queries import questions_of


class CallContradictory(Refused):
    """The numbers cannot all hold; the message says which."""


class CallIncomplete(Refused):
    """Too little to be published; the message says what is missing."""


def require_sound(call: Call, terms: Terms) -> None:
    """Refuse terms that nobody could be chosen under."""
    if not terms.criteria:
        raise CallIncomplete(_("Name at least one criterion before you publish the call."))
    found = contradictions_in(terms.seats, terms.targets, call.sectors, call.question_set)
    if found:
        asked = questions_of(call.question_set)
        raise CallContradictory(" ".join(contradiction_text(it, asked) for it in found))


def write_terms(call: Call, terms: Terms) -> None:
    """Keep the terms; a criterion or target that stays keeps its row, and so its scores."""
    call.seats, call.organization_limit = terms.seats, terms.organization_limit
    _write_criteria(call, terms)
    _write_targets(call, terms)
    db.session.flush()


def _write_criteria(call: Call, terms: Terms) -> None:
    saved = {it.id: it for it in call.criteria}
    rows = []
    for position, plan in enumerate(terms.criteria):
        row = saved.pop(plan.id, None) if plan.id else None
        row = row or Criterion()
        row.name, row.weight, row.position = plan.name, plan.weight, position
        row.labels = {score: dict(label) for score, label in plan.labels.items()}
        rows.append(row)
    call.criteria = rows


def _write_targets(call: Call, terms: Terms) -> None:
    saved = {(it.attribute, it.value): it for it in call.targets}
    rows = []
    for target in terms.targets:
        row = saved.get((target.attribute, target.value))
        row = row or TargetRow(attribute=target.attribute, value=target.value)
        row.minimum, row.maximum = target.minimum, target.maximum
        row.priority, row.relaxable = target.priority, target.relaxable
        rows.append(row)
    call.targets = rows
