"""Forms of registration: the shape of what people type who ask for a seat."""

import re
from collections.abc import Iterable

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import EmailField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from eventsapp.accounts.models import Account
from eventsapp.core.forms import Form, an_address, options
from eventsapp.core.i18n import _, gettext, locale
from eventsapp.core.names import SECTORS, country_choices, sector_name
from eventsapp.core.zones import zone_choices, zones
from eventsapp.events.models import Event
from eventsapp.registration.models import Registration, Tag
from eventsapp.registration.rules import LONGEST_TAG, SELF_CHOSEN, Category, as_tag
from eventsapp.registration.services.seats import Details
from eventsapp.registration.words import CATEGORIES

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def one_line(_form: Form, field: Field) -> None:
    """Refuse what no keyboard types into one line."""
    if _CONTROL.search(field.data or ""):
        raise ValidationError(gettext("Write this on one line, without control characters."))


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _known_zone(name: str | None) -> str | None:
    """Drop what is no zone of a clock: programs say it, not people, so nobody is told."""
    return name if name in zones() and name != "UTC" else None


class RegisterForm(Form):
    """Ask for a seat."""

    name = StringField(
        _("Name, as it should appear on your badge"),
        [InputRequired(_("Tell us your name.")), Length(max=200), one_line],
        filters=[_stripped],
    )
    email = EmailField(
        _("Email address"),
        [
            InputRequired(_("Tell us your email address.")),
            Length(max=254),
            an_address(_("Write an address such as name@example.org.")),
        ],
        filters=[_stripped],
        description=_("We write to this address at once. The email contains your private link."),
    )
    affiliation = StringField(
        _("Organisation"), [Optional(), Length(max=300), one_line], filters=[_stripped]
    )
    country = SelectField(_("Country"), [Optional()])
    sector = SelectField(_("Sector"), [Optional()])
    category = RadioField(_("You take part as"), [InputRequired(_("Choose one."))], coerce=Category)
    publish_name = BooleanField(
        _("My name and organisation may appear in the public list of participants"),
        description=_("If you leave this empty, only the organisers see them."),
    )
    #: The zone of the reader's clock, as the browser says.
    timezone = HiddenField(filters=[_known_zone])
    #: People do not see this field; programs that fill in everything do.
    website = HiddenField()

    def __init__(self, event: Event, account: Account | None = None) -> None:
        """Offer what the event offers; say what we know of a person already."""
        known = {
            "name": account.name,
            "email": account.email,
            "affiliation": account.affiliation,
            "country": account.country,
            "sector": account.sector,
        } if account else {}  # fmt: skip
        super().__init__(data={"category": Category.PARTICIPANT} | known)
        nothing = {"": gettext("Not given")}
        self.country.choices = options(nothing | country_choices())
        sectors = event.sectors or list(SECTORS)
        self.sector.choices = options(nothing | {it: sector_name(it) for it in sectors})
        self.category.choices = options({it: CATEGORIES[it] for it in self.categories()})

    @staticmethod
    def categories() -> tuple[Category, ...]:
        """Return as what one may ask to take part."""
        return SELF_CHOSEN

    @property
    def details(self) -> Details:
        """What was said, in the language of who said it."""
        return {
            "name": self.name.data,
            "affiliation": self.affiliation.data,
            "country": self.country.data or None,
            "sector": self.sector.data or None,
            "category": self.category.data,
            "locale": locale(),
            "timezone": self.timezone.data if self.timezone else None,
            "publish_name": self.publish_name.data,
        }

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.website.data)


class AddForm(RegisterForm):
    """Add someone by hand, as an organiser: any category, and the person hears of it."""

    #: The clock of whoever types is not that of the person.
    timezone = None

    def __init__(self, event: Event) -> None:
        """Speak of the person, not to them."""
        super().__init__(event)
        for field, missing in (
            (self.name, gettext("Write the name of the person.")),
            (self.email, gettext("Write the email address of the person.")),
        ):
            field.validators = [InputRequired(missing), *field.validators[1:]]
        self.name.label.text = gettext("Name, as it should appear on the badge")
        self.email.description = gettext("The private link is sent to this address at once.")
        self.category.label.text = gettext("Takes part as")
        self.publish_name.label.text = gettext(
            "Name and organisation may appear in the public list of participants"
        )
        self.publish_name.description = gettext(
            "Tick this only if the person agrees. Otherwise only the organisers see them."
        )

    @staticmethod
    def categories() -> tuple[Category, ...]:
        """Return as what an organiser may add people."""
        return tuple(Category)


class ZoneForm(Form):
    """By which clock one's mails say times as well."""

    timezone = SelectField(
        _("Your time zone"),
        [Optional()],
        description=_(
            "Emails about this registration also give times in your own time zone, where it "
            "differs."
        ),
    )

    def __init__(self, registration: Registration) -> None:
        """Offer every zone, and none."""
        super().__init__(data={"timezone": registration.timezone or ""})
        self.timezone.choices = [*options({"": gettext("Not given")}), *zone_choices()]


class AttendanceForm(Form):
    """Note whether someone has come."""

    attended = RadioField(choices=["yes", "no", "unknown"])

    @property
    def noted(self) -> bool | None:
        """Whether the person has come, as far as this says."""
        return {"yes": True, "no": False}.get(self.attended.data)


class CancelForm(Form):
    """Cancel someone's registration, with or without a reason."""

    reason = StringField(_("Reason"), [Optional(), Length(max=500), one_line], filters=[_stripped])


class TagForm(Form):
    """A tag, new or not."""

    name = StringField(
        _("Tag"),
        [
            DataRequired(_("Write a tag, or choose one.")),
            Length(max=LONGEST_TAG, message=_("Make this shorter: at most %(max)d characters.")),
        ],
        filters=[lambda said: as_tag(said or "")],
        description=_("In your own words. Only the organisers of this event see tags."),
    )


class TagPeopleForm(TagForm):
    """Give people a tag, or take it off."""

    people = SelectMultipleField(_("People"), coerce=int, validate_choice=False)
    everybody = BooleanField()
    act = RadioField(choices=["add", "take_off"], default="add")

    def offer_everybody(self, number: int) -> None:
        """Say how many are on the list."""
        self.everybody.label.text = gettext(
            "Everybody on this list (%(number)s), ticked or not", number=number
        )

    def validate_people(self, field: Field) -> None:
        """Ask for somebody."""
        if not field.data and not self.everybody.data:
            raise ValidationError(gettext("Tick the people, or everybody on the list."))


class MergeForm(Form):
    """Make one tag of two."""

    into = SelectField(
        _("Other tag"), description=_("Everybody with either tag will have that one.")
    )

    def __init__(self, tags: Iterable[Tag]) -> None:
        """Offer tags."""
        super().__init__()
        self.into.choices = options({tag.key: tag.name for tag in tags})
