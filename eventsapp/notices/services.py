"""Word a notice in the reader's language and post it, unless they want it later or not at all."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, delete, literal, or_, select, update
from sqlalchemy.exc import IntegrityError

from eventsapp.core import clock, dsn, mailer, outbox
from eventsapp.core.db import db
from eventsapp.core.i18n import force_locale
from eventsapp.core.web import link
from eventsapp.notices import mails, queries
from eventsapp.notices.models import (
    FOOT,
    BouncedAddress,
    Hold,
    Notice,
    NoticeChoice,
    TrustedAddress,
)
from eventsapp.notices.rules import DIGEST, Choice, Group, Withheld

#: When the mail of the day goes out, by its reader's clock.
DIGEST_AT = time(7)
#: Filled by the features when the application is built.
_groups: dict[str, Group] = {}
_overtaken: dict[str, Callable[[str], bool]] = {}
_zones: set[Callable[[str], str | None]] = set()
#: What a notice that is sent again has from the first one.
_COPIED = (
    "kind", "about", "concerns", "scope", "email", "locale", "subject", "text", "html", "reply_to",
    "sender", "thread", "calendar", "calendar_method", "group",
)  # fmt: skip


def can_do_without(group: Group, *kinds: str) -> None:
    """Say which notices a reader may switch off together; all others are strictly necessary."""
    _groups.update(dict.fromkeys(kinds, group))


def can_be_overtaken(prefix: str, is_overtaken: Callable[[str], bool]) -> None:
    """Ask once more about notices whose keys begin so, before one is sent that had to wait."""
    _overtaken[prefix] = is_overtaken


def go_by_clock(zone_of: Callable[[str], str | None]) -> None:
    """Ask for the zone of whoever reads an address; None: nobody has said which that is."""
    _zones.add(zone_of)


def why_withheld(notice: Notice) -> Withheld | None:
    """Return why a notice that was posted is not mailed by itself now."""
    key = notice.key or ""
    is_overtaken = _overtaken.get(key.partition(":")[0])
    if is_overtaken is not None and is_overtaken(key):
        return Withheld.OVERTAKEN
    return queries.why_withheld(notice.email, notice.group)


def post(  # noqa: PLR0913 -- the fields of a mail
    kind: str,
    to: mailer.Reader,
    *,
    key: str | None = None,
    about: str | None = None,
    concerns: str | None = None,
    scope: str | None = None,
    reply_to: str | None = None,
    thread: str | None = None,
    calendar_of: Callable[[], mailer.CalendarPart | None] | None = None,
    **context: Any,
) -> Notice:
    """Word a mail for the reader, as the scope's organisers do or as is standard, and queue it.

    ``key`` names what must not be said twice: a second post with it returns the first notice. What
    the reader does not want is kept too, withheld, so that one sees why it never came. What is
    posted to one ``thread`` is sent in the order of the posts. ``calendar_of`` is asked what the
    reader's calendar is told, once it is clear that this was not said before.
    """
    if key and (said := queries.said(key)):
        return said
    calendar = calendar_of() if calendar_of else None
    stop = _stop_link(kind, to)
    return _keep(
        kind,
        to,
        mails.word(kind, to, scope=scope, stop_link=stop, **context),
        stop,
        key=key,
        about=about,
        concerns=concerns,
        scope=scope,
        reply_to=reply_to,
        thread=thread,
        sender=calendar.sender if calendar else None,
        calendar=calendar.octets if calendar else None,
        calendar_method=calendar.method if calendar else None,
    )


def post_own(
    kind: str,
    to: mailer.Reader,
    own: mails.Own,
    *,
    key: str | None = None,
    about: str | None = None,
    scope: str | None = None,
    reply_to: str | None = None,
    **context: Any,
) -> Notice:
    """Post words that somebody wrote for this one mail; its kind has no folder of templates."""
    if key and (said := queries.said(key)):
        return said
    stop = _stop_link(kind, to)
    wording = own.word(to, context, stop_link=stop)
    return _keep(kind, to, wording, stop, key=key, about=about, scope=scope, reply_to=reply_to)


def _stop_link(kind: str, to: mailer.Reader) -> str | None:
    group = _groups.get(kind)
    if group is None and kind != DIGEST:
        return None
    return link("notice_choices.choose", token=queries.token_of(to.email, group))


def _keep(
    kind: str, to: mailer.Reader, wording: mailer.Wording, stop: str | None, **fields: Any
) -> Notice:
    """Keep what is said to somebody, and queue it unless they want it later or not at all."""
    group, email = _groups.get(kind), to.email
    notice = Notice(
        uid=secrets.token_hex(16),
        kind=kind,
        email=email,
        locale=to.locale,
        subject=wording.subject,
        text=wording.text + _foot(kind, to.locale, stop),
        html=wording.html,
        created_at=clock.now(),
        group=group,
        withheld=queries.why_withheld(email, group),
        **fields,
    )
    db.session.add(notice)
    db.session.flush()
    if notice.withheld is None:
        _put(notice)
    elif notice.withheld is Withheld.DIGEST:
        _put_digest(email)
    return notice


def _put(notice: Notice) -> None:
    """Have a notice sent: at once, or when nothing holds it any more."""
    held = queries.hold_to_heed(notice.scope) is not None
    outbox.put(
        "notice.posted",
        key=queries.message_key(notice.id),
        due_at=outbox.ASLEEP if held else None,
        notice_id=notice.id,
    )


def hold(scope: str, by: str, reason: str = "") -> Hold:
    """Stop the notices of a scope; who did so first stays named."""
    held = Hold(scope=scope, at=clock.now(), by=by, reason=reason)
    try:
        with db.session.begin_nested():
            db.session.add(held)
    except IntegrityError:
        return db.session.scalars(select(Hold).where(Hold.scope == scope)).one()
    return held


def let_go(scope: str) -> int | None:
    """Send what was held, in the order in which it was written; return how many notices that is.

    None: nothing holds them any more.
    """
    held = queries.hold_to_end(scope)
    if held is None:
        return None
    db.session.delete(held)
    db.session.flush()
    for email in queries.waiting_for_digest(scope):
        _put_digest(email)
    return outbox.again(queries.keys_of_held(scope))


def drop(notice: Notice) -> None:
    """Never send a notice that is held."""
    notice.withheld = Withheld.DROPPED


def drop_all(ids: Select[int | None]) -> int:
    """Never send those of some notices that have not left, at once or in the mail of the day.

    Return how many these are.
    """
    to_leave = or_(Notice.withheld.is_(None), Notice.withheld == Withheld.DIGEST)
    dropped = db.session.execute(
        update(Notice)
        .where(Notice.id.in_(ids), Notice.sent_at.is_(None), Notice.digest_id.is_(None), to_leave)
        .values(withheld=Withheld.DROPPED)
        .returning(Notice.id)
    )
    return len(dropped.all())


def overtake(thread: str, kind: str) -> bool:
    """Never send what of a kind waits to be sent in a thread; say whether anything did."""
    waiting = {queries.message_key(it.id): it.id for it in queries.unsent(thread, kind)}
    ours = [waiting[key] for key in outbox.withdraw(waiting)]
    if not ours:  # as for nearly all of the thousands who are told: nothing is written
        return False
    overtaken = db.session.execute(
        update(Notice)
        .where(Notice.id.in_(ours), Notice.sent_at.is_(None))
        .values(withheld=Withheld.OVERTAKEN)
        .returning(Notice.id)
    )
    return bool(overtaken.all())


def send_again(notice: Notice, times: int = 0) -> Notice:
    """Send a notice once more; return the one that is sent.

    One that never left is tried again as it is. One that did is posted anew, under a Message-ID of
    its own: mail programs hide a second mail with that of the first. ``times`` says how often it
    was sent again before, so that a second click does nothing.
    """
    if notice.sent_at is None:
        notice.withheld, notice.digest_id = None, None
        db.session.flush()
        _put(notice)  # one that was withheld from the start has no message yet
        outbox.again(select(literal(queries.message_key(notice.id))))
        return notice
    key = queries.key_of_repeat(notice, times)
    if said := queries.said(key):
        return said
    copied = {name: getattr(notice, name) for name in _COPIED}
    again = Notice(**copied, uid=secrets.token_hex(16), key=key, created_at=clock.now())
    db.session.add(again)
    db.session.flush()
    _put(again)
    return again


def choose(email: str, group: Group, choice: Choice) -> None:
    """Keep how the reader of an address wants a group from now on; done twice it does no harm."""
    now = clock.now()
    if kept := queries.kept_choice(email, group):
        kept.choice, kept.changed_at = choice, now
        db.session.flush()
    else:
        _add_once(NoticeChoice(email=email.lower(), group=group, choice=choice, changed_at=now))


def keep_choices(old: str, new: str) -> None:
    """Let a reader whose address changes keep what they chose, where the new one has no choice."""
    for group in Group:
        kept = queries.kept_choice(old, group)
        if kept is not None and queries.kept_choice(new, group) is None:
            choose(new, group, kept.choice)


def stop(email: str, group: Group | None) -> None:
    """Send no more of a group; without one, of what has come in the one mail a day."""
    daily = [it for it, choice in queries.choices_of(email).items() if choice is Choice.DAILY]
    for it in [group] if group else daily:
        choose(email, it, Choice.NEVER)


def mark_bounced(notice: Notice, status: str, said: str) -> None:
    """Note that a mail came back for good, what was in it, and what that says of its address."""
    bounce = said if status in said else f"{status} {said}".strip()
    for it in (notice, *queries.in_digest(notice)):
        it.bounced_at = it.bounced_at or clock.now()
        it.bounce = bounce
    mark_address(notice.email, status, said, sent_at=notice.sent_at)


def mark_address(email: str, status: str, said: str, *, sent_at: datetime | None = None) -> None:
    """Note that mails to an address do not arrive, if that is what a status (RFC 3463) says.

    ``sent_at`` is when the mail was sent that did not arrive; None: just now. It says nothing of
    an address that was trusted since.
    """
    trusted = queries.trusted_address(email)
    is_late = trusted is not None and sent_at is not None and sent_at < trusted.trusted_at
    if is_late or not dsn.is_of_address(status):
        return
    mark = BouncedAddress(email=email.lower(), bounced_at=clock.now(), status=status, said=said)
    _add_once(mark)


def trust_again(email: str) -> None:
    """Forget that mails to an address came back: one was read, or somebody says it is right."""
    db.session.execute(delete(BouncedAddress).where(BouncedAddress.email == email.lower()))
    if trusted := queries.trusted_address(email):
        trusted.trusted_at = clock.now()
    else:
        _add_once(TrustedAddress(email=email.lower(), trusted_at=clock.now()))


def _add_once(row: BouncedAddress | TrustedAddress | NoticeChoice) -> None:
    """Add what is known of an address, unless somebody else was faster."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(row)


def digest(email: str) -> Notice | None:
    """Post what was withheld for one mail a day and is still wanted; None if nothing is.

    Its reader may have moved to another zone since it was asked for: then it comes at the hour of
    that one, and only one comes a day.
    """
    waiting = []
    for it in queries.withheld_for_digest(email):
        it.withheld = why_withheld(it) or Withheld.DIGEST
        if it.withheld is Withheld.DIGEST:
            waiting.append(it)
    if not waiting:
        return None
    day = clock.today(_zone_of(email))
    key = queries.key_of_digest(email, day)
    if clock.now() < _digest_at(email, day) or queries.said(key):
        _put_digest(email)
        return None
    notice = post(DIGEST, waiting[-1], key=key, notices=waiting)
    for it in waiting:
        it.digest_id = notice.id
    return notice


def clock_changed(email: str) -> None:
    """Let the mail of the day that a reader waits for come by their new clock."""
    if queries.withheld_for_digest(email):
        _put_digest(email)


def _put_digest(email: str) -> None:
    """Ask for the next mail of the day; one that its reader has had already is not the next."""
    day = clock.today(_zone_of(email))
    while _digest_at(email, day) <= clock.now() or queries.said(queries.key_of_digest(email, day)):
        day += timedelta(days=1)
    due = _digest_at(email, day)
    key = f"digest:{email}:{due:%Y-%m-%dT%H:%M}"
    outbox.put("notices.digest_due", due_at=due, key=key, email=email)


def _digest_at(email: str, day: date) -> datetime:
    return clock.moment(datetime.combine(day, DIGEST_AT), _zone_of(email))


def _zone_of(email: str) -> str:
    return next(filter(None, (zone_of(email) for zone_of in _zones)), "UTC")


def _foot(kind: str, locale: str, stop: str | None) -> str:
    if stop is None:
        return ""
    with force_locale(locale):
        return f"{FOOT}{queries.stop_text(kind)}\n{stop}\n"
