"""What a record is recognised by, called by, and referred to by."""

from __future__ import annotations

import unicodedata

from sync.core.records import Fields, Side
from sync.core.table import Table

LEGAL_FORMS = frozenset(
    {
        *("ltd", "limited", "inc", "incorporated", "corp", "corporation", "co", "company", "pty"),
        *("proprietary", "gmbh", "llc", "llp", "plc", "ag", "bv", "sa", "sarl", "srl", "spa", "oy"),
    }
)
ALIKE = "alike:"  # the kind of key that only proposes
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


def without_form(name: str) -> str:
    """Return a plain name without its legal form; "" where nothing else is left of it."""
    return " ".join(word for word in name.split() if word not in LEGAL_FORMS)


def keys_of(table: Table, fields: Fields) -> tuple[str, ...]:
    """Return what the record is recognised by, such as "name:acme ltd", best first.

    The last may be one that only proposes: "alike:acme".
    """
    sure: list[str] = []
    alike = plain_name(str(fields.get(table.alike) or "")) if table.alike else ""
    for name in table.keys:
        value = fields.get(name)
        if not isinstance(value, str):
            continue
        if name == "name":
            plain = plain_name(value)
            alike = without_form(plain)
        else:
            plain = " ".join(value.casefold().split())
        sure.append(f"{name}:{plain}")
    return (*sure, ALIKE + alike) if alike else tuple(sure)


def sure_keys(table: Table, fields: Fields) -> tuple[str, ...]:
    """Return the keys without the one that only proposes."""
    return tuple(key for key in keys_of(table, fields) if not key.startswith(ALIKE))


def title_of(table: Table, fields: Fields) -> str:
    """Return the words that people know the record by; "" if it has none."""
    return str(fields.get(table.title) or "")


def handle_of(table: Table, side: Side, record_id: str, fields: Fields) -> str:
    """Return what other records of that side call this one."""
    name = table.handle.get(side)
    return record_id if name is None else str(fields.get(name) or "")
