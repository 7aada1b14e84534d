"""What both sides already hold meets for the first time: linked, created, proposed or held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from connectors.sandbox.zoho.modules import EMAIL
from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.models import Link, Question, Run
from tests.engine.desks import AccountDesk, Desk, ProductDesk, Words
from tests.engine.stage import stage
from tests.portal import Portal

pytestmark = pytest.mark.django_db

LONG = "L" * 195 + " longish "


@dataclass(frozen=True)
class Case:
    """`tag` stands in each of its records' names; `after` counts those of Zoho, Xero, links."""

    tag: str
    zoho: tuple[Words, ...]
    xero: tuple[Words, ...]
    after: tuple[int, int, int]
    why: frozenset[str] = frozenset()
    gone: bool = False  # the Xero record is archived before the fetch


def named(*names: str) -> tuple[Words, ...]:
    return tuple({"name": name} for name in names)


def why(*reasons: Why) -> frozenset[str]:
    return frozenset(reasons)


ACCOUNTS = (
    Case("onlyzoho", named("onlyzoho Ltd"), (), (1, 1, 1)),
    Case("onlyxero", (), named("onlyxero Ltd"), (1, 1, 1)),
    Case("samename", named("samename Ltd"), named("samename Ltd"), (1, 1, 1)),
    Case("capitals", named("CAPITALS Ltd"), named("Capitals ltd"), (1, 1, 1)),
    Case("dotted", named("Dotted, Inc."), named("Dotted Inc"), (1, 1, 1)),
    Case("spaces", named("spaces  and   more"), (), (1, 1, 1)),
    Case("legal", named("Legal Acme Ltd"), named("LEGAL ACME Limited"), (1, 1, 0), why(Why.MATCH)),
    Case("exact", named("exact Ltd"), named("exact Co", "exact Ltd"), (2, 2, 2)),
    Case("ownalike", named("ownalike Ltd", "ownalike GmbH"), (), (2, 2, 2)),
    Case("ztwins", named("ztwins Ltd", "ztwins Ltd"), (), (2, 0, 0), why(Why.TWINS)),
    Case("casetwins", named("casetwins Ltd", "CASETWINS LTD"), (), (2, 0, 0), why(Why.TWINS)),
    Case(
        "threesome",
        named("threesome Ltd", "threesome Ltd"),
        named("threesome Ltd"),
        (2, 1, 0),
        why(Why.TWINS, Why.MATCH),
    ),
    Case(
        "differs",
        ({"name": "differs Ltd", "one": "1", "two": "5"},),
        ({"name": "differs Ltd", "one": "2"},),
        (1, 1, 1),
        why(Why.CONFLICT),
    ),
    Case("angle", named("angle <bracket>"), (), (1, 0, 0), why(Why.UNFIT)),
    Case("longish", (), named(LONG.strip()), (0, 1, 0), why(Why.TOO_LONG)),
    Case("archivedone", (), named("archivedone Ltd"), (0, 1, 0), gone=True),
    Case("ünïcode", named("ünïcode ĄĆ 株式会社"), (), (1, 1, 1)),
)  # fmt: skip
PRODUCTS = (
    Case("onlyzoho", named("onlyzoho"), (), (1, 1, 1)),
    Case("onlyxero", (), named("onlyxero"), (1, 1, 1)),
    Case("nocode", ({"name": "nocode", "code": ""},), (), (1, 0, 0), why(Why.NO_KEY)),
    Case("nameless", (), ({"name": "", "code": "nameless"},), (1, 1, 1)),
    Case("capitals", named("capitals"), named("CAPITALS"), (1, 1, 1)),
    Case(
        "ztwins",
        ({"name": "ztwins a", "code": "ZT"}, {"name": "ztwins b", "code": "ZT"}),
        (),
        (2, 0, 0),
        why(Why.TWINS),
    ),
    Case(
        "prices",
        ({"name": "prices", "two": "1.25"},),
        ({"name": "prices", "one": "text"},),
        (1, 1, 1),
    ),
    # The CRM keeps two places of it, and must not send those back.
    Case("finer", (), ({"name": "finer", "two": "1.2345"},), (1, 1, 1)),
    Case(
        "dearer",
        ({"name": "dearer", "two": "10"},),
        ({"name": "dearer", "two": "11"},),
        (1, 1, 1),
        why(Why.CONFLICT),
    ),
    Case("longcode", ({"name": "longcode", "code": "C" * 31},), (), (1, 0, 0), why(Why.TOO_LONG)),
    Case("longname", ({"name": "longname" * 7, "code": "N"},), (), (1, 0, 0), why(Why.TOO_LONG)),
    Case(
        "othername",
        ({"name": "othername one", "code": "ON"},),
        ({"name": "othername two", "code": "ON"},),
        (1, 1, 0),
        why(Why.MATCH),
    ),
)  # fmt: skip
TABLES = {Module.ACCOUNTS: ACCOUNTS, Module.PRODUCTS: PRODUCTS}
ALL = [(module, case) for module, cases in TABLES.items() for case in cases]


@dataclass(frozen=True)
class Met:
    rows: Mapping[Side, Mapping[str, Words]]
    records: Mapping[str, set[str]]  # tag -> the ids of its records, of both sides
    links: tuple[tuple[str, str], ...]
    asked: Mapping[str, set[str]]  # id -> reasons
    runs: tuple[Run, ...]

    def of(self, side: Side, case: Case) -> Mapping[str, Words]:
        return {key: row for key, row in self.rows[side].items() if key in self.records[case.tag]}


@pytest.fixture(scope="module")
def met(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Mapping[Module, Met]:
    played = {}
    for desk in (AccountDesk, ProductDesk):
        with stage(django_db_blocker) as portal:
            played[desk.module] = _play(portal, desk(portal))
    return played


def _play(portal: Portal, desk: Desk) -> Met:
    for case in TABLES[desk.module]:
        for side, began in ((Side.ZOHO, case.zoho), (Side.XERO, case.xero)):
            for words in began:
                made = desk.add(side, words)
                if case.gone:
                    desk.drop(side, made)
    portal.fetch()
    runs = tuple(portal.sync(desk.module, window=window) for window in ("all", "last", "all"))
    rows = {side: desk.all(side) for side in Side}
    asked: dict[str, set[str]] = {}
    for question in Question.objects.all():
        for each in (question.zoho_id, question.xero_id):
            asked.setdefault(each, set()).add(question.why)
    links = tuple(Link.objects.values_list("zoho_id", "xero_id"))
    return Met(rows, _tagged(desk, rows), links, asked, runs)


def _tagged(desk: Desk, rows: Mapping[Side, Mapping[str, Words]]) -> Mapping[str, set[str]]:
    return {
        case.tag: {
            key
            for side in Side
            for key, row in rows[side].items()
            if case.tag in f"{row['name']} {row.get('code', '')}".lower()
        }
        for case in TABLES[desk.module]
    }


@pytest.mark.parametrize(("module", "case"), ALL, ids=lambda each: getattr(each, "tag", str(each)))
def test_what_is_there_afterwards(met: Mapping[Module, Met], module: Module, case: Case) -> None:
    found, ids = met[module], met[module].records[case.tag]
    links = [pair for pair in found.links if ids & set(pair)]
    counted = (len(found.of(Side.ZOHO, case)), len(found.of(Side.XERO, case)), len(links))
    assert counted == case.after
    assert set().union(*(found.asked.get(each, set()) for each in ids)) == case.why


@pytest.mark.parametrize("module", TABLES)
def test_nothing_of_both_is_overwritten(met: Mapping[Module, Met], module: Module) -> None:
    """A field that a person filled in holds the same afterwards, unless only its look changed."""
    for case in TABLES[module]:
        for side, began in ((Side.ZOHO, case.zoho), (Side.XERO, case.xero)):
            now = sorted(map(_look, met[module].of(side, case).values()), key=str)
            for words in began:
                wanted = _look(words).items()
                assert any(wanted <= row.items() for row in now), (case.tag, side, words, now)


def _look(words: Words) -> dict[str, str]:
    return {word: " ".join(value.lower().split()) for word, value in words.items() if value}


@pytest.mark.parametrize("module", TABLES)
def test_a_second_run_writes_nothing(met: Mapping[Module, Met], module: Module) -> None:
    _, last, everything = met[module].runs
    assert last.counts[module]["planned"] == everything.counts[module]["planned"] == 0
    assert [run.left for run in met[module].runs] == [0, 0, 0]
    assert [run.error for run in met[module].runs] == ["", "", ""]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("names", [("Mail Ltd", "Mail Ltd"), ("Mail Ltd", "Post Office")])
def test_the_same_e_mail(portal: Portal, names: tuple[str, str]) -> None:
    """It proposes; it links only where the names agree too."""
    portal.zoho.add_field("Accounts", EMAIL)
    portal.zoho.insert("Accounts", {"Account_Name": names[0], "Email": "A@mail.test"})
    portal.xero.save_contact({"Name": names[1], "EmailAddress": "a@MAIL.test"})
    portal.fetch()
    run = portal.sync(Module.ACCOUNTS)
    assert len(portal.zoho.list("Accounts")) == len(portal.xero.list_contacts()) == 1
    agree = names[0] == names[1]
    assert Link.objects.count() == agree
    assert Question.objects.filter(why=Why.MATCH).exists() is not agree
    assert run.left == 0


@pytest.mark.django_db(transaction=True)
def test_a_supplier_is_no_account(portal: Portal) -> None:
    supplier = portal.xero.save_contact({"Name": "Supplies Ltd"})
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 5, "AccountCode": "300"}
    portal.xero.save_invoice(
        {"Type": "ACCPAY", "Contact": {"ContactID": supplier["ContactID"]}, "LineItems": [line]}
    )
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    assert portal.zoho.list("Accounts") == []


@pytest.mark.django_db(transaction=True)
def test_a_name_that_an_archived_contact_has(portal: Portal) -> None:
    """Whatever is done, it is not done to the archived one, and somebody is told or served."""
    old = portal.xero.save_contact({"Name": "Old Friend"})
    portal.xero.archive_contact(old["ContactID"])
    portal.zoho.insert("Accounts", {"Account_Name": "Old Friend"})
    portal.fetch()
    run = portal.sync(Module.ACCOUNTS)
    created = len(portal.xero.list_contacts()) - 1
    assert created == Link.objects.count()
    assert created or Question.objects.exists()
    assert not Link.objects.filter(xero_id=old["ContactID"]).exists()
    assert run.left == 0
