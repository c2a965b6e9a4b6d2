"""How far long work is (进度): counted where rows, pages and records are walked over, and ended at any of the counts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from attrs import define, evolve, field
from openpyxl import Workbook

from govdisclosure import check, read_folder, tabulate
from govdisclosure.consistency import locate
from govdisclosure.errors import PluginError
from govdisclosure.folders import write_whole
from govdisclosure.intake import read_sheets, take_in
from govdisclosure.library import load_profile
from govdisclosure.plugins.containment import contained
from govdisclosure.plugins.registry import Plugin
from govdisclosure.progress import STEP, WorkStopped, counted, watched
from govdisclosure.report import Cell
from govdisclosure.testing.examples import every_kind_kept, request

LINES = 3 * STEP
"""Lines of a file, enough for several counts."""


@define
class Counts:
    """Notes what is reported, and ends the work at a count."""

    ends_at: int = -1
    reported: list[tuple[str, int, int]] = field(factory=list)

    def __call__(self, what: str, done: int, of: int) -> None:
        if len(self.reported) == self.ends_at:
            raise WorkStopped
        self.reported.append((what, done, of))


def log() -> bytes:
    """A log as a csv file."""
    rows = (f"L-{number},2024.{number % 12 + 1}.{number % 28 + 1},某甲,,咨询,来访,2024-12-31" for number in range(LINES))
    return "\n".join(["登记号,日期,姓名,电话,类别,方式,回复日期", *rows]).encode()


def workbook() -> bytes:
    """The same as a workbook."""
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    for line in log().decode().splitlines():
        page.append(line.split(","))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def folder_of_requests(place: Path) -> None:
    rows = (f"r{number},office,online,natural_person,2024-03-04,," for number in range(LINES))
    heads = "id,body,channel,applicant,received,closed,outcome"
    (place / "request.csv").write_text("\n".join([heads, *rows]), encoding="utf-8")
    (place / "body.csv").write_text("id,name\noffice,某局\n", encoding="utf-8")


def of_a_register_as_text(_: Path) -> object:
    return [list(one.read()) for one in read_sheets(log())]


def of_a_register_as_a_workbook(_: Path) -> object:
    return [list(one.read()) for one in read_sheets(workbook())]


def of_taking_a_register_in(_: Path) -> object:
    found = take_in(workbook(), load_profile("counter-log"), key=b"k" * 16)
    assert found.taken == LINES
    return found


def of_reading_a_folder(place: Path) -> object:
    folder_of_requests(place)
    return read_folder(place)


def of_making_a_report(_: Path) -> object:
    requests = [request(f"r{number}") for number in range(LINES)]
    return tabulate(every_kind_kept(requests), "cn-2021", period=2024)


WORK = (
    of_a_register_as_text,
    of_a_register_as_a_workbook,
    of_taking_a_register_in,
    of_reading_a_folder,
    of_making_a_report,
)


class TestCounts:
    """Inside one file, too, long work says how far it is."""

    @pytest.mark.parametrize("work", WORK, ids=lambda one: one.__name__)
    def test_come_from_inside(self, work: Callable[[Path], object], tmp_path: Path) -> None:
        counts = Counts()
        with watched(counts):
            work(tmp_path)
        assert max(done for _, done, _ in counts.reported) >= LINES - STEP

    @pytest.mark.parametrize("work", WORK, ids=lambda one: one.__name__)
    def test_end_the_work(self, work: Callable[[Path], object], tmp_path: Path) -> None:
        counts = Counts(ends_at=2)
        with watched(counts), pytest.raises(WorkStopped):
            work(tmp_path)

    def test_come_from_locating_errors(self) -> None:
        report = tabulate(every_kind_kept([request()]), "cn-2021", period=2024)
        cells = {**report.cells, "requests.received/total": Cell(value=7)}
        wrong = evolve(report, cells=cells)
        assert check(wrong).verdict == "failed"
        counts = Counts()
        with watched(counts):
            assert locate(wrong)
        assert counts.reported

    def test_of_nobody_who_waits_cost_nothing(self) -> None:
        items = [1, 2]
        assert counted(items, "") is items

    def test_end_with_the_block(self) -> None:
        counts = Counts()
        with watched(counts):
            assert list(counted("ab", "x", 2, step=1)) == ["a", "b"]
        assert counts.reported == [("x", 0, 2), ("x", 1, 2)]
        assert counted("ab", "x") == "ab"


class TestEndedWork:
    """That it was ended is no error of what it was in."""

    def test_is_no_fault_of_a_plugin(self) -> None:
        plugin = Plugin(name="acme", distribution="acme-plugin", version="1")
        with pytest.raises(WorkStopped), contained(plugin, "x"):
            raise WorkStopped
        with pytest.raises(PluginError), contained(plugin, "x"):
            raise KeyboardInterrupt  # by itself, and not by the user

    def test_leaves_files_as_they_were(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"old")

        def write(stream: BinaryIO) -> None:
            stream.write(b"new")
            raise WorkStopped

        with pytest.raises(WorkStopped):
            write_whole(tmp_path / "a", write)
        assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a": b"old"}
