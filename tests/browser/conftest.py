"""A browser without a screen, from the system's own Chromium."""

from __future__ import annotations

import os
from typing import Any

import pytest

# Playwright runs an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROME", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",  # the kernel refuses it to root
            "--disable-dev-shm-usage",
            "--disable-gpu",
            # Nothing that calls home.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}}
