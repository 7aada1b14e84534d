"""Review in each of its states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sync.core.answers import Choice
from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.models import Answer, Question, Record, Run
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import Person, connect_both, fetched, run

NOW = timezone.now()


def ready() -> tuple[Person, Run]:
    one = maria()
    connect_both(one)
    fetched(one)
    return one, run(one, options={"modes": {"accounts": "both", "invoices": "both"}})


def held(one: Person, side: Side, key: str, /, **fields: Any) -> Record:
    module = fields.pop("module", Module.ACCOUNTS)
    title = str(fields.get("name") or fields.get("number") or "")
    return Record.objects.create(
        bridge=one.bridge,
        side=side,
        module=module,
        remote_id=key,
        handle=key,
        title=title,
        keys=[f"name:{str(fields.get('key', title)).casefold()}"],
        fields=fields,
        digest=key,
        version="1",
        modified_at=NOW - timedelta(days=2, hours=len(key)),
    )


def ask(made: Run, why: Why, **values: Any) -> Question:
    filled = {"module": Module.ACCOUNTS, "field": "*", "title": "Contoso Holdings", **values}
    return Question.objects.create(bridge=made.bridge, run=made, why=why, **filled)


def pair(one: Person, number: int = 1, **edits: tuple[str, str]) -> dict[str, str]:
    """Let an account be on both sides; return its ids."""
    ids = {"zoho_id": f"z{number}", "xero_id": f"x{number}"}
    for at_, side in enumerate(Side):
        fields = {"name": f"Contoso Holdings {number}"}
        fields |= {name: both[at_] for name, both in edits.items()}
        held(one, side, ids[f"{side}_id"], **fields)
    return ids


@room
def review_empty() -> Where:
    one, _ = ready()
    return at(one, "review/")


@room
def review_edits() -> Where:
    one, made = ready()
    phones = ("020 7946 0018", "+44 20 7946 0991 extension 12, ask for Łukasz")
    ids = pair(
        one, phone=phones, website=("https://contoso.example", "https://www.contoso.example")
    )
    ask(made, Why.CONFLICT, field="phone", zoho_value="1", xero_value="2", **ids)
    ask(made, Why.CONFLICT, field="website", zoho_value="1", xero_value="2", **ids)
    lines = [{"id": "1", "item": "BENCH", "quantity": "2", "price": "120.00"}]
    more = [*lines, {"id": "2", "description": "Delivery to the door", "quantity": "1"}]
    both = {"module": Module.INVOICES, "number": "INV-0042"}
    held(one, Side.ZOHO, "zi", lines=lines, **both)
    held(one, Side.XERO, "xi", lines=more, **both)
    invoice = {"module": Module.INVOICES, "title": "INV-0042", "zoho_id": "zi", "xero_id": "xi"}
    ask(made, Why.CONFLICT, field="lines", **invoice)
    Answer.objects.create(
        bridge=one.bridge, field="lines", choice=Choice.XERO, seen={}, at=NOW, **invoice
    )
    ask(made, Why.DELETED, detail="xero", zoho_value="Contoso", **pair(one, 2))
    return at(one, "review/?kind=edits")


@room
def review_matches() -> Where:
    one, made = ready()
    held(one, Side.ZOHO, "z1", name="Acme Ltd", phone="020 1", billing_city="London", key="acme")
    for number, name in enumerate(("Acme Limited", "ACME GmbH")):
        held(one, Side.XERO, f"x{number}", name=name, email="info@acme.example", key="acme")
    detail = "several fit: Acme Limited, ACME GmbH"
    ask(made, Why.MATCH, title="Acme Ltd", zoho_id="z1", zoho_value="Acme Ltd", detail=detail)
    held(one, Side.ZOHO, "z2", name="Bolt Ltd", key="bolt")
    held(one, Side.XERO, "xb", name="Bolt Limited", key="bolt")
    words = "the legal form differs: Bolt Ltd / Bolt Limited"
    match = {"title": "Bolt Ltd", "detail": words}
    ask(made, Why.MATCH, zoho_id="z2", twin="xb", zoho_value="Bolt Ltd", **match)
    ask(made, Why.MATCH, xero_id="xb", twin="z2", xero_value="Bolt Limited", **match)
    return at(one, "review/")


@room
def review_refused() -> Where:
    one, made = ready()
    words = "The contact name Contoso Holdings 1 is already assigned to another contact. The " * 2
    ask(
        made,
        Why.REFUSED,
        detail="Another contact in Xero has this name. Rename one of them.",
        words=words,
        vendor_field="Name",
        tries=3,
        retry_at=NOW + timedelta(hours=6),
        **pair(one),
    )
    held(one, Side.ZOHO, "lone", name="Dandelion <& Sons>")
    dandelion = {"title": "Dandelion <& Sons>", "zoho_id": "lone"}
    ask(made, Why.UNFIT, field="name", detail="< >", zoho_value="Dandelion <& Sons>", **dandelion)
    return at(one, "review/?kind=refused")


@room
def review_many() -> Where:
    one, made = ready()
    pairs = [{"zoho_id": f"z{number}", "xero_id": f"x{number}"} for number in range(3000)]
    Question.objects.bulk_create(
        Question(
            bridge=one.bridge,
            run=made,
            module=Module.ACCOUNTS,
            title=f"Contoso Holdings {number}",
            why=Why.CONFLICT,
            field="phone" if number % 3 else "fax",
            zoho_value="1",
            xero_value="2",
            **ids,
        )
        for number, ids in enumerate(pairs)
    )
    for number in range(30):
        pair(one, number, phone=("020 1", "020 2"), fax=("3", ""))
    return at(one, "review/?kind=edits&module=accounts&field=phone")


@room
def review_left_alone() -> Where:
    one, made = ready()
    ask(made, Why.NO_KEY, title="", zoho_id="z9")
    for number, choice in enumerate((Choice.IGNORE, Choice.DIFFERENT)):
        Answer.objects.create(
            bridge=one.bridge,
            module=Module.ACCOUNTS,
            zoho_id=f"z{number}",
            field="*" if number else "phone",
            title="Łódź Trading Sp. z o.o.",
            choice=choice,
            at=NOW,
            by=one.user,
        )
    return at(one, "review/?kind=ignored")
