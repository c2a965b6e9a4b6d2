"""How cost grows with rows and bodies: seconds and peak memory of each engine, from ten thousand rows to ten million.

    python benchmarks/scale.py [--most MILLIONS] [--folder DIR]

Each figure is of a process of its own that has done the same once before. Rows are publications; items, requests and
engagements come with them, 2.4 rows in all for each.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import data
import engines

WAYS = {
    "memory": "memory_ours",
    "polars": "polars_ours_trusted",
    "polars, 3,000 bodies": "polars_ours_bodies",
    "DuckDB": "duckdb_ours",
    "DuckDB, 3,000 bodies": "duckdb_ours_bodies",
    "PostgreSQL": "postgres_ours",
    "PostgreSQL, 3,000 bodies": "postgres_ours_bodies",
}
SIZES = (0.01, 0.1, 1.0, 10.0)
OBJECTS = 0.1
"""Millions of publications up to which objects in memory are measured: beyond, nobody should make objects."""


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--most", type=float, default=10)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "govdisclosure-benchmark")
    chosen = parser.parse_args()
    sizes = [size for size in SIZES if size <= chosen.most]
    for size in sizes:
        engines.prepare(chosen.folder, size)
    print("| engine | " + " | ".join(f"{size * 1e6:,.0f}" for size in sizes) + " |")
    print("| --- | " + " | ".join("---:" for _ in sizes) + " |")
    for name, way in WAYS.items():
        cells = []
        for size in sizes:
            if "memory" in way and size > OBJECTS:
                cells.append("")
                continue
            if "postgres" in way:
                os.environ["GOVDISCLOSURE_POSTGRES"] = data.served(chosen.folder, size)
            found = engines.measured(way, chosen.folder, size)
            cells.append(f"{found['seconds']:.2f} s, {found['megabytes']:.0f} MB")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
