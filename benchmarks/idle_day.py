"""What an idle day costs on each plan, counted call by call, beside what it must cost."""

from __future__ import annotations

from benchmarks.measure import alone, table
from benchmarks.product.idle_day import DAY, Counted, idle_day
from sync.core.forecast import Quota, look_every

PLANS = (("Starter", 1_000), ("Core and up", 5_000))
SILENT, ALL = 2, 4  # Xero's resources without webhooks, and all that are read


def run(_rounds: int) -> str:
    rows = []
    for plan, calls in PLANS:
        for told in (True, False):
            found = alone(idle_day, calls, "key" if told else "")
            rows.append([plan, "yes" if told else "no", *_row(found, calls, told=told)])
    heads = ["Xero plan", "told of changes", "looks", "Xero", "bound", "of the day", "Zoho"]
    return table(heads, rows)


def _row(found: Counted, calls: int, *, told: bool) -> list[str]:
    xero, zoho = found.calls["xero"], found.calls["zoho"]
    silent = SILENT if told else ALL
    longest = look_every(Quota(calls, calls), silent, in_vain=9)
    least = round(DAY / longest * silent) + found.whole * (ALL - silent)
    return [str(found.looks), str(xero), str(least), f"{100 * xero / calls:.1f} %", str(zoho)]
