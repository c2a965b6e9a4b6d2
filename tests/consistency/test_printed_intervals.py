"""A figure printed with fewer decimals than its cell has is an interval: relations hold if some values within agree."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from govdisclosure import Body, Cell, Period, Report, Standard, check, combine, compare, explain, locate, read
from govdisclosure.areas import compare_with_parent
from govdisclosure.consistency import check_batch
from govdisclosure.consistency.relations import RelationState
from govdisclosure.errors import TabulationError, UnreadableError
from govdisclosure.exact.decimals import rounded, shifted
from govdisclosure.exact.intervals import EXACT, RoundingSpread, half_unit, meet, spread_of_sum
from govdisclosure.report import Origin, OriginKind
from govdisclosure.testing.small_standards import entered, one_table

Y2024 = Period.year(2024)
FORM = one_table(
    f'{entered("a", "b", "c", kind="amount")}, {{ key = "all", label = "all", total = ["a", "b", "c"] }},'
    f"{entered('twice', 'most', kind='amount')}",
    relations='{ key = "twice", rule = "twice == 2 * a" }, { key = "most", rule = "most >= b" }',
)
NEAR = one_table(
    entered("left", "right", kind="amount"),
    relations='{ key = "near", rule = "left == 3 * right", tolerance = "5%" }',
)
READ = Origin(OriginKind.READ, "line 1")


def printed(figures: Mapping[str, str], standard: Standard = FORM, least: int = 2) -> Report:
    """A report as read from print: figures with fewer decimals than ``least`` are rounded."""
    cells = {}
    for address, text in figures.items():
        value = Decimal(text)
        shown = -int(value.as_tuple().exponent)
        cells[address] = Cell(value=value, printed=text, decimals=shown if shown < least else None, origin=READ)
    return Report(standard=standard, body=Body(id="b"), period=Y2024, cells=cells)


def exact(figures: Mapping[str, str], standard: Standard = FORM) -> Report:
    cells = {address: Cell(value=Decimal(text)) for address, text in figures.items()}
    return Report(standard=standard, body=Body(id="b"), period=Y2024, cells=cells)


def failed(report: Report, **others: object) -> list[str]:
    return [one.rule for one in check(report, **others).findings if one.severity.value == "error"]  # type: ignore[arg-type]


class TestRelations:
    """Rounded figures agree where some values that they may have been rounded from do; exact ones as they are."""

    @pytest.mark.parametrize(
        ("figures", "rules"),
        [
            ({"a": "6.2", "b": "6.2", "c": "0.00", "all": "12.5"}, []),  # 6.24 + 6.24 = 12.48
            ({"a": "6.2", "b": "6.2", "c": "0.00", "all": "12.6"}, ["all.sum"]),  # 12.55 is more than 12.49…
            ({"a": "6.2", "b": "6.2", "c": "0.00", "all": "12.50"}, ["all.sum"]),  # of 6.25 each is less
            ({"a": "6.20", "b": "6.20", "c": "0.00", "all": "12.5"}, ["all.sum"]),  # 12.4
            ({"a": "6.24", "b": "6.23", "c": "0.00", "all": "12.5"}, []),
            ({"a": "6.2", "twice": "12.5"}, []),
            ({"a": "6.2", "twice": "12.6"}, ["twice"]),
            ({"b": "6.2", "most": "6.1"}, ["most"]),  # 6.15 and 6.149…: just not
            ({"b": "6", "most": "5.50"}, []),
            ({"b": "6", "most": "5.49"}, ["most"]),
        ],
    )
    def test_hold_where_some_values_agree(self, figures: Mapping[str, str], rules: list[str]) -> None:
        assert failed(printed(figures)) == rules
        assert bool(locate(printed(figures))) == bool(rules)

    def test_are_strict_where_figures_are_exact(self) -> None:
        figures = {"a": "6.2", "b": "6.2", "c": "0", "all": "12.5"}
        assert failed(exact(figures)) == ["all.sum"]
        assert len(locate(exact(figures))) == 1

    def test_two_prints_of_one_figure_are_one_figure(self) -> None:
        same = one_table(entered("a", "b", kind="amount"), relations='{ key = "same", rule = "a == b" }')
        assert failed(printed({"a": "12.3", "b": "12.4"}, same)) == ["same"]
        assert failed(printed({"a": "12.3", "b": "12.34"}, same)) == []
        assert failed(printed({"a": "12.3", "b": "12.35"}, same)) == ["same"]

    def test_are_said_to_hold_about(self) -> None:
        found = explain(printed({"a": "6.2", "b": "6.2", "c": "0.00", "all": "12.5"}), "all")
        (relation,) = (one for one in found.relations if one.key == "all.sum")
        assert relation.state is RelationState.PASSED
        assert "≈" in relation.sentence.zh

    def test_of_other_reports_are_intervals_too(self) -> None:
        form = one_table(
            entered("a", kind="amount"),
            relations='{ key = "before", rule = "a == previous.a" }, '
            '{ key = "parts", rule = "a == sum(parts.a)", scope = "area" }, { key = "least", rule = "a <= least(parts.a)" }',
        )
        before = Report(standard=form, body=Body(id="b"), period=Period.year(2023), cells=printed({"a": "12.5"}, form).cells)
        assert failed(printed({"a": "12.46"}, form), previous=[before]) == []
        assert failed(printed({"a": "12.44"}, form), previous=[before]) == ["before"]
        assert locate(printed({"a": "12.46"}, form), previous=[before]) == ()

    def test_per_cent_of_a_rounded_side(self) -> None:
        # 3 * [2.5, 3.5) is from 7.5 to 10.5, give or take 5 %: from 7.125 to 11.025
        for left, rules in (("7.13", []), ("7.12", ["near"]), ("11.02", []), ("11.03", ["near"]), ("9.00", [])):
            report = printed({"left": left, "right": "3"}, NEAR)
            assert failed(report) == rules
            assert bool(locate(report)) == bool(rules)
        assert failed(printed({"left": "10.55", "right": "3.00"}, NEAR)) == ["near"]

    @given(data=st.data())
    def test_of_figures_that_agree_hold_however_these_are_printed(self, data: st.DataObject) -> None:
        fen = {key: data.draw(st.integers(1, 99_999), key) for key in "abc"}
        fen |= {"all": sum(fen.values()), "twice": 2 * fen["a"], "most": fen["b"] + fen["c"]}
        shown = {}
        for key, number in fen.items():
            decimals = data.draw(st.integers(0 if number >= 50 else 1, 2), key)  # a bare 0 is none, and no rounding
            shown[key] = str(rounded(shifted(number, -2), decimals))
        report = printed(shown)
        assert failed(report) == []
        assert locate(report) == ()

    @given(data=st.data())
    def test_beyond_their_intervals_fail(self, data: st.DataObject) -> None:
        decimals = {key: data.draw(st.integers(0, 2), key) for key in ("a", "b", "c", "all")}
        units = {key: data.draw(st.integers(1, 9_999), key) for key in "abc"}
        shown = {key: shifted(units[key], -decimals[key]) for key in "abc"}
        half = sum((Fraction(1, 2 * 10**places) for places in decimals.values() if places < 2), Fraction())
        step, whole = Fraction(1, 10 ** decimals["all"]), sum(map(Fraction, shown.values()))
        beyond = int((whole + half) / step) + 1  # the first figure with so many decimals that is further off than all may be
        value = shifted(beyond, -decimals["all"])
        report = printed({**{key: str(one) for key, one in shown.items()}, "all": str(value)})
        assert failed(report) == ["all.sum"]
        (conflict,) = locate(report)
        assert conflict.relations == ("all.sum",)


class TestDerivedCells:
    """A ratio is held to what its rounded figures may give."""

    FORM = one_table(
        f"{entered('of', 'among', kind='amount')}, "
        '{ key = "rate", label = "rate", ratio = { of = "of", among = "among" }, decimals = 1 }'
    )

    @pytest.mark.parametrize(
        ("rate", "right"),
        [("50.0", True), ("52.6", True), ("47.5", True), ("55.7", False), ("44.0", False), ("50", True), ("45", False)],
    )
    def test_may_be_what_rounded_figures_give(self, rate: str, right: bool) -> None:
        figures = {"of": "1.0", "among": "2.0", "rate": rate}
        cells = dict(printed(figures, self.FORM).cells)
        if rate.isdigit():
            cells["rate"] = Cell(value=Decimal(rate), printed=rate, decimals=0, origin=READ)
        else:
            cells["rate"] = Cell(value=Decimal(rate), printed=rate, origin=READ)
        report = Report(standard=self.FORM, body=Body(id="b"), period=Y2024, cells=cells)
        assert failed(report) == ([] if right else ["cell.ratio"])
        assert failed(exact({**figures, "rate": "50.0"}, self.FORM)) == []
        assert failed(exact({**figures, "rate": "50"}, self.FORM)) == []
        assert failed(exact({**figures, "rate": "52.6"}, self.FORM)) == ["cell.ratio"]


class TestPrints:
    """Two prints of a figure with different decimals are the same where one may be the other rounded."""

    @pytest.mark.parametrize(
        ("one", "other", "same"), [("12.3", "12.34", True), ("12.3", "12.36", False), ("12", "12.4", True)]
    )
    def test_are_compared_as_intervals(self, one: str, other: str, same: bool) -> None:
        found = compare(printed({"a": one}, least=6), printed({"a": other}, least=6))
        assert found.same is same
        assert compare(printed({"a": other}, least=6), exact({"a": one})).same is (one == other)

    def test_of_one_precision_are_as_they_are(self) -> None:
        assert not compare(printed({"a": "12.3"}), printed({"a": "12.4"})).same

    def test_keep_their_decimals_in_json(self) -> None:
        report = printed({"a": "12.5"})
        back = Report.from_json(report.to_json().encode(), standard=FORM)
        assert back == report
        assert back.cells["a"].decimals == 1
        for wrong in ("13", "-13", '"1"'):
            with pytest.raises(UnreadableError):
                Report.from_json(report.to_json().replace('"decimals": 1', f'"decimals": {wrong}').encode(), standard=FORM)


class TestLargerUnits:
    """An amount printed in 万元 in a cell of yuan is half a unit of its last digit around it."""

    @pytest.mark.parametrize(
        ("whole", "decimals", "rules"),
        [("251499", -3, []), ("250500", -3, []), ("251500", -3, ["same"]), ("250499.99", -3, ["same"]), ("255999", -4, []),
         ("251000.01", None, ["same"])],
    )  # fmt: skip
    def test_are_intervals(self, whole: str, decimals: int | None, rules: list[str]) -> None:
        form = one_table(entered("a", "b", kind="amount"), relations='{ key = "same", rule = "a == b" }')
        number = Decimal(251_000)
        cells = {"a": Cell(value=number, printed="25.1万元", decimals=decimals, origin=READ), "b": Cell(value=Decimal(whole))}
        report = Report(standard=form, body=Body(id="b"), period=Y2024, cells=cells)
        assert failed(report) == rules
        assert bool(locate(report)) == bool(rules)
        back = Report.from_json(report.to_json().encode(), standard=form)
        assert back == report
        other = Report(standard=form, body=Body(id="b"), period=Y2024, cells={"a": Cell(value=Decimal(whole))})
        assert report.agrees(other, "a") is (not rules)


class TestAreas:
    """A sum of rounded figures is off by as many halves of their last digits as figures are added."""

    def area(self, *parts: Mapping[str, str]) -> Report:
        given = [evolve(printed(one), body=Body(id=f"b{number}")) for number, one in enumerate(parts)]
        return combine(given, "area")

    def test_add_up_the_roundings_of_their_parts(self) -> None:
        one = self.area({"a": "6.2"}, {"a": "6.2"}, {"a": "6.24"}, {"a": "6"})
        cell = one.cells["a"]
        assert (cell.decimals, cell.roundings) == (1, 12)  # two of a tenth, one of a whole, which is ten of them
        assert cell.spread.low == Fraction(-3, 5)
        assert Report.from_json(one.to_json().encode(), standard=FORM) == one

    def test_hold_where_their_parts_may_agree(self) -> None:
        rounded_twice = {"a": "6.2", "b": "6.2", "c": "0.00", "all": "12.5"}
        assert failed(self.area(rounded_twice, rounded_twice)) == []
        assert locate(self.area(rounded_twice, rounded_twice)) == ()
        wrong = {**rounded_twice, "all": "12.8"}
        assert failed(self.area(rounded_twice, wrong)) == ["all.sum"]

    def test_agree_with_what_was_published_of_them_within_it(self) -> None:
        combined = self.area({"a": "6.2"}, {"a": "6.2"})
        for figure, same in (("12.45", True), ("12.5", True), ("12.61", False), ("12.29", False)):
            published = evolve(printed({"a": figure}), body=Body(id="area"), scope="area")
            found = [one.address for one in compare_with_parent(combined, published).differences if one.address == "a"]
            assert (not found) is same, figure

    @given(data=st.data())
    def test_of_figures_that_agree_hold_however_these_are_printed(self, data: st.DataObject) -> None:
        shown = []
        for number in range(data.draw(st.integers(1, 4))):
            fen = {key: data.draw(st.integers(50, 99_999), f"{key}{number}") for key in "abc"}
            fen |= {"all": sum(fen.values()), "twice": 2 * fen["a"], "most": fen["b"] + fen["c"]}
            decimals = {key: data.draw(st.integers(0, 2), f"{key}{number} decimals") for key in fen}
            shown.append({key: str(rounded(shifted(one, -2), decimals[key])) for key, one in fen.items()})
        assert failed(self.area(*shown)) == []


class TestBatch:
    """``check_batch`` goes by what figures were rounded to as ``check`` does."""

    @given(data=st.data())
    def test_is_what_check_says_of_each(self, data: st.DataObject) -> None:
        keys = ("a", "b", "c", "all", "twice", "most")
        reports = []
        for number in range(data.draw(st.integers(1, 4))):
            fen = {key: data.draw(st.integers(50, 400), f"{key}{number}") for key in "abc"}
            off = data.draw(st.sampled_from([-60, -6, -1, 0, 0, 1, 5, 10, 55]), f"off{number}")
            fen |= {"all": sum(fen.values()) + off, "twice": 2 * fen["a"] + off, "most": fen["b"] + off}
            decimals = {key: data.draw(st.integers(0, 2), f"{key}{number} decimals") for key in keys}
            reports.append(printed({key: str(rounded(shifted(max(fen[key], 50), -2), decimals[key])) for key in keys}))
        columns = {key: [int(Decimal(str(one[key])) * 100) for one in reports] for key in keys}
        to = {key: [0 if (shown := one.cells[key].decimals) is None else 10 ** (2 - shown) for one in reports] for key in keys}
        found = check_batch(FORM, columns, rounded=to)
        said = {(instance.relation.key, place) for instance, places in found.failed for place in places.tolist()}
        assert said == {(rule, place) for place, one in enumerate(reports) for rule in failed(one)}

    def test_leaves_what_follows_from_rounded_figures_to_check(self) -> None:
        columns = {"of": [10, 10], "among": [20, 20], "rate": [526, 526]}
        found = check_batch(TestDerivedCells.FORM, columns, rounded={"of": [1, 0]})
        assert found.unsettled.tolist() == [0]
        assert {key: places.tolist() for key, places in found.derived.items()} == {"rate": [1]}

    @pytest.mark.parametrize("rounded_to", [{"a": -1}, {"a": [1]}, {"a": "x"}, {"b": 1}])
    def test_refuses_what_is_no_rounding(self, rounded_to: Mapping[str, object]) -> None:
        with pytest.raises(TabulationError, match="rounded to"):
            check_batch(FORM, {"a": [1, 2]}, rounded=rounded_to)


class TestSpreads:
    """Ends of an interval are known with whether they are possible."""

    def test_of_a_rounded_figure_are_half_a_unit_the_upper_one_excluded(self) -> None:
        assert half_unit(Decimal("12.5"), 1) == RoundingSpread(Fraction(-1, 20), Fraction(1, 20), low_in=True, high_in=False)
        assert half_unit(Decimal("-12.5"), 1) == RoundingSpread(Fraction(-1, 20), Fraction(1, 20), low_in=False, high_in=True)
        assert half_unit(0, 0) == RoundingSpread(Fraction(-1, 2), Fraction(1, 2), low_in=False, high_in=False)
        assert not EXACT
        assert half_unit(1, 0).times(0) == EXACT
        assert half_unit(Decimal(251_000), -3) == RoundingSpread(Fraction(-500), Fraction(500), low_in=True, high_in=False)

    @pytest.mark.parametrize(("figure", "same"), [("12.2499", False), ("12.25", True), ("12.3499", True), ("12.35", False)])
    def test_meet_at_the_end_that_is_possible(self, figure: str, same: bool) -> None:
        exact_one, rounded_one = Decimal(figure), Decimal("12.3")
        assert meet(rounded_one, exact_one, half_unit(rounded_one, 1)) is same
        assert meet(exact_one, rounded_one, half_unit(rounded_one, 1).times(-1)) is same

    @given(st.fractions(-9, 9, max_denominator=60), st.integers(0, 2))
    def test_hold_what_was_rounded(self, number: Fraction, decimals: int) -> None:
        figure = rounded(number, decimals)
        low, high = half_unit(figure, decimals).around(figure)
        assert low <= number <= high
        spread = half_unit(figure, decimals)
        assert meet(rounded(number, 9), figure, spread_of_sum([half_unit(rounded(number, 9), 9), spread.times(-1)]))


class TestReading:
    """A reader keeps how many decimals an amount was printed with, where that is fewer than the cell has."""

    FORM = one_table(entered("yuan", kind="amount") + "," + entered("count") + "," + entered("share", kind="share"))

    def test_knows_a_total_by_the_finest_of_its_parts(self) -> None:
        rows = (
            '{ key = "a", label = "a", where = "paid in period", sum = "amount", divide = 10000, source = "x" }, '
            '{ key = "b", label = "b", where = "paid in period", sum = "amount", divide = 10000, source = "x" }, '
            '{ key = "all", label = "all", total = ["a", "b"] }'
        )
        form = one_table(rows, records="request_fee")
        assert [form.decimals(one) for one in ("a", "all")] == [6, 6]
        lines = "".join(
            f"<tr><td>{key}</td><td>{text}</td></tr>" for key, text in (("a", "6.20"), ("b", "6.20"), ("all", "12.41"))
        )
        report = read(f"<title>甲局2024年</title><table>{lines}</table>".encode(), standard=form, period=Y2024)
        assert [report.cells[one].decimals for one in ("a", "all")] == [2, 2]
        assert failed(report) == []  # 6.2049 twice is 12.4098

    @pytest.mark.parametrize(
        ("text", "decimals"), [("12.5", 1), ("12", 0), ("12.50", None), ("0", None), ("无", None), ("0.0", 1), ("", None)]
    )
    def test_keeps_the_decimals(self, text: str, decimals: int | None) -> None:
        page = f"<title>甲局2024年</title><table><tr><td>yuan</td><td>{text}</td></tr>"
        page += "<tr><td>count</td><td>3</td></tr><tr><td>share</td><td>12.5</td></tr></table>"
        report = read(page.encode(), standard=self.FORM, period=Y2024)
        assert report.cells["yuan"].decimals == decimals
        assert report.cells["count"].decimals is None
        assert report.cells["share"].decimals is None
