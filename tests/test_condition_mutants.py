"""A small change of a condition that no record notices is named, with a record that would notice it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.test_cli import one_line, run

from govdisclosure import Body, Period, Request, read_folder
from govdisclosure.diagnosis import ConditionMutant, Fate, mutate
from govdisclosure.diagnosis.condition_mutants import as_row, sites, variants
from govdisclosure.library import Library, default_library
from govdisclosure.records import RECORD_KINDS
from govdisclosure.records.vocabulary import Applicant, RequestChannel
from govdisclosure.sources import Records, gather
from govdisclosure.standards import Standard
from govdisclosure.standards.checked_file import parsed_file
from govdisclosure.standards.loader import load_data

DEFAULT = default_library()
TEXT = """
id = "small"
edition = "1"
title = "x"
authority = "x"
sections = [{ key = "s", tables = ["t"] }]
[[tables]]
key = "t"
records = "request"
rows = [
  { key = "open", label = "a", count = "received <= period.end and (closed is None or closed > period.end)" },
  { key = "post", label = "b", count = "received in period and channel in ('fax', 'email')" },
]
"""


def request(number: int, received: date, closed: date | None, channel: RequestChannel = RequestChannel.FAX) -> Request:
    return Request(id=f"r{number}", body="b", received=received, closed=closed, channel=channel, applicant=Applicant.BUSINESS)


def mutants(records: Records, text: str = TEXT) -> list[ConditionMutant]:
    number = count()
    data = parsed_file(text, "small")
    return list(
        mutate(data, records, lambda one: load_data(one, text=f"{text}#{next(number)}", name="small", kinds=RECORD_KINDS))
    )


FEW = gather([Body(id="b"), request(1, date(2024, 3, 1), None), request(2, date(2024, 3, 1), date(2024, 4, 1))])


class TestVariants:
    """A condition is changed in one place at a time."""

    @pytest.mark.parametrize(
        ("condition", "changed"),
        [
            ("a < b", ["a <= b"]),
            ("a >= b", ["a > b"]),
            ("a is None", ["a is not None"]),
            ("a in ('x', 'y')", ["a in ('y',)", "a in ('x',)"]),
            ("a == 'x'", []),
            ("not a", ["a"]),
            ("a and b", ["b", "a", "a or b"]),
            ("a or (b and c)", ["b and c", "a", "a and (b and c)", "a or c", "a or b", "a or (b or c)"]),
        ],
    )
    def test_are_small(self, condition: str, changed: list[str]) -> None:
        assert list(variants(condition)) == changed


class TestMutants:
    """What no record notices is alive, and comes with a record that would notice."""

    def test_that_records_notice_are_not_alive(self) -> None:
        fates = {one.changed: one.fate for one in mutants(FEW)}
        assert fates["received <= period.end"] is Fate.NOTICED
        assert fates["received <= period.end and (closed is None or closed >= period.end)"] is Fate.ALIVE
        assert fates["received in period and channel in ('fax',)"] is Fate.ALIVE
        assert fates["received in period and channel in ('email',)"] is Fate.NOTICED

    def test_are_noticed_by_the_record_that_comes_with_them(self) -> None:
        alive = [one for one in mutants(FEW) if one.fate is Fate.ALIVE]
        assert len(alive) >= 4
        for one in alive:
            together = gather([*FEW.of(Body), *FEW.of(Request), *one.records])
            again = {other.changed: other.fate for other in mutants(together)}
            assert again[one.changed] is Fate.NOTICED

    def test_that_make_no_difference_are_called_so(self) -> None:
        text = TEXT.replace("channel in ('fax', 'email')", "(channel == 'fax' or channel in ('fax', 'email'))")
        fates = {one.changed: one.fate for one in mutants(FEW, text)}
        assert fates["received in period and channel in ('fax', 'email')"] is Fate.EQUIVALENT

    def test_that_the_loader_refuses_are_called_so(self) -> None:
        words = [one.value for one in RequestChannel if one.value not in ("fax", "email")]
        field = "field = 'channel', within = 'received in period'"
        promise = f"partitions = [{{ {field}, rows = ['post'], uncounted = {words} }}]"
        fates = {one.changed: one.fate for one in mutants(FEW, TEXT.replace("rows =", f"{promise}\nrows ="))}
        assert fates["received in period and channel in ('fax',)"] is Fate.REFUSED


EXAMPLES = [Path(__file__).parents[1] / "examples" / name / "records" for name in ("city-2024", "edges-2024")]


@pytest.fixture(scope="module")
def examples() -> Records:
    read = [read_folder(folder) for folder in EXAMPLES]
    return gather([record for one in read for found in one.by_kind.values() for record in found])


class TestShippedStandards:
    """The example records notice each small change of a shipped standard's conditions; of the large forms, a sample."""

    @pytest.mark.parametrize("name", sorted(Library([]).standards))
    def test_have_no_change_that_is_not_noticed(self, name: str, examples: Records) -> None:
        text, number = DEFAULT.standards[name].read_text(encoding="utf-8"), count()
        data = parsed_file(text, name)
        changes = sum(len(set(variants(written))) for _, _, written in sites(data))

        def load(changed: Mapping[str, Any]) -> Standard:
            return load_data(changed, text=f"{text}#{next(number)}", name=name, kinds=DEFAULT.kinds)

        tried = list(mutate(data, examples, load, periods=[Period.year(2024)], every=1 + changes // 60))
        assert [one for one in tried if one.fate in (Fate.ALIVE, Fate.UNDECIDED)] == []
        assert len(tried) >= min(changes, 25) // 2

    def test_are_proved_equal_where_they_make_no_difference(self) -> None:
        """By a record for every case: a lawsuit's path is given or not, whatever else is."""
        text = TEXT.replace("channel in ('fax', 'email')", "(channel == 'fax' or channel in ('fax', 'email'))")
        (one,) = (one for one in mutants(FEW, text) if one.changed == "received in period and channel in ('fax', 'email')")
        assert one.fate is Fate.EQUIVALENT

    def test_stay_undecided_where_days_are_counted(self) -> None:
        text = TEXT.replace("channel in ('fax', 'email')", "(days(received, closed) < 9 or days(received, closed) <= 8)")
        fates = {one.fate for one in mutants(FEW, text) if one.changed == "received in period and days(received, closed) < 9"}
        assert fates == {Fate.UNDECIDED}


class TestCommand:
    """``standards mutate`` prints the lines of record files that would notice, and says how many changes live."""

    def folder(self, path: Path) -> Path:
        path.mkdir()
        for kind, found in FEW.by_kind.items():
            rows = [as_row(one) for one in found]
            text = io.StringIO()
            writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
            writer.writeheader()
            writer.writerows(rows)
            (path / f"{kind}.csv").write_text(text.getvalue(), encoding="utf-8")
        return path

    def test_prints_records_that_become_tests(self, tmp_path: Path) -> None:
        (tmp_path / "small.toml").write_text(TEXT, encoding="utf-8")
        words = ["standards", "mutate", tmp_path / "small.toml", "--records", self.folder(tmp_path / "records"), "--year", 2024]
        done = run(*words)
        assert done.code == 1
        assert "open count: no record notices this change; those below would" in done.out
        assert "request.csv" in done.out
        assert done.out.splitlines()[-1].startswith("14 changes: 0 do not load")
        data: Any = json.loads(run(*words, "--json").out)
        (first, *_) = [one for one in data["mutants"] if one["fate"] == "alive"]
        assert set(first) == {"place", "written", "changed", "fate", "records"}
        assert first["records"][0]["kind"] == "request"
        assert {"id", "channel"} <= set(first["records"][0]["fields"])

    def test_of_no_file_is_one_clear_error(self, tmp_path: Path) -> None:
        assert "none.toml" in one_line(run("standards", "mutate", tmp_path / "none.toml", "--records", tmp_path))
