"""Lotteries: have one computed, and take the panel of the number that was drawn in public."""

from eventsapp.accounts.models import Account
from eventsapp.audit.services import record
from eventsapp.core import clock
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _, gettext
from eventsapp.experts.models import Call, Draw, Run
from eventsapp.experts.queries import Lots, draws_of, parting, workbench
from eventsapp.experts.rules import Band, RunKind
from eventsapp.experts.rules.conditions import Conditions
from eventsapp.experts.services import proposals, records, runs
from eventsapp.experts.services.calls import about
from eventsapp.experts.words.explanations import listed
from eventsapp.selection import draw as panel_drawn


class NothingToDraw(Refused):
    """Everybody's fate is settled by the scores and the pins."""

    message = _(
        "There is nothing to draw: there are seats for all who would draw lots, or for none of"
        " them."
    )


class NoSuchPanel(Refused):
    """The conditions and the band contradict each other; the page says how."""

    message = _("No panel meets these conditions with this band, so there is nothing to draw.")


class NoLottery(Refused):
    """It is still computed, or came to nothing."""

    message = _("This lottery has no numbered panels to draw from.")


class NotThreeDigits(Refused):
    """There are a thousand panels, and three digits for each."""

    message = _("Write the three digits that were drawn, from 000 to 999.")


class SourceMissing(Refused):
    """Nobody could look the digits up."""

    message = _("Say where the digits come from, so that anybody can look them up.")


class FirstDrawStands(Refused):
    """Who may draw again until it suits them draws no lots."""

    message = _("The first draw stands; a second one needs a reason.")


class SomebodyIsGone(Refused):
    """The panel of the number cannot come as it is; the message says who has gone."""


def ask(
    call: Call, kind: RunKind, conditions: Conditions, band: Band | None, by: Account | None
) -> Run:
    """Have a lottery computed over a band of scores, or without one over everybody."""
    bench = workbench(call)
    parts = parting(bench, conditions, band)
    if parts.empty > 0 or parts.places < 0:
        raise NoSuchPanel
    if not parts.places:
        raise NothingToDraw
    if bench.best(parts.conditions(conditions)) is None:
        raise NoSuchPanel
    if len(parts.drawn) <= parts.places:
        raise NothingToDraw
    return runs.ask(call, kind, conditions, by, band=band.as_json() if band else None)


def draw(run: Run, digits: str, source: str, by: Account | None, reason: str = "") -> Draw:
    """Take the panel of these digits as the choice; nobody is told yet.

    The first draw of a call stands: for another one, from whichever lottery, a reason is recorded.
    """
    call = lock(run.call)
    bench = workbench(call)
    lots = Lots(run, bench)
    panel = _panel(lots, digits)
    if not source.strip():
        raise SourceMissing
    earlier = draws_of(call)
    if earlier and not reason.strip():
        raise FirstDrawStands
    if gone := sorted(panel - bench.people.keys()):
        raise SomebodyIsGone(
            gettext(
                "%(names)s, of panel %(number)s, cannot be chosen any more. Compute the lottery"
                " anew, publish it, and draw from that one.",
                names=listed([lots.names[key] for key in gone]),
                number=digits,
            )
        )
    made = Draw(
        run=run,
        number=sum(it.run_id == run.id for it in earlier) + 1,
        at=clock.now(),
        account_id=by.id if by else None,
        digits=digits,
        source=source.strip(),
        reason=reason.strip() if earlier else None,
    )
    db.session.add(made)
    record(
        "call.lottery_drawn",
        about(call),
        reason=made.reason,
        lottery=run.id,
        digits=digits,
        source=made.source,
        panel=sorted(panel),
        changed_since=lots.is_outdated,
    )
    db.session.flush()
    records.keep_lottery(made, lots, changed=lots.is_outdated)
    proposals.take(call, panel, lots.conditions.departures(bench.published))
    return made


def _panel(lots: Lots, digits: str) -> frozenset[int]:
    if not lots.panels:
        raise NoLottery
    panels = [tuple(map(str, lots.panels[place])) for place in lots.numbered]
    try:
        return frozenset(map(int, panel_drawn(panels, digits)))
    except ValueError:
        raise NotThreeDigits from None
