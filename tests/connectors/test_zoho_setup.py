"""Custom fields and page layouts through the connector, on the pretend Zoho and on odd answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.base import Refused, Stored
from connectors.errors import OutcomeUnknown
from connectors.sandbox.http import Reply, Request, json_reply
from connectors.zoho.setup import Setup
from sync.core.crm_fields import CrmField, Kind
from tests.connectors.zoho_rig import Rig, answering, json_of, refusal, sandbox

SECTION = "xero2zoho Application"
TEXTS = [CrmField(f"Text {at}", Kind.TEXT, length=50) for at in range(7)]
UNIQUE = CrmField("Only one", Kind.TEXT, unique=True, length=50)


@pytest.fixture
def rig() -> Iterator[Rig]:
    with sandbox() as made:
        yield made


def setup_of(rig: Rig) -> Setup:
    return Setup(rig.connector()._api)


def created(rig: Rig) -> list[list[str]]:
    posts = [request for request in rig.seen.requests if request.method == "POST"]
    return [[one["field_label"] for one in json_of(request)["fields"]] for request in posts]


def test_fields_are_created_five_at_a_time_and_read_back(rig: Rig) -> None:
    setup = setup_of(rig)
    receipts = setup.create("Vendors", TEXTS)
    assert all(isinstance(each, Stored) for each in receipts)
    assert [len(labels) for labels in created(rig)] == [5, 2]
    found = {each.label: each for each in setup.fields("Vendors")}
    assert found["Text 6"].name == "Text_6"
    assert found["Text 6"].kind == "text"
    assert [each.id for each in receipts if isinstance(each, Stored)][6] == found["Text 6"].id


def test_every_kind_is_taken_as_meant(rig: Rig) -> None:
    fields = [
        UNIQUE,
        CrmField("Tick", Kind.CHECKBOX, tooltip="Tick it."),
        CrmField("Sum", Kind.CURRENCY),
        CrmField("Theme", Kind.PICK_LIST, choices=("A", "B")),
        CrmField("Number", Kind.AUTO_NUMBER, prefix="N-"),
    ]
    assert setup_of(rig).create("Products", fields)
    held = rig.vendor.org.fields["Products"]
    assert held["Only_one"].unique
    assert not held["Only_one"].case_sensitive
    assert held["Tick"].tooltip == "Tick it."
    assert held["Theme"].options == ("A", "B")
    assert rig.vendor.org.insert("Products", {"Product_Name": "X"})["Number"] == "N-1"


def test_creating_costs_ten_credits_for_each_field(rig: Rig) -> None:
    costs: list[int] = []
    connector = rig.connector()
    inner = connector._door._budget

    class Counting:
        def take(self, cost: int = 1) -> None:
            costs.append(cost)

        def done(self, headers: Any, status: int) -> None:
            inner.done(headers, status)

    connector._door._budget = Counting()
    setup = Setup(connector._api)
    setup.create("Vendors", TEXTS)
    assert costs == [50, 20]


def test_one_that_is_refused_does_not_stop_the_others(rig: Rig) -> None:
    rig.vendor.org.switches.unique_fields = False
    receipts = setup_of(rig).create("Vendors", [TEXTS[0], UNIQUE, TEXTS[0]])
    assert [type(each) for each in receipts] == [Stored, Stored, Refused]
    assert not rig.vendor.org.fields["Vendors"]["Only_one"].unique
    assert [each.reason for each in receipts if isinstance(each, Refused)] == [
        "Zoho CRM refused it and said: DUPLICATE_DATA: duplicate data."
    ]


def test_a_call_that_is_refused_whole_is_tried_field_by_field() -> None:
    def answer(request: Request) -> Reply:
        sent = json_of(request)["fields"]
        if len(sent) > 1:
            return refusal("LIMIT_EXCEEDED", message="too many")
        if sent[0]["field_label"] == "Text 1":
            return refusal("LIMIT_EXCEEDED", message="no room")
        done = {"code": "SUCCESS", "details": {"id": "7"}, "message": "ok", "status": "success"}
        return json_reply({"fields": [done]}, 201)

    with answering(answer) as (connector, seen):
        receipts = Setup(connector._api).create("Vendors", TEXTS[:3])
    assert receipts == [Stored("7"), Refused("LIMIT_EXCEEDED: no room", NO_ROOM), Stored("7")]
    assert len(seen.requests) == 4


NO_ROOM = "Zoho CRM refused it and said: LIMIT_EXCEEDED: no room."


@pytest.mark.parametrize(
    "items", [[], [{"code": "SUCCESS", "details": {}}], [{"code": "SUCCESS", "details": None}]]
)
def test_an_answer_that_does_not_say_what_was_made_leaves_it_unknown(items: list[Any]) -> None:
    with answering(lambda _request: json_reply({"fields": items}, 201)) as (connector, _):
        setup = Setup(connector._api)
        with pytest.raises(OutcomeUnknown):
            setup.create("Vendors", TEXTS[:1])


def test_choices_are_added_and_the_old_ones_kept(rig: Rig) -> None:
    setup = setup_of(rig)
    setup.create("Vendors", [CrmField("Theme", Kind.PICK_LIST, choices=("A",))])
    theme = next(each for each in setup.fields("Vendors") if each.label == "Theme")
    assert isinstance(setup.offer("Vendors", theme, ("B", "C")), Stored)
    again = next(each for each in setup.fields("Vendors") if each.label == "Theme")
    assert [value for _, value in again.choices] == ["A", "B", "C"]
    body = json_of(rig.seen.requests[-2])["fields"][0]["pick_list_values"]
    assert [each.get("id") for each in body] == [theme.choices[0][0], None, None]


def test_a_section_is_made_once_and_then_added_to(rig: Rig) -> None:
    setup = setup_of(rig)
    setup.create("Vendors", TEXTS[:2])
    ours = [each for each in setup.fields("Vendors") if each.label.startswith("Text")]
    (layout,) = setup.layouts("Vendors")
    assert layout.section(SECTION) is None
    setup.gather("Vendors", layout, SECTION, ours[:1])
    (layout,) = setup.layouts("Vendors")
    setup.gather("Vendors", layout, SECTION, ours[1:])
    (layout,) = setup.layouts("Vendors")
    section = layout.section(SECTION)
    assert section is not None
    assert section.names == ("Text_0", "Text_1")
    assert len(layout.sections) == 2


def test_an_edition_may_refuse_layouts(rig: Rig) -> None:
    rig.vendor.org.switches.layouts_writable = False
    setup = setup_of(rig)
    (layout,) = setup.layouts("Vendors")
    receipt = setup.gather("Vendors", layout, SECTION, setup.fields("Vendors")[:1])
    assert isinstance(receipt, Refused)
    assert "NO_PERMISSION" in receipt.reason


def test_layouts_that_are_not_in_use_are_left_alone() -> None:
    listed = {"layouts": [{"id": "1", "name": "Old", "status": "inactive", "sections": []}]}
    with answering(lambda _request: json_reply(listed)) as (connector, _):
        assert Setup(connector._api).layouts("Vendors") == ()
