"""How long sixty indicators take where the rows are, beside the same figures counted by hand on the same engine.

    python benchmarks/engines.py [MILLIONS OF PUBLICATIONS] [--folder DIR] [--rounds N] [NAME …]

Every way runs in a process of its own, which reads the same files; both of a pair run in turn, and the ratio of the medians of
their seconds of the processor is what counts; PostgreSQL's server counts with its client. Figures are compared before they are
timed. Data stay in the folder for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
SERVERS: list[Any] = []
"""The connections to PostgreSQL of the run that is measured."""
PAIRS = {
    "polars, Parquet, nation, ids found out": ("polars_ours", "polars_hand"),
    "polars, Parquet, ids known to be unique": ("polars_ours_trusted", "polars_hand"),
    "polars, Parquet, 3,000 bodies": ("polars_ours_bodies", "polars_hand_bodies"),
    "polars, CSV, nation": ("csv_ours", "csv_hand"),
    "DuckDB, Parquet, nation, ids found out": ("duckdb_ours", "duckdb_hand"),
    "DuckDB, Parquet, ids known to be unique": ("duckdb_ours_trusted", "duckdb_hand"),
    "DuckDB, Parquet, 3,000 bodies": ("duckdb_ours_bodies", "duckdb_hand_bodies"),
    "PostgreSQL, nation, ids found out": ("postgres_ours", "postgres_hand"),
    "PostgreSQL, nation, ids known to be unique": ("postgres_ours_trusted", "postgres_hand"),
    "PostgreSQL, nation, with keys": ("postgres_ours_keys", "postgres_hand_keys"),
    "PostgreSQL, 3,000 bodies": ("postgres_ours_bodies", "postgres_hand_bodies"),
    "pandas written well against polars": ("pandas_well", "polars_ours_trusted"),
    "pandas by indicator against polars": ("pandas_each", "polars_ours_trusted"),
}


def ways(folder: Path, millions: float) -> dict[str, Callable[[], Any]]:
    """Return every way of counting, by name."""
    import data
    import peers
    import polars as pl

    from govdisclosure import Period, load_standard, tabulate_by_body, tabulate_together
    from govdisclosure.sources import open_tables, read_folder, scan_folder

    standard, year = load_standard(HERE / "sixty.toml"), Period.year(2024)
    parquet, csv = (folder / f"{millions:g}-{suffix}" for suffix in ("parquet", "csv"))
    names = data.TABLES

    def nation(source: Any) -> dict[str, int]:
        report = tabulate_together(source, standard, period=year, body="nation")
        return {address: int(report[address]) for address in standard.spots}  # type: ignore[arg-type]

    def bodies(source: Any) -> dict[str, dict[str, int]]:
        made = tabulate_by_body(source, standard, period=year)
        return {body: {address: int(one[address]) for address in standard.spots} for body, one in made.items()}  # type: ignore[arg-type]

    def scanned() -> dict[str, pl.LazyFrame]:
        return {name: pl.scan_parquet(parquet / f"{name}.parquet") for name in names}

    def csv_scanned() -> dict[str, pl.LazyFrame]:
        days = dict.fromkeys(("first_published", "published", "received", "due", "closed", "replied"), pl.Date)
        found = {}
        for name in names:
            columns = (csv / f"{name}.csv").open().readline().strip().split(",")
            schema = {column: days.get(column, pl.String) for column in columns}
            found[name] = pl.scan_csv(csv / f"{name}.csv", schema=schema)
        return found

    def duck(*, unique: bool) -> Any:
        import duckdb

        connection = duckdb.connect()
        for name in names:
            connection.execute(f"create view {name} as select * from '{parquet}/{name}.parquet'")  # noqa: S608 - names of ours
        return open_tables(connection, ids_unique=unique), lambda text: connection.execute(text).fetchall()

    def postgres(*, unique: bool, schema: str = "public") -> Any:
        import psycopg

        alone = f"-c max_parallel_workers_per_gather=0 -c search_path={schema}"
        connection = psycopg.connect(os.environ["GOVDISCLOSURE_POSTGRES"], autocommit=True, options=alone)
        SERVERS.append(connection)
        return open_tables(connection, ids_unique=unique), lambda text: connection.execute(text).fetchall()

    return {
        "memory_ours": lambda: nation(read_folder(parquet)),
        "polars_ours": lambda: nation(scan_folder(parquet)),
        "polars_ours_trusted": lambda: nation(scan_folder(parquet, ids_unique=True)),
        "polars_hand": lambda: peers.polars(scanned()),
        "polars_ours_bodies": lambda: bodies(scan_folder(parquet, ids_unique=True)),
        "polars_hand_bodies": lambda: peers.polars_by_body(scanned()),
        "csv_ours": lambda: nation(scan_folder(csv, ids_unique=True)),
        "csv_hand": lambda: peers.polars(csv_scanned()),
        "duckdb_ours": lambda: nation(duck(unique=False)[0]),
        "duckdb_ours_trusted": lambda: nation(duck(unique=True)[0]),
        "duckdb_hand": lambda: peers.sql(duck(unique=True)[1])[""],
        "duckdb_ours_bodies": lambda: bodies(duck(unique=True)[0]),
        "duckdb_hand_bodies": lambda: peers.sql(duck(unique=True)[1], by_body=True),
        "postgres_ours": lambda: nation(postgres(unique=False)[0]),
        "postgres_ours_trusted": lambda: nation(postgres(unique=True)[0]),
        "postgres_hand": lambda: peers.sql(postgres(unique=True)[1])[""],
        "postgres_ours_keys": lambda: nation(postgres(unique=False, schema="keyed")[0]),
        "postgres_hand_keys": lambda: peers.sql(postgres(unique=True, schema="keyed")[1])[""],
        "postgres_ours_bodies": lambda: bodies(postgres(unique=True)[0]),
        "postgres_hand_bodies": lambda: peers.sql(postgres(unique=True)[1], by_body=True),
        "pandas_well": partial(peers.pandas_well, parquet),
        "pandas_each": partial(peers.pandas_each, parquet),
    }


def alone(name: str, folder: Path, millions: float) -> None:
    """Run one way in this process and print what it took."""
    work = ways(folder, millions)[name]
    work()  # compile, import, fill the cache of files
    SERVERS.clear()
    begun = time.process_time()
    found = work()
    seconds = time.process_time() - begun + sum(_seconds_of(one.info.backend_pid) for one in SERVERS)
    peak = _peak()
    told = {whose: _shown(one) for whose, one in found.items()} if "bodies" in name else _shown(found)
    print(json.dumps({"seconds": seconds, "megabytes": peak, "figures": zlib.crc32(json.dumps(told, sort_keys=True).encode())}))


def _seconds_of(process: int) -> float:
    """Return the seconds of the processor that another process has had."""
    numbers = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _peak() -> float:
    """Return the most megabytes that this process held; ``ru_maxrss`` would count what the one that started it held, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def _shown(figures: Mapping[str, int]) -> dict[str, int]:
    """Return the figures that the standard asks for, without zeros: who groups counts some outcomes more."""
    known = {row["key"] for row in tomllib.loads((HERE / "sixty.toml").read_text(encoding="utf-8"))["tables"][0]["rows"]}
    return {address: count for address, count in figures.items() if count and address in known}


def prepare(folder: Path, millions: float) -> None:
    """Make the files, where they are not there: in a process of its own, for what that takes is not ours."""
    subprocess.run([sys.executable, str(HERE / "data.py"), str(folder), str(millions)], check=True)  # noqa: S603


def measured(name: str, folder: Path, millions: float) -> dict[str, float]:
    command = [sys.executable, __file__, str(millions), "--folder", str(folder), "--alone", name]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    found: dict[str, float] = json.loads(printed)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("millions", nargs="?", type=float, default=1)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "govdisclosure-benchmark")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone")
    chosen = parser.parse_intermixed_args()
    if chosen.alone:
        alone(chosen.alone, chosen.folder, chosen.millions)
        return
    prepare(chosen.folder, chosen.millions)
    pairs = {name: pair for name, pair in PAIRS.items() if not chosen.names or any(one in name for one in chosen.names)}
    if any("PostgreSQL" in name for name in pairs):
        import data

        os.environ.setdefault("GOVDISCLOSURE_POSTGRES", data.served(chosen.folder, chosen.millions))
    print(f"{chosen.millions:g} M publications, sixty indicators; CPU, median of {chosen.rounds}, each in a process of its own")
    print(f"{'':44}{'seconds':>9}{'by hand':>9}{'ratio':>7}{'MB':>7}{'by hand':>9}")
    for name, (ours, hand) in pairs.items():
        runs = [[measured(way, chosen.folder, chosen.millions) for way in (ours, hand)] for _ in range(chosen.rounds)]
        one, other = ([run[side] for run in runs] for side in (0, 1))
        if "pandas" not in name:
            assert {run["figures"] for run in one} == {run["figures"] for run in other}, name  # noqa: S101 - or the race means nothing
        mine, theirs = (median(run["seconds"] for run in side) for side in (one, other))
        memory = [min(run["megabytes"] for run in side) for side in (one, other)]
        print(f"{name:44}{mine:9.3f}{theirs:9.3f}{mine / theirs:7.2f}{memory[0]:7.0f}{memory[1]:9.0f}", flush=True)


if __name__ == "__main__":
    main()
