"""What organisers type of a lottery: among whom and by what rule, and what was drawn."""

import re
from decimal import Decimal
from typing import Any

from wtforms import Field, Form, RadioField, StringField, SubmitField, ValidationError
from wtforms.validators import InputRequired, Length, Regexp

from eventsapp.core.forms import Form as HouseForm
from eventsapp.core.forms import options
from eventsapp.core.i18n import _
from eventsapp.experts.rules import Band, ProposedBand, RunKind
from eventsapp.experts.rules.lots import TOP_SCORE
from eventsapp.experts.services.lotteries import NotThreeDigits, SourceMissing

IN_BAND, EVERYBODY = "band", "everybody"


def a_score(form: Form, field: Field) -> None:
    """Refuse what is no score, where one is needed: 71.5 and 71,5 are the same."""
    if form.over.data != EVERYBODY and hundredths_typed(field.data) is None:
        raise ValidationError(_("Write a score from 0 to 100, such as 71.5."))


def hundredths_typed(text: str | None) -> int | None:
    """Read a score in points as hundredths; None if it is none."""
    typed = (text or "").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", typed):
        return None
    hundredths = int(Decimal(typed) * 100)
    return hundredths if hundredths <= TOP_SCORE else None


class LotteryForm(HouseForm):
    """Among whom lots are drawn, and what is fair."""

    over = RadioField(
        _("Who takes part in the draw"),
        choices=options(
            {
                IN_BAND: _("Only people in the band where scores cannot tell them apart"),
                EVERYBODY: _("Everyone who can be chosen"),
            }
        ),
        default=IN_BAND,
    )
    low = StringField(_("Lower score of the band"), [a_score])
    high = StringField(_("Upper score of the band"), [a_score])
    rule = RadioField(
        _("What counts as fair"),
        choices=options(
            {
                RunKind.MAXIMIN: _(
                    "Maximin: the lowest chance anyone has is made as high as possible."
                    " Takes a few seconds."
                ),
                RunKind.LEXIMIN: _(
                    "Leximin, fairest to all: then the second lowest chance is made as high as"
                    " possible, then the third, and so on. May take a minute."
                ),
            }
        ),
        default=RunKind.MAXIMIN,
    )
    compute = SubmitField(_("Prepare the 1,000 panels"))
    recount = SubmitField(_("Recount"))

    @property
    def band(self) -> Band | None:
        """The band that was typed; None: lots are drawn among everybody."""
        low, high = hundredths_typed(self.low.data), hundredths_typed(self.high.data)
        if self.over.data == EVERYBODY or low is None or high is None:
            return None
        return Band(low, high)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that the band is not upside down."""
        fine = bool(super().validate(extra_validators))
        if fine and self.band and self.band.low > self.band.high:
            self.high.errors = [_("The upper score is below the lower one.")]
            return False
        return fine


def lottery_form(proposed: ProposedBand | None) -> LotteryForm:
    """Return the form: as it was sent, or with the proposed band."""
    band = proposed.band if proposed else None
    return LotteryForm(
        low=_in_points(band.low) if band else "", high=_in_points(band.high) if band else ""
    )


def _in_points(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:.2f}".rstrip("0").rstrip(".")


class DrawForm(HouseForm):
    """Three digits, and where they come from."""

    digits = StringField(
        _("The three digits drawn"),
        [
            InputRequired(NotThreeDigits.message),
            Regexp(r"^[0-9]{3}$", message=NotThreeDigits.message),
        ],
        filters=[lambda text: text and text.strip()],
        description=_("From 000 to 999: the number of the panel."),
    )
    source = StringField(
        _("Where they come from"),
        [
            InputRequired(SourceMissing.message),
            Length(max=300, message=_("At most 300 characters.")),
        ],
        description=_("For example: the last three digits of the national lottery of 3 May."),
    )
    reason = StringField(
        _("Why it is drawn again"),
        [Length(max=500, message=_("At most 500 characters."))],
        description=_("It is kept in the record of the selection, with your name."),
    )
    draw = SubmitField(_("Choose the panel with this number"))
