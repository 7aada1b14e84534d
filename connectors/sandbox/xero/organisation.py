"""One organisation, as a person or another program would use it: the vendor's rules, no HTTP.

Every write raises Refused with the vendor's own words. Records come back as stored: days as
YYYY-MM-DD, UpdatedDateUTC in epoch milliseconds; treat them as frozen.
"""

from __future__ import annotations

from connectors.sandbox.xero import contacts, invoices, items, orders, payments
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.shelf import Shelf
from connectors.sandbox.xero.wire import Record


class Organisation(Books):
    def save_contact(self, patch: Record, *, create_only: bool = False) -> Record:
        with self.lock:
            return contacts.save(self, patch, create_only=create_only)

    def archive_contact(self, contact_id: str) -> Record:
        return self.save_contact({"ContactID": contact_id, "ContactStatus": "ARCHIVED"})

    def restore_contact(self, contact_id: str) -> Record:
        """Un-archive as a person may on the vendor's screen; by API it is [U] (XERO.md 5)."""
        with self.lock, self.all_or_nothing():
            contact = self.contacts.get(contact_id)
            if contact is None:
                raise Refused(contacts.UNKNOWN)
            self.put_contact(
                {**contact, "ContactStatus": "ACTIVE", "UpdatedDateUTC": self.now_ms()}
            )
            return self.save_contact({"ContactID": contact_id})

    def save_item(self, patch: Record, *, create_only: bool = False, unitdp: int = 4) -> Record:
        with self.lock:
            return items.save(self, patch, create_only=create_only, unitdp=unitdp)

    def delete_item(self, item_id: str) -> None:
        with self.lock:
            items.delete(self, item_id)

    def save_invoice(self, patch: Record, *, create_only: bool = False, unitdp: int = 4) -> Record:
        with self.lock:
            return invoices.save(self, patch, create_only=create_only, unitdp=unitdp)

    def save_order(self, patch: Record, *, create_only: bool = False) -> Record:
        with self.lock:
            return orders.save(self, patch, create_only=create_only)

    def add_payment(self, patch: Record) -> Record:
        with self.lock:
            return payments.add(self, patch)

    def delete_payment(self, payment_id: str) -> Record:
        with self.lock:
            return payments.delete(self, payment_id)

    def payments_of(self, invoice_id: str) -> list[Record]:
        with self.lock:
            return payments.of_invoice(self, invoice_id)

    def lock_until(self, period: str, *, end_of_year: str = "") -> None:
        """Set the lock dates (YYYY-MM-DD, or nothing to open)."""
        with self.lock:
            self.profile.period_lock_date = period
            self.profile.end_of_year_lock_date = end_of_year

    def list_contacts(self) -> list[Record]:
        return self._all(self.contacts)

    def list_items(self) -> list[Record]:
        return self._all(self.items)

    def list_invoices(self) -> list[Record]:
        return self._all(self.invoices)

    def list_orders(self) -> list[Record]:
        return self._all(self.orders)

    def list_payments(self) -> list[Record]:
        return self._all(self.payments)

    def list_accounts(self) -> list[Record]:
        return self._all(self.accounts)

    def _all(self, shelf: Shelf) -> list[Record]:
        with self.lock:
            return list(shelf)
