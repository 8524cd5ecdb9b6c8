"""Slots: a page of a lower floor leaves a place, and features above fill it.

The event page does not know registration; it says ``{{ slot("event.actions", event=event) }}``,
and registration says ``slots.fill(app, "event.actions", panels.register_button)``.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

Panel = Callable[..., str | None]


def fill(app: Flask, place: str, panel: Panel, *, order: int = 50) -> None:
    """Show what ``panel(**context)`` returns (markup, or nothing) at a place, by order."""
    app.extensions["slots"].setdefault(place, []).append((order, panel))


def slot(place: str, **context: Any) -> Markup:
    """Return what the features have to show at a place."""
    panels = sorted(current_app.extensions["slots"].get(place, []), key=lambda pair: pair[0])
    shown = (panel(**context) for _, panel in panels)
    return Markup("").join(Markup(part) for part in shown if part)  # noqa: S704 -- rendered templates


def init_app(app: Flask) -> None:
    """Give the application places, and templates the word for them."""
    app.extensions["slots"] = {}
    app.jinja_env.globals.update(slot=slot)
