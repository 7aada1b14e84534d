"""A real Celery worker in a process group of its own, on the test's database and vendors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]
QUEUES = "interactive," + ",".join(f"t{shard:02}" for shard in range(16))


def database_url() -> str:
    """Return the address of the database that the test itself is on."""
    on = connection.settings_dict
    return f"postgresql://{on['USER']}:{on['PASSWORD']}@{on['HOST']}:{on['PORT']}/{on['NAME']}"


class Worker:
    """`kill` is kill -9 of the worker and all its children at once."""

    def __init__(self, environment: Mapping[str, str], *, beat: bool = False) -> None:
        command = ["celery", "-A", "syncportal", "worker", "-Q", QUEUES, "-c", "2", "-l", "INFO"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        if beat:
            command += ["-B", "-s", f"/tmp/beat-{os.getpid()}"]  # noqa: S108 - its own name
        self.lines: list[str] = []
        self.process = subprocess.Popen(  # noqa: S603 - our own worker
            [str(Path(sys.executable).parent / command[0]), *command[1:]],
            cwd=ROOT,
            env={**os.environ, **environment, "DATABASE_URL": database_url()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.pump = threading.Thread(target=self._pump, daemon=True)
        self.pump.start()
        until(lambda: any(" ready." in line for line in self.lines), 60, self.said)

    def _pump(self) -> None:
        assert self.process.stdout
        with self.process.stdout as said:
            for line in said:
                self.lines.append(line)

    def said(self) -> str:
        return "".join(self.lines[-40:])

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.pump.join(10)


@contextmanager
def worker(environment: Mapping[str, str], *, beat: bool = False) -> Iterator[Worker]:
    made = Worker(environment, beat=beat)
    try:
        yield made
    finally:
        made.kill()


def broker(name: str) -> dict[str, str]:
    """Return settings for queues that no other test shares."""
    return {"REDIS_PREFIX": f"test-{os.getpid()}-{name}:", "REDIS_URL": settings.REDIS_URL}


def until(
    true: Callable[[], bool], seconds: float, otherwise: Callable[[], object] = lambda: ""
) -> None:
    """Wait for something to become true, looking often; fail with what `otherwise` says."""
    pause, ends = threading.Event(), time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, otherwise()
        pause.wait(0.05)
