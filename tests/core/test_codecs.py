from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sync.core import codecs
from sync.core.codecs import Codec, Unreadable


@pytest.mark.parametrize(
    ("codec", "raw", "value"),
    [
        (codecs.TEXT, "  a b ", "a b"),
        (codecs.TEXT, "a\r\nb\rc", "a\nb\nc"),
        (codecs.TEXT, "a\x00b", "ab"),
        (codecs.TEXT, 12, "12"),
        (codecs.TEXT, " \n ", None),
        (codecs.EMAIL, " Ada@Example.TEST ", "ada@example.test"),
        (codecs.EMAIL, "", None),
        (codecs.NAME, " Acme \t Ltd\n", "Acme Ltd"),
        (codecs.NAME, None, None),
        (codecs.STREET, " 1  High St \n\n Flat 2 ", "1 High St\nFlat 2"),
        (codecs.STREET, "", None),
        (codecs.URL, "https://acme.test/", "https://acme.test"),
        (codecs.URL, "/", None),
        (codecs.URL, None, None),
        (codecs.MONEY, "10", Decimal("10.00")),
        (codecs.MONEY, 10.005, Decimal("10.01")),
        (codecs.MONEY, Decimal("-0.001"), Decimal("0.00")),
        (codecs.MONEY, " ", None),
        (codecs.PRICE, "1.23455", Decimal("1.2346")),
        (codecs.DISCOUNT, Decimal("0.00"), None),
        (codecs.DISCOUNT, "0.00", None),
        (codecs.DISCOUNT, 5, Decimal("5.00")),
        (codecs.RATE, "0.7", Decimal("0.700000")),
        (codecs.DATE, "2026-09-14", date(2026, 9, 14)),
        (codecs.DATE, "2026-09-14T00:00:00", date(2026, 9, 14)),
        (codecs.DATE, "/Date(1789344000000+0000)/", date(2026, 9, 14)),
        (codecs.DATE, "/Date(1789344000000)/", date(2026, 9, 14)),
        (codecs.DATE, "/Date(-86400000+0000)/", date(1969, 12, 31)),
        (codecs.DATE, " 2026-09-14", date(2026, 9, 14)),
        (codecs.DATE, " ", None),
        (codecs.DATE, None, None),
        (codecs.BOOL, True, True),
        (codecs.BOOL, "False", False),
        (codecs.BOOL, "", None),
        (codecs.BOOL, None, None),
        (codecs.OPAQUE, [{"b": 1, "a": "x"}], '[{"a":"x","b":1}]'),
        (codecs.OPAQUE, [], None),
    ],
)
def test_one_spelling_for_each_value(codec: Codec, raw: object, value: object) -> None:
    assert codec.parse(raw) == value
    assert str(codec.parse(raw)) == str(value)
    assert codec.parse(codec.render(codec.parse(raw))) == value


@pytest.mark.parametrize(
    ("codec", "raw"),
    [
        (codecs.TEXT, {"id": "1"}),
        (codecs.MONEY, "ten"),
        (codecs.MONEY, "NaN"),
        (codecs.MONEY, True),
        (codecs.MONEY, "1e40"),
        (codecs.DATE, "14 September"),
        (codecs.DATE, "/Date(99999999999999999999)/"),
        (codecs.BOOL, "perhaps"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_guessed(codec: Codec, raw: object) -> None:
    with pytest.raises(Unreadable):
        codec.parse(raw)


@pytest.mark.parametrize(
    ("codec", "kept", "value"),
    [
        (codecs.TEXT, "a", "a"),
        (codecs.TEXT, None, None),
        (codecs.MONEY, "10.00", Decimal("10.00")),
        (codecs.MONEY, None, None),
        (codecs.DATE, "2026-09-14", date(2026, 9, 14)),
        (codecs.DATE, None, None),
        (codecs.BOOL, True, True),
        (codecs.BOOL, None, None),
    ],
)
def test_what_the_database_kept_is_thawed(codec: Codec, kept: object, value: object) -> None:
    assert codec.thaw(kept) == value


def test_nothing_has_no_date_and_no_parts() -> None:
    assert codecs.DATE.render(None) is None
    assert codecs.OPAQUE.render(None) is None
