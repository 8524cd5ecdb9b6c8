"""Organisers reword a mail in Spanish; readers of Spanish get it, all others the standard one."""

from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from eventsapp.core import outbox
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from tests import factories
from tests.conftest import MailServer, sign_in


def test_the_confirmation_is_reworded_in_spanish_and_each_reader_gets_the_right_words(
    app: Flask, db: Session, mails: MailServer
) -> None:
    event = factories.event(title=Words.of(en="Water"), contact_email="team@example.org")
    organiser = factories.team(event, TeamRole.LEAD_ORGANISER)
    desk = app.test_client()
    sign_in(desk, organiser)
    saved = desk.post(
        f"/organise/events/{event.slug}/mails/wordings/registration_confirmed/es",
        data={
            "subject": "¡Bienvenida, {name}!",
            "text": "Estimada {name}:\n\nTe esperamos en {event}.\n\n{link}\n\n{contact}",
            "seen": "0",
        },
    )
    assert saved.status_code == 302

    for name, language in (("Sofía", "es"), ("Sarah", "en")):
        answer = app.test_client().post(
            f"/events/{event.slug}/register?lang={language}",
            data={
                "name": name,
                "email": f"{language}@example.org",
                "category": "participant",
            },
        )
        assert answer.status_code == 302, answer.text
    outbox.drain()

    [spanish], [english] = mails.to("es@example.org"), mails.to("en@example.org")
    assert spanish["Subject"] == "¡Bienvenida, Sofía!"
    assert english["Subject"] == "Your seat: Water"
    own = mails.link("es@example.org", "/registrations/")
    assert app.test_client().get(own).status_code == 200
    text = spanish.get_body(("plain",)).get_content()
    assert text.replace("\r\n", "\n").startswith("Estimada Sofía:\n\nTe esperamos en Water.\n\n")
    assert text.rstrip().endswith("team@example.org")
    html = spanish.get_body(("html",)).get_content()
    assert '<html lang="es">' in html
    for mail in (spanish, english):
        assert mail["Reply-To"] == "team@example.org"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Feedback-ID"].startswith(f"event.{event.id}:registration_confirmed:")
        [part] = [it for it in mail.walk() if it.get_content_type() == "text/calendar"]
        assert part.get_param("method") == "REQUEST"
        [entry] = Calendar.from_ical(part.get_content()).walk("VEVENT")
        assert entry["SUMMARY"] == "Water"
    assert [mail["Content-Language"] for mail in (spanish, english)] == ["es", "en"]
