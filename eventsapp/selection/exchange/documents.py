"""case.json: a case told as a document, and read from one."""

from collections.abc import Callable
from typing import Any, get_args

from eventsapp.selection.exchange.cases import Case, Counterfactuals
from eventsapp.selection.exchange.reading import Part, or_similar, shown
from eventsapp.selection.lots import LotteryKind
from eventsapp.selection.problem import GroupLimit, Objective, Pool, Problem, Quota, SetLimit

RESERVED = ("seats", "must_include", "must_exclude")
"""How a conflict calls what has no id of its own."""


def to_json(case: Case) -> dict[str, Any]:
    """Return what case.json says of a case; its problem must be plain."""
    problem, asked = case.problem, case.counterfactuals
    told: dict[str, Any] = {
        "seats": {
            "min": problem.seats[0],
            "max": problem.seats[1],
            "relaxable": problem.seats_relaxable,
            "priority": problem.seats_priority,
        },
        "objective": str(problem.objective),
        "seed": problem.seed,
        "quotas": [
            {
                "id": it.id,
                "attribute": it.attribute,
                "values": sorted(it.values),
                "min": it.minimum,
                **({} if it.maximum is None else {"max": it.maximum}),
                "priority": it.priority,
                "relaxable": it.relaxable,
            }
            for it in problem.quotas
        ],
        "group_limits": [
            {"id": it.id, "attribute": it.attribute, "max": it.maximum}
            for it in problem.group_limits
        ],
        "set_limits": [
            {
                "id": it.id,
                "members": sorted(it.members),
                "min": it.minimum,
                **({} if it.maximum is None else {"max": it.maximum}),
            }
            for it in problem.set_limits
        ],
        "must_include": sorted(problem.must_include),
        "must_exclude": sorted(problem.must_exclude),
    }
    if case.current_panel or case.withdrawn:
        told["current_panel"] = sorted(case.current_panel)
        told["withdrawn"] = sorted(case.withdrawn)
    if case.lottery:
        told["lottery"] = True if case.lottery == "leximin" else case.lottery
    if asked != Counterfactuals():
        told["counterfactuals"] = {
            "force_in": asked.force_in,
            "force_out": asked.force_out,
            "quota_steps": asked.quota_steps,
        }
    return told


def from_json(document: object, pool: Pool, barred: frozenset[str], file: str) -> Case:
    """Return the case that a document tells of a pool; raise ``Unreadable``."""
    return _Reader(Part(document, file), pool).case(barred)


class _Reader:
    """Reads one document, knowing the pool that its ids and attributes are of."""

    def __init__(self, root: Part, pool: Pool) -> None:
        self.root, self.pool = root, pool
        self.ids = frozenset(pool.ids)
        self.names: set[str] = set(RESERVED)

    def case(self, barred: frozenset[str]) -> Case:
        """Read all of it."""
        root = self.root
        root.only(
            *("seats", "objective", "seed", "quotas", "group_limits", "set_limits"),
            *("must_include", "must_exclude", "current_panel", "withdrawn"),
            *("lottery", "counterfactuals"),
        )
        current, withdrawn = self.people("current_panel"), self.people("withdrawn")
        if withdrawn and not current:
            sentence = "people withdrew, but no current_panel says from what panel."
            raise root.unreadable("withdrawn", sentence)
        return Case(self.problem(), barred, current, withdrawn, self.lottery(), self.questions())

    def problem(self) -> Problem:
        """Read what a panel must meet."""
        root = self.root
        root.needed("seats")
        seats = root.part("seats")
        seats.only("min", "max", "relaxable", "priority")
        return Problem(
            pool=self.pool,
            seats=(seats.number("min"), _most(seats, seats.number("min"))),
            quotas=self.each("quotas", self.quota),
            group_limits=self.each("group_limits", self.group_limit),
            set_limits=self.each("set_limits", self.set_limit),
            must_include=self.people("must_include"),
            must_exclude=self.people("must_exclude"),
            objective=self.objective(),
            seed=root.text("seed", ""),
            seats_relaxable=seats.flag("relaxable", default=False),
            seats_priority=seats.number("priority", 1, least=1),
        )

    def each(self, key: str, read: Callable[[Part], Any]) -> tuple[Any, ...]:
        """Read a list of requirements."""
        return tuple(read(part) for part in self.root.parts(key))

    def quota(self, part: Part) -> Quota:
        """Read one quota."""
        part.only("id", "attribute", "values", "min", "max", "priority", "relaxable")
        key, values = self.new_name(part), frozenset(part.texts("values"))
        if not values:
            raise part.unreadable("values", "lists no value, so nobody would count.")
        least = part.number("min", 0)
        return Quota(
            id=key,
            attribute=self.attribute(part),
            values=values,
            minimum=least,
            maximum=_most(part, least) if "max" in part.values else None,
            priority=part.number("priority", 1, least=1),
            relaxable=part.flag("relaxable", default=True),
        )

    def group_limit(self, part: Part) -> GroupLimit:
        """Read one limit per value of an attribute."""
        part.only("id", "attribute", "max")
        attribute = self.attribute(part)
        return GroupLimit(self.new_name(part, attribute), attribute, part.number("max"))

    def set_limit(self, part: Part) -> SetLimit:
        """Read one limit of listed people."""
        part.only("id", "members", "min", "max")
        least = part.number("min", 0)
        return SetLimit(
            id=self.new_name(part, part.path),
            members=self.known(part, "members"),
            minimum=least,
            maximum=_most(part, least) if "max" in part.values else None,
        )

    def new_name(self, part: Part, default: str | None = None) -> str:
        """Read an id that no other requirement has."""
        key = part.text("id", default)
        if not key:
            raise part.unreadable("id", "is blank.")
        if key in self.names:
            whose = "is the format's own name" if key in RESERVED else "is given twice"
            raise part.unreadable("id", f"{shown(key)} {whose}.")
        self.names.add(key)
        return key

    def attribute(self, part: Part) -> str:
        """Read the name of a column of the pool."""
        name = part.text("attribute")
        if name not in self.pool.attributes:
            close = or_similar(name, self.pool.attributes)
            sentence = f"the pool has no attribute column {shown(name)}{close}"
            raise part.unreadable("attribute", sentence)
        return name

    def people(self, key: str) -> frozenset[str]:
        """Read a list of ids at the top of the document."""
        return self.known(self.root, key)

    def known(self, part: Part, key: str) -> frozenset[str]:
        """Read a list of ids, all of people in the pool."""
        ids = part.texts(key)
        for at, it in enumerate(ids):
            if it not in self.ids:
                raise part.unreadable(f"{key}[{at}]", f"the pool has nobody with id {shown(it)}.")
        return frozenset(ids)

    def objective(self) -> Objective:
        """Read what makes a panel the best one."""
        name = self.root.text("objective", Objective.FILL_THEN_SCORE)
        if name not in list(Objective):
            sentence = f"{shown(name)} is none; it is {' or '.join(Objective)}."
            raise self.root.unreadable("objective", sentence)
        return Objective(name)

    def lottery(self) -> LotteryKind | None:
        """Read whether, and how, chances are to be made even."""
        value = self.root.values.get("lottery", False)
        if isinstance(value, bool):
            return "leximin" if value else None
        if value not in get_args(LotteryKind):
            sentence = "is neither true, false, nor one of leximin and maximin."
            raise self.root.unreadable("lottery", sentence)
        kind: LotteryKind = value
        return kind

    def questions(self) -> Counterfactuals:
        """Read what is asked of the best panel."""
        part = self.root.part("counterfactuals")
        part.only("force_in", "force_out", "quota_steps")
        return Counterfactuals(
            part.number("force_in", 0),
            part.number("force_out", 0),
            part.flag("quota_steps", default=False),
        )


def _most(part: Part, least: int) -> int:
    most = part.number("max")
    if least > most:
        raise part.unreadable("", f"min is {least}, which is more than max, {most}.")
    return most
