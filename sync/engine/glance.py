"""What a sync of one record would write now, by what was last seen. Nothing is read or written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sync.core.choices import Choices
from sync.core.records import Mode, Module, Side
from sync.engine.facts import lexicon_of, tables_of
from sync.engine.settle import Planned, decide
from sync.engine.work import Work
from sync.store import pending
from sync.store.runs import run_draft

if TYPE_CHECKING:
    from sync.models import Bridge


def glance(bridge: Bridge, choices: Choices, module: Module, zoho_id: str) -> list[Planned]:
    work = Work(
        run=run_draft(bridge=bridge, options={"window": "last"}),
        fence=0,
        connectors={},
        tables=tables_of(bridge, choices),
        lexicon=lexicon_of(bridge, choices),
        choices=choices,
        ends=math.inf,
    )
    table, ids = work.tables[module], {Side.ZOHO: [zoho_id], Side.XERO: list[str]()}
    pairs = pending.pairs_of(bridge_id=bridge.pk, table=table, ids=ids)
    lone = pending.lone_of(bridge_id=bridge.pk, table=table, sides=[Side.ZOHO], ids=ids)
    return decide(work, table, Mode.BOTH, pairs=pairs, lone=lone)
