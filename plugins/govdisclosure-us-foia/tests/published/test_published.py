"""The published reports (../shared/us-foia): every wrong total is named, and no error that a plain check does not find.

Beside each year's XML the same site publishes the agencies' overall figures as CSV, which say what a wrong total should be.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import define, field
from tests.shared import SHARED, needs

from govdisclosure import Report, Severity, locate
from govdisclosure.consistency import Verdict
from govdisclosure.errors import UnreadableError
from govdisclosure.library import default_library

DATA = SHARED / "us-foia"
YEARS = sorted(one.stem for one in (DATA / "xml").glob("*.zip"))
ROOT = Path(__file__).resolve().parents[4]
TOTAL = "dispositions.total"
ABOUT_THE_TOTAL = {"dispositions.total.sum", "dispositions.processed", "dispositions.components"}

pytestmark = needs(DATA)


def plain_check() -> ModuleType:
    """The peer, which lies beside the benchmarks and calls nothing of the library."""
    spec = importlib.util.spec_from_file_location("plain_foia", ROOT / "benchmarks" / "plain_foia.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["plain_foia"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@define
class Year:
    """What was found in one year's files."""

    refused: set[str] = field(factory=set)
    reports: list[tuple[str, tuple[Report, ...], tuple[Verdict, ...]]] = field(factory=list)
    plain: Any = None
    no_reports: set[str] = field(factory=set)

    def errors(self) -> Iterator[tuple[str, str, str]]:
        """Yield rule, file and body of every error about rows that belong to somebody."""
        for name, reports, verdicts in self.reports:
            for report, verdict in zip(reports, verdicts, strict=True):
                for one in verdict.findings:
                    if one.severity is Severity.ERROR and not any(note.rule == "read.unlinked_rest" for note in report.notes):
                        yield one.rule, name, report.body.id


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every XML file of an archive."""
    with ZipFile(path) as archive:
        for info in archive.infolist():
            if info.filename.endswith(".xml") and not info.filename.startswith("__MACOSX"):
                yield PurePosixPath(info.filename).name, archive.read(info)


@pytest.fixture(scope="module", params=YEARS)
def year(request: pytest.FixtureRequest) -> Year:
    found, library, plain = Year(), default_library(), plain_check()
    found.plain = plain.PlainCheck()
    for name, data in members(DATA / "xml" / f"{request.param}.zip"):
        before = found.plain.refused
        found.plain.file(Path(name), data)
        if found.plain.refused > before:
            found.no_reports.add(name)
        try:
            reports = library.read_all(_named(name, data))
        except UnreadableError:
            found.refused.add(name)
            continue
        found.reports.append((name, reports, tuple(library.check(one, parts=reports) for one in reports)))
    found.plain.year = request.param
    return found


def _named(name: str, data: bytes) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = name
    return stream


@pytest.fixture
def csv_totals(year: Year) -> dict[str, int]:
    """The totals of V.B.(1) that the site publishes as CSV, by the agency's name."""
    with ZipFile(DATA / "csv" / f"{year.plain.year}.zip") as archive:
        names = [one for one in archive.namelist() if not one.startswith("__MACOSX")]
        name = next(one for one in names if "disposition-of-foia-requests-all-processed" in one)
        rows = csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        return {row["Agency"]: int(row["Total"].replace(",", "")) for row in rows}


def test_exactly_the_pages_that_are_no_reports_are_refused(year: Year) -> None:
    assert year.refused == year.no_reports
    assert len(year.reports) > 50


def test_errors_are_those_that_a_plain_check_finds(year: Year) -> None:
    """Rule by rule; rows that are linked to nobody are looked at apart, for the plain check joins none of them."""
    ours: dict[str, int] = {}
    for rule, _, _ in year.errors():
        ours[rule] = ours.get(rule, 0) + 1
    theirs: dict[str, int] = {}
    for one in year.plain.broken:
        if one.organization:
            theirs[one.rule] = theirs.get(one.rule, 0) + 1
    assert ours == theirs


def test_every_wrong_total_is_found_and_named_alone(year: Year, csv_totals: dict[str, int]) -> None:
    wrong = {one.agency for one in year.plain.totals if one.agency}
    named = set()
    for _, reports, verdicts in year.reports:
        agency = reports[0]
        broken = {one.rule for one in verdicts[0].findings if one.severity is Severity.ERROR}
        if "dispositions.total.sum" not in broken:
            continue
        named.add(agency.body.id)
        if broken <= ABOUT_THE_TOTAL:
            [conflict] = locate(agency, parts=reports[1:])
            [answer] = conflict.answers
            assert {address: one.should_be for address, one in answer.cells.items()} == {TOTAL: csv_totals[agency.body_name]}
    assert len(named) == len(wrong)
    assert len(wrong) > 20


def test_every_figure_has_its_element(year: Year) -> None:
    for _, reports, _ in year.reports:
        for report in reports:
            assert all(cell.origin.address or cell.printed is None for cell in report.cells.values())
