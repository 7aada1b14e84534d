"""What the vendor's own SDK (zohocrmsdk8-0, API v8) makes of the pretend Zoho.

Run in a process of its own: the SDK keeps its state global and writes into a folder.
    python zoho_sdk_client.py <url> <refresh token> <folder>      prints one JSON object
"""

# The SDK states no types.
# mypy: disable-error-code="import-untyped"

import json
import sys
from typing import Any

from zohocrmsdk.src.com.zoho.api.authenticator.oauth_token import OAuthToken
from zohocrmsdk.src.com.zoho.api.authenticator.store.file_store import FileStore
from zohocrmsdk.src.com.zoho.crm.api import HeaderMap, ParameterMap
from zohocrmsdk.src.com.zoho.crm.api.coql import BodyWrapper as Query
from zohocrmsdk.src.com.zoho.crm.api.coql import CoqlOperations
from zohocrmsdk.src.com.zoho.crm.api.dc import DataCenter
from zohocrmsdk.src.com.zoho.crm.api.fields import FieldsOperations, GetFieldsParam
from zohocrmsdk.src.com.zoho.crm.api.initializer import Initializer
from zohocrmsdk.src.com.zoho.crm.api.org import OrgOperations
from zohocrmsdk.src.com.zoho.crm.api.record import (
    ActionWrapper,
    BodyWrapper,
    DeleteRecordsParam,
    GetDeletedRecordsParam,
    GetRecordsParam,
    LineItemProduct,
    LineTax,
    Record,
    RecordOperations,
    SuccessResponse,
    Tax,
)
from zohocrmsdk.src.com.zoho.crm.api.taxes import TaxesOperations


def start(url: Any, refresh_token: Any, folder: Any) -> Any:
    token = OAuthToken(
        client_id="demo-zoho-client",
        client_secret="demo-zoho-secret",
        refresh_token=refresh_token,
        find_user=False,
    )
    Initializer.initialize(
        DataCenter.Environment(url, f"{url}/oauth/v2/token", url),
        token,
        store=FileStore(f"{folder}/tokens.txt"),
        resource_path=folder,
    )


def answer(response: Any) -> Any:
    """Return what the SDK decoded; it answers None for a 204 handled as no content."""
    return None if response is None else response.get_object()


def record(**values: Any) -> Any:
    made = Record()
    for name, value in values.items():
        made.add_key_value(name, value)
    return made


def items(response: Any) -> Any:
    wrapper = answer(response)
    assert isinstance(wrapper, ActionWrapper), vars(wrapper)
    return wrapper.get_data()


def create(module: Any, *records: Any) -> Any:
    body = BodyWrapper()
    body.set_data(list(records))
    return items(RecordOperations(module).create_records(body, HeaderMap()))


def reference(record_id: Any, kind: Any = Record) -> Any:
    made = kind()
    made.set_id(int(record_id))
    return made


def told(item: Any) -> Any:
    """One element of a write's answer, in short."""
    if isinstance(item, SuccessResponse):
        return [item.get_code().get_value(), item.get_details()["id"]]
    return [item.get_code().get_value(), item.get_details().get("json_path")]


def main(url: Any, refresh_token: Any, folder: Any) -> Any:
    start(url, refresh_token, folder)
    found = {}
    accounts = create("Accounts", record(Account_Name="From the SDK"), record(Phone="1"))
    found["accounts"] = [told(item) for item in accounts]
    levy = Tax()
    levy.set_value("Reduced Rate")
    product = told(create("Products", record(Product_Name="Desk", Unit_Price=12.5, Tax=[levy]))[0])[
        1
    ]
    tax = LineTax()
    tax.set_name("Standard Rate")
    tax.set_percentage(20.0)
    line = record(Product_Name=reference(product, LineItemProduct), Quantity=2.0, Line_Tax=[tax])
    invoice = record(
        Subject="By SDK",
        Account_Name=reference(accounts[0].get_details()["id"]),
        Invoiced_Items=[line],
    )
    made = told(create("Invoices", invoice)[0])
    found["invoice"] = made
    found["read"] = read(made[1])
    desk = answer(
        RecordOperations("Products").get_record(int(product), ParameterMap(), HeaderMap())
    )
    found["product tax"] = [tax.get_value() for tax in desk.get_data()[0].get_key_value("Tax")]
    found["list"] = listed("Accounts")
    found["coql"] = queried("select Subject, Grand_Total from Invoices where id is not null")
    found["fields"] = fields("Invoices")
    found["org"] = answer(OrgOperations().get_organization()).get_org()[0].get_company_name()
    found["taxes"] = taxes()
    found["deleted"] = deleted(made[1])
    return found


def read(record_id: Any) -> Any:
    operations = RecordOperations("Invoices")
    whole = answer(operations.get_record(int(record_id), ParameterMap(), HeaderMap())).get_data()[0]
    line = whole.get_key_value("Invoiced_Items")[0]
    return {
        "account": whole.get_key_value("Account_Name").get_key_value("name"),
        "total": whole.get_key_value("Grand_Total"),
        "modified": whole.get_modified_time().isoformat(),
        "by": whole.get_modified_by().get_name(),
        "product": line.get_key_value("Product_Name").get_key_value("name"),
        "discount": line.get_key_value("Discount"),
        "net": line.get_key_value("Net_Total"),
        "taxes": [each.get_name() for each in line.get_key_value("Line_Tax")],
    }


def listed(module: Any) -> Any:
    parameters = ParameterMap()
    parameters.add(GetRecordsParam.fields, "Account_Name")
    body = answer(RecordOperations(module).get_records(parameters, HeaderMap()))
    names = [row.get_key_value("Account_Name") for row in body.get_data()]
    return [names, body.get_info().get_more_records()]


def queried(select: Any) -> Any:
    query = Query()
    query.set_select_query(select)
    body = answer(CoqlOperations().get_records(query))
    return [row.get_key_values() for row in body.get_data()]


def fields(module: Any) -> Any:
    parameters = ParameterMap()
    parameters.add(GetFieldsParam.module, module)
    body = answer(FieldsOperations().get_fields(parameters))
    return {each.get_api_name(): each.get_data_type() for each in body.get_fields()}


def taxes() -> Any:
    body = answer(TaxesOperations().get_taxes())
    return [[tax.get_name(), tax.get_value()] for tax in body.get_org_taxes().get_taxes()]


def deleted(record_id: Any) -> Any:
    parameters = ParameterMap()
    parameters.add(DeleteRecordsParam.ids, str(record_id))
    gone = items(RecordOperations("Invoices").delete_records(parameters, HeaderMap()))
    parameters = ParameterMap()
    parameters.add(GetDeletedRecordsParam.type, "all")
    body = answer(RecordOperations("Invoices").get_deleted_records(parameters, HeaderMap()))
    return [told(gone[0]), [row.get_display_name() for row in body.get_data()]]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:]), default=str))
