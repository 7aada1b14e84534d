"""Purchase orders: every kind of case, in every mode, line by line and to the cent."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case, Ends, x, z
from tests.engine.cases.papers import Orders
from tests.engine.cases.world import Played, check, check_whole

pytestmark = pytest.mark.django_db
DESK = Orders
NEW = [z("new")]
OPEN = [z("new", status="Approved")]  # AUTHORISED in Xero
NONE = Ends()
A, B = "status=Approved", "status=AUTHORISED"
THREE = "lines=W-1 3 x 10, total=30"
TWO = "lines=W-1 1 x 10 + W-2 2 x 5, total=20"
LONG = "subject={k}" + "s" * 252  # one more than Xero takes
# 100.05 with the tax in it; worked out from the net price, a cent less.
GROSS, NET = "lines=W-1 3 x 33.35 @INPUT2", "lines=W-1 3 x 27.79 @Standard Rate"
ODD = "total=100.05"
DESCRIBED = "lines=W-1 1 x 10 #steel + W-2 2 x 5 #brass"
SWAPPED = "lines=W-2 2 x 5 + W-1 1 x 10, total=20"
UNSWAPPED = "lines=W-1 1 x 10 + W-2 2 x 5, total=20"
CASES = (
    Case("nothing done", NEW, [], NONE),
    Case("created in Zoho", [], NEW, Ends(written="x"), to_crm=Ends("", "-")),
    Case("created in Xero", [], [x("new")], Ends(written="z"), to_xero=Ends("-")),
    Case("created in both", [], [z("new"), x("new")], NONE),
    Case(
        "created in both, the line described in Xero only",
        [],
        [z("new", lines="W-1 1 x 10 #"), x("new")],
        Ends(written="z"),
        to_xero=NONE,
    ),
    Case(
        "created in both, a line described in the CRM only",
        [],
        [z("new", lines="W-1 1 x 10 #steel"), x("new", lines="W-1 1 x 10 #")],
        Ends("lines=W-1 1 x 10 #steel", "lines=W-1 1 x 10 #steel", "x"),
        to_crm=Ends("lines=W-1 1 x 10 #steel"),
    ),
    Case(
        "created in both, each line described on another side",
        [],
        [
            z("new", lines="W-1 1 x 10 #steel + W-2 2 x 5 #"),
            x("new", lines="W-1 1 x 10 # + W-2 2 x 5 #brass"),
        ],
        Ends(f"{DESCRIBED}, total=20", f"{DESCRIBED}, total=20", "zx"),
        to_crm=Ends(f"{DESCRIBED}, total=20", "lines=W-1 1 x 10 + W-2 2 x 5 #brass, total=20", "z"),
        to_xero=Ends(
            "lines=W-1 1 x 10 #steel + W-2 2 x 5, total=20", f"{DESCRIBED}, total=20", "x"
        ),
    ),
    Case(
        "created in both, the line described otherwise",
        [],
        [z("new", lines="W-1 1 x 10 #steel"), x("new", lines="W-1 1 x 10 #brass")],
        Ends("lines=W-1 1 x 10 #steel", "lines=W-1 1 x 10 #brass", "", "conflict:lines"),
    ),
    Case(
        "created in both, another total",
        [],
        [z("new"), x("new", lines="W-1 3 x 10")],
        Ends("", THREE, "", "match:* match:*"),
        to_crm=Ends("", THREE, "", "match:*"),
        to_xero=Ends("", THREE, "", "match:*"),
    ),
    Case("approved, created in Zoho", [], OPEN, Ends(A, B, "x"), to_crm=Ends(A, "-")),
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
        Ends(THREE, THREE, "x"),
        to_crm=Ends(THREE),
    ),
    Case(
        "a line updated in Xero",
        NEW,
        [x("first", line="W-1 3 x 10")],
        Ends(THREE, THREE, "z"),
        to_xero=Ends("", THREE),
    ),
    Case(
        "a line added in Zoho",
        NEW,
        [z("add", line="W-2 2 x 5")],
        Ends(TWO, TWO, "x"),
        to_crm=Ends(TWO),
    ),
    Case(
        "a line added in Xero",
        NEW,
        [x("add", line="W-2 2 x 5")],
        Ends(TWO, TWO, "z"),
        to_xero=Ends("", TWO),
    ),
    Case(
        "a line removed in Zoho",
        [z("new", lines="W-1 1 x 10 + W-2 2 x 5")],
        [z("cut")],
        Ends(written="x"),
        to_crm=Ends("", TWO),
    ),
    Case(
        "a line removed in Xero",
        [z("new", lines="W-1 1 x 10 + W-2 2 x 5")],
        [x("cut")],
        Ends(written="z"),
        to_xero=Ends(TWO),
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
        [z("first", line="W-1 3 x 10"), x("add", line="W-2 2 x 5")],
        Ends(THREE, TWO, "", "conflict:lines"),
    ),
    Case("approved in Zoho", NEW, [z("edit", status="Approved")], Ends(A, B, "x"), to_crm=Ends(A)),
    Case(
        "approved in Xero",
        NEW,
        [x("edit", status="AUTHORISED")],
        Ends(A, B, "z"),
        to_xero=Ends("", B),
    ),
    Case("deleted in Xero", NEW, [x("drop")], Ends("", "-", "", "deleted:*")),
    Case("deleted in Zoho", NEW, [z("drop")], Ends("-", "", "", "deleted:*")),
    Case("deleted in both", NEW, [z("drop"), x("drop")], Ends("-", "-")),
    Case(
        "re-created in Zoho with the number of the one that is linked",
        NEW,
        [z("drop"), z("new", subject="again {k}")],
        Ends("subject=again {k}", "", "", "deleted:* taken:*"),
        to_crm=Ends("subject=again {k}", "", "", "deleted:*"),
    ),
    Case(
        "re-created in Zoho with a number of its own",
        NEW,
        [z("drop"), z("new", number="PO2-{k}")],
        Ends("number=PO2-{k}", " / number=PO2-{k}", "x", "deleted:*"),
        to_crm=Ends("number=PO2-{k}", "", "", "deleted:*"),
    ),
    Case(
        "a number that a deleted order of Xero keeps",
        [],
        [x("new"), x("drop"), z("new")],
        Ends("", "-", "", "in_use:number"),
        to_crm=Ends("", "-"),
    ),
    Case(
        "the key changed in Zoho",
        NEW,
        [z("edit", number="PO2-{k}")],
        Ends("number=PO2-{k}", "number=PO2-{k}", "x"),
        to_crm=Ends("number=PO2-{k}"),
    ),
    Case(
        "the key changed in Xero",
        NEW,
        [x("edit", number="PO2-{k}")],
        Ends("number=PO2-{k}", "number=PO2-{k}", "z"),
        to_xero=Ends("", "number=PO2-{k}"),
    ),
    Case(
        "created in Zoho, the key blank",
        [],
        [z("new", number="")],
        Ends("number=", "-", "", "no_key:*"),
        to_crm=Ends("number=", "-"),
    ),
    Case(
        "the key blanked in Zoho, another field edited",
        NEW,
        [z("edit", number="", due="2026-12-24")],
        Ends("number=, due=2026-12-24", "due=2026-12-24", "x", "missing:number"),
        to_crm=Ends("number=, due=2026-12-24"),
    ),
    Case(
        "twins in Zoho",
        [],
        [z("new"), z("new", subject="more {k}")],
        Ends(" / subject=more {k}", "-", "", "twins:* twins:*"),
        to_crm=Ends(" / subject=more {k}", "-"),
    ),
    Case(
        "a twin of a linked one",
        NEW,
        [z("new", subject="more {k}")],
        Ends(" / subject=more {k}", "", "", "taken:*"),
        to_crm=Ends(" / subject=more {k}"),
    ),
    Case(
        "billed in Xero",
        OPEN,
        [x("edit", status="BILLED")],
        Ends("status=Delivered", "status=BILLED", "z"),
        to_xero=Ends(A, "status=BILLED"),
    ),
    Case(
        "billed in Xero, then edited in Zoho",
        OPEN,
        [x("edit", status="BILLED"), z("first", line="W-1 3 x 10")],
        Ends(f"status=Delivered, {THREE}", "status=BILLED", "z", "locked:lines"),
        to_crm=Ends(f"status=Delivered, {THREE}", "status=BILLED", "z"),
        to_xero=Ends(f"{A}, {THREE}", "status=BILLED", "", "locked:lines"),
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
            "lines=W-1 1 x 10 @Standard Rate, total=12", "lines=W-1 1 x 10 @INPUT2, total=12", "x"
        ),
        to_crm=Ends("lines=W-1 1 x 10 @Standard Rate, total=12", "-"),
    ),
    Case(
        "tax-inclusive in Xero, a line described in Zoho",
        [x("new", kind="Inclusive", lines="W-1 3 x 33.35 @INPUT2")],
        [z("describe", about="new")],
        Ends(f"{NET} #new, {ODD}", f"{GROSS} #new, {ODD}", "x"),
        to_crm=Ends(f"{NET} #new, {ODD}", f"{GROSS}, {ODD}"),
    ),
    Case(
        "tax-inclusive in Xero, a line described there",
        [x("new", kind="Inclusive", lines="W-1 3 x 33.35 @INPUT2")],
        [x("describe", about="new")],
        Ends(f"{NET} #new, {ODD}", f"{GROSS} #new, {ODD}", "z"),
        to_xero=Ends(f"{NET}, {ODD}", f"{GROSS} #new, {ODD}"),
    ),
    Case(
        "tax-inclusive in Xero, the head updated in Zoho",
        [x("new", kind="Inclusive", lines="W-1 3 x 33.35 @INPUT2")],
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
        "an unknown currency in Zoho",
        [],
        [z("new", currency="USD")],
        Ends("", "-", "", "not_offered:currency"),
        to_crm=Ends("", "-"),
    ),
    Case(
        "too long for Xero",
        NEW,
        [z("edit", subject=LONG.partition("=")[2], due="2026-12-24")],
        Ends(f"due=2026-12-24, {LONG}", "due=2026-12-24", "x", "too_long:subject"),
        to_crm=Ends(f"due=2026-12-24, {LONG}"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
