"""What holds for every visitor: keyboards, no scripts, narrow windows, passkeys, errors."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventsapp.accounts.models import RoleName
from eventsapp.core.fuzzydate import FuzzyDate
from eventsapp.core.words import Words
from tests import factories
from tests.browser.conftest import PASSWORD, Open, make_person, sign_in
from tests.browser.screen import PHONE, Screen
from tests.installation import Installation

pytestmark = pytest.mark.browser

PERSON = "paula@example.org"
ORGANISER = "olaf@example.org"
SLUG = "open-seminar"
PUBLIC = f"/events/{SLUG}"
CAN_BE_USED = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
WHERE = """() => {
    const here = document.activeElement;
    const look = getComputedStyle(here);
    return [here.outerHTML.slice(0, 120), parseFloat(look.outlineWidth), look.outlineStyle];
}"""
REACHABLE = """(selector) => [...document.querySelectorAll(selector)]
    .filter(it => it.checkVisibility({visibilityProperty: true}))
    .filter(it => !it.disabled && it.tabIndex >= 0)
    .filter(it => it.type !== "radio" || it.checked)
    .map(it => it.outerHTML.slice(0, 120))"""
MAIN_PAGES = [
    "/",
    "/events/",
    "/organizations/",
    "/calendar/",
    "/about/",
    "/login",
    PUBLIC,
    f"{PUBLIC}/register",
    f"{PUBLIC}/call/",
    f"{PUBLIC}/practices/",
]


@pytest.fixture(scope="module", autouse=True)
def seminar(house: Installation) -> None:
    """Publish one event with a call, and make one person."""
    with house.inside():
        title = Words.of(en="Seminar on consular protection", es="Seminario sobre protección")
        event = factories.event(slug=SLUG, title=title, seats=40, is_best_practices=True)
        factories.call(event=event)
    make_person(house, PERSON, "Paula Pereira")
    make_person(house, ORGANISER, "Olaf Organiser", RoleName.ADMINISTRATOR)


def tab_stops(screen: Screen) -> list[str]:
    """Walk through a page with Tab; every stop has to show where the keyboard is."""
    stops: list[str] = []
    for _stop in range(150):
        screen.page.keyboard.press("Tab")
        here, width, style = screen.page.evaluate(WHERE)
        if here.startswith("<body"):
            continue
        if stops and here == stops[0]:
            break
        stops.append(here)
        assert width >= 2, f"nothing shows that the keyboard is at {here}"
        assert style != "none", f"nothing shows that the keyboard is at {here}"
    return stops


@pytest.mark.parametrize("path", ["/", "/login", PUBLIC, f"{PUBLIC}/register"])
def test_tab_reaches_everything_and_shows_where_it_is(window: Open, path: str) -> None:
    screen = window().visit(path)
    wanted = screen.page.evaluate(REACHABLE, CAN_BE_USED)

    stops = tab_stops(screen)

    assert len(wanted) > 5
    assert [it for it in wanted if it not in stops] == []


@pytest.mark.parametrize(
    ("first_day", "said"),
    [
        # Madrid shows what Johannesburg does until its summer time ends in the night to the 26th.
        (24, None),
        (25, "(12:30 am – 4:30 am your time)"),
        (26, "(27 Oct, 12:30 am – 27 Oct, 4:30 am your time)"),
    ],
)
def test_hours_stand_beside_in_the_readers_zone_where_either_end_of_them_differs(
    window: Open, house: Installation, first_day: int, said: str | None
) -> None:
    starts = datetime(2031, 10, first_day, 22, 30, tzinfo=UTC)
    with house.inside():
        event = factories.event(
            date=FuzzyDate.days(starts.date()),
            timezone="Europe/Madrid",
            starts_at=starts,
            ends_at=starts + timedelta(hours=4),
        )
        path = f"/events/{event.slug}/"

    screen = window(timezone_id="Africa/Johannesburg").visit(path)

    shown = [
        it.replace("\u202f", " ") for it in screen.page.locator(".also-local").all_inner_texts()
    ]
    assert set(shown) == ({said} if said else set())


def test_the_first_stop_leads_past_the_navigation(window: Open) -> None:
    screen = window().visit("/events/")

    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")

    assert screen.page.evaluate("() => document.activeElement.id") == "main"


def test_one_signs_in_with_the_keyboard_alone(window: Open) -> None:
    screen = window().visit("/login")

    type_into(screen, "email", PERSON)
    type_into(screen, "password", PASSWORD)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/me/")

    screen.sees("Paula Pereira")


def test_one_registers_with_the_keyboard_alone(house: Installation, window: Open) -> None:
    screen = window().visit(f"{PUBLIC}/register")

    type_into(screen, "name", "Karla Keys")
    type_into(screen, "email", "karla@example.org")
    screen.page.keyboard.press("Enter")

    house.wait_for_link("karla@example.org", "/registrations/")


def test_the_zone_of_the_browser_goes_with_a_registration_and_can_be_changed(
    house: Installation, window: Open
) -> None:
    guest = window(timezone_id="Asia/Tokyo").visit(f"{PUBLIC}/register")
    guest.sees("Our emails will also give times in your own time zone (Tokyo).")
    guest.look("register-with-a-zone")
    guest.fill(name="Toru Guest", email="toru@example.org").press("Register")

    guest.visit(house.wait_for_link("toru@example.org", "/registrations/"))
    noted = guest.field("timezone").input_value()
    guest.look("registration-with-a-zone")
    guest.choose(timezone="Europe/Madrid").press("Save").sees("Saved.")

    assert noted == "Asia/Tokyo"
    assert guest.field("timezone").input_value() == "Europe/Madrid"


def type_into(screen: Screen, name: str, text: str) -> None:
    """Go to a field with Tab, and type."""
    for _stop in range(60):
        if screen.page.evaluate("() => document.activeElement.name") == name:
            screen.page.keyboard.type(text)
            return
        screen.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name}")


def test_registration_works_without_scripts(house: Installation, window: Open) -> None:
    guest = window(java_script_enabled=False)

    guest.visit(f"{PUBLIC}/register").fill(name="Nora Noscript", email="not an address")
    guest.press("Register").sees("Nothing is saved yet")
    assert guest.field("name").input_value() == "Nora Noscript"
    guest.fill(email="nora@example.org").press("Register")
    guest.visit(house.wait_for_link("nora@example.org", "/registrations/"))
    guest.sees("You have a seat")
    guest.press("Cancel my registration")

    guest.sees("This registration is cancelled")


def test_no_page_scrolls_sideways_at_320_pixels(window: Open) -> None:
    screen = window(viewport={"width": 320, "height": 640})

    for path in MAIN_PAGES:
        screen.visit(path).fits()
    sign_in(screen, PERSON)
    for path in (
        "/me/", "/me/calendar", "/me/profile", "/me/security", f"{PUBLIC}/call/apply",
    ):  # fmt: skip
        screen.visit(path).fits()

    assert screen.troubles == []


def test_the_menu_of_an_event_opens_on_a_phone_without_scripts(window: Open) -> None:
    screen = window(viewport=PHONE, java_script_enabled=False)
    sign_in(screen, ORGANISER)
    screen.visit(f"/organise/events/{SLUG}/team")
    pages = screen.page.locator("#pages")
    pages.wait_for(state="hidden")

    screen.page.get_by_role("button", name="Pages of this event").press("Enter")
    pages.wait_for()
    screen.page.keyboard.press("Escape")
    pages.wait_for(state="hidden")
    screen.page.get_by_role("button", name="Pages of this event").click()
    screen.follow("Email texts")

    assert screen.path == f"/organise/events/{SLUG}/mails/wordings/"


def test_the_menu_of_an_event_stands_beside_its_pages_and_is_in_order(window: Open) -> None:
    screen = window()
    sign_in(screen, ORGANISER)

    for width in (1280, 390):
        screen.page.set_viewport_size({"width": width, "height": 800})
        screen.visit(f"/organise/events/{SLUG}/team")
        if width < 500:
            screen.page.locator(".page-menu button").click()
        assert screen.page.locator("#pages a[aria-current=page]").inner_text() == "Team"
        screen.look_as_it_is(f"menu-{width}")


def test_a_passkey_is_made_and_then_opens_the_door(window: Open) -> None:
    screen = window()
    with_authenticator(screen)
    sign_in(screen, PERSON)
    screen.visit("/me/security").follow("Add or remove passkeys")
    screen.look("passkeys")
    screen.fill(name="Telephone").press("Add a passkey")
    screen.page.wait_for_url("**/me/security")
    screen.sees("Telephone")

    screen.context.clear_cookies()
    screen.visit("/login").follow("Sign in with a passkey")
    screen.look("passkey-sign-in")
    screen.press("Use a passkey")
    screen.page.wait_for_url("**/me/")

    screen.sees("Paula Pereira")


def with_authenticator(screen: Screen) -> None:
    """Give a window a device that keeps passkeys and knows its owner."""
    devtools = screen.context.new_cdp_session(screen.page)
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize(
    ("name", "path", "words"),
    [
        ("unknown", "/events/nothing-of-this-name/", "What you can do"),
        ("refused", "/organise/events/new", "You have no access to this page"),
        ("expired", "/login/link/used-long-ago", "This link no longer works"),
        ("no-registration", "/registrations/not-a-token", "What you can do"),
    ],
)
def test_pages_of_errors_say_what_to_do(window: Open, name: str, path: str, words: str) -> None:
    screen = window()
    if name == "refused":
        sign_in(screen, PERSON)

    screen.visit(path).sees(words)

    screen.look(f"error-{name}")


def test_pages_of_accounts_look_right(window: Open) -> None:
    screen = window()
    for path in ("/register", "/reset", "/confirm"):
        screen.visit(path).look(f"account{path.replace('/', '-')}")
    sign_in(screen, PERSON)
    for path in ("/change", "/change-email", "/tf-setup", "/mf-recovery-codes"):
        screen.visit(path).look(f"account{path.replace('/', '-')}")


def test_an_error_is_told_in_the_readers_language(window: Open) -> None:
    screen = window(locale="fr-FR").visit("/nothing-of-this-name")

    assert screen.page.locator("html").get_attribute("lang") == "fr"
    screen.sees("Cette page n")


def test_what_is_chosen_for_a_calendar_is_its_address_at_once(window: Open) -> None:
    screen = window().visit("/calendar/?lang=en").choose(kind="seminar")
    chosen = screen.page.locator("#chosen")

    chosen.get_by_text("0 public events whose days are known.").wait_for()
    screen.sees("beside “Other calendars” choose + and “From URL”")  # the first way stays open
    assert "kind=seminar" in chosen.locator("input").first.input_value()
    assert "kind=seminar" in screen.page.url
    screen.look("calendar-chosen")
