"""Send posted notices."""

import structlog
from sqlalchemy import bindparam, update

from eventsapp.core import clock, mailer, outbox, smtp
from eventsapp.core.db import Model, checkpoint, db, reading, release
from eventsapp.core.dsn import read_report
from eventsapp.core.inbox import Incoming
from eventsapp.core.web import link
from eventsapp.notices import queries, services
from eventsapp.notices.models import Notice
from eventsapp.notices.rules import DIGEST

_table = Model.metadata.tables[Notice.__tablename__]
_this = update(_table).where(_table.c.id == bindparam("notice"))
_told_in_digest = (
    update(_table)
    .where(_table.c.digest_id == bindparam("notice"))
    .values(sent_at=bindparam("now"), withheld=None)
)
_sent, _withheld = _this.values(sent_at=bindparam("now")), _this.values(withheld=bindparam("why"))
log = structlog.get_logger()


def send(notice_id: int) -> None:
    """Send one notice; a second try after a crash carries the same Message-ID.

    It waits for those before it in its thread: a calendar that is told of the end of an entry
    before its beginning keeps the entry.
    """
    with reading():  # nobody waits for it, nor for the mail server
        notice = db.session.get_one(Notice, notice_id)
        if notice.sent_at is not None or notice.withheld is not None:
            return
        withheld = services.why_withheld(notice)
        is_held = queries.hold_to_heed(notice.scope) is not None
        thread = queries.in_thread(notice.thread)
        if not withheld and not is_held and queries.must_wait(notice_id, thread):
            raise outbox.TooEarly
        letter, scope, name = _letter(notice, thread), notice.scope, notice.thread
        is_digest = notice.kind == DIGEST
    if withheld:  # since it was posted
        db.session.execute(_withheld, {"notice": notice_id, "why": withheld})
        return
    if is_held:
        if queries.hold_to_heed(scope) is not None:
            return  # whoever ends the hold has it sent
        if queries.must_wait(notice_id, queries.in_thread(name)):
            raise outbox.TooEarly
        release()  # it was let go in this moment
    outbox.hold(smtp.line().turn)  # until the row says that it is sent
    try:
        mailer.send(letter)
    except mailer.NoSuchAddress as error:
        services.mark_address(letter.to, error.status, error.said)
        checkpoint()
        raise
    now = {"notice": notice_id, "now": clock.now()}
    db.session.execute(_sent, now)
    if is_digest:
        db.session.execute(_told_in_digest, now)
    if name and (following := queries.next_in_line(name, notice_id)) is not None:
        outbox.hurry(queries.message_key(following))


def send_digest(email: str) -> None:
    """Send what somebody wants once a day."""
    services.digest(email)


def take_bounce(mail: Incoming) -> bool:
    """Note that a notice came back, if that is what a mail reports.

    Anybody can write such a report. It is believed where it comes to the address that only the
    mail servers on the way of that notice and its reader were told, or where it quotes a
    Message-ID that only they know and names the very address that the notice went to.
    """
    report = read_report(mail.mail)
    if report is None:
        return False
    sealed = queries.notice_sent_back(mail.recipients)
    notice = sealed or (queries.notice_with(report.message_id) if report.message_id else None)
    to = notice.email.lower() if notice else None
    named = (it for it in report.failures if it.recipient == to)
    failure = next(named, report.failures[0] if sealed else None)
    if notice is None or failure is None:
        return False
    services.mark_bounced(notice, failure.status, failure.said)
    log.info("notice came back", status=failure.status)
    return True


def headers_of(notice: Notice) -> dict[str, str]:
    """Return what mail programs read: how to stop it (RFC 8058), and what it belongs to."""
    about = (notice.about or "site").replace(":", ".")
    headers = {"Feedback-ID": f"{about}:{notice.kind}:eventsapp:{mailer.own_domain()}"}
    if notice.group or notice.kind == DIGEST:
        token = queries.token_of(notice.email, notice.group)
        headers["List-Unsubscribe"] = f"<{link('notice_choices.stop', token=token)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _letter(notice: Notice, thread: list[queries.InThread]) -> mailer.Letter:
    return mailer.Letter(
        to=notice.email,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        locale=notice.locale,
        reply_to=notice.reply_to,
        message_id=queries.message_id_of(notice.uid),
        references=_references(notice, thread),
        calendar=_calendar(notice),
        bounces_to=queries.bounce_address(notice.uid),
        headers=headers_of(notice),
    )


def _references(notice: Notice, thread: list[queries.InThread]) -> str | None:
    """Return the Message-ID of the mail that began the thread, for those that continue it."""
    if not thread or thread[0].id == notice.id:
        return None
    return queries.message_id_of(thread[0].uid)


def _calendar(notice: Notice) -> mailer.CalendarPart | None:
    if notice.calendar is None or notice.calendar_method is None:
        return None
    return mailer.CalendarPart(notice.calendar, notice.calendar_method, notice.sender)
