"""The JSON Schemas in the package say what reports and the results of commands are as JSON: no more, and no less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from attrs import evolve
from hypothesis import given, strategies as st
from tests.command_line import runner

from govdisclosure import (
    Blank,
    Body,
    Cell,
    Finding,
    Period,
    Report,
    Severity,
    accept,
    check,
    explain,
    load_standard,
    make_form,
    read_folder,
    tabulate,
    write,
)
from govdisclosure.cli.main import cli
from govdisclosure.consistency import Acceptance
from govdisclosure.errors import UnreadableError
from govdisclosure.messages import Message
from govdisclosure.report import MadeBy, OriginKind, RecordsUsed, Unread
from govdisclosure.report.contents import Origin
from govdisclosure.report.operands import Operand
from govdisclosure.report.parsing import KNOWN
from govdisclosure.result_schemas import result_names, result_schema
from govdisclosure.sources import gather
from govdisclosure.standards import Reading
from govdisclosure.testing import reports, sample_report, sample_reports
from govdisclosure.testing.examples import request

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("report", "verdict", "explanation")
SAMPLES = sample_reports()
FORM = load_standard("cn-2021")
Y2024 = Period.year(2024)


@cache
def schema(name: str) -> dict[str, Any]:
    text = (files("govdisclosure") / f"{name}.schema.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


def faults(name: str, text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema(name))
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(json.loads(text))]


def full() -> Report:
    """A report with everything in it."""
    made = sample_report("cn-2021", year=2024)
    address = "requests.received/total"
    cell = Cell(value=Blank.NOT_APPLICABLE, printed="/", unit="件", remark="旁注", origin=Origin(OriginKind.READ, "C7"))
    sides = (
        (Operand(factor=-2, address=address, label="甲", values=(Blank.NOT_APPLICABLE, 3), assumed=Decimal("1.5")),),
        (Operand(factor=1), Operand(factor=1, address="x/y", values=(Blank.MISSING, "字"), reading=Reading.PREVIOUS)),
    )
    note = Finding(
        rule="x",
        severity=Severity.EXPLAIN,
        cells=("a",),
        left="1",
        right="2",
        difference="-1",
        operands=sides,
        message=Message.literal("字"),
    )
    return evolve(
        made,
        cells={**made.cells, address: cell, "requests.received/natural_person": Cell(value=-1)},
        scope="area",
        includes=("b",),
        notes=(note,),
        unread=(Unread(where="line 1", text="字"),),
        made_by=MadeBy(govdisclosure="0.1", standard="sha256:1", records=RecordsUsed(digest="d", counts={"request": 1})),
    )


@pytest.mark.parametrize("name", NAMES)
def test_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert schema(name)["properties"]["format"]["const"] == schema(name)["title"] == f"govdisclosure.{name}/1"


def test_parts_that_are_alike_are_the_same_in_all() -> None:
    for part in ("body", "period", "day", "message", "operand", "value"):
        assert len({json.dumps(schema(name)["$defs"][part]) for name in NAMES if part in schema(name)["$defs"]}) == 1
    for part, of in (("message", "verdict"), ("value", "verdict"), ("day", "verdict"), ("records", "explanation")):
        mine = json.dumps(schema("results")["$defs"]["found_records" if part == "records" else part])
        assert mine.replace("found_records", "records") == json.dumps(schema(of)["$defs"][part])
    finding, accepted = (dict(schema(name)["$defs"]["finding"]) for name in ("report", "verdict"))
    shared = {name: one for name, one in accepted["properties"].items() if name != "accepted"}
    assert {**accepted, "properties": shared} == finding


def test_that_of_a_report_has_the_keys_that_are_read() -> None:
    of, parts = schema("report"), schema("report")["$defs"]
    made_by = of["properties"]["made_by"]
    keys = {
        "": of,
        "body": parts["body"],
        "period": parts["period"],
        "made_by": made_by,
        "made_by.records": made_by["properties"]["records"],
        "cell": parts["cell"],
        "origin": parts["cell"]["properties"]["origin"],
        "note": parts["finding"],
        "operands": parts["finding"]["properties"]["operands"],
        "operand": parts["operand"],
        "message": parts["message"],
        "unread": of["properties"]["unread"]["items"],
    }
    assert {name: tuple(found["properties"]) for name, found in keys.items()} == dict(KNOWN)


class TestReport:
    """Whatever is written as report JSON fits the schema; what does not fit is refused or noted when it is read."""

    @pytest.mark.parametrize("made", [*SAMPLES, full(), evolve(full(), cells={}, text={})], ids=lambda one: one.standard.id)
    def test_fits(self, made: Report) -> None:
        assert faults("report", made.to_json()) == []

    def test_is_read_back_with_the_operands_of_its_notes(self) -> None:
        assert Report.from_json(full().to_json()) == full()

    @pytest.mark.parametrize(
        ("name", "value"), [("factor", "2"), ("values", [1.5]), ("blanks", ["nothing"]), ("assumed", 1), ("surplus", 1)]
    )
    def test_with_an_operand_that_does_not_fit_is_refused_or_noted(self, name: str, value: object) -> None:
        data = full().to_dict()
        data["notes"][0]["operands"]["left"][0][name] = value
        assert faults("report", json.dumps(data))
        try:
            noted = Report.from_json(json.dumps(data)).notes[-1].message.en
        except UnreadableError as error:
            noted = str(error)
        assert "notes[0].operands.left[0]" in noted

    @given(reports("cn-2021"))
    def test_any_fits(self, made: Report) -> None:
        assert faults("report", made.to_json()) == []

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("cells", "requests.received/total", "value"), 1.5),
            (("status",), "published"),
            (("scope",), "both"),
            (("period", "start"), "2024-1-1"),
            (("surplus",), 1),
            (("cells", "requests.received/total", "origin", "kind"), "guessed"),
        ],
    )
    def test_what_does_not_fit_is_not_taken_in_silence(self, path: tuple[str, ...], value: object) -> None:
        data = full().to_dict()
        at: Any = data
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        assert faults("report", json.dumps(data))
        try:
            noted = len(Report.from_json(json.dumps(data)).notes) > len(full().notes)
        except UnreadableError as error:
            noted = path[-1] in str(error) or path[-2] in str(error)
        assert noted


class TestVerdict:
    """A verdict as JSON: whatever was found, and who accepted what."""

    @pytest.mark.parametrize("made", [*SAMPLES, full()], ids=lambda one: one.standard.id)
    def test_fits(self, made: Report) -> None:
        verdict = check(made)
        assert faults("verdict", verdict.to_json()) == []
        assert json.loads(verdict.to_json()) == verdict.to_dict()

    def test_says_who_accepted_a_finding(self) -> None:
        verdict = check(full())
        (finding, *_) = verdict.findings
        accepted = Acceptance(
            fingerprint=finding.fingerprint,
            rule=finding.rule,
            cells=finding.cells,
            body="sample",
            period=Y2024,
            who="审核人",
            when=Y2024.end,
            reason="已核实",
        )
        made = accept(verdict, [accepted]).to_dict()
        assert faults("verdict", json.dumps(made)) == []
        assert made["findings"][0]["accepted"] == {"who": "审核人", "when": "2024-12-31", "reason": "已核实"}

    @given(st.data())
    def test_any_fits(self, data: st.DataObject) -> None:
        planted = data.draw(reports("cn-2021", errors=2))
        assert faults("verdict", check(planted.report).to_json()) == []


class TestExplanation:
    """An explanation as JSON, of every kind of cell, with and without records."""

    RECORDS = gather([request(), request("r2", closed=None, outcome=None), Body(id="b")])
    REPORT = tabulate(RECORDS, FORM, period=Y2024, body="b")

    @pytest.mark.parametrize("standard", ["cn-2021", "cn-2014", "cn-hengyang-2015"])
    def test_of_every_cell_fits(self, standard: str) -> None:
        made = sample_report(standard)
        for address in list(made)[:: max(1, len(made) // 12)]:
            assert faults("explanation", explain(made, address, records=[Body(id="sample")]).to_json()) == []
            assert faults("explanation", explain(made, address).to_json()) == []

    @pytest.mark.parametrize("address", ["requests.received/total", "requests.received/natural_person"])
    def test_with_records_fits(self, address: str) -> None:
        found = explain(self.REPORT, address, records=self.RECORDS)
        assert faults("explanation", found.to_json()) == []
        assert found.to_dict(limit=1)["records"]["ids"] == ["r1"]
        assert found.to_dict(offset=1)["records"]["ids"] == ["r2"]

    def test_of_a_blank_and_of_a_share_fits(self) -> None:
        for made in (full(), sample_report("cn-hengyang-2015")):
            for address, spot in made.standard.spots.items():
                if isinstance(made[address], Blank) or spot.kind.value in ("share", "yes/no", "text"):
                    assert faults("explanation", explain(made, address).to_json()) == []


RECORDS = ROOT / "examples" / "hengyang-2015" / "records"
SMALL = """
id = "small"
edition = "1"
title = "{body} {year}"
authority = "an office"
language = "en"
year_starts = "10-01"
periods = ["year", "quarter"]
valid = { from = 2008, to = 2030 }
currency = "USD"
sections = [{ key = "part", text = true, tables = ["table"] }]
[[tables]]
key = "table"
records = "request"
columns = [{ key = "now", label = "Now" }, { key = "all", label = "So far", over = "year_to_date" }]
rows = [{ key = "faxed", label = "By fax", where = "channel == 'fax'", count = "received in period" }]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands below take: a report, one with a wrong figure, forms filled in, registers."""
    place = tmp_path_factory.mktemp("results")
    made = tabulate(read_folder(RECORDS), "cn-hengyang-2015", period=2015)
    write(made, place / "report.json")
    address = "disclosure.proactive.department_news"
    value = made[address]
    assert isinstance(value, int)
    write(evolve(made, cells={**made.cells, address: value + 1}, signed=Y2024.end), place / "wrong.json")
    (place / "forms").mkdir()
    make_form("cn-2021", place / "forms" / "form.xlsx", body="b", period=2024)
    (place / "forms" / "none.xlsx").write_bytes(b"PK")
    (place / "small.toml").write_text(SMALL, encoding="utf-8")
    (place / "records").mkdir()
    rows = "".join(f"r{number},b,fax,natural_person,2024-03-{number:02},hash\n" for number in range(1, 15))
    heads = "id,body,channel,applicant,received,applicant_ref\n"
    (place / "records" / "request.csv").write_text(heads + rows, encoding="utf-8")
    return place


RESULTS = [
    ("check", "check {0}/report.json", {0}),
    ("check", "check {0}/wrong.json", {1}),
    ("collect", "collect {0}/forms", {1}),
    ("compare", "compare {0}/report.json {0}/report.json --all", {0}),
    ("compare", "compare {0}/report.json {0}/wrong.json --all", {1}),
    ("deadline", "deadline --received 2024-01-15 --extended", {0}),
    ("deadline", "deadline --received 2024-04-01 --correction-asked 2024-04-03", {0}),
    ("deadline", "deadline --received 2027-01-04 --third-party 2027-01-06..2027-01-13", {0}),
    ("explain", "explain {0}/report.json disclosure.proactive.department_news", {0}),
    ("explain", "explain {0}/report.json disclosure.proactive --records {1} --most 3", {0}),
    ("explain-record", "explain {0}/report.json --record item:item-0001 --records {1}", {0}),
    ("explain-record", "explain {0}/report.json disclosure.proactive --record item:item-0001 --records {1}", {0}),
    ("fee", "fee --items 12", {0}),
    ("fee", "fee --pages 250", {0}),
    ("fee-records", "fee {0}/records", {0}),
    ("locate", "locate {0}/report.json", {0}),
    ("locate", "locate {0}/wrong.json", {0, 1}),
    ("plugins", "plugins", {0}),
    ("records", "records", {0}),
    ("remedy", "remedy --outcome state_secret --decided 2024-03-01", {0}),
    ("remedy", "remedy --outcome silence --decided 2026-07-01", {0}),
    ("standards-show", "standards show cn-2021", {0}),
    ("standards-show", "standards show {0}/small.toml", {0}),
    ("standards-check", "standards check cn-2021", {0}),
    ("standards-check", "standards check {0}/small.toml", {0}),
    ("standards-mutate", "standards mutate {0}/small.toml --records {0}/records --year 2024", {0, 1}),
    ("verify", "verify {0}/report.json --records {1}", {0}),
    ("verify", "verify {0}/wrong.json --records {1}", {1}),
]
"""What is called, the result that it is, and with which exit codes it may end."""


class TestResults:
    """What each command prints with ``--json`` fits its schema, whatever it comes to."""

    @pytest.mark.parametrize(("name", "words", "codes"), RESULTS, ids=[words.replace("{0}/", "") for _, words, _ in RESULTS])
    def test_fits(self, name: str, words: str, codes: set[int], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = runner(capsys)(*words.format(folder, RECORDS).split(), "--json")
        assert code in codes, err
        validator = jsonschema.Draft202012Validator(result_schema(name))
        assert [f"{one.json_path}: {one.message}" for one in validator.iter_errors(json.loads(out))] == []

    def test_are_those_of_every_command_with_json(self) -> None:
        commands = {
            "-".join(path)
            for path, command in walked(cli, ())
            if "--json" in {name for one in command.params for name in one.opts}
        }
        assert commands == {name.removesuffix("-record").removesuffix("-records") for name in result_names()} - {"report"}
        assert {name for name, _, _ in RESULTS} == set(result_names()) - {"report"}

    @pytest.mark.parametrize("name", result_names())
    def test_is_printed_whole(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = runner(capsys)("schema", name)
        printed = json.loads(out)
        assert (code, printed) == (0, result_schema(name))
        jsonschema.Draft202012Validator.check_schema(printed)
        assert set(re.findall(r'"#/\$defs/(\w+)"', out)) == set(printed.get("$defs", ()))

    def test_are_listed_with_their_commands(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = runner(capsys)("schema")
        lines = dict(line.split("\t") for line in out.splitlines())
        assert tuple(lines) == result_names()
        assert lines["check"] == "govdisclosure check --json"

    def test_unknown_is_refused_with_those_that_there_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = runner(capsys)("schema", "verdikt")
        assert (code, out) == (2, "")
        assert "'verdikt' is not one of 'check'" in err

    def test_objects_have_no_key_that_is_not_named(self) -> None:
        """So that a new key of a command is noticed here, and not by who reads its JSON."""
        every = [part for name in ("results", *NAMES) for part in parts(schema(name)) if part.get("type") == "object"]
        assert [part for part in every if "additionalProperties" not in part] == []


def walked(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and its sub-commands, each with its names."""
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walked(inner, (*path, name))


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Every object within a schema, itself first."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from parts(inner)
