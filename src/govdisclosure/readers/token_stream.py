"""A document as a stream of tokens (词元流): cells of a grid keep their places, pieces of a text have none.

Nothing is understood here. A text is taken apart at bars, tabs, wide blanks and figures; of a grid, what it hides is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Literal, TypeAlias

from attrs import define, evolve, field, frozen

from govdisclosure.formats.document import Grid, OpenedDocument, PlacedCell, Words
from govdisclosure.readers.cell_values import looks_like_a_figure
from govdisclosure.readers.embedded_metadata import CONTINUED, claimed
from govdisclosure.readers.labels import Label

Kind: TypeAlias = Literal["words", "figure", "blank"]
Row: TypeAlias = tuple[PlacedCell | None, ...]
Join: TypeAlias = Callable[[Sequence[Sequence["Token"]]], tuple[list["Token"], set[int]]]

MOST_TOKENS = 20_000
"""No report has so many (词元数上限); comparing them all with the labels of every standard would take minutes."""
_SUFFIX = r"(?:万元|元|件|条|次|项|%)?"
_FIGURE = rf"[+\-－＋]?[\d０-９][\d０-９,，.．]*{_SUFFIX}"
_TRAILING_FIGURES = re.compile(rf"(?P<label>.*?[^\d\s０-９])\s+(?P<figures>{_FIGURE}(?:\s+{_FIGURE})*)\s*")
_ONLY_FIGURES = re.compile(rf"{_FIGURE}(?:\s+{_FIGURE})+")
_LEADING_FIGURE = re.compile(rf"(?P<figure>{_FIGURE})\s+(?P<label>[\u4e00-\u9fff].*)")
_COMMA_SEPARATED = re.compile(
    r"(?P<label>[^,]*[\u4e00-\u9fff）)][^,]*(?:,[^,\d]*[\u4e00-\u9fff][^,]*)*)(?P<figures>(?:,-?\d*(?:\.\d+)?)+)"
)
_RULING = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
"""The line under the head of a table in Markdown."""
_MARKUP = re.compile(r"^(?:#{1,6}\s+|>\s+|\*\s+)+|\*\*")
_UNIT = re.compile(r"(?:件|条|次|项|个|人|篇|元|万元|\d{1,2}\))+")
_INEXACT = re.compile(
    r"[约近O]?[+\-增减少加]*\d[\d,.]*\s*(?:件|条|次|项|元|万元|余|多|[^\w\s、.)]{1,2}|%o)?\s*(?:\([^()]*\)|/\d+|、\d+|[+\-]\d+)?"
)
"""A figure with something about it: a remark, the mark of a note, 约, 余."""
_ROW_NUMBER_HEADS = frozenset({"序号", "行次", "编号", "代码"})
_PAGE_NUMBER = re.compile(r"[—\-－–\s]+\d{1,3}[—\-－–\s]+|第\s*\d{1,3}\s*页(?:\s*,?\s*共\s*\d{1,3}\s*页)?")
_SENTENCE = re.compile(r"[。；;!！?？]|，.*，.*，")
_LONGEST_SPLIT = 80
"""A longer piece of a text is a sentence, whatever figures it ends with."""
_MOST_WORDS = 16
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEWEST_GRID_ROWS = 3
_FEWEST_GRID_COLUMNS = 3
_TABLE_IN_A_LINE = 8
"""Pieces of a line in which a quarter are figures: a whole table is in it."""


@frozen(eq=False, slots=False)
class Token:
    """One piece of a document.

    Attributes:
        text: what it shows.
        where: its address for people.
        line: the row of its grid, or the line of text, numbered through the whole document.
        grid: the number of its grid; -1 in text.
        places: the columns of the grid that it covers; empty in text.
        remark: a comment or footnote that hangs on it.
    """

    text: str
    where: str
    line: int
    grid: int = -1
    places: tuple[int, ...] = ()
    remark: str | None = None

    @cached_property
    def kind(self) -> Kind:
        """What it looks like; a unit alone is words."""
        text = self.text.strip()
        if not text:
            return "blank"
        if looks_like_a_figure(text):
            return "words" if is_unit(text) else "figure"
        return "figure" if _INEXACT.fullmatch(unicodedata.normalize("NFKC", text)) else "words"

    @cached_property
    def label(self) -> Label:
        """What it says."""
        return Label.of(self.text)


@frozen
class TextLine:
    """A line of text, or a row of a grid of one column, as it is printed."""

    text: str
    where: str


@define
class TokenStream:
    """All tokens of a document in the order of reading (词元流).

    Attributes:
        tokens: the tokens.
        rows: the rows of grids by line: each place with the token that covers it.
        grids: the lines of each grid.
        captions: the captions of grids by their first line, each with the grid's own address.
        addresses: the grids' own addresses.
        texts: the lines outside grids.
        continued: rows of a grid that go on with the paragraph above them.
        separated: lines of text whose pieces are set apart by bars or tabs.
        lined: grids that are made of lines of text.
        open: lines that end with a separator, behind which one more blank cell may be.
        joined: lines of text whose label was printed over several lines.
        hidden: cells and lines that the document does not show.
        origins: where rows and columns were changed about, the document's own token for each, by identity.
    """

    tokens: list[Token] = field(factory=list)
    rows: dict[int, tuple[Token | None, ...]] = field(factory=dict)
    grids: dict[int, range] = field(factory=dict)
    captions: dict[int, tuple[str, str]] = field(factory=dict)
    addresses: dict[int, str] = field(factory=dict)
    texts: dict[int, TextLine] = field(factory=dict)
    continued: set[int] = field(factory=set)
    separated: set[int] = field(factory=set)
    lined: set[int] = field(factory=set)
    open: set[int] = field(factory=set)
    joined: set[int] = field(factory=set)
    hidden: list[PlacedCell | Words] = field(factory=list)
    origins: dict[int, Token] = field(factory=dict)
    _positions: dict[int, int] = field(factory=dict)
    _on_line: dict[int, list[Token]] = field(factory=dict)
    _cells: dict[int, tuple[Token, ...]] = field(factory=dict)

    def add(self, token: Token) -> None:
        """Put a token at the end."""
        self._positions[id(token)] = len(self.tokens)
        self.tokens.append(token)
        self._on_line.setdefault(token.line, []).append(token)

    def position(self, token: Token) -> int:
        """Return where a token is in the stream."""
        return self._positions[id(token)]

    def original(self, token: Token) -> Token:
        """Return the document's own token."""
        return self.origins.get(id(token), token)

    def on_line(self, line: int) -> Sequence[Token]:
        """Return the tokens that begin on a line."""
        return self._on_line.get(line, ())

    def width(self, grid: int) -> int:
        """Return how many columns a grid has."""
        return max((len(self.rows[line]) for line in self.grids[grid]), default=0)

    def cells(self, line: int) -> Sequence[Token]:
        """Return the cells of a grid's row, each once."""
        found = self._cells.get(line)
        if found is None:
            found = self._cells[line] = tuple(dict.fromkeys(one for one in self.rows[line] if one is not None))
        return found

    def right_of(self, token: Token) -> list[Token]:
        """Return the cells of a grid's row behind one."""
        return [one for one in self.cells(token.line) if one.places[0] > token.places[-1]]

    def is_page_number(self, token: Token, beside: int) -> bool:
        """Whether a number alone on a line is a page's: the line beside sets its cells apart, and this one does not."""
        alone = token.grid < 0 and len(self.on_line(token.line)) == 1 and token.line not in self.separated
        return alone and beside in self.separated and re.fullmatch(r"\d{1,3}", token.text.strip()) is not None

    def reaches_down(self, token: Token) -> list[int]:
        """Return the lines of a grid that a token covers."""
        lines = [token.line]
        while (row := self.rows.get(lines[-1] + 1)) is not None and any(one is token for one in row):
            lines.append(lines[-1] + 1)
        return lines


def is_unit(text: str) -> bool:
    """Whether a piece is a unit by itself."""
    return _UNIT.fullmatch(text.strip()) is not None


def token_stream(document: OpenedDocument, is_label: Callable[[str], bool], join: Join) -> TokenStream:
    """Return the stream of a document; a grid of one column is text.

    Args:
        document: the document.
        is_label: whether a text is the label of some row, for cells in which the labels of several rows are.
        join: joins the labels that wrap in lines of text; it returns the tokens, and the lines of labels that it joined.
    """
    stream, line = TokenStream(), 0
    splitter = _LineSplitter(stream, is_label, join, ours=claimed(document.properties).printed is not None)
    for block in document.blocks:
        if isinstance(block, Words):
            if block.hidden:
                stream.hidden.append(block)
                continue
            for text in block.text.splitlines():
                line += 1
                splitter.line(text, block.where, line)
            continue
        splitter.finish()
        stream.hidden += {id(one): one for row in block.rows for one in row if one is not None and one.hidden}.values()
        rows = _visible(block)
        if block.caption.strip():
            stream.captions[line + 1] = (block.caption.strip(), block.where)
        if rows and len(rows[0][1]) == 1:
            for original, (cell,) in rows:
                if cell is not None:
                    goes_on = any(one is not None and one.hidden and one.text in CONTINUED for one in original)
                    for number, text in enumerate(cell.text.splitlines() or [""]):
                        line += 1
                        splitter.line(text, cell.where, line)
                        if goes_on and not number:
                            stream.continued.add(line)
            splitter.finish()
            continue
        line = _add_grid(stream, block, [(original, row) for original, row in rows], line + 1, is_label)
    splitter.finish()
    return _without_row_numbers(stream)


def turned(stream: TokenStream, grid: int, lines: range) -> TokenStream:
    """Return a stream of some rows of a grid with rows and columns changed about, for heads that are down the side."""
    rows = [stream.rows[line] for line in lines]
    columns = [[cells[at] if at < len(cells) else None for cells in rows] for at in range(max(map(len, rows)))]
    return as_grid(columns, lines.start, stream.addresses[grid])


def as_grid(rows: Sequence[Sequence[Token | None]], line: int, address: str) -> TokenStream:
    """Return a stream of one grid made of another stream's tokens, which stay its originals.

    Args:
        rows: its rows.
        line: the first one's line.
        address: the grid's own address.
    """
    made = TokenStream(addresses={0: address}, grids={0: range(line, line + len(rows))})
    own: dict[int, Token] = {}
    for step, row in enumerate(rows):
        for token in dict.fromkeys(one for one in row if one is not None):
            if id(token) not in own:
                places = tuple(place for place, one in enumerate(row) if one is token)
                own[id(token)] = copy = evolve(token, line=line + step, grid=0, places=places)
                made.origins[id(copy)] = token
                made.add(copy)
        made.rows[line + step] = tuple(None if one is None else own[id(one)] for one in row)
    return made


# ----------------------------------------------------------------------------------------------------------------- grids


def _visible(grid: Grid) -> list[tuple[Row, Row]]:
    """Return the rows of a grid, each with what it shows.

    Cells that are hidden, columns that hold nothing and rows that print only what reaches down into them are left out.
    """
    shown = [(row, tuple(None if cell is None or cell.hidden else cell for cell in row)) for row in grid.rows]
    kept: list[tuple[Row, Row]] = []
    above: Row = ()
    for original, row in shown:
        printed = [at for at, cell in enumerate(row) if cell is not None and cell.text.strip()]
        if not (printed and all(at < len(above) and row[at] is above[at] for at in printed)):
            kept.append((original, row))
        above = row
    wide = max((len(row) for _, row in kept), default=0)
    used = [at for at in range(wide) if any(at < len(row) and row[at] is not None for _, row in kept)]
    return [(original, tuple(row[at] if at < len(row) else None for at in used)) for original, row in kept]


def _add_grid(
    stream: TokenStream, block: Grid, rows: Sequence[tuple[Row, Row]], line: int, is_label: Callable[[str], bool]
) -> int:
    """Add a grid whose first row is a line of the document; return its last line."""
    number = len(stream.grids)
    made: dict[int, Token] = {}
    for step, row in enumerate(_labels_apart([row for _, row in rows], is_label)):
        for key in dict.fromkeys(id(one) for one in row if one is not None):
            if key not in made:
                places = tuple(at for at, one in enumerate(row) if one is not None and id(one) == key)
                cell = next(one for one in row if one is not None and id(one) == key)
                made[key] = Token(cell.text, cell.where, line + step, number, places, cell.remark)
                stream.add(made[key])
        stream.rows[line + step] = tuple(made[id(one)] if one is not None else None for one in row)
        if any(one is not None and one.hidden and one.text in CONTINUED for one in rows[step][0]):
            stream.continued.add(line + step)
    stream.grids[number] = range(line, line + len(rows))
    stream.addresses[number] = block.where
    return line + len(rows) - 1


def _labels_apart(rows: Sequence[Row], is_label: Callable[[str], bool]) -> list[Row]:
    """Take a cell apart that reaches over several rows and prints a label for each: they are meant in printed order."""
    made = [list(row) for row in rows]
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            begins = cell is not None and not (at and place < len(rows[at - 1]) and rows[at - 1][place] is cell)
            if cell is None or not begins or "\n" not in cell.text or (place and row[place - 1] is cell):
                continue
            parts = [one for one in cell.text.split("\n") if one.strip()]
            end = at
            while end < len(rows) and place < len(rows[end]) and rows[end][place] is cell:
                end += 1
            if len(parts) == end - at > 1 and all(map(is_label, parts)):
                for step, part in enumerate(parts):
                    apart = evolve(cell, text=part)
                    made[at + step] = [apart if one is cell else one for one in made[at + step]]
    return [tuple(row) for row in made]


# ------------------------------------------------------------------------------------------------------------------ text


@frozen
class _SeparatedLine:
    """A line with bars or tabs, and its pieces."""

    pieces: tuple[str, ...]
    text: str
    where: str
    number: int


@define
class _LineSplitter:
    """Takes lines of text apart, one after the other; lines of cells that are all as many are a grid.

    Attributes:
        stream: where the pieces go.
        is_label: whether a text is the label of some row.
        after_bar: the last line that was not blank, where it ended with a bar.
        block: lines of cells that follow each other.
        is_ruled: whether a ruling is under the first of them, so that they are a table, however small.
        join: joins the labels that wrap in lines without separators.
        plain: such lines that follow each other.
    """

    stream: TokenStream
    is_label: Callable[[str], bool]
    join: Join
    ours: bool = False
    """Whether our exporters wrote the document: its tables are grids, and its lines words, whatever characters they have."""
    after_bar: int | None = None
    block: list[_SeparatedLine] = field(factory=list)
    is_ruled: bool = False
    plain: list[list[Token]] = field(factory=list)

    def line(self, text: str, where: str, number: int) -> None:
        """Take a line apart: at bars and tabs, at wide blanks, before figures at its end."""
        if self.ours:
            if text.strip():
                self.stream.texts[number] = TextLine(text.strip(), where)
            return
        line = text.replace("\u00a0", " ").strip(" \r\n")
        if _RULING.fullmatch(line):
            if "|" in line and self.block:
                self.ruled(self.block.pop())
            return
        if not line:
            self.flush()
            return
        if re.fullmatch(r"[|\s]*", line):
            self.flush()
            self.bars(line.replace(" ", ""), where, number)
            return
        whole = _MARKUP.sub("", line)
        pieces = re.split(r"[|\t]", whole)
        if len(pieces) == 2 and not pieces[0].strip() and "|" not in whole:  # a tab before words is their indent
            whole, pieces = pieces[1], pieces[1:]
        if len(pieces) > 1:
            self.flush_plain()
            own = tuple(one.strip() for one in pieces)
            self.block.append(_SeparatedLine(own, text.strip(), where, number))
            self.after_bar = number if line.endswith(("|", "\t")) else None
            return
        self.flush()
        self.stream.texts[number] = TextLine(re.sub(r"^#{1,6}\s+", "", text.strip()), where)
        if _PAGE_NUMBER.fullmatch(line):
            return
        self.after_bar = None
        parts = [part.strip() for part in re.split(r"\s{2,}|\u3000+", whole.strip())]
        self.plain.append([Token(piece, where, number) for part in parts for piece in _pieces(part)])

    def ruled(self, head: _SeparatedLine) -> None:
        """Begin a table of Markdown with the line that is over a ruling."""
        self.flush()
        self.block, self.is_ruled = [head], True

    def bars(self, line: str, where: str, number: int) -> None:
        """Take a line of bars alone: one behind another is a blank cell, or begins a row; of several nothing is known."""
        self.flush_plain()
        if line in ("|", "\t") and self.after_bar is not None:
            self.stream.add(Token("", where, number))
            self.stream.separated.add(number)
        self.after_bar = number

    def finish(self) -> None:
        """Add what is left, before a grid and at the end."""
        self.flush()
        self.flush_plain()

    def flush_plain(self) -> None:
        """Add the lines without separators that follow each other, labels that wrap joined before their figures."""
        plain, self.plain = [one for one in self.plain if one], []
        tokens, lines = self.join(plain)
        for token in tokens:
            self.stream.add(token)
        self.stream.joined |= lines

    def flush(self) -> None:
        """Add the lines of cells that follow each other: as a grid where all have as many, else each by itself."""
        block, self.block = self.block, []
        is_ruled, self.is_ruled = self.is_ruled, False
        if not block:
            return
        # bars may close a line, too: what is blank in every line is no cell
        first = all(not one.pieces[0] and one.text.startswith("|") for one in block)
        wide = {len(one.pieces) - first for one in block}
        is_small = len(block) < _FEWEST_GRID_ROWS or max(wide) < _FEWEST_GRID_COLUMNS
        if len(wide) > 1 or (is_small and not is_ruled):
            for one in block:
                self.cells(one, closed=first)
            return
        end = -1 if all(not one.pieces[-1] for one in block) else None
        rows: list[Row] = [tuple(PlacedCell(text=cell, where=one.where) for cell in one.pieces[first:end]) for one in block]
        if is_ruled:  # the ruling is a line of its own: there is place for two rows of heads
            rows[:1] = _heads_apart(rows[0])
        grid = Grid(rows=tuple(rows), where=block[0].where)
        self.stream.lined.add(len(self.stream.grids))
        _add_grid(self.stream, grid, [(row, row) for row in rows], block[0].number, self.is_label)

    def cells(self, line: _SeparatedLine, *, closed: bool) -> None:
        """Add the cells of a line by itself; a blank at its end may be a cell or not.

        Args:
            line: the line.
            closed: whether bars are before and behind its cells.
        """
        self.stream.texts[line.number] = TextLine(line.text, line.where)
        self.stream.separated.add(line.number)
        pieces = line.pieces[closed:]
        if len(pieces) > 1 and not pieces[-1]:
            pieces = pieces[:-1]
            if not closed:
                self.stream.open.add(line.number)
        for piece in pieces:
            self.stream.add(Token(piece, line.where, line.number))


def _heads_apart(head: Row) -> list[Row]:
    """Return the two rows of heads that one row prints as 上级/下级, where neighbours share a head; else the row.

    Of more levels the lowest two are told apart. A head without one above it reaches over both rows, and one over several
    columns is one cell, as in a document.
    """
    paths = [[part.strip() for part in re.split("[/／]", one.text)] if one is not None else [""] for one in head]
    if not any(len(one) > 1 and one[:-1] == other[:-1] for one, other in pairwise(paths)):
        return [head]
    upper: list[PlacedCell | None] = []
    lower: list[PlacedCell | None] = []
    for at, (cell, path) in enumerate(zip(head, paths, strict=True)):
        if cell is None or len(path) == 1:
            upper.append(cell)
            lower.append(cell)
            continue
        goes_on = at > 0 and path[:-1] == paths[at - 1][:-1]
        upper.append(upper[-1] if goes_on else evolve(cell, text=path[-2]))
        lower.append(evolve(cell, text=path[-1]))
    return [tuple(upper), tuple(lower)]


def _pieces(part: str) -> list[str]:
    """Take a piece between wide blanks apart: figures behind a label, before one, or among others."""
    if not part:
        return []
    if _INEXACT.fullmatch(unicodedata.normalize("NFKC", part)) and not _ONLY_FIGURES.fullmatch(part):
        return [part]
    chunks = part.split()
    if len(chunks) >= _TABLE_IN_A_LINE and sum(map(looks_like_a_figure, chunks)) * 4 >= len(chunks):
        return chunks
    if len(part) > _LONGEST_SPLIT or (looks_like_a_figure(part) and not _ONLY_FIGURES.fullmatch(part)):
        return [part]
    if _ONLY_FIGURES.fullmatch(part):
        return chunks
    if match := _TRAILING_FIGURES.fullmatch(part):
        return [*_words(match["label"]), *match["figures"].split()]
    if match := _LEADING_FIGURE.fullmatch(part):
        return [match["figure"], match["label"]]
    numbered = re.match(r"\d{1,2}\s*,", part)
    if not numbered and (match := _COMMA_SEPARATED.fullmatch(part)) and not re.search(r"\d,\d{3}(?!\d)", part):
        return [*match["label"].rstrip(",").split(","), *match["figures"][1:].split(",")]
    if _SENTENCE.search(part):
        return [part]
    parts = part.split(",")
    if len(parts) > 1 and not numbered and all(0 < len(one) <= 20 for one in parts) and not re.search(r"\d,\d", part):
        return parts
    return _words(part) if len(chunks) <= _MOST_WORDS else [part]


def _words(part: str) -> list[str]:
    """Return what blanks set apart in Chinese; the words of a language that is written with blanks are one piece."""
    return part.split() if _HAN.search(part) else [part]


def _without_row_numbers(stream: TokenStream) -> TokenStream:
    """Leave out the numbers of rows in a text where a head says that there are some: nothing else tells them from figures."""
    heads = [at for at, one in enumerate(stream.tokens) if one.grid < 0 and one.label.text in _ROW_NUMBER_HEADS]
    if not heads:
        return stream
    last = 0
    kept = evolve(stream, tokens=[], positions={}, on_line={})
    for at, (token, following) in enumerate(pairwise([*stream.tokens, None])):
        if token is None:
            continue
        if token.label.text in _ROW_NUMBER_HEADS:
            last = 0
        is_next = at > heads[0] and token.grid < 0 and token.text.strip() == str(last + 1)
        if is_next and following is not None and following.kind == "words":
            last += 1
        else:
            kept.add(token)
    return kept
