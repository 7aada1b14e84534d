"""A run is a list of steps, the same each time it is asked for; a slice goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from sync.core.records import Module, Side
from sync.core.states import Lock, RunKind
from sync.core.verdicts import Why
from sync.engine.approve import explain_left
from sync.engine.brake import check_brake, check_heard
from sync.engine.facts import are_stale, read_facts, watch_lock_date
from sync.engine.hear import forget, hear, is_lacking, reckon, settle_heard
from sync.engine.match import match_module
from sync.engine.named import look_up
from sync.engine.observe import read_resource
from sync.engine.only import read_only, settle_only
from sync.engine.preview import preview_module
from sync.engine.receipt import changes_left
from sync.engine.reread import reread_open
from sync.engine.settle import settle_module
from sync.engine.undo import undo_module
from sync.engine.work import Work
from sync.store.cursors import cursors_unread, modules_fetched
from sync.store.questions import are_held
from sync.store.runs import NAMED, UNREAD

Step: TypeAlias = Callable[[Work], bool]  # tells whether it is through


def steps_of(work: Work) -> list[Step]:
    if work.run.kind == RunKind.FETCH:
        return list(_fetch(work))
    if work.run.kind == RunKind.UNDO:
        return list(_undo(work))
    if work.run.options.get("news"):
        return list(_news(work))
    if work.only or NAMED in work.run.options:
        return list(_only(work))
    return list(_sync(work))


def _fetch(work: Work) -> Iterator[Step]:
    sides = [Side(side) for side in work.run.options["sides"]]
    unread = work.run.options.get(UNREAD)
    for side in sides:
        yield partial(_refresh_facts if unread else read_facts, side=side)
    for side in sides:
        for resource in _resources(work, side):
            step = _read_unread if unread else partial(_read, whole=True)
            yield partial(step, side=side, resource=resource)
    for module in work.reads():
        yield partial(_match_if_fetched, module=module)
    if unread:
        yield _once_more_if_unread


def _undo(work: Work) -> Iterator[Step]:
    """Take back what names others before what it names."""
    for side in Side:
        yield partial(_refresh_facts, side=side)
    yield watch_lock_date
    for module in reversed(list(work.modes)):
        yield partial(_act, act=undo_module, module=module)


def _only(work: Work) -> Iterator[Step]:
    """Settle a few records. Of all else only what a new one may meet is read: news of twins."""
    for side in Side:
        yield partial(_refresh_facts, side=side)
    yield watch_lock_date
    if NAMED in work.run.options:
        yield look_up
    for module in work.modes:
        yield partial(_read_only, module=module)
    yield reckon
    yield from _everywhere(work, _catch_up)
    for module in work.modes:
        yield partial(_settle_only, module=module)


def _news(work: Work) -> Iterator[Step]:
    """Read what was announced, and settle what is not as it was. Looks come first."""
    looks = [(Side(side), one) for side, some in work.run.options["look"].items() for one in some]
    for side in Side:
        yield partial(_refresh_facts, side=side)
    for side, resource in looks:
        yield partial(_read, side=side, resource=resource, whole=False)
    yield from _everywhere(work, _hear)
    yield reckon
    yield from _everywhere(work, _catch_up)
    yield check_heard
    yield _watch_if_worth_it
    for module in work.modes:
        yield partial(_settle_heard, module=module)
    if looks:
        yield check_brake
        yield from (partial(_act, act=settle_module, module=one) for one in _seen(work, looks))
    yield _forget


def _watch_if_worth_it(work: Work) -> bool:
    """Look at the lock date where something may be written: a look in vain costs nothing more."""
    moved = any(one["read"] != one["unchanged"] for one in work.run.counts.values())
    waits = are_held(bridge_id=work.bridge_id, why=Why.LOCKED, detail=Lock.PERIOD)
    return watch_lock_date(work) if work.only or moved or waits else True


def _everywhere(work: Work, step: Callable[..., bool]) -> Iterator[Step]:
    for side in Side:
        for resource in _resources(work, side):
            yield partial(step, side=side, resource=resource)


def _seen(work: Work, looks: Sequence[tuple[Side, str]]) -> list[Module]:
    return [
        module
        for module in work.modes
        if any(work.tables[module].resource[side] == one for side, one in looks)
    ]


def _sync(work: Work) -> Iterator[Step]:
    for side in Side:
        yield partial(_refresh_facts, side=side)
    yield watch_lock_date
    for side in Side:
        for resource in _resources(work, side):
            yield partial(_read, side=side, resource=resource, whole=False)
    for module in work.reads():
        yield partial(_reread, module=module)
    for module in work.reads():
        yield partial(_match, module=module)
    yield from _previews(work) if work.run.kind == RunKind.PREVIEW else _writes(work)


def _previews(work: Work) -> Iterator[Step]:
    for module in work.modes:
        yield partial(_act, act=preview_module, module=module)


def _writes(work: Work) -> Iterator[Step]:
    yield check_brake
    for module in work.modes:
        yield partial(_act, act=settle_module, module=module)
    if work.approved_in:
        yield explain_left
    yield _receipt


def first_act(steps: Sequence[Step]) -> int:
    """Return the number of the first step that writes; that of the end if none does."""
    acts = (_act, _settle_only, _settle_heard)
    acting = (number for number, step in enumerate(steps) if _what(step) in acts)
    return next(acting, len(steps))


def _what(step: Step) -> Callable[..., bool]:
    return step.func if isinstance(step, partial) else step


def _resources(work: Work, side: Side) -> list[str]:
    """Each resource once, however many modules live in it."""
    return list(dict.fromkeys(work.tables[module].resource[side] for module in work.reads()))


def _refresh_facts(work: Work, side: Side) -> bool:
    return read_facts(work, side) if are_stale(work, side) else True


def _read(work: Work, side: Side, resource: str, *, whole: bool) -> bool:
    return read_resource(work, side, resource, whole=whole)


def _read_unread(work: Work, side: Side, resource: str) -> bool:
    """Read what settings want to know more of, if no other run has done so meanwhile."""
    return not _is_unread(work, side, resource) or read_resource(work, side, resource, whole=True)


def _is_unread(work: Work, side: Side, resource: str) -> bool:
    modules = work.modules_of(side, resource)
    return cursors_unread(bridge_id=work.bridge_id, side=side, modules=modules)


def _once_more_if_unread(work: Work) -> bool:
    """End, or begin anew in another slice, which goes by the settings that were saved meanwhile."""
    sides = [Side(side) for side in work.run.options["sides"]]
    if not any(_is_unread(work, side, one) for side in sides for one in _resources(work, side)):
        return True
    work.run.step = 0
    with work.held():
        work.keep("step")
    return False


def _reread(work: Work, module: Module) -> bool:
    return reread_open(work, module)


def _match(work: Work, module: Module) -> bool:
    return match_module(work, module)


def _match_if_fetched(work: Work, module: Module) -> bool:
    """Nothing is matched against a side that has not been seen whole."""
    fetched = modules_fetched(bridge=work.run.bridge)
    both = all(module in fetched[side] for side in Side)
    return match_module(work, module) if both else True


def _act(work: Work, act: Callable[[Work, Module], bool], module: Module) -> bool:
    return act(work, module)


def _settle_only(work: Work, module: Module) -> bool:
    return settle_only(work, module)


def _read_only(work: Work, module: Module) -> bool:
    return read_only(work, module)


def _hear(work: Work, side: Side, resource: str) -> bool:
    return hear(work, side, resource)


def _catch_up(work: Work, side: Side, resource: str) -> bool:
    """Read what changed here, too, where a new record may have a twin or a parent."""
    if not is_lacking(work, side, resource):
        return True
    return read_resource(work, side, resource, whole=False)


def _settle_heard(work: Work, module: Module) -> bool:
    return settle_heard(work, module)


def _forget(work: Work) -> bool:
    """End, or begin anew with what was announced meanwhile."""
    if forget(work):
        first = next(n for n, step in enumerate(_news(work)) if _what(step) is _hear)
        work.run.step = first - 1
    return True


def _receipt(work: Work) -> bool:
    """Plan everything again, and count what would be written now."""
    work.run.left = changes_left(work)
    with work.held():
        work.keep("left")
    return True
