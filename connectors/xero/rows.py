"""One element of Xero's as a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.errors import ContractError
from connectors.xero import dates
from connectors.xero.resources import Resource
from sync.core.records import RemoteRecord


def record_of(resource: Resource, element: Mapping[str, Any]) -> RemoteRecord:
    """Raise ContractError where the element has no id or no time of its last change.

    The version is that time in milliseconds, because Xero spells the same time in two ways.
    """
    found = element.get(resource.id_key)
    if not found:
        raise ContractError(
            "Xero gave a record without an id. Nothing was changed; we will ask again with the "
            "next run."
        )
    version = dates.milliseconds(element.get("UpdatedDateUTC"))
    return RemoteRecord(
        id=found,
        version=version,
        modified_at=dates.instant(version),
        payload=element,
        gone=element.get(resource.gone_key) in resource.gone,
    )
