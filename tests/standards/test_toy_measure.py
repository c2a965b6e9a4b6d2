"""A measure is added by one class in one module and its sentences; types are red until the class is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.copies import changed, copied, run, typed

LAST = "def _registered(*measures"
LISTED = "    Total,\n    EnteredMeasure,\n"
TOY = '''@frozen
class Middle(Measure, ValueObject):
    """The mean of an amount of money, rounded half up to whole fen; not applicable over nothing."""

    ref: FieldRef

    @classmethod
    def own_keys(cls) -> tuple[Key, ...]:
        return (Key("middle", "text", "The mean of this amount."),)

    @classmethod
    def read(cls, written: WrittenEntry) -> Self:
        return cls(written.field(written.data["middle"]))

    @property
    def kind(self) -> Kind:
        return Kind.AMOUNT

    @property
    def combining(self) -> tuple[Combine, ...]:
        return (Combine.NONE,)

    @property
    def adds_up(self) -> bool:
        return False

    def atoms(self, cell: MeasuredCell) -> tuple[Atom, ...]:
        given = _given(self.ref)
        return SumOf(cell.counted, parts(*cell.where, *given), self.ref, money=True), _pick(cell, *given)

    def value(self, brought: Sequence[Value]) -> Value:
        fen, number = _numbers(brought)
        return quotient(fen, 100 * int(number), 2) if number else Blank.NOT_APPLICABLE

    @property
    def criterion(self) -> Criterion:
        return Criterion(all_of(*_given(self.ref)))

    @property
    def adds(self) -> None:
        return None

    def words(self, where: Condition, labels: Mapping[str, str]) -> Message:
        del labels
        return say("explain.middle", field=operand_in_words(self.ref), scope=in_words(where))

    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.middle", kind=cell.counted, field=operand_in_words(self.ref))


'''
SENTENCES = {"explain.middle": "mean of {field} over {scope}", "explain.measure.middle": "mean of {field} of each {kind}"}
METHOD = """    def method(self, cell: MeasuredCell) -> Message:
        return say("explain.measure.middle", kind=cell.counted, field=operand_in_words(self.ref))
"""

PROGRAM = """
from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import evolve
from openpyxl import load_workbook

from govdisclosure import Blank, Body, Charge, Period, check, collect, combine, explain, load_standard, locate, make_form
from govdisclosure import reconcile, tabulate, tabulate_area, tabulate_by_body, trace, write
from govdisclosure.consistency import RelationState
from govdisclosure.report import Cell
from govdisclosure.sources import gather
from govdisclosure.sources.frames import frames_of
from govdisclosure.standards import json_schema
from govdisclosure.tabulation.drilldown import behind

Path("fees.toml").write_text('''
id = "fees"
edition = "1"
title = "{body} {year}"
authority = "test"
sections = [{ key = "fees", tables = ["fees"] }]
[[tables]]
key = "fees"
records = "charge"
rows = [
  { key = "middle", label = "平均收费", unit = "元", where = "received in period", middle = "amount", source = "test" },
  { key = "most", label = "最高收费", unit = "元", entered = "amount" },
]
relations = [{ key = "order", rule = "middle <= most" }]
''', encoding="utf-8")
standard, year = load_standard("fees.toml"), Period.year(2024)
assert standard.spot("middle").kind.value == "amount"
assert "middle" in json_schema()["$defs"]["row"]["properties"]


def charge(number, amount, body="b", day=date(2024, 3, 1)):
    return Charge(id=f"c{number}", body=body, received=day, amount=Decimal(amount))


# It is counted, in memory and in frames alike, and not added over bodies.
ours = [charge(1, "1.00"), charge(2, "2.00"), charge(3, "2.01"), charge(4, "9", day=date(2023, 1, 1))]
records = gather([Body(id="b", name="某局"), *ours])
report = tabulate(records, standard, period=year)
assert report["middle"] == Decimal("1.67")  # 5.01 / 3
assert tabulate(frames_of(records), standard, period=year, body="b")["middle"] == Decimal("1.67")
before = gather([Body(id="b"), charge(9, "1", day=date(2023, 1, 1))])
assert tabulate(before, standard, period=year)["middle"] is Blank.NOT_APPLICABLE
theirs = gather([Body(id="b", parent="a"), Body(id="d", parent="a"), Body(id="a"), *ours, charge(5, "11", body="d")])
made = tabulate_by_body(theirs, standard, period=year)
assert combine([made["b"], made["d"]], "a", period=year, standard=standard)["middle"] is Blank.MISSING
assert tabulate_area(theirs, standard, period=year, body="a")["middle"] == Decimal("4.00")  # 16.01 / 4

# It is explained and drilled down.
explained = explain(report, "middle", records=records)
assert explained.counts.en == "administrative charge: mean of amount in yuan over day received is within the period"
assert explained.measure.en == "mean of amount in yuan of each administrative charge"
assert explained.recomputed == Decimal("1.67")
shown = behind(records, standard, "middle", period=year)
assert (shown.total, shown.page()) == (3, ("c1", "c2", "c3"))
assert trace(records, standard, "charge", "c1", period=year).counted == ("middle",)
assert len(trace(records, standard, "charge", "c4", period=year).why_not("middle")) == 1
assert reconcile(evolve(report, cells={**report.cells, "middle": Cell(value=Decimal("2"))}), records).accounts == ()

# It is located.
typed = evolve(report, cells={**report.cells, "most": Cell(value=Decimal("1.50"))})
assert check(typed).count(RelationState.FAILED) == 1
(conflict,) = locate(typed)
changes = {cell: change for answer in conflict.answers for cell, change in answer.cells.items()}
assert (changes["middle"].high, changes["most"].low) == (Decimal("1.50"), Decimal("1.67"))

# It is printed, shown, and has a field in the form.
for name in ("report.docx", "report.xlsx", "report.csv", "report.json"):
    write(report, name)
assert "1.67" in Path("report.csv").read_text(encoding="utf-8-sig")
make_form(standard, "form.xlsx", body=Body(id="b", name="某局"), period=year)
book = load_workbook("form.xlsx")
sheet = book.worksheets[1]
(cell,) = [one for row in sheet for one in row if one.value == "平均收费"]
sheet.cell(cell.row, cell.column + 1).value = 1.67
book.save("form.xlsx")
(filled,) = collect(["form.xlsx"], standard=standard, period=year).reports
assert filled["middle"] == Decimal("1.67")
print("right")
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module of measures in a copy of the package, with one class more."""
    changes = {LAST: TOY + LAST, LISTED: LISTED + "    Middle,\n"}
    return copied(tmp_path_factory.mktemp("measure"), "standards/measures.py", changes, SENTENCES)


def test_everybody_knows_it(module: Path) -> None:
    done = run(module.parents[2], "-c", PROGRAM)
    assert done.stderr == ""
    assert done.stdout == "right\n"
    shown = run(module.parents[2], "-m", "govdisclosure", "standards", "show", "fees.toml", "--json").stdout
    assert [row["measure"] for row in json.loads(shown)["tables"][0]["rows"]] == ["middle", "entered"]
    shown = run(module.parents[2], "-m", "govdisclosure", "--lang", "en", "standards", "show", "fees.toml").stdout
    assert "mean of amount in yuan over day received is within the period" in shown


def test_types_are_red_until_it_is_whole(module: Path) -> None:
    assert typed(module).startswith("Success")
    changed(module, {METHOD: ""})
    assert "type-abstract" in typed(module)
