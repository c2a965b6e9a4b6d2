"""The report that a document of our own carries as data (内附数据), held against what is printed.

Print can be changed by hand after a document was written. So what is printed is what is read, and everything in which the data
say something else is named; where both agree, the data give what print leaves out: a figure before it was rounded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from attrs import define, evolve, field

from govdisclosure.errors import GovDisclosureError
from govdisclosure.formats.document import PREFIX, OpenedDocument
from govdisclosure.messages import say
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.readers.embedded_metadata import identity_facts
from govdisclosure.readers.notes import Diagnostics
from govdisclosure.readers.source import Source
from govdisclosure.report import Cell, Report
from govdisclosure.report.printing import printed as as_printed
from govdisclosure.text_bindings import filled_in, literal
from govdisclosure.values import Severity

_MOST_NAMED = 20
"""Cells that differ are named one by one up to here; of more, one note lists them all."""

_SETTLED = frozenset(
    f"read.{name}"
    for name in (
        "attachment_name",
        "heading",
        "label",
        "mixed",
        "not_taken",
        "numbering",
        "row_missing",
        "title",
        "unit",
        "year",
    )
)
"""Doubts about what print means, which data that agree with every cell and word of it settle."""


def embedded_report(source: Source, document: OpenedDocument) -> Report | GovDisclosureError | None:
    """Return the report that a document carries as data; why it cannot be read; None where it carries none."""
    if not document.report_data:
        return None
    try:
        return Report.from_json(document.report_data, standard=source.find_standard)
    except GovDisclosureError as error:
        return error


def identified(document: OpenedDocument, carried: Report | GovDisclosureError | None) -> OpenedDocument:
    """Return a document whose properties are those of the report that it carries."""
    if not isinstance(carried, Report):
        return document
    others = {key: value for key, value in document.properties.items() if not key.startswith(PREFIX)}
    return evolve(document, properties={**others, **identity_facts(carried)})


def held_against_data(report: Report, carried: Report | GovDisclosureError, *, is_same: bool) -> Report:
    """Return a report as it was read from print, with a note on everything in which the data of its document differ.

    Args:
        report: the report as it was read.
        carried: the report that the document carries, or why it cannot be read.
        is_same: whether print and data name the same body and period; else no value is taken from the data.
    """
    notes = Diagnostics(list(report.notes))
    if not isinstance(carried, Report):
        notes.add("read.data_damaged", Severity.WARNING, (), [], say("read.data_damaged", reason=str(carried)))
        return evolve(report, notes=tuple(notes.findings))
    comparison = _DataComparison(report, carried)
    comparison.note(notes)
    is_unchanged = len(notes.findings) == len(report.notes)
    if not is_same or not is_unchanged:
        report = evolve(report, status="draft")
    if is_unchanged:
        notes.findings = [one for one in notes.findings if one.rule not in _SETTLED]
    noted = evolve(report, notes=tuple(notes.findings))
    if not is_same:
        return noted
    return evolve(
        noted,
        cells={**report.cells, **comparison.exact, **dict(comparison.unprinted())},
        text={**report.text, **comparison.words},
        includes=carried.includes,
        revision=carried.revision,
        made_by=carried.made_by,
    )


@define
class _DataComparison:
    """What print and data agree on, and what not.

    Attributes:
        exact: the printed cells with the values of the data, where both agree as far as print goes.
        differing: addresses of the others.
        words: the words of sections that agree, in the paragraphs of the data.
        headings: of the sections whose words differ.
    """

    report: Report
    carried: Report
    exact: dict[str, Cell] = field(factory=dict)
    differing: list[str] = field(factory=list)
    words: dict[str, str] = field(factory=dict)
    headings: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        for address, spot in self.carried.standard.spots.items():
            if not spot.table.printed or address not in self.report.standard.spots:
                continue
            cell = self.report.cells.get(address)
            if not self.agrees(cell, address):
                self.differing.append(address)
            elif cell is not None and (given := self.carried.cells.get(address)) is not None:
                is_rounded = cell.value != given.value
                origin = evolve(given.origin, address=cell.origin.address) if is_rounded else cell.origin
                self.exact[address] = evolve(cell, value=given.value, origin=origin)
        for section in self.carried.standard.text_sections:
            stated, found = (_stated(one, section.key) for one in (self.carried, self.report))
            if _bare(stated) != _bare(found):
                self.headings.append(self.carried.fill_in(section.heading or self.carried.standard.title))
            elif stated:
                self.words[section.key] = literal(stated)

    def agrees(self, cell: Cell | None, address: str) -> bool:
        """Whether a cell is printed as the data say, to as many decimals as are printed."""
        value, shown = self.carried[address], self.carried.printed(address)
        if cell is None:
            return not shown.strip()
        if cell.value == value and type(cell.value) is type(value):
            return True
        if cell.printed is not None and _bare(cell.printed) == _bare(shown):
            return True
        figure = read_figure(shown, self.carried.standard.spots[address].kind, self.carried.standard.style)
        return figure.understood and figure.value == cell.value

    def unprinted(self) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of tables that are not printed, which only the data hold."""
        spots = self.report.standard.spots
        for address, cell in self.carried.cells.items():
            if address in spots and not spots[address].table.printed:
                yield address, cell

    def note(self, notes: Diagnostics) -> None:
        """Name every difference."""
        report, carried = self.report, self.carried
        if len(self.differing) > _MOST_NAMED:
            message = say("read.data_cells", count=len(self.differing), cells=self.differing)
            notes.add("read.data_cell", Severity.WARNING, self.differing, [], message)
        for address in self.differing if len(self.differing) <= _MOST_NAMED else ():
            cell, label = report.cells.get(address), report.standard.spots[address].label
            where = cell.origin.address if cell else None
            shown = (cell.printed or report.printed(address) if cell else "").strip()
            facts = {"label": label, "printed": shown, "data": carried.printed(address).strip()}
            notes.about("read.data_cell", Severity.WARNING, address, (where,), **facts)
        for heading in self.headings:
            notes.add("read.data_words", Severity.WARNING, (), [], say("read.data_words", heading=heading))
        told: dict[str, tuple[object, object]] = {
            "standard": (report.standard.id, carried.standard.id),
            "signed": (report.signed, carried.signed),
            "period": (report.period, carried.period),
        }
        for name, (printed, data) in told.items():
            if printed != data:
                message = say(f"read.data_{name}", printed=printed or "", data=data or "")
                notes.add(f"read.data_{name}", Severity.WARNING, (), [], message)


def _stated(report: Report, section: str) -> str:
    """Return the words of a section as they are printed, figures filled in."""
    style = report.standard.style.in_text
    text = filled_in(
        report.text.get(section, ""),
        report,
        lambda address: as_printed(report.as_printed(address), style, report.cells.get(address)),
    )
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _bare(text: str) -> str:
    """Return a text without what a format may change: blanks, line breaks, other forms of the same character."""
    return "".join(unicodedata.normalize("NFKC", text).split())
