"""Settings: where they come from, and what stops the start."""

from pathlib import Path

import pytest

from eventsapp.app import create_app
from eventsapp.core.settings import ConfigurationError


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give each test a folder of its own, and nothing else from outside."""
    monkeypatch.setenv("EVENTSAPP_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("EVENTSAPP_DATABASE_URL", raising=False)
    return tmp_path


def test_the_environment_overrides_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTSAPP_SITE_NAME", "Meetings of the Ministry")

    assert create_app("testing").config["SITE_NAME"] == "Meetings of the Ministry"


@pytest.mark.parametrize(
    ("environment", "name", "value", "sentence"),
    [
        ("production", "SITE_NAME", "x", "Set EVENTSAPP_SECRET_KEY to a long random text."),
        ("staging", "SITE_NAME", "x", "EVENTSAPP_ENV is 'staging', but must be one of"),
        ("testing", "DATABASE_URL", "not an address", "EVENTSAPP_DATABASE_URL is not an address"),
        ("testing", "DATABASE_URL", "mysql://h/n", "must name SQLite or PostgreSQL"),
        ("testing", "BASE_URL", "events.example.org", "EVENTSAPP_BASE_URL must be an address"),
        ("testing", "DATA_DIR", "/proc/nowhere", "EVENTSAPP_DATA_DIR: the folder"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, environment: str, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"EVENTSAPP_{name}", value)

    with pytest.raises(ConfigurationError) as stopped:
        create_app(environment)

    assert sentence in str(stopped.value)


def test_development_makes_a_secret_key_and_keeps_it(data_folder: Path) -> None:
    first = create_app("development").config["SECRET_KEY"]

    assert create_app("development").config["SECRET_KEY"] == first
    assert len(first) >= 43
    assert (data_folder / "secret-key").stat().st_mode & 0o077 == 0
