"""What Brightwater sells: goods for cafés, shops and holiday homes, and the work around them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from connectors.sandbox.demo.cast import Kept, Patch, Product

TAX_NAMES = {20: "Standard Rate", 5: "Reduced Rate", 0: "Zero Rate"}
SALES_TAX = {20: "OUTPUT2", 5: "RROUTPUT", 0: "ZERORATEDOUTPUT"}
PURCHASE_TAX = {20: "INPUT2", 5: "RRINPUT", 0: "ZERORATEDINPUT"}
COST = Decimal("0.60")  # of the sales price

# Code | name | net price | VAT %
ON_BOTH_SIDES = """
MUG-01|Stoneware mug, blue|8.50|20
MUG-02|Stoneware mug, sand|8.50|20
MUG-03|Espresso cup, white|5.20|20
BOWL-01|Serving bowl, large|24.00|20
BOWL-02|Breakfast bowl|9.80|20
PLATE-01|Dinner plate|11.40|20
PLATE-02|Side plate|7.60|20
JUG-01|Milk jug, half litre|14.25|20
GLASS-01|Water glass, box of six|21.00|20
GLASS-02|Wine glass, box of six|28.80|20
LINEN-01|Linen napkins, set of four|19.90|20
LINEN-02|Table runner|34.00|20
LINEN-03|Tea towel, harbour print|6.75|20
CAND-01|Candle, sea salt|12.00|20
CAND-02|Candle, fig|12.00|20
SOAP-01|Hand soap, 500 ml|7.40|20
SOAP-02|Hand soap refill, 5 l|31.60|20
LAMP-01|Table lamp, brass|68.00|20
LAMP-02|Storm lantern|42.50|20
BASK-01|Willow basket, small|16.30|20
BASK-02|Willow basket, large|27.90|20
RUG-01|Jute rug, 120 x 180|89.00|20
CUSH-01|Cushion, indigo stripe|26.50|20
THROW-01|Wool throw|74.00|20
FRAME-01|Oak frame, A4|18.20|20
PRINT-01|Harbour print, A3|22.00|20
APRON-01|Canvas apron|29.50|20
TRAY-01|Ash serving tray|38.00|20
BOARD-01|Chopping board, beech|25.60|20
CLOCK-01|Wall clock|54.00|20
BOOK-01|The Brightwater cookbook|18.00|0
BOOK-02|Coastal walks, pocket guide|9.99|0
MAP-01|Tide tables and map|4.50|0
TEA-01|Loose tea, 250 g|8.00|0
COFFEE-01|House coffee, 1 kg|16.80|0
JAM-01|Damson jam, case of 12|39.60|0
SEAT-01|Child's booster seat|32.00|5
INSUL-01|Insulation blanket, per roll|44.00|5
BLIND-01|Thermal blind|61.00|5
WORK-01|Styling visit, per hour|65.00|20
WORK-02|Installation, per hour|48.00|20
HIRE-01|Crockery hire, per day|55.00|20
SHIP-01|Delivery, mainland|12.50|20
SHIP-02|Delivery, islands|27.50|20
WRAP-01|Gift wrapping|3.20|20
CARD-01|Gift card stock, pack of 50|15.00|20
"""
ONLY_IN_CRM = """
VASE-01|Bud vase, smoke|13.40|20
VASE-02|Floor vase|47.00|20
STOOL-01|Elm stool|82.00|20
MIRROR-01|Round mirror, 60 cm|95.00|20
WORK-03|Window display design|320.00|20
"""
ONLY_IN_BOOKS = """
FEE-01|Late payment fee|40.00|0
FEE-02|Restocking charge|15.00|20
ROYAL-01|Cookbook royalties|1.00|20
SAMPLE-01|Sample box|22.40|20
PALLET-01|Pallet deposit|18.00|20
"""


def rows(text: str, kept: Kept) -> list[Product]:
    """Read the lists above."""
    parts = (line.split("|") for line in text.split("\n") if line)
    return [
        Product(code, name, Decimal(price), int(percent), f"{name}. Brightwater range.", kept)
        for code, name, price, percent in parts
    ]


def products() -> list[Product]:
    return [
        *rows(ON_BOTH_SIDES, Kept.BOTH),
        *rows(ONLY_IN_CRM, Kept.ZOHO),
        *rows(ONLY_IN_BOOKS, Kept.XERO),
    ]


def by_code(products_: Iterable[Product]) -> dict[str, Product]:
    return {product.called: product for product in products_}


def cost(product: Product) -> Decimal:
    return (product.price * COST).quantize(Decimal("0.01"))


def product_row(product: Product) -> Patch:
    """Return it as a Product of Zoho."""
    row = {
        "Product_Name": product.name,
        "Product_Code": product.code,
        "Unit_Price": product.price,
        "Description": product.text or None,
        "Tax": [TAX_NAMES[product.percent]],
        "Usage_Unit": "Hours" if product.code.startswith("WORK") else "Each",
    }
    return {**row, **product.zoho}


def item_row(product: Product) -> Patch:
    """Return it as an Item of Xero."""
    service = product.code.startswith(("WORK", "HIRE"))
    row = {
        "Code": product.code,
        "Name": product.name,
        "Description": product.text,
        "PurchaseDescription": product.text,
        "SalesDetails": {
            "UnitPrice": str(product.price),
            "AccountCode": "210" if service else "200",
            "TaxType": SALES_TAX[product.percent],
        },
        "PurchaseDetails": {
            "UnitPrice": str(cost(product)),
            "AccountCode": "300",
            "TaxType": PURCHASE_TAX[product.percent],
        },
    }
    return {**row, **product.xero}
