"""Stop a run that would write more of a module than the rules let it, before it writes anything."""

from __future__ import annotations

from sync.core.records import Module
from sync.core.table import Table
from sync.core.tables.from_xero import ADD_TO_XERO
from sync.core.verdicts import Why
from sync.engine.receipt import planned_again
from sync.engine.settle import Planned
from sync.engine.work import Work
from sync.store.records import records_count
from sync.store.runs import module_synced_before


class Braked(Exception):
    """The run would write too much without asking; `sentence` says how much."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_brake(work: Work) -> bool:
    """Let the run go on, or raise Braked. A module's first synchronization is never stopped."""
    if work.run.options.get("brake_off"):
        return True
    sizes = _sizes(work)
    for module in work.modes:
        if module_synced_before(bridge_id=work.bridge_id, module=module):
            _check(work, module, sizes.get(module, 0))
    return True


def check_heard(work: Work) -> bool:
    """Let a run for news go on, or raise Braked: an import of thousands is news, too."""
    if work.run.options.get("brake_off") or not work.only:
        return True
    sizes = _sizes(work)
    for module, named in work.only.items():
        if len(named) > _most(work, sizes.get(module, 0)):
            raise Braked(_sentence(work.tables[module], sizes[module], work.choices.brake.share))
    return True


def _check(work: Work, module: Module, size: int) -> None:
    most = _most(work, size)
    writing = 0
    for one in planned_again(work, module):
        writing += _would_write(one, work.tables[module])
        if writing > most:
            raise Braked(_sentence(work.tables[module], size, work.choices.brake.share))


def _most(work: Work, size: int) -> int:
    brake = work.choices.brake
    return max(brake.at_least, size * brake.share // 100)


def _would_write(one: Planned, table: Table) -> bool:
    """Tell whether a record would be written now, or once its parents are.

    What the portal shows in fields of its own (an id, a link, a tick) changes nothing of theirs.
    """
    own = {row.name for row in table.rows if row.source or row == ADD_TO_XERO}
    writes = [write for write in one.writes if not write.id or write.fields.keys() - own]
    return bool(writes) or any(question.why is Why.PARENT for question in one.questions)


def _sizes(work: Work) -> dict[Module, int]:
    """Return how many records each module has, on the side that has more of them."""
    sizes: dict[Module, int] = {}
    for _, name, count in records_count(bridge_id=work.bridge_id):
        module = Module(name)
        sizes[module] = max(sizes.get(module, 0), count)
    return sizes


def _sentence(table: Table, size: int, share: int) -> str:
    return (
        f"Nothing was written: this run would create or change more than {share} % of your "
        f"{size:,} {table.label.lower()}, and your rules say to ask first. Look at what it would "
        "write, then let it go on or correct the records."
    )
