"""A form made (填报表): the workbook that a clerk fills in, from a standard, a body, a period and last year's report."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties

from govdisclosure.exporters.archive import legible
from govdisclosure.exporters.sheets import add_sheet, saved
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.forms.checks_sheet import write_checks
from govdisclosure.forms.cover import write_cover, write_texts
from govdisclosure.forms.layout import IDENTITY, FormSheet, layout_of
from govdisclosure.forms.sheet_formulas import Formulas
from govdisclosure.forms.tables_sheet import PageWriter
from govdisclosure.messages import Language, speaking
from govdisclosure.records import Body
from govdisclosure.report import Cell, Origin, OriginKind, Report
from govdisclosure.standards import Reading, Standard
from govdisclosure.values import Blank, Period
from govdisclosure.version import VERSION

FORMAT = "govdisclosure.form/1"
"""What the hidden sheet begins with."""


def blank_report(standard: Standard, body: Body, period: Period, previous: Report | None = None) -> Report:
    """Return a report without figures, but for what last year's carried into it (上年结转)."""
    cells: dict[str, Cell] = {}
    for instance in standard.relations if previous else ():
        if not instance.is_exact or [len(instance.left), len(instance.right)] != [1, 1]:
            continue
        ours, theirs = sorted(instance.terms, key=lambda term: term.reading is Reading.PREVIOUS)
        if (
            ours.reading is not Reading.OWN
            or theirs.reading is not Reading.PREVIOUS
            or ours.address is None
            or theirs.address is None
            or ours.factor != theirs.factor
        ):
            continue
        value = previous[theirs.address] if previous else Blank.MISSING
        if ours.address not in standard.defining and not isinstance(value, Blank):
            cells[ours.address] = Cell(value=value, origin=Origin(OriginKind.ENTERED))
    return Report(standard=standard, body=body, period=period, cells=cells)


def form_bytes(
    report: Report, previous: Report | None = None, *, language: Language | None = None, theme: Theme | None = None
) -> bytes:
    """Return the form for a report, filled in as far as the report is; the same report gives the same bytes.

    Args:
        report: whose form it is, with the figures that it is to begin with.
        previous: the report of the preceding period by the same standard, whose figures are beside.
        language: the language of its sheets, instructions and checks; the standard's by default.
        theme: its paper and fonts; the usual ones of the standard's language by default.
    """
    with speaking(language or report.standard.language):
        return _form_bytes(report, previous, theme or usual_theme(report.standard.language))


def _form_bytes(report: Report, previous: Report | None, theme: Theme) -> bytes:
    standard = report.standard
    layout = layout_of(standard)
    book = Workbook()
    book.remove(book.worksheets[0])
    cover = add_sheet(book, FormSheet.COVER.title)
    sheets = [add_sheet(book, page.name) for page in layout.pages]
    texts = add_sheet(book, FormSheet.TEXTS.title) if standard.text_sections else None
    checks = add_sheet(book, FormSheet.CHECKS.title)
    formulas = Formulas(layout, {number: sheet.title for number, sheet in enumerate(sheets)}, previous is not None)
    pages = [PageWriter(page, sheet, formulas, report, previous) for page, sheet in zip(layout.pages, sheets, strict=True)]
    for one in pages:
        one.write()
    write_cover(cover, report, pages)
    if texts is not None:
        write_texts(texts, report)
    write_checks(checks, formulas)
    _hide_identity(book, report, previous)
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    return saved(book, title=report.fill_in(standard.title), day=report.period.end, theme=theme)


def identity_of(report: Report, previous: Report | None) -> dict[str, str]:
    """Return what a form hides about itself."""
    return {
        "format": FORMAT,
        "standard": report.standard.id,
        "digest": report.standard.digest,
        "body": report.body.id,
        "name": report.body.name or "",
        "period": str(report.period),
        "previous": "" if previous is None else str(previous.period),
        "made_by": VERSION,
    }


def _hide_identity(book: Workbook, report: Report, previous: Report | None) -> None:
    facts = identity_of(report, previous)
    sheet = book.create_sheet(IDENTITY)
    sheet.sheet_state = "veryHidden"
    for row, (key, fact) in enumerate(facts.items(), start=1):
        for column, text in enumerate((key, fact), start=1):
            cell = sheet.cell(row, column)
            cell.value = legible(text)
            cell.data_type = "s"
    for key in ("standard", "body", "period"):
        book.custom_doc_props.append(  # type: ignore[attr-defined]  # newer than its types
            StringProperty(name=f"govdisclosure.{key}", value=legible(facts[key]))
        )
    book.defined_names[IDENTITY] = DefinedName(IDENTITY, attr_text=f"{IDENTITY}!$A$1:$B${len(facts)}", hidden=True)
