"""What lies in a folder (报送材料): the reports of a folder, whatever their format, and the days of the list beside them.

A file that cannot be read is no reason to stop: it becomes a line that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from govdisclosure.areas.submissions import Delivery, SubmittedFile, SubmittedReport, SubmittedReports, unreadable_file
from govdisclosure.cycle_collector import collector_paused
from govdisclosure.errors import GovDisclosureError, UnreadableError, refused
from govdisclosure.files import read_whole
from govdisclosure.formats.document import Grid, PlacedCell
from govdisclosure.formats.sniffing import open_document
from govdisclosure.messages import say
from govdisclosure.report import Report
from govdisclosure.sources.spelling import day_as_stored

LISTS = ("handed_in", "报送情况表")
"""What the table beside the reports may be called, ``handed_in.csv`` or a workbook; a body is in it by its id or its name."""
LIST_COLUMNS = (("body", "机关", "机关名称"), ("handed_in", "报送日期"), ("published", "公布日期"))
"""What the columns of that table may be called."""
_NO_FILES = ("thumbs.db", "desktop.ini", "ehthumbs.db")  # what Windows leaves in folders
_TABLES = (".csv", ".xlsx", ".xls", ".ods", ".et")


def gather_reports(
    folder: Path, read: Callable[[Path], Sequence[Report]], *, progress: Callable[[int, int], None] | None = None
) -> SubmittedReports:
    """Read every report in a folder and the folders in it (报送材料).

    What begins with a dot or ``~$``, and ``Thumbs.db``, is left out.

    Args:
        folder: the folder.
        read: from a file to the reports in it.
        progress: called with how many files are read, and how many there are.

    Raises:
        UnreadableError: there is no such folder.

    Example:
        >>> handed_in = gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)])
        >>> len(handed_in.reports)
        11
    """
    if not folder.is_dir():
        raise refused(folder.name, "folder.none")
    files: list[SubmittedFile] = []
    days: dict[str, Delivery] = {}
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_wanted(path.relative_to(folder))]
    with collector_paused():
        for done, path in enumerate(paths):
            name = path.relative_to(folder).as_posix()
            if progress:
                progress(done, len(paths))
            try:
                if path.stem in LISTS and path.suffix.lower() in _TABLES:
                    days |= _days(path)
                else:
                    files += [SubmittedReport(file=name, path=path, report=report) for report in read(path)]
            except UnreadableError as error:
                files.append(unreadable_file(name, [fault.sentence for fault in error.faults], path))
            except GovDisclosureError as error:
                files.append(unreadable_file(name, [error.sentence], path))
            except Exception as error:  # another's reader may fail in any way; forty reports must not wait for one
                files.append(unreadable_file(name, [say("audit.reader_failed", reason=type(error).__name__)], path))
    return SubmittedReports(files=tuple(files), days=days)


def _is_wanted(path: Path) -> bool:
    return path.name.lower() not in _NO_FILES and not any(part.startswith((".", "~$")) for part in path.parts)


def _days(path: Path) -> dict[str, Delivery]:
    """Read the list.

    Raises:
        UnreadableError: it cannot be opened, or is no such table.
    """
    blocks = open_document(read_whole(path), path.name).blocks
    rows = [_texts(row) for block in blocks if isinstance(block, Grid) for row in block.rows]
    while rows and not all(set(names) & set(rows[0]) for names in LIST_COLUMNS):
        del rows[0]  # a title, and who made the table when
    if not rows:
        raise refused(path.name, "audit.list")
    head, *rows = rows
    places = [next(head.index(name) for name in names if name in head) for names in LIST_COLUMNS]
    try:
        listed = [[row[place] for place in places] for row in rows]
        return {body: Delivery(*(_day(day) for day in days)) for body, *days in listed if body}
    except ValueError:
        raise refused(path.name, "audit.list") from None


def _texts(row: Sequence[PlacedCell | None]) -> list[str]:
    return ["" if cell is None else cell.text.strip() for cell in row]


def _day(text: str) -> date | None:
    return date.fromisoformat(day_as_stored(text)) if text else None
