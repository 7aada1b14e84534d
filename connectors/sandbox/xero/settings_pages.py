"""Payments, chart, tax rates and lock dates on the pages of the pretend Xero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Html, link, text
from connectors.sandbox.forms import Input, Typed
from connectors.sandbox.pages import Deed, Record, Sheet
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.shelf_page import ShelfKind, money

LOCKS = (
    ("period_lock_date", "Nobody but the adviser may change anything up to"),
    ("end_of_year_lock_date", "Nobody at all may change anything up to"),
)


class Payments(ShelfKind):
    slug, label, one = "payments", "Payments", "payment"
    kept = "payments"
    columns = ("Reference", "Invoice", "Date", "Amount", "Status")
    numbers = ("Amount",)

    def title(self, record: Record) -> str:
        return f"{money(record['Amount'])} for {self.value(record, 'Invoice')}"

    def value(self, record: Record, name: str) -> str:
        if name == "Invoice":
            invoice = self._org.invoices.get(record["Invoice"]["InvoiceID"]) or {}
            return str(invoice.get("InvoiceNumber") or record["Invoice"]["InvoiceID"])
        return super().value(record, name)

    def view(self, record: Record) -> Html:
        invoice = self._org.invoices.get(record["Invoice"]["InvoiceID"]) or {"Type": "ACCREC"}
        slug = "invoices" if invoice["Type"] == "ACCREC" else "bills"
        where = f"/records/{slug}/{record['Invoice']['InvoiceID']}"
        pairs = [("Paid on", link(self.value(record, "Invoice"), where))]
        return Html(chrome.card(chrome.facts(pairs)) + super().view(record))

    def deeds(self, record: Record) -> Sequence[Deed]:
        if record["Status"] == "DELETED":
            return ()
        drop = self._org.delete_payment
        return (
            Deed("remove", "Remove payment", lambda _typed: drop(record["PaymentID"]), danger=True),
        )


class Accounts(ShelfKind):
    slug, label, one = "accounts", "Chart of accounts", "account"
    kept = "accounts"
    columns = ("Code", "Name", "Type", "TaxType", "Status")

    def rows(self) -> Iterable[Record]:
        return sorted(self.shelf, key=lambda row: str(row["Code"]))


class TaxRates(ShelfKind):
    slug, label, one = "tax-rates", "Tax rates", "tax rate"
    kept = "tax_rates"
    columns = ("Name", "TaxType", "EffectiveRate", "Status")
    numbers = ("Effective rate",)


class LockDates(ShelfKind):
    """One record only: the dates up to which the books are closed."""

    slug, label, one = "lock-dates", "Lock dates", "lock dates"
    columns = ("Name", "Period", "End of year")
    makes = True

    def rows(self) -> Iterable[Record]:
        return [self._record()]

    def find(self, record_id: str) -> Record | None:
        return self._record() if record_id == "all" else None

    def id_of(self, _record: Record) -> str:
        return "all"

    def view(self, record: Record) -> Html:
        pairs = ((label, text(record[name] or "open")) for name, label in LOCKS)
        return chrome.card(chrome.facts(pairs))

    def sheet(self, record: Record | None) -> Sheet:
        stored = record or self._record()
        inputs = tuple(Input(name, label, "date", stored[name]) for name, label in LOCKS)
        return Sheet((("Lock dates", inputs),))

    def save(self, _record: Record | None, typed: Typed) -> str:
        period, year = (typed.get(name, "") for name, _ in LOCKS)
        for day in (period, year):
            if day and not _is_day(day):
                raise Refused(f"{day} is not a date.")
        self._org.lock_until(period, end_of_year=year)
        return "all"

    def _record(self) -> Record:
        profile = self._org.profile
        stored = {name: getattr(profile, name) for name, _ in LOCKS}
        shown = {"Period": profile.period_lock_date, "End of year": profile.end_of_year_lock_date}
        return {"Name": "Lock dates", **stored, **shown}


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
