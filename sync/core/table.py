"""A module's mapping is a table: one row per field, read the same way in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sync.core.codecs import TEXT, Codec
from sync.core.records import Fields, Module, Payload, RemoteRecord, Side


class Owner(StrEnum):
    """Who wins when both sides edited the same field."""

    ASK = "ask"
    ZOHO = "zoho"
    XERO = "xero"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value sits inside one vendor's payload."""

    get: Callable[[Payload], object]
    put: Callable[[dict[str, object], object], None]
    # The vendor's own field names that it reads: what a query must ask for. It writes the first.
    names: tuple[str, ...]
    plain: str = ""  # the payload's key, where reading is no more than looking there
    blank: object = None  # how this side is told "nothing" here
    # Fields of one group are sent together: the vendor forgets those of them that it is not sent.
    group: str = ""
    opens: str = ""  # the page at Xero that shows what has this id, "/Contacts/View/{}", as a link


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a module.

    A row with a spot on one side only is seen but not carried (a total, a line's own id); it is
    still stored, shown and available to rules.
    """

    name: str
    label: str  # what people read
    zoho: Spot | None = None
    xero: Spot | None = None
    codec: Codec = TEXT
    owner: Owner = Owner.ASK
    # The side whose own word it is, such as a record's id: shown on the other, never taken back.
    source: Side | None = None
    fills: bool = False  # with `source`: shown only where the other side says nothing
    # On a create: says the value of that row, where the side has no field to write it into.
    instead_of: str = ""
    ref: Module | None = None  # the value names another record: translated through the links
    unless: Module | None = None  # of a `ref`: what only this module is linked to is left out
    once: frozenset[Side] = frozenset()  # sides that are told with the create, and never again
    # What both sides say differently from the start stays; only what they agreed on is carried.
    keeps_own: bool = False
    book: str = ""  # the value is a code: translated through the book of this name
    read_only: frozenset[Side] = frozenset()  # sides on which the vendor will not take it
    required: frozenset[Side] = frozenset()  # sides on which a create without it is refused
    limit: Mapping[Side, int] = field(default_factory=dict)  # longest text a side takes
    places: Mapping[Side, int] = field(default_factory=dict)  # decimals a side keeps; absent: all
    refuses: Mapping[Side, str] = field(default_factory=dict)  # characters a side will not take
    letters: frozenset[Side] = frozenset()  # sides that take plain letters and spaces only
    # All that a side's pick list offers; absent: it has none, or nobody knows all of it.
    picks: Mapping[Side, frozenset[str]] = field(default_factory=dict)
    # On a new line: the line's reference that lends its record's own value, and that value's name.
    lent_by: tuple[str, str] | None = None
    lent_on: frozenset[Side] = frozenset(Side)
    # Of a reference: what its record says for a document that says nothing, by side.
    lends: Mapping[Side, tuple[str, ...]] = field(default_factory=dict)
    counts: bool = False  # of a line: its place among the others, told with every write of them
    or_else: str = ""  # on a create, the row that speaks for this one where it is blank
    optional: bool = False  # organisations may lack the vendor's field
    lines: tuple[Row, ...] = ()  # the rows of a document's lines; the value is a tuple of Fields

    def spot(self, side: Side) -> Spot | None:
        return self.zoho if side is Side.ZOHO else self.xero

    @property
    def carried(self) -> bool:
        return self.zoho is not None and self.xero is not None

    def writable(self, side: Side) -> bool:
        return self.carried and side not in self.read_only and side is not self.source


@dataclass(frozen=True, slots=True)
class Role:
    """Which of the records that several modules see on one side a module may carry across.

    The others are its shadows: seen, recognised, linked, named by documents, but never carried
    for themselves.
    """

    side: Side
    mark: str  # the row whose yes makes a record this module's own
    # Where the mark says no: its own as well, unless this row says yes or one of `others` is
    # linked to it. "": a shadow.
    unless: str = ""
    others: tuple[Module, ...] = ()
    never: str = ""  # the row whose yes makes it a shadow, whatever the others say

    def is_shadow(self, side: Side, fields: Fields) -> bool:
        if side is not self.side:
            return False
        if fields.get(self.never) or fields.get(self.mark):
            return bool(fields.get(self.never))
        return bool(fields.get(self.unless)) if self.unless else True


@dataclass(frozen=True, slots=True)
class Parts:
    """How one payload of a side holds several records of the module.

    `split` makes them of it, `whole` tells which of the side's records one is in by its id, and
    `complete` whether a payload shows them all, so that those it lacks are gone.
    """

    split: Callable[[RemoteRecord], Iterable[RemoteRecord]]
    whole: Callable[[str], str]
    complete: Callable[[Payload], bool]
    # The module whose records are the wholes, its row that tells who sits where in one, and the
    # rows of a part that are the name of a whole which is nothing but that part.
    of: Module
    seats: str
    named_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One module: its rows, how it is recognised, and where each vendor keeps it."""

    module: Module
    label: str  # "Invoices"
    one: str  # "invoice"
    rows: tuple[Row, ...]
    resource: Mapping[Side, str]  # the vendor's collection ("Invoices", "Contacts")
    keys: tuple[str, ...]  # fields that recognise the same thing on the other side, best first
    title: str  # the field people know a record by
    alike: str = ""  # a name that only proposes who may be the same, `within` the same parent
    within: str = ""
    # Where a side's records are written, if not where they are read; and how they are read, if
    # several are in one payload.
    written: Mapping[Side, str] = field(default_factory=dict)
    parts: Mapping[Side, Parts] = field(default_factory=dict)
    # Which payloads of the shared resource belong to this module.
    lens: Mapping[Side, Callable[[Payload], bool]] = field(default_factory=dict)
    role: Role | None = None
    # The module that speaks for a record which both are linked to: this one fills its blanks.
    defers_to: Module | None = None
    # Rows whose place is another module's, too, and the id of that one's record by the value there.
    co_held: Mapping[str, tuple[Module, Callable[[str, object], str]]] = field(default_factory=dict)
    # What is sent along with such a row, for that record to keep what it says.
    co_stays: Mapping[Side, Payload] = field(default_factory=dict)
    # The field by which other records of the same side refer to this one; absent: its id.
    handle: Mapping[Side, str] = field(default_factory=dict)
    # Fixed parts of every create, in the vendor's words.
    constants: Mapping[Side, Payload] = field(default_factory=dict)
    # The vendor's field that finds a lost create again, and the field of ours that it holds.
    finders: Mapping[Side, tuple[str, str]] = field(default_factory=dict)
    # The field that no two records of a side may have alike, upper and lower case being the same;
    # and the sides on which a deleted one keeps it.
    unique: Mapping[Side, str] = field(default_factory=dict)
    keeps_unique: frozenset[Side] = frozenset()
    # Why this side would refuse an edit of that payload ("" if it would not).
    lock: Mapping[Side, Callable[[Payload], str]] = field(default_factory=dict)
    # Which payloads are as good as deleted: archived, say.
    gone: Mapping[Side, Callable[[Payload], bool]] = field(default_factory=dict)
    # Puts a payload into the shape that the rows read: a tax-inclusive document as a net one.
    straighten: Mapping[Side, Callable[[Payload], Payload]] = field(default_factory=dict)
    # The value of a field with which a side's records may change without a new version: to be read
    # again now and then.
    drifts: Mapping[Side, tuple[str, str]] = field(default_factory=dict)
    # What is sent to a side to archive a record there. A document ends by its status.
    ends: Mapping[Side, Payload] = field(default_factory=dict)
    # Every company numbers its own: only documents of one company can be twins.
    per_party: bool = False
    status: str = ""  # the row that says whether the record is carried at all
    # The status moves that this side allows, from and to; absent: all.
    moves: Mapping[Side, frozenset[tuple[str, str]]] = field(default_factory=dict)
    # The row that a side asks of a record of this status.
    demands: Mapping[Side, Mapping[str, str]] = field(default_factory=dict)
    day: str = ""  # the document's date: closed periods go by it
    total: str = ""  # the money that both sides must agree on before a key match is sure

    def told_by(self, side: Side) -> frozenset[str]:
        """Return the rows whose value only that side knows, for the other to show."""
        mine = (row for row in self.rows if row.source is side)
        return frozenset(row.name for row in mine if row.writable(side.other))

    def whole(self, side: Side, record_id: str) -> str:
        """Return the id of what a record is read with: its own, or that of what it is part of."""
        parts = self.parts.get(side)
        return parts.whole(record_id) if parts else record_id

    def held_by(self, side: Side, fields: Fields) -> str:
        """Return the id of what a new record is to be a part of; "" where it is on its own."""
        return str(fields.get(self.within) or "") if side in self.parts else ""

    def target(self, side: Side) -> str:
        """Return the vendor's collection that takes this module's writes."""
        return self.written.get(side, self.resource[side])

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)
