"""The kinds of question, and what can be done with answers of each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What kind of answer a question takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    COUNTRY = "country"
    ORGANIZATION = "organization"
    LANGUAGES = "languages"
    FILE = "file"


#: Kinds whose answers are values that people share: targets can count them.
COUNTABLE = frozenset(
    {Kind.YES_NO, Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.COUNTRY, Kind.LANGUAGES}
)

#: Kinds whose answers other questions may depend on.
CONDITIONAL = frozenset({Kind.YES_NO, Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE})
#: Kinds whose answers can tell who somebody is: hidden from those who judge without names.
TELLING = frozenset({Kind.ORGANIZATION, Kind.FILE})


def shared_answers(
    content: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, str | list[str]]:
    """Return those of the answers to a version's questions that targets can count, by key."""
    kinds = {it["key"]: it["kind"] for it in content.get("questions", [])}
    return {
        key: _shared(value)
        for key, value in values.items()
        if kinds.get(key) in COUNTABLE and value not in (None, "", [])
    }


def _shared(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [str(it) for it in value] if isinstance(value, list) else str(value)
