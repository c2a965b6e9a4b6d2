"""Ids that are numbers behind a common beginning (顺序编号) are told apart by their numbers, and never by less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from govdisclosure.records import Item, Publication, RecordKind
from govdisclosure.sources import read_folder, scan_folder
from govdisclosure.tabulation import tabulate_together
from govdisclosure.tabulation.frame_engine import FrameEngine
from govdisclosure.tabulation.numbered_ids import NumberedForm, NumberedIds
from govdisclosure.tabulation.table_tabulation import engine_of
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Period

IDS = st.one_of(
    st.tuples(
        st.sampled_from(["", "p", "甲", "p0", "9"]), st.sampled_from(["", "0", "00", "+", "-", " ", "1_"]), st.integers(0, 30)
    ).map(lambda parts: "".join(map(str, parts))),
    st.sampled_from(["", None, "p", "p1 ", "p1\n", "p1.0", "p1e1", "p:", "p١", "p99999999999999999999", "p4294967297"]),
)


def numbered(ids: list[str | None]) -> NumberedIds | None:
    form = NumberedForm.of(ids)
    frame = pl.LazyFrame({"id": ids}, schema={"id": pl.String})
    return None if form is None else NumberedIds.of(frame, form, pl.LazyFrame.collect)


class TestNumberedIds:
    """Each has one number that no other has; what is not certain is left to hashes and to the ids themselves."""

    @given(st.lists(IDS, max_size=6))
    def test_are_never_those_that_are_twice_or_missing(self, ids: list[str | None]) -> None:
        if numbered(ids) is not None:
            assert all(ids)
            assert len(set(ids)) == len(ids)

    @given(st.lists(IDS, max_size=4), st.lists(IDS, max_size=6))
    def test_have_those_that_are_among_them_and_no_others(self, ids: list[str | None], asked: list[str | None]) -> None:
        known = numbered(ids)
        if known is not None:
            frame = pl.DataFrame({"ref": [*asked, *ids]}, schema={"ref": pl.String})
            found = frame.select(known.has(pl.col("ref"))).to_series().fill_null(value=False).to_list()
            assert found == [one in ids for one in [*asked, *ids]]

    @pytest.mark.parametrize(
        "ids",
        [
            ["p0", "p2", "p10"],  # counted up, with a gap
            ["p12", "p3", "p0"],  # in no order
            ["甲〔2024〕0001", "甲〔2024〕0020"],  # filled up with zeros
            ["20240000000001", "20240000000007"],
        ],
    )
    def test_are_found_however_they_are_numbered(self, ids: list[str | None]) -> None:
        assert numbered(ids) is not None

    @pytest.mark.parametrize(
        "ids",
        [
            ["p1", "p01"],  # two ids of one number
            ["p01", "p1"],
            ["p1", "q2"],
            ["p1", "p1"],
            ["p1", "p9000000000"],  # too far apart for a bit each
            ["p1", "p1000"],
            ["p1", " p2"],
            [" p1", " p2"],
            ["p", "q"],
            [None, ""],
        ],
    )
    def test_are_not_taken_for_certain_otherwise(self, ids: list[str | None]) -> None:
        assert numbered(ids) is None


class TestScans:
    """Ids of a file are looked at as they are written; those with blanks around go the careful way."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Callable[[list[str], list[str | None]], FrameEngine]:
        def made(ids: list[str], refs: list[str | None]) -> FrameEngine:
            pl.DataFrame({"id": ids, "body": "b", "kind": "other"}).write_parquet(tmp_path / "item.parquet")
            publications = {"id": [f"p{number}" for number in range(len(refs))], "item": refs}
            frame = pl.DataFrame(publications, {"id": pl.String, "item": pl.String})
            frame.with_columns(body=pl.lit("b"), channel=pl.lit("own_site"), published=date(2024, 3, 1)).write_parquet(
                tmp_path / "publication.parquet"
            )
            engine = engine_of(scan_folder(tmp_path))  # type: ignore[arg-type]
            assert isinstance(engine, FrameEngine)
            return engine

        return made

    ITEM: RecordKind = Item.__kind__

    def test_join_nothing_where_ids_are_numbered(
        self, engine: Callable[[list[str], list[str | None]], FrameEngine], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = engine(["i3", "i1"], ["i1", "i3", None])
        for name in ("join", "group_by"):
            monkeypatch.delattr(pl.LazyFrame, name)
        assert asked.repeated(self.ITEM) is None
        assert asked.all_known(Publication.__kind__, Publication.__kind__.fields["item"])

    @pytest.mark.parametrize(
        ("ids", "refs", "known"),
        [
            (["i1", "i2"], [" i1", "i2 "], True),
            (["i1", " i2"], ["i2", "i1"], True),
            (["i1", "i2"], ["", "i2"], True),
            (["i1", "i3"], ["i2"], False),
            (["i1", "i3"], ["i03"], False),
            (["i1", "i3"], ["i4"], False),
        ],
    )
    def test_find_parents_whose_ids_have_blanks_around(
        self, ids: list[str], refs: list[str | None], known: bool, engine: Callable[[list[str], list[str | None]], FrameEngine]
    ) -> None:
        assert engine(ids, refs).all_known(Publication.__kind__, Publication.__kind__.fields["item"]) is known

    def test_tell_ids_that_are_twice_but_for_blanks(self, engine: Callable[[list[str], list[str | None]], FrameEngine]) -> None:
        assert engine(["i1", "i2", " i1"], []).repeated(self.ITEM) == (1, "i1")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(["i1", "i3", " i1", "i3 ", "i03", "x", "i2"]), min_size=1, max_size=5))
    def test_count_different_ids_as_reading_does(
        self, engine: Callable[[list[str], list[str | None]], FrameEngine], tmp_path: Path, refs: list[str | None]
    ) -> None:
        engine(["i3", "i1"], refs)
        assert self.different(scan_folder(tmp_path)) == self.different(read_folder(tmp_path))

    def test_count_different_ids_by_their_numbers(
        self, engine: Callable[[list[str], list[str | None]], FrameEngine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine(["i3", "i1"], ["i1", "i3", "i1"])
        rows = """{ key = "shown", label = "n", where = "published in period", distinct = "item" },
                  { key = "soon", label = "m", where = "published > period.start", distinct = "item" }"""
        monkeypatch.delattr(FrameEngine, "_different_texts")
        standard = one_table(rows, records="publication")
        report = tabulate_together(scan_folder(tmp_path), standard, period=Period.year(2024), body="b")
        assert (report["shown"], report["soon"]) == (2, 2)

    @staticmethod
    def different(source: Any) -> dict[str, object]:
        rows = """{ key = "shown", label = "n", where = "published in period", distinct = "item" },
                  { key = "own", label = "o", where = "published in period and channel == 'own_site'", distinct = "item" },
                  { key = "soon", label = "m", where = "published > period.start", distinct = "item" }"""
        report = tabulate_together(source, one_table(rows, records="publication"), period=Period.year(2024), body="b")
        return {key: report[key] for key in ("shown", "own", "soon")}
