"""What came of a run's writes, counted from its journal: planned = written + refused + unknown."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count

from sync.core.states import ChangeState, RunKind
from sync.models import Change, Run

PLANNED = "planned"
# What a row of the journal counts as, besides as planned. A row that is moot was not carried out:
# if it was still wanted, it was planned anew, and stands in another row.
COUNTED: Mapping[str, str] = {
    ChangeState.PLANNED: PLANNED,
    ChangeState.LANDED: "written",
    ChangeState.REFUSED: "refused",
    ChangeState.SENT: "unknown",
    ChangeState.UNKNOWN: "unknown",
    ChangeState.HELD: "unknown",
}
NONE = dict.fromkeys((PLANNED, "written", "refused", "unknown"), 0)


def run_tally(*, run: Run) -> None:
    """Have the run say of its writes what the journal says. Not kept yet; a preview writes none."""
    if run.kind == RunKind.PREVIEW:
        return
    found = {module: {**counts, **NONE} for module, counts in run.counts.items()}
    rows = (
        Change.objects.filter(run=run, state__in=COUNTED)
        .values_list("module", "state")
        .annotate(count=Count("pk"))
    )
    for module, state, count in rows.order_by():
        counts = found.setdefault(module, dict(NONE))
        counts[PLANNED] += count
        if COUNTED[state] != PLANNED:
            counts[COUNTED[state]] += count
    run.counts = found


def runs_tally(*, run_ids: Collection[int]) -> None:
    """Count the writes of runs anew: what became of some was learned after they had ended."""
    for run in Run.objects.filter(pk__in=run_ids):
        run_tally(run=run)
        run.save(update_fields=["counts"])
