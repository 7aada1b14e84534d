"""Xero's Accounting API, reduced to the Connector protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.base import Metadata, Outgoing, Page, Receipt, Wanted
from connectors.door import Door
from connectors.xero.api import Api
from connectors.xero.connections import API_URL
from connectors.xero.metadata import read_lock_date, read_metadata
from connectors.xero.people import PEOPLE, PeopleWriter
from connectors.xero.reading import Place, Reader, place_of
from connectors.xero.resources import RESOURCES
from connectors.xero.writing import Writer
from sync.core.persons import STAYS
from sync.core.records import RemoteRecord, Side


class XeroConnector:
    """One organisation. `organisation_id` is what Xero calls the tenant id.

    Resources are "Contacts", "Items", "Invoices" and "PurchaseOrders"; and, to be written only,
    "ContactPersons".
    """

    side = Side.XERO
    batch_size = 50

    def __init__(self, door: Door, organisation_id: str, api_url: str = API_URL) -> None:
        self._door = door
        self._organisation_id = organisation_id
        self._api = Api(door, organisation_id, api_url)
        self._reader = Reader(self._api)
        self._writer = Writer(self._api, organisation_id)
        self._people = PeopleWriter(self._reader, self._writer)

    @property
    def calls(self) -> int:
        return self._door.calls

    @property
    def bytes_received(self) -> int:
        return self._door.bytes_received

    def changed_since(
        self,
        resource: str,
        wanted: Wanted,  # noqa: ARG002 - Xero sends all it has
        *,
        watermark: str = "",
        resume: str = "",
    ) -> Iterator[Page]:
        """Yield pages in an order that no edit changes. Items always come whole, in one page."""
        place = place_of(resume) if resume else Place(1, watermark)
        return self._reader.pages(RESOURCES[resource], place)

    def get_many(self, resource: str, wanted: Wanted, ids: Sequence[str]) -> Sequence[RemoteRecord]:  # noqa: ARG002 - as above
        return self._reader.by_ids(RESOURCES[resource], ids)

    def find(
        self,
        resource: str,
        wanted: Wanted,  # noqa: ARG002 - as above
        *,
        name: str,
        values: Sequence[str],
    ) -> Sequence[RemoteRecord]:
        """Find by equality, in Xero's sense of it: upper and lower case are the same."""
        return self._reader.called(RESOURCES[resource], name, values)

    def write(self, resource: str, batch: Sequence[Outgoing], *, key: str) -> Sequence[Receipt]:
        """Send creates or updates. A payload's None is left out; "" clears a text."""
        if not batch:
            return []
        if resource == PEOPLE:
            return self._people.send(batch, key)
        if any(STAYS in each.payload for each in batch):
            return self._people.send_companies(batch, key)
        return self._writer.send(RESOURCES[resource], batch, key)

    def lock_date(self) -> str:
        return read_lock_date(self._api)

    def metadata(self) -> Metadata:
        return read_metadata(self._api, self._organisation_id)
