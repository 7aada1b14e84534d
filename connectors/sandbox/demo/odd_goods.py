"""The products of `ODDITIES`."""

from __future__ import annotations

from decimal import Decimal

from connectors.sandbox.demo.cast import Kept, Product

LONG_NAME = "Hand-thrown stoneware serving platter with reactive glaze, 42 cm"


def codeless(name: str, price: str) -> Product:
    blank = {"Product_Code": None}
    return Product("", name, Decimal(price), text=name, kept=Kept.ZOHO, zoho=blank, key=name)


def products() -> list[Product]:
    both, zoho, xero = Kept.BOTH, Kept.ZOHO, Kept.XERO
    return [
        codeless("Custom engraving", "18.00"),
        codeless("Call-out charge", "35.00"),
        codeless("Sample swatch", "1.50"),
        codeless("Delivery within the city", "6.00"),
        Product("HAMPER-CHRISTMAS-EXTRA-LARGE-2026", "Hamper", Decimal(140), kept=zoho),
        Product("PLATT-01", LONG_NAME, Decimal(86), kept=zoho),
        Product("TRAY-02", "Round tray", Decimal(31)),
        Product("TRAY-02", "Round tray, old stock", Decimal(28), kept=zoho, key="TRAY-02 again"),
        Product("BW-PEN-01", "Pen", Decimal("2.40"), zoho={"Product_Code": "bw-pen-01"}),
        Product("BEAD-01", "Glass bead", Decimal("0.1275"), kept=xero),
        Product(
            "LAMP-03",
            "Floor lamp",
            Decimal(79),
            xero={"SalesDetails": {"UnitPrice": "75.00", "AccountCode": "200"}},
        ),
        Product("CLOCK-02", "Mantel clock", Decimal(66), zoho={"Product_Active": False}),
        Product("NOTE-01", "Notebook", Decimal("7.20"), kept=both, xero={"Name": None}),
        Product("RAW-01", "Unglazed clay, 12.5 kg", Decimal(14), kept=xero, xero={"IsSold": False}),
        Product("THÉ-01", "Thé vert à la menthe", Decimal("6.30"), percent=0),
    ]
