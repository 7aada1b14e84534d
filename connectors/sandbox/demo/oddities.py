"""Everything that is not as it should be in the demo company, and what to make of it.

A tester finds each by its name, number or code on the side that is given; `ODDITIES` is the list
that the sandbox's own pages show and that the tests hold against the data.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Oddity:
    name: str
    module: str
    zoho: str  # what to look for there; "" where it is not
    xero: str
    meaning: str


ODDITIES = (
    Oddity("near-twin", "accounts", "Acme Ltd", "ACME Limited", "only the legal form differs"),
    Oddity("case", "accounts", "north star logistics", "North Star Logistics", "one company"),
    Oddity("double space", "accounts", "Marlow  Interiors", "Marlow Interiors", "one company"),
    Oddity("curly quote", "accounts", "O’Neill’s Bar", "O'Neill's Bar", "one company"),  # noqa: RUF001 - the oddity
    Oddity("two spellings of ë", "accounts", "Zoe\u0308 Nails", "Zo\u00eb Nails", "one company"),
    Oddity(
        "unicode",
        "accounts",
        "東京トレーディング株式会社",
        "東京トレーディング株式会社",
        "carried whole",
    ),
    Oddity("emoji", "accounts", "Pâtisserie Élan 🥐", "Pâtisserie Élan 🥐", "carried whole"),
    Oddity("umlauts", "accounts", "Björk & Söhne GmbH", "Björk & Söhne GmbH", "carried whole"),
    Oddity("nothing but a name", "accounts", "Corner Shop 24", "Corner Shop 24", "equal"),
    Oddity("no e-mail", "accounts", "Moorland Taxis", "Moorland Taxis", "matched by name alone"),
    Oddity("phones differ", "accounts", "Lakeland Outfitters", "Lakeland Outfitters", "a question"),
    Oddity("archived customer", "accounts", "Dunmore Textiles Ltd", "Dunmore Textiles Ltd", "held"),
    Oddity("archived namesake", "accounts", "Kestrel Prints", "Kestrel Prints", "twice in Xero"),
    Oddity("refused letters", "accounts", "Smith <Leeds> Ltd", "", "Xero takes no < or >"),
    Oddity("twice in the CRM", "accounts", "Orchard & Sons", "Orchard & Sons", "two for one"),
    Oddity("one e-mail, two", "accounts", "Fenwick Foods", "Fenwick Foods (Leeds)", "accounts@..."),
    Oddity("two-line street", "accounts", "Dockside Motors", "Dockside Motors", "equal"),
    Oddity("phone in parts", "accounts", "Temple Quay Hotel", "Temple Quay Hotel", "equal"),
    Oddity("both roles", "vendors", "Tidewater Print", "Tidewater Print", "one Xero contact"),
    Oddity("near-twin", "vendors", "Harbour Tools Ltd", "Harbour Tools Limited", "a question"),
    Oddity("supplier in unicode", "vendors", "Fürst & Töchter", "Fürst & Töchter", "equal"),
    Oddity("no e-mail", "vendors", "Jetty Cleaning", "Jetty Cleaning", "matched by name alone"),
    Oddity("many people", "contacts", "Person Seven", "Person Six", "Xero has room for 1 + 5"),
    Oddity("no account", "contacts", "Ada Marchmont", "Ada Marchmont", "a contact of her own"),
    Oddity("no first name", "contacts", "Featherstonehaugh", "", "one name only"),
    Oddity("shared mailbox", "contacts", "Iona Wells", "", "office@bellwether.example twice"),
    Oddity("unicode", "contacts", "Łukasz Żółć", "", "carried whole"),
    Oddity("no code", "products", "Custom engraving", "", "cannot go to Xero without one"),
    Oddity("code too long", "products", "HAMPER-CHRISTMAS-EXTRA-LARGE-2026", "", "Xero takes 30"),
    Oddity("name too long", "products", "PLATT-01", "", "Xero takes 50 characters"),
    Oddity("code used twice", "products", "TRAY-02", "TRAY-02", "two in the CRM for one"),
    Oddity("code in other case", "products", "bw-pen-01", "BW-PEN-01", "one product"),
    Oddity("four decimals", "products", "", "BEAD-01", "0.1275; the CRM keeps two"),
    Oddity("prices differ", "products", "LAMP-03", "LAMP-03", "79.00 and 75.00: a question"),
    Oddity("inactive", "products", "CLOCK-02", "CLOCK-02", "no longer sold in the CRM"),
    Oddity("no name", "products", "NOTE-01", "NOTE-01", "Xero knows it by its code alone"),
    Oddity("bought only", "products", "", "RAW-01", "has no sales price"),
    Oddity("accent in the code", "products", "THÉ-01", "THÉ-01", "equal"),
    Oddity("one cent", "invoices", "BW-2001", "BW-2001", "10.00 and 9.99, tax-inclusive"),
    Oddity("number clash", "invoices", "BW-2002", "BW-2002", "two different invoices"),
    Oddity("number twice", "invoices", "BW-2003", "", "two in the CRM"),
    Oddity("tax-inclusive", "invoices", "BW-2004", "BW-2004", "equal to the cent"),
    Oddity("discounts", "invoices", "BW-2005", "BW-2005", "equal to the cent"),
    Oddity("three rates", "invoices", "BW-2006", "BW-2006", "20, 5 and 0 %: equal"),
    Oddity("part-paid", "invoices", "BW-2007", "BW-2007", "lines are locked in Xero"),
    Oddity("many lines", "invoices", "BW-2008", "BW-2008", "30 lines, equal"),
    Oddity("cancelled here only", "invoices", "BW-2009", "BW-2009", "still owed in Xero"),
    Oddity("discount of the whole", "invoices", "BW-2010", "", "Xero knows lines only"),
    Oddity("adjustment", "invoices", "BW-2011", "", "-0.37 on the whole"),
    Oddity("no account", "invoices", "BW-2012", "", "names a person only"),
    Oddity("customer archived", "invoices", "BW-2013", "", "Xero will take none"),
    Oddity("in euros", "invoices", "BW-2014", "BW-2014", "equal, at 1.15"),
    Oddity("in dollars", "invoices", "BW-2015", "", "Xero is not subscribed to USD"),
    Oddity("text line", "invoices", "", "INV-0901", "a line with no amount"),
    Oddity("line without item", "invoices", "", "INV-0902", "the CRM needs a product"),
    Oddity("no tax", "invoices", "", "INV-0903", "LineAmountTypes NoTax"),
    Oddity("discount in per cent", "invoices", "", "INV-0904", "12.5 %"),
    Oddity("four decimals", "invoices", "", "INV-0905", "375 at 0.1275 is 47.81 net"),
    Oddity("inclusive, odd cents", "invoices", "", "INV-0906", "no net price gives the sum"),
    Oddity("deleted", "invoices", "", "INV-0907", "never to be carried"),
    Oddity("bill", "invoices", "", "BW-1003", "a supplier's bill with the number of a sale"),
    Oddity("number of a deleted one", "orders", "BPO-901", "BPO-901", "Xero keeps it for ever"),
    Oddity("billed", "orders", "BPO-902", "BPO-902", "equal"),
)
