"""A select of many options, as Django would render it, without a template for each option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString


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
        inner = _options(_hashable(self.choices))
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
