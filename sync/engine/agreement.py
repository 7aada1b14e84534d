"""What a link is to remember: computed from a case, what was decided, and what was stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sync.core.answers import Answer
from sync.core.plan import rebase
from sync.core.reading import frozen
from sync.core.records import Case, Fields, Linked, Lone, Side
from sync.core.verdicts import Agree, Plan, Question, Write
from sync.store.links import Agreement
from sync.store.pending import Pair
from sync.store.questions import Subject
from sync.store.records import Kept


@dataclass(frozen=True, slots=True)
class Decision:
    """One planned case, at most one write of it. `unfinished`: plan it again after the write."""

    case: Case
    made: Plan
    subject: Subject
    questions: tuple[Question, ...]
    pair: Pair | None = None
    kept: Kept | None = None
    unfinished: bool = False
    used: tuple[Answer, ...] = ()  # what people said of it
    stale: tuple[Answer, ...] = ()  # what they said of something that has moved since

    @property
    def write(self) -> Write | None:
        writes = self.made.writes if isinstance(self.made, Agree) else ()
        return writes[0] if writes and not self.link_to else None

    @property
    def link_to(self) -> str:
        return self.made.link_to if isinstance(self.made, Agree) else ""

    def ids(self, written: str = "") -> dict[Side, str]:
        """Both sides' ids; `written` is the one that a create was given."""
        match self.case:
            case Linked(zoho=zoho, xero=xero):
                return {Side.ZOHO: zoho.id, Side.XERO: xero.id}
            case Lone(side=side, record=record):
                return {side: record.id, side.other: written or self.link_to}

    def held_on(self, side: Side) -> Fields:
        """Return what that side holds of it now: its own record's or its twin's fields."""
        if isinstance(self.case, Linked):
            return self.case.on(side).fields or {}
        own = {self.case.side: self.case.record.fields or {}}
        twins = {twin.record.id: twin.record.fields or {} for twin in self.case.twins}
        return own.get(side) or twins.get(self.link_to, {})


def digests_of(decision: Decision) -> str:
    """Name what a decision was made on, so that the same content is known again."""
    if decision.pair:
        return " ".join(decision.pair.digests)
    return decision.kept.digest if decision.kept else ""


def asks(questions: Iterable[Question]) -> bool:
    """Tell whether any of these waits for a person; the others explain or settle themselves."""
    return any(one.why.asks for one in questions)


def open_fields(made: Agree) -> tuple[str, ...]:
    """Return the fields still to be settled: in question, or waiting for another mode."""
    return tuple(sorted({*(one.field for one in made.questions), *made.waiting}))


def agreed(pair: Pair, made: Agree, now: datetime) -> Agreement:
    """Both sides say the same now, but for the open fields."""
    base = rebase(pair.case, made, {})
    still_open = open_fields(made)
    zoho_digest, xero_digest = ("", "") if still_open else pair.digests
    return Agreement(
        zoho_id=pair.case.zoho.id,
        xero_id=pair.case.xero.id,
        zoho_base=frozen(base[Side.ZOHO]),
        xero_base=frozen(base[Side.XERO]),
        zoho_digest=zoho_digest,
        xero_digest=xero_digest,
        held_fields=still_open,
        agreed_at=now,
    )


def twins_linked(decision: Decision, digests: Iterable[str]) -> Agreement:
    """Join a lone record and its twin: agreed on what is equal, open on all the rest."""
    if not isinstance(decision.case, Lone) or not isinstance(decision.made, Agree):
        raise TypeError("only a lone record is linked to its twin")
    twin = next(each.record for each in decision.case.twins if each.record.id == decision.link_to)
    seen = {decision.case.side: decision.case.record, decision.case.side.other: twin}
    case = Linked(seen[Side.ZOHO], seen[Side.XERO])
    moving = tuple(name for write in decision.made.writes for name in write.fields)
    unsettled = replace(decision.made, waiting=(*decision.made.waiting, *moving))
    base = rebase(case, unsettled, {})
    zoho_digest, xero_digest = ("", "") if open_fields(unsettled) else digests
    return Agreement(
        zoho_id=case.zoho.id,
        xero_id=case.xero.id,
        zoho_base=frozen(base[Side.ZOHO]),
        xero_base=frozen(base[Side.XERO]),
        zoho_digest=zoho_digest,
        xero_digest=xero_digest,
        held_fields=open_fields(unsettled),
    )


def landed(decision: Decision, written: str, now: datetime) -> Agreement:
    """Note that the write was taken; what that side made of it has still to be read back."""
    made, write = decision.made, decision.write
    if not isinstance(made, Agree) or write is None:
        raise TypeError("only a write can land")
    source = write.side.other
    ids = {**decision.ids(written), write.side: written or write.id}
    if isinstance(decision.case, Linked):
        base = rebase(decision.case, made, {})
    else:
        base = {source: decision.case.record.fields or {}, write.side: {}}
    still_open = open_fields(made)
    digests = {Side.ZOHO: "", Side.XERO: ""}
    if not still_open:
        digests[source] = _digest(decision, source)
    return Agreement(
        zoho_id=ids[Side.ZOHO],
        xero_id=ids[Side.XERO],
        zoho_base=frozen(base[Side.ZOHO]),
        xero_base=frozen(base[Side.XERO]),
        zoho_digest=digests[Side.ZOHO],
        xero_digest=digests[Side.XERO],
        unread=write.side.value,
        held_fields=still_open,
        agreed_at=now,
    )


def renamed(decision: Decision, stored_id: str) -> bool:
    """Tell whether the written record goes by another id than before: a person's is the e-mail."""
    write = decision.write
    return write is not None and write.id not in ("", stored_id)


def _digest(decision: Decision, side: Side) -> str:
    if decision.pair:
        return decision.pair.digests[0 if side is Side.ZOHO else 1]
    return decision.kept.digest if decision.kept else ""
