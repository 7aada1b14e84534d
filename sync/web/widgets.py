"""A select of many options, as Django would render it, without a template for each option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import escape
from django.utils.safestring import SafeString


class Listed(BaseChoiceIterator):
    """Choices made ready once: Django would look through each list of them anew."""

    def __init__(self, choices: Iterable[Any]) -> None:
        self.pairs = _hashable(choices)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


class QuickSelect(forms.Select):
    """For a page with dozens of selects of hundreds of options each."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002 - Django's signature
    ) -> SafeString:
        said = flatatt({"name": name, **self.build_attrs(self.attrs, dict(attrs or {}))})
        listed = self.choices if isinstance(self.choices, Listed) else Listed(self.choices)
        inner = _options(listed.pairs)
        for chosen in self.format_value(value):
            option = f'<option value="{escape(chosen)}"'
            inner = inner.replace(f"{option}>", f"{option} selected>", 1)
        return SafeString(f"<select{said}>{inner}</select>")


# Most selects of a page offer the same.
@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[Any, Any], ...]) -> str:
    return "".join(_option(value, label) for value, label in choices)


def _option(value: Any, label: Any) -> str:
    if isinstance(label, tuple):
        return f'<optgroup label="{escape(value)}">{_options(label)}</optgroup>'
    return f'<option value="{escape(value)}">{escape(label)}</option>'


def _hashable(choices: Iterable[Any]) -> tuple[tuple[Any, Any], ...]:
    """`choices`: (value, label), or (name of a group, its choices)."""
    return tuple(
        (value, _hashable(label) if isinstance(label, list | tuple) else label)
        for value, label in choices
    )
