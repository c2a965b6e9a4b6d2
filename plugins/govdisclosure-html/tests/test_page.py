"""The public page as a file: what must stand in it, for people with and without a screen, and what must not."""

from __future__ import annotations

import base64
import hashlib
import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from govdisclosure_html import PageExporter
from govdisclosure_html.explanations import _SIGNS

from govdisclosure import (
    Blank,
    Body,
    Cell,
    Kind,
    Period,
    Report,
    Request,
    available_standards,
    compare,
    load_standard,
    read,
    tabulate,
    write,
)
from govdisclosure.consistency import RelationState
from govdisclosure.exporters import Exporter
from govdisclosure.library import default_library

if TYPE_CHECKING:
    from conftest import Kit, Page
else:
    Kit = Page = Any


@pytest.fixture(scope="module")
def page(kit: Kit) -> Page:
    """The page of 2024 with everything that can stand on it."""
    return kit.written(kit.full())


def test_every_outcome_of_a_relation_has_a_sign() -> None:
    assert set(_SIGNS) == set(RelationState)


def empty(standard: str) -> Report:
    """A report of zeros in which one cell is missing and one not applicable."""
    made = load_standard(standard)
    spots = [one for one in made.spots.values() if one.table.printed]
    cells = {spot.address: Cell(value=_zero(spot.kind)) for spot in spots}
    cells[spots[0].address] = Cell(value=Blank.MISSING)
    cells[spots[-1].address] = Cell(value=Blank.NOT_APPLICABLE)
    return Report(standard=made, body=Body(id="b", name="某局"), period=Period.year(2024), cells=cells)


def _zero(kind: Kind) -> Any:
    return {Kind.TEXT: "=1+1", Kind.YES_NO: False}.get(kind, 0)


class TestTheFile:
    """One file that needs nothing beside it, holds no script, and is the same twice."""

    def test_is_found_by_its_suffix(self, kit: Kit, tmp_path: Path) -> None:
        assert isinstance(default_library().exporter_of("report.html"), PageExporter)
        assert isinstance(PageExporter(), Exporter)
        write(kit.of_year(2024), tmp_path / "r.html")
        assert (tmp_path / "r.html").read_bytes().startswith(b"<!DOCTYPE html>")

    def test_names_no_other_place(self, page: Page) -> None:
        text = re.sub('base64,[^"]+', "", page.text)
        assert [found for found in ("http:", "https:", "//", "url(", "@import", "src=") if found in text] == []

    def test_holds_no_script(self, page: Page) -> None:
        assert page.all("script") == []
        assert [name for one in page.all() for name in one.attrib if name.startswith("on")] == []

    def test_forbids_everything_but_its_own_style(self, page: Page) -> None:
        (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
        style = "".join(page.all("style")[0].itertext())
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert policy.get("content") == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        assert [one.tag for one in page.all() if "style" in one.attrib] == []

    def test_is_the_same_twice(self, kit: Kit, page: Page) -> None:
        assert kit.written(kit.full()).text == page.text

    def test_says_nothing_of_single_records(self, kit: Kit, page: Page) -> None:
        ids = [one.id for one in kit.records if isinstance(one, Request)]
        assert len(ids) == 6
        assert [one for one in ids if one in page.text] == []

    def test_keeps_text_text(self, kit: Kit) -> None:
        hostile = '<script>alert(1)</script>"><img src=x onerror=y>&amp;\0\ud800'
        report = kit.of_year(2024)
        made = evolve(report, body=Body(id="b", name=hostile), text={**report.text, "problems": hostile})
        page = kit.written(kit.publication(made, parts={"b": made}, earlier=(evolve(kit.of_year(2023), body=made.body),)))
        assert page.all("script") == page.all("img") == []
        (title,) = page.all("h1")
        assert kit.shown(title).startswith('<script>alert(1)</script>"><img src=x onerror=y>&amp;')


class TestFigures:
    """Every cell stands in its table as the standard prints it, under heads that a screen reader can follow."""

    @pytest.mark.parametrize("standard", available_standards())
    def test_stand_where_the_standard_prints_them(self, kit: Kit, standard: str) -> None:
        given = kit.publication(empty(standard))
        page = kit.written(given)
        printed = [grid for section in given.report.standard.sections for grid in given.grids(section)]
        grids = [kit.grid(one) for one in page.tables()]
        assert len(grids) == len(printed)
        for found, made in zip(grids, printed, strict=True):
            assert found == [[given.cell_text(cell) for cell in line for _ in range(cell.width)] for line in made.lines]

    @pytest.mark.parametrize("standard", available_standards())
    def test_have_heads_that_belong_to_them(self, kit: Kit, standard: str) -> None:
        page = kit.written(kit.publication(empty(standard)))
        names = [one.get("id") for one in page.all() if one.get("id")]
        assert len(names) == len(set(names))
        for table in page.tables():
            assert kit.shown(next(table.iter("caption")))
            assert {one.get("scope") for one in table.iter("th")} <= {"row", "col", "rowgroup", "colgroup"}
            heads = {one.get("id") for one in table.iter("th")}
            tied = [set((one.get("headers") or "").split()) for one in table.iter("td")]
            assert all(one <= heads for one in tied)
            levels = sum(len(list(one)) for one in table.iter("thead"))
            assert all(len(one) > 1 for one in tied) or levels == 1

    def test_stand_under_every_head_of_their_column(self, kit: Kit, page: Page) -> None:
        (cell,) = [one for one in page.all("td") if kit.shown(one) == "3" and one.get("headers", "").endswith("r3-0")]
        heads = [kit.shown(page.by_id(name)) for name in cell.get("headers", "").split()]
        assert heads == ["申请人情况", "自然人", "一、本年新收政府信息公开申请数量"]

    def test_lead_what_is_blank_by_name(self, kit: Kit) -> None:
        page = kit.written(kit.publication(empty("cn-2021")))
        assert page.all("button", aria_label="空白（缺） / blank (missing)")


class TestExplanations:
    """Every figure opens its explanation: label, law, condition in words, operands, number of records."""

    def told(self, kit: Kit, page: Page, label: str) -> dict[str, str]:
        (dialog,) = [one for one in page.all(role="dialog") if kit.shown(one).startswith(label)]
        assert page.all("button", popovertarget=dialog.get("id", ""), aria_haspopup="dialog")
        terms = list(next(dialog.iter("dl")))
        return {kit.shown(term): kit.shown(said) for term, said in zip(terms[::2], terms[1::2], strict=True)}

    def test_belong_to_every_printed_cell(self, kit: Kit, page: Page) -> None:
        buttons = [one for table in page.tables() for cell in table.iter("td") for one in cell.iter("button")]
        printed = [one for one in kit.of_year(2024).spots().values() if one.table.printed]
        assert len(buttons) == len(printed) == 200
        dialogs = {one.get("id") for one in page.all(role="dialog") if "popover" in one.attrib}
        assert {one.get("popovertarget") for one in buttons} == dialogs

    def test_open_at_figures_in_the_words_and_at_the_main_figures(self, kit: Kit, page: Page) -> None:
        (words,) = [one for one in page.of_class("text") if "全年新收" in kit.shown(one)]
        assert kit.shown(words) == "全年新收申请4件。"
        (received,) = [
            one
            for one in page.all(role="dialog")
            if kit.shown(one).startswith("一、本年新收政府信息公开申请数量/申请人情况/总计")
        ]
        places = (words, *page.of_class("main-figure"))
        targets = [one.get("popovertarget") for place in places for one in place.iter("button")]
        assert targets.count(received.get("id")) == 2

    def test_leave_words_that_only_look_like_a_figure(self, kit: Kit) -> None:
        odd = "{{requests.received/total}}、{nothing}、{requests.received/total / requests.results.total/total}\ue0f0x\ue0f1"
        made = evolve(kit.of_year(2024), text={**kit.of_year(2024).text, "problems": odd})
        page = kit.written(kit.publication(made))
        shown = [kit.shown(one) for one in page.of_class("text")]
        assert "{requests.received/total}、【nothing】、100.0%x" in shown

    def test_say_what_a_count_counts(self, kit: Kit, page: Page) -> None:
        told = self.told(kit, page, "一、本年新收政府信息公开申请数量/申请人情况/自然人")
        assert told["数值"] == "3 件"
        assert "条例第三十一条" in told["依据"]
        assert "收到申请之日在统计期内" in told["口径"]
        assert "申请人类别为" in told["口径"]
        assert told["记录数"] == "3条"
        assert told["2023年"] == "1，增减+2（+200.0%）"

    def test_say_what_a_total_is_made_of(self, kit: Kit, page: Page) -> None:
        told = self.told(kit, page, "一、本年新收政府信息公开申请数量/申请人情况/总计")
        assert "“自然人”3" in told["组成"]
        assert "“法人或其他组织/商业企业”1" in told["组成"]
        assert "✓ （“一、本年新收政府信息公开申请数量”4 + “二、上年结转政府信息公开申请数量”1 = 5）" in told["勾稽关系"]

    def test_say_so_where_records_are_not_at_hand(self, kit: Kit) -> None:
        read = evolve(kit.of_year(2024), cells={one: Cell(value=0) for one in kit.of_year(2024).cells})
        page = kit.written(kit.publication(read))
        assert self.told(kit, page, "规章/本年制发件数")["记录数"] == "此处未附记录"
        calculated = kit.written(kit.publication(kit.of_year(2024)))
        told = self.told(kit, calculated, "一、本年新收政府信息公开申请数量/申请人情况/自然人")
        assert told["记录数"] == "3条（由记录计算时的计数）"

    def test_say_so_where_records_tell_another_figure(self, kit: Kit) -> None:
        cells = dict(kit.of_year(2024).cells) | {"requests.received/natural_person": Cell(value=9)}
        page = kit.written(kit.publication(evolve(kit.of_year(2024), cells=cells), records=kit.records))
        told = self.told(kit, page, "一、本年新收政府信息公开申请数量/申请人情况/自然人")
        assert told["记录数"] == "3条；按记录计算为3，与表中不同"

    def test_name_cells_in_english_by_what_is_printed(self, kit: Kit, page: Page) -> None:
        english = " ".join("".join(one.itertext()) for one in page.all("dl", lang="en"))
        assert '"New requests received this year / Total" (4)' in english
        assert "requests.received" not in english


class TestCharts:
    """Applicants, outcomes, years and bodies are drawn; each picture says its figures in words and names its table."""

    def test_show_applicants_outcomes_years_and_bodies(self, kit: Kit, page: Page) -> None:
        titles = [kit.shown(one) for one in page.all("h3")]
        assert titles[:2] == ["申请人情况", "办理结果"]
        assert "历年比较：本年新收政府信息公开申请数量" in titles
        assert "各机关比较：本年度办理结果总计" in titles

    def test_say_in_words_what_they_show(self, page: Page) -> None:
        pictures = page.all("svg")
        assert len(pictures) > 4
        for picture in pictures:
            title, description = (page.by_id(name) for name in picture.get("aria-labelledby", "").split())
            assert picture.get("role") == "img"
            assert (title.tag, description.tag) == ("title", "desc")
        assert "自然人3、商业企业1、科研机构0" in (page.by_id("c51-desc").text or "")

    def test_write_each_figure_beside_its_bar(self, page: Page) -> None:
        picture = page.all("svg")[0]
        texts = [one.text for one in picture.iter("text")]
        assert texts[:4] == ["自然人", "3", "商业企业", "1"]
        assert len(list(picture.iter("rect"))) == 2  # nothing is drawn for zero

    def test_have_all_their_figures_in_a_table(self, kit: Kit, page: Page) -> None:
        captions = [kit.shown(one) for one in page.all("caption")]
        for below in page.all("figcaption"):
            (table,) = re.findall("图中数字均见表格“(.+)”。", kit.shown(below))
            assert table in captions

    def test_are_left_out_where_nothing_happened(self, kit: Kit) -> None:
        made = tabulate([Body(id="b", name="某局")], load_standard("cn-2021"), period=Period.year(2024), body="b")
        assert kit.written(kit.publication(made)).all("svg") == []

    def test_draw_the_largest_where_there_are_many(self, kit: Kit) -> None:
        part = kit.of_year(2024)
        cell = "requests.received/total"
        parts = {
            f"b{n}": evolve(part, body=Body(id=f"b{n}", name=f"局{n}"), cells={**part.cells, cell: Cell(value=n)})
            for n in range(30)
        }
        page = kit.written(kit.publication(part, parts=parts))
        (chart,) = [one for one in page.of_class("chart") if "各机关比较：本年新收" in kit.shown(one)]
        assert "只画出最大的20项。" in kit.shown(chart)
        texts = [one.text for one in chart.iter("text")]
        assert (len(texts), texts[:2]) == (40, ["局29", "29"])

    def test_fit_labels_of_any_length(self, kit: Kit) -> None:
        long = evolve(kit.of_year(2024), body=Body(id="b", name="某市某局" * 20))
        page = kit.written(kit.publication(kit.of_year(2024), parts={"b": long}))
        lines = [one.text or "" for one in page.all("svg")[-1].iter("tspan")]
        assert "".join(lines) == "某市某局" * 20
        assert max(map(len, lines)) <= 12


class TestFinding:
    """Whoever goes by keyboard is soon at the tables; a page says nothing of the program that made it."""

    def test_tables_takes_few_stops(self, kit: Kit) -> None:
        words = "".join(f"{{requests.received/{column}}}件，" for column in ("natural_person", "business", "total") * 40)
        page = kit.written(kit.publication(evolve(kit.of_year(2024), text={"overview": words})))
        elements = page.all()
        first = next(at for at, one in enumerate(elements) if one.tag == "table")
        stops = [one for one in elements[:first] if one.tag in ("a", "button", "input") and one.get("tabindex") != "-1"]
        assert len(stops) < 60

    def test_no_word_of_the_program_is_shown(self, kit: Kit, page: Page) -> None:
        assert "govdisclosure" not in "".join(map(kit.shown, page.all("body")))

    def test_the_title_is_english_for_readers_of_english(self, page: Page) -> None:
        (title,) = page.all("h1")
        (english,) = [one.text or "" for one in title.iter("span") if one.get("lang") == "en"]
        assert english.startswith("Report on government information disclosure, 2024: ")

    def test_a_table_without_labels_is_a_list_on_narrow_screens(self, kit: Kit, page: Page) -> None:
        (narrow,) = page.of_class("on-narrow")
        rows = kit.grid(next(narrow.iter("table")))
        assert [row[0] for row in rows] == ["行政复议"] * 5 + ["行政诉讼"] * 10
        assert {len(row) for row in rows} == {4}


class TestYears:
    """Where an earlier report is given, each figure stands beside what it was."""

    def test_stand_beside_each_other(self, kit: Kit, page: Page) -> None:
        table = next(kit.grid(one) for one in page.all("table") if "自然人" in str(kit.grid(one)[1]))
        assert [line[-2:] for line in table[:3]] == [["与2023年相比"] * 2, ["2023年", "增减"], ["2023年", "增减"]]
        assert table[3][-3:] == ["4", "2", "+2"]

    def test_stand_in_a_table_of_their_own_where_there_is_no_room(self, kit: Kit, page: Page) -> None:
        found = [kit.grid(one) for one in page.all("table") if "与2023年相比：" in kit.shown(next(one.iter("caption")))]
        assert [table[0] for table in found] == [["指标", "2024年", "2023年", "增减"]] * 2
        assert [len(table) for table in found] == [1 + 10, 1 + 15]  # joined tables, and one of fifteen columns

    def test_are_listed_for_all_years(self, kit: Kit, page: Page) -> None:
        (table,) = [kit.grid(one) for one in page.all("table") if kit.shown(next(one.iter("caption"))) == "主要指标历年数"]
        assert table[1:] == [["2023年", "2", "0", "1", "1"], ["2024年", "4", "1", "4", "1"]]

    def test_are_compared_across_standards(self, kit: Kit) -> None:
        before = kit.of_year(2023, standard="cn-2019")
        page = kit.written(kit.publication(kit.of_year(2024), earlier=(before,)))
        assert "与2023年相比" in page.text

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"scope": "area"}, "2023年的报告汇总范围不同，未作比较。"),
            ({"period": Period.half(2023, 2)}, "2023年下半年的报告统计期长短不同或不早于本期，未作比较。"),
            ({"standard": load_standard("cn-hengyang-2015"), "cells": {}}, "2023年的报告按另一统计制度编制，未作比较："),
        ],
    )
    def test_say_what_cannot_be_compared(self, kit: Kit, change: dict[str, Any], said: str) -> None:
        other = evolve(kit.of_year(2023), **{"text": {}, **change})
        page = kit.written(kit.publication(kit.of_year(2024), earlier=(other,)))
        (note,) = [one for one in page.of_class("note") if one.tag == "p" and "zh" in one.get("class", "")] or page.of_class(
            "note"
        )[:1]
        assert said in kit.shown(note)
        assert "与2023年相比" not in page.text

    def test_leave_out_bodies_of_another_year_and_say_so(self, kit: Kit) -> None:
        parts = {"b": kit.of_year(2024), "c": evolve(kit.of_year(2023), body=Body(id="c", name="另一局"))}
        page = kit.written(kit.publication(kit.of_year(2024), parts=parts))
        assert "另一局的报告按另一统计制度或统计期编制，未列入。" in kit.shown(page.by_id("bodies"))
        (table,) = [kit.grid(one) for one in page.all("table") if kit.shown(next(one.iter("caption"))) == "主要指标分机关数"]
        assert [line[0] for line in table] == ["机关", kit.name]

    def test_use_what_can_be_compared_and_name_the_rest(self, kit: Kit) -> None:
        half = evolve(kit.of_year(2023), period=Period.half(2022, 1))
        page = kit.written(kit.publication(kit.of_year(2024), earlier=(kit.of_year(2023), half)))
        assert "与2023年相比" in page.text
        assert "2022年上半年的报告统计期长短不同或不早于本期，未作比较。" in kit.shown(page.by_id("years"))

    def test_say_nothing_of_a_change_of_what_is_no_number(self, kit: Kit) -> None:
        report, before = empty("cn-hengyang-2015"), evolve(empty("cn-hengyang-2015"), period=Period.year(2023))
        page = kit.written(kit.publication(report, earlier=(before,)))
        (table,) = [kit.grid(one) for one in page.all("table") if len(kit.grid(one)) > 10]
        (words,) = [line for line in table if line[0].startswith("2、组织管理")]
        assert words[2:] == ["=1+1", "=1+1", "—"]


class TestVerdict:
    """The page says what the check came to; a report with errors is marked as a draft."""

    def test_is_passed_and_no_draft(self, kit: Kit, page: Page) -> None:
        assert [kit.shown(one) for one in page.of_class("verdict")] == ["审核通过"]
        assert page.of_class("draft-note") == page.of_class("findings") == []
        assert "成立57，不成立0，未核对0" in page.text

    def test_is_a_draft_with_its_findings(self, kit: Kit) -> None:
        cells = dict(kit.of_year(2024).cells) | {"requests.received/total": Cell(value=5)}
        given = kit.publication(evolve(kit.of_year(2024), cells=cells))
        page = kit.written(given)
        (title,) = page.all("title")[:1]
        assert (title.text or "").startswith("草稿 ")
        (note,) = page.of_class("draft-note")
        assert "草稿" in kit.shown(note)
        findings = [kit.shown(one) for one in page.of_class("finding")]
        assert len(findings) == len(given.verdict.findings)
        assert all(found.startswith(one.severity.zh) for found, one in zip(findings, given.verdict.findings, strict=True))
        assert given.verdict.findings[0].message.zh in findings[0]

    def test_leads_from_a_finding_to_its_figures(self, kit: Kit) -> None:
        cells = dict(kit.of_year(2024).cells) | {"requests.received/total": Cell(value=5)}
        page = kit.written(kit.publication(evolve(kit.of_year(2024), cells=cells)))
        buttons = [one for place in page.of_class("concerned") for one in place.iter("button")]
        assert "本年新收政府信息公开申请数量 5" in {kit.shown(one) for one in buttons}
        label = "一、本年新收政府信息公开申请数量/申请人情况/总计"
        assert any(kit.shown(page.by_id(one.get("popovertarget", ""))).startswith(label) for one in buttons)


class TestDownloads:
    """JSON, CSV and xlsx are inside the page, the same bytes that ``write`` makes."""

    @pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
    def test_are_what_the_exporters_write(self, kit: Kit, page: Page, form: str) -> None:
        (link,) = page.all("a", download=f"report-2024.{form}")
        media, _, data = (link.get("href") or "").partition(";base64,")
        stream = BytesIO()
        default_library().exporters[form].write(kit.full(), stream)
        assert base64.b64decode(data) == stream.getvalue()
        assert media.startswith("data:")


class TestLanguages:
    """The page speaks Chinese and English; which of them is shown needs no script, and is Chinese without a style."""

    def test_are_both_there(self, page: Page) -> None:
        assert page.root.get("lang") == "zh-CN"
        english = page.all(lang="en")
        assert len(english) > 100
        assert [one.tag for one in english if "hidden" not in one.attrib] == ["label"]  # the choice itself
        assert [one.get("id") for one in page.all("input", type="radio", name="language")] == ["in-zh", "in-en"]

    def test_leave_labels_chinese_with_their_english_beside_them(self, kit: Kit, page: Page) -> None:
        (head,) = [one for one in page.all("th") if kit.shown(one) == "（一）予以公开"]
        assert "".join(head.itertext()) == "（一）予以公开 Disclosed"


class TestReading:
    """Headings are in order, what can be followed leads somewhere, and who uses no mouse can skip what stands before."""

    def test_goes_by_headings_in_order(self, page: Page) -> None:
        levels = [int(one.tag[1]) for one in page.all() if re.fullmatch("h[1-6]", one.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_leads_somewhere(self, page: Page) -> None:
        names = {one.get("id") for one in page.all()}
        targets = [one.get("href", "")[1:] for one in page.all("a") if one.get("href", "").startswith("#")]
        assert targets[0] == "main"
        assert set(targets) <= names
        pointed = [one.get(name, "") for one in page.all() for name in ("aria-labelledby", "for", "popovertarget")]
        assert {each for one in pointed for each in one.split()} <= names

    def test_shows_name_and_date_after_the_text(self, kit: Kit, page: Page) -> None:
        (signature,) = page.of_class("signature")
        assert kit.shown(signature) == f"{kit.name} 2025年1月20日"


class TestReadBack:
    """Whoever reads the page finds the report and nothing of what stands beside it: charts, years, check, downloads."""

    @pytest.mark.parametrize("signed", [True, False])
    @pytest.mark.parametrize("change", [0, 7])
    def test_says_the_same_as_the_report(self, kit: Kit, tmp_path: Path, change: int, signed: bool) -> None:
        made = kit.of_year(2024)
        total = "requests.received/total"
        cells = {**made.cells, total: Cell(value=4 + change)}  # with 7 more the check fails, and the page says so
        made = evolve(made, cells=cells, signed=made.signed if signed else None)
        given = kit.full()
        with (tmp_path / "page.html").open("wb") as stream:
            PageExporter().write(kit.publication(made, earlier=given.earlier, parts=given.parts, records=given.records), stream)
        found = compare(made, read(tmp_path / "page.html"))
        assert found.differences == ()
        assert {one.rule for one in found.right.notes} == {"read.stated"}  # fees are in words only
        assert not found.right.unread
