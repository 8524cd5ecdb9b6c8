"""Rules of the house that no linter knows."""

import inspect
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import grimp
import pytest
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import nodes

from eventsapp.app import FEATURES
from eventsapp.core.settings import ROOT
from eventsapp.core.words import LOCALES

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
OPEN_ROOMS = {"entries", "mails", "models", "rules", "words", "policy", "queries", "services"}
#: Forms of floors above have a part in which questions are answered; when what they ask for is
#: due is asked in the same form everywhere.
ALSO_OPEN = {("questions", "forms"), ("duties", "forms")}
#: Views that are not ours, behind policies of their own.
FOREIGN = {"static", "bootstrap.static"}
#: Mail programs know no style sheets, so mails are left out.
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "mail" not in path.parts
)
MAILS = sorted(path for path in (ROOT / "templates" / "mail").glob("*") if path.is_dir())


def test_a_feature_enters_only_the_open_rooms_of_another() -> None:
    graph = grimp.build_graph("eventsapp")
    crossing = [
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if importer.count(".") > 1
        and importer.split(".")[1] != imported.split(".")[1]
        and imported.split(".")[1] not in {"core", "selection"}
    ]
    assert len(crossing) > 100
    entered = {(it, tuple(it.split(".")[1:3])) for _importer, it in crossing}
    assert [it for it, (feature, room) in entered
            if room not in OPEN_ROOMS and (feature, room) not in ALSO_OPEN] == []  # fmt: skip


def test_the_optimiser_is_entered_by_its_front_door_alone() -> None:
    graph = grimp.build_graph("eventsapp")
    inside = {it for it in graph.modules if it.startswith("eventsapp.selection")}
    entered = {
        imported
        for importer in graph.modules - inside - {"eventsapp.cli"}
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported in inside
    }
    rooms = {"eventsapp.selection", "eventsapp.selection.exchange", "eventsapp.selection.record"}
    assert entered <= rooms


def test_the_factory_builds_the_floors_in_order() -> None:
    layers = [set(re.findall(r"\w+", layer)) for layer in reversed(CONTRACTS[0]["layers"])]
    order = {name: height for height, layer in enumerate(layers) for name in layer}
    heights = [order[feature.__name__.split(".")[1]] for feature in FEATURES]
    assert heights == sorted(heights)
    assert len(heights) == sum(len(layer) for layer in layers) - len({"core", "demo", "selection"})


def test_every_template_compiles(app: Flask) -> None:
    names = app.jinja_env.list_templates(extensions=["html", "txt"])
    assert len(names) > len(TEMPLATES) - 1
    for name in names:
        app.jinja_env.get_template(name)


def test_no_file_was_left_half_merged() -> None:
    kept = [ROOT / name for name in ("docs", "templates", "eventsapp/static/css", "eventsapp/demo")]
    files = [path for folder in kept for path in folder.rglob("*") if path.is_file()]

    assert len(files) > len(TEMPLATES)
    marked = [path for path in files if re.search(b"(?m)^(<{7}|>{7}) ", path.read_bytes())]
    assert marked == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_holds_nothing_inline_and_trusts_nothing_typed(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)
    assert re.findall(r"(?<!, )\bstyle=[\"']|\son[a-z]+=[\"']|<style|\|\s*safe\b", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//(?!\{)", text) == []


def test_a_template_leaves_the_space_before_a_mark_to_the_language() -> None:
    """French sets a space before : ; ? and !, so these marks stand in what is translated."""
    paths = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    assert len(paths) > len(TEMPLATES)
    bare = re.compile(r"(?:\}\}|%\})(?:\s*</\w+>)*[:;?!](?:\s|<|\{|$)")
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in paths
        if (lines := bare.findall(re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)))
    }
    assert found == {}


def test_a_template_imports_only_macros_that_it_uses(app: Flask) -> None:
    unused = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in _imported_in_vain(app.jinja_env.parse(path.read_text()))
    ]
    assert unused == []


def _imported_in_vain(template: nodes.Template) -> set[str]:
    imported = {
        name if isinstance(name, str) else name[1]
        for line in template.find_all(nodes.FromImport)
        for name in line.names
    }
    return imported - {name.name for name in template.find_all(nodes.Name)}


@pytest.mark.parametrize("folder", MAILS, ids=lambda folder: folder.name)
def test_a_mail_is_a_folder_of_three_files(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize("locale", sorted(set(LOCALES) - {"en"}))
def test_every_word_of_the_interface_is_translated(locale: str) -> None:
    folder = ROOT / "eventsapp" / "translations"
    template = read_po((folder / "messages.pot").open("rb"))
    catalogue = read_po((folder / locale / "LC_MESSAGES" / "messages.po").open("rb"), locale=locale)
    assert len(template) > 0

    def worded(string: object) -> bool:
        parts = string if isinstance(string, tuple | list) else (string,)
        return all(isinstance(part, str) and part.strip() for part in parts)

    missing = [
        message.id
        for message in template
        if message.id
        and (
            (there := catalogue.get(message.id, message.context)) is None
            or there.fuzzy
            or not worded(there.string)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("locale", sorted(set(LOCALES) - {"en"}))
def test_a_translation_keeps_the_placeholders(locale: str) -> None:
    path = ROOT / "eventsapp" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    catalogue = read_po(path.open("rb"), locale=locale)

    def holes(text: str) -> list[str]:
        return sorted(set(re.findall(r"%\(\w+\)[a-z]", text)))

    wrong = []
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        allowed = holes(" ".join(ids))
        wrong += [s for s in strings if message.id and not set(holes(s)) <= set(allowed)]
        if len(ids) == 1 and message.id and holes(strings[0]) != allowed:
            wrong.append(strings[0])
    assert wrong == []


def test_every_view_asks_a_policy(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in FOREIGN
        and inspect.unwrap(view).__module__.startswith("eventsapp.")
        and not _asks(inspect.unwrap(view))
    ]
    assert silent == []


def _asks(view: Callable[..., object], deep: int = 3) -> bool:
    """Tell whether a function, or one of ours that it calls, calls ``require``."""
    if "require(" in inspect.getsource(view):
        return True
    names = view.__code__.co_names if inspect.isfunction(view) else ()
    called = (inspect.unwrap(it) for name in names if callable(it := view.__globals__.get(name)))
    return deep > 0 and any(
        _asks(it, deep - 1)
        for it in called
        if inspect.isfunction(it) and it.__module__.startswith("eventsapp.")
    )
