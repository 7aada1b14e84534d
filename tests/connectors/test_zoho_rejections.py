"""Zoho's refusals in our words: each says what is wrong and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.zoho.rejections import KINDS, refused


def item(code: str, message: str = "m", **details: Any) -> dict[str, Any]:
    return {"code": code, "message": message, "details": details, "status": "error"}


CASES: list[tuple[dict[str, Any], str, str, str]] = [
    (item("MANDATORY_NOT_FOUND", api_name="Last_Name"), "required", "Last_Name", "mandatory"),
    (
        item("DUPLICATE_DATA", api_name="Email", duplicate_record={"id": "9"}, id="8"),
        "duplicate",
        "Email",
        "record 9 has the same",
    ),
    (item("DUPLICATE_DATA", api_name="Email", id="8"), "duplicate", "Email", "record 8"),
    (item("DUPLICATE_DATA"), "duplicate", "", "another record"),
    (item("INVALID_DATA", api_name="A", maximum_length=5), "too_long", "A", "at most 5"),
    (item("INVALID_DATA", api_name="A", supported_values=["x", 2]), "invalid", "A", "x, 2"),
    (item("INVALID_DATA", api_name="A", expected_data_type="email"), "invalid", "A", "'email'"),
    (item("INVALID_DATA"), "invalid", "", "A value holds"),
    (item("INVALID_DATA", api_name="id"), "not_found", "id", "no longer"),
    (item("INVALID_DATA", "the id given seems to be invalid"), "not_found", "", "no longer"),
    (item("RECORD_LOCKED"), "locked", "", "Unlock"),
    (item("NOT_APPROVED"), "locked", "", "approval"),
    (item("DEPENDENT_MISMATCH", api_name="A"), "dependent", "A", "A does not fit"),
    (item("SOMETHING_NEW", "no way."), "refused", "", "refused the record: no way."),
    (item("MULTIPLE_OR_MULTI_ERRORS"), "refused", "", "refused"),
    ({"code": "SOMETHING_NEW"}, "refused", "", "SOMETHING_NEW"),
    ({}, "refused", "", "refused"),
]


@pytest.mark.parametrize(("sent", "code", "name", "part"), CASES)
def test_one_refusal(sent: dict[str, Any], code: str, name: str, part: str) -> None:
    found = refused(sent)
    assert (found.code, found.field) == (code, name)
    assert part in found.reason
    assert found.words
    assert not found.moved


def test_several_errors_of_one_record_are_all_told() -> None:
    errors = [item("MANDATORY_NOT_FOUND", api_name="A"), item("INVALID_DATA", api_name="B")]
    found = refused(item("MULTIPLE_OR_MULTI_ERRORS", errors=errors))
    assert (found.code, found.field) == ("required", "A")
    assert "A is mandatory" in found.reason
    assert "B holds" in found.reason
    assert found.words == "MANDATORY_NOT_FOUND: m; INVALID_DATA: m"


def test_only_a_record_that_moved_is_planned_anew() -> None:
    assert refused(item("ALREADY_MODIFIED")).moved
    assert refused(item("ALREADY_MODIFIED")).code == "moved"


@pytest.mark.parametrize("code", KINDS)
def test_every_sentence_is_whole(code: str) -> None:
    reason = refused(item(code)).reason
    assert "{" not in reason
    assert reason.endswith(".")
