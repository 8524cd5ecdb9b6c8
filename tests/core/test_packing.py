"""Pages and their files on a weak line."""

import gzip

import pytest
from flask.testing import FlaskClient

from eventsapp.core.db import db
from tests import factories
from tests.conftest import sign_in

PACKED = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("path", ["/", "/static/css/components.css", "/about/"])
def test_a_visitor_gets_pages_and_files_packed(client: FlaskClient, path: str) -> None:
    plain = client.get(path)

    packed = client.get(path, headers=PACKED)

    assert (plain.content_encoding, packed.content_encoding) == (None, "gzip")
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary
    assert len(packed.data) * 2 < len(plain.data)
    assert packed.content_length == len(packed.data)


def test_a_packed_file_is_the_same_file_and_is_not_sent_twice(client: FlaskClient) -> None:
    path = "/static/css/components.css"

    packed = client.get(path, headers=PACKED)

    assert gzip.decompress(packed.data) == client.get(path).data
    again = client.get(path, headers={**PACKED, "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_private_link_tells_nothing_by_its_length(client: FlaskClient) -> None:
    registration = factories.registration(factories.event())
    db.session.commit()

    page = client.get(f"/registrations/{registration.token}", headers=PACKED)

    assert (page.status_code, page.content_encoding) == (200, None)


def test_the_page_of_somebody_who_is_signed_in_tells_nothing_by_its_length(
    client: FlaskClient,
) -> None:
    account = factories.account()
    db.session.commit()
    sign_in(client, account)

    page = client.get("/about/", headers=PACKED)

    assert (page.status_code, page.content_encoding) == (200, None)
