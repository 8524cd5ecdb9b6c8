"""Which candidates the board shows, and in what order: read from the address."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eventsapp.core.i18n import LazyString, _
from eventsapp.core.names import country_name, country_names, region_of, sector_name
from eventsapp.experts.queries import Contender
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.experts.words import OUTCOMES
from eventsapp.organizations.rules import folded

PER_PAGE = 100

#: What one may look for besides outcomes, and how it is found.
_STATES: dict[str, tuple[LazyString, Callable[[Contender], bool]]] = {
    "undecided": (_("Not decided"), lambda it: it.decision is None),
    "pinned": (_("Pinned"), lambda it: it.pin is not None),
    "unscored": (
        _("Too few reviews"),
        lambda it: it.needs_another_review and not it.reviews_differ,
    ),
    "differ": (_("Reviews differ"), lambda it: it.reviews_differ),
}
SORTS: dict[str, LazyString] = {
    "score": _("Best score"),
    "name": _("Name"),
    "country": _("Country"),
    "sector": _("Sector"),
    "outcome": _("Outcome"),
}


@dataclass(frozen=True)
class Sieve:
    """What to show of all candidates."""

    q: str = ""
    sector: str = ""
    region: str = ""
    state: str = ""
    sort: str = "score"
    page: int = 1

    @property
    def is_open(self) -> bool:
        """Whether everything passes."""
        return not (self.q or self.sector or self.region or self.state)

    def sift(self, everyone: Iterable[Contender]) -> list[Contender]:
        """Return who passes, in order."""
        words = folded(self.q).split()
        passed = [it for it in everyone if self._passes(it, words)]
        if self.sort != "score":
            passed.sort(key=_by_outcome if self.sort == "outcome" else _by_name_of(self.sort))
        return passed

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return what to write into an address that shows this, or this changed."""
        wanted = replace(self, **changes)
        plain = Sieve()
        return {
            name: value for name, value in vars(wanted).items() if value != getattr(plain, name)
        }

    def _passes(self, it: Contender, words: list[str]) -> bool:
        return (
            (not self.sector or it.sector == self.sector)
            and (not self.region or region_of(it.country) == self.region)
            and self._is_in_state(it)
            and (not words or _mentions(it, words))
        )

    def _is_in_state(self, it: Contender) -> bool:
        if self.state in _STATES:
            return _STATES[self.state][1](it)
        return not self.state or self.state in (it.decision, it.status)


def sieve(args: Mapping[str, str]) -> Sieve:
    """Read what somebody wants to see; what cannot be is as if it were not said."""
    page = args.get("page", "")
    state, sort = args.get("state", ""), args.get("sort", "")
    return Sieve(
        q=args.get("q", "").strip()[:100],
        sector=args.get("sector", ""),
        region=args.get("region", ""),
        state=state if state in dict(states()) else "",
        sort=sort if sort in SORTS else "score",
        page=int(page) if page.isdecimal() and 0 < int(page) < 10_000 else 1,  # noqa: PLR2004
    )


def states() -> list[tuple[str, LazyString]]:
    """Return what one may look for."""
    answers = {
        ApplicationStatus.ACCEPTED: _("Place accepted"),
        ApplicationStatus.DECLINED: _("Place declined"),
        ApplicationStatus.NO_ANSWER: _("No answer in time"),
    }
    return [
        *((key, label) for key, (label, _test) in _STATES.items()),
        *((str(key), label) for key, label in (OUTCOMES | answers).items()),
    ]


def _mentions(it: Contender, words: list[str]) -> bool:
    text = folded(" ".join((it.name, it.affiliation, *country_names(it.country))))
    return all(word in text for word in words)


def _by_outcome(it: Contender) -> tuple[int, int]:
    """Put the selected first, then the reserve in its order; the others stay by score."""
    outcomes = list(OUTCOMES)
    place = outcomes.index(it.decision) if it.decision in OUTCOMES else len(outcomes)
    return place, it.reserve_rank or 0


def _by_name_of(what: str) -> Callable[[Contender], tuple[str, str]]:
    """Order by the name of the person, the country or the sector; then by the person's."""
    names: dict[str, Callable[[Contender], str]] = {
        "name": lambda it: it.name,
        "country": lambda it: country_name(it.country),
        "sector": lambda it: sector_name(it.sector),
    }
    return lambda it: (folded(names[what](it)), folded(it.name))
