"""Reports without tables, as in 2008 to 2013: words kept, stated figures with their places; where body and year are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from govdisclosure import library
from govdisclosure.consistency import check
from govdisclosure.errors import UnreadableError
from govdisclosure.report import Report
from govdisclosure.values import Period, Severity

TITLE = "青山县林业局2010年政府信息公开工作年度报告"
WORDS = """根据《中华人民共和国政府信息公开条例》的规定，特编制本报告。
一、主动公开政府信息的情况
全年主动公开政府信息356条，内容涉及林业各个方面。
二、依申请公开政府信息的情况
2010年收到政府信息公开申请36件，其中当面申请12件。
三、复议、诉讼情况
本年度行政诉讼1件。
"""


def read(folder: Path, text: str) -> Report:
    file = folder / "report.txt"
    file.write_text(text, encoding="utf-8")
    return library.read(file)


def notes(report: Report, rule: str) -> list[tuple[str, ...]]:
    return [note.cells for note in report.notes if note.rule == rule]


class TestReportInWords:
    """What a report states in sentences can be compared and checked like what it prints in tables."""

    def test_has_its_stated_figures_with_their_places(self, tmp_path: Path) -> None:
        report = read(tmp_path, f"{TITLE}\n{WORDS}")
        found = {key: (cell.value, cell.origin.address) for key, cell in report.cells.items()}
        assert found == {
            "disclosure.items": (356, "line 4"),
            "requests.received": (36, "line 6"),
            "requests.received.in_person": (12, "line 6"),
            "remedies.lawsuits": (1, "line 8"),
        }
        assert (report.standard.id, report.body.name, report.period) == ("cn-2014", "青山县林业局", Period.year(2010))

    def test_doubts_each_of_them(self, tmp_path: Path) -> None:
        report = read(tmp_path, f"{TITLE}\n{WORDS}")
        assert {cells[0] for cells in notes(report, "read.stated")} == set(report.cells)

    def test_keeps_its_words(self, tmp_path: Path) -> None:
        report = read(tmp_path, f"{TITLE}\n{WORDS}")
        assert "内容涉及林业各个方面" in report.text["overview"]

    def test_takes_no_figure_that_it_states_differently(self, tmp_path: Path) -> None:
        report = read(tmp_path, f"{TITLE}\n{WORDS}全年共收到政府信息公开申请63件，均已答复。\n")
        assert "requests.received" not in report.cells
        assert ("requests.received",) in notes(report, "read.stated_differently")

    @pytest.mark.parametrize("sentence", ["收到政府信息公开申请约36件。", "2009年收到政府信息公开申请36件。", "同比增长36%。"])
    def test_takes_nothing_inexact_or_of_another_year(self, sentence: str, tmp_path: Path) -> None:
        words = f"我局认真贯彻落实政府信息公开条例的规定。\n{sentence}此外没有需要报告的其他事项，特此报告。\n"
        assert "requests.received" not in read(tmp_path, f"{TITLE}\n{words}").cells

    def test_is_read_by_the_standard_of_its_headings(self, tmp_path: Path) -> None:
        words = WORDS.replace("一、主动公开政府信息的情况", "二、主动公开政府信息情况").replace("2010", "2022")
        report = read(tmp_path, f"{TITLE.replace('2010', '2022')}\n{words}")
        assert report.standard.id == "cn-2021"

    def test_has_no_relation_that_fails_for_want_of_a_figure(self, tmp_path: Path) -> None:
        verdict = check(read(tmp_path, f"{TITLE}\n{WORDS}"))
        assert [one for one in verdict.findings if one.severity is Severity.ERROR] == []
        assert verdict.verdict == "incomplete"

    @pytest.mark.parametrize("heading", ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "二、工作情况"])
    @pytest.mark.parametrize("year", [2008, 2012, 2013])
    def test_before_every_form_is_held_to_the_nearest_and_blamed_for_none(
        self, heading: str, year: int, tmp_path: Path
    ) -> None:
        words = WORDS.replace("二、依申请公开政府信息的情况", heading).replace("2010", str(year))
        report = read(tmp_path, f"{TITLE.replace('2010', str(year))}\n{words}")
        assert (report.standard.id, report["requests.received"]) == ("cn-2014", 36)
        assert not [one for one in check(report).findings if one.rule == "report.form_year"]

    def test_has_no_sentence_that_contradicts_what_was_not_read(self, tmp_path: Path) -> None:
        words = "全年共制发行政规范性文件3件，均已公布。\n收到政府信息公开申请5件，上年结转1件，办结6件。\n"
        report = read(tmp_path, f"青山县林业局2022年政府信息公开工作年度报告\n一、总体情况\n{words}")
        assert report["requests.carried_in/total"] == 1
        assert not [one for one in check(report).findings if one.rule.startswith("text.")]

    def test_names_tables_by_this_report(self, tmp_path: Path) -> None:
        text = f"{TITLE}\n{WORDS}"
        file = tmp_path / "report.txt"
        file.write_text(text, encoding="utf-8")
        report = library.read(file, standard="cn-hengyang-2015")
        (missing,) = (note.message.zh for note in report.notes if note.rule == "read.table_missing")
        assert "青山县林业局2010年" in missing

    @pytest.mark.parametrize("text", ["只有一句话。", f"{TITLE}\n没有内容\n", WORDS], ids=["a sentence", "a title", "no title"])
    def test_is_not_seen_in_anything(self, text: str, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            read(tmp_path, text)


TABLE = """第二十条第（一）项 | |||
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 0 | 0 | 0 |
行政规范性文件 | 1 | 1 | 5 |
"""


class TestBody:
    """Who reports is taken from where it is printed."""

    @pytest.mark.parametrize(
        ("head", "body"),
        [
            ("青山县林业局2023年政府信息公开工作年度报告", "青山县林业局"),
            ("青山新区白水街道办事处2023年度政府\n信息公开工作年度报告", "青山新区白水街道办事处"),
            ("青山县白水镇人民政府\n2023年政府信息公开工作年度报告", "青山县白水镇人民政府"),
            ("2023年政府信息公开工作年度报告\n青山县白水镇人民政府", "青山县白水镇人民政府"),
            ("2023年政府信息公开年度报告\n青山县教育局\n2023年政府信息公开年度报告", "青山县教育局"),
            ("本报告由青山省公安厅编制，数据的统计期限自2023年1月1日至12月31日。", "青山省公安厅"),
            ("2023年政府信息公开工作年度报告\n现公布青山县水利局2023年政府信息公开工作年度报告。", "青山县水利局"),
            ("2023年政府信息公开工作年度报告\n根据条例要求，青山县民政局编制本年度报告。", "青山县民政局"),
            ("青山县水利局关于2023年度政府信息公开工作情况的报告", "青山县水利局"),
            ("关于2023年政府信息公开工作的报告\n青山县白水镇人民政府", "青山县白水镇人民政府"),
            ("2023年政府信息公开工作年度报告\n由有关部门编制。", None),
        ],
    )
    def test_is_found(self, head: str, body: str | None, tmp_path: Path) -> None:
        assert read(tmp_path, f"{head}\n二、主动公开政府信息情况\n{TABLE}").body.name == body


class TestPeriod:
    """The stated period goes before the file's name, and the caller's chooses among several reports."""

    def test_is_the_stated_one_whatever_the_file_is_called(self, tmp_path: Path) -> None:
        file = tmp_path / "2024年公开.txt"
        file.write_text(f"本报告数据的统计期限自2023年1月1日至12月31日。\n{TABLE}", encoding="utf-8")
        report = library.read(file)
        assert report.period == Period.year(2023)
        assert len(notes(report, "read.year")) == 1

    def test_chooses_one_of_several_and_renames_none(self, tmp_path: Path) -> None:
        file = tmp_path / "both.txt"
        file.write_text(f"甲县林业局2023年政府信息公开工作年度报告\n{TABLE}甲县林业局2022年政府信息公开工作年度报告\n{TABLE}")
        assert [one.period for one in library.read_all(file)] == [Period.year(2023), Period.year(2022)]
        assert library.read(file, period=Period.year(2022)).period == Period.year(2022)
        with pytest.raises(UnreadableError, match="--year"):
            library.read(file, period=Period.year(2021))

    def test_of_two_reports_alike_is_a_doubt_where_they_differ(self, tmp_path: Path) -> None:
        title = "甲县林业局2023年政府信息公开工作年度报告"
        file = tmp_path / "both.txt"
        file.write_text(f"{title}\n{TABLE}{title}\n{TABLE.replace('5', '7')}", encoding="utf-8")
        first, second = library.read_all(file)
        assert notes(first, "read.report_twice") == notes(second, "read.report_twice") == [("documents.normative/in_force",)]


class TestTraditional:
    """Traditional characters without pronunciation are turned; without OpenCC the file says what it needs."""

    TEXT = """青山市教育局2024年政府信息公開工作年度報告
二、主動公開政府信息情況
第二十條第(一)項 |
信息內容 | 本年制發件數 | 本年廢止件數 | 現行有效件數
規章 | 0 | 0 | 0
行政規范性文件 | 3 | 0 | 12
"""

    def test_are_read(self, tmp_path: Path) -> None:
        pytest.importorskip("opencc")
        report = read(tmp_path, self.TEXT)
        assert (report["documents.normative/in_force"], report.body.name) == (12, "青山市教育局")
        assert len(notes(report, "read.traditional")) == 1

    def test_need_opencc(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("govdisclosure.readers.mojibake._opencc", lambda: None)
        with pytest.raises(UnreadableError, match="OpenCC"):
            read(tmp_path, self.TEXT)


class TestGaps:
    """What was not read is no error of the office."""

    def test_do_not_fail_a_relation(self, tmp_path: Path) -> None:
        heads = "项目 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计"
        rows = (
            "一、本年新收政府信息公开申请数量 | 36 | 0 | 0 | 0 | 0 | 0 | 36",
            "二、上年结转政府信息公开申请数量 | 2 | 0 | 0 | 0 | 2",
            "（一）予以公开 | 38 | 0 | 0 | 0 | 0 | 0 | 38",
            "（七）总计 | 38 | 0 | 0 | 0 | 0 | 0 | 38",
            "四、结转下年度继续办理 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
        )
        text = "甲县林业局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n" + "\n".join((heads, *rows))
        file = tmp_path / "report.txt"
        file.write_text(text, encoding="utf-8")
        report = library.read(file, standard="cn-2021")
        assert "requests.carried_in/total" not in report.cells
        failed = [one for one in check(report).findings if one.severity is Severity.ERROR and not one.rule.startswith("read.")]
        assert failed == []
