"""What is counted for a standard, and what is read of the rows for it, before any engine is asked."""

from __future__ import annotations

import pytest

from govdisclosure.expressions import in_words
from govdisclosure.records import RECORD_KINDS
from govdisclosure.records.vocabulary import Applicant, Outcome
from govdisclosure.standards.atoms import CellValue, Pick
from govdisclosure.tabulation.nnf import Disjunction, Normal, every
from govdisclosure.tabulation.plan import Plan, Scan, plan_of
from govdisclosure.tabulation.projection import Projection, reading
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Severity

REQUEST = RECORD_KINDS["request"]
OTHERS = ", ".join(repr(one.value) for one in Outcome if one.value not in ("granted", "withdrawn"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A total before its parts, rows that share a condition, and a distinct count of a parent's field."""
    return plan_of(
        one_table(
            """
            { key = "all", label = "a", total = ["received", "closed"] },
            { key = "received", label = "r", count = "received in period" },
            { key = "granted", label = "g", count = "closed in period and outcome == 'granted'" },
            { key = "closed", label = "c", count = "closed in period" },
            { key = "ways", label = "w", distinct = "submission.channel" }
            """,
            columns="""
            { key = "person", label = "p", where = "applicant == 'natural_person'" },
            { key = "business", label = "b", where = "applicant == 'business'" }
            """,
        )
    )


def scan(plan: Plan) -> Scan:
    (found,) = plan.scans.values()
    return found


class TestPlan:
    """Cells told apart by words share one tally; a tally of fewer words under the same condition uses that of more."""

    def test_has_one_tally_for_each_condition(self, plan: Plan) -> None:
        tallies = {
            tuple(in_words(one).en for one in tally.condition): [ref.name for ref in tally.groups]
            for tally in scan(plan).tallies
        }
        assert tallies == {
            ("day of receipt is within the period",): ["applicant"],
            ("day closed is within the period",): ["applicant", "outcome"],
        }

    def test_picks_the_words_of_each_cell_from_it(self, plan: Plan) -> None:
        picks = {key: one.atoms[0] for key, one in plan.formulas.items() if isinstance(one.atoms[0], Pick)}
        assert {key: pick.wanted for key, pick in picks.items()} == {
            "received/person": (frozenset({Applicant.NATURAL_PERSON}),),
            "received/business": (frozenset({Applicant.BUSINESS}),),
            "granted/person": (frozenset({Applicant.NATURAL_PERSON}), frozenset({Outcome.GRANTED})),
            "granted/business": (frozenset({Applicant.BUSINESS}), frozenset({Outcome.GRANTED})),
            "closed/person": (frozenset({Applicant.NATURAL_PERSON}), None),
            "closed/business": (frozenset({Applicant.BUSINESS}), None),
        }

    def test_tells_a_cell_that_counts_one_thing_from_the_others(self, plan: Plan) -> None:
        formulas = plan.formulas
        assert formulas["granted/person"].pick is formulas["granted/person"].atoms[0]
        assert (formulas["all/person"].pick, formulas["ways/person"].pick) == (None, None)

    def test_works_a_total_out_after_its_parts(self, plan: Plan) -> None:
        order = list(plan.in_order)
        assert sorted(order) == sorted(plan.formulas)
        for key, formula in plan.formulas.items():
            assert all(order.index(cell) < order.index(key) for cell in formula.cells)
        assert plan.formulas["all/person"].cells == ("received/person", "closed/person")

    def test_needs_the_kinds_of_record_that_a_cell_reads_itself(self, plan: Plan) -> None:
        needs = {key: {kind.name for kind in kinds} for key, kinds in plan.needs.items()}
        assert needs["ways/person"] == {"request", "submission"}
        assert needs["closed/person"] == {"request"}
        assert needs["all/person"] == set()

    @pytest.mark.parametrize("count", ["submission.channel == 'fax'", "submission.channel is None and closed in period"])
    def test_needs_a_parent_that_a_condition_or_a_word_asks(self, count: str) -> None:
        needs = plan_of(one_table(f'{{ key = "n", label = "n", count = "{count}" }}')).needs
        assert {kind.name for kind in needs["n"]} == {"request", "submission"}

    def test_needs_no_parent_for_another_cells_word(self) -> None:
        """A tally keyed by a parent's word serves a cell that takes any word of it."""
        rows = """
        { key = "fax", label = "f", where = "closed in period", count = "submission.channel == 'fax'" },
        { key = "any", label = "a", count = "closed in period" }
        """
        needs = plan_of(one_table(rows)).needs
        assert {kind.name for kind in needs["any"]} == {"request"}
        assert {kind.name for kind in needs["fax"]} == {"request", "submission"}

    def test_asks_what_records_say_of_each_other_where_a_figure_rests_on_it(self, plan: Plan) -> None:
        def asked(rows: str, records: str = "request") -> list[tuple[str, str]]:
            return [
                (one.rule.rpartition(".")[2], one.kind.name) for one in plan_of(one_table(rows, records=records)).cross_checks
            ]

        row = '{{ key = "n", label = "n", count = "{}" }}'.format
        assert ("response_differs", "request") in asked(row("closed in period"))
        assert ("response_differs", "request") in asked(row("outcome == 'granted'"))
        assert ("response_differs", "request") not in asked(row("received in period"))
        assert ("unknown_parent", "response") in asked(row("closed in period"))
        assert "response" not in {kind for _, kind in asked(row("received in period"))}
        assert ("items_resolved", "item") in asked(row("first_published in period"), "item")
        assert set(asked(row("published in period"), "publication")) == {("unknown_parent", "publication")}
        assert len(plan.cross_checks) == len(set(plan.cross_checks))

    def test_knows_what_it_counts_of_what_happens_in_the_period_each_once(self) -> None:
        rows = """
        { key = "open", label = "o", count = "closed is None" },
        { key = "come", label = "i", count = "received in period" },
        { key = "again", label = "a", count = "received in period" }
        """
        columns = """
        { key = "now", label = "n", where = "id is not None" },
        { key = "then", label = "t", over = "same_period_last_year" }
        """
        plan = plan_of(one_table(rows, columns=columns))
        assert plan.happenings == (plan.formulas["come/now"].atoms[0],)

    def test_reads_no_other_cell_for_a_figure_of_an_earlier_report(self) -> None:
        rows = """
        { key = "n", label = "n", count = "closed in period" },
        { key = "change", label = "c", change = { of = "n", against = "previous" } }
        """
        formula = plan_of(one_table(rows)).formulas["change"]
        assert formula.cells == ("n",)
        assert len([one for one in formula.atoms if isinstance(one, CellValue)]) == 2


def guards(rows: str, *, records: str = "request", more: str = "") -> dict[str, str]:
    """Return the keys of what is looked out for, and of which records."""
    plan = plan_of(one_table(rows, records=records, more=more))
    found = [watch.guard for one in plan.scans.values() for watch in one.watches]
    assert {one.severity for one in found} <= {Severity.WARNING}
    return {one.key: in_words(one.where).en for one in found}


class TestGuards:
    """A record that is in no row, or not in a sum to which it belongs, is found, with the field that it lacks."""

    @pytest.mark.parametrize(
        ("where", "lacking"),
        [
            ("", ["received", "closed"]),
            (', where = "received in period"', ["closed"]),
            (", where = \"closed > '2024-01-01'\"", ["received"]),
            (', where = "closed is not None"', ["received"]),
            (', where = "closed is None"', ["received", "closed"]),
            (', where = "not (closed in period)"', ["received", "closed"]),
            (', where = "days(received, closed) > 3"', []),
        ],
    )
    def test_of_a_sum_are_for_each_field_that_may_be_missing(self, where: str, lacking: list[str]) -> None:
        found = guards(f'{{ key = "s", label = "s"{where}, sum = "days(received, closed)" }}')
        assert list(found) == [f"request.sum_lacks.{name}" for name in lacking]

    def test_are_those_of_the_file_first(self) -> None:
        more = 'guards = [{ key = "lost", label = "x", label_en = "x", where = "received is None" }]'
        found = guards('{ key = "s", label = "s", sum = "days(received, closed)" }', more=more)
        assert list(found) == ["lost", "request.sum_lacks.received", "request.sum_lacks.closed"]

    def test_of_a_sum_say_which_records_lack_the_number(self) -> None:
        found = guards('{ key = "s", label = "s", where = "held in period", sum = "attendances" }', records="engagement")
        assert found == {
            "engagement.sum_lacks.attendances": "day held is within the period, and persons × times is not given",
        }

    @pytest.mark.parametrize(
        ("within", "missing"), [("closed in period", True), ("closed in period and outcome is not None", False)]
    )
    def test_of_a_partition_are_for_words_that_are_missing_and_uncounted(self, within: str, missing: bool) -> None:
        rows = f"""
        {{ key = "granted", label = "g", where = "{within}", count = "outcome == 'granted'" }},
        {{ key = "others", label = "o", where = "{within}", count = "outcome in ({OTHERS})" }}
        """
        more = 'partitions = [{ field = "outcome", within = "%s", rows = ["granted", "others"], uncounted = ["withdrawn"] }]'
        found = guards(rows, more=more % within)
        assert list(found) == [*["table.outcome.missing"] * missing, "table.outcome.uncounted"]
        assert found["table.outcome.uncounted"].endswith("outcome is one of 'withdrawn by the applicant'")
        if missing:
            assert found["table.outcome.missing"] == "day closed is within the period, and outcome is not given"


class TestProjection:
    """Only the fields that figures depend on are read; what can be wrong with them is asked where it costs least."""

    @staticmethod
    def rules(read: Projection, test: Normal) -> set[str]:
        assert isinstance(test, Disjunction)
        names = {one.test: one.rule.removeprefix("request.") for one in read.troubles}
        return {names[part] for part in test.parts}

    def test_reads_the_fields_of_conditions_groups_and_parents(self, plan: Plan) -> None:
        read = reading(REQUEST, scan(plan))
        assert read.own == ("submission", "applicant", "received", "closed", "outcome")
        assert {one.name: names for one, names in read.parents.items()} == {"submission": ("channel",)}
        assert [one.name for one in read.groups] == ["applicant", "outcome"]
        assert reading(REQUEST, scan(plan), besides=frozenset({"body"})).own == ("body", *read.own)

    def test_looks_a_parent_up_that_is_only_to_be_there(self) -> None:
        submission = REQUEST.fields["submission"]
        read = reading(REQUEST, Scan(), through=(submission,))
        assert (read.own, read.parents) == (("submission",), {submission: ()})

    def test_asks_a_group_what_its_words_tell_and_each_row_the_rest(self, plan: Plan) -> None:
        read = reading(REQUEST, scan(plan))
        of_words = {f"{what}.{name}" for name in ("applicant", "outcome") for what in ("malformed", "unknown_word")}
        assert self.rules(read, read.by_group) == {*of_words, "missing.applicant"}
        bounds = {"missing.submission", "outside.received", "outside.closed"}
        others = {
            *("malformed.submission", "malformed.received", "malformed.closed"),
            *("order.closed", "needs.outcome", "needs.closed"),
        }
        assert self.rules(read, read.by_row) == bounds | others
        assert self.rules(read, read.by_value) == self.rules(read, read.by_zone) == set()
        zoned = reading(REQUEST, scan(plan), zoned=True)
        assert self.rules(zoned, zoned.by_row) == others
        assert self.rules(zoned, zoned.by_zone) == bounds

    def test_asks_a_field_once_though_nothing_else_is_read(self) -> None:
        row = '{{ key = "n", label = "n", count = "{}" }}'.format
        (days,), (words,) = (plan_of(one_table(row(one))).scans.values() for one in ("received in period", "channel == 'fax'"))
        read = reading(REQUEST, days)
        assert self.rules(read, read.by_row) == {"malformed.received", "outside.received"}
        read = reading(REQUEST, words)
        assert self.rules(read, read.by_group) == {"malformed.channel", "missing.channel", "unknown_word.channel"}
        assert self.rules(read, read.by_row) == set()

    @pytest.mark.parametrize("measure", ["median", "sum"])
    def test_asks_each_row_about_a_field_that_a_number_is_made_of(self, measure: str) -> None:
        rows = '{ key = "n", label = "n", distinct = "closed" }, { key = "m", label = "m", %s = "days(received, closed)" }'
        (found,) = plan_of(one_table(rows % measure)).scans.values()
        read = reading(REQUEST, Scan(distincts=found.distincts, sums=found.sums, ranks=found.ranks))
        assert self.rules(read, read.by_value) == set()
        assert "outside.closed" in self.rules(read, read.by_row)

    def test_asks_what_all_rows_have_in_common_once_where_nothing_else_keeps_a_row(self) -> None:
        (only,) = plan_of(one_table('{ key = "n", label = "n", count = "closed in period" }')).scans.values()
        read = reading(REQUEST, only, loose=frozenset(), zoned=True)
        assert read.rows == every(read.common)
        assert read.counted(only.tallies[0].condition) == every([])

    def test_keeps_the_rows_that_are_looked_out_for(self) -> None:
        more = """
        guards = [
          { key = "other", label = "x", label_en = "x", where = "received is None" },
          { key = "among", label = "x", label_en = "x", where = "closed in period and outcome is None" },
        ]
        """
        (found,) = plan_of(one_table('{ key = "n", label = "n", count = "closed in period" }', more=more)).scans.values()
        read = reading(REQUEST, found, loose=frozenset(), zoned=True)
        other, among = (every(one.condition) for one in found.watches)
        assert isinstance(read.rows, Disjunction)
        assert read.rows.parts[:2] == (every(read.common), other)
        assert among not in read.rows.parts

    def test_asks_a_field_that_is_only_told_apart_where_it_is(self) -> None:
        rows = '{ key = "n", label = "n", where = "closed in period", distinct = "applicant_ref" }'
        (only,) = plan_of(one_table(rows)).scans.values()
        read = reading(REQUEST, only)
        assert {one.rpartition(".")[2] for one in self.rules(read, read.by_value)} == {"applicant_ref"}
        assert "applicant_ref" not in {one.rpartition(".")[2] for one in self.rules(read, read.by_row)}
        rows = '{ key = "n", label = "n", where = "applicant_ref is not None", distinct = "applicant_ref" }'
        (asked,) = plan_of(one_table(rows)).scans.values()
        both = reading(REQUEST, asked)
        assert self.rules(both, both.by_value) == set()

    def test_asks_the_different_values_what_they_show_and_the_rows_the_rest(self) -> None:
        rows = '{ key = "n", label = "n", where = "received in period", distinct = "closed" }'
        (only,) = plan_of(one_table(rows)).scans.values()
        read = reading(REQUEST, only)
        shown, hidden = (self.rules(read, tests(only.distincts[0].ref)) for tests in (read.shown_by, read.hidden_by))
        assert shown == {"malformed.closed", "outside.closed"}
        assert hidden == {"order.closed", "needs.closed"}
        assert self.rules(read, read.by_value) == shown | hidden

    def test_asks_a_word_that_is_told_apart_and_counted_by_its_groups(self) -> None:
        rows = (
            """{ key = "g", label = "g", count = "outcome == 'granted'" }, { key = "n", label = "n", distinct = "outcome" }"""
        )
        (both,) = plan_of(one_table(rows)).scans.values()
        read = reading(REQUEST, both)
        assert self.rules(read, read.by_value) == set()
        assert self.rules(read, read.by_group) == {"malformed.outcome", "unknown_word.outcome"}

    def test_looks_out_for_no_row_twice_that_a_guard_and_all_counts_are_about(self) -> None:
        more = 'guards = [{ key = "all", label = "x", label_en = "x", where = "closed in period" }]'
        (found,) = plan_of(one_table('{ key = "n", label = "n", count = "closed in period" }', more=more)).scans.values()
        read = reading(REQUEST, found, loose=frozenset(), zoned=True)
        assert read.rows == every(read.common)

    def test_passes_over_rows_that_no_count_and_no_trouble_is_about(self) -> None:
        rows = """
        { key = "a", label = "a", where = "closed in period", count = "outcome == 'granted'" },
        { key = "b", label = "b", count = "closed in period and due is None" }
        """
        (common,) = plan_of(one_table(rows)).scans.values()
        read = reading(REQUEST, common, loose=frozenset())
        (shared,) = read.common
        assert in_words(shared).en == "day closed is within the period"
        assert isinstance(read.rows, Disjunction)  # a day that is out of bounds, too
        assert every([shared]) == read.rows.parts[0]
        asked = {one.rule.removeprefix("request.") for one in read.troubles if one.test in read.rows.parts}
        assert "outside.closed" in asked
        assert not {"unknown_word.outcome"} & asked
        for condition in (one.condition for one in common.tallies):
            assert read.counted(condition) == every(condition)
            assert read.valued(condition) == every(condition - {shared})

    def test_passes_none_over_where_nothing_is_in_common(self, plan: Plan) -> None:
        read = reading(REQUEST, scan(plan))
        assert (read.common, read.rows) == (frozenset(), None)
        for tally in scan(plan).tallies:
            assert read.counted(tally.condition) == every(tally.condition)
