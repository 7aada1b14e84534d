"""Whether those who are to be written still fit into Xero's contacts: seats and names are few.

Plans go through in their order: who comes first takes the seat, and the name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from sync.core.keys import plain_name, title_of
from sync.core.pair import Pair, asked
from sync.core.persons import FURTHER, person_id
from sync.core.records import Case, Fields, Linked, Side
from sync.core.table import Table
from sync.core.verdicts import Agree, Hold, Plan, Question, Rules, Why, Write

NEW = "new"  # stands for the id of a contact that is about to be made


@dataclass(frozen=True, slots=True)
class Roster:
    """Who sits where in one contact. `email`: the contact's; `mute`: names without an e-mail."""

    title: str
    email: str = ""
    own: bool = False
    listed: int = 0
    mute: tuple[str, ...] = ()

    def seated(self, name: str, email: str) -> Roster | None:
        """Return it with one more in it; None where there is no room."""
        if plain_name(name) in self.mute:
            return replace(self, mute=tuple(one for one in self.mute if one != plain_name(name)))
        if not self.own and self.email in ("", email):
            return replace(self, own=True, email=email)
        return None if self.listed >= FURTHER else replace(self, listed=self.listed + 1)


@dataclass(slots=True)
class Hall:
    """What is known of the contacts that plans are about.

    `alone`: the people who are all that their contact is, by their ids; `names`: the titles of who
    is called so, by name without case and by contact.
    """

    rosters: dict[str, Roster] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def holder(self, name: str, own: str = "") -> str:
        """Return who else is called so; "" for nobody."""
        found = self.names.get(name.casefold(), {})
        return next((title for contact, title in found.items() if contact != own), "")

    def claim(self, name: str, contact: str) -> None:
        self.names.setdefault(name.casefold(), {})[contact] = name


def roster_of(fields: Fields, table: Table, seats: str) -> Roster:
    """Read a contact's roster. `table`: of the module whose records the contacts are."""
    kept = json.loads(str(fields.get(seats) or "{}"))
    title, email = title_of(table, fields), str(fields.get("email") or "")
    return Roster(title, email, **{**kept, "mute": tuple(kept.get("mute", ()))})


def own_place(contact: str, fields: Fields) -> str:
    """Return what the person in the contact's own place is called."""
    return person_id(contact, fields.get("email"))


def name_of(table: Table, side: Side, write: Write, now: Fields) -> str:
    """Return the name that a contact which is nothing but this person is to have; "" for as is."""
    rows = table.parts[side].named_by
    if not write.fields.keys() & set(rows):
        return ""
    said = {**now, **write.fields}
    return " ".join(" ".join(str(said.get(row) or "") for row in rows).split())


def fitted(case: Case, made: Plan, table: Table, hall: Hall) -> Plan:
    """Hold of the plan what Xero would refuse for want of a seat or of a name; note the rest."""
    if not isinstance(made, Agree):
        return made
    for write in made.writes:
        if write.side in table.parts:
            if isinstance(case, Linked):
                return _renamed(case, made, write, table, hall)
            if not write.id:
                return _entered(made, write, table, hall)
    return made


def _entered(made: Agree, write: Write, table: Table, hall: Hall) -> Plan:
    contact = table.held_by(write.side, write.fields)
    name = name_of(table, write.side, write, {})
    if not contact:
        if taken := hall.holder(name):
            return Hold(Question(Why.NAMESAKE, detail=taken))
        hall.claim(name, NEW)
    elif roster := hall.rosters.get(contact):
        fuller = roster.seated(name, str(write.fields.get("email") or ""))
        if fuller is None:
            return Hold(Question(Why.FULL, detail=roster.title))
        hall.rosters[contact] = fuller
    return made


def _renamed(case: Linked, made: Agree, write: Write, table: Table, hall: Hall) -> Plan:
    now = case.on(write.side).fields or {}
    name = name_of(table, write.side, write, now)
    contact = table.whole(write.side, write.id)
    if not name or write.id not in hall.alone:
        return made
    taken = hall.holder(name, contact)
    if not taken:
        hall.claim(name, contact)
        return made
    return _without_name(case, made, write, table, taken)


def _without_name(case: Linked, made: Agree, write: Write, table: Table, taken: str) -> Plan:
    """Let the rest of the record go: a held field holds only itself."""
    rows = table.parts[write.side].named_by
    pair = Pair(case, table, Rules(), {side: case.on(side).fields or {} for side in Side}, {})
    questions = [
        asked(Question(Why.NAMESAKE, name, detail=taken), pair)
        for name in rows
        if name in write.fields
    ]
    left = {name: value for name, value in write.fields.items() if name not in rows}
    rest = (replace(one, fields=left) if one is write else one for one in made.writes)
    writes = tuple(one for one in rest if one.fields)
    return replace(made, writes=writes, questions=(*made.questions, *questions))
