"""Who may do what with calls, applications and reviews."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, not_, or_, select

from eventsapp.accounts.models import Account
from eventsapp.core.db import db
from eventsapp.events import policy as event_policy
from eventsapp.events.models import Event
from eventsapp.events.rules import TeamRole
from eventsapp.experts.models import (
    Application,
    Assignment,
    Call,
    Invitation,
    Nominee,
    Review,
)
from eventsapp.experts.rules import ApplicationStatus, CallStatus, body_marks, one_person
from eventsapp.experts.rules.nominating import STANDING
from eventsapp.organizations.queries import bodies_by_name

#: Never shown to those who review or decide.
UNSEEN = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN})


def may_see_call(account: Account | None, call: Call) -> bool:
    """Show anyone the published call of a public event, and its organisers the draft."""
    if call.status is CallStatus.DRAFT:
        return may_manage_call(account, call.event)
    return event_policy.may_see(account, call.event)


def may_read_rationale(account: Account | None, call: Call) -> bool:
    """Show everybody who sees the call how its experts were selected, once that is published."""
    return call.rationale_at is not None and may_see_call(account, call)


def may_manage_call(account: Account | None, event: Event) -> bool:
    """Let the event's organisers write its call."""
    return event_policy.may_manage(account, event)


def may_amend(account: Account | None, call: Call) -> bool:
    """Let those who decide change what a published call decides by: never one who applies."""
    return may_decide(account, call)


def may_apply(account: Account | None, call: Call) -> bool:
    """Let anyone who is signed in apply to a call that they can see."""
    return account is not None and may_see_call(account, call)


def may_stand(account: Account | None, call: Call) -> bool:
    """Let only those hand an application in whom a body has nominated, where the call says so."""
    return not call.nominations_only or (account is not None and is_nominated(account, call))


def is_nominated(account: Account, call: Call) -> bool:
    """Tell whether a person stands on the list of a body that is invited to nominate."""
    theirs = or_(Nominee.email == account.email.lower(), Application.account_id == account.id)
    named = (
        select(Nominee.id)
        .join(Nominee.invitation)
        .outerjoin(Nominee.application)
        .where(
            Invitation.call_id == call.id,
            Invitation.withdrawn_at.is_(None),
            Nominee.status.in_(STANDING),
            theirs,
        )
    )
    return bool(db.session.scalar(select(named.exists())))


def may_nominate(account: Account | None, invitation: Invitation | None) -> bool:
    """Show a body's page to its focal point: whose address, proved, the invitation went to."""
    return (
        account is not None
        and invitation is not None
        and account.confirmed_at is not None
        and account.email == invitation.email
    )


def may_see_own(account: Account | None, application: Application) -> bool:
    """Keep an application's own page for its applicant alone."""
    return account is not None and application.account_id == account.id


def is_applicant(account: Account, call: Call) -> bool:
    """Tell whether a person has an application to this call that is not taken back."""
    return bool(db.session.scalar(select(applies(account)).where(Call.id == call.id)))


def applies(account: Account) -> ColumnElement[bool]:
    """Return what is true of the calls to which a person has such an application."""
    return exists().where(
        Application.call_id == Call.id,
        Application.account_id == account.id,
        Application.status != ApplicationStatus.WITHDRAWN,
    )


def may_review(account: Account | None, call: Call) -> bool:
    """Let the event's reviewers review, unless they apply themselves."""
    return (
        account is not None
        and event_policy.has_team_role(account, call.event, TeamRole.REVIEWER)
        and not is_applicant(account, call)
    )


def may_decide(account: Account | None, call: Call) -> bool:
    """Let the event's organisers decide, unless they apply themselves."""
    return (
        account is not None
        and event_policy.may_manage(account, call.event)
        and not is_applicant(account, call)
    )


def decided_by(account: Account, calls: Sequence[Call]) -> list[Call]:
    """Return those of some calls that a person may decide, the database asked once."""
    keys = [it.id for it in calls]
    applied = set(db.session.scalars(select(Call.id).where(Call.id.in_(keys), applies(account))))
    return [
        it for it in calls if it.id not in applied and event_policy.may_manage(account, it.event)
    ]


def would_be_shut_out(account: Account, call: Call) -> bool:
    """Tell whether applying would cost a person their part in the review or the choice."""
    return may_review(account, call) or may_decide(account, call)


def may_meet(account: Account | None, application: Application) -> bool:
    """Ask reviewers about an application that is theirs to review whether they are in conflict.

    One that was merged into another is theirs no more, unless they have begun: what they are
    writing is kept, though it counts nowhere.
    """
    return (
        account is not None
        and application.status not in UNSEEN
        and may_review(account, application.call)
        and (
            review_by(account, application) is not None
            or (application.merged_into_id is None and is_asked(account, application))
        )
    )


def is_asked(account: Account, application: Application) -> bool:
    """Tell whether a reviewer is to review it: it is assigned to them, or nothing is to anybody."""
    own = exists().where(
        Assignment.application_id == application.id, Assignment.account_id == account.id
    )
    any_in_call = exists().where(
        Assignment.application_id == Application.id, Application.call_id == application.call_id
    )
    return bool(db.session.scalar(select(or_(own, not_(any_in_call)))))


def is_in_conflict(account: Account, application: Application) -> bool:
    """Tell whether a reviewer has declared a conflict, or is of the applicant's organisation.

    It is a conflict with the person: what was merged with an application counts as well.
    """
    is_reviewer = event_policy.has_team_role(account, application.call.event, TeamRole.REVIEWER)
    return any(
        ((review := review_by(account, it)) is not None and review.recused)
        or (is_reviewer and shares_body(account, it))
        for it in all_of_the_person(application)
    )


def merges_in(*calls: Call) -> dict[int, int]:
    """Return which applications to calls were merged into which."""
    merged = select(Application.id, Application.merged_into_id).where(
        Application.call_id.in_([it.id for it in calls]), Application.merged_into_id.is_not(None)
    )
    return {key: into for key, into in db.session.execute(merged) if into is not None}


def all_of_the_person(application: Application) -> list[Application]:
    """Return an application and those that organisers have merged with it."""
    others = one_person(application.id, merges_in(application.call)) - {application.id}
    if not others:
        return [application]
    return [
        application,
        *db.session.scalars(select(Application).where(Application.id.in_(others))),
    ]


def shares_body(account: Account, application: Application) -> bool:
    """Tell whether two people are of one organisation, as far as we know its names."""
    if not account.affiliation:
        return False
    bodies = bodies_by_name()
    own = body_marks(account.affiliation, bodies)
    return bool(own & body_marks(application.affiliation, bodies, application.organization_id))


def may_read(account: Account | None, application: Application) -> bool:
    """Open the file to reviewers who have denied a conflict, and to organisers who decide."""
    if account is None or application.status in UNSEEN or is_in_conflict(account, application):
        return False
    return may_decide(account, application.call) or (
        review_by(account, application) is not None and may_review(account, application.call)
    )


def may_match(account: Account | None, one: Application, other: Application) -> bool:
    """Let those who decide say whether two applications are one person's, unless in conflict."""
    return (
        account is not None
        and may_decide(account, one.call)
        and not is_in_conflict(account, one)
        and not is_in_conflict(account, other)
    )


def may_have_files(account: Account | None, application: Application) -> bool:
    """Give the files to readers; in a blind review only once no score can follow them."""
    if account is None or not may_read(account, application):
        return False
    return not application.call.is_blind or (
        may_decide(account, application.call) and has_own_mind(account, application)
    )


def may_see_reviews(account: Account | None, application: Application) -> bool:
    """Hide others' scores from reviewers until their own are in."""
    return (
        account is not None
        and may_read(account, application)
        and has_own_mind(account, application)
    )


def has_own_mind(account: Account, application: Application) -> bool:
    """Tell whether others' scores can no longer sway a person, nor a conflict their reading."""
    review = review_by(account, application)
    if review is not None:
        return review.is_in
    return not event_policy.has_team_role(account, application.call.event, TeamRole.REVIEWER)


def review_by(account: Account, application: Application) -> Review | None:
    """Return a person's review of an application, if they have begun one."""
    return next((it for it in application.reviews if it.account_id == account.id), None)
