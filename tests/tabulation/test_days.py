"""The earliest and the latest of a day: exact, the same in every engine, and a value of its own kind in every consumer."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pytest
from hypothesis import given, strategies as st
from tests.record_databases import in_tables

from govdisclosure import (
    Blank,
    Body,
    Cell,
    Period,
    Report,
    Request,
    check,
    check_batch,
    compare,
    explain,
    locate,
    read,
    tabulate,
    write,
)
from govdisclosure.areas import combine
from govdisclosure.consistency import examine
from govdisclosure.consistency.relations import RelationState
from govdisclosure.dialects.servers import DuckDB, SQLite
from govdisclosure.errors import InvalidRecordError, InvalidStandardError
from govdisclosure.forms.form_reading import read_form
from govdisclosure.records import Entry
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.sources import Records, gather
from govdisclosure.sources.frames import frames_of
from govdisclosure.standards import Combine, Standard
from govdisclosure.standards.over_time import OverTime
from govdisclosure.tabulation import tabulate_by_body
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.filled_forms import Template, as_ods
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Severity, Value, as_number, day_in, day_number, day_of

Y2024 = Period.year(2024)
OPEN = 'where = "received <= period.end and (closed is None or closed > period.end)", source = "x"'
STANDARD = one_table(
    f'{{ key = "oldest", label = "最早", least = "received", {OPEN} }},'
    f'{{ key = "due", label = "期限", least = "due", {OPEN} }},'
    '{ key = "last", label = "最晚", most = "closed", where = "received in period", source = "x" }',
    relations='{ key = "in_order", rule = "oldest <= due" }',
)
TWO = one_table(
    entered("begin", "end", kind="date"), relations='{ key = "order", rule = "begin <= end" }, '
    '{ key = "not_long", rule = "end == begin", tolerance = 400, severity = "explain" }'
)  # fmt: skip


def records(seed: int) -> Records:
    chance = random.Random(seed)
    made: list[object] = [Body(id=body) for body in "abc"]
    for number in range(chance.choice([1, 2, 5, 40])):
        received = date(2023, 12, 20) + timedelta(days=chance.randint(0, 380))
        made.append(
            Request(
                id=f"r{number}",
                body=chance.choice("ab"),
                received=received,
                due=received + timedelta(days=28),
                closed=None if chance.random() < 0.4 else received + timedelta(days=chance.randint(0, 60)),
                channel=RequestChannel.FAX,
                applicant=Applicant.BUSINESS,
            )
        )
    return every_kind_kept(made)


def by_hand(given: Records, body: str) -> dict[str, Value]:
    own = [one for one in given.of(Request) if one.body == body]
    received = [(one.received, one.closed) for one in own if one.received is not None]
    waiting = [day for day, closed in received if day <= Y2024.end and (closed is None or closed > Y2024.end)]
    days = {
        "oldest": waiting,
        "due": [day + timedelta(days=28) for day in waiting],
        "last": [one.closed for one in own if one.closed is not None and one.received in Y2024],
    }
    return {key: sorted(found)[-(key == "last")] if found else Blank.NOT_APPLICABLE for key, found in days.items()}


def values(report: Report) -> dict[str, Value]:
    return {address: report[address] for address in STANDARD.spots}


def made(source: Any) -> dict[str, dict[str, Value]]:
    return {body: values(report) for body, report in tabulate_by_body(source, STANDARD, period=Y2024).items()}


def agree(found: Mapping[str, Mapping[str, Value]], expected: Mapping[str, Mapping[str, Value]]) -> None:
    assert found == {body: expected[body] for body in found}
    left_out = [expected[body] for body in expected if body not in found]
    assert {value for each in left_out for value in each.values()} <= {Blank.NOT_APPLICABLE}


def filled(standard: Standard, given: Mapping[str, Value], body: str = "b", period: Period = Y2024) -> Report:
    cells = {address: Cell(value=value) for address, value in given.items()}
    return Report(standard=standard, body=Body(id=body, name=body), period=period, cells=cells)


class TestMeasure:
    """``least`` and ``most`` of a day are the earliest and the latest."""

    @pytest.mark.parametrize("seed", range(12))
    def test_are_those_of_the_records_in_every_engine(self, seed: int) -> None:
        given = records(seed)
        expected = {body: by_hand(given, body) for body in "abc"}
        assert {body: values(tabulate(given, STANDARD, period=Y2024, body=body)) for body in "abc"} == expected
        frames = frames_of(given)
        agree(made(frames), expected)
        with closing(duckdb.connect()) as duck, closing(sqlite3.connect(":memory:")) as lite:
            for database in (in_tables(duck, DuckDB(), given), in_tables(lite, SQLite(), given)):
                agree(made(database), expected)

    def test_combine_over_bodies_and_over_time(self) -> None:
        spots = {address: STANDARD.spot(address) for address in STANDARD.spots}
        assert [spots[one].combine for one in ("oldest", "last")] == [Combine.LEAST, Combine.MOST]
        assert [STANDARD.over_time(one) for one in ("oldest", "last")] == [OverTime.LAST, OverTime.MOST]
        given = [
            filled(STANDARD, {"oldest": day, "due": day, "last": day}, body)
            for body, day in (("b", date(2024, 3, 5)), ("c", date(2023, 12, 31)), ("d", Blank.NOT_APPLICABLE))
        ]
        together = combine(given, "area", period=Y2024, standard=STANDARD)
        assert [together[one] for one in ("oldest", "last")] == [date(2023, 12, 31), date(2024, 3, 5)]

    @pytest.mark.parametrize("way", [OverTime.LEAST, OverTime.MOST])
    def test_join_parts_of_a_period(self, way: OverTime) -> None:
        days: list[Value] = [date(2024, 3, 5), date(2024, 2, 29), date(2024, 4, 1)]
        assert way.joined(days) == (min if way is OverTime.LEAST else max)(days)  # type: ignore[type-var]
        assert way.joined([*days, Blank.MISSING]) is Blank.MISSING
        assert OverTime.SUM.joined(days) is Blank.MISSING

    def test_are_explained_by_their_field(self) -> None:
        found = explain(tabulate(records(4), STANDARD, period=Y2024, body="a"), "oldest")
        assert "最早的“收到申请之日”" in found.counts.zh
        assert "earliest" in found.counts.en

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ('least = "received", decimals = 1', "received is a day: decimals is of numbers alone"),
            ('most = "received", divide = 10', "received is a day: divide is of numbers alone"),
            ('median = "received"', "'received' is not a number"),
            ('sum = "received"', "'received' is not a number"),
            ('least = "received", combine = "sum"', "sum is not one of the choices"),
        ],
    )
    def test_know_what_is_of_numbers_alone(self, row: str, message: str) -> None:
        with pytest.raises(InvalidStandardError, match=message):
            one_table(f'{{ key = "a", label = "a", source = "x", {row} }}')


class TestRelations:
    """Days are compared with days, one on each side."""

    @pytest.mark.parametrize(
        ("relation", "message"),
        [
            ('rule = "begin + end <= begin"', "days are compared one with one"),
            ('rule = "2 * begin <= end"', "days are compared one with one"),
            ('rule = "begin <= 5"', "days are compared one with one"),
            ('rule = "begin <= end + 1"', "days are compared one with one"),
            ('rule = "begin <= n"', "days are compared one with one"),
            ('rule = "end <= sum(parts.end)"', "days are compared one with one"),
            ('rule = "n <= 5", when = "begin > n"', "days are compared one with one"),
            ('rule = "begin == end", tolerance = "5%"', "no tolerance in per cent"),
            ('rule = "begin == end", blanks = "zero"', "a blank day is no zero"),
        ],
    )
    def test_refuse_what_cannot_be_said_of_days(self, relation: str, message: str) -> None:
        rows = f"{entered('begin', 'end', kind='date')}, {entered('n')}"
        with pytest.raises(InvalidStandardError, match=message):
            one_table(rows, relations=f'{{ key = "r", {relation} }}')

    def test_a_total_adds_no_days(self) -> None:
        with pytest.raises(InvalidStandardError, match="begin"):
            one_table(f'{entered("begin", kind="date")}, {{ key = "all", label = "all", total = ["begin"] }}')

    def test_a_change_is_of_numbers(self) -> None:
        row = '{ key = "a", label = "a", change = { of = "begin", against = "previous" } }'
        with pytest.raises(InvalidStandardError, match="begin"):
            one_table(f"{entered('begin', kind='date')}, {row}")

    def test_a_column_of_changes_is_of_numbers(self) -> None:
        columns = (
            '{ key = "now", label = "now" }, { key = "then", label = "then" }, '
            '{ key = "diff", label = "diff", change = { of = "now", against = "then" } }'
        )
        with pytest.raises(InvalidStandardError, match="begin is not a number"):
            one_table(entered("begin", kind="date"), columns=columns)

    def test_say_days_where_they_fail(self) -> None:
        verdict = check(filled(TWO, {"begin": date(2024, 3, 5), "end": date(2024, 3, 1)}))
        (found,) = (one for one in verdict.findings if one.rule == "order")
        assert (found.left, found.right, found.difference) == ("2024-03-05", "2024-03-01", "4")
        assert "2024-03-05" in found.message.zh
        assert "739" not in found.message.zh + found.message.en
        assert Report.from_json(verdict.report.to_json().encode(), standard=TWO) == verdict.report

    def test_are_not_run_where_a_day_is_blank(self) -> None:
        for blank in Blank:
            verdict = check(filled(TWO, {"begin": blank, "end": date(2024, 3, 1)}))
            assert verdict.count(RelationState.NOT_RUN) == 2

    def test_hold_within_a_number_of_days(self) -> None:
        for end, rules in ((date(2025, 4, 9), []), (date(2025, 4, 10), ["not_long"])):
            verdict = check(filled(TWO, {"begin": date(2024, 3, 5), "end": end}))
            assert [one.rule for one in verdict.findings] == rules

    def test_are_located_as_days(self) -> None:
        (conflict,) = locate(filled(TWO, {"begin": date(2024, 3, 5), "end": date(2024, 3, 1)}))
        wanted = {address: one for answer in conflict.answers for address, one in answer.cells.items()}
        assert wanted["begin"].now == date(2024, 3, 5)
        assert (wanted["begin"].low, wanted["begin"].high) == (None, date(2024, 3, 1))
        assert (wanted["end"].low, wanted["end"].high) == (date(2024, 3, 5), None)
        assert wanted["end"].to_dict()["should_be"]["from"] == "2024-03-05"
        assert "2024-03-05" in conflict.answers[0].why.zh

    def test_are_checked_many_at_once(self) -> None:
        begin, end = [date(2024, 3, 5), date(2024, 3, 5), date(2024, 3, 5)], [date(2024, 3, 5), date(2024, 3, 4), None]
        stored = numpy.array(end, dtype="datetime64[D]")
        listed = [Blank.MISSING if one is None else one for one in end]
        for column in (stored, listed):
            verdict = check_batch(TWO, {"begin": begin, "end": column})
            failed = {instance.relation.key: places.tolist() for instance, places in verdict.failed}
            assert failed == {"order": [1]}
            assert verdict.unsettled.tolist() == []
            assert verdict.missing["end"].tolist() == [2]

    def test_are_examined(self) -> None:
        assert examine(TWO).sound
        forced = one_table(
            entered("a", "b", "c", kind="date"),
            relations='{ key = "one", rule = "a < b" }, { key = "two", rule = "b < a" }',
        )
        assert [len(one) for one in examine(forced).contradictions] == [2]

    @given(begin=st.dates(), end=st.dates())
    def test_hold_just_where_the_days_are_in_order(self, begin: date, end: date) -> None:
        errors = [one.rule for one in check(filled(TWO, {"begin": begin, "end": end})).findings if one.rule == "order"]
        assert errors == ([] if begin <= end else ["order"])


class TestValues:
    """A day is a value of its own kind wherever values are."""

    @given(st.dates())
    def test_count_as_their_number(self, day: date) -> None:
        assert day_of(day_number(day)) == day
        assert as_number(day) == day_number(day)

    @pytest.mark.parametrize("text", ["2024-03-05", "2024-3-5", "2024/3/5", "2024.3.5", "2024年3月5日", "2024年03月05日"])
    def test_are_read_as_they_are_written(self, text: str) -> None:
        assert day_in(text) == date(2024, 3, 5)

    @pytest.mark.parametrize(
        "text", ["2024-02-30", "24-3-5", "3月5日", "2024年3月5", "2024-3-5日", "2024/3-5", "20240305", "无"]
    )
    def test_that_are_none_are_no_days(self, text: str) -> None:
        assert day_in(text) is None

    @pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
    @pytest.mark.parametrize("day", [date(2024, 3, 5), date(1899, 12, 31), date(1900, 2, 28), date(1900, 3, 1)])
    def test_are_written_and_read_back(self, suffix: str, day: date, tmp_path: Path) -> None:
        path = tmp_path / f"2024.{suffix}"
        write(filled(TWO, {"begin": day, "end": Blank.NOT_APPLICABLE}), path)
        back = read(path, standard=TWO)
        assert (back["begin"], back["end"]) == (day, Blank.NOT_APPLICABLE)

    def test_are_printed_as_the_language_of_the_form_writes_days(self) -> None:
        report = filled(TWO, {"begin": date(2024, 3, 5)})
        assert report.printed("begin") == "2024年3月5日"
        assert json.loads(report.to_json())["cells"]["begin"]["value"] == "2024-03-05"

    def test_of_json_that_are_none_are_named(self) -> None:
        text = filled(TWO, {"begin": date(2024, 3, 5)}).to_json().replace("2024-03-05", "2024-02-30")
        report = Report.from_json(text.encode(), standard=TWO)
        assert report["begin"] is Blank.MISSING
        assert [note.rule for note in report.notes] == ["cell.type"]

    def test_are_entered_by_hand(self) -> None:
        made = gather([Body(id="b"), Entry(body="b", period=Y2024, address="begin", value="2024-03-05")])
        assert tabulate(made, TWO, period=Y2024, body="b")["begin"] == date(2024, 3, 5)
        wrong = gather([Body(id="b"), Entry(body="b", period=Y2024, address="begin", value="三月")])
        with pytest.raises(InvalidRecordError, match="2024-03-05"):
            tabulate(wrong, TWO, period=Y2024, body="b")

    def test_that_differ_are_compared(self) -> None:
        one, other = (filled(TWO, {"begin": date(2024, 3, day), "end": date(2024, 4, 1)}) for day in (5, 6))
        (found,) = compare(one, other).cells
        assert (found.left.value, found.right.value) == (date(2024, 3, 5), date(2024, 3, 6))
        assert "2024-03-06" in found.sentence.zh

    @pytest.mark.parametrize("suffix", ["xlsx", "ods"])
    def test_are_filled_in_a_form(self, suffix: str) -> None:
        form = Template.of(TWO, 2024, filled(TWO, {"begin": date(2023, 3, 5)}, period=Period.year(2023)))
        sheet, place = form.spot("end")
        data = form.filled("b", {"begin": date(2024, 3, 5)}, raw={(sheet, place): "2024年3月1日"})
        name = f"form.{suffix}"
        report = read_form(name, as_ods(data) if suffix == "ods" else data, find_standard=lambda _: TWO, standard=TWO).report
        assert (report["begin"], report["end"]) == (date(2024, 3, 5), date(2024, 3, 1))
        assert [one.rule for one in check(report).findings if one.severity is Severity.ERROR] == ["order"]
