"""Word a notice in the reader's language and post it."""

import secrets
from typing import Any

from sqlalchemy import select

from eventsapp.core import clock, mailer, outbox
from eventsapp.core.db import db
from eventsapp.notices.models import Notice


def post(
    kind: str,
    to: mailer.Reader,
    *,
    key: str | None = None,
    about: str | None = None,
    reply_to: str | None = None,
    **context: Any,
) -> Notice:
    """Word ``templates/mail/<kind>/`` for the reader and queue the mail.

    ``key`` names what must not be said twice: a second post with it returns the first notice.
    """
    if key and (said := db.session.scalar(select(Notice).where(Notice.key == key))):
        return said
    wording = mailer.word(kind, to, **context)
    notice = Notice(
        uid=secrets.token_hex(16),
        key=key,
        kind=kind,
        about=about,
        email=to.email,
        locale=to.locale,
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
        reply_to=reply_to,
        created_at=clock.now(),
    )
    db.session.add(notice)
    db.session.flush()
    outbox.put("notice.posted", notice_id=notice.id)
    return notice
