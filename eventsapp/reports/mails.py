"""The mail about a published report, which organisers may put in their own words."""

from eventsapp.core.i18n import _
from eventsapp.deliberation.mails import participants
from eventsapp.events.mails import EVENT, TITLE, page
from eventsapp.notices.mails import NAME, Mail, Placeholder

PUBLISHED = Mail(
    kind="reports_published",
    chapter=_("Report"),
    when=_("When a version of the report is published, to everybody with a place."),
    placeholders=(
        NAME,
        page("reports.report", _("Page of the report"), _("Read the report")),
        Placeholder(
            name="version",
            label=_("Number of the version"),
            of="version",
            value=lambda it: it["version"].number,
            sample="1",
        ),
        Placeholder(
            name="correction",
            label=_("What it corrects, if anything"),
            of="version",
            value=lambda it: it["version"].correction,
            sample=_("The date on page 3."),
        ),
        *EVENT,
    ),
    needs=("link",),
    subject=_("The report is published: %(title)s", title=TITLE),
    paragraphs=(
        _(
            "Read the after-action report of “%(title)s”: version %(number)s is published.",
            title=TITLE,
            number="{version}",
        ),
        _("It corrects: %(reason)s", reason="{correction}"),
        "{link}",
    ),
    readers=participants,
)
