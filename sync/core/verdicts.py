"""What the planner is told besides the case, and what it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from sync.core.choices import Deletions, Rounding
from sync.core.records import Fields, Mode, Module, Side, Value
from sync.core.table import Owner


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How one side's words are said on the other.

    `links[(module, side, handle)]` is the other side's handle of the linked record.
    `lent[(module, side, handle, row name)]` is a value that a record lends to lines naming it.
    `books[book][side][word]` is the other side's word; "": it says so by saying nothing.
    `in_use[(side, row name, value without case)]` are those who have it there: titles by id, "" for
    one that is deleted and keeps it.
    `accepts[(side, row name)]` is all that a side takes there, in every module; absent: anything.
    A module's own pick lists are `Row.picks`.
    `rates[side][tax code]` is a percentage.
    `defaults[side][row name]` fills a create where the source says nothing; a row of a document's
    lines is named "lines.<row name>".
    """

    links: Mapping[tuple[Module, Side, str], str] = field(default_factory=dict)
    lent: Mapping[tuple[Module, Side, str, str], Value] = field(default_factory=dict)
    books: Mapping[str, Mapping[Side, Mapping[str, str]]] = field(default_factory=dict)
    rates: Mapping[Side, Mapping[str, Decimal]] = field(default_factory=dict)
    defaults: Mapping[Side, Mapping[str, Value]] = field(default_factory=dict)
    in_use: Mapping[tuple[Side, str, str], Mapping[str, str]] = field(default_factory=dict)
    accepts: Mapping[tuple[Side, str], frozenset[str]] = field(default_factory=dict)
    closed: Mapping[Side, date] = field(default_factory=dict)
    due_rule: str = ""  # of invoices whose customer has none (core.tables.terms)
    rounding: Rounding = Rounding.HOLD
    any_total: bool = False  # somebody let the totals differ


@dataclass(frozen=True, slots=True)
class Rules:
    """A tenant's choices for one module."""

    mode: Mode = Mode.BOTH
    lexicon: Lexicon = field(default_factory=Lexicon)
    owner: Owner = Owner.ASK  # for rows whose own owner is ASK
    owners: Mapping[str, Owner] = field(default_factory=dict)  # by row name; beats both
    deletions: Deletions = Deletions.ASK
    opt_in: bool = False  # only what is ticked in the CRM is carried
    # What a person said of this very record: whose value stands, whoever edited; and that its twin
    # is the same.
    settled: Mapping[str, Side] = field(default_factory=dict)
    same: bool = False


class Why(StrEnum):
    """Why something is held. The sentence for each is in `core.words`."""

    CONFLICT = "conflict"  # both sides edited the field
    SHARED = "shared"  # an edit of what another module's record speaks for on the other side
    DELETED = "deleted"  # one side deleted the record, the other still has it
    PARENT = "parent"  # it names a record that is not linked yet
    UNTRANSLATED = "untranslated"  # a tax, theme ... without a counterpart
    NOT_OFFERED = "not_offered"  # a currency ... that the other side does not know
    IN_USE = "in_use"  # another record of the other side has that name or number
    NAMESAKE = "namesake"  # a record of its own there would be called as another one is
    FULL = "full"  # what it belongs to on the other side takes no more of its kind
    STATUS = "status"  # a status that is not carried
    LOCKED = "locked"  # the vendor would refuse an edit of this document now
    NO_KEY = "no_key"  # nothing to recognise it by
    TWINS = "twins"  # several records of its own side share its key
    TAKEN = "taken"  # its key belongs to a record that is linked to another one
    MATCH = "match"  # probably the same as ..., but a person should say so
    TOO_LONG = "too_long"
    UNFIT = "unfit"  # holds characters that the other side refuses
    MISSING = "missing"  # a field that the other side requires is blank
    INCOMPLETE = "incomplete"  # a document whose lines were not read
    TOTAL = "total"  # both sides would not come to the same total
    REFUSED = "refused"  # the vendor said no last time
    LOST = "lost"  # sent, not answered, and nothing tells whether it arrived
    OPT_OUT = "opt_out"  # Add to Xero is not ticked, and the rule asks for it
    RENAMED = "renamed"  # gone, or called otherwise in everything: that is asked first
    MOVED = "moved"  # it belongs to another record than before, and that side cannot move it
    LEFT = "left"  # one side deleted it, and the rule leaves the other as it is

    @property
    def asks(self) -> bool:
        """Tell whether a person should act; otherwise it resolves or explains itself."""
        return self not in (Why.PARENT, Why.STATUS, Why.OPT_OUT, Why.LEFT, Why.RENAMED)


WHOLE_RECORD = "*"
ARCHIVED = "archived"  # in a write's fields: the record is to end there, by `Table.ends`
# Goes along with a write: what else is in the place that is written stays, by `Table.co_stays`.
CO_HELD = "co_held"


@dataclass(frozen=True, slots=True)
class Question:
    """Something held, and what a person needs to see to settle it."""

    why: Why
    field: str = WHOLE_RECORD
    zoho: Value = None
    xero: Value = None
    detail: str = ""  # what the sentence names: a code, a length, another record
    needs: tuple[tuple[Module, str], ...] = ()  # (module, handle on the source side) to bring first
    twin: str = ""  # of a MATCH: the other side's id of the only one that fits

    def saying(self, side: Side, value: Value) -> Question:
        """Return it with what that side says, to be shown."""
        return replace(self, zoho=value) if side is Side.ZOHO else replace(self, xero=value)


@dataclass(frozen=True, slots=True)
class Write:
    """One write to one side, in that side's words, carrying only what must move.

    `id` "": create it. A kept document line carries its own `id` on that side, a new one None;
    `removed_lines` are the ids of that side's lines which are to go.
    """

    side: Side
    fields: Fields
    id: str = ""
    removed_lines: tuple[str, ...] = ()
    # Values that stay as they are, sent because the vendor would forget them otherwise.
    along: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Agree:
    """Make the writes, then remember that the sides agree on all but the open questions.

    `link_to`: the other side's id, when a lone record turned out to be that one.
    """

    writes: tuple[Write, ...] = ()
    questions: tuple[Question, ...] = ()
    link_to: str = ""
    waiting: tuple[str, ...] = ()  # edited fields that this mode does not carry: still open


@dataclass(frozen=True, slots=True)
class Hold:
    """Leave the record alone for now."""

    question: Question


@dataclass(frozen=True, slots=True)
class Forget:
    """Nobody has it any more: drop the link, if there is one."""


Plan: TypeAlias = Agree | Hold | Forget
