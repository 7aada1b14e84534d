"""After many new links the database looks at them before anything else is planned."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sync.core.records import Module, Side
from sync.engine import match, settle
from tests.engine.desks import AccountDesk
from tests.portal import Portal


@pytest.mark.parametrize("both", [True, False], ids=["matched", "made"])
@pytest.mark.parametrize("many", [2, 3])
def test_the_table_is_looked_at(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, *, both: bool, many: int
) -> None:
    monkeypatch.setattr(match, "MANY", many)
    monkeypatch.setattr(settle, "MANY", many)
    desk = AccountDesk(portal)
    for name in ("Acme", "Bolt"):
        for side in Side if both else [Side.ZOHO]:
            desk.add(side, {"name": name})
    with CaptureQueriesContext(connection) as asked:
        portal.fetch()
        portal.sync(Module.ACCOUNTS)
    found = [one for one in asked.captured_queries if one["sql"] == "ANALYZE sync_link"]
    assert len(found) == (1 if many == 2 else 0)
