"""Who may do what, written down once more, to compare the application with."""

from collections.abc import Set as AbstractSet

EVERYONE = frozenset(
    {
        "anonymous", "person", "applicant", "participant", "expert", "foreign reviewer",
        "foreign organiser", "co-organiser", "reviewer", "facilitator", "rapporteur", "check-in",
        "administrator", "applying organiser", "conflicted reviewer", "conflicted organiser",
    }
)  # fmt: skip
SIGNED_IN = EVERYONE - {"anonymous"}
ADMINISTRATOR = frozenset({"administrator"})
#: They organise the event. One of them applies to its call and so has no part in its review and
#: its choice; one of them reviews, too, and is of the same organisation as the applicant whose
#: application the tables' addresses name.
ORGANISERS = frozenset(
    {"co-organiser", "administrator", "applying organiser", "conflicted organiser"}
)
#: They choose among the applications.
DECIDERS = ORGANISERS - {"applying organiser"}
#: They read the application that the addresses name, and its reviews.
READERS = DECIDERS - {"conflicted organiser"}
#: They review; the second has declared a conflict with that application, the third has one.
REVIEWERS = frozenset({"reviewer", "conflicted reviewer", "conflicted organiser"})
APPLICANTS = frozenset({"applicant", "applying organiser"})
CREATORS = frozenset({"foreign organiser", "administrator"})
FACILITATORS = ORGANISERS | {"facilitator"}
WRITERS = ORGANISERS | {"rapporteur"}
DOOR = ORGANISERS | {"check-in"}
TEAM = ORGANISERS | REVIEWERS | {"facilitator", "rapporteur", "check-in"}
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
    "calendars.atom": EVERYONE,
    "calendars.event": EVERYONE,
    "calendars.json": EVERYONE,
    "calendars.own": SIGNED_IN,
    "calendars.private": EVERYONE,  # who has the private address
    "calendars.public": EVERYONE,
    "calendars.renew": SIGNED_IN,
    "calendars.revoke": SIGNED_IN,
    "calendars.robots": EVERYONE,
    "calendars.subscribe": EVERYONE,
    "calendars.widget": EVERYONE,
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
    "deliberation_manage.round_due": FACILITATORS,
    "desk.about": EVERYONE,
    "desk.export": ORGANISERS | {"foreign organiser"},
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
    "experts.accept": APPLICANTS,
    "experts.answer_file": APPLICANTS,
    "experts.application": SIGNED_IN,  # their own; without one, on to the call
    "experts.apply": SIGNED_IN,
    "experts.call": EVERYONE,
    "experts.cv": APPLICANTS,
    "experts.decline": APPLICANTS,
    "experts.nominate": frozenset({"participant"}),  # whose address an invitation went to
    "experts.rationale": EVERYONE,
    "experts.rationale_csv": EVERYONE,
    "experts.withdraw": APPLICANTS,
    "experts_manage.amend": DECIDERS,
    "experts_manage.answer_file": READERS | {"reviewer"},
    "experts_manage.application": READERS,
    "experts_manage.apply_proposal": DECIDERS,
    "experts_manage.ask_run": DECIDERS,
    "experts_manage.assign": DECIDERS,
    "experts_manage.assign_file": DECIDERS,
    "experts_manage.assign_good_lines": DECIDERS,
    "experts_manage.assignments": DECIDERS,
    "experts_manage.assignments_csv": DECIDERS,
    "experts_manage.board": DECIDERS,
    "experts_manage.board_csv": DECIDERS,
    "experts_manage.calibration": DECIDERS,
    "experts_manage.call": ORGANISERS,
    "experts_manage.cancel_run": DECIDERS,
    "experts_manage.clear_assignments": DECIDERS,
    "experts_manage.complete": DECIDERS,
    "experts_manage.cv": READERS | {"reviewer"},
    "experts_manage.decline_the_rest": DECIDERS,
    "experts_manage.delete_scenario": DECIDERS,
    "experts_manage.draw_lottery": DECIDERS,
    "experts_manage.draw_seed": DECIDERS,
    "experts_manage.enter_digits": DECIDERS,
    "experts_manage.extend": ORGANISERS,
    "experts_manage.invitation": DECIDERS,
    "experts_manage.invite": DECIDERS,
    "experts_manage.invite_many": DECIDERS,
    "experts_manage.lottery": DECIDERS,
    "experts_manage.lottery_chances": DECIDERS,
    "experts_manage.lottery_panels": DECIDERS,
    "experts_manage.lottery_result": DECIDERS,
    "experts_manage.more_time": DECIDERS,
    "experts_manage.fix_for_draw": DECIDERS,
    "experts_manage.no_conflict": REVIEWERS,
    "experts_manage.judge_twins": READERS,
    "experts_manage.look_again_at_twins": READERS,
    "experts_manage.nomination_letter": DECIDERS,
    "experts_manage.nominations": DECIDERS,
    "experts_manage.nominations_csv": DECIDERS,
    "experts_manage.notify": DECIDERS,
    "experts_manage.offer": DECIDERS,
    "experts_manage.own_profile": REVIEWERS,
    "experts_manage.panel": DECIDERS,
    "experts_manage.panel_costs": DECIDERS,
    "experts_manage.pin": DECIDERS,
    "experts_manage.part_twins": READERS,
    "experts_manage.propose": DECIDERS,
    "experts_manage.publish_rationale": DECIDERS,
    "experts_manage.questions": ORGANISERS,
    "experts_manage.queue": REVIEWERS,
    "experts_manage.rationale": DECIDERS,
    "experts_manage.record": DECIDERS,
    "experts_manage.record_files": READERS,
    "experts_manage.record_lines": READERS,
    "experts_manage.recuse": REVIEWERS,
    "experts_manage.remind_bodies": DECIDERS,
    "experts_manage.remind_reviewers": DECIDERS,
    "experts_manage.reopen": ORGANISERS,
    "experts_manage.replacement": DECIDERS,
    "experts_manage.reserve": DECIDERS,
    "experts_manage.review": REVIEWERS,
    "experts_manage.reviewer": DECIDERS,
    "experts_manage.reviews_due": DECIDERS,
    "experts_manage.run": DECIDERS,
    "experts_manage.save_scenario": DECIDERS,
    "experts_manage.scenario_list": DECIDERS,
    "experts_manage.send_invitation_again": DECIDERS,
    "experts_manage.sensitivity": DECIDERS,
    "experts_manage.take_back_rationale": DECIDERS,
    "experts_manage.take_panel": DECIDERS,
    "experts_manage.take_scenario": DECIDERS,
    "experts_manage.twins": DECIDERS,
    "experts_manage.unpin": DECIDERS,
    "experts_manage.verify_records": DECIDERS,
    "experts_manage.why": DECIDERS,
    "experts_manage.withdraw": ORGANISERS,
    "experts_manage.withdraw_invitation": DECIDERS,
    "health.healthz": EVERYONE,
    "mailings_manage.drop": ORGANISERS,
    "mailings_manage.export": ORGANISERS,
    "mailings_manage.confirm_mailing": ORGANISERS,
    "mailings_manage.edit_mailing": ORGANISERS,
    "mailings_manage.hold": ORGANISERS,
    "mailings_manage.let_go": ORGANISERS,
    "mailings_manage.mail": ORGANISERS,
    "mailings_manage.mail_page": ORGANISERS,
    "mailings_manage.mailing": ORGANISERS,
    "mailings_manage.mailing_people": ORGANISERS,
    "mailings_manage.mailings": ORGANISERS,
    "mailings_manage.mails": ORGANISERS,
    "mailings_manage.new_mailing": ORGANISERS,
    "mailings_manage.remove_mailing": ORGANISERS,
    "mailings_manage.preview_wording": ORGANISERS,
    "mailings_manage.send_again": ORGANISERS,
    "mailings_manage.send_mailing_at_once": ORGANISERS,
    "mailings_manage.stop_mailing": ORGANISERS,
    "mailings_manage.test_mailing": ORGANISERS,
    "mailings_manage.send_test_wording": ORGANISERS,
    "mailings_manage.use_own_wording": ORGANISERS,
    "mailings_manage.use_standard_wording": ORGANISERS,
    "mailings_manage.wording": ORGANISERS,
    "mailings_manage.wordings": ORGANISERS,
    "nominations.add": EVERYONE,  # this and the next: who has the private link
    "nominations.begin": EVERYONE,
    "nominations.edit": EVERYONE,
    "nominations.invited": EVERYONE,
    "nominations.letter": EVERYONE,
    "nominations.move": EVERYONE,
    "nominations.named": EVERYONE,
    "nominations.nobody": EVERYONE,
    "nominations.remove": EVERYONE,
    "nominations.send_letter": EVERYONE,
    "nominations.somebody": EVERYONE,
    "nominations.stand": EVERYONE,
    "nominations.stand_down": EVERYONE,
    "organizations.index": EVERYONE,
    "organizations.show": EVERYONE,
    "notice_choices.choose": EVERYONE,
    "notice_choices.mine": SIGNED_IN,
    "notice_choices.stop": EVERYONE,
    "registration.ask": EVERYONE,
    "registration.cancel": EVERYONE,  # who has the private link
    "registration.mine": EVERYONE,  # who has the private link
    "registration.register": EVERYONE,
    "registration.written": EVERYONE,
    "registration.zone": EVERYONE,  # who has the private link
    "registration_manage.add": ORGANISERS,
    "registration_manage.attendance": DOOR,
    "registration_manage.cancel": ORGANISERS,
    "registration_manage.export": ORGANISERS,
    "registration_manage.participants": DOOR,
    "reports.pdf": EVERYONE,
    "reports.report": EVERYONE,
    "reports.version": EVERYONE,
    "reports_manage.desk": WRITERS,
    "reports_manage.due": ORGANISERS,
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

#: Where what is sent is open to fewer than the page that it is sent from.
MAY_SEND: dict[str, AbstractSet[str]] = {"experts_manage.review": {"reviewer"}}

#: Endpoints where whoever is refused does not even learn that there is something (404).
SILENT = {
    "desk.send_again", "experts.accept", "experts.answer_file", "experts.cv", "experts.decline",
    "experts.withdraw",
}  # fmt: skip
#: Pages for whoever has the private link in their address: it is the permission.
BY_LINK = {
    "calendars.private", "registration.mine", "nominations.invited", "nominations.edit",
    "nominations.named",
}  # fmt: skip

#: Who may meet each private text; the name of the event follows in the text.
MAY_MEET: dict[str, AbstractSet[str]] = {
    "statement": READERS | {"reviewer"},
    "interests": READERS | {"reviewer"},
    "answer": READERS | {"reviewer"},
    "comment": READERS,  # the reviewer has not given scores yet
    "score": READERS,
    "recusal": DECIDERS | {"conflicted reviewer"},  # who has written it
    "practice": TEAM | PROPOSERS,
    "rating": frozenset(),  # while the round is open
    "remark": WRITERS,
    "mail": ORGANISERS,
    "link": frozenset(),  # it stands in that mail for its reader alone
    "join": ORGANISERS,  # and whoever has the private link of a place
    "guest": ORGANISERS,  # their address
    "focal": ORGANISERS,  # their address
    "nominee": ORGANISERS,  # and the body that has named them
}
