"""What both organisations say of themselves: read now and then, kept with the connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from connectors.base import FieldSpec, Metadata
from sync.core.choices import Choices
from sync.core.chosen import chosen_lexicon, chosen_table
from sync.core.closed import LastLook, look_again
from sync.core.crm_fields import not_ours, renamed
from sync.core.fitting import opened, picking, respelled
from sync.core.offered import MOST_CHOICES, accounts, known_fields, pick_lists, zoho_fields
from sync.core.offered import taxes as taxes_named
from sync.core.reading import narrowed
from sync.core.records import Module, Side
from sync.core.states import DEFAULT_BOOKS, Lock
from sync.core.suggest import (
    Tax,
    accepted_codes,
    purchase_account,
    rate_book,
    sales_account,
    tax_book,
    theme_book,
)
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.core.tables.products import TAX_RATES
from sync.core.tables.terms import RULES
from sync.core.verdicts import Lexicon, Why
from sync.engine.connect import connect
from sync.engine.work import Work
from sync.store.connections import lock_date_keep, metadata_keep
from sync.store.questions import are_held
from sync.store.runs import is_clicked

if TYPE_CHECKING:
    from sync.models import Bridge, Connection

FRESH_FOR = timedelta(hours=24)


def read_facts(work: Work, side: Side) -> bool:
    """Ask a side about itself and keep the answer. One step, a dozen calls at most."""
    connection = getattr(work.run.bridge, side)
    facts = _plain(work.connectors[side].metadata())
    with work.held():
        metadata_keep(connection=connection, metadata=facts, now=work.now())
        work.keep()
    work.tables = tables_of(work.run.bridge, work.choices)
    work.lexicon = lexicon_of(work.run.bridge, work.choices)
    return True


def facts_refresh(bridge: Bridge, side: Side) -> None:
    """Ask a side about itself outside of a run. Raises ConnectorError."""
    said = connect(bridge, sides=[side], interactive=True)[side].metadata()
    metadata_keep(connection=getattr(bridge, side), metadata=_plain(said), now=timezone.now())


def watch_lock_date(work: Work) -> bool:
    """Look at Xero's lock date alone, if there is reason to (core.closed). One call at most."""
    connection, now = work.run.bridge.xero, work.now()
    if connection is None or not look_again(_last_look(work, connection), now):
        return True
    said = work.connectors[Side.XERO].lock_date()
    with work.held():
        moved = lock_date_keep(connection=connection, lock_date=said, now=now)
        work.keep()
    if moved:
        work.lexicon = lexicon_of(work.run.bridge, work.choices)
    return True


def was_refused_for_its_date(work: Work) -> bool:
    """Tell whether Xero refused a document since the last look at the lock date."""
    connection = work.run.bridge.xero
    return connection is not None and bool(connection.metadata.get("lock_doubted"))


def _last_look(work: Work, connection: Connection) -> LastLook:
    at = connection.metadata.get("lock_looked_at")
    return LastLook(
        at=datetime.fromisoformat(at) if at else None,
        refused=was_refused_for_its_date(work),
        held=are_held(bridge_id=work.bridge_id, why=Why.LOCKED, detail=Lock.PERIOD),
        waited_for=is_clicked(work.run),
    )


def are_stale(work: Work, side: Side) -> bool:
    read_at = getattr(work.run.bridge, side).metadata_at
    return read_at is None or read_at + FRESH_FOR < work.now()


def tables_of(bridge: Bridge, choices: Choices) -> Mapping[Module, Table]:
    """Return the tables as chosen, with these organisations' names and without what they lack."""
    code = str(_facts(bridge.xero).get("short_code") or "")
    return {
        module: _chosen(opened(table, code), choices, bridge.zoho)
        for module, table in TABLES.items()
    }


def lexicon_of(bridge: Bridge, choices: Choices) -> Lexicon:
    return chosen_lexicon(suggested_lexicon(bridge), choices, TABLES.values())


def suggested_lexicon(bridge: Bridge) -> Lexicon:
    """Return the books as they would be if nobody chose anything."""
    zoho, xero = _facts(bridge.zoho), _facts(bridge.xero)
    chart = [(one.word, one.kind) for one in accounts(xero)]
    sales, purchases = sales_account(chart) or None, purchase_account(chart) or None
    taxes = _taxes(zoho), _taxes(xero)
    closed = xero.get("lock_date")
    return Lexicon(
        accepts=_accepted(xero),
        closed={Side.XERO: date.fromisoformat(closed)} if closed else {},
        books={
            **DEFAULT_BOOKS,
            "tax": tax_book(*taxes),
            "purchase_tax": tax_book(*taxes, buying=True),
            "theme": theme_book(
                xero.get("themes", {}), _offered(zoho, "Invoices", "Branding Theme")
            ),
            TAX_RATES: rate_book(taxes_named(xero)),
        },
        rates={
            side: {tax.word: tax.percent for tax in some}
            for side, some in zip(Side, taxes, strict=True)
        },
        defaults={
            Side.XERO: {
                "sales_account": sales,
                "purchase_account": purchases,
                "lines.account": sales,  # of a purchase: see core.chosen
            },
            # A line of Xero that is nothing but a text; the CRM requires numbers.
            Side.ZOHO: {"lines.quantity": Decimal(1), "lines.price": Decimal(0)},
        },
    )


def _chosen(table: Table, choices: Choices, connection: Connection | None) -> Table:
    fields = zoho_fields(_facts(connection), table.resource[Side.ZOHO])
    if fields is None:
        chosen = chosen_table(table, choices, {})
        # This login may not see the settings: what the CRM has by itself is all that is sure.
        return narrowed(chosen, Side.ZOHO, not_ours(chosen)) if _facts(connection) else chosen
    names = renamed((each.name, each.label) for each in fields)
    table = respelled(table, Side.ZOHO, names)
    chosen = chosen_table(table, choices, {Side.ZOHO: known_fields(fields)})
    return picking(chosen, Side.ZOHO, pick_lists(fields))


def _accepted(xero: Mapping[str, Any]) -> Mapping[tuple[Side, str], frozenset[str]]:
    """Return all that Xero takes in rows where that is known. The CRM's lists are in the tables."""
    words = {
        (Side.XERO, "currency"): frozenset(xero.get("currencies", ())),
        (Side.XERO, "due_rule"): frozenset(RULES),
    }
    return {**accepted_codes(accounts(xero)), **{at: all_ for at, all_ in words.items() if all_}}


def _offered(zoho: Mapping[str, Any], resource: str, label: str) -> tuple[str, ...]:
    """Return the choices of a pick list of the CRM's."""
    fields = zoho_fields(zoho, resource) or ()
    return next((each.choices for each in fields if each.label == label), ())


def _taxes(facts: Mapping[str, Any]) -> list[Tax]:
    kept = facts.get("taxes", ())
    return [Tax(word, Decimal(percent), *of) for word, percent, *of, _ in kept]


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
        "currencies": list(said.currencies),
        "themes": dict(said.themes),
        "fields": {name: [_field(one) for one in specs] for name, specs in said.fields.items()},
    }


def _field(spec: FieldSpec) -> list[Any]:
    """Keep it as `core.offered` reads it: the first of its choices are enough."""
    choices = list(spec.choices[:MOST_CHOICES])
    return [spec.name, spec.label, spec.kind, spec.read_only, spec.max_length, choices]
