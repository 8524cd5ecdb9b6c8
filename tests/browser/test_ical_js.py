"""ical.js, which Thunderbird and Nextcloud read with, sees what we mean in our feeds."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from eventsapp.core.settings import ROOT
from tests.calendars.story import Read, told

pytestmark = pytest.mark.browser
ICAL = ROOT / "build-artifacts" / "ical.cjs"
#: It takes each time zone from the feed itself and knows no other.
READ = """(text) => {
    ICAL.TimezoneService.reset();
    const calendar = new ICAL.Component(ICAL.parse(text));
    for (const zone of calendar.getAllSubcomponents("vtimezone"))
        ICAL.TimezoneService.register(zone);
    const written = (time) => time.isDate ? time.toString() : String(time.toUnixTime());
    return calendar.getAllSubcomponents("vevent").map((it) => {
        const event = new ICAL.Event(it);
        return [event.uid, written(event.startDate), written(event.endDate), event.sequence,
                it.getFirstPropertyValue("status")];
    });
}"""


def test_ical_js_agrees_with_us_through_a_whole_story(
    client: FlaskClient, db: Session, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.evaluate(ICAL.read_text())
    for chapter in told(client, db):
        rows = page.evaluate(READ, chapter.octets.decode())
        seen = {uid.split("@")[0]: Read(*rest) for uid, *rest in rows}

        assert seen == chapter.seen, chapter.name
    page.close()
