"""One record, four kinds of file: CSV, JSON lines, Excel, Parquet; the same rules and the same words for faults in each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from govdisclosure.errors import UnreadableError
from govdisclosure.records import Charge, Request
from govdisclosure.records.vocabulary import Applicant, Outcome, RequestChannel
from govdisclosure.sources import read_folder

HEADER = ("id", "body", "channel", "applicant", "received", "closed", "outcome")
LINE = ("r1", "b", "fax", "business", date(2015, 3, 4), date(2015, 3, 6), "granted")
EXPECTED = Request(
    id="r1",
    body="b",
    channel=RequestChannel.FAX,
    applicant=Applicant.BUSINESS,
    received=date(2015, 3, 4),
    closed=date(2015, 3, 6),
    outcome=Outcome.GRANTED,
)


def written(folder: Path, suffix: str, lines: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> Path:
    """Write lines as a file of requests."""
    path = folder / f"request{suffix}"
    match suffix:
        case ".csv":
            rows = [",".join("" if cell is None else str(cell) for cell in row) for row in (header, *lines)]
            path.write_text("\n".join(rows) + "\n", "utf-8")
        case ".jsonl":
            objects = [dict(zip(header, map(as_json, row), strict=False)) for row in lines]
            path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects), "utf-8")
        case ".xlsx":
            book = Workbook()
            for row in (header, *lines):
                book.worksheets[0].append(list(row))
            book.save(path)
        case ".parquet":
            pl.DataFrame([list(row) for row in lines], schema=list(header), orient="row").write_parquet(path)
    return path


def as_json(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


def faults(folder: Path) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        read_folder(folder)
    return [one.en for one in caught.value.faults]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx", ".parquet"])
class TestEveryFormat:
    """What a file says is the same whatever its format."""

    def test_gives_the_same_record(self, tmp_path: Path, suffix: str) -> None:
        written(tmp_path, suffix, [LINE])
        assert read_folder(tmp_path).of(Request) == (EXPECTED,)

    def test_reads_an_empty_cell_as_missing(self, tmp_path: Path, suffix: str) -> None:
        written(tmp_path, suffix, [(*LINE[:5], None, None)])
        (found,) = read_folder(tmp_path).of(Request)
        assert (found.closed, found.outcome) == (None, None)

    def test_names_every_fault_with_its_line_at_once(self, tmp_path: Path, suffix: str) -> None:
        bad = ("r2", "b", "carrier pigeon", "business", date(2015, 3, 4), None, None)
        worse = ("r3", "b", "fax", None, date(215, 3, 4), None, None) if suffix != ".xlsx" else ("r3", "b", "fax", None)
        written(tmp_path, suffix, [LINE, bad, worse])
        found = faults(tmp_path)
        place = {".csv": " line ", ".jsonl": " line ", ".xlsx": " Sheet!", ".parquet": " row "}[suffix]
        first = 1 if suffix in (".jsonl", ".parquet") else 2
        assert any(f"request{suffix}{place}{first + 1}" in one and "channel" in one for one in found)
        assert any(f"request{suffix}{place}{first + 2}" in one and "applicant" in one for one in found)

    def test_refuses_a_column_that_is_no_field(self, tmp_path: Path, suffix: str) -> None:
        written(tmp_path, suffix, [(*LINE, "x")], (*HEADER, "outcom"))
        assert any("outcome" in one and "outcom" in one for one in faults(tmp_path))

    def test_says_by_which_bytes_figures_were_made(self, tmp_path: Path, suffix: str) -> None:
        written(tmp_path, suffix, [LINE])
        first = read_folder(tmp_path).digest
        assert first is not None
        written(tmp_path, suffix, [LINE, ("r9", *LINE[1:])])
        assert read_folder(tmp_path).digest != first

    def test_says_what_to_do_with_a_file_that_is_something_else(self, tmp_path: Path, suffix: str) -> None:
        (tmp_path / f"request{suffix}").write_bytes(b"\xff\xfePK\x03\x04 not really")
        (found, *_) = faults(tmp_path)
        assert f"request{suffix}" in found


class TestTimes:
    """日期不带时间: a time of day beside a day is refused, for which day is meant depends on the zone."""

    def test_takes_midnight_in_a_workbook_for_a_day(self, tmp_path: Path) -> None:
        written(tmp_path, ".xlsx", [(*LINE[:4], datetime(2015, 3, 4), None, None)])
        assert read_folder(tmp_path).of(Request)[0].received == date(2015, 3, 4)

    @pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
    def test_refuses_a_time_of_day(self, tmp_path: Path, suffix: str) -> None:
        written(tmp_path, suffix, [(*LINE[:4], datetime(2015, 3, 4, 23, 30), None, None)])
        (found,) = faults(tmp_path)
        assert "received" in found

    def test_refuses_even_midnight_where_a_file_has_days(self, tmp_path: Path) -> None:
        written(tmp_path, ".parquet", [(*LINE[:4], datetime(2015, 3, 4), None, None)])
        (found,) = faults(tmp_path)
        assert "received" in found


class TestJsonLines:
    """一行一个对象: dates and amounts are text, numbers and yes/no their own types."""

    def test_names_lines_that_are_no_objects(self, tmp_path: Path) -> None:
        (tmp_path / "request.jsonl").write_text('{"id": "r1"\n\n[1]\n' + json.dumps({"id": 1}) + "\n", "utf-8")
        found = faults(tmp_path)
        assert any("line 1" in one and "JSON" in one for one in found)
        assert any("line 3" in one and "object" in one for one in found)
        assert any("line 4" in one for one in found)

    def test_keeps_amounts_exact(self, tmp_path: Path) -> None:
        (tmp_path / "charge.jsonl").write_text(
            '{"id": "c", "body": "b", "amount": "0.29", "received": "2015-03-04"}\n', "utf-8"
        )
        (found,) = read_folder(tmp_path).of(Charge)
        assert str(found.amount) == "0.29"


class TestWorkbooks:
    """The first sheet is the table; empty lines are left out."""

    def test_leaves_out_empty_lines_and_columns_to_the_right(self, tmp_path: Path) -> None:
        written(tmp_path, ".xlsx", [LINE, (None,) * 7, ("r2", *LINE[1:], None, None)])
        assert [one.id for one in read_folder(tmp_path).of(Request)] == ["r1", "r2"]

    def test_refuses_a_line_longer_than_the_header(self, tmp_path: Path) -> None:
        written(tmp_path, ".xlsx", [(*LINE, "stray")])
        (found,) = faults(tmp_path)
        assert found == "request.xlsx Sheet!2: column H has cells and no header; add the header, or delete the column"

    def test_asks_for_a_header(self, tmp_path: Path) -> None:
        Workbook().save(tmp_path / "request.xlsx")
        (found,) = faults(tmp_path)
        assert "id" in found


class TestFolder:
    """One file a kind, whatever its format."""

    def test_refuses_two_files_of_one_kind(self, tmp_path: Path) -> None:
        written(tmp_path, ".csv", [LINE])
        written(tmp_path, ".jsonl", [LINE])
        (found,) = faults(tmp_path)
        assert "request.csv, request.jsonl" in found

    def test_tells_how_far_it_is(self, tmp_path: Path) -> None:
        written(tmp_path, ".csv", [(f"r{number}", *LINE[1:]) for number in range(20_001)])
        told: list[tuple[str, int]] = []
        read_folder(tmp_path, progress=lambda name, lines: told.append((name, lines)))
        assert told == [("request.csv", 20_000), ("request.csv", 20_001)]
