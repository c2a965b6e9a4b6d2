"""A block read column by column comes to what a line at a time comes to; it only saves time."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, strategies as st

from govdisclosure.intake import Intake, RegisterSheet, take_in
from govdisclosure.intake.profiles import Profile, parse_profile
from govdisclosure.library import default_library, load_profile

KEY = b"0123456789abcdef"
COUNTER = ["登记号", "日期", "姓名", "电话", "类别", "方式", "回复日期"]
REQUEST = ["编号", "渠道", "申请人类别", "申请人", "件数", "收到日期", "答复日期", "办理结果"]
UPPER = ["编号", "申请信息", "", "", "", "办理情况", "", ""]
LOWER = ["", *REQUEST[1:]]
CELLS = st.sampled_from(
    [
        *("", " ", None, 1, 1.0, True, False, 2.5, "A-1", "A-2", "A-3", "咨询", "投诉", "来访", "电话", "网上", "当面", "公民"),
        *("合计", "3月5日", "2024.3.5", "2024.2.30", "2023.12.28收,2024.1.3确认", "1900-01-01", 45301.0, 45301, "张某", "企业"),
        *(date(2024, 3, 5), datetime(2024, 3, 5, 10), datetime(1890, 1, 1), "予以公开", "办理中", "13812345678", float("nan")),
    ]
)
LOG = ["A-1", "2024.3.5", "某", "", "咨询", "来访", "3月6日"]
ENTRY = ["A-1", "网上", "公民", "某", 1, "2023.12.28收,2024.1.3确认", "2024-1-30", "予以公开"]


def lines_like(right: list[Any]) -> st.SearchStrategy[list[list[Any]]]:
    """Lines of a register that are right but for a cell or two, each with a number of its own."""
    slips = st.dictionaries(st.integers(0, len(right) - 1), CELLS, max_size=2)

    def slipped(many: list[dict[int, Any]]) -> list[list[Any]]:
        rows = [[f"N-{number}", *right[1:]] for number in range(len(many))]
        return [[slip.get(index, cell) for index, cell in enumerate(row)] for row, slip in zip(rows, many, strict=True)]

    return st.lists(slips, max_size=12).map(slipped)


def come_to(rows: list[list[Any]], profile: Profile, *, one_by_one: bool, block: int = 3) -> Intake:
    """Take rows in, in blocks of few lines, or every line by a closer look."""
    sheet = RegisterSheet(name="2024年1月", read=lambda: rows, height=len(rows))

    def nothing_is_plain(cls: type, columns: object, lines: int) -> list[bool]:
        return [False] * lines

    with (
        patch("govdisclosure.intake.taking.read_sheets", lambda path: (sheet,)),
        patch("govdisclosure.intake.register_workbook._BLOCK", block),
    ):
        if one_by_one:
            with patch("govdisclosure.intake.taking.plainly_right", nothing_is_plain):
                return take_in(Path("2024.xlsx"), profile, key=KEY)
        return take_in(Path("2024.xlsx"), profile, key=KEY)


def same(one: Intake, other: Intake) -> bool:
    facts = [
        (it.records, it.lines, it.taken, it.set_aside, it.excluded, [(a.row, a.column, a.reason, a.line) for a in it.asides])
        for it in (one, other)
    ]
    return facts[0] == facts[1]


class TestBlocks:
    """The same records, the same sum, the same lines set aside for the same reasons, whatever stands in the cells."""

    @given(lines_like(LOG))
    def test_of_a_log(self, lines: list[list[Any]]) -> None:
        profile = load_profile("counter-log")
        rows = [COUNTER, *lines]
        assert same(come_to(rows, profile, one_by_one=False), come_to(rows, profile, one_by_one=True))

    @given(lines_like(ENTRY))
    def test_of_requests(self, lines: list[list[Any]]) -> None:
        profile = load_profile("request-register")
        rows: list[list[Any]] = [UPPER, LOWER, *lines]
        assert same(come_to(rows, profile, one_by_one=False), come_to(rows, profile, one_by_one=True))

    @given(st.lists(st.lists(CELLS, max_size=10), max_size=9))
    def test_of_ragged_lines(self, lines: list[list[Any]]) -> None:
        profile = load_profile("counter-log")
        rows = [COUNTER, *lines]
        assert same(come_to(rows, profile, one_by_one=False), come_to(rows, profile, one_by_one=True))

    @given(lines_like(LOG), st.integers(1, 12))
    def test_of_any_size(self, lines: list[list[Any]], block: int) -> None:
        profile = load_profile("counter-log")
        rows = [COUNTER, *lines]
        one, other = (come_to(rows, profile, one_by_one=False, block=size) for size in (block, 10_000))
        assert same(one, other)

    @given(lines_like(LOG))
    def test_account_for_every_line(self, lines: list[list[Any]]) -> None:
        found = come_to([COUNTER, *lines], load_profile("counter-log"), one_by_one=False)
        assert found.lines == found.taken + found.set_aside + sum(found.excluded.values())

    def test_ids_that_begin_anew_on_each_sheet(self) -> None:
        text = default_library().profiles["counter-log"].replace('year = "file"', 'year = "file"\nid_within = "sheet"')
        rows = [COUNTER, ["1", "2024.3.5", "", "", "咨询", "来访", ""]]
        found = come_to(rows, parse_profile(text, "p"), one_by_one=False)
        assert [one["id"] for one in found.records] == ["2024年1月-1"]

    @pytest.mark.parametrize("order", [("2024.3.6", "2024.3.5"), ("1900-01-01", "")])
    def test_days_that_cannot_be_are_set_aside(self, order: tuple[str, str]) -> None:
        rows = [COUNTER, ["A-1", order[0], "", "", "咨询", "来访", order[1]]]
        assert come_to(rows, load_profile("counter-log"), one_by_one=False).set_aside == 1
