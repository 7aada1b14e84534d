"""Child processes that never outlive their parent, not even a parent killed with -9."""

from __future__ import annotations

import ctypes
import os
import pwd
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None, use_errno=True)
LOG_TAIL = 12  # lines shown when a child fails


class CannotStart(Exception):
    """One sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Account:
    uid: int | None = None  # None: our own
    gid: int | None = None

    @property
    def groups(self) -> tuple[()] | None:
        return None if self.uid is None else ()

    @classmethod
    def named(cls, name: str) -> Account:
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)


class StopSign:
    """Raised by a signal, awaited by the main thread.

    Not a threading.Event: its lock may be held by the very wait which the signal interrupts.
    """

    def __init__(self) -> None:
        self._wakes, self._wake = os.pipe()
        self.is_raised = False

    def raise_it(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_raised = True
        os.write(self._wake, b".")

    def wait(self, seconds: float) -> bool:
        """Sleep for `seconds`, or less when the sign goes up; say whether it is up."""
        select.select([self._wakes], [], [], seconds)
        return self.is_raised


@dataclass(slots=True, eq=False)
class Child:
    name: str
    argv: Sequence[str | Path]
    log_dir: Path
    env: Mapping[str, str] = field(default_factory=dict)  # added to our own environment
    account: Account = Account()  # whom to run as (only root may choose)
    folder: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals | None = None  # when we are killed; default: the stop signal
    grace: float = 6.0  # seconds between the polite signal and the other one
    ready: Callable[[], bool] | None = None  # OSError counts as "not yet"
    ends: bool = False  # a command: ready when it has done its work
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_deaths: int = 0

    @property
    def log(self) -> Path:
        return self.log_dir / f"{self.name}.log"

    @property
    def returncode(self) -> int | None:
        """Exit code, or None while it runs. A child never spawned counts as ended."""
        return self.running.poll() if self.running else 0

    def spawn(self) -> None:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(  # noqa: S603 - fixed commands, no shell
                [str(part) for part in self.argv],
                env={**os.environ, **self.env},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C reaches us alone; we stop the rest in order
                preexec_fn=_die_with(os.getpid(), self.death_signal or self.stop_signal),  # noqa: PLW1509 - no threads here
                user=self.account.uid,
                group=self.account.gid,
                extra_groups=self.account.groups,
            )
        self.started_at = time.monotonic()

    def wait_ready(self, stopping: StopSign, seconds: float = 60.0) -> None:
        """Return when the child answers, or when we are told to stop. Raises CannotStart."""
        if self.ends:
            self._wait_done(stopping)
        deadline = time.monotonic() + seconds
        while self.ready is not None and not stopping.wait(0.05):
            if self.returncode is not None:
                raise CannotStart(f"{self.name} stopped while starting.\n{self.tail()}")
            with suppress(OSError):
                if self.ready():
                    return
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.name} is not ready after {seconds:.0f} s: see {self.log}")

    def _wait_done(self, stopping: StopSign) -> None:
        while self.returncode is None and not stopping.wait(0.02):
            pass
        if self.returncode:
            raise CannotStart(f"{self.name} failed.\n{self.tail()}")

    def ask_to_stop(self) -> None:
        if self.running and self.running.poll() is None:
            self.running.send_signal(self.stop_signal)

    def make_sure(self) -> None:
        """Wait for the end that was asked for; after the grace, end the whole session."""
        if self.running is None:
            return
        try:
            self.running.wait(self.grace)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def tail(self) -> str:
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL:]
            return "\n".join([*(f"    {line}" for line in lines), f"The whole log: {self.log}"])
        return f"There is no log at {self.log}."


def _die_with(parent: int, how: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None

    def ask_kernel() -> None:  # runs after the change of user, which would undo it
        LIBC.prctl(PR_SET_PDEATHSIG, how)
        if os.getppid() != parent:  # it died while we were being born
            os._exit(1)

    return ask_kernel


def stop_all(layers: Sequence[Sequence[Child]]) -> None:
    """Stop layer by layer, last first; within one layer all at once."""
    for layer in reversed(layers):
        for child in layer:
            child.ask_to_stop()
        for child in layer:
            child.make_sure()


def is_open(port: int, host: str = "127.0.0.1") -> bool:
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """Return the first port from `wanted` up on which nobody listens."""
    for port in range(wanted, wanted + 200):
        if can_listen(port, host):
            return port
    raise CannotStart(f"No free port between {wanted} and {wanted + 199}.")


def can_listen(port: int, host: str) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
