"""Why the vendor said no to one element of a request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

ZERO_ID = "00000000-0000-0000-0000-000000000000"  # echoed where no record was matched: XERO.md 4


class Refused(Exception):
    """The vendor's own words for what is wrong with a record; nothing was stored.

    `record_id` is the record that the element matched, else the zero GUID.
    """

    def __init__(self, *messages: str, record_id: str = ZERO_ID) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages
        self.record_id = record_id


class Complaints:
    """Collects what is wrong with one element, so that all of it is said at once."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def unless(self, fine: object, message: str) -> None:
        if not fine:
            self.messages.append(message)

    def too_long(self, record: dict[str, Any], limits: Iterable[tuple[str, int]]) -> None:
        # The lengths are XERO.md 5; how Xero words this is not recorded.
        for name, limit in limits:
            self.unless(
                len(str(record.get(name) or "")) <= limit,
                f"The value of {name} exceeds the maximum length of {limit} characters.",
            )

    def settle(self, record_id: str) -> None:
        """Raise Refused where anything was wrong."""
        if self.messages:
            raise Refused(*self.messages, record_id=record_id)
