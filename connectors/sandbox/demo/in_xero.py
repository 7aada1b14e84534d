"""Write Brightwater into the pretend Xero."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.sandbox.demo import companies, goods, people
from connectors.sandbox.demo.cast import Company, Line, Paper, Patch, Person, Product, draw
from connectors.sandbox.demo.founding import stable_id
from connectors.sandbox.xero import Organisation
from connectors.sandbox.xero.wire import Record

BANK = "090"
APPROVED = frozenset({"AUTHORISED", "PAID", "VOIDED", "BILLED"})
GROSS = Decimal("1.2")  # tax-inclusive papers hold goods of 20 % only


class InXero:
    """Remembers the ids of what it wrote, by key; call in order of dependence."""

    def __init__(self, org: Organisation, now: datetime) -> None:
        self._org = org
        self._now = now
        self._contacts: dict[str, str] = {}

    @contextmanager
    def writing(self, what: str, moment: datetime) -> Iterator[None]:
        """Let the organisation live at that moment, and name what it makes after its subject."""
        clock, new_id, count = self._org.clock, self._org.new_id, itertools.count()
        self._org.clock = lambda: moment
        self._org.new_id = lambda: stable_id(f"{what} {next(count)}")
        try:
            yield
        finally:
            self._org.clock, self._org.new_id = clock, new_id

    def contact(self, company: Company, staff: Sequence[Person] = ()) -> None:
        """Write a customer or a supplier; one that is both is written once."""
        if company.key in self._contacts:
            return
        row = {**companies.contact_row(company), **people.in_contact(list(staff))}
        self._contacts[company.key] = self._save_contact(company.key, row)
        if company.archived and company.kept.in_xero and not company.kept.in_zoho:
            self.archive(company)  # now, so that a namesake can follow

    def archive(self, company: Company) -> None:
        moment = self._now - timedelta(days=60)
        with self.writing(f"archive {company.key}", moment):
            self._org.archive_contact(self._contacts[company.key])

    def person(self, person: Person) -> None:
        """Write a customer who is nobody's employee."""
        name = f"{person.first} {person.last}"
        row = {"Name": name, "FirstName": person.first, "LastName": person.last}
        self._contacts[name] = self._save_contact(name, {**row, "EmailAddress": person.email})

    def item(self, product: Product) -> None:
        with self.writing(f"item {product.code}", self._long_ago(product.called)):
            self._org.save_item(dict(goods.item_row(product)), create_only=True)

    def invoice(self, paper: Paper) -> None:
        row = {
            "Type": "ACCREC",
            "InvoiceNumber": paper.number,
            "Reference": paper.subject,
            **self._paper(paper, "DueDate"),
            "LineItems": [self._line(paper, line) for line in paper.lines],
            **paper.xero,
        }
        with self.writing(f"invoice {paper.called}", self._moment(paper)):
            made = self._org.save_invoice(row, create_only=True)
        self._settle(paper, made)
        if paper.state in ("VOIDED", "DELETED"):
            with self.writing(f"end {paper.called}", self._moment(paper) + timedelta(hours=1)):
                self._org.save_invoice({"InvoiceID": made["InvoiceID"], "Status": paper.state})

    def order(self, paper: Paper) -> None:
        row = {
            "PurchaseOrderNumber": paper.number,
            "Reference": paper.subject,
            **self._paper(paper, "DeliveryDate"),
            "LineItems": [self._order_line(line) for line in paper.lines],
            **paper.xero,
        }
        with self.writing(f"order {paper.called}", self._moment(paper)):
            made = self._org.save_order(row, create_only=True)
            if paper.state == "DELETED":
                self._org.save_order(
                    {"PurchaseOrderID": made["PurchaseOrderID"], "Status": "DELETED"}
                )

    def _save_contact(self, key: str, row: Patch) -> str:
        with self.writing(f"contact {key}", self._long_ago(key)):
            return str(self._org.save_contact(dict(row), create_only=True)["ContactID"])

    def _settle(self, paper: Paper, made: Record) -> None:
        """Receive what was paid, some days after."""
        sum_ = Decimal(str(made["Total"])) if paper.state == "PAID" else paper.paid
        if not sum_:
            return
        moment = self._moment(paper) + timedelta(days=min(paper.age, 5 + draw(20, paper.called)))
        with self.writing(f"payment {paper.called}", moment):
            self._org.add_payment(
                {
                    "Invoice": {"InvoiceID": made["InvoiceID"]},
                    "Account": {"Code": BANK},
                    "Amount": str(sum_),
                    "Reference": "Bank transfer",
                }
            )

    def _paper(self, paper: Paper, due_field: str) -> dict[str, Any]:
        day = self._now.date() - timedelta(days=paper.age)
        state = "DRAFT" if paper.state == "DELETED" else paper.state
        return {
            "Contact": {"ContactID": self._contacts[paper.company]},
            "Date": day.isoformat(),
            due_field: (day + timedelta(days=paper.term)).isoformat(),
            "Status": "AUTHORISED" if state in ("PAID", "VOIDED") else state,
            "LineAmountTypes": paper.kind,
        }

    def _line(self, paper: Paper, line: Line) -> Record:
        gross = paper.kind == "Inclusive"
        price = line.product.price * (GROSS if gross else 1)
        row = {
            "ItemCode": line.product.code,
            "Description": line.product.text or line.product.name,
            "Quantity": str(line.quantity),
            "UnitAmount": str(price),
            "TaxType": goods.SALES_TAX[line.product.percent],
            **line.xero,
        }
        return {**row, "DiscountAmount": str(line.discount)} if line.discount else row

    def _order_line(self, line: Line) -> Record:
        return {
            "ItemCode": line.product.code,
            "Description": line.product.text or line.product.name,
            "Quantity": str(line.quantity),
            "UnitAmount": str(goods.cost(line.product)),
            "TaxType": goods.PURCHASE_TAX[line.product.percent],
        }

    def _moment(self, paper: Paper) -> datetime:
        return self._now - timedelta(days=paper.age, minutes=draw(300, paper.called))

    def _long_ago(self, what: str) -> datetime:
        return self._now - timedelta(days=430 + draw(300, what), minutes=draw(600, what))
