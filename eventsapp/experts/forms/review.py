"""What a reviewer types."""

from typing import TypeVar

from wtforms import RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from eventsapp.core.forms import CheckboxesField, Form, options
from eventsapp.core.i18n import _, gettext, say
from eventsapp.core.names import language_choices
from eventsapp.core.words import Words
from eventsapp.experts.models import Call, Criterion, Review, Reviewer
from eventsapp.experts.rules import Conflict
from eventsapp.experts.words import CONFLICTS, SCORES


class RecuseForm(Form):
    """Why a reviewer cannot judge this person."""

    conflict = RadioField(
        _("What kind of conflict is it?"),
        [InputRequired(_("Say what kind of conflict it is."))],
        choices=options(CONFLICTS),
        coerce=Conflict,
    )
    reason = StringField(
        _("In a few words, if you like"),
        [Optional(), Length(max=500)],
        description=_("Read by the organisers only."),
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
            choices=options(meanings(it, main)),
            coerce=int,
            description=_own_meanings(it, main),
        )
        for it in call.criteria
    }
    kind: type[ReviewForm] = type("CallReviewForm", (ReviewForm,), fields)
    saved: dict[str, object] = {}
    if review is not None:
        saved = {f"score_{score.criterion_id}": score.value for score in review.scores}
        saved["comment"] = review.comment
    return kind(data=saved)


def meanings(criterion: Criterion, main: str) -> dict[int, str]:
    """Return what each score means: in the organiser's words, or in the usual ones."""
    own = {int(value): say(Words(texts), main) for value, texts in criterion.labels.items()}
    return {value: own.get(value) or str(usual) for value, usual in SCORES.items()}


def _own_meanings(criterion: Criterion, main: str) -> str:
    """List what the scores mean where the organiser has said so; the usual ones stand once."""
    if not criterion.labels:
        return ""
    return " · ".join(f"{value} {text}" for value, text in meanings(criterion, main).items())


class ProfileForm(Form):
    """What a reviewer knows about, and reads."""

    topics = CheckboxesField(
        _("Topics known well"),
    )
    languages = CheckboxesField(
        _("Languages read"),
    )


_Profile = TypeVar("_Profile", bound=ProfileForm)


def profile_form(call: Call, profile: Reviewer | None) -> ProfileForm:
    """Return a reviewer's own profile."""
    return offered(ProfileForm(obj=profile), call)


def offered(form: _Profile, call: Call) -> _Profile:
    """Offer the call's topics, and all languages."""
    form.topics.choices = options({it: it for it in call.topics})
    form.languages.choices = options(language_choices())
    return form
