"""Names of invented people, and where they live, by the language that they grew up with."""

WOMEN = {
    "es": ("Adriana", "Alicia", "Ana", "Andrea", "Beatriz", "Camila", "Carolina", "Claudia", "Daniela",
           "Elena", "Gabriela", "Gloria", "Inés", "Jimena", "Josefina", "Julia", "Laura", "Lucía", "Luz",
           "Marcela", "Margarita", "María", "Mónica", "Natalia", "Noemí", "Paola", "Pilar", "Rosa",
           "Silvia", "Sofía", "Teresa", "Valeria", "Verónica", "Ximena", "Yolanda"),
    "pt": ("Aline", "Beatriz", "Cláudia", "Débora", "Eliane", "Fernanda", "Jussara", "Larissa", "Letícia",
           "Luíza", "Márcia", "Patrícia", "Renata", "Rosângela", "Simone", "Tânia", "Vera"),
    "fr": ("Adeline", "Chantal", "Claudette", "Fabienne", "Guerline", "Hélène", "Marie", "Mirlande",
           "Nadège", "Rose", "Solange", "Sylvie", "Véronique", "Yvette"),
    "en": ("Abigail", "Anita", "Charlotte", "Denise", "Grace", "Hannah", "Joanna", "Karen", "Keisha",
           "Leah", "Marcia", "Naomi", "Olivia", "Patricia", "Ruth", "Shanice", "Tamara"),
}  # fmt: skip
MEN = {
    "es": ("Alejandro", "Andrés", "Carlos", "Daniel", "Diego", "Eduardo", "Emilio", "Esteban", "Fernando",
           "Gustavo", "Héctor", "Hugo", "Javier", "Jorge", "José", "Julián", "Luis", "Manuel", "Marcelo",
           "Mario", "Martín", "Miguel", "Nicolás", "Pablo", "Ramiro", "Raúl", "Tomás", "Víctor"),
    "pt": ("André", "Antônio", "Caio", "Edson", "Fábio", "João", "Leandro", "Marcos", "Otávio", "Paulo",
           "Rogério", "Sérgio", "Thiago", "Wagner"),
    "fr": ("Alain", "Emmanuel", "Frantz", "Jean", "Luc", "Mathieu", "Olivier", "Patrick", "Réginald",
           "Stéphane", "Wilner"),
    "en": ("Aaron", "Carl", "Curtis", "Desmond", "Edward", "Gareth", "Jerome", "Marcus", "Nathan",
           "Samuel", "Trevor", "Winston"),
}  # fmt: skip
FAMILIES = {
    "es": ("Acosta", "Aguilar", "Benítez", "Cabrera", "Castillo", "Choque", "Cruz", "Díaz", "Escobar",
           "Flores", "Fuentes", "Gómez", "Herrera", "Ibarra", "Juárez", "León", "López", "Mamani",
           "Martínez", "Mejía", "Mendoza", "Morales", "Navarro", "Ortega", "Paredes", "Peña", "Quispe",
           "Ramírez", "Ríos", "Rivera", "Rojas", "Salazar", "Sandoval", "Soto", "Tapia", "Torres",
           "Valdez", "Vargas", "Vega", "Zamora"),
    "pt": ("Almeida", "Barbosa", "Batista", "Cardoso", "Costa", "Fernandes", "Lima", "Machado", "Moreira",
           "Nascimento", "Nunes", "Oliveira", "Pereira", "Ribeiro", "Santos", "Silva", "Teixeira"),
    "fr": ("Baptiste", "Bélanger", "Charles", "Desrosiers", "Dorval", "Fortin", "Gagnon", "Jean-Louis",
           "Joseph", "Lapointe", "Laurent", "Michel", "Pierre", "Tremblay"),
    "en": ("Allen", "Bailey", "Brown", "Campbell", "Clarke", "Edwards", "Francis", "Graham", "Henry",
           "Lewis", "Mitchell", "Morgan", "Phillips", "Reid", "Thompson", "Walker", "Williams"),
}  # fmt: skip
#: Country: how many apply from there, and the language that people grow up with.
COUNTRIES = {
    "AR": (24, "es"), "BO": (14, "es"), "BR": (44, "pt"), "CL": (30, "es"), "CO": (30, "es"),
    "EC": (16, "es"), "PE": (26, "es"), "PY": (8, "es"), "UY": (8, "es"), "VE": (4, "es"),
    "CR": (14, "es"), "GT": (18, "es"), "HN": (12, "es"), "MX": (42, "es"), "NI": (7, "es"),
    "PA": (6, "es"), "SV": (12, "es"), "BB": (3, "en"), "CU": (2, "es"), "DO": (8, "es"),
    "HT": (9, "fr"), "JM": (8, "en"), "TT": (5, "en"), "CA": (20, "en"), "US": (26, "en"),
    "ES": (4, "es"), "IT": (1, "es"), "PH": (2, "en"),
}  # fmt: skip
#: What people speak besides: the language, and how likely it is.
ALSO = {
    "es": (("en", 0.42), ("pt", 0.1), ("fr", 0.06)),
    "pt": (("es", 0.45), ("en", 0.3)),
    "fr": (("en", 0.35), ("es", 0.3)),
    "en": (("es", 0.3), ("fr", 0.12)),
}
#: Languages that are spoken in a country beside, and how likely.
HOME = {"HT": ("ht", 0.9), "PE": ("qu", 0.15), "BO": ("qu", 0.3), "PY": ("gn", 0.5)}
