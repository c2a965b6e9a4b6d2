"""The labels of a stream by what they say (标题索引): each is normalized once, however many forms are looked for.

For a form only those are looked at that say the same as one of its rows, and those before figures that suit its columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from govdisclosure.readers.figure_runs import FigureRun, run_after
from govdisclosure.readers.form_model import TableModel
from govdisclosure.readers.labels import Label
from govdisclosure.readers.token_stream import TokenStream

FULL, PART, BLANK, NONE = 1.0, 0.5, 0.3, 0.15
"""How well what follows a label suits a row: all its figures, some, blank cells only, nothing."""
LONGEST_LABEL = 160
MOST_NARROW_PIECES = 40
"""Into so many pieces at most may a label be broken where each is a character or two: a narrow column's label."""
_MOST_PIECES = 4
"""Into so many pieces at most may another label of a text be broken."""
_MOST_LABELS = 2_000
"""So many different labels at most are compared letter by letter; no report has so many."""

Place = tuple[int, int]
"""The positions of the first and last token of a label."""


@frozen(eq=False)
class LabelIndex:
    """The labels of a stream, and what follows them.

    Attributes:
        stream: the stream.
        labels: every label by its place: of a grid and of a figure the token alone, of a text each way to join its pieces.
        by_text: their places by what they say.
        by_bare: what they say, by what they say without remarks and with any year as this year.
        by_beginning: what they say, by the first two characters.
        words: the positions of tokens of words by what they say, where these are not too many to be compared letter by letter;
            else none.
    """

    stream: TokenStream
    labels: dict[Place, Label] = field(init=False, factory=dict)
    by_text: dict[str, list[Place]] = field(init=False, factory=dict)
    by_bare: dict[str, list[Label]] = field(init=False, factory=dict)
    by_beginning: dict[str, list[Label]] = field(init=False, factory=dict)
    words: dict[Label, list[int]] = field(init=False, factory=dict)
    _fits: dict[tuple[int, int], float] = field(init=False, factory=dict)
    _fitting: dict[int, list[tuple[Label, list[int]]]] = field(init=False, factory=dict)
    _runs: dict[int, FigureRun] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for start, token in enumerate(self.stream.tokens):
            if len(token.text) <= LONGEST_LABEL:
                self._add((start, start), token.label)
                for end, text in self._joined(start) if token.grid < 0 else ():
                    self._add((start, end), Label.of(text))
        words = [one for one in self.stream.tokens if one.kind == "words" and len(one.text) <= LONGEST_LABEL]
        if len({one.text for one in words}) <= _MOST_LABELS:
            for one in words:
                self.words.setdefault(one.label, []).append(self.stream.position(one))

    def _add(self, place: Place, label: Label) -> None:
        self.labels[place] = label
        places = self.by_text.setdefault(label.text, [])
        if not places:
            self.by_bare.setdefault(label.bare, []).append(label)
            self.by_beginning.setdefault(label.text[:2], []).append(label)
        places.append(place)

    def _joined(self, start: int) -> Iterator[tuple[int, str]]:
        """Yield the ends of labels that begin at a token of a text and go on with others, and their characters."""
        tokens = self.stream.tokens
        text = tokens[start].text
        narrow = len(text) <= 2
        for end in range(start + 1, min(start + (MOST_NARROW_PIECES if narrow else _MOST_PIECES), len(tokens))):
            following = tokens[end]
            narrow = narrow and len(following.text) <= 2
            if following.kind != "words" or following.grid >= 0 or (not narrow and end >= start + _MOST_PIECES):
                return
            text += following.text
            if len(text) > LONGEST_LABEL:
                return
            yield end, text

    def candidates(self, form: TableModel, known: frozenset[str]) -> list[Place]:
        """Return the places of labels that say the same as a row of the form, or are like one before what suits its columns.

        Args:
            form: the form.
            known: what the labels of all forms say: one of these is like no other row.
        """
        bare = (label for text in self.by_bare.keys() & form.exact.keys() for label in self.by_bare[text])
        grouped = (label for text in self.by_beginning.keys() & form.beginnings for label in self.by_beginning[text])
        rows = {label.text for label in (*bare, *grouped) if form.is_row(label)} | (self.by_text.keys() & form.exact.keys())
        places = {place for text in rows for place in self.by_text[text]}
        for label, own in self._before_figures(form):
            if form.rows_of(label, weak=label.text not in known):
                places.update((at, at) for at in own)
        return sorted(places)

    def _before_figures(self, form: TableModel) -> list[tuple[Label, list[int]]]:
        """Return the words before what suits the form's columns."""
        found = self._fitting.get(_shape(form))
        if found is None:
            every = ((label, [at for at in own if self.fit(form, at) >= BLANK]) for label, own in self.words.items())
            found = self._fitting[_shape(form)] = [one for one in every if one[1]]
        return found

    def fit(self, form: TableModel, end: int) -> float:
        """Return how well what follows a label suits a row of the form."""
        key = (_shape(form), end)
        found = self._fits.get(key)
        if found is None:
            found = self._fits[key] = _fit(self, form, end)
        return found

    def run_after(self, end: int) -> FigureRun:
        """Return the figures behind a token of a text."""
        found = self._runs.get(end)
        if found is None:
            found = self._runs[end] = run_after(self.stream, end)
        return found


def _shape(form: TableModel) -> int:
    """Return on what it depends whether figures suit a form: how many columns it has, none or some."""
    return form.wide if form.table.columns else 0


def _fit(index: LabelIndex, form: TableModel, end: int) -> float:
    """Return how well what follows a label suits a row of the form: its columns are all that it depends on."""
    stream = index.stream
    token = stream.tokens[end]
    if token.grid >= 0:
        right = stream.right_of(token)
        if not form.table.columns:
            return FULL if right else NONE
        if not any(one.kind == "figure" for one in right):
            return BLANK if len(right) >= form.wide and all(one.kind == "blank" for one in right) else NONE
        return FULL if len(right) == form.wide else 0.9 if len(right) > form.wide else PART
    if not form.table.columns:
        return FULL if end + 1 < len(stream.tokens) else NONE
    run = index.run_after(end)
    if not run.count:
        blank = len(run.cells) + run.open >= form.wide and run.in_line
        return BLANK if blank else NONE
    return FULL if run.ways(form.wide) else PART
