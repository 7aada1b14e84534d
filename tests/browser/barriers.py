"""What keeps people out who read with their ears or work with keys, as axe finds it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def barriers(page: Page) -> list[str]:
    """Return each grave one with the places where it stands."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['help']} ({each['id']}): {', '.join(str(node['target']) for node in each['nodes'])}"
        for each in found
        if each["impact"] in GRAVE
    ]
