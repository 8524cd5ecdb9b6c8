"""Reading the mails of an event."""

from eventsapp.mailings.queries.mails import (
    Mail,
    Sight,
    Wanted,
    count_failed,
    count_mails,
    figures,
    held_in,
    kinds_of,
    mail_in,
    mails,
    notice_in,
    sight_of,
    sight_of_all,
)

__all__ = [
    "Mail",
    "Sight",
    "Wanted",
    "count_failed",
    "count_mails",
    "figures",
    "held_in",
    "kinds_of",
    "mail_in",
    "mails",
    "notice_in",
    "sight_of",
    "sight_of_all",
]
