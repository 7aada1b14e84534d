"""When an invoice is due: the CRM's words for it and Xero's payment terms."""

from __future__ import annotations

from collections.abc import Mapping

from sync.core.codecs import NAME, OPAQUE
from sync.core.records import Payload, Side
from sync.core.table import Row, Spot
from sync.core.tables.spots import inside, key, no_place

TERMS = "PaymentTerms"
# Xero's kinds of term (its PaymentTermType) and their day; the 31st is the last of any month.
ON_ITS_DATE = "On the invoice date"
RULES: Mapping[str, tuple[str, int]] = {
    ON_ITS_DATE: ("DAYSAFTERBILLDATE", 0),
    "7 days after the invoice date": ("DAYSAFTERBILLDATE", 7),
    "14 days after the invoice date": ("DAYSAFTERBILLDATE", 14),
    "30 days after the invoice date": ("DAYSAFTERBILLDATE", 30),
    "60 days after the invoice date": ("DAYSAFTERBILLDATE", 60),
    "End of the invoice month": ("OFCURRENTMONTH", 31),
    "End of the following month": ("OFFOLLOWINGMONTH", 31),
    "20th of the following month": ("OFFOLLOWINGMONTH", 20),
}
WORDS = {term: words for words, term in RULES.items()}


def due_rows() -> tuple[Row, ...]:
    """Build the row of a customer's due-date rule, and that of a supplier's, sent along with it.

    Terms of Xero that the CRM has no words for are said by saying nothing, and kept for what is
    invoiced: `sales_terms`.
    """
    return (
        Row(
            "due_rule",
            "Due date rule",
            zoho=key("Due_Date_Rule"),
            xero=_sales_terms(),
            codec=NAME,
            optional=True,
        ),
        Row(
            "sales_terms",
            "Payment terms of invoices",
            xero=Spot(inside(TERMS, "Sales").get, no_place, (TERMS,)),
            codec=OPAQUE,
            read_only=frozenset(Side),
        ),
        Row(
            "bill_terms",
            "Payment terms of bills",
            xero=inside(TERMS, "Bills", group=TERMS),
            codec=OPAQUE,
        ),
    )


def _sales_terms() -> Spot:
    terms = inside(TERMS, "Sales", group=TERMS)

    def get(payload: Payload) -> object:
        found = terms.get(payload)
        if not isinstance(found, dict):
            return None
        return WORDS.get((str(found.get("Type")), int(found.get("Day") or 0)))

    def put(payload: dict[str, object], value: object) -> None:
        kind, day = RULES.get(str(value), ("", 0))
        terms.put(payload, {"Day": day, "Type": kind} if kind else None)

    return Spot(get, put, terms.names, group=TERMS)
