"""Readers (读入器): an opener turns a file into a document, the recogniser interprets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from govdisclosure.consistency.readiness import SCANNED
from govdisclosure.errors import refused
from govdisclosure.messages import say
from govdisclosure.readers.source import Source
from govdisclosure.report import Report
from govdisclosure.values import Severity

if TYPE_CHECKING:
    from govdisclosure.formats.document import LeftOut, OpenedDocument, ScanReading


@frozen(kw_only=True)
class DocumentReader:
    """Reads the reports in documents of one format.

    Attributes:
        name: the format's name.
        labels: what it is called, in Chinese and in English.
        opens: the opener: bytes and the file's name to a document.
        knows: whether bytes are of this format, whatever the file is called.
        takes_time: whether it is slow by its nature, as recognising characters is: then nobody remarks on it.
    """

    name: str
    labels: tuple[str, str]
    opens: Callable[[bytes, str], OpenedDocument]
    knows: Callable[[bytes], bool]
    takes_time: bool = False

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are of this format."""
        return self.knows(source.data)

    def read(self, source: Source) -> Report:
        """Read the report.

        Raises:
            UnreadableError: it cannot be opened, no report or several are in it, or no year.
        """
        return only(source, self.read_all(source))

    def read_all(self, source: Source) -> tuple[Report, ...]:
        """Read every report in it.

        Raises:
            UnreadableError: it cannot be opened, no report is in it, or no year.
        """
        return self.read_opened(source, self.open(source))

    def open(self, source: Source) -> OpenedDocument:
        """Take the file apart.

        Raises:
            UnreadableError: it cannot be opened.
        """
        return self.opens(source.data, source.name)

    def read_opened(self, source: Source, document: OpenedDocument) -> tuple[Report, ...]:
        """Read every report of a document that was taken apart.

        Raises:
            UnreadableError: it has no report, or no year.
        """
        from govdisclosure.readers.recognition import recognise  # on use: it loads all that recognises tables

        reports = (_with_left_out(report, document.left_out) for report in recognise(source, document))
        return tuple(_with_confidence(report, document.readings) for report in reports)


def _with_left_out(report: Report, left_out: Sequence[LeftOut]) -> Report:
    """Return a report with a note for each reason why characters were left out, at the cells beside whose figures they are."""
    from govdisclosure.formats.runs import Omission
    from govdisclosure.readers.notes import Diagnostics

    at: dict[str, list[str]] = {}
    for address, cell in report.cells.items():
        if left_out and cell.origin.address is not None:
            at.setdefault(cell.origin.address, []).append(address)
    notes = Diagnostics()
    for reason in Omission:
        own = [one for one in left_out if one.reason is reason]
        if own:
            rule = f"read.{reason.name.lower()}"
            places = [one.where for one in own]
            examples = [f"{one.where} ({one.text})" if _MARK.fullmatch(one.text) else one.where for one in own[:5]]
            cells = list(dict.fromkeys(address for where in places for address in at.get(where, ())))
            notes.add(rule, Severity.WARNING, cells, places[:20], say(rule, count=len(own), examples=examples))
    return evolve(report, notes=(*report.notes, *notes.findings)) if notes.findings else report


def _with_confidence(report: Report, readings: Mapping[str, ScanReading]) -> Report:
    """Return a report of a scan with how surely each cell was recognised, and doubts about those that were not."""
    if not readings:
        return report
    from govdisclosure.readers.notes import Diagnostics

    cells, notes, unsure = dict(report.cells), Diagnostics(), 0
    for address, cell in report.cells.items():
        reading = readings.get(cell.origin.address or "")
        if reading is None:
            continue
        percent = int(reading.confidence * 100)
        others = reading.alternatives if not isinstance(cell.value, str) else ()
        cells[address] = evolve(cell, origin=evolve(cell.origin, confidence=percent, alternatives=others))
        if percent < _LEAST_SURE and not isinstance(cell.value, str):
            unsure += 1
            key = "read.scan_unsure.or" if others else None
            facts = {"label": report.standard.spot(address).label, "printed": cell.printed or "", "confidence": percent}
            more = {"alternatives": list(others)} if others else {}
            notes.about("read.scan_unsure", Severity.WARNING, address, (cell.origin.address,), key, **facts, **more)
    notes.add(SCANNED, Severity.WARNING, (), [], say(SCANNED, count=len(report.cells), unsure=unsure))
    return evolve(report, cells=cells, notes=(*report.notes, *notes.findings))


_LEAST_SURE = 85
"""Per cent below which what was recognised in a scan is doubted (识别把握下限)."""
_MARK = re.compile(r"[0-9.,*†‡①-⑳\[\]()注]{1,8}")


def only(source: Source, reports: Sequence[Report]) -> Report:
    """Return the one report of a file; of several, that of the body or the period that the caller names.

    Raises:
        UnreadableError: there are several, and the caller names none of them.
    """
    if len(reports) == 1:
        return reports[0]
    named = [report for report in reports if source.body in (None, report.body.name)]
    named = [report for report in named if source.period in (None, report.period)]
    if len(named) == 1:
        return named[0]
    bodies = [f"{report.body.name or report.body.id} {report.period}" for report in reports]
    raise refused(source.name, "read.several", count=len(reports), reports=bodies[:10])
