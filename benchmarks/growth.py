"""How the time of each command that takes records grows with their number: CPU seconds of its process, and exponents.

    python benchmarks/growth.py [MOST RECORDS]

A folder of n requests, one body for every forty and every tenth request open, at n = 1,000 and ten times as many until there
are so many as asked (100,000). Every id of ``repeated ids`` occurs twice, and is refused. The seconds that a command takes for
a folder of one request (of one id twice), such as its start, are taken off before the exponent is worked out: 1 is time that
grows as the records do, and what is above 1.15 from 10,000 to 100,000 is a fault.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from goals import rows

COMMANDS = {
    "tabulate": "tabulate RECORDS --standard cn-2021 --year 2024 --body b0 -o REPORT.json",
    "tabulate --by-body": "tabulate RECORDS --standard cn-2021 --year 2024 --by-body -o REPORT.xlsx",
    "verify": "verify REPORT.json --records RECORDS",
    "explain": "explain REPORT.json requests.received/total --records RECORDS",
    "due": "due RECORDS --on 2025-01-10",
    "due -o due.xlsx": "due RECORDS --on 2025-01-10 -o REPORT-due.xlsx",
    "diagnose": "diagnose RECORDS --standard cn-2021 --year 2024",
    "repeated ids": "tabulate TWICE --standard cn-2021 --year 2024 --body b0 -o refused.json",
}
"""Each with its words; RECORDS and TWICE are folders of n requests, REPORT is that of the same n."""


def folder(path: Path, count: int, *, twice: bool = False) -> Path:
    """Make a folder of so many requests."""
    path.mkdir()
    with (path / "request.csv").open("w", encoding="utf-8", newline="") as stream:
        made = rows(count)
        writer = csv.DictWriter(stream, made[0].keys())
        writer.writeheader()
        for number, row in enumerate(made):
            opened = {"closed": "", "outcome": ""} if number % 10 == 0 else {}
            writer.writerow(row | opened | ({"id": f"r{number // 2}"} if twice else {}))
    return path


def seconds(command: str, work: Path) -> float:
    """Return the seconds of the processor that a command takes in a folder; its result is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, "-m", "govdisclosure", "--lang", "en", *command.split()]
    done = subprocess.run(words, cwd=work, check=False, capture_output=True)  # noqa: S603 - our own commands
    if b"Usage:" in done.stderr or b"Traceback" in done.stderr:
        sys.exit(f"{command}: {done.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("most", nargs="?", type=int, default=100_000)
    most = parser.parse_args().most
    counts = [1, *(10**power for power in range(3, 1 + round(math.log10(most))))]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for count in counts:
            folder(work / f"RECORDS{count}", count)
            folder(work / f"TWICE{count}", max(2, count), twice=True)
        print(f"{'CPU seconds; exponent':<24}" + "".join(f"{count:>12,}" for count in counts[1:]) + "  exponents")
        for title, command in COMMANDS.items():
            taken = [seconds(re.sub("RECORDS|TWICE|REPORT", rf"\g<0>{count}", command), work) for count in counts]
            own = [max(0.001, one - taken[0]) for one in taken[1:]]
            exponents = [math.log10(more / less) for less, more in itertools.pairwise(own)]
            line = "".join(f"{one:>12.2f}" for one in taken[1:])
            print(f"{title:<24}{line}  {' '.join(f'{one:.2f}' for one in exponents)}", flush=True)


if __name__ == "__main__":
    main()
