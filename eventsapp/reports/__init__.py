"""Reports: the after-action report, assembled from what the system knows.

The rapporteur edits it.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Attach nothing yet."""
