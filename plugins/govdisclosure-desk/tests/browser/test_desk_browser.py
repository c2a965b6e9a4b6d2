"""The desk in Chromium: the year by mouse and by keyboard alone, the audit of forty, both sizes, a hostile page in another tab.

Run by ``make test-browser``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from attrs import define, field
from axe_playwright_python.sync_playwright import Axe
from govdisclosure_desk import Access, desk
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.server import DeskServer, listening
from playwright.sync_api import Browser, Locator, Page as Tab, ViewportSize, expect
from tests.auditing.city import make_city
from tests.chromium import RULES, launched, opened
from tests.desk_office import REVIEWS, Clerk, clerk_of
from tests.open_desk import OpenDesk

from govdisclosure import read

WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=780)
MOST_STOPS = 400
"""The most presses of Tab on one page before what is looked for counts as out of reach."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, for the office's secret and what is remembered."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with launched() as found:
        yield found


@contextmanager
def served(folder: Path) -> Iterator[Access]:
    """Serve the desk of a folder as the command does, on a port of its own."""
    with listening() as made:
        access, jobs = Access(port=made.getsockname()[1], idle_limit=3600), Jobs()
        server = DeskServer(desk(folder, access=access, jobs=jobs), access, jobs)
        thread = Thread(target=server.run, kwargs={"sockets": [made]})
        thread.start()
        try:
            yield access
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the work, which is not there yet."""
    return tmp_path / "年报工作"


@pytest.fixture
def tab(browser: Browser, folder: Path) -> Iterator[Tab]:
    """A window of the desk, let in; whatever it requests is its own."""
    with served(folder) as access:
        context = opened(browser, viewport=WIDE, locale="zh-CN")
        page = context.new_page()
        requested: list[str] = []
        page.on("request", lambda one: requested.append(one.url))
        page.goto(access.opening_address())
        yield page
        context.close()
    assert all(re.match(rf"(http://127\.0\.0\.1:{access.port}/|blob:|data:)", one) for one in requested), requested


def named(name: str) -> str:
    """Return the selector of the fields of a name."""
    return f"[name={json.dumps(name, ensure_ascii=False)}]"


@define
class Answer:
    """What a browser shows after something was sent."""

    text: str
    status_code: int = 200


@define
class Hands:
    """Sends the forms of a page as a person does; stands in for the client of the other tests."""

    tab: Tab
    look: Callable[[Tab], None] = field(default=lambda _: None)

    def get(self, address: str) -> Answer:
        """Return the page that is open; open it where another one is."""
        if not self.tab.url.split("?")[0].endswith(address):
            self.tab.goto(re.sub(r"(//[^/]+).*", r"\1", self.tab.url) + address)
        return Answer(self.tab.content())

    def post(self, action: str, data: Mapping[str, str], files: Mapping[str, tuple[str, bytes]] | None = None) -> Answer:
        """Set every field that differs from what is sent, press the button, and wait for the page behind it."""
        self.look(self.tab)
        form = self.tab.locator(f'form[action="{action}"]')
        for name, value in data.items():
            self._set(form.locator(named(name)), value)
        for name, (file, content) in (files or {}).items():
            self.give(form.locator(named(name)), file, content)
        with self.tab.expect_navigation(url=re.compile(r"/year$")):  # the address may be the same; the page is another
            self.press(form.locator("button").first)
        return Answer(self.tab.content())

    def _set(self, fields: Locator, value: str) -> None:
        kind = fields.first.get_attribute("type") or fields.first.evaluate("one => one.localName")
        if kind == "radio":
            wanted = fields.and_(self.tab.locator(f'[value="{value}"]'))
            if not wanted.is_checked():
                self.choose(wanted)
        elif kind != "hidden" and fields.first.input_value() != value:
            (self.pick if kind == "select" else self.type)(fields.first, value)

    def choose(self, wanted: Locator) -> None:
        """Choose one of several."""
        wanted.check()

    def pick(self, wanted: Locator, value: str) -> None:
        """Pick from a list."""
        wanted.select_option(value)

    def type(self, wanted: Locator, text: str) -> None:
        """Type a text."""
        wanted.fill(text)

    def give(self, wanted: Locator, file: str, content: bytes) -> None:
        """Give a file."""
        wanted.set_input_files({"name": file, "mimeType": "application/octet-stream", "buffer": content})

    def press(self, button: Locator) -> None:
        """Press a button."""
        button.click()


class Keyboard(Hands):
    """The same by keys alone: Tab goes there, and what is typed goes where the focus is."""

    def reach(self, wanted: Locator) -> None:
        """Press Tab until an element has the focus."""
        handle = wanted.element_handle()
        for _ in range(MOST_STOPS):
            if self.tab.evaluate("one => one === document.activeElement", handle):
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {wanted}")

    def choose(self, wanted: Locator) -> None:
        same = self.tab.locator(named(wanted.get_attribute("name") or ""))
        checked = same.and_(self.tab.locator(":checked"))
        self.reach(checked if checked.count() else same.first)
        self.tab.keyboard.press("Space")
        for _ in range(same.count()):
            if wanted.is_checked():
                return
            self.tab.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def pick(self, wanted: Locator, value: str) -> None:
        self.reach(wanted)
        self.tab.keyboard.press("Home")
        for _ in range(wanted.locator("option").count()):
            if wanted.input_value() == value:
                return
            self.tab.keyboard.press("ArrowDown")
        assert wanted.input_value() == value

    def type(self, wanted: Locator, text: str) -> None:
        self.reach(wanted)
        self.tab.keyboard.press("ControlOrMeta+a")
        self.tab.keyboard.insert_text(text)

    def give(self, wanted: Locator, file: str, content: bytes) -> None:
        raise AssertionError("what is given by keys alone is pasted")

    def press(self, button: Locator) -> None:
        self.reach(button)
        self.tab.keyboard.press("Enter")


def is_accessible(tab: Tab) -> None:
    """Hold a page to WCAG 2.2 AA at both sizes, and to a width that never scrolls; wait for its style sheets first."""
    tab.wait_for_load_state("load")
    for size in (PHONE, WIDE):
        tab.set_viewport_size(size)
        found = Axe().run(tab, options=RULES).response["violations"]
        assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"], tab.url


def by_hand(tab: Tab, folder: Path, hands: Hands, place: Path) -> Clerk:
    """Return a clerk who uses a browser."""
    given: Any = hands
    return clerk_of(OpenDesk(folder, Access(port=1), None, given, None), place)  # type: ignore[arg-type]  # of these only the folder is used


COUNTED = {"requests.received/natural_person": 4, "requests.results.granted/total": 3, "decisions.licences/decided": 6}
"""Counted by hand from the registers."""


def is_final(folder: Path) -> None:
    """Hold the folder to what was counted by hand, and its document to be final."""
    report = read(folder / "report.json")
    assert {one: report[one] for one in COUNTED} == COUNTED
    assert read(folder / "2024年度报告.docx").status == "final"


class TestTheYear:
    """Registers become a final report."""

    def test_by_mouse_each_page_accessible_at_both_sizes(self, tab: Tab, folder: Path, tmp_path: Path) -> None:
        tab.goto(tab.url.rstrip("/").removesuffix("/year") + "/year")
        clerk = by_hand(tab, folder, Hands(tab, is_accessible), tmp_path)
        clerk.go()
        is_final(folder)
        for part in ("table", "findings", "before", "changes", "words", "fit", "documents"):
            tab.goto(re.sub(r"/year.*", f"/year/{part}", tab.url))
            is_accessible(tab)

    def test_by_keyboard_alone(self, tab: Tab, folder: Path, tmp_path: Path) -> None:
        clerk = by_hand(tab, folder, Keyboard(tab), tmp_path)
        tab.goto(tab.url.rstrip("/").removesuffix("/year") + "/year")

        def pasting(text: str) -> Callable[[dict[str, str]], dict[str, tuple[str, bytes]]]:
            def paste(data: dict[str, str]) -> dict[str, tuple[str, bytes]]:
                data["pasted"] = text
                return {}

            return paste

        clerk.registers = {
            "request": pasting(
                "登记号\t收件日期\t怎么来的\t申请人身份\t答复日期\t处理情况\n"
                "水申1\t2024-1-8\t网页提交\t公民\t2024-1-20\t予以公开\n水申2\t2024-2-9\t网页提交\t公民\t2024-2-20\t予以公开\n"
            ),
            "remedy": pasting(REVIEWS),
        }
        clerk.totals = {"charge": "12.5"}
        clerk.none = frozenset({"document", "request_fee", "decision"})
        clerk.go()
        report = read(folder / "report.json")
        assert report["requests.received/natural_person"] == 2
        assert report["remedies.cases/reconsideration_upheld"] == 1
        assert read(folder / "2024年度报告.docx").status == "final"

    def test_a_figure_opens_its_explanation_and_its_records(self, tab: Tab, folder: Path, tmp_path: Path) -> None:
        tab.goto(tab.url.rstrip("/").removesuffix("/year") + "/year")
        by_hand(tab, folder, Hands(tab), tmp_path).go(until="words:written")
        tab.goto(re.sub(r"/year.*", "/year/table", tab.url))
        tab.locator("a[href='/year/cell?cell=requests.received/natural_person']").first.click()
        shown = tab.get_by_role("dialog")
        expect(shown).to_contain_text("背后的记录：政府信息公开申请，共4条")
        tab.keyboard.press("Escape")
        expect(shown).to_be_hidden()
        tab.go_back()  # the browser's own button is harmless
        tab.go_forward()
        expect(tab.locator("table").first).to_be_visible()


class TestASecondDesk:
    """Of two desks of a folder one works on the year; the other says so, and takes over by a button."""

    def test_takes_over_and_the_first_says_so_by_itself(self, browser: Browser, tab: Tab, folder: Path) -> None:
        tab.goto(tab.url.rstrip("/").removesuffix("/year") + "/year")
        tab.locator("[name='office:name']").fill("甲局")
        with served(folder) as access:
            context = opened(browser, viewport=WIDE, locale="zh-CN")
            second = context.new_page()
            second.goto(access.opening_address())
            expect(second.locator("#held")).to_contain_text("本窗口只能查看，不能改动。这份年报正由")
            expect(second.locator("[name='office:name']")).to_be_disabled()
            is_accessible(second)
            second.get_by_role("button", name="由本窗口接着办理").click()
            expect(second.locator("#held")).to_have_count(0)
            expect(tab.locator("#changed")).to_contain_text("这份年报正由")
            tab.locator("form[action='/year/answer'] button").first.click()
            expect(tab.get_by_role("alert").first).to_contain_text("甲局")  # not lost
            expect(tab.locator("#held")).to_be_visible()
            context.close()


class TestTheAudit:
    """A folder of forty bodies' reports is dropped, and the table has a line a body."""

    def test_of_forty_reports_that_were_dropped(self, tab: Tab, tmp_path: Path) -> None:
        make_city(tmp_path / "city")
        tab.goto(re.sub(r"(//[^/]+).*", r"\1/audit", tab.url))
        is_accessible(tab)
        tab.locator("input[type=file][webkitdirectory]").set_input_files(tmp_path / "city" / "2024")
        tab.locator("form:has(input[webkitdirectory]) button").first.click()
        tab.wait_for_url(re.compile(r"/audit/settings"))
        is_accessible(tab)
        tab.locator('form[action="/audit/run"] button').first.click()
        tab.wait_for_url(re.compile(r"/audit/table"))
        is_accessible(tab)
        assert tab.locator("table").first.locator("tbody tr").count() >= 40
        tab.locator("table").first.locator("tbody a").first.click()
        tab.wait_for_url(re.compile(r"/audit/line"))  # a click does not wait; without its style sheet a page is another
        is_accessible(tab)


HOSTILE = """<!DOCTYPE html><title>x</title><body><iframe src="{desk}/year"></iframe><img src="{desk}/year">
<form method="post" action="{desk}/end" target="shown"></form><iframe name="shown"></iframe>
<script>
async function attack() {{
  const tried = [];
  for (const path of ["/year", "/year/table", "/audit", "/end", "/year/answer"]) {{
    for (const method of ["GET", "POST", "PUT"]) {{
      for (const mode of ["cors", "no-cors"]) {{
        if (mode === "no-cors" && method === "PUT") continue;
        try {{
          const answer = await fetch("{desk}" + path, {{method, mode, credentials: "include"}});
          tried.push(answer.type + (answer.type === "opaque" ? "" : await answer.text()));
        }} catch (error) {{ tried.push("refused"); }}
      }}
    }}
  }}
  const answered = new Promise(done => document.querySelector("iframe[name=shown]").addEventListener("load", done));
  document.forms[0].submit();
  await answered;
  return tried;
}}
</script>"""


class TestAHostilePage:
    """A page of another origin, in a tab of the same browser, reads nothing and changes nothing."""

    def test_gets_nowhere(self, tab: Tab, folder: Path) -> None:
        address = re.sub(r"(//[^/]+).*", r"\1", tab.url)
        page = HOSTILE.format(desk=address).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else {}
        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            hostile = tab.context.new_page()
            hostile.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            tried = hostile.evaluate("attack()")
            assert set(tried) <= {"refused", "opaque"}, tried
            for frame in hostile.frames[1:]:
                assert "工作台" not in frame.content()
            hostile.close()
            server.shutdown()
        tab.goto(f"{address}/year")  # it was not ended, and is still ours
        expect(tab.locator("h1")).to_be_visible()
        after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else {}
        assert after == before
