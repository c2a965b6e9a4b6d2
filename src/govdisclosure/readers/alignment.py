"""Labels of a document against the rows of a form (行对齐): the best path through both, with a cost for what it skips.

A row that the path leaves out was not found; where a label means several rows, its place among others decides.
How far the second-best path is behind was measured and says nothing about errors, so nothing depends on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import evolve, field, frozen

from govdisclosure.readers.figure_runs import run_after
from govdisclosure.readers.form_model import TableModel
from govdisclosure.readers.label_index import BLANK, FULL, LONGEST_LABEL, MOST_NARROW_PIECES, PART, LabelIndex
from govdisclosure.readers.labels import ENOUGH, SAME_WORDS, Label
from govdisclosure.readers.token_stream import Token, TokenStream
from govdisclosure.values import Kind

_SKIP = 0.05
"""What it costs to pass over a label that the form has."""
_WEAK = 0.3
"""What a label is worth that is no row's by itself."""
_LEAST = 0.5
"""What a path is worth at least."""
_MOST_CANDIDATES = 500
_ROWS_OF_A_COPY = 3
"""So many rows again between two labels are another copy of a table."""
_MOST_COPIES = 8
"""So often at most may a table are in one document."""
_MOST_PIECES_OF_A_HEAD = 6
_LACKING_OF_HEADS = 10
"""Of so many characters of heads at most one may be lacking."""
_LONGEST_HEAD = 40


@frozen(eq=False)
class RowMatch:
    """A row of a form and where its label is.

    Attributes:
        row: the row's number in the form.
        start, end: the positions of the first and last token of the label.
        like: how like the label is, 1 where it says the same.
        fit: how well what follows suits the form, 1 where there are as many figures as columns.
    """

    row: int
    start: int
    end: int
    like: float
    fit: float

    @property
    def score(self) -> float:
        """What the match is worth."""
        like = self.like if self.like >= SAME_WORDS - 0.01 else self.like - 0.1 if self.like >= ENOUGH else _WEAK
        return like * self.fit


@frozen(eq=False)
class Alignment:
    """A form found in a stream: one match a row at most, in the order of the stream.

    Attributes:
        rivals: labels that mean a row as well, and are no row's of the alignment.
    """

    form: TableModel
    matches: tuple[RowMatch, ...]
    score: float
    rivals: tuple[RowMatch, ...] = field(default=())

    @property
    def start(self) -> int:
        """The position of its first token."""
        return min(one.start for one in self.matches)

    @property
    def end(self) -> int:
        """The position of its last label's last token."""
        return max(one.end for one in self.matches)


# ---------------------------------------------------------------------------------------------------- labels of a text


def labels_ending_at(stream: TokenStream, position: int) -> list[Label]:
    """Return what the words that end at a token may say together."""
    found, text = [stream.tokens[position].label], ""
    for token in reversed(stream.tokens[max(0, position - MOST_NARROW_PIECES) : position + 1]):
        if token.kind != "words" or token.grid >= 0 or len(text) > LONGEST_LABEL:
            break
        text = token.text + text
        found.append(Label.of(text))
    return found


# ----------------------------------------------------------------------------------------------------------------- heads


def named_columns(form: TableModel, words: Sequence[Token]) -> tuple[list[tuple[int, float, str, Token]], int, list[Token]]:
    """Return the columns that words name, in order, each with its first token; how many other heads are cut; all tokens.

    A name that is broken into several pieces is joined.
    """
    found: list[tuple[int, float, str, Token]] = []
    used: list[Token] = []
    at, cut = 0, 0
    while at < len(words):
        for span in range(_MOST_PIECES_OF_A_HEAD, 0, -1):
            own = words[at : at + span]
            text = "".join(one.text for one in own)
            label = Label.of(text)
            if len(own) < span or len(label.text) >= _LONGEST_HEAD:
                continue
            columns = [one for one in form.columns_of(label) if one[1] >= (SAME_WORDS if span > 1 else ENOUGH)]
            if columns:
                taken = {column for column, _, _, _ in found}
                free = [one for one in columns if one[0] not in taken] or columns
                found.append((*max(free, key=lambda one: (one[1], -one[0])), text, words[at]))
                used += own
                at += span
                break
        else:
            text = words[at].label.text
            is_cut = len(text) >= 3 and any(name.startswith(text) for name in form.column_names)
            cut += is_cut
            used += [words[at]] * is_cut
            at += 1
    return found, cut, used


def says_all_heads(form: TableModel, words: Sequence[Token]) -> bool:
    """Whether words hold the characters of all heads of a form, in whatever pieces: heads that wrap are read line by line."""
    heads = [
        *(one.label for one in form.table.columns),
        *dict.fromkeys(text for one in form.table.columns for text in one.head),
    ]
    needed = Counter(Label.of("".join(heads)).text)
    lacking = needed - Counter(Label.of("".join(one.text for one in words)).text)
    return lacking.total() * _LACKING_OF_HEADS <= needed.total()


def heads_beside_figures(stream: TokenStream, form: TableModel) -> Iterator[list[tuple[Token, Token]]]:
    """Yield the heads of a text each with the one figure behind it, where they are all of a form's, in its order."""
    pairs: list[tuple[Token, Token]] = []
    words: list[Token] = []
    for before, token in pairwise([None, *stream.tokens]):
        if token is None or token.grid >= 0:
            words = []
        elif token.kind == "words":
            words.append(token)
        elif words:
            named, _, _ = named_columns(form, words[-_MOST_PIECES_OF_A_HEAD:])
            if named and form.columns[named[-1][0]] == form.columns[len(pairs)]:
                text = named[-1][2]
                pairs.append((words[-1] if words[-1].text == text else evolve(words[-1], text=text), token))
            else:
                pairs = []
            words = []
            if len(pairs) == form.wide:
                yield pairs
                pairs = []
        elif token.kind == "figure" and before is not None and before.kind == "figure":
            pairs = []


# ------------------------------------------------------------------------------------------------------------ candidates


def candidates(index: LabelIndex, form: TableModel, known: frozenset[str]) -> list[RowMatch]:
    """Return every label of a stream that may be one of the form's rows.

    Args:
        index: the labels of the stream.
        form: the form.
        known: what the labels of all forms say: a label of another row is none that is only like one.
    """
    found: list[RowMatch] = []
    tokens = index.stream.tokens
    for start, end in index.candidates(form, known):
        token = tokens[start]
        if (token.kind != "words" and not form.is_row(token.label)) or (token.grid < 0 and form.is_heading(token.label)):
            continue
        weak = start == end and token.label.text not in known
        if token.grid >= 0:
            found += _in_grid(index, form, start, token, weak=weak)
        else:
            found += _in_text(index, form, start, end, weak=weak)
    if len(found) > _MOST_CANDIDATES:
        found = sorted(found, key=lambda one: -one.score)[:_MOST_CANDIDATES]
    return sorted(found, key=lambda one: (one.start, one.end))


def _in_grid(index: LabelIndex, form: TableModel, at: int, token: Token, *, weak: bool) -> list[RowMatch]:
    stream, fit = index.stream, index.fit(form, at)
    if fit >= BLANK and form.table.columns:
        left = [one for one in stream.cells(token.line) if one.places[0] < token.places[0]]
        if any(one.kind == "figure" and not one.text.strip().isdigit() for one in left):
            return []
        if _is_over_several_rows(stream, token):
            return []
    return [RowMatch(row, at, at, like, fit) for row, like in form.rows_of(token.label, weak=weak)]


def _is_over_several_rows(stream: TokenStream, token: Token) -> bool:
    """Whether a label reaches over rows each of which has figures of its own: then it is none of one row."""
    lines = stream.reaches_down(token)
    own = [[one for one in stream.cells(line) if one.line == line and one.kind == "figure"] for line in lines]
    return sum(bool(figures) for figures in own) > 1


def _in_text(index: LabelIndex, form: TableModel, start: int, end: int, *, weak: bool) -> list[RowMatch]:
    tokens, fit = index.stream.tokens, index.fit(form, end)
    if fit < BLANK:
        following = tokens[end + 1] if end + 1 < len(tokens) else None
        if following is not None and following.grid < 0 and following.kind == "words" and tokens[end].line == following.line:
            return []
    means = form.rows_of(index.labels[start, end], weak=weak)
    return [RowMatch(row, start, end, like, fit) for row, like in means if like >= ENOUGH or end == start]


def _unlabelled(stream: TokenStream, form: TableModel) -> list[RowMatch]:
    """Return the rows of figures under the heads of a form that prints no label."""
    found: list[RowMatch] = []
    row = next(number for number, one in enumerate(form.rows) if one.kind is not Kind.HEADING)
    for lines in stream.grids.values():
        heads = 0
        for line in lines:
            cells = stream.cells(line)
            figures = [one for one in cells if one.kind == "figure"]
            if _names_columns(stream, form, line):
                heads += 1
            elif heads and sum(one.kind != "words" for one in cells) >= min(4, form.wide):
                first = next((one for one in cells if one.kind != "words"), cells[0])
                labels = [one for one in cells if one.kind == "words" and one.places[-1] < first.places[0]]
                at = stream.position(labels[-1] if labels else first)
                fit = (FULL if figures else BLANK) if len(cells) >= form.wide else 0.6
                if (not labels or form.rows_of(labels[-1].label) or len(labels) <= 2) and (figures or fit == BLANK):
                    found.append(RowMatch(row, at, at, 1.0, fit))
    words: list[Token] = []
    for at, token in enumerate(stream.tokens):
        if token.grid >= 0:
            words = []
        elif token.kind == "words":
            words = [*words, token][-MOST_NARROW_PIECES:]
        elif words and token.kind == "figure":
            named, _, _ = named_columns(form, words)
            if (len(named) >= 4 or says_all_heads(form, words)) and run_after(stream, at - 1).ways(form.wide):
                found.append(RowMatch(row, at - 1, at - 1, 1.0, FULL))
            words = []
    return found


# ------------------------------------------------------------------------------------------------------------- alignment


def align(index: LabelIndex, form: TableModel, known: frozenset[str]) -> list[Alignment]:
    """Return every copy of a form in a stream, the best first.

    Args:
        index: the labels of the stream.
        form: the form.
        known: what the labels of all forms say.
    """
    stream, left = index.stream, candidates(index, form, known)
    if form.has_no_labels:
        named = {one.start for one in left}
        left = [*left, *(one for one in _unlabelled(stream, form) if one.start not in named)]
        return _one_row_each(stream, form, sorted((one for one in left if one.fit >= BLANK), key=lambda one: one.start))
    copies: list[Alignment] = []
    while left and len(copies) < _MOST_COPIES:
        path, score = _best_path(left)
        blank = any(one.fit == BLANK and one.like >= SAME_WORDS for one in path)
        if not blank and (score < _LEAST or not any(one.like >= ENOUGH and one.fit >= PART for one in path)):
            break
        path = _in_one_copy(left, path)
        path = _out_of_order(left, path)
        path = sorted([*path, *_without_labels(stream, form, path)], key=lambda one: one.start)
        found = Alignment(form, tuple(path), score, tuple(_rivals(left, path)))
        copies.append(found)
        left = [one for one in left if not found.start <= one.start <= found.end]
    return copies


def _one_row_each(stream: TokenStream, form: TableModel, found: Sequence[RowMatch]) -> list[Alignment]:
    """Return the one row of a form under each head: of several under one head a labelled one, else the others are rivals."""
    groups: list[list[RowMatch]] = []
    for one in found:
        last = groups[-1][-1] if groups else None
        line, grid = stream.tokens[one.start].line, stream.tokens[one.start].grid
        if last is not None and grid >= 0 and stream.tokens[last.start].grid == grid:
            between = range(stream.tokens[last.start].line + 1, line)
            if not any(_names_columns(stream, form, at) for at in between):
                groups[-1].append(one)
                continue
        groups.append([one])
    made: list[Alignment] = []
    for group in groups[:_MOST_COPIES]:
        printed = [one for one in group if one.fit > BLANK] or group[:1]
        labelled = [one for one in printed if form.rows_of(stream.tokens[one.end].label)]
        first, *others = labelled[:1] or printed
        made.append(Alignment(form, (first,), first.score, tuple(others)))
    return made


def _names_columns(stream: TokenStream, form: TableModel, line: int) -> bool:
    return sum(bool(form.columns_of(one.label)) for one in stream.cells(line) if one.kind == "words") >= 3


def _best_path(found: Sequence[RowMatch]) -> tuple[list[RowMatch], float]:
    """Return the best path through labels: rows and labels both in order, less what is passed over."""
    strong = sorted({one.start for one in found if one.like >= ENOUGH and one.fit >= PART})
    rank: list[int] = []
    at = 0
    for one in found:
        while at < len(strong) and strong[at] < one.start:
            at += 1
        rank.append(at)
    worth, came = [0.0] * len(found), [-1] * len(found)
    for here, match in enumerate(found):
        best = 0.0
        for there in range(here):
            before = found[there]
            if before.row < match.row and before.end < match.start:
                score = worth[there] - _SKIP * max(0, rank[here] - rank[there] - 1)
                if score > best:
                    best, came[here] = score, there
        worth[here] = best + match.score
    here = max(range(len(found)), key=worth.__getitem__)
    total, path = worth[here], []
    while here >= 0:
        path.append(found[here])
        here = came[here]
    return path[::-1], total


def _in_one_copy(found: Iterable[RowMatch], path: list[RowMatch]) -> list[RowMatch]:
    """Return the part of a path that is in one copy of a form: last year's rows fill none that this year's lack.

    A path goes on into another copy where between two of its labels are labels of rows that it has elsewhere.
    """
    strong = [one for one in found if one.like >= ENOUGH and one.fit >= PART]
    rows, parts = {one.row for one in path}, [path[:1]]
    for before, one in pairwise(path):
        again = {other.row for other in strong if before.end < other.start < one.start and other.row in rows}
        if len(again) >= _ROWS_OF_A_COPY:
            parts.append([])
        parts[-1].append(one)
    return max(parts, key=lambda part: sum(one.score for one in part))


def _out_of_order(found: Iterable[RowMatch], path: list[RowMatch]) -> list[RowMatch]:
    """Add rows that are in another order under their very names, each once."""
    rows, used = {one.row for one in path}, {one.end for one in path}
    low, high = path[0].start, path[-1].end
    free = [one for one in found if one.row not in rows and one.like == 1.0 and one.fit >= 0.9 and low <= one.start <= high]
    own = [
        one for one in free if one.end not in used and sum(other.row == one.row or other.end == one.end for other in free) == 1
    ]
    return sorted([*path, *own], key=lambda one: one.start)


def _without_labels(stream: TokenStream, form: TableModel, path: Sequence[RowMatch]) -> Iterator[RowMatch]:
    """Yield the rows whose label is blank: alone where one row of the form is missing, with a figure for each column."""
    if not form.table.columns:
        return
    by_row = {one.row: one for one in path}
    far = 2 * form.wide + 4  # the next row's label and figures, with a group or two
    for row in set(range(len(form.rows))) - by_row.keys():
        before, after = by_row.get(row - 1), by_row.get(row + 1)
        if (before is None and row) or (after is None and row < len(form.rows) - 1) or before is after:
            continue  # several rows are missing here: which of them it is nothing says
        low = before.end + 1 if before is not None else max(0, after.start - far if after is not None else 0)
        high = after.start if after is not None else min(len(stream.tokens), low + far)
        blank = [at for at in range(low, high) if _is_blank_label(stream, form, at)]
        if len(blank) == 1:
            yield RowMatch(row, blank[0], blank[0], 0.0, FULL)


def _is_blank_label(stream: TokenStream, form: TableModel, at: int) -> bool:
    token = stream.tokens[at]
    others = (one for one in stream.on_line(token.line) if one.kind == "words")
    if token.kind != "blank" or any(one.label.text not in form.headings for one in others):
        return False  # a merged label leaves blank cells behind it
    if token.grid >= 0:
        beside = stream.right_of(token)
        return len(beside) == form.wide and all(one.kind == "figure" for one in beside)
    run = run_after(stream, at)
    return run.in_line and len(run.cells) == run.count == form.wide


def _rivals(found: Iterable[RowMatch], path: Sequence[RowMatch]) -> list[RowMatch]:
    """Return labels among the rows of a path, or beside its ends, that mean one of its rows as well and are none of them."""
    used = {at for one in path for at in range(one.start, one.end + 1)}
    low, high = path[0].start, path[-1].end
    rows = {one.row for one in path}
    return [
        one
        for one in found
        if one.row in rows and low <= one.start <= high and one.like >= ENOUGH and one.fit >= PART and one.end not in used
    ]
