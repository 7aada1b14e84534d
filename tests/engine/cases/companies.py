"""The cases that accounts and vendors have in common: both are companies."""

from __future__ import annotations

from tests.engine.cases.case import Case, Ends, x, z

NEW = [z("new")]
NONE = Ends()
GONE_Z, GONE_X = Ends("-"), Ends("", "-")
COMPANIES = (
    Case("nothing done", NEW, [], NONE),
    Case("created in Zoho", [], NEW, Ends(written="x"), to_crm=GONE_X),
    Case("created in Xero", [], [x("new")], Ends(written="z"), to_xero=GONE_Z),
    Case("created in both", [], [z("new"), x("new")], NONE),
    Case(
        "updated in Zoho",
        NEW,
        [z("edit", phone="2")],
        Ends("phone=2", "phone=2", "x"),
        to_crm=Ends("phone=2"),
    ),
    Case(
        "updated in Xero",
        NEW,
        [x("edit", phone="2")],
        Ends("phone=2", "phone=2", "z"),
        to_xero=Ends("", "phone=2"),
    ),
    Case(
        "a field cleared in Zoho",
        NEW,
        [z("edit", city="")],
        Ends("city=", "city=", "x"),
        to_crm=Ends("city="),
    ),
    Case(
        "a field cleared in Xero",
        NEW,
        [x("edit", city="")],
        Ends("city=", "city=", "z"),
        to_xero=Ends("", "city="),
    ),
    Case(
        "both edited, different fields",
        NEW,
        [z("edit", phone="2"), x("edit", city="York")],
        Ends("phone=2, city=York", "phone=2, city=York", "zx"),
        to_crm=Ends("phone=2, city=York", "city=York", "z"),
        to_xero=Ends("phone=2", "phone=2, city=York", "x"),
    ),
    Case(
        "both edited, the same field",
        NEW,
        [z("edit", phone="2", city="York"), x("edit", phone="3")],
        Ends("phone=2, city=York", "phone=3, city=York", "x", "conflict:phone"),
        to_crm=Ends("phone=2, city=York", "phone=3", "", "conflict:phone"),
    ),
    Case(
        "both edited alike",
        NEW,
        [z("edit", phone="2"), x("edit", phone="2")],
        Ends("phone=2", "phone=2"),
    ),
    Case("archived in Xero", NEW, [x("drop")], Ends("", "-", "", "deleted:*")),
    Case("archived and restored in Xero", NEW, [x("drop"), x("restore")], NONE),
    Case("deleted in Zoho", NEW, [z("drop")], Ends("-", "", "", "deleted:*")),
    Case("deleted in both", NEW, [z("drop"), x("drop")], Ends("-", "-")),
    Case(
        "re-created in Zoho",
        NEW,
        [z("drop"), z("new", phone="2")],
        Ends("phone=2", "", "", "deleted:* taken:*"),
        to_crm=Ends("phone=2", "", "", "deleted:*"),
    ),
    Case(
        "re-created in Xero",
        NEW,
        [x("drop"), x("new", phone="2")],
        Ends("", "phone=2", "", "deleted:* taken:*"),
        to_xero=Ends("", "phone=2", "", "deleted:*"),
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
        "renamed in both",
        NEW,
        [z("edit", name="Zed {k}"), x("edit", name="Exe {k}")],
        Ends("name=Zed {k}", "name=Exe {k}", "", "conflict:name"),
    ),
    Case(
        "twins in Zoho",
        [],
        [z("new"), z("new", name="FIRM {k}")],
        Ends(" / name=FIRM {k}", "-", "", "twins:* twins:*"),
        to_crm=Ends(" / name=FIRM {k}", "-"),
    ),
    Case(
        "a twin of a linked one",
        NEW,
        [z("new", phone="2")],
        Ends(" / phone=2", "", "", "taken:*"),
        to_crm=Ends(" / phone=2"),
    ),
    Case(
        "nearly the same name",
        [],
        [z("new", name="{k} Ltd"), x("new", name="{k} Limited")],
        Ends("name={k} Ltd", "name={k} Limited", "", "match:* match:*"),
        to_crm=Ends("name={k} Ltd", "name={k} Limited", "", "match:*"),
        to_xero=Ends("name={k} Ltd", "name={k} Limited", "", "match:*"),
    ),
    Case(
        "too long for Zoho",
        NEW,
        [x("edit", phone="0" * 31)],
        Ends("", "phone=" + "0" * 31, "", "too_long:phone"),
        to_xero=Ends("", "phone=" + "0" * 31),
    ),
    Case(
        "new and too long for Zoho",
        [],
        [x("new", phone="0" * 31)],
        Ends("-", "phone=" + "0" * 31, "", "too_long:phone"),
        to_xero=Ends("-", "phone=" + "0" * 31),
    ),
    Case(
        "what Xero refuses in a name",
        NEW,
        [z("edit", name="<{k}>", phone="2")],
        Ends("name=<{k}>, phone=2", "phone=2", "x", "unfit:name"),
        to_crm=Ends("name=<{k}>, phone=2"),
    ),
)
