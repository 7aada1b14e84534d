"""Write Brightwater into the pretend Zoho CRM."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from connectors.sandbox.demo import companies, goods, people
from connectors.sandbox.demo.cast import Company, Line, Paper, Person, Product, draw
from connectors.sandbox.zoho import Org

STATES = {
    "DRAFT": "Created",
    "SUBMITTED": "Created",
    "AUTHORISED": "Approved",
    "PAID": "Delivered",
    "BILLED": "Delivered",
    "VOIDED": "Cancelled",
    "DELETED": "Cancelled",
}
NUMBER_COUNTER = "Invoices.Invoice_Number"
LAST_NUMBER = 2100  # the next invoice made by hand is BW-2101


class InZoho:
    """Remembers the ids of what it wrote, by key; call in order of dependence."""

    def __init__(self, org: Org, now: datetime) -> None:
        self._org = org
        self._now = now
        self._accounts: dict[str, str] = {}
        self._vendors: dict[str, str] = {}
        self._products: dict[str, str] = {}
        self._people: dict[str, str] = {}

    def account(self, company: Company) -> None:
        row = companies.account_row(company)
        self._accounts[company.key] = self._insert("Accounts", row, self._long_ago(company.key))

    def vendor(self, company: Company) -> None:
        row = companies.vendor_row(company)
        self._vendors[company.key] = self._insert("Vendors", row, self._long_ago(company.key))

    def person(self, person: Person) -> None:
        row = dict(people.person_row(person))
        if person.company:
            row["Account_Name"] = self._accounts[person.company]
        name = f"{person.first} {person.last}"
        self._people[name] = self._insert("Contacts", row, self._long_ago(name))

    def product(self, product: Product) -> None:
        moment = self._long_ago(product.called)
        self._products[product.called] = self._insert(
            "Products", goods.product_row(product), moment
        )

    def invoice(self, paper: Paper) -> None:
        who = {"Account_Name": self._accounts.get(paper.company)}
        if not paper.company:
            who = {"Contact_Name": self._people[paper.subject.removeprefix("For ")]}
        row = {"Invoice_Number": paper.number, **self._paper(paper, "Invoice_Date"), **who}
        row["Invoiced_Items"] = [self._line(line, line.product.price) for line in paper.lines]
        self._org.switches.number_writable = True  # they were numbered when they were written
        self._insert("Invoices", {**row, **paper.zoho}, self._moment(paper))
        self._org.switches.number_writable = False
        self._org.counters[NUMBER_COUNTER] = LAST_NUMBER

    def order(self, paper: Paper) -> None:
        row = {"PO_Number": paper.number, **self._paper(paper, "PO_Date")}
        row["Vendor_Name"] = self._vendors[paper.company]
        row["Purchase_Items"] = [self._line(line, goods.cost(line.product)) for line in paper.lines]
        self._insert("Purchase_Orders", {**row, **paper.zoho}, self._moment(paper))

    def _insert(self, module: str, row: dict[str, Any] | Any, moment: datetime) -> str:
        return str(self._org.insert(module, row, at=moment)["id"])

    def _paper(self, paper: Paper, date_field: str) -> dict[str, Any]:
        day = self._day(paper)
        return {
            "Subject": paper.subject or paper.number,
            date_field: day.isoformat(),
            "Due_Date": (day + timedelta(days=paper.term)).isoformat(),
            "Status": STATES[paper.state],
        }

    def _line(self, line: Line, price: object) -> dict[str, Any]:
        percent = line.product.percent
        return {
            "Product_Name": self._products[line.product.called],
            "Quantity": line.quantity,
            "List_Price": price,
            "Discount": line.discount,
            "Line_Tax": [{"name": goods.TAX_NAMES[percent], "percentage": percent}],
            "Description": line.product.text or line.product.name,
            **line.zoho,
        }

    def _day(self, paper: Paper) -> date:
        return self._now.date() - timedelta(days=paper.age)

    def _moment(self, paper: Paper) -> datetime:
        return self._now - timedelta(days=paper.age, minutes=draw(300, paper.called))

    def _long_ago(self, what: str) -> datetime:
        return self._now - timedelta(days=430 + draw(300, what), minutes=draw(600, what))
