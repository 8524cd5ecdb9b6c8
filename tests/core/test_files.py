"""Files that people send us."""

import io
import zipfile

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from eventsapp.core import files
from eventsapp.core.files import FileNotAllowed, FileTooLarge


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


def picture(kind: str, size: tuple[int, int] = (4, 4)) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", size).save(buffer, kind)
    return buffer.getvalue()


def upload(content: bytes, name: str = "cv.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n...", files.PDF),
        (archive("[Content_Types].xml", "word/document.xml"), files.DOCX),
        (picture("PNG"), files.PNG),
        (picture("JPEG"), files.JPEG),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, media_type: str) -> None:
    assert files.media_type_of(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b" %PDF-1.7 not at the start",
        archive("photo.jpg"),
        archive("[Content_Types].xml", "xl/workbook.xml"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("[Content_Types].xml", "word/document.xml")[:60],
        archive("[Content_Types].xml", "word/document.xml", *(f"{n}" for n in range(2001))),
        picture("PNG")[:20],
    ],
    ids=lambda content: f"{len(content)} bytes",
)
def test_what_is_not_on_the_list_is_refused(content: bytes) -> None:
    with pytest.raises(FileNotAllowed):
        files.media_type_of(content)


def test_a_small_file_that_holds_a_huge_picture_is_refused() -> None:
    with pytest.raises(FileNotAllowed):
        files.media_type_of(picture("PNG", (files.MAX_PIXELS // 5_000, 5_001)))


def test_a_file_is_kept_under_a_random_name_and_given_as_a_download(
    app: Flask, db: Session
) -> None:
    kept = files.keep(upload(b"%PDF-1.7\nhello", "../../etc/My CV\u202e.pdf"))

    assert kept.name == "My CV.pdf"
    assert len(kept.key) >= 32
    with app.test_request_context():
        response = files.download(kept)
        response.direct_passthrough = False
        assert response.get_data() == b"%PDF-1.7\nhello"
    assert response.headers["Content-Disposition"] == 'attachment; filename="My CV.pdf"'
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_file_over_the_limit_is_refused(db: Session) -> None:
    with pytest.raises(FileTooLarge):
        files.keep(upload(b"%PDF-" + b"x" * files.LARGEST))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("cv.pdf", "cv.pdf"),
        ("C:\\temp\\cv.pdf", "cv.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("...", "file"),
        ("", "file"),
        ("é" * 300 + ".pdf", "é" * 117 + ".pdf"),
    ],
)
def test_a_file_name_cannot_mislead(given: str, name: str) -> None:
    assert files.safe_name(given) == name
