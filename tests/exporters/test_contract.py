"""The contract of every exporter that is registered, a plugin's too: text stays text, values stay apart, nothing leaks."""

from __future__ import annotations

import csv
import json
import socket
import time
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from docx import Document
from hypothesis import given, strategies as st
from openpyxl import load_workbook
from tests.made_fonts import LAID_OUT

from govdisclosure import load_standard, read, read_folder, tabulate
from govdisclosure.consistency import check
from govdisclosure.exporters import PublishedReport
from govdisclosure.formats.csv import DANGEROUS
from govdisclosure.library import default_library
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.testing.surroundings import holds
from govdisclosure.values import Blank, Period, Value

NAMES = [name for name in default_library().exporters if name not in LAID_OUT]
OURS = ["json", "csv", "xlsx", "docx"]  # whose documents can be taken apart here; a plugin's own tests do it for its own
RECORDS = Path(__file__).parents[2] / "examples" / "hengyang-2015" / "records"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1:A9)", "＝1+1", "\t=1+1", '=HYPERLINK("x","y")', "=cmd|'/c calc'!A0")
TRAPS = load_text(
    """
    id = "traps"
    edition = "1"
    title = "=标题"
    authority = "test"
    [[sections]]
    key = "words"
    heading = "@一、情况"
    text = true
    [[sections]]
    key = "figures"
    heading = "-二、数据"
    tables = ["table", "wide"]
    [[tables]]
    key = "table"
    heading = "=统计表"
    row_head = "+指标"
    unit_head = "-单位"
    value_head = "@数值"
    rows = [
      { key = "group", label = "=1+1", heading = true, printed = "=—" },
      { key = "cases", label = "+1件数", unit = "=件", entered = "count" },
      { key = "fees", label = "-1金额", entered = "amount" },
      { key = "answer", label = "@SUM(A1)", entered = "yes/no" },
      { key = "remark", label = "＝说明", entered = "text" },
      { key = "aside", label = "=HYPERLINK(1)", entered = "text" },
    ]
    [[tables]]
    key = "wide"
    heading = "+宽表"
    columns = [
      { key = "one", label = "=甲", head = ["-组"], entered = "count" },
      { key = "all", label = "@计", total = ["one"] },
    ]
    rows = [{ key = "wide", label = "=宽", unit = "-件" }]
    """,
    name="traps.toml",
)
SAFE: dict[str, Value] = {"cases": 3, "fees": Decimal("12.50"), "answer": True, "remark": "说明", "aside": "无", "wide/one": 1}
MISSING, NOT_APPLICABLE = Blank.MISSING, Blank.NOT_APPLICABLE


def publication(
    change: Mapping[str, Value] | None = None, standard: Standard = TRAPS, *, name: str = "某局", text: str = "", **other: Any
) -> PublishedReport:
    cells = {key: Cell(value=value) for key, value in {**SAFE, "wide/all": 1, **(change or {})}.items()}
    report = Report(
        standard=standard,
        body=Body(id="ours", name=name),
        period=Period.year(2015),
        signed=date(2016, 3, 14),
        cells=cells,
        text={"words": text} if text else {},
        **other,
    )
    return PublishedReport(report=report, verdict=check(report))


def written(name: str, given: PublishedReport) -> bytes:
    stream = BytesIO()
    default_library().exporters[name].write(given, stream)
    assert not stream.closed
    return stream.getvalue()


def texts(data: bytes) -> Iterator[str]:
    """Every piece of text that a reader of the document sees; formulas as ``FORMULA``."""
    if not is_zipfile(BytesIO(data)):
        text = data.decode("utf-8-sig")
        if text.startswith("{"):
            yield from _leaves(json.loads(text))
        else:
            yield from (cell for line in csv.reader(StringIO(text)) for cell in line)
    elif "word/document.xml" in ZipFile(BytesIO(data)).namelist():
        document = Document(BytesIO(data))
        yield from (paragraph.text for paragraph in document.paragraphs)
        yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    else:
        for sheet in load_workbook(BytesIO(data)):
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                yield "FORMULA" if cell.data_type == "f" else str(cell.value)


def _leaves(data: Any) -> Iterator[str]:
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _leaves(one)
    if not isinstance(data, dict | list):
        yield str(data)


def formulas(data: bytes) -> int:
    return sum(text == "FORMULA" for text in texts(data))


@cache
def usual(name: str) -> int:
    """How many formulas a document has that has no text to be taken for one: those of its totals."""
    return formulas(written(name, publication()))


@pytest.mark.parametrize("name", OURS)
class TestText:
    """Text stays whole text, even where it begins with a sign that begins a formula."""

    @pytest.mark.parametrize("text", FORMULAS)
    def test_in_a_cell_stays_what_it_is(self, name: str, text: str) -> None:
        data = written(name, publication({"remark": text}))
        seen = list(texts(data))
        assert [one for one in seen if one.strip() in (text.strip(), f"'{text}".strip())] != []
        assert formulas(data) == usual(name)

    @pytest.mark.parametrize("text", FORMULAS)
    def test_in_words_stays_what_it_is(self, name: str, text: str) -> None:
        data = written(name, publication(text=f"{text}\n共{{cases}}件。"))
        seen = "\n".join(texts(data))
        assert text.strip() in seen or name == "csv"  # which holds the tables only
        assert formulas(data) == usual(name)

    @pytest.mark.parametrize("text", FORMULAS)
    def test_in_the_bodys_name_stays_what_it_is(self, name: str, text: str) -> None:
        assert formulas(written(name, publication(name=text))) == usual(name)

    def test_in_labels_and_heads_stays_what_it_is(self, name: str) -> None:
        seen = {text.removeprefix("'") for text in texts(written(name, publication()))}
        labels = {row.label for table in TRAPS.tables for row in table.rows}
        assert labels <= seen or name == "json"  # which names cells by their keys

    def test_is_no_formula_in_a_spreadsheet(self, name: str) -> None:
        data = written(name, publication({"remark": "=1+1", "aside": "-1"}, text="=1+1"))
        if name == "csv":
            numbers = {"3", "12.50", "1"}
            assert all(one in numbers or one[:1] not in DANGEROUS for one in texts(data) if one)
        assert formulas(data) == (1 if name == "xlsx" else 0)  # the one total of the wide table

    def test_that_nothing_can_print_is_written_all_the_same(self, name: str) -> None:
        odd = "a\x00b\x0b\ud800c\ufffe\r\n\u2028<&>'\""
        if name != "json":  # report JSON is read back; its reader refuses half a pair
            assert written(name, publication({"remark": odd}, name=odd, text=odd))

    @given(
        st.text(st.characters(codec="utf-8"), max_size=40),
        st.text(st.characters(codec="utf-8"), max_size=40),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
    )
    def test_of_any_kind_is_written(self, name: str, remark: str, words: str, body: str) -> None:
        data = written(name, publication({"remark": remark}, name=body, text=words))
        assert list(texts(data))
        assert formulas(data) == usual(name)


@pytest.mark.parametrize("name", NAMES)
class TestValues:
    """Zero, missing and not applicable are three values, and yes and no are no numbers: a reader can tell them apart."""

    @pytest.mark.parametrize("address", ["cases", "fees", "answer", "wide/one"])
    def test_are_told_apart(self, name: str, address: str) -> None:
        zeros: dict[str, Value] = {"fees": Decimal(0), "answer": False}
        zero = zeros.get(address, 0)
        values = (zero, MISSING, NOT_APPLICABLE)
        documents = [written(name, publication({address: value, "wide/all": 0})) for value in values]
        assert len(set(documents)) == 3
        if name in OURS:
            assert len({tuple(texts(document)) for document in documents}) == 3

    def test_of_a_report_without_cells_are_all_missing(self, name: str) -> None:
        report = Report(standard=TRAPS, body=Body(id="ours"), period=Period.year(2015), cells={})
        assert written(name, PublishedReport(report=report, verdict=check(report)))

    def test_that_the_standard_does_not_know_do_not_disturb(self, name: str) -> None:
        assert written(name, publication({"unknown.cell": 7}))


@pytest.mark.parametrize("name", ["csv", "docx"])
class TestPrint:
    """Where values are printed, they are printed as the standard says."""

    @pytest.mark.parametrize(("value", "sign"), [(0, "无"), (NOT_APPLICABLE, "—"), (946, "946")])
    def test_has_the_signs_of_the_standard(self, name: str, value: Value, sign: str) -> None:
        standard = load_standard("cn-hengyang-2015")
        cells = {"services.cases": Cell(value=value)}
        report = Report(standard=standard, body=Body(id="ours"), period=Period.year(2015), cells=cells)
        assert sign in set(texts(written(name, PublishedReport(report=report, verdict=check(report)))))

    def test_keeps_the_decimals_of_an_amount(self, name: str) -> None:
        assert "1234567.80" in set(texts(written(name, publication({"fees": Decimal("1234567.80")}))))


@pytest.mark.parametrize("name", NAMES)
class TestDocument:
    """The same report gives the same bytes, from nothing but the report."""

    def test_is_the_same_at_another_time(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        first = written(name, publication(text="共{cases}件。"))
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 86_400 * 400)
        assert written(name, publication(text="共{cases}件。")) == first

    def test_needs_a_stream_that_can_only_be_written_to(self, name: str) -> None:
        class Pipe:
            def __init__(self) -> None:
                self.data = b""

            def write(self, data: bytes) -> int:
                self.data += data
                return len(data)

        pipe = Pipe()
        default_library().exporters[name].write(publication(), pipe)  # type: ignore[arg-type]
        assert pipe.data == written(name, publication())

    def test_leaves_the_report_as_it_is(self, name: str) -> None:
        given = publication(text="共{cases}件。")
        written(name, given)
        assert given == publication(text="共{cases}件。")

    def test_says_that_it_is_a_draft(self, name: str) -> None:
        draft = written(name, publication({"cases": -1}))
        if name != "json":  # which says so by its status
            assert holds(draft, "Draft" if name.endswith("-en") else "草稿")

    def test_is_made_of_an_installed_standard_each(self, name: str) -> None:
        for identity in default_library().standards:
            standard = load_standard(identity)
            report = Report(standard=standard, body=Body(id="ours"), period=Period.year(2015), cells={})
            assert written(name, PublishedReport(report=report, verdict=check(report)))


def _unpacked(data: bytes) -> bytes:
    archive = ZipFile(BytesIO(data))
    return b"".join(archive.read(part) for part in archive.namelist())


class TestNetwork:
    """No code path opens a network connection unless the caller gives an address."""

    def test_is_not_touched_from_records_to_documents(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def forbidden(*_: object, **__: object) -> None:
            raise AssertionError("a network connection was opened")

        for way in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
            monkeypatch.setattr(socket, way, forbidden)
        report = tabulate(read_folder(RECORDS), load_standard("cn-hengyang-2015"), period=Period.year(2015))
        for name in NAMES:
            assert written(name, PublishedReport(report=report, verdict=check(report)))
        (tmp_path / "x.json").write_bytes(written("json", PublishedReport(report=report, verdict=check(report))))
        assert read(tmp_path / "x.json") == report
