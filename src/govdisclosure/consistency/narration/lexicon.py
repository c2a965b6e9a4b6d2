"""What a standard counts, by name (统计事项): rows, headings, columns and groups of columns, with the cells they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from attrs import evolve, frozen

from govdisclosure.consistency.narration.phrases import Phrase, bare, is_generic, phrase, readings, terms, words
from govdisclosure.standards import Column, Indicator, Standard, Table, address
from govdisclosure.values import Kind

Sum: TypeAlias = tuple[str, ...]
"""Addresses of cells that are added up."""

_MOST_ROWS = 12  # a heading over more rows is no sum that anyone names


@frozen(kw_only=True)
class Matter:
    """Something that a report counts, with a name.

    Attributes:
        core: its bare label.
        say: the phrases that name it.
        sums: the figures that it may mean when named alone; none where one of its aspects must be named.
        aspects: the figures that it may mean in one column, or in one of the rows below it, by their bare labels.
        needs, doubt: as of its term.
        weak: whether anything named nearer goes before it.
        hint: whether it means something only in one of its aspects.
    """

    core: str
    say: tuple[Phrase, ...]
    sums: tuple[Sum, ...]
    aspects: Mapping[str, tuple[Sum, ...]]
    needs: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    weak: bool = False
    hint: bool = False


@frozen(kw_only=True)
class Lexicon:
    """All that a standard counts, and the phrases of the aspects by bare label."""

    matters: tuple[Matter, ...]
    aspects: Mapping[str, tuple[Phrase, ...]]
    wholes: tuple[Sum, ...]


@lru_cache(maxsize=64)
def lexicon(standard: Standard) -> Lexicon:
    """Return the lexicon of a standard; made once."""
    found = [matter for table in standard.tables for matter in _of_table(table)]
    matters = [*found, *_of_several(found)]
    aspects = {core: _phrases(core) for matter in matters for core in matter.aspects}
    wholes = [one for cores in words()["shares"]["wholes"] for one in _added(found, cores)]
    return Lexicon(matters=tuple(matters), aspects=aspects, wholes=tuple(dict.fromkeys(wholes)))


def _phrases(core: str) -> tuple[Phrase, ...]:
    term = terms().get(core)
    own = phrase(core)
    return (own, *(one for one in term.say if one.text != core)) if term else (own,)


def _matter(core: str, sums: Sequence[Sum], aspects: Mapping[str, Sequence[Sum]]) -> Matter:
    term = terms().get(core)
    return Matter(
        core=core,
        say=_phrases(core),
        sums=tuple(dict.fromkeys(sums)),
        aspects={name: tuple(dict.fromkeys(each)) for name, each in aspects.items()},
        needs=term.needs if term else (),
        doubt=term.doubt if term else (),
    )


def _of_table(table: Table) -> Iterator[Matter]:
    if len(table.rows) == 1 and any(column.head for column in table.columns):
        yield from _of_groups(table)
        return
    names = {row.key: _name(row, table) for row in table.rows}
    times = Counter(names[row.key] for row in table.rows if _rows(row, table))
    for row in table.rows:
        core = names[row.key]
        if is_generic(core) or (times[core] > 1 and _parent(row, table) is not None and row.kind is not Kind.HEADING):
            continue
        rows = _rows(row, table)
        if not rows:
            continue
        sums, aspects = _in_columns(rows, table.columns)
        for child in table.rows:
            below = _rows(child, table) if child.key.startswith(f"{row.key}.") else ()
            name = bare(child.label)
            if below and not is_generic(name):
                aspects[name] = (*aspects.get(name, ()), *_in_columns(below, table.columns)[0])
        yield _matter(core, sums, aspects)


def _is_total(one: Indicator | Column) -> bool:
    return one.measure is not None and bool(one.measure.parts)


def _name(row: Indicator, table: Table) -> str:
    """Return a row's bare label; of a total, that of the heading above."""
    core = bare(row.label)
    above = _parent(row, table)
    if is_generic(core) and _is_total(row) and above is not None:
        return bare(above.label)
    return core


def _parent(row: Indicator, table: Table) -> Indicator | None:
    above = [one for one in table.rows if row.key.startswith(f"{one.key}.")]
    return max(above, key=lambda one: len(one.key), default=None)


def _rows(row: Indicator, table: Table) -> tuple[Indicator, ...]:
    """Return the rows that are added up for a row: itself, or those below a heading; none where they are no sum."""
    if row.kind is not Kind.HEADING:
        return (row,) if row.kind.adds_up else ()
    below = [one for one in table.rows if one.key.startswith(f"{row.key}.") and one.kind is not Kind.HEADING]
    totals = [one for one in below if _is_total(one) and is_generic(bare(one.label))]
    if totals:  # it has the heading's name itself
        return ()
    done = [one for one in below if not bare(one.label).startswith(tuple(words()["labels"]["open"]))]
    alike = len({(one.unit, one.kind, one.records) for one in done}) == 1 and done[0].kind is Kind.COUNT
    return tuple(done) if alike and len(done) <= _MOST_ROWS and not any(_is_total(one) for one in done) else ()


def _in_columns(rows: Sequence[Indicator], columns: Sequence[Column]) -> tuple[list[Sum], dict[str, tuple[Sum, ...]]]:
    """Return what rows mean by themselves, and in each column or group of columns."""
    if not columns:
        return [tuple(row.key for row in rows)], {}
    totals = [column for column in columns if _is_total(column)]
    parts = [column for column in columns if column not in totals]
    alone = totals or (parts if len(parts) == 1 else [])
    sums = [tuple(address(row.key, column.key) for row in rows) for column in alone]
    groups: dict[str, list[Column]] = {bare(column.label): [column] for column in parts}
    for head in dict.fromkeys(head for column in parts for head in column.head):
        inside = [column for column in parts if head in column.head]
        if len(inside) < len(parts):
            groups.setdefault(bare(head), inside)
    aspects: dict[str, tuple[Sum, ...]] = {
        name: (tuple(address(row.key, column.key) for row, column in product(rows, inside)),)
        for name, inside in groups.items()
        if not is_generic(name)
    }
    return sums, aspects


def _of_groups(table: Table) -> Iterator[Matter]:
    """Yield the groups of columns of a table of one row: there the heads say what is counted."""
    key = table.rows[0].key
    for path in dict.fromkeys(column.head[:depth] for column in table.columns for depth in range(1, len(column.head) + 1)):
        inside = [column for column in table.columns if column.head[: len(path)] == path]
        totals = [column for column in inside if _is_total(column)]
        aspects: dict[str, tuple[Sum, ...]] = {}
        for column in inside:
            name = bare(column.label)
            if column not in totals and not is_generic(name):
                aspects[name] = (tuple(address(key, one.key) for one in inside if bare(one.label) == name),)
        for deeper in dict.fromkeys(column.head[len(path)] for column in inside if len(column.head) > len(path)):
            aspects[bare(deeper)] = (tuple(address(key, one.key) for one in totals if deeper in one.head),)
        yield _matter(bare(path[-1]), [tuple(address(key, one.key) for one in totals or inside)], aspects)


def _of_several(found: Sequence[Matter]) -> Iterator[Matter]:
    """Yield the words that may mean several of the matters, or their sums."""
    by_core = {matter.core: matter for matter in found}
    for one in readings():
        parts = [[by_core[core] for core in cores] for cores in one.any if all(core in by_core for core in cores)]
        sums = [total for cores in one.any for total in _added(found, cores)]
        if not sums:
            continue
        names = dict.fromkeys(name for many in parts for matter in many for name in matter.aspects)
        aspects = {
            name: [
                tuple(cell for matter in many for cell in matter.aspects[name][0])
                for many in parts
                if all(name in matter.aspects for matter in many)
            ]
            for name in names
        }
        made = _matter("", sums, aspects)
        yield evolve(made, say=one.say, needs=one.needs, doubt=one.doubt, weak=one.weak, hint=one.hint)


def _added(found: Sequence[Matter], cores: Sequence[str]) -> Iterator[Sum]:
    by_core = {matter.core: matter for matter in found}
    many = [by_core.get(core) for core in cores]
    if all(matter is not None and matter.sums for matter in many):
        yield tuple(cell for matter in many if matter for cell in matter.sums[0])
