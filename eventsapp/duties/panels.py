"""What duties show on a person's own page."""

from flask import render_template

from eventsapp.accounts.models import Account
from eventsapp.duties import queries


def waiting(account: Account) -> str:
    """Show what waits for a person, what is due first on top."""
    return render_template("duties/panels/mine.html", waiting=queries.waiting_for(account))
