"""Invented organisations from which sample applicants come, with the many ways to write them.

Each is kept with every name it goes by, so that people who spell it differently are of one body.
"""

from dataclasses import dataclass

from eventsapp.core.words import Words
from eventsapp.organizations.models import Alias, Organization
from eventsapp.organizations.rules import Kind, folded

NOTE = "An invented organisation, to show how eventsapp works."
#: What marks a name as invented, in the language of the name.
MARKS = {"en": "sample", "es": "muestra", "pt": "amostra", "fr": "exemple"}


@dataclass(frozen=True)
class Body:
    """One invented organisation; the first of its names is its own, the others are variants."""

    slug: str
    kind: Kind
    sector: str
    country: str
    locale: str
    names: tuple[str, ...]
    acronym: str | None = None
    #: How many people it sends, beside others of its sector.
    weight: int = 3

    @property
    def marked_names(self) -> list[str]:
        """Every name of it, plainly marked as a sample."""
        return [marked(name, self.locale) for name in self.names]


def marked(name: str, locale: str) -> str:
    """Mark a name as invented, in its language."""
    return f"{name} ({MARKS[locale]})"


BODIES = (
    Body("sample-mintrab-pe", Kind.MINISTRY, "public", "PE", "es",
         ("Ministerio del Empleo en Hogares", "Min. del Empleo en Hogares", "MINISTERIO DEL EMPLEO EN LOS HOGARES",
          "Ministry of Household Employment"), "MEH", 7),
    Body("sample-inspeccion-cl", Kind.AGENCY, "public", "CL", "es",
         ("Inspección del Trabajo Doméstico", "Inspeccion del Trabajo Domestico, Santiago"), "ITD", 5),
    Body("sample-secretaria-mx", Kind.MINISTRY, "public", "MX", "es",
         ("Secretaría de Cuidados y Trabajo", "Secretaria de Cuidados y del Trabajo", "Secretariat of Care and Labour"), "SECUT", 7),
    Body("sample-consulado-gt", Kind.AGENCY, "public", "GT", "es",
         ("Servicio Consular Móvil", "Servicio Consular Movil de Guatemala")),
    Body("sample-secretaria-br", Kind.MINISTRY, "public", "BR", "pt",
         ("Secretaria do Trabalho Doméstico", "Secretaria do Trabalho Domestico", "SETRADO - Secretaria do Trabalho Doméstico"), "SETRADO", 5),
    Body("sample-labour-jm", Kind.AGENCY, "public", "JM", "en",
         ("Household Workers Registry", "Registry of Household Workers"), None, 2),
    Body("sample-commission-ca", Kind.AGENCY, "public", "CA", "fr",
         ("Commission du travail à domicile", "Home Work Commission", "Commission du travail a domicile"), "CTD", 3),
    Body("sample-agencia-ar", Kind.COMPANY, "private", "AR", "es",
         ("Hogar y Compañía, agencia de colocación", "Hogar y Cía.", "Hogar & Cía")),
    Body("sample-agency-us", Kind.COMPANY, "private", "US", "en",
         ("Clearwater Placements", "Clearwater Placements Inc.", "Clear Water Placements")),
    Body("sample-agencia-co", Kind.COMPANY, "private", "CO", "es",
         ("Casa en Orden, servicios", "Casa en Orden S.A.S.")),
    Body("sample-empleadores-uy", Kind.OTHER, "private", "UY", "es",
         ("Liga de Hogares Empleadores", "Liga de los Hogares Empleadores"), "LHE", 2),
    Body("sample-derechos-mx", Kind.NGO, "advocacy", "MX", "es",
         ("Derechos de Puertas Adentro", "Derechos de puertas adentro A.C.", "DPA México", "Rights Behind Doors"), "DPA", 6),
    Body("sample-clinica-ec", Kind.UNIVERSITY, "advocacy", "EC", "es",
         ("Clínica Jurídica del Valle", "Clinica Juridica del Valle, Quito")),
    Body("sample-observatorio-ar", Kind.NGO, "advocacy", "AR", "es",
         ("Observatorio Casa Adentro", "Obs. Casa Adentro", "Observatorio Casa-Adentro"), None, 5),
    Body("sample-clinic-us", Kind.UNIVERSITY, "advocacy", "US", "en",
         ("Lakeside Legal Clinic", "Lakeside Law Clinic", "Lakeside Legal Clinic for Migrants")),
    Body("sample-defensoria-br", Kind.NGO, "advocacy", "BR", "pt",
         ("Núcleo Porta Aberta", "Nucleo Porta Aberta", "Open Door Centre")),
    Body("sample-red-cr", Kind.NGO, "migrants", "CR", "es",
         ("Red de Mujeres del Camino", "Red Mujeres del Camino", "Network of Women on the Way"), "REMUCA", 4),
    Body("sample-network-us", Kind.NGO, "migrants", "US", "en",
         ("Sunday Park Network", "The Sunday Park Network")),
    Body("sample-rede-br", Kind.NGO, "migrants", "BR", "pt", ("Rede Vizinhas", "Rede das Vizinhas"), None, 2),
    Body("sample-rezo-ht", Kind.NGO, "migrants", "HT", "fr",
         ("Réseau Lakou", "Rezo Lakou", "Reseau Lakou d'Haïti"), None, 2),
    Body("sample-sindicato-bo", Kind.OTHER, "labor", "BO", "es",
         ("Sindicato Hogar Digno", "Sindicato del Hogar Digno", "Sind. Hogar Digno"), "SHD", 4),
    Body("sample-sindicato-mx", Kind.OTHER, "labor", "MX", "es",
         ("Unión de Trabajadoras del Hogar Amanecer", "Union Amanecer", "UTH Amanecer"), "UTHA", 5),
    Body("sample-sindicato-br", Kind.OTHER, "labor", "BR", "pt",
         ("Sindicato Casa e Justiça", "Sindicato Casa & Justiça", "SINCAJU"), "SINCAJU", 3),
    Body("sample-union-tt", Kind.OTHER, "labor", "TT", "en",
         ("Household Workers' Alliance of the Islands", "Household Workers Alliance", "HWAI"), "HWAI", 3),
    Body("sample-fundacion-co", Kind.NGO, "NGOs", "CO", "es",
         ("Fundación Techo Claro", "Fundacion Techo Claro", "Techo Claro", "Clear Roof Foundation"), "FTC", 7),
    Body("sample-centro-sv", Kind.NGO, "NGOs", "SV", "es",
         ("Centro de Formación La Ventana", "La Ventana", "Centro La Ventana")),
    Body("sample-refugio-cl", Kind.NGO, "NGOs", "CL", "es",
         ("Casa de Acogida Cordillera", "Casa de acogida La Cordillera", "Cordillera, casa de acogida"), None, 5),
    Body("sample-shelter-jm", Kind.NGO, "NGOs", "JM", "en",
         ("Harbour House", "Harbor House", "The Harbour House"), None, 3),
    Body("sample-instituto-br", Kind.NGO, "NGOs", "BR", "pt",
         ("Instituto Mesa Posta", "Inst. Mesa Posta"), None, 3),
    Body("sample-maison-ca", Kind.NGO, "NGOs", "CA", "fr",
         ("Maison des Deux Rives", "La Maison des deux rives", "Two Shores House"), None, 3),
)  # fmt: skip

#: Of bodies that nobody has written down: what they are called, with the name of a place.
SMALL = {
    "es": {
        "public": ("Municipalidad de {place}", "Oficina de Empleo de {place}"),
        "private": ("Agencia {place}", "Cámara de Servicios de {place}"),
        "advocacy": ("Comité de Derechos de {place}", "Consultorio Jurídico {place}"),
        "migrants": ("Asociación de Migrantes de {place}", "Colectivo {place} en Camino"),
        "labor": ("Sindicato de Servicios de {place}", "Federación Obrera de {place}"),
        "NGOs": ("Centro Comunitario {place}", "Fundación {place}"),
    },
    "pt": {
        "public": ("Prefeitura de {place}", "Agência do Trabalho de {place}"),
        "private": ("Agência {place}", "Câmara de Serviços de {place}"),
        "advocacy": ("Comitê de Direitos de {place}", "Escritório Popular {place}"),
        "migrants": ("Associação de Migrantes de {place}", "Coletivo {place}"),
        "labor": ("Sindicato de Serviços de {place}", "Federação do Trabalho de {place}"),
        "NGOs": ("Centro Comunitário {place}", "Instituto {place}"),
    },
    "fr": {
        "public": ("Mairie de {place}", "Bureau de l'emploi de {place}"),
        "private": ("Agence {place}", "Chambre des services de {place}"),
        "advocacy": ("Comité des droits de {place}", "Permanence juridique {place}"),
        "migrants": ("Association des migrants de {place}", "Collectif {place}"),
        "labor": ("Syndicat des services de {place}", "Union locale de {place}"),
        "NGOs": ("Centre communautaire {place}", "Fondation {place}"),
    },
    "en": {
        "public": ("City of {place}", "{place} Employment Office"),
        "private": ("{place} Staffing", "{place} Chamber of Services"),
        "advocacy": ("{place} Rights Committee", "{place} Law Project"),
        "migrants": ("{place} Migrants' Association", "{place} Collective"),
        "labor": ("{place} Service Workers' Union", "{place} Labour Council"),
        "NGOs": ("{place} Community Centre", "{place} Foundation"),
    },
}  # fmt: skip
PLACES = {
    "es": ("San Lorenzo", "Villa Alta", "Puerto Nuevo", "Santa Rita", "Los Almendros", "Río Verde",
           "El Mirador", "La Esperanza", "Monte Claro", "Las Palmas", "San Telmo", "Agua Dulce"),
    "pt": ("Vila Nova", "Santa Clara", "Porto Belo", "Campo Alegre", "Serra Azul", "Boa Vista"),
    "fr": ("Belle-Anse", "Rivière-Claire", "Saint-Aubin", "Port-Neuf", "Val-Marie"),
    "en": ("Millbrook", "Harbour Town", "Eastfield", "Cedar Hill", "Stonebridge", "Port Grace"),
}  # fmt: skip
INDEPENDENT = {
    "es": "Independiente", "pt": "Independente", "fr": "Indépendant", "en": "Independent",
}  # fmt: skip


def organization_of(body: Body) -> Organization:
    """Make the organisation, with all of its names."""
    own, *others = body.marked_names
    made = Organization(
        slug=body.slug,
        kind=body.kind,
        name=Words.of(**{body.locale: own}),
        acronym=body.acronym,
        country=body.country,
        note=NOTE,
    )
    seen = {folded(own)}
    for text in others:
        if (key := folded(text)) not in seen:
            seen.add(key)
            made.aliases.append(Alias(text=text, folded=key, basis="stated"))
    return made
