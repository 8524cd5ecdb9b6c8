"""The words of the sample story."""

from dataclasses import dataclass, field
from datetime import time

from eventsapp.core.words import Words
from eventsapp.events.rules import ItemKind, Kind, PartyRole

ORGANISERS = (
    ("us-prm", PartyRole.CO_ORGANISER), ("iom", PartyRole.LEAD),
    ("migration-dialogue", PartyRole.IN_COOPERATION),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One invented event."""

    key: str
    kind: Kind
    days_ahead: int
    zone: str
    venue: str
    city: str
    country: str
    title: Words
    summary: Words
    purpose: Words
    outputs: Words
    subjects: tuple[str, ...] = ("recruitment", "working conditions", "access to justice")
    parties: tuple[tuple[str, PartyRole], ...] = ORGANISERS
    open_registration: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One agenda item of every scene."""

    day: int
    begins: time
    ends: time
    kind: ItemKind
    title: Words
    number: str | None = None
    questions: Words = field(default_factory=Words)
    room: int = 0
    chair: str = ""


@dataclass(frozen=True, kw_only=True)
class Practice:
    """One proposal, and how much an invented panel likes it."""

    title: str
    problem: str
    description: str
    where_used: str
    evidence: str
    level: str
    conditions: str
    liking: float
    spread: float


_OUTPUTS = Words.of(
    en="A suggested set of best practices, and an after-action report.",
    es="Un conjunto propuesto de mejores prácticas y un informe posterior a la acción.",
    pt="Um conjunto proposto de melhores práticas e um relatório pós-ação.",
    fr="Un ensemble proposé de meilleures pratiques et un rapport après action.",
)
SCENES = (
    Scene(
        key="sample-workshop-migrant-workers",
        kind=Kind.WORKSHOP,
        days_ahead=75,
        zone="America/Mexico_City",
        venue="Centro de Convenciones",
        city="Puebla",
        country="MX",
        title=Words.of(
            en="Best practices in protecting migrant farm workers (sample)",
            es="Mejores prácticas en la protección de trabajadores agrícolas migrantes (muestra)",
            pt="Melhores práticas na proteção de trabalhadores agrícolas migrantes (amostra)",
            fr="Meilleures pratiques de protection des travailleurs agricoles migrants (exemple)",
        ),
        summary=Words.of(
            en="Forty experts from six sectors find out what has worked, and agree on what to suggest.",
            es="Cuarenta expertas y expertos de seis sectores examinan lo que ha funcionado y acuerdan qué proponer.",
            pt="Quarenta especialistas de seis setores examinam o que funcionou e decidem o que propor.",
            fr="Quarante experts de six secteurs examinent ce qui a fonctionné et s’accordent sur ce qu’ils proposent.",
        ),
        purpose=Words.of(
            en="Develop a suggested set of best practices for use within the Hemisphere.",
            es="Elaborar un conjunto propuesto de mejores prácticas para el Hemisferio.",
            pt="Elaborar um conjunto proposto de melhores práticas para o Hemisfério.",
            fr="Élaborer un ensemble proposé de meilleures pratiques pour l'Hémisphère.",
        ),
        outputs=_OUTPUTS,
    ),
    Scene(
        key="sample-workshop-domestic-workers",
        kind=Kind.WORKSHOP,
        days_ahead=48,
        zone="America/Santiago",
        venue="Sede regional",
        city="Santiago",
        country="CL",
        title=Words.of(
            en="Best practices for migrant domestic workers (sample)",
            es="Mejores prácticas para las trabajadoras domésticas migrantes (muestra)",
            pt="Melhores práticas para as trabalhadoras domésticas migrantes (amostra)",
            fr="Meilleures pratiques pour les travailleuses domestiques migrantes (exemple)",
        ),
        summary=Words.of(
            en="Four hundred people have applied, and most reviews are in: look at the selection.",
            es="Se postularon cuatrocientas personas y casi todas las evaluaciones están listas: vea la selección.",
            pt="Quatrocentas pessoas se candidataram e quase todas as avaliações estão prontas: veja a seleção.",
            fr="Quatre cents personnes ont posé leur candidature et presque toutes les évaluations sont faites\u00a0: voyez la sélection.",
        ),
        purpose=Words.of(
            en="Compare what governments, unions and households have tried.",
            es="Comparar lo que han probado gobiernos, sindicatos y hogares.",
            pt="Comparar o que governos, sindicatos e famílias já tentaram.",
            fr="Comparer ce que gouvernements, syndicats et ménages ont essayé.",
        ),
        outputs=_OUTPUTS,
    ),
    Scene(
        key="sample-seminar-fair-recruitment",
        kind=Kind.SEMINAR,
        days_ahead=33,
        zone="America/Costa_Rica",
        venue="Biblioteca Nacional",
        city="San José",
        country="CR",
        title=Words.of(
            en="Seminar on fair recruitment (sample)",
            es="Seminario sobre contratación equitativa (muestra)",
            pt="Seminário sobre recrutamento justo (amostra)",
            fr="Séminaire sur le recrutement équitable (exemple)",
        ),
        summary=Words.of(
            en="Open to all: the last two seats are free, and a waiting list takes over.",
            es="Abierto a todas las personas: quedan dos lugares, después hay lista de espera.",
            pt="Aberto a todas as pessoas: restam dois lugares, depois há lista de espera.",
            fr="Ouvert à tous\u00a0: il reste deux places, puis une liste d’attente prend le relais.",
        ),
        purpose=Words.of(
            en="Exchange experiences with licensing, inspection and redress.",
            es="Intercambiar experiencias sobre licencias, inspección y reparación.",
            pt="Trocar experiências sobre licenças, inspeção e reparação.",
            fr="Échanger des expériences sur l’agrément, l’inspection et la réparation.",
        ),
        outputs=Words.of(
            en="A summary of the discussion.",
            es="Un resumen del debate.",
            pt="Um resumo da discussão.",
            fr="Un résumé des débats.",
        ),
        open_registration=True,
        parties=(
            ("eclac", PartyRole.LEAD),
            ("iom", PartyRole.BACKING),
            ("unfpa", PartyRole.SPONSOR),
        ),
    ),
    Scene(
        key="sample-workshop-consular-protection",
        kind=Kind.WORKSHOP,
        days_ahead=-30,
        zone="America/New_York",
        venue="Conference centre",
        city="Washington D.C.",
        country="US",
        title=Words.of(
            en="Best practices in consular protection (sample)",
            es="Mejores prácticas en protección consular (muestra)",
            pt="Melhores práticas em proteção consular (amostra)",
            fr="Meilleures pratiques de protection consulaire (exemple)",
        ),
        summary=Words.of(
            en="Held, rated, and waiting for its after-action report.",
            es="Realizado, con las prácticas valoradas y a la espera de su informe posterior a la acción.",
            pt="Realizado, com as práticas avaliadas e à espera do relatório pós-ação.",
            fr="Tenu, les pratiques évaluées\u00a0; il attend son rapport après action.",
        ),
        purpose=Words.of(
            en="Agree on what consulates can do for workers in distress.",
            es="Acordar qué pueden hacer los consulados por los trabajadores en apuros.",
            pt="Acordar o que os consulados podem fazer por trabalhadores em dificuldade.",
            fr="S’accorder sur ce que les consulats peuvent faire pour les travailleurs en détresse.",
        ),
        outputs=_OUTPUTS,
    ),
)
AGENDA = (
    Item(day=0, begins=time(9), ends=time(9, 30), kind=ItemKind.OPENING, number="1", chair="Olga Organiser",
         title=Words.of(en="Opening", es="Apertura", pt="Abertura", fr="Ouverture")),
    Item(day=0, begins=time(9, 30), ends=time(11), kind=ItemKind.PRESENTATION, number="2", chair="Rosa Silva",
         title=Words.of(en="What the experts brought along", es="Lo que traen los expertos y expertas",
                        pt="O que trazem os especialistas", fr="Ce que les experts apportent")),
    Item(day=0, begins=time(11), ends=time(11, 30), kind=ItemKind.BREAK,
         title=Words.of(en="Coffee", es="Café", pt="Café", fr="Pause café")),
    Item(day=0, begins=time(11, 30), ends=time(13), kind=ItemKind.GUIDED_DISCUSSION, number="3",
         chair="Flávia Facilitator",
         title=Words.of(en="Guided discussion: recruitment", es="Debate guiado: contratación",
                        pt="Discussão orientada: recrutamento", fr="Débat dirigé\u00a0: recrutement"),
         questions=Words.of(en="What has measurably reduced abuse?\nWhat did it cost, and who paid?",
                            es="¿Qué ha reducido los abusos de forma medible?\n¿Cuánto costó y quién lo pagó?",
                            pt="O que reduziu os abusos de forma mensurável?\nQuanto custou e quem pagou?",
                            fr="Qu’est-ce qui a réduit les abus de façon mesurable\u00a0?\nCombien cela a-t-il coûté, et qui a payé\u00a0?")),
    Item(day=0, begins=time(14, 30), ends=time(16, 30), kind=ItemKind.GUIDED_DISCUSSION, number="4", room=1,
         chair="Jean Baptiste",
         title=Words.of(en="Guided discussion: access to justice", es="Debate guiado: acceso a la justicia",
                        pt="Discussão orientada: acesso à justiça", fr="Débat dirigé\u00a0: accès à la justice"),
         questions=Words.of(en="Which complaint channels are used, and which are not?",
                            es="¿Qué vías de denuncia se usan y cuáles no?",
                            pt="Quais canais de denúncia são usados e quais não?",
                            fr="Quelles voies de plainte sont utilisées, et lesquelles ne le sont pas\u00a0?")),
    Item(day=1, begins=time(9), ends=time(10, 30), kind=ItemKind.DRAFTING, number="5", chair="Ramón Rapporteur",
         title=Words.of(en="Drafting of proposals", es="Redacción de propuestas", pt="Redação de propostas",
                        fr="Rédaction des propositions")),
    Item(day=1, begins=time(11), ends=time(12, 30), kind=ItemKind.RATING, number="6", chair="Flávia Facilitator",
         title=Words.of(en="Rating of proposals", es="Valoración de propuestas", pt="Avaliação de propostas",
                        fr="Évaluation des propositions")),
    Item(day=1, begins=time(14), ends=time(15), kind=ItemKind.ADOPTION, number="7", chair="Olga Organiser",
         title=Words.of(en="Adoption of the suggested set", es="Aprobación del conjunto propuesto",
                        pt="Aprovação do conjunto proposto", fr="Adoption de l'ensemble proposé")),
    Item(day=1, begins=time(15), ends=time(15, 30), kind=ItemKind.CLOSING, number="8", chair="Olga Organiser",
         title=Words.of(en="Closing", es="Clausura", pt="Encerramento", fr="Clôture")),
)  # fmt: skip
STATEMENTS = (
    "I have run a complaints desk for seasonal workers for eleven years and can show what changed.",
    "Our union and the growers signed a code of conduct in 2019; I keep its figures and its failures.",
    "As a consular officer I organised mobile consulates in forty towns, and wrote the manual for it.",
    "I came as a farm worker myself and now train others to read a contract before they sign it.",
    "My research follows two thousand families over six years: remittances, schooling, separation.",
    "I inspect recruitment agencies; since we publish the results, complaints have halved.",
)
PRACTICES = (
    Practice(title="Mobile consulates on pay day", problem="Workers cannot leave the farm on weekdays.",
             description="Consular staff visit farms on pay day with a lawyer and a nurse.",
             where_used="Twelve states since 2014 (invented)", evidence="Visits, cases opened and closed, wages recovered.",
             level="good", conditions="Agreement with employers; interpreters.", liking=8, spread=0.8),
    Practice(title="Public register of licensed recruiters", problem="Workers cannot tell who is licensed.",
             description="A register with ratings by workers, also by text message.",
             where_used="Two countries (invented)", evidence="Complaints fell by half in two years.",
             level="good", conditions="Inspectors who act on complaints.", liking=7.6, spread=1.1),
    Practice(title="Contracts in the worker's language", problem="People sign what they cannot read.",
             description="Standard contracts in four languages, read aloud before signing.",
             where_used="One corridor (invented)", evidence="Survey of 600 workers.",
             level="promising", conditions="Model contract by law.", liking=8.2, spread=0.7),
    Practice(title="Wage insurance paid by recruiters", problem="Wages are lost when a recruiter vanishes.",
             description="Recruiters pay into a fund that pays outstanding wages.",
             where_used="Pilot (invented)", evidence="One year of figures.",
             level="promising", conditions="Enough recruiters to share the risk.", liking=6.1, spread=1.6),
    Practice(title="Biometric cards for seasonal workers", problem="Lost documents.",
             description="A card that replaces passport and permit at work.",
             where_used="Proposed only (invented)", evidence="None yet.",
             level="idea", conditions="Data protection.", liking=3.9, spread=2.9),
    Practice(title="Deposit returned on departure", problem="Overstays.",
             description="Workers leave a deposit that is returned when they leave.",
             where_used="One programme (invented)", evidence="Two evaluations that contradict each other.",
             level="idea", conditions="A bank account that both sides can see.", liking=2.2, spread=0.9),
)  # fmt: skip
