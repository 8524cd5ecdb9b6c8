"""Which people count as coming from one body."""

from eventsapp.organizations.rules import folded

#: How people write, folded, in the languages of the house, that they belong to no body.
_NO_BODY = frozenset(
    {
        "", "independent", "independiente", "independente", "independant", "independante",
        "independent expert", "experto independiente", "experta independiente",
        "especialista independente", "expert independant", "experte independante",
        "freelance", "self employed", "none", "n a", "ninguna", "ninguno", "nenhuma", "aucune",
    }
)  # fmt: skip


def body_of(organization_id: int | None, affiliation: str) -> str:
    """Return what people of one body share: its number, else its name folded; "" for no body."""
    if organization_id is not None:
        return f"#{organization_id}"
    name = folded(affiliation)
    return "" if name in _NO_BODY else name
