"""``govdisclosure form`` and ``govdisclosure collect``."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from openpyxl import load_workbook
from tests.forms.conftest import LAST, STANDARD, VALUES

from govdisclosure import Body, Period, Severity, collect, library, load_standard, make_form, read, write
from govdisclosure.areas import Bodies, Issue
from govdisclosure.cli.main import main
from govdisclosure.errors import UnknownFormatError
from govdisclosure.forms.annotation import annotate, annotated
from govdisclosure.messages import Message
from govdisclosure.report import Report
from govdisclosure.testing.filled_forms import Template, as_ods
from govdisclosure.testing.planting import report, settle
from govdisclosure.testing.small_standards import entered, one_table

REQUESTS = "三、收到和处理政府信息公开申请情况"


@pytest.fixture
def folder(template: Template, tmp_path: Path) -> Path:
    """One form that is right, and one of which somebody typed over a figure."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "right.xlsx").write_bytes(template.filled("right", VALUES, signed=date(2025, 1, 9)))
    wrong = {**VALUES, "requests.carried_in/natural_person": int(VALUES["requests.carried_in/natural_person"]) + 1}
    settle(STANDARD, wrong)
    (place / "wrong.xlsx").write_bytes(template.filled("wrong", wrong))
    (tmp_path / "bodies.csv").write_text("id,name\nright,甲局\nwrong,乙局\nlate,丙局\n", encoding="utf-8")
    return place


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        main(["--lang", "zh", *map(str, arguments)])
    return int(end.value.code or 0)


class TestForm:
    """It makes one form, or one for each body."""

    def test_is_made_for_one_body(self, tmp_path: Path) -> None:
        path = tmp_path / "form.xlsx"
        assert run("form", "cn-2021", "--body", "civil", "--name", "民政局", "--year", 2024, "-o", path) == 0
        assert load_workbook(path)["封面"]["B3"].value == "民政局"

    def test_is_one_file_for_each_body_though_names_come_out_alike(self, tmp_path: Path) -> None:
        (tmp_path / "body.csv").write_text("id,kind,reports_as\na:b,,\na_b,,\nA_b,,\n", encoding="utf-8")
        assert run("form", "cn-2021", "--bodies", tmp_path / "body.csv", "--year", 2024, "-o", tmp_path / "forms") == 0
        names = {one.name.casefold() for one in (tmp_path / "forms").iterdir()}
        assert names == {"a_b.xlsx", "a_b-2.xlsx", "a_b-3.xlsx"}

    def test_takes_last_years_report(self, tmp_path: Path) -> None:
        write(report(STANDARD, LAST, 2023), tmp_path / "last.json")
        path = tmp_path / "form.xlsx"
        assert run("form", "cn-2021", "--body", "civil", "--year", 2024, "--from", tmp_path / "last.json", "-o", path) == 0
        assert load_workbook(path)[REQUESTS]["D10"].value == LAST["requests.carried_out/natural_person"]

    def test_takes_the_form_that_was_filled_in_last_year(self, folder: Path, tmp_path: Path) -> None:
        path = tmp_path / "form.xlsx"
        assert run("form", "cn-2021", "--body", "right", "--year", 2025, "--from", folder, "-o", path) == 0
        assert load_workbook(path)[REQUESTS]["D10"].value == VALUES["requests.carried_out/natural_person"]

    def test_takes_a_report_by_another_standard(self, tmp_path: Path) -> None:
        old = load_standard("cn-2019")
        write(Report(standard=old, body=Body(id="civil"), period=Period.year(2020), cells={}), tmp_path / "last.json")
        path = tmp_path / "form.xlsx"
        assert run("form", "cn-2021", "--body", "civil", "--year", 2021, "--from", tmp_path / "last.json", "-o", path) == 0

    def test_refuses_a_report_of_another_year(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(report(STANDARD, LAST, 2020), tmp_path / "last.json")
        form = tmp_path / "form.xlsx"
        assert run("form", "cn-2021", "--body", "b", "--year", 2024, "--from", tmp_path / "last.json", "-o", form) == 2
        assert "2020" in capsys.readouterr().err
        assert not form.exists()

    def test_is_made_for_each_body_of_a_list(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "last").mkdir()
        for one in ("right", "late"):
            last = Report(standard=STANDARD, body=Body(id=one), period=Period.year(2023), cells=report(STANDARD, LAST).cells)
            write(last, tmp_path / "last" / f"{one}.json")
        (tmp_path / "last" / "notes.txt").write_text("no report", encoding="utf-8")
        bodies, out = tmp_path / "bodies.csv", tmp_path / "out"
        assert run("form", "cn-2021", "--bodies", bodies, "--year", 2024, "--from", tmp_path / "last", "-o", out) == 0
        assert sorted(one.name for one in out.iterdir()) == ["late-丙局.xlsx", "right-甲局.xlsx", "wrong-乙局.xlsx"]
        assert load_workbook(out / "late-丙局.xlsx")[REQUESTS]["D10"].value is not None
        assert load_workbook(out / "wrong-乙局.xlsx")[REQUESTS]["D10"].value is None

    @pytest.mark.parametrize("change", ["filled in", "cut off", "a folder"])
    def test_never_overwrites_a_form_that_is_there(
        self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], template: Template, change: str
    ) -> None:
        make = ("form", "cn-2021", "--bodies", tmp_path / "bodies.csv", "--year", 2024, "-o", tmp_path / "out")
        assert run(*make) == 0
        filled = tmp_path / "out" / "wrong-乙局.xlsx"
        if change == "a folder":
            filled.unlink()
            filled.mkdir()
        else:
            filled.write_bytes(template.filled("wrong", VALUES) if change == "filled in" else filled.read_bytes()[:-1])
        before = filled.is_file() and filled.read_bytes()
        (tmp_path / "out" / "late-丙局.xlsx").unlink()
        capsys.readouterr()
        assert run(*make) == 2
        said = capsys.readouterr().err
        assert "wrong-乙局.xlsx" in said
        assert "right-甲局.xlsx" not in said
        assert (filled.is_file() and filled.read_bytes()) == before
        assert not (tmp_path / "out" / "late-丙局.xlsx").exists(), "nothing is written"

    def test_leaves_untouched_forms_and_adds_those_that_are_not_there(self, folder: Path, tmp_path: Path) -> None:
        make = ("form", "cn-2021", "--bodies", tmp_path / "bodies.csv", "--year", 2024, "-o", tmp_path / "out")
        assert run(*make) == 0
        (tmp_path / "out" / "late-丙局.xlsx").unlink()
        assert run(*make) == 0
        assert len(list((tmp_path / "out").iterdir())) == 3

    def test_never_overwrites_the_form_of_one_body(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "form.xlsx"
        make = ("form", "cn-2021", "--body", "civil", "--year", 2024, "-o", path)
        assert run(*make) == 0
        assert run(*make) == 0
        path.write_bytes(b"filled in")
        assert run(*make) == 2
        assert "form.xlsx" in capsys.readouterr().err
        assert path.read_bytes() == b"filled in"

    def test_reads_last_years_folder_once_and_names_what_is_no_report(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        last = tmp_path / "last"
        last.mkdir()
        write(report(STANDARD, LAST, 2023), last / "b.json")
        (last / "notes.txt").write_text("no report", encoding="utf-8")
        opened: list[str] = []
        real = library.read_all

        def reading(path: Path) -> Sequence[Report]:
            opened.append(path.name)
            return real(path)

        monkeypatch.setattr(library, "read_all", reading)
        out = tmp_path / "out"
        assert run("form", "cn-2021", "--bodies", tmp_path / "bodies.csv", "--year", 2024, "--from", last, "-o", out) == 0
        assert opened == ["b.json", "notes.txt"]
        assert "notes.txt" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--year", 2024),
            ("--body", "b"),
            ("--body", "b", "--year", 2024, "--period", "2024-Q1"),
            ("--body", "b", "--bodies", "x.csv", "--year", 2024),
            ("--bodies", "x.csv", "--year", 2024),
            ("--body", "b", "--year", 2024, "--from", "absent.json"),
        ],
    )
    def test_refuses_what_it_cannot_do(self, tmp_path: Path, arguments: tuple[object, ...]) -> None:
        assert run("form", "cn-2021", *arguments, "-o", tmp_path / "form.xlsx") == 2

    def test_names_the_body_whose_report_is_not_there(self, tmp_path: Path) -> None:
        for number in range(2):
            last = report(STANDARD, LAST, 2023 - number)
            write(last, tmp_path / f"{number}.json")
        assert run("form", "cn-2021", "--body", "x", "--year", 2024, "--from", tmp_path, "-o", tmp_path / "f.xlsx") == 2

    def test_is_a_workbook_only(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownFormatError):
            make_form("cn-2021", tmp_path / "form.docx", body=Body(id="b"), period=Period.year(2024))


class TestCollect:
    """It writes reports, a summary and copies with comments, and says what is wrong where."""

    def test_says_what_is_wrong_in_which_cell(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("collect", folder, "--bodies", folder.parent / "bodies.csv") == 1
        printed = capsys.readouterr()
        assert f"wrong.xlsx {REQUESTS}!D10" in printed.out
        assert "丙局" in printed.out
        assert "共2个文件：收入2份报告" in printed.err

    def test_is_fine_with_forms_that_are(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("collect", folder / "right.xlsx") == 0
        assert capsys.readouterr().out == ""

    def test_prints_json(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run("collect", folder, "--json", "--year", 2024, "--standard", "cn-2021")
        data = json.loads(capsys.readouterr().out)
        assert (data["standard"], data["period"], data["absent"]) == ("cn-2021", "2024", [])
        assert [(one["file"], one["state"]) for one in data["files"]] == [("right.xlsx", "passed"), ("wrong.xlsx", "failed")]
        places = {(one["file"], one["sheet"], one["cell"], one["address"]) for one in data["issues"]}
        assert places == {("wrong.xlsx", REQUESTS, "D10", "requests.carried_in/natural_person")}

    def test_writes_reports_a_summary_and_copies(self, folder: Path, tmp_path: Path) -> None:
        before = {one.name: one.read_bytes() for one in folder.iterdir()}
        outputs = ("-o", tmp_path / "reports", "-o", tmp_path / "all.jsonl", "-o", tmp_path / "summary.xlsx")
        bodies = ("--bodies", tmp_path / "bodies.csv")
        assert run("collect", folder, *bodies, *outputs, "--annotate", tmp_path / "copies") == 1
        assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
        assert read(tmp_path / "reports" / "right.json")["requests.received/total"] == VALUES["requests.received/total"]
        assert len((tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()) == 2
        assert [one.name for one in (tmp_path / "copies").iterdir()] == ["wrong.xlsx"]
        cell = load_workbook(tmp_path / "copies" / "wrong.xlsx")[REQUESTS]["D10"]
        assert cell.comment is not None
        assert "requests.balance" in cell.comment.text
        assert "有关的格" in cell.comment.text
        assert cell.fill.fgColor.rgb == "00FF9999"

    def test_sums_up_body_by_body_with_links_to_the_cells(self, folder: Path, tmp_path: Path) -> None:
        bodies = ("--bodies", tmp_path / "bodies.csv")
        run("collect", folder, *bodies, "-o", tmp_path / "summary.xlsx", "--annotate", tmp_path / "copies")
        book = load_workbook(tmp_path / "summary.xlsx")
        lines = [row[:6] for row in book["各单位"].iter_rows(min_row=4, values_only=True)]
        assert [(one[1], one[2], one[5]) for one in lines] == [
            ("right", "right.xlsx", "通过"),
            ("wrong", "wrong.xlsx", "有差错"),
            ("late", None, "未报"),
        ]
        assert lines[0][4] == "2025-01-09"
        issue = book["问题"]["E4"]
        assert issue.value == "D10"
        assert issue.hyperlink is not None
        assert (issue.hyperlink.target, issue.hyperlink.location) in [
            (f"copies/wrong.xlsx#'{REQUESTS}'!D10", None), ("copies/wrong.xlsx", f"'{REQUESTS}'!D10"),
        ]  # fmt: skip

    def test_says_once_that_a_total_was_typed_over(self, template: Template, tmp_path: Path) -> None:
        total = "requests.results.total/total"
        data = template.filled("a", VALUES, raw={template.spot(total): int(VALUES[total]) - 1})
        (tmp_path / "a.xlsx").write_bytes(data)
        assert [(one.rule, one.address) for one in collect([tmp_path]).issues] == [("form.typed_over", total)]

    @pytest.mark.parametrize(("more", "found"), [(0, []), (1, ["requests.received.across", "requests.balance"])])
    def test_takes_a_sheet_pasted_as_values_for_what_it_shows(
        self, template: Template, tmp_path: Path, more: int, found: list[str]
    ) -> None:
        book = load_workbook(io.BytesIO(template.filled("a", VALUES)))
        shown = load_workbook(io.BytesIO(template.filled("a", VALUES)), data_only=True)[REQUESTS]
        for row in book[REQUESTS].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = shown[cell.coordinate].value
        book[REQUESTS]["J9"].value += more
        book.save(tmp_path / "a.xlsx")
        assert [one.rule for one in collect([tmp_path]).issues if one.cell] == found

    def test_holds_forms_against_last_years_reports(self, folder: Path, tmp_path: Path) -> None:
        other = {**LAST, "requests.carried_out/natural_person": 99}
        settle(STANDARD, other)
        last = Report(standard=STANDARD, body=Body(id="right"), period=Period.year(2023), cells=report(STANDARD, other).cells)
        write(last, tmp_path / "last.json")
        found = collect([folder / "right.xlsx"], previous=[read(tmp_path / "last.json")])
        assert {(one.rule, one.cell) for one in found.issues} == {("requests.carry", "D10")}

    def test_takes_the_last_revision_of_last_years_report(self, folder: Path) -> None:
        wrong = {**LAST, "requests.carried_out/natural_person": 99}
        settle(STANDARD, wrong)
        last = [evolve(report(STANDARD, one), period=Period.year(2023), body=Body(id="right")) for one in (wrong, LAST)]
        found = collect([folder / "right.xlsx"], previous=[last[0], evolve(last[1], revision=2)])
        assert found.issues == ()

    def test_leaves_last_years_report_out_if_no_crosswalk_leads_from_its_standard(self, folder: Path) -> None:
        other = one_table(entered("a"))
        last = Report(standard=other, body=Body(id="right"), period=Period.year(2023), cells={})
        found = collect([folder / "right.xlsx"], previous=[last])
        assert [(one.rule, one.severity) for one in found.issues] == [("collect.previous_left_out", Severity.INFO)]
        assert found.files[0].state == "passed"

    @pytest.mark.parametrize(
        "arguments", [("absent.xlsx",), (".", "--year", 2024, "--period", "2024"), (".",), (".", "-o", "x.pdf")]
    )
    def test_refuses_what_it_cannot_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert run("collect", *arguments) == 2

    def test_of_nothing_but_unreadable_files_is_unreadable(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "form.xlsx").write_bytes(b"")
        assert run("collect", tmp_path) == 2
        assert "form.xlsx" in capsys.readouterr().err

    def test_never_writes_over_an_original(self, folder: Path) -> None:
        before = (folder / "wrong.xlsx").read_bytes()
        assert run("collect", folder, "--annotate", folder) == 2
        assert (folder / "wrong.xlsx").read_bytes() == before

    def test_says_where_it_cannot_write(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        assert run("collect", folder, "-o", tmp_path / "file" / "x.jsonl") == 2
        assert run("collect", folder, "-o", tmp_path / "file" / "reports") == 2

    def test_tells_forms_of_the_same_name_apart(self, folder: Path, tmp_path: Path) -> None:
        for place in ("a", "b"):
            (tmp_path / place).mkdir()
        (tmp_path / "a" / "form.xlsx").write_bytes((folder / "right.xlsx").read_bytes())
        (tmp_path / "b" / "form.xlsx").write_bytes((folder / "wrong.xlsx").read_bytes())
        found = collect([tmp_path / "a", tmp_path / "b"])
        assert [one.file for one in found.files] == ["a/form.xlsx", "b/form.xlsx"]

    def test_sets_a_form_of_another_standard_aside(self, folder: Path, tmp_path: Path) -> None:
        make_form("cn-2019", folder / "old.xlsx", body=Body(id="old"), period=Period.year(2024))
        found = collect([folder], bodies=Bodies([Body(id="old")]))
        assert [one.state for one in found.files] == ["set_aside", "passed", "failed"]
        assert found.files[0].issues[0].rule == "collect.other_standard"
        assert "completeness.missing" not in [one.rule for one in found.absent]

    def test_takes_one_of_two_that_say_the_same(self, folder: Path) -> None:
        (folder / "right again.xlsx").write_bytes((folder / "right.xlsx").read_bytes())
        found = collect([folder])
        assert [one.rule for one in found.files[0].issues + found.files[1].issues] == ["collect.same_twice"]
        assert len(found.reports) == 2


class TestACopyWithComments:
    """It is the same for the same form, and of whatever format the form is."""

    def test_is_the_same_twice(self, folder: Path) -> None:
        found = collect([folder / "wrong.xlsx"])
        data = (folder / "wrong.xlsx").read_bytes()
        assert annotated("wrong.xlsx", data, found.issues) == annotated("wrong.xlsx", data, found.issues)

    def test_of_another_format_is_a_workbook_with_its_cells(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "wrong.ods").write_bytes(as_ods((folder / "wrong.xlsx").read_bytes()))
        found = collect([tmp_path / "wrong.ods"])
        assert {(one.file, one.cell) for one in found.issues} == {("wrong.ods", "D10")}
        (copy,) = annotate(found, tmp_path / "copies")
        assert copy.name == "wrong.ods.xlsx"
        sheet = load_workbook(copy)[REQUESTS]
        assert sheet["D9"].value == VALUES["requests.received/natural_person"]
        assert sheet["D10"].comment is not None
        assert "govdisclosure" not in load_workbook(copy).sheetnames

    def test_keeps_what_a_row_counts_above_what_is_wrong(self, folder: Path) -> None:
        message = Message.literal(zh="错", en="wrong")
        others = ("x!A1",) * 9
        issue = Issue(file="w", sheet=REQUESTS, cell="B11", rule="r", severity=Severity.INFO, message=message, others=others)
        copy = annotated("wrong.xlsx", (folder / "wrong.xlsx").read_bytes(), [issue, evolve(issue, sheet="不在", cell="B2")])
        comments = [sheet["B11"].comment for sheet in [load_workbook(io.BytesIO(copy))[REQUESTS]]]
        assert [one is not None and "依据" in one.text and "错" in one.text and "…" in one.text for one in comments] == [True]
        first = load_workbook(io.BytesIO(copy)).worksheets[0]["A1"].comment
        assert first is not None

    def test_marks_the_first_of_merged_cells(self, folder: Path) -> None:
        message = Message.literal(zh="错", en="wrong")
        issue = Issue(file="w", sheet="封面", cell="C5", rule="r", severity=Severity.ERROR, message=message)
        copy = annotated("wrong.xlsx", (folder / "wrong.xlsx").read_bytes(), [issue])
        assert load_workbook(io.BytesIO(copy))["封面"]["B5"].comment is not None

    def test_of_a_file_that_openpyxl_refuses_has_its_cells(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*arguments: object) -> object:
            raise TypeError("styles of another program")

        found = collect([folder / "wrong.xlsx"])
        monkeypatch.setattr("govdisclosure.forms.annotation.load_workbook", refuse)
        copy = annotated("wrong.xlsx", (folder / "wrong.xlsx").read_bytes(), found.issues)
        assert load_workbook(io.BytesIO(copy))[REQUESTS]["D10"].comment is not None

    def test_says_what_is_about_the_whole_form_on_its_first_sheet(self, template: Template, tmp_path: Path) -> None:
        for name in ("a", "b"):
            values = {**VALUES, "decisions.licences/decided": 300 + ord(name)}
            (tmp_path / f"{name}.xlsx").write_bytes(template.filled("same", values))
        found = collect([tmp_path])
        assert [one.state for one in found.files] == ["set_aside", "set_aside"]
        copy = annotated("a.xlsx", (tmp_path / "a.xlsx").read_bytes(), found.files[0].issues)
        comment = load_workbook(io.BytesIO(copy))["封面"]["B5"].comment
        assert comment is not None
        assert "b.xlsx" in comment.text
