"""Odd answers: none, web pages, half of one, refusals in every shape, ids as numbers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from connectors.base import Wanted
from connectors.errors import (
    ContractError,
    OrganisationGone,
    RateLimited,
    ReauthorizationRequired,
    RejectedError,
    TransientError,
)
from connectors.sandbox.http import Reply, Request, json_reply
from tests.connectors.zoho_rig import (
    CONTACTS,
    answering,
    create,
    everything,
    raw,
    refusal,
    rows,
    scripted,
)

OLD = "2026-01-01T00:00:00+00:00"
ROW = {"id": "11", "Modified_Time": "2026-05-05T10:00:00+02:00", "Last_Name": "A"}


def read(answer, watermark: str = ""):
    with answering(answer) as (crm, _):
        return list(crm.changed_since("Contacts", CONTACTS, watermark=watermark))


@pytest.mark.parametrize("nothing", [Reply(204), Reply(304), rows(), json_reply({})])
def test_nothing_comes_in_many_shapes(nothing: Reply) -> None:
    for watermark in ("", OLD):
        (page,) = read(scripted(nothing), watermark)
        assert page.records == []
        assert page.is_last


def test_ids_are_texts_and_money_is_exact_however_deep() -> None:
    text = (
        '{"data":[{"id":4876876000000300001,"Modified_Time":"2026-05-05T10:00:00+02:00",'
        '"Account_Name":{"id":4876876000000300002,"name":"A"},"Sum":0.10,"Big":12345678901.23,'
        '"Line_Tax":[{"id":3,"value":1.5}],"Tags":["a",["b"]]}],"info":{"more_records":false}}'
    )
    (page,) = read(scripted(raw(text)))
    (record,) = page.records
    assert record.id == "4876876000000300001"
    assert record.payload["Account_Name"] == {"id": "4876876000000300002", "name": "A"}
    assert record.payload["Line_Tax"] == [{"id": "3", "value": Decimal("1.5")}]
    assert str(record.payload["Sum"]) == "0.10"
    assert record.payload["Big"] == Decimal("12345678901.23")


def test_times_are_instants() -> None:
    (page,) = read(scripted(rows(ROW)))
    other = {**ROW, "Modified_Time": "2026-05-05T08:00:00Z"}
    (again,) = read(scripted(rows(other)))
    assert page.records[0].modified_at == datetime(2026, 5, 5, 8, tzinfo=UTC)
    assert page.records[0].version == again.records[0].version


def test_a_time_without_an_offset_is_utc_and_none_is_long_ago() -> None:
    (page,) = read(scripted(rows({**ROW, "Modified_Time": "2026-05-05T08:00:00"}, {"id": "12"})))
    assert page.records[0].modified_at == datetime(2026, 5, 5, 8, tzinfo=UTC)
    assert page.records[1].modified_at == datetime(1970, 1, 1, tzinfo=UTC)


BROKEN = {
    "half an answer": raw('{"data": [{"id": "1"'),
    "no object": raw("[]"),
    "an empty body": raw(""),
    "a web page": raw("<html>", 200, "text/html"),
    "a web page under a refusal": raw("<html>", 404, "text/html"),
    "no list": json_reply({"data": {"id": "1"}}),
    "a list of no objects": json_reply({"data": ["1"]}),
    "a record without an id": rows({"Last_Name": "A"}),
    "an id that is none": rows({**ROW, "id": "first"}),
    "a time that is none": rows({**ROW, "Modified_Time": "yesterday"}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_an_answer_in_no_known_shape_is_never_taken_for_nothing(case: str) -> None:
    with pytest.raises(ContractError):
        read(scripted(BROKEN[case]))


def test_a_changed_record_without_its_time_is_no_place_to_go_on_from() -> None:
    with pytest.raises(ContractError, match="without its time"):
        read(scripted(Reply(204), rows({"id": "11"})), OLD)


@pytest.mark.parametrize("watermark", ["", OLD])
def test_pages_that_do_not_move_on_end(watermark: str) -> None:
    answers = [Reply(204)] if watermark else []
    with pytest.raises(ContractError, match="move on"):
        read(scripted(*answers, rows(ROW, more=True)), watermark)


def test_a_page_that_says_more_and_holds_nothing_is_the_last() -> None:
    assert len(read(scripted(rows(more=True)))) == 1


ERRORS = {
    "credits": (refusal("TOO_MANY_REQUESTS", 400), RateLimited),
    "busy": (refusal("TOO_MANY_REQUESTS", 429), RateLimited),
    "trouble": (refusal("INTERNAL_ERROR", 500), TransientError),
    "trouble, quietly": (refusal("INTERNAL_ERROR", 200), TransientError),
    "token": (refusal("INVALID_TOKEN", 401), ReauthorizationRequired),
    "token, under another status": (refusal("INVALID_TOKEN", 400), ReauthorizationRequired),
    "scope": (refusal("OAUTH_SCOPE_MISMATCH", 401), ReauthorizationRequired),
    "permission": (refusal("NO_PERMISSION", 403), RejectedError),
    "a success that hides an error": (refusal("INVALID_MODULE", 200), RejectedError),
    "nothing but a status": (json_reply({}, 404), RejectedError),
}


@pytest.mark.parametrize("case", ERRORS)
def test_a_bare_refusal_says_what_to_do_next(case: str) -> None:
    answer, kind = ERRORS[case]
    with pytest.raises(kind):
        read(scripted(answer))


def test_an_organisation_that_left_us_is_not_asked_in_another_way() -> None:
    body = json.dumps({"code": "AuthenticationUnsuccessful"})
    with answering(scripted(raw(body, 403))) as (crm, seen):
        with pytest.raises(OrganisationGone):
            list(crm.changed_since("Contacts", CONTACTS))
        with pytest.raises(OrganisationGone):
            crm.write(
                "Invoices", [create(Invoiced_Items=[{"Line_Tax": [{"name": "GST"}]}])], key="k"
            )
    assert len(seen.requests) == 2


def test_columns_are_given_up_one_by_one_and_then_the_query() -> None:
    """A vendor that names one bad column at a time, and shows no list of fields."""
    names = [f"F{n}" for n in range(9)]

    def answer(request: Request) -> Reply:
        if "fields" in request.path:
            return refusal("NO_PERMISSION", 403)
        if request.method == "GET":
            return rows(ROW)
        asked = request.json()["select_query"]
        bad = next((name for name in names if f"{name}," in asked or f"{name} " in asked), "")
        return refusal("INVALID_QUERY", column_name=bad) if bad else rows(ROW)

    with answering(answer) as (crm, seen):
        (few,) = crm.changed_since("Contacts", Wanted(tuple(names[:3])))
        (many,) = crm.changed_since("Accounts", Wanted(tuple(names)))
    assert few.records[0].id == many.records[0].id == "11"
    assert seen.paths()[-1] == "Accounts"


def test_a_list_that_gives_no_token_is_read_by_page_number() -> None:
    def answer(request: Request) -> Reply:
        if request.path.endswith("coql"):
            return refusal("NOT_SUPPORTED")
        if "fields" in request.path:
            return Reply(204)
        number = int(request.query.get("page", 1))
        return rows({**ROW, "id": str(number)}, more=number < 3)

    with answering(answer) as (crm, _):
        pages = list(crm.changed_since("Contacts", CONTACTS))
        read_again, _last = everything(
            crm.changed_since("Contacts", CONTACTS, resume=pages[1].resume)
        )
    assert [page.records[0].id for page in pages] == ["1", "2", "3"]
    assert read_again == ["3"]


def test_a_list_that_repeats_its_token_ends() -> None:
    def answer(request: Request) -> Reply:
        if request.path.endswith("coql"):
            return refusal("NOT_SUPPORTED")
        return rows(ROW, more=True, next_page_token="same")

    with pytest.raises(ContractError, match="move on"):
        read(answer)


def test_vendor_time_sets_the_watermark_and_ours_where_it_gives_none() -> None:
    theirs = datetime(2031, 1, 1, tzinfo=UTC)
    dated = Reply(204, b"", {"Date": "Wed, 01 Jan 2031 00:00:00 GMT"})
    (page,) = read(scripted(dated))
    assert datetime.fromisoformat(page.watermark) == theirs - timedelta(minutes=2)
    undated = Reply(204, b"", {"Date": "soon"})
    ours = datetime(2032, 1, 1, tzinfo=UTC)
    with answering(scripted(undated), now=lambda: ours) as (crm, _):
        for watermark in ("", OLD):
            (page,) = crm.changed_since("Contacts", CONTACTS, watermark=watermark)
            assert datetime.fromisoformat(page.watermark) == ours - timedelta(minutes=2)
    started = datetime.now(UTC)
    (page,) = read(scripted(undated))
    assert datetime.fromisoformat(page.watermark) >= started - timedelta(minutes=2, seconds=1)


def test_a_record_by_id_that_is_refused_for_another_reason() -> None:
    def answer(request: Request) -> Reply:
        return Reply(204) if request.path.endswith("coql") else refusal("NO_PERMISSION", 403)

    with answering(answer) as (crm, _), pytest.raises(RejectedError):
        crm.get_many("Contacts", CONTACTS, ["1"])


@pytest.mark.parametrize("absent", [Reply(204), refusal("INVALID_DATA"), rows({"id": "2"})])
def test_a_record_that_is_not_there_is_left_out(absent: Reply) -> None:
    def answer(request: Request) -> Reply:
        return Reply(204) if request.path.endswith("coql") else absent

    with answering(answer) as (crm, _):
        assert crm.get_many("Contacts", CONTACTS, ["1"]) == []
