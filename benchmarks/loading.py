"""Records from JSON lines: the strict converter against a loop that calls the constructor by hand.

    python benchmarks/loading.py [THOUSANDS OF LINES] [--rounds N]

Both read the same file, and both make the same records: the constructor checks each in either case. The converter also holds
every value to the field's type, refuses what is no field, and knows where each line stands.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from govdisclosure.records import RECORD_KINDS, Request
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.sources.folder import _FolderReader
from govdisclosure.sources.record_files import JsonLinesFile

CHANNELS, APPLICANTS, OUTCOMES = (
    {one.value: one for one in RequestChannel},
    {one.value: one for one in Applicant},
    {one.value: one for one in Outcome},
)


def written(path: Path, lines: int) -> Path:
    """Write requests as JSON lines."""
    channels, applicants, outcomes = ([one.value for one in words] for words in (RequestChannel, Applicant, Outcome))
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            one = {
                "id": f"r{number}",
                "body": f"b{number % 97}",
                "channel": channels[number % len(channels)],
                "applicant": applicants[number % len(applicants)],
                "received": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
            }
            if number % 10:
                one |= {"closed": f"2025-01-{number % 28 + 1:02}", "outcome": outcomes[number % len(outcomes)]}
            file.write(json.dumps(one) + "\n")
    return path


def by_hand(path: Path) -> list[Request]:
    """Call the constructor in a loop."""
    made = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            one = json.loads(line)
            closed, outcome = one.get("closed"), one.get("outcome")
            made.append(
                Request(
                    id=one["id"],
                    body=one["body"],
                    channel=CHANNELS[one["channel"]],
                    applicant=APPLICANTS[one["applicant"]],
                    received=date.fromisoformat(one["received"]),
                    closed=date.fromisoformat(closed) if closed is not None else None,
                    outcome=OUTCOMES[outcome] if outcome is not None else None,
                )
            )
    return made


def by_converter(path: Path) -> list[object]:
    """Read the file as every record file is read."""
    reader = _FolderReader()
    reader.read(JsonLinesFile(RECORD_KINDS["request"], path), None)
    return list(reader.records)


def timed(way: Callable[[Path], object], path: Path) -> float:
    """Return how many seconds a way takes."""
    start = time.perf_counter()
    way(path)
    return time.perf_counter() - start


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("thousands", nargs="?", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "request.jsonl", chosen.thousands * 1000)
        assert by_hand(path) == by_converter(path)  # noqa: S101 - or the race means nothing
        pairs = [(timed(by_converter, path), timed(by_hand, path)) for _ in range(chosen.rounds)]
    ours, hand = (min(pair[side] for pair in pairs) for side in (0, 1))
    print(f"{chosen.thousands},000 lines: converter {ours:.3f} s, constructor by hand {hand:.3f} s, ratio {ours / hand:.2f}")


if __name__ == "__main__":
    main()
