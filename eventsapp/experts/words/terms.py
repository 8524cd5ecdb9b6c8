"""Words for the terms of a call: targets, limits, and what an amendment changes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from eventsapp.core.i18n import LazyString, _, gettext, say
from eventsapp.core.words import Words
from eventsapp.experts.rules import (
    Change,
    ChangeKind,
    CriterionPlan,
    Target,
    Terms,
    changes,
)
from eventsapp.experts.words.answers import SCORES
from eventsapp.experts.words.attributes import attribute_label, target_value
from eventsapp.experts.words.questions import question_changes_text
from eventsapp.questions.rules import Question

#: How firmly a target is meant: the value of a choice, and its words.
FIRMNESS: dict[str, LazyString] = {
    "never": _("Never"),
    "1": _("Last"),
    "2": _("In between"),
    "3": _("First"),
}


def bounds_text(target: Target) -> str:
    """Say how many people a target asks for."""
    low, high = target.minimum, target.maximum
    if high is None:
        return str(gettext("at least %(low)s", low=low))
    if not low:
        return str(gettext("at most %(high)s", high=high))
    if low == high:
        return str(gettext("exactly %(low)s", low=low))
    return str(gettext("%(low)s to %(high)s", low=low, high=high))


def target_text(target: Target, questions: Iterable[Question] = ()) -> str:
    """Say a target: whom it counts, and how many of them."""
    return str(
        gettext("%(what)s: %(bounds)s", what=_whom(target, questions), bounds=bounds_text(target))
    )


def score_label(labels: Mapping[str, Mapping[str, str]], score: int, main: str) -> str:
    """Say what a score means under a criterion: in the call's own words, or the usual ones."""
    own = labels.get(str(score))
    return say(Words(own), main) if own else str(SCORES[score])


def limit_text(limit: int | None) -> str:
    """Say how many people may come from one organisation."""
    return str(gettext("any number") if limit is None else gettext("at most %(high)s", high=limit))


def changes_text(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    main: str,
    questions: Iterable[Question] = (),
) -> list[str]:
    """Say what an amendment changes, sentence by sentence, from the terms as it kept them."""
    found = changes(Terms.from_json(before), Terms.from_json(after))
    asked = tuple(questions)
    of_terms = [_CHANGES[it.kind](it, main, asked) for it in found]
    return of_terms + question_changes_text(before, after, main)


def _whom(target: Target, questions: Iterable[Question]) -> str:
    asked = tuple(questions)
    what = target_value(target.attribute, target.value, asked)
    if target.attribute.startswith("question:"):
        return f"{attribute_label(target.attribute, asked)} – {what}"
    return what


def _seats(change: Change, _main: str, _asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "Seats for experts: %(now)s instead of %(was)s.", now=change.after, was=change.before
        )
    )


def _limit(change: Change, _main: str, _asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "People from one organisation: %(now)s instead of %(was)s.",
            now=limit_text(change.after),
            was=limit_text(change.before),
        )
    )


def _added(change: Change, main: str, _asked: tuple[Question, ...]) -> str:
    now: CriterionPlan = change.after
    return str(
        gettext(
            "New criterion: “%(name)s”, with the weight %(weight)s.",
            name=say(now.name, main),
            weight=now.weight,
        )
    )


def _removed(change: Change, main: str, _asked: tuple[Question, ...]) -> str:
    return str(gettext("No longer a criterion: “%(name)s”.", name=say(change.before.name, main)))


def _renamed(change: Change, main: str, _asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "The criterion “%(was)s” now reads “%(now)s”.",
            was=say(change.before.name, main),
            now=say(change.after.name, main),
        )
    )


def _weight(change: Change, main: str, _asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "Weight of “%(name)s”: %(now)s instead of %(was)s.",
            name=say(change.after.name, main),
            now=change.after.weight,
            was=change.before.weight,
        )
    )


def _labels(change: Change, main: str, _asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "What the scores of “%(name)s” mean has changed.", name=say(change.after.name, main)
        )
    )


def _target_added(change: Change, _main: str, asked: tuple[Question, ...]) -> str:
    return str(gettext("New target: %(target)s.", target=target_text(change.after, asked)))


def _target_removed(change: Change, _main: str, asked: tuple[Question, ...]) -> str:
    return str(gettext("No longer a target: %(target)s.", target=target_text(change.before, asked)))


def _bounds(change: Change, _main: str, asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "%(what)s: %(now)s instead of %(was)s.",
            what=_whom(change.after, asked),
            now=bounds_text(change.after),
            was=bounds_text(change.before),
        )
    )


def _order(change: Change, _main: str, asked: tuple[Question, ...]) -> str:
    return str(
        gettext(
            "%(what)s: its turn to be given up has changed, for the case that not all targets can"
            " be met.",
            what=_whom(change.after, asked),
        )
    )


_CHANGES: dict[ChangeKind, Callable[[Change, str, tuple[Question, ...]], str]] = {
    ChangeKind.SEATS: _seats,
    ChangeKind.ORGANIZATION_LIMIT: _limit,
    ChangeKind.CRITERION_ADDED: _added,
    ChangeKind.CRITERION_REMOVED: _removed,
    ChangeKind.CRITERION_RENAMED: _renamed,
    ChangeKind.CRITERION_WEIGHT: _weight,
    ChangeKind.CRITERION_LABELS: _labels,
    ChangeKind.TARGET_ADDED: _target_added,
    ChangeKind.TARGET_REMOVED: _target_removed,
    ChangeKind.TARGET_BOUNDS: _bounds,
    ChangeKind.TARGET_ORDER: _order,
}
