"""Which words the mails of an event have, in which language."""

from dataclasses import dataclass
from enum import StrEnum

from eventsapp.accounts.models import Account
from eventsapp.accounts.services import Addressee
from eventsapp.core.i18n import _, force_locale
from eventsapp.core.words import LOCALES
from eventsapp.events.models import Event
from eventsapp.notices.mails import Mail, Own, Recipient, all_mails
from eventsapp.notices.models import OwnWording
from eventsapp.notices.queries import own_wording, own_wordings

#: The key of the invented reader.
INVENTED = ""


class State(StrEnum):
    """Whose words readers of one language get."""

    OWN = "own"
    #: Standard, though words of the organisers' own are kept.
    SHELVED = "shelved"
    STANDARD = "standard"


@dataclass(frozen=True)
class Line:
    """One kind of mail in the list, and whose words it has in each language."""

    mail: Mail
    states: dict[str, State]

    @property
    def own(self) -> list[str]:
        """The languages in which organisers put it in their own words."""
        return [locale for locale, state in self.states.items() if state is State.OWN]

    @property
    def standard(self) -> list[str]:
        """The languages in which the standard words are sent."""
        return [locale for locale, state in self.states.items() if state is not State.OWN]


def wordings_of(event: Event) -> dict[str, list[Line]]:
    """Return every mail whose words may be changed, by chapter."""
    kept = {(it.kind, it.locale): it for it in own_wordings(event.mail_scope)}
    chapters: dict[str, list[Line]] = {}
    for mail in all_mails():
        states = {locale: state_of(kept.get((mail.kind, locale))) for locale in LOCALES}
        chapters.setdefault(str(mail.chapter), []).append(Line(mail, states))
    return chapters


def state_of(kept: OwnWording | None) -> State:
    """Tell whose words are sent."""
    if kept is None:
        return State.STANDARD
    return State.OWN if kept.in_use else State.SHELVED


def states_of(event: Event, mail: Mail) -> dict[str, State]:
    """Tell whose words readers of each language get."""
    return {locale: state_of(kept_wording(event, mail, locale)) for locale in LOCALES}


def kept_wording(event: Event, mail: Mail, locale: str) -> OwnWording | None:
    """Return the organisers' words for a mail in a language, in use or not."""
    return own_wording(event.mail_scope, mail.kind, locale)


def beginning(mail: Mail, locale: str, kept: OwnWording | None) -> Own:
    """Return the text that the editor begins with: what is in use, else what says the standard."""
    return mail.own(kept.subject, kept.text) if kept and kept.in_use else mail.start(locale)


def recipients_of(account: Account, event: Event, mail: Mail, locale: str) -> list[Recipient]:
    """Return whom a mail can be previewed with: an invented reader, then real ones.

    Those who read the language come first.
    """
    with force_locale(locale):
        invented = Recipient(
            INVENTED,
            str(_("An invented reader")),
            Addressee("sample@example.org", locale),
            mail.common(event),
        )
    real = sorted(mail.readers(account, event), key=lambda it: it.reader.locale != locale)
    return [invented, *real]
