"""The form in which organisers say until when something is asked for."""

from collections.abc import Callable
from datetime import date, datetime

from wtforms import DateField
from wtforms.validators import Optional

from eventsapp.core import clock
from eventsapp.core.errors import Refused
from eventsapp.core.forms import Form
from eventsapp.core.i18n import _, gettext
from eventsapp.core.moments import zone_name


class DueForm(Form):
    """Until when something is asked for: the end of a day, or without a date."""

    day = DateField(_("Last day"), [Optional()])

    def __init__(self, due_at: datetime | None, zone: str) -> None:
        """Show the day that is kept, and in which zone it ends."""
        super().__init__(data={"day": due_at and clock.wall(due_at, zone).date()})
        self.day.description = gettext(
            "The end of this day, local time (%(zone)s). Leave it empty for no date.",
            zone=zone_name(zone),
        )

    def kept(self, keep: Callable[[date | None], None]) -> bool:
        """Tell whether a day was sent and is kept; why it is refused is said beside it."""
        if not self.submitted():
            return False
        try:
            keep(self.day.data)
        except Refused as refusal:
            self.day.errors = [refusal.message]
            return False
        return True
