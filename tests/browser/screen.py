"""One person's browser: what they do, and what must hold on every page that they look at."""

import os
import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request

from eventsapp.core.settings import ROOT
from tests.installation import PATIENCE, Installation, wait_for

AXE = ROOT / "build-artifacts" / "axe.min.js"
SHOTS = ROOT / "build-artifacts" / "screenshots"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
#: The rules of WCAG 2.2 AA, and what axe counts as good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND = """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]}))
    .violations.map(it => `${it.id}: ${it.help}: ` +
        it.nodes.map(node => `${node.target} ${node.failureSummary}`).join("; "))"""
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"


class Screen:
    """One person's browser window."""

    def __init__(self, browser: Browser, house: Installation, **settings: Any) -> None:
        """Open an empty window."""
        self.house = house
        size = settings.pop("viewport", DESK)
        options = {"base_url": house.base, "locale": "en-US", "viewport": size, **settings}
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page: Page = self.context.new_page()
        self.size = size
        #: What was wrong on the pages seen so far; it fails the test when the window is closed.
        self.troubles: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._see)
        self.page.on("dialog", self._answer)

    def visit(self, path: str) -> "Screen":
        """Open a page."""
        self.page.goto(path)
        return self

    @property
    def path(self) -> str:
        """The path of the page they are on."""
        return urlsplit(self.page.url).path

    def fill(self, **texts: str) -> "Screen":
        """Type into fields, by their names; ``__`` stands for a hyphen."""
        for name, text in texts.items():
            self.field(name).fill(text)
        return self

    def choose(self, **values: str) -> "Screen":
        """Choose from lists, by the fields' names."""
        for name, value in values.items():
            self.field(name).select_option(value)
        return self

    def tick(self, name: str, value: str = "") -> "Screen":
        """Tick a box, or choose one of several."""
        chosen = f'[value="{value}"]' if value else ""
        self.page.locator(f'[name="{name}"]{chosen}').first.check()
        return self

    def field(self, name: str) -> Locator:
        """Find a field by its name."""
        return self.page.locator(f'main [name="{name.replace("__", "-")}"]').first

    def press(self, text: str, *, sure: bool = False) -> "Screen":
        """Press the button of this text, and say yes where the page asks if they are sure."""
        self.page.get_by_role("main").get_by_role("button", name=text).first.click()
        if sure:
            self.page.locator("dialog .btn-primary").click()
        self.page.wait_for_load_state()
        return self

    def follow(self, text: str) -> "Screen":
        """Follow the first link of this text."""
        self.page.get_by_role("link", name=text).first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, *texts: str) -> None:
        """Check that the page says something, at once or once what was asked for is there."""
        assert wait_for(lambda: not self._missing(texts)), (
            f"{self.page.url} does not say {self._missing(texts)}: {self._words()}"
        )

    def look(self, name: str) -> None:
        """Look at the page on a desk and on a phone: nothing may be wrong."""
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.look_as_it_is(f"{name}-{size['width']}")
        self.page.set_viewport_size(self.size)

    def look_as_it_is(self, name: str) -> None:
        """Look at the page in the window as it is, with what is open in it."""
        self.page.evaluate(AXE.read_text())
        self.fits()
        for wrong in self.page.evaluate(FOUND, RULES):
            self.troubles.append(f"{name} ({self.page.url}): {wrong}")
        self.picture(name)

    def fits(self) -> None:
        """Note where somebody would have to scroll sideways."""
        wide, here = self.page.evaluate(WIDTHS)
        if wide > here:
            self.troubles.append(f"{self.page.url} is {wide} px wide in a window of {here} px")

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page, where somebody asked for pictures to look at."""
        if "EVENTSAPP_TEST_PICTURES" not in os.environ:
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("() => scrollTo(0, 0)")
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    def close(self) -> None:
        """Close the window."""
        self.context.close()

    def _words(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    def _missing(self, texts: tuple[str, ...]) -> list[str]:
        words = self._words().lower()
        return [text for text in texts if text.lower() not in words]

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium says of each page with an error status that it has one.
        refused = re.match(r"Failed to load resource: .* status of 4\d\d", message.text)
        if refused and message.location["url"] == self.page.url:
            return
        # htmx says so of a request that is given up because somebody types on or goes elsewhere;
        # of one that failed it says more.
        if message.text.startswith(("htmx:afterRequest", "htmx:sendAbort")):
            return
        if message.type == "error":
            self.troubles.append(f"{message.text} ({message.location['url']})")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.house.base}/", "data:")):
            self.troubles.append(f"asks another host: {request.url}")

    def _answer(self, dialog: Dialog) -> None:
        self.troubles.append(f"a dialog of the browser: {dialog.type} {dialog.message}")
        dialog.accept()
