"""Field Mapping: which field of the CRM is which of Xero's, which way, and who wins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.forms import BoundField

from sync.core.choices import (
    LINE,
    Choices,
    Direction,
    ExtraRow,
    RowChoice,
)
from sync.core.chosen import extra_row
from sync.core.fit import group, kind_for, row_group
from sync.core.offered import ZohoField
from sync.core.records import Module, Side
from sync.core.table import Owner, Row, Table
from sync.core.tables import TABLES
from sync.core.tables.offers import OFFERS, Offer
from sync.services.settings import Settings
from sync.web.settings_forms import OWNERS, Options, SettingsForm, kept_modules

DIRECTIONS: Options = [
    (Direction.BOTH.value, "Both ways"),
    (Direction.TO_CRM.value, "Xero to CRM"),
    (Direction.TO_XERO.value, "CRM to Xero"),
    (Direction.OFF.value, "Not carried"),
]
AS_RULES: Options = [("", "As in Rules"), *OWNERS]
DEFAULTS = {Side.ZOHO: "default_zoho", Side.XERO: "default_xero"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row of the page."""

    row: Row
    zoho: BoundField | str
    xero: str
    direction: BoundField
    owner: BoundField | None
    defaults: tuple[BoundField, ...]
    remove: BoundField | None = None
    example: Mapping[Side, str] | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether what is folded away says something."""
        zoho = () if isinstance(self.zoho, str) else (self.zoho,)
        return any(one.value() or one.errors for one in (*zoho, *self.defaults))


class MappingForm(SettingsForm):
    """A part for each row, and one for a mapping to be created."""

    module: Module

    def __init__(
        self, settings: Settings, module: Module, data: Mapping[str, object] | None = None
    ) -> None:
        self.module = module
        self.table: Table = TABLES[module]
        self.mine = settings.choices.of(module)
        super().__init__(settings, data)

    def build(self, settings: Settings) -> None:
        known = settings.zoho_fields(self.module) or ()
        mappable = sorted((one for one in known if one.kind is not None), key=lambda one: one.label)
        self.zoho = {one.name: one for one in mappable}
        self.used = self._used()
        for path, row in self.paths():
            self._row(path, row, self.mine.rows.get(path, RowChoice()))
        for one in self.mine.extra:
            self.tick(f"remove:{one.name}", f"Remove {one.label}", initial=False)
        self.write("new_label", "Name of the new mapping", "", 60)
        self.pick("new_zoho", "Field in Zoho CRM", [("", "Choose"), *self._free_fields()], "")
        self.pick("new_xero", "Field in Xero", [("", "Choose"), *self._free_offers()], "")

    def paths(self) -> Iterator[tuple[str, Row]]:
        """Yield each row that may be mapped, with its name in the choices."""
        for row in self.table.rows:
            if row.carried and row.read_only != frozenset(Side) and _is_of_both(row):
                yield row.name, row
        for one in self.mine.extra:
            yield one.name, extra_row(self.module, one, {})
        for row in self.table.rows:
            for each in row.lines:
                if each.carried and not each.read_only and row_group(each) == "a text":
                    yield LINE + each.name, each

    def _row(self, path: str, row: Row, choice: RowChoice) -> None:
        ways = _ways(path, row)
        self.pick(f"way:{path}", f"Direction of {row.label}", ways, choice.direction.value)
        if _has_owner(path, row):
            owner = choice.owner.value if choice.owner else ""
            self.pick(f"owner:{path}", f"Who wins in {row.label}", AS_RULES, owner)
        if self._may_move(path, row):
            same = [("", row.zoho.names[0] if row.zoho else "None")]
            self.pick(
                f"zoho:{path}",
                f"Zoho CRM's field for {row.label}",
                [*same, *self._fields_like(row)],
                choice.zoho_field,
            )
        for side in _defaulted(row):
            label = f"Default of {row.label} in {'Zoho CRM' if side is Side.ZOHO else 'Xero'}"
            self.write(f"{DEFAULTS[side]}:{path}", label, choice.defaults.get(side, ""))

    def _may_move(self, path: str, row: Row) -> bool:
        own = path in {one.name for one in self.mine.extra}
        plain = row.zoho is not None and bool(row.zoho.plain)
        mappable = not (row.ref or row.book or row.lines or row.source)
        return plain and mappable and not own and not path.startswith(LINE) and bool(self.zoho)

    def _fields_like(self, row: Row) -> Options:
        alike = row_group(row)
        return [
            (one.name, f"{one.label} ({one.name})")
            for one in self.zoho.values()
            if group(one.kind) == alike and one.name not in self.used
        ] + self._chosen_before(row)

    def _chosen_before(self, row: Row) -> Options:
        name = self.mine.rows.get(row.name, RowChoice()).zoho_field
        field = self.zoho.get(name)
        return [(name, f"{field.label} ({name})")] if field else []

    def _used(self) -> set[str]:
        """Return the CRM's fields that a row of this module reads already."""
        own = {name for row in self.table.rows if row.zoho for name in row.zoho.names}
        moved = {choice.zoho_field for choice in self.mine.rows.values()}
        return own | moved | {one.zoho for one in self.mine.extra}

    def _free_fields(self) -> Options:
        return [
            (one.name, f"{one.label} ({group(one.kind)})")
            for one in self.zoho.values()
            if one.name not in self.used
        ]

    def _free_offers(self) -> Options:
        used = {one.xero for one in self.mine.extra}
        return [
            (one.name, f"{one.label} ({group(one.kind)})")
            for one in OFFERS.get(self.module, ())
            if one.name not in used
        ]

    def rows(self, example: Mapping[str, Mapping[Side, str]], *, lines: bool) -> list[Mapped]:
        found = [(path, row) for path, row in self.paths() if path.startswith(LINE) is lines]
        return [self._mapped(path, row, example.get(path)) for path, row in found]

    def _mapped(self, path: str, row: Row, example: Mapping[Side, str] | None) -> Mapped:
        def field(name: str) -> BoundField | None:
            return self[f"{name}:{path}"] if f"{name}:{path}" in self.fields else None

        defaults = (field(name) for name in DEFAULTS.values())
        way = self[f"way:{path}"]
        return Mapped(
            row=row,
            zoho=field("zoho") or (row.zoho.names[0] if row.zoho else ""),
            xero=row.xero.names[0] if row.xero else "",
            direction=way,
            owner=field("owner"),
            defaults=tuple(one for one in defaults if one),
            remove=field("remove"),
            example=example,
        )

    def clean(self) -> None:
        label, zoho, xero = (self.said(name) for name in ("new_label", "new_zoho", "new_xero"))
        if not (label or zoho or xero):
            return
        if not (zoho and xero):
            self.add_error(None, "A new mapping needs a field of each side.")
        elif kind_for(self.zoho[zoho], self._offer(xero)) is None:
            self.add_error(None, _unlike(self.zoho[zoho], self._offer(xero)))

    def _offer(self, name: str) -> Offer:
        return next(one for one in OFFERS[self.module] if one.name == name)

    def chosen(self) -> Choices:
        was = self.settings.choices
        extra = tuple(
            one for one in self.mine.extra if not self.cleaned_data.get(f"remove:{one.name}")
        )
        rows = {path: choice for path, choice in self._choices() if choice != RowChoice()}
        mine = replace(self.mine, rows=rows, extra=(*extra, *self._new(extra)))
        return replace(was, modules=kept_modules({self.module: mine}, was))

    def _choices(self) -> Iterator[tuple[str, RowChoice]]:
        for path, _ in self.paths():
            if self.cleaned_data.get(f"remove:{path}"):
                continue
            owner = self.said(f"owner:{path}")
            defaults = {side: self.said(f"{name}:{path}") for side, name in DEFAULTS.items()}
            yield (
                path,
                RowChoice(
                    owner=Owner(owner) if owner else None,
                    direction=Direction(self.said(f"way:{path}") or Direction.BOTH),
                    zoho_field=self.said(f"zoho:{path}"),
                    defaults={side: text for side, text in defaults.items() if text},
                ),
            )

    def _new(self, extra: tuple[ExtraRow, ...]) -> tuple[ExtraRow, ...]:
        zoho, xero = self.said("new_zoho"), self.said("new_xero")
        kind = kind_for(self.zoho[zoho], self._offer(xero)) if zoho and xero else None
        if kind is None:
            return ()
        label = self.said("new_label") or self.zoho[zoho].label
        taken = {row.name for row in self.table.rows} | {one.name for one in extra}
        return (ExtraRow(free_name(label, taken), label, zoho, xero, kind),)


def back_to_default(settings: Settings, module: Module) -> Settings:
    """Return the settings as if nobody had changed this module's mapping."""
    was = settings.choices
    mine = replace(was.of(module), rows={}, extra=())
    choices = replace(was, modules=kept_modules({module: mine}, was))
    return replace(settings, kept=replace(settings.kept, choices=choices))


def free_name(label: str, taken: set[str]) -> str:
    """Return a name for a field of one's own: its label in plain letters."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") or "field"
    name, number = plain[:40], 2
    while name in taken:
        name, number = f"{plain[:40]}_{number}", number + 1
    return name


def _is_of_both(row: Row) -> bool:
    """Tell whether it stands in a field; what only stands for a state has its own rule."""
    return all(spot.names for spot in (row.zoho, row.xero) if spot)


def _ways(path: str, row: Row) -> Options:
    if path.startswith(LINE):
        return [DIRECTIONS[0], DIRECTIONS[-1]]
    one_way = row.read_only or ({row.source} if row.source else set())
    if one_way:
        (source,) = one_way
        only = "Xero to CRM" if source is Side.XERO else "CRM to Xero"
        return [(Direction.BOTH.value, only), DIRECTIONS[-1]]
    return DIRECTIONS


def _has_owner(path: str, row: Row) -> bool:
    return not (path.startswith(LINE) or row.read_only or row.source)


def _defaulted(row: Row) -> list[Side]:
    if row.ref or row.lines or row.book or row.source:
        return []
    return [side for side in Side if side not in row.read_only]


def _unlike(field: ZohoField, offer: Offer) -> str:
    return (
        f"{field.label} holds {group(field.kind)} in Zoho CRM, and {offer.label} is "
        f"{group(offer.kind)} in Xero. Choose fields of the same type."
    )
