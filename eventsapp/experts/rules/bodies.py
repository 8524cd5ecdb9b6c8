"""Which people are of one body: for conflicts of interest, limits per organisation, namesakes."""

from collections.abc import Collection, Mapping

from eventsapp.organizations.rules import folded

#: How people write, folded, in the languages of the house, that they belong to no body: two of
#: them have nothing in common.
NO_BODY = frozenset(
    {
        "", "none", "n a", "na", "ninguna", "ninguno", "nenhuma", "nenhum", "aucune", "aucun",
        "independent", "independiente", "independente", "independant", "independante",
        "independent expert", "experto independiente", "experta independiente",
        "especialista independente", "expert independant", "experte independante",
        "independent consultant", "consultant", "consultor", "consultora", "consultante",
        "consultor independiente", "consultora independiente", "consultor independente",
        "consultora independente", "consultant independant", "consultante independante",
        "freelance", "self employed", "retired", "jubilado", "jubilada", "aposentado", "aposentada",
        "retraite", "retraitee",
    }
)  # fmt: skip


def body_marks(
    name: str, bodies: Mapping[str, Collection[int]], organization_id: int | None = None
) -> frozenset[str | int]:
    """Return by what a person's body is known: its name, and the number of each body called so.

    Two people who share a mark may be of one body, which is enough for a conflict of interest;
    who names no body shares nothing. ``bodies``: by folded name, the numbers of bodies called so.
    """
    plain = folded(name)
    marks: set[str | int] = set() if organization_id is None else {organization_id}
    if plain not in NO_BODY:
        marks |= {plain, *bodies.get(plain, ())}
    return frozenset(marks)


def body_of(
    name: str, bodies: Mapping[str, Collection[int]], organization_id: int | None = None
) -> str:
    """Return the one mark by which a person's body is counted; "" for no body.

    It is the body's number where that is certain: known, or of the only body called so. Else it
    is the name, folded.
    """
    if organization_id is not None:
        return f"#{organization_id}"
    plain = folded(name)
    if plain in NO_BODY:
        return ""
    numbers = bodies.get(plain, ())
    return f"#{next(iter(numbers))}" if len(numbers) == 1 else plain
