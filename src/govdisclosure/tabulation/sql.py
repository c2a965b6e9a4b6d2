"""Compilation of the plan to SQL (SQL编译): one query for each kind of record, in any dialect; nothing is run here.

Rows are grouped by the fields of words that tell cells apart, and every condition is counted once a group; a second stage adds
the groups up to the numbers that cells need, so that a country's rows come home as one line a body. Values are typed literals
and names are quoted; text of a standard's file never becomes SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import assert_never

from attrs import frozen

from govdisclosure.dialects import Dialect
from govdisclosure.expressions import (
    Arithmetic,
    Comparator,
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
from govdisclosure.law import Calendar
from govdisclosure.records import Field, FieldType, Item, Publication, RecordKind, Request, Response
from govdisclosure.records.vocabulary import ItemKind, Word
from govdisclosure.sources.tables import RecordTable
from govdisclosure.standards.atoms import DistinctValues, NearestRank, Pick
from govdisclosure.tabulation.engines import NOBODY, TROUBLE
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
from govdisclosure.tabulation.projection import Projection
from govdisclosure.tabulation.statutory_deadlines import EVENTS, NONE_KNOWN, KnownDeadlines
from govdisclosure.values import Period

ANSWERS, TERMS, CALENDAR = "first_answers", "terms", "working_days"
DIFFERS = "answers_differ"
"""Names of the lists that a query may bring along or work out first; no table of the caller's is read under them."""

_ALWAYS, _NEVER = "1 = 1", "1 = 0"


@frozen
class Query:
    """A query, and what its columns hold; the first is the body where there is one line a body."""

    text: str
    columns: tuple[object, ...]


@frozen(kw_only=True)
class QueryWriter:
    """Writes queries over the tables of one source for one period.

    Attributes:
        tables: the tables there are, by kind of record.
        calendar: which days are worked.
        bodies: the bodies whose rows count; None: all.
        apart: whether each body gets a line of its own.
        terms: the last days of terms that the register does not have, worked out by the law.
    """

    dialect: Dialect
    tables: Mapping[str, RecordTable]
    period: Period
    calendar: Calendar
    bodies: tuple[str, ...] | None = None
    apart: bool = False
    terms: KnownDeadlines = NONE_KNOWN

    # --------------------------------------------------------------------------------------------------------- queries

    def main(self, reading: Projection, *, most: int = 900) -> list[Query]:
        """Return the query for everything in a scan but distinct values; several where a result cannot have so many columns."""
        rows = _SqlRows(self, reading)
        scan = reading.scan
        counted: dict[str, str] = {}  # the expression, and its name

        def name(expression: str) -> str:
            return counted.setdefault(expression, f"n{len(counted)}")

        tallies = {tally: name(self.count(rows.test(reading.counted(tally.condition)))) for tally in scan.tallies}
        sums = {
            one: name(self.dialect.total(rows.number(one.operand), rows.test(reading.counted(one.condition))))
            for one in scan.sums
        }
        watches = {one: name(self.count(rows.test(reading.counted(one.condition)))) for one in scan.watches}
        trouble = name(self.count(rows.test(reading.by_row)))
        keys = {ref: f"g{number}" for number, ref in enumerate(reading.groups)}
        parts = [f"{rows.column(ref)} as {key}" for ref, key in keys.items()]
        body = [f"{rows.whose} as b"] if self.apart else []
        grouping = ", ".join([*([rows.whose] if self.apart else []), *(rows.column(ref) for ref in keys)])
        by_word = _SqlGroupKeys(rows, keys).test(reading.by_group)
        words = "" if by_word == _NEVER else f" + sum(case when {by_word} then {name('count(*)')} else 0 end)"
        groups = rows.select([*body, *parts, *(f"{text} as {one}" for text, one in counted.items())], reading.rows, grouping)
        numbers: list[tuple[object, str]] = [
            *((pick, self.picked(pick, tallies[pick.tally], keys)) for pick in scan.picks),
            *((one, f"sum({named})") for one, named in (*sums.items(), *watches.items())),
            (TROUBLE, f"coalesce(sum({trouble}), 0){words}"),
        ]
        lists, by = rows.lists(), " group by b" if self.apart else ""
        first = ["b"] if self.apart else []
        return [
            Query(
                f"{lists}select {', '.join([*first, *(text for _, text in some)])} from ({groups}) counted{by}",
                tuple(column for column, _ in some),
            )
            for some in (numbers[start : start + most] for start in range(0, len(numbers), most))
        ]

    def zones(self, reading: Projection) -> str:
        """Return the query for values out of bounds anywhere, each field's by itself.

        An engine that knows the least and greatest value of whole stretches of rows looks at no row for it.
        """
        rows = _SqlRows(self, reading)
        tests = reading.by_zone.parts if isinstance(reading.by_zone, Disjunction) else ()
        counts = [f"({rows.select(['count(*)'], test, '')})" for test in tests]
        return f"{rows.lists()}select {' + '.join(counts)}"

    def count(self, test: str) -> str:
        """Return how many rows meet a test."""
        return "count(*)" if test == _ALWAYS else "0" if test == _NEVER else self.dialect.count(test)

    def picked(self, pick: Pick, name: str, keys: Mapping[FieldRef, str]) -> str:
        """Return the sum of the groups whose words are required."""
        wanted = [
            f"{keys[ref]} {self.among(words)}"
            for ref, words in zip(pick.tally.groups, pick.wanted, strict=True)
            if words is not None
        ]
        return f"sum(case when {' and '.join(wanted)} then {name} end)" if wanted else f"sum({name})"

    def among(self, words: frozenset[Word]) -> str:
        return _among(self.dialect, words)

    def distinct(self, reading: Projection, ref: FieldRef) -> Query:
        """Return the query for the different values of one field, under each condition asked for."""
        rows = _SqlRows(self, reading)
        wanted = tuple(one for one in reading.scan.distincts if one.ref == ref)
        tests = [rows.test(reading.valued(one.condition)) for one in wanted]
        value = rows.column(ref)
        if not self.apart and not self.dialect.two_stages:
            counts = [f"count(distinct {value})" if test == _ALWAYS else self.dialect.distinct(value, test) for test in tests]
            trouble = self.count(rows.test(reading.by_value))
            return Query(rows.lists() + rows.select([*counts, trouble], self._counted(reading), ""), (*wanted, TROUBLE))
        whose, b, by = ([rows.whose], ["b"], " group by b") if self.apart else ([], [], "")
        flags = {test: f"f{number}" for number, test in enumerate(tests) if test != _ALWAYS}
        inner = [f"{rows.whose} as b"] if self.apart else []
        inner += [f"{value} as v", *(f"{self.dialect.some(test)} as {flag}" for test, flag in flags.items())]
        sums = ["count(v)" if test == _ALWAYS else f"sum(case when v is not null then {flags[test]} end)" for test in tests]
        trouble = self.count(_SqlGroupKeys(rows, {ref: "v"}).test(reading.shown_by(ref)))
        if (hidden := self.count(rows.test(reading.hidden_by(ref)))) != "0":
            inner.append(f"{hidden} as t")
            trouble += " + coalesce(sum(t), 0)"
        found = rows.select(inner, self._counted(reading), ", ".join([*whose, value]))
        return Query(f"{rows.lists()}select {', '.join([*b, *sums, trouble])} from ({found}) found{by}", (*wanted, TROUBLE))

    def ranked(self, reading: Projection, one: NearestRank) -> Query:
        """Return the query for the number at a rank: rows are numbered, for servers have percentiles of their own kinds."""
        rows = _SqlRows(self, reading)
        number = rows.number(one.operand)
        given = f"({rows.test(every(one.condition))}) and {number} is not null"
        body, over = ([f"{rows.whose} as b"], "partition by b ") if self.apart else ([], "")
        numbers = rows.select_where([*body, f"{number} as v"], given, "")
        first = ["b"] if self.apart else []
        window = f"row_number() over ({over}order by v) as k, count(*) over ({over.strip()}) as n"
        numbered = f"select {', '.join([*first, 'v', window])} from ({numbers}) given_numbers"
        share, of = one.share.numerator, one.share.denominator
        at = f"k * {of} >= n * {share} and (k - 1) * {of} < n * {share}" if share else "k = 1"
        selected = ", ".join([*first, "max(v)"])
        by = " group by b" if self.apart else ""
        return Query(f"{rows.lists()}select {selected} from ({numbered}) ranked where {at}{by}", (one,))

    @staticmethod
    def _counted(reading: Projection) -> Normal | None:
        return every(reading.common) if reading.common else None

    def found(self, reading: Projection, tests: Sequence[Normal]) -> Query:
        """Return the query for how many rows meet each of some tests."""
        rows = _SqlRows(self, reading)
        counts = [self.count(rows.test(test)) for test in tests]
        selected = [*([rows.whose] if self.apart else []), *counts]
        text = rows.select(selected, Disjunction(tuple(tests)), rows.whose if self.apart else "")
        return Query(rows.lists() + text, tuple(range(len(tests))))

    def ids(self, reading: Projection, test: Normal, most: int, *, skip: int = 0) -> str:
        """Return the query for the ids of the rows that meet a test, the first of each body, in the order of Unicode."""
        rows = _SqlRows(self, reading, "id", reading.kind.owner)
        order = self.dialect.in_order(rows.id)
        if not self.apart:
            page = self.dialect.pages.format(limit=most, offset=skip)
            selected = rows.select([rows.id], test, "")
            return f"{rows.lists()}{selected} order by {order} {page}"
        numbered = rows.select(
            [f"{rows.whose} as b", f"{rows.id} as i", f"row_number() over (partition by {rows.whose} order by {order}) as k"],
            test,
            "",
        )
        return f"{rows.lists()}select b, i from ({numbered}) numbered where k <= {most}"

    def folded(self, reading: Projection, one: DistinctValues, most: int, *, skip: int = 0) -> str:
        """Return the query for the different values of a field, a page of them, each with the ids that it was found in."""
        rows = _SqlRows(self, reading, "id")
        value, test = rows.column(one.ref), rows.test(every(one.condition))
        page = self.dialect.pages.format(limit=most, offset=skip)
        given = f"({test}) and {value} is not null"
        values = rows.select_where([f"{value} as v"], given, value) + f" order by {self.dialect.in_order('v')} {page}"
        pairs = rows.select_where([f"{value} as v", f"{rows.id} as i"], given, "")
        return f"{rows.lists()}select pairs.v, pairs.i from ({pairs}) pairs join ({values}) chosen on chosen.v = pairs.v"

    def events(self, reading: Projection) -> str:
        """Return the query for the different courses of requests whose register gives no last day: days, and no ids."""
        rows = _SqlRows(self, reading)
        days = [rows.event(name) for name in EVENTS]
        where = f"{rows.no_due()}{rows.of_bodies(' and ')}"
        return f"{rows.lists()}select distinct {', '.join(days)} from {rows.source()} where {where}"


@lru_cache(maxsize=4096)
def _among(dialect: Dialect, words: frozenset[Word]) -> str:
    listed = sorted(dialect.text(word.value) for word in words)
    return f"= {listed[0]}" if len(listed) == 1 else f"in ({', '.join(listed)})" if listed else "in (null)"


class _SqlRows:
    """The rows of one kind in a ``from`` clause, parents and working days beside them; conditions over them."""

    def __init__(self, writer: QueryWriter, reading: Projection, *more: str) -> None:
        self.writer, self.reading, self.dialect = writer, reading, writer.dialect
        self.days: dict[str, str] = {}  # a day's column, and the name of the working days beside it
        self.id, self.body = (self.own(name) for name in ("id", reading.kind.owner))
        self.whose = f"coalesce({self.body}, {writer.dialect.text(NOBODY)})"
        owner = () if writer.bodies is None else (reading.kind.owner,)
        self.fields = tuple(dict.fromkeys((*reading.own, *owner, *more)))

    def own(self, name: str) -> str:
        return f"r.{self.dialect.identifier(name)}"

    # ------------------------------------------------------------------------------------------------------ the source

    def select(self, selected: Sequence[str], where: Normal | None, grouping: str) -> str:
        return self.select_where(selected, self.test(where) if where is not None else "", grouping)

    def select_where(self, selected: Sequence[str], where: str, grouping: str) -> str:
        wanted = [one for one in (where, self.of_bodies("")) if one]
        clause = f" where {' and '.join(f'({one})' for one in wanted)}" if wanted else ""
        return f"select {', '.join(selected)} from {self.source()}{clause}" + (f" group by {grouping}" if grouping else "")

    def of_bodies(self, before: str) -> str:
        bodies = self.writer.bodies
        if bodies is None:
            return ""
        return f"{before}{self.body} in ({', '.join(self.dialect.text(one) for one in bodies)})"

    def source(self) -> str:
        """Return the ``from`` clause: the rows, each parent once, the working days of each day that is asked about."""
        parts = [f"{self.relation(self.reading.kind, self.fields)} r"]
        for one, names in self.reading.parents.items():
            if one.parent is None:
                continue
            inner = self.relation(one.parent, ("id", *(name for name in names if name != "id")), due=False)
            alias = _parent(one)
            parts.append(f"left join {inner} {alias} on {alias}.{self.dialect.identifier('id')} = {self.own(one.name)}")
        if self.terms:
            parts.append(f"left join {TERMS} t on t.k = {self.key()}")
        for column, alias in self.days.items():
            parts.append(f"left join {CALENDAR} {alias} on {alias}.d = {column}")
        return " ".join(parts)

    @property
    def terms(self) -> bool:
        return self.reading.kind.name == "request" and "due" in self.reading.own and bool(self.writer.terms.courses)

    def relation(self, kind: RecordKind, names: Sequence[str], *, due: bool = True) -> str:
        """Return the table of a kind, or what takes its place: a table without some columns, requests and their answers."""
        tables = self.writer.tables
        if kind.name == "request" and self.answerable and {"closed", "outcome"} & set(names):
            return self.answered(names)
        if kind.name == "item" and "item" not in tables and "publication" in tables:
            return self.items(names)
        if kind.name not in tables:  # a parent of which nothing is known
            nothing = (f"{self.dialect.nothing(kind.fields[name].type)} as {self.dialect.identifier(name)}" for name in names)
            return f"(select {', '.join(nothing)}{self.dialect.dual} where 1 = 0)"
        table = tables[kind.name]
        if due and kind.name == "request" and "due" in names:
            names = tuple(dict.fromkeys((*names, "received", *EVENTS)))
        if all(table.columns.get(name) == name and name not in table.as_text | table.exact for name in names):
            return table.name
        return f"(select {', '.join(self.columns(kind, names))} from {table.name})"

    def columns(self, kind: RecordKind, names: Sequence[str]) -> list[str]:
        table = self.writer.tables[kind.name]
        written = []
        for name in names:
            if name not in table.columns:
                column = self.dialect.nothing(kind.fields[name].type)
            else:
                column = table.column(name, self.dialect)
            written.append(f"{column} as {self.dialect.identifier(name)}")
        return written

    def answered(self, names: Sequence[str]) -> str:
        """Return the requests with the day and outcome of their first final response, as ``with_responses`` has it."""
        quoted = self.dialect.identifier
        needed = tuple(dict.fromkeys((*names, "id", "closed", "outcome", *(EVENTS if "due" in names else ()))))
        own = [f"q.{quoted(name)} as {quoted(name)}" for name in needed if name not in ("closed", "outcome")]
        closed, outcome = f"q.{quoted('closed')}", f"q.{quoted('outcome')}"
        told = f"({closed} is not null and ({outcome} is not null or {closed} <> a.given))"
        own.append(f"case when a.request is null or {told} then {closed} else a.given end as {quoted('closed')}")
        own.append(f"case when a.request is null or {told} then {outcome} else a.outcome end as {quoted('outcome')}")
        differs = f"a.given <> {closed} or a.outcome <> coalesce({outcome}, a.outcome)"
        own.append(f"case when {closed} is not null and ({differs}) then 1 else 0 end as {DIFFERS}")
        inner = f"(select {', '.join(self.columns(Request.__kind__, needed))} from {self.writer.tables['request'].name}) q"
        return f"(select {', '.join(own)} from {inner} left join {ANSWERS} a on a.request = q.{quoted('id')})"

    def items(self, names: Sequence[str]) -> str:
        """Return the items of a source that has their publications only: each as its first publication shows it."""
        source = {"id": "item", "body": "body", "first_published": "published"}
        fields, quoted = Item.__kind__.fields, self.dialect.identifier
        selected = [
            f"{quoted(source[name])} as {quoted(name)}"
            if name in source
            else f"{self.dialect.text(ItemKind.OTHER.value) if name == 'kind' else self.dialect.nothing(fields[name].type)} "
            f"as {quoted(name)}"
            for name in names
        ]
        columns = ", ".join(self.columns(Publication.__kind__, ("id", "body", "item", "published")))
        order = f"{quoted('published')}, {self.dialect.in_order(quoted('id'))}"
        first = f"row_number() over (partition by {quoted('item')} order by {order}) as k"
        table = self.writer.tables["publication"].name
        return f"(select {', '.join(selected)} from (select f.*, {first} from (select {columns} from {table}) f) g where k = 1)"

    def lists(self) -> str:
        """Return the common table expressions that the rows need, before a ``select``; called when all else is written."""
        found = []
        kinds = {self.reading.kind, *(one.parent for one in self.reading.parents)}
        if Request.__kind__ in kinds and self.answerable:
            found.append(self.answers())
        if self.terms:
            text, day, known = self.dialect.text, self.dialect.day, self.writer.terms
            rows = [(text(key), day(last), str(int(key in known.provisional))) for key, last in known.courses.items()]
            found.append(self.dialect.values(TERMS, ("k", "due", "p"), rows))
        if self.days:
            found.append(self.dialect.values(CALENDAR, ("d", "w", "u"), self.calendar()))
        return f"with {', '.join(found)} " if found else ""

    def answers(self) -> str:
        columns = ", ".join(self.columns(Response.__kind__, ("id", "request", "given", "outcome", "redecides")))
        quoted = self.dialect.identifier
        order = f"{quoted('given')}, {self.dialect.in_order(quoted('id'))}"
        first = f"row_number() over (partition by {quoted('request')} order by {order}) as k"
        table = self.writer.tables["response"].name
        final = f"{quoted('outcome')} is not null and {quoted('redecides')} is null"
        numbered = f"select f.*, {first} from (select {columns} from {table}) f where {final}"
        names = ", ".join(f"{quoted(name)} as {name}" for name in ("request", "given", "outcome"))
        return f"{ANSWERS} as (select {names} from ({numbered}) g where k = 1)"

    def calendar(self) -> Iterable[tuple[str, str, str]]:
        """Yield every day of the calendar with how many days up to it are worked, and how many unknown."""
        for day, worked, unknown in self.writer.calendar.sums():
            yield self.dialect.day(day), str(worked), str(unknown)

    # ----------------------------------------------------------------------------------------------------- terms by law

    def event(self, name: str) -> str:
        """Return one day of a request's course; of an extension only whether there was one, for its day moves nothing."""
        column = self.own(name)
        if name == "extended":
            return f"case when {column} is null then '' else 'x' end"
        return f"case when {column} is null then '' else {self.dialect.day_text(column)} end"

    def no_due(self) -> str:
        return f"{self.own('due')} is null and {self.own('received')} is not null"

    def key(self) -> str:
        bar = self.dialect.text("|")
        parts = [part for name in EVENTS for part in (bar, self.event(name))]
        course = self.dialect.concatenated(parts[1:])
        return f"case when {self.no_due()} then {course} end"

    # ------------------------------------------------------------------------------------------------------- conditions

    def column(self, ref: FieldRef) -> str:
        """Return a field's column; empty text is missing."""
        if ref.parent is None:
            column = self.own(ref.field.name)
            if ref.field.name == "due" and self.terms:
                return f"coalesce({column}, t.due)"
        else:
            column = f"{_parent(ref.parent)}.{self.dialect.identifier(ref.field.name)}"
        return f"nullif({column}, '')" if ref.field.type is FieldType.TEXT else column

    def number(self, operand: Operand) -> str:
        """Return an operand as SQL: money in fen."""
        match operand:
            case FieldRef(field=found):
                column = self.column(operand)
                if found.type is FieldType.MONEY:
                    return self.dialect.fen(column)
                return self.dialect.whole(column) if found.type is FieldType.NUMBER else column
            case PeriodDay():
                return self.dialect.day(operand.of(self.writer.period))
            case Literal(value=value):
                return self.literal(value)
            case Arithmetic(operator=operator, left=left, right=right):
                return f"({self.number(left)} {operator.value} {self.number(right)})"
            case DaysBetween(working=False, start=start, end=end):
                return self.dialect.days(self.number(start), self.number(end))
            case DaysBetween(start=start, end=end):
                return self.workdays(start, end)

    def literal(self, value: date | int | Word | str) -> str:
        if isinstance(value, Word):
            return self.dialect.text(str(value.value))
        if isinstance(value, date):
            return self.dialect.day(value)
        return self.dialect.text(value) if isinstance(value, str) else f"({value})" if value < 0 else str(value)

    def workdays(self, start: Operand, end: Operand) -> str:
        """Return the working days between two days; none where a day of them is not known, 0 between a day and itself."""
        (one, worked, unknown), (other, worked_then, unknown_then) = self.worked(start), self.worked(end)
        return f"case when {one} = {other} then 0 when {unknown} = {unknown_then} then {worked_then} - {worked} end"

    def worked(self, day: Operand) -> tuple[str, str, str]:
        written = self.number(day)
        if isinstance(day, FieldRef):
            alias = self.days.setdefault(written, f"d{len(self.days)}")
            return written, f"{alias}.w", f"{alias}.u"
        value = day.of(self.writer.period) if isinstance(day, PeriodDay) else getattr(day, "value", None)
        known = self.writer.calendar.sum_at(value) if isinstance(value, date) else None
        if known is None:
            none = self.dialect.nothing(FieldType.NUMBER)
            return written, none, none
        return written, str(known[0]), str(known[1])

    def test(self, condition: Normal) -> str:
        """Return a condition as SQL; where it is neither true nor false it does not hold."""
        match condition:
            case Conjunction(parts=parts):
                return " and ".join(self._bracketed(part) for part in parts) or _ALWAYS
            case Disjunction(parts=parts):
                return " or ".join(self._bracketed(part) for part in parts if not self.impossible(part)) or _NEVER
            case IsNone(ref=ref, negated=negated):
                return f"{self.column(ref)} is {'not ' if negated else ''}null"
            case IsMissing(operand=operand):
                return f"{self.number(operand)} is null"
            case Flag(ref=ref):
                return self.dialect.flag(self.column(ref), on=True)
            case IsFalse(ref=ref):
                return self.dialect.flag(self.column(ref), on=False)
            case WithinPeriod(ref=ref, negated=negated, span=span):
                days = span.of(self.writer.period)
                start, end = self.dialect.day(days.start), self.dialect.day(days.end)
                return f"{self.column(ref)} {'not ' if negated else ''}between {start} and {end}"
            case Membership(ref=ref, values=values, negated=negated):
                listed = ", ".join(self.literal(one.value) for one in values)
                return f"{self.number(ref)} {'not ' if negated else ''}in ({listed})"
            case Compare(operator=comparator, left=left, right=right):
                return f"{self.number(left)} {_written(comparator)} {self.number(right)}"
            case Malformed(ref=ref):
                return self.dialect.malformed(ref.field, self.column(ref)) or _NEVER
            case PreparationAnomaly(what=what):
                return self.noticed(what)

    def noticed(self, what: str) -> str:
        if what == "broken_off":
            return _NEVER  # a table's rows are whole
        if what == "answers_differ":
            return f"r.{DIFFERS} = 1" if self.answering else _NEVER
        return f"t.p = {int(what == 'due_provisional')}" if self.terms else _NEVER

    @property
    def answering(self) -> bool:
        """Whether the rows are requests that are closed by their responses."""
        asked = {"closed", "outcome"} & set(self.reading.own)
        return self.reading.kind.name == "request" and self.answerable and bool(asked)

    @property
    def answerable(self) -> bool:
        """Whether there are responses that can close requests."""
        return {"request", "response"} <= self.writer.tables.keys()

    def impossible(self, condition: Normal) -> bool:
        """Whether nothing here can meet a condition: it is about what the engine's own types rule out, or no list is there."""
        match condition:
            case Malformed(ref=ref):
                return self.dialect.malformed(ref.field, "x") is None
            case PreparationAnomaly(what=what):
                return self.noticed(what) == _NEVER
        return False

    def _bracketed(self, condition: Normal) -> str:
        return f"({self.test(condition)})"


class _SqlGroupKeys(_SqlRows):
    """The words of groups in place of the rows' own: what is wrong with a word is wrong with all rows of its group."""

    def __init__(self, rows: _SqlRows, keys: Mapping[FieldRef, str]) -> None:
        super().__init__(rows.writer, rows.reading)
        self.keys = keys

    def column(self, ref: FieldRef) -> str:
        return self.keys[ref]


def _parent(one: Field) -> str:
    return f"p_{one.name}"


def _written(comparator: Comparator) -> str:
    match comparator:
        case Comparator.EQUAL:
            return "="
        case Comparator.NOT_EQUAL:
            return "<>"
        case Comparator.BELOW | Comparator.AT_MOST | Comparator.ABOVE | Comparator.AT_LEAST:
            return str(comparator.value)
    assert_never(comparator)
