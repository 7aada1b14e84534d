from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

from sync.core.records import Mode
from tests.engine.cases.world import Played, play
from tests.engine.stage import stage


@pytest.fixture(scope="module", params=Mode, ids=str)
def played(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Played:
    """Play the table of the test's own module, in one mode."""
    table = request.module
    with stage(django_db_blocker) as portal:
        return play(portal, table.DESK(portal), table.CASES, request.param)
