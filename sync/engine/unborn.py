"""What a preview would create may already be named in it, by where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sync.core.approval import unborn
from sync.core.reading import thaw
from sync.core.records import Case, Module, Side, Value
from sync.core.states import RunKind
from sync.core.table import Table
from sync.core.verdicts import Lexicon
from sync.engine.lexicon import lenders_of, refs_of
from sync.engine.work import Work
from sync.store import journal

Born = Mapping[tuple[Module, Side, str], Mapping[str, Any]]


def with_unborn(work: Work, table: Table, lexicon: Lexicon, cases: Iterable[Case]) -> Lexicon:
    """Let a preview plan a document together with the account that it would create before it."""
    if work.run.kind != RunKind.PREVIEW or work.run.pk is None:
        return lexicon
    found: dict[tuple[Module, Side, str], Mapping[str, Any]] = {}
    for (module, side), handles in refs_of(table, cases).items():
        new = [one for one in handles if (module, side, one) not in lexicon.links]
        made = journal.previews_of(run=work.run, module=module, source=side, handles=new)
        found |= {(module, side, handle): after for handle, after in made.items()}
    names = {key: unborn(key[2]) for key in found}
    return replace(
        lexicon,
        links={**names, **lexicon.links},
        lent={**_lent(work, table, found), **lexicon.lent},
    )


def _lent(work: Work, table: Table, found: Born) -> dict[tuple[Module, Side, str, str], Value]:
    """Return what new records will lend to the lines that name them: an item its account."""
    return {
        (module, side, unborn(handle), name): thaw(work.tables[module], after)[name]
        for module, side, name in lenders_of(table)
        for (of, source, handle), after in found.items()
        if of is module and source is side.other and name in after
    }
