"""Words for what the optimiser proves about a panel: prices, reasons, conflicts, repairs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.lists import format_list
from babel.numbers import format_decimal

from eventsapp.core.i18n import gettext, locale, ngettext
from eventsapp.experts.rules import Meter, Target
from eventsapp.experts.rules.conditions import Conditions, Departure
from eventsapp.experts.words.attributes import target_value
from eventsapp.experts.words.terms import bounds_text, target_text
from eventsapp.questions.rules import Question
from eventsapp.selection import Move, Price, Why

NameOf = Callable[[str], str]


def points(hundredths: int) -> str:
    """Say a score in points: 3.20; a minus has its own sign."""
    said = format_decimal(Decimal(hundredths) / 100, "#,##0.00", locale=locale())
    return str(said).replace("-", "\u2212")


def exact_score(score: Fraction | None) -> str:
    """Say a person's score, with one decimal at most; a dash for none."""
    if score is None:
        return "–"
    return _decimal(score, locale())


@lru_cache(maxsize=4096)
def _decimal(score: Fraction, language: str) -> str:
    return str(format_decimal(round(float(score), 1), "#,##0.#", locale=language))


def listed(names: Sequence[str]) -> str:
    """Join names as the reader's language does."""
    return str(format_list(list(names), locale=locale()))


def price_text(prices: Sequence[Price]) -> str:
    """Say what a target costs: exactly, by solving without it."""
    dropped = max((it.dropped or 0 for it in prices), default=0)
    binding = any(it.binding for it in prices)
    if not dropped:
        if binding:
            return str(gettext("Met exactly, costs nothing."))
        return str(gettext("Costs nothing."))
    said = gettext(
        "Without it, the panel would score %(points)s points more.", points=points(dropped)
    )
    looser = max(it.change for it in prices)
    if 0 < looser < dropped:
        said += " " + gettext(
            "If it were one person looser, %(points)s more.", points=points(looser)
        )
    return str(said)


def why_text(told: Why, name: NameOf) -> list[str]:
    """Say why somebody is in the panel, or is not."""
    who = name(told.candidate)
    if told.panel is None:
        return _impossible(told, who)
    gone, come = _others(told.leave, told.candidate, name), _others(told.come, told.candidate, name)
    said = [_worth(told, who), *_moves(told, gone, come)]
    if told.needs:
        said.append(
            gettext(
                "With %(points)s points more, %(name)s would be on a par with those who are in.",
                points=points(told.needs),
                name=who,
            )
        )
    return said


def _worth(told: Why, who: str) -> str:
    facts = {"name": who, "points": points(-told.change)}
    if told.kind == "force_out" and told.change == 0:
        said = gettext(
            "There is an equally good panel without %(name)s: the seed decides between them.",
            **facts,
        )
    elif told.kind == "force_out":
        said = gettext(
            "Without %(name)s, the best panel would score %(points)s points less.", **facts
        )
    elif told.change == 0:
        said = gettext(
            "A panel with %(name)s would be equally good: the seed decides between them.", **facts
        )
    else:
        said = gettext("The best panel with %(name)s scores %(points)s points less.", **facts)
    return str(said)


def _moves(told: Why, gone: list[str], come: list[str]) -> list[str]:
    who = {"gone": listed(gone), "come": listed(come)}
    if told.kind == "force_out" and come and gone:
        return [gettext("%(come)s would come in, and %(gone)s would go out as well.", **who)]
    if come and gone:
        return [gettext("%(gone)s would go out, and %(come)s would come in as well.", **who)]
    if told.kind == "force_out" and come:
        return [gettext("%(names)s would come in.", names=who["come"])]
    if told.kind != "force_out" and gone:
        return [gettext("%(names)s would go out.", names=who["gone"])]
    return []


def _impossible(told: Why, who: str) -> list[str]:
    if told.kind == "force_out":
        return [gettext("No panel without %(name)s meets all conditions.", name=who)]
    return [gettext("No panel with %(name)s meets all conditions.", name=who)]


@dataclass(frozen=True)
class Teller:
    """Says what is about one set of conditions: whom its ids name, what its targets count."""

    conditions: Conditions
    #: The optimiser's names of the targets, in their order.
    quotas: Sequence[str]
    name: NameOf
    questions: Sequence[Question] = ()
    #: What to say of "must_include" and "must_exclude" where they are more than pins.
    forced: Mapping[str, str] = field(default_factory=dict)

    def target(self, target: Target) -> str:
        """Say what a target wants; one that wants nothing any more says so."""
        if not target.minimum and target.maximum is None:
            what = target_value(target.attribute, target.value, self.questions)
            return str(gettext("%(what)s: any number", what=what))
        low, high = target.minimum, target.maximum
        if high is not None and low > high:
            what = target_value(target.attribute, target.value, self.questions)
            return str(
                gettext(
                    "%(what)s: at least %(low)s, and at most %(high)s",
                    what=what,
                    low=low,
                    high=high,
                )
            )
        return target_text(target, self.questions)

    def requirements(self, keys: Sequence[str]) -> list[str]:
        """Say what cannot hold together: the seats, the targets in their order, the others."""
        order = ("seats", *self.quotas)
        known = sorted((key for key in keys if key in order), key=order.index)
        keys = (*known, *(it for it in keys if it not in order))
        return [self.forced.get(key) or self._requirement(key) for key in keys]

    def _requirement(self, key: str) -> str:
        now = self.conditions
        if key == "seats":
            return str(ngettext("%(num)s seat is filled", "%(num)s seats are filled", now.seats))
        if key == "organization":
            return str(
                gettext("At most %(count)s from one organisation", count=now.organization_limit)
            )
        if key == "must_include":
            people = listed([self.name(str(it)) for it in sorted(now.must_include)])
            return str(gettext("Those who must be in: %(names)s", names=people))
        if key == "must_exclude":
            return str(gettext("Those who must not be in, or have too few reviews, stay out"))
        if key in self.quotas:
            return self.target(now.targets[self.quotas.index(key)])
        return self.name(key)

    def move(self, move: Move) -> str:
        """Say how one bound would move."""
        if move.id == "seats":
            return str(
                gettext("%(to)s seats instead of %(was)s", to=move.to, was=self.conditions.seats)
            )
        target = self.conditions.targets[self.quotas.index(move.id)]
        what = target_value(target.attribute, target.value, self.questions)
        if move.side == "min":
            return str(
                gettext(
                    "%(what)s: at least %(to)s instead of %(was)s",
                    what=what,
                    to=move.to,
                    was=target.minimum,
                )
            )
        return str(
            gettext(
                "%(what)s: at most %(to)s instead of %(was)s",
                what=what,
                to=move.to,
                was=target.maximum,
            )
        )

    def missed(self, meter: Meter) -> str:
        """Say how many there would be for a target that is not kept."""
        target = meter.target
        what = target_value(target.attribute, target.value, self.questions)
        return str(
            gettext(
                "%(what)s: %(now)s instead of %(bounds)s",
                what=what,
                now=meter.now,
                bounds=bounds_text(target),
            )
        )

    def departure(self, it: Departure) -> str:
        """Say what is not as it was published."""
        if it.target is not None:
            low, high = it.published
            was = replace(it.target, minimum=low or 0, maximum=high)
            return str(
                gettext(
                    "%(now)s, instead of %(was)s",
                    now=self.target(it.target),
                    was=bounds_text(was),
                )
            )
        if it.name == "seats":
            return str(
                gettext("%(now)s seats instead of %(was)s", now=it.now[0], was=it.published[0])
            )
        if it.now[0] is None:
            return str(gettext("Any number from one organisation"))
        return str(gettext("At most %(count)s from one organisation", count=it.now[0]))


def departure_text(it: Departure, questions: Sequence[Question] = ()) -> str:
    """Say what was not as it was published."""
    return Teller(Conditions(0), (), str, questions).departure(it)


def _others(keys: Sequence[str], but: str, name: NameOf) -> list[str]:
    return [name(key) for key in keys if key != but]
