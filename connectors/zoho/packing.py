"""Pack the extension's widget into the archive that Zoho's tools take.

    python -m connectors.zoho.packing var/xero2zoho.zip

The same files make the same archive, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FOLDER = Path(__file__).with_name("extension")
MANIFEST = "plugin-manifest.json"


def packed(target: Path) -> list[str]:
    """Write the archive; return the names in it: the manifest, and all that belongs to `app`."""
    files = [FOLDER / MANIFEST, *sorted(each for each in FOLDER.glob("app/**/*") if each.is_file())]
    names = [str(each.relative_to(FOLDER)) for each in files]
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w") as archive:
        for name, each in zip(names, files, strict=True):
            archive.writestr(ZipInfo(name), each.read_bytes(), ZIP_DEFLATED)
    return names


def main(given: list[str]) -> int:
    names = packed(Path(given[0]))
    sys.stdout.write(f"{given[0]}: {len(names)} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
