"""Possible duplicates: who is shown, what a merge does, how it is taken back, who sees it."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account
from eventsapp.audit.models import Entry
from eventsapp.core import clock
from eventsapp.core.words import Words
from eventsapp.events.rules import TeamRole
from eventsapp.experts import queries
from eventsapp.experts.models import Apart, Application, Call, Invitation, Nominee, Review
from eventsapp.experts.queries.twins import calls_with_twins, twins_for, twins_in
from eventsapp.experts.rules import (
    Applicant,
    ApplicationStatus,
    CallStatus,
    Likeness,
    PinSide,
    Twins,
    twins,
)
from eventsapp.experts.services import applications, pins, selection
from eventsapp.experts.services import twins as services
from eventsapp.experts.services.selection import Choice
from eventsapp.organizations.models import Alias
from tests import factories
from tests.conftest import MailServer, actions, deliver, sign_in, unbroken

BORN, OTHER = date(1970, 5, 1), date(1980, 1, 2)
UNION = frozenset({"union"})


def applicant(number: int, name: str, **said: object) -> Applicant:
    return Applicant(number, name, **({"addresses": [f"p{number}@example.org"]} | said))


def likeness(one: Applicant, other: Applicant) -> Likeness | None:
    found = twins([one, other])
    return found[0].likeness if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José Pérez", "JOSE PEREZ"),
        ("Pérez, José", "José Pérez"),
        ("María de los Ángeles Ruiz", "Maria Ángeles Ruiz"),
        ("Ludwig van der Berg", "Berg Ludwig"),
        ("Dr. Ana Prieto", "Ana Prieto"),
        ("Siobhán O’Brien", "Siobhan O'Brien"),
        ("Siobhán O'Brien", "siobhan OBrien"),
        ("Jean-Pierre Dupont", "Dupont Jean Pierre"),
        ("Łukasz Sørensen", "Lukasz Sorensen"),
        ("Cafe\u0301 Nunes", "Caf\u00e9 Nunes"),
        ("Suharto", "Dr Suharto"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    pair = applicant(1, one, born_on=BORN), applicant(2, other, born_on=BORN)

    assert likeness(*pair) is Likeness.NAME_AND_BIRTH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Prieto", "Ana Pinto"),
        ("Ravi Das", "Ravi Kumar"),
        ("Ravi Das", "Ravi de la Cruz"),
        ("Le Van", "Do Van"),
        ("Suharto", "Sukarno"),
        ("Ana", "Ana Prieto"),
        ("", ""),
    ],
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    pair = applicant(1, one, born_on=BORN), applicant(2, other, born_on=BORN)

    assert likeness(*pair) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana@Example.org", "ana@example.ORG", True),
        ("jos\u00e9@example.org", "jose\u0301@example.org", True),
        ("ana@b\u00fccher.example", "ana@xn--bcher-kva.example", True),
        ("ana+call@example.org", "ana@example.org", False),
        ("a.na@example.org", "ana@example.org", False),
        ("jose@example.org", "jos\u00e9@example.org", False),
        ("@", "@", True),
        ("a@" + "x" * 70 + ".org", "A@" + "x" * 70 + ".org", True),
    ],
)
def test_an_address_is_the_same_but_for_case_and_the_way_a_letter_is_kept(
    one: str, other: str, *, same: bool
) -> None:
    pair = applicant(1, "Ana", addresses=[one]), applicant(2, "Bea", addresses=[other])

    assert likeness(*pair) is (Likeness.ADDRESS if same else None)


@pytest.mark.parametrize(
    ("born", "marks", "found"),
    [
        ((BORN, BORN), (UNION, UNION), Likeness.NAME_AND_BIRTH),
        ((BORN, BORN), (frozenset(), frozenset()), Likeness.NAME_AND_BIRTH),
        ((BORN, OTHER), (UNION, UNION), None),
        ((BORN, None), (UNION, UNION), Likeness.NAME_AND_BODY),
        ((None, None), (UNION, UNION), Likeness.NAME_AND_BODY),
        ((None, None), (UNION, frozenset({"else"})), None),
        ((None, None), (frozenset(), frozenset()), None),
    ],
)
def test_namesakes_are_one_person_by_birth_or_perhaps_by_organisation(
    born: tuple[date | None, date | None],
    marks: tuple[frozenset[str], frozenset[str]],
    found: Likeness | None,
) -> None:
    one, other = (
        applicant(key, "Ana Prieto", born_on=born[key], marks=marks[key]) for key in (0, 1)
    )

    assert likeness(one, other) is found


def test_a_second_surname_may_be_left_out() -> None:
    one = applicant(1, "Ana García López", born_on=BORN)

    assert likeness(one, applicant(2, "Ana Garcia", born_on=BORN)) is Likeness.PART_AND_BIRTH
    assert likeness(one, applicant(2, "Ana Garcia", born_on=OTHER)) is None
    assert likeness(one, applicant(2, "Ana Garcia")) is None


def test_each_pair_is_named_once_the_surest_first() -> None:
    people = [
        applicant(4, "Ana Prieto", marks=UNION),
        applicant(3, "Ana Prieto", born_on=BORN, marks=UNION, addresses=["a@x.org", "ana@x.org"]),
        applicant(1, "Prieto Ana", born_on=BORN, marks=UNION, addresses=["ANA@x.org", "b@x.org"]),
        applicant(2, "Somebody Else", born_on=BORN, addresses=["b@x.org"]),
    ]

    assert twins(people) == [
        Twins(1, 2, Likeness.ADDRESS),
        Twins(1, 3, Likeness.ADDRESS),
        Twins(1, 4, Likeness.NAME_AND_BODY),
        Twins(3, 4, Likeness.NAME_AND_BODY),
    ]
    assert twins(reversed(people)) == twins(people)


def pair_in(call: Call, **fields: object) -> tuple[Application, Application]:
    """Let somebody apply twice, from two addresses."""
    said = {"name": "Ana Prieto", "born_on": BORN} | fields
    return factories.application(call, **said), factories.application(call, **said)


def organising(client: FlaskClient, call: Call, account: Account | None = None) -> str:
    """Sign an organiser in; return the address of the page of twins."""
    sign_in(client, factories.team(call.event, TeamRole.LEAD_ORGANISER, account))
    return f"/organise/events/{call.event.slug}/applications/twins"


def judge(
    client: FlaskClient, one: Application, other: Application, **data: str
) -> tuple[int, str]:
    prefix = f"pair-{one.id}-{other.id}-"
    answer = client.post(
        f"/organise/events/{one.call.event.slug}/applications/{one.id}/twins/{other.id}",
        data={prefix + name: value for name, value in data.items()},
    )
    if answer.location:
        answer = client.get(answer.location)
    return answer.status_code, answer.text


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_only_what_is_handed_in_and_not_taken_back_is_compared(db: Session) -> None:
    call = factories.call()
    one, other = pair_in(call)
    for status in (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN):
        factories.application(call, name="Ana Prieto", born_on=BORN, status=status)
    factories.application(call, name="Ana Prieto", born_on=BORN, merged_into_id=one.id)
    pair_in(factories.call())

    assert twins_in(call) == [Twins(one.id, other.id, Likeness.NAME_AND_BIRTH)]


def test_an_organisation_is_compared_by_all_its_names(db: Session) -> None:
    call = factories.call()
    body = factories.organization(name=Words.of(en="Field Union"))
    factories.save(Alias(organization=body, text="F. U.", folded="f u", basis=None))
    one = factories.application(call, name="Ana Prieto", affiliation="Field Union")
    other = factories.application(call, name="Ana Prieto", affiliation="F.U.")
    factories.application(call, name="Ana Prieto", affiliation="Independent")
    factories.application(call, name="Ana Prieto", affiliation="Independent")

    assert twins_in(call) == [Twins(one.id, other.id, Likeness.NAME_AND_BODY)]


def test_the_address_of_a_nomination_is_the_persons_too(db: Session) -> None:
    call = factories.call()
    nominated, alone = factories.application(call), factories.application(call)
    invitation = Invitation(
        call=call, body="Ministry", email="focal@example.org", invited_at=clock.now()
    )
    factories.save(
        Nominee(
            invitation=invitation, rank=1, name="Ana", email=alone.account.email,
            nominated_at=clock.now(), application=nominated,
        )
    )  # fmt: skip

    assert twins_in(call) == [Twins(nominated.id, alone.id, Likeness.ADDRESS)]


def test_the_page_shows_two_applications_side_by_side(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    one.statement, other.country = "I grow **maize**.", "PE"
    factories.review(one, 5, 5)
    factories.review(other, 2, 2)

    page = unbroken(client.get(organising(client, call)).text)

    text = plain(page)
    assert "Very likely the same person" in text
    assert "Both have the same name and the same date of birth." in text
    assert (one.account.email in text, other.account.email in text) == (True, True)
    assert re.findall(r'class="differs">\s*<th[^>]*>([\w ]+)', page) == [
        "Address ", "Organisation ", "Country ", "Statement ",
    ]  # fmt: skip
    assert ("100 of 100" in text, "40 of 100" in text) == (True, True)
    assert "maize" in text


def test_the_one_that_stays_must_be_chosen(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    organising(client, call)

    answers = [
        judge(client, one, other, merge="y"),
        judge(client, one, other, merge="y", stays="999"),
        judge(client, one, other),
    ]

    assert [status for status, _page in answers] == [422] * 3
    assert all("Choose which of the two to keep." in page for _status, page in answers)
    assert other.merged_into_id is None


def test_what_is_merged_keeps_its_text_and_reviews_and_counts_nowhere(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    organising(client, call)
    given = factories.review(other, 5, 5)
    given.comment = "Well said"
    factories.review(one, 3, 3)

    status, page = judge(client, one, other, merge="y", stays=str(one.id))

    assert status == 200
    assert f"Application {other.id} is merged into application {one.id}." in page
    assert (other.merged_into_id, one.merged_into_id) == (one.id, None)
    assert (other.statement, other.status) == ("I know the field.", ApplicationStatus.SUBMITTED)
    assert [
        (it.application_id, it.comment) for it in db.scalars(select(Review).order_by(Review.id))
    ] == [
        (other.id, "Well said"),
        (one.id, ""),
    ]
    bench = queries.workbench(call)
    assert (list(bench.contenders), list(bench.people), list(bench.merits)) == ([one.id],) * 3
    assert [it.id for it in queries.in_the_race(call)] == [one.id]
    assert queries.outcomes(call).total() == 1
    assert queries.scores_without(call) == {}
    assert actions(db)[-1] == "application.merged"
    (entry,) = db.scalars(select(Entry).where(Entry.action == "application.merged"))
    assert (entry.about, entry.details) == (
        f"call:{call.id}",
        {"application": other.id, "into": one.id},
    )


def test_a_merge_is_taken_back(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    address = organising(client, call)
    judge(client, one, other, merge="y", stays=str(other.id))
    merged = plain(client.get(address).text)

    client.post(f"/organise/events/{call.event.slug}/applications/{one.id}/part")

    assert "Undo the merge" in merged
    assert one.merged_into_id is None
    assert len(queries.contenders(call)) == 2
    assert len(twins_in(call)) == 1
    assert actions(db)[-1] == "application.parted"


def test_two_people_are_remembered_and_can_be_looked_at_again(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    address = organising(client, call)

    judge(client, one, other, apart="y")
    page = plain(client.get(address).text)
    remembered = twins_in(call), [(it.first_id, it.second_id) for it in db.scalars(select(Apart))]
    client.post(f"/organise/events/{call.event.slug}/applications/{other.id}/twins/{one.id}/again")

    assert remembered == ([], [(one.id, other.id)])
    assert "Nobody seems to have applied twice" in page
    assert "Two people, as an organiser has confirmed" in page
    assert len(twins_in(call)) == 1
    assert actions(db)[-2:] == ["applications.held_apart", "applications.looked_at_again"]


def test_the_letters_wait_for_nobody_who_was_merged(db: Session, mails: MailServer) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    services.merge(other, one)

    selection.decide(call, {one.id: Choice(ApplicationStatus.SELECTED)})
    told = selection.notify(call)
    db.commit()
    deliver()

    assert (told, other.status) == (1, ApplicationStatus.SUBMITTED)
    assert [to for to, _subject in mails.subjects()] == [one.account.email]


def test_a_merge_closes_the_gap_on_the_reserve_list_and_settles_the_call(db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    third = factories.application(call)
    reserve = ApplicationStatus.RESERVE
    choices = {one.id: Choice(reserve, 1), third.id: Choice(reserve, 2)}
    selection.decide(call, choices)
    before = call.status

    services.merge(other, third)
    complete = call.status
    services.part(other)
    open_again = call.status
    services.merge(one, other)

    assert (before, complete, open_again) == (
        CallStatus.PUBLISHED,
        CallStatus.DECIDED,
        CallStatus.UNDER_REVIEW,
    )
    assert (third.reserve_rank, one.decision) == (1, reserve)


@pytest.mark.parametrize("status", [CallStatus.NOTIFIED, CallStatus.WITHDRAWN, CallStatus.DRAFT])
def test_once_letters_are_sent_nothing_is_merged_or_parted(
    client: FlaskClient, db: Session, status: CallStatus
) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    merged = factories.application(call, merged_into_id=one.id)
    call.status = status
    address = organising(client, call)

    answers = [
        judge(client, one, other, merge="y", stays=str(one.id))[0],
        judge(client, one, other, apart="y")[0],
        client.post(f"{address}/../{merged.id}/part".replace("twins/../", "")).status_code,
    ]

    assert answers == [409] * 3
    assert "until the results are sent" in client.get(address).text
    assert (other.merged_into_id, merged.merged_into_id) == (None, one.id)


def test_who_withdrew_or_was_merged_meanwhile_is_said(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    organising(client, call)
    other.status = ApplicationStatus.WITHDRAWN

    status, page = judge(client, one, other, merge="y", stays=str(one.id))

    assert status == 409
    assert "has been withdrawn or merged in the meantime" in page


def test_an_application_is_no_twin_of_itself(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one = factories.application(call)
    organising(client, call)

    assert judge(client, one, one, merge="y", stays=str(one.id))[0] == 409
    assert judge(client, one, one, apart="y")[0] == 409


def test_the_person_reads_it_and_finds_the_way_to_the_other(
    client: FlaskClient, db: Session
) -> None:
    call = factories.call()
    one, other = pair_in(call, statement="My words")
    services.merge(other, one)
    sign_in(client, other.account)
    address = f"/events/{call.event.slug}/call/application"

    page = client.get(address).text
    out = client.post("/logout", data={"next": address})
    asked = client.get(out.location)

    text = plain(page)
    assert "Merged into another" in text
    assert "have merged this one into it" in text
    assert "its result goes to the address it was sent from" in text
    assert ("My words" in text, "Change my application" in text) == (True, False)
    assert one.account.email not in unbroken(page)
    assert out.location.endswith(address)
    assert f"next={address}" in asked.location.replace("%2F", "/")
    sign_in(client, one.account)
    assert "Merged" not in client.get(address).text


def test_what_is_merged_is_not_changed_and_what_was_typed_is_kept(
    client: FlaskClient, db: Session
) -> None:
    call = factories.call()
    one, other = pair_in(call)
    services.merge(other, one)
    sign_in(client, other.account)
    address = f"/events/{call.event.slug}/call/apply"

    page = client.get(address)
    answer = client.post(address, data={"name": "Ana", "statement": "Typed long", "save": "y"})

    assert page.location == f"/events/{call.event.slug}/call/application"
    assert answer.status_code == 422
    assert "was merged into another one of yours: change that one" in answer.text
    assert "Typed long" in answer.text
    with pytest.raises(applications.Merged):
        applications.save(call, other.account, other.answers)


def test_what_is_merged_is_pinned_no_more(db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    services.merge(other, one)

    with pytest.raises(pins.NobodyToPin):
        pins.pin(other, PinSide.IN, "Host country", None)


def test_a_chain_of_merges_leads_to_the_one_that_stays(db: Session) -> None:
    call = factories.call()
    (one, other), third = pair_in(call), factories.application(call)

    services.merge(one, other)
    services.merge(other, third)

    assert (one.stays, other.stays, third.stays) == (third,) * 3
    with pytest.raises(services.CannotBeMatched):
        services.merge(third, one)


def test_who_is_in_conflict_with_one_sees_nothing_of_the_pair(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    one, other = pair_in(call, name="Canary Carla")
    both = factories.account(affiliation="Field Union")
    factories.team(call.event, TeamRole.REVIEWER, both)
    factories.team(call.event, TeamRole.REVIEWER)
    other.affiliation = "Field Union"
    factories.application(call, name="Canary Carla", merged_into_id=other.id)
    factories.save(Apart(first=one, second=other, at=clock.now()))
    address = organising(client, call, both)

    page = client.get(address).text
    answers = [
        judge(client, one, other, merge="y", stays=str(one.id))[0],
        judge(client, one, other, apart="y")[0],
        judge(client, other, one, apart="y")[0],
    ]

    assert "Canary Carla" not in page
    assert answers == [403] * 3
    assert twins_for(both, call) == []
    assert calls_with_twins(both) == []


def test_an_organiser_who_applies_is_shut_out(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one, other = pair_in(call)
    address = organising(client, call, one.account)

    assert client.get(address).status_code == 403
    assert judge(client, one, other, apart="y")[0] == 403
    assert calls_with_twins(one.account) == []


def test_scores_stay_hidden_until_ones_own_are_in(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    one, _other = pair_in(call)
    factories.review(one, 5, 5)
    both = factories.team(call.event, TeamRole.REVIEWER)

    page = plain(client.get(organising(client, call, both)).text)

    assert "Hidden until your own review is in" in page
    assert "100 of 100" not in page


def test_the_board_the_reviews_and_the_desk_point_at_twins(
    client: FlaskClient, db: Session
) -> None:
    call = factories.closed_call()
    factories.team(call.event, TeamRole.REVIEWER)
    pair_in(call)
    address = organising(client, call)
    pages = [
        f"/organise/events/{call.event.slug}/selection",
        f"/organise/events/{call.event.slug}/reviews",
        "/organise/",
    ]

    linked = [address in client.get(page).text for page in pages]
    call.status = CallStatus.NOTIFIED
    later = [address in client.get(page).text for page in pages]

    assert (linked, later) == ([True] * 3, [False] * 3)


def test_ten_pairs_stand_on_a_page(client: FlaskClient, db: Session) -> None:
    call = factories.closed_call()
    for number in range(11):
        pair_in(call, name=f"Ana Prieto {number}")
    address = organising(client, call)

    counts = [client.get(f"{address}?page={page}").text.count("Keep this one") for page in (1, 2)]

    assert counts == [20, 2]
