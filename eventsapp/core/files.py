"""Files that people send us: checked by content, kept under random names, given as downloads."""

import hashlib
import io
import re
import secrets
import zipfile
from datetime import datetime
from pathlib import Path

from flask import Response, current_app, send_file
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage

from eventsapp.core import clock
from eventsapp.core.db import Model, db
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG, JPEG = "image/png", "image/jpeg"
#: Of the files that we take: a hint for browsers, for what counts is the content.
ENDINGS = ".pdf,.docx,.png,.jpg,.jpeg"
#: Octets: forms and refusals say 10 MB, in four languages.
LARGEST = 10 * 2**20
MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_NAME = 120
SANDBOX = "sandbox; default-src 'none'"


class FileTooLarge(Refused):
    """Over the limit that was named beside the field."""

    message = _("This file is too large. The limit is 10 MB.")


class FileNotAllowed(Refused):
    """Not one of the kinds we take, whatever its name says."""

    message = _("This file is not a PDF, DOCX, PNG or JPEG file that we can read.")


class StoredFile(Model):
    """One file in the uploads folder."""

    __tablename__ = "stored_file"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_at: Mapped[datetime]


def keep(upload: FileStorage) -> StoredFile:
    """Keep an upload; raise ``FileTooLarge`` or ``FileNotAllowed``."""
    content = _content(upload)
    media_type = media_type_of(content)
    stored = StoredFile(
        key=secrets.token_urlsafe(24),
        name=safe_name(upload.filename or ""),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=clock.now(),
    )
    path = _path(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    db.session.add(stored)
    return stored


def check(upload: FileStorage) -> None:
    """Raise what ``keep`` would raise, and keep nothing: the upload can still be read."""
    media_type_of(_content(upload))
    upload.stream.seek(0)


def discard(stored: StoredFile) -> None:
    """Forget a file: its row with the transaction, its content once that is committed."""
    db.session.info.setdefault("to_unlink", []).append(_path(stored))
    db.session.delete(stored)


def download(stored: StoredFile) -> Response:
    """Answer with a file: always as a download, never as a page."""
    response = send_file(
        _path(stored), mimetype=stored.media_type, as_attachment=True, download_name=stored.name
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response


def media_type_of(content: bytes) -> str:
    """Tell what a file is by its content; raise ``FileNotAllowed`` for all we do not take."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04") and _is_docx(content):
        return DOCX
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _image_type(content)
    raise FileNotAllowed


def safe_name(given: str) -> str:
    """Return the last part of a file name without what could mislead a reader or a header."""
    name = re.split(r"[/\\]", given)[-1]
    name = "".join(c for c in name if c.isprintable() and c not in '"<>|:*?\u202e\u202d').strip(
        ". "
    )
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    return (stem[: LONGEST_NAME - len(ending)] + dot + ending) or "file"


def _content(upload: FileStorage) -> bytes:
    content = upload.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileTooLarge
    return content


def _is_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return (
        "[Content_Types].xml" in names
        and "word/document.xml" in names
        and not any(name.endswith("vbaProject.bin") for name in names)
        and len(entries) <= MAX_ENTRIES
        and unpacked <= MAX_UNPACKED
    )


def _image_type(content: bytes) -> str:
    from PIL import Image  # noqa: PLC0415 -- 3 MB that only whoever takes a picture needs

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileNotAllowed
            kind = image.format
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise FileNotAllowed from None
    return PNG if kind == "PNG" else JPEG


@event.listens_for(Session, "after_commit")
def _unlink(session: Session) -> None:
    if not session.in_nested_transaction():
        for path in session.info.pop("to_unlink", []):
            path.unlink(missing_ok=True)


@event.listens_for(Session, "after_rollback")
def _keep_after_all(session: Session) -> None:
    session.info.pop("to_unlink", None)


def _path(stored: StoredFile) -> Path:
    folder: Path = current_app.config["DATA_DIR"] / "uploads"
    return folder / stored.key[:2] / stored.key
