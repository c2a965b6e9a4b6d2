"""Nothing about a person travels: planted in every text of every kind of input, none of it comes out of any command.

What is planted: names, telephone and identity numbers, e-mail, an address; in the narrative with and without cues such as
申请人. Reports are documents of their own: what an office writes into its report stands in the report's text, and only there.
All that is said about inputs, printed or written beside them, holds nothing of it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from attrs import evolve
from click.testing import CliRunner
from docx import Document
from hypothesis import given, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell

from govdisclosure import Blank, Body, Cell, Period, Report, load_standard, write
from govdisclosure.cli import main
from govdisclosure.cli.main import cli
from govdisclosure.quotation import QuotableWords, is_quotable, quotation, quoted_cell
from govdisclosure.report import Unread

NAMES = ("张三丰", "欧阳震华", "王小明", "李桂芳", "Jonathan Swift")
NUMBERS = ("13812345678", "138-1234-5678", "010-62345678", "11010519491231002X", "110105491231002", "6222 0212 3456 7890 123")
CONTACTS = ("zhangsf@example.com", "雨花亭韶山中路418号")
TRACES = (
    *("张三", "三丰", "欧阳", "震华", "小明", "桂芳", "Jonathan", "Swift", "雨花亭", "韶山", "zhangsf", "example.com"),
    *("1381234", "138-1234", "62345678", "1949123100", "11010549", "6222 02"),
)
WORDS = "；".join((*NAMES, *NUMBERS, *CONTACTS))
STANDARD = load_standard("cn-2021")
SENTENCES = [
    f"申请人{NAMES[0]}(电话{NUMBERS[0]}、身份证{NUMBERS[3]})新收申请{{}}件。",
    f"{NAMES[2]}向我局提出,收到信息公开申请{{}}件,联系方式{NUMBERS[1]}{CONTACTS[0]}。",
    f"家住{CONTACTS[1]}的{NAMES[3]}和{NAMES[1]}共提起行政复议{{}}件{NUMBERS[5]}。",
]


def leaks(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in unescape(text) or json.dumps(trace)[1:-1] in text]


def unpacked(path: Path) -> Iterator[tuple[str, str]]:
    yield path.name, path.name
    if is_zipfile(path):
        with ZipFile(path) as archive:
            for part in archive.namelist():
                yield f"{path.name}/{part}", archive.read(part).decode("utf-8", errors="replace")
    else:
        yield path.name, path.read_text(encoding="utf-8", errors="replace")


def written(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from unpacked(path)


def narrative(figure: int) -> dict[str, str]:
    words = "\n".join(one.format(figure) for one in SENTENCES)
    return {section.key: f"{words}\n【请填写：{WORDS}】" for section in STANDARD.text_sections}


def report(figure: int = 47, *, year: int = 2024, shown: str = "") -> Report:
    cells = {address: Cell(value=0) for address in STANDARD.spots}
    cells["requests.received/natural_person"] = Cell(value=5, printed=f"5({WORDS})")
    cells["requests.received/total"] = Cell(value=6)
    cells["remedies.cases/reconsideration_total"] = Cell(value=Blank.MISSING, printed=WORDS)
    made = Report(standard=STANDARD, body=Body(id="b", name="某某局"), period=Period.year(year), cells=cells)
    return evolve(made, text=narrative(figure), unread=(Unread(where="line 3", text=WORDS),))


class Run:
    """Commands run in process; what they print is kept."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str | Path) -> str:
        with pytest.raises(SystemExit) as end:
            main([str(one) for one in words])
        said = "".join(self.capsys.readouterr())
        assert end.value.code in (0, 1), said
        return said


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


class TestQuotation:
    """Words of the forms and short numbers; nothing else."""

    @pytest.mark.parametrize("planted", [*NAMES, *NUMBERS, *CONTACTS])
    @pytest.mark.parametrize("around", ["{}", "申请人{}申请公开12件", "收到{}的申请", "({})", "，{}，", "a {} b", "x{}y"])
    def test_leaves_out_what_is_about_a_person(self, planted: str, around: str) -> None:
        text = around.format(planted)
        assert leaks(quotation(text)) == []
        assert leaks(quotation(text, around=(0, len(text)))) == []
        assert leaks(quoted_cell(text)) == []

    @pytest.mark.parametrize(
        "text",
        [
            "本年度我局共受理公众依申请公开件12件",
            "收到政府信息公开申请1234567件,办结45678件",
            "2024年3月5日,作出行政许可决定3128件",
            "行政事业性收费25.36万元",
            "2024-03-05",
            "没有发生因政府信息公开工作引发举报、投诉、行政复议或行政诉讼等事件",
        ],
    )
    def test_keeps_the_words_of_forms_and_figures(self, text: str) -> None:
        assert quotation(text) == text
        assert is_quotable(text)

    def test_is_the_clause_around_the_figure(self) -> None:
        text = "办结申请3件,收到申请12件,其中网上申请4件。"
        start = text.index("12")
        assert quotation(text, around=(start, start + 2)) == "收到申请12件"

    def test_has_the_clause_before_where_its_own_says_nothing(self) -> None:
        text = "办结申请3件;收到申请,共12件。"
        start = text.index("12")
        assert quotation(text, around=(start, start + 2)) == "收到申请,共12件"

    def test_of_a_cell_keeps_its_figure(self) -> None:
        assert [quoted_cell(one) for one in ("1234567", "1,234,567.80", "-3 %", "12（张三丰）")] == [
            "1234567",
            "1,234,567.80",
            "-3 %",
            "12（…）",
        ]

    def test_knows_the_words_of_a_standard_of_ones_own(self) -> None:
        assert quotation("鱼塘蟹池12个") == "…12个"
        assert quotation("鱼塘蟹池12个", words=QuotableWords.of(["鱼塘蟹池数量"])) == "鱼塘蟹池12个"

    @given(st.text(max_size=60) | st.text(alphabet="张三公开申请件12,，。…(）-@. a"))
    def test_of_a_quotation_is_itself(self, text: str) -> None:
        once = quotation(text)
        assert quotation(once) == once

    @given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
    def test_never_fails(self, text: str, start: int, length: int) -> None:
        at = min(start, len(text))
        quotation(text, around=(at, min(at + length, len(text))))


class TestReports:
    """Of a report's narrative, of its cells and of what could not be read nothing comes out but in the report itself."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_checked_compared_explained_and_drafted(self, run: Run, tmp_path: Path, lang: str) -> None:
        one, other, before = tmp_path / "one.json", tmp_path / "other.json", tmp_path / "before.json"
        one.write_text(report().to_json(), encoding="utf-8")
        other.write_text(report(99).to_json(), encoding="utf-8")
        before.write_text(report(3, year=2023).to_json(), encoding="utf-8")
        said = run("--lang", lang, "check", one)
        assert "47" in said  # the contradictions are there
        commands: list[list[str | Path]] = [
            ["check", one, "--json"],
            ["check", one, "--previous", before],
            ["compare", one, other],
            ["compare", one, other, "--json", "--all"],
            ["explain", one, "requests.received/natural_person"],
            ["explain", one, "remedies.cases/reconsideration_total"],
            ["locate", one],
            ["draft", one],
            ["combine", one, other, "--body", "area", "-o", tmp_path / "area.json"],
            ["combine", one, before, "--over-time", "-o", tmp_path / "years.json"],
        ]
        for command in commands:
            said += run("--lang", lang, *command)
        assert leaks(said) == []

    def test_drafted_and_taken_back(self, run: Run, tmp_path: Path) -> None:
        one = tmp_path / "one.json"
        one.write_text(report().to_json(), encoding="utf-8")
        words = tmp_path / "words.txt"
        headings = "\n".join(f"{one.heading}\n{WORDS}13812345678" for one in STANDARD.text_sections if one.heading)
        words.write_text(headings, encoding="utf-8")
        assert leaks(run("draft", one, "--text", words)) == []

    def test_audited(self, run: Run, tmp_path: Path) -> None:
        for name, figure in (("now", 47), ("first", 99), ("before", 3)):
            (tmp_path / name).mkdir()
            made = report(figure, year=2023 if name == "before" else 2024)
            (tmp_path / name / "report.json").write_text(made.to_json(), encoding="utf-8")
        (tmp_path / "out").mkdir()
        sides = ("--previous", tmp_path / "before", "--first", tmp_path / "first")
        said = run("audit", tmp_path / "now", *sides)
        for lang in ("zh", "en"):
            outputs = ("-o", tmp_path / f"out/audit-{lang}.xlsx", "--letters", tmp_path / f"out/letters-{lang}")
            said += run("--lang", lang, "audit", tmp_path / "now", *sides, *outputs)
        for place, text in [("printed", said), *written(tmp_path / "out")]:
            assert leaks(text) == [], place

    @pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".csv"])
    def test_read(self, run: Run, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"report{suffix}"
        write(evolve(report(), text={}, unread=()), path)
        plant(path)
        said = run("read", path, "--body", "b", "--year", "2024")
        read = json.loads(said[said.index("{") : said.rindex("}") + 1])
        read["text"] = {}  # the words of the report are the report's
        read["body"]["name"] = ""
        assert read.get("unread") or read["notes"]
        assert leaks(json.dumps(read, ensure_ascii=False) + said[said.rindex("}") :]) == []

    def test_marked(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "report.docx"
        write(evolve(report(), text={}, unread=()), path)
        plant(path)
        assert leaks(run("mark", path, "-o", tmp_path / "marked.docx")) == []


def plant(path: Path) -> None:
    """Put the words into a document where figures belong, and beside the tables."""
    if path.suffix == ".docx":
        document: Any = Document(str(path))
        table = document.tables[-1]
        table.rows[-1].cells[-1].text = WORDS
        table.add_row().cells[0].text = WORDS
        document.save(str(path))
    elif path.suffix == ".xlsx":
        book = load_workbook(path)
        for sheet in book.worksheets:
            sheet.append([WORDS, WORDS])
        for number, sheet in enumerate(book.worksheets):
            sheet.title = f"{NAMES[0]}{number}"
        book.save(path)
    else:
        text = path.read_text(encoding="utf-8-sig")
        place = text.rindex("</table>") if path.suffix == ".html" else len(text)
        more = f"<tr><td>{WORDS}</td><td>{WORDS}</td></tr>" if path.suffix == ".html" else f"{WORDS},{WORDS},{WORDS}\n"
        path.write_text(text[:place] + more + text[place:], encoding="utf-8-sig")


class TestRegisters:
    """Of a register neither sheets nor headings nor cells nor its file's name come out, and a draft of a profile still fits."""

    HEADS = ("编号", "渠道", "申请人类别", "收到日期", "答复日期", "办理结果", f"{NAMES[0]}{NUMBERS[0]}", NAMES[2])

    @pytest.fixture
    def register(self, tmp_path: Path) -> Path:
        book = Workbook()
        page: Any = book.active
        page.title = f"2024{NAMES[0]}"
        page.append(self.HEADS)
        for number in range(4):
            page.append([f"A-{number}", "网上", "公民", "2024-03-05", "2024-03-20", "予以公开", WORDS, WORDS])
        page.append([WORDS, *NAMES, *NUMBERS[:2]])
        other = book.create_sheet(f"{NAMES[3]}{NUMBERS[0]}")
        other.append([WORDS])
        path = tmp_path / f"{NAMES[1]}{NUMBERS[0]}.xlsx"
        book.save(path)
        return path

    def test_taken_in(self, run: Run, register: Path, tmp_path: Path) -> None:
        key = ("--key", tmp_path / "key")
        profile = tmp_path / "profile.toml"
        said = run("--lang", "zh", "intake", register, "--propose", *key)
        assert leaks(said) == []
        profile.write_text("\n".join(line for line in said.splitlines() if "密钥" not in line), encoding="utf-8")
        aside = ("--aside", tmp_path / "aside.xlsx")
        said = run("--lang", "zh", "intake", register, "--profile", profile, "-o", tmp_path / "records", *aside, *key)
        assert "采集4" in said  # headings that the draft writes as marks are found again
        assert "“未知" not in said
        for place, text in [("printed", said), *written(tmp_path / "records")]:
            assert leaks(text) == [], place

    def test_of_records_are_refused_without_a_word_of_them(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for number, lines in enumerate(
            (
                [["id", WORDS], ["A-1", "x"]],
                [["id", "body", "channel"], [WORDS, WORDS, WORDS]],
                [["id", "body", "channel", "received"], ["A-1", "b", WORDS, WORDS]],
            )
        ):
            folder = tmp_path / str(number)
            folder.mkdir()
            text = io.StringIO()
            csv.writer(text).writerows(lines)
            (folder / "request.csv").write_text(text.getvalue(), encoding="utf-8")
            with pytest.raises(SystemExit) as end:
                main(["--lang", "zh", "tabulate", str(folder), "--standard", "cn-2021", "--year", "2024"])
            said = "".join(capsys.readouterr())
            assert end.value.code == 2, said
            assert leaks(said) == []


class TestForms:
    """Of words typed into a form where figures belong nothing comes out but in the clerk's own copy."""

    def test_collected(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "forms").mkdir()
        form = tmp_path / "forms/form.xlsx"
        run("form", "cn-2021", "--body", "b", "--name", "某某局", "--year", "2024", "-o", form)
        book = load_workbook(form)
        for sheet in book.worksheets:
            planted(sheet)
        book.save(form)
        out = tmp_path / "out"
        out.mkdir()
        before = tmp_path / "before.json"
        before.write_text(report(3, year=2023).to_json(), encoding="utf-8")
        words = ("collect", tmp_path / "forms", "--previous", before)
        said = run(*words, "-o", out / "all.jsonl", "-o", out / "sum.xlsx")
        said += run("collect", tmp_path / "forms", "--json")
        for place, text in [("printed", said), *written(out)]:
            if place == "all.jsonl" and text != place:
                reports = [json.loads(line) for line in text.splitlines()]
                text = json.dumps([{**one, "text": {}, "body": {}} for one in reports], ensure_ascii=False)
            assert leaks(text) == [], place


def planted(sheet: Any) -> None:
    """Put the words into every cell of a form's sheet that a clerk may fill in, and below it."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell) and not cell.protection.locked and cell.value is None:
                cell.value = WORDS
    sheet.cell(sheet.max_row + 2, 1).value = WORDS


class TestRecords:
    """Of texts that were entered beside records nothing comes out but in the report's own words."""

    @pytest.fixture
    def records(self, tmp_path: Path) -> Path:
        folder = tmp_path / "records"
        folder.mkdir()
        tables: dict[str, list[list[str]]] = {
            "body": [["id", "name"], ["b", "某某局"]],
            "request": [
                ["id", "body", "channel", "applicant", "received", "closed", "outcome"],
                ["自然资依申〔2024〕1号", "b", "online", "natural_person", "2024-03-05", "", ""],
                ["自然资依申〔2024〕2号", "b", "online", "natural_person", "2024-03-05", "2024-04-01", "granted"],
            ],
            "entry": [
                ["body", "period", "address", "value"],
                *[["b", "2024", f"text.{section.key}", narrative(47)[section.key]] for section in STANDARD.text_sections],
            ],
        }
        for name, lines in tables.items():
            text = io.StringIO()
            csv.writer(text).writerows(lines)
            (folder / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
        return folder

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_counted_verified_and_watched(self, run: Run, records: Path, tmp_path: Path, lang: str) -> None:
        made = tmp_path / "made.json"
        options = ("--standard", "cn-2021", "--year", "2024")
        said = run("--lang", lang, "tabulate", records, *options, "--body", "b", "-o", made)
        said += run("--lang", lang, "write", made, "-o", tmp_path / "made.docx", "-o", tmp_path / "made.xlsx")
        changed = json.loads(made.read_text(encoding="utf-8"))
        changed["text"] = {key: f"{words}{WORDS}" for key, words in changed["text"].items()}
        other = tmp_path / "other.json"
        other.write_text(json.dumps(changed), encoding="utf-8")
        commands: list[list[str | Path]] = [
            ["verify", other, "--records", records],
            ["verify", other, "--records", records, "--json"],
            ["explain", made, "requests.received/total", "--records", records],
            ["due", records, "--on", "2024-04-02"],
            ["due", records, "--on", "2024-04-02", "-o", tmp_path / "due.ics"],
            ["due", records, "--on", "2024-04-02", "-o", tmp_path / "due.xlsx"],
            ["diagnose", records, "--year", "2024"],
            ["tabulate", records, *options, "--by-body", "-o", tmp_path / "all.xlsx"],
        ]
        for command in commands:
            said += run("--lang", lang, *command)
        assert "自然资依申〔2024〕1号" in said  # an office's own number is shown in full
        outputs = [tmp_path / name for name in ("due.ics", "due.xlsx", "all.xlsx")]
        for place, text in [("printed", said), *(pair for path in outputs for pair in unpacked(path))]:
            assert leaks(text) == [], place

    def test_entered_where_figures_belong(self, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with (records / "entry.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(["b", "2024", "decisions.licences/decided", WORDS])
            csv.writer(file).writerow(["b", "2024", WORDS, "3"])
        with pytest.raises(SystemExit):
            main(
                [
                    "tabulate",
                    str(records),
                    "--standard",
                    "cn-2021",
                    "--year",
                    "2024",
                    "--body",
                    "b",
                    "-o",
                    str(tmp_path / "x.csv"),
                ]
            )
        assert leaks("".join(capsys.readouterr())) == []


class TestGuide:
    """Of a register that the guide takes in nothing comes out."""

    def test_asks_without_repeating(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        book = Workbook()
        page: Any = book.active
        page.title = f"2024{NAMES[0]}"
        page.append(TestRegisters.HEADS)
        page.append(["A-1", "网上", "公民", "2024-03-05", "2024-03-20", "予以公开", WORDS, WORDS])
        page.append([WORDS, *NAMES, *NUMBERS[:2]])
        book.save(tmp_path / "2024年申请台账.xlsx")
        said = CliRunner().invoke(cli, ["guide"], input="1\n某市某局\n\n\n\n\n\n\n\n\n").output
        assert "某市某局" in said or "台账" in said
        assert leaks(said) == []


WITHOUT_TEXT = {"deadline", "fee", "plugin", "plugins", "records", "remedy", "schema", "standards"}
"""Commands that read nothing of an office's."""


def test_every_command_is_tried() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in cli.commands if name not in WITHOUT_TEXT and f'"{name}"' not in text] == []


def test_what_is_planted_is_seen() -> None:
    assert all(leaks(one) for one in (*NAMES, *NUMBERS, *CONTACTS))
    assert leaks(report().to_json())
    assert isinstance(SENTENCES, Sequence)
