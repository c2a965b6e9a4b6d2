"""Records in the tables of a database, for tests that hold engines to each other."""

from __future__ import annotations

from typing import Any

from govdisclosure.dialects import Dialect
from govdisclosure.records import RECORD_KINDS
from govdisclosure.sources import open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.record_set import Records
from govdisclosure.testing.record_tables import inserts


def in_tables(connection: Any, dialect: Dialect, found: Records) -> Any:
    """Make the tables of the records' kinds, fill them, and open them."""
    for name in found.by_kind:
        connection.execute(create_table(RECORD_KINDS[name], dialect))
    for statement in inserts(found.by_kind, dialect):
        connection.execute(statement)
    return open_tables(connection)
