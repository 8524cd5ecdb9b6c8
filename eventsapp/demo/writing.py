"""What sample people write: sentences of ``sentences.toml``, put together from the seed."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

from eventsapp.demo.people import Person


def statement(random: Random, person: Person, topics: list[str]) -> str:
    """Write why somebody applies, in their language: who they are, what they did, what it did."""
    said = _sentences()[person.locale]
    work = [random.choice(said["work"][topic]) for topic in topics[:2]]
    told = [
        random.choice(said["opening"][person.sector]),
        *work,
        *random.sample(said["result"], random.choice((1, 1, 2))),
        *([random.choice(said["wish"])] if random.random() < 0.8 else []),
    ]
    text = " ".join(told[:2]) + "\n\n" + " ".join(told[2:])
    return text.format(
        years=max(2, person.years),
        number=random.randint(3, 90) * 10,
        share=random.randint(22, 78),
    )


def practice(random: Random, person: Person, topic: str) -> str:
    """Name the practice that somebody would bring along."""
    return str(random.choice(_sentences()[person.locale]["practice"][topic]))


def interests(random: Random, person: Person) -> str:
    """Declare an interest; most people have none."""
    return str(random.choice(_sentences()[person.locale]["interests"]))


def comment(random: Random, locale: str, total: float) -> str:
    """Comment on an application in a reviewer's language, as its total of 100 has it."""
    band = "strong" if total >= 70 else "fair" if total >= 48 else "weak"
    return str(random.choice(_sentences()[locale]["comment"][band]))


@lru_cache
def _sentences() -> dict[str, Any]:
    text = files("eventsapp.demo").joinpath("sentences.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
