"""Looking at a long search: hearing how far it is, and stopping it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

#: Within a stage, while nothing better is found, progress is told this often, in seconds.
EVERY = 0.2


@dataclass(frozen=True)
class Progress:
    """How far a search is."""

    #: What it is at: "score", then "ties"; lotteries have their own.
    stage: str
    #: How much of the widest gap is closed: from 0 to 1.
    share: float
    #: The best found so far, in hundredths; None: nothing yet.
    best: int | None
    #: Nothing is better than this, in hundredths.
    bound: int | None


class Gap:
    """The gap between the best and the bound of one search, as it closes."""

    def __init__(self, stage: str) -> None:
        """Begin with nothing known."""
        self._stage = stage
        self._widest = 0.0

    def now(self, best: float | None, bound: float) -> Progress:
        """Return how far the search is."""
        if best is None:
            return Progress(self._stage, 0.0, None, int(bound))
        self._widest = max(self._widest, bound - best)
        share = 1 - (bound - best) / self._widest if self._widest else 1.0
        return Progress(self._stage, share, int(best), int(bound))


class Watch:
    """Is told of progress and may end a search: by answering True, or by seconds."""

    def __init__(
        self, limit: float | None = None, tell: Callable[[Progress], bool | None] | None = None
    ) -> None:
        """Start the clock now."""
        self._end = None if limit is None else time.monotonic() + limit
        self._tell = tell
        self._stopped = False
        self._next = 0.0
        self._last: tuple[str, int | None] | None = None

    @property
    def left(self) -> float:
        """Return the seconds left; infinite without a limit."""
        return float("inf") if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def over(self) -> bool:
        """Say whether the search must end."""
        return self._stopped or self.left <= 0

    def told(self, progress: Progress) -> bool:
        """Pass progress on, and say whether the search must end."""
        now, news = time.monotonic(), (progress.stage, progress.best)
        if self._tell is not None and (now >= self._next or news != self._last):
            self._next, self._last = now + EVERY, news
            self._stopped = self._stopped or bool(self._tell(progress))
        return self.over
