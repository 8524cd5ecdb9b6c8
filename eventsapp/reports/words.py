"""How the sections of a report are called, and what people are asked to write in them."""

from eventsapp.core.i18n import LazyString, _
from eventsapp.reports.rules import SectionKey

TITLES: dict[SectionKey, LazyString] = {
    SectionKey.SUMMARY: _("Executive summary"),
    SectionKey.ORIGIN: _("Origin and mandate"),
    SectionKey.OBJECTIVES: _("Objectives and expected outputs"),
    SectionKey.ORGANISERS: _("Organisers, roles and funding"),
    SectionKey.SELECTION: _("Selection of experts"),
    SectionKey.ATTENDANCE: _("Attendance"),
    SectionKey.PROGRAMME_AS_HELD: _("Programme as held"),
    SectionKey.PROCEEDINGS: _("Proceedings"),
    SectionKey.METHOD: _("Method of agreement"),
    SectionKey.AGREED: _("Suggested set of best practices"),
    SectionKey.NOT_AGREED: _("Points without agreement, reservations, dissent"),
    SectionKey.RECOMMENDATIONS: _("Recommendations and addressees"),
    SectionKey.LESSONS: _("What went well, what went less well, and why"),
    SectionKey.ACTION_PLAN: _("Action plan"),
    SectionKey.DISSEMINATION: _("Dissemination"),
    SectionKey.ANNEX_PROGRAMME: _("Programme"),
    SectionKey.ANNEX_PARTICIPANTS: _("List of participants"),
    SectionKey.ANNEX_DOCUMENTS: _("Documents"),
    SectionKey.ANNEX_QUESTIONNAIRE: _("Questionnaire and table of replies"),
    SectionKey.ANNEX_RATINGS: _("Table of ratings"),
    SectionKey.ANNEX_CALL: _("Call for experts and criteria"),
}
HINTS: dict[SectionKey, LazyString] = {
    SectionKey.SUMMARY: _("The main messages, in half a page."),
    SectionKey.ORIGIN: _("Which mandate or decision led to this event, and what came before."),
    SectionKey.OBJECTIVES: _("Whatever the event's page does not say yet."),
    SectionKey.ORGANISERS: _("Thanks, and who paid for what."),
    SectionKey.SELECTION: _("Remarks on the balance of the group, and how conflicts were handled."),
    SectionKey.ATTENDANCE: _("Who was missing, and why."),
    SectionKey.PROGRAMME_AS_HELD: _("What changed from the plan, and why."),
    SectionKey.PROCEEDINGS: _(
        "What was said on each item or question: views and decisions, without names unless agreed."
    ),
    SectionKey.METHOD: _("Why this method was chosen, and where you did otherwise."),
    SectionKey.AGREED: _("An introduction to the set. The practices themselves are filled in."),
    SectionKey.NOT_AGREED: _("Reservations that somebody asked to have recorded."),
    SectionKey.RECOMMENDATIONS: _("To which body or future event, what, and by when."),
    SectionKey.LESSONS: _("What should have happened, what did, why, and what to do next time."),
    SectionKey.ACTION_PLAN: _("Each action with its owner, a contact and a date."),
    SectionKey.DISSEMINATION: _("Who gets the report, in which languages, and when."),
    SectionKey.ANNEX_PROGRAMME: _("Additions to the programme."),
    SectionKey.ANNEX_PARTICIPANTS: _("Remarks on the list; names come from the registrations."),
    SectionKey.ANNEX_DOCUMENTS: _("Documents tabled, with their symbols."),
    SectionKey.ANNEX_QUESTIONNAIRE: _("The questionnaire and who replied."),
    SectionKey.ANNEX_RATINGS: _("Remarks on the figures."),
    SectionKey.ANNEX_CALL: _("Remarks on the call."),
}
