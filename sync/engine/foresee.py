"""Look up who has the names and numbers that are about to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sync.core.keys import keys_of
from sync.core.records import Case, Linked, Lone, Side
from sync.core.table import Table
from sync.core.verdicts import Lexicon, Why
from sync.engine.agreement import Decision
from sync.store.lookups import holders


def with_in_use(
    lexicon: Lexicon, *, bridge_id: int, table: Table, cases: Iterable[Case]
) -> Lexicon:
    """Return the lexicon with the holders of what must be unique: one query a side, if any."""
    found: dict[tuple[Side, str, str], Mapping[str, str]] = {}
    cases = list(cases)
    for to, name in table.unique.items():
        wanted = {value for case in cases if (value := _moving(case, to, name))}
        if wanted:
            keys = {keys_of(table, {name: value})[0] for value in wanted}
            kept = holders(bridge_id=bridge_id, side=to, module=table.module, keys=keys, name=name)
            by_value = _live(kept, gone_too=to in table.keeps_unique)
            found |= {(to, name, value): some for value, some in by_value.items()}
    return replace(lexicon, in_use=found)


def freed(table: Table, wrote: Iterable[Decision], decided: Iterable[Decision]) -> list[int]:
    """Return the links of who was held for a name that one of these writes has given up."""
    wrote = list(wrote)
    left = {
        (to, _folded(one, to, name))
        for to, name in table.unique.items()
        for one in wrote
        if one.write and one.write.side is to and name in one.write.fields
    }
    held = (one for one in decided if left and one.pair)
    return [one.pair.link_id for one in held if one.pair and _wanted(table, one) & left]


def _wanted(table: Table, one: Decision) -> set[tuple[Side, str]]:
    asked = {question.field for question in one.questions if question.why is Why.IN_USE}
    return {
        (to, _folded(one, to.other, name)) for to, name in table.unique.items() if name in asked
    }


def _folded(one: Decision, side: Side, name: str) -> str:
    return str(one.held_on(side).get(name) or "").casefold()


def _moving(case: Case, to: Side, name: str) -> str:
    """Return what that side may be told now, and does not say yet; "" for nothing."""
    match case:
        case Lone(side=side, record=record) if side is to.other:
            value, held = (record.fields or {}).get(name), None
        case Linked():
            value, held = ((case.on(side).fields or {}).get(name) for side in (to.other, to))
        case _:
            return ""
    return value if isinstance(value, str) and value != held else ""


def _live(
    kept: Iterable[tuple[str, str, bool, str]], *, gone_too: bool
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for record_id, title, gone, value in kept:
        if not gone or gone_too:
            found.setdefault(value.casefold(), {})[record_id] = "" if gone else title
    return found
