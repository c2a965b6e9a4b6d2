"""Fit to publish (定稿条件): a final report is more than figures that agree; what stands in the way is listed."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from docx import Document
from openpyxl import load_workbook

from govdisclosure import Body, NotFinalError, Period, Report, check, load_standard, read, tabulate, write
from govdisclosure.consistency import Acceptance, accept
from govdisclosure.consistency.readiness import SCANNED, blockers, checked_by_eye
from govdisclosure.errors import TabulationError
from govdisclosure.messages import Message
from govdisclosure.report import Cell, Finding, MadeBy, RecordsUsed
from govdisclosure.sources.record_set import gather
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.values import Blank, Severity

Y2024 = Period.year(2024)
WORDS = dict.fromkeys(("overview", "problems", "other"), "本年度工作正常开展。")


def fit() -> Report:
    """A report that is fit to publish: everything given, dated after the year."""
    named = [request(), Body(id="b", name="云岭市教育局")]
    made = tabulate(every_kind_kept(named), load_standard("cn-2021"), period=Y2024, body="b")
    return evolve(made, text=WORDS, signed=date(2025, 1, 20))


def stops(report: Report) -> list[str]:
    return [one.rule for one in blockers(check(report))]


def set_aside(report: Report, lines: int) -> Report:
    made_by = report.made_by or MadeBy(govdisclosure="", standard="")
    return evolve(report, made_by=evolve(made_by, records=RecordsUsed(set_aside=lines)))


class TestBlockers:
    """Nothing stands in the way of a whole report; each thing that does is named."""

    def test_are_none_of_a_whole_report(self) -> None:
        assert stops(fit()) == []

    def test_are_errors(self) -> None:
        wrong = fit().cells["requests.received/total"]
        cells = {**fit().cells, "requests.received/total": evolve(wrong, value=9)}
        assert "final.errors" in stops(evolve(fit(), cells=cells))

    def test_are_no_errors_that_somebody_accepted(self) -> None:
        """Of errors, each that nobody accepted; of warnings none."""
        cells = {**fit().cells, "requests.received/total": Cell(value=9), "processing_fees.received": Cell(value=-1)}
        verdict = check(evolve(fit(), cells=cells))
        errors = [one for one in verdict.findings if one.severity is Severity.ERROR]
        assert len(errors) > 1
        entries = [
            Acceptance(
                fingerprint=one.fingerprint, rule=one.rule, cells=one.cells, body="b", period=Y2024, who="统计岗",
                when=date(2025, 1, 2), reason="已核对",
            )
            for one in errors
        ]  # fmt: skip
        for count in range(len(errors) + 1):
            left = len(errors) - count
            found = [one.message.en for one in blockers(accept(verdict, entries[:count])) if one.rule == "final.errors"]
            assert [re.findall(r"\d+", one) for one in found] == [[str(left)]] * bool(left)

    def test_is_a_relation_that_could_not_be_checked(self) -> None:
        cells = {**fit().cells, "requests.received/total": Cell(value=Blank.NOT_APPLICABLE)}
        assert stops(evolve(fit(), cells=cells)) == ["final.not_run"]

    def test_is_a_period_that_the_form_does_not_report_on(self) -> None:
        quarter = evolve(fit(), period=Period.parse("2024-Q1"))
        assert "final.period_reported" in stops(quarter)
        assert "final.period_reported" not in stops(fit())

    def test_is_a_scan_that_nobody_has_compared(self) -> None:
        """Once, and by whom is kept; what was read otherwise needs no such look."""
        note = Finding(rule=SCANNED, severity=Severity.WARNING, message=Message.literal(zh="扫描件", en="a scan"))
        other = Finding(rule="read.other", severity=Severity.INFO, message=Message.literal(zh="注", en="note"))
        scanned = evolve(fit(), notes=(note, other))
        assert stops(scanned) == ["final.scanned"]
        checked = checked_by_eye(scanned, "统计岗")
        assert stops(checked) == []
        assert [one.rule for one in checked.notes] == ["read.other", "read.scan_checked"]
        assert "统计岗" in str(checked.notes[-1].message)
        for done in (checked, fit(), evolve(fit(), notes=(other,))):
            with pytest.raises(TabulationError):
                checked_by_eye(done, "统计岗")

    def test_are_cells_without_a_value(self) -> None:
        made = tabulate(
            gather([request(), Body(id="b", name="云岭市教育局")]), load_standard("cn-2021"), period=Y2024, body="b"
        )
        (found,) = [one for one in blockers(check(made)) if one.rule == "final.missing"]
        assert "decisions.licences/decided" in found.cells

    def test_are_lines_set_aside(self) -> None:
        assert stops(set_aside(fit(), 60)) == ["final.set_aside"]

    @pytest.mark.parametrize("section", WORDS)
    def test_are_parts_without_words(self, section: str) -> None:
        assert stops(evolve(fit(), text={**WORDS, section: " \n"})) == ["final.text"]

    @pytest.mark.parametrize("text", ["共受理____件。", "____年__月__日", "做了【请填写：主要工作】。"])
    def test_are_places_still_to_be_written(self, text: str) -> None:
        assert "final.unwritten" in stops(evolve(fit(), text={**WORDS, "problems": text}))

    def test_is_a_body_without_a_name(self) -> None:
        assert stops(evolve(fit(), body=Body(id="b"))) == ["final.body"]

    def test_is_a_body_that_is_not_on_the_list(self) -> None:
        listed = [request(), Body(id="other", name="某局")]
        made = tabulate(every_kind_kept(listed), load_standard("cn-2021"), period=Y2024, body=Body(id="b", name="教育局"))
        assert stops(evolve(made, text=WORDS, signed=date(2025, 1, 20))) == ["final.body_not_listed"]

    def test_is_a_missing_date(self) -> None:
        assert stops(evolve(fit(), signed=None)) == ["final.date"]

    @pytest.mark.parametrize(("signed", "over"), [(date(2024, 12, 31), False), (date(2025, 1, 1), True)])
    def test_is_a_period_that_is_not_over(self, signed: date, over: bool) -> None:
        assert stops(evolve(fit(), signed=signed)) == ([] if over else ["final.period"])

    def test_is_a_year_without_records(self) -> None:
        named = [request(), Body(id="b", name="云岭市教育局")]
        made = tabulate(every_kind_kept(named), load_standard("cn-2021"), period=Period.year(2042), body="b")
        assert stops(evolve(made, text=WORDS, signed=date(2043, 1, 20))) == ["final.records_none_in_period"]


class TestWritingAFinalReport:
    """Refused with every reason and nothing written; written, it says in its properties that it is final."""

    def test_is_refused_with_every_reason(self, tmp_path: Path) -> None:
        with pytest.raises(NotFinalError) as caught:
            write(evolve(fit(), body=Body(id="b"), signed=None), tmp_path / "x.docx", final=True)
        assert caught.value.in_language("zh").startswith("报告不符合定稿条件")
        assert "没有机关名称" in caught.value.in_language("zh")
        assert "没有落款日期" in caught.value.in_language("zh")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("suffix", ["docx", "xlsx", "html", "json"])
    def test_reads_back_as_final(self, tmp_path: Path, suffix: str) -> None:
        write(fit(), tmp_path / f"x.{suffix}", final=True)
        assert read(tmp_path / f"x.{suffix}").status == "final"
        write(fit(), tmp_path / f"y.{suffix}")
        assert read(tmp_path / f"y.{suffix}").status == "draft"

    def test_says_so_in_the_documents_properties(self, tmp_path: Path) -> None:
        write(fit(), tmp_path / "x.docx", final=True)
        write(fit(), tmp_path / "x.xlsx", final=True)
        assert Document(BytesIO((tmp_path / "x.docx").read_bytes())).core_properties.content_status == "定稿"
        assert load_workbook(tmp_path / "x.xlsx").properties.contentStatus == "定稿"


class TestAProvisionalReport:
    """While lines of a register are set aside, every document bears 暂定."""

    def test_bears_the_mark_in_a_word_document(self, tmp_path: Path) -> None:
        write(set_aside(fit(), 2), tmp_path / "x.docx")
        document = Document(BytesIO((tmp_path / "x.docx").read_bytes()))
        heads = [paragraph.text for section in document.sections for paragraph in section.header.paragraphs]
        assert "暂定" in heads
        assert document.core_properties.content_status == "暂定"

    def test_bears_the_mark_in_a_workbook(self, tmp_path: Path) -> None:
        write(set_aside(fit(), 2), tmp_path / "x.xlsx")
        sheet = load_workbook(tmp_path / "x.xlsx").worksheets[0]
        assert "暂定" in str(sheet["A2"].value)
        assert sheet.oddHeader is not None
        assert sheet.oddHeader.center.text == "暂定"

    def test_bears_the_mark_on_the_page(self, tmp_path: Path) -> None:
        write(set_aside(fit(), 2), tmp_path / "x.html")
        assert "<title>暂定 " in (tmp_path / "x.html").read_text(encoding="utf-8")

    def test_keeps_the_number_of_lines_in_its_json(self, tmp_path: Path) -> None:
        write(set_aside(fit(), 2), tmp_path / "x.json")
        assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["made_by"]["records"]["set_aside"] == 2
