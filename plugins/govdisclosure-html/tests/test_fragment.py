"""The fragment: what is left when an editor strips scripts, styles, SVG and ids must be all there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from govdisclosure_html import FragmentExporter

from govdisclosure import Cell, write
from govdisclosure.cli import main
from govdisclosure.exporters import Exporter
from govdisclosure.library import default_library

if TYPE_CHECKING:
    from conftest import Kit, Page
else:
    Kit = Page = Any

TEXT = {"div", "h1", "h2", "p", "br", "strong", "small", "ul", "ol", "li"}
TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}


@pytest.fixture(scope="module")
def fragment(kit: Kit) -> Page:
    return kit.written(kit.full(), FragmentExporter())


class TestFragment:
    """Text and tables with inline styles only, still complete."""

    def test_is_text_and_tables_with_inline_styles_only(self, fragment: Page) -> None:
        assert {one.tag for one in fragment.all()} <= TEXT | TABLES
        assert {name for one in fragment.all() for name in one.attrib} == {"style", "scope", "rowspan", "colspan", "lang"}
        assert [one for one in ("http", "url(", "<!", "data:") if one in fragment.text] == []

    def test_has_every_table_of_the_page(self, kit: Kit, fragment: Page) -> None:
        page = kit.written(kit.full())
        assert [kit.grid(one) for one in fragment.all("table")] == [kit.grid(one) for one in page.tables()]

    def test_has_every_explanation_of_the_page(self, kit: Kit, fragment: Page) -> None:
        listed = [kit.shown(one) for one in fragment.all("li") if "数值：" in kit.shown(one)]
        assert len(listed) == 200
        (received,) = [one for one in listed if one.startswith("一、本年新收政府信息公开申请数量/申请人情况/自然人：")]
        for said in ("数值：3 件", "收到申请之日在统计期内；申请人类别为", "记录数：3条", "条例第三十一条"):
            assert said in received

    def test_has_the_words_and_the_verdict(self, kit: Kit, fragment: Page) -> None:
        words = kit.shown(fragment.root)
        for said in ("全年新收申请4件。", "审核通过", "律师以本人名义提出的申请：计入自然人。", "2025年1月20日"):
            assert said in words

    def test_says_that_it_is_a_draft(self, kit: Kit) -> None:
        cells = dict(kit.of_year(2024).cells) | {"requests.received/total": Cell(value=5)}
        given = kit.publication(evolve(kit.of_year(2024), cells=cells))
        words = kit.shown(kit.written(given, FragmentExporter()).root)
        assert "草稿" in words
        assert given.verdict.findings[0].message.zh in words

    def test_speaks_english_too(self, kit: Kit) -> None:
        english = kit.written(kit.full(), FragmentExporter("en"))
        assert english.root.get("lang") == "en"
        words = kit.shown(english.root)
        assert "（一）予以公开 Disclosed" in words
        assert "Records: 3." in words
        assert "办理结果为" not in words


class TestChoosing:
    """By the suffix, by the format's name, or by ``--fragment``."""

    def test_by_suffix(self, kit: Kit, tmp_path: Path, fragment: Page) -> None:
        assert isinstance(FragmentExporter(), Exporter)
        found = [default_library().exporter_of(name).name for name in ("a.html", "a.fragment.html", "a.fragment.en.html")]
        assert found == ["html", "html-fragment", "html-fragment-en"]
        before = [kit.of_year(2023)]
        part = {"b": kit.of_year(2024)}
        write(kit.of_year(2024), tmp_path / "r.fragment.html", previous=before, parts=part, records=kit.records)
        assert (tmp_path / "r.fragment.html").read_text(encoding="utf-8") == fragment.text

    @pytest.mark.parametrize("option", [["--fragment"], ["--as", "html-fragment"]])
    def test_by_option(self, kit: Kit, tmp_path: Path, option: list[str]) -> None:
        write(kit.of_year(2024), tmp_path / "r.json")
        with pytest.raises(SystemExit) as ended:
            main(["write", str(tmp_path / "r.json"), "-o", str(tmp_path / "r.html"), *option])
        assert ended.value.code == 0
        assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith('<div lang="zh-CN">')
