"""The kit's contracts: what comes with the package keeps them, and each notices the wrong that it is there for."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import pytest

from govdisclosure import available_standards, check
from govdisclosure.errors import UnreadableError
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.library import default_library
from govdisclosure.readers import Reader, Source
from govdisclosure.report import Report
from govdisclosure.testing import ExporterContract, ReaderContract, StandardContract
from govdisclosure.values import Blank, Kind

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
    assert kept == set(available_standards())


# ------------------------------------------------------------------------------------------------------- the contract noticed


class Good:
    """A format of a line a cell, whose parts the wrong ones change."""

    name = "good"
    suffixes: ClassVar = (".csv",)
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
}


def contract_of(exporter_: Exporter) -> Any:
    """The contract as an author inherits it, over one small standard."""

    class OfAnAuthor(ExporterContract):
        exporter = exporter_
        standards = ("cn-hengyang-2015",)

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
                from attrs import evolve

                return evolve(report, cells=dict(list(report.cells.items())[:-1]))

        contract = contract_of(INSTALLED.exporters["json"])
        type(contract).reader = Wrong()
        with pytest.raises(AssertionError):
            contract.test_is_read_back_as_it_was()


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


class TestReaderContract:
    """Wrong readers are noticed."""

    @pytest.mark.parametrize(
        ("wrong", "test"),
        [
            (LooksAtTheName, "test_knows_its_format_whatever_the_file_is_called"),
            (Raises, "test_refuses_in_words_what_is_no_report"),
            (Quotes, "test_repeats_nothing_personal_in_its_messages"),
        ],
    )
    def test_notices_a_reader_that(self, wrong: type[WrongReader], test: str) -> None:
        class OfAnAuthor(ReaderContract):
            reader: ClassVar[Reader] = wrong()
            exporter = INSTALLED.exporters["json"]
            standards = ("cn-hengyang-2015",)

        method = getattr(OfAnAuthor(), test)
        with pytest.raises((AssertionError, ValueError)):
            method(b"{") if test == "test_refuses_in_words_what_is_no_report" else method()
