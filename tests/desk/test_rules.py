"""What is late comes before what is to come."""

from datetime import date

from eventsapp.desk.rules import Duty, DutyKind, in_order


def test_what_is_late_comes_first_then_what_comes_by_its_day() -> None:
    begins = Duty(kind=DutyKind.EVENT_BEGINS, due=date(2026, 5, 9))
    closes = Duty(kind=DutyKind.REGISTRATION_CLOSES, due=date(2026, 5, 3))
    outcome = Duty(kind=DutyKind.OUTCOME, title="b")
    another = Duty(kind=DutyKind.OUTCOME, title="A")
    mails = Duty(kind=DutyKind.FAILED_MAILS, count=2)

    assert in_order([begins, outcome, closes, another, mails]) == [
        mails,
        another,
        outcome,
        closes,
        begins,
    ]
