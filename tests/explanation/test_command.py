"""``govdisclosure explain``: a cell as a tree in the terminal, and as JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from govdisclosure import Period, load_standard, read_folder, tabulate, write
from govdisclosure.cli import display, main
from govdisclosure.dialects import SQLite
from govdisclosure.records import RECORD_KINDS
from govdisclosure.sources.ddl import create_table
from govdisclosure.testing.record_tables import inserts

RECORDS = Path(__file__).parents[2] / "examples" / "hengyang-2015" / "records"
CASES, CHANNELS = "services.cases", "disclosure.proactive"


class Result(NamedTuple):
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


def run(*arguments: object, lang: str = "zh") -> Result:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(["--lang", lang, *map(str, arguments)])
    return Result(int(str(end.value.code)), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.json"
    write(tabulate(read_folder(RECORDS), load_standard("cn-hengyang-2015"), period=Period.year(2015)), file)
    return file


class TestTree:
    """``govdisclosure explain REPORT CELL [--records …]`` draws it as a tree in the terminal."""

    def test_shows_all_there_is_to_say(self, report: Path) -> None:
        found = run("explain", report, CHANNELS, "--records", RECORDS)
        assert (found.code, found.err) == (0, "")
        lines = found.out.splitlines()
        assert lines[0] == "(一)主动公开情况  946 条"
        for words in (
            "├── 依据：表中二(一):四行直接相加(946=711+172+16+47),同一条信息可同时计入几行",
            "│   ├── 1、主动公开政府信息数(不同渠道和方式公开相同信息计1条)  711",
            "└── 按记录重新计算：946，与报告一致",
            "        ├── disclosure.proactive.items：711条",
        ):
            assert words in lines
        assert "946 = （“1、主动公开政府信息数(不同渠道和方式公开相同信息计1条)”711 + " in found.out

    def test_lists_the_demands_and_the_records(self, report: Path) -> None:
        found = run("explain", report, CASES, "--records", RECORDS, "--most", 3, lang="en")
        assert "records behind it: 31 (kind: service case)" in found.out
        assert "… 28 more (page with --from and --most)" in found.out

    def test_pages_through_the_records(self, report: Path) -> None:
        pages = [
            json.loads(run("explain", report, CASES, "--records", RECORDS, "--from", start, "--most", 10, "--json").out)
            for start in range(0, 40, 10)
        ]
        ids = [one for page in pages for one in page["records"]["ids"]]
        assert len(ids) == len(set(ids)) == 31

    def test_says_that_the_report_differs_from_the_records(self, report: Path, tmp_path: Path) -> None:
        data = json.loads(report.read_text(encoding="utf-8"))
        data["cells"][CASES]["value"] = 33
        other = tmp_path / "other.json"
        other.write_text(json.dumps(data), encoding="utf-8")
        assert "按记录重新计算：31，报告为33" in run("explain", other, CASES, "--records", RECORDS).out

    def test_is_not_cut_in_a_pipe_and_folded_in_a_terminal(self, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        piped = run("explain", report, CHANNELS)
        assert max(map(len, piped.out.splitlines())) > 100
        screen = display.console()
        terminal = type(screen)(file=StringIO(), force_terminal=True, width=60, color_system=None)
        monkeypatch.setattr(display, "console", lambda: terminal)
        run("explain", report, CHANNELS)
        drawn = terminal.file.getvalue() if isinstance(terminal.file, StringIO) else ""
        assert "946" in drawn
        assert max(map(len, drawn.splitlines())) <= 60

    def test_of_an_entered_figure_counts_its_entries(self, report: Path) -> None:
        found = run("explain", report, "website.management.unified_platform", "--records", RECORDS)
        assert "口径：填报" in found.out
        assert "填报数：1条" in found.out

    def test_refuses_a_cell_that_nobody_knows(self, report: Path) -> None:
        found = run("explain", report, "services.case", lang="en")
        assert (found.code, found.out) == (2, "")
        assert "services.cases" in found.err

    def test_refuses_a_folder_that_is_not_there(self, report: Path) -> None:
        found = run("explain", report, CASES, "--records", "nowhere")
        assert (found.code, found.out) == (2, "")


class TestDatabase:
    """Records may stand in a database: they are found where they are."""

    def test_is_asked_by_its_address(self, report: Path, tmp_path: Path) -> None:
        records, file = read_folder(RECORDS), tmp_path / "office.db"
        fill(file, records.by_kind)
        found = json.loads(run("explain", report, CASES, "--records", f"sqlite:///{file}", "--most", 100, "--json").out)
        expected = json.loads(run("explain", report, CASES, "--records", RECORDS, "--most", 100, "--json").out)
        assert found["records"] == expected["records"]
        assert found["agrees"] is True


def fill(file: Path, by_kind: Any) -> None:
    """Put records into a new SQLite file."""
    connection = sqlite3.connect(file, isolation_level=None)
    for name, kind in RECORD_KINDS.items():
        if name in by_kind:
            connection.execute(create_table(kind, SQLite()))
    statements: Sequence[str] = list(inserts(by_kind, SQLite()))
    for statement in statements:
        connection.execute(statement)
    connection.close()


class TestData:
    """``--json``: the same as plain data, both languages of every sentence."""

    def test_has_everything_that_the_tree_shows(self, report: Path) -> None:
        data = json.loads(run("explain", report, CHANNELS, "--records", RECORDS, "--json").out)
        assert list(data) == [
            "format",
            "cell",
            "label",
            "section",
            "unit",
            "kind",
            "value",
            "source",
            "counts",
            "demands",
            "operands",
            "relations",
            "origin",
            "recomputed",
            "agrees",
            "records",
        ]
        assert data["value"] == data["recomputed"] == 946
        assert [one["values"] for one in data["operands"]] == [[711], [172], [16], [47]]
        (relation,) = data["relations"]
        assert (relation["rule"], relation["state"], relation["left"], relation["right"], relation["difference"]) == (
            "disclosure.proactive.sum",
            "passed",
            "946",
            "946",
            "0",
        )
        assert data["records"]["parts"] == {
            "disclosure.proactive.items": 711,
            "disclosure.proactive.department_news": 172,
            "disclosure.proactive.key_areas": 16,
            "disclosure.proactive.public_opinion": 47,
        }
        assert set(data["counts"]) == {"zh", "en"}

    def test_tells_a_blank_from_zero(self, report: Path, tmp_path: Path) -> None:
        data = json.loads(report.read_text(encoding="utf-8"))
        del data["cells"][CASES]
        other = tmp_path / "other.json"
        other.write_text(json.dumps(data), encoding="utf-8")
        found = json.loads(run("explain", other, CASES, "--json").out)
        assert (found["value"], found["blank"]) == (None, "missing")


class TestRecord:
    """``--record KIND:ID``: the cells that a record counts in, and why not in another."""

    def test_lists_its_cells_and_its_neighbours(self, report: Path) -> None:
        found = run("explain", report, "--record", "service_case:case-0002", "--records", RECORDS)
        lines = found.out.splitlines()
        assert (found.code, lines[0]) == (0, "办件 case-0002")
        assert "├── 计入1个单元格" in lines
        assert f"│   └── (四)办件量 ({CASES})" in lines

    def test_says_why_it_does_not_count_in_a_cell(self, report: Path) -> None:
        cell = "website.interaction.interviews"
        found = run("explain", report, cell, "--record", "engagement:eng-0001", "--records", RECORDS, lang="en")
        assert "does not count in" in found.out
        assert "does not meet: day held is within the period; the record has day held: 2014-11-20" in found.out

    def test_can_be_had_as_data(self, report: Path) -> None:
        data = json.loads(
            run("explain", report, CASES, "--record", "service_case:case-0002", "--records", RECORDS, "--json").out
        )
        assert (data["kind"], data["record"], data["counted"]) == ("service_case", "case-0002", [CASES])
        assert data["cell"] == {"cell": CASES, "why_not": []}

    def test_wants_records(self, report: Path) -> None:
        found = run("explain", report, "--record", "service_case:case-0002")
        assert (found.code, found.out) == (2, "")
        assert "--records" in found.err

    def test_or_a_cell_is_wanted(self, report: Path) -> None:
        assert run("explain", report).code == 2

    def test_that_is_not_there_is_said(self, report: Path) -> None:
        found = run("explain", report, "--record", "service_case:none", "--records", RECORDS)
        assert (found.code, found.out) == (2, "")
        assert "service" not in found.err
