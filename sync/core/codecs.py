"""How one value is read from a vendor's payload, written back, and thawed from our own rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sync.core.records import Value


@dataclass(frozen=True, slots=True)
class Codec:
    """`parse(render(v)) == v`, and `thaw` of what JSON kept of `v` is `v`, for every v it made."""

    parse: Callable[[object], Value]
    render: Callable[[Value], object]
    thaw: Callable[[object], Value]


def _text(raw: object) -> Value:
    return str(raw).strip() or None if raw is not None else None


def _as_text(raw: object) -> Value:
    return None if raw is None else str(raw)


TEXT = Codec(parse=_text, render=lambda value: value, thaw=_as_text)
