"""What the pretend Zoho says of itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connectors.errors import ContractError
from connectors.sandbox.http import Reply, Request, json_reply
from connectors.zoho.api import Answer
from connectors.zoho.connections import organisations, provider
from connectors.zoho.metadata import taxes_of
from tests.connectors.zoho_rig import answering, sandbox, scripted


def test_an_organisation() -> None:
    with sandbox() as rig:
        found = rig.connector().metadata()
        org = rig.vendor.org
    assert (found.organisation_id, found.name) == (org.org_id, org.name)
    assert found.base_currency == "GBP"
    assert found.timezone
    assert found.taxes[0].code == "Standard Rate"
    assert found.taxes[0].percent == Decimal(20)
    assert "Invoiced_Items" in found.fields


def test_a_crm_closes_no_periods() -> None:
    with sandbox() as rig:
        connector = rig.connector()
        assert (connector.lock_date(), connector.calls) == ("", 0)


def test_its_fields() -> None:
    with sandbox() as rig:
        fields = {field.name: field for field in rig.connector().metadata().fields["Invoices"]}
    assert fields["Subject"].required
    assert fields["Subject"].max_length == 300
    assert fields["Invoice_Number"].read_only
    assert not fields["Subject"].read_only
    assert fields["Status"].choices == ("Created", "Approved", "Delivered", "Cancelled")
    assert fields["Status"].kind == "picklist"
    assert not fields["Status"].custom


def test_modules_the_api_does_not_serve_are_left_out() -> None:
    def answer(request: Request) -> Reply:
        if request.path.endswith("/org"):
            return json_reply({"org": [{"id": 7}]})
        if request.path.endswith("/modules"):
            known = [
                {"api_name": "Contacts", "api_supported": True},
                {"api_name": "Accounts", "api_supported": False},
                {"api_name": "Leads", "api_supported": True},
            ]
            return json_reply({"modules": known})
        if request.path.endswith("/fields"):
            return json_reply({"fields": [{"api_name": "A", "length": None}]})
        return Reply(204)

    with answering(answer) as (crm, _):
        found = crm.metadata()
    assert found.organisation_id == "7"
    assert set(found.fields) == {"Contacts"}
    assert found.fields["Contacts"][0].label == "A"
    assert found.taxes == ()


def test_a_login_that_may_not_see_settings_still_names_its_organisation() -> None:
    def answer(request: Request) -> Reply:
        if request.path.endswith("/org"):
            return json_reply({"org": [{"id": "7", "company_name": "A"}]})
        return json_reply({"code": "NO_PERMISSION", "message": "", "status": "error"}, 403)

    with answering(answer) as (crm, _):
        found = crm.metadata()
    assert (found.organisation_id, found.fields, found.taxes) == ("7", {}, ())


def test_a_login_is_of_one_organisation() -> None:
    with sandbox() as rig:
        crm = rig.connector()
        (found,) = organisations(crm._door, rig.url)
        assert found.id == crm.metadata().organisation_id
        assert found.name == rig.vendor.org.name


def test_a_login_without_an_organisation_is_none() -> None:
    with (
        answering(scripted(Reply(204))) as (crm, _),
        pytest.raises(ContractError, match="organisation"),
    ):
        organisations(crm._door, crm._api._root.removesuffix("/crm/v8/"))


def test_a_grant_is_asked_for_with_consent_each_time() -> None:
    made = provider(
        "id", "secret", login_url="https://l", accounts_url="https://a", scopes=("x", "y")
    )
    assert made.authorise_url.startswith("https://l/")
    assert made.token_url.startswith("https://a/")
    assert made.revoke_url.startswith("https://a/")
    assert made.extra == {"access_type": "offline", "prompt": "consent"}


@pytest.mark.parametrize("org", [Reply(204), json_reply({"org": [{"company_name": "A"}]})])
def test_an_organisation_without_an_id_is_none(org: Reply) -> None:
    with answering(scripted(org)) as (crm, _), pytest.raises(ContractError, match="organisation"):
        crm.metadata()


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        ({"taxes": [{"name": "GST", "value": 10}]}, 1),
        ([{"taxes": [{"name": "GST", "value": None}]}], 1),
        ([], 0),
        ({"preference": {}}, 0),
    ],
)
def test_taxes_in_either_shape(shape: object, count: int) -> None:
    assert len(taxes_of(Answer({"org_taxes": shape}))) == count
