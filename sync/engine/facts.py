"""What both organisations say of themselves: read now and then, kept with the connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from connectors.base import FieldSpec, Metadata
from sync.core.reading import narrowed
from sync.core.records import Module, Side
from sync.core.states import DEFAULT_BOOKS
from sync.core.suggest import Tax, sales_account, tax_book
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.core.verdicts import Lexicon
from sync.engine.work import Work
from sync.store.connections import metadata_keep

if TYPE_CHECKING:
    from sync.models import Bridge, Connection

FRESH_FOR = timedelta(hours=24)
MOST_CHOICES = 100  # a list of all countries would be carried about with every page


def read_facts(work: Work, side: Side) -> bool:
    """Ask a side about itself and keep the answer. One step, a dozen calls at most."""
    connection = getattr(work.run.bridge, side)
    facts = _plain(work.connectors[side].metadata())
    with work.held():
        metadata_keep(connection=connection, metadata=facts, now=work.now())
        work.keep()
    work.tables, work.lexicon = tables_of(work.run.bridge), lexicon_of(work.run.bridge)
    return True


def are_stale(work: Work, side: Side) -> bool:
    read_at = getattr(work.run.bridge, side).metadata_at
    return read_at is None or read_at + FRESH_FOR < work.now()


def tables_of(bridge: Bridge) -> Mapping[Module, Table]:
    """Return the tables without the optional fields that these organisations lack."""
    return {module: _narrowed(table, bridge.zoho) for module, table in TABLES.items()}


def lexicon_of(bridge: Bridge) -> Lexicon:
    zoho, xero = _facts(bridge.zoho), _facts(bridge.xero)
    account = sales_account(
        (code, kind) for code, kind, active, *_ in xero.get("accounts", ()) if active
    )
    closed = xero.get("lock_date")
    return Lexicon(
        closed={Side.XERO: date.fromisoformat(closed)} if closed else {},
        books={**DEFAULT_BOOKS, "tax": tax_book(_taxes(zoho), _taxes(xero))},
        rates={
            Side.ZOHO: {tax.word: tax.percent for tax in _taxes(zoho)},
            Side.XERO: {tax.word: tax.percent for tax in _taxes(xero)},
        },
        defaults={Side.XERO: {"sales_account": account or None, "lines.account": account or None}},
    )


def _narrowed(table: Table, connection: Connection | None) -> Table:
    known = _facts(connection).get("fields", {}).get(table.resource[Side.ZOHO])
    return table if known is None else narrowed(table, Side.ZOHO, map(field_name, known))


def field_name(kept: str | Sequence[Any]) -> str:
    """Return the name of a field as `_field` keeps it; before it kept more, it was the name."""
    return kept if isinstance(kept, str) else str(kept[0])


def _taxes(facts: Mapping[str, Any]) -> list[Tax]:
    kept = facts.get("taxes", ())
    return [Tax(word, Decimal(percent), sales) for word, percent, sales, *_ in kept]


def _facts(connection: Connection | None) -> Mapping[str, Any]:
    return connection.metadata if connection else {}


def _plain(said: Metadata) -> dict[str, Any]:
    """Only what the engine and the pages use: the rest would be carried about for nothing."""
    return {
        "name": said.name,
        "base_currency": said.base_currency,
        "short_code": said.short_code,
        "timezone": said.timezone,
        "lock_date": said.lock_date,
        "taxes": [
            [tax.code, str(tax.percent), tax.sales, tax.purchases, tax.name] for tax in said.taxes
        ],
        "accounts": [[one.code, one.kind, one.active, one.name] for one in said.accounts],
        "themes": dict(said.themes),
        "fields": {name: [_field(one) for one in specs] for name, specs in said.fields.items()},
    }


def _field(spec: FieldSpec) -> list[Any]:
    """Name, label, kind, whether it is read only, its longest text, the first of its choices."""
    choices = list(spec.choices[:MOST_CHOICES])
    return [spec.name, spec.label, spec.kind, spec.read_only, spec.max_length, choices]
