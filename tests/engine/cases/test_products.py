"""Products: every kind of case, in every mode, line by line."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case, Ends, x, z
from tests.engine.cases.desks import Products
from tests.engine.cases.world import Played, check, check_whole

pytestmark = pytest.mark.django_db
DESK = Products
NEW = [z("new")]
NONE = Ends()
GONE_Z, GONE_X = Ends("-"), Ends("", "-")
LONG = "n" * 47  # and the case's own key of 4: one more than Xero takes
CASES = (
    Case("nothing done", NEW, [], NONE),
    Case("created in Zoho", [], NEW, Ends(written="x"), to_crm=GONE_X),
    Case("created in Xero", [], [x("new")], Ends(written="z"), to_xero=GONE_Z),
    Case("created in both", [], [z("new"), x("new")], NONE),
    Case(
        "created in both, one with more",
        [],
        [z("new", text=""), x("new", price="")],
        Ends(written="zx"),
        to_crm=Ends("", "price=", "z"),
        to_xero=Ends("text=", "", "x"),
    ),
    Case(
        "created in both, another price",
        [],
        [z("new"), x("new", price="11")],
        Ends("", "price=11", "", "conflict:price"),
    ),
    Case(
        "updated in Zoho",
        NEW,
        [z("edit", price="12.5")],
        Ends("price=12.5", "price=12.5", "x"),
        to_crm=Ends("price=12.5"),
    ),
    Case(
        "updated in Xero",
        NEW,
        [x("edit", price="12.5")],
        Ends("price=12.5", "price=12.5", "z"),
        to_xero=Ends("", "price=12.5"),
    ),
    Case(
        "finer than the CRM's cents",
        NEW,
        [x("edit", price="1.2345")],
        Ends("price=1.23", "price=1.2345", "z"),
        to_xero=Ends("", "price=1.2345"),
    ),
    Case(
        "a field cleared in Zoho",
        NEW,
        [z("edit", text="")],
        Ends("text=", "text=", "x"),
        to_crm=Ends("text="),
    ),
    Case(
        "a field cleared in Xero",
        NEW,
        [x("edit", text="")],
        Ends("text=", "text=", "z"),
        to_xero=Ends("", "text="),
    ),
    Case(
        "both edited, different fields",
        NEW,
        [z("edit", price="12"), x("edit", text="new")],
        Ends("price=12, text=new", "price=12, text=new", "zx"),
        to_crm=Ends("price=12, text=new", "text=new", "z"),
        to_xero=Ends("price=12", "price=12, text=new", "x"),
    ),
    Case(
        "both edited, the same field",
        NEW,
        [z("edit", price="12"), x("edit", price="13", text="new")],
        Ends("price=12, text=new", "price=13, text=new", "z", "conflict:price"),
        to_xero=Ends("price=12", "price=13, text=new", "", "conflict:price"),
    ),
    Case(
        "both edited alike",
        NEW,
        [z("edit", price="12"), x("edit", price="12.00")],
        Ends("price=12", "price=12"),
    ),
    Case("deleted in Xero", NEW, [x("drop")], Ends("", "-", "", "deleted:*")),
    Case("deleted in Zoho", NEW, [z("drop")], Ends("-", "", "", "deleted:*")),
    Case("deleted in both", NEW, [z("drop"), x("drop")], Ends("-", "-")),
    Case(
        "re-created in Zoho",
        NEW,
        [z("drop"), z("new", price="12")],
        Ends("price=12", "", "", "deleted:* taken:*"),
        to_crm=Ends("price=12", "", "", "deleted:*"),
    ),
    Case(
        "re-created in Xero",
        NEW,
        [x("drop"), x("new", price="12")],
        Ends("", "price=12", "", "deleted:* taken:*"),
        to_xero=Ends("", "price=12", "", "deleted:*"),
    ),
    Case(
        "renamed in Zoho",
        NEW,
        [z("edit", name="Other {k}")],
        Ends("name=Other {k}", "name=Other {k}", "x"),
        to_crm=Ends("name=Other {k}"),
    ),
    Case(
        "renamed in Xero",
        NEW,
        [x("edit", name="Other {k}")],
        Ends("name=Other {k}", "name=Other {k}", "z"),
        to_xero=Ends("", "name=Other {k}"),
    ),
    Case(
        "the key changed in Zoho",
        NEW,
        [z("edit", code="N-{k}")],
        Ends("code=N-{k}", "code=N-{k}", "x"),
        to_crm=Ends("code=N-{k}"),
    ),
    Case(
        "the key changed in Xero",
        NEW,
        [x("edit", code="N-{k}")],
        Ends("code=N-{k}", "code=N-{k}", "z"),
        to_xero=Ends("", "code=N-{k}"),
    ),
    Case(
        "the key changed in both",
        NEW,
        [z("edit", code="Z-{k}"), x("edit", code="X-{k}")],
        Ends("code=Z-{k}", "code=X-{k}", "", "conflict:code"),
    ),
    Case(
        "the key blanked in Zoho, another field edited",
        NEW,
        [z("edit", code="", price="12")],
        Ends("code=, price=12", "price=12", "x", "missing:code"),
        to_crm=Ends("code=, price=12"),
    ),
    Case(
        "created in Zoho, the key blank",
        [],
        [z("new", code="")],
        Ends("code=", "-", "", "no_key:*"),
        to_crm=Ends("code=", "-"),
    ),
    Case(
        "created in Xero without a name",
        [],
        [x("new", name="")],
        Ends("name={k}", "name=", "z"),
        to_xero=Ends("-", "name="),
    ),
    Case(
        "twins in Zoho",
        [],
        [z("new"), z("new", name="Thung {k}")],
        Ends(" / name=Thung {k}", "-", "", "twins:* twins:*"),
        to_crm=Ends(" / name=Thung {k}", "-"),
    ),
    Case(
        "a twin of a linked one",
        NEW,
        [z("new", price="12")],
        Ends(" / price=12", "", "", "taken:*"),
        to_crm=Ends(" / price=12"),
    ),
    Case(
        "the same key, another name",
        [],
        [z("new", name="One {k}"), x("new", name="Two {k}")],
        Ends("name=One {k}", "name=Two {k}", "", "match:* match:*"),
        to_crm=Ends("name=One {k}", "name=Two {k}", "", "match:*"),
        to_xero=Ends("name=One {k}", "name=Two {k}", "", "match:*"),
    ),
    Case(
        "too long for Xero",
        NEW,
        [z("edit", name=f"{LONG}{{k}}", price="12")],
        Ends(f"name={LONG}{{k}}, price=12", "price=12", "x", "too_long:name"),
        to_crm=Ends(f"name={LONG}{{k}}, price=12"),
    ),
    Case(
        "new, and its key too long for Xero",
        [],
        [z("new", code="{k}" + "c" * 27)],
        Ends("code={k}" + "c" * 27, "-", "", "too_long:code"),
        to_crm=Ends("code={k}" + "c" * 27, "-"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
