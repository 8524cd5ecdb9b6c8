"""What has changed since something was fixed."""

from typing import Any

from eventsapp.experts.rules.fixing import Difference, difference

SAME = Difference(come=0, gone=0, scores=0, answers=0, pins=0, terms=False)


def inputs(*people: tuple[str, str], score: int = 80) -> dict[str, Any]:
    """Write people down as a record does: each with the number of an organisation."""
    pool = [
        {
            "id": key,
            "score": score,
            "barred": False,
            "attributes": {"sector": "labor", "organization": body},
        }
        for key, body in people
    ]
    nobody: list[str] = []
    return {"pool": pool, "seats": [0, 2], "quotas": [], "group_limits": [],
            "must_include": nobody, "must_exclude": nobody}  # fmt: skip


def test_who_leaves_changes_no_organisation_of_those_who_stay() -> None:
    then = inputs(("1", "1"), ("2", "2"), ("3", "2"), ("4", ""))
    now = inputs(("2", "1"), ("3", "1"), ("4", ""))

    assert difference(then, now) == Difference(
        come=0, gone=1, scores=0, answers=0, pins=0, terms=False
    )


def test_another_organisation_is_a_change() -> None:
    then = inputs(("1", "1"), ("2", "2"), ("3", "2"))

    assert difference(then, then) == SAME
    assert difference(then, inputs(("1", "1"), ("2", "2"), ("3", "3"))).answers == 1
    assert difference(then, inputs(("1", ""), ("2", "1"), ("3", "1"))).answers > 0
