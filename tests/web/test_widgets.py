"""A quick select says what Django's own would."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from sync.web.widgets import QuickSelect

CHOICES = [
    ("", "None"),
    ("a&b", "A & <b>"),
    ("1", "One"),
    ("1", "One again"),
    ("Europe", [("Europe/London", "London"), ("Europe/Dublin", "Dublin")]),
]


@pytest.mark.parametrize("value", ["", None, "a&b", "1", "Europe/Dublin", "not offered"])
def test_it_says_what_djangos_would(value: str | None) -> None:
    attrs = {"class": "form-select", "required": True}
    ours, theirs = (
        one(attrs=attrs, choices=CHOICES).render("pick", value, {"id": "id_pick"})
        for one in (QuickSelect, forms.Select)
    )
    assert parse_html(ours) == parse_html(theirs)
    assert "<b>" not in ours
