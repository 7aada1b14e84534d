"""The state of the pretend Zoho as plain JSON-able data, so that it outlives a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from connectors.sandbox.zoho.books import Books, Section, Switches, User
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.grants import Access, Grant, Grants
from connectors.sandbox.zoho.lines import Tax
from connectors.sandbox.zoho.table import Table
from connectors.sandbox.zoho.watch import dump_channels, load_channels

DECIMAL, MOMENT = "$decimal", "$moment"


def packed(value: Any) -> Any:
    """Return JSON-able data: numbers and moments are tagged."""
    if isinstance(value, Decimal):
        return {DECIMAL: str(value)}
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, Mapping):
        return {name: packed(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [packed(each) for each in value]
    return value


def unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [unpacked(each) for each in value]
    if not isinstance(value, dict):
        return value
    if DECIMAL in value:
        return Decimal(value[DECIMAL])
    if MOMENT in value:
        return datetime.fromisoformat(value[MOMENT])
    return {name: unpacked(each) for name, each in value.items()}


def dump_org(org: Books) -> dict[str, Any]:
    return {
        "name": org.name,
        "org_id": org.org_id,
        "currency": org.currency,
        "currencies": packed(org.currencies),
        "offset": (org.zone.utcoffset(None) or timedelta()).total_seconds(),
        "switches": asdict(org.switches),
        "locked": sorted(org.locked),
        "channels": dump_channels(org),
        "variables": dict(org.variables),
        "counters": dict(org.counters),
        "users": [asdict(user) for user in org.users],
        "taxes": packed([asdict(tax) for tax in org.taxes]),
        "module_ids": dict(org.module_ids),
        "layout_ids": dict(org.layout_ids),
        "sections": {
            name: [asdict(section) for section in made] for name, made in org.sections.items()
        },
        "fields": {
            name: packed([asdict(field) for field in known.values()])
            for name, known in org.fields.items()
        },
        "rows": {name: packed(list(table.rows.values())) for name, table in org.tables.items()},
        "tombs": {name: packed(table.tombs) for name, table in org.tables.items()},
    }


def load_org(org: Books, data: Mapping[str, Any]) -> None:
    """Make an organisation hold what was dumped, and nothing else. Lists no longer lag."""
    org.name, org.org_id, org.currency = data["name"], data["org_id"], data["currency"]
    org.currencies = unpacked(data["currencies"])
    org.zone = timezone(timedelta(seconds=data["offset"]))
    org.switches = Switches(**data["switches"])
    org.locked, org.counters = set(data["locked"]), dict(data["counters"])
    load_channels(org, data.get("channels", ()))
    org.variables = dict(data.get("variables", {}))
    org.users = [User(**row) for row in data["users"]]
    org.taxes = [Tax(**row) for row in unpacked(data["taxes"])]
    org.module_ids, org.layout_ids = dict(data["module_ids"]), dict(data["layout_ids"])
    for name in org.modules:
        org.sections[name] = [Section(**row) for row in data.get("sections", {}).get(name, ())]
        table = Table()
        table.fill(unpacked(data["rows"][name]))
        table.tombs = unpacked(data["tombs"][name])
        org.tables[name], org.fields[name] = table, {}
        for row in unpacked(data["fields"][name]):
            org.add_field(name, Field(**{**row, "options": tuple(row["options"])}))


def dump_grants(grants: Grants) -> dict[str, Any]:
    """Logins that last; codes live for a minute and are left out."""
    return {
        "lasting": packed([asdict(grant) for grant in grants.lasting.values()]),
        "access": packed([asdict(access) for access in grants.access.values()]),
    }


def load_grants(grants: Grants, data: Mapping[str, Any]) -> None:
    lasting = [_grant(row) for row in data["lasting"]]
    grants.lasting = {grant.refresh_token: grant for grant in lasting}
    access = [
        Access(row["value"], _grant(row["grant"]), row["until"]) for row in unpacked(data["access"])
    ]
    grants.access = {each.value: each for each in access}


def _grant(row: Mapping[str, Any]) -> Grant:
    return Grant(**{**row, "scopes": tuple(row["scopes"])})
