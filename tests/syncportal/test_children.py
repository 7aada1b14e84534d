"""Real processes: what starts, what stops, and what is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syncportal.children import (
    CannotStart,
    Child,
    StopSign,
    can_listen,
    free_port,
    is_open,
    stop_all,
)

FOREVER = "import signal; signal.pause()"
STUBBORN = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").close()
while 1: signal.pause()
"""
# Says on its way out that it goes, into one file for all.
LEAVES_A_NOTE = """
import os, signal, sys
def leave(*_):
    os.write(os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT), sys.argv[2].encode())
    os._exit(0)
signal.signal(signal.SIGTERM, leave)
open(sys.argv[1] + sys.argv[2], "w").close()
while 1: signal.pause()
"""
# Starts a child of its own, prints its pid, and waits to be killed.
PARENT = """
import signal, sys
from pathlib import Path
from syncportal.children import Child
waits = [sys.executable, "-c", "import signal; signal.pause()"]
child = Child("grandchild", waits, Path(sys.argv[1]))
child.spawn()
print(child.running.pid, flush=True)
signal.pause()
"""


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a condition; fail when it does not come true."""
    sign, deadline = StopSign(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        sign.wait(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def python(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    children: list[Child] = []

    def make(code: str, *arguments: str, name: str = "child") -> Child:
        child = Child(name, [sys.executable, "-c", code, *arguments], tmp_path, grace=5)
        children.append(child)
        return child

    yield make
    for child in children:
        child.grace = 0.1
    stop_all([children])


def test_a_child_runs_and_stops(python: Callable[..., Child]) -> None:
    child = python(FOREVER)
    child.spawn()
    assert child.returncode is None
    stop_all([[child]])
    assert child.returncode == -signal.SIGTERM


def test_a_child_that_ignores_us_is_ended(python: Callable[..., Child], tmp_path: Path) -> None:
    deaf = tmp_path / "deaf"
    child = python(STUBBORN, str(deaf))
    child.grace = 0.2
    child.spawn()
    until(deaf.exists)
    stop_all([[child]])
    assert child.returncode == -signal.SIGKILL


def test_the_last_layer_stops_first(python: Callable[..., Child], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    layers = [[python(LEAVES_A_NOTE, str(notes), name, name=name)] for name in "abc"]
    for layer in layers:
        layer[0].spawn()
    until(lambda: all((tmp_path / f"notes{name}").exists() for name in "abc"))
    stop_all(layers)
    assert notes.read_text() == "cba"


def test_a_child_dies_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        grandchild = int(parent.stdout.readline())
        assert is_alive(grandchild)
        parent.kill()
    try:
        until(lambda: not is_alive(grandchild), seconds=5)
    finally:
        if is_alive(grandchild):
            os.kill(grandchild, signal.SIGKILL)


def test_ready_is_waited_for(python: Callable[..., Child], tmp_path: Path) -> None:
    made = tmp_path / "made"
    child = python(f"open({str(made)!r}, 'w'); " + FOREVER)
    child.ready = made.exists
    child.spawn()
    child.wait_ready(StopSign())
    assert made.exists()


def test_an_end_before_ready_shows_the_log(python: Callable[..., Child]) -> None:
    child = python("raise SystemExit('no such port')")
    child.ready = bool
    child.spawn()
    with pytest.raises(CannotStart, match="no such port"):
        child.wait_ready(StopSign())


def test_never_ready_is_said_after_a_while(python: Callable[..., Child]) -> None:
    child = python(FOREVER)
    child.ready = bool
    child.spawn()
    with pytest.raises(CannotStart, match="not ready after"):
        child.wait_ready(StopSign(), seconds=0.1)


def test_a_failing_command_shows_its_last_words(python: Callable[..., Child]) -> None:
    good, bad = python("print('fine')"), python("raise SystemExit('table is missing')")
    good.ends = bad.ends = True
    good.spawn()
    good.wait_ready(StopSign())
    bad.spawn()
    with pytest.raises(CannotStart, match="table is missing"):
        bad.wait_ready(StopSign())


def test_a_raised_sign_ends_every_wait(python: Callable[..., Child]) -> None:
    child, sign = python(FOREVER), StopSign()
    child.ready = bool
    child.spawn()
    sign.raise_it(signal.SIGTERM, None)
    child.wait_ready(sign)
    child.ends = True
    child.wait_ready(sign)
    assert sign.wait(60)
    assert child.returncode is None


def test_what_was_never_started_needs_no_stop(python: Callable[..., Child]) -> None:
    child = python(FOREVER)
    stop_all([[child]])
    assert child.returncode == 0
    assert "no log" in child.tail()


def test_ports() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_open(port)
        assert not can_listen(port, "127.0.0.1")
        assert free_port(port) > port
    assert not is_open(port)
