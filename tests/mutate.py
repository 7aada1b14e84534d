"""Plant the bugs of mutants.toml one by one, in a copy of the tree; their tests must fail.

python -m tests.mutate [WORD...]    only bugs whose file or reason has one of the words
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEFT_BEHIND = (".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
TESTS_FAILED = 1  # pytest: 2 to 5 mean that they did not even run
PATIENCE = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Bug:
    why: str
    file: str
    was: str
    becomes: str
    caught_by: tuple[str, ...]


def bugs() -> list[Bug]:
    table = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text())
    return [Bug(**{**row, "caught_by": tuple(row["caught_by"])}) for row in table["bug"]]


def main(wanted: Sequence[str]) -> int:
    chosen = [bug for bug in bugs() if is_wanted(bug, wanted)]
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        everything = sorted({test for bug in chosen for test in bug.caught_by})
        if everything and run_tests(tree, everything) != 0:
            say("The tests fail before any bug is planted.")
            return 1
        survivors = [bug for bug in chosen if not is_caught(tree, bug)]
    say(f"{len(chosen) - len(survivors)} of {len(chosen)} planted bugs were caught.")
    return 1 if survivors else 0


def is_wanted(bug: Bug, wanted: Sequence[str]) -> bool:
    return not wanted or any(word in bug.file or word in bug.why for word in wanted)


def is_caught(tree: Path, bug: Bug) -> bool:
    path = tree / bug.file
    sound = path.read_text()
    if sound.count(bug.was) != 1:
        say(f"NO PLACE  {bug.file}: {bug.why}")
        return False
    path.write_text(sound.replace(bug.was, bug.becomes))
    caught = run_tests(tree, bug.caught_by) == TESTS_FAILED
    path.write_text(sound)
    say(f"{'caught  ' if caught else 'SURVIVED'}  {bug.file}: {bug.why}")
    return caught


def run_tests(tree: Path, tests: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    # Old byte code would hide a change made within the second.
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and tests
            command,
            cwd=tree,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:  # a bug that hangs its tests is seen, too
        return TESTS_FAILED
    if done.returncode not in (0, TESTS_FAILED):
        say(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
