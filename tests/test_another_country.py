"""A report in English, of a fiscal year and in dollars, goes from its form to every document without one Chinese character."""

from __future__ import annotations

import contextlib
import io
import re
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pdfplumber
import pytest
from attrs import evolve
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

import govdisclosure
from govdisclosure import Cell, Period
from govdisclosure.auditing import audit_reports, write_audit, write_letters, write_summary
from govdisclosure.cli.main import cli
from govdisclosure.errors import UnreadableError
from govdisclosure.exporters.theme import Theme, load_theme, shipped_themes, theme_of, usual_theme
from govdisclosure.intake.printed_numbers import amount_of
from govdisclosure.library import Library
from govdisclosure.messages import Message
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.standards import Standard
from govdisclosure.values import Blank

HAN = re.compile("[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uff65]")
STANDARD = """\
id = "harbour"
edition = "1"
title = "{body}: Public Records Report, Fiscal Year {year}"
authority = "Harbour Public Records Act, s. 12"
language = "en"
year_starts = "10-01"
currency = "USD"
periods = ["year", "quarter"]
print = { not_applicable = "N/A" }

[[sections]]
key = "summary"
heading = "I. Summary"
text = true

[[sections]]
key = "requests"
heading = "II. Requests"
tables = ["requests", "costs"]

[[sections]]
key = "annex"
attachment = "Backlog"
tables = ["backlog"]

[[tables]]
key = "requests"
heading = "Requests"
row_head = "Item"
columns = [
  { key = "paper", label = "Paper" },
  { key = "online", label = "Online" },
  { key = "all", label = "All", total = ["paper", "online"] },
]
rows = [
  { key = "start", label = "Pending at start", entered = "count", over_time = "first" },
  { key = "received", label = "Received", entered = "count", over_time = "sum" },
  { key = "processed", label = "Processed", entered = "count", over_time = "sum" },
  { key = "end", label = "Pending at end", entered = "count", over_time = "last" },
]
relations = [
  { key = "flow", rule = "start + received == processed + end", each = "column" },
  { key = "carried", rule = "start == previous.end", each = "column", severity = "explain" },
  { key = "some", rule = "processed >= 1", when = "received > 10 and start > 0 or received > 99", each = "column" },
]

[[tables]]
key = "costs"
heading = "Costs"
row_head = "Item"
unit_head = "Unit"
value_head = "Figure"
rows = [
  { key = "processing", label = "Processing cost", entered = "amount", unit = "USD" },
  { key = "fees", label = "Fees collected", entered = "amount", unit = "USD" },
  { key = "share", label = "Fees in per cent of cost", ratio = { of = "fees", among = "processing" }, decimals = 2 },
  { key = "form", label = "Online form available", entered = "yes/no" },
  { key = "note", label = "Remarks", entered = "text" },
]
relations = [{ key = "fees", rule = "fees <= processing" }]

[[tables]]
key = "backlog"
row_head = "Item"
rows = [{ key = "backlog", label = "Backlogged requests", entered = "count", over_time = "last" }]

[[relations]]
key = "backlog"
rule = "backlog <= end['all']"
"""
FIGURES: dict[str, tuple[Any, ...]] = {
    "start": (1, 2), "received": (10, 20), "processed": (9, 16), "end": (2, 6), "processing": (1000.5,), "fees": (10,),
    "form": ("yes",), "note": ("N/A",), "backlog": (9,),
}  # fmt: skip


def han_in(data: bytes) -> set[str]:
    """Return the Chinese characters of a file, or of the parts of a package."""
    parts = [data]
    if data[:4] == b"%PDF":
        with pdfplumber.open(io.BytesIO(data)) as pages:
            parts = ["".join(one["text"] + one["fontname"] for page in pages.pages for one in page.chars).encode()]
    if data[:2] == b"PK":
        with ZipFile(io.BytesIO(data)) as package:
            parts = [package.read(name) for name in package.namelist() if not name.lower().endswith((".ttf", ".otf"))]
    return {found for part in parts for found in HAN.findall(part.decode("utf-8", "ignore"))}


def fill_in(data: bytes) -> bytes:
    """Return a form with the figures typed into the unlocked cells of each row."""
    book = load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows() if sheet.title in ("II. Requests", "Backlog") else ():
            figures = next((FIGURES[str(cell.value)] for cell in row if str(cell.value) in FIGURES), ())
            free = [one for one in row if not one.protection.locked] if figures else []
            for one, figure in zip(free, figures, strict=bool(free)):
                one.value = figure
    book["Words"]["A5"].value = "The office received 30 requests."
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.fixture(scope="module")
def standard_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harbour") / "harbour.toml"
    path.write_text(STANDARD, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def harbour(standard_file: Path) -> Standard:
    return govdisclosure.load_standard(standard_file)


@pytest.fixture(scope="module")
def form(harbour: Standard) -> bytes:
    made = io.BytesIO()
    govdisclosure.make_form(harbour, made, body=Body(id="ha", name="Harbour Authority"), period=2024)
    return made.getvalue()


@pytest.fixture(scope="module")
def report(form: bytes, harbour: Standard, tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("filled") / "filled.xlsx"
    path.write_bytes(fill_in(form))
    (made,) = govdisclosure.collect([path], standard=harbour).reports
    return evolve(made, signed=date(2024, 12, 1))


class TestAForm:
    """A form speaks its standard's language, or the one asked for."""

    def test_is_in_the_standards_language_on_its_paper(self, form: bytes) -> None:
        book = load_workbook(io.BytesIO(form))
        assert book.sheetnames == ["Cover", "II. Requests", "Backlog", "Words", "Checks", "govdisclosure"]
        assert [sheet.page_setup.paperSize for sheet in book.worksheets[:3]] == [1, 1, 1]  # US Letter
        assert han_in(form) == set()

    def test_is_read_back_in_any_language(self, report: Report, harbour: Standard, tmp_path: Path) -> None:
        assert report.period == Period.parse("2023-10-01..2024-09-30")
        assert [report[address] for address in ("start/paper", "received/all", "form", "note")] == [
            1,
            30,
            True,
            Blank.NOT_APPLICABLE,
        ]
        assert report.text == {"summary": "The office received 30 requests."}
        assert not report.notes
        for language in ("zh", "en"):
            govdisclosure.make_form(harbour, tmp_path / "form.xlsx", body="ha", period="2024-Q1", language=language)
            book = load_workbook(tmp_path / "form.xlsx")
            assert book.sheetnames[0] == {"zh": "封面", "en": "Cover"}[language]
            del book["govdisclosure"]  # what is left says whose form it is on its cover
            book.save(tmp_path / "form.xlsx")
            (found,) = govdisclosure.collect([tmp_path / "form.xlsx"], standard=harbour).submitted
            assert (found.report.body.id, found.report.period) == ("ha", Period(date(2023, 10, 1), date(2023, 12, 31)))

    def test_of_a_chinese_standard_is_chinese_wherever_the_command_runs(self, tmp_path: Path) -> None:
        arguments = ["form", "cn-2021", "--body", "a", "--year", "2024", "-o"]
        for language, name in (("en", "Cover"), (None, "封面")):
            path = tmp_path / f"{language}.xlsx"
            shown = ["--lang", language] if language else []
            assert CliRunner().invoke(cli, [*shown, *arguments, str(path)], env={"GOVDISCLOSURE_LANG": "en"}).exit_code == 0
            assert load_workbook(path).sheetnames[0] == name


class TestDocuments:
    """No document of an English report has a Chinese character, not even in a font's name."""

    @pytest.mark.parametrize("format", ["docx", "xlsx", "csv", "html", "html-fragment", "pdf", "ofd", "markdown"])
    def test_have_no_chinese_character(self, report: Report, format: str) -> None:  # noqa: A002 - the word of dumps()
        assert govdisclosure.check(report).verdict == "failed"  # so that a draft's mark and its findings are there, too
        assert han_in(govdisclosure.dumps(report, format)) == set()

    def test_that_collect_and_audit_write_have_none(self, form: bytes, harbour: Standard, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "filled.xlsx").write_bytes(fill_in(form))
        (tmp_path / "harbour.toml").write_text(STANDARD, encoding="utf-8")
        run = CliRunner().invoke(
            cli, ["collect", str(tmp_path / "in"), "--standard", str(tmp_path / "harbour.toml"), "-o", str(tmp_path / "out"),
                  "-o", str(tmp_path / "sum.xlsx"), "--annotate", str(tmp_path / "copies")],
            env={"GOVDISCLOSURE_LANG": "zh"},
        )  # fmt: skip
        assert run.exception is None, run.output
        written = [tmp_path / "sum.xlsx", *(tmp_path / "copies").iterdir()]
        gathered = govdisclosure.collect([tmp_path / "in"], standard=harbour)
        audit = audit_reports(gathered)
        write_summary(audit, tmp_path / "leader.docx")
        write_audit(audit, tmp_path / "audit.xlsx")
        written += [tmp_path / "leader.docx", tmp_path / "audit.xlsx", *write_letters(audit, tmp_path / "letters")]
        assert len(written) >= 6
        assert {path.name: han_in(path.read_bytes()) for path in written} == {path.name: set() for path in written}

    def test_call_a_quarter_by_its_fiscal_year(self, report: Report) -> None:
        autumn = evolve(report, period=Period(date(2023, 10, 1), date(2023, 12, 31)))
        assert autumn.fill_in("{year}") == report.fill_in("{year}") == "2024"

    def test_of_a_quarter_name_it_by_the_fiscal_year_with_its_days(
        self, report: Report, harbour: Standard, tmp_path: Path
    ) -> None:
        """Never by the quarter of the calendar that has the same days; a form's cover is read back."""
        autumn = evolve(report, period=Period(date(2023, 10, 1), date(2023, 12, 31)))
        for words in (autumn.period.en, str(Message.of(autumn.period).in_language("en"))):
            assert words == "FY 2024 Q1 (2023-10-01..2023-12-31)"
        assert autumn.period.zh == "2024财政年度第1季度（2023年10月1日至2023年12月31日）"
        assert autumn.period.before.en == "FY 2023 Q4 (2023-07-01..2023-09-30)"
        for format in ("docx", "xlsx", "html", "csv"):  # noqa: A001 - the word of dumps()
            data = govdisclosure.dumps(autumn, format)
            parts = [data]
            if data[:2] == b"PK":
                with ZipFile(io.BytesIO(data)) as package:
                    parts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
            assert not any(re.search(rb"2023-Q4|2024-Q1", re.sub(rb"report-[^\"<]*json", b"", part)) for part in parts), format
        for language, words in (("en", autumn.period.en), ("zh", autumn.period.zh)):
            govdisclosure.make_form(harbour, tmp_path / "form.xlsx", body="ha", period="2024-Q1", language=language)
            book = load_workbook(tmp_path / "form.xlsx")
            assert words in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
            del book["govdisclosure"]
            book.save(tmp_path / "form.xlsx")
            (found,) = govdisclosure.collect([tmp_path / "form.xlsx"], standard=harbour).submitted
            assert found.report.period == autumn.period

    @pytest.mark.parametrize("format", ["docx", "xlsx", "html", "pdf"])
    @pytest.mark.parametrize("is_draft", [False, True])
    def test_of_a_quarter_are_read_back_without_a_rest(
        self,
        report: Report,
        harbour: Standard,
        format: str,  # noqa: A002 - the word of dumps()
        is_draft: bool,
    ) -> None:
        """The calendar's second quarter is the fiscal year's third, and findings of a draft are no words of the report."""
        spring = evolve(
            report, period=Period(date(2024, 4, 1), date(2024, 6, 30)), signed=None if is_draft else date(2024, 7, 2)
        )
        if is_draft:
            spring = evolve(spring, cells={**spring.cells, "received/paper": Cell(value=7000)})
        back = govdisclosure.read(govdisclosure.dumps(spring, format), standard=harbour)
        assert (back.period, back.signed, back.unread) == (spring.period, spring.signed, ())
        assert back.body.id == spring.body.id
        assert {address: back[address] for address in spring.cells} == {address: spring[address] for address in spring.cells}


OWN_THEME = """\
base = "letter"
[paper]
size = "a3"
top = 30
bottom = 31
left = 21
right = 22
[text]
size = 13
[number]
form = "p{page}"
place = "outer"
size = 7
[fonts.text]
name = "Georgia"
others = "serif-like"
family = "roman"
charset = "00"
[sheet]
plain = "Verdana"
words = "Verdana"
[screen]
text = ""
[colours]
heading = "010203"
accent = "040506"
shade = "070809"
"""
OWN_LOOKS = {"Verdana", "paper 8", "margins 21 22 30 31", "number p&P at the outside"}


def looks_of(data: bytes) -> set[str]:
    """Return the faces, papers, margins and page numbers of a workbook."""
    book = load_workbook(io.BytesIO(data))
    looks = {font.name for font in book._fonts}  # type: ignore[attr-defined]
    for sheet in book.worksheets:
        margins = sheet.page_margins
        sides = margins.left, margins.right, margins.top, margins.bottom
        if sheet.page_setup.orientation == "landscape":  # it is bound at its top
            sides = margins.top, margins.bottom, margins.right, margins.left
        outside = {part.text for part in (sheet.oddFooter.right, sheet.evenFooter.left)}  # type: ignore[union-attr]
        looks |= {f"paper {sheet.page_setup.paperSize}", f"margins {' '.join(f'{side * 25.4:g}' for side in sides)}"}
        looks |= {f"number {text} at the outside" for text in outside}
    return looks


@pytest.fixture(scope="module")
def own() -> Theme:
    return load_theme(OWN_THEME, "own.theme.toml", shipped_themes())


class TestThemes:
    """A theme is a file: chosen by the standard or by name, begun with another, refused with all its faults."""

    def test_are_the_standards_or_its_languages(self, report: Report, tmp_path: Path) -> None:
        official, letter = (
            docx.Document(io.BytesIO(govdisclosure.dumps(report, "docx", theme=name))) for name in ("gb9704", None)
        )
        assert [round(one.sections[0].page_width.mm, 1) for one in (official, letter)] == [210.0, 215.9]  # type: ignore[union-attr]
        assert letter.styles["Normal"].font.name == "Times New Roman"
        assert "Page " in "".join(one.text for one in letter.sections[0].footer.paragraphs)
        assert usual_theme("zh") == theme_of("gb9704")

    def test_may_begin_with_another_beside_the_standards_file(self, report: Report, tmp_path: Path) -> None:
        (tmp_path / "harbour.toml").write_text(
            STANDARD.replace('language = "en"', 'language = "en"\ntheme = "wide"'), encoding="utf-8"
        )
        (tmp_path / "wide.theme.toml").write_text(
            'base = "letter"\n[paper]\nsize = "a4"\n[number]\nplace = "right"\n', encoding="utf-8"
        )
        library = Library()
        wide = library.theme(standard=tmp_path / "harbour.toml")
        assert (wide.name, wide.paper.size, wide.paper.top, wide.number.place) == ("wide", "a4", 25.4, "right")
        assert library.theme(tmp_path / "wide.theme.toml") == wide
        library.register(tmp_path / "wide.theme.toml")
        assert library.theme("wide") == wide
        found = docx.Document(io.BytesIO(library.dumps(report, "docx", theme="wide")))
        assert round(found.sections[0].page_height.mm) == 297  # type: ignore[union-attr]
        assert library.dumps(report, "pdf", theme="wide")[:4] == b"%PDF"

    @pytest.mark.parametrize("format", ["html", "html-fragment", "docx", "xlsx"])
    def test_are_taken_by_every_format_as_far_as_it_has_what_they_say(self, report: Report, own: Theme, format: str) -> None:  # noqa: A002
        data = govdisclosure.dumps(report, format, theme=own)
        text = data.decode() if format.startswith("html") else ""
        if format == "html":
            assert "@page { size: 297mm 420mm; margin: 30mm 22mm 31mm 21mm; }" in text
            assert '@page:left { @bottom-left { content: "p" counter(page); font-size: 7pt; } }' in text
            assert '--face-text: "Georgia", "serif-like"' in text
            assert '--face-title: "Arial"' in text
            assert "--size: 13pt; --line: 15pt; --title: 16pt;" in text
            assert "--heading: #010203; --accent: #040506; --shade: #070809;" in text
        elif format == "html-fragment":
            assert "color:#010203" in text
            assert "background-color:#070809" in text
        elif format == "docx":
            found = docx.Document(io.BytesIO(data))
            assert round(found.sections[0].left_margin.mm) == 21  # type: ignore[union-attr]
            assert found.styles["Normal"].font.name == "Georgia"
        else:
            assert looks_of(data) == OWN_LOOKS

    def test_are_taken_by_every_workbook(self, report: Report, own: Theme, form: bytes, tmp_path: Path) -> None:
        """Reports, forms, lists of duties, a register's questions and the lines set aside: the theme is that of each."""
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "filled.xlsx").write_bytes(fill_in(form))
        (tmp_path / "harbour.toml").write_text(STANDARD, encoding="utf-8")
        (tmp_path / "own.theme.toml").write_text(OWN_THEME, encoding="utf-8")
        (tmp_path / "records").mkdir()
        (tmp_path / "records" / "request.csv").write_text(
            "id,body,received,channel,applicant\nR-1,a,2024-03-04,in_person,natural_person\n"
        )
        standard, theme = str(tmp_path / "harbour.toml"), str(tmp_path / "own.theme.toml")
        log = register(tmp_path, ["15/3/2024", "3/5/2024", "never"])
        for words in (
            ["form", standard, "--body", "ha", "--year", "2024", "-o", "form.xlsx"],
            ["collect", "in", "--standard", standard, "-o", "collected.xlsx"],
            ["audit", "in", "--standard", standard, "-o", "audit.xlsx"],
            ["due", "records", "--on", "2024-03-20", "-o", "due.xlsx"],
            ["intake", str(log), "-o", "taken", "--no-ask"],
            ["intake", str(log), "-o", "taken", "--profile", "request-ledger", "--aside", "aside.xlsx"],
        ):
            with contextlib.chdir(tmp_path):
                run = CliRunner().invoke(cli, ["--lang", "en", *words, "--theme", theme])
            assert run.exception is None or isinstance(run.exception, SystemExit), (words, run.output)
        govdisclosure.write_by_body({"ha": report}, tmp_path / "bodies.xlsx", theme=own)
        books = {path.name: looks_of(path.read_bytes()) for path in tmp_path.glob("*.xlsx") if path != log}
        assert books.keys() >= {"form.xlsx", "collected.xlsx", "audit.xlsx", "due.xlsx", "aside.xlsx", "log.对照表.xlsx"}
        assert books == dict.fromkeys(books, OWN_LOOKS)

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("base = 'letter'\n[colours]\nshade = 'blue'", "colours.shade"),
            ("base = 'letter'\n[screen]\ntext = 1", "screen.text"),
            ("base = 'nobody'", "nobody"),
            ("base = 'mine'", "mine"),
            ("size =", "TOML"),
            ("base = 'letter'\n[paper]\nsize = 'a0'", "a0"),
            ("base = 'letter'\n[paper]\ntop = 'high'", "paper.top"),
            ("base = 'letter'\n[paper]\nleft = 100\nright = 100", "paper"),
            ("base = 'letter'\n[number]\nform = 'page'", "number.form"),
            ("base = 'letter'\n[text]\nletters = [[1]]", "text.letters"),
            ("base = 'letter'\n[fonts]\nheader = {}", "fonts.header"),
            ("base = 'letter'\nfonts = 1", "fonts.text"),
            ("base = 'letter'\npaper = 1", "paper"),
            ("base = 'letter'\n[fonts.text]\nname = 1", "fonts.text"),
            ("base = 'letter'\n[page]\nsize = 'a4'", "page"),
            ("source = 'x'", "paper"),
        ],
    )
    def test_with_faults_are_named(self, text: str, word: str) -> None:
        with pytest.raises(UnreadableError) as caught:
            load_theme(text, "mine.theme.toml", shipped_themes())
        assert word in str(caught.value)

    def test_that_nobody_knows_are_refused(self, report: Report, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="letter"):
            govdisclosure.dumps(report, "docx", theme="lettre")
        (tmp_path / "bad.theme.toml").write_bytes(b"\xff")
        with pytest.raises(UnreadableError):
            govdisclosure.dumps(report, "docx", theme=tmp_path / "bad.theme.toml")


def register(tmp_path: Path, days: list[str]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["登记编号", "收到申请日期", "申请人类型", "答复日期", "处理结果"])
    for number, day in enumerate(days, start=1):
        sheet.append([f"R-{number}", day, "自然人", "2024-12-01", "予以公开"])
    book.save(tmp_path / "log.xlsx")
    return tmp_path / "log.xlsx"


class TestDaysOfRegisters:
    """3/5/2024 is the day that the profile's form says; without one it is none."""

    @pytest.mark.parametrize(
        ("forms", "text", "day"),
        [
            (["3/15/2024"], "3/5/2024", date(2024, 3, 5)),
            (["15/3/2024"], "3/5/2024", date(2024, 5, 3)),
            (["3/15/2024", "15/3/2024"], "3/5/2024", None),
            (["3/15/2024", "15/3/2024"], "3/3/2024", date(2024, 3, 3)),
            (["3/15/2024", "15/3/2024"], "15/3/2024", date(2024, 3, 15)),
            (["3/15/2024"], "15/3/2024", None),
            (["2024-3-5"], "3/5/2024", None),
            (["15/3/2024"], "03.05.2024", date(2024, 5, 3)),
            (["March 5, 2024"], "March 5, 2024", date(2024, 3, 5)),
            (["5 March 2024"], "5-Mar-2024", date(2024, 3, 5)),
            (["5 March 2024"], "5 Smarch 2024", None),
        ],
    )
    def test_follow_the_form_that_is_named(self, forms: list[str], text: str, day: date | None) -> None:
        from govdisclosure.intake.days import day_of

        assert day_of(text, forms, None) == day

    def test_are_asked_about_where_both_orders_fit(self, tmp_path: Path) -> None:
        studied = Library().study_register(register(tmp_path, ["3/5/2024", "4/6/2024"]), {"kind": "request"}, key=b"k" * 32)
        (question,) = [one for one in studied.questions if one.key.endswith(":order")]
        assert (question.proposed, [one.value for one in question.choices]) == (None, ["3/15/2024", "15/3/2024"])

    def test_are_proposed_where_a_day_has_one_order_only(self, tmp_path: Path) -> None:
        studied = Library().study_register(register(tmp_path, ["3/5/2024", "14/6/2024"]), {"kind": "request"}, key=b"k" * 32)
        (question,) = [one for one in studied.questions if one.key.endswith(":order")]
        assert question.proposed == "15/3/2024"


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("$1,234.50", "$", "1234.5"),
        ("12 dollars", "USD", "12"),
        ("12dollars", "USD", "12"),
        ("3", "thousand dollars", "3000"),
        ("12元", "$", None),
        ("12.5万元", "元", "125000"),
        ("3", "千元", "3000"),
        ("￥12", "元", "12"),
        ("$12", "元", None),
    ],
)
def test_amounts_are_of_the_currency_that_their_unit_is_of(text: str, unit: str, amount: str | None) -> None:
    assert amount_of(text, unit) == amount


def test_a_long_title_keeps_the_sign_behind_the_bodys_name(report: Report) -> None:
    named = evolve(report, body=Body(id="ha", name="Authority of the Northern and Southern Harbours and Lighthouses"))
    (title, *_) = docx.Document(io.BytesIO(govdisclosure.dumps(named, "docx"))).paragraphs
    assert title.text.split("\n") == [f"{named.body.name}:", "Public Records Report, Fiscal Year 2024"]
