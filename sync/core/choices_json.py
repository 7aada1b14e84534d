"""Choices as plain JSON and back. What nobody chose is not written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from sync.core.choices import (
    Brake,
    CatchAll,
    Choices,
    Deletions,
    Direction,
    ExtraRow,
    Kind,
    ModuleChoices,
    Rounding,
    RowChoice,
)
from sync.core.records import Module, Side
from sync.core.table import Owner

LONGEST = 300  # characters of one text
# (what was said, where) -> what it means. Raises NotAChoice.
Reader: TypeAlias = Callable[[object, str], Any]


class NotAChoice(ValueError):
    """Something was chosen that there is not; its words say where and what."""


def written(choices: Choices) -> dict[str, Any]:
    """Return plain JSON that `read` understands."""
    plain: dict[str, Any] = _plain(choices)
    return plain


def read(said: object) -> Choices:
    """Read what `written` wrote. Raises NotAChoice."""
    return Choices(
        **_object(
            said,
            "Settings",
            {
                "owner": _one_of(Owner),
                "modules": _book(Module, _module),
                "taxes": _book(Side, _words),
                "purchase_taxes": _book(Side, _words),
                "sales_account": _text,
                "purchase_account": _text,
                "due_rule": _text,
                "theme": _text,
                "catch_all": _catch_all,
                "rounding": _one_of(Rounding),
                "bills": _flag,
                "brake": _brake,
            },
        )
    )


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        chosen = ((one.name, getattr(value, one.name), _default(one)) for one in fields(value))
        return {name: _plain(each) for name, each, default in chosen if each != default}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, StrEnum) else value


def _default(one: Field[Any]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _object(said: object, where: str, known: Mapping[str, Reader]) -> dict[str, Any]:
    found = _mapping(said, where)
    for name in found:
        if name not in known:
            raise NotAChoice(f"{where}: there is no such setting as {name!r}")
    return {name: known[name](each, f"{where} > {name}") for name, each in found.items()}


def _mapping(said: object, where: str) -> Mapping[str, object]:
    if not isinstance(said, dict) or not all(isinstance(name, str) for name in said):
        raise NotAChoice(f"{where}: names with values were expected, not {said!r:.40}")
    return said


def _text(said: object, where: str) -> str:
    if not isinstance(said, str):
        raise NotAChoice(f"{where}: a text was expected, not {said!r:.40}")
    if len(said) > LONGEST:
        raise NotAChoice(f"{where}: the text is longer than {LONGEST} characters")
    return said


def _flag(said: object, where: str) -> bool:
    if not isinstance(said, bool):
        raise NotAChoice(f"{where}: yes or no was expected, not {said!r:.40}")
    return said


def _number(least: int, most: int) -> Reader:
    def number(said: object, where: str) -> int:
        if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
            raise NotAChoice(f"{where}: a number from {least} to {most} was expected")
        return said

    return number


def _one_of(words: type[StrEnum]) -> Reader:
    def one(said: object, where: str) -> StrEnum:
        if said not in list(words):
            raise NotAChoice(f"{where}: {said!r:.40} is none of {', '.join(words)}")
        return words(str(said))

    return one


def _book(names: type[StrEnum], reader: Reader) -> Reader:
    def book(said: object, where: str) -> dict[StrEnum, Any]:
        name = _one_of(names)
        return {
            name(key, where): reader(each, f"{where} > {key}")
            for key, each in _mapping(said, where).items()
        }

    return book


def _words(said: object, where: str) -> dict[str, str]:
    found = _mapping(said, where).items()
    return {_text(name, where): _text(each, f"{where} > {name}") for name, each in found}


def _module(said: object, where: str) -> ModuleChoices:
    known = {
        "owner": _one_of(Owner),
        "opt_in": _flag,
        "deletions": _one_of(Deletions),
        "rows": _rows,
        "extra": _extra,
        "statuses": _book(Side, _words),
    }
    return ModuleChoices(**_object(said, where, known))


def _rows(said: object, where: str) -> dict[str, RowChoice]:
    return {name: _row(each, f"{where} > {name}") for name, each in _mapping(said, where).items()}


def _row(said: object, where: str) -> RowChoice:
    known = {
        "owner": _one_of(Owner),
        "direction": _one_of(Direction),
        "zoho_field": _text,
        "defaults": _book(Side, _text),
    }
    return RowChoice(**_object(said, where, known))


def _extra(said: object, where: str) -> tuple[ExtraRow, ...]:
    if not isinstance(said, list):
        raise NotAChoice(f"{where}: a list was expected, not {said!r:.40}")
    return tuple(_extra_row(each, f"{where} {at}") for at, each in enumerate(said, start=1))


def _extra_row(said: object, where: str) -> ExtraRow:
    texts = dict.fromkeys(("name", "label", "zoho", "xero"), _text)
    found = _object(said, where, {**texts, "kind": _one_of(Kind)})
    lacking = [name for name in texts if not found.get(name)]
    if lacking:
        raise NotAChoice(f"{where}: {lacking[0]} is missing")
    return ExtraRow(**found)


def _catch_all(said: object, where: str) -> CatchAll:
    return CatchAll(**_object(said, where, {"name": _text, "code": _text}))


def _brake(said: object, where: str) -> Brake:
    known = {"share": _number(1, 100), "at_least": _number(1, 1_000_000)}
    return Brake(**_object(said, where, known))
