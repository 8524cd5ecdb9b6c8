"""What roles and actions on accounts are called on the pages."""

from eventsapp.core.i18n import _

ROLES = {"administrator": _("Administrator"), "organiser": _("Organiser")}
ACTIONS = {
    "account.role_granted": _("A role was given"),
    "account.role_revoked": _("A role was removed"),
    "account.locked": _("The account was locked"),
    "account.unlocked": _("The account was unlocked"),
}


def role_label(name: str) -> str:
    """Name a role."""
    return str(ROLES[name])


def action_label(action: str) -> str:
    """Name what was done to an account."""
    return str(ACTIONS.get(action, action))
