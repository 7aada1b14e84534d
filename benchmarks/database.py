"""A database for the benchmarks alone: made, migrated and dropped by them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier


@contextmanager
def database() -> Iterator[None]:
    """Let the processes started meanwhile use a new, empty database. Drops it at the end."""
    given = os.environ["DATABASE_URL"]
    name = f"bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            os.environ["DATABASE_URL"] = given
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
