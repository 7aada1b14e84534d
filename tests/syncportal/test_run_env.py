from __future__ import annotations

import stat
from pathlib import Path

import pytest

from syncportal.run_env import (
    Sandbox,
    has_real_vendors,
    kept_secrets,
    read_private,
    surroundings,
    write_private,
)


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    first = kept_secrets(path)
    assert kept_secrets(path) == first
    assert set(first) == {"SECRET_KEY", "FIELD_ENCRYPTION_KEY", "DEMO_EMAIL", "DEMO_PASSWORD"}
    assert kept_secrets(tmp_path / "another.env")["SECRET_KEY"] != first["SECRET_KEY"]


def test_an_older_file_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    write_private(path, {"SECRET_KEY": "old"})
    assert kept_secrets(path)["SECRET_KEY"] == "old"
    assert read_private(path)["DEMO_PASSWORD"]


@pytest.mark.parametrize(
    "value", ["plain", "two words", "it's", 'say "x"', "a=b#c", "$HOME \\", ""]
)
def test_a_private_file_gives_back_what_it_was_given(value: str, tmp_path: Path) -> None:
    path = tmp_path / "run.env"
    write_private(path, {"A": value, "B": "1"})
    assert read_private(path) == {"A": value, "B": "1"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_given_makes_a_whole_portal_on_localhost() -> None:
    made = surroundings(
        {}, kept={"SECRET_KEY": "s"}, services={"DATABASE_URL": "postgresql://x"}, port=8010
    )
    assert made == {
        "DJANGO_SETTINGS_MODULE": "syncportal.settings",
        "PORTAL_URL": "http://localhost:8010",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SECRET_KEY": "s",
        "DATABASE_URL": "postgresql://x",
    }


def test_what_was_given_wins() -> None:
    given = {
        "PORTAL_URL": "https://portal.example",
        "XERO_CLIENT_ID": "mine",
        "SECRET_KEY": "mine too",
        "PATH": "/bin",
        "EMAIL_URL": "",
    }
    kept = {"SECRET_KEY": "s", **Sandbox(1, 2).settings()}
    made = surroundings(given, kept=kept, services={}, port=8000)
    assert made["PORTAL_URL"] == "https://portal.example"
    assert made["ALLOWED_HOSTS"] == "localhost,127.0.0.1,portal.example"
    assert (made["XERO_CLIENT_ID"], made["SECRET_KEY"]) == ("mine", "mine too")
    assert made["XERO_API_URL"] == "http://127.0.0.1:2"
    assert made["ZOHO_API_URL"] == "http://127.0.0.1:1"
    assert "PATH" not in made
    assert "EMAIL_URL" not in made


@pytest.mark.parametrize(
    ("given", "real"),
    [
        ({}, False),
        ({"XERO_API_URL": ""}, False),
        ({"XERO_CLIENT_ID": "x"}, False),
        ({"XERO_API_URL": "https://api.xero.com"}, True),
        ({"ZOHO_ACCOUNTS_URL": "https://accounts.zoho.eu"}, True),
    ],
)
def test_one_vendor_host_is_enough_to_go_real(given: dict[str, str], real: bool) -> None:
    assert has_real_vendors(given) is real
