"""The data frame engine (数据框引擎): polars lazy expressions, for files and for any frame handed over through Arrow.

The same two stages as in SQL: rows are grouped by the fields of words that tell cells apart, and the few groups that come home
are added up here. A test of a missing value is null, which no sum counts.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

import polars as pl
from attrs import evolve, field, frozen

from govdisclosure.expressions import (
    Arithmetic,
    ArithmeticOperator,
    Compare,
    DaysBetween,
    FieldRef,
    Flag,
    IsNone,
    Literal,
    Membership,
    Operand,
    PeriodDay,
    WithinPeriod,
)
from govdisclosure.records import Field, FieldType, Item, Publication, RecordKind, Request, Response
from govdisclosure.records.vocabulary import ItemKind, Word
from govdisclosure.sources.frames import DOUBT, TYPES, Frames
from govdisclosure.sources.kept import with_derived
from govdisclosure.standards.atoms import DistinctValues, NearestRank, Pick
from govdisclosure.tabulation.engines import NOBODY, TROUBLE, DoubtError, Engine, ResultTable, Scope, Whose, joined
from govdisclosure.tabulation.nnf import (
    Conjunction,
    Disjunction,
    IsFalse,
    IsMissing,
    Malformed,
    Normal,
    PreparationAnomaly,
    every,
)
from govdisclosure.tabulation.numbered_ids import NumberedForm, NumberedIds
from govdisclosure.tabulation.projection import Projection
from govdisclosure.tabulation.statutory_deadlines import EVENTS

_NEVER = pl.lit(value=False)


@frozen(eq=False)
class FrameEngine(Engine):
    """Counts in data frames."""

    source: Frames
    _numbered: dict[str, NumberedIds | None] = field(init=False, factory=dict, repr=False)

    @property
    def kinds(self) -> frozenset[RecordKind]:
        return with_derived(self.source.held)

    def scan(self, reading: Projection, scope: Scope) -> ResultTable:
        rows = _FrameRows(self, reading, scope)
        scan = reading.scan
        counted: dict[str, pl.Expr] = {}

        def name(of: object, expression: pl.Expr) -> str:
            return names.setdefault(of, _named(counted, expression))

        names: dict[object, str] = {}
        for tally in scan.tallies:
            name(tally, _counting(rows.test(reading.counted(tally.condition))))
        for one in scan.sums:
            name(one, _adding(rows.number(one.operand), rows.test(reading.counted(one.condition))))
        for watch in scan.watches:
            name(watch, _counting(rows.test(reading.counted(watch.condition))))
        name(TROUBLE, _counting(rows.test(reading.by_row)))
        counted["len"] = pl.len()
        keys = {ref: f"g{number}" for number, ref in enumerate(reading.groups)}
        grouping = [
            *([rows.body.alias("b")] if scope.apart else []),
            *(rows.column(ref).alias(key) for ref, key in keys.items()),
        ]
        aggregates = [expression.alias(alias) for alias, expression in counted.items()]
        frame = rows.frame(reading.rows)
        groups = _collected(frame.group_by(grouping).agg(aggregates) if grouping else frame.select(aggregates))
        columns = (*scan.picks, *scan.sums, *scan.watches, TROUBLE)
        numbers = [
            *(_picked(pick, names[pick.tally], keys).alias(f"c{number}") for number, pick in enumerate(scan.picks)),
            *(
                pl.col(names[one]).sum().alias(f"c{number}")
                for number, one in enumerate((*scan.sums, *scan.watches), len(scan.picks))
            ),
            (
                pl.col(names[TROUBLE]).sum() + pl.col("len").filter(_FrameGroupKeys(rows, keys).test(reading.by_group)).sum()
            ).alias("trouble"),
        ]
        return _answer(columns, groups.lazy(), numbers, apart=scope.apart)

    def distinct(self, reading: Projection, scope: Scope) -> ResultTable:
        wanted: dict[FieldRef, list[DistinctValues]] = {}
        for one in reading.scan.distincts:
            wanted.setdefault(one.ref, []).append(one)
        return joined(self._distinct(reading, scope, ref, group) for ref, group in wanted.items())

    def _distinct(self, reading: Projection, scope: Scope, ref: FieldRef, group: Sequence[DistinctValues]) -> ResultTable:
        found = self._different_numbers(reading, scope, ref, group)
        return found if found is not None else self._different_texts(reading, scope, ref, group)

    def _different_texts(
        self, reading: Projection, scope: Scope, ref: FieldRef, group: Sequence[DistinctValues]
    ) -> ResultTable:
        rows = _FrameRows(self, reading, scope)
        tests, column = [rows.test(reading.valued(one.condition)) for one in group], rows.column(ref)
        trouble = _counting(rows.test(reading.by_value)).alias("trouble")
        frame = rows.frame(every(reading.common) if reading.common else None)
        columns = (*group, TROUBLE)
        if not scope.apart:
            values = [column.filter(test).drop_nulls().n_unique().alias(f"c{number}") for number, test in enumerate(tests)]
            return _answer(columns, frame, [*values, trouble], apart=False)
        flags = [test.any().alias(f"c{number}") for number, test in enumerate(tests)]
        found = frame.group_by([rows.whose.alias("b"), column.alias("v")]).agg([*flags, trouble])
        sums = [pl.col(f"c{number}").filter(pl.col("v").is_not_null()).sum() for number in range(len(group))]
        return _answer(columns, found, [*sums, pl.col("trouble").sum()], apart=True)

    def _different_numbers(
        self, reading: Projection, scope: Scope, ref: FieldRef, group: Sequence[DistinctValues]
    ) -> ResultTable | None:
        """Count different ids by their numbers, as written; None where one may have no number, or another text is asked."""
        parent, kind = ref.field.parent, reading.kind
        if ref.parent is not None or parent is None or not {kind.name, parent.name} <= self.source.frames.keys():
            return None
        if scope.apart or scope.bodies is not None or (numbered := self.numbered(parent)) is None:
            return None
        written = FrameEngine(evolve(self.source, frames={**self.source.frames, kind.name: self.source.written(kind.name)}))
        rows, ids = _FrameRows(written, reading, scope), pl.col(ref.field.name)
        tests = [rows.test(reading.valued(one.condition)) for one in group]
        trouble = rows.test(reading.by_value)
        common = every(reading.common) if reading.common else None
        every_test = (*tests, trouble, *([] if common is None else [rows.test(common)]))
        asked = {name for test in every_test for name in test.meta.root_names()} - {ref.field.name}
        if any(name not in kind.fields or TYPES[kind.fields[name].type] == pl.String for name in asked):
            return None
        number = numbered.form.numbers(ids)
        counts = [number.filter(test).drop_nulls().n_unique().alias(f"c{at}") for at, test in enumerate(tests)]
        others = ((ids != "") & number.is_null()).sum().alias("others")
        found = _answer(
            (*group, TROUBLE, "others"), rows.frame(common), [*counts, _counting(trouble).alias("trouble"), others], apart=False
        )
        *line, other = found.lines[None]
        return None if other else ResultTable((*group, TROUBLE), {None: line})

    def ranked(self, reading: Projection, scope: Scope) -> ResultTable:
        return joined(self._ranked(reading, scope, one) for one in reading.scan.ranks)

    def _ranked(self, reading: Projection, scope: Scope, one: NearestRank) -> ResultTable:
        rows = _FrameRows(self, reading, scope)
        number, body = rows.number(one.operand), rows.whose if scope.apart else pl.lit("")
        given = rows.frame(every(one.condition)).select(body.alias("b"), number.alias("v")).drop_nulls("v")
        share, of = one.share.numerator, one.share.denominator
        rank = (pl.len().cast(pl.Int64) * share + (of - 1)) // of if share else pl.lit(1)
        found = _collected(given.group_by("b").agg(pl.col("v").sort().get(rank - 1)))
        return ResultTable((one,), {str(body) if scope.apart else None: (int(value),) for body, value in found.iter_rows()})

    def found(self, reading: Projection, tests: Sequence[Normal], scope: Scope) -> ResultTable:
        rows = _FrameRows(self, reading, scope)
        sums = [_counting(rows.test(test)).alias(f"c{number}") for number, test in enumerate(tests)]
        frame = rows.frame(Disjunction(tuple(tests)))
        frame = frame.with_columns(rows.whose.alias("b")) if scope.apart else frame
        return _answer(tuple(range(len(tests))), frame, sums, apart=scope.apart)

    def ids(self, reading: Projection, test: Normal, scope: Scope, *, most: int, skip: int = 0) -> list[tuple[Whose, str]]:
        rows = _FrameRows(self, reading, scope)
        found = rows.frame(test, "id", reading.kind.owner).select(rows.whose.alias("b"), pl.col("id").alias("i"))
        if scope.apart:
            first = found.sort("i").group_by("b", maintain_order=True).head(most)
            return [(body, identity) for body, identity in _collected(first.select("b", "i")).iter_rows()]
        page = found.select("i").sort("i").slice(skip, most)
        return [(None, identity) for (identity,) in _collected(page).iter_rows()]

    def folded(
        self, reading: Projection, one: DistinctValues, scope: Scope, *, most: int, skip: int = 0
    ) -> list[tuple[str, str]]:
        rows = _FrameRows(self, reading, scope)
        pairs = rows.frame(every(one.condition), "id").select(_text(rows.column(one.ref)).alias("v"), pl.col("id").alias("i"))
        given = pairs.filter(pl.col("v").is_not_null())
        page = given.select("v").unique().sort("v").slice(skip, most)
        return sorted(_collected(given.join(page, on="v", how="semi")).iter_rows())

    def courses(self, reading: Projection, scope: Scope) -> list[tuple[str, ...]]:
        rows = _FrameRows(self, reading, scope)
        return list(_collected(rows.frame(None).filter(rows.no_due).select(rows.events()).unique()).iter_rows())

    def bodies(self, kind: RecordKind) -> frozenset[str]:
        if kind.name not in self.source.frames:
            return frozenset()
        found = _collected(self.source.frames[kind.name].select(pl.col(kind.owner).unique()))
        return frozenset(NOBODY if body is None else str(body) for (body,) in found.iter_rows())

    def rows(self, kind: RecordKind, bodies: tuple[str, ...] | None) -> Iterator[Mapping[str, Any]]:
        frame = self.source.frames[kind.name]
        columns = self.source.columns(kind.name)
        names = [name for name in kind.fields if name in columns]
        doubts = [name for name in columns if name.endswith(DOUBT)]
        if bodies is not None:
            frame = frame.filter(pl.col(kind.owner).is_in(bodies))
        for row in _collected(frame.select(*names, *doubts)).iter_rows(named=True):
            if any(row[name] for name in doubts):  # a day that is not understood is no day that is missing
                raise DoubtError("tables.doubt")
            yield {name: row[name] for name in names if row[name] is not None}

    def size(self, kind: RecordKind) -> int:
        return int(_collected(self.source.frames[kind.name].select(pl.len())).item()) if kind.name in self.source.frames else 0

    def repeated(self, kind: RecordKind) -> tuple[int, str] | None:
        if self.source.ids_unique or kind.name not in self.source.frames or kind.name == "entry":
            return None
        if self.numbered(kind) is not None:
            return None
        frame = self.source.frames[kind.name].select("id")
        without = (pl.col("id").is_null() | (pl.col("id") == "")).sum().alias("without")
        falls = _falls(pl.col("id")).alias("falls")
        in_order = not _collected(frame.head(_FIRST).select(falls)).item()
        if in_order:
            ((nothing, falling),) = _collected(frame.select(without, falls)).iter_rows()
            in_order = not falling
        else:
            nothing = _collected(frame.select(without)).item()
        if nothing:
            return int(nothing), ""
        if in_order:
            return None
        hashes = _collected(frame.select(pl.col("id").hash())).to_series().sort()
        if not (hashes == hashes.shift()).any():
            return None  # ids are asked only where two hashes are equal
        twice = frame.group_by("id").len().filter(pl.col("len") > 1).select(pl.len(), pl.col("id").min())
        ((count, first),) = _collected(twice).iter_rows()
        return (int(count), str(first)) if count else None

    def all_known(self, kind: RecordKind, field: Field) -> bool:
        frames, parent = self.source.frames, field.parent
        if parent is None or not {kind.name, parent.name} <= frames.keys():
            return False
        numbered = self.numbered(parent)
        if numbered is not None:
            asked = self.source.written(kind.name).select(field.name).drop_nulls()
            if _collected(asked.select(numbered.has(pl.first()).fill_null(value=False).all())).item():
                return True
        refs = frames[kind.name].select(pl.col(field.name).alias("ref")).drop_nulls()
        ids = frames[parent.name].select(pl.col("id"), pl.col("id").hash().alias("hash"))
        # joined by hash, which is quicker; an id that is not the one meant, behind an equal hash, is no proof
        pairs = refs.with_columns(pl.col("ref").hash().alias("hash")).join(ids, on="hash", how="left")
        return not _collected(pairs.select(pl.col("id").ne_missing(pl.col("ref")).any())).item()

    def numbered(self, kind: RecordKind) -> NumberedIds | None:
        """Return the ids of a kind where they are numbered and none is twice; found out once."""
        if kind.name not in self._numbered:
            ids = self.source.written(kind.name).select("id")
            form = NumberedForm.of(_collected(ids.head(_FIRST)).to_series())
            self._numbered[kind.name] = NumberedIds.of(ids, form, _collected) if form is not None else None
        return self._numbered[kind.name]

    def columns(self, kind: RecordKind) -> Collection[str]:
        return self.source.columns(kind.name) if kind.name in self.source.frames else kind.fields


_FIRST = 1_000
"""How many ids are looked at before all of them are: those that were counted up come one after the other."""


def _falls(ids: pl.Expr) -> pl.Expr:
    """Return whether an id does not come after the one before, of two the shorter first; where none does, none is twice."""
    before, length = ids.shift(), ids.str.len_bytes()
    earlier = length.shift()
    return ((length < earlier) | ((length == earlier) & (ids <= before))).any()


def _named(counted: dict[str, pl.Expr], expression: pl.Expr) -> str:
    """Name an expression; one that is there already keeps its name, so that nothing is counted twice."""
    for name, known in counted.items():
        if known.meta.eq(expression):
            return name
    name = f"n{len(counted)}"
    counted[name] = expression
    return name


def _counting(test: pl.Expr) -> pl.Expr:
    """Return how many rows meet a test; one that asks no column holds of all rows or of none, and is no column to add up."""
    return test.sum() if test.meta.root_names() else pl.when(test).then(pl.len()).otherwise(0)


def _adding(number: pl.Expr, test: pl.Expr) -> pl.Expr:
    """Return the sum of a number over the rows that meet a test."""
    chosen = pl.when(test).then(number)
    return chosen.sum() if chosen.meta.root_names() else chosen * pl.len()


def _picked(pick: Pick, name: str, keys: Mapping[FieldRef, str]) -> pl.Expr:
    """Return the sum of the groups whose words are required."""
    wanted = [
        pl.col(keys[ref]).is_in([word.value for word in words])
        for ref, words in zip(pick.tally.groups, pick.wanted, strict=True)
        if words is not None
    ]
    return pl.col(name).filter(*wanted).sum() if wanted else pl.col(name).sum()


def _answer(columns: tuple[object, ...], frame: pl.LazyFrame, numbers: Sequence[pl.Expr], *, apart: bool) -> ResultTable:
    if not apart:
        return ResultTable(columns, {None: _whole(next(_collected(frame.select(numbers)).iter_rows()))})
    found = _collected(frame.group_by("b").agg(numbers))
    return ResultTable(columns, {str(row[0]): _whole(row[1:]) for row in found.iter_rows()})


def _whole(row: Iterable[Any]) -> tuple[int, ...]:
    return tuple(0 if one is None else int(one) for one in row)


def _collected(frame: pl.LazyFrame) -> pl.DataFrame:
    try:
        return frame.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise DoubtError("tables.no_frame", reason=type(error).__name__) from error


def _text(expression: pl.Expr) -> pl.Expr:
    return expression.cast(pl.String)


class _FrameRows:
    """The rows of one kind, parents and working days beside them; conditions over them as expressions."""

    def __init__(self, engine: FrameEngine, reading: Projection, scope: Scope) -> None:
        self.engine, self.reading, self.scope = engine, reading, scope
        self.source = engine.source
        self.body = pl.col(reading.kind.owner)
        self.days: dict[str, str] = {}  # the column of a day, and the prefix of the working days beside it

    # ------------------------------------------------------------------------------------------------------ the source

    @property
    def whose(self) -> pl.Expr:
        """Return the body of a row, or who stands for nobody."""
        return self.body.fill_null(NOBODY)

    def frame(self, where: Normal | None, *more: str) -> pl.LazyFrame:
        """Return the rows that meet a condition, with all that was asked of them so far beside them, and more fields."""
        test = None if where is None else self.test(where)
        owner = () if self.scope.bodies is None else (self.reading.kind.owner,)
        found = self.relation(self.reading.kind, tuple(dict.fromkeys((*self.reading.own, *owner, *more))))
        if self.scope.bodies is not None:
            own = self.body.is_in(self.scope.bodies)
            doubt = f"{self.reading.kind.owner}{DOUBT}"
            # what cannot be understood may be anybody's: it is found, and the files are read line by line
            found = found.filter(
                own | self.body.is_null() | pl.col(doubt) if doubt in self.source.columns(self.reading.kind.name) else own
            )
        for one, names in self.reading.parents.items():
            if one.parent is None:
                continue
            inner = self.relation(one.parent, tuple(dict.fromkeys(("id", *names))), due=False)
            renamed = inner.select(
                pl.col("id"), *(pl.col(name).alias(f"{one.name}.{name}") for name in dict.fromkeys(("id", *names)))
            )
            found = found.join(renamed, left_on=one.name, right_on="id", how="left")
        if self.terms:
            known = self.scope.terms
            listed = {
                "term.key": list(known.courses),
                "term.due": list(known.courses.values()),
                "term.provisional": [key in known.provisional for key in known.courses],
            }
            terms = pl.LazyFrame(listed, schema={"term.key": pl.String, "term.due": pl.Date, "term.provisional": pl.Boolean})
            key = pl.when(self.no_due).then(pl.concat_str(self.events(), separator="|")).alias("term.key")
            found = found.with_columns(key).join(terms, on="term.key", how="left")
        for column, prefix in self.days.items():
            found = found.join(self.calendar(prefix), left_on=column, right_on=f"{prefix}.d", how="left")
        return found if test is None else found.filter(test)

    def relation(self, kind: RecordKind, names: Sequence[str], *, due: bool = True) -> pl.LazyFrame:
        """Return the frame of a kind, or what takes its place: requests and their answers, items by their publications."""
        if kind.name == "item" and kind.name not in self.source.frames and "publication" in self.source.frames:
            return self.items(names)
        if kind.name not in self.source.frames:  # a parent of which nothing is known
            return pl.LazyFrame(schema={name: TYPES[kind.fields[name].type] for name in names})
        wanted = dict.fromkeys(names)
        if due and "due" in wanted and kind.name == "request":
            wanted |= dict.fromkeys(EVENTS)
        if kind.name == "request" and self.answerable and {"closed", "outcome"} & set(names):
            return self.answered(tuple(dict.fromkeys((*wanted, "id", "closed", "outcome"))))
        return self.columns(kind, tuple(wanted))

    def columns(self, kind: RecordKind, names: Sequence[str]) -> pl.LazyFrame:
        held, fields = self.source.columns(kind.name), kind.fields
        doubts = [pl.col(f"{name}{DOUBT}") for name in ("", *names) if f"{name}{DOUBT}" in held]
        selected = [pl.col(name) if name in held else pl.lit(None, TYPES[fields[name].type]).alias(name) for name in names]
        return self.source.frames[kind.name].select(*selected, *doubts)

    @property
    def answerable(self) -> bool:
        return {"request", "response"} <= self.source.frames.keys()

    def answered(self, names: Sequence[str]) -> pl.LazyFrame:
        """Return the requests with the day and outcome of their first final response, as ``with_responses`` has it."""
        final = self.columns(Response.__kind__, ("id", "request", "given", "outcome", "redecides")).filter(
            pl.col("outcome").is_not_null() & pl.col("redecides").is_null()
        )
        first = (
            final.sort("given", "id")
            .group_by("request", maintain_order=True)
            .agg(pl.col("given").first().alias("answer.given"), pl.col("outcome").first().alias("answer.outcome"))
        )
        closed, outcome = pl.col("closed"), pl.col("outcome")
        given, decided = pl.col("answer.given"), pl.col("answer.outcome")
        told = given.is_null() | (closed.is_not_null() & (outcome.is_not_null() | (closed != given)))
        differs = closed.is_not_null() & ((closed != given) | (decided != outcome.fill_null(decided)))
        return (
            self.columns(Request.__kind__, names)
            .join(first, left_on="id", right_on="request", how="left")
            .with_columns(
                closed=pl.when(told).then(closed).otherwise(given),
                outcome=pl.when(told).then(outcome).otherwise(decided),
                answers_differ=differs,
            )
        )

    def items(self, names: Sequence[str]) -> pl.LazyFrame:
        """Return the items of a source that has their publications only: each as its first publication shows it."""
        fields = Item.__kind__.fields
        source = {"id": "item", "body": "body", "first_published": "published"}
        first = self.columns(Publication.__kind__, ("id", "body", "item", "published")).sort("published", "id")
        found = first.group_by("item", maintain_order=True).agg(pl.col("body", "published").first())
        return found.select(
            pl.col(source[name]).alias(name)
            if name in source
            else (pl.lit(ItemKind.OTHER.value) if name == "kind" else pl.lit(None, TYPES[fields[name].type])).alias(name)
            for name in names
        )

    def calendar(self, prefix: str) -> pl.LazyFrame:
        days = list(self.scope.calendar.sums())
        columns = [[day[number] for day in days] for number in range(3)]
        names = (f"{prefix}.d", f"{prefix}.w", f"{prefix}.u")
        types = (pl.Date, pl.Int64, pl.Int64)
        return pl.LazyFrame(dict(zip(names, columns, strict=True)), schema=dict(zip(names, types, strict=True)))

    # ----------------------------------------------------------------------------------------------------- terms by law

    @property
    def terms(self) -> bool:
        return self.reading.kind.name == "request" and "due" in self.reading.own and bool(self.scope.terms.courses)

    @property
    def no_due(self) -> pl.Expr:
        return pl.col("due").is_null() & pl.col("received").is_not_null()

    def events(self) -> list[pl.Expr]:
        """Return the days of a request's course as text; of an extension only whether there was one."""
        return [
            pl.when(pl.col(name).is_null()).then(pl.lit("")).otherwise(pl.lit("x")).alias(name)
            if name == "extended"
            else pl.col(name).dt.to_string("%Y-%m-%d").fill_null("")
            for name in EVENTS
        ]

    # ------------------------------------------------------------------------------------------------------- conditions

    def column(self, ref: FieldRef) -> pl.Expr:
        """Return a field's column; empty text is missing."""
        if ref.parent is not None:
            column = pl.col(f"{ref.parent.name}.{ref.field.name}")
        elif ref.field.name == "due" and self.terms:
            column = pl.coalesce("due", "term.due")
        else:
            column = pl.col(ref.field.name)
        return pl.when(column != "").then(column) if ref.field.type is FieldType.TEXT else column

    def number(self, operand: Operand) -> pl.Expr:
        """Return an operand as an expression: money in fen."""
        match operand:
            case FieldRef(field=found):
                column = self.column(operand)
                if found.type is FieldType.MONEY:
                    return (column.cast(pl.Decimal(20, 2)) * 100).cast(pl.Int64)
                return column.cast(pl.Int64) if found.type is FieldType.NUMBER else column
            case PeriodDay():
                return pl.lit(operand.of(self.scope.period), pl.Date)
            case Literal(value=value):
                return pl.lit(value.value if isinstance(value, Word) else value)
            case Arithmetic(operator=sign, left=left, right=right):
                one, other = self.number(left), self.number(right)
                return one + other if sign is ArithmeticOperator.PLUS else one - other
            case DaysBetween(working=False, start=start, end=end):
                return (self.number(end) - self.number(start)).dt.total_days()
            case DaysBetween(start=start, end=end):
                return self.workdays(start, end)

    def workdays(self, start: Operand, end: Operand) -> pl.Expr:
        """Return the working days between two days; none where a day of them is not known, 0 between a day and itself."""
        (one, worked, unknown), (other, worked_then, unknown_then) = self.worked(start), self.worked(end)
        return pl.when(one == other).then(0).when(unknown == unknown_then).then(worked_then - worked)

    def worked(self, day: Operand) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
        written = self.number(day)
        if isinstance(day, FieldRef):
            name = day.name if day.name != "due" or not self.terms else "due"
            prefix = self.days.setdefault(name, f"days{len(self.days)}")
            return written, pl.col(f"{prefix}.w"), pl.col(f"{prefix}.u")
        value = day.of(self.scope.period) if isinstance(day, PeriodDay) else getattr(day, "value", None)
        known = self.scope.calendar.sum_at(value) if isinstance(value, date) else None
        worked, unknown = known or (None, None)
        return written, pl.lit(worked, pl.Int64), pl.lit(unknown, pl.Int64)

    def test(self, condition: Normal) -> pl.Expr:
        """Return a condition as an expression; where it is null it does not hold."""
        match condition:
            case Conjunction(parts=parts):
                return reduce(operator.and_, map(self.test, parts)) if parts else pl.lit(value=True)
            case Disjunction(parts=parts):
                possible = [self.test(part) for part in parts if not self.impossible(part)]
                return reduce(operator.or_, possible) if possible else _NEVER
            case IsNone(ref=ref, negated=negated):
                return self.column(ref).is_not_null() if negated else self.column(ref).is_null()
            case IsMissing(operand=operand):
                return self.number(operand).is_null()
            case Flag(ref=ref):
                return self.column(ref)
            case IsFalse(ref=ref):
                return ~self.column(ref)
            case WithinPeriod(ref=ref, negated=negated, span=span):
                days = span.of(self.scope.period)
                within = self.column(ref).is_between(days.start, days.end)
                return ~within if negated else within
            case Membership(ref=ref, values=values, negated=negated):
                listed = [one.value.value if isinstance(one.value, Word) else one.value for one in values]
                among = self.number(ref).is_in(listed)
                return ~among if negated else among
            case Compare(operator=comparator, left=left, right=right):
                compared: pl.Expr = comparator.compare(self.number(left), self.number(right))
                return compared
            case Malformed(ref=ref):
                return self.malformed(ref)
            case PreparationAnomaly(what=what):
                return self.noticed(what)

    def malformed(self, ref: FieldRef) -> pl.Expr:
        name = ref.field.name
        if f"{name}{DOUBT}" in self.source.columns(self.reading.kind.name):
            return pl.col(f"{name}{DOUBT}")
        if ref.field.type is FieldType.MONEY and name in self.source.columns(self.reading.kind.name):
            return pl.col(name) != pl.col(name).cast(pl.Decimal(20, 2))
        return _NEVER

    def noticed(self, what: str) -> pl.Expr:
        if what == "broken_off":
            return pl.col(DOUBT) if DOUBT in self.source.columns(self.reading.kind.name) else _NEVER
        if what == "answers_differ":
            asked = {"closed", "outcome"} & set(self.reading.own)
            return pl.col(what) if self.reading.kind.name == "request" and self.answerable and asked else _NEVER
        return pl.col("term.provisional") == (what == "due_provisional") if self.terms else _NEVER

    def impossible(self, condition: Normal) -> bool:
        """Whether nothing here can meet a condition: the column's type rules it out, or no list is there."""
        match condition:
            case Malformed(ref=ref):
                return self.malformed(ref) is _NEVER
            case PreparationAnomaly(what=what):
                return self.noticed(what) is _NEVER
        return False


class _FrameGroupKeys(_FrameRows):
    """The words of groups in place of the rows' own: what is wrong with a word is wrong with all rows of its group."""

    def __init__(self, rows: _FrameRows, keys: Mapping[FieldRef, str]) -> None:
        super().__init__(rows.engine, rows.reading, rows.scope)
        self.keys = keys

    def column(self, ref: FieldRef) -> pl.Expr:
        return pl.col(self.keys[ref])
