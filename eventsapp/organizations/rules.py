"""What kinds of body there are, and how their names are compared."""

import unicodedata
from enum import StrEnum


class Kind(StrEnum):
    """What sort of body it is."""

    GOVERNMENT = "government"
    MINISTRY = "ministry"
    AGENCY = "agency"
    UNIT = "unit"
    INTERGOVERNMENTAL = "intergovernmental_organisation"
    ORGAN = "organ"
    SECRETARIAT = "secretariat"
    COMMITTEE = "committee"
    COURT = "court"
    DIVISION = "division"
    FUND = "fund"
    FORUM = "intergovernmental_forum"
    GROUP_OF_STATES = "group_of_states"
    PROJECT = "project"
    NGO = "ngo"
    UNIVERSITY = "university"
    COMPANY = "company"
    OTHER = "other"


def folded(name: str) -> str:
    """Return a name as it is compared: no accents, case, punctuation, or doubled spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())
