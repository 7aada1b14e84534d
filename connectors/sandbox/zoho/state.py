"""One pretend Zoho CRM organisation: the vendor's rules applied to every change of its data.

`insert`, `update`, `delete`, `get` and `list` are what a person does in Zoho's own pages; the API
(routes.py) goes through the same rules. All of them may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from connectors.sandbox.zoho import render, rules
from connectors.sandbox.zoho.books import Books, User
from connectors.sandbox.zoho.modules import Module
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Lag, Row

Wire: TypeAlias = dict[str, Any]
Wires: TypeAlias = list[Wire]
Rows: TypeAlias = list[Row]


class Org(Books):
    def insert(self, module: str, row: Mapping[str, Any], *, at: datetime | None = None) -> Wire:
        """Add a record; `at` dates it back. Returns it as a read by id. Raises Refused."""
        with self.lock:
            return self.wire(module, self.add(module, row, at=at))

    def update(
        self, module: str, record_id: str, patch: Mapping[str, Any], *, at: datetime | None = None
    ) -> Wire:
        with self.lock:
            return self.wire(module, self.change(module, record_id, patch, at=at))

    def get(self, module: str, record_id: str) -> Wire | None:
        """Return the record as `GET /{module}/{id}` gives it, lines included."""
        with self.lock:
            row = self.tables[module].rows.get(record_id)
            return None if row is None else self.wire(module, row)

    def list(self, module: str) -> Wires:
        """Return all records, lines included, whatever the lists of the API show."""
        with self.lock:
            return [self.wire(module, row) for row in self.tables[module].rows.values()]

    def wire(self, module: str, row: Row, names: Iterable[str] | None = None) -> Wire:
        return render.record(self, module, row, names)

    def add(
        self,
        module: str,
        sent: Mapping[str, Any],
        *,
        user: User | None = None,
        at: datetime | None = None,
    ) -> Row:
        """Check and store a new record; returns the stored row."""
        spec, now, by = self.whole(module), at or self.now(), user or self.users[0]
        row: Row = {
            **rules.defaults(self, spec, by),
            **rules.accepted(self, spec, sent),
            "id": "0",
            "Created_Time": now,
            "Created_By": by.id,
        }
        rules.require(self, spec, row, sent)
        rules.require_unique(self, spec, row)
        lines = rules.lines_of(self, spec, {}, sent)
        row = {**rules.with_rate(self, row), "id": self.next_id()}
        rules.number(self, spec, row)
        stored = self._store(spec, row, lines, now, by)
        self.told(spec.api_name, stored["id"], "insert")
        return stored

    def change(
        self,
        module: str,
        record_id: str,
        sent: Mapping[str, Any],
        *,
        user: User | None = None,
        at: datetime | None = None,
        unless_after: datetime | None = None,
    ) -> Row:
        """Check and store a partial change; fields not sent are untouched (ZOHO.md 4)."""
        spec, now, by = self.whole(module), at or self.now(), user or self.users[0]
        old = self.writable(module, record_id)
        if unless_after is not None and old["Modified_Time"] > unless_after:
            details = render.stamps(self, old)
            raise Refused("ALREADY_MODIFIED", status=412, **details)
        patch = rules.accepted(self, spec, sent)
        row = {**old, **patch}
        rules.require(self, spec, row, sent, changed=True)
        rules.require_unique(self, spec, row)
        lines = rules.lines_of(self, spec, old, sent)
        stored = self._store(spec, row, lines, now, by)
        self.told(spec.api_name, stored["id"], "update")
        return stored

    def writable(self, module: str, record_id: str) -> Row:
        row = self.tables[module].rows.get(record_id)
        if row is None:
            raise Refused("INVALID_DATA", path="id", message="the id given seems to be invalid")
        if record_id in self.locked:
            raise Refused("RECORD_LOCKED", path="id", action="record_locking")
        return row

    def _store(self, spec: Module, row: Row, lines: Rows | None, now: datetime, by: User) -> Row:
        row = {**row, "Modified_Time": now, "Modified_By": by.id}
        if spec.lines:
            row = rules.with_lines(self, spec, row, lines, now, by)
        if spec.api_name == "Contacts":
            names = (row.get("First_Name"), row.get("Last_Name"))
            row["Full_Name"] = " ".join(name for name in names if name)
        self.put(spec.api_name, row)
        return row

    def delete(self, module: str, record_id: str, *, user: User | None = None) -> None:
        """Move a record to the recycle bin, lines with it. Raises Refused."""
        with self.lock:
            spec, by = self.whole(module), user or self.users[0]
            row = self.writable(module, record_id)
            for line_id in row.get(spec.lines) or []:
                self.drop(spec.lines, line_id)
            self.drop(module, record_id)
            self.tables[module].tombs.append(
                {
                    "id": record_id,
                    "display_name": row.get(spec.name_field),
                    "type": "recycle",
                    "deleted_by": by.id,
                    "created_by": row["Created_By"],
                    "deleted_time": self.now(),
                }
            )
            self.told(module, record_id, "delete")

    def purge(self, module: str, record_id: str) -> None:
        """Empty the recycle bin of one record: only its id and time are left (ZOHO.md 3)."""
        with self.lock:
            for tomb in self.tables[module].tombs:
                if tomb["id"] == record_id:
                    blank = dict.fromkeys(("display_name", "deleted_by", "created_by"))
                    tomb.update(blank, type="permanent")

    def lock_record(self, record_id: str) -> None:
        """Lock a record, as an administrator's rule does: writes meet RECORD_LOCKED."""
        with self.lock:
            self.locked.add(record_id)

    def lag_lists(self, seconds: float = 0.0, reads: int = 0) -> None:
        """From now on, show changes in lists, search and COQL so late; 0 and 0 ends it."""
        with self.lock:
            self.lag = Lag(seconds, reads)
