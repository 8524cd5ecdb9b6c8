"""What organisers say of two applications that look alike."""

from wtforms import Field, RadioField, SubmitField, ValidationError

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _, gettext
from eventsapp.experts.models import Application


class TwinsForm(Form):
    """Whether two applications are one person's, and which of them stays."""

    stays = RadioField(_("Which one to keep"), validate_choice=False)
    merge = SubmitField(_("Merge"))
    apart = SubmitField(_("These are two people"))

    def validate_stays(self, field: Field) -> None:
        """Ask for a choice where one is needed."""
        if not self.apart.data and field.data not in {it.value for it in field.choices}:
            raise ValidationError(gettext("Choose which of the two to keep."))


def twins_form(one: Application, other: Application, *, sent: bool) -> TwinsForm:
    """Return the form of one pair: as it was sent, or empty; many stand on one page."""
    prefix = f"pair-{one.id}-{other.id}-"
    form = TwinsForm(prefix=prefix) if sent else TwinsForm(formdata=None, prefix=prefix)
    form.stays.choices = options({str(it.id): it.name for it in (one, other)})
    return form
