"""What is late comes before what is to come."""

from datetime import date

from eventsapp.desk.rules import ToDo, ToDoKind, in_order


def test_what_is_late_comes_first_then_what_comes_by_its_day() -> None:
    begins = ToDo(kind=ToDoKind.EVENT_BEGINS, due=date(2026, 5, 9))
    closes = ToDo(kind=ToDoKind.REGISTRATION_CLOSES, due=date(2026, 5, 3))
    outcome = ToDo(kind=ToDoKind.OUTCOME, title="b")
    another = ToDo(kind=ToDoKind.OUTCOME, title="A")
    mails = ToDo(kind=ToDoKind.FAILED_MAILS, count=2)

    assert in_order([begins, outcome, closes, another, mails]) == [
        mails,
        another,
        outcome,
        closes,
        begins,
    ]
