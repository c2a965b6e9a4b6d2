"""Reports of one form in another (crosswalks.py): nothing is joined or dropped in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from govdisclosure import Blank, Body, Cell, Period, Report, check, crosswalk, load_standard, series
from govdisclosure.areas.crosswalks import load_crosswalk
from govdisclosure.errors import InvalidStandardError, UnknownStandardError
from govdisclosure.library import default_library
from govdisclosure.standards import load_text
from govdisclosure.standards.breaks import known_breaks
from govdisclosure.values import Value

OTHER = "requests.results.other"


def report(standard: str, year: int, **values: Value) -> Report:
    """A report of one body with the cells given; ``__`` stands for a dot and ``___`` for a slash in an address."""
    cells = {name.replace("___", "/").replace("__", "."): Cell(value=value) for name, value in values.items()}
    return Report(standard=load_standard(standard), body=Body(id="b"), period=Period.year(year), cells=cells)


class TestEveryCell:
    """Each target cell comes from source cells or is not available with a reason; lost source cells are declared."""

    @pytest.mark.parametrize("walk", default_library().crosswalks.values(), ids=lambda walk: f"{walk.source}--{walk.target}")
    def test_is_accounted_for(self, walk: object) -> None:
        source, target = getattr(walk, "source"), getattr(walk, "target")  # noqa: B009
        steps, unavailable, lost = (getattr(walk, name) for name in ("steps", "unavailable", "lost"))
        absent = {cell for gap in unavailable for cell in gap.cells}
        assert set(steps) | absent == set(load_standard(target).spots)
        assert not set(steps) & absent
        used = {cell for step in steps.values() for cell in step.sources} | {cell for gap in lost for cell in gap.cells}
        assert used == set(load_standard(source).spots)
        assert all(gap.reason.zh and gap.reason.en for gap in (*unavailable, *lost))

    def test_left_out_of_the_file_is_a_fault_of_it(self) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            load_crosswalk('from = "cn-2019"\nto = "cn-2021"\nsame_tables = ["requests"]', "x.toml", load_standard)
        said = caught.value.in_language("en")
        assert "remedies.cases/direct_open" in said
        assert "procurement.central/amount" in said  # a source cell that goes nowhere

    @pytest.mark.parametrize(
        "line", ['to = "requests.nothing"\nfrom = ["requests.received"]', 'to = "fees.charged/amount"\nfrom = ["x.y/z"]']
    )
    def test_that_does_not_exist_is_a_fault_of_it(self, line: str) -> None:
        text = f'from = "cn-2019"\nto = "cn-2021"\nsame_tables = ["requests", "remedies"]\n[[map]]\n{line}'
        with pytest.raises(InvalidStandardError, match="no such cell or row"):
            load_crosswalk(text, "x.toml", load_standard)

    @pytest.mark.parametrize("text", ["from = 1 2", 'to = "cn-2021"'])
    def test_cannot_come_from_a_file_that_is_none(self, text: str) -> None:
        with pytest.raises(InvalidStandardError):
            load_crosswalk(text, "x.toml", load_standard)


class TestFrom2019To2021:
    """Table 3 is the same but for （六）其他处理, which 2019 does not split; of table 2 only 处理决定数量 goes on."""

    def test_other_handling_stands_in_the_last_row_and_is_marked_as_not_split(self) -> None:
        made = crosswalk(report("cn-2019", 2020, **{f"{OTHER}___total".replace(".", "__"): 4}), "cn-2021")
        assert made[f"{OTHER}.other/total"] == 4
        assert made[f"{OTHER}.not_corrected/total"] is Blank.MISSING
        assert any(f"{OTHER}.other/total" in note.cells and "未分项" in note.message.zh for note in made.notes)

    def test_and_back_the_three_rows_add_up(self) -> None:
        three = {
            f"{OTHER}.{row}___total".replace(".", "__"): number
            for row, number in (("not_corrected", 1), ("fee_not_paid", 2), ("other", 3))
        }
        assert crosswalk(report("cn-2021", 2022, **three), "cn-2019")[f"{OTHER}/total"] == 6

    def test_a_sum_with_a_missing_part_is_missing(self) -> None:
        one = report("cn-2021", 2022, **{f"{OTHER}.other___total".replace(".", "__"): 3})
        assert crosswalk(one, "cn-2019")[f"{OTHER}/total"] is Blank.MISSING

    @pytest.mark.parametrize(
        ("parts", "whole"),
        [
            ([Blank.NOT_APPLICABLE, Blank.NOT_APPLICABLE, Blank.NOT_APPLICABLE], Blank.NOT_APPLICABLE),
            ([Blank.NOT_APPLICABLE, 2, 3], 5),  # what can't be there lacks in no sum
            ([Blank.NOT_APPLICABLE, Blank.MISSING, 3], Blank.MISSING),
            ([Blank.NOT_APPLICABLE, Blank.MISSING, Blank.MISSING], Blank.MISSING),
        ],
    )
    def test_what_does_not_apply_is_not_missing(self, parts: list[Value], whole: Value) -> None:
        rows = ("not_corrected", "fee_not_paid", "other")
        three = {f"{OTHER}.{row}___total".replace(".", "__"): part for row, part in zip(rows, parts, strict=True)}
        one = report("cn-2021", 2022, **three)
        assert crosswalk(one, "cn-2019")[f"{OTHER}/total"] == whole
        assert series([one], f"{OTHER}/total", "cn-2019").points[0].value == whole

    def test_decisions_go_on_and_documents_do_not(self) -> None:
        made = crosswalk(
            report("cn-2019", 2020, decisions__licences___decided=7, documents__normative___newly_made=5), "cn-2021"
        )
        assert made["decisions.licences/decided"] == 7
        assert made["documents.normative/made"] is Blank.MISSING
        assert any("documents.normative/newly_made 5" in note.message.en for note in made.notes)  # it is said what is lost

    @given(st.integers(0, 10**6))
    def test_whatever_is_the_same_stays_the_same_there_and_back(self, number: int) -> None:
        there = crosswalk(report("cn-2021", 2022, requests__received___total=number), "cn-2019")
        assert crosswalk(there, "cn-2021")["requests.received/total"] == number


class TestFrom2014:
    """The old table knows no applicants and no carried-over requests; what corresponds is added, the rest not available."""

    OLD = report(
        "cn-2014",
        2018,
        requests__received=9,
        requests__replies__already_public=2,
        requests__replies__granted=3,
        requests__replies__refused__trade_secret=1,
        requests__replies__refused__personal_privacy=1,
        requests__replies__not_ours=1,
        requests__replies__does_not_exist=1,
        remedies__lawsuits=2,
    )

    def test_leads_through_2019_to_2021(self) -> None:
        made = crosswalk(self.OLD, "cn-2021")
        wanted = {
            "received": 9,
            "results.granted": 5,
            "results.refused.third_party_rights": 2,
            "results.unavailable.not_held": 2,
        }
        assert {row: made[f"requests.{row}/total"] for row in wanted} == wanted
        assert made["requests.received/business"] is Blank.MISSING
        assert made["requests.carried_in/total"] is Blank.MISSING

    def test_breaks_no_relation_on_the_way(self) -> None:
        assert check(crosswalk(self.OLD, "cn-2021")).verdict == "incomplete"

    def test_says_which_figures_have_no_place(self) -> None:
        assert any("remedies.lawsuits 2" in note.message.en for note in crosswalk(self.OLD, "cn-2021").notes)

    def test_and_no_way_leads_back(self) -> None:
        with pytest.raises(UnknownStandardError, match="no crosswalk leads"):
            crosswalk(report("cn-2021", 2022), "cn-2014")


class TestSeries:
    """A series joins only what the crosswalk allows, with a mark where it breaks."""

    def test_joins_the_same_cell_over_both_forms_without_a_break(self) -> None:
        reports = [report("cn-2021", 2021, requests__received___total=7), report("cn-2019", 2020, requests__received___total=5)]
        joined = series(reports, "requests.received/total", "cn-2021")
        assert [(str(point.period), point.value) for point in joined.points] == [("2020", 5), ("2021", 7)]
        assert not joined.breaks

    def test_breaks_where_a_cell_is_made_of_others(self) -> None:
        cell = f"{OTHER}.other/total"
        joined = series([report("cn-2019", 2020), report("cn-2021", 2021)], cell, "cn-2021")
        assert list(joined.breaks) == [Period.year(2021)]

    def test_breaks_where_the_law_changed(self) -> None:
        """A year in which it changed on the way compares with neither neighbour."""
        years = [report("cn-2021", year, remedies__cases___direct_total=1) for year in range(2022, 2029)]
        joined = series(years, "remedies.cases/direct_total", load_standard("cn-2021"))
        law, interpretation, regulations = (one.reason for one in known_breaks())
        assert joined.breaks == {
            Period.year(2024): (law,),
            Period.year(2025): (interpretation,),
            Period.year(2026): (interpretation, regulations),
            Period.year(2027): (regulations,),
        }
        assert "据二手材料,待核实" in regulations.zh

    def test_of_other_cells_does_not_break_there(self) -> None:
        years = [report("cn-2021", year, requests__received___total=1) for year in (2023, 2024)]
        assert not series(years, "requests.received/total", "cn-2021").breaks


class TestParts:
    """A reference joins tables of several standards and sets switches; nothing that is not named changes a standard."""

    def test_take_a_table_of_another_form(self) -> None:
        mixed = load_standard("cn-2021+cn-2019:requests")
        assert mixed.id == "cn-2021+cn-2019:requests"
        assert f"{OTHER}/total" in mixed.spots
        assert "documents.normative/in_force" in mixed.spots
        assert sum("requests" in cell for cell in mixed.spots) == 161
        balances = [one for one in mixed.relations if one.relation.key == "requests.balance"]
        assert len(balances) == 7
        assert mixed.digest not in (load_standard("cn-2021").digest, load_standard("cn-2019").digest)

    def test_are_judged_by_the_relations_of_their_own_form(self) -> None:
        mixed = load_standard("cn-2021+cn-2019:requests")
        cells = {"requests.results.total/business": 5, f"{OTHER}/business": 4}
        made = Report(
            standard=mixed,
            body=Body(id="b"),
            period=Period.year(2022),
            cells={key: Cell(value=one) for key, one in cells.items()},
        )
        assert [one.rule for one in check(made).findings if one.severity.value == "error"] == ["requests.results.total.sum"]

    @pytest.mark.parametrize(
        ("reference", "said"),
        [
            ("cn-2021+cn-2019", "which table"),
            ("cn-2021+cn-2019:nothing", "no table nothing in common"),
            ("cn-2021+cn-2019:charges?x", "no reference"),
            ("cn-2021?lawyers", "no reference"),
            ("+cn-2019:requests", "no reference"),
            ("cn-2022", "cn-2021"),
        ],
    )
    def test_that_do_not_fit_are_refused_with_the_reason(self, reference: str, said: str) -> None:
        with pytest.raises(UnknownStandardError, match=said):
            load_standard(reference)

    def test_switch_what_no_text_settles(self) -> None:
        switched = load_standard("cn-2021?lawyers=legal_service&instances=first")
        assert switched.id == "cn-2021?lawyers=legal_service&instances=first"
        assert {one.key: one.chosen.key for one in switched.policies if not one.is_default} == {
            "lawyers": "legal_service",
            "instances": "first",
        }
        assert load_standard("cn-2021?lawyers=natural_person").id == "cn-2021"

    def test_name_only_switches_and_choices_that_exist(self) -> None:
        with pytest.raises(InvalidStandardError, match="it has instances"):
            load_standard("cn-2021?instance=first")
        with pytest.raises(InvalidStandardError, match="each, first"):
            load_standard("cn-2021?instances=last")

    def test_do_not_fit_where_a_relation_would_be_torn(self) -> None:
        from govdisclosure.standards import compose

        text = """
id = "{id}"
edition = "1"
title = "t"
authority = "a"
[[sections]]
key = "all"
tables = ["one", "two"]
[[tables]]
key = "one"
rows = [{{ key = "{row}", label = "a", entered = "count" }}]
[[tables]]
key = "two"
rows = [{{ key = "two.b", label = "b", entered = "count" }}]
[[relations]]
key = "r"
rule = "{row} <= two.b"
"""
        made = {name: load_text(text.format(id=name, row=row), name=name) for name, row in (("p", "one.a"), ("q", "one.other"))}
        with pytest.raises(UnknownStandardError, match="do not fit"):
            compose("p+q:one", lambda part: made[part.standard])
