"""Word documents: what GB/T 9704—2012 asks of the page, what the standard asks of the tables, and what a draft adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import evolve
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from docx.text.paragraph import Paragraph

from govdisclosure.consistency import check
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.exporters.docx import DocxExporter
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.testing.roundtrip import written
from govdisclosure.values import Blank, Kind, Period, Value

BODY = Body(id="hengyang-health", name="衡阳市卫生和计划生育委员会")
TEXT = {
    "overview": "2015年，我委主动公开政府信息{disclosure.proactive}条。\n"
    "一、主动公开\n"
    "（一）领导重视，认识统一。全年召开专题会议2次。\n"
    "(二)依申请公开情况",
    "outlook": "部分领域公开信息较少。",
}
# two levels of heads, tables printed as one, and a row of figures without a label
FORMS = """
id = "test-forms"
edition = "1"
title = "{body}{year}年政府信息公开工作年度报告"
authority = "test"
print = { zero = "0", missing = "", not_applicable = "—", yes = "是", no = "否" }

[[sections]]
key = "made"
heading = "一、主动公开政府信息情况"
tables = ["rules", "fees"]
joined = true
[[sections]]
key = "requests"
heading = "二、收到和处理政府信息公开申请情况"
tables = ["requests"]
[[sections]]
key = "remedies"
heading = "三、政府信息公开行政复议、行政诉讼情况"
tables = ["remedies"]
[[sections]]
key = "other"
heading = "四、其他需要报告的事项"
text = true

[[tables]]
key = "rules"
heading = "第二十条第（一）项"
row_head = "信息内容"
columns = [{ key = "made", label = "本年制发件数" }, { key = "valid", label = "现行有效件数" }]
rows = [{ key = "rules.norms", label = "行政规范性文件", entered = "count" }]

[[tables]]
key = "fees"
heading = "第二十条第（八）项"
row_head = "信息内容"
columns = [{ key = "amount", label = "本年收费金额（单位：万元）" }]
rows = [{ key = "fees.all", label = "行政事业性收费", entered = "amount" }]

[[tables]]
key = "requests"
row_head = "申请"
unit_head = "单位"
unit = "件"
columns = [
  { key = "person", label = "自然人", head = ["申请人情况"] },
  { key = "company", label = "商业企业", head = ["申请人情况", "法人或其他组织"] },
  { key = "institute", label = "科研机构", head = ["申请人情况", "法人或其他组织"] },
  { key = "total", label = "总计", total = ["person", "company", "institute"] },
]
rows = [
  { key = "requests.received", label = "一、新收", entered = "count" },
  { key = "requests.results", label = "二、办理结果" },
  { key = "requests.results.granted", label = "（一）予以公开", entered = "count" },
]

[[tables]]
key = "remedies"
stub = 0
columns = [
  { key = "upheld", label = "结果维持", head = ["行政复议"] },
  { key = "open", label = "尚未审结", head = ["行政复议"] },
  { key = "direct", label = "结果维持", head = ["行政诉讼", "未经复议直接起诉"] },
  { key = "after", label = "结果维持", head = ["行政诉讼", "复议后起诉"] },
]
rows = [{ key = "remedies.all", label = "行政复议、行政诉讼", entered = "count" }]
"""


@cache
def hengyang() -> Standard:
    text = (files("govdisclosure") / "standards" / "cn-hengyang-2015.toml").read_text(encoding="utf-8")
    return load_text(text, name="cn-hengyang-2015.toml")


@cache
def forms() -> Standard:
    return load_text(FORMS, name="forms.toml")


def report(standard: Standard, values: Mapping[str, Value] | None = None) -> Report:
    """Make a report in which every count is zero and every question answered, save the values given."""
    usual: dict[Kind, Value] = {Kind.YES_NO: True, Kind.TEXT: "见小结", Kind.AMOUNT: Decimal(0)}
    cells: dict[str, Value] = {key: usual.get(spot.kind, 0) for key, spot in standard.spots.items()}
    return Report(
        standard=standard,
        body=BODY,
        period=Period.year(2015),
        signed=date(2016, 3, 14),
        cells={key: Cell(value=value) for key, value in {**cells, **(values or {})}.items()},
        text=TEXT if standard is hengyang() else {"other": "无其他需要报告的事项。"},
    )


def opened(report: Report) -> Word:
    return Document(BytesIO(written(DocxExporter(), report)))


FINAL = {"disclosure.proactive": 946, "disclosure.proactive.items": 946}
DRAFT = {"disclosure.proactive": 947, "disclosure.proactive.items": 946}


@pytest.fixture(scope="module")
def final() -> Word:
    return opened(report(hengyang(), FINAL))


@pytest.fixture(scope="module")
def draft() -> Word:
    return opened(report(hengyang(), DRAFT))


@pytest.fixture(scope="module")
def national() -> Word:
    return opened(report(forms()))


def rows(table: Table) -> list[list[str]]:
    """Return the text of every cell, as laid out: merged cells once for each column they go over."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def paragraph(document: Word, text: str) -> Paragraph:
    return next(one for one in document.paragraphs if one.text == text)


def font(document: Word, style: str, script: str = "eastAsia") -> str | None:
    found: Any = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    return None if found is None else found.get(qn(f"w:{script}"))


def faces(one: Paragraph, document: Word) -> list[tuple[str, str | None]]:
    """Return each run with the Chinese face it is set in, and thus where a paragraph changes its face."""
    assert one.style is not None
    own = font(document, str(one.style.name))
    styles = [run.style.name for run in one.runs]
    return [
        (run.text, own if style == "Default Paragraph Font" else font(document, str(style)))
        for run, style in zip(one.runs, styles, strict=True)
    ]


def all_text(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_it_is_an_exporter() -> None:
    exporter: Exporter = DocxExporter()
    assert isinstance(exporter, Exporter)
    assert (exporter.name, exporter.suffixes) == ("docx", (".docx",))


class TestPage:
    """A4, 天头37mm、订口28mm、版心156mm×225mm; 每面排22行,每行排28个字 (GB/T 9704—2012, 5.1—5.2)."""

    def test_has_the_margins_of_an_official_document(self, final: Word) -> None:
        page = final.sections[0]
        sizes = (page.page_width, page.page_height)
        margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
        for found, wanted in zip((*sizes, *margins), (210, 297, 37, 35, 28, 26), strict=True):
            assert found is not None
            assert abs(found - Mm(wanted)) < Mm(0.1)

    def test_takes_22_lines(self, final: Word) -> None:
        page, style = final.sections[0], final.styles["Normal"]
        line: int = style.paragraph_format.line_spacing
        height = (page.page_height or 0) - (page.top_margin or 0) - (page.bottom_margin or 0)
        assert height // line == 22

    def test_takes_28_characters_a_line(self, final: Word) -> None:
        page, style = final.sections[0], final.styles["Body Text"]
        scale = int(style.element.find(f"{qn('w:rPr')}/{qn('w:w')}").get(qn("w:val")))
        width = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
        assert width / (style.font.size * scale / 100) == pytest.approx(28, abs=0.5)
        assert width / (style.font.size * scale / 100) >= 28

    def test_numbers_odd_pages_on_the_right_and_even_pages_on_the_left(self, final: Word) -> None:
        assert final.settings.odd_and_even_pages_header_footer
        page = final.sections[0]
        for footer, side in ((page.footer, "RIGHT"), (page.even_page_footer, "LEFT")):
            [line] = footer.paragraphs
            assert line.style is not None
            assert line.style.paragraph_format.alignment.name == side
            assert line._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
            assert "".join(one.text for one in line._p.iter(qn("w:t"))) == "— 1 —"
            assert font(final, str(line.style.name)) == "宋体"


class TestFaces:
    """标题用2号小标宋体字,正文用3号仿宋体字;第一层用黑体、第二层用楷体 (7.3.1, 7.3.3)."""

    @pytest.mark.parametrize(
        ("style", "face", "points"),
        [
            ("Title", "方正小标宋简体", 22),
            ("Body Text", "仿宋_GB2312", 16),
            ("Heading 1", "黑体", 16),
            ("附件", "黑体", 16),
        ],
    )
    def test_are_those_of_an_official_document(self, final: Word, style: str, face: str, points: int) -> None:
        assert (font(final, style), font(final, style, "ascii")) == (face, "Times New Roman")
        assert final.styles[style].font.size.pt == points

    def test_the_title_is_centred_and_ends_its_first_line_after_the_name(self, final: Word) -> None:
        title = final.paragraphs[0]
        assert title.text == "衡阳市卫生和计划生育委员会\n2015年政府信息公开工作年度报告"
        assert title.style is not None
        assert (title.style.name, title.style.paragraph_format.alignment.name) == ("Title", "CENTER")

    def test_a_short_title_stays_on_one_line(self) -> None:
        short = evolve(report(hengyang()), body=Body(id="x", name="某局"))
        assert opened(short).paragraphs[0].text == "某局2015年政府信息公开工作年度报告"

    def test_the_heading_of_a_section_is_a_heading(self, final: Word) -> None:
        style = paragraph(final, "下步工作思路和打算").style
        assert style is not None
        assert style.name == "Heading 1"

    def test_a_paragraph_of_the_first_level_is_in_heiti(self, final: Word) -> None:
        assert faces(paragraph(final, "一、主动公开"), final) == [("一、主动公开", "黑体")]

    def test_a_heading_sentence_of_the_second_level_is_in_kaiti_and_the_rest_is_not(self, final: Word) -> None:
        one = paragraph(final, "（一）领导重视，认识统一。全年召开专题会议2次。")
        assert faces(one, final) == [
            ("（一）领导重视，认识统一。", "楷体_GB2312"),
            ("全年召开专题会议2次。", "仿宋_GB2312"),
        ]

    def test_a_short_paragraph_of_the_second_level_is_a_heading_whole(self, final: Word) -> None:
        assert faces(paragraph(final, "(二)依申请公开情况"), final) == [("(二)依申请公开情况", "楷体_GB2312")]

    def test_a_long_sentence_is_no_heading(self) -> None:
        long = "（一）" + "公开政府信息，" * 10 + "取得成效。"
        document = opened(evolve(report(hengyang()), text={"overview": long}))
        assert faces(paragraph(document, long), document) == [(long, "仿宋_GB2312")]

    def test_paragraphs_begin_two_characters_in(self, final: Word) -> None:
        one = paragraph(final, "2015年，我委主动公开政府信息946条。")
        assert one.style is not None
        assert one.style.element.find(f"{qn('w:pPr')}/{qn('w:ind')}").get(qn("w:firstLineChars")) == "200"

    def test_another_face_is_named_for_machines_without_them(self) -> None:
        with ZipFile(BytesIO(written(DocxExporter(), report(hengyang())))) as archive:
            fonts = archive.read("word/fontTable.xml").decode()
        for face, other in (("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "宋体")):
            listed = re.search(rf'w:name="{face}"><w:altName w:val="([^"]*)"', fonts)
            assert listed is not None
            assert other in listed[1].split(",")

    def test_the_language_is_chinese(self, final: Word) -> None:
        language = final.styles.element.find(f".//{qn('w:lang')}")
        assert language.get(qn("w:eastAsia")) == "zh-CN"


class TestTable:
    """The table is printed as the standard says: every row, every cell, and what zero, a blank and a dash are."""

    def test_prints_all_41_rows_in_order(self, final: Word) -> None:
        made = report(hengyang(), FINAL)
        publication = PublishedReport(report=made, verdict=check(made))
        [table] = final.tables
        expected = [
            [row.label, row.unit, row.printed if row.kind is Kind.HEADING else publication.printed(row.key)]
            for row in hengyang().tables[0].rows
        ]
        assert len(expected) == 41
        assert rows(table) == [["统计指标", "单位", "统计数"], *expected]

    def test_prints_headings_as_the_form_does(self, final: Word) -> None:
        printed = {row[0]: row[1:] for row in rows(final.tables[0])}
        assert printed["一、政府网站"] == ["—", "——"]
        assert printed["(一)网站普查:"] == ["次", ""]

    def test_zero_missing_and_not_applicable_differ(self) -> None:
        counts = ("website.inspection.state_council", "website.inspection.province", "website.inspection.city")
        values: tuple[Value, ...] = (0, Blank.MISSING, Blank.NOT_APPLICABLE)
        document = opened(report(hengyang(), dict(zip(counts, values, strict=True))))
        assert [row[2] for row in rows(document.tables[0])[3:6]] == ["无", "", "—"]

    def test_heads_repeat_on_every_page(self, final: Word, national: Word) -> None:
        [table] = final.tables
        assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True] + [False] * 41
        heads = [[row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in one.rows] for one in national.tables]
        assert [sum(one) for one in heads] == [0, 3, 3]

    def test_no_row_is_split_between_pages(self, final: Word, national: Word) -> None:
        for table in (*final.tables, *national.tables):
            assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)

    def test_a_heading_never_ends_a_page_and_the_last_row_never_begins_one(self, final: Word) -> None:
        [table] = final.tables
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in table.rows]
        headings = [row.kind is Kind.HEADING for row in hengyang().tables[0].rows]
        assert kept == [True, *headings[:-2], True, False]

    def test_is_as_wide_as_the_text(self, final: Word, national: Word) -> None:
        page = final.sections[0]
        width = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
        for table in (*final.tables, *national.tables):
            assert not table.autofit
            assert sum(column.width or 0 for column in table.columns) == pytest.approx(width, abs=20)

    def test_labels_are_on_the_left_and_values_in_the_middle(self, final: Word) -> None:
        aligned = [cell.paragraphs[0].alignment for cell in final.tables[0].rows[5].cells]
        assert [one.name for one in aligned if one is not None] == ["LEFT", "CENTER", "CENTER"]


class TestHeads:
    """申请人情况 goes over 自然人 and 法人或其他组织, and that over 商业企业 and 科研机构."""

    def test_groups_go_over_their_columns(self, national: Word) -> None:
        assert rows(national.tables[1]) == [
            ["申请", "单位", "申请人情况", "申请人情况", "申请人情况", "总计"],
            ["申请", "单位", "自然人", "法人或其他组织", "法人或其他组织", "总计"],
            ["申请", "单位", "自然人", "商业企业", "科研机构", "总计"],
            ["一、新收", "件", "0", "0", "0", "0"],
            ["二、办理结果", "", "", "", "", ""],
            ["（一）予以公开", "件", "0", "0", "0", "0"],
        ]

    def test_the_name_of_a_column_goes_down_all_that_is_left_below_its_group(self, national: Word) -> None:
        assert rows(national.tables[2])[:3] == [
            ["行政复议", "行政复议", "行政诉讼", "行政诉讼"],
            ["结果维持", "尚未审结", "未经复议直接起诉", "复议后起诉"],
            ["结果维持", "尚未审结", "结果维持", "结果维持"],
        ]

    def test_heads_of_the_same_words_stay_apart(self, national: Word) -> None:
        last = national.tables[2].rows[2].cells
        assert len({cell._tc for cell in last}) == 4

    def test_a_table_without_label_columns_prints_heads_and_figures_only(self, national: Word) -> None:
        assert rows(national.tables[2])[3:] == [["0", "0", "0", "0"]]

    def test_joined_tables_are_one_each_under_its_heading_and_as_wide_as_the_widest(self, national: Word) -> None:
        assert rows(national.tables[0]) == [
            ["第二十条第（一）项"] * 3,
            ["信息内容", "本年制发件数", "现行有效件数"],
            ["行政规范性文件", "0", "0"],
            ["第二十条第（八）项"] * 3,
            ["信息内容", *["本年收费金额（单位：万元）"] * 2],
            ["行政事业性收费", *["0"] * 2],
        ]

    def test_many_columns_are_set_smaller(self) -> None:
        columns = ",".join(f'{{ key = "c{number}", label = "总计" }}' for number in range(15))
        wide = re.sub(r'(?s)(key = "remedies"\nstub = 0\n)columns = \[.*?\n\]', rf"\1columns = [{columns}]", FORMS)
        standard = load_text(wide, name="wide.toml")
        document = opened(evolve(report(standard), standard=standard))
        style = document.tables[2].rows[0].cells[0].paragraphs[0].style
        assert style is not None
        assert style.font.size is not None
        assert style.font.size.pt == 9
        assert len(document.tables[2].columns) == 15


class TestAttachment:
    """附件应当另面编排;发文机关署名、成文日期在正文(附件说明)之下 (7.3.4, 7.3.5, 7.3.7)."""

    NAME = "衡阳市卫生和计划生育委员会2015年1-12月信息公开相关数据统计表"

    def test_follows_name_and_date_on_a_new_page(self, final: Word) -> None:
        lines = [one for one in final.paragraphs if one.text]
        assert [one.text for one in lines[-6:]] == [
            "部分领域公开信息较少。",
            f"附件：{self.NAME}",
            BODY.name,
            "2016年3月14日",
            "附件",
            self.NAME.replace("2015", "\n2015"),
        ]
        starts = [one.text for one in lines if one.style and one.style.paragraph_format.page_break_before]
        assert starts == ["附件"]

    def test_the_name_is_centred_over_the_date_and_the_date_ends_four_characters_in(self, final: Word) -> None:
        page, name, day = final.sections[0], paragraph(final, str(BODY.name)), paragraph(final, "2016年3月14日")
        left = name.paragraph_format.left_indent
        assert left is not None
        assert left == day.paragraph_format.left_indent
        assert name.style is not None
        assert name.style.paragraph_format.alignment.name == "CENTER"
        width = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0) - left
        characters = width / Mm(5.53)  # 156 mm for 28 of them, printed at 98 %
        assert (characters - 6.5) / 2 == pytest.approx(4, abs=0.1)  # the date is 6½ wide

    def test_name_and_date_never_stand_alone_on_a_page(self, final: Word) -> None:
        lines = final.paragraphs
        last = next(number for number, one in enumerate(lines) if one.text == "部分领域公开信息较少。")
        day = next(number for number, one in enumerate(lines) if one.text == "2016年3月14日")
        assert all(one.paragraph_format.keep_with_next for one in lines[last:day])

    def test_without_attachments_tables_stand_in_their_section_and_name_and_date_at_the_end(self, national: Word) -> None:
        blocks = [one.text if isinstance(one, Paragraph) else one for one in national.iter_inner_content()]
        shown = [one if isinstance(one, str) else "table" for one in blocks if one]
        assert shown[1:] == [
            "一、主动公开政府信息情况",
            "table",
            "二、收到和处理政府信息公开申请情况",
            "table",
            "三、政府信息公开行政复议、行政诉讼情况",
            "table",
            "四、其他需要报告的事项",
            "无其他需要报告的事项。",
            BODY.name,
            "2016年3月14日",
        ]

    def test_several_are_numbered(self) -> None:
        text = FORMS.replace('tables = ["requests"]', 'attachment = "甲表"\ntables = ["requests"]')
        text = text.replace('tables = ["remedies"]', 'attachment = "乙表"\ntables = ["remedies"]')
        standard = load_text(text, name="several.toml")
        lines = [one.text for one in opened(evolve(report(standard), standard=standard)).paragraphs]
        for line in ("附件：1.甲表", "2.乙表", "附件1", "附件2"):
            assert line in lines

    def test_a_report_without_a_date_leaves_a_line_for_it(self) -> None:
        lines = [one.text for one in opened(evolve(report(hengyang()), signed=None)).paragraphs]
        assert "____年__月__日" in lines


class TestDraft:
    """A report with a finding of severity error is a draft: every page says so, and the last says why."""

    def test_bears_the_mark_on_odd_and_even_pages(self, draft: Word) -> None:
        page = draft.sections[0]
        for header in (page.header, page.even_page_header):
            [line] = header.paragraphs
            assert line.text == "草稿"
            assert line.style is not None
            assert str(line.style.font.color.rgb) == "FF0000"
            assert line.style.paragraph_format.alignment.name == "CENTER"

    def test_ends_with_the_findings_on_a_page_of_their_own(self, draft: Word) -> None:
        made = report(hengyang(), DRAFT)
        lines = [one for one in draft.paragraphs if one.text]
        start = next(number for number, one in enumerate(lines) if one.text == "审核结果")
        style = lines[start].style
        assert style is not None
        assert style.paragraph_format.page_break_before
        listed = [one.text for one in lines[start + 1 :]]
        findings = check(made).findings
        assert len(listed) == len(findings)
        for line, one in zip(listed, findings, strict=True):  # the office is told what to correct, and asked for nothing
            said, _, asked = one.message.zh.rpartition("。")
            assert f"{one.severity.zh}：{said}。" in line
            assert (asked in line) == (one.severity.zh == "错误")
        assert [line[:6] for line in listed] == ["1. 错误：", "2. 需说明"]

    def test_does_not_list_what_is_only_said_for_information(self) -> None:
        blank = report(hengyang(), {**DRAFT, "website.interaction.mailbox": Blank.MISSING})
        assert "提示" in [one.severity.zh for one in check(blank).findings]
        assert not [one.text for one in opened(blank).paragraphs if re.match(r"\d+\. 提示", one.text)]

    def test_a_report_without_errors_has_neither(self) -> None:
        data = written(DocxExporter(), report(hengyang(), FINAL))
        assert "草稿" not in all_text(data).replace('w:val="草稿"', "")
        document = Document(BytesIO(data))
        assert document.sections[0].header.is_linked_to_previous
        assert "审核结果" not in [one.text for one in document.paragraphs]


class TestFile:
    """The same report gives the same file, text stays text, and nothing else goes in."""

    def test_has_the_same_bytes_twice(self) -> None:
        assert written(DocxExporter(), report(hengyang(), DRAFT)) == written(DocxExporter(), report(hengyang(), DRAFT))

    def test_text_that_begins_with_an_equals_sign_stays(self) -> None:
        words = '=HYPERLINK("http://example.org")'
        document = opened(evolve(report(hengyang(), {"website.management.organisation": words}), text={"overview": words}))
        assert rows(document.tables[0])[8][2] == words
        assert paragraph(document, words).text == words

    @pytest.mark.parametrize("sign", ["\x00", "\x08", "\x1b", "\ud800", "\uffff"])
    def test_characters_that_xml_cannot_hold_are_replaced(self, sign: str) -> None:
        words = f"甲{sign}乙"
        odd = evolve(
            report(hengyang(), {"website.management.organisation": words}),
            body=Body(id="x", name=words),
            text={"overview": words},
        )
        document = opened(odd)
        assert rows(document.tables[0])[8][2] == "甲\ufffd乙"
        assert paragraph(document, "甲\ufffd乙").text == "甲\ufffd乙"
        assert document.core_properties.title == "甲\ufffd乙2015年政府信息公开工作年度报告"

    def test_markup_stays_text(self) -> None:
        words = '<w:p/>&amp;"'
        assert rows(opened(report(hengyang(), {"website.management.organisation": words})).tables[0])[8][2] == words

    def test_says_what_it_is_by_the_report_and_not_by_the_clock(self, final: Word) -> None:
        about = final.core_properties
        assert about.title == "衡阳市卫生和计划生育委员会2015年政府信息公开工作年度报告"
        assert (about.author, about.last_modified_by) == (BODY.name, BODY.name)
        for moment in (about.created, about.modified):
            assert moment is not None
            assert (moment.date(), moment.hour) == (date(2016, 3, 14), 0)

    def test_bears_the_last_day_of_its_period_where_it_is_not_signed(self) -> None:
        created = opened(evolve(report(hengyang()), signed=None)).core_properties.created
        assert created is not None
        assert created.date() == date(2015, 12, 31)

    def test_a_name_too_long_for_a_property_is_cut_there_only(self) -> None:
        name = "某" * 300
        document = opened(evolve(report(hengyang()), body=Body(id="x", name=name)))
        assert document.core_properties.author == name[:255]
        assert paragraph(document, name).text == name

    def test_holds_no_part_of_python_docx(self) -> None:
        with ZipFile(BytesIO(written(DocxExporter(), report(hengyang())))) as archive:
            names = set(archive.namelist())
        assert not {name for name in names if "thumbnail" in name or "app.xml" in name}
        assert "python-docx" not in all_text(written(DocxExporter(), report(hengyang())))
