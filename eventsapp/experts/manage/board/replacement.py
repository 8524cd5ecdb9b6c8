"""Places that are free after the results: the best who could come, and what others would cost."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.core import clock
from eventsapp.core.i18n import gettext, ngettext
from eventsapp.core.web import found
from eventsapp.experts import queries
from eventsapp.experts.forms.replacing import OfferForm
from eventsapp.experts.manage.bp import bp, call_to_decide
from eventsapp.experts.models import Call
from eventsapp.experts.queries import Contender, Effect, Vacancies
from eventsapp.experts.queries.vacancies import members
from eventsapp.experts.rules import Meter, Phase
from eventsapp.experts.services import replacements
from eventsapp.experts.words import explanations

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """A target: how it stood in the panel that was told, stands now, and would stand."""

    target: str
    sent: int
    now: int
    then: Meter

    @property
    def is_exact(self) -> bool:
        """Whether the panel would stand exactly at a bound."""
        target = self.then.target
        return self.then.now == target.maximum or 0 < self.then.now == target.minimum


@dataclass(frozen=True)
class Worth:
    """What the group was worth when it was told, and would be worth; in hundredths."""

    sent: int
    then: int
    #: Whether it would be as many people.
    is_comparable: bool

    @property
    def change(self) -> int:
        """How much more than when it was told."""
        return self.then - self.sent


@dataclass(frozen=True)
class Row:
    """Somebody on the reserve list, and what it means that they come."""

    person: Contender
    effect: Effect
    #: The targets that are not kept then, where that is sure: no other place is left to fill.
    missed: list[str]
    crowded: int


@dataclass(frozen=True)
class Remedy:
    """The targets that give way, and who comes then."""

    moves: list[str]
    people: list[Contender]
    score: int


@bp.get("/selection/replacement")
def replacement(slug: str) -> ResponseReturnValue:
    """Show who should take the free places, and why; and what anybody else would cost."""
    call = call_to_decide(slug)
    if refusal := _no_places(call):
        return refusal
    vacancies = Vacancies(call, _wanted())
    teller = _teller(vacancies)
    page = request.args.get("page", 1, type=int)
    shown = vacancies.candidates[(page - 1) * PER_PAGE : page * PER_PAGE] if page > 0 else []
    come = vacancies.come
    full = len(come) == vacancies.fill
    return render_template(
        "experts/manage/replacement.html",
        **_always(call, vacancies),
        come=_people(vacancies, come),
        lines=_lines(vacancies, teller, vacancies.stay | come),
        score=_worth(call, vacancies, vacancies.stay | come),
        proven=vacancies.best.panel is not None and vacancies.best.panel.proven,
        rows=[_row(vacancies, teller, it) for it in shown],
        page=page,
        pages=ceil(len(vacancies.candidates) / PER_PAGE),
        conflict=[] if full else _conflict(vacancies, teller),
        remedies=[] if full else _remedies(vacancies, teller),
        freed=queries.freed(call),
    )


@bp.route("/selection/replacement/offer", methods=["GET", "POST"])
def offer(slug: str) -> ResponseReturnValue:
    """Show what one choice means; offer the places, where it is not the best with a reason."""
    call = call_to_decide(slug)
    if refusal := _no_places(call):
        return refusal
    chosen = request.args.getlist("application", type=int)
    if not chosen:
        flash(gettext("Choose someone to offer a place to."), "warning")
        return redirect(url_for(".replacement", slug=slug))
    form, wanted = OfferForm(), _wanted()
    if form.submitted():
        reason = str(form.reason.data or "").strip()
        try:
            made = replacements.offer(call, chosen, reason, g.account, wanted=wanted)
        except replacements.ReasonNeeded as needed:
            form.reason.errors = [needed.message]
        else:
            _say_offered(call, made)
            return redirect(url_for(".replacement", slug=slug))
    vacancies, effect = replacements.weigh(call, chosen, wanted=wanted, by=g.account)
    panel = effect.panel or vacancies.remedy(effect.chosen)
    teller = _teller(vacancies)
    form.reason.flags.required = not effect.is_best
    return render_template(
        "experts/manage/offer.html",
        **_always(call, vacancies),
        form=form,
        effect=effect,
        chosen=_people(vacancies, effect.chosen),
        beside=_people(vacancies, panel - vacancies.stay - effect.chosen),
        best=_people(vacancies, vacancies.come),
        missed=[teller.missed(it) for it in vacancies.missed(panel)],
        crowded=vacancies.crowded(panel),
        lines=_lines(vacancies, teller, panel),
        score=_worth(call, vacancies, panel),
    ), form.status


def _always(call: Call, vacancies: Vacancies) -> dict[str, Any]:
    departures = vacancies.conditions.departures(vacancies.published)
    teller = _teller(vacancies)
    return {
        "event": call.event,
        "call": call,
        "vacancies": vacancies,
        "places": vacancies.places,
        "hidden": queries.hidden_from(g.account, call),
        "given": [teller.departure(it) for it in departures],
    }


def _no_places(call: Call) -> str | None:
    """Say why no place can be offered, on a page of its own."""
    phase = call.phase(clock.now())
    if phase is Phase.NOTIFIED:
        return None
    return render_template("experts/manage/no_places.html", event=call.event, phase=phase)


def _wanted() -> int | None:
    """Read how many places are to be filled; None: those that are back."""
    typed = request.args.get("places", type=int)
    return typed if typed and typed > 0 else None


def _teller(vacancies: Vacancies) -> explanations.Teller:
    bench = vacancies.bench
    names = {str(it.id): it.name for it in bench.contenders.values()}
    return explanations.Teller(
        vacancies.conditions.but(seats=len(vacancies.stay) + vacancies.fill),
        bench.quota_ids,
        lambda key: names.get(key, key),
        bench.questions,
    )


def _people(vacancies: Vacancies, keys: Collection[int]) -> list[Contender]:
    return [it for it in vacancies.bench.contenders.values() if it.id in keys]


def _lines(vacancies: Vacancies, teller: explanations.Teller, panel: Collection[int]) -> list[Line]:
    bench, conditions = vacancies.bench, vacancies.conditions
    now = bench.meters(conditions, vacancies.stay)
    then = bench.meters(conditions, panel)
    return [
        Line(teller.target(target), sent, before.now, after)
        for target, sent, before, after in zip(
            conditions.targets, vacancies.counts_sent, now, then, strict=True
        )
    ]


def _worth(call: Call, vacancies: Vacancies, panel: Collection[int]) -> Worth | None:
    """Return what the group is worth; None where that would tell a score hidden from the reader."""
    score, sent = vacancies.bench.score, vacancies.sent
    if queries.hidden_from(g.account, call).intersection([*sent, *panel]):
        return None
    return Worth(score(sent), score(panel), len(sent) == len(panel))


def _row(vacancies: Vacancies, teller: explanations.Teller, person: Contender) -> Row:
    effect = vacancies.effect({person.id})
    if effect.keeps or vacancies.fill > 1:
        return Row(person, effect, [], 0)
    panel = vacancies.stay | effect.chosen
    missed = [teller.missed(it) for it in vacancies.missed(panel)]
    return Row(person, effect, missed, vacancies.crowded(panel))


def _conflict(vacancies: Vacancies, teller: explanations.Teller) -> list[str]:
    """Say what cannot hold together; that those who stay keep their places is said anyway."""
    keys = [it for it in vacancies.trouble.conflict if it not in {"must_include", "must_exclude"}]
    return teller.requirements(keys)


def _remedies(vacancies: Vacancies, teller: explanations.Teller) -> list[Remedy]:
    """Return the smallest relaxations, by the organiser's priorities."""
    return [
        Remedy(
            [teller.move(it) for it in repair.moves],
            _people(vacancies, members(repair) - vacancies.stay),
            repair.panel.score,
        )
        for repair in vacancies.trouble.repairs
    ]


def _say_offered(call: Call, made: replacements.Offer) -> None:
    names = [found(queries.application_in(call, it)).name for it in made.applications]
    flash(
        ngettext(
            "The place is offered to %(names)s, by email.",
            "The places are offered to %(names)s, by email.",
            len(names),
            names=explanations.listed(names),
        ),
        "success",
    )
