"""Relations of every kind for a form that does not exist, written from the reference alone, with planted errors.

The inspection of public libraries: what holds is said a second time in plain Python, and both are held to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from attrs import evolve
from hypothesis import event, given, settings, strategies as st

from govdisclosure import Blank, Body, Cell, Period, Report, check, locate
from govdisclosure.consistency import RelationState, check_batch
from govdisclosure.standards import load_text
from govdisclosure.values import Severity, Value

FORM = load_text(
    """
id = "library-inspection"
edition = "1"
title = "Inspection of libraries, {body} {year}"
authority = "made up"
language = "en"
sections = [{ key = "all", heading = "All", tables = ["visits", "loans", "money", "events"] }]

[[tables]]
key = "visits"
heading = "Visits by branch, the largest first"
columns = [
  { key = "adults", label = "adults", entered = "count" },
  { key = "children", label = "children", entered = "count" },
  { key = "all", label = "all", total = ["adults", "children"] },
]
rows = [
  { key = "first", label = "first branch" },
  { key = "second", label = "second branch" },
  { key = "third", label = "third branch" },
]
relations = [
  { key = "visits.sorted", each = "next", rule = "all <= above.all", blanks = "skip" },
  { key = "visits.guarded", each = "row", when = "children > 0", rule = "adults > 0" },
]

[[tables]]
key = "loans"
heading = "Loans"
rows = [
  { key = "lent", label = "lent", entered = "count" },
  { key = "returned", label = "returned", entered = "count" },
  { key = "out.before", label = "out at the start", entered = "count" },
  { key = "out.after", label = "out at the end", entered = "count" },
  { key = "largest", label = "loans of the largest library", entered = "count" },
]
relations = [
  { key = "loans.balance", rule = "out.before + lent == returned + out.after" },
  { key = "loans.carried", rule = "out.before == previous.out.after" },
  { key = "loans.parts", rule = "lent == sum(parts.lent)", scope = "area" },
  { key = "loans.largest", rule = "largest == most(parts.lent)", scope = "area" },
  { key = "loans.part", each = "part", rule = "part.returned <= returned" },
  { key = "loans.by_visit", rule = "lent <= 2 * first['all'] + 2 * second['all'] + 2 * third['all']", tolerance = "10%" },
]

[[tables]]
key = "money"
heading = "Fees for late returns"
rows = [
  { key = "fined", label = "fined", entered = "amount" },
  { key = "paid", label = "paid", entered = "amount" },
  { key = "waived", label = "waived", entered = "amount" },
]
relations = [
  { key = "money.settled", rule = "fined == paid + waived", tolerance = 0.05, blanks = "zero" },
  { key = "money.none", when = "returned == 0 or fined == 0", rule = "paid == 0" },
]

[[tables]]
key = "events"
heading = "Events"
optional = true
rows = [{ key = "held", label = "held", entered = "count" }, { key = "guests", label = "guests", entered = "count" }]
relations = [{ key = "events.guests", rule = "guests >= held" }]
""",
    name="library-inspection.toml",
)
BRANCHES = ("first", "second", "third")


def made(cells: Mapping[str, Value], **facts: object) -> Report:
    given = {address: Cell(value=value) for address, value in cells.items()}
    return evolve(Report(standard=FORM, body=Body(id="b"), period=Period.year(2024), cells=given), **facts)  # type: ignore[arg-type]


@st.composite
def figures(draw: st.DrawFn) -> dict[str, Value]:
    """A library's figures by which every relation within a report holds."""
    number = st.integers(1, 40)
    sizes = sorted(((draw(number), draw(number)) for _ in BRANCHES), key=sum, reverse=True)
    cells: dict[str, Value] = {}
    for branch, (adults, children) in zip(BRANCHES, sizes, strict=True):
        cells |= {f"{branch}/adults": adults, f"{branch}/children": children, f"{branch}/all": adults + children}
    before, lent = draw(number), draw(st.integers(1, 2 * sum(map(sum, sizes))))
    returned = draw(st.integers(1, before + lent))
    paid, waived = (Decimal(draw(st.integers(1, 999))) / 100 for _ in range(2))
    cells |= {"out.before": before, "lent": lent, "returned": returned, "out.after": before + lent - returned, "largest": lent}
    cells |= {"paid": paid, "waived": waived, "fined": paid + waived}
    if draw(st.booleans()):
        held = draw(number)
        cells |= {"held": held, "guests": held + draw(st.integers(0, 9))}
    return cells


@st.composite
def with_errors(draw: st.DrawFn, cells: Mapping[str, Value], count: int) -> dict[str, Value]:
    """Those figures with so many of them wrong, or left blank."""
    changed = dict(cells)
    for address in draw(st.lists(st.sampled_from(sorted(cells)), min_size=count, max_size=count, unique=True)):
        value, by = changed[address], draw(st.sampled_from([-7, -1, 1, 2, 30]))
        assert isinstance(value, int | Decimal)
        changed[address] = max(value + by, 0 * value) if draw(st.integers(0, 9)) else Blank.MISSING
    return changed


def broken(cells: Mapping[str, Value]) -> Iterator[str]:
    """What does not hold within a report, of relations whose cells are all there: the rules once more, in Python."""

    def there(*addresses: str) -> list[Decimal] | None:
        found = [cells.get(one, Blank.MISSING) for one in addresses]
        return None if any(isinstance(one, Blank) for one in found) else [Decimal(one) for one in found]  # type: ignore[arg-type]

    for number, branch in enumerate(BRANCHES):
        if (row := there(f"{branch}/adults", f"{branch}/children", f"{branch}/all")) and row[0] + row[1] != row[2]:
            yield f"{branch}.across"
        if (row := there(f"{branch}/adults", f"{branch}/children")) and row[1] > 0 and not row[0] > 0:
            yield "visits.guarded"
        if number and (row := there(f"{BRANCHES[number - 1]}/all", f"{branch}/all")) and row[1] > row[0]:
            yield "visits.sorted"
    if (row := there("out.before", "lent", "returned", "out.after")) and row[0] + row[1] != row[2] + row[3]:
        yield "loans.balance"
    if (row := there("lent", *(f"{branch}/all" for branch in BRANCHES))) and row[0] > 2 * sum(row[1:]) * Decimal("1.1"):
        yield "loans.by_visit"
    fined, paid, waived = ((there(one) or [Decimal(0)])[0] for one in ("fined", "paid", "waived"))
    if abs(fined - paid - waived) > Decimal("0.05"):
        yield "money.settled"
    if (row := there("returned", "fined", "paid")) and (row[0] == 0 or row[1] == 0) and row[2] != 0:
        yield "money.none"
    if (row := there("held", "guests")) and row[1] < row[0]:
        yield "events.guests"


def failed(report: Report, **others: object) -> set[str]:
    return {one.rule for one in check(report, **others).findings if one.severity is Severity.ERROR}  # type: ignore[arg-type]


def test_a_report_by_its_rules_passes() -> None:
    cells: dict[str, Value] = {
        "first/adults": 9,
        "first/children": 0,
        "first/all": 9,
        "fined": Decimal(2),
        "paid": Decimal("1.95"),
        "lent": 3,
    }
    assert failed(made(cells)) == set()
    assert failed(made({**cells, "paid": Decimal("1.94")})) == {"money.settled"}


@settings(max_examples=20)
@given(st.data())
def test_planted_errors_are_found(data: st.DataObject) -> None:
    good = data.draw(figures())
    assert failed(made(good)) == set(broken(good)) == set()
    bad = data.draw(with_errors(good, data.draw(st.integers(1, 3))))
    named = set(broken(bad))
    event(f"{len(named)} relations broken")
    if Blank.MISSING not in bad.values():
        assert failed(made(bad)) == named
    else:  # a blank part counts as 0 beside figures, so that more may fail
        assert named <= failed(made(bad))


@settings(max_examples=10)
@given(st.data())
def test_planted_errors_are_located_or_said_to_be_left_out(data: st.DataObject) -> None:
    bad = data.draw(with_errors(data.draw(figures()), data.draw(st.integers(1, 3))))
    report = made(bad)
    conflicts = locate(report)
    if Blank.MISSING not in bad.values():
        assert failed(report) <= {rule for one in conflicts for rule in one.relations}
    mended, held = dict(report.cells), set[str]()
    for conflict in conflicts:
        changes = conflict.answers[0].cells if conflict.answers else {}
        if changes and all(change.should_be is not None for change in changes.values()):
            mended |= {
                address: Cell(value=change.should_be) for address, change in changes.items() if change.should_be is not None
            }
            held |= set(conflict.relations)
    conditional = {one.relation.key for one in FORM.relations if one.is_conditional}  # what is mended may have it apply
    unmended = {rule for one in conflicts if not held.issuperset(one.relations) for rule in one.relations}
    assert not failed(evolve(report, cells=mended)) & (held - unmended - conditional)


@settings(max_examples=10)
@given(st.data())
def test_of_an_area_are_found_beside_its_parts_and_last_year(data: st.DataObject) -> None:
    bodies = [Body(id=f"p{number}", parent="area") for number in range(data.draw(st.integers(2, 4)))]
    parts = [made(data.draw(figures()), body=body) for body in bodies]
    lent = [int(str(one["lent"])) for one in parts]
    returned = max(int(str(one["returned"])) for one in parts)
    area = {"lent": sum(lent), "largest": max(lent), "returned": returned + 5, "out.before": 500}
    area["out.after"] = area["out.before"] + area["lent"] - area["returned"]
    facts = {"scope": "area", "includes": tuple(sorted(one.body.id for one in parts)), "body": Body(id="area")}
    before = made({"out.after": 500}, period=Period.year(2023), **facts)
    rules = {
        "loans.parts": ("lent", 1),
        "loans.largest": ("largest", -1),
        "loans.part": ("returned", -6),
        "loans.carried": ("out.before", 1),
    }
    assert failed(made(area, **facts), parts=parts, previous=[before]) == set()
    for rule, (cell, by) in rules.items():
        wrong = made({**area, cell: area[cell] + by}, **facts)
        found = failed(wrong, parts=parts, previous=[before])
        assert rule in found
        located = {one for conflict in locate(wrong, parts=parts, previous=[before]) for one in conflict.relations}
        assert found <= located


@settings(max_examples=10)
@given(st.data())
def test_many_reports_at_once_are_what_each_is(data: st.DataObject) -> None:
    given_cells = [
        data.draw(with_errors(data.draw(figures()), data.draw(st.integers(0, 3)))) for _ in range(data.draw(st.integers(1, 4)))
    ]
    reports = [made(cells) for cells in given_cells]
    columns = {}
    for address, spot in FORM.spots.items():
        values = [one[address] for one in reports]
        times = 100 if spot.kind.has_decimals else 1
        columns[address] = [one if isinstance(one, Blank) else int(Decimal(one) * times) for one in values]  # type: ignore[arg-type]
    found = check_batch(FORM, columns)
    alone = {
        (one.instance.relation.key, place)
        for place, report in enumerate(reports)
        for one in check(report).outcomes
        if one.state is RelationState.FAILED
    }
    in_yuan = {one for one in alone if one[0] == "money.settled"}  # a tolerance in yuan says nothing of figures in fen
    at_once = {(one.relation.key, place) for one, places in found.failed for place in places.tolist()}
    assert at_once == alone - in_yuan
    assert found.unsettled.tolist() == list(range(len(reports)))


def test_has_all_that_was_written() -> None:
    assert len({one.relation.key for one in FORM.relations if not one.relation.key.endswith(".across")}) == 11
