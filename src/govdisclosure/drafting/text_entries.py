"""Text kept with the records (入库) as entries, from which every report of the period takes it, figures updated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from govdisclosure.errors import InvalidPeriodError, refused
from govdisclosure.folders import one_step
from govdisclosure.report import Report
from govdisclosure.values import Period

_NAMES = ("body", "period", "address", "value")


def keep_words(report: Report, folder: Path) -> Path:
    """Write the words of a report into ``entry.csv`` of a folder of records, in place of those of its body and period.

    Raises:
        UnreadableError: a file is in the place of the folder, or its ``entry.csv`` is not a table of entries.
    """
    return keep_entries(
        report, folder, {f"text.{one.key}": report.text.get(one.key, "") for one in report.standard.text_sections}
    )


def keep_entries(report: Report, folder: Path, values: Mapping[str, str]) -> Path:
    """Write entries by address into ``entry.csv`` of a folder of records, in place of those of the report's body and period.

    An empty value takes an entry away.

    Raises:
        UnreadableError: a file is in the place of the folder, or its ``entry.csv`` is not a table of entries.
    """
    path = folder / "entry.csv"
    with one_step() as step:
        step.hold(folder)
        step.put(path, _content(_rows(path), report, values))
    return path


def _content(before: Iterable[dict[str, str]], report: Report, values: Mapping[str, str]) -> bytes:
    """Return the entries with those of a report's body and period replaced."""
    ours = {"body": report.body.id, "period": str(report.period)}
    rows = [row for row in before if not (row["address"] in values and _is_of(row, report))]
    rows += [{**ours, "address": address, "value": value} for address, value in values.items() if value]
    text = io.StringIO()
    writer = csv.DictWriter(text, _NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _is_of(row: Mapping[str, str], report: Report) -> bool:
    with suppress(InvalidPeriodError):
        return row.get("body") == report.body.id and Period.parse(row.get("period", "")) == report.period
    return False


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, ValueError, csv.Error):
        raise refused(path.name, "draft.entries") from None
    if any(set(row) != set(_NAMES) or None in row.values() for row in rows):
        raise refused(path.name, "draft.entries")
    return rows
