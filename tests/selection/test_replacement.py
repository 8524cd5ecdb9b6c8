"""Who comes instead, beside every panel there is."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eventsapp.selection import (
    GroupLimit,
    Panel,
    Pool,
    Problem,
    Quota,
    diagnose,
    replace,
    reserves,
    solver,
)
from tests.selection.every_panel import (
    Members,
    best,
    lot,
    meets,
    panels,
    problems,
    score,
    worth,
)


@settings(max_examples=100, deadline=None)
@given(problem=problems(), data=st.data())
def test_those_who_stayed_stay_if_that_is_possible(problem: Problem, data: st.DataObject) -> None:
    ours = best(problem)
    assume(ours)
    before = solver(problem).best()
    some = st.frozensets(st.sampled_from(problem.pool.ids), min_size=1, max_size=3)
    gone = data.draw(some, label="withdrawn")
    confirmed = data.draw(some, label="confirmed")

    told = replace(solver(problem), before, gone, confirmed)

    stayers = ours - gone
    left = _without(problem, gone, confirmed & stayers)
    met = [it for it in panels(left) if meets(left, it)]
    assert [it.id for it in told.ranked] == _single(left, stayers)
    for ranked in told.ranked:
        assert ranked.change == score(problem, stayers | {ranked.id}) - before.score
    if met:
        found = max(met, key=lambda it: (len(it & stayers), *worth(problem, it)))
        assert frozenset(told.panel.members) == found
        assert told.come == tuple(sorted(found - stayers))
        assert told.exchanged == tuple(sorted(stayers - found))
        assert told.repair is None
    else:
        assert told.panel is None
        assert [told.repair] == list(diagnose(left).repairs[:1] or [None])


def _without(problem: Problem, gone: Members, confirmed: Members) -> Problem:
    return problem.but(
        must_include=problem.must_include - gone | confirmed,
        must_exclude=problem.must_exclude | gone,
    )


def _single(problem: Problem, stayers: Members) -> list[str]:
    scores = dict(zip(problem.pool.ids, problem.pool.scores, strict=True))
    fits = [it for it in problem.pool.ids if it not in stayers and meets(problem, stayers | {it})]
    return sorted(fits, key=lambda it: (-scores[it], -lot(problem.seed, it)))


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_every_member_has_those_who_could_come_instead(problem: Problem) -> None:
    ours = best(problem)
    assume(ours)
    ready = solver(problem)

    told = reserves(ready, ready.best(), depth=2)

    instead = {
        it: _single(_without(problem, frozenset({it}), frozenset()), ours - {it}) for it in ours
    }
    assert {it: [one.id for one in ranked] for it, ranked in told.table.items()} == {
        it: ranked[:2] for it, ranked in instead.items()
    }
    assert told.covered == sum(map(bool, instead.values()))


def test_it_works_on_until_nobody_is_left() -> None:
    ids = tuple(f"p{at}" for at in range(9))
    pool = Pool(ids, tuple(range(900, 0, -100)), {"sex": tuple("fmfmfmfmf")})
    ready = solver(Problem(pool, (2, 2), (Quota("women", "sex", frozenset("f"), 1),)))
    panel, gone, seen = ready.best(), [], []

    while panel:
        seen.append(panel.members)
        gone.append(panel.members[0])
        panel = replace(ready, panel, gone).panel

    assert seen == [
        ("p0", "p1"), ("p1", "p2"), ("p2", "p3"), ("p3", "p4"), ("p4", "p5"), ("p5", "p6"),
        ("p6", "p7"), ("p7", "p8"),
    ]  # fmt: skip


def test_a_panel_with_somebody_exchanged_rather_than_none() -> None:
    """The only other woman cannot sit with c: c is exchanged, for b has confirmed."""
    pool = Pool(
        ("a", "b", "c", "d", "e"),
        (5, 4, 3, 2, 1),
        {"sex": tuple("fmmfm"), "body": ("", "", "x", "x", "")},
    )
    limits = (GroupLimit("per body", "body", 1),)
    ready = solver(Problem(pool, (3, 3), (Quota("women", "sex", frozenset("f"), 1),), limits))

    told = replace(ready, ready.best(), ["a"], confirmed=["b"])

    assert told.panel == Panel(("b", "d", "e"), 7, 7)
    assert (told.come, told.exchanged, told.ranked) == (("d", "e"), ("c",), ())
