"""Spark SQL gives the figures that the engine in memory gives; run by ``make test-spark``, for a cluster takes its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from tests.spark_sessions import INTERPRETED, drop_views, rows_of, session, view

from govdisclosure.dialects import Spark
from govdisclosure.errors import UnreadableError
from govdisclosure.records import RECORD_KINDS, Request
from govdisclosure.sources import Records, gather, open_tables
from govdisclosure.sources.tables import TableSource
from govdisclosure.testing.dialect_contract import DialectContract
from govdisclosure.testing.examples import request


class TestSpark(DialectContract):
    """Spark in local mode; tables are views, as over files of a cluster."""

    dialect = Spark()
    standards = ("cn-2021", "cn-2014")

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
        with session("local[2]", tmp_path_factory.mktemp("warehouse"), INTERPRETED) as spark:
            yield spark

    def source(self, connection: Any, found: Records, **options: Any) -> TableSource:
        drop_views(connection)
        for kind, cls in RECORD_KINDS.items():
            if cls in found.given:
                view(connection, kind, rows_of(kind, found.by_kind.get(kind, ())))
        return open_tables(connection, **options)

    def broken(self, connection: Any, kind: str, row: dict[str, object]) -> TableSource:
        drop_views(connection)
        view(connection, kind, [tuple(row.get(name) for name in RECORD_KINDS[kind].fields)])
        return open_tables(connection)

    def test_makes_tables_that_refuse_what_no_record_could_be(self, connection: Any) -> None:
        """A cluster's files refuse nothing: what is wrong in them is found when they are counted."""
        wrong = {"id": "r1", "body": "b", "channel": "fax", "applicant": "x", "received": date(2015, 1, 1)}
        assert isinstance(self.broken(connection, "request", wrong), TableSource)

    def test_prints_nothing_about_kinds_without_a_table(self, connection: Any, capfd: pytest.CaptureFixture[str]) -> None:
        """The session's own log tells a table that is not there by a page of Java."""
        source = self.source(connection, gather([request("r1")]))
        assert source.held == {Request.__kind__}
        with pytest.raises(UnreadableError, match=r"a\.b\.c\.d"):
            open_tables(connection, names={"item": "a.b.c.d"})
        assert capfd.readouterr() == ("", "")
