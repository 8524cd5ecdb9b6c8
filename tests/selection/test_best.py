"""The best panel is the best one, and always the same one."""

from hypothesis import given, settings

from eventsapp.selection import Infeasible, Panel, Problem, solver
from tests.selection.pools import best_by_hand, problems


def found(problem: Problem) -> tuple[str, ...] | None:
    try:
        panel = solver(problem).best()
    except Infeasible:
        return None
    score = dict(zip(problem.pool.ids, problem.pool.scores, strict=True))
    total = sum(score[key] for key in panel.members)
    assert panel == Panel(panel.members, total, total)
    return panel.members


@settings(max_examples=300, deadline=None)
@given(problems())
def test_the_best_panel_is_that_of_brute_force(problem: Problem) -> None:
    assert found(problem) == best_by_hand(problem)
