"""The reminder of a duty, which organisers may put in their own words."""

from eventsapp.core.i18n import LazyString, _, ngettext
from eventsapp.core.moments import by_your_clock, in_full
from eventsapp.notices.mails import NAME, Context, Mail, Placeholder


def _summary(context: Context) -> LazyString | str:
    task = context["task"]
    if context["is_late"]:
        return _("Late: %(task)s", task=task)
    if context["days"] == 0:
        return _("Due today: %(task)s", task=task)
    return str(
        ngettext(
            "Due in %(num)s day: %(task)s",
            "Due in %(num)s days: %(task)s",
            context["days"],
            task=task,
        )
    )


def _due(context: Context) -> LazyString:
    when = in_full(context["due_at"], context["zone"])
    if context["is_late"]:
        return _("This was due on %(when)s. You can still do it.", when=when)
    return _("Due: %(when)s", when=when)


def _own_time(context: Context) -> str:
    return by_your_clock(context["due_at"], context["zone"], context["own_zone"])


REMINDER = Mail(
    kind="duties_reminder",
    chapter=_("Reminders"),
    when=_("A few days before something is due, and once after, to the person who has to do it."),
    placeholders=(
        NAME,
        Placeholder(
            name="link",
            label=_("Page where it is done"),
            of="page",
            value=lambda it: it["page"],
            sample=_("(the page where it is done)"),
            is_link=True,
            button=_("Do it now"),
        ),
        Placeholder(
            name="task",
            label=_("What is due"),
            of="task",
            value=lambda it: it["task"],
            sample=_("Submit your application: a sample event"),
        ),
        Placeholder(
            name="summary",
            label=_("What is due, and in how many days"),
            of="task",
            value=_summary,
            sample=_("Due in 3 days: submit your application, a sample event"),
        ),
        Placeholder(
            name="due",
            label=_("When it is due, as a sentence"),
            of="due_at",
            value=_due,
            sample=_("Due: Friday, 30 May 2031, 18:00 (UTC)"),
        ),
        Placeholder(
            name="own_time",
            label=_("The same time by the reader’s clock, if it differs"),
            of="due_at",
            value=_own_time,
            sample=_("By your clock: Friday, 30 May 2031, 20:00 (Madrid, UTC+2)"),
        ),
    ),
    needs=("link", "due"),
    subject="{summary}",
    paragraphs=("{task}", ("{due}", "{own_time}"), "{link}",
                _("Once it is done, you get no more reminders.")),
)  # fmt: skip
