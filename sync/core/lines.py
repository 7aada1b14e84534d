"""Which line of one side is which line of the other, so that kept lines keep their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sync.core.records import Fields

# Tells whether a line of the source and a line of the target say the same.
Alike: TypeAlias = Callable[[Fields, Fields], bool]


@dataclass(frozen=True, slots=True)
class Versions:
    """A document's lines on one side: at the last agreement, and now."""

    was: Sequence[Fields]
    now: Sequence[Fields]


def aligned(
    source: Versions, target: Versions, said: Sequence[Fields], alike: Sequence[Alike]
) -> tuple[tuple[Fields | None, ...], tuple[str, ...]]:
    """Return, for each line of the source now, the target's line it is; and the ids left over.

    `said` are the source's lines in the target's words; `alike`: who is the same, the surest
    first, which is to say the same in everything. A line is, in this order: what it was at the
    last agreement; one that says the same; one of the same item. None: it is new.
    """
    free = {str(line["id"]): line for line in target.now if line.get("id")}
    agreed = _agreed(source.was, target.was, alike)
    found = [_taken(free, agreed.get(str(line.get("id")))) for line in source.now]
    _fill(found, free, source.now, alike[0])
    _fill(found, free, said, _same_item)
    return tuple(found), tuple(free)


def _fill(
    found: list[Fields | None], free: dict[str, Fields], lines: Sequence[Fields], fits: Alike
) -> None:
    for at, line in enumerate(lines):
        if found[at] is None:
            found[at] = _taken(free, _first_fit(free, line, fits))


def _agreed(
    source: Sequence[Fields], target: Sequence[Fields], alike: Sequence[Alike]
) -> Mapping[str, str]:
    """Pair the lines of the last agreement: those that are alike, then the rest in order."""
    left = {str(line["id"]): line for line in target if line.get("id")}
    pairs: dict[str, str] = {}
    mine = [line for line in source if line.get("id")]
    for line, fits in ((line, fits) for fits in alike for line in mine):
        partner = None if str(line["id"]) in pairs else _first_fit(left, line, fits)
        if partner:
            pairs[str(line["id"])] = partner
            del left[partner]
    rest = (str(line["id"]) for line in mine if str(line["id"]) not in pairs)
    return pairs | dict(zip(rest, left, strict=False))


def _first_fit(free: Mapping[str, Fields], line: Fields, fits: Alike) -> str | None:
    return next((line_id for line_id, other in free.items() if fits(line, other)), None)


def _taken(free: dict[str, Fields], line_id: str | None) -> Fields | None:
    return free.pop(line_id, None) if line_id else None


def _same_item(said: Fields, other: Fields) -> bool:
    return said.get("item") is not None and said.get("item") == other.get("item")


def merged(
    said: Iterable[Fields],
    kept: Iterable[Fields | None],
    fresh: Callable[[Fields], Fields],
) -> tuple[Fields, ...]:
    """Return the lines to write: over what the target holds, or over what a new one begins as."""
    return tuple(
        fresh(line) if mine is None else _over(mine, line)
        for line, mine in zip(said, kept, strict=True)
    )


def _over(mine: Fields, line: Fields) -> Fields:
    """Lay a line over the one it replaces. What both leave blank is not sent."""
    together = {**mine, **line}
    return {
        name: value
        for name, value in together.items()
        if value is not None or mine.get(name) is not None
    }
