"""The figures behind a label of a text (标题后的数字): one run, and the ways in which a row may have them as its cells."""

from __future__ import annotations

from attrs import frozen

from govdisclosure.readers.token_stream import Token, TokenStream, is_unit

_LONGEST_RUN = 60
_WHOLE_TABLE = 100
"""More pieces than this has a line only where a whole table is in it."""


@frozen(eq=False)
class FigureRun:
    """The figures behind a label of a text.

    Attributes:
        cells: the figures, with the blanks between separators.
        whole: False where words follow in the same line, which may be a figure that is not understood.
        open: whether one more blank may follow: the line ends with a separator.
        in_line: whether they are in the label's own line.
    """

    cells: tuple[Token, ...]
    whole: bool
    open: bool
    in_line: bool

    @property
    def count(self) -> int:
        """How many figures it has."""
        return sum(one.kind == "figure" for one in self.cells)

    @property
    def leads(self) -> bool:
        """Whether a blank is before the figures: a cell, or a place that the label covers."""
        return bool(self.cells) and self.cells[0].kind == "blank"

    def ways(self, wide: int) -> list[tuple[Token, ...]]:
        """Return the cells that a row of so many columns may have here: one way where all are figures, or several."""
        figures = [at for at, one in enumerate(self.cells) if one.kind == "figure"]
        if not self.whole or not figures or len(figures) > wide:
            return []
        first, last = figures[0], figures[-1]
        if last - first + 1 == wide:
            return [self.cells[first : last + 1]]
        if last - first + 1 > wide:
            return []
        behind = self.cells[-1]
        padding = (Token("", behind.where, behind.line),) if self.open and len(self.cells) == last + 1 else ()
        padded = (*self.cells, *padding)
        return [padded[at : at + wide] for at in range(len(padded) - wide + 1) if at <= first and last < at + wide]


def run_after(stream: TokenStream, end: int) -> FigureRun:
    """Return the figures behind a token of a text; a unit between is passed over.

    Figures in the label's line end with it: what is alone in the next one is a page's number or the next row's.
    """
    tokens = stream.tokens
    line = tokens[end].line
    at = end + 1
    if at < len(tokens) and tokens[at].grid < 0 and is_unit(tokens[at].text):
        at += 1
    cells: list[Token] = []
    whole = True
    in_line = at < len(tokens) and tokens[at].line == line and tokens[at].grid < 0 and tokens[at].kind != "words"
    while at < len(tokens) and len(cells) < _LONGEST_RUN:
        token = tokens[at]
        if token.grid >= 0 or (in_line and token.line != line):
            break
        if token.kind == "words":
            whole = not cells or token.line != cells[-1].line or len(stream.on_line(token.line)) > _WHOLE_TABLE
            break
        if token.kind == "figure" or cells or token.line != line or in_line:
            cells.append(token)
        at += 1
    return FigureRun(tuple(cells), whole, bool(cells) and cells[-1].line in stream.open, in_line)
