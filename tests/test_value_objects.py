"""Public objects behave like values: they pickle, copy, compare and hash by content, and show themselves in one line."""

from __future__ import annotations

import copy
import datetime
import inspect
import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TypeVar

import attrs
import polars as pl
import pytest
from hypothesis import given, strategies as st
from hypothesis.vendor.pretty import pretty

import govdisclosure
from govdisclosure import (
    Acceptance,
    Bodies,
    Body,
    Library,
    Period,
    Publication,
    Records,
    Report,
    Severity,
    accept,
    check,
    check_batch,
    compare,
    completeness,
    crosswalk,
    diagnose,
    explain,
    load_standard,
    locate,
    open_tables,
    reconcile,
    series,
    tabulate,
    take_frames,
    trace,
)
from govdisclosure.areas import compare_with_parent
from govdisclosure.consistency.compiled import compiled
from govdisclosure.consistency.rule_quality import examine
from govdisclosure.dialects import SQLite
from govdisclosure.errors import PluginError, UnreadableError
from govdisclosure.records import RECORD_KINDS, FieldType, TypedRecord, vocabulary
from govdisclosure.records.record import fields_of
from govdisclosure.records.vocabulary import PublicationChannel
from govdisclosure.sources import TableSource, gather
from govdisclosure.sources.ddl import create_table
from govdisclosure.tabulation.drilldown import behind
from govdisclosure.testing import sample_report
from govdisclosure.testing.examples import request
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.testing.strategies import record
from govdisclosure.value_objects import LONGEST_REPR, Deferred, FrozenDict, ValueObject

FORM = load_standard("cn-2021")
_Any = TypeVar("_Any")
STANDARD = """
id = "own"
edition = "1"
title = "{body} {year}"
authority = "test"
sections = [{ key = "s", tables = ["t"] }]
[[tables]]
key = "t"
rows = [{ key = "one", label = "一", entered = "count" }]
"""
Y2024 = Period.year(2024)
_VALUES: Mapping[FieldType, object] = {
    FieldType.TEXT: "words " * 100,
    FieldType.DATE: date(2024, 1, 2),
    FieldType.NUMBER: 3,
    FieldType.FLAG: True,
    FieldType.MONEY: Decimal("12.50"),
    FieldType.PERIOD: Y2024,
}


def pickled(thing: _Any) -> _Any:
    """The object as another process gets it."""
    copied: _Any = pickle.loads(pickle.dumps(thing))  # noqa: S301 - it was made a moment ago
    return copied


def filled(cls: type[TypedRecord], *, whole: bool) -> TypedRecord:
    """A record of a class: with every field, or with those alone that it must have."""
    return cls(
        **{
            name: next(iter(one.words)) if one.words else name if one.type is FieldType.ID else _VALUES[one.type]
            for name, one in fields_of(cls).items()
            if whole or one.required
        }
    )


def records() -> Records:
    return gather([request(), request("r2", closed=None, outcome=None), Body(id="b", name="某局")])


def report() -> Report:
    return tabulate(records(), FORM, period=Y2024, body="b")


def wrong() -> Report:
    """A report in which one total is off by one."""
    made = sample_report("cn-2021", year=2024)
    address = "requests.received/total"
    cell = made.cells[address]
    assert isinstance(cell.value, int)
    return attrs.evolve(made, cells={**made.cells, address: attrs.evolve(cell, value=cell.value + 1)})


def acceptance() -> Acceptance:
    return Acceptance(
        fingerprint=check(wrong()).findings[0].fingerprint,
        rule="x",
        cells=("a",),
        body="sample",
        period=Y2024,
        who="审核人",
        when=date(2025, 1, 20),
        reason="已核实",
    )


def refusal() -> UnreadableError:
    """An error that names several faults."""
    with pytest.raises(UnreadableError) as caught:
        take_frames({"requests": 1, "response": 2})
    return caught.value


# Each public class with what makes an example of it, anew at every call: a public class that is not here fails the test below.
SAMPLES: dict[str, Callable[[], object]] = {
    **{kind.cls.__name__: lambda cls=kind.cls: filled(cls, whole=False) for kind in RECORD_KINDS.values()},  # type: ignore[misc]
    "Acceptance": acceptance,
    "Answer": lambda: locate(wrong())[0].answers[0],
    "BatchVerdict": lambda: check_batch(FORM, {"requests.received/total": [1, 2], "requests.received/natural_person": [1, -3]}),
    "Blank": lambda: govdisclosure.Blank.MISSING,
    "Bodies": lambda: Bodies.of(records()),
    "Cell": lambda: report().cells["requests.received/total"],
    "Change": lambda: next(iter(locate(wrong())[0].answers[0].cells.values())),
    "Comparison": lambda: compare(report(), wrong()),
    "Conflict": lambda: locate(wrong())[0],
    "Diagnosis": lambda: diagnose(records(), period=Y2024),
    "Explanation": lambda: explain(report(), "requests.results.total/total", records=records()),
    "Fault": lambda: refusal().faults[0],
    "Finding": lambda: check(wrong()).findings[0],
    "GovDisclosureError": refusal,
    "Library": lambda: Library(plugins=[]),
    "Kind": lambda: govdisclosure.Kind.COUNT,
    "Period": lambda: Period.quarter(2024, 3),
    "Placement": lambda: trace(records(), FORM, "request", "r1", period=Y2024, body="b"),
    "Records": records,
    "Report": report,
    "Severity": lambda: Severity.ERROR,
    "Standard": lambda: load_standard("cn-2021+cn-2019:requests"),
    "TableSource": lambda: take_frames({}),
    "Verdict": lambda: accept(check(wrong()), [acceptance()]),
}
# What public functions return beside these.
RETURNED: dict[str, Callable[[], object]] = {
    "Series": lambda: series([report(), crosswalk(sample_report("cn-2019", year=2020), "cn-2021")], FORM.keys()[0], FORM),
    "Reconciliation": lambda: reconcile(attrs.evolve(wrong(), body=Body(id="b")), records()),
    "accounts": lambda: reconcile(attrs.evolve(wrong(), body=Body(id="b")), records()).accounts,
    "findings of completeness": lambda: completeness([], Bodies([Body(id="b"), Body(id="c")]), Y2024),
    "outcomes": lambda: check(wrong()).outcomes,
    "AreaComparison": lambda: compare_with_parent(report(), attrs.evolve(wrong(), body=Body(id="b")), [report()]),
    "health of rules": lambda: examine(FORM),
    "record kinds": lambda: tuple(RECORD_KINDS.values()),
    "whole records": lambda: tuple(filled(kind.cls, whole=True) for kind in RECORD_KINDS.values() if not kind.cls.needs),
    "a relation's instances": lambda: FORM.relations,
    "spots": lambda: tuple(FORM.spots.items()),
}
HANDLES = ("Library", "TableSource")
"""Classes whose objects stand for something outside, and are equal to themselves alone."""

VALUES = {**SAMPLES, **RETURNED}
for name in HANDLES:
    del VALUES[name]


def classes() -> Iterator[str]:
    for name in govdisclosure.__all__:
        thing = getattr(govdisclosure, name)
        if inspect.isclass(thing):
            yield name


def test_every_public_class_has_a_sample() -> None:
    assert [name for name in classes() if name not in SAMPLES and not issubclass(getattr(govdisclosure, name), Exception)] == []
    for name, make in SAMPLES.items():
        assert isinstance(make(), getattr(govdisclosure, name)), name


def inside(thing: object, seen: set[int] | None = None) -> Iterator[object]:
    """The object, and everything that it holds."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return
    seen.add(id(thing))
    yield thing
    cls = type(thing)
    if attrs.has(cls):
        for one in attrs.fields(cls):
            yield from inside(getattr(thing, one.name), seen)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from inside(key, seen)
            yield from inside(value, seen)
    elif isinstance(thing, tuple | frozenset | list | set):
        for each in thing:
            yield from inside(each, seen)


def same(one: object, other: object) -> bool:
    if isinstance(one, Exception):  # errors are equal to themselves alone, everywhere in Python
        return type(one) is type(other) and str(one) == str(other) and vars(one).keys() == vars(other).keys()
    return one == other and hash(one) == hash(other)


@cache
def made(name: str) -> object:
    """The sample of a name, made once."""
    return VALUES[name]()


@pytest.mark.parametrize("name", VALUES)
class TestValues:
    """Whatever a public name gives, and whatever that holds."""

    def test_are_equal_when_their_contents_are_and_hash_alike(self, name: str) -> None:
        assert same(made(name), VALUES[name]())

    def test_survive_pickling_and_copying(self, name: str) -> None:
        value = made(name)
        for copied in (pickled(value), copy.deepcopy(value), copy.copy(value)):
            assert same(copied, value)
            assert repr(copied) == repr(value)

    def test_change_by_evolve_alone(self, name: str) -> None:
        for one in inside(made(name)):
            cls = type(one)
            if isinstance(one, ValueObject) and attrs.has(cls):
                assert same(attrs.evolve(one), one)  # type: ignore[misc]
                for field in attrs.fields(cls):
                    with pytest.raises(attrs.exceptions.FrozenInstanceError):
                        setattr(one, field.name, None)

    def test_hold_nothing_that_could_change(self, name: str) -> None:
        assert [
            type(one) for one in inside(made(name)) if isinstance(one, list | set | dict) and type(one) is not FrozenDict
        ] == []

    def test_show_themselves_and_what_they_hold_in_one_line(self, name: str) -> None:
        for one in inside(made(name)):
            if isinstance(one, ValueObject | Period | Enum):
                shown = repr(one)
                assert len(shown) <= LONGEST_REPR, shown
                assert "\n" not in shown
                assert "=None" not in shown


def test_values_are_equal_after_they_were_in_another_process(tmp_path: Path) -> None:
    there = tmp_path / "there.pickle"
    values = {name: made(name) for name in VALUES}
    there.write_bytes(pickle.dumps(values))
    code = """
import pickle, sys
path = sys.argv[1]
first, second = (pickle.load(open(path, "rb")) for _ in range(2))
for name, value in first.items():
    assert isinstance(value, Exception) or (value == second[name] and hash(value) == hash(second[name])), name
open(path + ".back", "wb").write(pickle.dumps(first))
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(there)], check=True)
    back = pickle.loads(Path(f"{there}.back").read_bytes())  # noqa: S301 - it was made a moment ago
    assert [name for name, value in values.items() if not same(back[name], value)] == []


class TestStandards:
    """A standard is equal to another by id, digest, switches and contents."""

    def test_loaded_forty_times_are_one_in_every_cache(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(STANDARD, encoding="utf-8")
        loaded = [load_standard(path) for _ in range(40)]
        assert len(set(loaded)) == 1
        before = compiled.cache_info().misses
        for standard in loaded:
            compiled(standard)
        assert compiled.cache_info().misses - before <= 1

    def test_differ_by_their_switches(self) -> None:
        assert load_standard("cn-2021") != load_standard("cn-2021?instances=first")

    def test_changed_by_evolve_do_not_pass_for_the_original(self) -> None:
        changed = attrs.evolve(FORM, relations=FORM.relations[:1])
        assert changed.digest == FORM.digest
        assert changed != FORM
        assert len(compiled(changed).waiting) != len(compiled(FORM).waiting)

    def test_make_reports_of_one_file_equal(self, tmp_path: Path) -> None:
        path = tmp_path / "own.toml"
        path.write_text(STANDARD, encoding="utf-8")
        made = [Report(standard=load_standard(path), body=Body(id="b"), period=Y2024, cells={}) for _ in range(2)]
        assert made[0] == made[1]
        assert {made[0]: 1}[made[1]] == 1


class TestExplanations:
    """An explanation in another process has the ids of its records with it; from a database, too."""

    @pytest.fixture
    def tables(self) -> Iterator[TableSource]:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            for kind in records().by_kind:
                connection.execute(create_table(RECORD_KINDS[kind], SQLite()))
            for statement in inserts(records().by_kind, SQLite()):
                connection.execute(statement)
            yield open_tables(connection)

    @pytest.mark.parametrize("address", ["requests.received/total", "requests.received/natural_person"])
    def test_pickle_with_the_ids_of_their_records(self, tables: TableSource, address: str) -> None:
        for source in (records(), tables):
            found = explain(report(), address, records=source)
            copied = pickled(found)
            assert copied == found
            assert hash(copied) == hash(found)
            assert copied.records is not None
            assert found.records is not None
            assert copied.records.page() == found.records.page() == ("r1", "r2")
            assert copied.records.page(1, 1) == ("r2",)
            assert copied.records.page(0, 0) == copied.records.page(2) == ()

    def test_keep_the_values_of_a_distinct_count(self) -> None:
        form = one_table('{ key = "items", label = "条", distinct = "item" }', records="publication")
        source = gather(
            [
                Publication(id=number, item=item, body="b", channel=PublicationChannel.OWN_SITE, published=date(2024, 3, 1))
                for number, item in (("p1", "i1"), ("p2", "i1"), ("p3", "i2"))
            ]
        )
        found = behind(source, form, "items", period=Y2024, body="b")
        copied = pickled(found)
        assert copied == found
        assert copied.folded() == found.folded() == {"i1": ("p1", "p2"), "i2": ("p3",)}
        assert copied.folded(1, 1) == {"i2": ("p3",)}
        assert list(copied.together()) == [("i1", ("p1", "p2"))]

    def test_differ_where_other_records_are_behind_the_same_figure(self) -> None:
        one, other = (
            explain(report(), "requests.received/total", records=gather([request(), request(name)])) for name in ("r2", "r3")
        )
        assert one.value == other.value
        assert one != other


class TestHandles:
    """What is open stays in its process; frames may be copied into another."""

    def test_of_a_database_say_that_they_cannot_go_elsewhere(self) -> None:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.execute(create_table(RECORD_KINDS["request"], SQLite()))
            tables = open_tables(connection)
            assert copy.deepcopy(tables) is tables
            assert repr(tables) == "Tables(dialect='sqlite', tables=('request',))"
            with pytest.raises(UnreadableError, match="open_tables"):
                pickle.dumps(tables)

    def test_of_a_library_say_that_it_stays_where_it_is(self) -> None:
        made = Library(plugins=[])
        assert copy.copy(made) is copy.deepcopy(made) is made
        assert len(repr(made)) <= LONGEST_REPR
        with pytest.raises(PluginError, match="Library"):
            pickle.dumps(made)

    def test_of_frames_give_the_same_report_in_another_process(self) -> None:
        rows = [{"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": date(2024, 1, 2)}]
        absent = [name for name in RECORD_KINDS["request"].fields if name not in rows[0]]
        frames = take_frames({"request": pl.DataFrame(rows).with_columns(pl.lit(None).alias(name) for name in absent)})
        made, copied = (tabulate(one, FORM, period=Y2024, body="b") for one in (frames, pickled(frames)))
        assert copied == made
        assert repr(frames) == "Frames(frames=('request',))"
        assert copy.copy(frames) is frames


class TestReprs:
    """One line of at most 200 characters; what is None is left out, what is long is cut."""

    def test_of_a_report_name_it(self) -> None:
        made = attrs.evolve(report(), notes=())
        assert repr(made) == f"Report(standard='cn-2021', body='b', period='2024', cells={len(made.cells)})"

    def test_of_records_count_them(self) -> None:
        assert repr(records()) == "Records(request=2, body=1)"

    def test_of_a_verdict_say_what_it_came_to(self) -> None:
        assert repr(check(wrong())).startswith("Verdict(verdict='failed', error=")

    def test_of_a_record_leave_out_what_it_has_not(self) -> None:
        assert repr(Body(id="b")) == "Body(id='b', kind=BodyKind.ADMINISTRATIVE_ORGAN, reports_as=ReportsAs.DEPARTMENT)"

    def test_cut_what_is_long(self) -> None:
        shown = repr(Body(id="b" * 500, name="局" * 500, parent="c" * 500, reports_to="d" * 500))
        assert shown.endswith("…)")
        assert len(shown) <= LONGEST_REPR

    @given(st.sampled_from(list(RECORD_KINDS.values())).flatmap(lambda kind: record(kind.cls)))
    def test_hypothesis_prints_whole_examples_without_none(self, made: TypedRecord) -> None:
        shown = pretty(made)
        assert "=None" not in shown
        names = {
            **vars(vocabulary),
            **{kind.cls.__name__: kind.cls for kind in RECORD_KINDS.values()},
            "datetime": datetime,
            "Decimal": Decimal,
            "Period": Period,
            **{name: getattr(Period, name) for name in ("year", "half", "quarter", "month")},
        }
        again = eval(shown, names)  # noqa: S307 - what it prints can be pasted
        given = {name: value for name in fields_of(type(made)) if (value := getattr(made, name)) is not None}
        assert type(again) is type(made)
        assert {name: getattr(again, name) for name in given} == given

    def test_hypothesis_prints_one_line_of_what_a_file_makes(self) -> None:
        assert pretty(FORM) == repr(FORM)

    def test_ipython_prints_one_line(self) -> None:
        printed: list[str] = []

        class Printer:
            text = staticmethod(printed.append)

        report()._repr_pretty_(Printer(), False)
        assert printed == [repr(report())]


class TestFrozenDict:
    """A dict that cannot be changed: it hashes by its entries, whatever their order."""

    def test_is_a_dict_in_all_else(self) -> None:
        made = FrozenDict({"b": 1, "a": 2})
        assert made == {"a": 2, "b": 1}
        assert list(made) == ["b", "a"]
        assert json.dumps(made) == '{"b": 1, "a": 2}'
        assert hash(made) == hash(FrozenDict(a=2, b=1))
        assert {**made, "c": 3} == {"a": 2, "b": 1, "c": 3}

    @pytest.mark.parametrize(
        "change",
        [
            lambda made: made.__setitem__("a", 1),
            lambda made: made.__delitem__("a"),
            lambda made: made.update(b=1),
            lambda made: made.pop("a"),
            lambda made: made.popitem(),
            lambda made: made.setdefault("b", 1),
            lambda made: made.clear(),
            lambda made: made.__ior__({"b": 1}),
        ],
    )
    def test_cannot_be_changed(self, change: Callable[[FrozenDict[str, int]], object]) -> None:
        made = FrozenDict(a=1)
        with pytest.raises(TypeError, match="cannot be changed"):
            change(made)
        assert made == {"a": 1}

    def test_stays_frozen_in_a_copy(self) -> None:
        made = FrozenDict(a=FrozenDict(b=1))
        for copied in (pickled(made), copy.deepcopy(made), copy.copy(made), made.copy()):
            assert copied == made
            assert isinstance(copied, FrozenDict)
            assert isinstance(copied["a"], FrozenDict)


@attrs.frozen(kw_only=True)
class _Sum(Deferred):
    """A value object for these tests, of which the sum may be worked out later."""

    parts: tuple[int, ...]
    total: int
    words: str = ""


class TestDeferred:
    """Fields worked out when one of them is first read."""

    def test_are_worked_out_once_for_all(self) -> None:
        asked: list[int] = []

        def rest() -> Mapping[str, object]:
            asked.append(1)
            return {"total": 3, "words": "three"}

        made = _Sum.later(rest, parts=(1, 2))
        assert (made.parts, asked) == ((1, 2), [])
        assert (made.words, made.total, made.words, asked) == ("three", 3, "three", [1])

    @pytest.mark.parametrize(
        "use",
        [
            lambda made: made == _Sum(parts=(1, 2), total=3),
            lambda made: hash(made) == hash(_Sum(parts=(1, 2), total=3)),
            lambda made: repr(made) == repr(_Sum(parts=(1, 2), total=3)),
            lambda made: copy.deepcopy(made) == _Sum(parts=(1, 2), total=3),
            lambda made: pickled(made) == _Sum(parts=(1, 2), total=3),
            lambda made: attrs.evolve(made, parts=(3,)) == _Sum(parts=(3,), total=3),
            lambda made: attrs.asdict(made) == {"parts": (1, 2), "total": 3, "words": ""},
        ],
    )
    def test_are_there_for_whatever_is_done_with_a_value(self, use: Callable[[object], bool]) -> None:
        assert use(_Sum.later(lambda: {"total": 3, "words": ""}, parts=(1, 2)))

    def test_are_its_own_fields_only(self) -> None:
        for made in (_Sum.later(lambda: {"total": 3, "words": ""}, parts=()), _Sum(parts=(), total=0)):
            assert not hasattr(made, "nothing")
            with pytest.raises(AttributeError, match="'_Sum' object has no attribute 'totl'"):
                made.totl  # type: ignore[attr-defined]  # noqa: B018
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                made.total = 4  # type: ignore[misc]

    def test_that_two_threads_read_first_are_the_same(self) -> None:
        """The other one has them while this one works them out."""
        made: list[_Sum] = []

        def rest() -> Mapping[str, object]:
            if len(made) == 1:
                made.append(made[0])
                assert made[0].total == 3  # as the other thread would
            return {"total": 3, "words": ""}

        made.append(_Sum.later(rest, parts=()))
        assert made[0].words == ""
