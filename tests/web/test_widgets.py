"""A quick select says what Django's own would."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from sync.web.widgets import Listed, QuickSelect

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


def test_choices_made_ready_are_a_fields_like_any_other() -> None:
    made = [
        forms.ChoiceField(choices=each, widget=QuickSelect) for each in (CHOICES, Listed(CHOICES))
    ]
    plain, ready = (field.widget.render("pick", "1") for field in made)
    assert plain == ready
    assert len(Listed(CHOICES)) == len(CHOICES)
    assert made[1].clean("Europe/London") == "Europe/London"
    with pytest.raises(forms.ValidationError):
        made[1].clean("Mars")
