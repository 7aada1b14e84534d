from __future__ import annotations

import pytest

from sync.core.pressed import Came, came_of, module_of
from sync.core.records import Module
from sync.core.states import RunState
from sync.core.verdicts import Why


@pytest.mark.parametrize(
    ("state", "seen", "whys", "written", "came"),
    [
        (RunState.QUEUED, True, [], 0, Came.QUEUED),
        (RunState.RUNNING, True, [Why.REFUSED], 3, Came.QUEUED),
        (RunState.WAITING, True, [], 0, Came.QUEUED),
        (RunState.FAILED, True, [], 1, Came.FAILED),
        (RunState.STOPPED, True, [], 0, Came.FAILED),
        (RunState.SUCCEEDED, False, [], 0, Came.MISSING),
        (RunState.SUCCEEDED, True, [], 0, Came.NOTHING),
        (RunState.SUCCEEDED, True, [], 2, Came.DONE),
        (RunState.PARTLY, True, [Why.CONFLICT], 2, Came.HELD),
        (RunState.PARTLY, True, [Why.PARENT], 0, Came.HELD),
        (RunState.PARTLY, True, [Why.CONFLICT, Why.REFUSED], 0, Came.REFUSED),
        (RunState.SUCCEEDED, True, [Why.OPT_OUT], 0, Came.NOT_TICKED),
    ],
)
def test_what_came_of_it(
    state: RunState, seen: bool, whys: list[Why], written: int, came: Came
) -> None:
    assert came_of(state, seen=seen, whys=whys, written=written) is came


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("Purchase_Orders", Module.PURCHASE_ORDERS),
        ("Purchase Orders", Module.PURCHASE_ORDERS),
        ("Invoices", Module.INVOICES),
        ("Leads", None),
        ("", None),
    ],
)
def test_zohos_names_of_modules(name: str, module: Module | None) -> None:
    assert module_of(name) is module
