"""What settings and the planner need to know of a Xero organisation: five calls."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from connectors.base import LedgerAccount, Metadata, TaxRate
from connectors.reply import unreadable
from connectors.xero import dates, wire
from connectors.xero.api import Api
from connectors.xero.wire import ListingDecoder, listing

ORGANISATIONS = listing("Organisations", wire.Organisation)
TAX_RATES = listing("TaxRates", wire.Rate)
ACCOUNTS = listing("Accounts", wire.Account)
CURRENCIES = listing("Currencies", wire.Currency)
THEMES = listing("BrandingThemes", wire.Theme)


def read_metadata(api: Api, organisation_id: str) -> Metadata:
    organisation = _organisation(api)
    return Metadata(
        organisation_id=organisation_id,
        name=organisation.get("Name") or "",
        base_currency=organisation.get("BaseCurrency") or "",
        short_code=organisation.get("ShortCode") or "",
        timezone=organisation.get("Timezone") or "",
        lock_date=_lock_date(organisation),
        taxes=tuple(_taxes(_all(api, "get_tax_rates", TAX_RATES))),
        accounts=tuple(_accounts(_all(api, "get_accounts", ACCOUNTS))),
        currencies=tuple(
            code for one in _all(api, "get_currencies", CURRENCIES) if (code := one.get("Code"))
        ),
        themes={
            theme["BrandingThemeID"]: theme.get("Name") or ""
            for theme in _all(api, "get_branding_themes", THEMES)
        },
    )


def read_lock_date(api: Api) -> str:
    """Read `Metadata.lock_date` alone. Xero counts the call, but not its bytes (XERO.md 2)."""
    return _lock_date(_organisation(api))


def _organisation(api: Api) -> dict[str, Any]:
    (organisation, *_) = _all(api, "get_organisations", ORGANISATIONS, least=1)
    return organisation


def _lock_date(organisation: dict[str, Any]) -> str:
    """Return the later of both: nothing can change up to it."""
    locks = (organisation.get(name) for name in ("PeriodLockDate", "EndOfYearLockDate"))
    return max(map(dates.day, locks))


def _all(api: Api, method: str, decoder: ListingDecoder, least: int = 0) -> list[dict[str, Any]]:
    reply = api.call(method)
    elements = reply.decode(decoder).elements
    if elements is None or len(elements) < least:
        raise unreadable(reply, "was incomplete or in a form we do not know")
    return elements


def _taxes(rates: Iterable[dict[str, Any]]) -> Iterable[TaxRate]:
    for rate in rates:
        if rate.get("TaxType") and rate.get("Status") == "ACTIVE":
            yield TaxRate(
                code=rate["TaxType"],
                name=rate.get("Name") or rate["TaxType"],
                percent=rate.get("EffectiveRate") or Decimal(0),
                sales=rate.get("CanApplyToRevenue") is not False,
                purchases=rate.get("CanApplyToExpenses") is not False,
            )


def _accounts(accounts: Iterable[dict[str, Any]]) -> Iterable[LedgerAccount]:
    for account in accounts:
        if account.get("Code"):  # a bank account may have none, and no line can name it then
            yield LedgerAccount(
                code=account["Code"],
                name=account.get("Name") or account["Code"],
                kind=account.get("Type") or "",
                active=account.get("Status") == "ACTIVE",
            )
