"""A wide table is read by its layout alone: a report a row, every doubt named, and no Python for another country."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from openpyxl import Workbook
from tests.shared import SHARED, needs

import govdisclosure
from govdisclosure import Period
from govdisclosure.cli.main import cli
from govdisclosure.consistency import RelationState
from govdisclosure.errors import PluginError, UnreadableError
from govdisclosure.library import Library
from govdisclosure.readers.wide_tables import json_schema
from govdisclosure.report import Report
from govdisclosure.values import Blank

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/uk-foi"
LAYOUT = EXAMPLE / "uk-foi.layout.toml"
PUBLISHED = SHARED / "uk-foi/cabinet-office-2010-2020.csv"
STANDARD = """\
id = "parks"
edition = "1"
title = "{body} {year}"
authority = "Parks Act"
language = "en"
year_starts = "04-01"
print = { not_applicable = "n/a", special = { "<5" = "4" } }
sections = [{ key = "part", tables = ["table"] }]
[[tables]]
key = "table"
rows = [
  { key = "asked", label = "Asked", entered = "count" },
  { key = "met", label = "Met", entered = "count" },
  { key = "share", label = "Share", entered = "share" },
  { key = "online", label = "Online", entered = "yes/no" },
]
relations = [{ key = "met", rule = "met <= asked" }]
"""
PARKS = """\
standard = "parks"
body = { name = "Park", id = "Code" }
period = { column = "Year" }
skip = ["^All parks"]
ignore = ["Remarks"]
words = { ":" = "missing", "x" = "not_applicable", "none" = "0" }

[cells]
asked = "Asked"
met = "Met #2"
share = { column = "Share", times = "100" }
online = "Online form"
"""
MONEY = """\
standard = "parks"
body = {{ name = "Park", id = "Code" }}
period = {{ column = "Year" }}
cells = {{ cost = {column} }}
"""
HEAD = ["Code", "Park", "Year", "Asked", "Met", "Met", "Share", "Online form", "Remarks"]
ROW = ["P1", "North Park", "2024", "1,204", "9", "900", "0.25", "yes", "good"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parks.toml").write_text(STANDARD, encoding="utf-8")
    (tmp_path / "parks.layout.toml").write_text(PARKS, encoding="utf-8")
    return tmp_path


def table(*rows: list[str], head: list[str] = HEAD) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def read(folder: Path, data: bytes, layout: str = PARKS) -> tuple[Report, ...]:
    (folder / "parks.layout.toml").write_text(layout, encoding="utf-8")
    return govdisclosure.read_all(data, layout=folder / "parks.layout.toml")


def rules(report: Report) -> list[str]:
    return [note.rule for note in report.notes]


class TestRows:
    """A row is the report of a body on a period."""

    def test_are_reports_of_a_year_of_the_standard(self, folder: Path) -> None:
        (report,) = read(folder, table(ROW))
        assert (report.body.id, report.body.name) == ("P1", "North Park")
        assert report.period == Period(date(2023, 4, 1), date(2024, 3, 31))
        assert [report[one] for one in ("asked", "met", "share", "online")] == [1204, 900, Decimal(25), True]
        assert report.cells["asked"].origin.address == "line 2"
        assert rules(report) == ["layout.unknown_columns"]  # the first column that is called Met

    @pytest.mark.parametrize(
        ("printed", "value"),
        [
            (":", Blank.MISSING),
            ("", Blank.MISSING),
            ("x", Blank.NOT_APPLICABLE),
            ("n/a", Blank.NOT_APPLICABLE),
            ("none", 0),
            ("<5", 4),
        ],
    )
    def test_say_blanks_and_numbers_in_words(self, folder: Path, printed: str, value: object) -> None:
        (report,) = read(folder, table([*ROW[:3], printed, *ROW[4:]]))
        assert report["asked"] == value

    def test_that_are_totals_are_left_out(self, folder: Path) -> None:
        assert len(read(folder, table(ROW, ["", "All parks together", *ROW[2:]]))) == 1

    @pytest.mark.parametrize(("body", "year"), [("", "2024"), ("South Park", "soon"), ("South Park", "")])
    def test_without_body_or_period_are_named(self, folder: Path, body: str, year: str) -> None:
        (report,) = read(folder, table(ROW, ["P2", body, year, *ROW[3:]]))
        (note,) = [one for one in report.notes if one.rule == "layout.no_row"]
        assert note.where == ("line 3",)
        assert {one.where for one in report.unread} == {"line 3"}

    @pytest.mark.parametrize(("asked", "rule"), [("1,204", "layout.same_twice"), ("7", "layout.row_twice")])
    def test_of_one_body_and_period_are_named(self, folder: Path, asked: str, rule: str) -> None:
        (report,) = read(folder, table(ROW, [*ROW[:3], asked, *ROW[4:]]))
        assert report["asked"] == 1204
        assert rule in rules(report)

    def test_with_words_where_a_number_belongs_are_named(self, folder: Path) -> None:
        (report,) = read(folder, table([*ROW[:3], "about 12", *ROW[4:]]))
        assert (report["asked"], report.cells["asked"].printed) == (Blank.MISSING, "about 12")
        assert "read.words" in rules(report)

    def test_with_a_figure_beyond_the_last_heading_are_not_read(self, folder: Path) -> None:
        """A thousands separator without quotes moves every figure behind it."""
        (report,) = read(folder, table(ROW, ["P2", "South Park", "2024", "1", "204", *ROW[4:-1], "9"]))
        assert "layout.row_long" in rules(report)
        assert "204" in {one.text for one in report.unread}

    def test_with_words_beyond_the_last_heading_are_read_without_them(self, folder: Path) -> None:
        (report,) = read(folder, table([*ROW, "revised"]))
        assert report["asked"] == 1204
        assert "layout.beside" in rules(report)
        assert [one.where for one in report.unread] == ["line 2"]

    def test_that_end_early_are_doubted(self, folder: Path) -> None:
        (report,) = read(folder, table(ROW[:5]))
        (note,) = [one for one in report.notes if one.rule == "layout.row_short"]
        assert "share" in note.cells

    @pytest.mark.parametrize("name", ["Total", "All of them", "Together"])
    def test_that_look_like_totals_are_doubted(self, folder: Path, name: str) -> None:
        """By their name, or since their counts are the sums of the others'."""
        rows = [["P1", "North", "10", "4"], ["P2", "South", "20", "6"], ["P3", name, "30", "10"]]
        data = table(*[[code, park, "2024", asked, "9", met, *ROW[6:]] for code, park, asked, met in rows])
        doubted = [one.body.name for one in read(folder, data) if "layout.total_row" in rules(one)]
        assert doubted == [name]

    @pytest.mark.parametrize(
        ("head", "unit", "printed", "value"),
        [
            ("Cost (thousand dollars)", "dollars", "1.5", Decimal(1500)),
            ("Cost, million dollars", "thousand dollars", "2", Decimal(2000)),
            ("Cost (USD)", "dollars", "12.5", Decimal("12.5")),
            ("Cost in thousand dollars", "thousand dollars", "7", Decimal(7)),
        ],
    )
    def test_of_money_in_another_unit_are_converted(
        self, folder: Path, head: str, unit: str, printed: str, value: Decimal
    ) -> None:
        self.with_money(folder, unit)
        (report,) = read(folder, table([*ROW[:3], printed], head=[*HEAD[:3], head]), MONEY.format(column=f'"{head}"'))
        assert report["cost"] == value
        assert rules(report) == (["read.unit_converted"] if Decimal(printed) != value else []), report.notes

    @pytest.mark.parametrize(
        "head", ["Asked (thousands)", "Asked ('000)", "Asked, %", "Asked in millions", "Asked（万件）", "Asked £m"]
    )
    def test_in_a_unit_that_nothing_converts_are_doubted(self, folder: Path, head: str) -> None:
        layout = PARKS.replace('asked = "Asked"', f'asked = "{head}"')
        (report,) = read(folder, table(ROW, head=[head if one == "Asked" else one for one in HEAD]), layout)
        assert [note.cells for note in report.notes if note.rule == "layout.head_unit"] == [("asked",)]
        layout = PARKS.replace('asked = "Asked"', f'asked = {{ column = "{head}", times = "1000" }}')
        (report,) = read(folder, table(ROW, head=[head if one == "Asked" else one for one in HEAD]), layout)
        assert (report["asked"], "layout.head_unit" in rules(report)) == (1204000, False)

    @pytest.mark.parametrize("head", ["Share (%)", "Share, per cent"])
    def test_of_shares_are_in_per_cent(self, folder: Path, head: str) -> None:
        layout = PARKS.replace('{ column = "Share", times = "100" }', f'"{head}"')
        (report,) = read(
            folder, table([*ROW[:6], "25%", *ROW[7:]], head=[head if one == "Share" else one for one in HEAD]), layout
        )
        assert (report["share"], {"layout.head_unit", "read.cell_unit"} & {*rules(report)}) == (Decimal(25), set())

    def test_whose_cells_print_another_unit_are_doubted(self, folder: Path) -> None:
        (report,) = read(folder, table([*ROW[:3], "12%", *ROW[4:]]))
        assert (report.cells["asked"].unit, rules(report)[-1]) == ("%", "read.cell_unit")

    @staticmethod
    def with_money(folder: Path, unit: str) -> None:
        row = f'{{ key = "cost", label = "Cost", entered = "amount", unit = "{unit}" }},'
        text = STANDARD.replace("rows = [", f"rows = [\n  {row}").replace(
            'language = "en"', 'language = "en"\ncurrency = "USD"'
        )
        (folder / "parks.toml").write_text(text, encoding="utf-8")

    def test_keep_every_decimal(self, folder: Path) -> None:
        (report,) = read(folder, table([*ROW[:6], "0.3333333333", *ROW[7:]]))
        assert report["share"] == Decimal("33.33333333")


class TestColumns:
    """Columns are found by their headings."""

    def test_that_nobody_named_are_named(self, folder: Path) -> None:
        (report,) = read(folder, table([*ROW, "5"], head=[*HEAD, "Staff"]))
        (note,) = [one for one in report.notes if one.rule == "layout.unknown_columns"]
        assert "Staff" in str(note.message)

    def test_that_are_missing_are_an_error_with_the_nearest(self, folder: Path) -> None:
        with pytest.raises(UnreadableError, match="Askd") as caught:
            read(folder, table(ROW, head=[*HEAD[:3], "Askd", *HEAD[4:]]))
        assert "Asked" in str(caught.value)

    def test_of_one_heading_are_told_apart_by_the_layout(self, folder: Path) -> None:
        with pytest.raises(UnreadableError, match="Met #2"):
            read(folder, table(ROW), PARKS.replace("Met #2", "Met"))
        (report,) = read(folder, table(ROW), PARKS.replace("Met #2", "Met").replace('"Remarks"', '"Remarks", "Met #2"'))
        assert (report["met"], report.notes) == (9, ())


class TestFiles:
    """CSV, workbooks and whatever else the library opens are read alike."""

    def test_are_workbooks_whose_hidden_cells_are_named(self, folder: Path) -> None:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Data"
        notes = book.create_sheet("Notes")
        notes.append(["These are", "notes"])
        sheet.append(HEAD)
        sheet.append([*ROW[:3], 1204, 9, 900, 0.25, "yes", None])
        sheet.append(["P2", "South Park", 2024, 5, 1, 1, 0.5, "no", None])
        sheet.row_dimensions[3].hidden = True
        made = io.BytesIO()
        book.save(made)
        first, second = read(folder, made.getvalue(), f'sheet = "Data"\n{PARKS}')
        assert [first[one] for one in ("asked", "met", "online")] == [1204, 900, True]
        assert second["asked"] is Blank.MISSING
        assert "layout.hidden" in rules(second)

    def test_in_an_encoding_that_nobody_names_are_refused(self, folder: Path) -> None:
        with pytest.raises(UnreadableError, match="cp1252"):
            read(folder, table(["P1", "Parc d’été", *ROW[2:]]).decode().encode("cp1252"))

    def test_may_be_in_another_encoding(self, folder: Path) -> None:
        data = table(["P1", "Parc de l’Été", *ROW[2:]]).decode().encode("cp1252")
        (report,) = read(folder, data, f'encoding = "cp1252"\n{PARKS}')
        assert report.body.name == "Parc de l’Été"
        with pytest.raises(UnreadableError, match="ascii"):
            read(folder, data, f'encoding = "ascii"\n{PARKS}')

    def test_without_a_row_are_refused(self, folder: Path) -> None:
        for rows in ((), (["", "All parks", *ROW[2:]],), (["", "", *ROW[2:]],)):
            with pytest.raises(UnreadableError):
                read(folder, table(*rows))

    def test_may_have_their_head_lower_and_one_period(self, folder: Path) -> None:
        text = PARKS.replace('{ column = "Year" }', '{ value = "2023" }').replace('"Remarks"', '"Remarks", "Year"')
        data = b"Parks of the county\n" + table(ROW)
        (report,) = read(folder, data, f"head = 2\n{text}")
        assert report.period.end == date(2023, 3, 31)


class TestLayouts:
    """A layout with faults is refused, all of them named; good ones are offered like standards."""

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            (('standard = "parks"', "standard = 1"), "standard"),
            (('standard = "parks"\n', ""), "standard"),
            (('standard = "parks"', 'standard = "parks"\nencodng = "x"'), "encodng"),
            (('standard = "parks"', 'standard = "parks"\nencoding = "nobody"'), "nobody"),
            (('standard = "parks"', 'standard = "parks"\nsheet = "("'), "sheet"),
            (('standard = "parks"', 'standard = "parks"\nhead = 0'), "head"),
            (('body = { name = "Park", id = "Code" }', 'body = "Park"'), "body"),
            (('{ column = "Year" }', "{}"), "period"),
            (('{ column = "Year" }', '{ column = "Year", pattern = "(" }'), "period.pattern"),
            (('skip = ["^All parks"]', 'skip = ["("]'), "skip"),
            (('ignore = ["Remarks"]', 'ignore = "Remarks"'), "ignore"),
            (('":" = "missing"', '":" = "absent"'), "words"),
            (('":" = "missing"', '":" = 1'), "words"),
            (('times = "100"', 'times = "NaN"'), "cells"),
            (('standard = "parks"', "standard ="), "TOML"),
            (('asked = "Asked"', 'askd = "Asked"'), "askd"),
        ],
    )
    def test_with_faults_are_refused(self, folder: Path, change: tuple[str, str], word: str) -> None:
        assert change[0] in PARKS
        with pytest.raises(UnreadableError, match=re.escape(word)):
            read(folder, table(ROW), PARKS.replace(*change))

    def test_fit_their_json_schema(self) -> None:
        schema = json_schema()
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        assert not list(validator.iter_errors(tomllib.loads(PARKS)))
        assert not list(validator.iter_errors(tomllib.loads(LAYOUT.read_text(encoding="utf-8"))))
        assert list(validator.iter_errors(tomllib.loads(PARKS.replace("cells", "cell"))))

    def test_are_offered_like_standards(self, folder: Path) -> None:
        library = Library()
        with pytest.raises(UnreadableError, match="parks"):
            library.read_all(table(ROW), layout="parks")
        library.register(folder / "parks.toml")
        library.register(folder / "parks.layout.toml")
        (report,) = library.read_all(table(ROW), layout="parks")
        assert (report.standard.id, library.layout("parks").cells["met"]) == ("parks", "Met #2")
        (folder / "bad.layout.toml").write_text("standard = 1", encoding="utf-8")
        with pytest.raises(PluginError, match="standard"):
            library.register(folder / "bad.layout.toml")


class TestTheUnitedKingdom:
    """The example is data alone: a standard, a layout, a theme."""

    def test_is_read_and_checked(self, tmp_path: Path) -> None:
        arguments = ["read", str(EXAMPLE / "figures.csv"), "--layout", str(LAYOUT)]
        run = CliRunner().invoke(cli, [*arguments, "-o", str(tmp_path / "all.jsonl")], env={"GOVDISCLOSURE_LANG": "en"})
        assert run.exception is None, run.output
        lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["body"]["id"] for line in lines] == ["Ministry of Harbours"] * 5 + ["Lighthouse Board"] * 5 + [
            "Royal Tide Office"
        ]
        printed = CliRunner().invoke(cli, arguments, env={"GOVDISCLOSURE_LANG": "en"})
        assert [json.loads(line)["body"] for line in printed.stdout.splitlines()] == [
            json.loads(line)["body"] for line in lines
        ]
        refused = CliRunner().invoke(cli, [*arguments, "-o", str(tmp_path / "all.json")], env={"GOVDISCLOSURE_LANG": "en"})
        assert not (tmp_path / "all.json").exists()
        assert ".jsonl" in refused.output

    def test_has_its_errors_found_and_its_restated_years_asked_about(self) -> None:
        reports = govdisclosure.read_all(EXAMPLE / "figures.csv", layout=LAYOUT)
        broken = {
            (one.body.id, str(one.period), outcome.instance.relation.key)
            for one in reports
            for outcome in govdisclosure.check(one).outcomes
            if outcome.state is RelationState.FAILED
        }
        assert broken == {
            ("Lighthouse Board", "2019-Q3", "excluding.parts"),
            ("Royal Tide Office", "2019", "refused.parts"),
        }
        for body, restated in (("Ministry of Harbours", 0), ("Lighthouse Board", 5)):
            own = [one for one in reports if one.body.id == body]
            verdict = govdisclosure.check(own[-1], parts=own[:-1])
            assert [one.severity.value for one in verdict.findings if one.rule.startswith("year.")] == ["explain"] * restated

    @needs(PUBLISHED)
    def test_of_the_cabinet_office_has_the_broken_sums_that_a_plain_script_counts(self) -> None:
        reports = govdisclosure.read_all(PUBLISHED, layout=LAYOUT)
        assert (len(reports), len({one.body.id for one in reports})) == (2303, 71)
        assert not [note for one in reports for note in one.notes]
        found = Counter(
            outcome.instance.relation.key
            for one in reports
            for outcome in govdisclosure.check(one).outcomes
            if outcome.state is RelationState.FAILED
        )
        assert {key: count for key, count in found.items() if not key.endswith(".within")} == broken_sums(PUBLISHED)


SUMS = {  # the columns of the published table by number: what each total is the sum of
    "received.parts": (2, (3, 4, 5)), "excluding.parts": (7, (8, 9, 10)), "outcomes.parts": (16, (17, 18, 19, 20)),
    "refused.parts": (19, (23, 24, 25, 26)), "s21.parts": (65, (66, 67)), "reviews.parts": (72, (73, 74, 75)),
    "ico.parts": (78, (79, 80, 81)), "exemptions.applied.sum": (63, tuple(range(27, 63))),
    "pit.completed.sum": (84, tuple(range(85, 95))), "ir.completed.sum": (95, tuple(range(96, 103))),
    "pit_before.completed.sum": (103, tuple(range(104, 114))), "ir_before.completed.sum": (114, tuple(range(115, 122))),
}  # fmt: skip


def broken_sums(path: Path) -> dict[str, int]:
    """Count the totals that are not the sum of their parts, by nothing but the csv module; blanks as `check` takes them."""
    counts: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    for row in rows:
        numbers = [int(cell.replace(",", "")) if cell.replace(",", "").isdigit() else None for cell in row]
        for key, (total, parts) in SUMS.items():
            known = [number for part in parts if (number := numbers[part]) is not None]
            if numbers[total] is not None and known and numbers[total] != sum(known):
                counts[key] += 1
        whole, all_of, advice, elsewhere = (numbers[at] for at in (16, 7, 14, 15))
        if whole is not None and all_of is not None and whole != all_of - (advice or 0) - (elsewhere or 0):
            counts["resolvable.parts"] += 1
    return dict(counts)
