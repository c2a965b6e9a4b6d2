"""What the page says of itself is in the catalogue of each language, and nothing there is left over."""

from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files

import pytest
from govdisclosure_html.words import bare, english, words

FOLDER = files("govdisclosure_html")
CHINESE, ENGLISH = (tomllib.loads((FOLDER / "messages" / f"{lang}.toml").read_text(encoding="utf-8")) for lang in ("zh", "en"))
SOURCE = "".join(one.read_text(encoding="utf-8") for one in FOLDER.iterdir() if one.name.endswith(".py"))


def named(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


class TestWords:
    """Both languages say the same of the same facts."""

    def test_name_the_same_facts_in_both_languages(self) -> None:
        assert list(CHINESE) == list(ENGLISH)
        assert [key for key, one in CHINESE.items() if named(one) != named(ENGLISH[key])] == []

    def test_are_all_said_somewhere(self) -> None:
        families = ("about.scope.", "check.", "downloads.", "years.", "bodies.", "chart.")  # of which code makes up the end
        assert [key for key in ENGLISH if f'"{key}"' not in SOURCE and not key.startswith(families)] == []

    def test_are_filled_in(self) -> None:
        said = words("chart.table", table=words("years.caption"))
        assert said.zh == "图中数字均见表格“主要指标历年数”。"
        assert said.en == 'All figures of this chart are in the table "Main figures by year".'


class TestLabels:
    """A printed label is known by its words, whatever number stands before it."""

    @pytest.mark.parametrize(
        ("label", "words"),
        [
            ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
            ("3.其他", "其他"),
            ("①当面(书面)申请数", "当面(书面)申请数"),
            ("第二十条第（一）项", "第二十条第（一）项"),
            ("2、组织管理、工作制度、管理措施(工作落实、阅评简报、自查报告)。", "组织管理、工作制度、管理措施"),
        ],
    )
    def test_are_bared_of_numbers_and_remarks(self, label: str, words: str) -> None:
        assert bare(label) == words

    def test_have_their_english_where_it_is_known(self) -> None:
        assert english("（七）总计") == "Total"
        assert english("第二十条第（一）项") == "Article 20 (1)"
        assert english("从未有过的指标") == ""
        assert re.fullmatch("[ -~]+", english("（一）予以公开"))
