"""Reports: the after-action report, assembled from what the system knows.

The rapporteur edits it.
"""
