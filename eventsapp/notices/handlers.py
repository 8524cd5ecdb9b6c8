"""Send posted notices."""

from eventsapp.core import clock, mailer
from eventsapp.core.db import db, release
from eventsapp.core.web import link
from eventsapp.notices import queries, services
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import WITHHELD


def send(notice_id: int) -> None:
    """Send one notice; a second try after a crash carries the same Message-ID."""
    notice = db.session.get_one(Notice, notice_id)
    if notice.sent_at is not None or notice.withheld is not None:
        return
    if notice.group and (withheld := WITHHELD.get(queries.choice_of(notice.email, notice.group))):
        notice.withheld = withheld  # chosen since it was posted
        return
    letter = mailer.Letter(
        to=notice.email,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        locale=notice.locale,
        reply_to=notice.reply_to,
        message_id=mailer.message_id(f"notice.{notice.uid}"),
        headers=headers_of(notice),
    )
    release()  # no lock is held while the mail server answers
    mailer.send(letter)
    db.session.get_one(Notice, notice_id).sent_at = clock.now()


def send_digest(email: str) -> None:
    """Send what somebody wants once a day."""
    services.digest(email)


def headers_of(notice: Notice) -> dict[str, str]:
    """Return what mail programs read: how to stop it (RFC 8058), and what it belongs to."""
    about = (notice.about or "site").replace(":", ".")
    headers = {"Feedback-ID": f"{about}:{notice.kind}:eventsapp:{mailer.own_domain()}"}
    if notice.group:
        token = queries.token_of(notice.email, notice.group)
        headers["List-Unsubscribe"] = f"<{link('notice_choices.stop', token=token)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
