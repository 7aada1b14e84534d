"""Find the catch-all product in the CRM, or make it: once per bridge, when a line needs it."""

from __future__ import annotations

from uuid import uuid4

from connectors.base import Outgoing, Stored
from sync.core.keys import keys_of
from sync.core.reading import rendered
from sync.core.records import Fields, Module, RemoteRecord, Side
from sync.core.stand_in import NOT_YET, catch_all, concerns, with_stand_in
from sync.core.states import ChangeState
from sync.core.table import Table
from sync.core.verdicts import Lexicon, Write
from sync.engine.observe import eyes_of, look
from sync.engine.work import Work
from sync.store import journal, records
from sync.store.journal import Entry
from sync.store.lookups import id_by_key

ZOHO = Side.ZOHO


def with_catch_all(work: Work, table: Table, lexicon: Lexicon) -> Lexicon:
    """Return the lexicon with the product that stands for "no item"; remembered as we saw it."""
    if not concerns(table) or not work.catch_all:
        return lexicon
    key = keys_of(work.tables[Module.PRODUCTS], _fields(work))[0]
    known = id_by_key(bridge_id=work.bridge_id, side=ZOHO, module=Module.PRODUCTS, key=key)
    return with_stand_in(lexicon, known or NOT_YET)


def make(work: Work) -> None:
    """Look for it before it is made: an earlier answer may have been lost."""
    table = work.tables[Module.PRODUCTS]
    name, ours = table.finders[ZOHO]
    found = work.connectors[ZOHO].find(
        table.resource[ZOHO],
        work.wanted(ZOHO, [table.module]),
        name=name,
        values=[str(_fields(work)[ours])],
    )
    seen = found or _made(work, table)
    rows = look(eyes_of(work, ZOHO, [table.module]), seen).rows
    with work.held():
        records.records_store(
            bridge_id=work.bridge_id, side=ZOHO, rows=rows, now=work.now(), dormant=False
        )
        work.keep()
    # Refused: its lines are held for the item that they lack.
    work.catch_all = bool(rows)


def _fields(work: Work) -> Fields:
    said = catch_all(work.choices)
    return {"code": said.code, "name": said.name}


def _made(work: Work, table: Table) -> list[RemoteRecord]:
    write = Write(ZOHO, _fields(work))
    connector, key = work.connectors[ZOHO], uuid4().hex
    outgoing = Outgoing("", rendered(table, write, create=True))
    (receipt,) = connector.write(table.resource[ZOHO], [outgoing], key=key)
    if not isinstance(receipt, Stored):
        return []
    with work.held():
        _enter(work, write, receipt.id, key)
    wanted = work.wanted(ZOHO, [table.module])
    return list(connector.get_many(table.resource[ZOHO], wanted, [receipt.id]))


def _enter(work: Work, write: Write, made: str, key: str) -> None:
    """Note it in the history when it has landed: nothing else depends on its outcome."""
    entry = Entry(
        module=Module.PRODUCTS,
        side=ZOHO,
        remote_id="",
        source_id="",
        title=str(write.fields["name"]),
        before=dict.fromkeys(write.fields),
        after=write.fields,
        key=key,
    )
    (row,) = journal.changes_enter(run=work.run, entries=[entry], state=ChangeState.LANDED)
    journal.changes_land(remote_ids={row.pk: made}, now=work.now())
