"""Tables alike (表题辨认): one absent, two exchanged, headings renamed or gone: no figure is in the wrong cell in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import assert_never

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings, strategies as st

from govdisclosure import library
from govdisclosure.formats.document import Block, Grid, OpenedDocument, PlacedCell, Words
from govdisclosure.library import default_library
from govdisclosure.readers import Source
from govdisclosure.readers.format_reader import DocumentReader
from govdisclosure.readers.recognition import recognise
from govdisclosure.readers.text import document as text_document
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.standards import Standard
from govdisclosure.values import Blank, Kind, Value

STANDARDS = sorted(default_library().standards)
FORMATS = ["docx", "xlsx", "html", "markdown", "pdf", "ofd"]
TWINS = """
id = "twins"
edition = "1"
title = "{body}: Annual Report for Fiscal Year {year}"
authority = "made for tests"
language = "en"
valid = { from = 2008 }

[[sections]]
key = "requests"
heading = "I. Requests"
tables = ["simple", "complex", "oldest"]

[[sections]]
key = "appeals"
heading = "II. Appeals"
tables = ["appealed", "oldest_appeals"]

"""


def twins() -> str:
    """A standard with two tables alike in one section, two in two sections, and one that is another with a row more."""

    def table(key: str, heading: str, labels: Sequence[str]) -> str:
        rows = "".join(
            f'  {{ key = "{key}.r{at}", label = "{label}", entered = "count" }},\n' for at, label in enumerate(labels)
        )
        head = f'[[tables]]\nkey = "{key}"\nheading = "{heading}"\nrow_head = "Item"\nvalue_head = "Number"\noptional = true\n'
        return f"{head}rows = [\n{rows}]\n\n"

    days = ["1-20 Days", "21-40 Days", "41-60 Days", "61 and more Days", "TOTAL"]
    oldest = ["Oldest", "2nd Oldest", "3rd Oldest", "4th Oldest", "5th Oldest"]
    return TWINS + "".join(
        [
            table("simple", "I.A. Processed Requests -- Response Time for Simple Requests", days),
            table("complex", "I.B. Processed Requests -- Response Time for Complex Requests", days),
            table("oldest", "I.C. Oldest Pending Requests", oldest),
            table("appealed", "II.A. Appeals Answered in Time", [*days, "Without a Date"]),
            table("oldest_appeals", "II.B. Oldest Pending Appeals", oldest),
        ]
    )


def value(number: int, kind: Kind) -> Value:
    """A value that no other cell has."""
    match kind:
        case Kind.TEXT:
            return f"words-{number}"
        case Kind.DATE:
            return date.fromordinal(738_000 + number)
        case Kind.YES_NO:
            return True
        case Kind.COUNT:
            return 1000 + number
        case Kind.AMOUNT | Kind.NUMBER | Kind.SHARE:
            return Decimal(1000 + number)
        case Kind.HEADING:
            return Blank.MISSING
        case _:
            assert_never(kind)


def tracer(standard: Standard) -> Report:
    """A report in which every figure is another one."""
    cells = {key: Cell(value=value(number, spot.kind)) for number, (key, spot) in enumerate(standard.spots.items())}
    body = Body(id="b", name="清河县水务局" if standard.language == "zh" else "National Tide Board")
    return Report(standard=standard, body=body, period=standard.period_of(2023), cells=cells)


@cache
def standard_of(name: str) -> Standard:
    return library.load_standard(twins().encode()) if name == "twins" else library.load_standard(name)


@cache
def opened(name: str, kind: str) -> OpenedDocument:
    """What is read of a document in some format, without what our exporters put there out of sight."""
    data = library.dumps(tracer(standard_of(name)), kind)
    if kind == "markdown":
        return text_document(data, "r.md")
    readers = (getattr(one, "real", one) for one in default_library().readers.values())
    document = next(one.opens(data, "r") for one in readers if isinstance(one, DocumentReader) and one.knows(data))
    blocks = [block for block in document.blocks if not (isinstance(block, Grid) and "rule" in _texts(block))]
    end = next((at for at, one in enumerate(blocks) if isinstance(one, Words) and one.text == "Findings"), len(blocks))
    return evolve(document, blocks=tuple(blocks[:end]), properties={}, report_data=b"", titles=())


@frozen
class Printed:
    """A table as it is printed: the lines of its heading over it, and the block or the lines that hold it."""

    keys: tuple[str, ...]
    heading: tuple[Block, ...]
    body: tuple[Block, ...]


def printed(document: OpenedDocument, standard: Standard) -> list[Block | Printed]:
    """The blocks of a document, each table with its heading as one."""
    made: list[Block | Printed] = []
    headings = {_plain(table.heading): table.key for table in standard.tables if table.heading}
    for block in document.blocks:
        is_body = isinstance(block, Grid) or block.text.startswith("|")
        above = made[-1] if made else None
        if is_body and isinstance(block, Words) and isinstance(above, Printed) and isinstance(above.body[-1], Words):
            made[-1] = evolve(above, body=(*above.body, block))
        elif is_body:
            lines = next(
                (n for n in (1, 2, 3) if all(isinstance(one, Words) for one in made[-n:]) and _said(made[-n:]) in headings), 0
            )
            own = tuple(one for one in made[len(made) - lines :] if isinstance(one, Words))
            made[len(made) - lines :] = [Printed((headings.get(_said(own), ""),), own, (block,))]
        elif not (isinstance(block, Words) and isinstance(above, Printed) and not block.text.strip()):
            made.append(block)
    return made


def _said(blocks: Sequence[Block | Printed]) -> str:
    return _plain("".join(one.text for one in blocks if isinstance(one, Words)))


def _plain(text: str) -> str:
    return re.sub(r"[\s#\\\\]", "", text)


def _texts(grid: Grid) -> set[str]:
    return {cell.text for row in grid.rows[:4] for cell in row if cell is not None}


def renamed(one: Block | Printed, standard: Standard, change: Callable[[str], str]) -> Block | Printed:
    """Return a table with another heading over it, in its grid, and for a name; none where it is blank."""
    if not isinstance(one, Printed):
        return one
    headings = {_plain(table.heading) for table in standard.tables if table.heading}

    def cell(of: PlacedCell | None) -> PlacedCell | None:
        return evolve(of, text=change(of.text)) if of is not None and _plain(of.text) in headings else of

    body = tuple(
        evolve(block, caption=change(block.caption), rows=tuple(tuple(map(cell, row)) for row in block.rows))
        if isinstance(block, Grid)
        else block
        for block in one.body
    )
    text = change(" ".join(re.sub(r"^#+ ", "", block.text) for block in one.heading if isinstance(block, Words)))
    heading = (Words(text=text, where="line 1"),) if text.strip() and one.heading else ()
    return evolve(one, heading=heading, body=body)


def read(blocks: Sequence[Block | Printed], name: str, *, given: bool) -> Report:
    flat = [block for one in blocks for block in ((*one.heading, *one.body) if isinstance(one, Printed) else (one,))]
    standard = standard_of(name)
    source = Source(
        name="2023.docx",
        data=b"",
        find_standard=library.load_standard,
        known_standards=tuple(STANDARDS),
        standard=standard if given else None,
    )
    [report] = recognise(source, OpenedDocument(blocks=tuple(flat)))
    return report


def silently_wrong(report: Report, name: str, without: str = "") -> dict[str, object]:
    """The figures that are others than the document prints in their table, and that no finding names."""
    right: Mapping[str, Cell] = tracer(standard_of(name)).cells
    doubted = {cell.partition("/")[0] for note in report.notes if note.severity.calls_for_action for cell in note.cells}
    wrong: dict[str, object] = {}
    for address, cell in report.cells.items():
        is_there = report.standard.spots[address].table.key != without
        is_right = cell.value == right[address].value if is_there and address in right else isinstance(cell.value, Blank)
        if not is_right and address.partition("/")[0] not in doubted:
            wrong[address] = cell.value
    return wrong


def tables_of(blocks: Sequence[Block | Printed]) -> list[int]:
    return [at for at, one in enumerate(blocks) if isinstance(one, Printed)]


RENAMINGS: dict[str, Callable[[str], str]] = {
    "no heading": lambda text: "",
    "the number alone": lambda text: text.partition(" ")[0],
    "without its number": lambda text: text.partition(" ")[2],
    "in capitals": str.upper,
    "with a year": lambda text: f"{text} (FY 2023)",
    "without its last word": lambda text: text.rpartition(" ")[0],
    "the number written apart": lambda text: text.replace(".", ". ", 1),
    "with another dash": lambda text: text.replace(" -- ", ": "),
    "its half": lambda text: text[: len(text) // 2],
}
CASES = [*((name, kind) for name in ("twins", *(one for one in STANDARDS if one == "us-foia")) for kind in FORMATS)]


@pytest.mark.parametrize(("name", "kind"), CASES)
class TestTablesAlike:
    """The heading over rows says which of several tables alike they are, in every format."""

    def test_is_read_whole_without_a_doubt(self, name: str, kind: str) -> None:
        report = read(printed(opened(name, kind), standard_of(name)), name, given=name == "twins")
        assert silently_wrong(report, name) == {}
        assert [note.message.en for note in report.notes if note.rule == "read.tables_alike"] == []
        assert {key for key, cell in report.cells.items() if not isinstance(cell.value, Blank)} == set(report.standard.spots)

    @settings(max_examples=4)
    @given(data=st.data())
    def test_no_figure_is_moved_in_silence(self, name: str, kind: str, data: st.DataObject) -> None:
        standard = standard_of(name)
        blocks = printed(opened(name, kind), standard)
        tables = tables_of(blocks)
        gone = ""
        match data.draw(st.sampled_from(["none", "one absent", "two exchanged"])):
            case "one absent":
                at = data.draw(st.sampled_from(tables))
                [gone] = blocks[at].keys  # type: ignore[union-attr]
                blocks[at] = Words(text="Not applicable.", where="line 1")
            case "two exchanged":
                first, second = data.draw(st.lists(st.sampled_from(tables), min_size=2, max_size=2, unique=True))
                blocks[first], blocks[second] = blocks[second], blocks[first]
        change = RENAMINGS[data.draw(st.sampled_from(sorted(RENAMINGS)))]
        every = data.draw(st.booleans())
        chosen = tables if every else data.draw(st.lists(st.sampled_from(tables), max_size=3))
        blocks = [renamed(one, standard, change) if at in chosen else one for at, one in enumerate(blocks)]
        report = read(blocks, name, given=True)
        assert silently_wrong(report, name, gone) == {}


@pytest.mark.parametrize("kind", FORMATS)
class TestTwins:
    """The small form: each table absent, and each two exchanged, under their headings and without any."""

    @pytest.mark.parametrize("headed", [True, False])
    def test_one_absent(self, kind: str, headed: bool) -> None:
        whole = self.blocks(kind, headed=headed)
        for at, table in zip(tables_of(whole), standard_of("twins").tables, strict=True):
            report = read([*whole[:at], *whole[at + 1 :]], "twins", given=True)
            assert silently_wrong(report, "twins", table.key) == {}

    @pytest.mark.parametrize("headed", [True, False])
    def test_two_exchanged(self, kind: str, headed: bool) -> None:
        for first, second in combinations(tables_of(self.blocks(kind, headed=headed)), 2):
            blocks = self.blocks(kind, headed=headed)
            blocks[first], blocks[second] = blocks[second], blocks[first]
            report = read(blocks, "twins", given=True)
            assert silently_wrong(report, "twins") == {}
            assert headed is not any(note.rule == "read.tables_alike" for note in report.notes)

    def blocks(self, kind: str, *, headed: bool) -> list[Block | Printed]:
        standard = standard_of("twins")
        blocks = printed(opened("twins", kind), standard)
        if headed:
            return blocks
        sections = {_plain(section.heading) for section in standard.sections}
        return [renamed(one, standard, RENAMINGS["no heading"]) for one in blocks if _said([one]) not in sections]


@pytest.mark.parametrize("name", STANDARDS)
@settings(max_examples=3)
@given(data=st.data())
def test_the_tables_of_no_installed_standard_are_taken_for_each_other(name: str, data: st.DataObject) -> None:
    """One table absent, or two exchanged with the words over them."""
    blocks: list[Block | Printed] = list(printed(opened(name, "docx"), standard_of(name)))
    tables = tables_of(blocks)
    first, second = data.draw(st.sampled_from(tables)), data.draw(st.sampled_from(tables))
    blocks[first], blocks[second] = blocks[second], blocks[first]
    if data.draw(st.booleans()) and len(tables) > 1:
        del blocks[data.draw(st.sampled_from(tables))]
    assert silently_wrong(read(blocks, name, given=False), name) == {}
