"""One measurement, each in a process of its own; several of them side by side, round by round."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

T = TypeVar("T")
ROUNDS = 7


@dataclass(slots=True)
class Spent:
    """CPU in seconds, of this process only; `peak` in MB, of all its life."""

    cpu: float = 0.0
    peak: float = 0.0
    calls: int = 0
    received: int = 0
    more: dict[str, float] = field(default_factory=dict)


@contextmanager
def spending(spent: Spent) -> Iterator[None]:
    gc.collect()
    began = time.process_time()
    yield
    spent.cpu = time.process_time() - began
    spent.peak = peak_memory()


def peak_memory() -> float:
    """Return the most memory that this process held, in MB.

    Not `ru_maxrss`: there Linux counts the parent's size too, from before the program was loaded.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def alone(task: Callable[..., T], *given: object) -> T:
    """Call `task` in a fresh process, so that nothing of an earlier one counts."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        return pool.submit(task, *given).result()


def side_by_side(
    tasks: Mapping[str, Callable[[], Spent]], rounds: int = ROUNDS
) -> dict[str, list[Spent]]:
    """Run every task once a round: what else the machine does meets all of them alike."""
    found: dict[str, list[Spent]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def ratio(these: list[Spent], those: list[Spent]) -> float:
    """Return the median over the rounds of how many times as much CPU `these` took."""
    return median(one.cpu / other.cpu for one, other in zip(these, those, strict=True))


def typical(runs: list[Spent], of: Callable[[Spent], float]) -> float:
    return median(of(run) for run in runs)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Build a Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
