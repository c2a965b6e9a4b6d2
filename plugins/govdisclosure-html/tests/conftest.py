"""A body's records of two years, worked out by hand, the reports made of them, and a page as a tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import pytest
from attrs import evolve
from govdisclosure_html import PageExporter

from govdisclosure import Body, Period, Report, check, load_standard, tabulate
from govdisclosure.exporters import Exporter, PublishedReport
from govdisclosure.records.vocabulary import Applicant, Outcome
from govdisclosure.testing.examples import every_kind_kept, request

NAME = "某市某局"
RECORDS: tuple[object, ...] = (
    Body(id="b", name=NAME),
    request("id-7001", received=date(2023, 2, 1), closed=date(2023, 2, 20)),
    request("id-7002", received=date(2023, 12, 20), closed=date(2024, 1, 10), applicant=Applicant.RESEARCH),
    request("id-7003", received=date(2024, 3, 1), closed=date(2024, 3, 15)),
    request("id-7004", received=date(2024, 4, 1), closed=date(2024, 4, 15)),
    request(
        "id-7005",
        received=date(2024, 5, 6),
        closed=date(2024, 5, 20),
        applicant=Applicant.BUSINESS,
        outcome=Outcome.STATE_SECRET,
    ),
    request("id-7006", received=date(2024, 12, 30), closed=None, outcome=None),
)
"""2024: 4 requests received (3 + 1 of a business), 1 carried in, 4 closed (3 granted, 1 refused), 1 open. 2023: 2, 0, 1, 1."""

TEXT = {
    "overview": "全年新收申请{requests.received/total}件。",
    "problems": "无。",
    "other": "收费通知{processing_fees.notices}件,总金额{processing_fees.charged}元,实收{processing_fees.received}元。",
}


class _Parser(HTMLParser):
    """Reads a page into elements; an element without an end tag is closed at once."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.depth += 1
        if tag in ("meta", "input", "br"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:  # blanks before and after the page belong to nothing
            self.tree.data(data)


class Page:
    """A page as a reader of its source sees it."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode()
        parser = _Parser()
        parser.feed(self.text)
        parser.close()
        self.root: Element = parser.tree.close()

    def all(self, tag: str = "*", **wanted: str) -> list[Element]:
        """Return the elements of a tag with certain attributes, in order."""
        names = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        found = self.root.iter(None if tag == "*" else tag)
        return [one for one in found if all(one.get(name) == value for name, value in names.items())]

    def of_class(self, name: str) -> list[Element]:
        """Return the elements of a class."""
        return [one for one in self.root.iter() if name in one.get("class", "").split()]

    def tables(self) -> list[Element]:
        """Return the tables that every reader sees: a list of figures is for narrow screens only."""
        narrow = {table for frame in self.of_class("on-narrow") for table in frame.iter("table")}
        return [table for table in self.all("table") if table not in narrow]

    def by_id(self, name: str) -> Element:
        """Return the element of an id."""
        (found,) = self.all(id=name)
        return found


def shown(element: Element) -> str:
    """Return the words of an element as a program that passes over ``hidden`` reads them."""
    inner = "".join(shown(child) + (child.tail or "") for child in element)
    return "" if "hidden" in element.attrib else " ".join(f"{element.text or ''}{inner}".split())


def grid(table: Element) -> list[list[str]]:
    """Return a table's words as rows of equal length, spanned cells repeated."""
    found: dict[tuple[int, int], str] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line:
            while (row, column) in found:
                column += 1
            for below in range(int(cell.get("rowspan", "1"))):
                for beside in range(int(cell.get("colspan", "1"))):
                    found[row + below, column + beside] = shown(cell)
    rows = max(row for row, _ in found) + 1
    columns = max(column for _, column in found) + 1
    return [[found[row, column] for column in range(columns)] for row in range(rows)]


def of_year(year: int, records: Iterable[object] = RECORDS, standard: str = "cn-2021") -> Report:
    """Return the report of a year."""
    made = tabulate(every_kind_kept(records), load_standard(standard), period=Period.year(year), body=Body(id="b", name=NAME))
    return evolve(made, text=TEXT if standard == "cn-2021" else {}, signed=date(year + 1, 1, 20))


def publication(report: Report, **other: Any) -> PublishedReport:
    """Return what an exporter is given."""
    before = [one for one in other.get("earlier", ()) if one.period.precedes(report.period)]
    return PublishedReport(report=report, verdict=check(report, previous=before), **other)


def written(given: PublishedReport, exporter: Exporter | None = None) -> Page:
    """Return a page as it was written."""
    stream = BytesIO()
    (exporter or PageExporter()).write(given, stream)
    return Page(stream.getvalue())


class Kit:
    """What the tests of this folder share."""

    records = RECORDS
    name = NAME
    of_year = staticmethod(of_year)
    publication = staticmethod(publication)
    written = staticmethod(written)
    shown = staticmethod(shown)
    grid = staticmethod(grid)

    def full(self, **other: Any) -> PublishedReport:
        """Return the report of 2024 with the year before, a body's part and its records."""
        part = of_year(2024)
        given = {"earlier": (of_year(2023),), "parts": {"b": part}, "records": RECORDS, **other}
        return publication(part, **given)


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()
