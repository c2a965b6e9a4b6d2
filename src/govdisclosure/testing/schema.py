"""The contract of a standard or an annex (统计标准契约): inherit it and name the standard.

::

    class TestOurForm(StandardContract):
        standard = "ours.toml"                   # or an id, or "cn-hengyang-2015+our-annex"
"""

from __future__ import annotations

from typing import ClassVar

from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure import library
from govdisclosure.consistency import check, examine
from govdisclosure.report import Report
from govdisclosure.standards import Standard, parse_reference
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.samples import reports, sample_report
from govdisclosure.testing.strategies import records
from govdisclosure.values import Blank, Kind, Period, Severity

_few = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


class StandardContract:
    """What every standard must keep; inherit it with ``standard``."""

    standard: ClassVar[Standard | str]
    """The standard, or its reference."""

    def loaded(self) -> Standard:
        """Return the standard."""
        return library.load_standard(self.standard) if isinstance(self.standard, str) else self.standard

    def test_says_what_it_is_and_on_what_it_rests(self) -> None:
        standard = self.loaded()
        assert standard.edition.strip()
        assert standard.authority.strip()
        assert standard.digest.startswith("sha256:")

    def test_labels_every_row_and_column(self) -> None:
        for table in self.loaded().tables:
            assert all(row.label.strip() for row in table.rows)
            assert all(column.label.strip() for column in table.columns)

    def test_gives_every_counted_row_its_source(self) -> None:
        rows = [row for row in self.loaded().rows.values() if row.kind is not Kind.HEADING]
        counted = [row for row in rows if row.measure is not None and row.measure.of_records]
        assert [row.key for row in counted if not row.source.strip()] == [], "a count without a source is a guess"

    def test_places_every_table_in_a_section(self) -> None:
        standard = self.loaded()
        placed = [key for section in standard.sections for key in section.tables]
        assert sorted(placed) == sorted(table.key for table in standard.tables)

    def test_prints_zero_missing_and_not_applicable_apart(self) -> None:
        style = self.loaded().style
        assert len({style.zero, style.missing, style.not_applicable}) == 3

    def test_has_relations_that_figures_can_satisfy(self) -> None:
        health = examine(self.loaded())
        assert health.contradictions == ()
        assert health.forced == ()

    @_few
    @given(data=st.data())
    def test_passes_a_report_that_agrees(self, data: st.DataObject) -> None:
        report = data.draw(reports(self.loaded()))
        errors = [one.rule for one in check(report, checks=()).findings if one.severity is Severity.ERROR]
        assert errors == []

    @_few
    @given(data=st.data())
    def test_counts_any_records(self, data: st.DataObject) -> None:
        standard = self.loaded()
        report = tabulate(data.draw(records(standard, years=(2015,))), standard, period=Period.year(2015), body="b")
        values = {address: report[address] for address in standard.spots}
        assert all(isinstance(value, Blank) or standard.spot(one).kind.fits(value) for one, value in values.items())

    def test_travels_as_report_json(self) -> None:
        report = sample_report(self.loaded())
        back: Report = Report.from_json(report.to_json().encode(), standard=report.standard)
        assert {address: back[address] for address in report.cells} == {one: report[one] for one in report.cells}

    def test_leaves_the_standard_it_is_added_to_as_it_was(self) -> None:
        standard = self.loaded()
        reference = self.standard if isinstance(self.standard, str) else standard.id
        base = library.load_standard(parse_reference(reference)[0].standard) if standard.annexes else standard
        assert standard.tables[: len(base.tables)] == base.tables
        assert standard.relations[: len(base.relations)] == base.relations
        added = standard.keys()[len(base.keys()) :]
        prefixes = tuple(f"{one.replace('-', '_')}" for one in standard.annexes)
        assert all(address.startswith(prefixes) for address in added)
