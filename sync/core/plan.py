"""Decide what is to be done about one case. Pure and total: one case, one answer.

| a lone record                                   | plan                                   |
|-------------------------------------------------|----------------------------------------|
| is gone                                         | Forget                                 |
| is not to go across and has nobody to join      | Agree, nothing written                 |
| is not ticked, where the rule asks for a tick   | Hold OPT_OUT                           |
| has a status that is not carried                | Hold STATUS                            |
| has an unlinked rival on its own side           | Hold TWINS                             |
| came at once as another's other half went       | Hold MATCH                             |
| has one unlinked twin, surely the same          | Agree, joined and merged               |
| has several, or one that may be another         | Hold MATCH                             |
| has only twins that are linked already          | Hold TAKEN                             |
| has none, and nothing to recognise it by        | Hold NO_KEY                            |
| has none                                        | Agree, created; or Hold, and why       |

| a linked record                                 | plan                                   |
|-------------------------------------------------|----------------------------------------|
| is gone on both sides                           | Forget                                 |
| is gone on one, and voided on the other         | Agree, nothing written                 |
| is gone on one where another came at once       | Hold RENAMED; the other asks           |
| is gone on one: a deletion is carried by rule   | Hold DELETED or LEFT; or Agree, ended  |
| is not ticked, where the rule asks for a tick   | Hold OPT_OUT                           |
| has a status that is not carried                | Hold STATUS                            |
| otherwise                                       | Agree, merged row by row (core.merge)  |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sync.core.choices import Deletions
from sync.core.closed import with_closed
from sync.core.create import created
from sync.core.ending import ended, is_over
from sync.core.keys import ALIKE, keys_of, sure_keys, title_of
from sync.core.match import doubt, other_party
from sync.core.merge import merge
from sync.core.opt_in import opted_out
from sync.core.records import Base, Case, Fields, Linked, Lone, Observation, Side, Twin, Value
from sync.core.stand_in import is_stand_in
from sync.core.table import Table
from sync.core.translate import said_on
from sync.core.verdicts import WHOLE_RECORD, Agree, Forget, Hold, Plan, Question, Rules, Why


def plan(case: Case, table: Table, rules: Rules) -> Plan:
    if isinstance(case, Lone):
        fields = case.record.fields
        return Forget() if fields is None else _lone(case, fields, table, rules)
    gone = [side for side in Side if case.on(side).fields is None]
    if len(gone) == 2:
        return Forget()
    return _half(case, table, gone[0], rules) if gone else _linked(case, table, rules)


def rebase(case: Linked, made: Agree, stored: Mapping[Side, Fields]) -> Base:
    """Return what to remember once the writes have landed.

    `stored` is what each written side was then seen to hold. A field still in question, or with
    an edit that waits, keeps its old base, so it stays open.
    """
    held = {question.field for question in made.questions} | {*made.waiting}
    base = {}
    for side in Side:
        was = case.base.get(side, {}) if case.base else {}
        now = stored.get(side) or case.on(side).fields or {}
        base[side] = {name: was.get(name) if name in held else now[name] for name in now}
    return base


def _lone(case: Lone, fields: Fields, table: Table, rules: Rules) -> Plan:
    if is_stand_in(case, table, rules.lexicon):
        return Agree()
    twins = [one for one in _twins(case, fields, table, rules) if _may_be(one, case, table, rules)]
    there = [twin for twin in twins if twin.side is not case.side]
    free = _candidates(there) if there else _parted(case)
    if not free and not rules.mode.writes(case.side.other):
        return Agree()
    barrier = _barrier(case, fields, twins, table, rules)
    if barrier:
        return Hold(barrier)
    if free:
        return _joined(case, fields, free, table, rules)
    if there:
        names = _titles(table, [twin.record for twin in there])
        return Hold(_whole(case, table, Why.TAKEN, names))
    if not sure_keys(table, fields):
        return Hold(_whole(case, table, Why.NO_KEY, ""))
    return created(table, case.side, fields, rules.lexicon)


def _twins(case: Lone, fields: Fields, table: Table, rules: Rules) -> list[Twin]:
    """Return the live twins. Who is only alike counts where nobody there fits, and if free."""
    live = [twin for twin in case.twins if twin.record.fields is not None and not twin.parted]
    own = frozenset(keys_of(table, fields))
    only_alike = [twin for twin in live if _only_alike(own, twin, table)]
    sure = [twin for twin in live if twin not in only_alike]
    alike = [twin for twin in only_alike if _is_likely(case, fields, twin, table, rules)]
    if any(twin.side is not case.side for twin in sure):
        return sure
    return sure + [twin for twin in alike if twin.side is not case.side and not twin.linked]


def _may_be(twin: Twin, case: Lone, table: Table, rules: Rules) -> bool:
    """Tell whether a twin may be the same, or a rival, by the company that it is for."""
    if not table.per_party:
        return True
    mine, theirs = case.record.fields or {}, twin.record.fields or {}
    if twin.side is case.side:
        return all(mine.get(row.name) == theirs.get(row.name) for row in table.rows if row.ref)
    strange = other_party(table, case.side, mine, theirs, rules.lexicon)
    return strange is None or strange.why is not Why.MATCH


def _candidates(there: list[Twin]) -> list[Observation]:
    """Return whom it may be joined to: its module's own, or else what only other modules use."""
    free = [twin for twin in there if not twin.linked]
    own = [twin for twin in free if not twin.shadow]
    return [twin.record for twin in own or free]


def _only_alike(own: frozenset[str], twin: Twin, table: Table) -> bool:
    shared = own & set(keys_of(table, twin.record.fields or {}))
    return bool(shared) and all(key.startswith(ALIKE) for key in shared)


def _is_likely(case: Lone, fields: Fields, twin: Twin, table: Table, rules: Rules) -> bool:
    """Tell whether both belong to one parent, or to none, where the table asks for that.

    A namesake that the twin is surely the same as has it for itself.
    """
    if not table.within:
        return True
    there = twin.record.fields or {}
    said = said_on(
        table.row(table.within), fields.get(table.within), case.side.other, rules.lexicon
    )
    keys = {*sure_keys(table, there)}
    claimed = any(
        keys & {*sure_keys(table, each.record.fields or {})}
        for each in case.twins
        if each.side is case.side
    )
    return said == there.get(table.within) and not claimed


def _barrier(
    case: Lone, fields: Fields, twins: list[Twin], table: Table, rules: Rules
) -> Question | None:
    """Tell why the record goes nowhere, whatever the other side holds."""
    if case.side is Side.ZOHO and opted_out(fields, table, rules):
        return _whole(case, table, Why.OPT_OUT, "")
    status = _unknown_status(case.side, fields, table, rules)
    if status:
        return status
    same_side = [twin for twin in twins if twin.side is case.side]
    rivals = [twin.record for twin in same_side if not (twin.linked or twin.shadow)]
    return _whole(case, table, Why.TWINS, _titles(table, rivals)) if rivals else None


def _joined(
    case: Lone, fields: Fields, free: list[Observation], table: Table, rules: Rules
) -> Plan:
    """Join the record and its twin, if it has one only and there is no doubt."""
    if free == _parted(case):
        return Hold(_perhaps_renamed(case, fields, free, table))
    twin = free[0]
    if len(free) > 1:
        return Hold(_whole(case, table, Why.MATCH, f"several fit: {_titles(table, free)}"))
    reason = "" if rules.same else doubt(table, fields, twin.fields or {})
    strange = other_party(table, case.side, fields, twin.fields or {}, rules.lexicon)
    if strange and not (reason or rules.same):
        return Hold(_about(strange, case, table, twin))
    if not (reason or rules.same) and _has_namesake(case, fields, twin, table):
        reason = f"another one here is called the same: {title_of(table, fields)}"
    if reason:
        return Hold(replace(_whole(case, table, Why.MATCH, reason), twin=twin.id))
    is_zoho = case.side is Side.ZOHO
    pair = Linked(case.record, twin) if is_zoho else Linked(twin, case.record)
    made = _linked(pair, table, rules)
    return replace(made, link_to=twin.id) if isinstance(made, Agree) else made


def _about(strange: Question, case: Lone, table: Table, twin: Observation) -> Question:
    if strange.why is not Why.MATCH:
        return strange
    return replace(_whole(case, table, Why.MATCH, strange.detail), twin=twin.id)


def _parted(case: Lone) -> list[Observation]:
    return [twin.record for twin in case.twins if twin.parted]


def _perhaps_renamed(
    case: Lone, fields: Fields, parted: list[Observation], table: Table
) -> Question:
    """Ask whether it is somebody whose other half went as it came: then the link follows."""
    was, now = _titles(table, parted), title_of(table, fields)
    key = table.row(table.keys[0]).label.lower()
    said = f"the name and the {key} changed at once: {was} / {now}"
    question = _whole(case, table, Why.MATCH, said)
    return replace(question, twin=parted[0].id) if len(parted) == 1 else question


def _has_namesake(case: Lone, fields: Fields, twin: Observation, table: Table) -> bool:
    """Tell whether nothing but a name joins the two, and somebody else has that name, too."""
    own, theirs = ({*sure_keys(table, each or {})} for each in (fields, twin.fields))
    mates = (each for each in case.twins if each.side is case.side and not each.linked)
    within = [(each.record.fields or {}).get(table.within) for each in mates]
    return bool(table.within) and not own & theirs and fields.get(table.within) in within


def _linked(case: Linked, table: Table, rules: Rules) -> Agree | Hold:
    was = None if case.base is None else case.base.get(Side.ZOHO, {})
    if opted_out(case.zoho.fields or {}, table, rules, was):
        return Hold(Question(Why.OPT_OUT))
    for side in Side:
        status = _unknown_status(side, case.on(side).fields or {}, table, rules)
        if status:
            return Hold(status)
    return merge(with_closed(case, table, rules.lexicon), table, rules)


def _unknown_status(side: Side, fields: Fields, table: Table, rules: Rules) -> Question | None:
    word = fields.get(table.status) if table.status else None
    if word is None:
        return None
    said = said_on(table.row(table.status), word, side.other, rules.lexicon)
    if not isinstance(said, Question) or said.why is not Why.UNTRANSLATED:
        return None
    return Question(Why.STATUS, table.status, detail=str(word)).saying(side, word)


def _half(case: Linked, table: Table, gone: Side, rules: Rules) -> Plan:
    """Decide about what one side has deleted: nothing ends on the other side unasked."""
    if is_over(case.on(gone.other), table):
        return Agree()
    if heir := case.on(gone).heir:
        return Hold(Question(Why.RENAMED, detail=heir))
    if rules.deletions is Deletions.REMOVE and rules.mode.writes(gone.other):
        write = ended(with_closed(case, table, rules.lexicon).on(gone.other), table, gone.other)
        if write:
            return Agree(writes=(write,))
    return Hold(_deleted(case, table, gone, rules))


def _deleted(case: Linked, table: Table, gone: Side, rules: Rules) -> Question:
    why = Why.LEFT if rules.deletions is Deletions.MARK else Why.DELETED
    titles = {side: title_of(table, case.on(side).fields or {}) or None for side in Side}
    return Question(why, WHOLE_RECORD, zoho=titles[Side.ZOHO], xero=titles[Side.XERO], detail=gone)


def _whole(case: Lone, table: Table, why: Why, detail: str) -> Question:
    title: Value = title_of(table, case.record.fields or {}) or None
    return Question(why, detail=detail).saying(case.side, title)


def _titles(table: Table, records: list[Observation]) -> str:
    return ", ".join(title_of(table, each.fields or {}) or each.id for each in records)
