"""Where a record opens at its vendor: in the right organisation, in the right data centre."""

from __future__ import annotations

from urllib.parse import urlsplit

from sync.core.fitting import link_to
from sync.core.records import Side
from sync.core.table import Table

ACCOUNTS = "accounts."


def zoho_page(table: Table, record_id: str, accounts_url: str) -> str:
    """Return the record's page in the CRM of the data centre whose log-in this is; "" if unknown.

    https://accounts.zoho.eu has its CRM at https://crm.zoho.eu.
    """
    host = urlsplit(accounts_url).netloc
    if not host.startswith(ACCOUNTS):
        return ""
    tab = table.resource[Side.ZOHO].replace("_", "")
    return f"https://crm.{host.removeprefix(ACCOUNTS)}/crm/tab/{tab}/{record_id}"


def xero_page(table: Table, record_id: str, short_code: str) -> str:
    """Return the record's page in the Xero organisation of that code; "" without a code."""
    spots = (row.xero for row in table.rows if row.xero and row.xero.opens)
    page = next((spot.opens for spot in spots), "")
    return link_to(short_code, page.format(record_id)) if page and short_code else ""
