"""Pages for organisers: what was mailed about an event, in which words, and what is to be."""

from eventsapp.mailings.manage import mailings, mails, wordings
from eventsapp.mailings.manage.bp import bp

__all__ = ["bp", "mailings", "mails", "wordings"]
