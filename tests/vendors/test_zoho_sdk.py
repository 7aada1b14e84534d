"""The vendor's own SDK as an independent judge of the pretend Zoho (API v8)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.zoho_world import world

CLIENT = Path(__file__).with_name("zoho_sdk_client.py")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with world() as zoho:
        refresh_token = zoho.log_in()["refresh_token"]
        folder = str(tmp_path_factory.mktemp("sdk"))
        done = subprocess.run(  # noqa: S603 - our own script and our own arguments
            [sys.executable, str(CLIENT), zoho.url, refresh_token, folder],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_writes_and_reads_each_answer(found):
    (made, refused) = found["accounts"]
    assert made[0] == "SUCCESS"
    assert refused == ["MANDATORY_NOT_FOUND", "$.data[1].Account_Name"]
    assert found["invoice"][0] == "SUCCESS"


def test_it_reads_a_document_with_its_lines(found):
    assert found["read"] == {
        "account": "From the SDK",
        "total": 30.0,
        "modified": found["read"]["modified"],
        "by": "Dana Demo",
        "product": "Desk",
        "discount": "0",
        "net": 30.0,
        "taxes": ["Standard Rate"],
    }
    assert found["product tax"] == ["Reduced Rate"]


def test_it_lists_queries_and_deletes(found):
    assert found["list"] == [["From the SDK"], False]
    (row,) = found["coql"]
    assert (row["Subject"], row["Grand_Total"]) == ("By SDK", 30)
    assert found["deleted"] == [["SUCCESS", found["invoice"][1]], ["By SDK"]]


def test_it_reads_the_metadata(found):
    assert found["fields"]["Invoiced_Items"] == "subform"
    assert found["fields"]["Invoice_Number"] == "autonumber"
    assert found["org"] == "Demo Trading Ltd"
    assert found["taxes"] == [["Standard Rate", 20.0], ["Reduced Rate", 5.0], ["Zero Rate", 0.0]]
