"""The people at Brightwater's customers, and the customers who are just people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.sandbox.demo.cast import Company, Kept, Patch, Person, draw, one_of

FIRST = (
    "Ada", "Amir", "Bethan", "Callum", "Chidi", "Dilys", "Eilidh", "Esther", "Farah", "Gethin",
    "Grace", "Hamish", "Imogen", "Jacek", "Kwame", "Leila", "Mairi", "Noor", "Owen", "Priya",
    "Quentin", "Rhys", "Saoirse", "Tomasz", "Una", "Vikram", "Wren", "Yusuf", "Zara", "Felix",
)  # fmt: skip
LAST = (
    "Abbott", "Birch", "Chaudhry", "Drummond", "Ellery", "Farrow", "Gill", "Hartley", "Iqbal",
    "Jessop", "Kaur", "Lockwood", "Mbeki", "Naylor", "Okafor", "Pryce", "Quayle", "Rashid",
    "Sinclair", "Tregenza", "Underhill", "Vance", "Whitlock", "Yates", "Zielinski",
)  # fmt: skip


def staff(companies: Iterable[Company]) -> Iterator[Person]:
    """Yield one or two people for each customer."""
    for company in companies:
        for at in range(1 + draw(2, company.key, "staff")):
            first, last = one_of(FIRST, company.key, at), one_of(LAST, at, company.key)
            known = company.domain and draw(6, company.key, at, "known")
            address = f"{first}.{last}@{company.domain}".lower() if known else ""
            yield Person(first, last, company.key, address, company.kept)


def person_row(person: Person) -> Patch:
    """Return a Contact of Zoho, without its Account."""
    return {
        "First_Name": person.first or None,
        "Last_Name": person.last,
        "Email": person.email or None,
    }


def persons_of(company: Company, everybody: Iterable[Person]) -> list[Person]:
    """Return the people that Xero knows: five of the ContactPersons, and the first one."""
    theirs = [each for each in everybody if each.company == company.key]
    return [each for each in theirs if each.kept is not Kept.ZOHO][:6]


def in_contact(people: list[Person]) -> Patch:
    """Return the people as a part of their company's Contact in Xero."""
    if not people:
        return {}
    first, *others = people
    return {
        "FirstName": first.first,
        "LastName": first.last,
        "ContactPersons": [
            {
                "FirstName": each.first,
                "LastName": each.last,
                "EmailAddress": each.email,
                "IncludeInEmails": False,
            }
            for each in others
        ],
    }
