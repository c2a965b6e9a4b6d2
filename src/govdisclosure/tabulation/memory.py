"""The in-memory engine (内存引擎): one generated loop for each kind of record; the oracle for all other engines.

The loop is source text made from the plan's tree, never from text of a standard's file; constants are bound by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias, TypeGuard

from attrs import field, frozen

from govdisclosure.exact.decimals import units
from govdisclosure.expressions import (
    And,
    Arithmetic,
    Compare,
    Condition,
    DaysBetween,
    FieldRef,
    Flag,
    IsNone,
    Literal,
    Membership,
    Negation,
    Operand,
    Or,
    PeriodDay,
    Span,
    WithinPeriod,
    refs,
)
from govdisclosure.law import Calendar
from govdisclosure.progress import counted
from govdisclosure.records import FieldType, RecordKind
from govdisclosure.sources.record_set import KNOWN
from govdisclosure.standards.atoms import DistinctValues, NearestRank, Pick, SumOf, Tally
from govdisclosure.tabulation.counts import GuardMatches
from govdisclosure.tabulation.plan import GuardWatch, Scan
from govdisclosure.values import Period

Parents: TypeAlias = Mapping[str, Mapping[str, object]]
"""Records that others lead to: by kind, then by id."""


@frozen
class MemoryCounts:
    """What one scan brought."""

    tallies: Mapping[Tally, Mapping[Any, int]]
    distincts: Mapping[DistinctValues, set[object]]
    sums: Mapping[SumOf, int]
    ranks: Mapping[NearestRank, list[int]]
    caught: Mapping[GuardWatch, list[str]]

    @property
    def watches(self) -> Mapping[GuardWatch, GuardMatches]:
        """What each guard caught; nothing for a guard that caught none."""
        return {watch: GuardMatches(len(ids), tuple(sorted(ids)[:KNOWN])) for watch, ids in self.caught.items() if ids}

    def different(self, values: DistinctValues) -> int:
        """Return how many different values there are."""
        return len(self.distincts[values])

    def total(self, one: SumOf) -> int:
        """Return a sum, money in fen."""
        return self.sums[one]

    def ranked(self, one: NearestRank) -> int:
        """Return the number at a rank, money in fen; 0 where there are no records."""
        numbers = sorted(self.ranks[one])
        return numbers[one.rank(len(numbers)) - 1] if numbers else 0

    def number(self, pick: Pick) -> int:
        """Return how many records a pick counts."""
        counted = self.tallies[pick.tally]
        if not counted:
            return 0
        wanted = pick.wanted
        if not wanted:
            return counted.get((), 0)
        if len(wanted) == 1:
            (words,) = wanted
            return sum(counted.values()) if words is None else sum(counted.get(word, 0) for word in words)
        chosen = [words for words in wanted if words is not None]
        if len(chosen) == len(wanted):
            return sum(counted.get(key, 0) for key in product(*chosen))
        return sum(
            number
            for key, number in counted.items()
            if all(words is None or one in words for one, words in zip(key, wanted, strict=True))
        )


def run(scan: Scan, records: Iterable[object], period: Period, parents: Parents, calendar: Calendar) -> MemoryCounts:
    """Scan records of one kind once; working days are those of the calendar."""
    scanned = _compiled(scan)
    days = [span.of(period) for span in scanned.spans]
    tallies, distincts, sums, ranks, watches = scanned.scanner(counted(records, ""), days, parents, calendar.workdays_between)
    return MemoryCounts(
        dict(zip(scan.tallies, tallies, strict=True)),
        dict(zip(scan.distincts, distincts, strict=True)),
        dict(zip(scan.sums, sums, strict=True)),
        dict(zip(scan.ranks, ranks, strict=True)),
        dict(zip(scan.watches, watches, strict=True)),
    )


_Scanner: TypeAlias = Callable[
    [Iterable[object], Sequence[Period], Parents, Callable[[date, date], int | None]],
    tuple[list[dict[Any, int]], list[set[object]], list[int], list[list[int]], list[list[str]]],
]


@frozen
class _CompiledScan:
    """A scan as a function, and the days that it is called with."""

    scanner: _Scanner
    spans: Sequence[Span]


@lru_cache(maxsize=256)
def _compiled(scan: Scan) -> _CompiledScan:
    writer = _LoopWriter(scan)
    source, constants = writer.source()
    namespace: dict[str, Any] = {**constants, "units": units}
    exec(compile(source, "<plan>", "exec"), namespace)  # noqa: S102 - made from the typed tree, see the module's docstring
    scanner: _Scanner = namespace["scan"]
    return _CompiledScan(scanner, tuple(writer.spans))


@frozen
class _ConditionNode:
    """A step of nested conditions: what is counted here, and what else must hold further in."""

    actions: list[str] = field(factory=list)
    inner: dict[Condition, _ConditionNode] = field(factory=dict)


class _LoopWriter:
    """Writes the loop: conditions that several counts share are tested once, the commonest outermost."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.constants: dict[str, object] = {}
        self.spans: dict[Span, str] = {}
        self.temporaries = 0
        self.frequency = Counter(part for one in (*scan.counted, *scan.watches) for part in _given(one.condition))
        self.root = _ConditionNode()
        uses = Counter(ref for part in self.frequency for ref in refs(part))
        uses.update(ref for tally in scan.tallies for ref in tally.groups)
        shared = (ref for ref, times in uses.items() if times > 1 or ref.parent is not None)
        self.loads: dict[FieldRef, str] = {ref: f"v{number}" for number, ref in enumerate(shared)}

    def source(self) -> tuple[str, dict[str, object]]:
        scan = self.scan
        for number, tally in enumerate(scan.tallies):
            self.place(tally.condition, self.tally_action(number, tally))
        for number, distinct in enumerate(scan.distincts):
            self.place(distinct.condition, [f"d{number}.add({self.load(distinct.ref)})"])
        for number, total in enumerate(scan.sums):
            self.place(total.condition, self.number_action(total, f"s{number} += {{}}"))
        for number, ranked in enumerate(scan.ranks):
            self.place(ranked.condition, self.number_action(ranked, f"q{number}.append({{}})"))
        for number, watch in enumerate(scan.watches):
            self.place(watch.condition, [f"w{number}.append(r.id)"])
        body = self.block(self.root, 2)
        parents = self.parents()
        lines = [
            "def scan(records, days, parents, workdays):",
            *(f"    start{name}, end{name} = days[{name}].start, days[{name}].end" for name in self.spans.values()),
            *(f"    t{number} = {{}}" for number in range(len(scan.tallies))),
            *(f"    d{number} = set()" for number in range(len(scan.distincts))),
            *(f"    s{number} = 0" for number in range(len(scan.sums))),
            *(f"    q{number} = []" for number in range(len(scan.ranks))),
            *(f"    w{number} = []" for number in range(len(scan.watches))),
            *(
                f"    find_{kind} = parents.get({kind!r}, {{}}).get"
                for kind in dict.fromkeys(kind.name for kind in parents.values())
            ),
            "    for r in records:",
            *(f"        p_{name} = find_{kind.name}(r.{name})" for name, kind in parents.items()),
            *(f"        {name} = {self.plain_load(ref)}" for ref, name in self.loads.items()),
            *(body or ["        pass"]),
            *(f"    d{number}.discard(None)" for number in range(len(scan.distincts))),
            "    return "
            + ", ".join(
                "[" + ", ".join(f"{letter}{number}" for number in range(len(things))) + "]"
                for letter, things in (
                    ("t", scan.tallies),
                    ("d", scan.distincts),
                    ("s", scan.sums),
                    ("q", scan.ranks),
                    ("w", scan.watches),
                )
            ),
        ]
        return "\n".join(lines), self.constants

    def parents(self) -> dict[str, RecordKind]:
        """Return the fields that lead to a parent whose fields are read, and the kind of that parent."""
        used = [*self.loads, *(ref for one in self.scan.counted for ref in one.reads)]
        return {ref.parent.name: ref.parent.parent for ref in used if ref.parent and ref.parent.parent}

    def place(self, condition: frozenset[Condition], actions: list[str]) -> None:
        node = self.root

        def rank(part: Condition) -> tuple[int, bool, bool, str]:  # the commonest first, then what costs least
            return -self.frequency[part], not _is_given(part), not isinstance(part, IsNone | Flag), str(part)

        for part in sorted(_given(condition), key=rank):
            node = node.inner.setdefault(part, _ConditionNode())
        node.actions.extend(actions)

    def block(self, node: _ConditionNode, depth: int, known: frozenset[FieldRef] = frozenset()) -> list[str]:
        """Write what is counted here and further in; ``known`` are the fields that were found to be given on the way."""
        indent = "    " * depth
        lines = [indent + action for action in node.actions]
        for part, inner in node.inner.items():
            if _is_given(part) and part.ref in known:
                lines.extend(self.block(inner, depth, known))
                continue
            tests, given = [self.test(part, known)], known | {part.ref} if _is_given(part) else known
            while not inner.actions and len(inner.inner) == 1:  # on one line, for Python takes a hundred levels at most
                ((part, inner),) = inner.inner.items()
                if not (_is_given(part) and part.ref in given):
                    tests.append(self.test(part, given))
                given = given | {part.ref} if _is_given(part) else given
            lines.append(f"{indent}if {' and '.join(tests)}:")
            lines.extend(self.block(inner, depth + 1, given))
        return lines

    def tally_action(self, number: int, tally: Tally) -> list[str]:
        keys = [self.load(ref) for ref in tally.groups]
        key = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        return [f"k = {key}", f"t{number}[k] = t{number}.get(k, 0) + 1"]

    def number_action(self, one: SumOf | NearestRank, action: str) -> list[str]:
        """Write what is done with a record's number, where it has one; ``{}`` is the number."""
        value = f"n = {self.operand(one.operand)}"
        return [value, f"if n is not None: {action.format('units(n, 2)' if one.money else 'n')}"]

    def load(self, ref: FieldRef) -> str:
        return self.loads.get(ref) or self.plain_load(ref)

    @staticmethod
    def plain_load(ref: FieldRef) -> str:
        loaded = f"r.{ref.field.name}"
        if ref.parent is not None:
            loaded = f"(None if p_{ref.parent.name} is None else p_{ref.parent.name}.{ref.field.name})"
        return f"({loaded} or None)" if ref.field.type is FieldType.TEXT else loaded  # empty text is missing

    # ------------------------------------------------------------------------------------------------- conditions

    def test(self, condition: Condition, known: frozenset[FieldRef]) -> str:
        """Write a condition; fields in ``known`` are given, so that no test asks again whether they are."""
        match condition:
            case And(parts=parts):
                return "(" + " and ".join(self.test(part, known) for part in parts) + ")" if parts else "True"
            case Or(parts=parts):
                return self.either(parts, known)
            case Negation(part=part):
                return f"(not {self.test(part, known)})"
            case IsNone(ref=ref, negated=negated):
                return f"({self.load(ref)} is {'not ' if negated else ''}None)"
            case Flag(ref=ref):
                return f"({self.load(ref)} is True)"
            case WithinPeriod(ref=ref, negated=negated, span=span):
                days = self.days(span)
                within = f"(start{days} <= {self.load(ref)} <= end{days})"
                return self.with_guards([self.guard(ref, known)], f"not {within}" if negated else within)
            case Membership(ref=ref, values=values, negated=negated):
                name = self.constant(frozenset(value.value for value in values))
                loaded = self.load(ref)
                return (
                    self.with_guards([self.guard(ref, known)], f"{loaded} not in {name}")
                    if negated
                    else f"({loaded} in {name})"
                )
            case Compare(operator=operator, left=left, right=right):
                guards, sides = zip(self.guarded(left, known), self.guarded(right, known), strict=True)
                return self.with_guards(guards, f"{sides[0]} {operator.value} {sides[1]}")

    def either(self, parts: Sequence[Condition], known: frozenset[FieldRef]) -> str:
        """Write alternatives; behind ``x is None`` the others may take x for given."""
        tests = []
        for part in parts:
            tests.append(self.test(part, known))
            if isinstance(part, IsNone) and not part.negated:
                known |= {part.ref}
        return "(" + " or ".join(tests) + ")" if tests else "False"

    @staticmethod
    def with_guards(guards: Iterable[str], test: str) -> str:
        return "(" + " and ".join([*(guard for guard in guards if guard), test]) + ")"

    def guard(self, ref: FieldRef, known: frozenset[FieldRef]) -> str:
        return f"{self.load(ref)} is not None" if ref.nullable and ref not in known else ""

    def guarded(self, operand: Operand, known: frozenset[FieldRef]) -> tuple[str, str]:
        """Return the test that an operand is given, empty where it always is, and the operand."""
        written = self.operand(operand)
        if isinstance(operand, FieldRef):
            return self.guard(operand, known), written
        if isinstance(operand, Literal | PeriodDay):
            return "", written
        self.temporaries += 1
        return f"(n{self.temporaries} := {written}) is not None", f"n{self.temporaries}"

    def operand(self, operand: Operand) -> str:
        match operand:
            case FieldRef():
                return self.load(operand)
            case PeriodDay(which=which, span=span):
                return f"{which}{self.days(span)}"
            case Literal(value=value):
                return self.constant(value)
            case Arithmetic(operator=operator, left=one, right=other):
                return self.both(one, other, f"{{0}} {operator.value} {{1}}")
            case DaysBetween(working=working, start=one, end=other):
                return self.both(one, other, "workdays({0}, {1})" if working else "({1} - {0}).days")

    def days(self, span: Span) -> str:
        """Return the number of a span's days, by which the loop names their first and last."""
        return self.spans.setdefault(span, str(len(self.spans)))

    def both(self, one: Operand, other: Operand, form: str) -> str:
        """Write an operation that is missing where one of its parts is."""
        guards, sides = zip(self.guarded(one, frozenset()), self.guarded(other, frozenset()), strict=True)
        tests = " and ".join(guard for guard in guards if guard)
        result = form.format(*sides)
        return f"(({result}) if {tests} else None)" if tests else f"({result})"

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name


def _given(condition: frozenset[Condition]) -> frozenset[Condition]:
    """Add to a condition, as parts of their own, that the days it holds against others must be given: several share that."""
    needed = set()
    for part in condition:
        match part:
            case WithinPeriod(ref=ref) if ref.nullable:
                needed.add(IsNone(ref, negated=True))
            case Compare(left=left, right=right):
                needed |= {IsNone(one, negated=True) for one in (left, right) if isinstance(one, FieldRef) and one.nullable}
    return condition | needed


def _is_given(part: Condition) -> TypeGuard[IsNone]:
    return isinstance(part, IsNone) and part.negated
