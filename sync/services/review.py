"""Review: what waits for a person, and what a person may answer to it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from sync.core.answers import VALUES, Answer, Choice, Kind, choices_of, mark
from sync.core.choices import NOTHING_CHOSEN, Choices, RowChoice
from sync.core.records import Mode, Module, Side
from sync.core.table import Owner
from sync.core.verdicts import WHOLE_RECORD
from sync.engine.facts import tables_of
from sync.services.runs import only_start
from sync.store import answers, links, rules, views_review
from sync.store.answers import Given
from sync.store.views_review import Item

if TYPE_CHECKING:
    from sync.models import Bridge, Question, Run

Only = dict[tuple[Module, Mode], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Tick:
    """A question that somebody answers, and the seal of what they saw; "": nothing of it."""

    question: int
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    kind: Kind
    module: Module | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    counts: Mapping[Kind, int]
    groups: Sequence[views_review.Group]
    items: Sequence[Item]
    more: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were answered, how many had moved or could not be, and what carries them out."""

    answered: int = 0
    moved: int = 0
    runs: tuple[Run, ...] = ()
    fields: frozenset[tuple[Module, str]] = frozenset()


def review_page(*, bridge: Bridge, asked: Filter, after: int) -> ReviewPage:
    page = views_review.questions_of(
        bridge=bridge, kind=asked.kind, module=asked.module, field=asked.field, after=after
    )
    return ReviewPage(
        counts=views_review.kinds_count(bridge=bridge),
        groups=views_review.groups_of(bridge=bridge, kind=asked.kind),
        items=_items(bridge, page.rows),
        more=page.more,
    )


def first_kind(*, bridge: Bridge) -> Kind:
    """Return the first kind that anything waits in."""
    counts = views_review.kinds_count(bridge=bridge)
    return next((kind for kind, number in counts.items() if number), Kind.MATCHES)


def possible(item: Item) -> tuple[Choice, ...]:
    """Return the answers that this question may be given now."""
    gone = next((side for side in Side if item.question.detail == side), None)
    choices = choices_of(item.why, item.mode, lone=item.is_lone, gone=gone)
    if not item.can_end:
        choices = tuple(each for each in choices if each is not Choice.REMOVE)
    if Choice.SAME in choices and not matches(item):
        return tuple(each for each in choices if each not in (Choice.SAME, Choice.DIFFERENT))
    return choices


def matches(item: Item) -> list[str]:
    """Return the other side's ids that a lone record may turn out to be."""
    there = item.side.other
    return [twin.record.id for twin in item.twins if twin.side is there]


def seal_of(item: Item) -> str:
    """Name what a person sees of a question: it differs as soon as any of that does."""
    one = item.question
    seen = [one.why, one.zoho_value, one.xero_value, one.detail, one.twin, matches(item)]
    marks = [mark(kept.record, one.field) for kept in item.records.values()]
    said = repr((seen, marks))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def answer_give(
    *,
    bridge: Bridge,
    user: AbstractBaseUser,
    ticks: Sequence[Tick],
    choice: Choice,
    other: str = "",
    enqueue: bool = True,
) -> Outcome:
    """Answer these questions alike, and carry it out at once. `other`: the record that is meant.

    What has changed since it was seen is not answered. Raises NotYet.
    """
    seals = {tick.question: tick.seal for tick in ticks}
    questions = views_review.questions_by_id(bridge=bridge, ids=list(seals))
    items = [
        item
        for item in _items(bridge, questions)
        if seals[item.question.pk] in ("", seal_of(item)) and _fits(item, choice, other)
    ]
    runs = _keep(bridge, user, items, choice, other, enqueue=enqueue)
    fields = frozenset((item.module, item.question.field) for item in items)
    return Outcome(len(items), len(seals) - len(items), runs, fields)


def answer_all(
    *,
    bridge: Bridge,
    user: AbstractBaseUser,
    asked: Filter,
    choice: Choice,
    enqueue: bool = True,
) -> Outcome:
    """Answer all that is asked of this kind, module and field alike. Raises NotYet."""
    page = views_review.questions_of(
        bridge=bridge,
        kind=asked.kind,
        module=asked.module,
        field=asked.field,
        after=0,
        size=views_review.MOST,
    )
    ticks = [Tick(one.pk) for one in page.rows]
    return answer_give(bridge=bridge, user=user, ticks=ticks, choice=choice, enqueue=enqueue)


def owners_set(
    *,
    bridge: Bridge,
    user: AbstractBaseUser,
    fields: Iterable[tuple[Module, str]],
    choice: Choice,
) -> None:
    """Let one side win these fields from now on. Raises rules.SavedMeanwhile."""
    kept = rules.rules_get(bridge_id=bridge.pk)
    choices, owner = kept.choices, Owner(VALUES[choice].value)
    for module, field in fields:
        choices = _owned(choices, module, field, owner)
    rules.rules_save(
        bridge_id=bridge.pk,
        choices=choices,
        seen=kept.version,
        user=user,
        now=timezone.now(),
    )


def ask_again(
    *, bridge: Bridge, user: AbstractBaseUser, ids: Iterable[int], enqueue: bool = True
) -> int:
    """Take back what somebody wanted left alone; return how many that were. Raises NotYet."""
    with transaction.atomic():
        about = answers.answers_withdraw(bridge=bridge, ids=ids)
        if about:
            only_start(bridge=bridge, mode=Mode.BOTH, only=about, user=user, enqueue=enqueue)
    return sum(len(some) for some in about.values())


def _items(bridge: Bridge, questions: Collection[Question]) -> list[Item]:
    choices = rules.rules_get(bridge_id=bridge.pk).choices
    tables = tables_of(bridge, choices)
    return views_review.items_of(bridge=bridge, tables=tables, questions=questions)


def _owned(choices: Choices, module: Module, field: str, owner: Owner) -> Choices:
    mine = choices.modules.get(module, NOTHING_CHOSEN)
    row = replace(mine.rows.get(field, RowChoice()), owner=owner)
    own = replace(mine, rows={**mine.rows, field: row})
    return replace(choices, modules={**choices.modules, module: own})


@transaction.atomic
def _keep(
    bridge: Bridge,
    user: AbstractBaseUser,
    items: Sequence[Item],
    choice: Choice,
    other: str,
    *,
    enqueue: bool,
) -> tuple[Run, ...]:
    given = [
        Given(item.module, one, item.question.title)
        for item in items
        for one in _said(item, choice, other)
    ]
    answers.answers_keep(bridge=bridge, by=user, given=given, now=timezone.now())
    only: Only = {}
    for item in items:
        ids = only.setdefault((item.module, item.mode), [])
        ids.extend(_concerned(bridge, item, choice, other))
    return tuple(
        only_start(bridge=bridge, mode=mode, only={module: ids}, user=user, enqueue=enqueue)
        for (module, mode), ids in only.items()
    )


def _said(item: Item, choice: Choice, other: str) -> Iterable[Answer]:
    """Return what is to be kept in force for this choice."""
    one = item.question
    ids = (one.zoho_id, one.xero_id)
    match choice:
        case Choice.RETRY:
            return ()
        case Choice.SAME | Choice.DIFFERENT:
            return [Answer(choice, *_pair(item, each)) for each in _meant(item, choice, other)]
        case Choice.ONLY:
            return [_ignored(item.side, each) for each in _rivals(item)]
        case Choice.IGNORE:
            return [Answer(choice, *ids, field=WHOLE_RECORD if item.is_lone else one.field)]
        case Choice.REMOVE | Choice.RESTORE:
            return [Answer(choice, *ids, _seen(item, WHOLE_RECORD))]
        case Choice.UNLINK:
            kept = Side.XERO if one.detail == Side.ZOHO else Side.ZOHO
            alone = _ignored(kept, ids[0] if kept is Side.ZOHO else ids[1])
            return [Answer(choice, *ids, _seen(item, WHOLE_RECORD)), alone]
        case _:
            field = WHOLE_RECORD if item.is_lone else one.field
            return [Answer(choice, *ids, _seen(item, field), field)]


def _fits(item: Item, choice: Choice, other: str) -> bool:
    of_twins = choice in (Choice.SAME, Choice.DIFFERENT)
    return choice in possible(item) and not (of_twins and not _meant(item, choice, other))


def _ignored(side: Side, key: str) -> Answer:
    return Answer(Choice.IGNORE, *((key, "") if side is Side.ZOHO else ("", key)))


def _meant(item: Item, choice: Choice, other: str) -> list[str]:
    """Return the other side's records that a person means: one that it is, or all it is not."""
    known = matches(item)
    if other:
        return [other] if other in known else []
    return known if choice is Choice.DIFFERENT or len(known) == 1 else []


def _seen(item: Item, field: str) -> dict[Side, str]:
    return {side: mark(kept.record, field) for side, kept in item.records.items()}


def _pair(item: Item, other: str) -> tuple[str, str]:
    own = item.question.zoho_id or item.question.xero_id
    return (own, other) if item.side is Side.ZOHO else (other, own)


def _rivals(item: Item) -> list[str]:
    return [t.record.id for t in item.twins if t.side is item.side and not t.linked]


def _concerned(bridge: Bridge, item: Item, choice: Choice, other: str) -> Iterator[tuple[str, str]]:
    """Yield every record that the answer moves, by both ids."""
    one = item.question
    yield one.zoho_id, one.xero_id
    if choice in (Choice.SAME, Choice.DIFFERENT):
        for each in _meant(item, choice, other):
            yield _pair(item, each)
            yield from _partners(bridge, item, each)
    if choice is Choice.ONLY:
        yield from ((each, "") if item.side is Side.ZOHO else ("", each) for each in _rivals(item))


def _partners(bridge: Bridge, item: Item, key: str) -> Iterator[tuple[str, str]]:
    """Yield the pair that the other side's record is part of now, if it is."""
    there = item.side.other
    found = links.links_of(bridge_id=bridge.pk, module=item.module, side=there, ids=[key])
    yield from ((link.zoho_id, link.xero_id) for link in found.values())
