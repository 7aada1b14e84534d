"""Which hosts a login may be sent to, tricks included."""

import pytest

from connectors.hosts import (
    ZOHO_DATA_CENTRES,
    UnknownHost,
    accounts_server,
    api_domain,
    may_be_plain,
)

REAL = "https://accounts.zoho.com"
STAND_IN = "http://127.0.0.1:9001"


@pytest.mark.parametrize("claimed", ZOHO_DATA_CENTRES)
def test_every_data_centre_may_be_claimed(claimed) -> None:
    assert accounts_server(claimed, REAL) == claimed
    assert accounts_server(claimed, STAND_IN) == STAND_IN, "a stand-in speaks for all of them"
    api = ZOHO_DATA_CENTRES[claimed]
    assert api_domain(api, "https://www.zohoapis.com") == api
    assert api_domain(api, STAND_IN) == STAND_IN


@pytest.mark.parametrize("claimed", [None, ""])
def test_where_nothing_is_claimed_the_settings_count(claimed) -> None:
    assert accounts_server(claimed, REAL + "/") == REAL
    assert accounts_server(claimed, STAND_IN) == STAND_IN


@pytest.mark.parametrize(
    "claimed",
    [
        "https://accounts.zoho.eu/",
        "https://ACCOUNTS.Zoho.EU",
        "HTTPS://accounts.zoho.eu",
        "https://accounts.zoho.eu:443",
    ],
)
def test_one_host_has_many_spellings(claimed) -> None:
    assert accounts_server(claimed, REAL) == "https://accounts.zoho.eu"


@pytest.mark.parametrize("configured", [REAL, STAND_IN])
@pytest.mark.parametrize(
    "claimed",
    [
        "https://evil.example",
        "https://accounts.zoho.com.evil.example",
        "https://evilaccounts.zoho.com",
        "https://accounts.zoho.com@evil.example",
        "https://accounts.zoho.com:x@evil.example",
        "https://evil.example#accounts.zoho.com",
        "https://evil.example/?https://accounts.zoho.com",
        "https://accounts.zoho.com/oauth",
        "https://accounts.zoho.com\\@evil.example",
        "https://accounts.zoho.com:8443",
        "https://accounts.zoho.com:bad",
        "https://accounts.zoho.com.",
        "https://accounts.zoho.com\n",
        "https://acc\tounts.zoho.com",
        " https://accounts.zoho.com",
        "http://accounts.zoho.com",
        "ftp://accounts.zoho.com",
        "accounts.zoho.com",
        "//accounts.zoho.com",
        "https://",
        "https://[::1",
        "javascript:alert(1)",
        "http://127.0.0.1:9002",
        "https://www.zohoapis.com",
    ],
)
def test_nobody_else_gets_our_secret(claimed, configured) -> None:
    with pytest.raises(UnknownHost, match="not one of Zoho's") as caught:
        accounts_server(claimed, configured)
    assert claimed not in caught.value.message


def test_a_stand_in_may_name_itself() -> None:
    assert accounts_server(STAND_IN + "/", STAND_IN) == STAND_IN
    with pytest.raises(UnknownHost):
        accounts_server(STAND_IN, REAL)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://127.0.0.1:9001/x", True),
        ("http://localhost:9001", True),
        ("http://[::1]:9001", True),
        ("http://sandbox:9001", True),
        ("http://zoho-sandbox:9001", True),
        ("http://identity.xero.com", False),
        ("http://10.0.0.7", False),
        ("http://2130706433", False),
        ("http://0x7f000001", False),
        ("http://", False),
    ],
)
def test_what_may_do_without_tls(url, plain) -> None:
    assert may_be_plain(url) is plain
