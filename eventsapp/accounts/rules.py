"""Which passwords are too easy, and what a browser calls itself."""

SHORTEST, LONGEST = 8, 128
#: The most common passwords of published leaks that are long enough to pass otherwise.
COMMON = frozenset(
    """
    00000000 11111111 12121212 123123123 12341234 12345678 123456789 1234567890 12345678910
    1q2w3e4r 1q2w3e4r5t 1qaz2wsx 66666666 87654321 88888888 987654321 99999999 aa123456
    aaaaaaaa abc12345 abcd1234 abcdefgh admin123 administrator alexander asdfasdf asdfghjk
    asdfghjkl azertyuiop baseball basketball bienvenido bonjour1 chocolate charlie1 changeme
    computer contraseña contrasena corinthians dragon123 estrella football football1 iloveyou
    iloveyou1 internet jennifer jesus123 letmein1 liverpool love1234 marseille master123
    michelle minecraft monkey123 motdepasse myspace1 naruto123 p@ssw0rd passw0rd password
    password! password1 password12 password123 pokemon1 princess princesa q1w2e3r4 q1w2e3r4t5
    qazwsxedc qwer1234 qwerty12 qwerty123 qwertyui qwertyuiop samsung1 secreto1 senha123
    senha1234 starwars sunshine superman teamo123 teamomucho trustno1 victoria welcome1
    whatever zaq12wsx zxcvbnm1 zxcvbnm,
    """.split()  # noqa: SIM905 -- words read better without quotes
)
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"), ("curl/", "curl"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def is_guessable(password: str, known: tuple[str, ...] = ()) -> bool:
    """Tell whether a password is common, one repeated sign, or what everybody knows of a person."""
    plain = password.casefold()
    parts = {part.casefold() for text in known for part in (text, *text.split("@"), *text.split())}
    return (
        plain in COMMON
        or len(set(plain)) < 3  # noqa: PLR2004 -- "abababab" has two signs
        or any(len(part) > 3 and plain.strip("0123456789!.") == part for part in parts)  # noqa: PLR2004
    )


def browser_name(user_agent: str) -> str:
    """Name a browser and its system from the header it sends: "Firefox, Linux"."""
    found = (
        next((name for mark, name in names if mark in user_agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in found if name)
