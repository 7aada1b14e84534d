"""Who may press the button: what is signed, and what is wrong with what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.core.signing import MOST_BYTES, WINDOW, Action, Call, Trouble, signature, trouble

NOW = 1_795_000_000_000
SECRET, ORGANISATION = "a secret of the bridge", "7000123"
FIVE = int(WINDOW.total_seconds() * 1000)
BLANK = Call(Action.SYNC, str(NOW), ORGANISATION, "Invoices", "42", b'{"by":"Pat"}', "")


def signed(secret: str = SECRET, **parts: object) -> Call:
    call = replace(BLANK, **parts)  # type: ignore[arg-type]  # each test names what it changes
    return replace(call, signature=signature(secret, call))


def said(call: Call, secret: str = SECRET, organisation: str = ORGANISATION) -> Trouble | None:
    return trouble(call, secret=secret, organisation=organisation, now=NOW)


def test_the_signature_is_what_other_tools_come_to() -> None:
    """By `openssl dgst -sha256 -hmac key`, which is Zoho's hmacsha256(key, text, "hex"), too."""
    call = Call(Action.SYNC, "1", "2", "Invoices", "3", b"{}", "")
    expected = "a7d3a85e00e2466e6f6f37d6c7d450cf99377b9cbe60497ebbb5fdc6d243a39a"
    assert signature("key", call) == expected


@pytest.mark.parametrize(
    ("call", "trouble"),
    [
        (signed(), None),
        (signed(action=Action.STATE), None),
        (signed(body=b""), None),
        (signed(body="Zoë".encode()), None),
        (signed(timestamp=str(NOW - FIVE)), None),
        (signed(timestamp=str(NOW + FIVE)), None),
        (signed(timestamp=str(NOW - FIVE - 1)), Trouble.STALE),
        (signed(timestamp=str(NOW + FIVE + 1)), Trouble.STALE),
        (signed(timestamp=str(NOW // 1000)), Trouble.STALE),  # seconds are no milliseconds
        (signed(organisation="7000999"), Trouble.FOREIGN),
        (signed("another secret"), Trouble.FORGED),
        (signed(""), Trouble.FORGED),
        (BLANK, Trouble.FORGED),
        (replace(signed(), signature="é" * 64), Trouble.FORGED),
        (replace(signed(), signature=signed().signature.upper()), Trouble.FORGED),
        (replace(signed(), signature=signed().signature[:-1]), Trouble.FORGED),
        (replace(signed(), signature=signed().signature + "0"), Trouble.FORGED),
        (replace(signed(), action=Action.STATE), Trouble.FORGED),
        (replace(signed(), timestamp=str(NOW + 1)), Trouble.FORGED),
        (replace(signed(), organisation="7000124"), Trouble.FORGED),
        (replace(signed(), module="Accounts"), Trouble.FORGED),
        (replace(signed(), record="43"), Trouble.FORGED),
        (replace(signed(), body=b'{"by":"Sam"}'), Trouble.FORGED),
        # Rightly signed, but it could be read in two ways.
        (signed(module="Invoices|42", record="1"), Trouble.FORGED),
        (signed(record=""), Trouble.FORGED),
        (signed(record="٤٢"), Trouble.FORGED),
        (signed(record="42\n"), Trouble.FORGED),
        (signed(timestamp="-1"), Trouble.FORGED),
        (signed(body=b"x" * (MOST_BYTES + 1)), Trouble.FORGED),
    ],
)
def test_what_is_wrong_with_a_call(call: Call, trouble: Trouble | None) -> None:
    assert said(call) is trouble


def test_without_a_secret_nothing_is_signed_rightly() -> None:
    assert said(signed(""), secret="") is Trouble.FORGED
    assert said(signed("none"), secret="") is Trouble.FORGED


def test_without_a_connected_organisation_every_call_is_foreign() -> None:
    assert said(signed(), organisation="") is Trouble.FOREIGN
