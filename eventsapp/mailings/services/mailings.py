"""Writing to many at once: drafting, confirming, sending, stopping."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from eventsapp.accounts.models import Account
from eventsapp.accounts.queries import account_by_email
from eventsapp.accounts.services import Addressee
from eventsapp.audit.services import record
from eventsapp.core import clock, outbox
from eventsapp.core.db import db, lock
from eventsapp.core.errors import Refused
from eventsapp.core.i18n import _
from eventsapp.core.words import Words
from eventsapp.events.models import Event
from eventsapp.events.rules import Status
from eventsapp.experts.queries import call_of
from eventsapp.mailings import mails, policy
from eventsapp.mailings.models import Mailing, MailingRecipient
from eventsapp.mailings.queries.audience import Gathering, Person, gathering
from eventsapp.mailings.queries.mailings import (
    are_untold,
    due_of,
    notices_of,
    recipient_ids,
    scheduled_of,
    unsent_of,
    untold,
    written_to,
)
from eventsapp.mailings.rules import (
    SECOND_THOUGHTS,
    Anchor,
    Audience,
    MailingState,
    Plan,
)
from eventsapp.mailings.services.wordings import about_of, check
from eventsapp.notices.services import drop_all, post_own


class HasBegun(Refused):
    """Too late to change it."""

    message = _("Sending has begun, so this mailing can no longer be changed.")


class NotPublic(Refused):
    """The event speaks to nobody yet."""

    message = _("Nothing is sent for an event that is a draft.")


class IsCancelled(Refused):
    """There is nothing to wait for."""

    message = _("The event is cancelled, so nothing is sent at a later time. Send it now instead.")


class ChangedMeanwhile(Refused):
    """Two people wrote at the same time."""

    message = _(
        "Somebody else has changed this mailing in the meantime. Open it again and combine"
        " the two versions."
    )


class Nobody(Refused):
    """The set is empty."""

    message = _("Nobody matches your choice, so there is nobody to write to. Choose other people.")


class SetChanged(Refused):
    """Somebody came or went."""

    message = _(
        "The recipients or the text have changed since you last saw them. Nothing has been sent:"
        " check who would get it now, and confirm again."
    )


class Passed(Refused):
    """The moment is over."""

    message = _("This time has already passed. Choose a later one, or send it now.")


class NotKnown(Refused):
    """What the moment hangs on has no date."""

    message = _("This depends on a day that is not known yet. Choose a set time, or send it now.")


class NotYours(Refused):
    """Who has a part in the call does not write about it."""

    message = _(
        "You take part in the call for experts yourself, so you cannot write to its applicants,"
        " reviewers or invited bodies."
    )


class NoResults(Refused):
    """Nobody may be told apart yet."""

    message = _("You can choose applicants by result only once the results have been sent.")


class NothingToStop(Refused):
    """It is over, or has not begun."""

    message = _("There is nothing to stop: this mailing is not on its way.")


def draft(
    event: Event, account: Account, *, subject: Words, text: Words, audience: Audience, plan: Plan
) -> Mailing:
    """Keep a mailing that is sent to nobody yet."""
    _check_audience(event, account, audience)
    mailing = Mailing(event=event, account=account, created_at=clock.now(), version=0)
    _fill(mailing, subject, text, audience, plan)
    return mailing


def change(
    mailing: Mailing,
    account: Account,
    *,
    subject: Words,
    text: Words,
    audience: Audience,
    plan: Plan,
    seen: int,
) -> None:
    """Change a mailing that has not begun to be sent; it has to be confirmed again.

    ``seen`` is the version that the writer began from.
    """
    _held(mailing)
    if mailing.version != seen:
        raise ChangedMeanwhile
    _check_audience(mailing.event, account, audience)
    _fill(mailing, subject, text, audience, plan)


def _fill(mailing: Mailing, subject: Words, text: Words, audience: Audience, plan: Plan) -> None:
    _check_words(subject, text)
    mailing.state, mailing.due_at = MailingState.DRAFT, None
    mailing.subject, mailing.text = subject, text
    mailing.to, mailing.when = audience.as_json(), plan.as_json()
    mailing.changed_at = clock.now()
    mailing.version += 1
    db.session.add(mailing)
    db.session.flush()
    _note("saved", mailing)


def remove(mailing: Mailing) -> None:
    """Forget a draft."""
    _held(mailing)
    _note("removed", mailing)
    db.session.delete(mailing)


def confirm(mailing: Mailing, account: Account, seal: str) -> None:
    """Send a mailing as it was shown: soon, or when its moment comes; a second click is none."""
    lock(mailing)
    if mailing.state is MailingState.SCHEDULED:
        confirmed = Gathering(list(written_to(mailing)), [])
        if seal == confirmed.seal(mailing.version):
            return
    _held(mailing)
    event, plan = mailing.event, mailing.plan
    _check_audience(event, account, mailing.audience)
    if refused := why_not(mailing):
        raise refused
    people = gathering(event, mailing.audience)
    if seal != people.seal(mailing.version):
        raise SetChanged
    if plan.anchor is Anchor.NOW and not people.people:
        raise Nobody
    now = clock.now()
    due = now + SECOND_THOUGHTS if plan.anchor is Anchor.NOW else due_of(event, plan)
    if due is None:
        raise NotKnown
    if due <= now:
        raise Passed
    if plan.anchor is Anchor.NOW:
        _freeze(mailing, people.people)  # exactly those who were shown
    mailing.state, mailing.due_at = MailingState.SCHEDULED, due
    mailing.is_after_cancellation = event.status is Status.CANCELLED
    _put(mailing)
    _note("confirmed", mailing, people=len(people.people), due_at=due.isoformat())


def why_not(mailing: Mailing) -> type[Refused] | None:
    """Return what forbids to send a mailing, if the state of its event does."""
    status = mailing.event.status
    if status is Status.DRAFT:
        return NotPublic
    if status is Status.CANCELLED and mailing.plan.anchor is not Anchor.NOW:
        return IsCancelled
    return None


def send_at_once(mailing: Mailing) -> None:
    """Wait no longer for second thoughts."""
    lock(mailing)
    if mailing.state is not MailingState.SCHEDULED or mailing.plan.anchor is not Anchor.NOW:
        raise HasBegun
    mailing.due_at = clock.now()
    _put(mailing)


def stop(mailing: Mailing) -> int:
    """Send no more of a mailing; return how many get none."""
    lock(mailing)
    if mailing.state is MailingState.SCHEDULED and mailing.started_at is None:
        _forget_people(mailing)
        mailing.state, mailing.due_at = MailingState.DRAFT, None
        _note("called_back", mailing)
        return 0
    if mailing.state not in {MailingState.SENDING, MailingState.SENT}:
        raise NothingToStop
    left = untold(mailing) + drop_all(notices_of(mailing))
    if not left:
        raise NothingToStop
    mailing.state, mailing.ended_at = MailingState.STOPPED, clock.now()
    _note("stopped", mailing, left=left)
    return left


def begin(mailing: Mailing, at: str) -> None:
    """Begin to send a mailing that is due, if that is still its moment."""
    lock(mailing)
    now = clock.now()
    if mailing.state is not MailingState.SCHEDULED or mailing.due_at is None:
        return
    if mailing.due_at.isoformat() != at:
        return
    if mailing.is_overtaken:
        _miss(mailing)
        return
    if mailing.plan.is_relative and (due := due_of(mailing.event, mailing.plan)) != mailing.due_at:
        _move(mailing, due)
        return
    if not recipient_ids(mailing):
        _freeze(mailing, gathering(mailing.event, mailing.audience).people)
    mailing.state, mailing.started_at = MailingState.SENDING, now
    db.session.flush()
    news = (
        outbox.News("mailing.tell", {"recipient_id": it}, key=f"mailing:{mailing.id}:{it}")
        for it in recipient_ids(mailing)
    )
    outbox.put_all(news, to_many=True)
    _end_if_all_told(mailing)


def tell(recipient: MailingRecipient) -> None:
    """Write to one person of a mailing, once."""
    mailing = lock(recipient.mailing)
    if mailing.state is not MailingState.SENDING or recipient.notice_id is not None:
        return
    event = mailing.event
    language = mails.language_for(mailing, recipient.locale)
    person = Person(recipient.email, recipient.name, recipient.locale, ("", ""), recipient.source)
    context = mails.context_of(mailing, person)
    notice = post_own(
        mails.KIND,
        Addressee(recipient.email, language, _own_zone(recipient)),
        mails.words_in(mailing, language),
        key=f"mailing:{mailing.id}:{recipient.id}",
        about=about_of(context),
        scope=event.mail_scope,
        reply_to=event.contact_email or (mailing.account.email if mailing.account else None),
        **context,
    )
    recipient.notice_id = notice.id
    db.session.flush()
    _end_if_all_told(mailing)


def _own_zone(recipient: MailingRecipient) -> str | None:
    """Return the zone of a person's clock: of their account, or as they said for their place."""
    account = account_by_email(recipient.email)
    place = mails.place_of(recipient.source)
    return (account.own_zone if account else None) or (place.own_zone if place else None)


def replan(event: Event) -> None:
    """Move what hangs on the dates of an event, once these have moved; cancelled, it has none."""
    for mailing in scheduled_of(event):
        lock(mailing)
        if mailing.state is MailingState.SCHEDULED and mailing.is_overtaken:
            _miss(mailing)
        elif mailing.state is MailingState.SCHEDULED and mailing.plan.anchor is not Anchor.NOW:
            due = due_of(event, mailing.plan)
            if due != mailing.due_at:
                _move(mailing, due)


def follow_tag(event: Event, before: str, now: str) -> None:
    """Let mailings that ask for a tag ask for it by its new key."""
    for mailing in unsent_of(event):
        lock(mailing)
        if mailing.can_be_changed:
            mailing.to = mailing.audience.with_renamed_tag(before, now).as_json()


def _move(mailing: Mailing, due: datetime | None) -> None:
    """Give a mailing another moment; without one it waits for a date, and too late is missed."""
    mailing.due_at = due
    if due is None:
        return
    if due <= clock.now():
        _miss(mailing)
    else:
        _put(mailing)


def _miss(mailing: Mailing) -> None:
    mailing.state = MailingState.MISSED
    _forget_people(mailing)
    _note("missed", mailing)


def _put(mailing: Mailing) -> None:
    assert mailing.due_at is not None  # noqa: S101 -- whoever schedules has set it
    at = mailing.due_at.isoformat()
    outbox.put(
        "mailing.due",
        key=f"mailing:{mailing.id}:{mailing.version}:{at}",
        due_at=mailing.due_at,
        mailing_id=mailing.id,
        at=at,
    )


def _freeze(mailing: Mailing, people: list[Person]) -> None:
    rows = [
        {
            "mailing_id": mailing.id, "email": it.email, "name": it.name, "locale": it.locale,
            "why": list(it.why), "source": it.source,
        }
        for it in people
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(MailingRecipient), rows)


def _forget_people(mailing: Mailing) -> None:
    db.session.execute(delete(MailingRecipient).where(MailingRecipient.mailing_id == mailing.id))


def _end_if_all_told(mailing: Mailing) -> None:
    if not are_untold(mailing):
        mailing.state, mailing.ended_at = MailingState.SENT, clock.now()


def _held(mailing: Mailing) -> None:
    lock(mailing)
    if not mailing.can_be_changed:
        raise HasBegun
    _forget_people(mailing)


def _check_words(subject: Words, text: Words) -> None:
    for language in {**subject, **text}:
        check(mails.own_words(subject.get(language, ""), text.get(language, "")))


def _check_audience(event: Event, account: Account, audience: Audience) -> None:
    if audience.is_of_call and not policy.may_write_to_call(account, event):
        raise NotYours
    call = call_of(event)
    if audience.tells_outcomes and (call is None or call.notified_at is None):
        raise NoResults


def _note(what: str, mailing: Mailing, **details: Any) -> None:
    about = mailing.event.mail_scope
    record(f"mailing.{what}", about, mailing=mailing.id, **details)
