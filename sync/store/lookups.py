"""Stored records, looked up by what they are recognised by."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

from sync.core.records import Module, Side
from sync.models import Record

State: TypeAlias = tuple[str, str, bool]  # digest, lock, gone


def records_state(
    *, bridge_id: int, side: Side, modules: Collection[Module], ids: Collection[str]
) -> dict[tuple[Module, str], State]:
    """Return what says whether records are as they were, of those that were ever seen."""
    found = Record.objects.filter(
        bridge_id=bridge_id, side=side, module__in=modules, remote_id__in=ids
    )
    return {
        (Module(row.module), row.remote_id): (row.digest, row.lock, row.gone)
        for row in found.only("module", "remote_id", "digest", "lock", "gone")
    }


def holders(
    *, bridge_id: int, side: Side, module: Module, keys: Collection[str], name: str
) -> list[tuple[str, str, bool, str]]:
    """Return (id, title, is gone, value of that field) of all with one of these keys."""
    found = Record.objects.filter(
        bridge_id=bridge_id, side=side, module=module, keys__overlap=list(keys)
    )
    rows = found.values_list("remote_id", "title", "gone", f"fields__{name}")
    return [(key, title, gone, value) for key, title, gone, value in rows if value]


def id_by_key(*, bridge_id: int, side: Side, module: Module, key: str) -> str:
    """Return the id of the oldest live record with this key; "" if there is none."""
    found = Record.objects.filter(
        bridge_id=bridge_id, side=side, module=module, gone=False, keys__contains=[key]
    )
    return found.order_by("remote_id").values_list("remote_id", flat=True).first() or ""
