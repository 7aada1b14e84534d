"""The page on which trouble is ordered, and the list of oddities."""

from collections.abc import Iterator

import pytest
import urllib3

from connectors.sandbox.demo import ODDITIES
from connectors.sandbox.world import World, open_world
from tests.sandbox import xero_client, zoho_world
from tests.sandbox.browse import Person

HTTP = urllib3.PoolManager(retries=False, timeout=5.0)


@pytest.fixture
def world() -> Iterator[World]:
    made = open_world(seed="empty")
    yield made
    HTTP.clear()
    made.stop()


@pytest.fixture(params=["zoho", "xero"])
def person(world, request) -> Person:
    return Person(world.zoho_url if request.param == "zoho" else world.xero_url)


def zoho_at(world: World) -> zoho_world.World:
    client = zoho_world.World(world.zoho_url, world.zoho, zoho_world.Turned())
    client.log_in()
    return client


def xero_at(world: World) -> xero_client.World:
    client = xero_client.World(world.xero, xero_client.Turned(), world.xero_url, world.xero_org)
    client.log_in()
    return client


def order(person: Person, **typed: str):
    return person.send(person.open("/sandbox").form("/add"), **typed)


def test_an_order_is_listed_and_can_be_cleared(person):
    page = order(person, kind="lost", times="", skip="2", method="DELETE")
    assert "lost" in page.text
    assert "until cleared" in page.text
    assert "Nothing goes wrong" in person.send(page.form("/clear")).text


def test_orders_made_by_program_are_listed_too(person):
    HTTP.request("POST", f"{person.url}/sandbox/faults", body=b'[{"kind": "cut", "times": 3}]')
    assert "3 times" in person.open("/sandbox").text


def test_xeros_429_is_the_recorded_one(world):
    client = xero_at(world)
    order(Person(world.xero_url))
    answer = client.api("GET", "Organisation")
    assert (answer.status, answer.data) == (429, b"")
    assert answer.headers["X-Rate-Limit-Problem"] == "minute"
    assert int(answer.headers["Retry-After"]) > 0
    assert client.api("GET", "Organisation").status == 200


def test_zohos_429_is_zohos(world):
    client = zoho_at(world)
    order(Person(world.zoho_url), times="2")
    for _ in range(2):
        status, body = client.get("org")
        assert (status, body["code"]) == (429, "TOO_MANY_REQUESTS")
    assert client.get("org")[0] == 200


def test_a_write_that_fails_after_it_was_done_is_done(world):
    client = xero_at(world)
    order(Person(world.xero_url), kind="after", method="POST|PUT|PATCH")
    assert client.api("POST", "Contacts", {"Name": "Made"}).status == 500
    assert [row["Name"] for row in world.xero_org.list_contacts()] == ["Made"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"kind": "plague"}, "no fault"), ({"times": "often"}, "no fault"),
     ({"path": "("}, "not a regular expression"), ({"seconds": "x"}, "no fault")],
)  # fmt: skip
def test_what_is_no_fault_is_said(person, typed, said):
    page = order(person, **typed)
    assert page.status == 422
    assert said in page.text
    assert "Nothing goes wrong" in page.text


def test_xero_tokens_expire_lists_lag_and_people_disconnect(world):
    client, person = xero_at(world), Person(world.xero_url)
    page = person.send(person.open("/sandbox").form("/now/lag"), seconds="600")
    world.xero_org.save_contact({"Name": "Unseen"})
    assert client.rows("Contacts") == []
    assert page.status == 200
    person.send(page.form("/now/lag"), seconds="0")
    assert len(client.rows("Contacts")) == 1
    person.send(page.form("/now/disconnect"))
    assert client.api("GET", "Contacts").status == 403
    client.log_in()
    person.send(page.form("/now/expire"))
    assert client.api("GET", "Contacts").status == 401
    person.send(page.form("/now/revoke"))
    refreshed = client.token(
        grant_type="refresh_token", refresh_token=client.tokens["refresh_token"]
    )
    assert refreshed.status == 400


def test_zoho_tokens_expire_lists_lag_and_grants_end(world):
    client, person = zoho_at(world), Person(world.zoho_url)
    page = person.send(person.open("/sandbox").form("/now/lag"), seconds="600")
    world.zoho_org.insert("Accounts", {"Account_Name": "Unseen"})
    assert client.get("Accounts?fields=Account_Name")[0] == 204
    person.send(page.form("/now/expire"))
    assert client.get("org")[0] == 401
    grant = client.log_in()
    person.send(page.form("/now/revoke"))
    answer = client.trade(grant_type="refresh_token", refresh_token=grant["refresh_token"])
    assert answer.json() == {"error": "invalid_code"}


def test_what_cannot_happen_is_said(person):
    form = person.open("/sandbox").form("/now/lag")
    assert "must be a number" in person.send(form, seconds="soon").text
    assert HTTP.request("POST", f"{person.url}/sandbox/now/never").status == 404


def test_the_oddities_are_listed_with_links_to_this_side(person):
    page = person.open("/oddities")
    for oddity in ODDITIES:
        assert oddity.meaning in page.text
    own = [oddity.zoho if "Zoho" in page.text[:20] else oddity.xero for oddity in ODDITIES]
    found = {label for label, where in page.read.links.items() if "?q=" in where}
    assert found == {name for name in own if name}


def test_every_link_of_the_oddities_finds_something():
    demo = open_world()
    try:
        for person in (Person(demo.zoho_url), Person(demo.xero_url)):
            links = person.open("/oddities").read.links
            for label, where in links.items():
                if "?q=" in where:
                    assert "0 records" not in person.open(where).text.split("Search")[0], label
    finally:
        demo.stop()
