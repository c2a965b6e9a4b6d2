"""A file with several reports is read whole, or one is picked by its body; what a file says out of sight is weighed."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from govdisclosure import library
from govdisclosure.errors import UnreadableError
from govdisclosure.messages import speaking
from govdisclosure.readers import embedded_metadata
from govdisclosure.readers.embedded_metadata import Claim
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.testing.pages import shown
from govdisclosure.values import Period


def page(name: str, year: int) -> str:
    """One report as text, its table set apart by bars."""
    standard = library.load_standard("cn-hengyang-2015")
    made = Report(standard=standard, body=Body(id=name), period=Period.year(year), cells={"services.cases": Cell(value=31)})
    rows = [
        f"{row.label} | {row.unit} | {shown(made[row.key]) if row.key in standard.spots else '——'} |"
        for row in standard.tables[0].rows
    ]
    return "\n".join([f"{name}{year}年政府信息公开工作年度报告", "工作平稳。", *rows, ""])


@pytest.fixture
def both(tmp_path: Path) -> Path:
    path = tmp_path / "both.txt"
    path.write_text(page("清河县水务局", 2015) + page("清河县教育局", 2016), encoding="utf-8")
    return path


class TestSeveralReports:
    """``read`` gives one report; of several it gives that of the body that is named, and an error that names them all."""

    def test_are_all_read_by_read_all(self, both: Path) -> None:
        found = library.read_all(both)
        assert [(one.body.name, one.period.end.year) for one in found] == [("清河县水务局", 2015), ("清河县教育局", 2016)]

    def test_are_named_by_an_error(self, both: Path) -> None:
        with pytest.raises(UnreadableError) as error, speaking("en"):
            library.read(both)
        assert "清河县水务局 2015" in str(error.value)
        assert "read_all" in str(error.value)

    def test_are_picked_by_their_body(self, both: Path) -> None:
        assert library.read(both, body="清河县教育局").period == Period.year(2016)

    def test_are_one_in_a_file_with_one(self, tmp_path: Path) -> None:
        path = tmp_path / "one.txt"
        path.write_text(page("清河县水务局", 2015), encoding="utf-8")
        assert [one.body.name for one in library.read_all(path)] == ["清河县水务局"]
        library.write(library.read(path), tmp_path / "one.json")
        assert len(library.read_all(tmp_path / "one.json")) == 1


class TestClaims:
    """Properties of our own are read; what has been changed into nonsense says nothing."""

    def test_say_who_reports_on_what(self) -> None:
        facts = {"govdisclosure.body": "b", "govdisclosure.name": "某局", "govdisclosure.period": "2014-Q3", "title": "x"}
        found = embedded_metadata.claimed(facts)
        assert (found.body, found.printed, found.period) == ("b", "某局", Period.quarter(2014, 3))

    @pytest.mark.parametrize("facts", [{"govdisclosure.period": "soon"}, {"govdisclosure.signed": "today"}, {"period": "2014"}])
    def test_say_nothing_in_nonsense(self, facts: dict[str, str]) -> None:
        assert embedded_metadata.claimed(facts) == Claim()

    def test_have_the_id_for_a_name_where_there_is_none(self) -> None:
        assert evolve(Claim(), body="b").printed == "b"
