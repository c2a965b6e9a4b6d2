"""The public page in Chromium: clicks, keyboard, accessibility, phone, paper; with JavaScript on and off; nothing leaves it.

Run by ``make test-browser``.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest
from attrs import evolve
from axe_playwright_python.sync_playwright import Axe
from govdisclosure_html import FragmentExporter, PageExporter
from playwright.sync_api import Browser, Page as Tab, expect
from tests.chromium import RULES, launched, opened

from govdisclosure import Cell, read
from govdisclosure.exporters import PublishedReport

if TYPE_CHECKING:
    from conftest import Kit
else:
    Kit = Any

WIDE, PHONE = (1280, 900), (360, 740)


logging.getLogger("pdfminer").setLevel(logging.ERROR)  # Chromium's fonts have no bounding box, which it says for each sign


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser with a folder of its own for all tests."""
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def pages(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages: with all that can stand on one, a draft with blanks, and the fragment."""
    folder = tmp_path_factory.mktemp("pages")
    cells = dict(kit.of_year(2024).cells) | {"requests.received/total": Cell(value=5)}
    del cells["documents.rules/made"]
    draft = kit.publication(evolve(kit.of_year(2024), cells=cells))
    hengyang = kit.publication(evolve(kit.of_year(2024, standard="cn-hengyang-2015"), signed=None))
    made = {"final": kit.full(), "draft": draft, "hengyang": hengyang, "fragment": kit.full()}
    for name, given in made.items():
        _write(folder / f"{name}.html", given, fragment=name == "fragment")
    return {name: folder / f"{name}.html" for name in made}


def _write(path: Path, given: PublishedReport, *, fragment: bool) -> None:
    stream = BytesIO()
    (FragmentExporter() if fragment else PageExporter()).write(given, stream)
    whole = b'<!DOCTYPE html><html lang="zh-CN"><title>t</title><main>%s</main></html>'
    path.write_bytes(whole % stream.getvalue() if fragment else stream.getvalue())


@pytest.fixture
def asked(request: pytest.FixtureRequest) -> list[str]:
    """Everything that a page asked for, the page itself left out."""
    return []


@pytest.fixture
def tab(browser: Browser, pages: dict[str, Path], asked: list[str], request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The page in a tab of its own; ``(name, size, script)`` says which and how."""
    name, (width, height), script = getattr(request, "param", ("final", WIDE, True))
    context = opened(browser, viewport={"width": width, "height": height}, java_script_enabled=script)
    page = context.new_page()
    page.on("request", lambda one: asked.append(one.url))
    page.goto(pages[name].as_uri())
    yield page
    assert asked == [pages[name].as_uri()], "a request left the page"
    context.close()


WITHOUT_SCRIPT = pytest.mark.parametrize("tab", [("final", WIDE, False)], indirect=True)
BOTH_WAYS = pytest.mark.parametrize("tab", [("final", WIDE, True), ("final", WIDE, False)], indirect=True, ids=["js", "no-js"])
ON_A_PHONE = pytest.mark.parametrize(
    "tab", [(name, PHONE, True) for name in ("final", "draft", "hengyang", "fragment")], indirect=True
)


def received(tab: Tab) -> Any:
    """The figure of new requests of natural persons."""
    return tab.get_by_role("row", name="一、本年新收").first.get_by_role("button").first


class TestAccessibility:
    """axe-core finds nothing against WCAG 2.2 AA, whatever is shown."""

    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize(
        "tab", [(name, size, True) for name in ("final", "draft", "hengyang") for size in (WIDE, PHONE)], indirect=True
    )
    def test_has_no_violation(self, tab: Tab, language: str) -> None:
        tab.locator(f"label[for=in-{language}]").click()
        found = Axe().run(tab, options=RULES)
        assert found.violations_count == 0, found.generate_report()

    def test_has_no_violation_while_an_explanation_is_open(self, tab: Tab) -> None:
        received(tab).click()
        expect(tab.get_by_role("dialog")).to_be_visible()
        found = Axe().run(tab, options=RULES)
        assert found.violations_count == 0, found.generate_report()

    @pytest.mark.parametrize("tab", [("fragment", WIDE, True)], indirect=True)
    def test_has_no_violation_in_a_fragment(self, tab: Tab) -> None:
        found = Axe().run(tab, context="table", options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()

    def test_has_targets_that_a_finger_hits(self, tab: Tab) -> None:
        sizes = tab.locator(".opens:visible, .languages label, nav a, .downloads a").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(one => Math.min(one.width, one.height))"
        )
        assert min(sizes) >= 24


class TestExplanations:
    """A figure opens its explanation by click and by keyboard, with JavaScript on and off."""

    @BOTH_WAYS
    def test_open_and_close_by_clicks(self, tab: Tab) -> None:
        dialog = tab.get_by_role("dialog")
        expect(dialog).to_have_count(0)
        received(tab).click()
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("收到申请之日在统计期内")
        expect(dialog).to_contain_text("3条")
        dialog.get_by_role("button", name="关闭").click()
        expect(dialog).to_have_count(0)

    @BOTH_WAYS
    def test_open_by_enter_and_close_by_escape(self, tab: Tab) -> None:
        received(tab).focus()
        tab.keyboard.press("Enter")
        dialog = tab.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog).to_be_focused()
        tab.keyboard.press("Tab")
        expect(dialog.get_by_role("button")).to_be_focused()
        tab.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(received(tab)).to_be_focused()

    def test_are_reached_by_tab_alone(self, tab: Tab) -> None:
        tab.keyboard.press("Tab")
        expect(tab.get_by_role("link", name="跳到正文")).to_be_focused()
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        expect(tab.get_by_role("dialog")).to_contain_text("一、本年新收政府信息公开申请数量/申请人情况/总计")

    @BOTH_WAYS
    def test_open_at_figures_in_the_words(self, tab: Tab) -> None:
        tab.get_by_text("全年新收申请").get_by_role("button").click()
        expect(tab.get_by_role("dialog")).to_contain_text("一、本年新收政府信息公开申请数量/申请人情况/总计")

    def test_show_one_at_a_time(self, tab: Tab) -> None:
        received(tab).click()
        tab.mouse.click(5, 5)
        tab.locator("td > button").first.click()
        expect(tab.get_by_role("dialog")).to_have_count(1)

    def test_show_where_the_focus_is(self, tab: Tab) -> None:
        tab.keyboard.press("Tab")
        received(tab).focus()
        tab.keyboard.press("Shift+Tab")
        tab.keyboard.press("Tab")
        width = received(tab).evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)")
        assert width >= 2


class TestLanguages:
    """Chinese or English, chosen without any script."""

    @BOTH_WAYS
    def test_are_chosen_by_click(self, tab: Tab) -> None:
        expect(tab.get_by_role("heading", name="数据审核")).to_be_visible()
        tab.get_by_text("English", exact=True).click()
        expect(tab.get_by_role("heading", name="Check of the data")).to_be_visible()
        expect(tab.get_by_role("heading", name="数据审核")).to_have_count(0)
        expect(tab.get_by_role("rowheader", name="（一）予以公开 Disclosed")).to_be_visible()
        received(tab).click()
        expect(tab.get_by_role("dialog")).to_contain_text("day of receipt is within the period", use_inner_text=True)
        expect(tab.get_by_role("dialog")).not_to_contain_text("收到申请之日在统计期内", use_inner_text=True)

    def test_are_chosen_by_keyboard(self, tab: Tab) -> None:
        tab.get_by_role("radio", name="中文").focus()
        tab.keyboard.press("ArrowRight")
        expect(tab.get_by_role("heading", name="Check of the data")).to_be_visible()


class TestWithoutScript:
    """With JavaScript off every figure and every explanation is there."""

    @WITHOUT_SCRIPT
    def test_shows_every_figure(self, tab: Tab) -> None:
        figures = tab.locator("td > button:visible")  # those of table 4 stand in a list, too, which is for narrow screens
        expect(figures).to_have_count(200)
        assert all(figures.nth(place).is_visible() for place in range(0, 200, 10))
        assert tab.locator("[popover]").count() == 200


class TestOnAPhone:
    """At 360 pixels nothing makes the page scroll sideways; wide tables scroll in their frame."""

    @ON_A_PHONE
    def test_does_not_scroll_sideways(self, tab: Tab) -> None:
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360 or tab.url.endswith("fragment.html")

    @pytest.mark.parametrize("tab", [("final", PHONE, True)], indirect=True)
    def test_scrolls_tables_by_keyboard(self, tab: Tab) -> None:
        frame = tab.get_by_role("region", name="三、收到和处理政府信息公开申请情况").last
        frame.focus()
        tab.keyboard.press("ArrowRight")
        tab.wait_for_function("one => one.scrollLeft > 0", arg=frame.element_handle())

    @pytest.mark.parametrize("tab", [("final", PHONE, True)], indirect=True)
    def test_keeps_an_explanation_on_the_screen(self, tab: Tab) -> None:
        received(tab).click()
        box = tab.get_by_role("dialog").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] <= 740


class TestDownloads:
    """The files inside the page can be saved, and are what they were."""

    @BOTH_WAYS
    def test_can_be_saved(self, kit: Kit, tab: Tab, asked: list[str], tmp_path: Path) -> None:
        with tab.expect_download() as saved:
            tab.get_by_role("link", name="JSON").click()
        assert saved.value.suggested_filename == "report-2024.json"
        saved.value.save_as(tmp_path / "saved.json")
        assert read(tmp_path / "saved.json").cells == kit.of_year(2024).cells
        asked[:] = [one for one in asked if not one.startswith("data:")]


class TestOnPaper:
    """Printed, the page has its text, tables and charts, and nothing that only a screen can use."""

    def test_prints_figures_without_controls(self, tab: Tab) -> None:
        with pdfplumber.open(BytesIO(tab.pdf(prefer_css_page_size=True))) as pdf:
            # Chromium writes 工 as the radical ⼯
            words = unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in pdf.pages))
            assert 3 <= len(pdf.pages) <= 12
        assert "一、本年新收政府信息公开申请数量" in words
        assert not any(one in words for one in ("English", "关闭", "数据下载", "目录"))

    @pytest.mark.parametrize("tab", [("draft", WIDE, True)], indirect=True)
    def test_bears_the_mark_of_a_draft_on_every_page(self, tab: Tab) -> None:
        with pdfplumber.open(BytesIO(tab.pdf(prefer_css_page_size=True))) as pdf:
            assert all("草" in {sign["text"] for sign in page.chars} for page in pdf.pages)


class TestMotion:
    """Who wants less motion gets none."""

    def test_does_not_glide(self, tab: Tab) -> None:
        assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "smooth"
        tab.emulate_media(reduced_motion="reduce")
        assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
