"""Xero's own SDK, reading only: what it makes of the same pages costs more than storing them."""

from __future__ import annotations

from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from benchmarks.measure import Spent, spending

TOKEN = {
    "access_token": "token",
    "token_type": "Bearer",
    "scope": (),
    "expires_in": 0,
    "expires_at": None,
}


def read_invoices(url: str, count: int) -> Spent:
    spent = Spent()
    _read(url, 1000)
    with spending(spent):
        spent.calls = _read(url, count)
    return spent


def _read(url: str, count: int) -> int:
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token()
    client = ApiClient(
        configuration, oauth2_token_getter=lambda: TOKEN, oauth2_token_saver=lambda _token: None
    )
    api = AccountingApi(client, base_url=f"{url}/{count}/api.xro/2.0")
    pages = count // 1000
    for number in range(1, pages + 1):
        found = api.get_invoices("tenant", page=number, page_size=1000)
        if len(found.invoices) != 1000:
            raise RuntimeError("a page is short")
    return pages
