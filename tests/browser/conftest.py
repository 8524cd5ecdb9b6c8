"""A real browser before a real installation: server, worker, mail catcher."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from eventsapp.accounts.models import RoleName
from eventsapp.accounts.services import make_account
from eventsapp.core.db import db
from tests.browser.screen import Screen
from tests.installation import PATIENCE, Installation, running

QUIETLY = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "a river of small boats"
Open = Callable[..., Screen]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Installation]:
    """Run one installation for all browser tests of this process."""
    folder = tmp_path_factory.mktemp("house")
    with running(folder, f"browser_{worker}", host="localhost") as house:
        yield house


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is missing: tools/browser-packages installs it."
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=QUIETLY, timeout=1000 * PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, house: Installation) -> Iterator[Open]:
    """Open windows, each of a person of their own; in the end nothing was wrong in any."""
    opened: list[Screen] = []

    def open_window(**settings: object) -> Screen:
        opened.append(Screen(chromium, house, **settings))
        return opened[-1]

    yield open_window
    for screen in opened:
        screen.close()
    troubles = [trouble for screen in opened for trouble in screen.troubles]
    assert troubles == [], "\n".join(troubles)


def make_person(house: Installation, email: str, name: str, *roles: RoleName) -> None:
    """Make an account with the password of these tests, as the operator does."""
    with house.inside():
        make_account(email, name, password=PASSWORD, roles=roles)
        db.session.commit()


def sign_in(screen: Screen, email: str) -> None:
    """Sign in with a password."""
    screen.visit("/login").fill(email=email, password=PASSWORD).press("Sign in")
