"""Whatever order records come in, the same is written, linked and asked."""

from __future__ import annotations

import pytest

from sync.core.records import Module
from sync.models import Link, Question
from tests.engine.papers import Papers
from tests.portal import Portal

NEW = [f"New {letter} Ltd" for letter in "ABCDEF"]
BOTH = ["Both One Ltd", "Both Two Ltd"]
ODD = ["Bad <name>", "Twin Ltd", "Twin Ltd", "Legal Ltd"]  # held: unfit, twins, a doubtful match
BOOKS = [*BOTH, "Legal Limited", "Xero Only Ltd"]
PRICES = ["10", "20.55", "0.33"]


@pytest.mark.parametrize("stride", [1, 2, 5, 7])
def test_the_order_in_a_batch_does_not_matter(portal: Portal, stride: int) -> None:
    papers = Papers(portal)
    todo = [("account", name) for name in [*NEW, *BOTH, *ODD]]
    todo += [("contact", name) for name in BOOKS] + [("invoice", price) for price in PRICES]
    for kind, what in (todo[at * stride % len(todo)] for at in range(len(todo))):
        if kind == "account":
            portal.zoho.insert("Accounts", {"Account_Name": what})
        elif kind == "contact":
            portal.xero.save_contact({"Name": what})
        else:
            papers.new_at_zoho(what, [("W-1", "3", what), ("W-2", "1", "1")])
    portal.fetch()
    run = portal.sync()
    assert run.left == 0
    held = sorted(Question.objects.values_list("module", "title", "why"))
    assert held == [
        ("accounts", "Bad <name>", "unfit"),
        ("accounts", "Legal Limited", "match"),
        ("accounts", "Legal Ltd", "match"),
        ("accounts", "Twin Ltd", "twins"),
        ("accounts", "Twin Ltd", "twins"),
    ]
    contacts = sorted(row["Name"] for row in portal.xero.list_contacts())
    assert contacts == sorted([*BOOKS, *NEW, "Paper Ltd"])
    totals = sorted(float(row["Total"]) for row in portal.xero.list_invoices())
    assert totals == [1.99, 31.0, 62.65]
    assert Link.objects.filter(module=Module.ACCOUNTS).count() == len(NEW) + len(BOTH) + 2
    assert portal.sync().counts[Module.ACCOUNTS]["planned"] == 0
