"""What has to be there before pages are served: tables, static files, the demo's person.

One process for all three: most of the time of each would go into loading the application.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected-from"  # beside the files that a start has collected


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncportal.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect(Path(settings.STATIC_ROOT))
    if "--demo" in sys.argv:
        call_command("demo_user")


def collect(into: Path) -> bool:
    """Collect and compress the static files, unless they are those of the last time."""
    stamp, sources = into / STAMP, fingerprint()
    if stamp.is_file() and stamp.read_text() == sources:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sources)
    return True


def fingerprint() -> str:
    """Return what changes with any static file: their paths, sizes and times."""
    found = sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for path, storage in sorted(_files()):
        stat = Path(storage).stat()
        found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _files() -> list[tuple[str, str]]:
    return [
        (path, storage.path(path))
        for finder in get_finders()
        for path, storage in finder.list(ignore_patterns=None)
    ]


if __name__ == "__main__":
    main()
