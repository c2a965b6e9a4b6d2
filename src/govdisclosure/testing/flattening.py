"""Papers made into text (测试用文本): what browsers, offices and converters leave of a page without its tables.

A layout turns a :class:`~govdisclosure.testing.published.Print` into one text. Where a layout drops blank cells, only the order
of the figures is left; what a quirk shifted under a wrong head is then where it was meant to be, and the judge takes it so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import TypeAlias

from govdisclosure.testing.print_files import corners
from govdisclosure.testing.published import Print, Sheet

Layout: TypeAlias = Callable[[Print], str]
TextQuirk: TypeAlias = Callable[[str, Random], str]


def _rows(sheet: Sheet, *, spanned: bool) -> Iterator[list[str]]:
    """Yield the cells of each row; a place that a merged cell covers is a blank cell where ``spanned``, else none."""
    for line, row in zip(corners(sheet), sheet, strict=True):
        if row and all(box is None or box.hidden for box in row):
            continue
        if spanned:
            own = {one.column: one.box.text for one in line if not one.box.hidden}
            yield [own.get(at, "") for at in range(len(row))]
        else:
            yield [one.box.text for one in line if not one.box.hidden]


def _line(cell: str) -> str:
    return " ".join(cell.split("\n")).strip()


def _blocks(paper: Print) -> Iterator[str | Sheet]:
    for block in paper.blocks:
        if not any(block is one for one in paper.hidden_sheets):
            yield block


def _flattened(paper: Print, row: Callable[[list[str]], list[str]], *, spanned: bool = False, gap: bool = True) -> str:
    lines: list[str] = []
    for block in _blocks(paper):
        if isinstance(block, str):
            lines.append(block)
        else:
            for cells in _rows(block, spanned=spanned):
                lines += row(cells)
        lines += [""] * gap
    return "\n".join(lines) + "\n"


def cell_a_line(paper: Print) -> str:
    """A cell a line, as a browser's reader view and LibreOffice's text export leave it; blank cells are gone."""
    return _flattened(paper, lambda cells: [part for cell in cells for part in cell.split("\n") if part.strip()])


def cell_a_line_apart(paper: Print) -> str:
    """A cell a line with a blank line behind each, as converters from web pages do."""
    return _flattened(
        paper, lambda cells: [part for cell in cells for piece in cell.split("\n") for part in (piece.strip(), "")]
    )


def bars(paper: Print) -> str:
    """A row a line with bars between cells, those that a merged cell covers left out."""
    return _flattened(paper, lambda cells: [" | ".join(map(_line, cells))])


def bars_with_spans(paper: Print) -> str:
    """A row a line with bars between cells, those that a merged cell covers blank."""
    return _flattened(paper, lambda cells: [" | ".join(map(_line, cells))], spanned=True)


def bars_around(paper: Print) -> str:
    """A row a line with bars before, between and behind cells."""
    return _flattened(paper, lambda cells: ["| " + " | ".join(map(_line, cells)) + " |"])


def bar_behind(paper: Print) -> str:
    """A cell a line with a bar behind it."""
    return _flattened(paper, lambda cells: [f"{_line(cell)} |" for cell in cells])


def bar_alone(paper: Print) -> str:
    """A cell a line, each bar on a line of its own."""
    return _flattened(paper, lambda cells: [part for cell in cells for part in (_line(cell), "|")])


def bars_in_lines(paper: Print) -> str:
    """A bar, then each cell on a line with a bar behind it, indented: a page's source turned to text."""
    return _flattened(paper, lambda cells: ["| ", *(f" {_line(cell)}  | " for cell in cells)])


def markdown(paper: Print) -> str:
    """Markdown: a ruling under the first row, cells that a merged one covers blank."""
    lines: list[str] = []
    for block in _blocks(paper):
        if isinstance(block, str):
            lines += [f"## {block}" if len(block) < 30 and block[:2] in ("一、", "二、", "三、", "四、", "五、") else block, ""]
            continue
        for number, cells in enumerate(_rows(block, spanned=True)):
            lines.append("| " + " | ".join(map(_line, cells)) + " |")
            if not number:
                lines.append("|" + " --- |" * len(cells))
        lines.append("")
    return "\n".join(lines) + "\n"


def html2text(paper: Print) -> str:
    """As html2text prints tables: bars between, a ruling of dashes under the first row, blanks at the ends of lines."""
    lines: list[str] = []
    for block in _blocks(paper):
        if isinstance(block, str):
            lines += [block + "  ", ""]
            continue
        for number, cells in enumerate(_rows(block, spanned=False)):
            lines.append(" | ".join(map(_line, cells)) + "  ")
            if not number:
                lines.append("|".join(["---"] * len(cells)) + "  ")
        lines.append("")
    return "\n".join(lines) + "\n"


def copied_from_browser(paper: Print) -> str:
    """Selected and copied in a browser: a row a line with tabs between cells, line breaks inside cells kept."""
    return _flattened(paper, lambda cells: ["\t".join(cell.strip() for cell in cells)], gap=False)


def tabs_with_spans(paper: Print) -> str:
    """Copied out of a spreadsheet: tabs between cells, those that a merged cell covers blank."""
    return _flattened(paper, lambda cells: ["\t".join(map(_line, cells))], spanned=True)


def one_blank(paper: Print) -> str:
    """A row a line with one blank between cells."""
    return _flattened(paper, lambda cells: [" ".join(map(_line, cells))])


def two_blanks(paper: Print) -> str:
    """A row a line with two blanks between cells."""
    return _flattened(paper, lambda cells: ["  ".join(map(_line, cells))])


def pdftotext(paper: Print) -> str:
    """As ``pdftotext -layout`` prints tables: cells under each other by wide blanks, blank ones seen by their place only."""
    lines: list[str] = []
    for block in _blocks(paper):
        if isinstance(block, str):
            lines += [block, ""]
            continue
        rows = list(_rows(block, spanned=True))
        wide = [max(_width(_line(row[at])) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
        for row in rows:
            lines.append("".join(_padded(_line(cell), wide[at] + 3) for at, cell in enumerate(row)).rstrip())
        lines.append("")
    return "\n".join(lines) + "\n"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


WITH_SEPARATORS: tuple[Layout, ...] = (
    bars,
    bars_with_spans,
    bars_around,
    bar_behind,
    bar_alone,
    bars_in_lines,
    markdown,
    html2text,
    copied_from_browser,
    tabs_with_spans,
)
"""Layouts in which every cell, blank or not, is set apart."""
WITHOUT_SEPARATORS: tuple[Layout, ...] = (cell_a_line, cell_a_line_apart, one_blank, two_blanks, pdftotext)
"""Layouts in which a blank cell may leave no trace."""
LAYOUTS: tuple[Layout, ...] = (*WITH_SEPARATORS, *WITHOUT_SEPARATORS)


def as_meant(paper: Print) -> None:
    """Let figures count as right where the office meant them: a text has no heads that they could be shifted from."""
    for _, box in paper.figures():
        box.allowed = box.allowed or box.meant


# --------------------------------------------------------------------------------------------------- what befalls a text


def page_numbers(text: str, random: Random) -> str:
    """Numbers of pages are between lines."""
    lines = text.split("\n")
    style = random.choice(("{}", "- {} -", "— {} —", "第 {} 页", " {}"))
    places = sorted(random.sample(range(1, len(lines)), min(len(lines) - 1, random.randint(2, 6))))
    for number, place in reversed(list(enumerate(places, start=1))):
        lines.insert(place, style.format(number))
    return "\n".join(lines)


def trailing_blanks_cut(text: str, random: Random) -> str:  # noqa: ARG001
    """Bars, tabs and blanks at the ends of lines are cut."""
    return "\n".join(line.rstrip(" |\t\u3000\u00a0") for line in text.split("\n"))


def blank_lines_dropped(text: str, random: Random) -> str:  # noqa: ARG001
    """No line is blank."""
    return "\n".join(line for line in text.split("\n") if line.strip())


def windows_line_ends(text: str, random: Random) -> str:  # noqa: ARG001
    """Lines end as on Windows."""
    return text.replace("\n", "\r\n")


TEXT_QUIRKS: tuple[TextQuirk, ...] = (page_numbers, trailing_blanks_cut, blank_lines_dropped, windows_line_ends)


def hidden_left_out(paper: Print) -> None:
    """Take hidden rows and sheets out of a paper: a text has none of them."""
    paper.blocks = [block for block in paper.blocks if not any(block is one for one in paper.hidden_sheets)]
    for sheet in paper.sheets():
        sheet[:] = [row for row in sheet if not all(box is None or box.hidden for box in row)]
