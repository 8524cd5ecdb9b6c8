"""Write the own questions of a call."""

from collections.abc import Sequence

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.names import region_of
from eventsapp.experts.models import Amendment, Call
from eventsapp.experts.queries import terms_of
from eventsapp.experts.rules import CallStatus, Phase, contradictions
from eventsapp.experts.services.amendments import NothingAmended, announce
from eventsapp.experts.services.terms import CallContradictory
from eventsapp.experts.words import contradiction_text
from eventsapp.questions import services as question_services
from eventsapp.questions.queries import questions_of
from eventsapp.questions.rules import Question, content_of

#: While somebody can still answer.
AMENDABLE = frozenset({Phase.UPCOMING, Phase.OPEN})


class QuestionsFrozen(Refused):
    """Everyone must be asked the same."""

    message = _("The call has closed, so its questions can no longer be changed.")


class ReasonNeeded(Refused):
    """A published call changes in public."""

    message = _("The call is published. To change its questions you must give a public reason.")


def ask(call: Call, questions: Sequence[Question]) -> None:
    """Ask these questions of everyone who applies, while the call is a draft."""
    if lock(call).status is not CallStatus.DRAFT:
        raise ReasonNeeded
    call.question_set = question_services.save_set(call.question_set, questions)


def amend(call: Call, questions: Sequence[Question], reason: str, account: Account) -> Amendment:
    """Ask other questions while people apply, and tell everyone who has begun why.

    What was answered stays with the version that was answered.
    """
    if lock(call).phase(clock.now()) not in AMENDABLE:
        raise QuestionsFrozen
    before = questions_of(call.question_set)
    if tuple(questions) == before:
        raise NothingAmended
    found = contradictions(
        call.seats, [row.target for row in call.targets], call.sectors, questions, region_of
    )
    if found:
        raise CallContradictory(" ".join(contradiction_text(it, questions) for it in found))
    call.question_set = question_services.save_set(call.question_set, questions)
    terms = terms_of(call).as_json()
    return announce(
        call, terms | content_of(before), terms | content_of(questions), reason, account
    )
