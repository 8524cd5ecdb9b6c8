"""A crowd: processes of several threads each, that send their requests at the same moment."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

from flask import Flask

from eventsapp.app import create_app
from eventsapp.core.db import db

PROCESSES = 4
THREADS = 10
#: Seconds in which everybody finds the starting line.
GET_READY = 0.2
_app: list[Flask] = []


class Post(NamedTuple):
    """One POST: where to, what, and by whom; "": by nobody who has signed in."""

    path: str
    data: dict[str, str]
    session: str = ""


class Crowd:
    """Many clients of one installation; ``rush`` sends one request of each."""

    def __init__(self, settings: dict[str, str]) -> None:
        """Start the processes, each an application server of its own; all import it once."""
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self._pool = ProcessPoolExecutor(
            PROCESSES, mp_context=context, initializer=_serve, initargs=(settings,)
        )
        self.rush([Post("/nowhere", {})] * PROCESSES)  # everybody is awake

    def rush(self, posts: Sequence[Post]) -> list[int]:
        """Send all at once; return the statuses of the answers, in order."""
        start = time.time() + GET_READY
        shares = [posts[n::PROCESSES] for n in range(PROCESSES)]
        answers = list(self._pool.map(_send, shares, [start] * PROCESSES))
        return [answers[n % PROCESSES][n // PROCESSES] for n in range(len(posts))]

    def leave(self) -> None:
        """Stop the processes."""
        self._pool.shutdown()


def rush(crowd: Crowd, posts: Sequence[Post]) -> list[int]:
    """Send all at once, while we hold no transaction; then look at the database afresh."""
    db.session.commit()
    answers = crowd.rush(posts)
    db.session.expire_all()
    return answers


def _serve(settings: dict[str, str]) -> None:
    os.environ.update(settings)
    _app.append(create_app("testing"))


def _send(posts: Sequence[Post], start: float) -> list[int]:
    def send(post: Post) -> int:
        time.sleep(max(0.0, start - time.time()))
        client = _app[0].test_client()
        if post.session:
            client.set_cookie("session", post.session)
        return client.post(post.path, data=post.data).status_code

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(send, posts))
