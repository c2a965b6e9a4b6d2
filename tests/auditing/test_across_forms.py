"""A folder with two forms of the same bodies: relations across both are judged, and who lacks one of them is not passed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from govdisclosure import Period, Report, load_standard
from govdisclosure.areas import SubmittedReport, SubmittedReports
from govdisclosure.auditing import Audit, AuditLine, Urgency, audit_reports, write_audit, write_letters, write_summary
from govdisclosure.cli.main import cli
from govdisclosure.records import Body

YEAR = Period.year(2024)
ANNUAL, ENFORCEMENT = load_standard("cn-2021"), load_standard("cn-enforcement-annual")
ANNUAL_TITLE, ENFORCEMENT_TITLE = "2024年政府信息公开工作年度报告", "2024年度行政执法统计年报"


def annual(name: str, penalties: int, **others: object) -> SubmittedReport:
    cells = {address: Decimal(0) if spot.kind.python is Decimal else 0 for address, spot in ANNUAL.spots.items()}
    cells["decisions.penalties/decided"] = penalties
    return handed_in(f"{name}-年报.json", Report(standard=ANNUAL, body=Body(id=name, name=name), period=YEAR, cells=cells))


def enforcement(name: str, penalties: int, period: Period = YEAR) -> SubmittedReport:
    cells = {address: Decimal(0) if spot.kind.python is Decimal else 0 for address, spot in ENFORCEMENT.spots.items()}
    cells |= {"penalties.fine": penalties, "penalties.total": penalties}
    body = Body(id=name, name=name)
    return handed_in(f"{name}-执法.json", Report(standard=ENFORCEMENT, body=body, period=period, cells=cells))


def handed_in(file: str, report: Report) -> SubmittedReport:
    return SubmittedReport(file=file, report=report)


FOLDER = (
    annual("卫生局", 211),
    enforcement("卫生局", 211),
    annual("教育局", 40),
    enforcement("教育局", 47),
    annual("水利局", 5),
    enforcement("粮食局", 3),
)


def audit_of(*files: SubmittedReport) -> Audit:
    return audit_reports(SubmittedReports(files=files), period=YEAR)


def line(audit: Audit, file: str) -> AuditLine:
    return next(one for one in audit.lines if one.file == file)


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_of(*FOLDER)


class TestJudging:
    """What both forms say of one body is compared; nothing is compared across bodies or periods."""

    def test_forms_that_agree_are_in_order(self, audit: Audit) -> None:
        assert [line(audit, f"卫生局-{form}.json").urgency for form in ("年报", "执法")] == [Urgency.IN_ORDER] * 2

    def test_a_difference_is_said_of_its_body_with_both_files(self, audit: Audit) -> None:
        found = line(audit, "教育局-执法.json")
        (point,) = found.points
        assert (found.body, point.finding.rule) == ("教育局", "annual_report.penalties")
        assert "47" in point.sentence.zh
        assert "40" in point.sentence.zh
        assert point.sentence.zh.endswith("（核对的文件：教育局-执法.json、教育局-年报.json）")
        assert found.urgency is Urgency.TO_EXPLAIN

    @pytest.mark.parametrize(("file", "form"), [("水利局-年报.json", ENFORCEMENT_TITLE), ("粮食局-执法.json", ANNUAL_TITLE)])
    def test_a_body_without_the_other_form_is_not_passed(self, audit: Audit, file: str, form: str) -> None:
        found = line(audit, file)
        assert found.lacking == (form,)
        assert found.urgency is Urgency.INCOMPLETE
        assert found.first_words.zh == f"没有“{form}”，它与“{file}”之间的3条勾稽关系没有审核"

    def test_a_form_of_another_period_is_not_the_other_form(self) -> None:
        files = [
            annual("卫生局", 1),
            enforcement("卫生局", 1, Period.year(2023)),
            annual("教育局", 1),
            enforcement("教育局", 1),
        ]
        assert line(audit_of(*files), "卫生局-年报.json").lacking == (ENFORCEMENT_TITLE,)

    def test_where_nobody_handed_in_the_other_form_it_is_not_asked_for(self) -> None:
        assert [one.lacking for one in audit_of(annual("卫生局", 1), annual("教育局", 1)).lines] == [(), ()]


class TestWriting:
    """Table, letters and summary say what was found across the forms, and what could not be looked at."""

    def test_letters_name_the_form_that_they_are_about(self, audit: Audit, tmp_path: Path) -> None:
        letters = {one.name: words(one) for one in write_letters(audit, tmp_path) if one.suffix == ".docx"}
        assert sorted(letters) == ["教育局-审核意见.docx", "水利局-审核意见.docx", "粮食局-审核意见.docx"]
        assert letters["教育局-审核意见.docx"][0] == f"关于{ENFORCEMENT_TITLE}的审核意见"
        assert any("教育局-执法.json、教育局-年报.json" in one for one in letters["教育局-审核意见.docx"])
        assert any(f"没有“{ENFORCEMENT_TITLE}”" in one for one in letters["水利局-审核意见.docx"])

    def test_the_summary_names_the_bodies(self, audit: Audit, tmp_path: Path) -> None:
        write_summary(audit, tmp_path / "summary.docx")
        said = words(tmp_path / "summary.docx")
        assert "与本机关另一张报表的数不一致的1个：教育局。" in said
        assert f"没有“{ENFORCEMENT_TITLE}”、表间勾稽关系没有审核的1个：水利局。" in said

    def test_the_workbook(self, audit: Audit, tmp_path: Path) -> None:
        write_audit(audit, tmp_path / "audit.xlsx")
        lines, findings, *_ = openpyxl.load_workbook(tmp_path / "audit.xlsx").worksheets
        rows = [[cell.value for cell in row] for row in lines.iter_rows()]
        verdicts = {row[-1]: row[6] for row in rows if str(row[-1]).endswith(".json")}
        assert verdicts["水利局-年报.json"] in ("不完整", "incomplete")
        assert verdicts["卫生局-执法.json"] in ("通过", "passed")
        assert "audit.other_form" in {cell.value for row in findings.iter_rows() for cell in row}

    def test_on_the_command_line(self, tmp_path: Path) -> None:
        for one in FOLDER:
            assert one.report is not None
            (tmp_path / one.file).write_text(one.report.to_json(), encoding="utf-8")
        said = CliRunner().invoke(cli, ["--lang", "zh", "audit", str(tmp_path)], standalone_mode=False).output
        assert "水利局\t不完整\t0\t1\t没有“2024年度行政执法统计年报”" in said


def words(file: Path) -> Sequence[str]:
    return [one.text for one in docx.Document(str(file)).paragraphs if one.text]
