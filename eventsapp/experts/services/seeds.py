"""The seed: drawn once what is decided on is fixed, it decides among equally good panels.

What panels are computed from is recorded, and with it its SHA-256, before anybody can know the
seed. So nobody can look for a seed, or mend a score, until the panel pleases.
"""

import re
import secrets

from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.experts.models import Call, SelectionRecord
from eventsapp.experts.queries import workbench
from eventsapp.experts.queries.records import changed_since, fixed
from eventsapp.experts.rules import RecordKind
from eventsapp.experts.services import records
from eventsapp.experts.services.calls import about
from eventsapp.experts.services.selection import DECIDING, NotTimeToDecide

#: So many digits are drawn by the server, and so many at least by somebody else.
DIGITS, FEWEST_DIGITS = 20, 4


class SeedIsDrawn(Refused):
    """It is drawn once: whoever could draw again could wait for the panel they like."""

    message = _("The seed has been drawn already. It is drawn once, so that nobody can choose it.")


class NobodyToFix(Refused):
    """Nothing could be decided yet."""

    message = _("No one can be proposed yet, so there is nothing to freeze. Reviews come first.")


class NotFixed(Refused):
    """A public draw means something only if it was named before."""

    message = _("First name the public draw and freeze the data; its digits come after.")


class TooFewDigits(Refused):
    """Anybody could guess them."""

    message = _("Write at least four digits, as they were drawn.")


def fix(call: Call, source: str) -> SelectionRecord:
    """Fix what is decided on; the seed will be the digits of the public draw that is named."""
    _require_open(call)
    made = records.keep_inputs(call, source)
    record("call.selection_fixed", about(call), number=made.number, sha256=made.sha256)
    return made


def draw(call: Call) -> None:
    """Fix what is decided on, unless it is, and draw the seed from the server's randomness."""
    _require_open(call)
    then = fixed(call)
    if then is None or then.source is not None or changed_since(call, then):
        fix(call, "")
    _keep(call, f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", None)


def enter(call: Call, digits: str) -> None:
    """Take the digits of the public draw that was named before they were known."""
    _require_open(call)
    then = fixed(call)
    if then is None or then.source is None:
        raise NotFixed
    only_digits = re.sub(r"[^0-9]", "", digits)
    if len(only_digits) < FEWEST_DIGITS:
        raise TooFewDigits
    _keep(call, only_digits, then.source)


def _keep(call: Call, seed: str, source: str | None) -> None:
    then = fixed(call)
    if then is None:
        raise NotFixed
    call.seed, call.seed_source, call.seeded_at = seed, source, clock.now()
    db.session.flush()
    made = records.keep(
        call,
        RecordKind.SEED,
        fixed=then.record.number,
        inputs_sha256=then.sha256,
        seed=records.seed_of(call),
    )
    record("call.seed_drawn", about(call), number=made.number, seed=seed, source=source)


def _require_open(call: Call) -> None:
    if lock(call).phase(clock.now()) not in DECIDING:
        raise NotTimeToDecide
    if call.seed is not None:
        raise SeedIsDrawn
    bench = workbench(call)
    if not bench.choosable(bench.published):
        raise NobodyToFix
