"""`python -m connectors.sandbox` as `./run` starts it."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.__main__ import forbidden
from tests.sandbox.browse import Person

ROOT = Path(__file__).parents[2]
PLAIN = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
COVERAGE = {name: value for name, value in os.environ.items() if name.startswith("COV")}


def command(*arguments: object, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "connectors.sandbox", *map(str, arguments)],
        cwd=ROOT, env={**PLAIN, **COVERAGE, **env}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def refused(*arguments: object, **env: str) -> tuple[int, str]:
    """Run what should not start; return its exit code and what it said."""
    with command(*arguments, **env) as child:
        _, said = child.communicate(timeout=30)
        return child.returncode, said


@contextmanager
def running(*arguments: object, stop: int = signal.SIGTERM) -> Iterator[tuple[Person, Person]]:
    """Run it on free ports; yields persons at both vendors. It must end well."""
    with command("--zoho-port", 0, "--xero-port", 0, *arguments) as child:
        assert child.stdout is not None
        try:
            zoho, xero = (re.findall(r"http\S+", child.stdout.readline())[0] for _ in range(2))
            yield Person(zoho), Person(xero)
        finally:
            child.send_signal(stop)
            code = child.wait(30)
        assert code == (0 if stop != signal.SIGKILL else -signal.SIGKILL)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_the_demo_and_goes_on_where_it_was_stopped(tmp_path, stop):
    state = tmp_path / "sandbox.json"
    with running("--state", state, stop=stop) as (zoho, xero):
        form = zoho.find("accounts", "Foxglove").form("/do/delete")
        assert zoho.send(form).status == 200
        assert "Pretend Xero" in xero.open("/").text
    with running("--state", state) as (zoho, _):
        assert "Foxglove" not in zoho.open("/records/accounts?q=Foxglove").text
    with running("--state", state, "--reset") as (zoho, _):
        assert "Foxglove Florists" in zoho.open("/records/accounts?q=Foxglove").text


def test_a_kill_loses_nothing_that_was_written_a_moment_before(tmp_path):
    state = tmp_path / "sandbox.json"
    with running("--state", state, "--no-limits", stop=signal.SIGKILL) as (zoho, _):
        zoho.send(zoho.find("accounts", "Foxglove").form("/do/delete"))
        kept = until_written(state)
    names = [row["Account_Name"] for row in kept["zoho"]["orgs"][0]["rows"]["Accounts"]]
    assert "Foxglove Florists" not in names
    with running("--state", state) as (zoho, _):
        assert "Foxglove" not in zoho.open("/records/accounts?q=Foxglove").text


def until_written(path: Path) -> Any:
    """Look until the file is there; `select` on nothing is the pause between two looks."""
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline
        select.select([], [], [], 0.02)
    return json.loads(path.read_text())


def test_an_empty_seed_can_be_asked_for():
    with running("--seed", "empty") as (zoho, _):
        assert "0 records" in zoho.open("/records/accounts").text


@pytest.mark.parametrize(
    "env",
    [{"SANDBOX_FORBIDDEN": "1"}, {"SANDBOX_FORBIDDEN": "yes"}, {"PORTAL_URL": "https://p.example"}],
)
def test_it_refuses_to_start_in_production(env):
    code, said = refused(**env)
    assert code == 2
    assert said.startswith("The sandbox does not start in production: ")
    assert said.count("\n") == 1


def test_a_mark_that_says_no_forbids_nothing():
    assert [forbidden({"SANDBOX_FORBIDDEN": no}) for no in ("", "0", "No", "FALSE")] == [""] * 4
    assert forbidden({}) == forbidden({"PORTAL_URL": "http://localhost:8000"}) == ""


def test_a_portal_on_this_machine_is_no_production():
    with command("--zoho-port", 0, "--xero-port", 0, PORTAL_URL="http://localhost:8000",
                 SANDBOX_FORBIDDEN="0") as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline().startswith("Pretend Zoho CRM: http://127.0.0.1:")
        child.terminate()
        assert child.wait(30) == 0


def test_a_port_in_use_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = refused("--zoho-port", port, "--xero-port", 0)
    assert code == 1
    assert said.startswith(f"Port {port} cannot be used: ")
    assert said.count("\n") == 1


def test_a_port_that_is_none_is_refused():
    code, said = refused("--zoho-port", 70000)
    assert code == 2
    assert "--zoho-port" in said
