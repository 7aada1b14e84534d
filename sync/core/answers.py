"""What a person may answer to what is held, and how an answer is laid over the planner's input.

An answer is bound to what the person saw: `mark` names it. Where a record has moved since, the
answer is stale, is not used, and the question is asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sync.core.choices import Deletions
from sync.core.plan import plan
from sync.core.reading import digest
from sync.core.records import Case, Linked, Lone, Mode, Observation, Side, Twin
from sync.core.table import Table
from sync.core.verdicts import WHOLE_RECORD, Agree, Forget, Plan, Rules, Why


class Choice(StrEnum):
    ZOHO = "zoho"  # Zoho CRM's value stands
    XERO = "xero"
    SAME = "same"  # these two records are one and the same
    DIFFERENT = "different"  # they are not: never propose it again
    IGNORE = "ignore"  # leave the record, or this field of it, alone from now on
    ONLY = "only"  # this one is meant; leave the others that look like it alone
    REMOVE = "remove"  # end it on the other side too: archived, deleted or voided
    UNLINK = "unlink"  # keep what is left, on its own
    RESTORE = "restore"  # make it anew where it was deleted
    ACCEPT = "accept"  # let the totals differ
    RETRY = "retry"  # send it again now

    @property
    def stands(self) -> bool:
        """Tell whether the answer stays in force; otherwise it is over once carried out."""
        return self in (Choice.DIFFERENT, Choice.IGNORE)


class Kind(StrEnum):
    """The groups of Review, in their order there."""

    MATCHES = "matches"
    DUPLICATES = "duplicates"
    EDITS = "edits"
    DELETIONS = "deletions"
    TOTALS = "totals"
    LOCKED = "locked"
    REFUSED = "refused"
    FIX = "fix"
    WAITING = "waiting"


KINDS: Mapping[Why, Kind] = {
    Why.MATCH: Kind.MATCHES,
    Why.TWINS: Kind.DUPLICATES,
    Why.TAKEN: Kind.DUPLICATES,
    Why.CONFLICT: Kind.EDITS,
    Why.SHARED: Kind.EDITS,
    Why.DELETED: Kind.DELETIONS,
    Why.TOTAL: Kind.TOTALS,
    Why.LOCKED: Kind.LOCKED,
    Why.REFUSED: Kind.REFUSED,
    Why.LOST: Kind.REFUSED,
}
VALUES = {Choice.ZOHO: Side.ZOHO, Choice.XERO: Side.XERO}
OF_DELETIONS = (Choice.REMOVE, Choice.UNLINK, Choice.RESTORE)


def kind_of(why: Why) -> Kind:
    return KINDS.get(why, Kind.FIX if why.asks else Kind.WAITING)


def whys_of(kind: Kind) -> tuple[Why, ...]:
    return tuple(why for why in Why if kind_of(why) is kind)


CHOICES: Mapping[Why, tuple[Choice, ...]] = {
    Why.CONFLICT: (Choice.ZOHO, Choice.XERO),
    Why.SHARED: (Choice.ZOHO, Choice.XERO, Choice.IGNORE),
    Why.MATCH: (Choice.SAME, Choice.DIFFERENT, Choice.IGNORE),
    Why.TWINS: (Choice.ONLY, Choice.IGNORE),
    Why.TAKEN: (Choice.SAME, Choice.IGNORE),
    Why.DELETED: OF_DELETIONS,
    Why.TOTAL: (Choice.ACCEPT, Choice.IGNORE),
    Why.LOCKED: (Choice.XERO, Choice.IGNORE),
    Why.REFUSED: (Choice.RETRY, Choice.IGNORE),
    Why.LOST: (Choice.RETRY, Choice.IGNORE),
}


def choices_of(
    why: Why, mode: Mode, *, lone: bool = False, gone: Side | None = None
) -> tuple[Choice, ...]:
    """Return the possible answers, the likeliest first. A one-way mode never writes its source.

    `lone`: the record has no link. `gone`: where the record of a DELETED was deleted.
    """
    writes = {Choice.ZOHO: Side.XERO, Choice.XERO: Side.ZOHO, Choice.RESTORE: gone}
    writes[Choice.REMOVE] = gone.other if gone else None
    possible = CHOICES.get(why, (Choice.IGNORE,) if why.asks else ())
    if lone and why is Why.LOCKED:
        possible = (Choice.IGNORE,)  # there is nothing yet that could be taken back
    return tuple(each for each in possible if (to := writes.get(each)) is None or mode.writes(to))


def bulk_of(kind: Kind) -> tuple[Choice, ...]:
    """Return the answers that make sense for many questions of a kind at once."""
    if kind is Kind.DUPLICATES:
        return (Choice.IGNORE,)
    if kind is Kind.EDITS:
        return tuple(VALUES)
    offered = (each for why in whys_of(kind) for each in choices_of(why, Mode.BOTH))
    return tuple(dict.fromkeys(offered))


def mark(seen: Observation | None, name: str = WHOLE_RECORD) -> str:
    """Name what a record says in a field, or in all: equal for equal content, "" where gone."""
    if seen is None or seen.fields is None:
        return ""
    return digest(seen.fields if name == WHOLE_RECORD else {name: seen.fields.get(name)})


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said. `seen`: the marks of both sides at that time, where they matter."""

    choice: Choice
    zoho_id: str = ""
    xero_id: str = ""
    seen: Mapping[Side, str] = field(default_factory=dict)
    field: str = WHOLE_RECORD
    pk: int = 0

    def on(self, side: Side) -> str:
        return self.zoho_id if side is Side.ZOHO else self.xero_id

    @property
    def ids(self) -> tuple[str, str]:
        return self.zoho_id, self.xero_id


@dataclass(frozen=True, slots=True)
class Answered:
    """A plan with the answers that went into it, and those that came too late."""

    made: Plan
    used: tuple[Answer, ...] = ()
    stale: tuple[Answer, ...] = ()


def answered(case: Case, table: Table, rules: Rules, said: Iterable[Answer]) -> Answered:
    """Plan a case with what people have said about it and its twins."""
    if isinstance(case, Lone):
        return _lone(case, table, rules, list(said))
    own = [one for one in said if one.ids == (case.zoho.id, case.xero.id)]
    stale = tuple(one for one in own if _is_stale(one, case))
    used = tuple(one for one in own if one not in stale)
    return Answered(_linked(case, table, rules, used), used, stale)


def _lone(case: Lone, table: Table, rules: Rules, said: list[Answer]) -> Answered:
    if _is_ignored(case.side, case.record.id, said):
        return Answered(Agree())
    own = [one for one in said if one.on(case.side) == case.record.id]
    accepted = [one for one in own if one.choice is Choice.ACCEPT]
    stale = tuple(one for one in accepted if one.seen.get(case.side) != mark(case.record))
    named = [one for one in own if one.choice is Choice.SAME]
    laid = replace(case, twins=_twins(case, said, own, named))
    told = _told(rules, any_total=bool(accepted) and not stale)
    told = replace(told, same=bool(named))
    used = tuple(one for one in (*named, *accepted) if one not in stale)
    return Answered(plan(laid, table, told), used, stale)


def _told(rules: Rules, *, any_total: bool) -> Rules:
    return replace(rules, lexicon=replace(rules.lexicon, any_total=True)) if any_total else rules


def _twins(
    case: Lone, said: list[Answer], own: list[Answer], named: list[Answer]
) -> tuple[Twin, ...]:
    """Return the twins that are still to be thought of: the named one only, if there is one."""
    there = case.side.other
    if named:
        ids = {one.on(there) for one in named}
        return tuple(twin for twin in case.twins if twin.side is there and twin.record.id in ids)
    apart = {one.on(there) for one in own if one.choice is Choice.DIFFERENT}
    return tuple(
        twin
        for twin in case.twins
        if not (twin.side is there and twin.record.id in apart)
        and not (not twin.linked and _is_ignored(twin.side, twin.record.id, said))
    )


def _is_ignored(side: Side, record_id: str, said: Iterable[Answer]) -> bool:
    return any(
        one.choice is Choice.IGNORE and one.on(side) == record_id and not one.on(side.other)
        for one in said
    )


def _linked(case: Linked, table: Table, rules: Rules, used: Collection[Answer]) -> Plan:
    gone = any(case.on(side).fields is None for side in Side)
    if gone and any(one.choice is Choice.REMOVE for one in used):
        return plan(case, table, replace(rules, deletions=Deletions.REMOVE))
    if gone and any(one.choice in OF_DELETIONS for one in used):
        return Forget()
    ignored = {one.field for one in used if one.choice is Choice.IGNORE}
    if not gone and WHOLE_RECORD in ignored:
        return Agree(waiting=tuple(row.name for row in table.rows))
    settled = {one.field: VALUES[one.choice] for one in used if one.choice in VALUES}
    accepts = any(one.choice is Choice.ACCEPT for one in used)
    told = _told(replace(rules, settled=settled), any_total=accepts)
    return _quiet(plan(case, table, told), ignored)


def _quiet(made: Plan, ignored: Collection[str]) -> Plan:
    """Ask no more about fields that somebody wants left as they are: they stay open, and wait."""
    if not isinstance(made, Agree) or not ignored:
        return made
    silent = tuple(each.field for each in made.questions if each.field in ignored)
    asked = tuple(each for each in made.questions if each.field not in ignored)
    return replace(made, questions=asked, waiting=(*made.waiting, *silent))


def _is_stale(one: Answer, case: Linked) -> bool:
    return any(seen != mark(case.on(side), one.field) for side, seen in one.seen.items())
