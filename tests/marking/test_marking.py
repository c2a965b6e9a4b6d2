"""Findings are drawn where the document prints their figures, with the value that would agree; the original stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from attrs import evolve
from docx import Document
from PIL import Image, ImageFont
from pypdfium2 import raw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from govdisclosure import Body, Period, Report, check, dumps, load_standard, locate
from govdisclosure.cli import main
from govdisclosure.errors import UnreadableError
from govdisclosure.formats import docx
from govdisclosure.formats.document import Grid, OpenedDocument, PlacedCell, Region
from govdisclosure.library import default_library
from govdisclosure.marking import FindingMark, MarkedOriginal, excerpts, mark, marks_of
from govdisclosure.report import Cell
from govdisclosure.values import Kind, Severity

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
TOTAL = "requests.received/total"
RED = (208, 0, 0)


def published() -> Report:
    """A report of zeros whose total of received requests is 7, where none was received."""
    standard = load_standard("cn-2021")
    zero: dict[Kind, int | Decimal] = {Kind.COUNT: 0, Kind.AMOUNT: Decimal(0)}
    cells = {key: Cell(value=zero[spot.kind]) for key, spot in standard.spots.items() if spot.kind in zero}
    cells[TOTAL] = Cell(value=7)
    text = {one.key: "本年度没有。" for one in standard.text_sections}
    return Report(standard=standard, body=Body(id="b", name="某市某局"), period=Period.year(2023), cells=cells, text=text)


def printed(*, turn: int = 0) -> bytes:
    """The report on paper: each grid of the Word document on a page of its own."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(760, 1100))
    for block in docx.document(dumps(published(), "docx"), "a.docx").blocks:
        if not isinstance(block, Grid):
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(40, 1050, block.text)
            canvas.showPage()
            continue
        table = Table([["" if cell is None else cell.text for cell in row] for row in block.rows])
        table.setStyle(
            TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light", 6), *spans(block)])
        )
        table.wrapOn(canvas, 760, 1100)
        table.drawOn(canvas, 10, 300)
        canvas.showPage()
    canvas.save()
    if not turn:
        return stream.getvalue()
    pdf = pypdfium2.PdfDocument(stream.getvalue())
    for page in pdf:
        page.set_rotation(turn)
    turned = BytesIO()
    pdf.save(turned)
    return turned.getvalue()


class Result(NamedTuple):
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Result:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(["--lang", "en", *map(str, arguments)])
    return Result(int(str(end.value.code)), out.getvalue(), err.getvalue())


def spans(grid: Grid) -> list[tuple[object, ...]]:
    at: dict[int, list[tuple[int, int]]] = {}
    for number, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            at.setdefault(id(cell), []).append((column, number))
    return [("SPAN", places[0], places[-1]) for places in at.values() if len(places) > 1]


def marked(data: bytes, name: str, **given: bool) -> tuple[MarkedOriginal, tuple[FindingMark, ...], OpenedDocument]:
    report, document = default_library().read_document(data)
    found = marks_of(report, check(report), locate(report))
    return mark(data, name, document, found, **given), found, document


def files() -> Mapping[str, Callable[[], bytes]]:
    return {
        "docx": lambda: dumps(published(), "docx"),
        "html": lambda: dumps(published(), "html"),
        "pdf": printed,
    }


class TestMarks:
    """A finding is drawn at the figure that is most likely wrong."""

    def test_have_the_value_that_would_agree(self) -> None:
        report = published()
        found = marks_of(report, check(report), locate(report))
        assert {(one.finding.rule, one.figures[0].address, one.figures[0].agrees) for one in found} == {
            ("requests.received.across", TOTAL, ("0",)),
            ("requests.balance", TOTAL, ("0",)),
        }

    def test_without_locating_have_what_the_relation_asks_for(self) -> None:
        report = published()
        found = marks_of(report, check(report))
        assert [(one.figures[0].address, one.figures[0].agrees) for one in found] == [(TOTAL, ("0",))] * 2

    def test_of_words_have_what_the_words_say(self) -> None:
        report = evolve(published(), text={"overview": "收到申请9件。"})
        (found,) = [one for one in marks_of(report, check(report)) if one.finding.rule == "text.contradiction"]
        assert (found.figures[0].address, found.figures[0].printed, found.figures[0].agrees) == (TOTAL, "7", ("9",))

    def test_below_the_severity_asked_for_are_left_out(self) -> None:
        report = published()
        everything, errors = (len(marks_of(report, check(report), least=one)) for one in (Severity.INFO, Severity.ERROR))
        assert everything >= errors == 2


class TestCopies:
    """A copy is the original with marks: its figures read the same."""

    @pytest.mark.parametrize("name", files())
    def test_are_read_like_the_original(self, name: str) -> None:
        data = files()[name]()
        made, found, _ = marked(data, f"a.{name}", pictures=False)
        assert made.copy is not None
        assert made.copy != data
        assert made.suffix == f".{name}"
        original, copied = (default_library().read(each) for each in (data, made.copy))
        assert {key: copied[key] for key in copied} == {key: original[key] for key in original}
        assert made.unplaced == ()
        assert len(found) == 2

    def test_of_word_comment_on_the_cell(self) -> None:
        made, _, _ = marked(dumps(published(), "docx"), "a.docx", pictures=False)
        document = Document(BytesIO(made.copy or b""))
        comments = [one.text for one in document.comments]
        assert len(comments) == 2
        assert all("应为 0" in one for one in comments)

    def test_of_a_page_frame_the_cell_and_say_why(self) -> None:
        made, _, _ = marked(dumps(published(), "html"), "a.html", pictures=False)
        text = (made.copy or b"").decode("utf-8-sig")
        assert text.count("<mark data-govdisclosure") == 2
        assert text.count(" data-govdisclosure-mark>") == 1
        assert "应为 0。" in text

    def test_of_pdf_are_annotations_at_the_figure(self) -> None:
        made, _, document = marked(printed(), "a.pdf", pictures=False)
        where = next(cell.origin.address for key, cell in default_library().read(printed()).cells.items() if key == TOTAL)
        region = document.regions[where or ""]
        assert annotation_count(made.copy or b"", region.page) == 2
        assert text_in(printed(), region) == "7"

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_of_turned_pages_are_at_the_figure_too(self, turn: int) -> None:
        data = printed(turn=turn)
        report, document = default_library().read_document(data)
        region = document.regions[report.cells[TOTAL].origin.address or ""]
        assert text_in(data, region) == "7"


def annotation_count(data: bytes, number: int) -> int:
    pdf = pypdfium2.PdfDocument(data)
    page = pdf[number - 1]  # kept: what pdfium holds goes with it
    return int(raw.FPDFPage_GetAnnotCount(page.raw))


def text_in(data: bytes, region: Region) -> str:
    pdf = pypdfium2.PdfDocument(data)
    page = pdf[region.page - 1]
    return str(page.get_textpage().get_text_bounded(region.left, region.bottom, region.right, region.top)).strip()


class TestPictures:
    """One picture a finding, with its figure in a red frame."""

    @pytest.mark.parametrize("name", [*files(), "xlsx"])
    def test_show_the_figure_in_a_frame(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(excerpts, "_font", lambda: ImageFont.load_default(24))  # the frame needs no Chinese characters
        data = files()[name]() if name in files() else dumps(published(), "xlsx")
        made, found, _ = marked(data, f"a.{name}")
        assert [one.mark for one in made.pictures] == list(found)
        for one in made.pictures:
            image = Image.open(BytesIO(one.png)).convert("RGB")
            counts = image.getcolors(image.width * image.height) or []
            assert sum(count for count, colour in counts if colour == RED) > 200

    def test_of_a_picture_are_cut_from_it(self) -> None:
        stream = BytesIO()
        Image.new("RGB", (900, 1200), "white").save(stream, "PNG")
        report = published()
        at = evolve(report.cells[TOTAL], origin=evolve(report.cells[TOTAL].origin, address="page 1, table 1, row 4, column 8"))
        report = evolve(report, cells={**report.cells, TOTAL: at})
        region = Region(1, 100, 600, 200, 640)
        document = OpenedDocument(
            blocks=(Grid(rows=((cell_at(at),),), where="page 1, table 1"),), regions={str(at.origin.address): region}
        )
        found = marks_of(report, check(report), locate(report))
        made = mark(stream.getvalue(), "a.png", document, found)
        copied, first = (Image.open(BytesIO(one)).convert("RGB") for one in (made.copy or b"", made.pictures[0].png))
        assert copied.size == (900, 1200)
        assert copied.getpixel((100, 620)) == copied.getpixel((200, 620)) == RED
        assert first.height < 400

    def test_need_a_font(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(excerpts, "_FONTS", ())
        excerpts._font.cache_clear()
        try:
            with pytest.raises(UnreadableError, match="Chinese characters"):
                marked(dumps(published(), "docx"), "a.docx")
        finally:
            excerpts._font.cache_clear()


def cell_at(cell: Cell) -> PlacedCell:
    return PlacedCell(text="7", where=str(cell.origin.address))


class TestFindingsWithoutAPlace:
    """A figure that the document does not print is named, and nothing is drawn."""

    def test_are_named(self) -> None:
        report = published()
        made = mark(dumps(report, "docx"), "a.docx", OpenedDocument(blocks=()), marks_of(report, check(report)))
        assert len(made.unplaced) == 2
        assert made.pictures == ()

    def test_report_json_has_no_pages(self, tmp_path: Path) -> None:
        file = tmp_path / "a.json"
        file.write_bytes(dumps(published(), "json"))
        with pytest.raises(UnreadableError, match="has no pages"):
            default_library().read_document(file)


class TestTheCommand:
    """``govdisclosure mark``: the copy, the pictures, a line for each figure; 1 where something was marked."""

    def test_writes_the_copy_and_one_picture_a_finding(self, tmp_path: Path) -> None:
        file, copy, folder = tmp_path / "a.pdf", tmp_path / "marked.pdf", tmp_path / "pictures"
        file.write_bytes(before := printed())
        result = run("mark", file, "-o", copy, "--pictures", folder)
        assert result.code == 1
        assert file.read_bytes() == before
        assert copy.read_bytes().startswith(b"%PDF")
        assert sorted(one.name for one in folder.iterdir()) == [
            "01-requests.received-total.png",
            "02-requests.received-total.png",
        ]
        number, address, shown, agrees, where, picture = result.out.splitlines()[0].split("\t")
        assert (number, address, shown, agrees) == ("1", TOTAL, "7", "0")
        assert where.startswith("page ")
        assert picture == "01-requests.received-total.png"

    def test_has_nothing_to_do_where_nothing_is_found(self, tmp_path: Path) -> None:
        file = tmp_path / "a.docx"
        report = published()
        file.write_bytes(dumps(evolve(report, cells={**report.cells, TOTAL: Cell(value=0)}), "docx"))
        result = run("mark", file, "-o", tmp_path / "b.docx", "--least", "error")
        assert (result.code, (tmp_path / "b.docx").exists()) == (0, False)

    def test_never_writes_onto_the_original(self, tmp_path: Path) -> None:
        file = tmp_path / "a.docx"
        file.write_bytes(before := dumps(published(), "docx"))
        result = run("mark", file, "-o", file)
        assert result.code == 2
        assert file.read_bytes() == before

    @pytest.mark.parametrize(
        ("name", "arguments", "said"),
        [
            ("a.docx", (), "--pictures"),
            ("a.docx", ("-o", "b.pdf"), ".docx"),
            ("a.xlsx", ("-o", "b.xlsx"), "--pictures"),
        ],
    )
    def test_says_what_it_cannot_do(self, tmp_path: Path, name: str, arguments: tuple[str, ...], said: str) -> None:
        file = tmp_path / name
        file.write_bytes(dumps(published(), name.partition(".")[2]))
        result = run("mark", file, *(tmp_path / one if "." in one else one for one in arguments))
        assert result.code == 2
        assert said in result.err
        assert [one.name for one in tmp_path.iterdir()] == [name]
