"""Running COQL where an organisation lets us, with the columns that it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.errors import (
    ContractError,
    OrganisationGone,
    ReauthorizationRequired,
    RejectedError,
)
from connectors.zoho.api import Answer, Api, Row
from connectors.zoho.coql import LIMIT, after_id, both, select
from connectors.zoho.rejections import ZohoRefused
from connectors.zoho.rows import identified

ALWAYS = ("id", "Modified_Time")
NEEDED = frozenset({*ALWAYS, "Parent_Id"})  # whatever the list of fields says
TRIES = 4  # of one query, each with fewer columns


class NoCoql(Exception):
    """COQL does not serve this module, edition or login."""


class NoColumn(RejectedError):
    """The query needs a column that the module does not have, or does not show."""


class Queries:
    """COQL through one connection, remembering per module what it refused."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._closed: set[str] = set()
        self._unknown: dict[str, set[str]] = {}
        self._known: dict[str, frozenset[str]] = {}

    def serves(self, module: str) -> bool:
        return module not in self._closed

    def lacks(self, module: str, column: str) -> bool:
        """Tell whether an earlier query found that COQL cannot select this column."""
        return column in self._unknown.get(module, ())

    def run(
        self,
        module: str,
        columns: Sequence[str],
        text: Callable[[Sequence[str]], str],
        *,
        needs: str = "",
    ) -> Answer:
        """Run `text(columns)`, without the columns that this organisation does not have.

        A wanted field may not have been created yet, and COQL refuses a query for it where a
        list would leave it out. Raises NoCoql, and NoColumn where `needs` is such a column.
        """
        for _ in range(TRIES):
            if needs and self.lacks(module, needs):
                raise NoColumn(f"Zoho CRM has no field '{needs}' in {module}.")
            if module in self._closed:
                break
            chosen = [name for name in columns if not self.lacks(module, name)]
            try:
                answer = self._api.coql(text(chosen), LIMIT)
            except OrganisationGone:
                raise
            except ReauthorizationRequired:
                # The grant may lack COQL's scope alone; if it lacks more, the list says so.
                self._closed.add(module)
            except ZohoRefused as exc:
                self._learn(module, chosen, exc.details)
            else:
                identified(answer.rows())
                return answer
        self._closed.add(module)
        raise NoCoql(module)

    def all(
        self, module: str, columns: Sequence[str], where: str, *, needs: str = ""
    ) -> Iterator[Row]:
        """Yield every row that the condition lets in, in order of id. Raises as `run` does."""
        last, more = "", True
        while more:
            here = both(where, after_id(last)) if last else where
            answer = self.run(module, columns, _by_id(module, here), needs=needs)
            rows, before = answer.rows(), last
            yield from rows
            last = rows[-1]["id"] if rows else last
            more = answer.more
            if more and last == before:
                raise ContractError("Zoho CRM's answers do not move on")

    def _learn(self, module: str, columns: Sequence[str], details: Mapping[str, Any]) -> None:
        """Note which columns to leave out from now on; none to leave out: no COQL here."""
        named = {str(value) for value in details.values()} & set(columns)
        known = self._fields(module)
        strange = {name for name in columns if known and name.split(".")[0] not in known}
        refused = (named | (strange - NEEDED)) - {"id"}
        if refused:
            self._unknown.setdefault(module, set()).update(refused)
        else:
            self._closed.add(module)

    def _fields(self, module: str) -> frozenset[str]:
        if module not in self._known:
            found = self._api.look("settings/fields", {"module": module}).rows("fields")
            names = (str(row.get("api_name")) for row in found if row.get("data_type") != "subform")
            self._known[module] = frozenset(names)
        return self._known[module]


def _by_id(module: str, where: str) -> Callable[[Sequence[str]], str]:
    return lambda columns: select(module, columns, where, order=("id",))
