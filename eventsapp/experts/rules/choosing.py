"""The kinds of things that happen while experts are nominated, reviewed and chosen."""

from enum import StrEnum


class Conflict(StrEnum):
    """What kind of conflict of interest a reviewer has with an applicant."""

    SAME_ORGANIZATION = "same_organization"
    FAMILY = "family"
    COLLABORATION = "collaboration"
    SUPERVISION = "supervision"
    COMPETITION = "competition"
    GAIN = "gain"
    OTHER = "other"


class NomineeStatus(StrEnum):
    """Where a person whom a body has named stands."""

    NOMINATED = "nominated"
    #: Wants to stand; the application is not handed in yet.
    ACCEPTED = "accepted"
    #: The application is in, with the person's consent.
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REPLACED = "replaced"


class AssignedBy(StrEnum):
    """How a review came to its reviewer."""

    HAND = "hand"
    FILE = "file"
    OPTIMISER = "optimiser"


class PinSide(StrEnum):
    """Whether a person must be in the panel or must not."""

    IN = "in"
    OUT = "out"


class RunKind(StrEnum):
    """What a long computation computes."""

    PANEL = "panel"
    MAXIMIN = "maximin"
    LEXIMIN = "leximin"
    SENSITIVITY = "sensitivity"
    VERIFICATION = "verification"


class RunState(StrEnum):
    """Where a long computation stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RecordKind(StrEnum):
    """What a link of the chain of records keeps."""

    INPUTS = "inputs"
    SEED = "seed"
    PROPOSAL = "proposal"
    LOTS = "lots"
    LOTTERY = "lottery"
    DECISION = "decision"
    REPLACEMENT = "replacement"
