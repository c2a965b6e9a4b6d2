"""Sessions of Spark for tests, on this machine alone, and records as its views."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql.types import BooleanType, DataType, DateType, DecimalType, LongType, StringType, StructField, StructType

from govdisclosure.records import RECORD_KINDS, FieldType
from govdisclosure.sources.frames import plain

TYPES: dict[FieldType, DataType] = {
    FieldType.DATE: DateType(),
    FieldType.NUMBER: LongType(),
    FieldType.FLAG: BooleanType(),
    FieldType.MONEY: DecimalType(18, 2),
}


@contextmanager
def session(master: str, folder: Path) -> Iterator[Any]:
    """Start Spark, and stop it at the end: ``local[2]`` in one process, ``local-cluster[2,1,1024]`` on two executors."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    started = (
        SparkSession.builder.master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")  # work begins when all executors are there
        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "10min")
        .getOrCreate()
    )
    started.sparkContext.setLogLevel("OFF")
    try:
        yield started
    finally:
        started.stop()


def drop_views(spark: Any) -> None:
    """Drop the views of every kind of record."""
    for kind in RECORD_KINDS:
        spark.catalog.dropTempView(kind)


def view(spark: Any, kind: str, rows: Sequence[tuple[object, ...]], partitions: int | None = None) -> None:
    """Make rows of a kind a view, in so many partitions of equal length where a number is given."""
    fields = RECORD_KINDS[kind].fields.values()
    schema = StructType([StructField(field.name, TYPES.get(field.type, StringType())) for field in fields])
    given = rows if partitions is None else spark.sparkContext.parallelize(rows, partitions)
    spark.createDataFrame(given, schema).createOrReplaceTempView(kind)


def rows_of(kind: str, records: Iterable[object]) -> list[tuple[object, ...]]:
    """Return records of a kind as rows of its fields."""
    return [tuple(plain(getattr(record, name)) for name in RECORD_KINDS[kind].fields) for record in records]
