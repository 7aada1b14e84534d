"""Invoices: every kind of case, in every mode, line by line and to the cent."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case, Ends, x, z
from tests.engine.cases.papers import Invoices
from tests.engine.cases.world import Played, check, check_whole

pytestmark = pytest.mark.django_db
DESK = Invoices
NEW = [z("new")]
OPEN = [z("new", status="Approved")]  # AUTHORISED in Xero
NONE = Ends()
A, B = "status=Approved", "status=AUTHORISED"
TWO = "W-1 1 x 10 + W-2 2 x 5"
# 100.05 with the tax in it; worked out from the net price, a cent less.
GROSS, NET = "lines=W-1 3 x 33.35 @OUTPUT2", "lines=W-1 3 x 27.79 @Standard Rate"
ODD = "total=100.05"
SWAPPED = "lines=W-2 2 x 5 + W-1 1 x 10, total=20"
UNSWAPPED = "lines=W-1 1 x 10 + W-2 2 x 5, total=20"
CASES = (
    Case("nothing done", NEW, [], NONE),
    Case("created in Zoho", [], NEW, Ends(written="x"), to_crm=Ends("", "-")),
    Case("created in Xero", [], [x("new")], Ends(written="z"), to_xero=Ends("-")),
    Case(
        "approved, created in Zoho",
        [],
        [z("new", status="Approved")],
        Ends(A, B, "x"),
        to_crm=Ends(A, "-"),
    ),
    Case(
        "the head updated in Zoho",
        NEW,
        [z("edit", subject="new {k}")],
        Ends("subject=new {k}", "subject=new {k}", "x"),
        to_crm=Ends("subject=new {k}"),
    ),
    Case(
        "the head updated in Xero",
        NEW,
        [x("edit", due="2026-12-24")],
        Ends("due=2026-12-24", "due=2026-12-24", "z"),
        to_xero=Ends("", "due=2026-12-24"),
    ),
    Case(
        "a line updated in Zoho",
        NEW,
        [z("first", line="W-1 3 x 10")],
        Ends("lines=W-1 3 x 10, total=30", "lines=W-1 3 x 10, total=30", "x"),
        to_crm=Ends("lines=W-1 3 x 10, total=30"),
    ),
    Case(
        "a line updated in Xero",
        NEW,
        [x("first", line="W-1 3 x 10")],
        Ends("lines=W-1 3 x 10, total=30", "lines=W-1 3 x 10, total=30", "z"),
        to_xero=Ends("", "lines=W-1 3 x 10, total=30"),
    ),
    Case(
        "a line added in Zoho",
        NEW,
        [z("add", line="W-2 2 x 5")],
        Ends(f"lines={TWO}, total=20", f"lines={TWO}, total=20", "x"),
        to_crm=Ends(f"lines={TWO}, total=20"),
    ),
    Case(
        "a line added in Xero",
        NEW,
        [x("add", line="W-2 2 x 5")],
        Ends(f"lines={TWO}, total=20", f"lines={TWO}, total=20", "z"),
        to_xero=Ends("", f"lines={TWO}, total=20"),
    ),
    Case(
        "a line removed in Zoho",
        [z("new", lines=TWO)],
        [z("cut")],
        Ends(written="x"),
        to_crm=Ends("", f"lines={TWO}, total=20"),
    ),
    Case(
        "a line removed in Xero",
        [z("new", lines=TWO)],
        [x("cut")],
        Ends(written="z"),
        to_xero=Ends(f"lines={TWO}, total=20"),
    ),
    Case(
        "lines reordered in Xero",
        [z("new", lines="W-1 1 x 10 + W-2 2 x 5")],
        [x("swap")],
        Ends(SWAPPED, SWAPPED, "z"),
        to_xero=Ends(UNSWAPPED, SWAPPED),
    ),
    Case(
        "lines reordered in Zoho",
        [z("new", lines="W-1 1 x 10 + W-2 2 x 5")],
        [z("swap")],
        Ends(SWAPPED, SWAPPED, "x"),
        to_crm=Ends(SWAPPED, UNSWAPPED),
    ),
    Case(
        "a line put first in Xero",
        NEW,
        [x("insert", line="W-2 2 x 5")],
        Ends(SWAPPED, SWAPPED, "z"),
        to_xero=Ends("", SWAPPED),
    ),
    Case(
        "a field cleared in Xero that the CRM requires",
        NEW,
        [x("edit", subject="")],
        Ends("", "subject="),
    ),
    Case(
        "a field cleared in Xero that the CRM requires, and edited there",
        NEW,
        [x("edit", subject=""), z("edit", subject="new {k}")],
        Ends("subject=new {k}", "subject=new {k}", "x"),
        to_crm=Ends("subject=new {k}", "subject="),
    ),
    Case(
        "both edited, different fields",
        NEW,
        [z("edit", subject="new {k}"), x("edit", due="2026-12-24")],
        Ends("subject=new {k}, due=2026-12-24", "subject=new {k}, due=2026-12-24", "zx"),
        to_crm=Ends("subject=new {k}, due=2026-12-24", "due=2026-12-24", "z"),
        to_xero=Ends("subject=new {k}", "subject=new {k}, due=2026-12-24", "x"),
    ),
    Case(
        "both edited, the same field",
        NEW,
        [z("edit", due="2026-12-23"), x("edit", due="2026-12-24")],
        Ends("due=2026-12-23", "due=2026-12-24", "", "conflict:due_date"),
    ),
    Case(
        "both edited, the lines",
        NEW,
        [z("first", line="W-1 3 x 10"), x("first", line="W-1 4 x 10")],
        Ends("lines=W-1 3 x 10, total=30", "lines=W-1 4 x 10, total=40", "", "conflict:lines"),
    ),
    Case(
        "approved in Zoho",
        NEW,
        [z("edit", status="Approved")],
        Ends(A, B, "x"),
        to_crm=Ends(A),
    ),
    Case(
        "approved in Xero",
        NEW,
        [x("edit", status="AUTHORISED")],
        Ends(A, B, "z"),
        to_xero=Ends("", B),
    ),
    Case(
        "approved, created in Zoho without any date",
        [],
        [z("new", status="Approved", due="", date="")],
        Ends(f"{A}, due=", "-", "", "missing:due_date"),
        to_crm=Ends(f"{A}, due=", "-"),
    ),
    Case(
        "approved, created in Zoho without a due date",
        [],
        [z("new", status="Approved", due="")],
        Ends(f"{A}, due=", f"{B}, due=2026-11-01", "x"),
        to_crm=Ends(f"{A}, due=", "-"),
    ),
    Case(
        "a draft without a due date, created in Xero",
        [],
        [x("new", due="")],
        Ends("due=", "due=", "z"),
        to_xero=Ends("-", "due="),
    ),
    Case(
        "a draft without a due date, approved in Zoho",
        [x("new", due="")],
        [z("edit", status="Approved", subject="new {k}")],
        Ends(f"due=, {A}, subject=new {{k}}", f"due=2026-11-01, {B}, subject=new {{k}}", "x"),
        to_crm=Ends(f"due=, {A}, subject=new {{k}}", "due="),
    ),
    Case(
        "a draft without a due date, approved in Zoho with one",
        [x("new", due="")],
        [z("edit", status="Approved", due="2026-12-24")],
        Ends(f"due=2026-12-24, {A}", f"due=2026-12-24, {B}", "x"),
        to_crm=Ends(f"due=2026-12-24, {A}", "due="),
    ),
    Case(
        "the due date cleared in Zoho, approved",
        OPEN,
        [z("edit", due="")],
        Ends(f"{A}, due=", B, "", "missing:due_date"),
        to_crm=Ends(f"{A}, due=", B),
    ),
    Case("deleted in Xero", NEW, [x("drop")], Ends("", "-", "", "deleted:*")),
    Case("deleted in Zoho", NEW, [z("drop")], Ends("-", "", "", "deleted:*")),
    Case("deleted in both", NEW, [z("drop"), x("drop")], Ends("-", "-")),
    Case(
        "re-created in Zoho",  # with a number of its own
        NEW,
        [z("drop"), z("new", subject="again {k}")],
        Ends("subject=again {k}", " / subject=again {k}", "x", "deleted:*"),
        to_crm=Ends("subject=again {k}", "", "", "deleted:*"),
    ),
    Case(
        "voided in Xero",
        OPEN,
        [x("edit", status="VOIDED")],
        Ends(A, "status=VOIDED", "", "status:status"),
    ),
    Case(
        "cancelled in Zoho",
        OPEN,
        [z("edit", status="Cancelled")],
        Ends("status=Cancelled", B, "", "status:status"),
    ),
    Case(
        "a status that the CRM's pick list has and Status Mapping has not",
        [],
        [z("new", status="Cancelled")],
        Ends("status=Cancelled", "-", "", "status:status"),
        to_crm=Ends("status=Cancelled", "-"),
    ),
    Case(
        "paid in Xero",
        OPEN,
        [x("pay", amount="10")],
        Ends("status=Delivered", "status=PAID", "z"),
        to_xero=Ends(A, "status=PAID"),
    ),
    Case(
        "paid in Xero, then edited in Zoho",
        OPEN,
        [x("pay", amount="10"), z("first", line="W-1 3 x 10")],
        Ends("status=Delivered, lines=W-1 3 x 10, total=30", "status=PAID", "z", "locked:lines"),
        to_crm=Ends("status=Delivered, lines=W-1 3 x 10, total=30", "status=PAID", "z"),
        to_xero=Ends(f"{A}, lines=W-1 3 x 10, total=30", "status=PAID", "", "locked:lines"),
    ),
    Case(
        "part paid in Xero, then edited in Zoho",
        OPEN,
        [x("pay", amount="4"), z("first", line="W-1 3 x 10")],
        Ends(f"{A}, lines=W-1 3 x 10, total=30", B, "", "locked:lines"),
        to_crm=Ends(f"{A}, lines=W-1 3 x 10, total=30", B),
    ),
    Case(
        "paid and the payment taken back",
        OPEN,
        [x("pay", amount="10"), x("unpay"), z("first", line="W-1 3 x 10")],
        Ends(f"{A}, lines=W-1 3 x 10, total=30", f"{B}, lines=W-1 3 x 10, total=30", "x"),
        to_crm=Ends(f"{A}, lines=W-1 3 x 10, total=30", B),
    ),
    Case(
        "edited in a locked period",
        [z("new", date="2026-01-15")],
        [z("edit", subject="new {k}")],
        Ends("subject=new {k}", "", "", "locked:subject"),
        to_crm=Ends("subject=new {k}"),
    ),
    Case(
        "created in a locked period",
        [],
        [z("new", date="2026-01-15")],
        Ends("", "-", "", "locked:date"),
        to_crm=Ends("", "-"),
    ),
    Case(
        "a known tax",
        [],
        [z("new", lines="W-1 1 x 10 @Standard Rate")],
        Ends(
            "lines=W-1 1 x 10 @Standard Rate, total=12", "lines=W-1 1 x 10 @OUTPUT2, total=12", "x"
        ),
        to_crm=Ends("lines=W-1 1 x 10 @Standard Rate, total=12", "-"),
    ),
    Case(
        "tax-inclusive in Xero, a line described in Zoho",
        [x("new", kind="Inclusive", lines="W-1 3 x 33.35 @OUTPUT2")],
        [z("describe", about="new")],
        Ends(f"{NET} #new, {ODD}", f"{GROSS} #new, {ODD}", "x"),
        to_crm=Ends(f"{NET} #new, {ODD}", f"{GROSS}, {ODD}"),
    ),
    Case(
        "tax-inclusive in Xero, a line described there",
        [x("new", kind="Inclusive", lines="W-1 3 x 33.35 @OUTPUT2")],
        [x("describe", about="new")],
        Ends(f"{NET} #new, {ODD}", f"{GROSS} #new, {ODD}", "z"),
        to_xero=Ends(f"{NET}, {ODD}", f"{GROSS} #new, {ODD}"),
    ),
    Case(
        "tax-inclusive in Xero, the head updated in Zoho",
        [x("new", kind="Inclusive", lines="W-1 3 x 33.35 @OUTPUT2")],
        [z("edit", subject="new {k}")],
        Ends(f"subject=new {{k}}, {NET}, {ODD}", f"subject=new {{k}}, {GROSS}, {ODD}", "x"),
        to_crm=Ends(f"subject=new {{k}}, {NET}, {ODD}", f"{GROSS}, {ODD}"),
    ),
    Case(
        "an unknown tax in Zoho",
        [],
        [z("new", lines="W-1 1 x 10 @Odd Rate")],
        Ends("lines=W-1 1 x 10 @Odd Rate, total=10.7", "-", "", "untranslated:lines"),
        to_crm=Ends("lines=W-1 1 x 10 @Odd Rate, total=10.7", "-"),
    ),
    Case(
        "an unknown tax comes to a linked one",
        NEW,
        [z("first", line="W-1 1 x 10 @Odd Rate")],
        Ends("lines=W-1 1 x 10 @Odd Rate, total=10.7", "", "", "untranslated:lines"),
        to_crm=Ends("lines=W-1 1 x 10 @Odd Rate, total=10.7"),
    ),
    Case(
        "an unknown currency in Zoho",
        [],
        [z("new", currency="USD")],
        Ends("", "-", "", "not_offered:currency"),
        to_crm=Ends("", "-"),
    ),
    Case(
        "too long for Xero",
        NEW,
        [z("edit", subject="{k}" + "s" * 252, due="2026-12-24")],
        Ends("due=2026-12-24, subject={k}" + "s" * 252, "due=2026-12-24", "x", "too_long:subject"),
        to_crm=Ends("due=2026-12-24, subject={k}" + "s" * 252),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
