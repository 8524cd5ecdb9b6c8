"""The outbox: what was put is handled, whatever happens in between."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.audit.models import Entry
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.outbox import GiveUp, Message, TooEarly


@pytest.fixture
def handlers(app: Flask) -> Iterator[dict[str, list[Any]]]:
    """Let a test subscribe to names of its own."""
    table = app.extensions["outbox"]
    before = dict(table)
    yield table
    table.clear()
    table.update(before)


def messages(db: Session) -> list[Message]:
    return list(db.scalars(select(Message).order_by(Message.id)))


def test_a_message_is_handled_once(db: Session, handlers: dict[str, list[Any]]) -> None:
    seen: list[int] = []
    handlers["test.happened"] = [lambda number: seen.append(number)]  # noqa: PLW0108 -- called by name
    outbox.put("test.happened", number=7)
    db.commit()

    assert [outbox.drain(), outbox.drain()] == [1, 0]
    assert seen == [7]
    assert [m.done_at is not None for m in messages(db)] == [True]


def test_a_failed_handler_leaves_nothing_behind_and_is_tried_again_later(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    def fail() -> None:
        record("half done", "test:1")
        raise OSError("mail server away")

    handlers["test.failing"] = [fail]
    outbox.put("test.failing")
    db.commit()

    assert outbox.drain() == 1

    [message] = messages(db)
    assert (message.attempts, message.done_at, message.failed_at) == (1, None, None)
    assert message.error == "OSError: mail server away"
    assert db.scalars(select(Entry)).all() == []
    assert outbox.drain() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert outbox.drain() == 1


def test_what_comes_too_early_is_put_off_and_that_is_no_failure(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    waits = [True]

    def after_another() -> None:
        if waits:
            raise TooEarly

    handlers["test.second"] = [after_another]
    outbox.put("test.second", key="second")
    db.commit()

    assert outbox.drain() == 1
    [message] = messages(db)
    assert (message.attempts, message.done_at, message.error) == (0, None, None)
    assert outbox.any_waits(["first", "second"])
    waits.clear()
    outbox.hurry("second")
    db.commit()

    assert outbox.drain() == 1
    assert not outbox.any_waits(["first", "second"])


def test_what_cannot_be_mended_is_not_tried_again(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    def give_up() -> None:
        raise GiveUp("no such address")

    handlers["test.hopeless"] = [give_up]
    outbox.put("test.hopeless")
    db.commit()

    assert outbox.drain() == 1

    assert [m.failed_at is not None for m in messages(db)] == [True]


def test_a_message_comes_due_at_its_time(db: Session, handlers: dict[str, list[Any]]) -> None:
    handlers["test.later"] = [lambda: None]
    outbox.put("test.later", due_at=clock.now() + timedelta(days=1))
    db.commit()

    assert outbox.drain() == 0
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert outbox.drain() == 1


def test_a_lease_that_ran_out_makes_the_message_due_again(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    handlers["test.killed"] = [lambda: None]
    outbox.put("test.killed")
    db.commit()
    [message] = messages(db)
    message.leased_until = clock.now() + timedelta(seconds=30)
    db.commit()

    assert outbox.drain() == 0
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert outbox.drain() == 1


def test_a_key_is_said_once(db: Session, handlers: dict[str, list[Any]]) -> None:
    handlers["test.keyed"] = [lambda: None]

    outbox.put("test.keyed", key="reminder:1")
    outbox.put("test.keyed", key="reminder:1")
    db.commit()

    assert [m.key for m in messages(db)] == ["reminder:1"]


def test_a_message_that_nobody_handles_is_a_mistake(db: Session) -> None:
    with pytest.raises(LookupError):
        outbox.put("test.unknown")


def test_what_is_put_to_sleep_is_handled_once_it_is_woken(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    seen: list[int] = []
    handlers["test.happened"] = [lambda number: seen.append(number)]  # noqa: PLW0108 -- called by name
    for number in (1, 2, 3):
        outbox.put("test.happened", key=f"k{number}", due_at=outbox.ASLEEP, number=number)
    db.commit()
    assert outbox.drain() == 0

    woken = outbox.again(select(Message.key).where(Message.key.in_(["k1", "k2"])))
    db.commit()
    outbox.drain()

    assert (woken, seen) == (2, [1, 2])


def test_what_is_done_or_failed_is_handled_again_but_not_what_a_worker_has_in_hand(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    seen: list[str] = []
    handlers["test.happened"] = [lambda name: seen.append(name)]  # noqa: PLW0108 -- called by name
    now = clock.now()
    states = {
        "done": {"done_at": now},
        "failed": {"failed_at": now, "attempts": 12, "error": "no"},
        "in hand": {"leased_until": now + timedelta(minutes=5)},
    }
    for name, state in states.items():
        fields = {"created_at": now, "due_at": now, "payload": {"name": name}} | state
        db.add(Message(name="test.happened", key=name, **fields))
    db.commit()

    outbox.again(select(Message.key))
    db.commit()
    outbox.drain()

    assert sorted(seen) == ["done", "failed"]


def test_what_is_withdrawn_is_not_handled_but_what_a_worker_has_in_hand_is_left_to_it(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    handlers["test.kept"] = [lambda: None]
    for key, due_at in (("waits", None), ("sleeps", outbox.ASLEEP), ("in hand", None)):
        outbox.put("test.kept", key=key, due_at=due_at)
    outbox.put("test.kept", key="done")
    db.commit()
    done = db.scalars(select(Message).where(Message.key == "done")).one()
    done.done_at, done.leased_until = clock.now(), clock.now() + timedelta(seconds=30)
    in_hand = db.scalars(select(Message).where(Message.key == "in hand")).one()
    in_hand.leased_until = clock.now() + timedelta(seconds=30)
    db.commit()

    asked = ["waits", "sleeps", "done", "in hand", "unknown"]
    assert outbox.withdraw(asked) == {"waits", "sleeps", "done"}

    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert outbox.drain() == 1


def test_a_failure_takes_back_what_shares_its_commit_and_that_is_done_at_once(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    seen: list[int] = []

    def early(number: int) -> None:
        seen.append(number)
        if seen.count(3) == 1 and number == 3:
            raise TooEarly

    handlers["test.quick"] = [early]
    for number in range(1, 5):
        outbox.put("test.quick", number=number)
    db.commit()

    outbox.drain()

    assert set(seen) == {1, 2, 3, 4}
    assert [(m.done_at is not None, m.attempts, m.payload["number"]) for m in messages(db)] == [
        (True, 1, 1), (True, 1, 2), (False, 0, 3), (True, 1, 4),
    ]  # fmt: skip


def test_what_goes_to_many_lets_all_others_go_first(
    db: Session, handlers: dict[str, list[Any]]
) -> None:
    seen: list[str] = []
    handlers["test.told"] = [lambda to: seen.append(to)]  # noqa: PLW0108 -- called by name
    outbox.put_all([outbox.News("test.told", {"to": "many"})] * 2, to_many=True)
    outbox.put("test.told", to="one")
    db.commit()

    outbox.drain()

    assert seen == ["one", "many", "many"]
