"""Where values sit in the vendors' payloads: the places that more than one row uses."""

from __future__ import annotations

from collections.abc import Iterator

from sync.core.records import Payload
from sync.core.table import Spot


def key(name: str, *, blank: object = None) -> Spot:
    """Build a spot for a top-level key. Where `blank` stands, nothing was said."""

    def get(payload: Payload) -> object:
        found = payload.get(name)
        return None if found == blank else found

    def put(payload: dict[str, object], value: object) -> None:
        payload[name] = value

    is_plain = blank is None or blank == ""  # every codec reads both as None
    return Spot(get, put, (name,), plain=name if is_plain else "", blank=blank)


def xero(name: str) -> Spot:
    """Build a spot for a text in Xero, which leaves a null alone and is cleared by ""."""
    return key(name, blank="")


def first(one: str, *others: str) -> Spot:
    """Build a spot that reads one key or, where that is blank, the next, and writes the one."""
    names = (one, *others)

    def get(payload: Payload) -> object:
        for name in names:
            if found := payload.get(name):
                return found
        return None

    def put(payload: dict[str, object], value: object) -> None:
        payload[one] = value

    return Spot(get, put, names)


def unread(name: str) -> Spot:
    """Build a spot that is written and not read: the vendor's order says it already."""

    def nothing(_payload: Payload) -> object:
        return None

    return Spot(nothing, key(name).put, (name,))


def no_place(_payload: dict[str, object], _value: object) -> None:
    """Stand for `Spot.put` where a value is worked out, and never written."""
    raise TypeError("this value is not written")


def day(name: str) -> Spot:
    """Build a spot for a plain date in Xero, which comes twice: `DateString` is the readable."""

    def put(payload: dict[str, object], value: object) -> None:
        payload[name] = value

    return Spot(first(f"{name}String", name).get, put, (name, f"{name}String"))


def inside(outer: str, name: str, *, blank: object = None, group: str = "") -> Spot:
    """Build a spot for a key of a nested object, such as Contact.ContactID."""

    def get(payload: Payload) -> object:
        found = payload.get(outer)
        return found.get(name) if isinstance(found, dict) else None

    def put(payload: dict[str, object], value: object) -> None:
        nested = payload.setdefault(outer, {})
        if not isinstance(nested, dict):
            raise TypeError(f"{outer} is not an object")
        nested[name] = value

    return Spot(get, put, (outer,), blank=blank, group=group)


def lookup(name: str) -> Spot:
    """Build a spot for the id in one of Zoho's lookups, {"id": ..., "name": ...}."""

    def put(payload: dict[str, object], value: object) -> None:
        payload[name] = None if value is None else {"id": value}

    return Spot(inside(name, "id").get, put, (name,))


def subform(name: str) -> Spot:
    """Build a spot for a document's lines at Zoho. A list that it cut short is no list."""

    def get(payload: Payload) -> object:
        more = payload.get("$has_more")
        cut = more.get(name) if isinstance(more, dict) else more
        return None if cut else payload.get(name)

    return Spot(get, key(name).put, (name,))


PHONE_PARTS = ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")
STREET_LINES = ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4")


def phone(kind: str) -> Spot:
    """Build a spot for one typed entry of Xero's Phones, read and written as one text.

    Entries of other types that are not sent stay as they are.
    """

    def get(payload: Payload) -> object:
        entry = _entry(payload, "Phones", "PhoneType", kind)
        return " ".join(str(part) for name in PHONE_PARTS if (part := entry.get(name)))

    def put(payload: dict[str, object], value: object) -> None:
        entry = _entry_made(payload, "Phones", "PhoneType", kind)
        entry |= {"PhoneCountryCode": "", "PhoneAreaCode": "", "PhoneNumber": value}

    return Spot(get, put, ("Phones",), blank="")


def address(kind: str, part: str) -> Spot:
    """Build a spot for one part of a typed entry of Xero's Addresses."""

    def get(payload: Payload) -> object:
        return _entry(payload, "Addresses", "AddressType", kind).get(part)

    def put(payload: dict[str, object], value: object) -> None:
        _entry_made(payload, "Addresses", "AddressType", kind)[part] = value

    return Spot(get, put, ("Addresses",), blank="", group=f"Addresses.{kind}")


def street(kind: str) -> Spot:
    """Build a spot for the four street lines of a typed entry of Xero's Addresses."""

    def get(payload: Payload) -> object:
        entry = _entry(payload, "Addresses", "AddressType", kind)
        return "\n".join(str(line) for name in STREET_LINES if (line := entry.get(name)))

    def put(payload: dict[str, object], value: object) -> None:
        lines = str(value).split("\n", len(STREET_LINES) - 1)
        lines += [""] * (len(STREET_LINES) - len(lines))
        entry = _entry_made(payload, "Addresses", "AddressType", kind)
        entry |= {
            name: line.replace("\n", ", ") for name, line in zip(STREET_LINES, lines, strict=True)
        }

    return Spot(get, put, ("Addresses",), blank="", group=f"Addresses.{kind}")


def _entries(payload: Payload, name: str) -> Iterator[Payload]:
    found = payload.get(name)
    yield from (found if isinstance(found, list) else ())


def _entry(payload: Payload, name: str, kind: str, wanted: str) -> Payload:
    return next((each for each in _entries(payload, name) if each.get(kind) == wanted), {})


def _entry_made(payload: dict[str, object], name: str, kind: str, wanted: str) -> dict[str, object]:
    entries = payload.setdefault(name, [])
    if not isinstance(entries, list):
        raise TypeError(f"{name} is not a list")
    found = next((each for each in entries if each.get(kind) == wanted), None)
    if found is None:
        entries.append(found := {kind: wanted})
    made: dict[str, object] = found
    return made
