"""Who may do what, written down once more, to compare the application with."""

from collections.abc import Set as AbstractSet

EVERYONE = frozenset(
    {
        "anonymous", "person", "applicant", "participant", "expert", "foreign reviewer",
        "foreign organiser", "co-organiser", "reviewer", "facilitator", "rapporteur", "check-in",
        "administrator",
    }
)  # fmt: skip
SIGNED_IN = EVERYONE - {"anonymous"}
ADMINISTRATOR = frozenset({"administrator"})
ORGANISERS = frozenset({"co-organiser", "administrator"})
CREATORS = frozenset({"foreign organiser", "administrator"})
FACILITATORS = ORGANISERS | {"facilitator"}
WRITERS = ORGANISERS | {"rapporteur"}
DOOR = ORGANISERS | {"check-in"}
TEAM = ORGANISERS | {"reviewer", "facilitator", "rapporteur", "check-in"}
PROPOSERS = frozenset({"participant", "expert"})

#: Who is let in, by endpoint; everyone else is asked to sign in, and then refused.
MAY: dict[str, AbstractSet[str]] = {
    "accounts.end_other_sign_ins": SIGNED_IN,
    "accounts.end_sign_in": SIGNED_IN,
    "accounts.landing": SIGNED_IN,
    "accounts.mail_link": EVERYONE,
    "accounts.profile": SIGNED_IN,
    "accounts.security": SIGNED_IN,
    "accounts.take_new_address": EVERYONE,
    "accounts.use_link": EVERYONE,
    "accounts_manage.grant": ADMINISTRATOR,
    "accounts_manage.index": ADMINISTRATOR,
    "accounts_manage.lock": ADMINISTRATOR,
    "accounts_manage.person": ADMINISTRATOR,
    "accounts_manage.revoke": ADMINISTRATOR,
    "accounts_manage.unlock": ADMINISTRATOR,
    "calendars.add": EVERYONE,
    "calendars.event": EVERYONE,
    "calendars.public": EVERYONE,
    "calendars.robots": EVERYONE,
    "calendars.subscribe": EVERYONE,
    "deliberation.edit": {"expert"},
    "deliberation.practices": EVERYONE,
    "deliberation.proposal": TEAM | PROPOSERS,
    "deliberation.propose": PROPOSERS,
    "deliberation.rate": {"expert"},
    "deliberation.withdraw": {"expert"},
    "deliberation_manage.close_round": FACILITATORS,
    "deliberation_manage.edit": FACILITATORS,
    "deliberation_manage.enter": FACILITATORS,
    "deliberation_manage.open_round": FACILITATORS,
    "deliberation_manage.proposal": FACILITATORS,
    "deliberation_manage.proposals": FACILITATORS,
    "deliberation_manage.publish": FACILITATORS,
    "desk.about": EVERYONE,
    "desk.home": EVERYONE,
    "desk.mails": ORGANISERS | {"foreign organiser"},
    "desk.mine": SIGNED_IN,
    "desk.organise": ORGANISERS | {"foreign organiser"},
    "desk.send_again": ORGANISERS,
    "desk.work_again": ADMINISTRATOR,
    "events.export": EVERYONE,
    "events.index": EVERYONE,
    "events.show": EVERYONE,
    "events_manage.add_room": ORGANISERS,
    "events_manage.agenda": ORGANISERS,
    "events_manage.cancel": ORGANISERS,
    "events_manage.close_registration": ORGANISERS,
    "events_manage.dismiss": ORGANISERS,
    "events_manage.edit": ORGANISERS,
    "events_manage.edit_item": ORGANISERS,
    "events_manage.held": ORGANISERS,
    "events_manage.move_item": ORGANISERS,
    "events_manage.move_party": ORGANISERS,
    "events_manage.new": CREATORS,
    "events_manage.new_item": ORGANISERS,
    "events_manage.overview": ORGANISERS,
    "events_manage.parties": ORGANISERS,
    "events_manage.postpone": ORGANISERS,
    "events_manage.preview": ORGANISERS,
    "events_manage.publish": ORGANISERS,
    "events_manage.remove_item": ORGANISERS,
    "events_manage.remove_party": ORGANISERS,
    "events_manage.remove_room": ORGANISERS,
    "events_manage.remove_task": ORGANISERS,
    "events_manage.reopen_registration": ORGANISERS,
    "events_manage.team": ORGANISERS,
    "experts.accept": {"applicant"},
    "experts.application": SIGNED_IN,  # their own; without one, on to the call
    "experts.apply": SIGNED_IN,
    "experts.call": EVERYONE,
    "experts.cv": {"applicant"},
    "experts.decline": {"applicant"},
    "experts.withdraw": {"applicant"},
    "experts_manage.application": ORGANISERS,
    "experts_manage.board": ORGANISERS,
    "experts_manage.board_csv": ORGANISERS,
    "experts_manage.call": ORGANISERS,
    "experts_manage.cv": ORGANISERS | {"reviewer"},
    "experts_manage.extend": ORGANISERS,
    "experts_manage.no_conflict": {"reviewer"},
    "experts_manage.notify": ORGANISERS,
    "experts_manage.offer": ORGANISERS,
    "experts_manage.queue": {"reviewer"},
    "experts_manage.recuse": {"reviewer"},
    "experts_manage.review": {"reviewer"},
    "experts_manage.withdraw": ORGANISERS,
    "health.healthz": EVERYONE,
    "organizations.index": EVERYONE,
    "organizations.show": EVERYONE,
    "registration.ask": EVERYONE,
    "registration.cancel": EVERYONE,  # who has the private link
    "registration.mine": EVERYONE,  # who has the private link
    "registration.register": EVERYONE,
    "registration.written": EVERYONE,
    "registration_manage.add": ORGANISERS,
    "registration_manage.attendance": DOOR,
    "registration_manage.cancel": ORGANISERS,
    "registration_manage.export": ORGANISERS,
    "registration_manage.participants": DOOR,
    "reports.pdf": EVERYONE,
    "reports.report": EVERYONE,
    "reports.version": EVERYONE,
    "reports_manage.desk": WRITERS,
    "reports_manage.preview": WRITERS,
    "reports_manage.preview_pdf": WRITERS,
    "reports_manage.publish": WRITERS,
    "reports_manage.section": WRITERS,
    "reports_manage.settings": WRITERS,
    "security.change_email": SIGNED_IN,
    "security.change_email_confirm": EVERYONE,
    "security.change_password": SIGNED_IN,
    "security.confirm_email": EVERYONE,
    "security.forgot_password": EVERYONE,
    "security.login": EVERYONE,
    "security.logout": EVERYONE,
    "security.mf_recovery": SIGNED_IN,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.register": EVERYONE,
    "security.reset_password": EVERYONE,
    "security.send_confirmation": EVERYONE,
    "security.tf_select": frozenset(),  # only between the password and the code
    "security.two_factor_rescue": EVERYONE,
    "security.two_factor_setup": SIGNED_IN,
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.two_factor_token_validation": frozenset(),  # only between the password and the code
    "security.verify": SIGNED_IN,
    "security.wan_delete": SIGNED_IN,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_signin": EVERYONE,
    "security.wan_signin_response": EVERYONE,
    "security.wan_verify": SIGNED_IN,
    "security.wan_verify_response": SIGNED_IN,
    "static": EVERYONE,
    "bootstrap.static": EVERYONE,
}

#: Endpoints where whoever is refused does not even learn that there is something (404).
SILENT = {"experts.accept", "experts.cv", "experts.decline", "experts.withdraw", "desk.send_again"}
#: Pages for whoever has the private link in their address: it is the permission.
BY_LINK = {"registration.mine"}

#: Who may meet each private text; the name of the event follows in the text.
MAY_MEET: dict[str, AbstractSet[str]] = {
    "statement": ORGANISERS | {"reviewer"},
    "interests": ORGANISERS | {"reviewer"},
    "comment": ORGANISERS,  # the reviewer has not given scores yet
    "practice": TEAM | PROPOSERS,
    "rating": frozenset(),  # while the round is open
    "remark": WRITERS,
    "mail": ORGANISERS,
    "join": ORGANISERS,  # and whoever has the private link of a place
    "guest": ORGANISERS,  # their address
}
