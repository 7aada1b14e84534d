"""Brightwater's customers and suppliers. All of them, and their addresses, are made up."""

from __future__ import annotations

from connectors.sandbox.demo.cast import Company, Kept, Patch, Town, draw, one_of

TOWNS = (
    Town("Whitby", "North Yorkshire", "YO21", "01947"),
    Town("Leeds", "West Yorkshire", "LS1", "0113"),
    Town("Bristol", "Avon", "BS1", "0117"),
    Town("Falmouth", "Cornwall", "TR11", "01326"),
    Town("Norwich", "Norfolk", "NR2", "01603"),
    Town("Kendal", "Cumbria", "LA9", "01539"),
    Town("Swansea", "West Glamorgan", "SA1", "01792"),
    Town("Dundee", "Angus", "DD1", "01382"),
    Town("Margate", "Kent", "CT9", "01843"),
    Town("Durham", "County Durham", "DH1", "0191"),
)
STREETS = (
    "Quay Street", "Mill Lane", "Station Road", "High Street", "Church Row", "Foundry Yard",
    "Bridge End", "Victoria Terrace", "Market Place", "Chapel Hill",
)  # fmt: skip

# Name | domain of its e-mail and website
CUSTOMERS = """
Harbour Lights Café|harbourlights.example
Ashdown Garden Centre Ltd|ashdown-gardens.example
Bellwether Books Ltd|bellwether.example
Birchfield Primary School|birchfield-school.example
Blue Anchor Inn|blueanchor.example
Bracken & Fern Ltd|brackenfern.example
Briar Cottage Holidays|briarcottage.example
Calder Valley Cycles Ltd|caldercycles.example
Castlegate Dental Practice|castlegate.example
Copperfield Roasters Ltd|copperfield.example
Cove Street Bakery|covestreet.example
Daneswood Care Homes Ltd|daneswood.example
Eastgate Veterinary Clinic|eastgatevets.example
Fellside Outdoor Ltd|fellside.example
Fernhill Nursery Ltd|fernhill.example
Foxglove Florists|foxglove.example
Gannet Fisheries Ltd|gannet.example
Hazelmere Spa Hotel|hazelmere.example
Heron & Co Solicitors|heronlaw.example
Ironbridge Engineering Ltd|ironbridge.example
Juniper Kitchen Ltd|juniperkitchen.example
Kingfisher Marine Ltd|kingfishermarine.example
Larkspur Events Ltd|larkspur.example
Lockside Brewery Ltd|lockside.example
Meadowbank Farm Shop|meadowbank.example
Millstone Architects LLP|millstone.example
Moorland Taxis|
Oakhurst Estates Ltd|oakhurst.example
Old Forge Joinery Ltd|oldforge.example
Pennine Plumbing Supplies Ltd|pennineplumbing.example
Pinewood Scouts|
Quarry Bank Museum Trust|quarrybank.example
Redcliffe Pharmacy Ltd|redcliffe.example
Rowan Housing Association|rowanhousing.example
Saltmarsh Gallery|
Seaview Caravan Park Ltd|seaviewpark.example
Thistledown Textiles Ltd|thistledown.example
Wychwood Theatre Company|wychwood.example
"""
ONLY_IN_CRM = """
Beacon Hill Observatory|beaconhill.example
Clover Lane Surgery|cloverlane.example
Drover's Rest Hostel|droversrest.example
Glasshouse Ceramics Ltd|glasshouse.example
Hawthorn Yoga Studio|hawthornyoga.example
Peregrine Couriers Ltd|peregrine.example
Silverdale Camping|silverdale.example
Willowbrook Kennels|willowbrook.example
"""
ONLY_IN_BOOKS = """
Ambleside Tea Rooms|amblesidetea.example
Carrick Boatyard Ltd|carrick.example
Dovecote Antiques|dovecote.example
Estuary Radio|estuaryradio.example
Lantern Street Cinema|lanternstreet.example
Orchard End Cider Ltd|orchardend.example
Tarn View Guest House|
Watermill Press Ltd|watermill.example
"""
SUPPLIERS = """
Albion Paper Mills Ltd|albionpaper.example
Bexley Packaging Ltd|bexley.example
Chandler's Rope Works|chandlers.example
Delta Freight Services Ltd|deltafreight.example
Emberglow Lighting Ltd|emberglow.example
Fairweather Ceramics|fairweather.example
Granite City Textiles Ltd|granitecity.example
Holloway Glass Ltd|holloway.example
Inkwell Printers Ltd|inkwell.example
Kelpie Soap Company|kelpie.example
Longshore Timber Ltd|longshore.example
Mersey Labels Ltd|merseylabels.example
"""
SUPPLIERS_ONLY_IN_CRM = """
Nettlebed Honey Farm|nettlebed.example
Ochre Dye Works|ochre.example
Plover Candles|plover.example
Quill & Nib Stationers|quillnib.example
"""
SUPPLIERS_ONLY_IN_BOOKS = """
Riverside Electricity|riversidepower.example
Sable Insurance Brokers|sable.example
Tollgate Telecom|tollgate.example
Upland Water|uplandwater.example
"""


def rows(text: str, kept: Kept) -> list[Company]:
    """Read the lists above."""
    pairs = (line.split("|") for line in text.split("\n") if line)
    return [Company(name, one_of(TOWNS, name), domain, kept) for name, domain in pairs]


def customers() -> list[Company]:
    return [
        *rows(CUSTOMERS, Kept.BOTH),
        *rows(ONLY_IN_CRM, Kept.ZOHO),
        *rows(ONLY_IN_BOOKS, Kept.XERO),
    ]


def suppliers() -> list[Company]:
    return [
        *rows(SUPPLIERS, Kept.BOTH),
        *rows(SUPPLIERS_ONLY_IN_CRM, Kept.ZOHO),
        *rows(SUPPLIERS_ONLY_IN_BOOKS, Kept.XERO),
    ]


def street(company: Company) -> str:
    return f"{1 + draw(180, company.key, 'house')} {one_of(STREETS, company.key, 'street')}"


def post_code(company: Company) -> str:
    letters = one_of(("AB", "DF", "HJ", "LN", "PQ"), company.key)
    return f"{company.town.code} {1 + draw(9, company.key)}{letters}"


def phone(company: Company) -> str:
    return f"{company.town.dial} 496 {1000 + draw(9000, company.key)}"


def email(company: Company) -> str:
    return f"accounts@{company.domain}" if company.domain else ""


def account_row(company: Company) -> Patch:
    """Return the company as an Account of Zoho."""
    row = {
        "Account_Name": company.key,
        "Phone": phone(company),
        "Website": f"https://www.{company.domain}" if company.domain else None,
        "Billing_Street": street(company),
        "Billing_City": company.town.name,
        "Billing_State": company.town.county,
        "Billing_Code": post_code(company),
        "Billing_Country": "United Kingdom",
    }
    return {**row, **company.zoho}


def vendor_row(company: Company) -> Patch:
    row = {
        "Vendor_Name": company.key,
        "Email": email(company) or None,
        "Phone": phone(company),
        "Street": street(company),
        "City": company.town.name,
        "State": company.town.county,
        "Zip_Code": post_code(company),
        "Country": "United Kingdom",
    }
    return {**row, **company.zoho}


def contact_row(company: Company) -> Patch:
    """Return the company as a Contact of Xero: POBOX is its billing address."""
    address = {
        "AddressType": "POBOX",
        "AddressLine1": street(company),
        "City": company.town.name,
        "Region": company.town.county,
        "PostalCode": post_code(company),
        "Country": "United Kingdom",
    }
    row = {
        "Name": company.key,
        "EmailAddress": email(company),
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": phone(company)}],
        "Addresses": [address],
    }
    return {**row, **company.xero}
