"""Forms of deliberation."""

from collections.abc import Iterable, Mapping
from typing import cast

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from eventsapp.core.forms import Form, options
from eventsapp.core.i18n import _
from eventsapp.core.words import LOCALES
from eventsapp.deliberation.models import Proposal, Rating
from eventsapp.deliberation.rules import HIGHEST, LOWEST, EvidenceLevel, Rule
from eventsapp.deliberation.services import Answer, Practice
from eventsapp.deliberation.words import EVIDENCE_HINTS, RULE_HINTS

LINE, TEXT, COMMENT = 200, 4000, 1000
NO_OPINION = "none"
_TOO_LONG = _("Make this shorter: at most %(max)d characters.")


class PracticeForm(Form):
    """A practice, described so that somebody elsewhere can judge it."""

    title = StringField(
        _("Title"),
        [DataRequired(_("Give the practice a title.")), Length(max=LINE, message=_TOO_LONG)],
        description=_("What is done, in one line."),
    )
    problem = TextAreaField(
        _("Problem"),
        [Length(max=TEXT, message=_TOO_LONG)],
        description=_("Which problem it solves, and for whom."),
    )
    description = TextAreaField(
        _("Description"),
        [
            DataRequired(_("Describe the practice: who does what, and how.")),
            Length(max=TEXT, message=_TOO_LONG),
        ],
        description=_("Who does what, and how. Spell out acronyms."),
    )
    where_used = TextAreaField(
        _("Where and when it is used"),
        [Length(max=TEXT, message=_TOO_LONG)],
        description=_("Place, since when, by whom."),
    )
    evidence = TextAreaField(
        _("Evidence"),
        [Length(max=TEXT, message=_TOO_LONG)],
        description=_("What shows that it works: figures, evaluations, experience."),
    )
    evidence_level = RadioField(
        _("Level of evidence"),
        [InputRequired(_("Choose how well it is proven."))],
        choices=options({level: EVIDENCE_HINTS[level] for level in EvidenceLevel}),
        description=_("It is shown next to the panel’s rating. An idea is welcome too."),
    )
    conditions = TextAreaField(
        _("Conditions"),
        [Length(max=TEXT, message=_TOO_LONG)],
        description=_("What must be in place for it to work elsewhere, and what can go wrong."),
    )
    language = SelectField(_("Language you write in"), choices=options(LOCALES))

    @property
    def practice(self) -> Practice:
        """What was typed."""
        return Practice(
            title=(self.title.data or "").strip(),
            problem=(self.problem.data or "").strip(),
            description=(self.description.data or "").strip(),
            where_used=(self.where_used.data or "").strip(),
            evidence=(self.evidence.data or "").strip(),
            evidence_level=EvidenceLevel(self.evidence_level.data),
            conditions=(self.conditions.data or "").strip(),
            language=str(self.language.data),
        )


class EntryForm(PracticeForm):
    """A practice that the facilitator enters for somebody."""

    author = SelectField(
        _("Proposed by"),
        [Optional()],
        description=_("The participant who said it, or nobody in particular."),
    )


class DecisionForm(Form):
    """What becomes of a proposal, and why."""

    decision = HiddenField(
        _("Decision"), [AnyOf(["in", "back", "out"], message=_("Choose a decision."))]
    )
    reason = TextAreaField(
        _("Question or reason"),
        [Length(max=COMMENT, message=_TOO_LONG)],
        description=_("You need this to return a proposal or to leave it out. Its author sees it."),
    )


class RoundForm(Form):
    """By which rule a round is counted."""

    rule = RadioField(
        _("By which rule should agreement be counted?"),
        [Optional(), AnyOf(list(Rule), message=_("Choose one of the rules."))],
        choices=options(RULE_HINTS),
        default=Rule.RAM.value,
        validate_choice=False,
    )


class RateForm(Form):
    """The ratings of one person: fields ``value-<id>`` and ``comment-<id>`` per proposal."""

    proposal_ids: tuple[int, ...] = ()

    def value(self, proposal: Proposal) -> RadioField:
        """Return the field of a proposal's rating."""
        return self[f"value-{proposal.id}"]

    def comment(self, proposal: Proposal) -> TextAreaField:
        """Return the field of a proposal's comment."""
        return self[f"comment-{proposal.id}"]

    @property
    def answers(self) -> dict[int, Answer]:
        """What was answered; proposals without a choice are left out."""
        return {
            key: Answer(
                None if self[f"value-{key}"].data == NO_OPINION else int(self[f"value-{key}"].data),
                (self[f"comment-{key}"].data or "").strip(),
            )
            for key in self.proposal_ids
            if (self[f"value-{key}"].data or "").strip()
        }


def rate_form(proposals: Iterable[Proposal], given: Mapping[int, Rating]) -> RateForm:
    """Make the form that asks about these proposals, with the answers given before."""
    keys = tuple(proposal.id for proposal in proposals)
    fields = {
        f"value-{key}": RadioField(
            _("Your rating"),
            [Optional()],
            choices=options(
                {str(n): str(n) for n in range(LOWEST, HIGHEST + 1)} | {NO_OPINION: _("No opinion")}
            ),
        )
        for key in keys
    } | {
        f"comment-{key}": TextAreaField(
            _("Comment"),
            [Length(max=COMMENT, message=_TOO_LONG)],
            description=_("Shown without your name after the round. Please name nobody."),
        )
        for key in keys
    }
    kind = type("RateForm", (RateForm,), fields | {"proposal_ids": keys})
    data = {f"value-{key}": _as_choice(rating) for key, rating in given.items()} | {
        f"comment-{key}": rating.comment for key, rating in given.items()
    }
    return cast("RateForm", kind(data=data))


def _as_choice(rating: Rating) -> str:
    return NO_OPINION if rating.value is None else str(rating.value)
