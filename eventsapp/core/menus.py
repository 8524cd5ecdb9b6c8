"""Menus: the organiser's pages of one thing, in chapters; each feature adds its own pages.

Pages stand in the order in which they are added, which is that of the floors.
"""

from typing import Any, NamedTuple

from flask import Flask, current_app


class Page(NamedTuple):
    """A page of a feature among the organiser's pages of one thing."""

    endpoint: str
    label: Any


class Chapter(NamedTuple):
    """Pages of a menu that belong together, under a heading."""

    label: Any
    pages: list[Page]


def open_menu(app: Flask, name: str, **chapters: Any) -> None:
    """Open a menu with its chapters in order: the key of each, and its heading."""
    app.extensions["menus"][name] = {key: Chapter(label, []) for key, label in chapters.items()}


def add_page(app: Flask, name: str, chapter: str, endpoint: str, label: Any) -> None:
    """Add a page to a chapter of a menu."""
    app.extensions["menus"][name][chapter].pages.append(Page(endpoint, label))


def menu(name: str) -> list[Chapter]:
    """Return the chapters of a menu, in order."""
    return list(current_app.extensions["menus"][name].values())


def init_app(app: Flask) -> None:
    """Give the application menus, and templates the word for them."""
    app.extensions["menus"] = {}
    app.jinja_env.globals.update(menu=menu)
