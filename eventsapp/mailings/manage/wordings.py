"""The words of each mail of an event: standard, or the organisers' own."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsapp.accounts.services import Addressee
from eventsapp.core import throttle
from eventsapp.core.errors import Refused
from eventsapp.core.forms import options
from eventsapp.core.i18n import gettext
from eventsapp.core.mailer import own_zone
from eventsapp.core.web import found
from eventsapp.core.words import LOCALES
from eventsapp.events.models import Event
from eventsapp.mailings.forms.wordings import SeenForm, WordingForm
from eventsapp.mailings.manage.bp import bp, managed
from eventsapp.mailings.queries import wordings as queries
from eventsapp.mailings.services import wordings as services
from eventsapp.notices.mails import Filled, Mail, Recipient, mail_of
from eventsapp.notices.models import OwnWording
from eventsapp.notices.words import problem_text


@bp.get("/wordings/")
def wordings(slug: str) -> ResponseReturnValue:
    """List the mails, when each is sent, and in which languages it has words of its own."""
    event = managed(slug)
    chapters = queries.wordings_of(event)
    return render_template("mailings/manage/wordings.html", event=event, chapters=chapters)


@bp.route("/wordings/<mail_kind>/<language>", methods=["GET", "POST"])
def wording(slug: str, mail_kind: str, language: str) -> ResponseReturnValue:
    """Change the words of one mail in one language."""
    desk = _desk(slug, mail_kind, language)
    form = desk.form()
    if form.submitted():
        try:
            services.reword(desk.event, desk.mail, language, form.own, seen=form.seen.data or 0)
        except services.ChangedMeanwhile as refusal:
            form.text.errors = [refusal.message]
            return desk.page(form, theirs=desk.look_again())
        flash(gettext("Saved: from now on, emails in this language use your text."), "success")
        return redirect(desk.address)
    return desk.page(form)


@bp.post("/wordings/<mail_kind>/<language>/preview")
def preview_wording(slug: str, mail_kind: str, language: str) -> ResponseReturnValue:
    """Show words that are not saved yet as somebody will read them."""
    desk = _desk(slug, mail_kind, language)
    form = desk.form()
    form.validate()
    if "HX-Request" in request.headers:
        return render_template("mailings/manage/preview.html", **desk.shown(form))
    return desk.page(form)


@bp.post("/wordings/<mail_kind>/<language>/test")
def send_test_wording(slug: str, mail_kind: str, language: str) -> ResponseReturnValue:
    """Send words, saved or not, to whoever writes them."""
    desk = _desk(slug, mail_kind, language)
    throttle.limit("form:test_mail", str(g.account.id))
    form = desk.form()
    if form.submitted():
        services.send_test(desk.event, form.own, desk.recipient(form), language, g.account)
        flash(gettext("A test is on its way to %(email)s.", email=g.account.email), "success")
    return desk.page(form)


@bp.post("/wordings/<mail_kind>/<language>/standard")
def use_standard_wording(slug: str, mail_kind: str, language: str) -> ResponseReturnValue:
    """Send the standard words again."""
    desk = _desk(slug, mail_kind, language)
    return desk.turn(
        services.use_standard,
        gettext(
            "The standard text is used again. Your own text is kept, in case you want it back."
        ),
    )


@bp.post("/wordings/<mail_kind>/<language>/own")
def use_own_wording(slug: str, mail_kind: str, language: str) -> ResponseReturnValue:
    """Send the organisers' own words again."""
    desk = _desk(slug, mail_kind, language)
    return desk.turn(services.use_own, gettext("Your own text is used again."))


@dataclass
class _Desk:
    """One mail in one language, as its editor shows it."""

    event: Event
    mail: Mail
    language: str

    @property
    def address(self) -> str:
        """Where its editor is."""
        return url_for(
            ".wording", slug=self.event.slug, mail_kind=self.mail.kind, language=self.language
        )

    @cached_property
    def kept(self) -> OwnWording | None:
        """The organisers' words, in use or not."""
        return queries.kept_wording(self.event, self.mail, self.language)

    def look_again(self) -> OwnWording | None:
        """Return the words as somebody else has just saved them."""
        self.__dict__.pop("kept", None)
        return self.kept

    @property
    def version(self) -> int:
        """The version of those words; 0 where there are none."""
        return self.kept.version if self.kept else 0

    @cached_property
    def recipients(self) -> list[Recipient]:
        """Whom the mail can be shown to."""
        return queries.recipients_of(g.account, self.event, self.mail, self.language)

    def form(self) -> WordingForm:
        """Return the form as it was sent, or with the words to begin from."""
        own = queries.beginning(self.mail, self.language, self.kept)
        first = self.recipients[min(1, len(self.recipients) - 1)]
        form = WordingForm(
            self.mail,
            data={
                "subject": own.subject,
                "text": own.text,
                "reader": first.key,
                "seen": self.version,
            },
        )
        form.reader.choices = options({it.key: self._name(it) for it in self.recipients})
        return form

    def _name(self, recipient: Recipient) -> str:
        locale = recipient.reader.locale
        if locale == self.language or locale not in LOCALES:
            return recipient.name
        return str(
            gettext(
                "%(name)s (gets emails in: %(language)s)",
                name=recipient.name,
                language=LOCALES[locale],
            )
        )

    def recipient(self, form: WordingForm) -> Recipient:
        """Return who was chosen; whoever is not there any more gives way to the invented one."""
        chosen = (it for it in self.recipients if it.key == form.reader.data)
        return next(chosen, self.recipients[0])

    def shown(self, form: WordingForm) -> dict[str, Any]:
        """Return the words as they stand in the form, as the chosen reader will read them."""
        recipient, own = self.recipient(form), replace(form.own, is_preview=True)
        reader = Addressee(recipient.reader.email, self.language, own_zone(recipient.reader))
        filled: Filled = own.fill(reader, recipient.context)
        return {
            "filled": filled,
            "recipient": recipient,
            "language": self.language,
            "problems": [problem_text(it) for it in own.subject_problems + own.text_problems],
        }

    def page(self, form: WordingForm, theirs: OwnWording | None = None) -> ResponseReturnValue:
        """Show the editor; ``theirs`` are words that somebody else has saved meanwhile."""
        if theirs is not None:
            form.has_seen(theirs.version)
        return render_template(
            "mailings/manage/wording.html",
            event=self.event,
            mail=self.mail,
            states=queries.states_of(self.event, self.mail),
            kept=self.kept,
            version=self.version,
            theirs=theirs,
            form=form,
            **self.shown(form),
        ), form.status

    def turn(self, change: services.Turn, said: str) -> ResponseReturnValue:
        """Change whose words are sent, and say so."""
        form = SeenForm()
        if form.submitted():
            try:
                change(self.event, self.mail, self.language, seen=form.seen.data or 0)
            except Refused as refusal:
                flash(refusal.message, "error")
            else:
                flash(said, "success")
        return redirect(self.address)


def _desk(slug: str, kind: str, language: str) -> _Desk:
    event = managed(slug)
    return _Desk(event, found(mail_of(kind)), found(language if language in LOCALES else None))
