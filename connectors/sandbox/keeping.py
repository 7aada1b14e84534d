"""The state file: what both pretend vendors hold, so that a second start goes on from there."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from connectors.sandbox.http import Reply, Request

VERSION = 1
GAP = 1.0  # seconds between two writes of the file, at least
READ_ONLY_POSTS = ("/crm/v8/coql",)

State: TypeAlias = dict[str, Any]


class Unusable(Exception):
    """The state file is there, and cannot be gone on from; says why in words."""


def read_state(path: Path) -> State | None:
    """Read what `write_state` wrote; None where there is no file. Raises Unusable."""
    try:
        state = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise Unusable("it is not whole") from None
    if not isinstance(state, dict) or state.get("version") != VERSION:
        raise Unusable("an older sandbox wrote it")
    return state


def write_state(path: Path, state: State) -> None:
    """Write it whole or not at all, for nobody's eyes but ours: it holds tokens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as out:
        json.dump({"version": VERSION, **state}, out, ensure_ascii=False, separators=(",", ":"))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def set_aside(path: Path) -> Path:
    """Move the file out of the way without losing it; return where it went."""
    aside = path.with_name(f"{path.name}.aside")
    path.replace(aside)
    return aside


class Keeper:
    """Writes the state file soon after each change, at most once a second, and at `stop`."""

    def __init__(self, path: Path, dump: Callable[[], State], gap: float = GAP) -> None:
        self._path = path
        self._dump = dump
        self._gap = gap
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._write_on, name="keeper", daemon=True)
        self._thread.start()

    def watch(self, request: Request, answer: Callable[[Request], Reply]) -> Reply:
        """Answer, and note what may have changed something (http.Wrapper)."""
        try:
            return answer(request)
        finally:
            if request.method != "GET" and request.path not in READ_ONLY_POSTS:
                self._changed.set()

    def stop(self) -> None:
        self._stopped.set()
        self._changed.set()
        self._thread.join()
        self._write()

    def _write_on(self) -> None:
        while self._changed.wait() and not self._stopped.is_set():
            self._changed.clear()
            self._write()
            self._stopped.wait(self._gap)

    def _write(self) -> None:
        try:
            write_state(self._path, self._dump())
        except OSError as exc:
            sys.stderr.write(f"The sandbox cannot keep its state in {self._path}: {exc}\n")
