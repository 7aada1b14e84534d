from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.core.records import Side
from tests.portal import Portal, Vendors, open_portal, open_vendors


@pytest.fixture
def vendors(settings: object) -> Iterator[Vendors]:
    """Both pretend vendors, and settings that lead to them."""
    opened = open_vendors()
    for name, value in opened.settings().items():
        setattr(settings, name, value)
    yield opened
    opened.stop()


@pytest.fixture
def portal(transactional_db: None, vendors: Vendors) -> Portal:
    """Open a tenant whose two sides are connected, with nothing in either."""
    opened = open_portal(vendors)
    for side in Side:
        opened.connect(side)
    return opened
