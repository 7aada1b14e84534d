"""One record that a person named and nobody has read yet: looked for at both vendors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sync.core.named import fields_named, is_called
from sync.core.records import Module, Side
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.engine.observe import eyes_of, hold_unreadable, look
from sync.engine.work import Work
from sync.store import records
from sync.store.records import Incoming
from sync.store.runs import NAMED


class NotFound(Exception):
    """Nothing is called so, or more than one is; `sentence` says which."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def look_up(work: Work) -> bool:
    """Have the run be for the record that is called so. Raises NotFound.

    Documents first, which are asked for most: one call a side for each field that may hold it,
    and no more once a module has it.
    """
    text = work.run.options[NAMED]
    for module in sorted(work.modes, key=lambda module: not work.tables[module].total):
        found = {side: list(_found(work, work.tables[module], side, text)) for side in Side}
        if any(found.values()):
            _choose(work, module, text, found)
            return True
    labels = ", ".join(TABLES[module].label for module in work.modes)
    raise NotFound(
        f"Neither Zoho CRM nor Xero has a record called {text!r} in {labels}. Check the spelling, "
        "or choose another module."
    )


def _choose(work: Work, module: Module, text: str, found: Mapping[Side, list[str]]) -> None:
    """Note whom the run is for. Two of one side are for a person to tell apart. Raises NotFound."""
    if max(map(len, found.values())) > 1:
        label = TABLES[module].label
        raise NotFound(
            f"Several {label} are called {text!r}. Look for it in Records, and sync it there."
        )
    pairs = [[*found[Side.ZOHO], ""], ["", *found[Side.XERO]]]
    only = {module.value: [pair for pair in pairs if len(pair) > 1]}
    work.run.options = {**work.run.options, "only": only}
    with work.held():
        work.keep("options")


def _found(work: Work, table: Table, side: Side, text: str) -> Iterator[str]:
    """Yield the ids of a side's records that are called so; what is seen of them is stored."""
    wanted = work.wanted(side, [table.module])
    for name in fields_named(table, side, text):
        if name not in wanted.fields:
            continue
        seen = work.connectors[side].find(table.resource[side], wanted, name=name, values=[text])
        sight = look(eyes_of(work, side, [table.module]), seen)
        rows = [row for row in sight.rows if _is_it(table, side, row, text)]
        with work.held():
            records.records_store(
                bridge_id=work.bridge_id, side=side, rows=rows, now=work.now(), dormant=False
            )
            hold_unreadable(work, side, sight)
            work.keep()
        if rows:
            yield from (row.remote_id for row in rows)
            return


def _is_it(table: Table, side: Side, row: Incoming, text: str) -> bool:
    """Tell whether it is called so, and is this module's own."""
    fields = records.decoded(row.fields)
    is_shadow = table.role is not None and table.role.is_shadow(side, fields)
    return is_called(table, fields, text) and not is_shadow
