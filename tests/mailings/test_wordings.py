"""Organisers put the mails of an event in their own words."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.accounts.models import Account, RoleName
from eventsapp.audit.models import Entry
from eventsapp.core import outbox
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.experts.rules import ApplicationStatus
from eventsapp.mailings.queries import mails as mails_seen
from eventsapp.mailings.queries import sight_of_all
from eventsapp.mailings.services.wordings import (
    CannotBeSent,
    ChangedMeanwhile,
    reword,
    use_own,
    use_standard,
)
from eventsapp.notices.mails import Mail, all_mails, mail_of
from eventsapp.notices.models import OwnWording
from eventsapp.notices.queries import own_wording
from tests import factories
from tests.conftest import MailServer, sign_in, statements

NOW = datetime(2027, 3, 1, 20, 0, tzinfo=UTC)
KIND = "registration_confirmed"


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """Hold the clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def event(db: Session) -> Event:
    """Make an event about water."""
    return factories.event(title=Words.of(en="Water"), contact_email="team@example.org")


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> Account:
    """Sign one of its organisers in."""
    account = factories.account(name="Olga", email="olga@example.org")
    factories.team(event, TeamRole.CO_ORGANISER, account)
    sign_in(client, account)
    return account


def mail() -> Mail:
    found = mail_of(KIND)
    assert found is not None
    return found


def kept(event: Event, locale: str = "en") -> tuple[str, str, bool, int] | None:
    it = own_wording(event.mail_scope, KIND, locale)
    return it and (it.subject, it.text, it.in_use, it.version)


def address(event: Event, rest: str = "", locale: str = "en") -> str:
    return f"/organise/events/{event.slug}/mails/wordings/{KIND}/{locale}{rest}"


def test_words_are_kept_with_who_changed_them_and_the_change_is_in_the_audit(
    db: Session, event: Event
) -> None:
    reword(event, mail(), "en", mail().own("Come,\n{name}", "Hi \r\n\r\n{link}  "), seen=0)

    assert kept(event) == ("Come, {name}", "Hi\n\n{link}", True, 1)
    entry = db.scalars(select(Entry).where(Entry.action == "mail.reworded")).one()
    assert (entry.about, entry.details) == (
        f"event:{event.id}",
        {"kind": KIND, "locale": "en", "subject": "Come, {name}", "text": "Hi\n\n{link}"},
    )


def test_what_readers_should_never_see_is_refused_whoever_asks(db: Session, event: Event) -> None:
    for subject, text in (("Dear {first_name}", "{link}"), ("Hi", "Hi"), ("{link}", "{link}")):
        with pytest.raises(CannotBeSent):
            reword(event, mail(), "en", mail().own(subject, text), seen=0)

    assert kept(event) is None


def test_the_second_of_two_who_change_one_mail_is_refused(db: Session, event: Event) -> None:
    reword(event, mail(), "en", mail().own("First", "{link}"), seen=0)

    for late in (
        lambda: reword(event, mail(), "en", mail().own("Second", "{link}"), seen=0),
        lambda: use_standard(event, mail(), "en", seen=0),
    ):
        with pytest.raises(ChangedMeanwhile):
            late()

    assert kept(event) == ("First", "{link}", True, 1)


def test_the_way_back_to_the_standard_words_can_be_gone_back(db: Session, event: Event) -> None:
    reword(event, mail(), "en", mail().own("Mine", "{link}"), seen=0)

    use_standard(event, mail(), "en", seen=1)
    shelved = kept(event)
    use_own(event, mail(), "en", seen=2)

    assert (shelved, kept(event)) == (
        ("Mine", "{link}", False, 2),
        ("Mine", "{link}", True, 3),
    )


def test_an_organiser_writes_saves_and_sees_it_in_the_list(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    before = client.get(f"/organise/events/{event.slug}/mails/wordings/").text

    answer = client.post(
        address(event, locale="es"),
        data={"subject": "Tu lugar", "text": "Hola {name}\n\n{link}", "seen": "0"},
    )

    after = client.get(f"/organise/events/{event.slug}/mails/wordings/").text
    assert (answer.status_code, answer.location) == (302, address(event, locale="es"))
    assert kept(event, "es") == ("Tu lugar", "Hola {name}\n\n{link}", True, 1)
    assert "Your own text: Español" not in before
    assert "Your own text: Español" in after
    assert "Standard text: English, Português, Français" in after


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        ("Dear {first_name}", "{link}", "There is no placeholder {first_name}. Did you"),
        ("Dear {first_name}", "{link}", "Did you mean {name}?"),
        ("Hi", "Dear {nobody_knows}\n{link}", "There is no placeholder {nobody_knows}"),
        ("Hi", "Dear {name}", "This email needs {link}: put it back."),
        ("Go to {link}", "{link}", "A link such as {link} cannot be in a subject."),
        ("Hi", "Dear {{name}} {link}", "Braces belong only around the name of a placeholder"),
        ("", "{link}", "Write a subject."),
        ("Hi", "  ", "Write something here."),
        ("Hi", "", "Write a text."),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, event: Event, organiser: Account, subject: str, text: str, said: str
) -> None:
    answers = [
        client.post(address(event, rest), data={"subject": subject, "text": text, "seen": "0"})
        for rest in ("", "/test")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    for answer in answers:
        page = unescape(answer.text)
        assert said in page
        assert f'value="{subject}"' in page
        assert text.strip() in page
    assert kept(event) is None


def test_the_second_of_two_editors_sees_the_words_of_the_first_and_may_then_save(
    client: FlaskClient, event: Event, organiser: Account, db: Session
) -> None:
    reword(event, mail(), "en", mail().own("The first", "Text of the first {link}"), seen=0)
    typed = {"subject": "The second", "text": "Text of the second {link}"}

    late = client.post(address(event), data={**typed, "seen": "0"})
    again = client.post(address(event), data={**typed, "seen": "1"})

    assert (late.status_code, again.status_code) == (422, 302)
    assert "Somebody else has changed this text in the meantime." in late.text
    assert "Text of the first {link}" in late.text
    assert "Text of the second {link}" in late.text
    assert '<input id="seen" name="seen" type="hidden" value="1">' in late.text
    assert kept(event) == ("The second", "Text of the second {link}", True, 2)


def test_the_preview_is_what_a_real_reader_gets_but_for_the_private_link(
    client: FlaskClient, event: Event, organiser: Account, db: Session
) -> None:
    eva = factories.registration(event, name="Eva <b>")
    secret = eva.token
    typed = {"subject": "Hi {name}", "text": "Dear {name}\n\n{link}", "reader": str(eva.id)}

    part = client.post(address(event, "/preview"), data=typed, headers={"HX-Request": "true"})
    page = client.post(address(event, "/preview"), data=typed)

    assert (part.status_code, page.status_code) == (200, 200)
    assert "<html" not in part.text
    for answer in (part, page):
        assert '<p class="mail-subject">Hi Eva &lt;b&gt;</p>' in answer.text
        assert "(the reader’s private link)" in answer.text
        assert secret not in answer.text
    assert kept(event) is None


def test_without_a_real_reader_an_invented_one_is_shown_and_marked_as_such(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    page = client.get(address(event)).text

    assert "As an invented reader would read it" in page
    assert '<p class="mail-subject">Your seat: Water</p>' in page


def test_a_preview_says_what_cannot_be_saved(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    answer = client.post(
        address(event, "/preview"),
        data={"subject": "Hi {nobody}", "text": "{link}"},
        headers={"HX-Request": "true"},
    )

    assert "It cannot be saved like this:" in answer.text
    assert "There is no placeholder {nobody}" in answer.text


def test_a_test_goes_to_whoever_writes_marked_and_without_the_secret_of_the_reader(
    client: FlaskClient, event: Event, organiser: Account, mails: MailServer, db: Session
) -> None:
    eva = factories.registration(event, name="Eva", email="eva@example.org")
    secret = eva.token
    typed = {"subject": "Hi {name}", "text": "Dear {name}\n\n{link}", "reader": str(eva.id)}

    answer = client.post(address(event, "/test"), data=typed)
    outbox.drain()

    assert answer.status_code == 200
    assert "A test is on its way to olga@example.org." in answer.text
    assert "Dear {name}" in answer.text
    assert mails.subjects() == [("olga@example.org", "[Test] Hi Eva")]
    [test] = mails.mails
    for kind in ("plain", "html"):
        body = test.get_body((kind,)).get_content()
        assert "Dear Eva" in body
        assert secret not in body
    assert test["Reply-To"] == "team@example.org"
    assert kept(event) is None


def test_the_buttons_turn_to_the_standard_words_and_back(
    client: FlaskClient, event: Event, organiser: Account, db: Session
) -> None:
    reword(event, mail(), "en", mail().own("Mine", "{link}"), seen=0)

    client.post(address(event, "/standard"), data={"seen": "1"})
    standard = client.get(address(event)).text
    client.post(address(event, "/own"), data={"seen": "2"})
    own = client.get(address(event)).text
    late = client.post(address(event, "/standard"), data={"seen": "1"})

    assert "Standard text; your own is kept" in standard
    assert 'value="Your seat: {event}"' in standard
    assert 'value="Mine"' in own
    assert late.status_code == 302
    assert kept(event) == ("Mine", "{link}", True, 3)


def test_what_is_no_mail_or_no_language_is_not_there(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    base = f"/organise/events/{event.slug}/mails/wordings"

    answers = [
        client.get(f"{base}/{rest}").status_code for rest in ("accounts_confirm/en", f"{KIND}/xx")
    ]

    assert answers == [404, 404]


def test_words_that_do_not_fit_any_more_are_not_taken_up_again(db: Session, event: Event) -> None:
    factories.save(
        OwnWording(
            scope=event.mail_scope, kind=KIND, locale="en", subject="Hi {gone}", text="{link}",
            in_use=False, changed_by="Ana", changed_at=NOW,
        )
    )  # fmt: skip

    with pytest.raises(CannotBeSent):
        use_own(event, mail(), "en", seen=1)


def shown(client: FlaskClient, event: Event, kind: str) -> list[str]:
    """Return whom the editor of a mail offers to show it to."""
    page = client.get(f"/organise/events/{event.slug}/mails/wordings/{kind}/en").text
    chooser = page.partition('id="reader"')[2].partition("</select>")[0]
    return [unescape(it) for it in re.findall(r"<option[^>]*>([^<]*)</option>", chooser)]


OUTCOMES = ("experts_selected", "experts_reserve", "experts_not_selected", "experts_accepted")


def test_who_decides_sees_a_letter_as_its_real_reader_before_it_is_sent(
    client: FlaskClient, event: Event, organiser: Account
) -> None:
    call = factories.closed_call(event=event)
    for name, decision in (("Sara", "selected"), ("Rita", "reserve"), ("Nina", "not_selected")):
        factories.application(
            call, name=name, decision=ApplicationStatus(decision), account=factories.account()
        )

    offered = {kind: shown(client, event, kind) for kind in OUTCOMES}

    assert offered == {
        "experts_selected": ["An invented reader", "Sara"],
        "experts_reserve": ["An invented reader", "Rita"],
        "experts_not_selected": ["An invented reader", "Nina"],
        "experts_accepted": ["An invented reader"],
    }


@pytest.mark.parametrize("kind", ["experts_call_amended", "experts_selected"])
def test_more_readers_ask_the_database_no_more(
    client: FlaskClient, event: Event, organiser: Account, kind: str
) -> None:
    call = factories.closed_call(event=event)

    def count() -> int:
        for _ in range(3):
            factories.application(call, decision=ApplicationStatus.SELECTED)
        with statements() as asked:
            shown(client, event, kind)
        return len(asked)

    assert count() == count()


@pytest.mark.parametrize("entangled", ["applies", "in conflict"])
def test_who_applies_or_is_in_conflict_learns_nothing_of_outcomes_from_previews(
    client: FlaskClient, event: Event, organiser: Account, entangled: str
) -> None:
    call = factories.closed_call(event=event)
    sara = factories.application(call, name="Sara", decision=ApplicationStatus.SELECTED)
    if entangled == "applies":
        factories.application(call, account=organiser)
    else:
        review = factories.review(sara, person=organiser)
        review.recused = True

    kinds = [it.kind for it in all_mails() if it.kind.startswith("experts_")]
    offered = {name for kind in kinds for name in shown(client, event, kind)}

    assert offered == {"An invented reader"}
    forced = client.post(
        f"/organise/events/{event.slug}/mails/wordings/experts_selected/en/preview",
        data={"subject": "{name}", "text": "{link} {answer_by}", "reader": str(sara.id)},
    )
    assert "Sara" not in forced.text
    assert '<p class="mail-subject">Sample Person</p>' in forced.text


def test_a_test_of_a_letter_is_hidden_from_an_administrator_who_applies(
    client: FlaskClient, event: Event, organiser: Account, db: Session
) -> None:
    call = factories.closed_call(event=event)
    sara = factories.application(call, name="Sara", decision=ApplicationStatus.SELECTED)
    administrator = factories.account(role=RoleName.ADMINISTRATOR)

    def seen() -> bool:
        everywhere = mails_seen(sight_of_all(administrator, None))
        return "[Test] Sara" in [mail.subject for mail in everywhere]

    client.post(
        f"/organise/events/{event.slug}/mails/wordings/experts_selected/en/test",
        data={"subject": "{name}", "text": "{link} {answer_by}", "reader": str(sara.id)},
    )
    before = seen()
    factories.application(call, account=administrator)

    assert (before, seen()) == (True, False)


def test_letters_are_shown_before_they_are_sent_as_they_are_worded(
    client: FlaskClient, event: Event, organiser: Account, db: Session, mails: MailServer
) -> None:
    call = factories.closed_call(event=event)
    factories.application(call, name="Sara", decision=ApplicationStatus.SELECTED)
    selected = mail_of("experts_selected")
    assert selected is not None
    own = selected.own("Come, {name}!", "Say yes by {answer_by}.\n\n{link}")
    reword(event, selected, "en", own, seen=0)

    page = unescape(client.get(f"/organise/events/{event.slug}/selection/notify").text)
    client.post(f"/organise/events/{event.slug}/selection/notify")
    outbox.drain()

    [sent] = mails.mails
    text = sent.get_body(("plain",)).get_content().replace("\r\n", "\n").strip()
    assert sent["Subject"] == "Come, Sara!"
    assert "<strong>Come, Sara!</strong>" in page
    assert text.startswith("Say yes by Thursday, 11 March 2027, 11:59 pm (Los Angeles, UTC−8).")
    assert text.partition("\n")[0] in page
