"""The kinds of duties there are, each with the words for what to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eventsapp.core.i18n import LazyString, say
from eventsapp.core.words import Words
from eventsapp.duties.rules import Owed


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of duty: a feature says who owes it now, what to do, and on which page."""

    kind: str
    #: What to do, with ``%(title)s`` in it.
    task: LazyString
    endpoint: str
    #: What one person owes now, or everybody does.
    owed: Callable[[int | None], Iterable[Owed]]
    #: What has no date is shown to its person, and is neither kept nor reminded of.
    has_dates: bool = True
    #: The mail that reminds of it, in a folder of its own.
    mail: str = "duties_reminder"
    #: What that mail knows, where it is not the one of all duties.
    knows: Callable[[Owed], Mapping[str, Any]] | None = None
    #: Whether the feature itself reminds those who owe it, for some have no account.
    reminds_itself: bool = False


def task_of(source: Source, title: Words, main_language: str) -> str:
    """Say what to do, in the language that is in force."""
    return str(source.task) % {"title": say(title, main_language)}
