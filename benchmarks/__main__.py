"""Run the benchmarks: python -m benchmarks [NAME...] [--rounds N]."""

from __future__ import annotations

import argparse
import importlib

NAMES = ("fetch_invoices", "idle_sync", "zoho_read", "pending", "clock_tick", "pages", "idle_day")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *NAMES])
    parser.add_argument("--rounds", type=int, default=7)
    told = parser.parse_args()
    # Only here: the processes that are measured load this file too.
    from benchmarks.database import database  # noqa: PLC0415
    from benchmarks.measure import alone  # noqa: PLC0415
    from benchmarks.product import company  # noqa: PLC0415

    with database():
        alone(company.migrate)
        for name in told.names or NAMES:
            benchmark = importlib.import_module(f"benchmarks.{name}")
            print(f"## {benchmark.__doc__}\n\n{benchmark.run(told.rounds)}\n", flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
