"""Pages and their files are sent packed (gzip): over a weak line, a first visit is a fifth as long.

A proxy in front may do the same; what is packed already it leaves alone. Pages of people who are
signed in, and pages behind a private link, are sent as they are: the length of a packed page can
tell what is in it (CVE-2013-3587).
"""

import gzip
from functools import lru_cache
from http import HTTPStatus

from flask import Flask, Response, g, request

FILES = {"static", "bootstrap.static"}
PACKABLE = {"text/html", "text/css", "text/javascript", "image/svg+xml"}
#: Octets: below this, packing saves no packet.
WORTH_IT = 1000


def init_app(app: Flask) -> None:
    """Pack an answer after everything else has been done to it."""

    @app.after_request
    def pack(response: Response) -> Response:
        if response.status_code != HTTPStatus.OK or not _may_be_packed(response):
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings["gzip"]:
            return response
        is_file = response.direct_passthrough
        response.direct_passthrough = False
        octets = response.get_data()
        if len(octets) < WORTH_IT:
            return response
        response.set_data(_packed_file(octets) if is_file else gzip.compress(octets, 5, mtime=0))
        response.content_encoding = "gzip"
        if etag := response.get_etag()[0]:
            response.set_etag(etag, weak=True)
        return response


def _may_be_packed(response: Response) -> bool:
    if response.mimetype not in PACKABLE or response.content_encoding:
        return False
    if request.endpoint in FILES:
        return True
    return g.get("account") is None and not g.get("secret_page")


@lru_cache(maxsize=64)
def _packed_file(octets: bytes) -> bytes:
    return gzip.compress(octets, 9, mtime=0)
