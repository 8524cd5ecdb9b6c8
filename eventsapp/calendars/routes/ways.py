"""The ways by which calendar programs take a feed."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

import segno
from markupsafe import Markup

#: Google Calendar takes no longer address, and says nothing.
LONGEST_ADDRESS = 255


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The address of a feed, as each calendar program takes it, and one to photograph."""

    address: str
    download: str
    webcal: str
    google: str
    outlook_home: str
    outlook_work: str
    code: Markup

    @property
    def too_long(self) -> bool:
        """Whether Google takes it not."""
        return len(self.address) > LONGEST_ADDRESS


def ways(address: str, name: str) -> Ways:
    """Return the addresses by which calendar programs take a feed of that name."""
    parts = urlsplit(address)
    webcal = parts._replace(scheme="webcal").geturl()
    taken, called = quote(address, safe=""), quote(name, safe="")
    outlook = f"calendar/0/addfromweb?url={taken}&name={called}"
    return Ways(
        address=address,
        download=f"{address}{'&' if parts.query else '?'}download=1",
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook_home=f"https://outlook.live.com/{outlook}",
        outlook_work=f"https://outlook.office.com/{outlook}",
        code=_code(webcal),
    )


@lru_cache(maxsize=64)
def _code(address: str) -> Markup:
    """Draw an address for phones; dark on white in both themes, or no camera reads it."""
    return Markup(segno.make(address).svg_inline(light="#fff", omitsize=True))  # noqa: S704 -- a drawing
