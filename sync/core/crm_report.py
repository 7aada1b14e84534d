"""What is to be said of the portal's fields in Zoho CRM: one state and a few words for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sync.core.crm_fields import CrmField, Found, Kind, can_create, lacks
from sync.core.records import Module

SECTION = "xero2zoho Application"


class State(StrEnum):
    PRESENT = "present"
    CREATED = "created"
    REPAIRED = "repaired"
    MISSING = "missing"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class FieldState:
    """`words`: why, or what an administrator does by hand; "" where there is nothing to say."""

    module: Module
    label: str
    state: State
    words: str = ""


@dataclass(frozen=True, slots=True)
class SectionState:
    """Whether a module's page layouts show our fields together."""

    module: Module
    state: State
    words: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is there, and what was done. `trouble`: why Zoho CRM could not be asked to the end."""

    fields: tuple[FieldState, ...] = ()
    sections: tuple[SectionState, ...] = ()
    trouble: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether every field can be used. Where a field is shown is no condition."""
        lacking = (State.MISSING, State.BY_HAND)
        return bool(self.fields) and not any(one.state in lacking for one in self.fields)

    def count(self, state: State) -> int:
        return sum(1 for one in self.fields if one.state is state)


def report_written(report: Report) -> dict[str, Any]:
    """Return plain JSON that `report_read` understands."""
    return {
        "trouble": report.trouble,
        "fields": [[f.module.value, f.label, f.state.value, f.words] for f in report.fields],
        "sections": [[s.module.value, s.state.value, s.words] for s in report.sections],
    }


def report_read(plain: Mapping[str, Any]) -> Report:
    """Read what `report_written` wrote; {}: nothing was ever looked at."""
    return Report(
        tuple(
            FieldState(Module(module), label, State(state), words)
            for module, label, state, words in plain.get("fields", ())
        ),
        tuple(
            SectionState(Module(module), State(state), words)
            for module, state, words in plain.get("sections", ())
        ),
        plain.get("trouble", ""),
    )


KIND_WORDS = {
    Kind.CHECKBOX: "check box",
    Kind.TEXT: "single line",
    Kind.WEBSITE: "URL",
    Kind.PICK_LIST: "pick list",
    Kind.CURRENCY: "currency",
    Kind.EMAIL: "e-mail",
    Kind.AUTO_NUMBER: "auto-number",
}
NOT_UNIQUE = (
    "It is not set to refuse duplicate values. The portal works without that, but a copied record "
    "in the CRM can carry the same value until the next sync."
)
NO_THEMES = (
    "The branding themes of Xero are not known yet. Connect Xero and fetch its records, then "
    "create the fields again."
)


def told(
    module: Module,
    field: CrmField,
    before: Found | None,
    after: Found | None,
    refusal: str = "",
) -> FieldState:
    """Put into words what was met, what was done and what is left, in one state.

    `before` and `after`: the CRM's field then and now. `refusal`: why the CRM did not do it.
    """

    def says(state: State, words: str = "") -> FieldState:
        return FieldState(module, field.label, state, words)

    if after is None:
        unknown = "" if can_create(field) else NO_THEMES
        return says(State.MISSING, refusal or unknown or "It does not exist yet.")
    if after.kind != field.kind:
        return says(State.BY_HAND, _wrong_kind(module, field, after))
    left = lacks(field, after)
    if left and refusal:
        return says(State.BY_HAND, _add_choices(module, field, left, refusal))
    if left:
        return says(State.MISSING, f"These choices are missing: {', '.join(left)}.")
    note = NOT_UNIQUE if field.unique and not after.unique else ""
    if before is None:
        return says(State.CREATED, note)
    return says(State.REPAIRED if lacks(field, before) else State.PRESENT, note)


def unseen(module: Module, field: CrmField, why: str) -> FieldState:
    """Say of a field that its whole module cannot be looked into."""
    words = f"Zoho CRM does not show us the module {_words(module)}. {why}"
    return FieldState(module, field.label, State.MISSING, words)


def arranged(
    module: Module,
    before: Mapping[str, Sequence[str]],
    after: Mapping[str, Sequence[str]],
    *,
    tried: bool,
) -> SectionState:
    """Say whether our fields are shown together.

    `before` and `after`: page layout -> labels of our fields that it shows elsewhere.
    """
    if not after:
        return SectionState(module, State.CREATED if before else State.PRESENT)
    if not tried:
        words = f"Not all of our fields are in a section '{SECTION}' yet."
        return SectionState(module, State.MISSING, words)
    words = " ".join(_drag(module, layout, labels) for layout, labels in after.items())
    return SectionState(module, State.BY_HAND, words)


def _drag(module: Module, layout: str, labels: Iterable[str]) -> str:
    return (
        f"In Zoho CRM open Setup > Customization > Modules and Fields > {_words(module)} > "
        f"{layout}. Drag 'New Section' onto the page, name it '{SECTION}', drag these fields into "
        f"it and save: {', '.join(labels)}."
    )


def _wrong_kind(module: Module, field: CrmField, met: Found) -> str:
    return (
        f"The CRM has a field '{met.label}' of another kind ({met.kind}); it must be a field of "
        f"the kind {KIND_WORDS[field.kind]}. In Zoho CRM open Setup > Customization > Modules and "
        f"Fields > {_words(module)}, rename that field or delete it, then create the fields here "
        "again."
    )


def _add_choices(module: Module, field: CrmField, left: Iterable[str], refusal: str) -> str:
    return (
        f"{refusal} In Zoho CRM open Setup > Customization > Modules and Fields > "
        f"{_words(module)}, edit '{field.label}' and add these choices: {', '.join(left)}."
    )


def _words(module: Module) -> str:
    return module.value.replace("_", " ").title()
