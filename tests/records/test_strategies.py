"""The strategies make records that can be, and conditions that are right."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings, strategies as st

from govdisclosure.errors import InvalidRecordError
from govdisclosure.expressions import in_words, parse_condition, refs
from govdisclosure.library import load_standard
from govdisclosure.records import RECORD_KINDS, RecordKind, Request, TypedRecord
from govdisclosure.records.record import fields_of
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.sources import gather
from govdisclosure.tabulation import tabulate
from govdisclosure.testing import strategies
from govdisclosure.testing.strategies import conditions, days, entries, periods, records, requests
from govdisclosure.values import Period

HENGYANG = load_standard("cn-hengyang-2015")
NAMED = {
    "item": "items",
    "publication": "publications",
    "site_column": "site_columns",
    "submission": "submissions",
    "request": "requests",
    "response": "responses",
    "response_ground": "response_grounds",
    "remedy": "remedies",
    "engagement": "engagements",
    "upward_submission": "upward_submissions",
    "inspection": "inspections",
    "service_item": "service_items",
    "service_case": "service_cases",
    "document": "documents",
    "decision": "decisions",
    "charge": "charges",
    "request_fee": "request_fees",
    "purchase": "purchases",
    "body": "bodies",
    "succession": "successions",
}


class TestImport:
    """Hypothesis is an extra: nothing but this package of tests imports it."""

    def test_is_not_part_of_the_library(self) -> None:
        modules = ("govdisclosure.cli", "govdisclosure.library", "govdisclosure.tabulation", "sys")
        program = f"import {', '.join(modules)}; sys.exit('hypothesis' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


class TestOneKind:
    """Each kind of record has a strategy; a field is fixed by its name."""

    def test_has_a_strategy_for_every_kind(self) -> None:
        assert NAMED.keys() == RECORD_KINDS.keys() - {"entry"}  # what can be entered depends on the standard

    @pytest.mark.parametrize("kind", NAMED)
    @given(data=st.data())
    def test_makes_records_of_the_kind_with_what_is_fixed(self, kind: str, data: st.DataObject) -> None:
        cls = RECORD_KINDS[kind].cls
        made = data.draw(getattr(strategies, NAMED[kind])(id="fixed", years=(2020,)))
        assert type(made) is cls
        assert getattr(made, "id", None) == "fixed"
        dates = [value for name in fields_of(cls) if isinstance(value := getattr(made, name), date)]
        assert {day.year for day in dates} <= {2020}

    @given(requests(received=date(2015, 12, 31), closed=days(years=(2016,)), outcome=None))
    def test_fits_the_rest_to_what_is_fixed(self, request: Request) -> None:
        assert request.received == date(2015, 12, 31)
        assert request.closed is not None
        assert request.closed.year == 2016
        assert request.arrived is None or request.arrived <= date(2015, 12, 31)

    @given(requests(closed=None))
    def test_leaves_out_what_needs_a_field_fixed_as_missing(self, request: Request) -> None:
        assert request.outcome is None

    @pytest.mark.parametrize(
        "impossible",
        [{"received": date(2015, 2, 1), "closed": date(2015, 1, 1)}, {"outcome": Outcome.OTHER, "closed": None}],
    )
    def test_refuses_what_cannot_be(self, impossible: dict[str, Any]) -> None:
        with pytest.raises(InvalidRecordError):
            find(requests(**impossible), lambda _: True)

    def test_has_no_field_that_the_class_lacks(self) -> None:
        with pytest.raises(TypeError, match="Request has no field clsoed"):
            requests(clsoed=None)

    @pytest.mark.parametrize("day", [date(2014, 12, 31), date(2015, 1, 1), date(2016, 2, 29), date(2016, 12, 31)])
    def test_comes_to_the_edges_of_the_year(self, day: date) -> None:
        assert find(days(), lambda one: one == day) == day

    @given(periods(years=(2015,)))
    def test_makes_periods_of_the_years(self, period: Period) -> None:
        assert period.start.year == period.end.year == 2015


class TestManyKinds:
    """A list of records of one body fits together: ids unique, parents known, responses in keeping with their requests."""

    @given(records(body="hengyang"))
    def test_is_gathered_without_a_finding(self, found: list[TypedRecord]) -> None:
        gathered = gather(found)
        assert gathered.findings == ()
        assert set(gathered.bodies) <= {"hengyang"}
        assert max(Counter((type(one), getattr(one, "id", one)) for one in found).values(), default=1) == 1

    def test_leads_from_kind_to_kind(self) -> None:
        def leads_far(found: list[TypedRecord]) -> bool:
            return {"publication", "response_ground"} <= set(gather(found).counts)

        quick = settings(phases=[Phase.generate], max_examples=2000)  # any will do: the smallest is not wanted
        assert find(records(), leads_far, settings=quick)

    @given(records(standard=HENGYANG, years=(2015,)))
    def test_has_entries_that_the_standard_takes(self, found: list[TypedRecord]) -> None:
        report = tabulate(found, HENGYANG, period=Period.year(2015))
        assert [note for note in report.notes if note.rule.startswith("entry")] == []

    @given(entries(HENGYANG, period=Period.year(2015), body="x"))
    def test_has_one_entry_for_a_cell_at_most(self, found: list[TypedRecord]) -> None:
        assert len({getattr(one, "address", "") for one in found}) == len(found)


class TestConditions:
    """Every condition that is made is one of the language, for every kind of record."""

    @settings(max_examples=4 * settings().max_examples)
    @given(
        st.one_of([st.tuples(st.just(kind), conditions(kind)) for kind in RECORD_KINDS.values()])  # made once: quick
    )
    def test_are_understood_and_put_in_words(self, made: tuple[RecordKind, str]) -> None:
        kind, text = made
        condition = parse_condition(text, kind)
        words = in_words(condition)
        for ref in refs(condition):
            assert ref.field.zh in words.zh
            assert ref.field.en in words.en
