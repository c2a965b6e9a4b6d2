"""A register's own totals (合计) against what was taken of it: differences are named, and what cannot be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from govdisclosure.exact.decimals import Number, amount, product, shortest, total
from govdisclosure.intake.meanings import meanings
from govdisclosure.intake.profiles import Profile, ProfileColumn
from govdisclosure.messages import Message, say
from govdisclosure.records.record import FieldType

_TOTAL = re.compile(r"(本月|本季度?|本年|全年|年度|当月|截至.{0,6})?(合计|小计|总计|共计|累计|总数|共)")
_STATED = re.compile(
    r"(?P<label>[^\d,，;；:：、。.]*?)[:：]?(?P<number>\d+(?:\.\d+)?)(?P<unit>万元|元|件次|人次|[件条份项户个宗起次笔])?"
)

TakenLines = Sequence[tuple[str, Sequence[int], Sequence[Mapping[str, str]], Sequence[int]]]
"""Of each block: sheet, rows, records, and how many records each line is for."""


Span = Sequence[tuple[int, Mapping[str, str] | None, int]]
"""Lines of a register: row, the record (None where it was set aside), and how many records the line is for."""


@frozen
class _Stated:
    sheet: str
    row: int
    texts: tuple[str, ...]


class StatedTotals:
    """The totals that a register states, gathered while it is read."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.lines: list[_Stated] = []
        self.columns: dict[str, dict[int, ProfileColumn]] = {}
        self.many: dict[str, int | None] = {}

    def sheet(self, name: str, where: Iterable[tuple[ProfileColumn, int | None]], many: int | None) -> None:
        """Keep which columns of a sheet are summed."""
        summed = (FieldType.MONEY, FieldType.NUMBER)
        self.columns[name] = {index: one for one, index in where if index is not None and one.field.type in summed}
        self.many[name] = many

    def line(self, sheet: str, row: int, texts: tuple[str, ...]) -> None:
        """Keep a line that is no record, where it states totals."""
        if _TOTAL.match(next((text for text in texts if text), "")):
            self.lines.append(_Stated(sheet, row, texts))

    def remarks(self, taken: TakenLines, bad: Iterable[tuple[str, int]]) -> list[Message]:
        """Return which totals differ from what was taken, and which could not be compared."""
        if not self.lines:
            return []
        by_sheet: dict[str, list[tuple[int, Mapping[str, str] | None, int]]] = {}
        aside = set(bad)
        for sheet, rows, records, times in taken:
            several = zip(rows, records, times, strict=True)
            by_sheet.setdefault(sheet, []).extend(one for one in several if (sheet, one[0]) not in aside)
        for sheet, row in sorted(aside):
            by_sheet.setdefault(sheet, []).append((row, None, 1))
        remarks: list[Message] = []
        earlier: list[tuple[int, Mapping[str, str] | None, int]] = []
        order = list(dict.fromkeys([*self.columns, *by_sheet]))
        for sheet in order:
            here = sorted(by_sheet.get(sheet, []), key=lambda one: one[0])
            last = -1
            for stated in (one for one in self.lines if one.sheet == sheet):
                above = [one for one in here if one[0] < stated.row]
                since = [one for one in above if one[0] > last]
                remarks += self._compared(stated, [since, above, [*earlier, *above]])
                last = stated.row
            earlier += here
        return remarks

    def _compared(self, stated: _Stated, spans: Sequence[Span]) -> list[Message]:
        place = {"sheet": stated.sheet, "row": stated.row + 1}
        remarks: list[Message] = []
        for index, text in enumerate(stated.texts):
            column = self.columns.get(stated.sheet, {}).get(index)
            for match in _STATED.finditer(text):
                label = re.sub("^其中", "", _TOTAL.sub("", match["label"])).strip("()（） ")
                number: Number = amount(match["number"])
                if column is not None or match["unit"] in ("元", "万元"):
                    counted = self._sums(column, spans)
                    if counted and (match["unit"] or (column.unit if column else "")) == "万元":
                        number = product(amount(match["number"]), 10_000)
                elif not label or self._is_lead(label):
                    counted = self._counts(spans)
                else:
                    counted = self._labelled(label, spans)
                if not counted:
                    remarks.append(say("intake.total.not_compared", **place, text=match[0]))
                elif number not in counted:
                    remarks.append(say("intake.total.differs", **place, stated=_written(number), taken=_written(counted[0])))
        return remarks

    def _is_lead(self, label: str) -> bool:
        return label in ("数量", "件数", "收到", "新收", "收到申请", "申请")

    def _counts(self, spans: Sequence[Span]) -> list[Number]:
        """Return how many lines, and how many records, there are in each span."""
        return [one for span in spans for one in (sum(each[2] for each in span), len({each[0] for each in span}))]

    def _sums(self, column: ProfileColumn | None, spans: Sequence[Span]) -> list[Number]:
        if column is None:
            named = [one for one in self.profile.columns if one.field.type is FieldType.MONEY]
            if len(named) != 1:
                return []
            column = named[0]
        name = column.field.name
        return [total(amount(one[1][name]) for one in span if one[1] and name in one[1]) for span in spans]

    def _labelled(self, label: str, spans: Sequence[Span]) -> list[Number]:
        """Return how many records there are of a word that the register uses; nothing where it is none of its words."""
        for one in self.profile.columns:
            meant = one.words.get(label)
            if meant is not None and one.field.words is not None:
                return [total(each[2] for each in span if each[1] and each[1].get(one.field.name) == meant) for span in spans]
        days = {name for name, told in meanings().totals.get(self.profile.kind.name, {}).items() if told.fullmatch(label)}
        return [number for name in days for span in spans for number in _by_year(name, span, self.profile)]


def _written(number: Number) -> str:
    return str(number) if isinstance(number, int) else f"{shortest(number):f}"


def _by_year(name: str, span: Span, profile: Profile) -> list[Number]:
    """Return how many records have a day, in all and in each year; for ``-`` how many have no last day yet."""
    records = [(one[1], one[2]) for one in span if one[1] is not None]
    if name == "-":
        last = [one.field.name for one in profile.columns if one.field.name in ("closed", "replied", "repealed", "expires")]
        return [total(times for data, times in records if not any(data.get(field) for field in last))]
    days = [(data[name][:4], times) for data, times in records if name in data]
    years: Counter[str] = Counter()
    for year, times in days:
        years[year] += times
    return [total(times for _, times in days), *years.values()]
