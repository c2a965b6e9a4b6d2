"""Frames of whoever has them, taken through Arrow; a column that does not fit is refused, not guessed at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from govdisclosure import load_standard, tabulate, tabulate_by_body
from govdisclosure.errors import UnreadableError
from govdisclosure.sources import take_frames
from govdisclosure.values import Period, Severity

YEAR = Period.year(2015)
DECISIONS: dict[str, list[Any]] = {
    "id": ["d1", "d2", "d3"],
    "body": ["b", "b", "c"],
    "kind": ["penalty", "licence", "penalty"],
    "decided": [date(2015, 1, 1), date(2015, 12, 31), date(2016, 1, 1)],
}


def pandas_frame(data: dict[str, list[Any]]) -> Any:
    """As pandas users have it: days as Arrow days."""
    return pd.DataFrame(data).assign(decided=pd.Series(data["decided"], dtype=pd.ArrowDtype(pa.date32())))


MAKERS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "pandas": pandas_frame,
    "pyarrow": pa.table,
    "DuckDB": lambda data: duckdb.from_arrow(pa.table(data)),
}


def faults(**frames: object) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        take_frames(frames)
    return [f"{one.where}: {one.en}" for one in caught.value.faults]


def changed(**columns: object) -> pl.DataFrame:
    return pl.DataFrame({**DECISIONS, **columns})


class TestTaking:
    """Whatever hands its columns over through Arrow gives the same figures."""

    @pytest.mark.parametrize("name", MAKERS)
    def test_counts_any_frame(self, name: str) -> None:
        source = take_frames({"decision": MAKERS[name](DECISIONS)})
        reports = tabulate_by_body(source, load_standard("cn-2021"), period=YEAR)
        cells = ("decisions.penalties/decided", "decisions.licences/decided")
        assert [reports["b"][cell] for cell in cells] == [1, 1]
        assert [reports["c"][cell] for cell in cells] == [0, 0]

    def test_takes_categories_for_words(self) -> None:
        frame = pl.DataFrame(DECISIONS).with_columns(pl.col("kind").cast(pl.Categorical))
        report = tabulate(take_frames({"decision": frame}), load_standard("cn-2021"), period=YEAR, body="b")
        assert report["decisions.penalties/decided"] == 1

    def test_leaves_columns_that_no_field_bears_alone(self) -> None:
        take_frames({"decision": changed(memo=["x", "y", "z"])})


class TestRefusing:
    """A column of the wrong type or name is a fault, with table and column; all of them at once."""

    def test_refuses_times_where_days_belong(self) -> None:
        moments = [datetime(2015, 1, 1, 23, 30)] * 3
        (found,) = faults(decision=changed(decided=moments))
        assert found.startswith("decision.decided")

    def test_refuses_days_as_text(self) -> None:
        (found,) = faults(decision=changed(decided=["2015-01-01"] * 3))
        assert found.startswith("decision.decided")

    def test_refuses_a_misspelt_column(self) -> None:
        frame = pl.DataFrame(DECISIONS).rename({"decided": "decidd"})
        assert any(one.startswith("decision.decidd") and "decided" in one for one in faults(decision=frame))

    def test_names_the_faults_of_all_frames(self) -> None:
        found = faults(decision=changed(id=[1, 2, 3], kind=[1, 2, 3]), decisions=pl.DataFrame(DECISIONS), charge=object())
        assert len(found) == 4
        assert any("decision" in one for one in found if one.startswith("decisions"))

    def test_asks_for_columns_that_figures_need(self) -> None:
        frame = pl.DataFrame(DECISIONS).drop("decided")
        with pytest.raises(UnreadableError, match="decided"):
            tabulate(take_frames({"decision": frame}), load_standard("cn-2021"), period=YEAR, body="b")

    @pytest.mark.parametrize("ids", [["d1", "d1", "d3"], ["d1", None, "d3"], ["d1", "", "d3"]])
    def test_refuses_ids_that_are_repeated_or_missing(self, ids: list[str | None]) -> None:
        with pytest.raises(UnreadableError, match="decision"):
            tabulate(take_frames({"decision": changed(id=ids)}), load_standard("cn-2021"), period=YEAR, body="b")

    def test_says_of_unknown_words_how_many_and_which(self) -> None:
        source = take_frames({"decision": changed(kind=["penalty", "fine", "fine"])})
        report = tabulate(source, load_standard("cn-2021"), period=YEAR, body="b")
        (found,) = [note for note in report.notes if note.rule == "decision.unknown_word.kind"]
        assert (found.severity, found.where) == (Severity.ERROR, ("decision d2",))


class TestParents:
    """What is looked up in another kind's rows is looked at, too: nothing wrong there changes a figure in silence."""

    def test_finds_what_is_wrong_with_rows_that_others_look_up(self) -> None:
        from govdisclosure.testing.small_standards import one_table

        standard = one_table('{ key = "n", label = "n", count = "item.kind == \'news\'" }', records="publication")
        item = pl.DataFrame({"id": ["i1"], "body": ["other"], "kind": ["newz"]})
        day = [date(2015, 1, 1)]
        publication = pl.DataFrame({"id": ["p1"], "body": ["b"], "item": ["i1"], "channel": ["own_site"], "published": day})
        for body in ("b", "other"):
            source = take_frames({"item": item, "publication": publication})
            report = tabulate(source, standard, period=YEAR, body=body)
            assert [note.where for note in report.notes if note.rule == "item.unknown_word.kind"] == [("item i1",)]
