"""The kit's standards, and a register's year: of every shape, counted alike everywhere, and able to show what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO

import duckdb
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, find, given, settings, strategies as st
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.stateful import run_state_machine_as_test

from govdisclosure import Blank, Period, Report, dumps, load_standard, read, tabulate
from govdisclosure.records import RECORD_KINDS, Request, Response
from govdisclosure.records.vocabulary import Outcome
from govdisclosure.sources.frames import frames_of
from govdisclosure.sources.record_set import Records, gather
from govdisclosure.standards import Standard
from govdisclosure.standards.measures import MEASURES
from govdisclosure.standards.operators import Operator
from govdisclosure.testing import RegisterYear, records, standards, strategies
from govdisclosure.testing.dialect_contract import DialectContract, assert_alike
from govdisclosure.values import Kind

few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
KINDS = ("request", "charge")
OF_CELLS = {name for name, one in MEASURES.items() if one.of_cells}


class TestStandards:
    """``standards()``: each measure, operator and kind of value occurs, and whatever occurs can be counted and written."""

    @pytest.mark.parametrize(
        ("measures", "wanted"),
        [
            (None, {*(name for name, one in MEASURES.items() if not one.of_cells), True, False}),
            (["count", *sorted(OF_CELLS)], OF_CELLS),
            (["count"], set(Operator)),
            (["entered"], {kind for kind in Kind if kind is not Kind.HEADING}),
        ],
        ids=["measures", "measures of cells", "operators", "kinds of value"],
    )
    def test_have_every_one_of(self, measures: list[str] | None, wanted: set[object]) -> None:
        seen: set[object] = set()

        @settings(max_examples=150, phases=[Phase.generate], derandomize=True, database=None, deadline=None)
        @given(standards(measures=measures))
        def look(standard: Standard) -> None:
            for row in standard.rows.values():
                seen.update({row.kind, row.measure and row.measure.name()})
            seen.update(one.operator for one in standard.relations)
            seen.add(bool(standard.tables[0].columns))

        look()
        assert wanted - seen == set()

    def test_shrink_to_the_rows_that_matter(self) -> None:
        small = find(
            standards(kinds=["charge"], measures=["count", "ratio", "sum"], most=3),
            lambda standard: any(row.measure is not None and row.measure.name() == "ratio" for row in standard.rows.values()),
            settings=settings(max_examples=200, database=None, derandomize=True, suppress_health_check=list(HealthCheck)),
        )
        assert [row.measure.name() for row in small.rows.values() if row.measure is not None] == ["count", "ratio"]
        assert small.tables[0].columns == ()
        assert small.relations == ()

    @pytest.fixture(scope="class")
    @classmethod
    def engines(cls) -> Iterator[dict[str, tuple[type[DialectContract], object]]]:
        with duckdb.connect() as duck, closing(sqlite3.connect(":memory:", isolation_level=None)) as lite:
            from govdisclosure.dialects import DuckDB, SQLite

            class OfDuckDB(DialectContract):
                dialect = DuckDB()

            class OfSQLite(DialectContract):
                dialect = SQLite()

            yield {"duckdb": (OfDuckDB, duck), "sqlite": (OfSQLite, lite)}

    @few
    @given(standard=standards(kinds=KINDS), found=records(years=(2015, 2016), kinds=KINDS), year=st.sampled_from((2015, 2016)))
    def test_are_counted_alike_in_every_engine(
        self, engines: dict[str, tuple[type[DialectContract], object]], standard: Standard, found: list[object], year: int
    ) -> None:
        gathered = gather(found, kept={RECORD_KINDS[kind] for kind in KINDS})
        expected = tabulate(gathered, standard, period=year, body="b")
        assert_alike(tabulate(frames_of(gathered), standard, period=year, body="b"), expected)
        for contract, connection in engines.values():
            assert_alike(tabulate(contract().source(connection, gathered), standard, period=year, body="b"), expected)

    @few
    @given(
        standard=standards(),
        found=records(years=(2015,), kinds=KINDS),
        suffix=st.sampled_from(("json", "csv", "xlsx", "docx")),
    )
    def test_are_written_and_read_back(self, standard: Standard, found: list[object], suffix: str) -> None:
        gathered = gather(found, kept=set(RECORD_KINDS.values()))
        report = tabulate(gathered, standard, period=2015, body="b")
        back = read(BytesIO(dumps(report, suffix)), standard=standard, period=2015)
        assert {one: back[one] for one in standard.spots} == {one: report[one] for one in standard.spots}

    def test_count_the_kinds_that_are_given(self) -> None:
        @few
        @given(standards(kinds=[Request, "charge"], measures=["count", "sum"]))
        def look(standard: Standard) -> None:
            seen.add(standard.rows["r0"].records.name if standard.rows["r0"].records else "")

        seen: set[str] = set()
        look()
        assert seen <= {"request", "charge"}
        assert seen

    @pytest.mark.parametrize("measures", [["counts"], ["total"], []])
    def test_refuse_measures_of_which_none_can_be_first(self, measures: list[str]) -> None:
        with pytest.raises(ValueError, match="count, "):
            standards(measures=measures)

    def test_refuse_what_is_no_kind_of_record(self) -> None:
        with pytest.raises(TypeError, match="'requests' is no kind"):
            standards(kinds=["requests"])


class TestRecords:
    """``records()``: of the kinds that are given, made without surprises on a busy machine."""

    def test_are_of_the_kinds_given_and_those_they_cannot_be_without(self) -> None:
        seen: set[type] = set()

        @few
        @given(records(kinds=[Response, "charge"]))
        def look(found: list[object]) -> None:
            seen.update(map(type, found))

        look()
        assert {one.__name__ for one in seen} == {"Request", "Response", "Charge"}

    def test_refuse_what_is_no_kind(self) -> None:
        with pytest.raises(TypeError, match="int"):
            records(kinds=[int])  # type: ignore[list-item]  # that is the test

    def test_load_nothing_when_the_first_is_drawn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        strategy = records("cn-2021", years=(2019, 2020))
        caches = (strategies._any_value, strategies._open_fields, strategies._required_values, strategies._entered_values)
        before = [one.cache_info().misses for one in caches[1:]]
        monkeypatch.setattr(strategies, "load_standard", None)

        @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(strategy)
        def look(found: list[object]) -> None:
            pass

        made = strategies._any_value.cache_info().misses
        look()
        assert strategies._any_value.cache_info().misses == made
        assert [one.cache_info().misses for one in caches[2:]] == before[1:]

    def test_take_few_draws(self, monkeypatch: pytest.MonkeyPatch) -> None:
        draws = 0
        draw = ConjectureData.draw

        def counted(self: ConjectureData, *args: object, **kwargs: object) -> object:
            nonlocal draws
            draws += 1
            return draw(self, *args, **kwargs)  # type: ignore[arg-type]  # passed on as it is given

        @settings(max_examples=100, phases=[Phase.generate], deadline=None, database=None, derandomize=True)
        @given(strategies.requests())
        def look(found: object) -> None:
            pass

        monkeypatch.setattr(ConjectureData, "draw", counted)
        look()
        assert draws / 100 < len(RECORD_KINDS["request"].fields)  # a day is two draws, and half of all fields are missing

    def test_shrink_to_the_fields_that_matter(self) -> None:
        def matters(found: list[object]) -> bool:
            return any(isinstance(one, Request) and one.extended and one.applicant_ref for one in found)

        *_, only = find(
            records(kinds=["request", "charge"]),
            matters,
            settings=settings(max_examples=500, database=None, derandomize=True, suppress_health_check=list(HealthCheck)),
        )
        assert isinstance(only, Request)
        given_fields = {name for name in RECORD_KINDS["request"].fields if getattr(only, name) is not None}
        assert given_fields == {"id", "body", "channel", "applicant", "received", "extended", "applicant_ref"}
        assert "None" not in repr(only)


class Year(RegisterYear):
    """The register's year by the form of 2021."""


TestYear = Year.TestCase
TestYear.settings = settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))


class Year2019(RegisterYear):
    """The same by the form of 2019."""

    standard = "cn-2019"


TestYear2019 = Year2019.TestCase
TestYear2019.settings = TestYear.settings


class LosesWhatWasNeverAnswered(RegisterYear):
    """A system that shows only requests with an answer."""

    def records(self) -> Records:
        return gather([one for one in self.requests if one.closed], kept=set(RECORD_KINDS.values()))


class CountsAnswersOfTheNextYear(RegisterYear):
    """A system that looks at the register as it is today, whatever the year."""

    def report(self, year: int) -> Report:
        report = super().report(year)
        open_now = sum(1 for one in self.requests if one.received and not one.closed)
        address = f"{self.open_at_end}/total"
        return evolve(report, cells={**report.cells, address: evolve(report.cells[address], value=open_now)})


class TakesNoticesForAnswers(RegisterYear):
    """A system that closes a request with the notice of an extension."""

    def answer(self, request: Request, outcome: Outcome | None, redecides: str | None = None) -> None:
        super().answer(request, outcome or Outcome.OTHER, redecides)
        if outcome is None:
            at = self.requests.index(request)
            self.requests[at] = evolve(request, closed=None)

    def report(self, year: int) -> Report:
        closed = {one.request for one in self.responses}
        kept, self.requests = self.requests, [one for one in self.requests if one.closed or one.id not in closed]
        try:
            return super().report(year)
        finally:
            self.requests = kept


class LeavesBlank(RegisterYear):
    """A system that hands in nothing."""

    def report(self, year: int) -> Report:
        report = super().report(year)
        cells = {address: evolve(cell, value=Blank.MISSING) for address, cell in report.cells.items()}
        return evolve(report, cells=cells)


class TestRegisterYear:
    """What does not add up over a year is found."""

    @pytest.mark.parametrize(
        "wrong", [LosesWhatWasNeverAnswered, CountsAnswersOfTheNextYear, TakesNoticesForAnswers, LeavesBlank]
    )
    def test_notices_a_system_that(self, wrong: type[RegisterYear]) -> None:
        with pytest.raises(AssertionError, match=r"open|relations|carried"):
            run_state_machine_as_test(
                wrong,
                settings=settings(
                    max_examples=200,
                    stateful_step_count=15,
                    phases=[Phase.generate],
                    derandomize=True,
                    database=None,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )

    def test_reaches_every_step(self) -> None:
        seen: set[str] = set()

        class Watched(RegisterYear):
            def teardown(self) -> None:
                seen.update(
                    name
                    for name, happened in {
                        "corrected": any(one.correction_received for one in self.requests),
                        "extended": any(one.extended for one in self.requests),
                        "transferred": any(one.forwarded_to for one in self.requests),
                        "paid": any(one.paid for one in self.fees),
                        "not paid": any(one.outcome is Outcome.FEE_NOT_PAID for one in self.requests),
                        "attacked": any(self.remedies),
                        "given anew": any(one.redecides for one in self.responses),
                        "over two years": len({one.received.year for one in self.requests if one.received}) > 1,
                    }.items()
                    if happened
                )

            def report(self, year: int) -> Report:
                return plain

        Watched.open_at_end = ""
        plain = tabulate(gather([], kept=set(RECORD_KINDS.values())), "cn-2021", period=2023, body="b")
        run_state_machine_as_test(
            Watched,
            settings=settings(
                max_examples=40, stateful_step_count=30, derandomize=True, database=None, deadline=None, phases=[Phase.generate]
            ),
        )
        assert len(seen) == 8, seen

    def test_may_be_of_a_standard_without_requests(self) -> None:
        class OfCharges(RegisterYear):
            standard = load_standard("cn-2021")
            open_at_end = ""

        assert OfCharges().report(2023).period == Period.year(2023)


@pytest.mark.parametrize("name", ["quick", "ci", "few", "long", "first"])
def test_profiles_are_registered_and_none_fails_for_slowness(name: str) -> None:
    profile = settings.get_profile(f"govdisclosure-{name}")
    assert profile.deadline is None
    assert HealthCheck.too_slow in profile.suppress_health_check
