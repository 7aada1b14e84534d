from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from sync.core.choices import Choices
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import AuditEntry, ButtonKey, Erasure, Membership, Role, Run
from sync.store.export import PARTS, columns_of
from sync.store.rules import rules_save
from sync.web.downloads import PIECE, zip_answer
from tests.web.people import (
    Person,
    change,
    connect_both,
    fetched,
    link,
    person,
    record,
    run,
    schedule,
)

pytestmark = pytest.mark.django_db


def url(one: Person, name: str) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id])


def filled(one: Person, title: str) -> Person:
    """Let a company have something of everything that people ask about."""
    connect_both(one)
    fetched(one)
    schedule(one)
    for side in Side:
        record(one, side, Module.ACCOUNTS, title)
    link(one, Module.ACCOUNTS, title)
    change(run(one), title)
    return one


def pieces(one: Person) -> list[bytes]:
    answer: Any = one.client.post(url(one, "data-export"))
    assert answer["Content-Type"] == "application/zip"
    return list(answer.streaming_content)


def downloaded(one: Person) -> Mapping[str, list[dict[str, Any]]]:
    archive = ZipFile(io.BytesIO(b"".join(pieces(one))))
    assert archive.testzip() is None
    assert "Brightwater" not in archive.read("README.txt").decode()
    files = [name for name in archive.namelist() if name.endswith(".jsonl")]
    return {
        name.removesuffix(".jsonl"): [
            json.loads(line) for line in archive.read(name).decode().splitlines()
        ]
        for name in files
    }


def test_an_owner_takes_everything_along(alice: Person) -> None:
    filled(alice, "Acme")
    found = downloaded(alice)
    assert [row["title"] for row in found["records"]] == ["Acme", "Acme"]
    assert (found["links"][0]["zoho_id"], found["links"][0]["xero_id"]) == (
        "zoho-Acme",
        "xero-Acme",
    )
    (changed,) = found["changes"]
    assert (changed["before"], changed["after"]) == ({"phone": "1"}, {"phone": "2"})
    assert changed["run"] == found["runs"][0]["public_id"]
    assert [row["user"] for row in found["members"]] == [alice.user.email]
    assert found["pairs"][0]["zoho"] in {row["public_id"] for row in found["connections"]}
    assert (found["audit"][-1]["action"], found["audit"][-1]["user"]) == (
        "data exported",
        alice.user.email,
    )
    assert {*found} == {part.name for part in PARTS}


def test_nothing_of_another_company_is_in_it(alice: Person) -> None:
    filled(alice, "Acme")
    filled(person("mallory"), "Globex")
    said = json.dumps(downloaded(alice))
    assert "Globex" not in said
    assert "mallory" not in said


def test_no_secret_is_in_it(alice: Person) -> None:
    filled(alice, "Acme")
    columns = {column for part in PARTS for column in columns_of(part.rows).values()}
    words = ("token", "secret", "password", "state", "grant", "address")
    assert not [one for one in columns if any(word in one for word in words) and one != "state"]
    said = downloaded(alice)
    assert "refresh_token" not in json.dumps(said)


def test_it_goes_out_while_it_is_read() -> None:
    read = []

    def rows() -> Iterator[dict[str, str]]:
        for number in range(2_000):
            read.append(number)
            yield {"said": token_hex(200)}

    answer: Any = zip_answer("all.zip", [("rows", rows())], "All there is.")
    first, *rest = ((len(piece), len(read)) for piece in answer.streaming_content)
    assert first[1] < 1_000
    assert max(size for size, _ in (first, *rest)) < 2 * PIECE


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR, Role.VIEWER])
@pytest.mark.parametrize("name", ["data", "data-export", "data-erase"])
def test_it_is_the_owners_alone(alice: Person, role: Role, name: str) -> None:
    other = person("other", role=role, tenant=alice.bridge.tenant)
    answers = [getattr(other.client, way)(url(alice, name)) for way in ("get", "post")]
    assert {answer.status_code for answer in answers} == {403, 405}
    assert "Company data" not in other.client.get(url(alice, "team")).content.decode()
    assert not Erasure.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Type the name"), ("Acme", "This is not the name of the company")]
)
def test_another_name_erases_nothing(alice: Person, typed: str, words: str) -> None:
    assert "Company data" in alice.client.get(url(alice, "team")).content.decode()
    page = alice.client.post(url(alice, "data-erase"), {"company": typed})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Erasure.objects.exists()
    assert Membership.objects.filter(user=alice.user).exists()


def test_from_the_click_on_nobody_can_open_it(alice: Person, victor: Person) -> None:
    filled(alice, "Acme")
    ButtonKey.objects.create(
        bridge=alice.bridge, secret="s", made_by=alice.user, made_at=alice.user.date_joined
    )
    rules_save(
        bridge_id=alice.bridge.pk,
        choices=Choices(),
        seen=0,
        user=alice.user,
        now=alice.user.date_joined,
    )
    going = run(alice, state=RunState.RUNNING, scope="again")
    typed = f"  {alice.bridge.tenant.name.upper()} "
    page = alice.client.post(url(alice, "data-erase"), {"company": typed}, follow=True)
    assert "is being erased" in page.content.decode()
    for one in (alice, victor):
        assert one.client.get(url(one, "dashboard")).status_code == 404
    assert alice.client.post(url(alice, "data-erase"), {"company": typed}).status_code == 404
    asked = Erasure.objects.get()
    assert (asked.company, asked.asked_by) == (alice.bridge.tenant.name, alice.user.email)
    assert Run.objects.get(pk=going.pk).stop_requested
    assert not ButtonKey.objects.exists()
    assert AuditEntry.objects.count() == 0


def test_an_owner_who_just_lost_the_role_erases_nothing(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The role went away between the gate and the lock."""
    monkeypatch.setattr("sync.services.tenant_data.role_of", lambda **_: Role.ADMIN.value)
    page = alice.client.post(url(alice, "data-erase"), {"company": alice.bridge.tenant.name})
    assert "Only an owner" in page.content.decode()
    assert not Erasure.objects.exists()
