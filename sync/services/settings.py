"""What a person may choose for a bridge: looked at, tried out, and saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from sync.core.choices import LINE, Choices, Direction, ModuleChoices, RowChoice
from sync.core.fit import misfits
from sync.core.offered import Named, ZohoField, accounts, taxes, zoho_fields
from sync.core.records import Fields, Module, Side, Value
from sync.core.states import RunKind
from sync.core.table import Table
from sync.core.tables import ORDER, TABLES
from sync.core.verdicts import Lexicon
from sync.core.words import said
from sync.engine.counted import moved
from sync.engine.facts import suggested_lexicon, tables_of
from sync.engine.touched import Change, Touched, touched
from sync.services.runs import fetch_unread
from sync.store.audit import audit
from sync.store.bridges import bridge_lock
from sync.store.cursors import cursors_forget
from sync.store.links import links_count, links_reopen
from sync.store.pending import pairs_all
from sync.store.rules import Kept, SavedMeanwhile, rules_get, rules_save
from sync.store.runs import kinds_at_work

if TYPE_CHECKING:
    from sync.models import Bridge

ORDERS = Module.PURCHASE_ORDERS
BUSY = (
    "A run is under way, and this would change what it reads. Save again when it has ended, or "
    "stop it first. Nothing was saved."
)
LINKED_ORDERS = (
    "Purchase orders are linked to records in Xero already, and those cannot become bills or "
    "orders afterwards. Choose this before the first sync of purchase orders."
)
MEANWHILE = (
    "Somebody else saved settings after you opened this page. Nothing of yours was saved: look at "
    "what stands now, then save again."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands, and what both organisations say of themselves."""

    kept: Kept
    facts: Mapping[Side, Mapping[str, Any]]
    suggested: Lexicon

    @property
    def choices(self) -> Choices:
        return self.kept.choices

    def zoho_fields(self, module: Module) -> tuple[ZohoField, ...] | None:
        return zoho_fields(self.facts[Side.ZOHO], TABLES[module].resource[Side.ZOHO])

    def taxes(self, side: Side) -> list[Named]:
        return taxes(self.facts[side])

    def accounts(self) -> list[Named]:
        return accounts(self.facts[Side.XERO])

    def themes(self) -> list[Named]:
        """Return Xero's branding themes: ids, and what people call them."""
        found = self.facts[Side.XERO].get("themes", {}).items()
        return sorted((Named(one, str(name)) for one, name in found), key=lambda one: one.label)


class NotSaved(Exception):
    """The choices cannot stand; `sentences` say why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def settings_get(*, bridge: Bridge) -> Settings:
    sides = {Side.ZOHO: bridge.zoho, Side.XERO: bridge.xero}
    return Settings(
        kept=rules_get(bridge_id=bridge.pk),
        facts={side: one.metadata if one else {} for side, one in sides.items()},
        suggested=suggested_lexicon(bridge),
    )


def settings_check(settings: Settings, choices: Choices) -> list[str]:
    """Return a sentence for each choice that cannot work."""
    return [
        sentence
        for module in ORDER
        for sentence in misfits(TABLES[module], choices.of(module), settings.zoho_fields(module))
    ]


def settings_save(
    *, bridge: Bridge, user: AbstractBaseUser, choices: Choices, seen: int, room: str
) -> set[Module]:
    """Keep the choices; return the modules that are read anew for them, in a run of its own.

    `seen` is the version that the person started from. Raises NotSaved.
    """
    settings = settings_get(bridge=bridge)
    if settings.kept.version != seen:
        raise NotSaved([MEANWHILE])
    if choices == settings.choices:
        return set()
    wrong = settings_check(settings, choices)
    if choices.bills != settings.choices.bills and links_count(bridge_id=bridge.pk, module=ORDERS):
        wrong.append(LINKED_ORDERS)
    if wrong:
        raise NotSaved(wrong)
    anew = {module: sides_read_anew(settings.choices, choices, module) for module in ORDER}
    try:
        with transaction.atomic():
            bridge_lock(bridge_id=bridge.pk)
            working = kinds_at_work(bridge=bridge)
            if any(anew.values()) and working - {RunKind.FETCH}:
                raise NotSaved([BUSY])
            rules_save(
                bridge_id=bridge.pk, choices=choices, seen=seen, user=user, now=timezone.now()
            )
            known = _start_anew(bridge, settings.choices, choices, anew)
            if known or (any(anew.values()) and working):
                fetch_unread(bridge=bridge, user=user)
            transaction.on_commit(lambda: moved(bridge))
            audit(tenant=bridge.tenant, user=user, action="settings saved", detail=room)
    except SavedMeanwhile:
        raise NotSaved([MEANWHILE]) from None
    return known


def settings_preview(
    *, bridge: Bridge, choices: Choices, modules: Iterable[Module]
) -> list[tuple[Module, Touched]]:
    """Say what the choices would change, module by module. Nothing is written anywhere."""
    was = rules_get(bridge_id=bridge.pk).choices
    return [
        (module, touched(Change(bridge, was, choices, module, reopened(was, choices, module))))
        for module in modules
    ]


def settings_example(
    *, bridge: Bridge, settings: Settings, module: Module
) -> tuple[str, dict[str, dict[Side, str]]]:
    """Return a linked record's title, and what both sides say in each field that is a plain value.

    A line's field is named "lines.<name>", and its first line speaks.
    """
    table = tables_of(bridge, settings.choices)[module]
    pair = next(iter(pairs_all(bridge_id=bridge.pk, table=table, after=0, limit=1)), None)
    if pair is None:
        return "", {}
    found: dict[str, dict[Side, str]] = {}
    for side in Side:
        for path, value in _values(table, pair.case.on(side).fields or {}):
            found.setdefault(path, {})[side] = value
    return pair.title, found


def _values(table: Table, fields: Fields) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        value = fields.get(row.name)
        if isinstance(value, tuple) and value:
            for each in row.lines:
                if not each.ref:
                    yield LINE + each.name, shown(value[0].get(each.name))
        elif not row.ref and not row.lines:
            yield row.name, shown(value)


def shown(value: Value) -> str:
    """Return one plain value as an example; "" for a blank."""
    return "" if value is None else said(value).strip('"')


def _start_anew(
    bridge: Bridge, was: Choices, becomes: Choices, anew: Mapping[Module, set[Side]]
) -> set[Module]:
    """Take back what is not agreed any more; return the modules that were read, and are anew."""
    known = set()
    for module in ORDER:
        names = reopened(was, becomes, module)
        if names:
            links_reopen(bridge_id=bridge.pk, module=module, names=names)
        sides = anew[module]
        if sides and cursors_forget(bridge_id=bridge.pk, module=module, sides=sides):
            known.add(module)
    return known


def sides_read_anew(was: Choices, becomes: Choices, module: Module) -> set[Side]:
    """Return the sides of which other fields are to be read than have been."""
    found = {side for _, side, _ in _new_places(was.of(module), becomes.of(module))}
    if module is ORDERS and was.bills != becomes.bills:
        found.add(Side.XERO)
    ticks = becomes.of(module).opt_in and not was.of(module).opt_in
    return found | {Side.ZOHO} if ticks else found


def reopened(was: Choices, becomes: Choices, module: Module) -> set[str]:
    """Return the fields on which both sides have still to agree: other places, or ways opened."""
    old, new = was.of(module), becomes.of(module)
    moved = {name for name, _, _ in _new_places(old, new)}
    opened = {
        name
        for name, choice in old.rows.items()
        if _opens(choice.direction, new.rows.get(name, RowChoice()).direction)
    }
    return {name for name in moved | opened if not name.startswith(LINE)}


def _opens(was: Direction, becomes: Direction) -> bool:
    return any(becomes.writes(side) and not was.writes(side) for side in Side)


def _new_places(was: ModuleChoices, becomes: ModuleChoices) -> set[tuple[str, Side, str]]:
    names = {*was.rows, *becomes.rows}
    return _places(becomes, names) - _places(was, names)


def _places(mine: ModuleChoices, names: Iterable[str]) -> set[tuple[str, Side, str]]:
    """Return where these fields, and the tenant's own, are read: "" is the table's own place."""
    moved = {(name, Side.ZOHO, mine.rows.get(name, RowChoice()).zoho_field) for name in names}
    zoho = {(one.name, Side.ZOHO, one.zoho) for one in mine.extra}
    return moved | zoho | {(one.name, Side.XERO, one.xero) for one in mine.extra}
