"""Rows that show in the CRM what only Xero knows: which record it is there, and where it opens."""

from __future__ import annotations

from dataclasses import replace

from sync.core.codecs import BOOL, NAME, Codec
from sync.core.records import Payload, Side
from sync.core.table import Row, Spot
from sync.core.tables.spots import key, no_place

THEMES = "theme"  # the book of them
# The tick in the CRM, set by us when a record gets its twin in Xero, and the user's ever after.
ADD_TO_XERO = Row(
    "add_to_xero",
    "Add to Xero",
    zoho=key("Add_to_Xero"),
    xero=Spot(lambda _: True, no_place, ()),
    codec=BOOL,
    source=Side.XERO,
    once=frozenset({Side.ZOHO}),
    optional=True,
)


def from_xero(id_key: str, url: str, page: str, *, page_of: str = "") -> tuple[Row, ...]:
    """Build the rows of a record's id, of a link to it, and of the tick that it is in Xero.

    `id_key`: where Xero says the id; `url`: the CRM's field; `page`: Xero's page for an id,
    which is the one that `page_of` holds, where that is another.
    """
    link = shown("xero_url", url.replace("_", " "), key(url), _page(page_of or id_key, page))
    return (xero_id(id_key), link, ADD_TO_XERO)


def xero_id(id_key: str) -> Row:
    return shown("xero_id", "Xero ID", key("Xero_ID"), key(id_key))


def shown(name: str, label: str, zoho: Spot, xero: Spot, codec: Codec = NAME) -> Row:
    """Build a row of what Xero alone says, for CRMs that have a field for it."""
    return Row(name, label, zoho=zoho, xero=xero, codec=codec, source=Side.XERO, optional=True)


def branding() -> tuple[Row, Row]:
    """Build the rows of a document's branding theme, by its name in the CRM and its id in Xero.

    Whoever chooses one chooses it for both sides; what Xero takes where nobody did, is shown.
    """
    zoho, xero = key("Branding_Theme"), key("BrandingThemeID")
    chosen = Row(
        "theme", "Branding theme", zoho=zoho, xero=xero, codec=NAME, book=THEMES, optional=True
    )
    taken = shown("xero_theme", "Branding theme, as Xero chose it", zoho, xero)
    return chosen, replace(taken, book=THEMES, fills=True)


def _page(id_key: str, page: str) -> Spot:
    """Build the spot of a link that says nothing before `fitting.opened` knows where it leads."""

    def nothing(_payload: Payload) -> object:
        return None

    return Spot(nothing, key(id_key).put, (id_key,), opens=page)
