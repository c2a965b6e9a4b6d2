"""Many bodies' reports at once: a line each, published and wrong first, and letters that say what to mend."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner
from docx import Document
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from govdisclosure import Blank, Cell, Finding, Period, Report, Severity, check, load_standard, read
from govdisclosure.areas import Delivery, SubmittedFile, SubmittedReport, SubmittedReports, compare_hand_ins, gather_reports
from govdisclosure.areas.submissions import unreadable_file
from govdisclosure.auditing import (
    AuditIssue,
    audit_reports,
    issues_of,
    write_audit,
    write_letters,
)
from govdisclosure.auditing.plain_language import plain_words
from govdisclosure.cli.main import cli
from govdisclosure.consistency import Verdict
from govdisclosure.drafting import draft, shown
from govdisclosure.errors import UnreadableError
from govdisclosure.library import read_all
from govdisclosure.messages import say, speaking
from govdisclosure.records import Body
from govdisclosure.report import Origin, OriginKind, Unread
from govdisclosure.standards import load_text
from govdisclosure.testing.made_documents import sheet_file
from govdisclosure.testing.planting import report as planted
from govdisclosure.testing.small_standards import entered, one_table

STANDARD = load_standard("cn-2021")
REPORTS = Path(__file__).parents[2] / "examples" / "city-2024" / "reports"
TOTAL = "requests.received/total"


def report(body: str = "office", *, revision: int = 1, year: int = 2024, **cells: int) -> Report:
    """A report of three requests by natural persons, granted, in which some cells are other than they should be."""
    values: dict[str, int | Decimal] = {
        address: Decimal(0) if spot.kind.value == "amount" else 0 for address, spot in STANDARD.spots.items()
    }
    for row in ("received", "results.granted", "results.total"):
        values[f"requests.{row}/natural_person"] = values[f"requests.{row}/total"] = 3
    names = {"total": TOTAL, "person": "requests.received/natural_person", "penalties": "decisions.penalties/decided"}
    values |= {names[name]: value for name, value in cells.items()}
    made = {address: Cell(value=value) for address, value in values.items()}
    body_of = Body(id=body, name=f"{body}局")
    return Report(standard=STANDARD, body=body_of, period=Period.year(year), revision=revision, cells=made)


def workbook(rows: list[list[str]]) -> bytes:
    cell = "<c t='inlineStr'><is><t>{}</t></is></c>".format
    cells = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return sheet_file(f"<sheetData>{cells}</sheetData>")


def handed_in(
    *reports: Report, days: dict[str, Delivery] | None = None, others: Sequence[SubmittedFile] = ()
) -> SubmittedReports:
    submitted = tuple(SubmittedReport(file=f"{number}.json", report=one) for number, one in enumerate(reports))
    return SubmittedReports(files=(*submitted, *others), days=days or {})


def first_to_say(made: Report, verdict: Verdict, *, previous: Sequence[Report] = ()) -> AuditIssue | None:
    """The first of the issues."""
    return next(iter(issues_of(made, verdict, previous=previous)), None)


class TestFirstToSay:
    """The first thing to say: the located cell, what is printed, what would agree, where, and last year's value."""

    def test_is_said_of_any_report(self) -> None:
        """Factors, a tolerance and a blank: no report ends the audit of the others."""
        relations = """{ key = "r0", rule = "a + 2 * b == 2 * d" }, { key = "r1", rule = "a == 2 * f", tolerance = 1 }"""
        wrong = planted(one_table(entered("a", "b", "d", "f"), relations=relations), {"a": 2, "b": None, "d": 0, "f": 4})
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert {"a", "d", "f"} & set(found.finding.cells)

    def test_is_nothing_where_all_is_well(self) -> None:
        assert first_to_say(report(), check(report())) is None

    def test_names_the_one_cell_that_mends_all(self) -> None:
        # received 5 in the total: the row says 3, and so does the balance of the column (3 + 0 == 3 + 0)
        found = first_to_say(report(total=5), check(report(total=5)))
        assert found is not None
        assert [(one.address, one.now, one.should_be) for one in found.candidates] == [(TOTAL, "5", "3")]

    def test_names_all_that_would_do_where_the_figures_do_not_tell(self) -> None:
        # one column only: natural persons' column does not balance, the row does not add up; person 4 breaks both
        wrong = report(person=4)
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert "requests.received/natural_person" in [one.address for one in found.candidates]
        assert not found.together

    def test_shows_the_cell_as_printed_and_where(self) -> None:
        wrong = report(total=5)
        cell = Cell(value=5, printed="５", origin=Origin(OriginKind.READ, "Sheet1!H4"))
        wrong = evolve(wrong, cells={**wrong.cells, TOTAL: cell})
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert (found.candidates[0].now, found.place) == ("５", "Sheet1!H4")

    def test_says_the_part_of_the_report_where_no_place_is_known(self) -> None:
        found = first_to_say(report(total=5), check(report(total=5)))
        assert found is not None
        assert found.place == "三、收到和处理政府信息公开申请情况"

    def test_shows_last_year_s_value(self) -> None:
        before = [report(year=2023)]
        found = first_to_say(report(total=5), check(report(total=5), previous=before), previous=before)
        assert found is not None
        assert found.last_year == "3"

    @pytest.mark.parametrize(
        ("now", "wanted", "words"),
        [(5, 3, "多2，可能重复计入"), (30, 3, "多打了一位数字"), (333, 3, "多330，可能重复计入"), (1, 3, "少2，可能漏计")],
    )
    def test_says_what_the_slip_looks_like(self, now: int, wanted: int, words: str) -> None:
        found = first_to_say(report(total=now), check(report(total=now)))
        assert found is not None
        assert found.candidates[0].should_be == str(wanted)
        assert found.cause is not None
        assert words in found.cause.zh

    def test_says_digits_that_changed_places(self) -> None:
        wrong = report(total=31)
        values = {"requests.received/natural_person": 13, "requests.results.granted/natural_person": 13}
        values |= dict.fromkeys(("requests.results.total/natural_person", "requests.results.granted/total"), 13)
        values |= {"requests.results.total/total": 13}
        wrong = evolve(wrong, cells={**wrong.cells, **{key: Cell(value=value) for key, value in values.items()}})
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert found.cause is not None
        assert found.cause.zh == "两位数字颠倒"

    def test_asks_to_explain_where_nothing_is_wrong(self) -> None:
        before = [report(year=2023, penalties=500)]
        now = report(penalties=0)
        found = first_to_say(now, check(now, previous=before), previous=before)
        assert found is not None
        assert found.candidates == ()
        assert "本年为0" in found.sentence.zh
        assert found.last_year == "500"

    @given(st.integers(0, 10_000).filter(lambda number: number != 3))
    def test_what_it_proposes_agrees(self, number: int) -> None:
        wrong = report(total=number)
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        for one in found.candidates:
            mended = evolve(wrong, cells={**wrong.cells, one.address: Cell(value=int(one.should_be))})
            assert check(mended).verdict == "passed"


class TestPlainWords:
    """A broken relation as one clerk would tell another: the row or column once, no keys."""

    def test_of_a_row(self) -> None:
        verdict = check(report(total=5))
        words = [plain_words(one, report(total=5)).zh for one in verdict.findings if one.rule.endswith("across")]
        assert words == ["“一、本年新收政府信息公开申请数量”一行：“总计”5；“自然人”至“其他”共6项合计3。两者应当相等，相差2"]

    def test_of_a_column(self) -> None:
        verdict = check(report(total=5))
        words = [plain_words(one, report(total=5)).zh for one in verdict.findings if one.rule == "requests.balance"]
        assert words == [
            (
                "“总计”一栏：“一、本年新收政府信息公开申请数量”5＋“二、上年结转政府信息公开申请数量”0合计5；"
                "“（七）总计”3＋“四、结转下年度继续办理”0合计3。两者应当相等，相差2"
            )
        ]

    def test_of_the_year_before(self) -> None:
        before = report(year=2023)
        before = evolve(before, cells={**before.cells, "requests.carried_out/total": Cell(value=7)})
        verdict = check(report(), previous=[before])
        words = [plain_words(one, report()).zh for one in verdict.findings if one.rule == "requests.carry"]
        assert words == ["“总计”一栏：“二、上年结转政府信息公开申请数量”0；上年“四、结转下年度继续办理”7。两者应当相等，相差7"]


class TestChanges:
    """A second hand-in: findings gone, findings new, cells changed though no finding had named them."""

    def compare(self, first: Report, second: Report) -> Any:
        return compare_hand_ins(first, check(first), second, check(second))

    def test_says_what_is_gone(self) -> None:
        found = self.compare(report(total=5), report())
        assert {one.rule for one in found.gone} == {"requests.received.across", "requests.balance"}
        assert (found.new, found.unnamed, found.named) == ((), (), 1)

    def test_says_what_is_new(self) -> None:
        assert {one.rule for one in self.compare(report(), report(total=5)).new} == {
            "requests.received.across",
            "requests.balance",
        }

    def test_a_finding_with_other_figures_is_the_same_finding(self) -> None:
        found = self.compare(report(total=5), report(total=6))
        assert (found.gone, found.new) == ((), ())

    def test_says_cells_that_changed_though_nobody_had_named_them(self) -> None:
        found = self.compare(report(total=5), report(penalties=9))
        assert [(one.address, one.before, one.after) for one in found.unnamed] == [("decisions.penalties/decided", "0", "9")]

    def test_a_blank_that_was_asked_for_was_named(self) -> None:
        first = report()
        first = evolve(first, cells={key: cell for key, cell in first.cells.items() if key != TOTAL})
        found = self.compare(first, report())
        assert (found.unnamed, found.named) == ((), 1)

    @given(st.integers(0, 9), st.integers(0, 9))
    def test_nothing_changes_between_a_report_and_itself(self, total: int, penalties: int) -> None:
        one = report(total=total, penalties=penalties)
        found = self.compare(one, one)
        assert (found.gone, found.new, found.unnamed, found.named) == ((), (), (), 0)


class TestAudit:
    """A line a body, sorted so that published-and-wrong comes first."""

    def test_puts_published_and_wrong_first(self) -> None:
        reports = [report("good"), report("wrong", total=5), report("published", total=5), report("waiting", total=5)]
        days = {
            "published": Delivery(date(2025, 1, 10), date(2025, 1, 12)),
            "waiting": Delivery(date(2025, 1, 10), None),
        }
        audit = audit_reports(handed_in(*reports, days=days))
        assert [one.name for one in audit.lines] == ["published局", "wrong局", "waiting局", "good局"]

    def test_is_about_the_latest_period_and_knows_the_year_before(self) -> None:
        audit = audit_reports(handed_in(report(year=2023), report(total=5)))
        assert audit.period == Period.year(2024)
        assert [one.first.last_year for one in audit.lines if one.first] == ["3"]

    def test_compares_a_revision_with_the_one_before_it(self) -> None:
        audit = audit_reports(handed_in(report(revision=2, penalties=9), report(total=5)))
        (line,) = audit.lines
        assert line.changes is not None
        assert [one.address for one in line.changes.unnamed] == ["decisions.penalties/decided"]

    def test_compares_with_a_folder_of_first_hand_ins(self) -> None:
        audit = audit_reports(handed_in(report()), first=handed_in(report(total=5)))
        assert [len(one.changes.gone) for one in audit.lines if one.changes] == [2]

    def test_two_reports_of_one_revision_both_stand_with_a_remark(self) -> None:
        audit = audit_reports(handed_in(report(), report(total=5)))
        assert len(audit.lines) == 2
        assert all("修订号相同" in one.remarks[0].zh for one in audit.lines)

    def test_reports_without_a_body_s_name_are_kept_apart_by_file(self) -> None:
        unknown = evolve(report(), body=Body(id="unknown"))
        assert len(audit_reports(handed_in(unknown, unknown)).lines) == 2


class TestFolder:
    """What cannot be read is a line that says why, never a stop."""

    def test_has_a_line_for_what_is_unreadable(self, tmp_path: Path) -> None:
        (tmp_path / "good.json").write_text(report().to_json(), encoding="utf-8")
        (tmp_path / "broken.json").write_text("{", encoding="utf-8")
        (tmp_path / "old.wps").write_bytes(b"\xd0\xcf\x11\xe0")
        (tmp_path / "empty.txt").write_bytes(b"")
        (tmp_path / "~$open.docx").write_bytes(b"lock")
        (tmp_path / ".hidden").write_bytes(b"x")
        found = gather_reports(tmp_path, read_all)
        assert [one.file for one in found.submitted] == ["good.json"]
        assert [one.file for one in found.unreadable] == ["broken.json", "empty.txt", "old.wps"]
        assert all(one.unreadable and one.unreadable.zh and one.unreadable.en for one in found.unreadable)

    def test_survives_a_reader_that_fails(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text("{}", encoding="utf-8")

        def broken(path: Path) -> tuple[Report, ...]:
            raise RuntimeError("电话13812345678")

        (failed,) = gather_reports(tmp_path, broken).issues
        assert "138" not in failed.message.zh + failed.message.en

    def test_reads_several_reports_of_a_file(self, tmp_path: Path) -> None:
        lines = [json.dumps(one.to_dict(), ensure_ascii=False) for one in (report("a"), report("b", total=5))]
        (tmp_path / "all.jsonl").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
        assert [one.body.id for one in gather_reports(tmp_path, read_all).reports] == ["a", "b"]

    @pytest.mark.parametrize("text", ["", "\n", "{}\n", "x\n"])
    def test_lines_that_are_no_reports_are_refused(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "all.jsonl"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableError):
            read_all(path)

    def test_reads_when_reports_were_handed_in(self, tmp_path: Path) -> None:
        (tmp_path / "handed_in.csv").write_text("body,handed_in,published\noffice,2025-01-10,\n", encoding="utf-8")
        (tmp_path / "a.json").write_text(report().to_json(), encoding="utf-8")
        found = gather_reports(tmp_path, read_all)
        assert found.delivery(found.reports[0]) == Delivery(date(2025, 1, 10), None)

    @pytest.mark.parametrize("day", ["2025-01-10", "2025/1/10", "2025年1月10日"])
    @pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".xls"])
    def test_have_days_in_a_table_as_offices_keep_it(self, tmp_path: Path, day: str, suffix: str) -> None:
        rows = [["body", "handed_in", "published"], ["某局", day, ""]]
        text = "\n".join(",".join(row) for row in rows)
        data = text.encode("gb18030")
        if suffix != ".csv":  # what is called a workbook may be one, or a table under another name
            data = workbook(rows) if suffix == ".xlsx" else text.replace(",", "\t").encode()
        (tmp_path / f"handed_in{suffix}").write_bytes(data)
        found = gather_reports(tmp_path, read_all)
        assert (found.days, found.unreadable) == ({"某局": Delivery(date(2025, 1, 10), None)}, ())

    @pytest.mark.parametrize("head", ["机关,报送日期,公布日期", "序号,公布日期,机关名称,报送日期"])
    def test_have_days_in_a_table_in_chinese(self, tmp_path: Path, head: str) -> None:
        row = {"序号": "1", "机关": "某局", "机关名称": "某局", "报送日期": "2025年1月10日", "公布日期": ""}
        lines = ["各机关报送情况" + "," * head.count(","), head, ",".join(row[name] for name in head.split(","))]
        (tmp_path / "报送情况表.csv").write_text("\n".join(lines), encoding="utf-8-sig")
        assert gather_reports(tmp_path, read_all).days == {"某局": Delivery(date(2025, 1, 10), None)}

    @pytest.mark.parametrize("text", ["body,when\na,b\n", "body,handed_in,published\na,10.1.2025,\n"])
    def test_a_list_that_is_none_is_a_line(self, text: str, tmp_path: Path) -> None:
        (tmp_path / "handed_in.csv").write_text(text, encoding="utf-8")
        assert [one.file for one in gather_reports(tmp_path, read_all).unreadable] == ["handed_in.csv"]

    def test_a_folder_that_is_none_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            gather_reports(tmp_path / "none", read_all)


class TestDocuments:
    """The workbook and the letters: labels, figures, questions; no keys of relations in a letter; the same bytes again."""

    def audit(self) -> Any:
        days = {"wrong": Delivery(date(2025, 1, 10), date(2025, 1, 12))}
        reports = [report("good"), report("wrong", total=5), report("wrong", total=5, penalties=3, revision=2)]
        return audit_reports(handed_in(*reports, days=days, others=[unreadable_file("坏文件.json", [say("audit.list")])]))

    def test_a_workbook_with_a_line_a_body(self, tmp_path: Path) -> None:
        with speaking("zh"):
            write_audit(self.audit(), tmp_path / "audit.xlsx")
        book = load_workbook(tmp_path / "audit.xlsx")
        lines = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
        heads = [str(one) for one in lines[0]]
        wrong = dict(zip(heads, lines[1], strict=True))
        assert wrong["机关"] == "wrong局"
        assert (wrong["报送日期"], wrong["公布日期"], wrong["修订"]) == ("2025-01-10", "2025-01-12", 2)
        assert (wrong["结论"], wrong["错误"], wrong["所填数"], wrong["相符的数"]) == ("不通过", 1, "5", "3")
        assert wrong["与首次报送相比"] == "已改正0项，新出现0项；改动的格中指出过的0个，没有指出过的1个"
        assert [row[1] for row in lines[1:]] == ["wrong局", "good局", "坏文件.json"]
        assert book.sheetnames == ["审核总表", "审核结果明细", "两次报送比对"]

    def test_a_letter_to_each_body_that_has_something_to_mend(self, tmp_path: Path) -> None:
        written = write_letters(self.audit(), tmp_path / "letters")
        assert [one.name for one in written] == ["wrong局-整改通知.docx", "邮件合并.xlsx"]
        text = "\n".join(one.text for one in Document(str(written[0])).paragraphs)
        for words in (
            "wrong局：",
            "经审核有错误1处",
            "“一、本年新收政府信息公开申请数量”行“总计”栏填5，应为3（可能的原因：多2，可能重复计入）",
            "“自然人”至“其他”共6项合计3。两者应当相等，相差2。",
            "首次报送为0，本次为3",
        ):
            assert words in text
        assert "requests." not in text

    def test_names_of_bodies_make_safe_and_different_files(self, tmp_path: Path) -> None:
        reports = [evolve(report(one, total=5), body=Body(id=one, name="../a:b")) for one in ("x", "y")]
        written = write_letters(audit_reports(handed_in(*reports)), tmp_path / "letters")
        assert [one.name for one in written] == ["_a_b-审核意见.docx", "_a_b-审核意见2.docx", "邮件合并.xlsx"]
        assert {one.parent for one in written} == {tmp_path / "letters"}

    def test_the_same_reports_give_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            write_audit(self.audit(), tmp_path / f"{name}.xlsx")
            write_letters(self.audit(), tmp_path / name)
        assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
        for path in (tmp_path / "a").iterdir():
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()

    def test_texts_are_no_formulas(self, tmp_path: Path) -> None:
        made = evolve(report(total=5), body=Body(id="x", name="=1+1"))
        write_audit(audit_reports(handed_in(made)), tmp_path / "audit.xlsx")
        cells = [cell for row in load_workbook(tmp_path / "audit.xlsx").worksheets[0].iter_rows() for cell in row]
        assert not any(cell.data_type == "f" for cell in cells)


class TestCommand:
    """``govdisclosure audit FOLDER -o audit.xlsx --letters FOLDER``."""

    def run(self, *words: object, code: int = 0) -> str:
        done = CliRunner().invoke(cli, ["--lang", "zh", "audit", *map(str, words)], standalone_mode=False)
        assert (done.return_value, done.exception) == (code, None), done.output
        return done.output

    def test_shows_the_city(self) -> None:
        said = self.run(REPORTS, code=1)
        assert "\n云岭市市场监督管理局\t不通过\t1\t0\t“一、本年新收" in said
        assert "共11个机关：1个有错误，0个未报送；0个文件无法读取" in said

    def test_writes_workbook_and_letters(self, tmp_path: Path) -> None:
        self.run(
            REPORTS / "2024", "--previous", REPORTS / "2023", "-o", tmp_path / "a.xlsx", "--letters", tmp_path / "l", code=1
        )
        assert (tmp_path / "a.xlsx").exists()
        assert sorted(one.suffix for one in (tmp_path / "l").iterdir()) == [".docx", ".docx", ".xlsx"]

    def test_of_reports_without_errors(self, tmp_path: Path) -> None:
        shutil.copy(REPORTS / "2024" / "culture.json", tmp_path)
        assert "没有问题" in self.run(tmp_path)

    def test_of_a_second_hand_in(self, tmp_path: Path) -> None:
        wrong = read(REPORTS / "2024" / "market.json")
        mended = evolve(wrong, cells={**wrong.cells, TOTAL: evolve(wrong.cells[TOTAL], value=26)})
        for name, one in (("first", wrong), ("second", mended)):
            (tmp_path / name).mkdir()
            (tmp_path / name / "market.json").write_text(one.to_json(), encoding="utf-8")
        self.run(tmp_path / "second", "--first", tmp_path / "first", "-o", tmp_path / "a.xlsx")
        sheet = load_workbook(tmp_path / "a.xlsx")["审核总表"]
        assert "已改正2项" in [str(cell.value)[:5] for cell in sheet[3]]

    @pytest.mark.parametrize(
        ("letters", "files", "words"),
        [
            (False, ["空 白.docx"], "有1个文件无法确定是哪个机关的报告：空 白.docx\n"),
            (True, ["空 白.docx", "b.docx"], "有2个文件无法确定是哪个机关的报告，没有写函：b.docx、空 白.docx\n"),
        ],
    )
    def test_a_broken_file_counts_whosever_it_is(self, letters: bool, files: list[str], words: str, tmp_path: Path) -> None:
        folder = tmp_path / "报送 2024 年"
        folder.mkdir()
        shutil.copy(REPORTS / "2024" / "office.json", folder)
        for name in files:
            (folder / name).write_bytes(b"\x00\xff" * 1000)
        said = self.run(folder, *(["--letters", tmp_path / "letters"] if letters else []), code=1)
        assert words in said
        assert f"共1个机关：0个有错误，0个未报送；{len(files)}个文件无法读取" in said

    @pytest.mark.parametrize("words", [("none",), ("", "-o", "a.docx")])
    def test_what_cannot_be_done_is_one_line(self, words: tuple[str, ...], tmp_path: Path) -> None:
        folder, *rest = words
        done = CliRunner().invoke(cli, ["audit", str(tmp_path / folder if folder else REPORTS), *rest])
        assert done.exit_code in (0, 2)
        assert "Traceback" not in done.output

    def test_a_folder_without_reports(self, tmp_path: Path) -> None:
        assert "没有这一期的报告" in self.run(tmp_path, code=2)

    def test_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "none").touch()  # a file in the place of a folder
        assert "a.xlsx" in self.run(REPORTS, "-o", tmp_path / "none" / "a.xlsx", code=2)


class TestSmallForms:
    """Forms of any kind: totals that only two cells make, blanks counted as nothing, factors, last year's bodies added."""

    FORM = load_text(
        """
        id = "small"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [
          { key = "overview", text = true, draft = ["共{one}件，{done}，{word}，占{part}。"] },
          { key = "s", tables = ["t"] },
        ]
        [[tables]]
        key = "t"
        rows = [
          { key = "one", label = "甲", entered = "count" },
          { key = "two", label = "乙", entered = "count" },
          { key = "more", label = "丙", entered = "count" },
          { key = "done", label = "完成", entered = "yes/no" },
          { key = "word", label = "说明", entered = "text" },
          { key = "part", label = "占比", entered = "share" },
        ]
        relations = [
          { key = "same", rule = "one == two" },
          { key = "twice", rule = "2 * more <= one + 1" },
          { key = "carry", rule = "more == previous.more", severity = "explain" },
        ]
        """,
        name="small.toml",
    )

    def small(self, year: int = 2024, **values: Any) -> Report:
        cells = {key: Cell(value=value) for key, value in {"one": 4, "two": 4, "more": 1, **values}.items()}
        return Report(standard=self.FORM, body=Body(id="b"), period=Period.year(year), cells=cells)

    def test_two_cells_that_would_do_are_both_named(self) -> None:
        wrong = self.small(two=6)
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert [(one.address, one.should_be) for one in found.candidates] == [("one", "6"), ("two", "4")]
        assert found.cause is None
        assert found.sentence.zh == (
            "2格中改任何一格都能相符，仅凭数字不能断定哪一格错了；最可能的是“甲”行由4改为6、“乙”行由6改为4"
        )

    def test_a_change_that_breaks_another_relation_is_no_answer(self) -> None:
        wrong = self.small(one=2, more=1, two=0)  # 2 * 1 <= 2 + 1 holds; with one == 0 it would not
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert [one.address for one in found.candidates] == ["two"]

    def test_a_figure_that_is_none_is_no_answer(self) -> None:
        wrong = self.small(one="many", two=6)
        found = first_to_say(wrong, check(wrong))
        assert found is not None
        assert found.candidates == ()
        assert found.finding.rule == "cell.type"

    def test_says_factors_constants_and_what_must_not_exceed(self) -> None:
        wrong = self.small(more=9)
        (words,) = [plain_words(one, wrong).zh for one in check(wrong).findings if one.rule == "twice"]
        assert words == "2×“丙”9合计18；“甲”4＋1合计5。前者不应大于后者，相差13"

    def test_says_blanks_and_several_bodies_of_last_year(self) -> None:
        before = [self.small(2023, more=3), self.small(2023, more=4)]
        verdict = check(self.small(), previous=before)
        (words,) = [plain_words(one, self.small()).zh for one in verdict.findings if one.rule == "carry"]
        assert words == "“丙”1；上年“丙”（3＋4）。两者应当相等，相差6"

    def test_of_several_predecessors_none_is_last_year(self) -> None:
        before = [self.small(2023, more=3), self.small(2023, more=4)]
        verdict = check(self.small(), previous=before)
        found = first_to_say(self.small(), verdict, previous=before)
        assert found is not None
        assert found.last_year is None

    def test_words_that_are_no_numbers_are_shown_as_they_are_printed(self) -> None:
        made = self.small(done=True, word="已建立", part=Decimal("33.3"))
        assert shown(draft(made).text["overview"], made) == "共4件，是，已建立，占33.3。"

    def test_a_change_from_words_or_to_a_blank_is_shown(self) -> None:
        one = self.small(word="甲", done=Blank.NOT_APPLICABLE)
        other = self.small(done=True)
        found = compare_hand_ins(one, check(one), other, check(other))
        assert [(it.address, it.before, it.after) for it in found.unnamed] == [("done", "—", "是"), ("word", "甲", "")]

    def test_hand_ins_by_different_forms_are_not_compared(self) -> None:
        first = evolve(report(), body=Body(id="b"))
        (line,) = audit_reports(handed_in(self.small()), first=handed_in(first)).lines
        assert line.changes is None
        assert "格式不同" in line.remarks[0].zh

    def test_nothing_handed_in_is_no_line(self) -> None:
        assert audit_reports(SubmittedReports()).lines == ()

    def test_a_letter_that_only_asks_to_explain(self, tmp_path: Path) -> None:
        lines = audit_reports(handed_in(self.small()), previous=handed_in(self.small(2023, more=3)))
        path, _ = write_letters(lines, tmp_path)
        text = "\n".join(one.text for one in Document(str(path)).paragraphs)
        assert "没有发现错误" in text
        assert "须说明的（属实的请写明原因" in text

    def test_what_the_reader_saw_stands_in_the_letter_with_its_place(self, tmp_path: Path) -> None:
        sentence = say("read.unit", cell="a", label="A", unit="件")
        note = Finding(rule="read.unit", severity=Severity.WARNING, where=("line 47",), message=sentence)
        made = evolve(self.small(), notes=(note,), unread=(Unread(where="line 3", text="x"),))
        audit = audit_reports(handed_in(made))
        assert "1处内容未能识别" in audit.lines[0].remarks[0].zh
        path, _ = write_letters(audit, tmp_path)
        text = "\n".join(one.text for one in Document(str(path)).paragraphs)
        assert "（位置：line 47）" in text
        assert "请补充或者核对的" in text
