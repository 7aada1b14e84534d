"""Bills: each supplier numbers its own, so that only those of one supplier are twins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.core.plan import plan
from sync.core.records import Fields, Lone, Side, Twin
from sync.core.tables.spots import unread
from sync.core.verdicts import Hold, Why
from tests.core.world import INVOICES, RULES, ZOHO, seen, xero_invoice, zoho_invoice

PARTED = replace(INVOICES, per_party=True)


def why(side: Side, theirs: Fields) -> Why | None:
    twin = Twin(side, seen("other", theirs), linked=False)
    made = plan(Lone(ZOHO, seen("mine", zoho_invoice()), (twin,)), PARTED, RULES)
    return made.question.why if isinstance(made, Hold) else None


@pytest.mark.parametrize(("account", "asked"), [("za", Why.TWINS), ("zb", None)])
def test_a_rival_is_of_the_same_company(account: str, asked: Why | None) -> None:
    assert why(Side.ZOHO, zoho_invoice(account=account)) == asked


@pytest.mark.parametrize("account", ["xa", "xb"])
def test_what_is_of_another_company_is_nobodys_twin(account: str) -> None:
    twin = Twin(Side.XERO, seen("other", xero_invoice(account=account)), linked=False)
    made = plan(Lone(ZOHO, seen("mine", zoho_invoice()), (twin,)), PARTED, RULES)
    assert not isinstance(made, Hold)
    assert getattr(made, "link_to", "") == ("other" if account == "xa" else "")


def test_what_is_only_written_is_never_read() -> None:
    assert unread("Sequence_Number").get({"Sequence_Number": 3}) is None
