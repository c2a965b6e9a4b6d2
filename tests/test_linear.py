"""What is done for many records is done once for each of them: the accesses are counted, and time decides nothing.

Each job is done over n records and over 4n, with as many bodies, ids or lines more; were one of them quadratic, a record would
be looked at four times as often.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles.styleable import StyleDescriptor
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure import tabulate_by_body
from govdisclosure.areas import rollup
from govdisclosure.errors import InvalidRecordError
from govdisclosure.intake import RegisterSheet, taking
from govdisclosure.intake.fill_in_sheet import ChoiceLists, fill_in_sheet
from govdisclosure.law import calendars, deadline_rules
from govdisclosure.library import load_profile, write_by_body
from govdisclosure.messages import say
from govdisclosure.records import Body, Entry, Publication, Remedy, Request, Response
from govdisclosure.records.vocabulary import Outcome, PublicationChannel, RemedyKind, RemedyResult, RemedyRole
from govdisclosure.sources import Records, gather
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.values import Period
from govdisclosure.worklist import Duty, duties, write_workbook

FEW, MANY = 40, 160
DAY = date(2024, 3, 1)


class Accesses:
    """How often a field was read."""

    def __init__(self, slot: Any) -> None:
        self.slot = slot
        self.count = 0

    def __get__(self, record: object, owner: type) -> Any:
        self.count += record is not None
        return self if record is None else self.slot.__get__(record, owner)

    def __set__(self, record: object, value: object) -> None:
        self.slot.__set__(record, value)


@contextmanager
def counted(cls: type, *names: str) -> Iterator[dict[str, Accesses]]:
    """Count how often fields of a class are read inside the block."""
    slots = {name: next(base.__dict__[name] for base in cls.__mro__ if name in base.__dict__) for name in names}
    found = {name: Accesses(slot) for name, slot in slots.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, one in found.items():
            patch.setattr(cls, name, one, raising=False)
        yield found


def bodies(count: int) -> list[Body]:
    return [Body(id=f"b{number}", established=date(2000, 1, 1)) for number in range(count)]


def requests(count: int) -> list[Request]:
    return [request(f"r{number}", body=f"b{number}") for number in range(count)]


def publications(count: int) -> list[Publication]:
    return [
        Publication(id=f"p{n}", body=f"b{n}", item=f"i{n}", channel=PublicationChannel.OWN_SITE, published=DAY)
        for n in range(count)
    ]


def by_body(records: Records) -> object:
    return tabulate_by_body(records, "cn-2021", period=2024)


def by_area(records: Records) -> object:
    return rollup.tabulate_area(records, _standard(), period=Period.year(2024), body="all")


def one_by_one(records: Records) -> object:
    return [(records.at(body), records.body(body)) for body in records.bodies]


def _standard() -> Any:
    from govdisclosure import load_standard

    return load_standard("cn-2021")


class TestRecordsOfManyBodies:
    """Records are told apart by body once, however many bodies there are."""

    @pytest.mark.parametrize("job", [by_body, by_area, one_by_one])
    @pytest.mark.parametrize(
        ("cls", "made", "fields"),
        [(Request, requests, ("id", "body", "received")), (Body, bodies, ("id", "dissolved"))],
    )
    def test_are_looked_at_as_often_each_when_there_are_four_times_as_many(
        self, job: Callable[[Records], object], cls: type, made: Callable[[int], Sequence[object]], fields: tuple[str, ...]
    ) -> None:
        job(every_kind_kept([*bodies(2), *requests(2)]))  # what is made once, such as a plan, is made
        each = []
        for number in (FEW, MANY):
            others = [*bodies(number), *requests(number)]
            records = every_kind_kept([*made(number), *(one for one in others if not isinstance(one, cls))])
            with counted(cls, *fields) as accesses:
                job(records)
            each.append({name: one.count / number for name, one in accesses.items()})
        few, many = each
        assert sum(many.values()) > 0
        for name in fields:
            assert many[name] <= few[name] + 0.5

    def test_are_told_apart_as_a_search_for_each_body_would(self) -> None:
        records = gather([*bodies(5), *requests(7), *publications(3), request("again", body="b2")])
        for body in (*records.bodies, "b4", "nobody"):
            assert records.at(body) == {
                name: tuple(one for one in held if getattr(one, "id" if name == "body" else "body") == body)
                for name, held in records.by_kind.items()
            }
        assert records.body("b3") == Body(id="b3", established=date(2000, 1, 1))
        assert records.body("nobody") == Body(id="nobody")


class TestIdsThatRepeat:
    """All faults are named in one pass over the records."""

    def test_are_looked_at_as_often_each_when_there_are_four_times_as_many(self) -> None:
        each = []
        for number in (FEW, MANY):
            records = requests(number) * 2
            with counted(Request, "id") as accesses, pytest.raises(InvalidRecordError) as refusal:
                gather(records)
            assert len(refusal.value.faults) == number
            each.append(accesses["id"].count / number)
        assert each[1] <= each[0]

    def test_are_found_without_a_walk_of_the_cycle_collector(self) -> None:
        walks: list[str] = []

        def walk(phase: str, _: object) -> None:
            walks.append(phase)

        records = requests(3000) * 2
        gc.collect()
        gc.callbacks.append(walk)
        try:
            with pytest.raises(InvalidRecordError):
                gather(records)
        finally:
            gc.callbacks.remove(walk)
        assert len(walks) <= 2  # a start and a stop, when the collector is at work again
        assert gc.isenabled()

    def test_name_every_place_once_in_the_order_of_the_records(self) -> None:
        with pytest.raises(InvalidRecordError) as refusal:
            gather([request("r1"), request("r2"), request("r1"), request("r3"), request("r2"), request("r2")])
        assert [fault.where for fault in refusal.value.faults] == ["Request r1", "Request r2"]


class TestLists:
    """Workbooks are written line by line, and days are counted once for all that begin on the same one."""

    def test_of_duties_never_look_a_line_up_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise AssertionError("a sheet was searched for a cell")

        for name in ("__getitem__", "max_row", "iter_rows"):
            monkeypatch.setattr(Worksheet, name, refuse)
        one = Duty(key="reply", record="request =1+1", body="b", due=DAY, article="", days=1, provisional=False, identity="x")
        write_workbook([one] * 3, tmp_path / "due.xlsx")
        assert (tmp_path / "due.xlsx").stat().st_size > 0

    def test_of_duties_count_the_working_days_of_a_date_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[date] = []
        is_workday = calendars.Calendar.is_workday

        def counting(calendar: calendars.Calendar, day: date) -> bool | None:
            asked.append(day)
            return is_workday(calendar, day)

        monkeypatch.setattr(calendars.Calendar, "is_workday", counting)
        received = [DAY + timedelta(days=number) for number in range(5)]
        each = []
        for number in (FEW, MANY):
            calendars._stretch.cache_clear()
            deadline_rules.work_out.cache_clear()
            asked.clear()
            open_ones = [request(f"r{n}", received=received[n % 5], closed=None, outcome=None) for n in range(number)]
            assert len(duties(gather(open_ones), date(2024, 3, 20))) >= number
            each.append(len(asked))
        assert each[0] == each[1] > 0

    def test_of_duties_look_at_an_answer_as_often_however_many_remedies_there_are(self) -> None:
        each = []
        for number in (FEW, MANY):
            answers = [Response(id=f"a{n}", body="b", request="r", given=DAY, outcome=Outcome.GRANTED) for n in range(number)]
            remedies = [
                Remedy(
                    id=f"m{n}",
                    body="b",
                    response=f"a{n}",
                    kind=RemedyKind.RECONSIDERATION,
                    filed=DAY,
                    closed=DAY,
                    role=RemedyRole.RESPONDENT,
                    result=RemedyResult.CORRECTED,
                )
                for n in range(number)
            ]
            records = gather([request("r", body="b"), *answers, *remedies])
            with counted(Response, "redecides") as accesses:
                assert len([one for one in duties(records, DAY) if one.key == "anew"]) == number
            each.append(accesses["redecides"].count / number)
        assert each[1] <= each[0]

    def test_of_bodies_search_the_looks_of_a_workbook_no_oftener_for_more_of_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        searched: list[str] = []
        dress = StyleDescriptor.__set__

        def counting(look: StyleDescriptor, cell: Any, value: Any) -> None:
            searched.append(look.key)
            dress(look, cell, value)

        monkeypatch.setattr(StyleDescriptor, "__set__", counting)
        each = []
        for number in (2, 8):
            wrong = Entry(body="b0", period=Period.year(2024), address="text.overview", value="{requests.nothing}")
            reports = tabulate_by_body([*requests(number), wrong], "cn-2021", period=2024)
            assert len(reports) == number
            searched.clear()
            write_by_body(reports, tmp_path / f"{number}.xlsx")
            each.append(len(searched))
            sheet = load_workbook(tmp_path / f"{number}.xlsx").worksheets[0]
            shaded = [[cell.fill.fill_type == "solid" for cell in row[:5]] for row in sheet.iter_rows()]
            nothing = [False] * 5
            assert shaded == [[True] * 5, [False, False, False, True, False], *[nothing] * (number - 1)]
            assert {cell.alignment.horizontal for cell in sheet[2][:4]} == {"left"}
            assert (sheet["A1"].font.bold, sheet["A2"].font.bold, sheet["E2"].alignment.horizontal) == (True, False, "center")
        assert each[0] == each[1] > 0

    def test_to_choose_from_compare_no_cell_with_all_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        compared: list[object] = []
        issubset = CellRange.issubset

        def counting(one: CellRange, other: CellRange) -> bool:
            compared.append(other)
            return issubset(one, other)

        monkeypatch.setattr(CellRange, "issubset", counting)
        monkeypatch.setattr(CellRange, "__le__", counting)
        each = []
        for number in (FEW, MANY):
            compared.clear()
            book, lists = Workbook(write_only=True), ChoiceLists()
            page = fill_in_sheet(book, "lines", ["a", "b"], [10, 10], {})
            for row in range(2, number + 2):
                page.line(["x", ""], "line")
                lists.offer(row, ["one", "two"], only=True)
            lists.attach(book, page, "B")
            book.save(BytesIO())
            (rule,) = page.data_validations.dataValidation
            assert {one.coord for one in rule.sqref.ranges} == {f"B{row}" for row in range(2, number + 2)}
            each.append(len(compared) / number)
        assert each[1] <= each[0]


HEADS = [
    ["编号", "申请信息", "", "", "", "办理情况", "", ""],
    ["", "渠道", "申请人类别", "申请人", "件数", "收到日期", "答复日期", "办理结果"],
]
LINE = ["网上", "公民", "某", 1, "2024-1-3", "2024-1-30", "予以公开"]


def twice(number: int) -> list[list[Any]]:
    """Lines of which each has the number of another one."""
    return [[f"N{line % number}", *LINE] for line in range(2 * number)]


def taken_by_another(number: int) -> list[list[Any]]:
    """Lines that are for two requests each, whose second number is that of a line of its own."""
    two = [*LINE[:3], 2, *LINE[4:]]
    return [*([f"N{line}", *two] for line in range(number)), *([f"N{line}-2", *LINE] for line in range(number))]


class TestRegistersWhoseNumbersRepeat:
    """A register is read once, and once more for the lines that are set aside; each line is compared with its like alone."""

    @pytest.mark.parametrize("made", [twice, taken_by_another])
    def test_are_read_as_often_however_many_lines_there_are(
        self, made: Callable[[int], list[list[Any]]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        each = []
        for number in (FEW, MANY):
            rows, read, calls = [*HEADS, *made(number)], [0], [0]

            def reading(rows: list[list[Any]] = rows, read: list[int] = read) -> Iterator[list[Any]]:
                for row in rows:
                    read[0] += 1
                    yield row

            def called(frame: object, event: str, argument: object, calls: list[int] = calls) -> None:
                calls[0] += event in ("call", "c_call")

            sheet = RegisterSheet(name="2024年1月", read=reading, height=len(rows))
            monkeypatch.setattr(taking, "read_sheets", lambda _, sheet=sheet: (sheet,))
            sys.setprofile(called)
            try:
                came = taking.take_in("2024.xlsx", load_profile("request-register"), key=b"0123456789abcdef")
            finally:
                sys.setprofile(None)
            assert (came.lines, came.set_aside, came.taken) == (2 * number, 2 * number, 0)
            assert {one.reason.en for one in came.asides} == {say("intake.why.repeated").en}
            each.append((read[0] / number, calls[0] / number))
        (few_read, few_calls), (many_read, many_calls) = each
        assert many_read <= few_read
        assert many_calls <= few_calls
