"""The command ``eventsapp``. Imports stand inside the commands, so that each starts quickly."""

import os
import socket
import sys
from pathlib import Path

import click

HOST, PORT = "127.0.0.1", 8000


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="eventsapp")
def cli() -> None:
    """Run expert meetings: from the call for experts to the published after-action report.

    Settings are read from config/*.toml and from EVENTSAPP_* in the environment; all state is in
    the folder EVENTSAPP_DATA_DIR.
    """


@cli.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=int, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes that answer requests.")
@click.option("--demo/--no-demo", default=None, help="Load the demonstration data (development).")
def run(host: str, port: int, workers: int, demo: bool | None) -> None:  # noqa: FBT001
    """Bring the database up to date and serve the app with its worker."""
    from eventsapp import server
    from eventsapp.app import create_app
    from eventsapp.core import migrations
    from eventsapp.demo import story

    if not server.is_free(host, port):
        raise click.ClickException(
            f"Something else is listening on {host}:{port}; choose another port with --port."
        )
    os.environ.setdefault("EVENTSAPP_BASE_URL", f"http://{host}:{port}")
    commands = {
        "server": ["serve", f"--host={host}", f"--port={port}", f"--workers={workers}"],
        "worker": ["work"],
    }
    development = os.environ["EVENTSAPP_ENV"] == "development"
    catching = development and "EVENTSAPP_MAIL_PORT" not in os.environ
    sockets = {}
    if catching:
        # It listens from now on: a mail that is sent before the catcher is up waits for it.
        listening = socket.create_server(("127.0.0.1", 0))
        sockets["mail catcher"] = listening.fileno()
        os.environ["EVENTSAPP_MAIL_PORT"] = str(listening.getsockname()[1])
        commands["mail catcher"] = ["catch-mail", f"--socket={listening.fileno()}"]
    app = create_app()
    with app.app_context():
        migrations.upgrade()
        if demo if demo is not None else development:
            story.load()
            accounts = story.renew_passwords()
        else:
            accounts = []
    base, folder = app.config["BASE_URL"], app.config["DATA_DIR"]
    click.secho(f"\neventsapp is at {base}\n", bold=True)
    if accounts:
        click.echo("Sample accounts (one-time passwords, new at each start):")
        for account in accounts:
            click.echo(f"  {account.role:<16} {account.email:<34} {account.password}")
        click.echo()
    if catching:
        click.echo(f"Emails are not sent: read them at {base}/mails/ or in {folder / 'mails'}")
    click.echo(f"Everything is kept in {folder}; stop with Ctrl+C.\n")
    server.Watcher(commands, sockets).watch()


@cli.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=int, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes that answer requests.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the app only: no worker, no migration."""
    from eventsapp import server
    from eventsapp.app import create_app

    create_app()
    server.serve(host, port, workers)


@cli.command()
@click.option("--threads", default=2, show_default=True, help="Messages handled side by side.")
def work(threads: int) -> None:
    """Handle what follows from changes: emails, feeds, reports."""
    from eventsapp import server

    server.work(threads)


@cli.command("catch-mail")
@click.option("--port", type=int, help="The port of loopback to take emails on.")
@click.option("--socket", "number", type=int, help="Or the number of an open socket that listens.")
def catch_mail(port: int | None, number: int | None) -> None:
    """Take emails and keep them in the data folder, for development."""
    from eventsapp import server
    from eventsapp.app import create_app

    if (port is None) == (number is None):
        raise click.UsageError("Say where to listen: --port or --socket.")
    where = ("127.0.0.1", port or 0)
    listening = socket.create_server(where) if number is None else socket.socket(fileno=number)
    server.catch_mail(create_app().config["DATA_DIR"] / "mails", listening)


@cli.command()
def migrate() -> None:
    """Bring the tables up to date."""
    from eventsapp.app import create_app
    from eventsapp.core import migrations

    with create_app().app_context():
        migrations.upgrade()
    click.echo("The database is up to date.")


@cli.command("take-reply")
def take_reply() -> None:
    """Read one email from standard input: a calendar's answer, or the report of one that came back.

    What is not for us is left alone and is no error; a mail server that gets another exit status
    than 0 tries again later.
    """
    from eventsapp.app import create_app
    from eventsapp.core import inbox

    octets = sys.stdin.buffer.read(inbox.MAX_OCTETS)
    with create_app().app_context():
        taken = inbox.take(octets)
    click.echo("The email was taken." if taken else "The email is not for us.")


@cli.command()
@click.option("--seed", default=2001, show_default=True, help="From which the people are invented.")
def demo(seed: int) -> None:
    """Load the founding example and a sample story; again does no harm, and no email goes out."""
    from eventsapp.app import create_app
    from eventsapp.core import migrations
    from eventsapp.demo import story

    with create_app().app_context():
        migrations.upgrade()
        click.echo(story.load(seed).in_words())


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_facts(file: Path) -> None:
    """Load organisations and events from FILE (JSON, schema "summit-facts"); no email goes out."""
    from eventsapp.app import create_app
    from eventsapp.core import migrations
    from eventsapp.core.db import db
    from eventsapp.demo import facts

    with create_app().app_context():
        migrations.upgrade()
        counts = facts.load(facts.read(file))
        db.session.commit()
        click.echo(counts.in_words())


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The answer's file.")
def select(folder: Path, output: Path) -> None:
    """Choose the panel that FOLDER (pool.csv and case.json) asks for; nothing is stored."""
    from eventsapp.selection import exchange

    try:
        exchange.save(output, exchange.in_json(exchange.answer(exchange.read(folder))))
    except exchange.Unreadable as error:
        raise click.ClickException(str(error)) from error


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--second-solver", is_flag=True, help="Ask other solvers too; slow.")
def verify(file: Path, second_solver: bool) -> None:  # noqa: FBT001
    """Check exported records of selections (JSON lines), and compute each selection again."""
    from eventsapp.selection import record

    try:
        lines = file.read_bytes().decode(errors="surrogateescape").removesuffix("\n").split("\n")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read ({error.strerror}).") from error
    report = record.verify(lines, second_solver=second_solver)
    for found in report.findings:
        mark = "holds" if found.holds else "FAILS"
        click.echo(f"{mark}  record {found.record}: {found.sentence}")
    if report.broken:
        numbers = ", ".join(map(str, report.broken))
        raise click.ClickException(f"Of {report.records} records these do not hold: {numbers}.")
    click.echo(f"All {report.records} records hold. The last one's SHA-256 is {report.sha256}:")
    click.echo("compare it with the one that was published.")


def main() -> None:
    """Run the command; say in one sentence what is wrong where it cannot."""
    os.environ.setdefault("EVENTSAPP_ENV", "development")
    try:
        cli()
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        click.echo(f"eventsapp: {sentence}", err=True)
        sys.exit(os.EX_TEMPFAIL if "take-reply" in sys.argv[1:2] else 1)


def _sentence(error: Exception) -> str | None:
    """Return what to tell the operator, for errors that are theirs to mend."""
    if "sqlalchemy" not in sys.modules:
        return None  # a command without a database says itself what is wrong
    from sqlalchemy.exc import OperationalError

    from eventsapp.core.settings import ConfigurationError
    from eventsapp.demo.facts import FactsError

    if isinstance(error, ConfigurationError | FactsError):
        return str(error)
    if isinstance(error, OperationalError):
        reason = str(error.orig).strip().splitlines()[0]
        return f"The database cannot be used ({reason}); look at EVENTSAPP_DATABASE_URL."
    return None


if __name__ == "__main__":
    main()
