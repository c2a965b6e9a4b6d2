"""Small standards of every shape (生成统计标准): each measure, kind of value and operator, one or a few rows long.

A standard of the strategy loads, and whatever records there are, every engine gives it the same figures. Its relations need not
hold: that is for the records to say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

from attrs import frozen
from hypothesis import strategies as st

from govdisclosure.records import RECORD_KINDS, FieldType, RecordKind
from govdisclosure.standards import Standard
from govdisclosure.standards.measures import MEASURES
from govdisclosure.standards.operators import Operator
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import Kinds, conditions, kind_named
from govdisclosure.values import Kind

COUNTED = ("request", "publication", "charge", "service_case", "upward_submission", "remedy")
"""The kinds of record that are counted unless others are given: with words, days, yes and no, numbers and money among them."""

_Row: TypeAlias = Mapping[str, object]


@frozen
class _Above:
    """The rows above one that hold counts, and those of them that add up."""

    counts: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def standards(
    *, kinds: Iterable[Kinds] = COUNTED, measures: Sequence[str] | None = None, most: int = 5
) -> st.SearchStrategy[Standard]:
    """Standards of one table, ``table``, of a few rows, with or without columns and relations.

    Args:
        kinds: the kinds of record that they count, one each; by its name, its class or as it is.
        measures: the measures that occur, by their keys in the file of a standard; all by default.
        most: how many rows there are at most.

    Raises:
        TypeError: something is no kind of record.
        ValueError: there is no such measure, or none that can be first.

    Example:
        >>> from hypothesis import given, settings
        >>> @settings(max_examples=2, database=None, deadline=None)
        ... @given(standards(kinds=["charge"]))
        ... def has_one_table(standard):
        ...     assert [table.key for table in standard.tables] == ["table"]
        >>> has_one_table()
    """
    known = list(MEASURES)
    chosen = tuple(known if measures is None else measures)
    strays = set(chosen) - set(known)
    if strays or not set(chosen) - set(_OF_ROWS):
        raise ValueError(f"measures: {', '.join(sorted(strays) or chosen)}; there is {', '.join(known)}")
    return st.sampled_from([kind_named(one) for one in kinds]).flatmap(lambda kind: _of_kind(kind, chosen, most))


@cache
def _of_kind(kind: RecordKind, measures: tuple[str, ...], most: int) -> st.SearchStrategy[Standard]:
    own = [one for one in measures if one in _OF_ROWS or one == "entered" or _measure(one, kind) is not None]
    first = [one for one in own if one not in _OF_ROWS] or ["entered"]
    return _standards(kind, tuple(first), tuple(own or first), most)


@st.composite
def _standards(draw: st.DrawFn, kind: RecordKind, first: tuple[str, ...], measures: tuple[str, ...], most: int) -> Standard:
    rows: list[_Row] = []
    above = _Above()
    where = _conditions(kind)
    for number in range(draw(st.integers(1, most))):
        names = measures if above.parts else first
        name = draw(st.sampled_from(names))
        key = f"r{number}"
        row = _row(draw, name, kind, above)
        of_records = name not in _OF_ROWS and name != "entered"
        scope = {"where": draw(where)} if of_records and name not in _NO_SCOPE and draw(_SELDOM) else {}
        if name in ("count", "distinct", "total") or row.get("entered") == "count":
            above = _Above((*above.counts, key), above.parts if name == "distinct" else (*above.parts, key))
        rows.append({"key": key, "label": f"指标{number + 1}", **row, **scope})
    columns: list[_Row] = []
    if draw(_SELDOM):
        columns = [{"key": f"c{n}", "label": f"栏{n + 1}", "where": draw(where)} for n in range(draw(st.integers(1, 2)))]
    relations = draw(_relations(above.counts, bool(columns)))
    return one_table(
        _written(rows), records=kind.name, columns=_written(columns), relations=_written(relations), kinds=_known(kind)
    )


_SELDOM = st.sampled_from((False, False, True))


def _known(kind: RecordKind) -> Mapping[str, RecordKind]:
    return {**RECORD_KINDS, kind.name: kind}


@cache
def _conditions(kind: RecordKind) -> st.SearchStrategy[str]:
    return conditions(kind, most=3)


# ------------------------------------------------------------------------------------------------------------------ rows


def _row(draw: st.DrawFn, name: str, kind: RecordKind, above: _Above) -> _Row:
    """Draw what a row of a measure says."""
    if name in _OF_ROWS:
        return draw(_OF_ROWS[name](above))
    if name == "entered":
        return {"entered": draw(_ENTERED).value}
    made = _measure(name, kind)
    return {"entered": "count"} if made is None else draw(made)  # the first row where nothing can be measured


_ENTERED = st.sampled_from([one for one in Kind if one is not Kind.HEADING])


@cache
def _measure(name: str, kind: RecordKind) -> st.SearchStrategy[_Row] | None:
    """Return what a row of a measure over records of a kind says; None where such records have nothing to measure."""
    where = _conditions(kind)
    fields = kind.fields.values()
    match name:
        case "count" | "any" | "all":
            return where.map(lambda one: {name: one})
        case "distinct":
            plain = [one.name for one in fields if one.type in (FieldType.ID, FieldType.WORD, FieldType.DATE)]
            return st.sampled_from(plain).map(lambda one: {"distinct": one})
        case "share":
            return st.builds(lambda of, among: {"share": {"of": of, "among": among}, "unit": "%"}, where, where)
        case "rate":
            return st.builds(
                lambda of, among, per: {"rate": {"of": of, "among": among, "per": per}},
                where,
                where,
                st.sampled_from((100, 1000)),
            )
    numbers = _operands(kind)
    if not numbers:
        return None
    more: dict[str, object] = {"at": 90} if name == "quantile" else {}
    decimals = st.just({}) if name == "sum" else st.integers(0, 3).map(lambda one: {"decimals": one})
    return st.builds(
        lambda number, besides: {name: number, "signed": True, **more, **besides}, st.sampled_from(numbers), decimals
    )


def _operands(kind: RecordKind) -> list[str]:
    """Return numbers that records of a kind have: fields of numbers and money, and days between two of its days."""
    named = {type_: [one.name for one in kind.fields.values() if one.type is type_] for type_ in FieldType}
    days = named[FieldType.DATE]
    pairs = [f"{function}({one}, {other})" for function in ("days", "workdays") for one, other in pairwise(days)]
    return [*named[FieldType.NUMBER], *named[FieldType.MONEY], *pairs]


def _some(keys: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)


_OF_ROWS: Mapping[str, Callable[[_Above], st.SearchStrategy[_Row]]] = {
    "total": lambda above: _some(above.parts).map(lambda keys: {"total": keys}),
    "ratio": lambda above: st.builds(
        lambda of, among: {"ratio": {"of": of, "among": among}, "unit": "%"},
        st.sampled_from(above.counts),
        st.sampled_from(above.counts),
    ),
    "change": lambda above: st.builds(
        lambda of, against, form: {"change": {"of": of, "against": against, "in": form}},
        st.sampled_from(above.counts),
        st.sampled_from(("previous", "same period last year", *above.counts)),
        st.sampled_from(("per cent", "difference")),
    ),
}
"""What a row of each measure of other cells says, by the rows above it."""
_NO_SCOPE = ("any",)


# ------------------------------------------------------------------------------------------------------------- relations


def _relations(keys: tuple[str, ...], has_columns: bool) -> st.SearchStrategy[list[_Row]]:  # noqa: FBT001 - as it is drawn
    if not keys:
        return st.just([])
    side = st.lists(
        st.builds(lambda factor, key: key if factor == 1 else f"{factor} * {key}", st.integers(1, 3), st.sampled_from(keys)),
        min_size=1,
        max_size=3,
    ).map(" + ".join)
    operator = st.sampled_from([one.value.symbol for one in Operator])
    rules = st.lists(st.builds("{} {} {}".format, side, operator, side), max_size=2)
    each: dict[str, Any] = {"each": "column"} if has_columns else {}
    return rules.map(lambda found: [{"key": f"rel{number}", **each, "rule": rule} for number, rule in enumerate(found)])


def _written(entries: Sequence[_Row]) -> str:
    """Return rows, columns or relations as inline tables of TOML."""
    return ", ".join("{ " + ", ".join(f"{name} = {_toml(value)}" for name, value in one.items()) + " }" for one in entries)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return _written([value])
    return json.dumps(value, ensure_ascii=False)
