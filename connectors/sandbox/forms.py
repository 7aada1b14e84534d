"""Forms of the record browser: inputs out, what was typed back in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from connectors.sandbox.chrome import Html, joined

Typed: TypeAlias = Mapping[str, str]  # name of an input -> what a person typed
Options: TypeAlias = Sequence[tuple[str, str]]  # (value, label)

BLANK_LINES = 3  # offered below those that are there
ON = "on"  # what a ticked box says; an empty one says nothing


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to fill in. `kind`: an HTML input type, or select or textarea."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    options: Options = ()
    needed: bool = False

    def showing(self, typed: Typed | None) -> str:
        return self.value if typed is None else typed.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a document: `columns` describe one line, `rows` hold the values there are.

    Inputs are called `<name>.<number>.<column>`; a row's id travels as `<name>.<number>.id`.
    """

    name: str
    columns: tuple[Input, ...]
    rows: tuple[Mapping[str, str], ...] = ()

    def typed(self, form: Typed) -> list[dict[str, str]]:
        """Return the rows as typed, without blank ones and those ticked to go; id first."""
        names = ("id", *(column.name for column in self.columns))
        found = ({name: form.get(self._named(at, name), "") for name in names}
                 for at in self._numbers(form))  # fmt: skip
        gone = {at for at in self._numbers(form) if form.get(self._named(at, "gone"))}
        kept = (row for at, row in zip(self._numbers(form), found, strict=True) if at not in gone)
        return [row for row in kept if any(row.values())]

    def changed(self, form: Typed) -> bool:
        """Tell whether the form asks for other lines than there are."""
        names = ("id", *(column.name for column in self.columns))
        before = [{name: row.get(name, "") for name in names} for row in self.rows]
        return self.typed(form) != before

    def _numbers(self, form: Typed) -> list[int]:
        starts = {name.split(".")[1] for name in form if name.startswith(f"{self.name}.")}
        return sorted(int(each) for each in starts if each.isdecimal())

    def _named(self, at: int, column: str) -> str:
        return f"{self.name}.{at}.{column}"

    def html(self, typed: Typed | None) -> Html:
        heads = "".join(f"<th>{escape(column.label)}</th>" for column in self.columns)
        if typed is None:
            count = len(self.rows) + BLANK_LINES
        else:
            count = max(self._numbers(typed), default=-1) + 1
        body = "".join(self._row(at, typed) for at in range(count))
        return Html(
            f'<div class="card wide lines"><table><thead><tr>{heads}<th>Remove</th></tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def _row(self, at: int, typed: Typed | None) -> str:
        old = self.rows[at] if at < len(self.rows) else {}

        def value(name: str) -> str:
            return old.get(name, "") if typed is None else typed.get(self._named(at, name), "")

        def cell(column: Input) -> str:
            wide = ' class="wide"' if column.kind in ("select", "text") else ""
            name = self._named(at, column.name)
            return f"<td{wide}>{control(column, name, value(column.name), unnamed=True)}</td>"

        cells = "".join(cell(column) for column in self.columns)
        hidden = (
            f'<input type="hidden" name="{self._named(at, "id")}" value="{escape(value("id"))}">'
        )
        gone = f'<input type="checkbox" name="{self._named(at, "gone")}" aria-label="Remove">'
        return f'<tr>{cells}<td class="tick">{hidden}{gone}</td></tr>'


def control(field: Input, name: str, value: str, *, unnamed: bool = False) -> Html:
    """Return the bare control; `unnamed` where no label stands beside it."""
    spoken = f' aria-label="{escape(field.label)}"' if unnamed else ""
    marks = f'name="{escape(name)}"{spoken}{" required" if field.needed else ""}'
    make = CONTROLS.get(field.kind, _plain)
    return make(field, marks, value)


def _plain(field: Input, marks: str, value: str) -> Html:
    step = ' step="any"' if field.kind == "number" else ""
    return Html(f'<input type="{field.kind}" {marks}{step} value="{escape(value)}">')


def _area(_field: Input, marks: str, value: str) -> Html:
    return Html(f"<textarea {marks}>{escape(value)}</textarea>")


def _tick(_field: Input, marks: str, value: str) -> Html:
    return Html(f'<input type="checkbox" {marks} value="{ON}"{" checked" if value else ""}>')


def _select(field: Input, marks: str, value: str) -> Html:
    options = list(field.options)
    if value and value not in dict(options):  # never lose what is there
        options.append((value, value))
    shown = "".join(
        f'<option value="{escape(each)}"{" selected" if each == value else ""}>'
        f"{escape(label)}</option>"
        for each, label in (("", ""), *options)
    )
    return Html(f"<select {marks}>{shown}</select>")


CONTROLS: Mapping[str, Callable[[Input, str, str], Html]] = {
    "checkbox": _tick,
    "select": _select,
    "textarea": _area,
}


def labelled(field: Input, typed: Typed | None) -> Html:
    inner = control(field, field.name, field.showing(typed))
    if field.kind == "checkbox":
        return Html(f'<label class="tick">{inner}{escape(field.label)}</label>')
    star = " *" if field.needed else ""
    return Html(f"<label>{escape(field.label)}{star}{inner}</label>")


def form(
    action: str,
    groups: Iterable[tuple[str, Sequence[Input]]],
    *,
    lines: Iterable[tuple[str, Lines]] = (),
    typed: Typed | None = None,
    label: str = "Save",
) -> Html:
    """Return a form: titled groups of inputs, then titled tables of lines.

    With `typed` it shows what a person typed before, not what is stored.
    """
    upper = joined(
        Html(
            f'<section class="card"><h2>{escape(title)}</h2><div class="fields">'
            f"{joined(labelled(each, typed) for each in inputs)}</div></section>"
        )
        for title, inputs in groups
    )
    lower = joined(Html(f"<h2>{escape(title)}</h2>{each.html(typed)}") for title, each in lines)
    return Html(
        f'<form method="post" action="{escape(action)}">{upper}{lower}'
        f'<div class="bar"><button class="main">{escape(label)}</button></div></form>'
    )


def changes(inputs: Iterable[Input], typed: Typed) -> dict[str, str]:
    """Return what a person made different, by input name."""
    return {
        each.name: typed.get(each.name, "").replace("\r\n", "\n")
        for each in inputs
        if typed.get(each.name, "").replace("\r\n", "\n") != each.value
    }
