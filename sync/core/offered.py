"""What an organisation said of its own fields, taxes and accounts, as it is kept: plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.core.choices import Kind

MOST_CHOICES = 100  # kept of a pick list: all countries would be carried about with every page
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL})
# Zoho's data types (ZOHO.md 4) that a tenant's own mapping can carry; the others are for us alone.
ZOHO_KINDS: Mapping[str, Kind] = {
    "text": Kind.TEXT,
    "picklist": Kind.TEXT,
    "textarea": Kind.LONG_TEXT,
    "email": Kind.EMAIL,
    "phone": Kind.PHONE,
    "website": Kind.URL,
    "integer": Kind.NUMBER,
    "bigint": Kind.NUMBER,
    "double": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "currency": Kind.MONEY,
    "date": Kind.DATE,
    "boolean": Kind.FLAG,
}


@dataclass(frozen=True, slots=True)
class ZohoField:
    name: str
    label: str
    kind: Kind | None  # None: of a kind that cannot be mapped
    read_only: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def limit(self) -> int | None:
        """Return the longest text it takes; None where it holds none, or takes any."""
        return self.max_length if self.kind in TEXTS and not self.choices else None


@dataclass(frozen=True, slots=True)
class Named:
    """A tax or an account of an organisation: the word that records use, and what people read."""

    word: str
    label: str
    percent: str = ""
    kind: str = ""
    sells: bool = True
    buys: bool = True


def zoho_fields(facts: Mapping[str, Any], resource: str) -> tuple[ZohoField, ...] | None:
    """Return the fields of one resource; None where nothing is known of it yet."""
    kept = facts.get("fields", {}).get(resource)
    return None if kept is None else tuple(_field(one) for one in kept)


def _field(kept: Any) -> ZohoField:
    if isinstance(kept, str):  # as it was kept before it was shown: the name alone
        return ZohoField(kept, kept, None)
    name, label, kind, read_only, max_length, choices = kept
    return ZohoField(name, label, ZOHO_KINDS.get(kind), read_only, max_length, tuple(choices))


def taxes(facts: Mapping[str, Any]) -> list[Named]:
    return [_tax(*one) for one in facts.get("taxes", ())]


def _tax(word: str, percent: str, sells: bool = True, buys: bool = True, label: str = "") -> Named:  # noqa: FBT001 - read from a list
    return Named(word, label or word, percent=percent, sells=sells, buys=buys)


def accounts(facts: Mapping[str, Any]) -> list[Named]:
    """Return the active accounts of the chart."""
    return [_account(*one) for one in facts.get("accounts", ()) if one[2]]


def _account(code: str, kind: str, _active: object, label: str = "") -> Named:
    return Named(code, label or code, kind=kind)


def pick_lists(fields: Iterable[ZohoField]) -> dict[str, frozenset[str]]:
    """Return the pick lists that were kept whole, by their fields' names."""
    return {
        one.name: frozenset(one.choices) for one in fields if 0 < len(one.choices) < MOST_CHOICES
    }


def known_fields(fields: Iterable[ZohoField]) -> dict[str, int | None]:
    return {one.name: one.limit for one in fields}
