"""`./run` as a person meets it: one real start, its neighbours, its end. No vendor is called."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3

from syncportal.children import StopSign, free_port
from syncportal.run_env import VENDOR_HOSTS, read_private

SECONDS = 90


@dataclass
class Portal:
    """One `./run` in a place of its own, for vendors that are named but never called."""

    var: Path
    port: int

    @property
    def env(self) -> dict[str, str]:
        own = ("DATABASE_URL", "REDIS_URL", "PORTAL_URL", "ALLOWED_HOSTS", "STATICFILES_STORAGE")
        clean = {name: value for name, value in os.environ.items() if name not in own}
        hosts = dict.fromkeys(VENDOR_HOSTS, "http://127.0.0.1:9")
        where = {"PORTAL_VAR": str(self.var), "STATIC_ROOT": str(self.var / "static")}
        clean["DJANGO_SETTINGS_MODULE"] = "syncportal.settings"
        return {**clean, **hosts, **where, "PORT": str(self.port)}

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "syncportal.demo"],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def refused(self) -> str:
        """Start where it must not start; return the one thing it says."""
        said = subprocess.run(
            [sys.executable, "-m", "syncportal.demo"],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert said.returncode == 1
        assert len(said.stderr.strip().splitlines()) == 1
        return said.stderr

    def left_over(self) -> list[str]:
        """Return the command lines of processes that still know this place."""
        lines = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if str(self.var).encode() in path.read_bytes():
                    command = (path.parent / "cmdline").read_bytes()
                    lines += [command.replace(b"\0", b" ").decode()] if command else []
        return lines


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    var = tmp_path / "var"
    yield Portal(var, free_port(18000))
    if (var / "postgres.path").exists():  # as root the data is elsewhere
        shutil.rmtree((var / "postgres.path").read_text())


def until_ready(running: subprocess.Popen[str]) -> str:
    """Return what it said on the way; fail with its last words where it gives up."""
    assert running.stdout is not None
    assert running.stderr is not None
    said = ""
    for line in running.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(said + running.stderr.read())


def test_it_starts_serves_and_stops(portal: Portal) -> None:
    with portal.start() as running:
        try:
            said = until_ready(running)
            assert f"http://localhost:{portal.port}/accounts/signup/" in said
            assert "Password" not in said, "real vendors: there is no demo to log in to"
            where = f"http://localhost:{portal.port}/accounts/login/"
            page = urllib3.request("GET", where, timeout=30)
            assert page.status == 200
            run_env = portal.var / "run.env"
            assert stat.S_IMODE(run_env.stat().st_mode) == 0o600
            assert read_private(run_env)["DATABASE_URL"].startswith("postgresql://")
            assert "already running" in portal.refused()
        finally:
            running.send_signal(signal.SIGINT)
            said, complaints = running.communicate(timeout=SECONDS)
    assert (running.returncode, complaints) == (0, "")
    assert said.endswith("Stopped.\n")
    assert not (portal.var / "run.env").exists()
    assert portal.left_over() == []


def test_a_kill_takes_everything_with_it(portal: Portal) -> None:
    with portal.start() as running:
        until_ready(running)
        running.kill()
    sign = StopSign()
    for _ in range(20 * 10):
        if not portal.left_over():
            break
        sign.wait(0.05)
    assert portal.left_over() == []


def test_a_port_in_use_is_one_sentence(portal: Portal) -> None:
    with socket.create_server(("127.0.0.1", portal.port)):
        said = portal.refused()
    assert f"Port {portal.port} " in said
    assert f"PORT={portal.port + 10} ./run" in said


def test_a_port_that_is_none_is_one_sentence(portal: Portal) -> None:
    portal.port = 70000
    assert "'70000'" in portal.refused()


def test_a_place_that_cannot_be_written_is_one_sentence(portal: Portal, tmp_path: Path) -> None:
    portal.var = tmp_path / "file" / "var"
    portal.var.parent.write_text("not a folder")
    assert "Cannot run here" in portal.refused()
