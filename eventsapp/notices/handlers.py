"""Send posted notices."""

from eventsapp.core import clock, mailer
from eventsapp.core.db import db, release
from eventsapp.notices.models import Notice


def send(notice_id: int) -> None:
    """Send one notice; a second try after a crash carries the same Message-ID."""
    notice = db.session.get_one(Notice, notice_id)
    if notice.sent_at is not None:
        return
    letter = mailer.Letter(
        to=notice.email,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        locale=notice.locale,
        reply_to=notice.reply_to,
        message_id=mailer.message_id(f"notice.{notice.uid}"),
    )
    release()  # no lock is held while the mail server answers
    mailer.send(letter)
    db.session.get_one(Notice, notice_id).sent_at = clock.now()
