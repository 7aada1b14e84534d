"""A journalled change as a person reads it: each field old -> new, a document's lines too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.formats import date_format

from sync.core.approval import source_of, waits_for
from sync.core.codecs import DATE, OPAQUE
from sync.core.ending import LAST
from sync.core.records import Module, Side
from sync.core.stand_in import NOT_YET
from sync.core.states import ChangeState
from sync.core.table import Row
from sync.core.tables import TABLES
from sync.core.verdicts import ARCHIVED
from sync.core.words import SIDES
from sync.store.views_runs import titles_of
from sync.web.words import CHANGES

if TYPE_CHECKING:
    from sync.models import Change

Name: TypeAlias = tuple[Side, Module, str]  # how a side names another record: by its handle
Titles: TypeAlias = Mapping[Name, str]
Kept: TypeAlias = Mapping[str, Any]  # fields as the journal keeps them: plain JSON
LINE_ID = "id"
STAND_IN = "the product for lines without one"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value, before and after. Blank is ""."""

    old: str
    new: str

    @property
    def changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class FieldWords:
    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class LineWords:
    mark: str  # "added", "removed", "changed" or ""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LinesWords:
    columns: tuple[str, ...]
    lines: tuple[LineWords, ...]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    title: str
    module: str
    action: str
    state: str
    tone: str
    creates: bool
    fields: tuple[FieldWords, ...]
    lines: LinesWords | None
    words: str  # the vendor's own
    reason: str  # ours
    pk: int
    side: str
    removes: bool
    waits: tuple[str, ...]  # what a preview would create before it
    is_open: bool  # of a preview: it may still be approved, or not
    approved: bool
    # Whose page tells more: the written record's, or that of what it is to be made from.
    about: tuple[str, str, str] | None  # module, side, id


def change_words(change: Change, titles: Titles) -> ChangeWords:
    side, module = Side(change.side), Module(change.module)
    removes = _removes(change)
    verb = "Create" if change.creates else "Remove" if removes else "Update"
    state, tone = CHANGES[ChangeState(change.state)]
    return ChangeWords(
        title=change.title or "Without a name",
        module=TABLES[module].label,
        action=f"{verb} in {SIDES[side]}",
        state=state,
        tone=tone,
        creates=change.creates,
        fields=tuple(_fields(change, titles)),
        lines=_lines(change, titles),
        words=change.words,
        reason=change.reason,
        pk=change.pk,
        side=SIDES[side],
        removes=removes,
        waits=tuple(_waits(change, titles)),
        is_open=change.state in (ChangeState.PREVIEWED, ChangeState.APPROVED),
        approved=change.state == ChangeState.APPROVED,
        about=_about(change, side),
    )


def _about(change: Change, side: Side) -> tuple[str, str, str] | None:
    if change.remote_id:
        return change.module, side.value, change.remote_id
    return (change.module, side.other.value, change.source_id) if change.source_id else None


def titles_for(bridge_id: int, changes: Iterable[Change]) -> Titles:
    """Return what people call every other record that these changes name.

    What is still to be created is called as the record that it is made from.
    """
    wanted = names_in(changes)
    made_of = {
        (side, module, handle): (side.other, module, source)
        for side, module, handle in wanted
        if (source := source_of(handle))
    }
    found = titles_of(bridge_id=bridge_id, wanted={*wanted, *made_of.values()})
    fresh = {name: f"{found[source]} (new)" for name, source in made_of.items() if source in found}
    stand_in = {name: STAND_IN for name in wanted if name[2] == NOT_YET}
    return {**stand_in, **found, **fresh}


def names_in(changes: Iterable[Change]) -> set[Name]:
    """Return every other record that these changes name, so that it can be shown by its title."""
    return {name for change in changes for name in _names(change)}


def value_words(row: Row | None, value: object) -> str:
    """Say one value: blank is "", a date is written out."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if row is not None and row.codec is DATE:
        return date_format(date.fromisoformat(str(value)), "j M Y")
    return f"{len(value)} lines" if isinstance(value, list) else str(value)


def label_of(module: Module, name: str) -> str:
    """Return what people call a field; a field that no longer exists keeps its name."""
    rows = {row.name: row.label for row in TABLES[module].rows}
    return rows.get(name, name.replace("_", " ").capitalize())


def row_of(module: Module, name: str) -> Row | None:
    return next((row for row in TABLES[module].rows if row.name == name), None)


def _removes(change: Change) -> bool:
    return not change.creates and (ARCHIVED in change.after or change.after.get("status") in LAST)


def _waits(change: Change, titles: Titles) -> Iterator[str]:
    """Say what is created before this change: "its account Contoso"."""
    rows = TABLES[Module(change.module)].rows
    side = Side(change.side)
    for module, source in dict.fromkeys(waits_for(rows, change.after)):
        title = titles.get((side.other, module, source), "")
        yield f"its {TABLES[module].one} {title}".strip()


def _names(change: Change) -> Iterator[Name]:
    side = Side(change.side)
    for row in TABLES[Module(change.module)].rows:
        for kept in (change.before, change.after):
            if row.ref and kept.get(row.name):
                yield side, row.ref, str(kept[row.name])
            for line in kept.get(row.name) or () if row.lines else ():
                yield from _names_in_line(side, row, line)


def _names_in_line(side: Side, row: Row, line: Kept) -> Iterator[Name]:
    for part in row.lines:
        if part.ref and line.get(part.name):
            yield side, part.ref, str(line[part.name])


def _fields(change: Change, titles: Titles) -> Iterator[FieldWords]:
    module = Module(change.module)
    known = [row.name for row in TABLES[module].rows]
    names = {*change.before, *change.after}
    for name in [*(n for n in known if n in names), *sorted(names.difference(known))]:
        row = row_of(module, name)
        if row is not None and (row.lines or row.codec is OPAQUE):
            continue
        cell = _cell(Side(change.side), row, (change.before, change.after), name, titles)
        if cell.old or cell.new:
            yield FieldWords(label_of(module, name), cell)


def _cell(side: Side, row: Row | None, kept: tuple[Kept, Kept], name: str, titles: Titles) -> Cell:
    old, new = (_said(side, row, one.get(name), titles) for one in kept)
    return Cell(old, new)


def _said(side: Side, row: Row | None, value: object, titles: Titles) -> str:
    if row is not None and row.ref and value:
        return titles.get((side, row.ref, str(value)), str(value))
    return value_words(row, value)


def _lines(change: Change, titles: Titles) -> LinesWords | None:
    row = next((row for row in TABLES[Module(change.module)].rows if row.lines), None)
    if row is None or row.name not in change.after:
        return None
    before, after = change.before.get(row.name) or [], change.after[row.name] or []
    pairs = list(_paired(before, after))
    used = [part for part in row.lines if _is_used(part, [*before, *after])]
    side = Side(change.side)
    lines = [_line(side, used, pair, titles) for pair in pairs]
    return LinesWords(tuple(part.label for part in used), tuple(lines)) if lines else None


def _is_used(part: Row, lines: Iterable[Kept]) -> bool:
    shown = part.name != LINE_ID and part.codec is not OPAQUE
    return shown and any(line.get(part.name) not in (None, "") for line in lines)


def _paired(before: list[Kept], after: list[Kept]) -> Iterator[tuple[Kept | None, Kept | None]]:
    """Pair lines by the id that the written side gave them; those without are new."""
    old = {line.get(LINE_ID): line for line in before}
    kept = {line.get(LINE_ID) for line in after if line.get(LINE_ID)}
    for line in after:
        yield old.get(line.get(LINE_ID)) if line.get(LINE_ID) else None, line
    for line in before:
        if line.get(LINE_ID) not in kept:
            yield line, None


def _line(
    side: Side, parts: list[Row], pair: tuple[Kept | None, Kept | None], titles: Titles
) -> LineWords:
    old, new = pair
    kept = (old or {}, new or {})
    cells = tuple(_cell(side, part, kept, part.name, titles) for part in parts)
    if old is None or new is None:
        return LineWords("added" if old is None else "removed", cells)
    return LineWords("changed" if any(cell.changed for cell in cells) else "", cells)
