"""Forms of the agenda: items, their people, rooms."""

from datetime import date, datetime, timedelta
from typing import Any

from wtforms import FieldList, FormField, IntegerField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.fields import EmailField, TimeField
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from eventsapp.core import clock
from eventsapp.core.forms import Form, WordsField, an_address, options
from eventsapp.core.i18n import _, gettext
from eventsapp.core.moments import day
from eventsapp.events import rules
from eventsapp.events.models import AgendaItem, Event, Room
from eventsapp.events.rules import ItemKind, ItemRole
from eventsapp.events.words import ITEM_KINDS, ITEM_ROLES

BLANK_PEOPLE = 3


class PersonForm(PlainForm):  # type: ignore[misc]
    """One person's part; a row without a name is no person."""

    role = SelectField(
        _("Role"),
        choices=options(ITEM_ROLES),
        default=ItemRole.SPEAKER.value,
    )
    name = StringField(_("Name"), [Optional(), Length(max=200)])
    affiliation = StringField(_("Affiliation"), [Optional(), Length(max=200)])
    email = EmailField(_("Email address"), [Optional(), an_address()])


class ItemForm(Form):
    """One agenda item, its times as the wall clock of the event's zone shows them."""

    kind = SelectField(
        _("Kind"),
        choices=options(ITEM_KINDS),
        default=ItemKind.PRESENTATION.value,
    )
    number = StringField(
        _("Number"),
        [Optional(), Length(max=20)],
        description=_("As on the printed agenda, for example 3 or 4 (a)."),
    )
    title = WordsField(_("Title"), required=True, longest=200)
    day = SelectField(_("Day"))
    starts = TimeField(_("Starts at"), [InputRequired(_("Say when it starts."))])
    ends = TimeField(_("Ends at"), [InputRequired(_("Say when it ends."))])
    room = SelectField(_("Room"), coerce=int, default=0)
    people = FieldList(FormField(PersonForm), min_entries=BLANK_PEOPLE, max_entries=60)
    description = WordsField(_("Description"), area=True, longest=2000)
    guiding_questions = WordsField(
        _("Guiding questions"),
        area=True,
        longest=4000,
        description=_("One per line. They guide the discussion, and its record starts with them."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Offer the days and the rooms of the event."""
        super().__init__(*args, **kwargs)
        self.event = event
        self.day.choices = options({it.isoformat(): day(it) for it in days_of(event)})
        self.room.choices = options({0: "–"} | {it.id: it.name for it in event.rooms})

    def validate_ends(self, field: TimeField) -> None:
        """Let the item end after it starts, on a day of the event."""
        if field.data is None or self.starts.data is None or not _is_day(self.day.data):
            return
        starts, ends = self.span
        if ends <= starts:
            raise ValidationError(gettext("The item must end after it starts."))
        if rules.outside(self.event.date_start, self.event.date_end, starts, ends):
            raise ValidationError(gettext("The item must be within the days of the event."))

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return start and end as the wall clock shows them."""
        on = date.fromisoformat(self.day.data)
        starts = datetime.combine(on, self.starts.data)
        return starts, rules.end_of(on, self.ends.data)

    @property
    def chosen_room(self) -> Room | None:
        """Return the room that was chosen, if any."""
        return next((room for room in self.event.rooms if room.id == self.room.data), None)

    @property
    def people_named(self) -> list[tuple[ItemRole, str, str, str]]:
        """Return role, name, affiliation and address of each row that has a name."""
        return [
            (
                ItemRole(row["role"]),
                row["name"].strip(),
                (row["affiliation"] or "").strip(),
                (row["email"] or "").strip(),
            )
            for row in self.people.data
            if (row["name"] or "").strip()
        ]

    @staticmethod
    def data_of_item(item: AgendaItem) -> dict[str, Any]:
        """Return what the fields show of an item, with blank rows for more people."""
        starts = clock.wall(item.starts_at, item.event.timezone)
        people = [
            {
                "role": person.role.value,
                "name": person.name,
                "affiliation": person.affiliation,
                "email": person.account.email if person.account else "",
            }
            for person in item.people
        ]
        return {
            "kind": item.kind.value,
            "number": item.number,
            "title": item.title,
            "day": starts.date().isoformat(),
            "starts": starts.time(),
            "ends": clock.wall(item.ends_at, item.event.timezone).time(),
            "room": item.room_id or 0,
            "people": [*people, *({} for _blank in range(BLANK_PEOPLE))],
            "description": item.description,
            "guiding_questions": item.guiding_questions,
        }


class RoomForm(Form):
    """A room of the venue."""

    name = StringField(
        _("Name of the room"), [InputRequired(_("Write the name of the room.")), Length(max=100)]
    )
    capacity = IntegerField(_("Seats"), [Optional(), NumberRange(1, 100_000)])


def _is_day(typed: str | None) -> bool:
    try:
        date.fromisoformat(typed or "")
    except ValueError:
        return False
    return True


def days_of(event: Event) -> list[date]:
    """Return the days of an event, as far as they are known."""
    if event.date_start is None or event.date_end is None:
        return []
    length = (event.date_end - event.date_start).days + 1
    return [event.date_start + timedelta(days=n) for n in range(length)]
