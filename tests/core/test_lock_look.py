"""When a lock date is looked at anew: the truth table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sync.core.closed import LastLook, look_again

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "refused", "held", "waited_for", "again"),
    [
        (None, False, False, False, True),
        (0, False, False, False, False),
        (59, False, False, True, False),
        (60, False, False, False, True),
        (0, True, False, False, True),
        (0, False, True, True, True),
        (14, False, True, False, False),
        (15, False, True, False, True),
    ],
)
def test_it_is_looked_at_with_reason(
    minutes: int | None, *, refused: bool, held: bool, waited_for: bool, again: bool
) -> None:
    at = None if minutes is None else NOW - timedelta(minutes=minutes)
    assert look_again(LastLook(at, refused, held, waited_for), NOW) is again
