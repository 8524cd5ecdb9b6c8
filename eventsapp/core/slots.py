"""Slots: a page of a lower floor leaves a place, and features above fill it.

The event page does not know registration; it says ``{{ slot("event.actions", event=event) }}``,
and registration says ``slots.fill(app, "event.actions", panels.register_button)``.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, current_app
from markupsafe import Markup

Panel = Callable[..., str | None]


class Tab(NamedTuple):
    """A page of a feature among the organiser's pages of one thing."""

    endpoint: str
    label: Any
    order: int


def fill(app: Flask, place: str, panel: Panel, *, order: int = 50) -> None:
    """Show what ``panel(**context)`` returns (markup, or nothing) at a place, by order."""
    app.extensions["slots"].setdefault(place, []).append((order, panel))


def slot(place: str, **context: Any) -> Markup:
    """Return what the features have to show at a place."""
    panels = sorted(current_app.extensions["slots"].get(place, []), key=lambda pair: pair[0])
    shown = (panel(**context) for _, panel in panels)
    return Markup("").join(Markup(part) for part in shown if part)  # noqa: S704 -- rendered templates


def add_tab(app: Flask, group: str, endpoint: str, label: Any, *, order: int) -> None:
    """Add a page to the organiser's tabs of a thing."""
    app.extensions["tabs"].setdefault(group, []).append(Tab(endpoint, label, order))


def tabs(group: str) -> list[Tab]:
    """Return the organiser's tabs of a thing, in order."""
    return sorted(current_app.extensions["tabs"].get(group, []), key=lambda tab: tab.order)


def init_app(app: Flask) -> None:
    """Give the application places and tabs, and templates the words for them."""
    app.extensions["slots"] = {}
    app.extensions["tabs"] = {}
    app.jinja_env.globals.update(slot=slot, tabs_of=tabs)
