"""What one organisation holds: its shelves, its settings, its clock. The rules stand elsewhere."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from connectors.sandbox.xero import chart
from connectors.sandbox.xero.shelf import Shelf
from connectors.sandbox.xero.wire import Now, Record, milliseconds

Told: TypeAlias = Callable[[str, str, str], None]  # (category, record id, CREATE or UPDATE)

GONE = frozenset({"DELETED", "VOIDED"})  # an invoice of such a status frees its number [I]


@dataclass(slots=True)
class Profile:
    """The settings of an organisation, as a person would make them."""

    name: str = "Demo Company (UK)"
    short_code: str = "!Qj35V"
    base_currency: str = "GBP"
    currencies: tuple[str, ...] = ("GBP",)  # those its plan is subscribed to
    country_code: str = "GB"
    version: str = "UK"
    timezone: str = "GMTSTANDARDTIME"  # as the vendor spells it
    zone: str = "Europe/London"  # the same, as Python spells it
    plan: str = "DEMO"
    tax_number: str = "GB 123 4567 89"
    period_lock_date: str = ""  # YYYY-MM-DD; nothing on or before it may change
    end_of_year_lock_date: str = ""
    due_date_needed: bool = True  # to approve; asserted, not confirmed: XERO.md 5 [U]
    accounts: tuple[Record, ...] = field(default=chart.ACCOUNTS, repr=False)
    tax_rates: tuple[Record, ...] = field(default=chart.TAX_RATES, repr=False)
    themes: tuple[str, ...] = chart.THEMES

    def dump(self) -> dict[str, Any]:
        """Give the settings as plain data; the chart is on the shelves by then."""
        names = {each.name for each in fields(self)} - {"accounts", "tax_rates", "themes"}
        return {name: getattr(self, name) for name in sorted(names)}

    @classmethod
    def loaded(cls, data: dict[str, Any]) -> Profile:
        return cls(**{**data, "currencies": tuple(data["currencies"])})


def _active_name(contact: Record) -> str | None:
    return str(contact["Name"]).lower() if contact["ContactStatus"] == "ACTIVE" else None


def _sales_number(invoice: Record) -> str | None:
    live = invoice["Type"] == "ACCREC" and invoice["Status"] not in GONE
    return invoice.get("InvoiceNumber") if live else None


def _text(name: str) -> Callable[[Record], str | None]:
    return lambda record: record.get(name) or None


def _lower(name: str) -> Callable[[Record], str | None]:
    return lambda record: str(record.get(name) or "").lower() or None


def _contact(record: Record) -> str:
    return str(record["Contact"]["ContactID"])


class Books:
    def __init__(
        self,
        organisation_id: str,
        profile: Profile,
        clock: Now,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self.organisation_id = organisation_id
        self.profile = profile
        self.clock = clock
        self.new_id = new_id
        self.lock = threading.RLock()
        self.created = milliseconds(clock())
        self.last_number = {"INV": 0, "PO": 0}
        self.told: Told = lambda _category, _record_id, _kind: None
        self._undo: list[tuple[Shelf, str, Record | None]] | None = None
        self.contacts = Shelf(
            "ContactID",
            {
                "name": _active_name,
                "number": _text("ContactNumber"),
                "account": _lower("AccountNumber"),
                "email": _lower("EmailAddress"),
            },
        )
        self.items = Shelf("ItemID", {"code": _lower("Code")})
        self.invoices = Shelf(
            "InvoiceID",
            {
                "sale": _sales_number,
                "number": _text("InvoiceNumber"),
                "contact": _contact,
            },
        )
        self.orders = Shelf(
            "PurchaseOrderID", {"number": _text("PurchaseOrderNumber"), "contact": _contact}
        )
        self.payments = Shelf("PaymentID", {"invoice": lambda row: row["Invoice"]["InvoiceID"]})
        self.credit_notes = Shelf("CreditNoteID")
        self.accounts = Shelf("AccountID", {"code": _text("Code")})
        self.tax_rates = Shelf("TaxType")
        self.themes = Shelf("BrandingThemeID")
        for shelf in self.shelves().values():
            shelf.watcher = self._watch

    def shelves(self) -> dict[str, Shelf]:
        return {name: shelf for name, shelf in vars(self).items() if isinstance(shelf, Shelf)}

    def now_ms(self) -> int:
        return milliseconds(self.clock())

    def today(self) -> str:
        """Return the organisation's calendar day (XERO.md 3, Time)."""
        return self.clock().astimezone(ZoneInfo(self.profile.zone)).date().isoformat()

    def local_ms(self, ms: int) -> int:
        """Return the organisation's wall clock as if it were UTC (the trap of XERO.md 3)."""
        moment = datetime.fromtimestamp(ms / 1000, UTC)
        offset = moment.astimezone(ZoneInfo(self.profile.zone)).utcoffset()
        return ms + int(offset.total_seconds() * 1000) if offset else ms

    def account(self, code: str) -> Record | None:
        return self.accounts.one_called("code", code)

    def set_up(self) -> None:
        """Fill the chart, the rates and the themes from the profile."""
        now = self.now_ms()
        for row in self.profile.accounts:
            self.accounts.put({"AccountID": self.new_id(), **row, "UpdatedDateUTC": now})
        for row in self.profile.tax_rates:
            self.tax_rates.put(dict(row))
        for order, name in enumerate(self.profile.themes):
            theme: Record = {"BrandingThemeID": self.new_id(), "Name": name}
            self.themes.put({**theme, "SortOrder": order, "CreatedDateUTC": now})

    def put_contact(self, contact: Record) -> None:
        self.contacts.put(contact)
        for documents in (self.invoices, self.orders):
            documents.stale("contact", contact["ContactID"])

    def items_changed(self) -> None:
        """Forget how documents were spelled: their lines show the item's name."""
        self.invoices.all_stale()
        self.orders.all_stale()

    def locked(self, day: str) -> tuple[str, str] | None:
        """Return which lock date shuts this day, and that date; None where it is open."""
        locks = (
            ("end of year", self.profile.end_of_year_lock_date),
            ("period", self.profile.period_lock_date),
        )
        return next(((name, until) for name, until in locks if until and day <= until), None)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo every change made inside if it ends in an exception. May be nested."""
        outer = self._undo
        mine: list[tuple[Shelf, str, Record | None]] = []
        self._undo = mine
        try:
            yield
        except Exception:
            for shelf, record_id, before in reversed(mine):
                shelf.restore(record_id, before)
            raise
        else:
            if outer is not None:
                outer.extend(mine)
            else:
                self._tell(mine)
        finally:
            self._undo = outer

    def _watch(self, shelf: Shelf, record_id: str, before: Record | None) -> None:
        if self._undo is not None:
            self._undo.append((shelf, record_id, before))
        else:
            self._tell([(shelf, record_id, before)])

    def _tell(self, done: Sequence[tuple[Shelf, str, Record | None]]) -> None:
        """Tell of changes that will stay; only two kinds of record have webhooks (XERO.md 6)."""
        kinds: dict[tuple[str, str], str] = {}
        for shelf, record_id, before in done:
            category = {self.contacts: "CONTACT", self.invoices: "INVOICE"}.get(shelf)
            if category:
                kinds.setdefault((category, record_id), "UPDATE" if before else "CREATE")
        for (category, record_id), kind in kinds.items():
            self.told(category, record_id, kind)

    def dump(self) -> dict[str, Any]:
        """Give everything it holds as plain JSON-able data."""
        return {
            "organisation_id": self.organisation_id,
            "created": self.created,
            "last_number": dict(self.last_number),
            "profile": self.profile.dump(),
            "shelves": {name: list(shelf) for name, shelf in self.shelves().items()},
        }

    def load(self, data: dict[str, Any]) -> None:
        """Take over what `dump` gave; the shelves must be empty, the profile is given before."""
        self.created = data["created"]
        self.last_number = dict(data["last_number"])
        for name, shelf in self.shelves().items():
            for record in data["shelves"].get(name, ()):
                shelf.put(record)


def long_day(day: str) -> str:
    """Spell a day in words, as error messages do."""
    return date.fromisoformat(day).strftime("%-d %B %Y")
