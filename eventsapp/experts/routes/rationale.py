"""How the experts were selected, for everybody to read."""

from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from eventsapp.core.i18n import gettext
from eventsapp.core.pagecache import kept
from eventsapp.core.policy import require
from eventsapp.core.spreadsheets import csv_response
from eventsapp.core.web import found
from eventsapp.events.queries import event_by_slug
from eventsapp.experts import policy
from eventsapp.experts.models import Call
from eventsapp.experts.queries import call_of
from eventsapp.experts.queries.rationale import rationale as rationale_of
from eventsapp.experts.routes.call import bp
from eventsapp.experts.rules.rationale import Balance
from eventsapp.experts.words import attribute_label, target_value
from eventsapp.experts.words.rationale import count_text
from eventsapp.questions.queries import questions_of


@bp.get("/selection")
@kept("Accept-Language")
def rationale(slug: str) -> ResponseReturnValue:
    """Show how the experts were selected, in numbers."""
    call = _published(slug)
    return render_template(
        "experts/rationale.html",
        event=call.event,
        call=call,
        rationale=found(rationale_of(call)),
        asked=questions_of(call.question_set),
    )


@bp.get("/selection.csv")
def rationale_csv(slug: str) -> ResponseReturnValue:
    """Give the numbers per target as a table."""
    call = _published(slug)
    asked = questions_of(call.question_set)
    return csv_response(
        f"composition-{slug}",
        [
            gettext("Attribute"), gettext("Value"), gettext("At least"), gettext("At most"),
            gettext("Eligible applications"), gettext("In the panel"),
            gettext("Have a place today"),
        ],
        [_line(it, asked) for it in found(rationale_of(call)).balances],
    )  # fmt: skip


def _line(it: Balance, asked: Any) -> list[Any]:
    return [
        attribute_label(it.target.attribute, asked),
        target_value(it.target.attribute, it.target.value, asked),
        it.target.minimum,
        it.target.maximum,
        count_text(it.pool),
        it.decided,
        it.today,
    ]


def _published(slug: str) -> Call:
    """Return the event's call if its rationale is published, or answer Not Found."""
    call = found(call_of(found(event_by_slug(slug))))
    require(policy.may_see_call(g.account, call))
    return found(call if policy.may_read_rationale(g.account, call) else None)
