"""The contract of an exporter (导出契约): inherit it, name the exporter, and every sample report is written and looked at.

::

    class TestPortal(ExporterContract):
        exporter = PortalExporter()
        reader = PortalReader()                  # where there is one: what is written is read back
        standards = ("cn-hengyang-2015",)        # where the format is not for every report

Each test says in its name what a format must keep. Where a format is made so that one of them cannot hold, override what the
test asks (``formulas``, ``keeps_apart``), and say why.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import chdir
from datetime import date, timedelta
from decimal import Decimal
from io import RawIOBase, StringIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve

from govdisclosure.builtins import govdisclosure_exporters
from govdisclosure.consistency import Verdict, check
from govdisclosure.exact.decimals import total
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.readers import Reader
from govdisclosure.report import Cell, Report, Unread
from govdisclosure.testing.first_test import stop_behind
from govdisclosure.testing.roundtrip import Journey, with_value, written
from govdisclosure.testing.samples import sample_report, sample_reports
from govdisclosure.testing.surroundings import (
    MARK,
    UNREAD,
    another_day,
    differing,
    elsewhere,
    holds,
    inside,
    no_network,
    someone_at_work,
    text_of,
    times,
    unchanged,
    written_by_another_process,
)
from govdisclosure.testing.tracers import misplaced, texts_of, traced
from govdisclosure.values import Blank, Kind, Value

HOSTILE = ("=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", '=HYPERLINK("x","y")', "=cmd|'/c calc'!A0", "\t=1+1")
"""Texts that a spreadsheet takes for a formula where it is let."""
MARKUP = "<script>planted()</script>"
PYTHON = re.compile(
    r"\bBlank\.|\bDecimal\(|\bFraction\(|\bdatetime\.|\b(?:None|True|False)\b|\bFrozenDict\(|<\w[\w. ]* at 0x|[<(]Blank\b"
)
"""Representations of Python objects, which no reader of a document understands."""
RARE = ("甲", "乙", "𠮷", "𪚥")
"""Two characters that every Chinese encoding has, and two that only GB18030 and Unicode have."""


class ExporterContract(Journey):
    """What every exporter must keep; inherit it with ``exporter``."""

    exporter: ClassVar[Exporter]
    reader: ClassVar[Reader | None] = None
    standards: ClassVar[Sequence[str]] = ()
    """The references of the standards whose reports the format is for; all that are installed where empty."""
    marks_drafts: ClassVar[bool] = True
    """Whether the document itself says 草稿 while there are errors; report JSON has its status for that."""
    keeps_unread: ClassVar[bool] = False
    """Whether the format is for programs and carries what could not be placed while reading."""
    beside_labels: ClassVar[bool] = True
    """Whether figures are beside the labels of their rows and columns; else each is behind its cell's address."""
    repeats_figures: ClassVar[bool] = False
    """Whether the format prints a figure more than once, such as CSV, which has the value and the cell as printed."""

    # ------------------------------------------------------------------------------------------------------- what is asked

    def samples(self) -> tuple[Report, ...]:
        """Return the reports to write."""
        return tuple(map(sample_report, self.standards)) if self.standards else sample_reports()

    def bytes_of(self, report: Report, *, verdict: Verdict | None = None) -> bytes:
        """Return a report as the exporter writes it."""
        return written(self.exporter, PublishedReport(report=report, verdict=verdict) if verdict else report)

    def formulas(self, data: bytes, calm: bytes) -> int:
        """Return how many formulas a document has: in workbooks, and in tables of text with commas, semicolons or tabs.

        Args:
            data: the document.
            calm: the same with harmless texts; it shows whether the document is a table, and what parts its fields.
        """
        if data[:2] == b"PK":
            pattern = re.compile(rb"<(?:\w+:)?f[ >/]|table:formula=")
            return sum(len(pattern.findall(part)) for name, part in inside(data) if name.endswith(".xml"))
        return sum(_is_formula(field) for field in _fields(data, _delimiter(calm)))

    def keeps_apart(self, report: Report, address: str) -> tuple[bytes, ...]:
        """Return the report with zero, nothing, and a dash in one cell; the verdict stays that of the first."""
        verdict = check(report, checks=())
        values: tuple[Value, ...] = (_zero(report, address), Blank.MISSING, Blank.NOT_APPLICABLE)
        return tuple(self.bytes_of(with_value(report, address, value), verdict=verdict) for value in values)

    def tables_of(self, data: bytes) -> bytes:
        """Return the part of a document that shows the report's tables, where others draw or explain its figures."""
        return data

    @pytest.fixture(autouse=True)
    def _first_test_first(self, request: pytest.FixtureRequest) -> None:
        stop_behind("test_writes_a_plain_report", request, self.test_writes_a_plain_report)

    # --------------------------------------------------------------------------------------------------------------- tests

    def test_writes_a_plain_report(self) -> None:
        assert self.bytes_of(self.samples()[0]), "nothing was written"

    def test_is_an_exporter_with_a_name_suffixes_and_labels_in_two_languages(self) -> None:
        assert isinstance(self.exporter, Exporter)
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", self.exporter.name), "the name is small letters, digits and hyphens"
        assert all(re.fullmatch(r"\.[a-z0-9_-]+", one) for one in self.exporter.suffixes), "a suffix is a dot and small letters"
        zh, en = self.exporter.labels
        assert zh.strip()
        assert en.strip()

    def test_leaves_suffixes_of_the_package_to_the_package(self) -> None:
        own = type(self.exporter).__module__.startswith("govdisclosure.")
        taken = {suffix for one in govdisclosure_exporters() for suffix in one.suffixes} & set(self.exporter.suffixes)
        assert own or not taken, f"{', '.join(sorted(taken))} is written by the package itself"

    def test_writes_every_sample_report(self) -> None:
        for report in self.samples():
            assert self.bytes_of(report), f"nothing was written for {report.standard.id}"

    def test_shows_every_figure(self) -> None:
        for report in self.samples():
            verdict = check(report, checks=())
            before = self.bytes_of(report, verdict=verdict)
            for address in _one_of_each_kind(report):
                other = with_value(report, address, _another(report[address]))
                assert self.bytes_of(other, verdict=verdict) != before, f"{address} does not show"

    def test_loses_no_figure(self) -> None:
        for report in self.samples():
            verdict = check(report, checks=())
            given, numbers = _numbered(report)
            before = self.bytes_of(given, verdict=verdict)
            hidden = _not_seen(before, numbers, PublishedReport(report=given, verdict=verdict))
            if len(hidden) * 2 > len(numbers):  # a document that shows no figure plainly, such as PDF: the last is looked at
                hidden = list(numbers)[-1:]
            for address in hidden:
                other = with_value(given, address, total([numbers[address], 1]))
                assert self.bytes_of(other, verdict=verdict) != before, f"{address} does not show"

    def test_prints_each_figure_once_and_under_its_own_labels(self) -> None:
        for report in self.samples():
            sample = traced(report)
            data = self.tables_of(self.bytes_of(sample.report, verdict=check(report, checks=())))
            faults = list(misplaced(sample, data, labelled=self.beside_labels, repeated=self.repeats_figures))
            assert not faults, f"{report.standard.id}: " + "; ".join(faults[:5])

    def test_prints_nothing_of_python(self) -> None:
        for report in self.samples():
            for address in _one_of_each_kind(report):
                for value in (report[address], Blank.MISSING, Blank.NOT_APPLICABLE):
                    data = self.bytes_of(with_value(report, address, value), verdict=check(report, checks=()))
                    found = [match[0] for text in texts_of(data) for match in PYTHON.finditer(text)]
                    assert found == [], f"{address}: {found[:3]} is Python, and says nothing to a reader"

    def test_keeps_characters_that_are_rare_apart(self) -> None:
        for report in self.samples():
            verdict = check(report, checks=())
            one, two, rare, rarer = (self.bytes_of(_worded(report, text), verdict=verdict) for text in RARE)
            assert one == two or rare != rarer, "characters that an old encoding lacks are lost: 𠮷 is written as 𪚥 is"

    def test_keeps_zero_missing_and_not_applicable_apart(self) -> None:
        for report in self.samples():
            style = report.standard.style
            assert len({style.zero, style.missing, style.not_applicable}) == 3, f"{report.standard.id} prints them alike"
            for address in _one_of_each_kind(report):
                if report.standard.spot(address).kind is not Kind.TEXT:
                    written = self.keeps_apart(report, address)
                    assert len(set(written)) == 3, f"{address}: zero, a blank and a dash are written alike"

    def test_writes_a_draft_that_says_so(self) -> None:
        for report in self.samples():
            passed, failed = self.bytes_of(report), self.bytes_of(report, verdict=_failing(report))
            assert passed
            assert failed
            said = times(failed, "草稿") > times(passed, "草稿")
            assert said or not self.marks_drafts, "a report with errors must say 草稿, one without must not"

    @pytest.mark.parametrize("text", HOSTILE)
    def test_keeps_text_text(self, text: str) -> None:
        for report in self.samples():
            calm, hostile = _worded(report, "说明"), _worded(report, text)
            verdict = check(calm, checks=())
            before, after = self.bytes_of(calm, verdict=verdict), self.bytes_of(hostile, verdict=verdict)
            assert self.formulas(after, before) == self.formulas(before, before), f"{text!r} became a formula"

    def test_lets_no_text_become_markup(self) -> None:
        for report in self.samples():
            calm, hostile = (_parts(self.bytes_of(_worded(report, text))) for text in ("说明", MARKUP))
            marked = {name for name, part in calm.items() if part.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")}
            assert not any(MARKUP.encode() in hostile.get(name, b"") for name in marked), "text is written as markup"

    def test_gives_the_same_bytes_again(self) -> None:
        for report in self.samples():
            self.same(report, self.bytes_of(report), self.bytes_of(report), "two calls")

    def test_asks_neither_clock_nor_chance(self) -> None:
        for report in self.samples():
            before = self.bytes_of(report)
            with another_day(self.exporter):
                after = self.bytes_of(report)
            self.same(report, before, after, "another day")

    def test_asks_no_time_zone(self) -> None:
        for report in self.samples():
            before = self.bytes_of(report)
            with elsewhere():
                after = self.bytes_of(report)
            self.same(report, before, after, "another time zone")

    def test_depends_on_no_order_of_sets(self) -> None:
        report = self.samples()[0]
        publication = PublishedReport(report=report, verdict=check(report, checks=()))
        after = written_by_another_process(self.exporter, publication)
        self.same(report, written(self.exporter, publication), after, "another process")

    @staticmethod
    def same(report: Report, before: bytes, after: bytes, why: str) -> None:
        """Hold two documents of one report to be the same; what differs is named."""
        assert before == after, f"{report.standard.id}: {why}, another document: {differing(before, after)} differs"

    def test_writes_into_any_stream_and_leaves_it_open(self) -> None:
        report = self.samples()[0]
        stream = _OneWay()
        self.exporter.write(PublishedReport(report=report, verdict=check(report, checks=())), stream)  # type: ignore[arg-type]
        assert not stream.closed, "the stream belongs to the caller, who closes it"
        assert bytes(stream.written) == self.bytes_of(report), "a stream that cannot go back gets another document"

    def test_writes_into_a_file_what_it_writes_into_a_stream(self, tmp_path: Path) -> None:
        report = self.samples()[0]
        path = tmp_path / "report"
        with path.open("wb") as file, chdir(tmp_path):
            self.exporter.write(PublishedReport(report=report, verdict=check(report, checks=())), file)
        assert path.read_bytes() == self.bytes_of(report)
        assert [one.name for one in tmp_path.iterdir()] == ["report"], "an exporter makes no files of its own"

    def test_opens_no_connection(self) -> None:
        for report in self.samples():
            with no_network() as tried:
                self.bytes_of(report)
            assert tried == []

    def test_tells_nothing_of_the_person_at_the_computer(self, tmp_path: Path) -> None:
        for report in self.samples():
            with someone_at_work(tmp_path):
                data = self.bytes_of(report)
            assert not holds(data, MARK), "the user's name stands in the document"

    def test_publishes_nothing_that_was_not_placed(self) -> None:
        if self.keeps_unread:
            return
        for report in self.samples():
            given = evolve(report, unread=(Unread(where="line 3", text=UNREAD),))
            assert not holds(self.bytes_of(given), UNREAD), "unread text of a source is published"

    def test_changes_nothing_of_the_report(self) -> None:
        for report in self.samples():
            with unchanged(report):
                self.bytes_of(report)

    def test_is_read_back_as_it_was(self) -> None:
        if self.reader is None:
            return
        for report in self.samples():
            self.travels(report)
            for address in _one_of_each_kind(report):
                for value in (Blank.MISSING, Blank.NOT_APPLICABLE):
                    self.travels(with_value(report, address, value))

    def travels(self, report: Report) -> None:
        """Hold what is read back to what was written."""
        assert self.reader is not None
        self.arrives(self.reader, self.bytes_of(report), report)


# ------------------------------------------------------------------------------------------------------------------ helpers


class _OneWay(RawIOBase):
    """A stream that only goes on, as a pipe or a socket does."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += bytes(data)
        return len(data)


def _one_of_each_kind(report: Report) -> Iterator[str]:
    """Yield a printed cell of every kind of value that the standard has, in each table."""
    seen = set()
    for address, spot in report.standard.spots.items():
        mark = (spot.table.key, spot.kind)
        if spot.table.printed and mark not in seen:
            seen.add(mark)
            yield address


def _numbered(report: Report) -> tuple[Report, dict[str, int | Decimal]]:
    """Return the report with a number of its own in every printed cell for numbers, and these numbers."""
    spots = [address for address, spot in report.standard.spots.items() if spot.table.printed and spot.kind.is_number]
    numbers: dict[str, int | Decimal] = {
        address: place if isinstance(_zero(report, address), int) else Decimal(place)
        for place, address in enumerate(spots, start=7_000_003)
    }
    cells = {address: Cell(value=value) for address, value in numbers.items()}
    return evolve(report, cells={**report.cells, **cells}), numbers


def _not_seen(data: bytes, numbers: Iterable[str], publication: PublishedReport) -> list[str]:
    """Return the addresses of the cells that are not found in a document as they are printed."""
    shown = _squeezed("".join(text_of(part) for _, part in inside(data)))
    return [address for address in numbers if _squeezed(publication.printed(address)) not in shown]


def _squeezed(text: str) -> str:
    """Return a text without what may part the digits of a number."""
    return re.sub(r"[\s,，']", "", text)


def _parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a document that may be markup, by name: those of an archive, or the whole."""
    parts = {name: part for name, part in inside(data) if name.endswith((".xml", ".html", ".xhtml"))}
    return parts or {"": data}


def _zero(report: Report, address: str) -> Value:
    kind = report.standard.spot(address).kind
    zeros: Mapping[Kind, Value] = {Kind.DATE: date.min, Kind.YES_NO: False, Kind.AMOUNT: Decimal(0), Kind.SHARE: Decimal(0)}
    return zeros.get(kind, 0)


def _another(value: Value) -> Value:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    return f"{value}另" if isinstance(value, str | Blank) else total([value, 1])


def _worded(report: Report, text: str) -> Report:
    """Return the report with a text wherever words may be: cells, sections, the body's name."""
    texts = {address: Cell(value=text) for address, spot in report.standard.spots.items() if spot.kind is Kind.TEXT}
    sections = dict.fromkeys(report.text, text)
    return evolve(report, cells={**report.cells, **texts}, text=sections, body=evolve(report.body, name=text))


def _failing(report: Report) -> Verdict:
    """Return the verdict on the report with words where a number belongs."""
    number = next(address for address, spot in report.standard.spots.items() if spot.kind.is_number)
    return check(with_value(report, number, "三"), checks=())


def _delimiter(data: bytes) -> str:
    """Return what parts the fields of a table of text; nothing where it is none: one with commas in its title is prose."""
    text = text_of(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    if delimiter not in first or text[:1] in tuple("<{["):
        return ""
    lines = [fields for fields in csv.reader(StringIO(text), delimiter=delimiter) if fields]
    return delimiter if sum(len(fields) > 1 for fields in lines) * 2 > len(lines) else ""


def _fields(data: bytes, delimiter: str) -> Iterator[str]:
    if delimiter:
        for line in csv.reader(StringIO(text_of(data)), delimiter=delimiter):
            yield from line


def _is_formula(field: str) -> bool:
    """Whether a spreadsheet would calculate a field: it begins with a sign of a formula, and is no plain number."""
    begun = field.lstrip(" \t\r\n")
    return begun[:1] in tuple("=+-@") and not re.fullmatch(r"[+-]?\d+(\.\d+)?", begun)
