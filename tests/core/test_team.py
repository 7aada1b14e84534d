"""Who may do what to whom in a team."""

from __future__ import annotations

import pytest

from sync.core import team
from sync.core.team import LAST_OWNER, NOT_MORE, ONLY_HEADS, OWNERS_ALONE, refusal


@pytest.mark.parametrize(
    ("mine", "theirs", "to", "owners", "expected"),
    [
        ("owner", "viewer", "owner", 1, ""),
        ("owner", "owner", "viewer", 2, ""),
        ("owner", "owner", None, 2, ""),
        ("owner", "owner", None, 1, LAST_OWNER),
        ("owner", "owner", "admin", 1, LAST_OWNER),
        ("owner", "owner", "owner", 1, ""),
        ("admin", "viewer", "admin", 1, ""),
        ("admin", "admin", None, 1, ""),
        ("admin", "viewer", "owner", 1, NOT_MORE),
        ("admin", "owner", "viewer", 2, OWNERS_ALONE),
        ("admin", "owner", None, 2, OWNERS_ALONE),
        ("operator", "viewer", "viewer", 1, ONLY_HEADS),
        ("operator", "viewer", None, 1, ONLY_HEADS),
        ("viewer", "viewer", None, 1, ONLY_HEADS),
    ],
)
def test_what_may_be_changed(
    mine: str, theirs: str, to: str | None, owners: int, expected: str
) -> None:
    assert refusal(mine, theirs, to=to, owners=owners) == expected


def test_nobody_gives_more_than_they_have() -> None:
    assert team.roles_to_give("owner") == ["viewer", "operator", "admin", "owner"]
    assert team.roles_to_give("admin") == ["viewer", "operator", "admin"]
    assert team.roles_to_give("operator") == team.roles_to_give("viewer") == []


def test_the_only_owner_stays() -> None:
    assert team.refusal_to_go("owner", owners=1) == LAST_OWNER
    assert team.refusal_to_go("owner", owners=2) == team.refusal_to_go("admin", owners=1) == ""


def test_each_role_is_explained() -> None:
    assert set(team.MAY_DO) == set(team.RANKS) == set(team.LABELS)
