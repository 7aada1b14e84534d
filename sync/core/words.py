"""What is wrong and what to do about it, in a sentence that a bookkeeper understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sync.core.records import Side, Value
from sync.core.states import Lock
from sync.core.table import Table
from sync.core.verdicts import WHOLE_RECORD, Question, Why

SIDES: Mapping[Side, str] = {Side.ZOHO: "Zoho CRM", Side.XERO: "Xero"}

LOCKS: Mapping[str, str] = {
    Lock.PAID: "it is paid. Remove the payment in Xero first, or change the CRM back.",
    Lock.PART_PAID: "a payment or credit is allocated to it. Remove that in Xero first, or change "
    "the CRM back.",
    Lock.VOIDED: "it is voided, which is final. Change the CRM back.",
    Lock.DELETED: "it is deleted, which is final. Change the CRM back.",
    Lock.BILLED: "it is billed. Change the bill in Xero, or change the CRM back.",
    Lock.PERIOD: "its date lies in a closed period. Move the lock date in Xero, or change the CRM "
    "back.",
}

OFFERS: Mapping[Side, str] = {
    Side.ZOHO: "Add it to the pick list there and fetch, say something else in Xero, or map "
    "another field in Settings.",
    Side.XERO: "Set it up there and fetch, or correct it in Zoho CRM.",
}

SENTENCES: Mapping[Why, str] = {
    Why.CONFLICT: "{field} was changed on both sides: Zoho CRM says {zoho}, Xero says {xero}. "
    "Choose which one stands.",
    Why.SHARED: "In Xero this {one} is the same contact as the account {detail}, and the account "
    "speaks for it. {field} was changed here only: to {zoho}, from what Xero says, {xero}. Change "
    "it on the account, or choose which one stands.",
    Why.DELETED: "The {one} was {ended} in {gone} and is still in {kept}. Delete it there too, or "
    "bring it back.",
    Why.PARENT: "{field} names a record that is not on the other side yet: {detail}. It goes "
    "first, and this {one} follows by itself.",
    Why.UNTRANSLATED: "{field} has no counterpart on the other side: {detail}. Add a row for it in "
    "Settings.",
    Why.NOT_OFFERED: "{field} would be {detail}, which {there} does not know. {offer}",
    Why.IN_USE: "{field} is in use on the other side already, by {detail}. Give one of them "
    "another.",
    Why.NAMESAKE: "In Xero another contact is called {detail} already, and only one may be. Give "
    "one of the two another name; or, if they are the same, fill in first name, last name and "
    "e-mail of the one in Xero.",
    Why.FULL: "In Xero {detail} has as many people as a contact can have there. Remove one of them "
    "there, or leave this {one} alone.",
    Why.STATUS: "The status {detail} is not carried across. Add a row for it in Status Mapping if "
    "it should be.",
    Why.LOCKED: "{field} cannot be changed in Xero: {lock}",
    Why.NO_KEY: "The {one} has nothing to recognise it by. Fill in one of: {keys}.",
    Why.TWINS: "Other records of the same side look the same: {detail}. Merge them, or make them "
    "different.",
    Why.TAKEN: "The other side's record of that name or key is already linked to another one: "
    "{detail}. Rename one of them, or merge them.",
    Why.MATCH: "It is probably on the other side already, but {detail}. Say whether they are the "
    "same.",
    Why.TOO_LONG: "{field} is longer than the other side takes ({detail} characters). Shorten it.",
    Why.UNFIT: "{field} holds characters that the other side refuses: {detail}. Remove them.",
    Why.MISSING: "{field} is blank, and the other side requires it{in_line}. Fill it in.",
    Why.INCOMPLETE: "The lines of this {one} could not be read in full, so nothing was written. "
    "Open it and check that it has lines.",
    Why.TOTAL: "The totals would differ: Zoho CRM comes to {zoho}, Xero to {xero}. Correct the "
    "lines, the tax or the adjustment.",
    Why.REFUSED: "The vendor refused it: {detail}",
    Why.LOST: "This {one} was sent to the other side, and the answer was lost. {detail} Look for "
    "it there: if it is not there, try again; if it is, leave this one alone.",
    Why.OPT_OUT: "Add to Xero is not ticked in Zoho CRM, so this {one} is not kept in step "
    "with Xero.",
    Why.RENAMED: "The {one} is gone in Xero, where {detail} came at once. Whether that is the same "
    "{one} is asked under Matches; this one follows by itself.",
    Why.MOVED: "In Xero the {one} is with another company than in Zoho CRM, and Xero cannot move "
    "people. Move it there by hand, or correct the account in the CRM.",
    Why.LEFT: "The {one} was {ended} in {gone}. By your rule it stays in {kept} as it is.",
}


def sentence(question: Question, table: Table) -> str:
    """Return what is wrong with a record and what to do, in one or two sentences."""
    gone = Side.XERO if question.detail == Side.XERO else Side.ZOHO
    # Xero is to be told the CRM's own word; the CRM may be told another one than Xero's.
    there = Side.XERO if question.detail == str(question.zoho) else Side.ZOHO
    words = {
        "field": _label(question.field, table),
        "one": table.one,
        "keys": ", ".join(table.row(name).label.lower() for name in table.keys),
        "zoho": said(question.zoho),
        "xero": said(question.xero),
        "detail": question.detail,
        "in_line": f" ({question.detail})" if question.detail else "",
        "lock": lock_words(question.detail),
        "ended": "archived or deleted" if gone in table.ends else "deleted",
        "gone": SIDES[gone],
        "kept": SIDES[gone.other],
        "there": SIDES[there],
        "offer": OFFERS[there],
    }
    return SENTENCES[question.why].format(**words)


def lock_words(code: str) -> str:
    """Return why a document is locked. A code that is none is a move between two statuses."""
    return LOCKS.get(code) or f"Xero does not allow that step ({code}). Change the CRM back."


def _label(name: str, table: Table) -> str:
    """Return what people call a field: its own name where the table has it no more."""
    labels = {row.name: "A line" if row.lines else row.label for row in table.rows}
    labels[WHOLE_RECORD] = f"The {table.one}"
    return labels.get(name) or name.replace("_", " ").capitalize()


def said(value: Value) -> str:
    """Show one value to a person."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:,.2f}" if value * 100 % 1 == 0 else f"{value:,f}".rstrip("0")
        case date():
            return value.isoformat()
        case tuple():
            return f"{len(value)} lines"
        case _:
            return f'"{value}"'
