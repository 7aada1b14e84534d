"""Contacts, who are people: every kind of case, in every mode, line by line."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case, Ends, x, z
from tests.engine.cases.persons import Persons
from tests.engine.cases.world import Played, check, check_whole

pytestmark = pytest.mark.django_db
DESK = Persons
NEW = [z("new")]
NONE = Ends()
BEA, CLEO = "first=Bea", "first=Cleo"
LONG = "F" * 41  # one more than the CRM takes
CASES = (
    Case("nothing done", NEW, [], NONE),
    Case("created in Zoho", [], NEW, Ends(written="x"), to_crm=Ends("", "-")),
    Case("created in Xero", [], [x("new")], Ends(written="z"), to_xero=Ends("-")),
    Case("created in both", [], [z("new"), x("new")], NONE),
    Case("updated in Zoho", NEW, [z("edit", first="Bea")], Ends(BEA, BEA, "x"), to_crm=Ends(BEA)),
    Case(
        "updated in Xero",
        NEW,
        [x("edit", first="Bea")],
        Ends(BEA, BEA, "z"),
        to_xero=Ends("", BEA),
    ),
    Case(
        "a field cleared in Zoho",
        NEW,
        [z("edit", first="")],
        Ends("first=", "first=", "x"),
        to_crm=Ends("first="),
    ),
    Case(
        "a field cleared in Xero",
        NEW,
        [x("edit", first="")],
        Ends("first=", "first=", "z"),
        to_xero=Ends("", "first="),
    ),
    Case(
        "both edited, different fields",
        NEW,
        [z("edit", first="Bea"), x("edit", last="New{k}")],
        Ends(f"{BEA}, last=New{{k}}", f"{BEA}, last=New{{k}}", "zx"),
        to_crm=Ends(f"{BEA}, last=New{{k}}", "last=New{k}", "z"),
        to_xero=Ends(BEA, f"{BEA}, last=New{{k}}", "x"),
    ),
    Case(
        "both edited, the same field",
        NEW,
        [z("edit", first="Bea", last="New{k}"), x("edit", first="Cleo")],
        Ends(f"{BEA}, last=New{{k}}", f"{CLEO}, last=New{{k}}", "x", "conflict:first_name"),
        to_crm=Ends(f"{BEA}, last=New{{k}}", CLEO, "", "conflict:first_name"),
    ),
    Case(
        "both edited alike",
        NEW,
        [z("edit", first="Bea"), x("edit", first="Bea")],
        Ends(BEA, BEA),
    ),
    Case("archived in Xero", NEW, [x("drop")], Ends("", "-", "", "deleted:*")),
    Case("archived and restored in Xero", NEW, [x("drop"), x("restore")], NONE),
    Case("deleted in Zoho", NEW, [z("drop")], Ends("-", "", "", "deleted:*")),
    Case("deleted in both", NEW, [z("drop"), x("drop")], Ends("-", "-")),
    Case(
        "re-created in Zoho",
        NEW,
        [z("drop"), z("new", first="Bea")],
        Ends(BEA, "", "", "deleted:* taken:*"),
        to_crm=Ends(BEA, "", "", "deleted:*"),
    ),
    Case(
        "re-created in Xero",
        NEW,
        [x("drop"), x("new", first="Bea")],
        Ends("", BEA, "", "deleted:* taken:*"),
        to_xero=Ends("", BEA, "", "deleted:*"),
    ),
    Case(
        "renamed in Zoho",
        NEW,
        [z("edit", last="New{k}")],
        Ends("last=New{k}", "last=New{k}", "x"),
        to_crm=Ends("last=New{k}"),
    ),
    Case(
        "renamed in Xero",
        NEW,
        [x("edit", last="New{k}")],
        Ends("last=New{k}", "last=New{k}", "z"),
        to_xero=Ends("", "last=New{k}"),
    ),
    Case(
        "renamed in both",
        NEW,
        [z("edit", last="Zed{k}"), x("edit", last="Exe{k}")],
        Ends("last=Zed{k}", "last=Exe{k}", "", "conflict:last_name"),
    ),
    Case(
        "the key changed in Zoho",
        NEW,
        [z("edit", email="new.{k}@post.test")],
        Ends("email=new.{k}@post.test", "email=new.{k}@post.test", "x"),
        to_crm=Ends("email=new.{k}@post.test"),
    ),
    Case(
        "the key changed in Xero",
        NEW,
        [x("edit", email="new.{k}@post.test")],
        Ends("email=new.{k}@post.test", "email=new.{k}@post.test", "z"),
        to_xero=Ends("", "email=new.{k}@post.test"),
    ),
    Case(
        "renamed and the key changed in Xero",  # which is of nobody but this person
        NEW,
        [x("edit", last="New{k}", email="new.{k}@post.test")],
        Ends("last=New{k}, email=new.{k}@post.test", "last=New{k}, email=new.{k}@post.test", "z"),
        to_xero=Ends("", "last=New{k}, email=new.{k}@post.test"),
    ),
    Case(
        "the key blanked in Zoho, another field edited",
        NEW,
        [z("edit", email="", first="Bea")],
        Ends(f"{BEA}, email=", BEA, "x", "missing:email"),
        to_crm=Ends(f"{BEA}, email="),
    ),
    Case(
        "the key blanked in Xero, another field edited",  # whoever it was is still known
        NEW,
        [x("edit", email="", first="Bea")],
        Ends(BEA, f"{BEA}, email=", "z", "missing:email"),
        to_xero=Ends("", f"{BEA}, email="),
    ),
    Case(
        "the key blanked in both",
        NEW,
        [x("edit", email=""), z("edit", email="")],
        Ends("email=", "email="),
    ),
    Case(
        "created in Zoho, the key blank",
        [],
        [z("new", email="")],
        Ends("email=", "-", "", "no_key:*"),
        to_crm=Ends("email=", "-"),
    ),
    Case(
        "created in Xero, the last name blank",
        [],
        [x("new", first="Ann{k}", last="")],
        Ends("-", "first=Ann{k}, last=", "", "missing:last_name"),
        to_xero=Ends("-", "first=Ann{k}, last="),
    ),
    Case(
        "twins in Zoho",
        [],
        [z("new"), z("new", first="Bea")],
        Ends(f" / {BEA}", "-", "", "twins:* twins:*"),
        to_crm=Ends(f" / {BEA}", "-"),
    ),
    Case(
        "a twin of a linked one",
        NEW,
        [z("new", first="Bea")],
        Ends(f" / {BEA}", "", "", "taken:*"),
        to_crm=Ends(f" / {BEA}"),
    ),
    Case(
        "two of one name in Zoho",  # in Xero each is a contact, and their names are unique
        [],
        [z("new"), z("new", email="two.{k}@post.test")],
        Ends(" / email=two.{k}@post.test", "", "x", "namesake:*"),
        to_crm=Ends(" / email=two.{k}@post.test", "-"),
    ),
    Case(
        "renamed in Zoho to another one's name",
        [z("new", last="Old{k}", email="old.{k}@post.test"), z("new")],
        [z("edit", last="Old{k}", email="new.{k}@post.test")],
        Ends(
            "last=Old{k}, email=old.{k}@post.test / last=Old{k}, email=new.{k}@post.test",
            "last=Old{k}, email=old.{k}@post.test / email=new.{k}@post.test",
            "x",
            "namesake:last_name",
        ),
        to_crm=Ends(
            "last=Old{k}, email=old.{k}@post.test / last=Old{k}, email=new.{k}@post.test",
            "last=Old{k}, email=old.{k}@post.test / ",
        ),
    ),
    Case(
        "the same key, another name",
        [],
        [z("new"), x("new", first="Bea")],
        Ends("", BEA, "", "match:* match:*"),
        to_crm=Ends("", BEA, "", "match:*"),
        to_xero=Ends("", BEA, "", "match:*"),
    ),
    Case(
        "too long for Zoho",
        NEW,
        [x("edit", first=LONG, last="New{k}")],
        Ends("last=New{k}", f"first={LONG}, last=New{{k}}", "z", "too_long:first_name"),
        to_xero=Ends("", f"first={LONG}, last=New{{k}}"),
    ),
    Case(
        "new and too long for Zoho",
        [],
        [x("new", first=LONG)],
        Ends("-", f"first={LONG}", "", "too_long:first_name"),
        to_xero=Ends("-", f"first={LONG}"),
    ),
    Case(
        "what Xero refuses in a name",
        NEW,
        [z("edit", last="<{k}>", first="Bea")],
        Ends(f"{BEA}, last=<{{k}}>", BEA, "x", "unfit:last_name"),
        to_crm=Ends(f"{BEA}, last=<{{k}}>"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
