"""Sessions of Spark for tests, on this machine alone, and records as its views."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A machine that lives for two minutes is done before its second compiler has earned what it costs."""

INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
"""For many queries over a few rows: they would take most of their time to be compiled and planned again between stages."""


@contextmanager
def session(master: str, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Start Spark, and stop it at the end: ``local[2]`` in one process, ``local-cluster[2,1,1024]`` on two executors."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(master)
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(folder),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": _JAVA,
        "spark.executor.extraJavaOptions": _JAVA,
        "spark.executor.memory": "512m",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # work begins when all executors are there
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "10min",
        **(settings or {}),
    }.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
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
