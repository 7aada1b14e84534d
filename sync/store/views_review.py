"""Read models for Review: what waits for a person, page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from sync.core.answers import Answer, Choice, Kind, kind_of, whys_of
from sync.core.ending import ended
from sync.core.records import Mode, Module, Side, Twin
from sync.core.table import Table
from sync.core.verdicts import Why
from sync.models import Answer as AnswerRow
from sync.models import Bridge, Question
from sync.store import pending
from sync.store.answers import answers_of
from sync.store.links import links_parted, links_shared
from sync.store.records import Kept, records_get
from sync.store.views_runs import Page

A_PAGE = 25
MOST = 5000  # questions answered by one click
OF_TWINS = frozenset({Why.MATCH, Why.TWINS, Why.TAKEN})


@dataclass(frozen=True, slots=True)
class Group:
    """Some questions of a kind: how many there are of one module and field."""

    module: Module
    field: str
    questions: int


@dataclass(frozen=True, slots=True)
class Item:
    """A question with all that a person, or an answer, needs to know of it."""

    question: Question
    why: Why
    module: Module
    mode: Mode  # of the run that asked it
    records: Mapping[Side, Kept]
    twins: tuple[Twin, ...] = ()
    given: Choice | None = None  # answered, and not carried out yet
    can_end: bool = False  # of a DELETED: what is left can be archived, deleted or voided

    @property
    def is_lone(self) -> bool:
        return not (self.question.zoho_id and self.question.xero_id)

    @property
    def side(self) -> Side:
        """The side of a lone record."""
        return Side.ZOHO if self.question.zoho_id else Side.XERO


def waiting_count(*, bridge: Bridge) -> int:
    """Count what waits for a person."""
    return _asked(bridge, [why for why in Why if why.asks]).count()


def kinds_count(*, bridge: Bridge) -> dict[Kind, int]:
    rows = _asked(bridge, list(Why)).values_list("why").annotate(n=Count("pk")).order_by()
    counts = dict.fromkeys(Kind, 0)
    for why, number in rows:
        counts[kind_of(Why(why))] += number
    return counts


def groups_of(*, bridge: Bridge, kind: Kind) -> list[Group]:
    """Return a kind's modules and fields, the largest group first."""
    rows = _asked(bridge, whys_of(kind)).values_list("module", "field").annotate(n=Count("pk"))
    return [Group(Module(module), field, n) for module, field, n in rows.order_by("-n", "module")]


def questions_of(
    *, bridge: Bridge, kind: Kind, module: Module | None, field: str, after: int, size: int = A_PAGE
) -> Page[Question]:
    """Return a kind's questions, oldest first; `after`: the id of the last one already shown."""
    asked = _asked(bridge, whys_of(kind)).select_related("run").filter(pk__gt=after)
    if module is not None:
        asked = asked.filter(module=module)
    if field:
        asked = asked.filter(field=field)
    return Page.of(asked.order_by("pk"), size)


def questions_by_id(*, bridge: Bridge, ids: Collection[int]) -> list[Question]:
    found = Question.objects.select_related("run").filter(bridge=bridge, pk__in=ids)
    return list(found.order_by("pk"))


def items_of(
    *, bridge: Bridge, tables: Mapping[Module, Table], questions: Collection[Question]
) -> list[Item]:
    """Return these questions with their records, twins and answers: a few queries a module."""
    found = _records(bridge, tables, questions)
    said = _said(bridge, questions)
    twins = _twins(bridge, tables, questions, found)
    return [_item(bridge, one, tables, found, said, twins) for one in questions]


def ignored_page(*, bridge: Bridge, after: int) -> Page[AnswerRow]:
    """Return what somebody wants left alone, or told apart, newest first."""
    stands = [choice for choice in Choice if choice.stands]
    rows = AnswerRow.objects.select_related("by").filter(
        bridge=bridge, used_at=None, choice__in=stands
    )
    if after:
        rows = rows.filter(pk__lt=after)
    return Page.of(rows.order_by("-pk"), A_PAGE)


def ignored_count(*, bridge: Bridge) -> int:
    stands = [choice for choice in Choice if choice.stands]
    return AnswerRow.objects.filter(bridge=bridge, used_at=None, choice__in=stands).count()


def _asked(bridge: Bridge, whys: Collection[Why]) -> QuerySet[Question]:
    """Return the questions; one match is asked about once, not from either side."""
    mirrored = Question.objects.filter(
        bridge=bridge,
        module=OuterRef("module"),
        why=Why.MATCH,
        zoho_id=OuterRef("twin"),
        twin=OuterRef("xero_id"),
    )
    asked = Question.objects.filter(bridge=bridge, why__in=whys)
    return asked.exclude(Exists(mirrored), why=Why.MATCH, zoho_id="")


def _records(
    bridge: Bridge, tables: Mapping[Module, Table], questions: Collection[Question]
) -> dict[tuple[Side, Module, str], Kept]:
    """Return the records that are asked about, by side, module and id."""
    found: dict[tuple[Side, Module, str], Kept] = {}
    for module in {Module(one.module) for one in questions}:
        for side in Side:
            ids = {getattr(one, f"{side}_id") for one in questions if one.module == module} - {""}
            kept = records_get(bridge_id=bridge.pk, table=tables[module], side=side, ids=ids)
            found |= {(side, module, key): one for key, one in kept.items()}
    return found


def _item(
    bridge: Bridge,
    one: Question,
    tables: Mapping[Module, Table],
    found: Mapping[tuple[Side, Module, str], Kept],
    said: Mapping[Module, list[Answer]],
    twins: Mapping[tuple[Module, int], tuple[Twin, ...]],
) -> Item:
    module, ids = Module(one.module), {Side.ZOHO: one.zoho_id, Side.XERO: one.xero_id}
    records = {
        side: found[side, module, key] for side, key in ids.items() if (side, module, key) in found
    }
    own = next(iter(records.values()), None)
    about_twins = twins.get((module, own.pk), ()) if own and Why(one.why) in OF_TWINS else ()
    left = tuple(twin for twin in about_twins if not _is_apart(one, twin, said[module]))
    modes = one.run.options.get("modes", {}) if one.run else {}
    return Item(
        question=one,
        why=Why(one.why),
        module=module,
        mode=Mode(modes.get(one.module, Mode.BOTH)),
        records=records,
        twins=left or about_twins,
        given=Choice.DIFFERENT if about_twins and not left else _given(one, said[module]),
        can_end=Why(one.why) is Why.DELETED and _can_end(bridge, tables, module, records),
    )


def _can_end(
    bridge: Bridge, tables: Mapping[Module, Table], module: Module, records: Mapping[Side, Kept]
) -> bool:
    """Tell whether what is left of a deleted record can end, and is not another module's too."""
    table = tables[module]
    for side, kept in records.items():
        if ended(kept.record, table, side):
            where = table.resource[side]
            others = [each for each, one in tables.items() if one.resource[side] == where]
            ids = [kept.record.id]
            return not links_shared(
                bridge_id=bridge.pk, module=module, others=others, side=side, ids=ids
            )
    return False


def _given(one: Question, said: Collection[Answer]) -> Choice | None:
    for each in said:
        same = (one.zoho_id, one.xero_id, one.field) == (*each.ids, each.field)
        names = each.choice is Choice.SAME and (
            each.zoho_id == one.zoho_id or each.xero_id == one.xero_id
        )
        if same or names:
            return each.choice
    return None


def _is_apart(one: Question, twin: Twin, said: Collection[Answer]) -> bool:
    """Tell whether somebody has said that this is another one."""
    ids = {"zoho_id": one.zoho_id, "xero_id": one.xero_id, f"{twin.side}_id": twin.record.id}
    pair = (ids["zoho_id"], ids["xero_id"])
    return any(each.choice is Choice.DIFFERENT and each.ids == pair for each in said)


def _said(bridge: Bridge, questions: Collection[Question]) -> dict[Module, list[Answer]]:
    said = {}
    for module in {Module(one.module) for one in questions}:
        mine = [one for one in questions if one.module == module]
        ids = {
            Side.ZOHO: {one.zoho_id for one in mine if one.zoho_id},
            Side.XERO: {one.xero_id for one in mine if one.xero_id},
        }
        said[module] = answers_of(bridge_id=bridge.pk, module=module, ids=ids)
    return said


def _twins(
    bridge: Bridge,
    tables: Mapping[Module, Table],
    questions: Collection[Question],
    found: Mapping[tuple[Side, Module, str], Kept],
) -> dict[tuple[Module, int], tuple[Twin, ...]]:
    """Return the live records that share a key with those asked about, by module and row."""
    some: dict[Module, list[Kept]] = {}
    for one in questions:
        if Why(one.why) in OF_TWINS:
            module = Module(one.module)
            names = ((Side.ZOHO, module, one.zoho_id), (Side.XERO, module, one.xero_id))
            some.setdefault(module, []).extend(found[name] for name in names if name in found)
    return {
        (module, pk): (*twins, *parted.get(pk, ()))
        for module, kept in some.items()
        for parted in [_parted(bridge, tables[module], kept)]
        for pk, twins in pending.twins_of(
            bridge_id=bridge.pk, table=tables[module], some=kept
        ).items()
    }


def _parted(bridge: Bridge, table: Table, some: Collection[Kept]) -> dict[int, tuple[Twin, ...]]:
    """Return who lost their other half at once as one of these came, by the row of that one."""
    found: dict[int, tuple[Twin, ...]] = {}
    for side in table.parts:
        came = {one.record.id: one.pk for one in some if one.side is side}
        pairs = links_parted(bridge_id=bridge.pk, module=table.module, side=side) if came else ()
        mine = [one.move for one in pairs if one.at_once and one.move.new in came]
        ids = {one.other for one in mine}
        kept = records_get(bridge_id=bridge.pk, table=table, side=side.other, ids=ids)
        for one in mine:
            twin = Twin(side.other, kept[one.other].record, linked=True, parted=True)
            if twin.record.fields is not None:
                found[came[one.new]] = (*found.get(came[one.new], ()), twin)
    return found
