"""House rules that no off-the-shelf linter knows. Each rule lists who breaks it."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import pytest

from syncportal.run_env import PASSED_ON, surroundings
from tests.architecture.sources import ROOT, Source, below, words
from tests.mutate import bugs

OURS = below("connectors", "sync", "syncportal")
APP = below("sync", "syncportal")
TESTS = below("tests")
TEMPLATES = below("templates", suffix=".html")
SCRIPTS = [Source(ROOT / name) for name in ("run", "test", "tests/services.sh", "tests/lint.sh")]
ALL_TEXT = [
    *OURS,
    *(source for source in TESTS if source.path != Path(__file__)),  # it spells out what it bans
    *TEMPLATES,
    *SCRIPTS,
    *below("benchmarks"),
    *below("static", suffix=".js"),
    *below("static", suffix=".css"),
    *below("sync/decisions", suffix=".md"),
    *(Source(path) for path in sorted(ROOT.glob("*.md"))),
    *(Source(path) for path in sorted(ROOT.glob("*.toml"))),
]

Rule: TypeAlias = Callable[[], Iterator[str]]

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "manager", "handler", "process"}
EMPTY_WORDS |= {"info", "misc", "stuff"}
# One word per thing: the second word is never used where the first is meant.
OTHER_WORDS = {
    "workspace": "tenant",
    "integration": "connection",
    "backend": "bridge",
    "entity": "module",
    "stream": "module",
    "endpoint": "resource",
    "mirror": "record",
    "mapper": "table",
    "schema": "table",
    "conflict": "question",
    "job": "run",
}
# A vendor's words, and a framework's, keep their sound.
BORROWED = {"connectors/sandbox/": {"handler", "info"}, "connectors/zoho/": {"info"}}
ROW_WORDS = {"objects", "save", "delete", "bulk_create", "bulk_update", "select_for_update"}
ROW_KEEPERS = ("sync/store/", "sync/models/", "sync/admin.py")
QUEUE_VERBS = {"delay", "apply_async", "send_task"}
CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH \w+ AS|CREATE TABLE|COPY)\s")
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK)\b")
MACHINE = re.compile(r"(?<![\w.])/(work|home|Users|root)/\w+")
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE|\bAKIA[0-9A-Z]{16}|\bgh[pousr]_\w{30}|\bxox[abpr]-\w{10}"
    r"|\b1000\.[0-9a-f]{32}\.[0-9a-f]{32}"
)
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<script(?![^>]*\bsrc=)|<style|javascript:""")
ELSEWHERE = re.compile(r"""<(script|link|img|iframe)[^>]*\b(src|href)=["'](https?:)?//""")
MOCKS = ("unittest.mock", "mock", "pytest_mock", "responses", "respx", "vcr")
TOP_FOLDERS = {"syncportal", "connectors", "sync", "templates", "static", "tests", "benchmarks"}
TOP_FOLDERS |= {".ci", ".git"}


def top_folders() -> Iterator[str]:
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line]
    for path in ROOT.iterdir():
        known = path.name in TOP_FOLDERS or any(fnmatch(path.name, name) for name in ignored)
        if path.is_dir() and not known:
            yield path.name


def long_files() -> Iterator[str]:
    for source in (*OURS, *TEMPLATES, *TESTS):
        cap = 400 if source.name.startswith("tests/") else 300
        if len(source.lines) > cap:
            yield f"{source.name}: {len(source.lines)} lines"


def long_functions() -> Iterator[str]:
    for source in (*OURS, *TESTS):
        for function in source.functions():
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > 50:
                yield f"{source.name}:{function.lineno}: {function.name} has {lines} lines"


def typical_sizes() -> Iterator[str]:
    functions = chain.from_iterable(source.functions() for source in OURS)
    lines = sorted((node.end_lineno or 0) - node.lineno + 1 for node in functions)
    files = [len(source.lines) for source in OURS if source.lines]
    if (median := statistics.median(lines)) > 10:
        yield f"median function: {median} lines"
    if (most := lines[len(lines) * 9 // 10]) > 32:
        yield f"nine in ten functions: {most} lines"
    if (median := statistics.median(files)) > 120:
        yield f"median file: {median} lines"


def empty_names() -> Iterator[str]:
    for source in OURS:
        borrowed = (more for path, more in BORROWED.items() if source.name.startswith(path))
        banned = EMPTY_WORDS.difference(*borrowed)
        for line, name in source.defined():
            if banned & words(name):
                yield f"{source.name}:{line}: {name}"


def second_words() -> Iterator[str]:
    for source in below("sync"):
        for line, name in source.defined():
            for word in words(name) & OTHER_WORDS.keys():
                yield f"{source.name}:{line}: {name} (say {OTHER_WORDS[word]})"


def rows_outside_the_store() -> Iterator[str]:
    connections = {"django.db.connection", "django.db.connections"}
    for source in APP:
        if not source.name.startswith(ROW_KEEPERS):
            touched = [
                *((line, f".{name}") for line, name in source.attributes() if name in ROW_WORDS),
                *((line, "SQL") for line, text in source.strings() if SQL.match(text)),
                *((line, name) for line, name in source.imports() if name in connections),
            ]
            yield from (f"{source.name}:{line}: {what}" for line, what in touched)


def queue_verbs_outside_services() -> Iterator[str]:
    for source in APP:
        if not source.name.startswith(("sync/services/", "sync/tasks/")):
            for line, name in source.attributes():
                if name in QUEUE_VERBS:
                    yield f"{source.name}:{line}: .{name}"


def clocks_in_the_core() -> Iterator[str]:
    for source in below("sync/core"):
        for line, name in source.calls():
            if name in CLOCKS:
                yield f"{source.name}:{line}: .{name}()"


def mocks() -> Iterator[str]:
    for source in TESTS:
        for line, name in source.imports():
            if name.startswith(MOCKS):
                yield f"{source.name}:{line}: {name}"


def unfinished() -> Iterator[str]:
    return chain.from_iterable(source.matches(UNFINISHED) for source in ALL_TEXT)


def machine_paths() -> Iterator[str]:
    return chain.from_iterable(source.matches(MACHINE) for source in ALL_TEXT)


def secrets() -> Iterator[str]:
    return chain.from_iterable(source.matches(SECRET) for source in ALL_TEXT)


def inline_code() -> Iterator[str]:
    return chain.from_iterable(source.matches(INLINE) for source in TEMPLATES)


def other_hosts() -> Iterator[str]:
    return chain.from_iterable(source.matches(ELSEWHERE) for source in TEMPLATES)


def vendored_assets() -> Iterator[str]:
    for folder in sorted((ROOT / "static" / "vendor").glob("*/")):
        if not list(folder.glob("LICENSE*")):
            yield f"{folder.name}: no LICENSE"
        for path in folder.rglob("*.*"):
            if path.suffix in (".js", ".css") and "sourceMappingURL" in path.read_text():
                yield f"{folder.name}/{path.name}: sourceMappingURL"


def long_decisions() -> Iterator[str]:
    for source in below("sync/decisions", suffix=".md"):
        if len(source.lines) > 15 or not re.match(r"\d{4}-[a-z0-9-]+$", source.path.stem):
            yield source.name


def lock_files() -> Iterator[str]:
    for path in sorted(ROOT.glob("requirements*.txt")):
        text = path.read_text()
        if "://" in text or "--index" in text or "--find-links" in text:
            yield f"{path.name}: names where packages come from"
        for pin in re.findall(r"^[a-z0-9].*(?:\n .*)*", text, flags=re.MULTILINE):
            if "==" not in pin or "--hash=sha256:" not in pin:
                yield f"{path.name}: {pin.splitlines()[0]}"
    for path in sorted(ROOT.glob("requirements*.in")):
        for line in path.read_text().splitlines():
            if line and not line.startswith(("#", "-r ")) and "==" not in line:
                yield f"{path.name}: {line}"


def settings_without_words() -> Iterator[str]:
    settings = (ROOT / "syncportal" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings))
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    services = {"DATABASE_URL": "", "REDIS_URL": ""}
    kept = {"SECRET_KEY": "", "FIELD_ENCRYPTION_KEY": ""}
    made = surroundings({}, kept=kept, services=services, port=8000)
    yield from (f"not in .env.example: {name}" for name in sorted(read - explained))
    missing = read - set(PASSED_ON) - set(made)
    yield from (f"not in syncportal/run_env.py: {name}" for name in sorted(missing))


def planted_bugs() -> Iterator[str]:
    for bug in bugs():
        text = (ROOT / bug.file).read_text()
        if text.count(bug.was) != 1:
            yield f"{bug.file}: {text.count(bug.was)} times: {bug.was}"


def commands() -> Iterator[str]:
    for name in ("run", "test", ".ci/run", "manage.py", "tests/services.sh", "tests/lint.sh"):
        if not os.access(ROOT / name, os.X_OK):
            yield name


RULES: dict[str, Rule] = {
    "The client fixed the top level: no folder may join it": top_folders,
    "A file has at most 300 lines, a test file 400": long_files,
    "A function has at most 50 lines": long_functions,
    "Typical: functions of 10 lines (nine in ten: 32), files of 120": typical_sizes,
    "No name says utils, helpers, common, manager, handler, process or info": empty_names,
    "One word per thing, in names": second_words,
    "Rows are touched only in the store": rows_outside_the_store,
    "Only a service starts a task, and a task itself": queue_verbs_outside_services,
    "The core is told the time": clocks_in_the_core,
    "Tests meet the real thing; only the clock is pretended": mocks,
    "Nothing is left for later": unfinished,
    "No path of anyone's machine": machine_paths,
    "No key or token of anyone": secrets,
    "The content policy allows no inline script, style or attribute": inline_code,
    "Pages load nothing from elsewhere": other_hosts,
    "A vendored folder brings its licence, and points to no source map": vendored_assets,
    "A decision record is named NNNN-what.md and has at most 15 lines": long_decisions,
    "Every package is pinned and hashed, and no host is named": lock_files,
    "Each setting stands in .env.example, and ./run passes it on": settings_without_words,
    "Each planted bug has exactly one place to go": planted_bugs,
    "The README's commands can be run": commands,
}


@pytest.mark.parametrize(
    ("says", "rule"), RULES.items(), ids=[rule.__name__ for rule in RULES.values()]
)
def test_rule(says: str, rule: Rule) -> None:
    offenders = list(rule())
    assert not offenders, "\n".join([says, *offenders])
