"""The mails about a call that organisers may put in their own words."""

from eventsapp.experts.mails import applicants, nominations, outcomes, reviewers
from eventsapp.experts.mails.parts import context_of

MAILS = (*applicants.MAILS, *outcomes.MAILS, *reviewers.MAILS, *nominations.MAILS)

__all__ = ["MAILS", "context_of"]
