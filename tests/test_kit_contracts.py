"""The kit's contracts: what comes with the package keeps them, and each notices the wrong that it is there for."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO, ClassVar

import pytest
from attrs import evolve

from govdisclosure import Library, check
from govdisclosure.dialects import SQLite
from govdisclosure.errors import UnreadableError
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.library import default_library
from govdisclosure.messages import Message
from govdisclosure.readers import Reader, Source
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Report
from govdisclosure.standards import PrintStyle, Standard
from govdisclosure.testing import CheckContract, DialectContract, ExporterContract, ReaderContract, StandardContract
from govdisclosure.testing.first_test import stop_behind
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Blank, Kind, Period, Severity

INSTALLED = default_library()


class TestJson(ExporterContract):
    """Report JSON, which is read back."""

    exporter = INSTALLED.exporters["json"]
    reader = INSTALLED.readers["json"]
    keeps_unread = True
    marks_drafts = False
    beside_labels = False


class TestCsv(ExporterContract):
    """CSV."""

    exporter = INSTALLED.exporters["csv"]
    repeats_figures = True


class TestXlsx(ExporterContract):
    """Excel workbooks."""

    exporter = INSTALLED.exporters["xlsx"]
    standards = ("cn-hengyang-2015",)


class TestDocx(ExporterContract):
    """Word documents."""

    exporter = INSTALLED.exporters["docx"]
    standards = ("cn-hengyang-2015",)


class TestJsonReader(ReaderContract):
    """Report JSON read."""

    reader = INSTALLED.readers["json"]
    exporter = INSTALLED.exporters["json"]


class TestTextReader(ReaderContract):
    """A published page copied as text, with cells parted by a stroke; its words are no part of what is compared."""

    reader = INSTALLED.readers["text"]
    standards = ("cn-hengyang-2015",)

    def carries_text(self, report: Report) -> bool:
        return False

    def document(self, report: Report) -> bytes:
        given = PublishedReport(report=report, verdict=check(report))
        rows = [row for table in report.standard.tables for row in table.rows]
        printed = [row.printed or "" if row.kind is Kind.HEADING else given.printed(row.key) for row in rows]
        cells = [f"{row.label} | {row.unit} | {value} |" for row, value in zip(rows, printed, strict=True)]
        return "\n".join([given.title, report.body_name, given.signed, "统计指标 | 单位 | 统计数 |", *cells]).encode()


class TestCn2014(StandardContract):
    """The form of 2014."""

    standard = "cn-2014"


class TestCn2019(StandardContract):
    """The form of 2019."""

    standard = "cn-2019"


class TestCn2021(StandardContract):
    """The form of 2021."""

    standard = "cn-2021"


class TestCnHengyang2015(StandardContract):
    """The table of one city."""

    standard = "cn-hengyang-2015"


class TestCnEnforcementAnnual(StandardContract):
    """The yearly statistics of law enforcement."""

    standard = "cn-enforcement-annual"


class TestCnAnhuiQuarterly(StandardContract):
    """The quarterly form of a province."""

    standard = "cn-anhui-quarterly"


def test_every_installed_standard_keeps_the_contract() -> None:
    kept = {one.standard for one in StandardContract.__subclasses__() if one.__module__ == __name__}
    assert kept == set(Library([]).available_standards())


# ------------------------------------------------------------------------------------------------------- the contract noticed


class Good:
    """A format of a line a cell, whose parts the wrong ones change."""

    name = "good"
    suffixes: ClassVar = (".good",)
    labels = ("好", "good")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        stream.write("\r\n".join(self.lines(publication)).encode("utf-8", "replace"))

    def lines(self, publication: PublishedReport) -> list[str]:
        lines = [f"{address},{self.field(publication, address)}" for address in publication.report.standard.spots]
        return [*lines, *(["草稿"] if publication.is_draft else [])]

    def field(self, publication: PublishedReport, address: str) -> str:
        text = publication.printed(address).replace('"', '""').strip()
        return f'''"{"'" if text[:1] in tuple("=+-@") else ""}{text}"'''


class DropsZero(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        return super().field(publication, address) if publication.report[address] else '""'


class PrintsDashForBlank(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        return '"—"' if isinstance(publication.report[address], Blank) else super().field(publication, address)


class WritesFormulas(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        return super().field(publication, address).replace("\"'", '"')


class HidesThatItIsADraft(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [line for line in super().lines(publication) if line != "草稿"]


class LeavesOutACell(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return super().lines(publication)[1:]


class LeavesOutTheLastCell(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        lines = super().lines(publication)
        return [line for line in lines if not line.startswith(f"{list(publication.report.standard.spots)[-1]},")]


class DropsWhatGbkLacks(Good):
    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        lines = [publication.title.lstrip("=+-@"), *self.lines(publication)]
        stream.write("\r\n".join(lines).encode("gbk", "ignore"))


class LeavesAFileBehind(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        Path("left").touch()
        return super().lines(publication)


class BeginsWithAText(Good):
    """A table whose first field is a text; it is no markup, whatever the text is."""

    def lines(self, publication: PublishedReport) -> list[str]:
        name = (publication.report.body.name or "").replace('"', '""').strip()
        return [f"""{"'" if name[:1] in tuple("=+-@") else ""}{name}""", *super().lines(publication)]


class AsksTheDay(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [date.today().isoformat(), *super().lines(publication)]


class AsksTheMoment(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [f"{datetime.now():%Y-%m-%d}", *super().lines(publication)]


class AsksTheClock(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [time.strftime("%Y-%m-%d"), *super().lines(publication)]


class TakesADie(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        import random

        return [str(random.random()), *super().lines(publication)]


class Counts(Good):
    calls = 0

    def lines(self, publication: PublishedReport) -> list[str]:
        type(self).calls += 1
        return [str(self.calls), *super().lines(publication)]


class GoesBack(Good):
    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        super().write(publication, stream)
        stream.seek(0)


class ClosesTheStream(Good):
    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        super().write(publication, stream)
        if not hasattr(stream, "getvalue"):
            stream.close()


class PhonesHome(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        import socket

        with contextlib.suppress(OSError):
            socket.create_connection(("192.0.2.1", 9), timeout=0.1)
        return super().lines(publication)


class NamesTheUser(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        import getpass

        return [getpass.getuser(), *super().lines(publication)]


class NamesTheFolder(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        import os

        return [os.getcwd(), *super().lines(publication)]  # noqa: PTH109


class PublishesTheUnread(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [*(one.text for one in publication.report.unread), *super().lines(publication)]


class WritesMarkup(Good):
    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        cells = "".join(f"<td>{publication.printed(one)}</td>" for one in publication.report.standard.spots)
        stream.write(f"<html><p>{publication.title}</p>{cells}</html>".encode())


class HasNoEnglishLabel(Good):
    labels = ("好", "")


class HasABadSuffix(Good):
    suffixes: ClassVar = ("csv",)


class TakesASuffixOfThePackage(Good):
    suffixes: ClassVar = (".docx",)


class PutsFiguresBesideTheLabelsAbove(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        spots = list(publication.report.standard.spots)
        fields = [self.field(publication, address) for address in spots]
        return [f"{address},{field}" for address, field in zip(spots, [*fields[1:], fields[0]], strict=True)]


class MakesFiguresTenTimesTooLarge(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        text = super().field(publication, address)
        return text.replace('"', "") + "0" if text.strip('"').isdigit() and text != '"0"' else text


class CutsTheLastDigit(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        text = publication.printed(address)
        return text[:-1] if text.isdigit() and len(text) > 6 else super().field(publication, address)


class PrintsFiguresTwice(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        lines = super().lines(publication)
        return [*lines, *lines[:3]]


class PrintsFiguresAlone(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        fields = (self.field(publication, address) for address in publication.report.standard.spots)
        return [f"第{number}行,{text}" for number, text in enumerate(fields, start=1)]


class WritesBlanksAsPythonDoes(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        value = publication.report[address]
        return str(value) if isinstance(value, Blank) else super().field(publication, address)


class WritesAnswersAsPythonDoes(Good):
    def field(self, publication: PublishedReport, address: str) -> str:
        value = publication.report[address]
        return str(value) if isinstance(value, bool) else super().field(publication, address)


class DependsOnTheOrderOfSets(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [*set(super().lines(publication))]


class AsksTheTimeZone(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        return [f"{datetime.fromtimestamp(0):%Y-%m-%d %H}", *super().lines(publication)]


class WritesNothing(Good):
    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write no byte."""


class FailsAlways(Good):
    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        raise AssertionError(publication)


class ChangesTheReport(Good):
    def lines(self, publication: PublishedReport) -> list[str]:
        object.__setattr__(publication.report, "cells", {})
        return super().lines(publication)


WRONG: dict[type[Good], str] = {
    DropsZero: "test_keeps_zero_missing_and_not_applicable_apart",
    PrintsDashForBlank: "test_keeps_zero_missing_and_not_applicable_apart",
    WritesFormulas: "test_keeps_text_text",
    HidesThatItIsADraft: "test_writes_a_draft_that_says_so",
    LeavesOutACell: "test_shows_every_figure",
    LeavesOutTheLastCell: "test_loses_no_figure",
    DropsWhatGbkLacks: "test_keeps_characters_that_are_rare_apart",
    LeavesAFileBehind: "test_writes_into_a_file_what_it_writes_into_a_stream",
    AsksTheDay: "test_asks_neither_clock_nor_chance",
    AsksTheMoment: "test_asks_neither_clock_nor_chance",
    AsksTheClock: "test_asks_neither_clock_nor_chance",
    TakesADie: "test_asks_neither_clock_nor_chance",
    Counts: "test_gives_the_same_bytes_again",
    GoesBack: "test_writes_into_any_stream_and_leaves_it_open",
    ClosesTheStream: "test_writes_into_any_stream_and_leaves_it_open",
    PhonesHome: "test_opens_no_connection",
    NamesTheUser: "test_tells_nothing_of_the_person_at_the_computer",
    NamesTheFolder: "test_tells_nothing_of_the_person_at_the_computer",
    PublishesTheUnread: "test_publishes_nothing_that_was_not_placed",
    WritesMarkup: "test_lets_no_text_become_markup",
    HasNoEnglishLabel: "test_is_an_exporter_with_a_name_suffixes_and_labels_in_two_languages",
    HasABadSuffix: "test_is_an_exporter_with_a_name_suffixes_and_labels_in_two_languages",
    TakesASuffixOfThePackage: "test_leaves_suffixes_of_the_package_to_the_package",
    PutsFiguresBesideTheLabelsAbove: "test_prints_each_figure_once_and_under_its_own_labels",
    MakesFiguresTenTimesTooLarge: "test_prints_each_figure_once_and_under_its_own_labels",
    CutsTheLastDigit: "test_prints_each_figure_once_and_under_its_own_labels",
    PrintsFiguresTwice: "test_prints_each_figure_once_and_under_its_own_labels",
    PrintsFiguresAlone: "test_prints_each_figure_once_and_under_its_own_labels",
    WritesBlanksAsPythonDoes: "test_prints_nothing_of_python",
    WritesAnswersAsPythonDoes: "test_prints_nothing_of_python",
    DependsOnTheOrderOfSets: "test_depends_on_no_order_of_sets",
    AsksTheTimeZone: "test_asks_no_time_zone",
    WritesNothing: "test_writes_a_plain_report",
    FailsAlways: "test_writes_a_plain_report",
    ChangesTheReport: "test_changes_nothing_of_the_report",
}


def contract_of(exporter_: Exporter) -> Any:
    """The contract as an author inherits it, over one small standard."""

    class OfAnAuthor(ExporterContract):
        exporter = exporter_
        standards = ("cn-hengyang-2015",)
        beside_labels = False  # a line a cell, its address first

    return OfAnAuthor()


def asked(contract: Any, test: str, tmp_path: Any) -> None:
    """Run one test of a contract with what it asks for."""
    method: Callable[..., None] = getattr(contract, test)
    if test == "test_keeps_text_text":
        method("=1+1")
    elif test in (
        "test_tells_nothing_of_the_person_at_the_computer",
        "test_writes_into_a_file_what_it_writes_into_a_stream",
        "test_touches_no_file",
    ):
        method(tmp_path)
    else:
        method()


class TestExporterContract:
    """The contract passes what is right and fails what is wrong: each wrong exporter at the test that is there for it."""

    @pytest.mark.parametrize("test", sorted(name for name in dir(ExporterContract) if name.startswith("test_")))
    def test_passes_an_exporter_that_is_right(self, test: str, tmp_path: Any) -> None:
        asked(contract_of(Good()), test, tmp_path)

    def test_takes_no_table_for_markup(self, tmp_path: Any) -> None:
        asked(contract_of(BeginsWithAText()), "test_lets_no_text_become_markup", tmp_path)

    @pytest.mark.parametrize("wrong", WRONG, ids=lambda one: one.__name__)
    def test_notices_an_exporter_that(self, wrong: type[Good], tmp_path: Any) -> None:
        with pytest.raises((AssertionError, OSError)):
            asked(contract_of(wrong()), WRONG[wrong], tmp_path)

    def test_notices_a_figure_that_is_read_back_wrong(self) -> None:
        class Wrong:
            name, labels = "wrong", ("错", "wrong")

            def accepts(self, source: Source) -> bool:
                return True

            def read(self, source: Source) -> Report:
                report: Report = INSTALLED.readers["json"].read(source)
                return evolve(report, cells=dict(list(report.cells.items())[:-1]))

        contract = contract_of(INSTALLED.exporters["json"])
        type(contract).reader = Wrong()
        with pytest.raises(AssertionError):
            contract.test_is_read_back_as_it_was()


class TestFirstTest:
    """Where the first test of a contract fails, one fault is shown once, and nothing passes for want of it."""

    FIRST = "test_writes_a_plain_report"

    def test_stops_the_others_in_one_line_and_is_tried_once(self) -> None:
        contract, tried = contract_of(WritesNothing()), []

        def attempt() -> None:
            tried.append(1)
            contract.test_writes_a_plain_report()

        for test in ("test_loses_no_figure", "test_keeps_text_text"):
            with pytest.raises(pytest.fail.Exception, match=f"^{self.FIRST} fails with AssertionError: mend") as stop:
                stop_behind(self.FIRST, self.request(contract, test), attempt)
            assert not stop.value.pytrace
        assert tried == [1]

    def test_is_itself_not_stopped(self) -> None:
        contract = contract_of(WritesNothing())
        stop_behind(self.FIRST, self.request(contract, self.FIRST), contract.test_writes_a_plain_report)

    def test_stops_nothing_where_it_passes(self) -> None:
        contract = contract_of(Good())
        stop_behind(self.FIRST, self.request(contract, "test_loses_no_figure"), contract.test_writes_a_plain_report)

    @staticmethod
    def request(contract: object, test: str) -> Any:
        """What pytest says of a test that is about to run."""
        return SimpleNamespace(node=SimpleNamespace(originalname=test), cls=type(contract))


class WrongReader:
    """A reader of report JSON, whose parts the wrong ones change."""

    name = "wrong"
    labels = ("错", "wrong")

    def accepts(self, source: Source) -> bool:
        return INSTALLED.readers["json"].accepts(source)

    def read(self, source: Source) -> Report:
        return INSTALLED.readers["json"].read(source)


class LooksAtTheName(WrongReader):
    def accepts(self, source: Source) -> bool:
        return source.name == "report" and super().accepts(source)


class Raises(WrongReader):
    def read(self, source: Source) -> Report:
        import json

        json.loads(source.data)
        return super().read(source)


class Quotes(WrongReader):
    def accepts(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Report:
        try:
            return super().read(source)
        except UnreadableError:
            from govdisclosure.errors import Fault
            from govdisclosure.messages import Message

            said = source.data.decode("utf-8", "replace")
            raise UnreadableError([Fault(sentence=Message.literal(said))]) from None


class PutsFiguresIntoTheNextCell(WrongReader):
    def read(self, source: Source) -> Report:
        report = super().read(source)
        cells = list(report.cells.values())
        return evolve(report, cells=dict(zip(report.cells, [*cells[1:], cells[0]], strict=True)))


class LosesACell(WrongReader):
    def read(self, source: Source) -> Report:
        report = super().read(source)
        return evolve(report, cells=dict(list(report.cells.items())[1:]))


class TakesBlanksForZero(WrongReader):
    def read(self, source: Source) -> Report:
        report = super().read(source)
        zero = {address: Cell(value=0) for address, cell in report.cells.items() if cell.value is Blank.MISSING}
        return evolve(report, cells={**report.cells, **zero})


class TakesADashForABlank(WrongReader):
    def read(self, source: Source) -> Report:
        report = super().read(source)
        blank = {one: Cell(value=Blank.MISSING) for one, cell in report.cells.items() if cell.value is Blank.NOT_APPLICABLE}
        return evolve(report, cells={**report.cells, **blank})


class ReadsAnotherYear(WrongReader):
    def read(self, source: Source) -> Report:
        return evolve(super().read(source), period=Period.year(2001))


class ForgetsTheBody(WrongReader):
    def read(self, source: Source) -> Report:
        return evolve(super().read(source), body=Body(id="unknown"))


class ForgetsTheWords(WrongReader):
    def read(self, source: Source) -> Report:
        return evolve(super().read(source), text={})


class ReadsByTheDay(WrongReader):
    def read(self, source: Source) -> Report:
        return evolve(super().read(source), period=Period.year(date.today().year))


class IgnoresTheStandardGiven(WrongReader):
    def read(self, source: Source) -> Report:
        report = super().read(evolve(source, standard=None))
        return evolve(report, standard=evolve(report.standard))


class LeavesATemporaryFile(WrongReader):
    def read(self, source: Source) -> Report:
        Path("unpacked").write_bytes(source.data)
        return super().read(source)


class AsksAServer(WrongReader):
    def read(self, source: Source) -> Report:
        import socket

        with contextlib.suppress(OSError):
            socket.getaddrinfo("example.invalid", 80)
        return super().read(source)


class ReadsNothing(WrongReader):
    def read(self, source: Source) -> Report:
        raise UnreadableError([])


class IsNamedInOneLanguage(WrongReader):
    labels = ("错", " ")


class TestReaderContract:
    """Wrong readers are noticed."""

    @pytest.mark.parametrize(
        ("wrong", "test"),
        [
            (LooksAtTheName, "test_knows_its_format_whatever_the_file_is_called"),
            (Raises, "test_refuses_in_words_what_is_no_report"),
            (Quotes, "test_repeats_nothing_personal_in_its_messages"),
            (PutsFiguresIntoTheNextCell, "test_reads_each_figure_into_its_own_cell"),
            (LosesACell, "test_reads_each_figure_into_its_own_cell"),
            (TakesBlanksForZero, "test_reads_blanks_as_blanks"),
            (TakesADashForABlank, "test_reads_blanks_as_blanks"),
            (ReadsAnotherYear, "test_reads_what_is_written"),
            (ForgetsTheBody, "test_reads_what_is_written"),
            (ForgetsTheWords, "test_reads_what_is_written"),
            (ReadsByTheDay, "test_reads_the_same_again"),
            (IgnoresTheStandardGiven, "test_believes_a_caller_who_knows_the_standard"),
            (LeavesATemporaryFile, "test_touches_no_file"),
            (AsksAServer, "test_opens_no_connection"),
            (ReadsNothing, "test_reads_a_plain_report"),
            (IsNamedInOneLanguage, "test_is_a_reader_with_a_name_and_labels_in_two_languages"),
        ],
    )
    def test_notices_a_reader_that(
        self, wrong: type[WrongReader], test: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class OfAnAuthor(ReaderContract):
            reader: ClassVar[Reader] = wrong()
            exporter = INSTALLED.exporters["json"]
            standards = ("cn-hengyang-2015",)

        method = getattr(OfAnAuthor(), test)
        besides: dict[str, tuple[object, ...]] = {
            "test_refuses_in_words_what_is_no_report": (b"{",),
            "test_touches_no_file": (tmp_path, monkeypatch),
        }
        with pytest.raises((AssertionError, ValueError)):
            method(*besides.get(test, ()))


# -------------------------------------------------------------------------------------------------------------------- checks


def finding(report: Report, **other: Any) -> Finding:
    """A finding about the first cell, with other facts where they are given."""
    words = Message.literal(zh="请核对。", en="Please check.")
    facts = {
        "rule": "ours.first",
        "severity": Severity.WARNING,
        "cells": (next(iter(report.standard.spots)),),
        "message": words,
    }
    return Finding(**{**facts, **other})


def good_check(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    del previous
    if isinstance(report[next(iter(report.standard.spots))], Blank):
        yield finding(report)


def adds_blanks(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    del previous
    if sum(value for value in report.values() if not isinstance(value, str)) < 0:  # type: ignore[misc]
        yield finding(report)


def needs_the_year_before(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    if previous[0].cells == report.cells:
        yield finding(report)


def names_no_cell(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    del previous
    yield finding(report, cells=("no.such.cell",))


def returns_words(report: Report, previous: Sequence[Report]) -> list[Any]:
    del previous
    return [f"{report.body_name} is wrong"]


def speaks_one_language(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    del previous
    yield finding(report, message=Message.literal(zh="请核对。", en=""))


def asks_the_day(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    del previous
    yield finding(report, message=Message.literal(f"{date.today()}"))


def corrects(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    object.__setattr__(report, "cells", {})
    return good_check(report, previous)


def quotes_the_words(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    del previous
    yield finding(report, message=Message.literal("".join(report.text.values()) or "?"))


def keeps_a_diary(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    Path("checked").touch()
    return good_check(report, previous)


def asks_a_server(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
    import socket

    with contextlib.suppress(OSError):
        socket.gethostbyname("example.invalid")
    return good_check(report, previous)


class Nameless:
    """A check without a name."""

    name = ""

    def check(self, report: Report, previous: Sequence[Report]) -> Iterator[Finding]:
        return good_check(report, previous)


class TestGoodCheck(CheckContract):
    """What is right passes."""

    check = staticmethod(good_check)


@pytest.mark.parametrize(
    ("wrong", "test"),
    [
        (adds_blanks, "test_looks_at_any_report_with_and_without_the_one_before"),
        (needs_the_year_before, "test_looks_at_a_plain_report"),
        (names_no_cell, "test_returns_findings_about_cells_of_the_standard"),
        (returns_words, "test_returns_findings_about_cells_of_the_standard"),
        (speaks_one_language, "test_says_what_is_wrong_in_chinese_and_in_english"),
        (asks_the_day, "test_finds_the_same_again"),
        (corrects, "test_changes_nothing_of_the_report"),
        (quotes_the_words, "test_repeats_nothing_personal_in_its_messages"),
        (keeps_a_diary, "test_touches_no_file"),
        (asks_a_server, "test_opens_no_connection"),
        (Nameless(), "test_has_a_name"),
    ],
)
def test_the_contract_notices_a_check_that(wrong: Any, test: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class OfAnAuthor(CheckContract):
        check = wrong if isinstance(wrong, Nameless) else staticmethod(wrong)
        standards = ("cn-hengyang-2015",)

    with pytest.raises((AssertionError, TypeError, IndexError)):
        getattr(OfAnAuthor(), test)(*((tmp_path, monkeypatch) if test == "test_touches_no_file" else ()))


# ----------------------------------------------------------------------------------------------------------------- standards

ROWS = """
    { key = "all", label = "合计", unit = "件", total = ["granted", "refused"] },
    { key = "granted", label = "予以公开", unit = "件", count = "outcome == 'granted'", source = "条例第三十六条" },
    { key = "refused", label = "不予公开", unit = "件", count = "outcome == 'state_secret'", source = "条例第十四条" },
"""


@pytest.mark.parametrize(
    ("wrong", "test"),
    [
        (one_table(ROWS.replace(', source = "条例第十四条"', "")), "test_gives_every_counted_row_its_source"),
        (one_table(ROWS.replace("不予公开", " ")), "test_labels_every_row_and_column"),
        (
            one_table(ROWS, relations='{ key = "c", rule = "granted == all + 1" }, { key = "d", rule = "refused == all + 1" }'),
            "test_has_relations_that_figures_can_satisfy",
        ),
        (one_table(ROWS, relations='{ key = "c", rule = "granted == 7" }'), "test_has_relations_that_figures_can_satisfy"),
        (evolve(one_table(ROWS), authority=" "), "test_says_what_it_is_and_on_what_it_rests"),
        (evolve(one_table(ROWS), sections=()), "test_places_every_table_in_a_section"),
        (
            evolve(one_table(ROWS), style=PrintStyle(missing="0", zero="0")),
            "test_prints_zero_missing_and_not_applicable_apart",
        ),
    ],
)
def test_the_contract_notices_a_standard_that(wrong: Standard, test: str) -> None:
    class OfAnAuthor(StandardContract):
        standard = wrong

    with pytest.raises(AssertionError):
        getattr(OfAnAuthor(), test)()


# ------------------------------------------------------------------------------------------------------------------- dialects


class QuotesNothing(SQLite):
    def text(self, value: str) -> str:
        return f"'{value}'"


class CutsFen(SQLite):
    def fen(self, column: str) -> str:
        return f"cast({column} as integer) * 100"


class CountsDaysOffByOne(SQLite):
    def days(self, start: str, end: str) -> str:
        return f"({super().days(start, end)} + 1)"


class IgnoresCase(SQLite):
    def exact(self, column: str) -> str:
        return f"lower({column})"


class WritesBadSql(SQLite):
    def count(self, condition: str) -> str:
        return f"countt({condition})"


class TakesNoForYes(SQLite):
    def flag(self, column: str, *, on: bool) -> str:
        return super().flag(column, on=not on)


class CountsValuesTwice(SQLite):
    def distinct(self, value: str, condition: str) -> str:
        return f"count(case when {condition} then {value} end)"


@pytest.mark.parametrize(
    ("wrong", "test"),
    [
        (QuotesNothing, "test_takes_any_id_as_text"),
        (CutsFen, "test_adds_amounts_that_binary_fractions_cannot_hold"),
        (CountsDaysOffByOne, "test_counts_days_between_days"),
        (IgnoresCase, "test_tells_apart_texts_that_differ_by_case_accent_width_or_blank"),
        (WritesBadSql, "test_counts_a_plain_record"),
        (TakesNoForYes, "test_tells_yes_from_no"),
        (CountsValuesTwice, "test_counts_a_value_once"),
    ],
)
def test_the_contract_notices_a_dialect_that(wrong: type[SQLite], test: str) -> None:
    class OfAnAuthor(DialectContract):
        dialect = wrong()

    besides: dict[str, tuple[str, ...]] = {
        "test_takes_any_id_as_text": ("o'brien",),
        "test_adds_amounts_that_binary_fractions_cannot_hold": ("0.29",),
    }
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises((AssertionError, UnreadableError, sqlite3.Error)):
        getattr(OfAnAuthor(), test)(connection, *besides.get(test, ()))
