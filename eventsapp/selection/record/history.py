"""Whether a record agrees with the reviews it is made of, and with the records before it."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor
from statistics import median
from typing import Any

from eventsapp.selection.record.reports import Check

Body = Mapping[str, Any]
Result = tuple[Check, bool, str]

_CHOSEN = ("selected", "reserve", "not_selected", "ineligible")


def agreements(body: Body, before: Sequence[Body]) -> Iterator[Result]:
    """Look at all that a record says of its reviews, its seed and its decision.

    Raise ``KeyError``, ``TypeError``, ``ValueError`` or ``AttributeError`` for what says nothing.
    """
    if "reviews" in body and "criteria" in body:
        yield from _scores(body)
    if body.get("seed"):
        yield from _seed(body, before)
    if body.get("kind") == "lottery" and body.get("follows"):
        yield _lots(body, before[body["follows"] - 1])
    if "decision" in body:
        yield from _decision(body, before)


def _scores(body: Body) -> Iterator[Result]:
    weights = {it["id"]: it["weight"] for it in body["criteria"]}
    found = {
        it["application"]: [_total(review["points"], weights) for review in it["used"]]
        for it in body["reviews"]
    }
    told = all(
        _hundredths(total) == review["score"]
        for it in body["reviews"]
        for review, total in zip(it["used"], found[it["application"]], strict=True)
    )
    scores = {key: _hundredths(median(totals)) for key, totals in found.items() if totals}
    same = told and all(scores.get(it["id"], 0) == it["score"] for it in body["inputs"]["pool"])
    yield (
        Check.SCORES,
        same,
        f"its scores {'are' if same else 'are not'} the medians of what the reviews add up to.",
    )


def _total(points: Mapping[str, int], weights: Mapping[str, int]) -> Fraction:
    """Return what a review's points from 0 to 5 add up to: 0 to 100."""
    given = sum(weights[it] for it in points)
    return Fraction(20 * sum(weights[it] * points[it] for it in points), given)


def _hundredths(points: Fraction) -> int:
    return floor(100 * points + Fraction(1, 2))


def _seed(body: Body, before: Sequence[Body]) -> Iterator[Result]:
    if body.get("kind") == "seed":
        named = body["inputs_sha256"]
        fixed = any(
            it.get("kind") == "inputs" and it.get("inputs_sha256") == named for it in before
        )
        said = "was" if fixed else "was not"
        yield Check.SEED, fixed, f"what its seed is drawn for {said} fixed in a record before it."
        return
    drawn = [it["seed"] for it in before if it.get("kind") == "seed"]
    if drawn:
        same = body["seed"] == drawn[-1]
        sentence = f"its seed {'is' if same else 'is not'} the one that was drawn before."
        yield Check.SEED, same, sentence


def _lots(body: Body, fixed: Body) -> Result:
    """Compare the panels that were drawn from with those that were numbered before."""
    same = all(body["outcome"][it] == fixed["lots"][it] for it in ("panels", "numbered"))
    same = same and body["inputs_sha256"] == fixed["inputs_sha256"]
    said = "were" if same else "were not"
    return Check.DRAW, same, f"its numbered panels {said} fixed in record {body['follows']}."


def _decision(body: Body, before: Sequence[Body]) -> Iterator[Result]:
    told = body["decision"]
    selected = told["selected"]
    scores = {it["id"]: it["score"] for it in body["inputs"]["pool"]}
    value = sum(scores[it] for it in selected)
    people = [it for name in _CHOSEN for it in told[name]]
    follows = told["follows"]
    panel = before[follows - 1]["outcome"]["panel"] if follows else selected
    changes = sorted(set(selected) - set(panel)), sorted(set(panel) - set(selected))
    wrong = []
    if value != told["value"]:
        wrong.append(f"those it selects are worth {value}, not {told['value']}")
    if changes != (told["added"], told["removed"]):
        wrong.append(f"it differs otherwise from the panel of record {follows}")
    if len(set(people)) < len(people):
        wrong.append("somebody has two outcomes")
    sentence = f"{'; '.join(wrong)}." if wrong else f"those it selects are worth {value}, as told."
    yield Check.DECISION, not wrong, sentence
