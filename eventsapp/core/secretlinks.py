"""Secret links: an address that is itself the permission, known only to who was sent it.

The secret is an HMAC-SHA256 (256 bits) of a random nonce under the application's key. So a mail
that is worded later, by the worker, can carry the same link as the mail before it: old links stay
valid, and no queue, log or backup of the database holds one. Its SHA-256 is stored to find the
thing by; with another nonce the thing gets another link, and with another key the links that were
sent go on working, because they are found by what is stored.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any, ClassVar

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Mapped, mapped_column

from eventsapp.core.db import Model


def new_nonce() -> str:
    """Return what a new link is derived from: 128 random bits."""
    return secrets.token_hex(16)


def secret_of(purpose: str, nonce: str) -> str:
    """Return the secret of one link; another purpose never has the same one."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(key, f"link:{purpose}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fingerprint(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PrivatelyLinked(Model):
    """A row that its private link finds: the base of tables that have one."""

    __abstract__ = True

    #: What tells its secrets from those of all other tables.
    link_purpose: ClassVar[str]
    #: What the secret is derived from.
    link_nonce: Mapped[str] = mapped_column(default=new_nonce)
    #: What is stored of the secret.
    token_hash: Mapped[str | None] = mapped_column(unique=True)

    def __init__(self, **fields: Any) -> None:
        """Make one that its private link finds."""
        super().__init__(**fields)
        self.seal()

    @property
    def token(self) -> str:
        """The secret of the private link: only for mails to, and pages of, its one reader."""
        return secret_of(self.link_purpose, self.link_nonce)

    def seal(self) -> None:
        """Let the private link find this row, under the key of today."""
        self.link_nonce = self.link_nonce or new_nonce()
        self.token_hash = fingerprint(self.token)

    def renew_link(self) -> None:
        """Let another link find it, and the one that was sent nothing any more."""
        self.link_nonce = new_nonce()
        self.seal()


def signed(purpose: str, values: list[str]) -> str:
    """Return values that anybody may read and nobody may change: nothing of them is stored."""
    return str(_signer(purpose).dumps(values))


def unsigned(purpose: str, token: str) -> list[str] | None:
    """Return what was signed for this purpose; None if it was not."""
    try:
        values: Any = _signer(purpose).loads(token)
    except BadSignature:
        return None
    return list(values)


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=f"signed:{purpose}")
