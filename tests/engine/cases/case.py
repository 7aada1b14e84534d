"""One row of the tables of cases: what was there, what was done, and how it ends in each mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sync.core.choices import Choices
from sync.core.records import Mode, Module, Side

Words = Mapping[str, str]
SIGNS = {Side.ZOHO: "z", Side.XERO: "x"}
NOTHING = "-"


@dataclass(frozen=True)
class Step:
    """What a person does at one vendor's own screen. `{k}` in a word is the case's own key."""

    side: Side
    verb: str
    words: Words


def z(verb: str, **words: str) -> Step:
    return Step(Side.ZOHO, verb, words)


def x(verb: str, **words: str) -> Step:
    return Step(Side.XERO, verb, words)


@dataclass(frozen=True)
class Ends:
    """How a case ends.

    `zoho`, `xero`: what is there, as far as it differs from how every record begins ("phone=2,
    city="), "-" for nothing, "/" between two records. `written`: a letter for each write to that
    side ("x", "zx"). `held`: the questions, as "why:field".
    """

    zoho: str = ""
    xero: str = ""
    written: str = ""
    held: str = ""

    def on(self, side: Side) -> str:
        return self.zoho if side is Side.ZOHO else self.xero


@dataclass(frozen=True)
class Case:
    """`before` is done and synced in both ways; `done` is what the run in question meets."""

    name: str
    before: Sequence[Step]
    done: Sequence[Step]
    both: Ends
    to_crm: Ends | None = None  # in this mode, if otherwise than in both ways
    to_xero: Ends | None = None

    def ends(self, mode: Mode) -> Ends:
        by_mode = {Mode.XERO_TO_CRM: self.to_crm, Mode.CRM_TO_XERO: self.to_xero}
        return by_mode.get(mode) or self.both


class Desk(Protocol):
    """A module's records at both vendors, in few words. Its methods are the verbs of its steps."""

    module: Module
    parents: tuple[Module, ...]
    start: Mapping[Side, Words]
    choices: Choices  # what is set in Settings

    def do(self, step: Step, record_id: str, words: Words) -> str: ...
    def all(self, side: Side) -> dict[str, dict[str, str]]: ...
    def meanwhile(self) -> None: ...


def told(text: str, start: Words, key: str) -> list[dict[str, Any]]:
    """Spell out what a table says of one side: each record with all its words."""
    if text == NOTHING:
        return []
    begins = {word: value.format(k=key) for word, value in start.items()}
    return [begins | _words(one, key) for one in text.split(" / ")]


def _words(text: str, key: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(", ") if part)
    return {word: value.format(k=key) for word, _, value in pairs}
