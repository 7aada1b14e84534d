"""kill -9 of the worker while it puts people into their companies, then a new worker."""

from __future__ import annotations

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Mode, Module
from sync.core.states import ChangeState, RunState
from sync.models import Change, Link, Run
from sync.services.runs import sync_start
from tests.engine.people import People, Said
from tests.portal import Portal
from tests.worker import broker, until, worker

COMPANIES = 14
EACH = 5  # 70 people: more than one batch
IN_DOUBT = [ChangeState.SENT, ChangeState.UNKNOWN]


def somebody(company: int, at: int) -> Said:
    return (f"First{at}", f"Last{company}", f"p{company}.{at}@post.test")


@pytest.mark.parametrize("moment", ["before_the_vendor", "after_the_vendor"])
def test_nobody_is_lost_and_nobody_doubled(portal: Portal, moment: str) -> None:
    people = People(portal)
    accounts = [people.account(f"Company {number}") for number in range(COMPANIES)]
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    everybody = {
        f"Company {number}": [somebody(number, at) for at in range(EACH)]
        for number in range(COMPANIES)
    }
    for account, some in zip(accounts, everybody.values(), strict=True):
        for said in some:
            people.at_zoho(said, account)
    fault = {
        "before_the_vendor": Fault("hang", method="POST", path=".*/Contacts", seconds=60),
        "after_the_vendor": Fault("lost", method="POST", path=".*/Contacts"),
    }[moment]
    environment = {
        **portal.vendors.settings(),
        **broker(f"people-{moment}"),
        "LEASE_SECONDS": "2",
        "REAP_SECONDS": "0.5",
        "LOST_ANSWER_SECONDS": "1",
    }
    run = sync_start(
        bridge=portal.fresh(),
        modes=dict.fromkeys((Module.ACCOUNTS, Module.CONTACTS), Mode.BOTH),
        window="all",
        user=portal.user,
        enqueue=False,
    )
    portal.vendors.xero.faults.add(fault)
    with worker(environment, beat=True) as first:
        until(lambda: Change.objects.filter(state__in=IN_DOUBT).exists(), 60, first.said)
        until(lambda: portal.vendors.xero.faults.waiting() == (), 60, first.said)
        first.kill()
    with worker(environment, beat=True) as second:
        over = Run.objects.filter(pk=run.pk, state=RunState.SUCCEEDED)
        until(over.exists, 90, second.said)
    rows = {row["Name"]: row["ContactID"] for row in portal.xero.list_contacts()}
    found = {name: sorted(people.in_xero(contact)) for name, contact in rows.items()}
    assert found == {name: sorted(some) for name, some in everybody.items()}
    assert Link.objects.filter(module=Module.CONTACTS).count() == COMPANIES * EACH
    assert portal.sync(Module.CONTACTS).left == 0
