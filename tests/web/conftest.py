from __future__ import annotations

import uuid
from typing import Any

import pytest

from sync.models import Role
from tests.web.people import Person, person


@pytest.fixture(autouse=True)
def fresh_cache(settings: Any) -> None:
    """Let no test meet the log-in limits that another one has used up."""
    own = {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4()}"}
    settings.CACHES = {"default": own}


@pytest.fixture
def alice(db: None) -> Person:
    """Own a company."""
    return person("alice")


@pytest.fixture
def mallory(db: None) -> Person:
    """Belong to another tenant: must never see or touch anything of Alice's."""
    return person("mallory")


@pytest.fixture
def victor(alice: Person) -> Person:
    """May look at Alice's company, and nothing else."""
    return person("victor", role=Role.VIEWER, tenant=alice.bridge.tenant)


@pytest.fixture
def olga(alice: Person) -> Person:
    """May run things in Alice's company, but connect nothing."""
    return person("olga", role=Role.OPERATOR, tenant=alice.bridge.tenant)


@pytest.fixture
def adam(alice: Person) -> Person:
    """May do all in Alice's company that does not touch its owners."""
    return person("adam", role=Role.ADMIN, tenant=alice.bridge.tenant)
