"""The files: pool.csv and case.json of a folder, and the answer."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from eventsapp.selection.exchange import pools
from eventsapp.selection.exchange.cases import Case, plain
from eventsapp.selection.exchange.documents import from_json, to_json
from eventsapp.selection.exchange.reading import Unreadable, shown

CASE = "case.json"


def read(folder: Path) -> Case:
    """Return what a folder asks; raise ``Unreadable``."""
    if not folder.is_dir():
        raise Unreadable(f"There is no folder {shown(folder)}.")
    pool, barred = pools.from_csv(_text(folder / pools.FILE))
    return from_json(_document(_text(folder / CASE)), pool, barred, CASE)


def files(case: Case, names: Mapping[str, str]) -> dict[str, str]:
    """Return what the two files say, by their names; names of people by their ids."""
    told = replace(case, problem=plain(case.problem))
    return {pools.FILE: pools.to_csv(told, names), CASE: in_json(to_json(told))}


def write(folder: Path, case: Case, names: Mapping[str, str]) -> None:
    """Write a case as the two files; reading them gives it again, with its problem plain."""
    texts = files(case, names)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        save(folder / name, text)


def in_json(value: Mapping[str, Any]) -> str:
    """Return JSON that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all, in place of an older one."""
    if path.exists() and not path.is_file():
        raise Unreadable(f"{shown(path)} is not a file that can be written.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unreadable(f"{shown(path)} cannot be written ({error.strerror}).") from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror}).") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{path.name}, line {line}: is not UTF-8.") from error


def _document(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        sentence = f"{CASE}, line {error.lineno}: is no JSON ({error.msg})."
        raise Unreadable(sentence) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{CASE}: holds something too long or too deep to be read.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Unreadable(f"{CASE}: the key {shown(twice)} stands twice in one object.")
    return found


def _no_number(name: str) -> NoReturn:
    raise Unreadable(f"{CASE}: {name} is no number of JSON.")
