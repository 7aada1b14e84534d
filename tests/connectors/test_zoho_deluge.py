"""What is pasted into Zoho CRM, and the archive that its tools take."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from connectors.zoho.deluge import FOLDER, MODULES, button_function, signing_function
from connectors.zoho.packing import packed


def test_values_stand_where_the_variables_were() -> None:
    said = signing_function(address="https://p/button/1/", organisation="7", secret='a"b\\c')
    assert 'address = "https://p/button/1/";' in said
    assert 'organisation = "7";' in said
    assert 'secret = "a\\"b\\\\c";' in said
    assert "getOrgVariable" not in said


def test_each_module_has_a_function_of_its_own() -> None:
    made = [button_function(module) for module in MODULES]
    assert len(set(made)) == len(MODULES) == 6
    assert '"Purchase_Orders"' in made[-1]
    assert not any("{" + name + "}" in text for text in made for name in ("slug", "module"))


def test_what_is_signed_is_what_the_portal_checks() -> None:
    """The order of the parts stands in three places: here, in core.signing, in the sandbox."""
    text = (FOLDER / "xero2zoho.ds").read_text()
    parts = ("action", "moment", "organisation", "module_name", "record_id", "body")
    assert "text = " + ' + "|" + '.join(parts) + ";" in text
    assert 'zoho.encryption.hmacsha256(secret,text,"hex")' in text


def test_the_archive_holds_what_the_manifest_names(tmp_path: Path) -> None:
    first, second = tmp_path / "one" / "a.zip", tmp_path / "b.zip"
    names = packed(first)
    command = [sys.executable, "-m", "connectors.zoho.packing", str(second)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    assert done.stdout == f"{second}: {len(names)} files\n"
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert archive.namelist() == names
        manifest = json.loads(archive.read("plugin-manifest.json"))
        (widget,) = manifest["modules"]["widgets"]
        assert widget["url"].lstrip("/") in names
        assert not any(name.endswith((".ds", ".md")) for name in names)
