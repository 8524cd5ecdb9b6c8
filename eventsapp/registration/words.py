"""How the trade calls what the rules of registration name."""

from eventsapp.core.i18n import LazyString, _, lazy_pgettext
from eventsapp.core.itip import Answer
from eventsapp.registration.rules import Category, Closed, Status

STATUSES: dict[Status, LazyString] = {
    Status.INVITED: lazy_pgettext("registration", "Invited"),
    Status.CONFIRMED: lazy_pgettext("registration", "Confirmed"),
    Status.WAITING: lazy_pgettext("registration", "On the waiting list"),
    Status.DECLINED: lazy_pgettext("registration", "Declined"),
    Status.CANCELLED: lazy_pgettext("registration", "Cancelled"),
}

CATEGORIES: dict[Category, LazyString] = {
    Category.PARTICIPANT: _("Participant"),
    Category.EXPERT: _("Expert"),
    Category.DELEGATE: _("Delegate"),
    Category.OBSERVER: _("Observer"),
    Category.SECRETARIAT: _("Secretariat"),
    Category.PRESS: _("Press"),
    Category.INTERPRETER: _("Interpreter"),
}

CLOSED: dict[Closed, LazyString] = {
    Closed.NOT_YET: _("Registration for this event is not open yet."),
    Closed.NO_DAY: _("Registration opens once the days of this event are known."),
    Closed.BY_CHOICE: _("Only those who are chosen or invited take part in this event."),
    Closed.TOO_LATE: _("The deadline for registration has passed."),
    Closed.BEGUN: _("Registration is closed because the event has begun."),
    Closed.POSTPONED: _("The event is postponed; registration opens again once it has new dates."),
    Closed.CANCELLED: _("The event is cancelled."),
}

#: What a person's calendar has answered to the invitation.
ANSWERS: dict[Answer, LazyString] = {
    Answer.ACCEPTED: _("Accepted by calendar"),
    Answer.TENTATIVE: _("Tentative by calendar"),
    Answer.DECLINED: _("Declined by calendar"),
}

#: Template filters: ``registration.status|registration_status_label``.
FILTERS = {
    "registration_status_label": lambda value: str(STATUSES[value]),
    "registration_category_label": lambda value: str(CATEGORIES[value]),
    "calendar_answer": lambda value: str(ANSWERS[value]),
    "why_closed": lambda value: str(CLOSED[value]),
}
