"""Heads of several levels: every place of a head is covered once, by the name that its column's path has there."""

from __future__ import annotations

from hypothesis import given, strategies as st

from govdisclosure.standards.table_grid import HeaderCell, heads


class TestHeads:
    """A group takes one row over its columns; the name of a column takes all that are left."""

    def test_lay_out_a_group_beside_a_single_column(self) -> None:
        assert list(heads([("指标",), ("申请人", "自然人"), ("申请人", "法人"), ("总计",)], 2)) == [
            HeaderCell("指标", 0, 0, 2, 1),
            HeaderCell("申请人", 0, 1, 1, 2),
            HeaderCell("自然人", 1, 1, 1, 1),
            HeaderCell("法人", 1, 2, 1, 1),
            HeaderCell("总计", 0, 3, 2, 1),
        ]

    def test_join_no_neighbours_of_the_same_words(self) -> None:
        assert [(one.column, one.width) for one in heads([("总计",), ("总计",)], 1)] == [(0, 1), (1, 1)]

    def test_end_at_the_last_row(self) -> None:
        found = list(heads([("a", "b", "c"), ("a", "d")], 4))
        assert {one.top + one.height for one in found if one.name in "cd"} == {4}

    @given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(tuple), min_size=1, max_size=8))
    def test_cover_every_place_once(self, paths: list[tuple[str, ...]]) -> None:
        depth = max(map(len, paths))
        places = [
            (row, column)
            for one in heads(paths, depth)
            for row in range(one.top, one.top + one.height)
            for column in range(one.column, one.column + one.width)
        ]
        assert sorted(places) == [(row, column) for row in range(depth) for column in range(len(paths))]
        for column, path in enumerate(paths):
            over = sorted((one.top, one.name) for one in heads(paths, depth) if one.column <= column < one.column + one.width)
            assert tuple(name for _, name in over) == path
