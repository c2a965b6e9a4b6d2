"""Which standard a document follows (识别统计标准): by the labels of its tables, each by itself; it may be mixed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress

from attrs import field, frozen

from govdisclosure.errors import GovDisclosureError, InvalidStandardError, UnknownStandardError
from govdisclosure.readers.labels import Label
from govdisclosure.readers.source import Source
from govdisclosure.readers.table_headings import named_table
from govdisclosure.readers.table_location import LocatedTable
from govdisclosure.readers.token_stream import TokenStream
from govdisclosure.standards import Standard

_CLEARLY = 0.75
"""So much better must another standard's table fit for a document to be mixed."""
_LONGEST_HEADING = 40
_PART = 0.1
"""What each table lent by another standard counts against a reading: the simplest of two equal ones is taken."""
_ALIKE = 0.5
"""So much better at most does a table of a standard suit than another that the same rows may be: half a row, or some heads."""


@frozen(eq=False)
class Slot:
    """One table of a document, with what it can be, the best first: of tables alike in all but their headings the one named.

    Attributes:
        tables: what it can be.
        possible: by standard the keys of its tables that it can be: the one that the heading names, or those that suit.
        alike: by standard the keys of its tables that it may be as well as each other, where no heading says which.
    """

    tables: tuple[LocatedTable, ...]
    possible: Mapping[Standard, frozenset[str]] = field(factory=dict)
    alike: Mapping[Standard, frozenset[str]] = field(factory=dict)

    @property
    def start(self) -> tuple[int, int]:
        """Where it begins: the line, as paragraphs have it."""
        return self.tables[0].span[0], 0

    @property
    def end(self) -> tuple[int, int]:
        """Where it ends."""
        return self.tables[0].span[1], 0

    @property
    def key(self) -> str:
        """The key of the table it most probably is."""
        return self.tables[0].key

    def first_not_in(self, keys: Container[str]) -> str | None:
        """Return the first key not among some, of the tables that it is equally probably; None where all are among them.

        A standard may have tables that differ in their headings only, such as the oldest requests and the oldest appeals.
        """
        best = self.tables[0]
        alike = (
            one
            for one in self.tables
            if one.worth == best.worth and any(self.can_be(one, standard) for standard in best.form.standards)
        )
        return next((one.key for one in alike if one.key not in keys), None)

    def can_be(self, table: LocatedTable, standard: Standard) -> bool:
        """Whether it can be a table of a standard."""
        return standard in table.form.standards and table.key in self.possible.get(standard, ())


@frozen
class DetectedStandard:
    """The standard that a report follows (识别结果).

    Attributes:
        standard: the standard, made of several where the document is mixed.
        base: the standard that most of it follows.
        tables: the tables that were chosen, by key.
        left: tables that could not be used.
        others: the ids of standards that would fit as well.
    """

    standard: Standard
    base: Standard
    tables: dict[str, LocatedTable]
    left: tuple[LocatedTable, ...]
    others: tuple[str, ...]


def known(source: Source, claimed: str | None = None) -> tuple[Standard, ...]:
    """Return the standards to look for; a plugin's that has faults must not keep the others from being found.

    A standard with an annex (附表) is looked for where the document's own properties name it. Behind each standard comes what
    it prints in the further languages of which it has labels.
    """
    if source.standard is not None:
        return _in_every_language([source.standard])
    found = []
    for one in source.known_standards:
        with suppress(InvalidStandardError):
            found.append(source.find_standard(one))
    if claimed is not None and "+" in claimed:
        with suppress(GovDisclosureError):  # a property that somebody changed
            named = source.find_standard(without_switches(claimed))
            found += [named] if named.annexes else []
    return _in_every_language(found)


def _in_every_language(standards: Iterable[Standard]) -> tuple[Standard, ...]:
    return tuple(each for one in standards for each in (one, *one.translations.values()))


def without_switches(reference: str) -> str:
    """Return a reference without its switches."""
    return re.sub(r"\?[^+]*", "", reference)


def slots(stream: TokenStream, tables: Iterable[LocatedTable], doubtful: Iterable[LocatedTable] = ()) -> list[Slot]:
    """Gather what was found by place: forms over the same rows are one table that can be several things.

    Args:
        stream: the document.
        tables: the tables.
        doubtful: tables of which too little was found to recognise them by it.
    """
    found: list[list[LocatedTable]] = []
    for table in sorted(tables, key=lambda one: -one.worth):
        if any(table.rows.stop <= slot[0].rows.start and slot[0].lines.issuperset(table.rows) for slot in found):
            continue  # heads of a better one that are like labels
        shared = [slot for slot in found if slot[0].body & table.body]
        if not shared:
            found.append([table])
        elif len(shared) == 1 and len(shared[0][0].body & table.body) * 2 > len(table.body):
            shared[0].append(table)
    made: list[Slot] = []
    for own in found:
        first = own[0].rows.start
        begin = max((one[0].rows.stop for one in found if one[0].rows.stop <= first), default=0)
        weaker = [table for table in doubtful if own[0].body & table.body and own[0].says_as_much_as(table)]
        made.append(_by_heading(stream, own, weaker, range(begin, first)))
    return sorted(made, key=lambda slot: slot.start)


def _by_heading(stream: TokenStream, tables: Sequence[LocatedTable], doubtful: Sequence[LocatedTable], over: range) -> Slot:
    """Return what rows can be: of tables of one standard that suit alike only the one that the heading over them names.

    Args:
        stream: the document.
        tables: the tables, the best first.
        doubtful: those of which too little was found, whose labels say as much.
        over: the lines between the table before and the first row.
    """
    possible: dict[Standard, frozenset[str]] = {}
    undecided: dict[Standard, frozenset[str]] = {}
    kept: set[LocatedTable] = set()
    for standard in dict.fromkeys(standard for table in tables for standard in table.form.standards):
        own = [table for table in (*tables, *doubtful) if standard in table.form.standards]
        alike = [table for table in own if table.worth >= own[0].worth - _ALIKE]
        keys = list(dict.fromkeys(table.key for table in alike))
        named = named_table(stream, over, standard, keys) if len(keys) > 1 else None
        if named is not None:
            can_be = [table for table in own if table.key == named]
        else:
            can_be = [table for table in own if table in tables and table.worth >= own[0].worth - _CLEARLY]
            same = frozenset(table.key for table in alike if own[0].says_as_much_as(table))
            undecided |= {standard: same} if len(same) > 1 else {}
        possible[standard] = frozenset(table.key for table in can_be)
        kept.update(can_be)
    return Slot(tuple(table for table in (*tables, *doubtful) if table in kept), possible, undecided)


def choose(
    tables: Sequence[Slot], standards: Sequence[Standard], source: Source, year: int | None, claimed: str | None = None
) -> DetectedStandard:
    """Choose the standard that gives the tables of one report their best sense, mixed where one fits clearly better.

    Of several that fit alike the one is taken that the document's own properties name, else the latest of the report's year.
    """
    readings = [_reading(standard, tables) for standard in standards]
    best = max(worth for worth, _, _ in readings)
    equal = [number for number, (worth, _, _) in enumerate(readings) if worth > best - 1e-9]
    wanted = without_switches(claimed or "")
    exactly = [one for one in equal if wanted == standards[one].id]
    said = [one for one in equal if wanted.partition("+")[0] == standards[one].id]
    equal = exactly or said or equal
    ids = [standards[one].id for one in equal]
    equal = [one for at, one in enumerate(equal) if ids.index(standards[one].id) == at]  # its own language goes before others
    number = _likeliest([standards[one] for one in equal], year, equal)
    _, picked, lent = readings[number]
    base = standards[number]
    order = [table.key for table in base.tables]
    parts = "".join(f"+{lent[key]}:{key}" for key in sorted(lent, key=order.index))
    left = [slot.tables[0] for slot in tables if not any(table in picked.values() for table in slot.tables)]
    standard = base
    if parts:
        try:
            standard = source.find_standard(base.id + parts)
        except (UnknownStandardError, KeyError):
            left.extend(picked.pop(key) for key in lent)
    others = tuple(dict.fromkeys(standards[one].id for one in equal if standards[one].id != base.id))
    return DetectedStandard(standard, base, picked, tuple(left), others)


def choose_by_headings(lines: Sequence[str], standards: Sequence[Standard], year: int | None) -> DetectedStandard:
    """Choose the standard of a report without tables: by the headings of its sections, then its year, then what it can hold.

    A form that prints no words is the standard of no such report. A report on a year before every form follows none of them:
    of those made for certain years the earliest is the nearest, whatever headings a later one happens to share.
    """
    standards = [one for one in standards if one.text_sections] or standards
    first = min((one.valid.first for one in standards if one.valid.first is not None), default=None)
    is_before_all = year is not None and first is not None and year < first
    if is_before_all:
        standards = [one for one in standards if one.valid.first in (None, first)]
    labels = {Label.of(line).text for line in lines if len(line) <= _LONGEST_HEADING}

    def hits(standard: Standard) -> int:
        return sum(bool(one.heading) and Label.of(one.heading).text in labels for one in standard.sections)

    most = max(map(hits, standards))
    equal = [one for one in standards if hits(one) == most]
    there = [one for one in equal if year is None or is_before_all or _first_year(one) <= year]
    earliest = min(_first_year(one) for one in equal)
    there = there or [one for one in equal if _first_year(one) == earliest]
    chosen = max(there, key=lambda one: (len(one.spots), _first_year(one)))
    return DetectedStandard(chosen, chosen, {}, (), tuple(dict.fromkeys(one.id for one in equal if one.id != chosen.id)))


def _first_year(standard: Standard) -> int:
    """Return the first year that a form is made for; 0 where it does not say."""
    return standard.valid.first or 0


def _reading(base: Standard, tables: Sequence[Slot]) -> tuple[float, dict[str, LocatedTable], dict[str, str]]:
    """Read the tables by one standard, and by others where those fit clearly better: what it is worth, tables, those lent."""
    keys = {table.key for table in base.tables}
    picked: dict[str, LocatedTable] = {}
    lent: dict[str, str] = {}
    worth = 0.0
    named = {slot.key for slot in tables if base not in slot.alike}
    for slot in tables:
        free = [table for table in slot.tables if table.key in keys - picked.keys()]
        free = [table for table in free if not (base in slot.alike and table.key in named)] or free
        own = next((table for table in free if slot.can_be(table, base)), None)
        others = (table for table in free if base not in table.form.standards)
        other = next((table for table in others if base.id not in [one.id for one in table.form.standards]), None)
        chosen = other if own is None or (other is not None and other.worth > own.worth + _CLEARLY) else own
        if chosen is None:
            worth -= slot.tables[0].worth
            continue
        picked[chosen.key] = chosen
        worth += chosen.worth
        if chosen is not own:
            lent[chosen.key] = chosen.form.standards[0].id
            worth -= _PART
    return worth, picked, lent


def _likeliest(forms: Sequence[Standard], year: int | None, numbers: Sequence[int]) -> int:
    """Return which of several that fit alike to take: the latest that was there in the report's year."""
    dated = [(_first_year(one), number) for one, number in zip(forms, numbers, strict=True)]
    there = [one for one in dated if year is None or one[0] <= year]
    return max(there)[1] if there else min(dated)[1]
