"""Feeds as octets, kept in this process until what they show has changed."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, Protocol, TypeVar

#: How many octets of feeds, plain and packed, a process keeps.
ROOM = 24 * 2**20


@dataclass(frozen=True)
class Feed:
    """A feed as it is sent, plain and packed by gzip."""

    octets: bytes
    packed: bytes
    #: Of the packed octets, which are as telling as the plain ones, and a thirtieth of them.
    etag: str
    #: Never goes back, whatever leaves the feed.
    changed_at: datetime | None

    @classmethod
    def of(cls, octets: bytes, changed_at: datetime | None) -> "Feed":
        """Make a feed of its octets; a smaller pack takes several times as long."""
        packed = gzip.compress(octets, compresslevel=3, mtime=0)
        return cls(octets, packed, hashlib.sha256(packed).hexdigest()[:32], changed_at)

    @property
    def size(self) -> int:
        """How many octets it takes up."""
        return len(self.octets) + len(self.packed)


class Sized(Protocol):
    """Something made of octets."""

    @property
    def size(self) -> int:
        """How many octets it takes up."""


Made = TypeVar("Made", bound=Sized)


class Shelf(Generic[Made]):
    """What one process has made: each in its latest state only, and no more than there is room.

    Whoever makes up ever new filters thus pushes out other feeds, but never fills the memory.
    """

    def __init__(self, room: int = ROOM) -> None:
        """Keep nothing yet."""
        self.room = room
        self._made: OrderedDict[Hashable, tuple[Hashable, Made]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, scope: Hashable, state: Hashable, make: Callable[[], Made]) -> Made:
        """Return what a scope has as it is kept in this state, else as it is made now."""
        with self._lock:
            kept_state, kept = self._made.get(scope, (None, None))
            if kept is not None and kept_state == state:
                self._made.move_to_end(scope)
                return kept
            self._drop(scope)
        made = make()
        with self._lock:
            self._drop(scope)
            self._made[scope] = (state, made)
            self._size += made.size
            while self._size > self.room and len(self._made) > 1:
                self._drop(next(iter(self._made)))
        return made

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._made.clear()
            self._size = 0

    def _drop(self, scope: Hashable) -> None:
        if scope in self._made:
            self._size -= self._made.pop(scope)[1].size


shelf: Shelf[Feed] = Shelf()
