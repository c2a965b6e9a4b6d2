"""The desk's pages: whole in both languages, readable without a script, with nothing from elsewhere in them."""

from __future__ import annotations

import errno
import os
import re
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import govdisclosure_desk
import pytest
from tests.open_desk import OpenDesk, opened_desk

from govdisclosure.values import Severity

PACKAGE = Path(str(files(govdisclosure_desk)))
CATALOGUES = {one: tomllib.loads((PACKAGE / f"messages/{one}.toml").read_text(encoding="utf-8")) for one in ("zh", "en")}
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenDesk]:
    """The desk of a folder that is not there yet."""
    with opened_desk(tmp_path / "年报工作") as made:
        yield made


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


class TestWords:
    """Every sentence is in both catalogues, with the same facts."""

    def test_are_the_same_keys_with_the_same_facts(self) -> None:
        zh, en = CATALOGUES["zh"], CATALOGUES["en"]
        assert list(zh) == list(en)
        assert [key for key in en if placeholders(en[key]) != placeholders(zh[key])] == []

    def test_name_every_severity(self) -> None:
        assert {f"severity.{one.value}" for one in Severity} <= CATALOGUES["en"].keys()

    def test_are_not_written_in_templates(self) -> None:
        """But the name of the other language, which is the same in both."""
        written = [one.name for one in TEMPLATES if re.search(r"[\u3400-\u9fff]", one.read_text("utf-8").replace("中文", ""))]
        assert written == []


class TestPages:
    """What a browser shows."""

    @pytest.mark.parametrize("path", ["/year", "/audit", "/end"])
    def test_are_there_in_chinese_and_in_english(self, office: OpenDesk, path: str) -> None:
        chinese = office.browser.get(path)
        assert chinese.status_code == 200
        assert '<html lang="zh-CN">' in chinese.text
        english = office.browser.post("/language/en", data={"back": path})
        assert english.url.path == path
        assert '<html lang="en">' in english.text
        assert not re.search(r"[\u3400-\u9fff]", re.sub(r"中文|年报工作", "", english.text))

    def test_begin_with_the_year(self, office: OpenDesk) -> None:
        assert office.browser.get("/").url.path == "/year"

    @pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example", "/\\elsewhere.example", "", "/a\nb"])
    def test_lead_nowhere_else_after_another_language(self, office: OpenDesk, back: str) -> None:
        answer = office.browser.post("/language/en", data={"back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"

    def test_say_that_there_is_no_such_page(self, office: OpenDesk) -> None:
        answer = office.browser.get("/nothing")
        assert answer.status_code == 404
        assert "没有这一页" in answer.text

    def test_name_no_other_machine_and_have_nothing_inline(self, office: OpenDesk) -> None:
        """The content policy would stop both; nothing is there to be stopped."""
        for path in ("/year", "/audit", "/end", "/nothing", "/static/style.css", "/static/script.js"):
            text = office.browser.get(path).text
            assert not re.search(r"https?:|//[a-z]|@import|url\(", text.replace("// The", "")), path
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path


def test_says_that_a_disk_is_full(office: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/home/张三/file")

    monkeypatch.setattr("govdisclosure_desk.audits.Audits.take", full)
    page = office.browser.post("/audit", files=[("files", ("a.docx", b"x"))])
    assert page.status_code == 507
    assert os.strerror(errno.ENOSPC) in page.text
    assert "张三" not in page.text


def test_ends_by_its_button(office: OpenDesk) -> None:
    assert "现在结束吗" in office.browser.get("/end").text
    assert not office.access.is_over
    assert "可以关闭本页" in office.browser.post("/end", data={"end": "yes"}).text
    office.clock.now += 1
    assert office.access.is_over
