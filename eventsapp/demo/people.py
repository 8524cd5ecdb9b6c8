"""Invented people, the same for the same seed: plainly samples, at addresses that reach nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

GIVEN = (
    "Ana", "Beatriz", "Camila", "Carlos", "Chantal", "Daniel", "Diego", "Elena", "Emmanuel",
    "Fernanda", "Gabriel", "Hélène", "Inés", "Jean", "João", "Jorge", "Julia", "Karen", "Luc",
    "Lucía", "Marcelo", "María", "Marie", "Martín", "Naomi", "Nicolás", "Olivia", "Paulo", "Rosa",
    "Samuel", "Sofía", "Teresa", "Tomás", "Valeria", "Víctor", "Yolanda",
)  # fmt: skip
FAMILY = (
    "Acosta", "Almeida", "Baptiste", "Benítez", "Campbell", "Castillo", "Charles", "Costa", "Cruz",
    "Desrosiers", "Díaz", "Fernandes", "Flores", "Fuentes", "Gagnon", "Gómez", "Herrera", "Joseph",
    "Laurent", "López", "Martínez", "Mendoza", "Morales", "Nunes", "Ortega", "Peña", "Quispe",
    "Ramírez", "Rivera", "Rojas", "Santos", "Silva", "Thompson", "Torres", "Vargas", "Williams",
)  # fmt: skip
BODIES = {
    "public": ("Ministry of Labour", "Migration Institute", "Consular Service"),
    "private": ("Growers' Association", "Chamber of Exporters", "Recruitment Bureau"),
    "advocacy": ("Rights Without Borders", "Legal Aid Clinic", "Observatory of Rights"),
    "migrants": ("Migrant Workers' Network", "Home Town Federation"),
    "labor": ("Farm Workers' Union", "Confederation of Labour"),
    "NGOs": ("Shelter Foundation", "Border Health Project", "Women's Training Centre"),
}
COUNTRIES = (
    "AR",
    "BR",
    "CA",
    "CL",
    "CO",
    "CR",
    "EC",
    "GT",
    "HT",
    "HN",
    "JM",
    "MX",
    "PE",
    "SV",
    "US",
)
LANGUAGES = {"BR": ["pt"], "CA": ["en", "fr"], "HT": ["fr", "ht"], "JM": ["en"], "US": ["en", "es"]}
GENDERS = ("woman", "man")


@dataclass(frozen=True)
class Person:
    """One invented person."""

    name: str
    email: str
    affiliation: str
    country: str
    sector: str
    gender: str
    languages: list[str]

    @property
    def locale(self) -> str:
        """The language of the interface that they would choose."""
        return next((code for code in self.languages if code in {"en", "es", "pt", "fr"}), "en")


def people(random: Random) -> Iterator[Person]:
    """Yield ever more people, each with a name and an address of their own."""
    number = 0
    while True:
        number += 1
        country = random.choice(COUNTRIES)
        sector = random.choices(list(BODIES), weights=(6, 3, 4, 2, 3, 5))[0]
        yield Person(
            name=f"{random.choice(GIVEN)} {random.choice(FAMILY)}",
            email=f"sample{number}@people.example.org",
            affiliation=f"{random.choice(BODIES[sector])} (sample)",
            country=country,
            sector=sector,
            gender=random.choice(GENDERS),
            languages=LANGUAGES.get(country, ["es"]),
        )
