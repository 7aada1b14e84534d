"""Give a connection up: the vendor is told, and its tokens are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.records import Side
from sync.engine.login import let_go
from sync.engine.subscribe import unsubscribe
from sync.store import connections, grants

if TYPE_CHECKING:
    from sync.models import Connection


def leave(connection: Connection) -> None:
    """Tell the vendor, as far as it listens, and forget the login. Done twice, it is forgotten."""
    is_alone = uses_alone(connection)
    tell(connection, revoke=is_alone)
    forget(connection, with_grant=is_alone)


def uses_alone(connection: Connection) -> bool:
    """Tell whether no other connection of ours goes by this one's grant."""
    grant = connection.grant
    return grant is not None and grants.grant_users(grant_id=grant.pk) == 1


def tell(connection: Connection, *, revoke: bool) -> None:
    """Tell the vendor that we are gone; `revoke`: that the grant may end altogether."""
    if connection.side == Side.ZOHO:
        unsubscribe(connection)
    let_go(connection, revoke=revoke)


def forget(connection: Connection, *, with_grant: bool) -> None:
    connections.connection_drop(connection=connection)
    if connection.grant and with_grant:
        grants.grant_delete(grant_id=connection.grant.pk)
