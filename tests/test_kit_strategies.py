"""The kit's reports: every relation holds, or exactly the planted cells are wrong and can be located."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure import Report, available_standards, check, load_standard, locate, tabulate
from govdisclosure.consistency import RelationState
from govdisclosure.records import RECORD_KINDS, Request
from govdisclosure.records.record import fields_of
from govdisclosure.standards import Standard
from govdisclosure.testing import PlantedErrors, records, reports, sample_report, sample_reports
from govdisclosure.testing.agreement import NoAgreementError
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Kind, Period, Severity

few = settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
ALL = pytest.mark.parametrize("name", available_standards())


def shows_errors(name: str) -> bool:
    """Whether relations show two wrong cells for certain: those of a form of flows over quarters show none in one report."""
    try:
        reports(name, errors=2)
    except ValueError:
        return False
    return True


SHOWING = pytest.mark.parametrize("name", [name for name in available_standards() if shows_errors(name)])


def broken(report: Report) -> list[str]:
    """The relations that do not hold, of whatever severity."""
    return [one.instance.relation.key for one in check(report).outcomes if one.state is RelationState.FAILED]


class TestReports:
    """A report of the strategy is filled in, and passes."""

    @ALL
    @few
    @given(data=st.data())
    def test_satisfy_every_relation_of_an_installed_standard(self, name: str, data: st.DataObject) -> None:
        report = data.draw(reports(name))
        verdict = check(report)
        assert verdict.findings == ()
        assert verdict.verdict == "passed"
        assert all(report.standard.spot(one).kind.fits(cell.value) for one, cell in report.cells.items())

    @ALL
    def test_are_not_all_alike(self, name: str) -> None:
        seen: set[object] = set()

        @few
        @given(reports(name))
        def look(report: Report) -> None:
            seen.update(cell.value for cell in report.cells.values() if type(cell.value) is int)

        look()
        assert 0 in seen
        assert len(seen) > 5
        assert max(one for one in seen if isinstance(one, int)) > 60

    def test_have_the_year_and_the_body_asked_for(self) -> None:
        @few
        @given(reports("cn-2021", year=2023, body="health"))
        def look(report: Report) -> None:
            assert (report.period, report.body.id) == (Period.year(2023), "health")

        look()

    @few
    @given(st.data())
    def test_satisfy_the_relations_of_random_small_standards(self, data: st.DataObject) -> None:
        standard = data.draw(small_standards())
        try:
            report = data.draw(reports(standard))
        except NoAgreementError:
            assert contradicts(standard)
            return
        errors = [one for one in check(report).findings if one.severity is Severity.ERROR]
        assert errors == []

    def test_keep_amounts_to_the_fen_and_shares_to_their_decimals(self) -> None:
        rows = entered("a", kind="amount") + "," + entered("b", kind="share") + "," + entered("t", kind="text")
        standard = one_table(rows + ', { key = "sum", label = "s", total = ["a", "a2"] },' + entered("a2", kind="amount"))

        @few
        @given(reports(standard))
        def look(report: Report) -> None:
            numbers = {key: report[key] for key in ("a", "a2", "b", "sum")}
            assert all(isinstance(one, Decimal) for one in numbers.values())
            assert numbers["a"] + numbers["a2"] == numbers["sum"]  # type: ignore[operator]
            assert numbers["b"] <= 100  # type: ignore[operator]
            assert isinstance(report["t"], str)

        look()

    @pytest.mark.parametrize(
        "relations",
        [
            '{ key = "r", rule = "a == 3 + b" }, { key = "s", rule = "b == 4 + a" }',
            '{ key = "r", rule = "a + 1 <= 0" }',
            '{ key = "r", rule = "2 * a == 2 * b + 1" }',
        ],
    )
    def test_say_where_no_figures_satisfy_the_relations(self, relations: str) -> None:
        with pytest.raises(NoAgreementError, match="one-table"):
            sample_report(one_table(entered("a", "b"), relations=relations))

    @pytest.mark.parametrize(
        "relations",
        [
            '{ key = "r", rule = "2 * a == 3 * b" }',
            '{ key = "r", rule = "a == 2 * b" }, { key = "s", rule = "b == 2 * c" }, { key = "t", rule = "c >= 7" }',
            '{ key = "r", rule = "a + b <= 3" }, { key = "s", rule = "a >= b + 2" }',
            '{ key = "r", rule = "2 * a == 2 * b + 2 * c" }, { key = "s", rule = "b == c" }',
            '{ key = "r", rule = "a - b == c", tolerance = 2 }, { key = "s", rule = "c == 5" }',
        ],
    )
    @few
    @given(data=st.data())
    def test_find_figures_for_relations_with_factors_and_bounds(self, relations: str, data: st.DataObject) -> None:
        report = data.draw(reports(one_table(entered("a", "b", "c"), relations=relations)))
        assert broken(report) == []

    def test_answer_yes_or_no_where_relations_count_answers(self) -> None:
        rule = '{ key = "r", rule = "a + b == 1" }, { key = "s", rule = "c <= a" }'

        @few
        @given(reports(one_table(entered("a", "b", "c", kind="yes/no"), relations=rule)))
        def look(report: Report) -> None:
            assert report["a"] is not report["b"]
            assert all(isinstance(report[key], bool) for key in "abc")

        look()

    def test_leave_a_warning_where_it_contradicts_what_must_hold(self) -> None:
        rules = '{ key = "must", rule = "a >= 5" }, { key = "may", rule = "a <= 3", severity = "warning" }'
        assert broken(sample_report(one_table(entered("a"), relations=rules))) == ["may"]


class TestErrors:
    """``errors=k``: k cells are wrong, each breaks a relation, and they are among the least changes that help."""

    @SHOWING
    @pytest.mark.parametrize("errors", [1, 2])
    @settings(few, max_examples=6)
    @given(data=st.data())
    def test_can_be_located(self, name: str, errors: int, data: st.DataObject) -> None:
        report, cells = planted = data.draw(reports(name, errors=errors))
        assert isinstance(planted, PlantedErrors)
        assert len(cells) == errors
        assert all(report[address] != right for address, right in cells.items())
        failed = [one for one in check(report).outcomes if one.state is RelationState.FAILED]
        for address in cells:
            assert any(address in one.instance.addresses for one in failed)
        found = [[frozenset(answer.cells) for answer in conflict.answers] for conflict in locate(report)]
        assert sum(len(answers[0]) for answers in found) == errors
        assert all(any(answer <= set(cells) for answer in answers) for answers in found)

    @SHOWING
    @few
    @given(data=st.data())
    def test_are_all_that_is_wrong(self, name: str, data: st.DataObject) -> None:
        report, cells = data.draw(reports(name, errors=1))
        mended = {address: cell for address, cell in report.cells.items() if address not in cells}
        values = {address: report.cells[address].value for address in mended} | dict(cells)
        from govdisclosure.testing.planting import report as made

        assert broken(made(report.standard, values)) == []

    def test_none_is_a_report_that_agrees(self) -> None:
        @few
        @given(reports("cn-hengyang-2015", errors=0))
        def look(planted: PlantedErrors) -> None:
            assert planted.cells == {}
            assert broken(planted.report) == []

        look()

    def test_more_than_a_standard_can_show_are_refused(self) -> None:
        with pytest.raises(ValueError, match="at most"):
            reports("cn-hengyang-2015", errors=99)


class TestSamples:
    """Samples need no Hypothesis, and are the same every time."""

    def test_are_of_every_standard(self) -> None:
        bases = [one.standard.id for one in sample_reports() if "+" not in one.standard.id]
        assert bases == list(available_standards())

    @ALL
    def test_pass_and_are_the_same_twice(self, name: str) -> None:
        one, other = sample_report(name), sample_report(name)
        assert (dict(one.cells), one.text, one.signed) == (dict(other.cells), other.text, other.signed)
        assert check(one).verdict == "passed"
        assert Blank.MISSING not in [cell.value for cell in one.cells.values()]


class TestTypes:
    """Hypothesis knows the records by their classes, through its own entry point."""

    @pytest.mark.parametrize("name", list(RECORD_KINDS))
    def test_make_records_that_can_be(self, name: str) -> None:
        cls = RECORD_KINDS[name].cls

        @few
        @given(st.from_type(cls))
        def look(found: object) -> None:
            assert type(found) is cls

        look()

    def test_fill_arguments_that_tests_do_not_name(self) -> None:
        @few
        @given(...)
        def look(request: Request) -> None:
            assert request.closed is None or request.received is None or request.closed >= request.received

        look()

    def test_are_known_wherever_hypothesis_is_imported(self) -> None:
        code = (
            "from hypothesis import strategies as st\nimport sys\n"
            "print('govdisclosure.testing.registration' in sys.modules, 'govdisclosure.testing.strategies' in sys.modules)\n"
            "from govdisclosure import Request\nst.from_type(Request).validate()\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "True False\n"


class TestRecords:
    """``records(standard)`` makes records and entries of a standard, named by its reference or given."""

    @few
    @given(records("cn-hengyang-2015"))
    def test_can_be_tabulated(self, found: list[object]) -> None:
        standard = load_standard("cn-hengyang-2015")
        report = tabulate(found, standard, period=Period.year(2015), body="b")
        assert set(report.cells) <= set(standard.spots)

    def test_have_only_known_fields(self) -> None:
        assert "received" in fields_of(Request)


# ------------------------------------------------------------------------------------------------------------- helpers


@st.composite
def small_standards(draw: st.DrawFn) -> Standard:
    """Standards of a few rows with totals, bounds and equations that may or may not be satisfied."""
    keys = "abcdef"
    parts = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
    rows = entered(*keys) + f', {{ key = "t", label = "t", total = {list(parts)} }}'.replace("'", '"')
    side = st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([*keys, "t"])).map(lambda one: f"{one[0]} * {one[1]}"),
        min_size=1,
        max_size=3,
    ).map(" + ".join)
    rules = draw(st.lists(st.tuples(side, st.sampled_from(["==", "<=", ">="]), side), max_size=3))
    written = [f'{{ key = "r{number}", rule = "{" ".join(rule)}" }}' for number, rule in enumerate(rules)]
    return one_table(rows, relations=", ".join(written))


def contradicts(standard: Standard) -> bool:
    """Whether the examination of the standard, which looks for it otherwise, finds that no figures satisfy it."""
    from govdisclosure.consistency import examine

    assert all(spot.kind is Kind.COUNT for spot in standard.spots.values())
    return bool(examine(standard).contradictions)
