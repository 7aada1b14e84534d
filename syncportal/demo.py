"""What `./run` starts and watches: data services, the pretend vendors, web, workers, beat.

Everything stops together: on Ctrl-C in order, and even when this process is killed outright.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from syncportal.children import (
    CannotStart,
    Child,
    StopSign,
    can_listen,
    free_port,
    is_open,
    stop_all,
)
from syncportal.embedded import CHECKOUT, postgres, valkey
from syncportal.run_env import (
    Sandbox,
    has_real_vendors,
    kept_secrets,
    surroundings,
    write_private,
)

VAR = Path(os.environ.get("PORTAL_VAR") or CHECKOUT / "var")
LOGS = VAR / "log"
BIN = Path(sys.executable).parent
NEEDED_BYTES = 300_000_000  # a database, its log, a broker's log
STEADY = 30.0  # seconds after which a child's end no longer counts as failing to start
MAX_QUICK_DEATHS = 5
SHARDS = ",".join(f"t{shard:02}" for shard in range(16))


@dataclass(slots=True)
class Supervisor:
    """Children in layers: started first to last, stopped last to first."""

    layers: list[list[Child]] = field(default_factory=list)
    stopping: StopSign = field(default_factory=StopSign)

    def start(self, *layer: Child) -> None:
        if self.stopping.is_raised:
            return
        self.layers.append(list(layer))
        for child in layer:
            child.spawn()
        for child in layer:
            child.wait_ready(self.stopping)

    def watch(self) -> None:
        """Restart what dies, until told to stop. Raises CannotStart on a child that keeps dying."""
        while not self.stopping.wait(0.5):
            for child in (child for layer in self.layers for child in layer):
                if child.returncode is not None and not child.ends:
                    self._revive(child)

    def _revive(self, child: Child) -> None:
        lived = time.monotonic() - child.started_at
        child.quick_deaths = child.quick_deaths + 1 if lived < STEADY else 1
        if child.quick_deaths > MAX_QUICK_DEATHS:
            raise CannotStart(f"{child.name} keeps stopping.\n{child.tail()}")
        say(f"{child.name} stopped (exit code {child.returncode}); starting it again.")
        if not self.stopping.wait(min(2**child.quick_deaths * 0.25, 5)):
            child.spawn()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def preparation(env: Mapping[str, str], *options: str) -> Child:
    """Return what makes tables, static files and the demo's person, to be run to its end."""
    argv = [sys.executable, "-m", "syncportal.prepare", *options]
    return Child("prepare", argv, LOGS, env, folder=CHECKOUT, ends=True)


def web_port(given: Mapping[str, str], bind: str) -> int:
    """Return the port to serve pages on. Raises CannotStart when it cannot be had."""
    text = given.get("PORT") or "8000"
    port = int(text) if text.isdecimal() else 0
    if not 0 < port < 65536:
        raise CannotStart(f"PORT is {text!r}, but must be a number from 1 to 65535.")
    # The second question finds a server on ::1, which browsers try first for "localhost".
    if not can_listen(port, bind) or is_open(port, "localhost"):
        raise CannotStart(
            f"Port {port} cannot be used (something else may listen on it): "
            f"choose another one, for example PORT={port + 10} ./run"
        )
    return port


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Refuse a second run in the same checkout. The lock goes with the process, however it ends."""
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                "This checkout is already running: stop it with Ctrl-C where it was started."
            ) from None
        yield


def data_services(supervisor: Supervisor, given: Mapping[str, str]) -> dict[str, str]:
    """Start what was not given from outside; return the URLs of both."""
    urls: dict[str, str] = {}
    embedded = []
    for name, make in (("DATABASE_URL", postgres), ("REDIS_URL", valkey)):
        if given.get(name):
            urls[name] = given[name]
        else:
            service = make(VAR)
            urls[name] = service.url
            embedded.append(service.child)
    if embedded:
        supervisor.start(*embedded)
    return urls


def web(env: Mapping[str, str], bind: str, port: int) -> Child:
    argv = [str(BIN / "gunicorn"), "syncportal.wsgi:application", "--bind", f"{bind}:{port}"]
    argv += ["-k", "gthread", "--workers", "2", "--threads", "8"]
    argv += ["--graceful-timeout", "3", "--no-control-socket", "--preload"]
    return Child("web", argv, LOGS, env, folder=CHECKOUT, ready=lambda: answers(port, bind))


def workers(env: Mapping[str, str]) -> list[Child]:
    """Return the workers and the clock."""
    celery = [str(BIN / "celery"), "-A", "syncportal.celery:app"]
    quiet = ["--without-gossip", "--without-mingle"]
    # A busy worker hands its task back instead of holding up the stop.
    worker_env = {**env, "REMAP_SIGTERM": "SIGQUIT"}

    def worker(name: str, queues: str) -> Child:
        options = ["-Q", queues, "-c", "2", "-n", f"{name}@%h", "-l", "INFO"]
        child = Child(name, [*celery, "worker", *options, *quiet], LOGS, worker_env)
        child.folder = CHECKOUT
        # Killed with us, it would try for ever to hand its tasks to a broker that has gone, too.
        child.death_signal = signal.SIGKILL
        return child

    clock = ["beat", "-s", str(VAR / "beat.db"), "--pidfile=", "-l", "WARNING"]
    return [
        worker("worker-interactive", "interactive"),
        worker("worker", SHARDS),
        Child("beat", [*celery, *clock], LOGS, env, folder=CHECKOUT),
    ]


def answers(port: int, host: str) -> bool:
    """Say whether pages are served: an open port alone may still be loading the application."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    with closing(connection), suppress(http.client.HTTPException):
        connection.request("GET", "/accounts/login/")
        return connection.getresponse().status > 0
    return False


def pretend_vendors(sandbox: Sandbox, env: Mapping[str, str]) -> Child:
    ports = ["--zoho-port", str(sandbox.zoho_port), "--xero-port", str(sandbox.xero_port)]
    argv = [sys.executable, "-m", "connectors.sandbox", *ports]
    argv += ["--state", str(VAR / "sandbox.json")]
    argv += ["--xero-webhooks", f"{env.get('HOOKS_URL') or env['PORTAL_URL']}/hooks/xero/"]
    return Child(
        "sandbox",
        argv,
        LOGS,
        {**env, "PYTHONUNBUFFERED": "1"},
        folder=CHECKOUT,
        ready=lambda: is_open(sandbox.zoho_port) and is_open(sandbox.xero_port),
    )


def choose_sandbox(given: Mapping[str, str], port: int) -> Sandbox | None:
    """Return ports for the pretend vendors, or None where real ones are named."""
    if has_real_vendors(given):
        return None
    zoho_port = free_port(port + 1 if 8901 <= port < 9101 else 8901)
    return Sandbox(zoho_port, free_port(zoho_port + 1))


def serve(supervisor: Supervisor, given: Mapping[str, str]) -> None:
    started = time.monotonic()
    bind = given.get("BIND") or "127.0.0.1"
    port = web_port(given, bind)
    keep_last_logs()
    say("Starting the database and the broker ...")
    services = data_services(supervisor, given)
    sandbox = choose_sandbox(given, port)
    kept = kept_secrets(VAR / "secrets.env")
    demo = sandbox.settings() if sandbox else {}
    env = surroundings(given, kept={**kept, **demo}, services=services, port=port)
    write_private(VAR / "run.env", env)
    say("Preparing tables and static files ...")
    if sandbox:
        supervisor.start(pretend_vendors(sandbox, env), preparation(env, "--demo"))
    else:
        supervisor.start(preparation(env))
    say("Starting web, workers and clock ...")
    # Pages first: whoever waits for them needs the processors more than what waits for work.
    supervisor.start(web(env, bind, port))
    supervisor.start(*workers(env))
    if not supervisor.stopping.is_raised:
        say(welcome(env, sandbox, time.monotonic() - started))
    supervisor.watch()


def welcome(env: Mapping[str, str], sandbox: Sandbox | None, seconds: float) -> str:
    rows = [("Portal", env["PORTAL_URL"])]
    if sandbox:
        rows += [("E-mail", env["DEMO_EMAIL"]), ("Password", env["DEMO_PASSWORD"])]
        rows += [("Zoho CRM (pretend)", sandbox.zoho_url), ("Xero (pretend)", sandbox.xero_url)]
    else:
        rows += [("Sign up", f"{env['PORTAL_URL']}/accounts/signup/")]
    rows += [("Logs", f"{LOGS}/"), ("Stop", "Ctrl-C")]
    table = "\n".join(f"  {name:<20}{value}" for name, value in rows)
    return f"\nReady in {seconds:.1f} s.\n\n{table}\n"


def keep_last_logs() -> None:
    """Start every log anew and keep the one before."""
    LOGS.mkdir(exist_ok=True)
    for log in LOGS.glob("*.log"):
        log.replace(log.with_suffix(".old"))


def check_space() -> None:
    VAR.mkdir(exist_ok=True)
    free = shutil.disk_usage(VAR).free
    if free < NEEDED_BYTES:
        raise CannotStart(
            f"The disk of {VAR} has {free // 1_000_000} MB left; "
            f"{NEEDED_BYTES // 1_000_000} MB are needed."
        )


def main() -> int:
    supervisor = Supervisor()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.stopping.raise_it)
    try:
        check_space()
        with only_one(VAR / "run.lock"):
            try:
                serve(supervisor, os.environ)
            finally:
                (VAR / "run.env").unlink(missing_ok=True)
                stop_all(supervisor.layers)
    except CannotStart as why:
        sys.stderr.write(f"{why}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"Cannot run here: {error}\n")
        return 1
    say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
