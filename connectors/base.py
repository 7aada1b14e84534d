"""What the engine may ask of a vendor, and the plain data that comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeAlias

from sync.core.records import Payload, RemoteRecord, Side


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the vendor's fields a reading needs. A vendor that always sends all ignores it."""

    fields: tuple[str, ...]
    lines: str = ""  # the field that holds a document's lines; "" for none
    line_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a reading.

    `resume` (not on the last page) lets a later call go on after this page; "" where the vendor
    has no stable place to go on from. `watermark` (last page only) is where the next reading
    starts. `complete` (last page only): the listing held everything the vendor has, so what it
    did not hold is gone.
    """

    records: Sequence[RemoteRecord]
    resume: str = ""
    watermark: str = ""
    complete: bool = False

    @property
    def is_last(self) -> bool:
        return self.watermark != ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One intended write. `id` "": create it. `removes`: delete it; a batch does so or does not."""

    id: str
    payload: Payload
    removes: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """The vendor took it. `record` is None where the answer has no body: read it back by id."""

    id: str
    record: RemoteRecord | None = None


LOCK_DATE = "lock_date"  # the code of a refusal: the document lies in a closed period


@dataclass(frozen=True, slots=True)
class Refused:
    """The vendor refused this element; its siblings are not affected."""

    words: str  # the vendor's own words
    reason: str  # our sentence: what is wrong and what to do
    code: str = ""  # a short stable name for the kind of refusal: "duplicate_name", "locked", ...
    field: str = ""  # the vendor's field, where it named one
    moved: bool = False  # the record changed under us: read it again and plan anew


Receipt: TypeAlias = Stored | Refused


@dataclass(frozen=True, slots=True)
class TaxRate:
    code: str  # Xero's TaxType; Zoho's tax name
    name: str
    percent: Decimal
    sales: bool = True
    purchases: bool = True


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    code: str
    name: str
    kind: str  # Xero's Type: SALES, REVENUE, EXPENSE, ...
    active: bool = True


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a vendor's resource, as the vendor's metadata describes it."""

    name: str
    label: str
    kind: str  # the vendor's own word: text, email, picklist, lookup, ...
    read_only: bool = False
    required: bool = False
    custom: bool = False
    max_length: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a vendor says about an organisation."""

    organisation_id: str
    name: str
    base_currency: str = ""
    short_code: str = ""  # Xero's, for links into the right organisation
    timezone: str = ""
    lock_date: str = ""  # ISO date: documents up to it cannot change; "" for none
    taxes: tuple[TaxRate, ...] = ()
    accounts: tuple[LedgerAccount, ...] = ()
    currencies: tuple[str, ...] = ()  # that its documents may be in; none: not known
    themes: Mapping[str, str] = field(default_factory=dict)  # id -> name
    fields: Mapping[str, tuple[FieldSpec, ...]] = field(default_factory=dict)  # by resource


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation that a grant opens."""

    id: str
    name: str
    connection_id: str = ""  # what the vendor wants named to disconnect it


class TokenSource(Protocol):
    """Where a connector gets its access token from."""

    def current(self) -> str:
        """Return the token to try first, refreshed beforehand where it is known to be old."""

    def refresh(self, stale: str) -> str:
        """Return another token than `stale`. Raises ReauthorizationRequired."""


class Budget(Protocol):
    """The calls that a connection may still make, shared by all workers."""

    def take(self, cost: int = 1) -> None:
        """Take one call before it is sent. Raises RateLimited when there is none left."""

    def done(self, headers: Mapping[str, str], status: int) -> None:
        """Give the place in flight back, and learn from what the answer said of limits."""


class Connector(Protocol):
    """One organisation at one vendor.

    `resource` is the vendor's collection as named in `Table.resource`. Every method may raise any
    ConnectorError; writes raise OutcomeUnknown when the answer was lost.
    """

    side: Side
    batch_size: int  # most elements to a write

    @property
    def calls(self) -> int:
        """Requests sent so far by this object."""

    @property
    def bytes_received(self) -> int:
        """Bytes of answers so far, as they came over the wire."""

    def changed_since(
        self, resource: str, wanted: Wanted, *, watermark: str = "", resume: str = ""
    ) -> Iterator[Page]:
        """Yield what changed since the watermark (all there is for ""), gone records included."""

    def get_many(self, resource: str, wanted: Wanted, ids: Sequence[str]) -> Sequence[RemoteRecord]:
        """Return the records with these ids; one that is not there is left out."""

    def find(
        self, resource: str, wanted: Wanted, *, name: str, values: Sequence[str]
    ) -> Sequence[RemoteRecord]:
        """Return the records whose field `name` equals one of the values."""

    def write(self, resource: str, batch: Sequence[Outgoing], *, key: str) -> Sequence[Receipt]:
        """Send one batch of creates or of updates, not both; one receipt each, in order.

        `key` names the batch for vendors that know idempotency keys.
        """

    def lock_date(self) -> str:
        """Read `Metadata.lock_date` alone: one call at most."""

    def metadata(self) -> Metadata:
        """Read what settings and the planner need to know of the organisation."""
