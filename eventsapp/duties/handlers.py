"""What the worker does about duties: keep them in step, and remind of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventsapp.accounts.models import Account
from eventsapp.core import clock
from eventsapp.core.db import checkpoint, db
from eventsapp.core.i18n import force_locale
from eventsapp.core.web import link
from eventsapp.duties import queries, rules, services
from eventsapp.duties.models import Duty
from eventsapp.duties.rules import Owed
from eventsapp.duties.words import Source, task_of
from eventsapp.notices.services import post


def look() -> None:
    """Do what is done every minute."""
    services.keep_in_step()
    services.ask_for_reminders()
    checkpoint()


def remind(duty_id: int, deadline: str, offset: int) -> None:
    """Remind a person, unless it is done by now or its due date has moved."""
    duty = db.session.get_one(Duty, duty_id)
    due, account = datetime.fromisoformat(deadline), duty.account
    owed = queries.owed_now(duty)
    if owed is None or owed.due_at != due or not account.active:
        return
    source = queries.sources[duty.kind]
    post(
        source.mail,
        to=account,
        key=f"duty:{duty.uid}:{deadline}:{offset}",
        about=owed.mails_about or owed.scope,
        concerns=owed.mails_concern,
        scope=owed.scope,
        reply_to=owed.reply_to,
        **(source.knows(owed) if source.knows else _known(source, owed, due, account)),
    )


def _known(source: Source, owed: Owed, due: datetime, account: Account) -> Mapping[str, Any]:
    with force_locale(account.locale):
        task = task_of(source, owed.title, owed.main_language)
    return {
        "name": str(account),
        "task": task,
        "page": link(source.endpoint, **owed.address),
        "due_at": due,
        "zone": owed.zone,
        "days": rules.days_left(due, clock.now(), owed.zone),
        "is_late": due < clock.now(),
    }
