"""Filled forms for tests and benchmarks (测试用填报表): a form made once, and filled in many times."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attrs import evolve, frozen
from openpyxl import load_workbook

from govdisclosure.formats.number_formats import EPOCHS
from govdisclosure.forms.form_workbook import form_bytes
from govdisclosure.forms.grids import plans_of
from govdisclosure.forms.layout import Layout, layout_of
from govdisclosure.forms.tables_sheet import input_value
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.standards import Standard
from govdisclosure.values import Period, Value, plain

_ID, _NAME = "body-to-fill-in", "name-to-fill-in"
COVER = 1
"""The number of the cover among the sheets of a form."""


@frozen
class Template:
    """A form of a standard for a period, to be filled in for many bodies.

    Attributes:
        parts: the archive's parts by name.
        year: of which year it is.
    """

    standard: Standard
    year: int
    parts: Mapping[str, bytes]

    @classmethod
    def of(cls, standard: Standard, year: int, previous: Report | None = None) -> Template:
        """Make the form once."""
        body = Body(id=_ID, name=_NAME)
        report = Report(standard=standard, body=body, period=Period.year(year), cells={})
        data = form_bytes(report, None if previous is None else evolve(previous, body=body))
        with ZipFile(io.BytesIO(data)) as archive:
            return cls(standard, year, {name: archive.read(name) for name in archive.namelist()})

    @property
    def layout(self) -> Layout:
        """The form's layout."""
        return layout_of(self.standard)

    def spot(self, address: str) -> tuple[int, str]:
        """Return the number of a cell's sheet and its place on it."""
        return _spots(self.layout)[address]

    def filled(
        self,
        body: str,
        values: Mapping[str, Value],
        *,
        revision: int = 1,
        signed: date | None = None,
        raw: Mapping[tuple[int, str], object] | None = None,
    ) -> bytes:
        """Return the form of a body with its figures, totals calculated as a spreadsheet program stores them.

        Args:
            body: the body's id; its name is the same.
            values: what is in the cells, by address; a total is what the formula came to.
            revision: the submission number on the cover.
            signed: the date on the cover.
            raw: what is typed into cells by sheet number and place, over whatever is there; ``None`` empties one.
        """
        typed: dict[int, dict[str, object]] = {COVER: {"B7": revision, "B12": signed.isoformat() if signed else None}}
        for address, value in values.items():
            sheet, place = self.spot(address)
            shown = input_value(value, self.standard)
            kept = _Result(shown) if address in self.layout.totals else shown
            typed.setdefault(sheet, {})[place] = kept
        for (sheet, place), one in (raw or {}).items():
            typed.setdefault(sheet, {})[place] = one
        out = io.BytesIO()
        with ZipFile(out, "w") as archive:
            for name, content in self.parts.items():
                number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
                text = content.decode() if name.endswith((".xml", ".rels")) else ""
                if number and int(number[1]) in typed:
                    text = _typed(text, typed[int(number[1])])
                data = text.replace(_ID, body).replace(_NAME, body).encode() if text else content
                archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED, compresslevel=1)
        return out.getvalue()


def as_ods(data: bytes) -> bytes:
    """Return a form as the plainest .ods file: its cells without formulas, hidden sheets included."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    tables = []
    for sheet in book.worksheets:
        rows = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in sheet.iter_rows(values_only=True)
        )
        tables.append(f'<table:table table:name="{escape(sheet.title)}">{rows}</table:table>')
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest {spaces}/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return out.getvalue()


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    if isinstance(value, datetime):
        day = value.date()
        return f'<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


@lru_cache(maxsize=4)
def _spots(layout: Layout) -> Mapping[str, tuple[int, str]]:
    plans = enumerate(plans_of(layout), start=COVER + 1)
    return {one.address: (number, one.place) for number, plan in plans for one in plan.figures}


@frozen
class _Result:
    """What a formula came to."""

    value: object


def _typed(sheet: str, cells: Mapping[str, object]) -> str:
    def change(match: re.Match[str]) -> str:
        place, start, inside = match["place"], match["start"], match["inside"] or ""
        if place not in cells:
            return match[0]
        value = cells[place]
        formula = re.match(r"<f>.*?</f>", inside)
        if isinstance(value, _Result):
            stored = "" if value.value is None else f"<v>{_number(value.value)}</v>"
            return f"{start}>{formula[0] if formula else ''}{stored}</c>"
        if value is None:
            return f"{start}/>"
        if isinstance(value, str):
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
        return f"{start}><v>{_number(value)}</v></c>"

    return _CELLS.sub(change, sheet)


_CELLS = re.compile(r'(?P<start><c r="(?P<place>[A-Z]+\d+)"(?: s="\d+")?)(?: t="\w+")?\s*(?:/>|>(?P<inside>.*?)</c>)')


def _number(value: object) -> str:
    if isinstance(value, date):
        return str((value - EPOCHS[False]).days)
    return plain(value) if isinstance(value, int) else repr(value)
