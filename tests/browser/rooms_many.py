"""Settings and Review with three rows, and with three thousand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sync.core.answers import Choice
from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.engine.counted import recount
from sync.models import Answer, Bridge, Link, Question, Record, Run
from sync.services.found import FOUND
from tests.browser.rooms import Where, at, maria, room
from tests.browser.rooms_review import NOW, held, ready
from tests.web.people import Person, fetched
from tests.web.settings_rows import FIELDS, XERO, ZOHO, known

MANY = 3_000
CODES = ["Choice number one", "Choice number two", "Another choice, and a long one at that"]


def fill(one: Person, count: int) -> None:
    """Let accounts be on both sides, every other pair linked."""
    for side in Side:
        Record.objects.bulk_create(_records(one, side, count))
    names = (f"Contoso Holdings {number}" for number in range(0, count, 2))
    Link.objects.bulk_create(
        Link(bridge=one.bridge, module=Module.ACCOUNTS, zoho_id=name, xero_id=name)
        for name in names
    )


def _records(one: Person, side: Side, count: int) -> Iterator[Record]:
    for number in range(count):
        name = f"Contoso Holdings {number}"
        yield Record(
            bridge=one.bridge,
            side=side,
            module=Module.ACCOUNTS,
            remote_id=name,
            handle=name,
            title=name,
            keys=[],
            fields={"name": name, "phone": "020 7946 0018"},
            digest="d",
            version="1",
            modified_at=NOW,
        )


def found(count: int) -> Where:
    one = known(maria())
    fetched(one)
    fill(one, count)
    Bridge.objects.update(fence=1)
    one.bridge.refresh_from_db()
    recount(one.bridge, FOUND)
    return at(one, "settings/fetch/")


@room
def fetch_three() -> Where:
    return found(3)


@room
def fetch_many() -> Where:
    return found(MANY)


@room
def fetch_not_counted() -> Where:
    one = known(maria())
    fetched(one)
    Bridge.objects.update(fence=1)
    return at(one, "settings/fetch/")


@room
def forecast_without_scripts() -> Where:
    one = known(maria())
    fetched(one)
    fill(one, MANY)
    return at(one, "synchronization/forecast/")


def large(count: int) -> Person:
    """Let both organisations have as many fields, accounts and taxes as they may."""
    one = known(maria())
    own = [[f"Own_{n}", f"Own field {n}", "text", False, 255, CODES] for n in range(count // 10)]
    taxes = [[f"Tax {n}", str(n), True, True, f"Tax {n} %"] for n in range(count // 100)]
    chart = [[str(n), "REVENUE", True, f"Sales of kind {n}"] for n in range(count)]
    said = {
        Side.ZOHO: {**ZOHO, "fields": {"Accounts": FIELDS + own}, "taxes": taxes},
        Side.XERO: {**XERO, "accounts": chart, "taxes": taxes},
    }
    for side, facts in said.items():
        connection: Any = getattr(one.bridge, side)
        connection.metadata = facts
        connection.save()
    fill(one, count)
    return one


@room
def settings_mapping_many() -> Where:
    return at(large(MANY), "settings/mapping/accounts/")


@room
def settings_taxes_many() -> Where:
    return at(large(MANY), "settings/taxes/")


@room
def settings_accounts_many() -> Where:
    return at(large(MANY), "settings/accounts/")


@room
def settings_statuses_many() -> Where:
    return at(large(MANY), "settings/statuses/")


@room
def settings_rules_many() -> Where:
    return at(large(MANY), "settings/rules/")


def asked(why: Why, count: int, **values: Any) -> Person:
    one, made = ready()
    for number in range(min(count, 30)):
        held(one, Side.ZOHO, f"z{number}", name=f"Contoso Holdings {number}", phone="020 1")
    Question.objects.bulk_create(_questions(made, why, count, values))
    return one


def _questions(made: Run, why: Why, count: int, values: dict[str, Any]) -> Iterator[Question]:
    for number in range(count):
        filled = {"field": "*", "title": f"Contoso Holdings {number}", **values}
        yield Question(
            bridge=made.bridge,
            run=made,
            module=Module.ACCOUNTS,
            why=why,
            zoho_id=f"z{number}",
            **filled,
        )


@room
def review_matches_many() -> Where:
    detail = "several fit: Contoso, Contoso Ltd"
    return at(asked(Why.MATCH, MANY, detail=detail), "review/?kind=matches")


@room
def review_refused_three() -> Where:
    words = "The contact name is already assigned to another contact."
    return at(asked(Why.REFUSED, 3, words=words, tries=2), "review/?kind=refused")


@room
def review_refused_many() -> Where:
    words = "The contact name is already assigned to another contact."
    retry = {"tries": 2, "retry_at": NOW + timedelta(hours=6)}
    return at(asked(Why.REFUSED, MANY, words=words, **retry), "review/?kind=refused")


@room
def review_duplicates_three() -> Where:
    return at(asked(Why.TWINS, 3, detail="Acme Ltd, ACME Limited"), "review/?kind=duplicates")


PHONES = {"field": "phone", "zoho_value": "020 1", "xero_value": "020 2"}


@room
def review_conflicts_three() -> Where:
    return at(asked(Why.CONFLICT, 3, **PHONES), "review/?kind=edits")


@room
def review_conflicts_many() -> Where:
    return at(asked(Why.CONFLICT, MANY, **PHONES), "review/?kind=edits")


@room
def review_deletions_three() -> Where:
    return at(asked(Why.DELETED, 3, detail="zoho"), "review/?kind=deletions")


@room
def review_deletions_many() -> Where:
    return at(asked(Why.DELETED, MANY, detail="zoho"), "review/?kind=deletions")


@room
def review_totals_three() -> Where:
    sums = {"zoho_value": "120.01", "xero_value": "120.00"}
    return at(asked(Why.TOTAL, 3, **sums), "review/?kind=totals")


@room
def review_totals_many() -> Where:
    sums = {"zoho_value": "120.01", "xero_value": "120.00"}
    return at(asked(Why.TOTAL, MANY, **sums), "review/?kind=totals")


@room
def review_locked_many() -> Where:
    locked = {**PHONES, "detail": "paid"}
    return at(asked(Why.LOCKED, MANY, **locked), "review/?kind=locked")


@room
def review_fix_many() -> Where:
    return at(asked(Why.NO_KEY, MANY), "review/?kind=fix")


@room
def review_left_alone_many() -> Where:
    one, _ = ready()
    Answer.objects.bulk_create(
        Answer(
            bridge=one.bridge,
            module=Module.ACCOUNTS,
            zoho_id=f"z{number}",
            field="*",
            title=f"Contoso Holdings {number}",
            choice=Choice.IGNORE,
            at=NOW,
            by=one.user,
        )
        for number in range(MANY)
    )
    return at(one, "review/?kind=ignored")
