"""The audit of forty bodies' reports of mixed formats in a browser: what the command line says of them, and nothing else."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import define, field
from click.testing import CliRunner
from govdisclosure_desk.audits import REPORTS
from openpyxl import load_workbook
from PIL import ImageFont
from tests.auditing.city import DUE, LATE, LISTED_WITHOUT_FILE, MISSING, UNREADABLE, full, make_city
from tests.open_desk import OpenDesk, opened_desk

from govdisclosure import read, write
from govdisclosure.cli.main import cli
from govdisclosure.marking import excerpts
from govdisclosure.messages import speaking

FORMATS = {
    "公安局": ".docx",
    "教育局": ".xlsx",
    "水利局": ".html",
    "财政局": ".docx",
    "统计局": ".xlsx",
    "林业局": ".html",
    "民政局": ".docx",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty bodies' reports of several formats, with the list of days and files that are no reports."""
    made = tmp_path_factory.mktemp("city")
    make_city(made)
    for name, suffix in FORMATS.items():
        path = made / "2024" / f"{full(name)}.json"
        write(read(path), path.with_suffix(suffix), language="zh")
        path.unlink()
    return made


@define
class Table(HTMLParser):
    """The cells of a page's first table, row by row."""

    rows: list[list[str]] = field(factory=list)
    _depth: int = 0
    _open: bool = False

    def __attrs_post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data.strip()


@define
class Active(HTMLParser):
    """What a page would run besides the desk's own script: other scripts, attributes with a script, other pictures."""

    found: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        facts = dict(attrs)
        is_ours = re.match(r"/(?!/)|#", str(facts.get("src") or facts.get("href") or "/")) is not None
        if (
            not is_ours
            or (tag == "script" and facts.get("src") != "/static/script.js")
            or any(one.startswith("on") for one in facts)
        ):
            self.found.append(str(self.get_starttag_text()))


def table_of(page: str) -> list[list[str]]:
    parser = Table()
    parser.feed(page)
    return parser.rows[1:]


def uploads(folder: Path, field_name: str = "folder") -> list[tuple[str, tuple[str, bytes]]]:
    """The files of a folder as a browser sends them, with the folder's name before each."""
    return [
        (field_name, (f"{folder.name}/{one.relative_to(folder)}", one.read_bytes()))
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    ]


@define
class Audited:
    """The desk after its audit, the page that it led to, and what the command line made of the same folders."""

    office: OpenDesk
    page: str
    command: str
    book: bytes


@pytest.fixture(scope="module")
def audited(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    place = tmp_path_factory.mktemp("desk")
    with opened_desk(place / "年报工作") as office, pytest.MonkeyPatch.context() as fonts:
        fonts.setattr(excerpts, "_font", lambda: ImageFont.load_default(24))  # whatever the machine has
        for year in ("2023", "2024"):
            answer = office.browser.post("/audit", files=uploads(city / year))
            assert answer.url.path == "/audit/settings"
        data = {"folder": "各机关报告/2024", "previous": "各机关报告/2023", "due": DUE.isoformat(), "year": "2024"}
        answer = office.browser.post("/audit/run", data=data, files={"list": ("", b"")})
        assert answer.url.path == "/audit/table"
        arguments = ["--lang", "zh", "audit", str(city / "2024"), "--previous", str(city / "2023"), "--due", DUE.isoformat()]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(place)
            shown = CliRunner().invoke(cli, [*arguments, "--year", "2024", "-o", "书.xlsx"])
        yield Audited(office, answer.text, shown.output, (place / "书.xlsx").read_bytes())


class TestAudit:
    """Forty bodies, a line each, most urgent first."""

    def test_says_what_the_command_line_says(self, audited: Audited) -> None:
        with speaking("zh"):
            book = load_workbook(io.BytesIO(audited.book)).worksheets[0]
        heads = [one.value for one in book[2]]
        wanted = ("机关", "结论", "错误", "需说明", "迟报天数", "首要问题", "文件")
        places = [heads.index(one) for one in wanted]
        listed = [
            [re.sub(r"\s", "", str(row[at] if row[at] is not None else "")) for at in places]
            for row in book.iter_rows(min_row=3, values_only=True)
        ]
        shown = [[re.sub(r"\s", "", cell) for cell in row] for row in table_of(audited.page)]
        assert len(shown) > 40
        assert shown == listed

    def test_sums_up_as_the_command_line_does(self, audited: Audited) -> None:
        (said,) = re.findall(r"<strong>(共\d+个机关[^<]*)</strong>", audited.page)
        assert said in audited.command

    def test_names_who_is_late_and_who_is_missing(self, audited: Audited) -> None:
        for name, days in LATE.items():
            assert f"{full(name)}（{days}天）" in audited.page
        (absent,) = re.findall(r"未报送：([^<]*)", audited.page)
        assert set(absent.split("、")) == {full(MISSING), full(LISTED_WITHOUT_FILE)}

    def test_names_the_command_that_does_the_same(self, audited: Audited) -> None:
        (command,) = re.findall(r"<code>(.*?)</code>", audited.page)
        assert command.startswith("govdisclosure audit ")
        assert "--due 2025-01-20" in command

    @pytest.mark.parametrize(("sort", "column"), [("errors", 2), ("explain", 3), ("late", 4)])
    def test_is_sorted_by_figures_the_most_first(self, audited: Audited, sort: str, column: int) -> None:
        page = audited.office.browser.get(f"/audit/table?folder=各机关报告/2024&sort={sort}").text
        figures = [int(row[column] or 0) for row in table_of(page)]
        assert figures == sorted(figures, reverse=True)
        assert page.count("aria-sort=") == 1
        turned = audited.office.browser.get(f"/audit/table?folder=各机关报告/2024&sort={sort}&turned=yes").text
        assert table_of(turned) == table_of(page)[::-1]

    @pytest.mark.parametrize("page", ["picture?line=0&mark=99", "picture?line=0", "marked?line=9", "file?file=99"])
    def test_has_no_other_files(self, audited: Audited, page: str) -> None:
        address = f"/audit/{page}&folder=各机关报告/2024"
        assert audited.office.browser.get(address).status_code == 404

    def test_has_no_other_lines(self, audited: Audited) -> None:
        answer = audited.office.browser.get("/audit/line?folder=各机关报告/2024&line=99")
        assert answer.status_code == 400

    @pytest.mark.parametrize("page", ["table", "line", "results", "marked", "list"])
    def test_is_made_again_when_the_desk_was_started_again(self, audited: Audited, page: str) -> None:
        with opened_desk(audited.office.folder) as again:
            answer = again.browser.get(f"/audit/{page}?folder=各机关报告/2024")
        assert answer.url.path == "/audit/settings"

    def test_shows_what_is_said_of_a_body(self, audited: Audited) -> None:
        for link, name in re.findall(r'<th scope="row"[^>]*><a href="([^"]+)">([^<]+)</a>', audited.page):
            if name in (full("教育局"), full("公安局"), full(UNREADABLE), full(MISSING)):
                page = audited.office.browser.get(link.replace("&amp;", "&")).text
                first = next(row[5] for row in table_of(audited.page) if row[0] == name)
                assert name in page
                if name in (full("教育局"), full("公安局")):
                    assert first[:20] in page

    def test_shows_the_marked_original_beside_the_table(self, audited: Audited) -> None:
        """A Word document has comments at the figures; of each figure there is a picture."""
        (link,) = re.findall(rf'<th scope="row"[^>]*><a href="([^"]+)">{full("公安局")}<', audited.page)
        browser = audited.office.browser
        page = browser.get(link.replace("&amp;", "&")).text
        (copy,) = re.findall(r'href="(/audit/marked[^"]+)"', page)
        answer = browser.get(copy.replace("&amp;", "&"))
        assert answer.headers["content-disposition"].startswith("attachment")
        assert any("comments" in name for name in ZipFile(io.BytesIO(answer.content)).namelist())
        pictures = re.findall(r'<img src="([^"]+)" alt="[^"]+"', page)
        assert pictures
        assert browser.get(pictures[0].replace("&amp;", "&")).content.startswith(b"\x89PNG")

    def test_makes_the_marked_copy_without_any_font(self, city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only pictures need one: the page says so."""
        monkeypatch.setattr(excerpts, "_font", lambda: None)
        work = tmp_path / "年报工作"
        (work / "报告").mkdir(parents=True)
        shutil.copy(city / "2024" / f"{full('公安局')}.docx", work / "报告")
        with opened_desk(work) as office:
            office.browser.post("/audit/run", data={"folder": "报告"}, files={"list": ("", b"")})
            page = office.browser.get("/audit/line?folder=报告&line=0").text
            assert "字体" in page
            assert "<img" not in page
            assert office.browser.get("/audit/marked?folder=报告&line=0").content.startswith(b"PK")

    def test_writes_the_workbook_the_leader_s_page_and_the_letters(self, audited: Audited, tmp_path: Path) -> None:
        browser = audited.office.browser
        data = {"folder": "各机关报告/2024", "signed": "清河市人民政府办公室", "day": "2025-01-23", "reply_by": "2025-01-28"}
        page = browser.post("/audit/results", data=data)
        assert page.url.path == "/audit/results"
        packed = ZipFile(io.BytesIO(browser.get("/audit/file?folder=各机关报告/2024&file=all").content))
        names = [name.partition("/")[2] for name in packed.namelist()]
        assert "审核总表.xlsx" in names
        assert "审核情况.docx" in names
        assert f"函件/{full('教育局')}-整改通知.docx" in names
        assert packed.read(next(one for one in packed.namelist() if one.endswith("审核总表.xlsx"))) == audited.book
        assert sorted(re.findall(r"&amp;file=\d+\">([^<]+)</a></li>", page.text)) == sorted(names)
        offered = re.findall(r'href="/audit/table[^"]*">([^<]+)<', browser.get("/audit").text)
        assert offered == ["各机关报告/2023", "各机关报告/2024"], "results are no reports"

    def test_gives_a_list_to_fill_in_and_takes_it_back(self, audited: Audited, city: Path, tmp_path: Path) -> None:
        """One day is changed in the list; the body that came late by it is late."""
        data = audited.office.browser.get("/audit/list?folder=各机关报告/2024").content
        book = load_workbook(io.BytesIO(data))
        rows = {str(row[0].value): row for row in book.worksheets[0].iter_rows()}
        assert [one.value for one in rows["机关"]] == ["机关", "报送日期", "公布日期"]
        assert {full(name) for name in ("教育局", MISSING)} <= rows.keys()
        rows[full("教育局")][1].value = "2025年1月27日"
        book.save(tmp_path / "填好的.xlsx")
        work = tmp_path / "年报工作"
        (work / "报告").mkdir(parents=True)
        shutil.copy(city / "2024" / f"{full('教育局')}.xlsx", work / "报告")
        (work / "报告/handed_in.csv").write_text("body,handed_in,published\n甲,,\n", encoding="utf-8")
        with opened_desk(work) as office:
            settings = office.browser.get("/audit/settings?folder=报告").text
            filled = {"list": ("填好的.xlsx", (tmp_path / "填好的.xlsx").read_bytes())}
            page = office.browser.post("/audit/run", data={"folder": "报告", "due": "2025-01-20"}, files=filled).text
        assert "再选一份就替换它" in settings
        assert not (work / "报告/handed_in.csv").exists()
        assert f"{full('教育局')}（7天）" in page
        assert "甲" not in page


class TestSecondHandIn:
    """The second hand-in is compared with the first."""

    def test_names_what_was_mended_and_what_was_changed_unasked(self, city: Path, tmp_path: Path) -> None:
        work = tmp_path / "年报工作"
        for name in ("首次", "再次"):
            (work / name).mkdir(parents=True)
            shutil.copy(next((city / "2024").glob(f"{full('公安局')}.*")), work / name)
        with opened_desk(work) as office:
            answer = office.browser.post("/audit/run", data={"folder": "再次", "first": "首次"}, files={"list": ("", b"")})
            page = office.browser.get("/audit/line?folder=再次&line=0").text
        assert answer.url.path == "/audit/table"
        assert "--first" in answer.text
        assert "与首次报送相比" in page


class TestUploads:
    """What is brought is kept under plain names inside the folder; what is no report is named."""

    @pytest.fixture
    def office(self, tmp_path: Path) -> Iterator[OpenDesk]:
        with opened_desk(tmp_path / "年报工作") as made:
            yield made

    def test_stay_inside_the_folder(self, office: OpenDesk, tmp_path: Path) -> None:
        names = [
            "../../evil.docx",
            "..\\..\\evil.xlsx",
            "C:\\evil.csv",
            "/etc/evil.txt",
            "a\u202excod.exe",
            "con.docx",
            "x" * 300 + ".json",
        ]
        page = office.browser.post("/audit", files=[("files", (name, b"x")) for name in names], data={"name": "../../上级"})
        assert page.url.path == "/audit/settings"
        assert "axcod.exe" in page.text, "what was not kept is named"
        files = [one for one in tmp_path.rglob("*") if one.is_file() and not one.name.startswith(".")]
        assert len(files) == 6
        assert {one.relative_to(tmp_path).parts[:3] for one in files} == {("年报工作", "各机关报告", "上级")} or all(
            one.is_relative_to(office.folder / "各机关报告") for one in files
        )

    @pytest.mark.parametrize(
        "name", ["<img src=x onerror=alert(1)>", "</title><script>alert(1)</script>", '" onfocus="alert(1)', "=1+1"]
    )
    def test_say_nothing_that_a_browser_or_excel_would_run(self, office: OpenDesk, city: Path, name: str) -> None:
        """A body's name as a hostile report gives it is text in every page, in the list and in the letters."""
        path = next((city / "2024").glob(f"{full('商务局')}.json"))
        made = json.loads(path.read_text(encoding="utf-8"))
        made["body"]["name"] = name
        office.browser.post("/audit", files=[("files", (f"{name}.json", json.dumps(made).encode()))], data={"name": name})
        folder, *_ = [
            html.unescape(one) for one in re.findall(r'table\?folder=[^"]*">([^<]+)<', office.browser.get("/audit").text)
        ]
        pages = [office.browser.post("/audit/run", data={"folder": folder}, files={"list": ("", b"")})]
        pages += [
            office.browser.get(f"/audit/{one}", params={"folder": folder, "line": "0"})
            for one in ("line", "settings", "results")
        ]
        pages.append(office.browser.post("/audit/results", data={"folder": folder, "signed": name}))
        for page in pages:
            assert page.status_code == 200
            active = Active()
            active.feed(page.text)
            assert active.found == []
        data = office.browser.get("/audit/list", params={"folder": folder}).content
        cells = [
            cell for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row if cell.value is not None
        ]
        assert name in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} == {"s"}

    def test_may_lie_in_folders_alone_whatever_these_are_called(self, office: OpenDesk) -> None:
        """Two departments' folders in one, no file beside them; the name has every sign that means something in an address."""
        names = [f"报告 #1 & 50%+'x' “y”；<b>/{part}/某局.json" for part in ("一科", "二科")]
        page = office.browser.post("/audit", files=[("folder", (name, b"{}")) for name in names])
        assert page.status_code == 200
        assert "这个文件夹里有2个文件" in page.text
        (folder,) = re.findall(r'name="folder" value="([^"]+)"', page.text)
        table = office.browser.post("/audit/run", data={"folder": html.unescape(folder)}, files={"list": ("", b"")})
        assert {row[6] for row in table_of(table.text)} == {"一科/某局.json", "二科/某局.json"}
        (link, *_) = re.findall(r'<th scope="row"[^>]*><a href="([^"]+)">', table.text)
        assert office.browser.get(html.unescape(link)).status_code == 200

    def test_that_are_no_reports_are_lines_that_say_why(self, office: OpenDesk) -> None:
        """A zip bomb in a workbook's clothes, a document with entities from outside, and a file that is none."""
        bomb = io.BytesIO()
        with ZipFile(bomb, "w", 8) as archive:
            archive.writestr("[Content_Types].xml", b"<x/>")
            archive.writestr("word/document.xml", b"0" * 50_000_000)
        entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><html><body>&b;</body></html>'
        files = [
            ("files", ("某局.docx", bomb.getvalue())),
            ("files", ("某委.html", entity)),
            ("files", ("某办.pdf", b"%PDF-1.4")),
        ]
        office.browser.post("/audit", files=files, data={"name": "坏"})
        page = office.browser.post("/audit/run", data={"folder": "各机关报告/坏"}, files={"list": ("", b"")})
        assert page.url.path == "/audit/table"
        assert len(table_of(page.text)) == 3
        assert "root:" not in page.text

    def test_without_any_report_are_refused(self, office: OpenDesk) -> None:
        for files in ([("files", ("a.exe", b"x"))], [("files", ("", b""))]):
            assert office.browser.post("/audit", files=files).status_code == 400

    @pytest.mark.parametrize(
        "folder",
        ["..", "../..", "/etc", "各机关报告/../..", "", ".", "records", "given", "审核结果", "没有", "连接", ".hidden"],
    )
    def test_are_looked_for_nowhere_else(self, office: OpenDesk, folder: str, tmp_path: Path) -> None:
        for name in ("records", "given", "审核结果"):
            (office.folder / name).mkdir(parents=True)
            (office.folder / name / "request.csv").write_text("id\n")
        (office.folder / ".hidden").mkdir()
        (tmp_path / "外面").mkdir()
        (tmp_path / "外面/a.json").write_text("{}")
        (office.folder / "连接").symlink_to(tmp_path / "外面")
        before = sorted(tmp_path.rglob("*"))
        for path in ("settings", "table", "line", "results", "file", "picture", "marked"):
            assert office.browser.get(f"/audit/{path}", params={"folder": folder, "line": "0", "file": "0"}).status_code in (
                400,
                404,
            )
        assert office.browser.post("/audit/run", data={"folder": folder}, files={"list": ("l.csv", b"x")}).status_code == 400
        assert sorted(tmp_path.rglob("*")) == before

    def test_say_that_a_year_or_day_is_not_understood(self, office: OpenDesk) -> None:
        (office.folder / "报告").mkdir(parents=True)
        (office.folder / "报告/a.json").write_text("{}")
        for data in ({"year": "去年"}, {"due": "2025-02-30"}):
            answer = office.browser.post("/audit/run", data={"folder": "报告", **data}, files={"list": ("", b"")})
            assert answer.status_code == 400

    def test_are_of_formats_that_the_library_reads(self) -> None:
        assert {".docx", ".xlsx", ".pdf", ".html", ".json", ".csv", ".ofd"} <= set(REPORTS)
