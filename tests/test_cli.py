"""The command line: what each command prints, writes and ends with; 0 fine, 1 errors found, 2 input that cannot be read."""

from __future__ import annotations

import copy
import csv
import errno
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import click
import jsonschema
import pytest
from hypothesis import given, strategies as st

from govdisclosure import library
from govdisclosure.cli import display, main
from govdisclosure.cli.main import cli
from govdisclosure.cli.summaries import SUMMARIES
from govdisclosure.dialects import SQLite
from govdisclosure.library import default_library
from govdisclosure.sources import read_folder
from govdisclosure.standards import json_schema
from govdisclosure.testing.record_tables import inserts
from govdisclosure.values import Kind
from govdisclosure.version import VERSION

RECORDS = Path(__file__).parents[1] / "examples" / "hengyang-2015" / "records"
COMMANDS = ("tabulate", "read", "check", "locate", "verify", "write", "records", "standards", "plugins")
HAN = re.compile("[\u4e00-\u9fff]")
YEAR = ("--standard", "cn-hengyang-2015", "--year", "2015")


class Result(NamedTuple):
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


def run(*arguments: object, lang: str | None = "en") -> Result:
    """Run the command in this process, as the script ``govdisclosure`` does."""
    out, err = StringIO(), StringIO()
    chosen = ("--lang", lang) if lang else ()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main([*chosen, *map(str, arguments)])
    return Result(int(str(end.value.code)), out.getvalue(), err.getvalue())


def refused(result: Result) -> str:
    """What a command that could not read its input says, and it prints nothing else."""
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("govdisclosure: ")
    assert "went wrong inside" not in result.err
    return result.err


def one_line(result: Result) -> str:
    """The one line that such a command says where one thing is wrong."""
    assert result.err.count("\n") == 1
    return refused(result)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's report, as ``tabulate`` writes it."""
    path = tmp_path_factory.mktemp("made") / "report.json"
    assert run("tabulate", RECORDS, *YEAR, "-o", path).code == 0
    return path


@pytest.fixture
def data(made: Path) -> dict[str, Any]:
    """The example's report JSON, to be changed."""
    loaded: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    return loaded


def put(path: Path, content: object) -> Path:
    """Write bytes or text as they are, and anything else as JSON."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def status(path: Path) -> str:
    found: str = json.loads(path.read_text(encoding="utf-8"))["status"]
    return found


def records(folder: Path, **texts: str) -> Path:
    """The example's records with other words: an entry for each text section."""
    shutil.copytree(RECORDS, folder)
    with (folder / "entry.csv").open(encoding="utf-8", newline="") as file:
        header, *entries = csv.reader(file)
    kept = [entry for entry in entries if entry[2].removeprefix("text.") not in texts]
    new = [["hengyang-health", "2015", f"text.{section}", text] for section, text in texts.items()]
    with (folder / "entry.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *kept, *new])
    return folder


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """Records whose report has an error: its words name a figure that is none."""
    return records(tmp_path / "failing", overview="共{disclosure.nothing}条")


SMALL = """\
id = "small"
edition = "1"
title = "{body}"
authority = "test"
[[sections]]
key = "part"
tables = ["table", "aside"]
[[tables]]
key = "table"
heading = "{year}年办件"
columns = [{ key = "person", label = "自然人", entered = "count" }, { key = "total", label = "总计", total = ["person"] }]
rows = [{ key = "group", label = "一、办件", heading = true }, { key = "group.cases", label = "(一)办件量", unit = "件" }]
[[tables]]
key = "aside"
printed = false
rows = [{ key = "aside", label = "不印", entered = "amount" }]
"""

NARROW = """\
id = "narrow"
edition = "1"
title = "{body}"
authority = "test"
sections = [{ key = "part", tables = ["table"] }]
[[tables]]
key = "table"
rows = [{ key = "cases", label = "办件量", unit = "件", entered = "count" }]
"""


class TestTabulate:
    """``tabulate SOURCE --standard ID|PATH (--year | --period) [--body] [-o FILE]… [--final] [--date]`` works out a report."""

    def test_shows_table_and_verdict_without_an_output(self) -> None:
        result = run("tabulate", RECORDS, *YEAR)
        assert result.code == 0
        assert "(一)主动公开情况\t条\t946\n" in result.out
        assert "1、收到申请数\t件\t无\n" in result.out
        assert "(一)网站普查:\t次\t\n" in result.out
        assert result.out.splitlines()[-1].startswith("passed")

    def test_writes_every_output_and_prints_where(self, tmp_path: Path) -> None:
        outputs = [tmp_path / f"report.{suffix}" for suffix in ("json", "csv", "xlsx", "docx")]
        result = run("tabulate", RECORDS, *YEAR, *(part for output in outputs for part in ("-o", output)))
        assert (result.code, result.out.splitlines()) == (0, [str(output) for output in outputs])
        assert all(output.stat().st_size > 1000 for output in outputs)

    def test_says_what_wants_an_explanation_when_it_writes(self, tmp_path: Path) -> None:
        result = run("tabulate", RECORDS, *YEAR, "-o", tmp_path / "x.json")
        assert "services.one_or_the_other" in result.err

    def test_takes_a_period_for_a_year(self, tmp_path: Path, made: Path) -> None:
        standard = ("--standard", "cn-hengyang-2015")
        for period in ("2015", "2015-01-01..2015-12-31"):
            assert run("tabulate", RECORDS, *standard, "--period", period, "-o", tmp_path / "x.json").code == 0
            assert (tmp_path / "x.json").read_bytes() == made.read_bytes()

    def test_takes_a_standard_by_its_path(self, tmp_path: Path) -> None:
        standard = put(tmp_path / "small.toml", SMALL)
        result = run("tabulate", RECORDS, "--standard", standard, "--year", 2015)
        assert result.code == 0
        assert "2015年办件\n一、办件\t\t\t\n(一)办件量\t件\t\t\n" in result.out

    def test_takes_a_body(self, tmp_path: Path) -> None:
        assert run("tabulate", RECORDS, *YEAR, "--body", "hengyang-health", "-o", tmp_path / "x.json").code == 0

    def test_asks_for_a_body_where_there_are_several(self, tmp_path: Path) -> None:
        folder = records(tmp_path / "two")
        with (folder / "inspection.csv").open("a", encoding="utf-8") as file:
            file.write("insp-2,other,2015-09-18,city,commended\n")
        assert "--body" in one_line(run("tabulate", folder, *YEAR))
        assert run("tabulate", folder, *YEAR, "--body", "hengyang-health").code == 0

    def test_dates_the_report(self, tmp_path: Path) -> None:
        run("tabulate", RECORDS, *YEAR, "--date", "2016-03-31", "-o", tmp_path / "x.json")
        assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["signed"] == "2016-03-31"

    def test_dates_it_as_the_records_say_otherwise(self, made: Path) -> None:
        assert json.loads(made.read_text(encoding="utf-8"))["signed"] == "2016-03-14"

    def test_makes_it_final_where_asked(self, tmp_path: Path, made: Path) -> None:
        assert run("tabulate", RECORDS, *YEAR, "--final", "-o", tmp_path / "x.json").code == 0
        assert (status(made), status(tmp_path / "x.json")) == ("draft", "final")

    def test_writes_a_draft_and_ends_with_1_where_the_report_has_errors(self, tmp_path: Path, failing: Path) -> None:
        result = run("tabulate", failing, *YEAR, "-o", tmp_path / "x.docx", "-o", tmp_path / "x.json")
        assert (result.code, status(tmp_path / "x.json")) == (1, "draft")
        assert "disclosure.nothing" in result.err
        assert "written as a draft" in result.err
        assert (tmp_path / "x.docx").exists()

    def test_ends_with_1_without_an_output_too(self, failing: Path) -> None:
        result = run("tabulate", failing, *YEAR)
        assert result.code == 1
        assert result.out.splitlines()[-1].startswith("failed")

    def test_refuses_to_make_a_report_with_errors_final(self, tmp_path: Path, failing: Path) -> None:
        result = run("tabulate", failing, *YEAR, "--final", "-o", tmp_path / "x.docx", "-o", tmp_path / "x.json")
        assert (result.code, result.out) == (1, "")
        assert result.err.startswith("govdisclosure: the report is not fit to publish and was not written: 1 error is neither")
        assert result.err.count("\n") == 1
        assert list(tmp_path.glob("x.*")) == []

    def test_says_what_is_missing_and_ends_with_0(self, tmp_path: Path) -> None:
        folder = tmp_path / "records"
        folder.mkdir()
        put(folder / "body.csv", "id,name\nours,某局\n")
        result = run("tabulate", folder, *YEAR, "-o", tmp_path / "x.json")
        assert result.code == 0
        assert "no records of the kind 'request' were given, so " in result.err
        assert "32 cells have no value: 32 of " in result.err
        assert "draft" not in result.err

    def test_writes_nothing_where_one_format_is_unknown(self, tmp_path: Path) -> None:
        result = run("tabulate", RECORDS, *YEAR, "-o", tmp_path / "x.json", "-o", tmp_path / "x.foo")
        assert ".foo cannot be written; there are .json, .csv, .xlsx, .docx" in one_line(result)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ((), "--year 2015 or --period 2024-H1"),
            (("--year", "2015", "--period", "2015"), "--year or --period, not both"),
            (("--year", "MMXV"), "MMXV"),
            (("--year", "2015", "--date", "31.3.2016"), "2015-12-31"),
            (("--year", "2015", "--date", "2016-02-30"), "2015-12-31"),
        ],
    )
    def test_refuses_options_that_do_not_fit(self, options: Sequence[str], words: str) -> None:
        result = run("tabulate", RECORDS, "--standard", "cn-hengyang-2015", *options)
        assert (result.code, result.out) == (2, "")
        assert words in result.err
        assert "Traceback" not in result.err

    @pytest.mark.parametrize("period", ["2015-H3", "2015-13", "yesterday", "2015-12-31..2015-01-01", "", ".."])
    def test_refuses_a_period_that_is_none(self, period: str) -> None:
        assert "period" in one_line(run("tabulate", RECORDS, "--standard", "cn-hengyang-2015", "--period", period))

    @pytest.mark.parametrize("year", [0, -1, 10000])
    def test_refuses_a_year_that_is_none(self, year: int) -> None:
        one_line(run("tabulate", RECORDS, "--standard", "cn-hengyang-2015", f"--year={year}"))

    def test_names_the_nearest_standard(self) -> None:
        result = run("tabulate", RECORDS, "--standard", "cn-hengyang", "--year", 2015)
        assert "there is no standard cn-hengyang; there are cn-hengyang-2015" in one_line(result)

    def test_refuses_a_folder_that_is_none(self, tmp_path: Path) -> None:
        for place in (tmp_path / "nowhere", put(tmp_path / "file", "x")):
            assert "no such folder" in one_line(run("tabulate", place, *YEAR))

    def test_refuses_a_folder_without_records(self, tmp_path: Path) -> None:
        put(tmp_path / "notes.txt", "x")
        assert "no record file" in one_line(run("tabulate", tmp_path, *YEAR))

    @pytest.mark.parametrize(
        "content", [b"\xff\xfe", "id,body\n\x00", "", "id;body\n", 'id,body\n"', "id,body,made\ni,b,yesterday\n", "id,id\n"]
    )
    def test_names_file_and_fault_of_records_that_cannot_be_read(self, tmp_path: Path, content: str | bytes) -> None:
        put(tmp_path / "item.csv", content)
        result = run("tabulate", tmp_path, *YEAR)
        assert (result.code, result.out) == (2, "")
        assert "item.csv" in result.err
        assert "went wrong inside" not in result.err


CITY = Path(__file__).parents[1] / "examples" / "city-2024" / "records"
CITY_YEAR = ("--standard", "cn-2021", "--year", "2024")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's records in a database."""
    path = tmp_path_factory.mktemp("database") / "city.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(run("records", "--sql", "sqlite").out)
        for statement in inserts(read_folder(CITY).by_kind, SQLite()):
            connection.execute(statement)
        connection.commit()
    return path


class TestSources:
    """A folder or a database: the same command, the same figures."""

    def test_gives_the_same_figures_from_a_database(self, database: Path, tmp_path: Path) -> None:
        for source, name in ((CITY, "one.json"), (database, "two.json"), (f"sqlite:///{database}", "three.json")):
            assert run("tabulate", source, *CITY_YEAR, "--body", "housing", "-o", tmp_path / name).code == 0
        one, two, three = (json.loads((tmp_path / name).read_text("utf-8")) for name in ("one.json", "two.json", "three.json"))
        values = {address: cell["value"] for address, cell in one["cells"].items()}
        assert values == {address: cell["value"] for address, cell in two["cells"].items()}
        assert two["cells"] == three["cells"]

    def test_verifies_a_report_by_a_database(self, database: Path, tmp_path: Path) -> None:
        run("tabulate", CITY, *CITY_YEAR, "--body", "housing", "-o", tmp_path / "report.json")
        assert run("verify", tmp_path / "report.json", "--records", database).code == 0

    def test_takes_names_of_tables(self, database: Path) -> None:
        result = run("tabulate", database, *CITY_YEAR, "--body", "housing", "--table", "request=nowhere")
        assert "nowhere" in one_line(result)
        assert "KIND=NAME" in run("tabulate", database, *CITY_YEAR, "--table", "request").err

    def test_never_prints_an_address_with_its_password(self) -> None:
        result = run("tabulate", "postgresql://clerk:secret@127.0.0.1:1/records", *CITY_YEAR)
        assert "secret" not in one_line(result)

    def test_makes_a_report_for_each_body(self, database: Path, tmp_path: Path) -> None:
        outputs = [tmp_path / name for name in ("all.xlsx", "all.parquet", "all.jsonl")]
        options = [part for output in outputs for part in ("-o", output)]
        result = run("tabulate", database, *CITY_YEAR, "--by-body", "--together", "city", *options, "--ids-unique")
        assert (result.code, result.out.splitlines()) == (0, [str(output) for output in outputs])
        assert all(output.stat().st_size for output in outputs)
        assert "13 bodies" in result.err

    def test_lists_the_bodies_where_nothing_is_to_be_written(self) -> None:
        lines = run("tabulate", CITY, *CITY_YEAR, "--by-body").out.splitlines()
        assert len(lines) == 12
        assert "housing" in "".join(lines)

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--by-body", "--body", "housing"], "--by-body"),
            (["--together", "city"], "--by-body"),
            (["--by-body", "-o", "all.docx"], ".xlsx"),
        ],
    )
    def test_refuses_options_that_do_not_fit(self, options: Sequence[str], words: str) -> None:
        result = run("tabulate", CITY, *CITY_YEAR, *options)
        assert result.code == 2
        assert words in result.err


class TestRecords:
    """What a record is made of: for people, for programs, for databases."""

    def test_lists_kinds_and_fields(self) -> None:
        lines = run("records").out.splitlines()
        assert lines[0].startswith("item")
        assert any(line.startswith("received") and "day" in line for line in lines)

    def test_prints_a_schema_for_each_kind(self) -> None:
        schemas = json.loads(run("records", "--json").out)
        assert set(schemas) == set(default_library().kinds)
        for schema in schemas.values():
            jsonschema.Draft202012Validator.check_schema(schema)


class TestRead:
    """``read FILE [--standard] [--body] [--year | --period] [-o FILE]`` gives report JSON, and says how much it read."""

    def test_prints_json_and_says_the_rest_on_standard_error(self, made: Path) -> None:
        result = run("read", made)
        assert (result.code, result.out) == (0, made.read_text(encoding="utf-8"))
        assert result.err == "0 cells read by cn-hengyang-2015; 0 notes, 0 places not understood\n"

    def test_writes_json(self, made: Path, tmp_path: Path) -> None:
        result = run("read", made, "-o", tmp_path / "copy.json")
        assert (result.code, result.out) == (0, f"{tmp_path / 'copy.json'}\n")
        assert (tmp_path / "copy.json").read_bytes() == made.read_bytes()

    def test_takes_what_the_caller_knows(self, tmp_path: Path) -> None:
        page = put(tmp_path / "page.txt", "办件量 | 件 | 31 |\n说明 | 见后 |\n")
        small = put(tmp_path / "narrow.toml", NARROW)
        result = run("read", page, "--standard", small, "--body", "ours", "--period", "2015-Q1")
        data = json.loads(result.out)
        assert (result.code, data["body"]["id"]) == (0, "ours")
        assert data["period"] == {"start": "2015-01-01", "end": "2015-03-31"}
        assert data["cells"]["cases"]["value"] == 31
        assert result.err == "1 cell read by narrow; 1 note, 2 places not understood\n"

    def test_refuses_a_year_and_a_period(self, made: Path) -> None:
        assert run("read", made, "--year", 2015, "--period", "2015").code == 2

    def test_asks_for_the_year_where_a_text_has_none(self, tmp_path: Path) -> None:
        rows = library.load_standard("cn-hengyang-2015").tables[0].rows
        page = put(tmp_path / "page.txt", "\n".join(f"{row.label.replace('2014年', '')} | {row.unit} | 无 |" for row in rows))
        assert "--year" in one_line(run("read", page))
        assert run("read", page, "--year", 2015).code == 0


WAITS = (
    "relations that also read other reports: 1; give the report of the preceding period with --previous, "
    "those of the parts with --parts, others of the same period with --with\n"
)


class TestCheck:
    """``check FILE [--previous FILE]… [--strict] [--json]``: 0 passed or incomplete, 1 errors."""

    def test_passes_the_example(self, made: Path) -> None:
        result = run("check", made)
        assert (result.code, result.err) == (0, WAITS)
        explain, verdict = result.out.splitlines()
        assert explain.startswith("[explain] a relation does not hold: ")
        assert "(services.one_or_the_other)" in explain
        assert verdict == "passed: 4 relations hold, 1 does not, 1 could not be checked"

    def test_gives_exactly_these_keys_as_json(self, made: Path, data: dict[str, Any], tmp_path: Path) -> None:
        data["cells"]["disclosure.proactive.items"]["value"] = 712
        del data["cells"]["website.interaction.interviews"], data["text"]
        shown = json.loads(run("check", put(tmp_path / "x.json", data), "--json").out)
        assert list(shown) == ["format", "verdict", "report", "relations", "missing", "not_run", "findings"]
        assert shown == library.check(library.read(tmp_path / "x.json")).to_dict()
        assert list(shown["relations"]) == ["passed", "failed", "not_run", "inapplicable"]
        keys = ["rule", "severity", "cells", "where", "message", "fingerprint"]
        sides = ["rule", "severity", "cells", "left", "right", "difference", "where", "message", "fingerprint", "operands"]
        assert [list(one) for one in shown["findings"]] == [sides, sides, keys]
        assert all(list(one["message"]) == ["zh", "en"] for one in shown["findings"])
        assert [one["severity"] for one in shown["findings"]] == ["error", "explain", "info"]
        assert all(re.fullmatch("[0-9a-f]{16}", one["fingerprint"]) for one in shown["findings"])

    def test_counts_every_relation_in_json(self, made: Path) -> None:
        shown = json.loads(run("check", made, "--json").out)
        assert (shown["verdict"], shown["relations"]) == ("passed", {"passed": 4, "failed": 1, "not_run": 1, "inapplicable": 0})

    @pytest.mark.parametrize(
        ("total", "parts"),
        [
            ("disclosure.proactive", ["items", "department_news", "key_areas", "public_opinion"]),
            ("disclosure.on_request.received", ["in_person", "fax", "online", "letter"]),
        ],
    )
    def test_names_relation_operands_sides_and_difference_of_one_wrong_figure(
        self, data: dict[str, Any], tmp_path: Path, total: str, parts: list[str]
    ) -> None:
        addresses = [total, *(f"{total}.{part}" for part in parts)]
        for address in addresses:
            wrong = copy.deepcopy(data)
            wrong["cells"][address]["value"] += 3
            figures = {key: wrong["cells"][key]["value"] for key in addresses}
            left, right = figures[total], sum(figures[f"{total}.{part}"] for part in parts)
            path = put(tmp_path / "x.json", wrong)
            result = run("check", path)
            assert result.code == 1
            (line,) = [line for line in result.out.splitlines() if line.startswith("[error]")]
            assert line.startswith(f"[error] a relation does not hold: left, {total} ({left}), is {left}; right, ")
            assert " + ".join(f"{total}.{part} ({figures[f'{total}.{part}']})" for part in parts) in line
            assert f", is {right}; left minus right is {left - right}." in line
            (found,) = [one for one in json.loads(run("check", path, "--json").out)["findings"] if one["severity"] == "error"]
            assert (found["left"], found["right"], found["difference"]) == (str(left), str(right), str(left - right))
            assert found["cells"] == addresses
            chinese = run("check", path, lang="zh").out
            assert f"（{total}.sum）" in chinese
            assert f"左边减右边为{left - right}" in chinese

    def test_says_why_a_report_is_incomplete_and_ends_with_0(self, data: dict[str, Any], tmp_path: Path) -> None:
        del data["cells"]["disclosure.proactive"]
        result = run("check", put(tmp_path / "x.json", data))
        assert result.code == 0
        assert result.out.splitlines()[-1].startswith("incomplete")
        assert "disclosure.proactive.sum could not be checked: the total disclosure.proactive is blank" in result.err
        assert "cells without a value: disclosure.proactive" in result.out

    def test_says_what_could_not_be_checked_where_nothing_is_missing(self, data: dict[str, Any], tmp_path: Path) -> None:
        data["cells"]["disclosure.proactive"] = {"value": None, "blank": "not applicable"}
        result = run("check", put(tmp_path / "x.json", data))
        assert result.code == 0
        assert result.err == WAITS + "disclosure.proactive.sum could not be checked: the total disclosure.proactive is blank\n"

    def test_counts_incomplete_as_failed_where_it_is_strict(self, data: dict[str, Any], made: Path, tmp_path: Path) -> None:
        del data["cells"]["disclosure.proactive"]
        assert run("check", put(tmp_path / "x.json", data), "--strict").code == 1
        assert run("check", made, "--strict").code == 0

    def test_holds_a_report_against_the_preceding_one(self, data: dict[str, Any], made: Path, tmp_path: Path) -> None:
        previous = copy.deepcopy(data) | {"period": {"start": "2014-01-01", "end": "2014-12-31"}}
        assert "5 relations hold" in run("check", made, "--previous", put(tmp_path / "2014.json", previous)).out
        previous["cells"]["disclosure.on_request.completed.open"]["value"] = 2
        result = run("check", made, "--previous", put(tmp_path / "2014.json", previous))
        assert "previous disclosure.on_request.completed.open (2)" in result.out
        assert result.code == 0  # only to be explained

    def test_says_that_a_report_does_not_precede(self, made: Path) -> None:
        result = run("check", made, "--previous", made)
        assert result.code == 0
        assert "is not the preceding one" in result.out

    def test_refuses_a_preceding_report_that_cannot_be_read(self, made: Path, tmp_path: Path) -> None:
        assert "2014.json" in one_line(run("check", made, "--previous", tmp_path / "2014.json"))

    def test_takes_a_local_standard(self, data: dict[str, Any], tmp_path: Path) -> None:
        small = put(tmp_path / "small.toml", SMALL)
        cells = {"group.cases/person": {"value": 2}, "group.cases/total": {"value": 3}, "aside": {"value": "0.50"}}
        path = put(tmp_path / "x.json", data | {"standard": "small", "cells": cells, "text": {}})
        assert "small" in one_line(run("check", path))
        result = run("check", path, "--standard", small)
        assert result.code == 1
        assert "group.cases.across" in result.out


class TestAccept:
    """``check --accept FILE``: an accepted error is shown as such and fails no longer; ``--to-accept`` prints the file."""

    @pytest.fixture
    def wrong(self, data: dict[str, Any], tmp_path: Path) -> Path:
        data["cells"]["disclosure.proactive"]["value"] += 7
        return put(tmp_path / "wrong.json", json.dumps(data))

    def test_shows_who_accepted_it_and_why(self, wrong: Path, tmp_path: Path) -> None:
        printed = run("check", wrong, "--to-accept")
        assert printed.code == 1
        assert 'rule = "disclosure.proactive.sum"' in printed.out
        filled = printed.out.replace('who = ""', 'who = "office"').replace('when = ""', "when = 2016-03-01")
        file = put(tmp_path / "accepted.toml", filled.replace('reason = ""', 'reason = "printed so"'))
        result = run("check", wrong, "--accept", file)
        assert result.code == 0
        assert (
            "[error, accepted by office on 2016-03-01: printed so] a relation does not hold: left, disclosure.proactive ("
            in result.out
        )
        findings = json.loads(run("check", wrong, "--accept", file, "--json").out)["findings"]
        (finding,) = [one for one in findings if one["rule"] == "disclosure.proactive.sum"]
        assert finding["accepted"] == {"who": "office", "when": "2016-03-01", "reason": "printed so"}
        assert "已核实：office" in run("check", wrong, "--accept", file, lang="zh").out

    def test_warns_where_it_no_longer_occurs(self, made: Path, wrong: Path, tmp_path: Path) -> None:
        printed = run("check", wrong, "--to-accept").out
        filled = printed.replace('who = ""', 'who = "office"').replace('when = ""', "when = 2016-03-01")
        file = put(tmp_path / "accepted.toml", filled.replace('reason = ""', 'reason = "printed so"'))
        result = run("check", made, "--accept", file)
        assert result.code == 0
        assert "no longer occurs; remove the entry" in result.out

    def test_refuses_a_file_that_is_not_filled_in(self, wrong: Path, tmp_path: Path) -> None:
        file = put(tmp_path / "accepted.toml", run("check", wrong, "--to-accept").out)
        assert "who: must be text" in refused(run("check", wrong, "--accept", file))


class TestLocate:
    """``locate FILE``: the cells that are wrong; 0 where nothing contradicts, 1 where something does, 2 unreadable."""

    @pytest.fixture
    def wrong(self, data: dict[str, Any], tmp_path: Path) -> Path:
        data["cells"]["disclosure.proactive"]["value"] += 7
        path = tmp_path / "wrong.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    def test_says_that_nothing_contradicts(self, made: Path) -> None:
        assert run("locate", made) == (0, "no figures contradict each other\n", "")
        assert json.loads(run("locate", made, "--json").out) == {"conflicts": []}

    def test_names_the_cell(self, wrong: Path, data: dict[str, Any]) -> None:
        result = run("locate", wrong)
        stands = data["cells"]["disclosure.proactive"]["value"]
        assert (result.code, result.err) == (1, "")
        assert "Conflict 1: " in result.out
        assert f"disclosure.proactive is {stands} and should be {stands - 7}: " in result.out
        assert "应为" in run("locate", wrong, lang="zh").out

    def test_lets_the_records_decide(self, wrong: Path, data: dict[str, Any]) -> None:
        result = run("locate", wrong, "--records", RECORDS)
        assert result.code == 1
        assert "only the first is what the records give" in result.out
        first = next(line for line in result.out.splitlines() if line.startswith("  1. "))
        assert first.startswith("  1. disclosure.proactive is ")
        assert first.endswith("the records give just that")

    def test_prints_json(self, wrong: Path, data: dict[str, Any]) -> None:
        (conflict,) = json.loads(run("locate", wrong, "--json").out)["conflicts"]
        assert conflict.keys() == {"relations", "minimal", "complete", "undecided", "message", "answers"}
        assert all(answer.keys() == {"cells", "score", "why"} for answer in conflict["answers"])
        stands = data["cells"]["disclosure.proactive"]["value"]
        change = {"now": stands, "should_be": {"from": stands - 7, "to": stands - 7}}
        assert {"disclosure.proactive": change} in [answer["cells"] for answer in conflict["answers"]]

    def test_spares_a_cell_with_a_weight(self, wrong: Path) -> None:
        (conflict,) = json.loads(run("locate", wrong, "--json", "--weight", "disclosure.proactive=2").out)["conflicts"]
        assert all("disclosure.proactive" not in answer["cells"] for answer in conflict["answers"])
        assert "whole number from 1" in run("locate", wrong, "--weight", "disclosure.proactive=no").err
        assert "disclosure.proactive" in refused(run("locate", wrong, "--weight", "disclosure.proactiv=2"))

    def test_says_which_blanks_would_mend_it(self, data: dict[str, Any], tmp_path: Path) -> None:
        sums = library.load_standard("cn-hengyang-2015").defining["disclosure.proactive"][0]
        part = next(term.address for term in sums.right if data["cells"][term.address]["value"])
        data["cells"][part] = {"value": None, "blank": "missing"}
        path = tmp_path / "blank.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        result = run("locate", path)
        assert (result.code, result.out) == (0, "")
        assert f"filling in what is blank would mend it ({part})" in result.err

    def test_lists_ten_answers_and_counts_the_others(self, tmp_path: Path) -> None:
        parts = [f"p{number}" for number in range(12)]
        rows = ", ".join(f'{{ key = "{part}", label = "{part}", entered = "count" }}' for part in parts)
        standard = tmp_path / "sum.toml"
        standard.write_text(
            'id = "sum"\nedition = "1"\ntitle = "x"\nauthority = "x"\nsections = [{ key = "s", tables = ["t"] }]\n'
            f'[[tables]]\nkey = "t"\nrows = [{{ key = "all", label = "all", total = {json.dumps(parts)} }}, {rows}]\n',
            encoding="utf-8",
        )
        cells = {part: {"value": 1, "origin": {"kind": "read", "address": f"line {part}"}} for part in parts}
        report = {"format": "govdisclosure.report/1", "standard": "sum", "body": {"id": "b"}}
        report |= {"period": {"start": "2015-01-01", "end": "2015-12-31"}, "cells": {"all": {"value": 20}, **cells}}
        path = tmp_path / "report.json"
        path.write_text(json.dumps(report), encoding="utf-8")
        result = run("locate", path, "--standard", standard)
        assert (result.code, result.err) == (1, "")
        assert "[line p" in result.out
        assert "3 more; --json lists them all" in result.out


class TestVerify:
    """``verify REPORT --records SOURCE``: 0 the same, 1 it differs, 2 unreadable."""

    def test_finds_the_example_the_same(self, made: Path) -> None:
        assert run("verify", made, "--records", RECORDS) == (0, "the same as the records (cells that differ: 0)\n", "")

    def test_names_every_cell_that_differs(self, data: dict[str, Any], tmp_path: Path) -> None:
        data["cells"]["services.cases"]["value"] = 32
        data["cells"]["disclosure.annual_report"]["value"] = None
        result = run("verify", put(tmp_path / "x.json", data), "--records", RECORDS)
        first, second, *between, last = result.out.splitlines()
        assert result.code == 1
        assert first.endswith(": the report says missing, the records yes")
        assert second == "(四)办件量 (services.cases): the report says 32, the records 31, a difference of 1"
        assert "├── account 1, things that went wrong, 1 of them:" in between
        assert last == "it differs from the records in 2 cells"

    def test_gives_the_same_as_json(self, data: dict[str, Any], made: Path, tmp_path: Path) -> None:
        assert json.loads(run("verify", made, "--records", RECORDS, "--json").out) == {
            "same": True,
            "differences": [],
            "accounts": [],
            "remarks": [],
        }
        data["cells"]["services.cases"]["value"] = 32
        result = run("verify", put(tmp_path / "x.json", data), "--records", RECORDS, "--json")
        shown = json.loads(result.out)
        assert (result.code, shown["same"]) == (1, False)
        assert [one["cell"] for one in shown["differences"]] == ["services.cases"]
        assert "32" in shown["differences"][0]["message"]["zh"]

    def test_remarks_that_the_records_are_others(self, made: Path, tmp_path: Path) -> None:
        folder = records(tmp_path / "changed")
        with (folder / "inspection.csv").open("a", encoding="utf-8") as file:
            file.write("insp-2,hengyang-health,2014-09-18,city,commended\n")
        result = run("verify", made, "--records", folder)
        assert result.code == 0
        assert "not the files that the report was made from" in result.err

    def test_takes_a_local_standard(self, tmp_path: Path) -> None:
        small, path = put(tmp_path / "small.toml", SMALL), tmp_path / "x.json"
        run("tabulate", RECORDS, "--standard", small, "--year", 2015, "-o", path)
        assert run("verify", path, "--records", RECORDS, "--standard", small).code == 0

    def test_ends_with_2_where_either_cannot_be_read(self, made: Path, tmp_path: Path) -> None:
        one_line(run("verify", tmp_path / "x.json", "--records", RECORDS))
        one_line(run("verify", made, "--records", tmp_path / "nowhere"))
        assert run("verify", made).code == 2


class TestWrite:
    """``write FILE -o FILE… [--final] [--date D]``: the format is the suffix's; errors make a draft."""

    @pytest.mark.parametrize("suffix", ["json", "csv", "xlsx", "docx"])
    def test_writes_what_tabulate_writes(self, made: Path, tmp_path: Path, suffix: str) -> None:
        one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix}"
        assert run("write", made, "-o", one).code == 0
        run("tabulate", RECORDS, *YEAR, "-o", other)
        assert one.read_bytes() == other.read_bytes()

    def test_asks_for_an_output(self, made: Path) -> None:
        result = run("write", made)
        assert result.code == 2
        assert "-o report.docx" in result.err

    def test_takes_the_format_by_its_name(self, made: Path, tmp_path: Path) -> None:
        assert run("write", made, "-o", tmp_path / "one.bak", "--as", "csv").code == 0
        assert run("write", made, "-o", tmp_path / "other.csv").code == 0
        assert (tmp_path / "one.bak").read_bytes() == (tmp_path / "other.csv").read_bytes()

    def test_says_so_where_a_format_has_no_fragment(self, made: Path, tmp_path: Path) -> None:
        result = run("write", made, "-o", tmp_path / "r.csv", "--fragment")
        assert "csv-fragment" in one_line(result)
        assert not (tmp_path / "r.csv").exists()

    def test_takes_what_stands_beside_it(self, data: dict[str, Any], made: Path, tmp_path: Path) -> None:
        before = data | {"period": {"start": "2014-01-01", "end": "2014-12-31"}}
        last = put(tmp_path / "last.json", before)
        parts = put(tmp_path / "parts.jsonl", json.dumps(data) + "\n" + json.dumps(before) + "\n")
        beside = ("--earlier", last, "--parts", parts, "--records", RECORDS)
        assert run("write", made, "-o", tmp_path / "r.csv", *beside).code == 0
        assert run("write", made, "-o", tmp_path / "r.csv", "--earlier", tmp_path / "nowhere.json").code == 2
        assert run("write", made, "-o", tmp_path / "r.csv", "--records", tmp_path / "nowhere").code == 2

    def test_writes_a_draft_and_names_the_errors(self, data: dict[str, Any], tmp_path: Path) -> None:
        data["cells"]["disclosure.proactive"]["value"] = 947
        result = run("write", put(tmp_path / "x.json", data | {"status": "final"}), "-o", tmp_path / "y.json")
        assert (result.code, status(tmp_path / "y.json")) == (1, "draft")
        assert "(disclosure.proactive.sum)" in result.err
        assert result.err.endswith("the report has errors and was written as a draft\n")

    def test_makes_no_report_with_errors_final(self, data: dict[str, Any], tmp_path: Path) -> None:
        data["cells"]["disclosure.proactive"]["value"] = 947
        result = run("write", put(tmp_path / "x.json", data), "-o", tmp_path / "y.json", "--final")
        assert (result.code, result.out) == (1, "")
        assert "not fit to publish" in result.err
        assert not (tmp_path / "y.json").exists()

    def test_makes_final_and_dates(self, made: Path, tmp_path: Path) -> None:
        assert run("write", made, "-o", tmp_path / "y.json", "--final", "--date", "2016-03-31").code == 0
        written = json.loads((tmp_path / "y.json").read_text(encoding="utf-8"))
        assert (written["status"], written["signed"]) == ("final", "2016-03-31")

    def test_refuses_a_place_that_cannot_be_written(self, made: Path, tmp_path: Path) -> None:
        (tmp_path / "notes").write_bytes(b"")
        refused = one_line(run("write", made, "-o", tmp_path / "notes" / "x.json"))
        assert "x.json cannot be written: notes is a file, and no folder" in refused


class TestStandards:
    """``standards`` lists them, ``standards show ID`` shows one, ``standards schema`` helps editors."""

    def test_lists_every_standard_with_rows_and_cells(self) -> None:
        result = run("standards")
        listed = {line.split("\t")[0]: line.split("\t")[1:3] for line in result.out.splitlines()}
        assert [one for one in listed if "+" not in one] == list(library.available_standards())
        assert listed["cn-hengyang-2015"] == ["41", "32"]

    def test_shows_label_unit_measure_and_key_of_each_row(self) -> None:
        lines = run("standards", "show", "cn-hengyang-2015").out.splitlines()
        cells = [line.split("\t") for line in lines[1:]]
        assert len(cells) == 41
        assert cells[0] == ["一、政府网站", "—", "", "website"]
        assert [line[3] for line in cells if line[2].startswith("total of")] == [
            "disclosure.proactive",
            "disclosure.on_request.received",
        ]
        assert {line[3] for line in cells if line[2].startswith("entered")} == {
            "website.management.unified_platform",
            "website.management.organisation",
            "disclosure.annual_report",
        }
        assert all(line[2] for line in cells if "." in line[3] and line[1] not in ("—", "次"))

    def test_shows_columns_too(self, tmp_path: Path) -> None:
        lines = run("standards", "show", put(tmp_path / "small.toml", SMALL)).out.splitlines()
        shown = {(cells[0], cells[-1]) for line in lines if (cells := line.split("\t"))}
        assert {("自然人", "person"), ("总计", "total")} <= shown

    def test_shows_a_standard_as_json_in_printed_order(self, tmp_path: Path) -> None:
        assert json.loads(run("standards", "show", put(tmp_path / "small.toml", SMALL), "--json").out) == {
            "id": "small",
            "tables": [
                {
                    "key": "table",
                    "heading": "{year}年办件",
                    "columns": [
                        {"key": "person", "label": "自然人", "unit": None, "kind": "count", "measure": "entered"},
                        {"key": "total", "label": "总计", "unit": None, "kind": "count", "measure": "total"},
                    ],
                    "rows": [
                        {"key": "group", "label": "一、办件", "unit": "", "kind": "heading", "measure": None},
                        {"key": "group.cases", "label": "(一)办件量", "unit": "件", "kind": None, "measure": None},
                    ],
                },
                {
                    "key": "aside",
                    "heading": "",
                    "columns": [],
                    "rows": [{"key": "aside", "label": "不印", "unit": "", "kind": "amount", "measure": "entered"}],
                    "printed": False,
                },
            ],
        }

    def test_shows_every_installed_standard(self) -> None:
        for identity in library.available_standards():
            shown = json.loads(run("standards", "show", identity, "--json").out)
            assert shown["id"] == identity
            kinds = {one["kind"] for table in shown["tables"] for one in (*table["rows"], *table["columns"])}
            assert kinds <= {*(kind.value for kind in Kind), None}
            assert run("standards", "show", identity).code == 0

    def test_shows_the_kind_and_unit_of_a_column_that_measures_itself(self) -> None:
        """The charge of cn-2021 is an amount in 万元, whatever its row is; the row leaves it to its columns."""
        shown = json.loads(run("standards", "show", "cn-2021", "--json").out)
        (table,) = [one for one in shown["tables"] if one["key"] == "charges"]
        assert [(one["kind"], one["unit"], one["measure"]) for one in table["columns"]] == [("amount", "万元", "sum")]
        assert [one["kind"] for one in table["rows"]] == [None]

    def test_prints_the_schema_of_its_files(self) -> None:
        assert json.loads(run("standards", "schema").out) == json_schema()

    def test_names_the_nearest(self) -> None:
        assert "cn-2021" in one_line(run("standards", "show", "cn-2022"))


class TestStandardsCheck:
    """``standards check FILE``: 0 where all relations can hold, 1 where some contradict, 2 where the file has faults."""

    def text(self, rules: Sequence[str]) -> str:
        relations = ", ".join(f'{{ key = "r{number}", rule = "{rule}" }}' for number, rule in enumerate(rules))
        rows = ", ".join(f'{{ key = "c{number}", label = "c", entered = "count" }}' for number in range(20))
        return (
            'id = "own"\nedition = "1"\ntitle = "x"\nauthority = "x"\nsections = [{ key = "s", tables = ["t"] }]\n'
            f'[[tables]]\nkey = "t"\nrelations = [{relations}]\nrows = [{rows}]\n'
        )

    def test_says_what_each_relation_and_cell_is_worth(self) -> None:
        result = run("standards", "check", "cn-2021")
        assert (result.code, result.err) == (0, "")
        assert "no relation contradicts another (57 in all)" in result.out
        assert "requests.results.total.across follows from 28 others" in result.out
        assert "10 cells are in no relation" in result.out
        assert "5 cells that no relation tells apart: remedies.cases/direct_upheld, " in result.out
        assert "seen in 190 of them (95.0%) and named alone in 175 (87.5%)" in result.out
        assert "查得出" in run("standards", "check", "cn-2021", lang="zh").out

    def test_names_a_contradiction(self, tmp_path: Path) -> None:
        result = run("standards", "check", put(tmp_path / "own.toml", self.text(["c0 == c1", "c0 >= c1 + 1", "c2 <= 3"])))
        assert result.code == 1
        assert "these relations contradict each other for any figures: r0, r1." in result.out
        assert "3 cells" not in result.out
        assert "1 cell is only in inequalities" in result.out
        assert "17 cells are in no relation" in result.out
        assert "5 more" in result.out

    def test_names_what_can_be_one_figure_only_and_what_always_holds(self, tmp_path: Path) -> None:
        result = run("standards", "check", put(tmp_path / "own.toml", self.text(["c0 >= 2 * c1", "c0 <= c1", "c2 >= 0"])))
        assert result.code == 1
        assert "only one figure is possible in: c0 = 0, c1 = 0, because of: r0, r1." in result.out
        assert "r2 always holds" in result.out

    def test_prints_json(self, tmp_path: Path) -> None:
        path = put(tmp_path / "own.toml", self.text(["c0 == c1", "c0 == c1 + 1"]))
        data = json.loads(run("standards", "check", path, "--json").out)
        assert (data["sound"], data["contradictions"], data["alike"]) == (False, [["r0", "r1"]], [["c0", "c1"]])
        assert data["coverage"] == {"cells": 20, "seen": 2, "located": 0}
        assert len(data["unprotected"]) == 18

    def test_asks_how_a_year_follows_from_its_quarters(self, tmp_path: Path) -> None:
        text = self.text(["c0 <= c1"])
        assert "over_time" not in run("standards", "check", put(tmp_path / "own.toml", text)).out
        path = put(
            tmp_path / "own.toml", 'periods = ["year", "quarter"]\n' + text.replace('"c2", ', '"c2", over_time = "sum", ')
        )
        result = run("standards", "check", path)
        assert result.code == 0
        assert "for 19 cells nothing says" in result.out
        assert "give over_time in their rows" in result.out
        assert "over_time" in run("standards", "check", path, lang="zh").out
        asked = json.loads(run("standards", "check", path, "--json").out)["without_over_time"]
        assert asked == [f"c{number}" for number in range(20) if number != 2]

    def test_says_what_is_wrong_with_the_file(self, tmp_path: Path) -> None:
        assert "r0" in refused(run("standards", "check", put(tmp_path / "own.toml", self.text(["c0 == nothing"]))))


class TestLanguage:
    """Messages are Chinese or English: as --lang says, else as the environment says, to the last word."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("check", "nowhere.json"),
            ("tabulate", "nowhere", *YEAR),
            ("standards", "show", "cn-2022"),
            ("tabulate", str(RECORDS), "--standard", "cn-hengyang-2015", "--period", "x"),
            ("tabulate", str(RECORDS), "--standard", "cn-hengyang-2015"),
        ],
        ids=lambda arguments: arguments[0],
    )
    def test_holds_for_errors(self, arguments: tuple[str, ...]) -> None:
        assert HAN.search(run(*arguments, lang="zh").err)
        assert not HAN.search(run(*arguments, lang="en").err)

    def test_holds_for_everything_a_check_says(self, made: Path) -> None:
        chinese, english = (run("check", made, lang=lang).out for lang in ("zh", "en"))
        assert re.match(r"【需说明】 勾稽关系不成立：左边 .*（services\.one_or_the_other）", chinese)
        assert "通过" in chinese
        assert not re.search("does|hold|left|passed", chinese)
        assert english.startswith("[explain] ")

    def test_holds_for_remarks(self, made: Path) -> None:
        assert HAN.search(run("read", made, lang="zh").err)
        assert run("verify", made, "--records", RECORDS, lang="zh").out == "与记录一致（不一致0格）\n"

    @pytest.mark.parametrize(
        ("environment", "chinese"),
        [
            ({"GOVDISCLOSURE_LANG": "zh", "LANG": "en_US.UTF-8"}, True),
            ({"GOVDISCLOSURE_LANG": "en", "LANG": "zh_CN.UTF-8"}, False),
            ({"LANG": "zh_CN.UTF-8"}, True),
            ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ],
    )
    def test_comes_from_the_environment(
        self, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], chinese: bool
    ) -> None:
        for name in ("GOVDISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert bool(HAN.search(run("check", "nowhere.json", lang=None).err)) is chinese

    def test_is_one_of_two_or_that_of_labels(self) -> None:
        assert run("plugins", lang="French").code == 2
        done = run("plugins", lang="fr")
        assert done.code == 0
        assert "there are no messages in fr" in done.err

    def test_does_not_outlast_the_command(self, made: Path) -> None:
        run("check", made, lang="zh")
        assert not HAN.search(run("check", "nowhere.json", lang="en").err)


class TestHelp:
    """Every command explains itself, in both languages."""

    @pytest.mark.parametrize("command", COMMANDS)
    def test_is_there_for_each_command(self, command: str) -> None:
        result = run(command, "--help")
        assert result.code == 0
        assert result.out.startswith(f"Usage: govdisclosure {command}")
        assert not HAN.search(result.out)
        assert HAN.search(run(command, "--help", lang="zh").out)
        assert run(command, "-h").out == result.out

    def test_lists_every_command(self) -> None:
        assert set(COMMANDS) <= set(cli.commands)
        assert all(command in run("--help").out for command in COMMANDS)

    def test_begins_in_the_list_of_commands_as_in_each_of_them(self) -> None:
        assert {name: command.short_help for name, command in cli.commands.items()} == SUMMARIES

    def test_says_the_version(self) -> None:
        for option in ("-V", "--version"):
            assert VERSION in run(option).out

    @pytest.mark.parametrize(
        "arguments", [(), ("bogus",), ("check",), ("check", "--bogus"), ("verify", "x"), ("tabulate", "x")]
    )
    def test_is_pointed_at_where_a_command_is_misused(self, arguments: tuple[str, ...]) -> None:
        result = run(*arguments)
        assert (result.code, result.out) == (2, "")
        assert "--help" in result.err or "Usage" in result.err


HOSTILE: dict[str, object] = {
    "empty": b"",
    "a blank": b" \n",
    "zeros": bytes(5000),
    "bytes": bytes(range(256)) * 20,
    "UTF-16": '{"format": "govdisclosure.report/1"}'.encode("utf-16"),
    "zip": b"PK\x03\x04" + bytes(200),
    "PDF": b"%PDF-1.7\n",
    "words": "没有表格的文字。\n",
    "another table": "a | b | c |\n" * 50,
    "too many cells": "1\t" * 30_000,
    "no report": {},
    "a brace": "{",
    "another format": {"format": "govdisclosure.report/2"},
    "a list": "[1, 2]",
    "half a list": '{"cells": [',
    "nesting": '{"a":' * 100_000,
    "nested lists": '{"a":' + "[" * 100_000,
    "closed nesting": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "not a number": '{"format": "govdisclosure.report/1", "cells": NaN}',
    "infinity": '{"format": "govdisclosure.report/1", "cells": {"services.cases": {"value": -Infinity}}}',
    "a key twice": '{"format": "govdisclosure.report/1", "format": "govdisclosure.report/1"}',
    "half a character": '{"format": "govdisclosure.report/1", "body": "\\ud800"}',
    "too many digits": '{"revision": ' + "9" * 5000 + "}",
    "wrong bytes": b'{"format": "\xff"}',
}
CHANGES: dict[str, dict[str, Any]] = {
    "standard is unknown": {"standard": "cn-2000"},
    "standard is a path": {"standard": "/etc/passwd"},
    "standard is long": {"standard": "x" * 10_000},
    "standard is empty": {"standard": ""},
    "standard is no text": {"standard": 7},
    "body is null": {"body": None},
    "body is text": {"body": "ours"},
    "body has no id": {"body": {"name": "ours"}},
    "period is reversed": {"period": {"start": "2015-12-31", "end": "2015-01-01"}},
    "period has no end": {"period": {"start": "2015-01-01"}},
    "period is a year": {"period": 2015},
    "cells are a list": {"cells": []},
    "a cell is a number": {"cells": {"services.cases": 31}},
    "a cell has no value": {"cells": {"services.cases": {"printed": "31"}}},
    "a blank is unknown": {"cells": {"services.cases": {"value": None, "blank": ["missing"]}}},
    "an origin is unknown": {"cells": {"services.cases": {"value": 1, "origin": {"kind": ["read"]}}}},
    "a print is a number": {"cells": {"services.cases": {"value": 1, "printed": 1}}},
    "status is unknown": {"status": "published"},
    "scope is a list": {"scope": ["own"]},
    "revision is text": {"revision": "1"},
    "signed is no day": {"signed": "2016-02-30"},
    "text is a list": {"text": ["words"]},
    "notes are text": {"notes": "words"},
}


class TestHostileInput:
    """Input that cannot be read gets one clear line and exit code 2, never a traceback."""

    @pytest.mark.parametrize("name", HOSTILE)
    def test_is_refused_in_one_line(self, tmp_path: Path, name: str) -> None:
        path = put(tmp_path / "x.json", HOSTILE[name])
        one_line(run("check", path))

    @pytest.mark.parametrize("name", CHANGES)
    def test_is_refused_where_the(self, data: dict[str, Any], tmp_path: Path, name: str) -> None:
        refused(run("check", put(tmp_path / "x.json", data | CHANGES[name])))

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_is_refused_where_it_is_cut_off(self, made: Path, tmp_path: Path, share: float) -> None:
        text = made.read_bytes()
        assert "truncated" in one_line(run("check", put(tmp_path / "x.json", text[: int(len(text) * share)])))

    @pytest.mark.parametrize("command", ["read", "check", "write", "verify"])
    def test_is_refused_by_every_command_that_reads(self, tmp_path: Path, command: str) -> None:
        more = {"write": ("-o", tmp_path / "y.json"), "verify": ("--records", RECORDS)}.get(command, ())
        for place in (tmp_path, tmp_path / "nowhere.json", put(tmp_path / "x.json", "{")):
            one_line(run(command, place, *more))

    def test_is_refused_without_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = put(tmp_path / "x.json", "{}")

        def refuse(_: Path) -> bytes:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read a file of any mode
        assert os.strerror(errno.EACCES) in one_line(run("check", path))

    @given(st.data())
    def test_is_read_or_refused_however_it_was_changed(
        self, made: Path, tmp_path_factory: pytest.TempPathFactory, data: Any
    ) -> None:
        changed = json.loads(made.read_text(encoding="utf-8"))
        for _ in range(data.draw(st.integers(1, 3))):
            places = list(_places(changed))
            holder, key = data.draw(st.sampled_from(places))
            if data.draw(st.booleans()):
                holder[key] = data.draw(VALUES)
            else:
                del holder[key]
        path = put(tmp_path_factory.mktemp("changed") / "x.json", changed)
        result = run("check", path)
        assert result.code in (0, 1, 2)
        assert "went wrong inside" not in result.err


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2015-01-01", "9999-12-31", "0001-01-01", "cn-2021", "final", "read", "{a}", "not applicable"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in JSON data, with what holds it."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)


class TestUnexpected:
    """What goes wrong inside is said in one line too, and shown whole to who asks for it."""

    def fail(self, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        def read(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(library, "read", read)

    def test_is_one_line_to_report(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GOVDISCLOSURE_DEBUG", raising=False)
        self.fail(monkeypatch, ZeroDivisionError("first\nsecond"))
        result = run("check", "x.json")
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert "ZeroDivisionError: first" in result.err
        assert "report this line" in result.err

    @pytest.mark.parametrize("asked", [(), ("--traceback",)])
    def test_shows_its_place_to_developers(self, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]) -> None:
        monkeypatch.setenv("GOVDISCLOSURE_DEBUG", "" if asked else "1")
        self.fail(monkeypatch, ZeroDivisionError("ours"))
        result = run("check", "x.json", *asked)
        assert result.code == 2
        assert re.search(r'File ".*test_cli.py", line \d+, in read\n.*ZeroDivisionError: ours', result.err, re.DOTALL)
        assert "report this line" in result.err

    def test_is_no_word_where_the_user_stops_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail(monkeypatch, KeyboardInterrupt())
        result = run("check", "x.json")
        assert (result.code, result.out, result.err.strip()) == (130, "", "")

    @pytest.mark.parametrize("arguments", [("standards",), ("standards", "schema"), ("standards", "show", "cn-2021")])
    def test_is_nothing_where_nobody_reads_on(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        class Gone(StringIO):
            def write(self, text: str) -> int:
                raise BrokenPipeError

            def fileno(self) -> int:
                return file.fileno()

        err = StringIO()
        raised = pytest.raises(SystemExit)
        with (tmp_path / "out").open("w") as file, redirect_stdout(Gone()), redirect_stderr(err), raised as end:
            main(arguments)
        assert (end.value.code, err.getvalue()) == (0, "")

    def test_is_left_to_click_where_it_is_clicks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail(monkeypatch, click.ClickException("ours"))
        assert run("check", "x.json") == (2, "", "Error: ours\n")


class TestTerminal:
    """A terminal gets tables, colours and progress; a pipe gets plain lines, one a row, with tabs."""

    @pytest.fixture
    def terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)

    def test_shows_a_table(self, terminal: None) -> None:
        result = run("tabulate", RECORDS, *YEAR)
        assert "\x1b[" in result.out
        assert re.search(r"主动公开情况 +条 +946", result.out)
        assert "\t" not in result.out

    def test_shows_that_it_works(self, terminal: None) -> None:
        assert "reading records" in run("tabulate", RECORDS, *YEAR).err

    @pytest.mark.parametrize("text", ["[red]x[/red]", "[/]", ":100:", "a:smile:b", "\\[x]"])
    def test_shows_text_as_it_is(self, terminal: None, tmp_path: Path, data: dict[str, Any], text: str) -> None:
        data["cells"]["website.management.organisation"]["value"] = text
        data["cells"]["services.cases"] = {"value": None, "printed": text}
        result = run("write", put(tmp_path / "x.json", data | {"text": {text: "x"}}), "-o", tmp_path / "y.csv")
        assert text in result.err
        shown = StringIO()
        with redirect_stdout(shown):
            display.show_rows(["a"], [[text]])
        assert text in re.sub(r"\x1b\[[0-9;]*m", "", shown.getvalue())

    def test_is_not_what_a_pipe_is(self, made: Path) -> None:
        result = run("check", made)
        assert "\x1b" not in result.out
        assert max(map(len, result.out.splitlines())) > 200  # never wrapped

    def test_keeps_a_row_in_one_line_of_a_pipe(self) -> None:
        shown = StringIO()
        with redirect_stdout(shown):
            display.show_rows(["a", "b"], [["x\ny\tz", "1"]])
        assert shown.getvalue() == "x y z\t1\n"


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as its users do."""
    return subprocess.run(
        [sys.executable, "-m", "govdisclosure", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "GOVDISCLOSURE_LANG": "en", **environment},
    )


class TestProcess:
    """The command as a process: its exit code, and what comes out of its pipes."""

    def test_ends_with_0_1_and_2(self, made: Path, data: dict[str, Any], tmp_path: Path) -> None:
        data["cells"]["disclosure.proactive"]["value"] = 0
        codes = [process("check", path).returncode for path in (made, put(tmp_path / "x.json", data), tmp_path / "nowhere")]
        assert codes == [0, 1, 2]

    def test_prints_no_colour_and_no_traceback(self, tmp_path: Path) -> None:
        result = process("check", put(tmp_path / "x.json", "{"))
        assert result.stdout == ""
        assert result.stderr.startswith("govdisclosure: ")
        assert result.stderr.count("\n") == 1
        assert "\x1b" not in result.stderr

    def test_writes_json_that_it_reads_again(self, made: Path, tmp_path: Path) -> None:
        printed = process("read", made).stdout
        assert process("check", put(tmp_path / "x.json", printed)).returncode == 0

    @pytest.mark.parametrize("arguments", [("standards", "schema"), ("standards", "show", "cn-2021")])
    def test_does_not_mind_that_nobody_reads_on(self, arguments: tuple[str, ...]) -> None:
        read, write = os.pipe()
        os.close(read)
        command = [sys.executable, "-m", "govdisclosure", *arguments]
        result = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
        os.close(write)
        assert (result.returncode, result.stderr) == (0, b"")

    def test_is_installed_as_a_script(self) -> None:
        script = Path(sys.executable).with_name("govdisclosure")
        assert VERSION in subprocess.run([script, "--version"], capture_output=True, text=True, check=True).stdout


class TestNumbers:
    """The numbers in a message add up: who reads it can add them again."""

    @given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
    def test_add_up_in_every_message(self, made: Path, tmp_path_factory: pytest.TempPathFactory, figures: list[int]) -> None:
        changed = json.loads(made.read_text(encoding="utf-8"))
        rows = ("", ".items", ".department_news", ".key_areas", ".public_opinion")
        for row, figure in zip(rows, figures, strict=True):
            changed["cells"][f"disclosure.proactive{row}"]["value"] = figure
        result = run("check", put(tmp_path_factory.mktemp("figures") / "x.json", changed), "--json")
        found = [one for one in json.loads(result.out)["findings"] if one["rule"] == "disclosure.proactive.sum"]
        assert result.code == bool(found) == (figures[0] != sum(figures[1:]))
        for one in found:
            left, right, difference = (Decimal(one[side]) for side in ("left", "right", "difference"))
            assert left - right == difference
            for words in one["message"].values():
                operands = [int(number) for number in re.findall(r"(?<=[”(])\d+", words)]
                assert operands == figures
