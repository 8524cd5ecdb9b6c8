"""A feature of tomorrow that people owe something to: it says so by the one door."""

from collections.abc import Iterator

import pytest

from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.duties import queries
from eventsapp.duties.rules import Owed
from eventsapp.duties.services import add_source
from eventsapp.duties.words import Source


class Questionnaire:
    """What a feature needs to have: what is owed, by whom, until when."""

    def __init__(self) -> None:
        """Owe nothing yet."""
        self.replies: list[Owed] = []

    def ask(self, account_id: int, **fields: object) -> None:
        """Let a person owe a reply."""
        defaults = {"about": "question:1", "title": Words.of(en="Water", es="Agua"), "zone": "UTC",
                    "address": {"slug": "water"}}  # fmt: skip
        self.replies = [Owed(account_id=account_id, **defaults | fields)]  # type: ignore[arg-type]

    def owed(self, account_id: int | None) -> list[Owed]:
        """Say what is owed."""
        return [it for it in self.replies if account_id in {None, it.account_id}]


@pytest.fixture
def questionnaire() -> Iterator[Questionnaire]:
    """Give a feature whose duties there are for one test."""
    asked = Questionnaire()
    add_source(
        Source(kind="test.reply", task=_("Download"), endpoint="events.show", owed=asked.owed)
    )
    yield asked
    del queries.sources["test.reply"]
