"""Under what terms people apply to the sample calls, and what these calls ask."""

from typing import Any

from eventsapp.core.words import Words
from eventsapp.experts.models import Criterion, TargetRow
from eventsapp.experts.rules import TargetAttribute, attribute_of
from eventsapp.questions.rules import Choice, Kind, Question

SEATS = 40
#: Name, weight, and what some of the scores mean.
CRITERIA: tuple[tuple[Words, int, dict[str, Words]], ...] = (
    (
        Words.of(en="Expertise", es="Pericia", pt="Conhecimento", fr="Expertise"),
        40,
        {
            "1": Words.of(en="Knows the subject from reading", es="Conoce el tema por lecturas",
                          pt="Conhece o tema por leituras", fr="Connaît le sujet par ses lectures"),
            "3": Words.of(en="Knows it from own work", es="Lo conoce por su propio trabajo",
                          pt="Conhece-o pelo próprio trabalho", fr="Le connaît par son propre travail"),
            "5": Words.of(en="Others learn it from this person", es="Otras personas lo aprenden de ella",
                          pt="Outras pessoas o aprendem com ela", fr="D'autres l'apprennent de cette personne"),
        },
    ),
    (
        Words.of(en="Results", es="Resultados", pt="Resultados", fr="Résultats"),
        30,
        {
            "1": Words.of(en="Plans only", es="Solo planes", pt="Somente planos", fr="Seulement des projets"),
            "3": Words.of(en="Results are described", es="Describe resultados", pt="Descreve resultados",
                          fr="Des résultats sont décrits"),
            "5": Words.of(en="Results are measured, failures too", es="Mide resultados, también los fracasos",
                          pt="Mede resultados, também os fracassos",
                          fr="Les résultats sont mesurés, les échecs aussi"),
        },
    ),
    (
        Words.of(en="Knowledge of the region", es="Conocimiento de la región",
                 pt="Conhecimento da região", fr="Connaissance de la région"),
        20,
        {
            "1": Words.of(en="One place", es="Un solo lugar", pt="Um só lugar", fr="Un seul lieu"),
            "3": Words.of(en="One country", es="Un país", pt="Um país", fr="Un pays"),
            "5": Words.of(en="Several countries, at first hand", es="Varios países, de primera mano",
                          pt="Vários países, em primeira mão", fr="Plusieurs pays, de première main"),
        },
    ),
    (Words.of(en="Languages", es="Idiomas", pt="Idiomas", fr="Langues"), 10, {}),
)  # fmt: skip
SECTORS = (("public", 8, 12), ("private", 4, 8), ("advocacy", 5, 9), ("migrants", 5, 10),
           ("labor", 5, 9), ("NGOs", 6, 10))  # fmt: skip
#: Of one call, in the organiser's words.
TOPICS = ["Recruitment", "Contracts and wages", "Working time and rest", "Inspection",
          "Access to justice", "Social security"]  # fmt: skip
LIVED = Question(
    key="lived",
    kind=Kind.YES_NO,
    label=Words.of(
        en="Have you yourself worked in other people's homes?",
        es="¿Ha trabajado usted en casas ajenas?",
        pt="Você já trabalhou em casas de outras pessoas?",
        fr="Avez-vous vous-même travaillé chez d'autres personnes ?",
    ),
    help=Words.of(
        en="We want to hear from those whom it is about, and count these answers.",
        es="Queremos escuchar a las personas de quienes se trata, y contamos estas respuestas.",
        pt="Queremos ouvir as pessoas de quem se trata, e contamos estas respostas.",
        fr="Nous voulons entendre les personnes concernées, et comptons ces réponses.",
    ),
    required=True,
)
YEARS = Question(
    key="years",
    kind=Kind.NUMBER,
    label=Words.of(
        en="For how many years have you worked on this subject?",
        es="¿Cuántos años lleva trabajando en el tema?",
        pt="Há quantos anos trabalha com o tema?",
        fr="Depuis combien d'années travaillez-vous sur ce sujet ?",
    ),
    help=Words(),
    required=True,
    minimum=0,
    maximum=60,
)
REACH = Question(
    key="reach",
    kind=Kind.SINGLE_CHOICE,
    label=Words.of(
        en="How far does your practice reach?",
        es="¿Hasta dónde llega su práctica?",
        pt="Até onde chega a sua prática?",
        fr="Jusqu'où va votre pratique ?",
    ),
    help=Words(),
    required=True,
    choices=(
        Choice("town", Words.of(en="One town", es="Una ciudad", pt="Uma cidade", fr="Une ville")),
        Choice("region", Words.of(en="A province or state", es="Una provincia o un estado",
                                  pt="Uma província ou um estado", fr="Une province ou un État")),
        Choice("country", Words.of(en="A whole country", es="Todo un país", pt="Um país inteiro",
                                   fr="Tout un pays")),
        Choice("countries", Words.of(en="Several countries", es="Varios países", pt="Vários países",
                                     fr="Plusieurs pays")),
    ),
)  # fmt: skip
PRACTICE = Question(
    key="practice",
    kind=Kind.LONG_TEXT,
    label=Words.of(
        en="Which practice would you bring along? One sentence will do.",
        es="¿Qué práctica traería? Basta una frase.",
        pt="Que prática traria? Basta uma frase.",
        fr="Quelle pratique apporteriez-vous ? Une phrase suffit.",
    ),
    help=Words(),
    required=True,
    limit=60,
)
QUESTIONS = (LIVED, YEARS, REACH, PRACTICE)


def criteria() -> list[Criterion]:
    """Make the criteria of a sample call."""
    return [
        Criterion(
            name=name,
            weight=weight,
            labels={score: dict(label) for score, label in labels.items()},
            position=position,
        )
        for position, (name, weight, labels) in enumerate(CRITERIA)
    ]


def by_sector() -> list[TargetRow]:
    """Make targets for the sectors alone."""
    return [_target(TargetAttribute.SECTOR, sector, low, high) for sector, low, high in SECTORS]


def for_the_open_call() -> list[TargetRow]:
    """Make targets of which some lack people while the call is open."""
    return [
        *by_sector(),
        _target(TargetAttribute.REGION, "caribbean", 4, None, 2),
        _target(TargetAttribute.REGION, "central-america", 8, None, 2),
        _target(TargetAttribute.GENDER, "woman", 16, None, 2),
        _target(TargetAttribute.LANGUAGE, "fr", 5, None, 3),
        _target(TargetAttribute.FIRST_TIME, "yes", 10, None, 3),
    ]


def for_the_call_under_review() -> list[TargetRow]:
    """Make targets that can all be met, some of them at a price."""
    return [
        _target(TargetAttribute.SECTOR, "public", 8, 12, 2),
        _target(TargetAttribute.SECTOR, "private", 4, 8, 3),
        _target(TargetAttribute.SECTOR, "advocacy", 5, 9, 3),
        _target(TargetAttribute.SECTOR, "migrants", 5, 10, 1),
        _target(TargetAttribute.SECTOR, "labor", 5, 9, 2),
        _target(TargetAttribute.SECTOR, "NGOs", 6, 10, 2),
        _target(TargetAttribute.REGION, "north-america", 4, 9, 2),
        _target(TargetAttribute.REGION, "central-america", 9, 14, 2),
        _target(TargetAttribute.REGION, "caribbean", 4, 8, 1),
        _target(TargetAttribute.REGION, "south-america", 12, 18, 2),
        _target(TargetAttribute.GENDER, "woman", 20, None, 1, relaxable=False),
        _target(TargetAttribute.GENDER, "man", 12, None, 2),
        _target(TargetAttribute.LANGUAGE, "en", 16, None, 3),
        _target(TargetAttribute.LANGUAGE, "pt", 6, None, 2),
        _target(TargetAttribute.LANGUAGE, "fr", 5, None, 2),
        _target(TargetAttribute.FIRST_TIME, "yes", 12, None, 3),
        _target(attribute_of(LIVED), "yes", 6, None, 1),
    ]


def _target(attribute: str, value: str, low: int, high: int | None, priority: int = 1,
            **more: Any) -> TargetRow:  # fmt: skip
    return TargetRow(
        attribute=attribute, value=value, minimum=low, maximum=high, priority=priority, **more
    )
