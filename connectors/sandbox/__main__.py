"""Serve the pretend Zoho CRM and the pretend Xero until told to stop.

    python -m connectors.sandbox --zoho-port 8901 --xero-port 8902 --state var/sandbox.json

SIGTERM and SIGINT stop it cleanly; the state file is written soon after each change and at the
end. It refuses to start in production: where SANDBOX_FORBIDDEN is set (to anything but 0, no or
false), or where PORTAL_URL begins with https, because such a portal serves the world.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from connectors.sandbox.world import LOOPBACK, World, open_world

STOPPING = (signal.SIGINT, signal.SIGTERM)
NO = ("", "0", "no", "false")


def forbidden(env: Mapping[str, str]) -> str:
    """Say why pretend vendors have no place in this environment; "" where they may start."""
    if env.get("SANDBOX_FORBIDDEN", "").lower() not in NO:
        return "SANDBOX_FORBIDDEN is set."
    if env.get("PORTAL_URL", "").lower().startswith("https:"):
        return f"PORTAL_URL is {env['PORTAL_URL']}, which looks like production."
    return ""


def port(text: str) -> int:
    number = int(text)
    if not 0 <= number < 65_536:
        raise ValueError(text)
    return number


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m connectors.sandbox", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--zoho-port", type=port, default=8901, help="0 takes a free one")
    parser.add_argument("--xero-port", type=port, default=8902, help="0 takes a free one")
    parser.add_argument("--host", default=LOOPBACK, help="0.0.0.0 inside a container")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep everything in this file")
    parser.add_argument("--reset", action="store_true", help="forget that file and seed anew")
    parser.add_argument("--seed", choices=("demo", "empty"), default="demo")
    parser.add_argument("--xero-webhooks", metavar="URL", help="signed with XERO_WEBHOOK_KEY")
    parser.add_argument("--no-limits", action="store_true", help="count no calls")
    return parser.parse_args(given)


def opened(asked: argparse.Namespace, key: str = "") -> World:
    if asked.reset and asked.state:
        asked.state.unlink(missing_ok=True)
    world = open_world(
        seed=asked.seed,
        zoho_port=asked.zoho_port,
        xero_port=asked.xero_port,
        host=asked.host,
        state_file=asked.state,
        limits=not asked.no_limits,
    )
    if asked.xero_webhooks and key:
        world.xero.webhooks.set_up(asked.xero_webhooks, key)
    return world


def main(given: Sequence[str]) -> int:
    asked = arguments(given)
    reason = forbidden(os.environ)
    if reason:
        sys.stderr.write(f"The sandbox does not start in production: {reason}\n")
        return 2
    # Blocked before any thread starts, so that only `sigwait` below gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        world = opened(asked, os.environ.get("XERO_WEBHOOK_KEY", ""))
    except OSError as exc:
        sys.stderr.write(
            f"{exc.strerror or exc}. Choose others with --zoho-port and --xero-port.\n"
        )
        return 1
    sys.stdout.write(f"Pretend Zoho CRM: {world.zoho_url}\nPretend Xero: {world.xero_url}\n")
    sys.stdout.flush()
    signal.sigwait(STOPPING)
    world.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
