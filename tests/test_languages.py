"""Whatever the package says, it says in Chinese and in English: help, errors of usage, results, and the labels of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from html import unescape
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from docx import Document

from govdisclosure import Period, check, diagnose, load_standard, read_folder, tabulate, write, write_by_body
from govdisclosure.areas import gather_reports
from govdisclosure.auditing import audit_reports, write_letters
from govdisclosure.cli import speech
from govdisclosure.cli.main import cli, main
from govdisclosure.exporters.method_note import write_method_note
from govdisclosure.library import read, read_all
from govdisclosure.messages import Language, speaking
from govdisclosure.report import Report

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "examples/hengyang-2015/records"
REPORTS = ROOT / "examples/city-2024/reports"
HAN = re.compile(r"[\u3400-\u9fff]+")
SENTENCE = re.compile(r"(?:\b[a-z]{2,}\b[ ,]+){2,}[a-z]{2,}")
"""Three English words in a row: a key, a placeholder or a file's name has fewer."""


def commands(command: click.Command, name: str = "govdisclosure") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from commands(inner, f"{name} {inner.name}")


COMMANDS = dict(commands(cli))


def run(*arguments: object) -> str:
    """What a command prints, on whichever stream."""
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), pytest.raises(SystemExit):
        main([str(one) for one in arguments])
    return printed.getvalue()


class TestHelp:
    """Help is written in both languages and shown in one."""

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_a_command_is_in_the_language_asked_for(self, name: str) -> None:
        words = name.split()[1:]
        chinese, english = (run(*words, "--lang", lang, "--help") for lang in ("zh", "en"))
        assert not HAN.search(english.replace("年报工作", ""))  # the name of a folder
        assert HAN.search(chinese)
        assert SENTENCE.findall(chinese.replace(name, "")) == []

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_every_option_has_both_languages(self, name: str) -> None:
        for option in COMMANDS[name].params:
            if isinstance(option, click.Option):
                with speaking("zh"):
                    assert HAN.search(speech.in_one_language(option.help or "")), f"{name} {option.opts} has no Chinese"
                with speaking("en"):
                    assert re.match("[A-Z0-9]", speech.in_one_language(option.help or "")), (
                        f"{name} {option.opts} has no English"
                    )

    def test_may_be_asked_for_before_or_after_the_command(self) -> None:
        assert (
            run("--lang", "zh", "check", "--help") == run("check", "--help", "--lang", "zh") == run("check", "--lang=zh", "-h")
        )

    def test_that_is_in_one_language_only_stays_as_it_is(self) -> None:
        with speaking("zh"):
            assert speech.in_one_language("Print JSON.") == "Print JSON."
        with speaking("en"):
            assert speech.in_one_language("Folder; 年报工作. 工作文件夹") == "Folder; 年报工作."


class TestErrorsOfUsage:
    """What click says about a command that was mistyped is said in the reader's language, with nothing lost."""

    CASES = (
        ("bogus",),
        ("chek",),
        ("check",),
        ("check", "x", "--bogus"),
        ("check", "x", "--standart", "y"),
        ("check", "a", "b"),
        ("check", "a", "b", "c"),
        ("tabulate", "x", "--standard"),
        ("tabulate", "x"),
        ("tabulate", "x", "--standard", "y", "--final=3"),
        ("tabulate", "x", "--standard", "y", "--year", "abc"),
        ("explain", "x", "y", "--most", "0"),
        ("deadline", "--received", "x"),
        ("deadline", "--channel", "x"),
        ("records", "--sql", "x"),
        ("--bogus",),
        (),
    )

    @pytest.mark.parametrize("arguments", CASES, ids=" ".join)
    def test_are_in_the_language_asked_for(self, arguments: tuple[str, ...]) -> None:
        chinese, english = (run("--lang", lang, *arguments) for lang in ("zh", "en"))
        assert SENTENCE.findall(chinese) == []
        assert HAN.search(chinese)
        assert not HAN.search(english.replace("年报工作", ""))

    @pytest.mark.parametrize("arguments", CASES, ids=" ".join)
    def test_name_in_chinese_what_they_name_in_english(self, arguments: tuple[str, ...]) -> None:
        chinese, english = (run("--lang", lang, *arguments).splitlines()[-1] for lang in ("zh", "en"))
        named = set(re.findall(r"'([^' ]+)'", english))
        assert {one for one in named if one not in chinese} == set()

    def test_that_nobody_translated_are_said_in_english(self) -> None:
        with speaking("zh"):
            assert speech.translated("The moon is full.") == "The moon is full."


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The example's report with a figure that disagrees, and its file."""
    report = tabulate(read_folder(RECORDS), load_standard("cn-hengyang-2015"), period=Period.year(2015))
    path = tmp_path_factory.mktemp("wrong") / "report.json"
    write(report, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"value": 711', '"value": 712'), encoding="utf-8")
    return path, read(path)


@pytest.fixture(scope="module")
def own_words() -> str:
    """All words of the example, of the standards and of the laws: they are data, in the language they have."""
    places = [*(ROOT / "src/govdisclosure").rglob("*.toml"), *RECORDS.iterdir(), *(ROOT / "examples/city-2024").rglob("*.json")]
    return "".join(one.read_text(encoding="utf-8") for one in places if one.parent.name != "messages")


def foreign(text: str, own: str) -> set[str]:
    """The Chinese in a text that is not among words of one's own."""
    cited = re.sub(r"国务院令第\d+号第\d+条(\(待核实\))?", "", text)
    return {one for one in HAN.findall(cited) if one not in own}


class TestResults:
    """What a command prints is in the language asked for; labels, sources and words of a report stay as they are."""

    CASES = (
        ("check", "REPORT"),
        ("locate", "REPORT"),
        ("verify", "REPORT", "--records", RECORDS),
        ("explain", "REPORT", "disclosure.proactive", "--records", RECORDS),
        ("diagnose", RECORDS, "--year", 2015),
        ("due", RECORDS, "--on", "2015-06-01"),
        ("deadline", "--received", "2024-03-04"),
        ("standards", "list"),
        ("standards", "check", "cn-2021"),
        ("audit", REPORTS / "2024", "--previous", REPORTS / "2023"),
    )

    @pytest.mark.parametrize("arguments", CASES, ids=lambda one: str(one[0]))
    def test_are_in_the_language_asked_for(
        self, arguments: tuple[object, ...], wrong: tuple[Path, Report], own_words: str
    ) -> None:
        words = [wrong[0] if one == "REPORT" else one for one in arguments]
        chinese, english = (run("--lang", lang, *words) for lang in ("zh", "en"))
        assert foreign(english, own_words) == set()
        assert SENTENCE.findall(re.sub(r"\bitem\b|\S*[._/=-]\S*", "", chinese)) == []


def texts_of(path: Path) -> str:
    """The words of a document: of Word's and Excel's those between tags."""
    if path.suffix == ".csv":
        return path.read_text(encoding="utf-8-sig")
    with ZipFile(path) as archive:
        parts = [
            name for name in archive.namelist() if re.search(r"(document|header\d*|sheet\d+|Strings|workbook|core)\.xml$", name)
        ]
        text = "".join(archive.read(name).decode() for name in parts)
    named = re.findall('<sheet [^>]*name="([^"]+)', text)
    return unescape("\n".join([*named, *re.findall(">([^<>]+)<", text)]))


def test_lists_of_words_have_heads_in_the_language_asked_for() -> None:
    for arguments in (("records",), ("standards", "show", "cn-2021")):
        assert run("--lang", "en", *arguments) != run("--lang", "zh", *arguments)
    assert foreign(run("--lang", "en", "plugins") + run("--lang", "en", "records"), "") == set()


LABELS = {".docx": ("草稿", "审核结果"), ".xlsx": ("草稿", "审核结果", "严重程度"), ".csv": ("草稿", "指标地址")}
ENGLISH = {".docx": ("Draft", "Findings"), ".xlsx": ("Draft", "Findings", "severity"), ".csv": ("draft", "address")}


class TestDocuments:
    """What a document says besides the report is in the language asked for, Chinese where none is."""

    @pytest.mark.parametrize("suffix", LABELS)
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_have_their_labels_in_one_language(
        self, tmp_path: Path, wrong: tuple[Path, Report], own_words: str, suffix: str, language: Language
    ) -> None:
        path = tmp_path / f"report{suffix}"
        write(wrong[1], path, language=language)
        text = texts_of(path)
        shown, hidden = (LABELS, ENGLISH) if language == "zh" else (ENGLISH, LABELS)
        assert [one for one in shown[suffix] if one not in text] == []
        assert [one for one in hidden[suffix] if one in text and one != "指标地址"] == []  # by it a workbook is read back
        if language == "en":
            assert foreign(text.replace("宋体", ""), own_words + "指标地址") == set()

    def test_are_chinese_wherever_the_command_runs_unless_it_is_told(
        self, tmp_path: Path, wrong: tuple[Path, Report], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GOVDISCLOSURE_LANG", "en")
        run("write", wrong[0], "-o", tmp_path / "one.csv")
        run("--lang", "en", "write", wrong[0], "-o", tmp_path / "two.csv")
        run("write", wrong[0], "-o", tmp_path / "three.csv", "--lang", "en")
        first, second, third = ((tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig") for name in ("one", "two", "three"))
        assert first.startswith("指标地址")
        assert second.startswith("address")
        assert second == third

    def test_of_many_bodies_have_their_heads_in_one_language(
        self, tmp_path: Path, wrong: tuple[Path, Report], own_words: str
    ) -> None:
        for language in ("zh", "en"):
            write_by_body({"a": wrong[1]}, tmp_path / f"{language}.xlsx", language=language)
        assert "机关代码" in texts_of(tmp_path / "zh.xlsx")
        assert foreign(texts_of(tmp_path / "en.xlsx").replace("宋体", ""), own_words) == set()

    def test_say_in_one_language_how_figures_were_counted(self, tmp_path: Path) -> None:
        report = read(REPORTS / "2024" / "civil-affairs.json")
        assert check(report).verdict != "failed"
        languages: tuple[Language, ...] = ("zh", "en")
        for language in languages:
            assert write_method_note(report, tmp_path / f"{language}.docx", language=language)
        assert "统计口径说明" in texts_of(tmp_path / "zh.docx")
        assert "how figures were counted" in texts_of(tmp_path / "en.docx")

    def test_that_send_a_report_back_are_letters_in_one_language(self, tmp_path: Path, own_words: str) -> None:
        audit = audit_reports(gather_reports(REPORTS / "2024", read_all))
        chinese, english = (write_letters(audit, tmp_path / lang, language=lang) for lang in ("zh", "en"))
        assert len(english) == len(chinese)
        assert english[0].name == "云岭市市场监督管理局-correction.docx"
        for path in (one for one in english if one.suffix == ".docx"):
            text = "\n".join(one.text for one in Document(str(path)).paragraphs)
            assert "annual report for 2024" in text
            assert foreign(text, own_words) == set()

    def test_that_are_pictures_have_their_words_in_one_language(self, own_words: str) -> None:
        found = diagnose(read_folder(ROOT / "examples/city-2024/records"), period=Period.year(2024))
        assert HAN.search(found.picture())
        assert foreign(found.picture("en"), own_words + found.picture()) == set()
        assert "late" in found.picture("en") or "publications" in found.picture("en")
        assert "逾期" not in found.picture("en")
