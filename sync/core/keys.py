"""What a record is recognised by, called by, and referred to by."""

from __future__ import annotations

import unicodedata

from sync.core.records import Fields, Side
from sync.core.table import Table

# Dots and apostrophes join what they stand in: "A.B.C." is "abc", "O'Brien" is "obrien".
JOINING = {ord(mark): None for mark in ".'`\u00b4\u2018\u2019"}


def plain_name(text: str, joint: str = " ") -> str:
    """Return a name as it is compared: without case, punctuation and spare spaces."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(
        mark if unicodedata.category(mark)[0] in "LNM" else " "
        for mark in folded.translate(JOINING)
    )
    return joint.join(spaced.split()) or joint.join(folded.split())


def keys_of(table: Table, fields: Fields) -> tuple[str, ...]:
    """Return what the record is recognised by, such as "name:acme ltd", best first."""
    return tuple(
        f"{name}:{plain_name(value) if name == 'name' else ' '.join(value.casefold().split())}"
        for name in table.keys
        if isinstance(value := fields.get(name), str)
    )


def title_of(table: Table, fields: Fields) -> str:
    """Return the words that people know the record by; "" if it has none."""
    return str(fields.get(table.title) or "")


def handle_of(table: Table, side: Side, record_id: str, fields: Fields) -> str:
    """Return what other records of that side call this one."""
    name = table.handle.get(side)
    return record_id if name is None else str(fields.get(name) or "")
