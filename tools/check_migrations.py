"""Check that the migrations make exactly the tables of the models, on each database at hand."""

import os
import subprocess
import sys
import tempfile

from sqlalchemy import create_engine, make_url, text

SCRATCH = "eventsapp_check_migrations"


def check(name: str, url: str | None) -> bool:
    """Migrate an empty database, then compare; say what differs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"EVENTSAPP_ENV": "testing", "EVENTSAPP_DATA_DIR": folder}
        if url:
            environment["EVENTSAPP_DATABASE_URL"] = url
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db"]
        for step in ("upgrade", "check"):
            done = subprocess.run(  # noqa: S603 -- ourselves
                [*flask, step], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.stderr.write(f"{name}: flask db {step}\n{done.stdout}{done.stderr}\n")
                return False
    sys.stdout.write(f"{name}: the migrations make the tables of the models.\n")
    return True


def main() -> int:
    """Check SQLite, and PostgreSQL where EVENTSAPP_TEST_DATABASE_URL names one."""
    fine = check("SQLite", None)
    given = os.environ.get("EVENTSAPP_TEST_DATABASE_URL")
    if given:
        url = make_url(given).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {SCRATCH}"))
        fine &= check("PostgreSQL", url.set(database=SCRATCH).render_as_string(hide_password=False))
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {SCRATCH} WITH (FORCE)"))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
