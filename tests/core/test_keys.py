from __future__ import annotations

import pytest

from sync.core.keys import handle_of, keys_of, plain_name, title_of
from tests.core.world import ACCOUNTS, INVOICES, PRODUCTS, XERO, ZOHO, account, product


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("  ACME   Ltd. ", "acme ltd"),
        ("O'Brien & Sons", "obrien sons"),
        ("O\u2019Brien / Sons", "obrien sons"),
        ("A.B.C.", "abc"),
        ("Smith-Jones", "smith jones"),
        ("Stra\u00dfe", "strasse"),
        ("\uff21\uff23\uff2d\uff25", "acme"),  # full-width letters
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u093f\u0928\u094d\u0926\u0940"),
        ("***", "***"),
    ],
)
def test_names_are_compared_without_case_and_punctuation(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_legal_forms_stay_apart() -> None:
    assert plain_name("Acme Ltd") != plain_name("Acme Limited")


def test_keys_come_best_first_and_blank_ones_not_at_all() -> None:
    assert keys_of(ACCOUNTS, account()) == (
        "email:a@acme.test",
        "name:acme ltd",
        "alike:acme",
    )
    assert keys_of(ACCOUNTS, account(email=None)) == ("name:acme ltd", "alike:acme")
    assert keys_of(ACCOUNTS, account(email=None, name="Limited")) == ("name:limited",)
    assert keys_of(PRODUCTS, product(code="AB-1 x")) == ("code:ab-1 x",)
    assert keys_of(INVOICES, {"number": None}) == ()


def test_a_record_is_called_by_its_title() -> None:
    assert title_of(INVOICES, {"number": "INV-1"}) == "INV-1"
    assert title_of(INVOICES, {}) == ""


def test_others_refer_to_a_product_by_its_code_at_xero_and_by_id_at_zoho() -> None:
    assert handle_of(PRODUCTS, XERO, "guid", product()) == "AB-1"
    assert handle_of(PRODUCTS, XERO, "guid", {}) == ""
    assert handle_of(PRODUCTS, ZOHO, "id", product()) == "id"
