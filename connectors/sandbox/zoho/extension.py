"""The pretend CRM's side of an extension: its variables, its functions, and where its widget runs.

What Zoho's own servers would do with the folder `connectors/zoho/extension`: they run the Deluge
function `xero2zoho` (here by hand, in Python) and give the widget an SDK (`sdk.js`, a stand-in).
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from connectors.sandbox.http import Reply, Request, Route, json_reply
from connectors.sandbox.zoho.vendor import ZohoVendor

APP = Path(__file__).parents[2] / "zoho" / "extension" / "app"
SDK_AT_ZOHO = "https://live.zwidgets.com/js-sdk/1.5/ZohoEmbededAppSDK.min.js"
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
TIMEOUT = 40.0  # seconds that a function waits for an answer
ADDRESS, ORGANISATION, SECRET = (
    f"xero2zoho_{name}" for name in ("address", "organisation", "secret")
)
SILENT = {"state": "silent", "message": "The portal does not answer. Try again in a minute."}
USER = "pat@demo.example"  # zoho.loginuserid


def routes(vendor: ZohoVendor) -> tuple[Route, ...]:
    def execute(request: Request) -> Reply:
        """Answer as ZOHO.CRM.FUNCTIONS.execute does."""
        output = json.dumps(function(vendor.org.variables, request.json()))
        return json_reply({"code": "success", "details": {"output": output}})

    return (
        Route("GET", r"/widget/(?P<name>[a-z]+\.(html|css|js))", lambda _r, name: asset(name)),
        Route("POST", "/widget/functions/xero2zoho", execute),
    )


def asset(name: str) -> Reply:
    """Serve a file of the widget; its page gets our SDK instead of Zoho's."""
    path = Path(__file__).with_name("sdk.js") if name == "sdk.js" else APP / name
    if not path.is_file():
        return Reply(404)
    text = path.read_text().replace(SDK_AT_ZOHO, "sdk.js")
    return Reply(200, text.encode(), {"Content-Type": KINDS[path.suffix]})


def function(variables: Mapping[str, str], said: Mapping[str, Any]) -> dict[str, Any]:
    """Do what `xero2zoho.ds` does: sign a call and return the portal's answer."""
    action, run = str(said["action"]), str(said.get("run") or "")
    body = json.dumps({"by": USER, "run": run}).encode()
    signed = {
        "Timestamp": str(int(time.time() * 1000)),
        "Organisation": variables.get(ORGANISATION, ""),
        "Module": str(said["module_name"]),
        "Record": str(said["record_id"]),
    }
    text = "|".join([action, *signed.values()]).encode() + b"|" + body
    key = variables.get(SECRET, "").encode()
    signed["Signature"] = hmac.new(key, text, hashlib.sha256).hexdigest()
    headers = {f"X-Sync-{name}": value for name, value in signed.items()}
    try:
        return _posted(f"{variables.get(ADDRESS, '')}{action}/", body, headers)
    except (OSError, http.client.HTTPException, ValueError):
        return SILENT


def _posted(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    where = urlsplit(url)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=TIMEOUT)
    try:
        connection.request(
            "POST", where.path, body, {"Content-Type": "application/json", **headers}
        )
        said: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return said
