"""A date as organisers know it: exact days with or without hours, or something fuzzier."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from wtforms import Field, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import DateField, TimeField
from wtforms.validators import Length, NumberRange, Optional

from eventsapp.core import clock
from eventsapp.core.forms import Form, options
from eventsapp.core.fuzzydate import FuzzyDate, Part, Precision
from eventsapp.core.i18n import _, gettext
from eventsapp.core.names import month_choices
from eventsapp.events import rules
from eventsapp.events.models import Event
from eventsapp.events.words import PARTS, PRECISIONS

MONTH_WANTED = frozenset({Precision.PART_OF_MONTH, Precision.MONTH})
YEAR_WANTED = MONTH_WANTED | {Precision.YEAR}


class FuzzyDateForm(Form):
    """The fields of a fuzzy date; a date that is not known to the day never becomes one."""

    precision = RadioField(
        _("How exactly is the date known?"),
        choices=options(PRECISIONS),
        default=Precision.DAY.value,
    )
    first_day = DateField(_("First day"), [Optional()])
    last_day = DateField(
        _("Last day"), [Optional()], description=_("Leave empty if it is one day.")
    )
    part = SelectField(
        _("Part of the month"),
        choices=options(PARTS),
        default=Part.EARLY.value,
    )
    month = SelectField(_("Month"), coerce=int, default=0)
    year = IntegerField(_("Year"), [Optional(), NumberRange(1800, 2200)])
    as_given = StringField(
        _("The date in the words of the source"),
        [Optional(), Length(max=200)],
        description=_(
            "For example “late April 2000”. It is shown beside the date; you can leave it empty."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the months in the reader's language."""
        super().__init__(*args, **kwargs)
        self.month.choices = options({0: "–"} | month_choices())

    @property
    def wanted(self) -> Precision:
        """Return the precision that was chosen; days, where nothing that exists was."""
        chosen = self.precision.data
        return Precision(chosen) if chosen in set(Precision) else Precision.DAY

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then what they say together."""
        fine = bool(super().validate(extra_validators))
        wrong = [(field, said) for field, said in self.contradictions() if not field.errors]
        for field, said in wrong:
            field.errors = [said]
        return fine and not wrong

    def contradictions(self) -> Iterator[tuple[Field, str]]:
        """Name each field that does not fit the others, and what to do about it."""
        first, last = self.first_day.data, self.last_day.data
        if self.wanted is Precision.DAY and not first:
            yield self.first_day, gettext("Give the first day, or choose a less exact date.")
        if self.wanted is Precision.DAY and first and last and last < first:
            yield self.last_day, gettext("The last day cannot be before the first day.")
        if self.wanted in MONTH_WANTED and not self.month.data:
            yield self.month, gettext("Choose the month.")
        if self.wanted in YEAR_WANTED and self.year.data is None:
            yield self.year, gettext("Give the year, such as 2027.")

    @property
    def date(self) -> FuzzyDate:
        """Return the date, as exact as it was given and no more."""
        given = (self.as_given.data or "").strip() or None
        year, month = self.year.data or 0, self.month.data or 0
        match self.wanted:
            case Precision.DAY:
                assert self.first_day.data is not None  # noqa: S101 -- validated
                last = self.last_day.data or self.first_day.data
                return FuzzyDate.days(self.first_day.data, last, as_given=given)
            case Precision.PART_OF_MONTH:
                return FuzzyDate.in_part(year, month, Part(self.part.data), as_given=given)
            case Precision.MONTH:
                return FuzzyDate.in_month(year, month, as_given=given)
            case Precision.YEAR:
                return FuzzyDate.in_year(year, as_given=given)
        return FuzzyDate.unknown(given)

    @staticmethod
    def data_of(known: FuzzyDate) -> dict[str, Any]:
        """Return what the fields show of a known date."""
        earliest = known.earliest
        return {
            "precision": known.precision.value,
            "first_day": known.start,
            "last_day": known.end if known.end != known.start else None,
            "part": (known.part or Part.EARLY).value,
            "month": earliest.month if earliest and known.precision in MONTH_WANTED else 0,
            "year": earliest.year if earliest and known.precision in YEAR_WANTED else None,
            "as_given": known.as_given,
        }


class DatesForm(FuzzyDateForm):
    """A fuzzy date with the hours of an event of known days."""

    starts_time = TimeField(
        _("Starts at"), [Optional()], description=_("On the first day, in the event’s time zone.")
    )
    ends_time = TimeField(
        _("Ends at"), [Optional()], description=_("On the last day, in the event’s time zone.")
    )

    def contradictions(self) -> Iterator[tuple[Field, str]]:
        """Take both hours or none, and the end after the start."""
        yield from super().contradictions()
        if self.wanted is not Precision.DAY:
            return
        if (self.ends_time.data is None) != (self.starts_time.data is None):
            yield self.ends_time, gettext("Give both times, or neither.")
        starts, ends = self.hours
        if starts and ends and ends <= starts:
            yield self.ends_time, gettext("The event must end after it starts.")

    @property
    def hours(self) -> tuple[datetime | None, datetime | None]:
        """Return start and end as the wall clock shows them; none where they are not known."""
        first, starts, ends = self.first_day.data, self.starts_time.data, self.ends_time.data
        if self.wanted is not Precision.DAY or not first or starts is None or ends is None:
            return None, None
        last: date = self.last_day.data or first
        return datetime.combine(first, starts), rules.end_of(last, ends)

    @staticmethod
    def hours_of(event: Event) -> dict[str, Any]:
        """Return what the fields show of an event's hours."""
        zone = event.timezone
        return {
            "starts_time": clock.wall(event.starts_at, zone).time() if event.starts_at else None,
            "ends_time": clock.wall(event.ends_at, zone).time() if event.ends_at else None,
        }
