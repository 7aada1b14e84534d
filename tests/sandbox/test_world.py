"""The world as a place: served, remembered, set aside when broken."""

import json
import socket
import threading
from pathlib import Path

import pytest
import urllib3

from connectors.sandbox.http import Reply, Request
from connectors.sandbox.keeping import Keeper, Unusable, read_state, write_state
from connectors.sandbox.world import open_world
from tests.sandbox import xero_client, zoho_world
from tests.sandbox.browse import Person

HTTP = urllib3.PoolManager(retries=False, timeout=10.0)


def status(url: str, **headers: str) -> int:
    return HTTP.request("GET", url, headers=headers).status


@pytest.fixture
def state_file(tmp_path) -> Path:
    return Path(tmp_path) / "kept" / "sandbox.json"


def test_the_environment_leads_to_both_vendors():
    world = open_world(seed="empty")
    given = world.environment()
    try:
        assert status(f"{given['XERO_API_URL']}/connections") == 401
        assert status(f"{given['XERO_API_URL']}/api.xro/2.0/Invoices") == 401
        assert status(f"{given['ZOHO_API_URL']}/crm/v8/org") == 401
        assert status(f"{given['ZOHO_ACCOUNTS_URL']}/oauth/v2/auth") == 400
        assert {"XERO_LOGIN_URL", "XERO_IDENTITY_URL", "XERO_CLIENT_ID", "XERO_CLIENT_SECRET",
                "ZOHO_CLIENT_ID", "ZOHO_CLIENT_SECRET"} <= set(given)  # fmt: skip
    finally:
        world.stop()
    HTTP.clear()  # a connection that is kept alive is served to its end
    with pytest.raises(urllib3.exceptions.HTTPError):
        status(given["XERO_API_URL"])


def test_an_empty_world_has_organisations_and_no_records():
    world = open_world(seed="empty")
    world.stop()
    assert world.zoho_org.name == world.xero_org.profile.name == "Brightwater Ltd"
    assert not any(table.rows for table in world.zoho_org.tables.values())
    assert world.xero_org.list_contacts() == []
    assert len(world.xero_org.list_accounts()) == 18


def test_limits_can_be_switched_off(state_file):
    for kept in (None, state_file, state_file):  # the last one goes on from the file
        world = open_world(seed="empty", limits=False, state_file=kept)
        world.stop()
        meters = [budget.minute.limit for budget in world.xero.budgets.values()]
        credits_ = [meter.credits.limit for meter in world.zoho.meters.values()]
        assert meters == credits_ == [None]


def test_edits_and_logins_outlive_a_restart(state_file):
    world = open_world(state_file=state_file)
    zoho = zoho_world.World(world.zoho_url, world.zoho, zoho_world.Turned())
    zoho.log_in()
    xero = xero_client.World(world.xero, xero_client.Turned(), world.xero_url, world.xero_org)
    xero.log_in()
    person = Person(world.xero_url)
    invoice = person.find("invoices", "BW-2007")
    person.send(invoice.form("/do/pay"), Amount="8.20")
    before = world.dump()
    world.stop()

    again = open_world(state_file=state_file)
    try:
        assert again.dump() == before
        zoho.url, xero.url = again.zoho_url, again.xero_url
        assert zoho.get("Accounts?fields=Account_Name")[0] == 200
        (row,) = xero.rows("Invoices", InvoiceNumbers="BW-2007")
        assert row["AmountPaid"] == 58.2
    finally:
        again.stop()
    assert state_file.stat().st_mode & 0o077 == 0  # it holds tokens


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "it is not whole"),
        ("[]", "an older sandbox wrote it"),
        ('{"version": 0}', "an older sandbox wrote it"),
        ('{"version": 1}', "it does not hold what this sandbox expects"),
        ('{"version": 1, "zoho": {"orgs": [], "grants": {}}}', "it does not hold"),
    ],
)
def test_a_state_file_that_cannot_be_used_is_set_aside_and_said(state_file, capsys, text, why):
    state_file.parent.mkdir()
    state_file.write_text(text)
    world = open_world(state_file=state_file)
    world.stop()
    aside = state_file.with_name("sandbox.json.aside")
    said = capsys.readouterr().err
    assert why in said
    assert str(aside) in said
    assert aside.read_text() == text
    assert len(world.xero_org.list_invoices()) > 100
    assert read_state(state_file) is not None


def test_a_port_in_use_is_one_sentence_and_touches_no_file(state_file):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"Port {port} cannot be used"):
            open_world(seed="empty", xero_port=port, state_file=state_file)
    assert not state_file.exists()


def test_a_page_meets_no_fault_and_uses_none_up():
    world = open_world(seed="empty")
    person = Person(world.xero_url)
    try:
        person.send(person.open("/sandbox").form("/add"), kind="before", path=".*")
        assert person.open("/").status == 200
        assert status(f"{world.xero_url}/connections") == 503
        assert status(f"{world.xero_url}/connections") == 401
        assert world.xero_faults.waiting() == world.zoho_faults.waiting() == ()
    finally:
        world.stop()


def asked(method: str, path: str = "/x") -> Request:
    return Request(method, path, {}, {})


def test_many_changes_make_few_writes_and_the_last_is_kept(state_file):
    dumps, written = [], threading.Event()

    def dump():
        dumps.append(1)
        written.set()
        return {"count": len(dumps)}

    keeper = Keeper(state_file, dump, gap=60)
    for _ in range(100):
        keeper.watch(asked("POST"), lambda _request: Reply())
    assert written.wait(5)
    keeper.stop()
    assert len(dumps) == 2  # the first change, and the end
    assert json.loads(state_file.read_text()) == {"version": 1, "count": 2}


def test_reading_writes_nothing(state_file):
    dumps = []

    def dump():
        dumps.append(1)
        return {}

    keeper = Keeper(state_file, dump, gap=0)
    for request in (asked("GET"), asked("POST", "/crm/v8/coql")):
        keeper.watch(request, lambda _request: Reply())
    keeper.stop()
    assert len(dumps) == 1  # only the one at the end


def test_a_change_is_kept_though_its_answer_was_lost(state_file):
    written = threading.Event()

    def dump():
        written.set()
        return {}

    def breaks(_request):
        raise RuntimeError("after the commit")

    keeper = Keeper(state_file, dump, gap=0)
    with pytest.raises(RuntimeError):
        keeper.watch(asked("POST"), breaks)
    assert written.wait(5)
    keeper.stop()


def test_a_disk_that_refuses_is_said_and_stops_nothing(tmp_path, capsys):
    (tmp_path / "a-file").write_text("")
    keeper = Keeper(tmp_path / "a-file" / "state.json", dict)
    keeper.stop()
    assert "cannot keep its state" in capsys.readouterr().err


def test_a_write_that_fails_midway_leaves_the_old_file(state_file):
    write_state(state_file, {"a": 1})
    with pytest.raises(TypeError):
        write_state(state_file, {"a": object()})
    assert read_state(state_file) == {"version": 1, "a": 1}
    assert read_state(state_file.with_name("none")) is None
    state_file.write_text("null")
    with pytest.raises(Unusable):
        read_state(state_file)
