"""The companies and people of `ODDITIES`."""

from __future__ import annotations

from connectors.sandbox.demo.cast import Company, Kept, Person
from connectors.sandbox.demo.companies import TOWNS

WHITBY, LEEDS, BRISTOL = TOWNS[:3]
BARE = ("Phone", "Website", "Billing_Street", "Billing_City", "Billing_State", "Billing_Code")
SPLIT = {"PhoneCountryCode": "44", "PhoneAreaCode": "117", "PhoneNumber": "496 4410"}
DOCK = {"Billing_Street": "Unit 4\nDock Road"}
DOCK_IN_XERO = {
    "AddressType": "POBOX",
    "AddressLine1": "Unit 4",
    "AddressLine2": "Dock Road",
    "City": "Whitby",
    "Region": "North Yorkshire",
    "PostalCode": "YO21 4HJ",
    "Country": "United Kingdom",
}


def spelled(key: str, zoho: str, xero: str, domain: str) -> Company:
    """Describe a customer whose name each side spells its own way."""
    names = {"zoho": {"Account_Name": zoho}, "xero": {"Name": xero}}
    return Company(key, LEEDS, domain, zoho=names["zoho"], xero=names["xero"])


def customers() -> list[Company]:
    return [
        spelled("acme", "Acme Ltd", "ACME Limited", "acme.example"),
        spelled("north star", "north star logistics", "North Star Logistics", "northstar.example"),
        spelled("marlow", "Marlow  Interiors", "Marlow Interiors", "marlow.example"),
        spelled("oneill", "O’Neill’s Bar", "O'Neill's Bar", "oneills.example"),  # noqa: RUF001 - the oddity
        spelled("zoe", "Zoe\u0308 Nails", "Zo\u00eb Nails", "zoenails.example"),
        Company("東京トレーディング株式会社", BRISTOL, "tokyo-trading.example"),
        Company("Pâtisserie Élan 🥐", BRISTOL, "elan.example"),
        Company("Björk & Söhne GmbH", BRISTOL, "bjork-soehne.example"),
        Company(
            "Corner Shop 24",
            WHITBY,
            zoho={**dict.fromkeys(BARE), "Billing_Country": None},
            xero={"Phones": [], "Addresses": []},
        ),
        Company("Lakeland Outfitters", LEEDS, "lakeland.example", zoho={"Phone": "01539 496 0001"}),
        Company("Dunmore Textiles Ltd", LEEDS, "dunmore.example", archived=True),
        Company("kestrel old", LEEDS, "kestrel-old.example", Kept.XERO, archived=True,
                xero={"Name": "Kestrel Prints"}),
        Company("Kestrel Prints", LEEDS, "kestrel.example"),
        Company("Smith <Leeds> Ltd", LEEDS, "smithleeds.example", Kept.ZOHO),
        Company("Orchard & Sons", BRISTOL, "orchardsons.example"),
        Company("orchard again", WHITBY, kept=Kept.ZOHO, zoho={"Account_Name": "Orchard & Sons"}),
        Company("Fenwick Foods", LEEDS, "fenwick.example"),
        Company("Fenwick Foods (Leeds)", LEEDS, "fenwick.example", Kept.XERO),
        Company(
            "Dockside Motors",
            WHITBY,
            "dockside.example",
            zoho={**DOCK, "Billing_Code": "YO21 4HJ"},
            xero={"Addresses": [DOCK_IN_XERO]},
        ),
        Company(
            "Temple Quay Hotel",
            BRISTOL,
            "templequay.example",
            zoho={"Phone": "44 117 496 4410"},
            xero={"Phones": [{"PhoneType": "DEFAULT", **SPLIT}]},
        ),
        Company("Tidewater Print", WHITBY, "tidewater.example"),
    ]  # fmt: skip


def suppliers() -> list[Company]:
    return [
        Company(
            "harbour tools",
            WHITBY,
            "harbourtools.example",
            zoho={"Vendor_Name": "Harbour Tools Ltd"},
            xero={"Name": "Harbour Tools Limited"},
        ),
        Company("Fürst & Töchter", BRISTOL, "fuerst.example"),
        Company("Jetty Cleaning", WHITBY),
        Company("Tidewater Print", WHITBY, "tidewater.example"),  # the customer, too
    ]


def people() -> list[Person]:
    crowd = ("One", "Two", "Three", "Four", "Five", "Six", "Seven")
    return [
        *(
            Person("Person", last, "Hazelmere Spa Hotel", f"{last.lower()}@hazelmere.example")
            for last in crowd
        ),
        Person("Ada", "Marchmont", "", "ada.marchmont@post.example"),
        Person("Bertram", "Quince", "", ""),
        Person("Nia", "Pritchard", "", "nia@post.example", Kept.ZOHO),
        Person("", "Featherstonehaugh", "Heron & Co Solicitors", "f@heronlaw.example", Kept.ZOHO),
        Person("Iona", "Wells", "Bellwether Books Ltd", "office@bellwether.example", Kept.ZOHO),
        Person("Jago", "Wells", "Bellwether Books Ltd", "office@bellwether.example", Kept.ZOHO),
        Person("Łukasz", "Żółć", "Björk & Söhne GmbH", "lukasz@bjork-soehne.example", Kept.ZOHO),
    ]
