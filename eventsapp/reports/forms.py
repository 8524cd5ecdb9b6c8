"""Forms of reports."""

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _
from eventsapp.core.words import LOCALES

LINE, TEXT = 120, 20_000


class ReportForm(Form):
    """In which language a report is, and under which symbol."""

    language = SelectField(
        _("Language of the report"),
        choices=options(LOCALES),
        description=_("All headings and figures are in this language."),
    )
    symbol = StringField(
        _("Document symbol"),
        [Length(max=LINE, message=_("Make this shorter: at most %(max)d characters."))],
        description=_("As given by your registry, if at all. One symbol for all languages."),
    )


class SectionForm(Form):
    """What the rapporteur writes into one section."""

    text = TextAreaField(
        _("Your text"),
        [Length(max=TEXT, message=_("Make this shorter: at most %(max)d characters."))],
    )
    #: The text that the writer began from.
    seen = HiddenField()


class PublishForm(Form):
    """Why a version replaces the one before."""

    correction = TextAreaField(
        _("What this version corrects"),
        [Length(max=TEXT, message=_("Make this shorter: at most %(max)d characters."))],
        description=_("Shown with the new version. The one before can still be read."),
    )
    #: How many versions there were when the page was shown.
    seen = IntegerField(widget=HiddenInput(), default=0)
