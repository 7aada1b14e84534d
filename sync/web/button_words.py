"""What came of a press of the button, in plain words, as the JSON that Zoho CRM is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from sync.core.pressed import Came
from sync.core.records import Linked, Module, Side
from sync.core.table import Row, Table
from sync.core.tables import TABLES
from sync.core.tables.from_xero import THEMES
from sync.core.words import SIDES
from sync.services.button import Outcome
from sync.services.held import names_asked
from sync.store.views_button import Seen
from sync.store.views_runs import titles_of
from sync.web.changes import Name, value_words
from sync.web.questions import question_words

if TYPE_CHECKING:
    from sync.models import Bridge, Change, Question

TICK = (
    "Add to Xero is not ticked, so this {one} stays in Zoho CRM only. Edit it, tick 'Add to Xero' "
    "in the section 'xero2zoho Application', save, and press Sync to Xero again."
)
SENTENCES: Mapping[Came | None, str] = {
    None: "As last seen, nothing stands in the way of this {one}. Preview shows what a sync would "
    "write now.",
    Came.NOTHING: "Nothing to do: Zoho CRM and Xero agree on this {one}.",
    Came.NOT_TICKED: TICK,
    Came.QUEUED: "Under way: this {one} is next in line. What comes of it is shown here.",
    Came.MISSING: "Zoho CRM does not show this {one} to the portal. It may be deleted, or whoever "
    "connected Zoho CRM may not see it. Nothing was synced.",
    Came.UNREAD: "The portal has not read this {one} yet. Press Sync to Xero to read and sync it.",
    Came.UNKNOWN: "Records of this module are not synced with Xero. These are: {modules}.",
}


def outcome_words(bridge: Bridge, came: Outcome) -> dict[str, object]:
    """Return the part of the answer that every call gets."""
    more = list(_more(bridge, came))
    run = str(came.run.public_id) if came.run else None
    return {
        "state": came.came.value if came.came else "idle",
        "sentence": _sentence(bridge, came),
        "more": more,
        "message": " ".join([_sentence(bridge, came), *more]),
        "title": came.seen.title if came.seen else "",
        "run": run,
        "state_url": _url("button-state", bridge),
        "portal_url": _url("run", bridge, run) if run else _url("synchronization", bridge),
        "xero_url": _xero_url(came),
    }


def record_words(bridge: Bridge, came: Outcome) -> dict[str, object]:
    """Return what both sides hold, field by field, in words."""
    if came.table is None or came.seen is None:
        return {"fields": [], "changes": [], "linked": False}
    return {
        "fields": list(_fields(bridge, came, came.table, came.seen)),
        "changes": list(_changes(bridge, came, came.table)),
        "linked": bool(came.seen.xero_id),
    }


def _sentence(bridge: Bridge, came: Outcome) -> str:
    match came.came:
        case Came.DONE:
            return _done(came)
        case Came.HELD | Came.REFUSED:
            held = came.seen.questions if came.seen else ()
            word = "Held" if came.came is Came.HELD else "Refused"
            return f"{word}: {_question(bridge, held[0])}"
        case Came.FAILED:
            error = came.run.error if came.run else ""
            return f"It could not be synced. {error}".strip()
        case Came.NOT_YET:
            return f"Not synced yet. {came.why_not}"
        case _:
            one = came.table.one if came.table else "record"
            modules = ", ".join(table.label for table in TABLES.values())
            return SENTENCES[came.came].format(one=one, modules=modules)


def _done(came: Outcome) -> str:
    """Say what became of the record itself; of others only if nothing became of it."""
    own = [one for one in came.changes if _is_own(came, one)]
    one, title = (came.table.one if came.table else "record"), came.seen.title if came.seen else ""
    name = f"{one.capitalize()} {title}".strip()
    if any(change.creates and change.side == Side.XERO for change in own):
        return f"Done: {name} was created in Xero."
    sides = [side for side in (Side.XERO, Side.ZOHO) if any(each.side == side for each in own)]
    if sides:
        return f"Done: {name} was updated in {' and in '.join(SIDES[side] for side in sides)}."
    return f"Done: {name} is in Xero."


def _more(bridge: Bridge, came: Outcome) -> Iterator[str]:
    """Yield what else there is to say: what went first, what else is held, where it is told."""
    first = [one for one in came.changes if one.side == Side.XERO and not _is_own(came, one)]
    if first:
        yield f"Before it went: {', '.join(dict.fromkeys(_named(one) for one in first))}."
    own = list(came.seen.questions) if came.seen else []
    for one in own[1:] if came.came in (Came.HELD, Came.REFUSED) else ():
        yield _question(bridge, one)
    for one in came.others:
        table = TABLES[Module(one.module)]
        yield f"{table.one.capitalize()} {one.title}: {_question(bridge, one)}"
    if came.came is Came.QUEUED and came.run and came.run.error:
        yield came.run.error


def _is_own(came: Outcome, change: Change) -> bool:
    own = change.remote_id if change.side == Side.ZOHO else change.source_id
    is_module = came.table is not None and change.module == came.table.module
    return is_module and own == came.zoho_id


def _named(change: Change) -> str:
    return f"{TABLES[Module(change.module)].one} {change.title}".strip()


def _question(bridge: Bridge, question: Question) -> str:
    titles = titles_of(bridge_id=bridge.pk, wanted=names_asked([question]))
    own = f' It said: "{question.words}"' if question.words else ""
    return question_words(question, titles).sentence + own


def _fields(bridge: Bridge, came: Outcome, table: Table, seen: Seen) -> Iterator[dict[str, object]]:
    """Yield each field as both sides hold it. It differs where a sync would write, or asks."""
    held = {side: kept.record.fields or {} for side, kept in seen.records.items()}
    rows = [row for row in table.rows if row.carried and not row.fills]
    themes = bridge.xero.metadata.get("themes", {}) if bridge.xero else {}
    titles = titles_of(bridge_id=bridge.pk, wanted=_names(rows, held))
    moving = {name for one in came.planned for write in one.writes for name in write.fields}
    moving |= {question.field for one in came.planned for question in one.questions}
    for row in rows:
        said = {side: _value(side, row, held.get(side, {}).get(row.name), titles) for side in Side}
        if row.book == THEMES:
            said[Side.XERO] = themes.get(said[Side.XERO], said[Side.XERO])
        if any(said.values()):
            both = {"zoho": said[Side.ZOHO], "xero": said[Side.XERO]}
            yield {"label": row.label, **both, "differs": row.name in moving}


def _changes(bridge: Bridge, came: Outcome, table: Table) -> Iterator[dict[str, str]]:
    """Yield what a press would write now, field by field, old and new."""
    for one in came.planned:
        for write in one.writes:
            old = (one.case.on(write.side).fields or {}) if isinstance(one.case, Linked) else {}
            rows = [row for row in table.rows if row.name in write.fields]
            both = {write.side: write.fields}, {write.side: old}
            names = {name for fields in both for name in _names(rows, fields)}
            titles = titles_of(bridge_id=bridge.pk, wanted=names)
            for row in rows:
                now, then = (
                    _value(write.side, row, fields.get(row.name), titles)
                    for fields in (old, write.fields)
                )
                yield {"label": row.label, "to": SIDES[write.side], "old": now, "new": then}


def _names(rows: list[Row], held: Mapping[Side, Mapping[str, object]]) -> set[Name]:
    return {
        (side, row.ref, str(fields[row.name]))
        for side, fields in held.items()
        for row in rows
        if row.ref and fields.get(row.name)
    }


def _value(side: Side, row: Row, value: object, titles: Mapping[Name, str]) -> str:
    if row.ref and value:
        return titles.get((side, row.ref, str(value)), str(value))
    return f"{len(value)} lines" if isinstance(value, tuple) else value_words(row, value)


def _xero_url(came: Outcome) -> str:
    kept = came.seen.records.get(Side.XERO) if came.seen else None
    return str((kept.record.fields or {}).get("xero_url") or "") if kept else ""


def _url(name: str, bridge: Bridge, *more: str) -> str:
    portal: str = settings.PORTAL_URL
    return portal + reverse(f"sync:{name}", args=[bridge.public_id, *more])
