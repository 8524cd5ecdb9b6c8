"""Which reviews the panel hangs on, beside every panel there is."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eventsapp.selection import (
    Pool,
    Problem,
    Progress,
    Sensitivity,
    Swing,
    Watch,
    sensitivity,
    solver,
)
from tests.selection.every_panel import best, problems


@settings(max_examples=100, deadline=None)
@given(problem=problems(), data=st.data())
def test_a_review_counts_if_the_panel_is_another_without_it(
    problem: Problem, data: st.DataObject
) -> None:
    ours = best(problem)
    assume(ours)
    people = st.sampled_from(problem.pool.ids)
    reviews = data.draw(
        st.dictionaries(
            st.sampled_from(["r1", "r2", "r3", "r4"]),
            st.dictionaries(people, st.integers(-3, 10), max_size=2),
        )
    )
    ready = solver(problem)

    told = sensitivity(ready, ready.best(), reviews)

    swings = []
    for review, changed in reviews.items():
        pool = problem.pool
        scores = tuple(changed.get(it, old) for it, old in zip(pool.ids, pool.scores, strict=True))
        other = best(problem.but(pool=replace(pool, scores=scores)))
        if other != ours:
            leave, come = tuple(sorted(ours - other)), tuple(sorted(other - ours))
            swings.append(Swing(review, leave, come))
    assert told == Sensitivity(tuple(swings), len(reviews))


def test_a_watch_hears_of_it_and_ends_it() -> None:
    ready = solver(Problem(Pool(("a", "b"), (200, 100)), (1, 1)))
    told: list[Progress] = []

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return True

    found = sensitivity(ready, ready.best(), {"r1": {"a": 50}}, Watch(tell=stop))

    assert found == Sensitivity((), 0)
    assert told == [Progress("reviews", 0, None, None)]
