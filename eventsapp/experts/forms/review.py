"""What a reviewer types."""

from wtforms import RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eventsapp.core.forms import Form
from eventsapp.core.i18n import _, gettext, say
from eventsapp.experts.models import Call, Review
from eventsapp.experts.words import SCORES


class RecuseForm(Form):
    """Why a reviewer cannot judge this person."""

    reason = StringField(
        _("What the conflict is"),
        [DataRequired(_("Say in a few words what the conflict is.")), Length(max=500)],
        description=_("For example: we work together, we are related, we compete."),
    )


class ReviewForm(Form):
    """Scores by criterion, as fields that ``review_form`` adds, and a comment."""

    comment = TextAreaField(
        _("Comment to the panel"),
        [Optional(), Length(max=5000)],
        description=_("Read by the organisers and by reviewers who have given their own scores."),
    )
    save = SubmitField(_("Save"))
    save_and_next = SubmitField(_("Save and next"))

    @property
    def scores(self) -> dict[int, int]:
        """The scores given, by the criterion's id."""
        given = ((field, field.data) for field in self if field.name.startswith("score_"))
        return {int(field.name[6:]): value for field, value in given if value is not None}

    @property
    def score_fields(self) -> list[RadioField]:
        """The fields of the scores, in the order of the criteria."""
        return [field for field in self if field.name.startswith("score_")]


def review_form(call: Call, review: Review | None) -> ReviewForm:
    """Return a form with one score per criterion of a call."""
    main = call.event.main_language
    fields = {
        f"score_{it.id}": RadioField(
            gettext(
                "%(criterion)s (weight %(weight)s)",
                criterion=say(it.name, main),
                weight=it.weight,
            ),
            [InputRequired(_("Give a score for this criterion."))],
            choices=[
                (value, gettext("%(score)s: %(meaning)s", score=value, meaning=meaning))
                for value, meaning in SCORES.items()
            ],
            coerce=int,
        )
        for it in call.criteria
    }
    kind: type[ReviewForm] = type("CallReviewForm", (ReviewForm,), fields)
    saved: dict[str, object] = {}
    if review is not None:
        saved = {f"score_{score.criterion_id}": score.value for score in review.scores}
        saved["comment"] = review.comment
    return kind(data=saved)
