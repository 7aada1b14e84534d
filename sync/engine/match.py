"""Link what is surely the same on both sides, before anything is written."""

from __future__ import annotations

from sync.core.records import Mode, Module, Side
from sync.engine.answer import answers_close
from sync.engine.carry import twin_agreements
from sync.engine.relink import relink
from sync.engine.settle import CHUNK, MANY, decide, decision_of
from sync.engine.work import Work
from sync.store import links, pending


def match_module(work: Work, module: Module) -> bool:
    """Link the sure matches of a module; tell whether it is through.

    A match that is sure is sure from both sides, so that one side's records are enough.
    """
    table = work.tables[module]
    relink(work, table)
    while not work.is_over:
        after = work.run.place.get("after", 0)
        lone = pending.lone_all(
            bridge_id=work.bridge_id, table=table, side=Side.ZOHO, after=after, limit=CHUNK
        )
        decisions = [decision_of(one) for one in decide(work, table, Mode.BOTH, lone=lone)]
        is_last = len(lone) < CHUNK
        made = work.run.place.get("made", 0) + sum(1 for one in decisions if one.link_to)
        work.run.place = {} if is_last else {"after": lone[-1].pk, "made": made}
        with work.held():
            links.links_agree(
                bridge_id=work.bridge_id,
                module=module,
                agreements=twin_agreements(work, table, decisions),
                now=work.now(),
            )
            answers_close(work, [one for one in decisions if one.link_to])
            if is_last and made >= MANY:
                links.links_analyse()
            work.keep("place")
        if is_last:
            return True
    return False
