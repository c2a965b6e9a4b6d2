"""The model of a standard (统计报表制度): sections, tables, rows, columns, measures, relations. Pure data, no files.

An *indicator* is one row of a table; one row × one column is one *cell*. A cell's address is its row's key, followed by
``/column`` where the table has columns: ``disclosure.proactive``, ``requests.results.granted/natural_person``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import ClassVar

from attrs import evolve, field, frozen

from govdisclosure.errors import UnknownIndicatorError, UnknownStandardError
from govdisclosure.exact.decimals import Number, amount
from govdisclosure.expressions import ALWAYS, OWN_PERIOD, Condition, FieldRef, Span, over
from govdisclosure.law import Calendar, national
from govdisclosure.messages import Language, Message, languages, say
from govdisclosure.records.record import RecordKind, nearest
from govdisclosure.standards.atoms import CellValue, Earlier, SumOf
from govdisclosure.standards.measures import Combine, Measure
from govdisclosure.standards.over_time import OverTime, derived
from govdisclosure.standards.relation_model import RelationInstance
from govdisclosure.standards.reporting import YUAN, Cycle, ValidYears, units_of_money
from govdisclosure.value_objects import FrozenDict, ValueObject
from govdisclosure.values import NEW_YEAR, Blank, Kind, MonthDay, Period, PeriodLike, Severity, Value

# ------------------------------------------------------------------------------------------------ tables and sections


@frozen(kw_only=True)
class Column(ValueObject):
    """A column of a table (栏): a group of records (``where``), a total of other columns, or a measure of its own.

    Attributes:
        over: the days that it counts over in place of the report's own period.
        over_time: how its figures of months or quarters become the year's, where the file says it for this column alone.
        covers: of a total, which records its parts count, for rows whose figures do not add up.
    """

    key: str
    label: str
    head: tuple[str, ...] = ()
    where: Condition | None = None
    measure: Measure | None = None
    kind: Kind | None = None
    unit: str | None = None
    signed: bool = False
    aliases: tuple[str, ...] = ()
    over: Span = OWN_PERIOD
    over_time: OverTime | None = None
    covers: Condition | None = None


@frozen(kw_only=True)
class Indicator(ValueObject):
    """A row of a table (指标); a heading (标题行) has no cells.

    Attributes:
        label: as printed, the printed number included.
        unit: as printed.
        kind: what its cells hold; ``Kind.HEADING`` for a heading.
        printed: what a heading prints where a value would be.
        source: article or printed row, and what is a reading of ours.
        records: the kind of record it counts; None where it counts none.
        signed: whether its numbers may be negative (增减).
        combine: how the values of several bodies become one, where its own measure, or that of a column, allows it.
        over_time: how figures of months or quarters become the year's, where the file says it (:meth:`Standard.over_time`).
        head: the groups left of its label that are no rows themselves, the outermost first.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    printed: str | None = None
    aliases: tuple[str, ...] = ()
    source: str = ""
    records: RecordKind | None = None
    where: Condition | None = None
    measure: Measure | None = None
    signed: bool = False
    combine: Combine = Combine.NONE
    over_time: OverTime | None = None
    head: tuple[str, ...] = ()


@frozen(kw_only=True)
class Partition(ValueObject):
    """A partition (互斥完备): within a condition, each word of a vocabulary falls into exactly one of the rows.

    The loader proves it. A word in ``uncounted`` is in no row on purpose; when it occurs, that is a finding.
    """

    records: RecordKind
    ref: FieldRef
    within: Condition
    rows: tuple[str, ...]
    uncounted: tuple[str, ...]


@frozen(kw_only=True)
class Guard(ValueObject):
    """Records that are in no row, or cannot be judged (例外记录): counted in the same scan, reported with their ids."""

    key: str
    records: RecordKind
    where: Condition
    label: str
    label_en: str
    severity: Severity


@frozen(kw_only=True)
class Table(ValueObject):
    """A table of a report (统计表); one without columns has one value a row.

    Attributes:
        printed: whether it is printed; else its figures are in the text alone.
        optional: whether a report may be without it: one in which no cell of it has a value.
        stub: how many columns hold labels when it is printed; 0 for heads and figures only.
    """

    key: str
    heading: str
    row_head: str = ""
    unit_head: str = ""
    value_head: str = ""
    records: RecordKind | None = None
    printed: bool = True
    optional: bool = False
    stub: int = 1
    columns: tuple[Column, ...]
    rows: tuple[Indicator, ...]
    partitions: tuple[Partition, ...] = ()
    guards: tuple[Guard, ...] = ()


@frozen(kw_only=True)
class Section(ValueObject):
    """A part of a report (部分): words of the agency's own (``text``), tables, or both; ``attachment`` names a 附件.

    ``joined`` is where its tables are printed as one, each under its heading (合并为一张表).
    ``draft`` holds the paragraphs that must be written here, figures as bindings (拟稿): what ``drafting`` proposes.
    """

    key: str
    heading: str = ""
    text: bool = False
    tables: tuple[str, ...] = ()
    joined: bool = False
    draft: tuple[str, ...] = ()
    attachment: str | None = None


@frozen(kw_only=True)
class PolicyChoice(ValueObject):
    """One choice of a switch."""

    key: str
    zh: str
    en: str


@frozen(kw_only=True)
class Policy(ValueObject):
    """A named switch (口径选项) for a definition that no official text settles.

    Attributes:
        zh, en: the question.
        choices: the answers; the first is the default.
        chosen: the answer in force.
        source: what is known about it.
    """

    key: str
    zh: str
    en: str
    choices: tuple[PolicyChoice, ...]
    chosen: PolicyChoice
    source: str

    @property
    def is_default(self) -> bool:
        """Whether the answer is the stated default."""
        return self.chosen == self.choices[0]


def _plain_words(text: str) -> str:
    """Return words as special ones are compared: full-width characters as plain ones, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _special(given: Mapping[str, str | Decimal]) -> Mapping[str, Decimal]:
    return FrozenDict({_plain_words(word): amount(str(number)) for word, number in given.items()})


@frozen(kw_only=True)
class PrintStyle(ValueObject):
    """How a standard prints what is not an ordinary number (数据填写规定).

    Attributes:
        special: words that are printed for certain numbers, and read as these: ``<1`` for 0.5.
        language: the standard's, in which days are printed.
    """

    zero: str = "0"
    missing: str = ""
    not_applicable: str = "—"
    yes: str = "是"
    no: str = "否"
    heading_unit: str = ""
    heading_value: str = ""
    special: Mapping[str, Decimal] = field(factory=FrozenDict, converter=_special)
    language: str = "zh"

    def day(self, day: date) -> str:
        """Return a day as it is printed: ``2024年3月5日`` in Chinese, else by ISO."""
        return f"{day.year}年{day.month}月{day.day}日" if self.language == "zh" else day.isoformat()

    def word_for(self, number: Number) -> str | None:
        """Return the special word that is printed for a number (特殊用语), such as ``<1``; None where it has none."""
        return next((word for word, value in self.special.items() if value == number), None)

    def number_for(self, printed: str, kind: Kind) -> Number | None:
        """Return the number that a special word is printed for, as cells of a kind hold it; None for what is no such word."""
        number = self.special.get(_plain_words(printed)) if self.special and kind.is_figure else None
        if number is None or kind.has_decimals:
            return number
        return int(number) if number == int(number) else None

    def value_for(self, printed: str, kind: Kind) -> Value | None:
        """Return the value that the standard's own words are printed for: special ones, those for blanks, zero, yes and no."""
        number, text = self.number_for(printed, kind), _plain_words(printed)
        if number is not None or not text:
            return number
        if kind is Kind.YES_NO and text in (words := (_plain_words(self.no), _plain_words(self.yes))):
            return bool(words.index(text))
        blanks = {_plain_words(self.missing): Blank.MISSING, _plain_words(self.not_applicable): Blank.NOT_APPLICABLE}
        if kind.is_figure and text == _plain_words(self.zero) and text not in blanks:
            return Decimal(0) if kind.has_decimals else 0
        return blanks.get(text)

    @property
    def in_text(self) -> PrintStyle:
        """The same within a sentence, where zero is ``0`` whatever a table prints."""
        return evolve(self, zero="0")


# ------------------------------------------------------------------------------------------------------------- labels


@frozen(kw_only=True)
class LabelTranslation(ValueObject):
    """What the labels of a standard are called in a further language (译名); what is not there keeps the standard's own.

    Attributes:
        sections, tables, rows, columns: labels by key; a column's is ``TABLE.COLUMN``.
        words: what any other text of the standard is, such as a unit, a head or ``是``.
    """

    title: str = ""
    sections: Mapping[str, str] = field(factory=FrozenDict)
    tables: Mapping[str, str] = field(factory=FrozenDict)
    rows: Mapping[str, str] = field(factory=FrozenDict)
    columns: Mapping[str, str] = field(factory=FrozenDict)
    words: Mapping[str, str] = field(factory=FrozenDict)

    def text(self, own: str, default: str | None = None) -> str:
        """Return what a text of the standard is in this language; the text itself, or the default, where that is not known."""
        return self.words.get(own) or (own if default is None else default)

    def _texts(self, own: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self.text, own))

    def beside(self, other: LabelTranslation) -> LabelTranslation:
        """Return these labels and another standard's, which go before."""
        return LabelTranslation(
            title=self.title,
            **{
                name: FrozenDict({**getattr(self, name), **getattr(other, name)})
                for name in ("sections", "tables", "rows", "columns", "words")
            },
        )

    def section(self, section: Section) -> Section:
        """Return a section with its labels in this language."""
        return evolve(
            section,
            heading=self.sections.get(section.key) or self.text(section.heading),
            attachment=section.attachment and self.text(section.attachment),
        )

    def table(self, table: Table) -> Table:
        """Return a table with its labels in this language."""
        return evolve(
            table,
            heading=self.tables.get(table.key) or self.text(table.heading),
            row_head=self.text(table.row_head),
            unit_head=self.text(table.unit_head),
            value_head=self.text(table.value_head),
            columns=tuple(self._column(column, table) for column in table.columns),
            rows=tuple(map(self._row, table.rows)),
        )

    def _column(self, column: Column, table: Table) -> Column:
        return evolve(
            column,
            label=self.columns.get(f"{table.key}.{column.key}") or self.text(column.label),
            head=self._texts(column.head),
            unit=column.unit and self.text(column.unit),
            aliases=(),
        )

    def _row(self, row: Indicator) -> Indicator:
        return evolve(
            row,
            label=self.rows.get(row.key) or self.text(row.label),
            head=self._texts(row.head),
            unit=self.text(row.unit),
            printed=row.printed and self.text(row.printed),
            aliases=(),
        )

    def style(self, style: PrintStyle) -> PrintStyle:
        """Return how values are printed, in this language."""
        words = {name: self.text(getattr(style, name)) for name in _STYLE_WORDS}
        return evolve(style, **words, special={self.text(word): number for word, number in style.special.items()})


_STYLE_WORDS = ("zero", "missing", "not_applicable", "yes", "no", "heading_unit", "heading_value")


# ------------------------------------------------------------------------------------------------------- plausibility


class Oddity(Enum):
    """Kinds of implausible figures, within a report or against the preceding one (异常情形)."""

    SWING = "swing"  # a figure grew or shrank by more than so many times
    TO_ZERO = "to_zero"  # it fell to nothing
    COPIED = "copied"  # all the cells are those of last year
    OTHER_BODIES = "other_bodies"  # it is not zero, though bodies of such a name or kind have none


@frozen(kw_only=True)
class Plausibility(ValueObject):
    """What is likely of a body, or between a year and the one before (合理性), though no rule demands it.

    Attributes:
        oddity: what is asked about.
        cells: addresses; each is judged alone, but for ``copied``, which judges them together.
        least: figures below it are too small to say anything; for ``copied``, how many must be other than zero.
        bodies: for ``other_bodies``, a regular expression that is found in the names of the bodies that have none.
        body_kinds: for ``other_bodies``, the kinds of body, or what bodies report as, that have none whatever their names.
        zh, en: what to ask.
    """

    key: str
    oddity: Oddity
    cells: tuple[str, ...]
    ratio: int = 3
    least: int = 10
    bodies: str = ""
    body_kinds: tuple[str, ...] = ()
    zh: str
    en: str


# --------------------------------------------------------------------------------------------------------- a standard


@frozen
class Spot(ValueObject):
    """A cell of a standard (单元格): its table, row, column, and the measure that defines its value."""

    table: Table
    row: Indicator
    column: Column | None

    @property
    def address(self) -> str:
        """The cell's address."""
        return address(self.row.key, self.column.key if self.column else None)

    @property
    def kind(self) -> Kind:
        """What the cell holds."""
        return self.column.kind if self.column and self.column.kind else self.row.kind

    @property
    def decimals(self) -> int:
        """How many decimals its smallest unit has: 0 for a count, 2 for money in yuan (分), 6 in 万元."""
        return max(self.measure.decimals, self.kind.least_decimals)

    @property
    def unit(self) -> str:
        """The cell's unit, as printed."""
        return self.column.unit if self.column and self.column.unit is not None else self.row.unit

    @property
    def label(self) -> str:
        """The cell's label: its row's, and its column's with the groups above it."""
        if self.column is None:
            return self.row.label
        return "/".join((self.row.label, *self.column.head, self.column.label))

    @property
    def signed(self) -> bool:
        """Whether the cell may be negative."""
        return self.row.signed or (self.column is not None and self.column.signed) or self.measure.may_be_negative

    @property
    def counted(self) -> RecordKind:
        """The kind of record that the cell counts.

        Raises:
            UnknownIndicatorError: it counts none.
        """
        if self.row.records is None:  # the loader sees to it
            raise UnknownIndicatorError("standard.heading_has_no_cell", key=self.row.key)
        return self.row.records

    @property
    def measure(self) -> Measure:
        """What decides its value: a total of columns before a total of rows before a measure of either.

        In a total column what does not add up, such as a mean, is counted over the records of all of its parts.
        """
        measure = self.column.measure if self.column and self.measured_by_column else self.row.measure
        if measure is None:  # the loader sees to it
            raise UnknownIndicatorError("standard.heading_has_no_cell", key=self.row.key)
        return measure if self.column is None or self.column.over == OWN_PERIOD else measure.over(self.column.over)

    @property
    def addends(self) -> tuple[Spot, ...]:
        """The spot once for each kind of record that it adds up: for its own kind, and for those that its measure adds."""
        return self, *(
            evolve(
                self,
                row=evolve(self.row, records=one.records, where=one.where, measure=one.sum),
                column=self.column and evolve(self.column, where=None, measure=None),
            )
            for one in self.measure.addends
        )

    @property
    def stated_over_time(self) -> OverTime | None:
        """How its figure follows from those of shorter periods, where the file says it: for its column before its row."""
        return (self.column.over_time if self.column else None) or self.row.over_time

    @property
    def basis_adds_over_time(self) -> bool:
        """Whether what a mean or share is worked out from adds up over shorter periods, each record being in one of them."""
        atoms = (self.measure.atoms(self) if self.measure.has_basis else None) or ()
        counted = [one for one in atoms if not isinstance(one, CellValue)]
        return bool(counted) and all(
            derived([*one.condition, *([one.operand] if isinstance(one, SumOf) else [])]) is OverTime.SUM for one in counted
        )

    @property
    def measured_by_column(self) -> bool:
        """Whether its column's measure decides its value, not its row's."""
        return self.column is not None and self.column.measure is not None and not self.counts_all

    @property
    def counts_all(self) -> bool:
        """Whether it is in a total column and counts the records of all its parts, since its row's figures do not add up."""
        column, own = self.column, self.row.measure
        return column is not None and column.covers is not None and own is not None and not own.adds_up

    @property
    def where(self) -> tuple[Condition, Condition]:
        """What its row and its column ask of a record."""
        row: Condition = self.row.where or ALWAYS
        column: Condition = ALWAYS
        if self.column is not None:
            column = (self.column.covers if self.counts_all else self.column.where) or ALWAYS
            if self.column.over != OWN_PERIOD:
                row, column = over(row, self.column.over), over(column, self.column.over)
        return row, column

    @property
    def combine(self) -> Combine:
        """How the values of several bodies become one: as its row says where its measure allows that."""
        ways = self.measure.combining
        if self.measured_by_column and ways[0] is Combine.NONE:  # the row speaks of its other columns
            return Combine.NONE
        return self.row.combine if self.row.combine in ways else ways[0]

    def beside(self, key: str) -> str:
        """Return the address of the cell in another row, or in another column where its column's measure decides its value."""
        return self._beside(key, across=self.measured_by_column)

    def _beside(self, key: str, *, across: bool) -> str:
        return address(self.row.key, key) if across else address(key, self.column.key if self.column else None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The addresses of the cells that add up to it; none for what is no total."""
        return tuple(map(self.beside, self.measure.parts))

    @property
    def is_entered(self) -> bool:
        """Whether its value is typed in: no record and no other cell decides it."""
        return self.measure.criterion is None and self.measure.atoms(self) is None

    @property
    def sources(self) -> tuple[str, ...]:
        """The addresses of the cells that its value follows from; none where it follows from records, or is typed in."""
        return tuple(atom.address for atom in self.cells_read if atom.earlier is None)

    @property
    def cells_read(self) -> tuple[CellValue, ...]:
        """The cells that its value follows from, those of earlier reports too; none where it follows from records."""
        if self.measure.criterion is not None:
            return ()
        return tuple(atom for atom in self.measure.atoms(self) or () if isinstance(atom, CellValue))

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """The reports of earlier periods that its value follows from."""
        return tuple(dict.fromkeys(atom.earlier for atom in self.cells_read if atom.earlier is not None))

    @property
    def totals(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Its parts by its row's measure (``sum``), and by its column's (``across``): a cell can be both totals."""
        for name, measure in (("sum", self.row.measure), ("across", self.column.measure if self.column else None)):
            if measure is not None and measure.parts and not (name == "across" and self.counts_all):
                yield name, tuple(self._beside(key, across=name == "across") for key in measure.parts)


def address(row: str, column: str | None = None) -> str:
    """Return the address of a cell from the keys of its row and column."""
    return row if column is None else f"{row}/{column}"


@frozen(kw_only=True)
class Standard(ValueObject):
    """What a report must contain (统计报表制度): sections, tables, relations; made by the loader from one TOML file.

    Two are equal that have the same id, digest, switches and contents: a file loaded twice gives the same standard, and a
    copy changed by ``evolve`` is another one though it bears the same digest.

    Attributes:
        id, edition: together name what is meant; a new edition is made for every change of figures.
        title: the report's title, with ``{body}`` and ``{year}`` to fill in.
        authority: the notice it rests on.
        language: the language of its labels, in which its documents are written unless another is requested.
        periods: the periods that it is reported for; empty where it does not say.
        annexes: the ids of the annexes added to it (附表).
        policies: its switches, with what was chosen; a choice other than the default is in ``id``.
        calendar: which days are worked, for conditions and for terms that the law gives.
        year_starts: month and day on which its year starts; a year is named by the calendar year in which it ends.
        valid: the years that the form is made for.
        currency: the currency of its amounts (ISO 4217).
        theme: the name of the theme of its documents (版式); empty where it names none.
        labels: its labels in further languages (译名).
        digest: ``sha256:…`` of the file, so that a report can say by what it was made.
    """

    id: str
    edition: str
    title: str
    authority: str
    language: str = "zh"
    regulation: str = ""
    periods: tuple[Cycle, ...] = ()
    style: PrintStyle = field(factory=PrintStyle)
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    relations: tuple[RelationInstance, ...]
    policies: tuple[Policy, ...] = ()
    plausibilities: tuple[Plausibility, ...] = ()
    annexes: tuple[str, ...] = ()
    digest: str = ""
    calendar: Calendar = field(factory=national)
    year_starts: MonthDay = NEW_YEAR
    valid: ValidYears = field(factory=ValidYears)
    currency: str = YUAN
    theme: str = ""
    labels: Mapping[Language, LabelTranslation] = field(factory=FrozenDict)

    made_by_fields: ClassVar[bool] = False

    def __hash__(self) -> int:  # what it contains is compared only where these agree
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.id, self.digest, tuple(policy.chosen.key for policy in self.policies)))

    def __str__(self) -> str:
        return self.id

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "id", self.id
        yield "edition", self.edition
        yield "tables", len(self.tables)
        yield "cells", len(self.spots)
        yield "digest", self.digest or None

    def period_of(self, given: PeriodLike) -> Period:
        """Return a period given as an object or by name: ``2024`` and ``"2024-Q1"`` are those of its own year.

        Raises:
            InvalidPeriodError: it is no period.
        """
        return Period.of(given, year_starts=self.year_starts)

    def own_period(self, period: Period) -> Period:
        """Return the period of its own that goes by the name of one of the calendar's; any other period as it is."""
        return period if self.year_starts == NEW_YEAR else self.period_of(str(period))

    def year_of(self, period: Period) -> int:
        """Return the year of its own that a period is in, by its last day: the calendar year in which that year ends."""
        end = period.end
        starts_later = self.year_starts == NEW_YEAR or (end.month, end.day) < self.year_starts
        return end.year if starts_later else end.year + 1

    def is_year(self, period: Period) -> bool:
        """Whether a period is one whole year of its own."""
        return Cycle.YEAR.has(period, self.year_starts)

    def reports_on(self, period: Period) -> bool:
        """Whether it is reported for such a period; for any where it does not say."""
        return not self.periods or any(one.has(period, self.year_starts) for one in self.periods)

    @property
    def file_id(self) -> str:
        """Its id as its file has it, without switches and annexes."""
        return self.id.partition("+")[0].partition("?")[0]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What it prints besides the labels that have a key: heads, units, words for values, in printed order."""
        texts = [section.attachment or "" for section in self.sections]
        for table in self.tables:
            texts += [table.row_head, table.unit_head, table.value_head]
            for column in table.columns:
                texts += [*column.head, column.unit or ""]
            for row in table.rows:
                texts += [*row.head, row.unit, row.printed or ""]
        texts += [getattr(self.style, name) for name in _STYLE_WORDS] + list(self.style.special)
        return tuple(dict.fromkeys(text for text in texts if text))

    @cached_property
    def translations(self) -> Mapping[Language, Standard]:
        """The standard with its labels in each further language, for printing and for reading what is printed in it."""
        return FrozenDict(
            {
                language: evolve(
                    self,
                    title=labels.title or labels.text(self.title),
                    language=language,
                    style=labels.style(self.style),
                    sections=tuple(map(labels.section, self.sections)),
                    tables=tuple(map(labels.table, self.tables)),
                    labels=FrozenDict(),
                )
                for language, labels in self.labels.items()
            }
        )

    def in_language(self, language: Language | None) -> Standard:
        """Return it with its labels in a language, as it is for None; its id stays, and its figures mean the same.

        In a language of the package's messages it stays as it is where it has no labels in it: heads and findings have words.

        Raises:
            UnknownStandardError: it has no labels in that language, and there are no messages in it.
        """
        found = self.translations.get(language) if language else None
        if language and found is None and language != self.language and language not in languages():
            known = list(dict.fromkeys((self.language, *self.labels, *languages())))
            raise UnknownStandardError("standard.no_language", found=language, standard=self.id, known=known)
        return found or self

    def name_of(self, address: str) -> Message:
        """Return what a cell is called in messages: its label; in English its address, where its labels are in Chinese."""
        label = self.spot(address).label
        return Message.literal(zh=label, en=address if self.language.startswith("zh") else label)

    @property
    def units_of_money(self) -> Mapping[str, int]:
        """The units of money that it may print, each with how many of the currency's main unit it is."""
        return units_of_money(self.currency)

    def places_between(self, unit: str, other: str) -> int | None:
        """Return by how many decimal places a unit of money is larger than another; None where one of them is none."""
        money = self.units_of_money
        return len(str(money[unit])) - len(str(money[other])) if unit in money and other in money else None

    @property
    def guards(self) -> tuple[Guard, ...]:
        """What every table looks out for."""
        return tuple(guard for table in self.tables for guard in table.guards)

    @cached_property
    def spots(self) -> Mapping[str, Spot]:
        """Every cell by address, in printed order."""
        found = {}
        for table in self.tables:
            for row in table.rows:
                if row.kind is Kind.HEADING:
                    continue
                for column in table.columns or (None,):
                    spot = Spot(table, row, column)
                    found[spot.address] = spot
        return FrozenDict(found)

    @cached_property
    def derived(self) -> tuple[Spot, ...]:
        """The cells that follow from others by another measure than a sum, for which no relation stands."""
        return tuple(one for one in self.spots.values() if one.cells_read and not one.parts)

    @cached_property
    def based(self) -> tuple[Spot, ...]:
        """The cells whose reports keep what they were worked out from: means, shares, rates."""
        return tuple(one for one in self.spots.values() if one.measure.has_basis)

    @cached_property
    def of_other_bodies(self) -> tuple[Plausibility, ...]:
        """What is likely of a body by its name or kind, whatever was there the year before."""
        return tuple(one for one in self.plausibilities if one.oddity is Oddity.OTHER_BODIES)

    @cached_property
    def earlier_read(self) -> frozenset[Earlier]:
        """The reports of earlier periods that cells follow from."""
        return frozenset(earlier for one in self.derived for earlier in one.earlier)

    @cached_property
    def rows(self) -> Mapping[str, Indicator]:
        """Every row by key, headings included, in printed order."""
        return FrozenDict({row.key: row for table in self.tables for row in table.rows})

    @cached_property
    def table_of(self) -> Mapping[str, Table]:
        """The table of each row, by the row's key."""
        return FrozenDict({row.key: table for table in self.tables for row in table.rows})

    @cached_property
    def defining(self) -> Mapping[str, tuple[RelationInstance, ...]]:
        """The relations that define each total, by the total's address."""
        found: dict[str, tuple[RelationInstance, ...]] = {}
        for instance in self.relations:
            if instance.defines is not None:
                found[instance.defines] = (*found.get(instance.defines, ()), instance)
        return FrozenDict(found)

    def over_time(self, address: str) -> OverTime | None:
        """Return how a cell's figure follows from those of shorter periods (分期数据合成); None where nothing tells.

        Raises:
            UnknownIndicatorError: the standard has no such cell.
        """
        spot = self.spot(address)
        if spot.stated_over_time is not None:
            return spot.stated_over_time
        if spot.measure.parts:
            ways = {self.over_time(spot.beside(part)) for part in spot.measure.parts}
            return ways.pop() if len(ways) == 1 and ways.isdisjoint((OverTime.LEAST, OverTime.MOST)) else None
        return spot.measure.over_time(spot.where)

    def decimals(self, address: str) -> int:
        """Return how many decimals the smallest unit of a cell has; of a total as many as of the finest of its parts.

        Raises:
            UnknownIndicatorError: the standard has no such cell.
        """
        spot = self.spot(address)
        return max(spot.decimals, *map(self.decimals, spot.parts), 0)

    @cached_property
    def without_over_time(self) -> tuple[str, ...]:
        """The cells whose figure of a longer period does not follow from shorter ones, and that do not say so (缺分期合成方式).

        They are asked for where a standard is reported for several kinds of periods; what follows from other cells of the
        report, such as a total or a ratio, is not.
        """
        if len(self.periods) < 2:
            return ()
        figures = (spot for spot in self.spots.values() if spot.kind.is_number or spot.kind is Kind.YES_NO)
        return tuple(spot.address for spot in figures if not spot.measure.of_cells and self.over_time(spot.address) is None)

    @property
    def text_sections(self) -> tuple[Section, ...]:
        """The sections with words of the agency's own."""
        return tuple(section for section in self.sections if section.text)

    def keys(self) -> tuple[str, ...]:
        """Every cell's address, in printed order."""
        return tuple(self.spots)

    def spot(self, address: str) -> Spot:
        """Return where a cell is.

        Raises:
            UnknownIndicatorError: the standard has no such cell; the message names the nearest.
        """
        try:
            return self.spots[address]
        except KeyError:
            raise unknown_indicator(address, self.id, self.spots) from None


def unknown_indicator(found: str, standard: str, known: Sequence[str] | Mapping[str, object]) -> UnknownIndicatorError:
    """Return the error for an address that a standard does not have, with the nearest that it has."""
    similar = nearest(found, known)
    hint = say("indicator.similar", similar=similar) if similar else say("indicator.see_all", standard=standard)
    return UnknownIndicatorError("indicator.unknown", found=found, standard=standard, hint=hint)
