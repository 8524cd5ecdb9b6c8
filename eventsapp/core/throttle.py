"""Count tries in our own table, whatever becomes of the request: sign-in, mailed links, forms.

A try is counted and committed before anything else happens in the request, so that neither a
failure nor many tries at once go uncounted. Who tries is kept as a keyed hash only.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import abort, current_app, request
from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped

from eventsapp.core import clock
from eventsapp.core.db import Model, db


class Try(Model):
    """One counted try."""

    __tablename__ = "throttle_try"
    __table_args__ = (Index("ix_throttle_try_bucket_who_at", "bucket", "who", "at"),)

    bucket: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]


def limit(bucket: str, who: str | None = None) -> None:
    """Count a try of ``who`` (default: the visitor's address); too many answer 429.

    ``bucket`` names a setting ``THROTTLE_<BUCKET>`` of [tries, seconds]. Call this first in a
    view: it commits.
    """
    if not current_app.config["THROTTLE_ENABLED"]:
        return
    setting, _, _form = bucket.partition(":")
    tries, seconds = current_app.config[f"THROTTLE_{setting.upper()}"]
    hashed, now = _hash(who or str(request.remote_addr)), clock.now()
    begin = now - timedelta(seconds=seconds)
    db.session.execute(delete(Try).where(Try.bucket == bucket, Try.at < begin))
    db.session.add(Try(bucket=bucket, who=hashed, at=now))
    db.session.commit()
    made = db.session.scalar(
        select(func.count()).where(Try.bucket == bucket, Try.who == hashed, Try.at >= begin)
    )
    if (made or 0) > tries:
        abort(HTTPStatus.TOO_MANY_REQUESTS)


def forgive(bucket: str, who: str) -> None:
    """Forget the tries of someone who succeeded."""
    db.session.execute(delete(Try).where(Try.bucket == bucket, Try.who == _hash(who)))


def _hash(who: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, who.strip().lower().encode(), hashlib.sha256).hexdigest()
