"""Which notices a reader can do without, and what they may choose about them."""

from enum import StrEnum


class Group(StrEnum):
    """Notices that are switched off together. What is in no group is strictly necessary."""

    REMINDERS = "reminders"
    NEWS = "news"
    MAILINGS = "mailings"


#: The kind of the one mail a day.
DIGEST = "notices_digest"


class Choice(StrEnum):
    """How somebody wants the notices of a group."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class Withheld(StrEnum):
    """Why a notice is not mailed by itself."""

    UNSUBSCRIBED = "unsubscribed"
    DIGEST = "digest"
    DROPPED = "dropped"
    BOUNCED = "bounced"
    OVERTAKEN = "overtaken"


WITHHELD = {Choice.NEVER: Withheld.UNSUBSCRIBED, Choice.DAILY: Withheld.DIGEST}
