"""Reports of bodies become one report of their area, by a stated rule for each kind of cell; nothing is added twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from govdisclosure.areas import Bodies, combine
from govdisclosure.consistency import check
from govdisclosure.errors import TabulationError
from govdisclosure.records import Body, Request
from govdisclosure.records.vocabulary import Applicant, BodyKind, RequestChannel
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report
from govdisclosure.standards import Standard, load_text
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Blank, Period, Severity, Value

FORM = """\
id = "form"
edition = "1"
title = "{body}{year}年政府信息公开工作年度报告"
authority = "made up for these tests"
periods = ["year"]

[[sections]]
key = "figures"
tables = ["figures"]

[[tables]]
key = "figures"
heading = "数据"
rows = [
  { key = "requests", label = "申请数", unit = "件", total = ["requests.granted", "requests.refused"] },
  { key = "requests.granted", label = "予以公开", unit = "件", entered = "count" },
  { key = "requests.refused", label = "不予公开", unit = "件", entered = "count" },
  { key = "fees", label = "收费", unit = "万元", entered = "amount" },
  { key = "catalogue", label = "目录是否更新", entered = "yes/no" },
  { key = "criticised", label = "是否被通报", entered = "yes/no", combine = "any" },
  { key = "measures", label = "工作措施", entered = "text" },
  { key = "readers", label = "读者数", unit = "人", entered = "count", combine = "none" },
]
"""
STANDARD = load_text(FORM, name="form.toml")
NEXT_EDITION = load_text(FORM.replace('edition = "1"', 'edition = "2"'), name="form.toml")
OTHER = load_text(FORM.replace('id = "form"', 'id = "other"'), name="other.toml")
Y2023, Y2024 = Period.year(2023), Period.year(2024)

CITY = Body(id="city", name="某市")
COUNTY = Body(id="county", name="某县", parent="city")
POLICE = Body(id="police", name="市公安局", parent="city")
SCHOOLS = Body(id="schools", name="县教育局", parent="county")
HEALTH = Body(id="health", name="县卫生局", parent="county")
HOSPITAL = Body(id="hospital", name="县医院", parent="county", kind=BodyKind.PUBLIC_INSTITUTION)
BODIES = Bodies([CITY, COUNTY, POLICE, SCHOOLS, HEALTH, HOSPITAL])


def report(body: Body, values: Mapping[str, Value] | None = None, *, standard: Standard = STANDARD, **facts: object) -> Report:
    """A report with the given cells; the others are blank."""
    cells = {address: Cell(value=value) for address, value in (values or {}).items()}
    return evolve(Report(standard=standard, body=body, period=Y2024, cells=cells), **facts)  # type: ignore[arg-type]


def granted(body: Body, number: int, **facts: object) -> Report:
    return report(body, {"requests.granted": number}, **facts)  # type: ignore[arg-type]


def named(combined: Report, rule: str) -> Finding:
    """The one note of a rule."""
    (found,) = [one for one in combined.notes if one.rule == rule]
    return found


class TestFigures:
    """Additive cells are summed."""

    def test_are_added(self) -> None:
        combined = combine([granted(POLICE, 7), granted(SCHOOLS, 0), granted(HEALTH, 35)], "city", bodies=BODIES)
        assert combined["requests.granted"] == 42
        assert combined.cells["requests.granted"].origin == Origin(OriginKind.COMBINED)

    def test_say_whose_they_are(self) -> None:
        combined = combine([granted(SCHOOLS, 1), granted(HEALTH, 2), granted(CITY, 3)], "city", bodies=BODIES)
        assert (combined.body, combined.scope, combined.includes) == (CITY, "area", ("city", "health", "schools"))
        assert combined["requests.granted"] == 6

    def test_of_money_stay_exact(self) -> None:
        parts = [report(POLICE, {"fees": Decimal("0.1")}), report(HEALTH, {"fees": Decimal("0.2")})]
        assert combine(parts, CITY)["fees"] == Decimal("0.3")

    def test_in_the_other_unit_of_money_are_converted(self) -> None:
        """1200 元 printed in a row of 万元 are 0.12, and 0.12 + 3.5 = 3.62."""
        yuan = evolve(report(POLICE), cells={"fees": Cell(value=Decimal(1200), unit="元")})
        combined = combine([yuan, report(HEALTH, {"fees": Decimal("3.5")})], CITY)
        assert combined["fees"] == Decimal("3.62")
        assert named(combined, "combine.unit_converted").where == ("police",)

    def test_in_an_unknown_unit_are_added_with_a_warning(self) -> None:
        odd = evolve(report(POLICE), cells={"requests.granted": Cell(value=4, unit="批次")})
        combined = combine([odd, granted(HEALTH, 1)], CITY)
        assert combined["requests.granted"] == 5
        assert named(combined, "combine.unit").severity is Severity.WARNING

    def test_are_added_as_printed_so_that_a_wrong_total_stays_visible(self) -> None:
        """One body prints 10 for 4 + 5: the area prints 13 for 7 + 5, off by the same 1."""
        wrong = report(POLICE, {"requests": 10, "requests.granted": 4, "requests.refused": 5})
        right = report(HEALTH, {"requests": 3, "requests.granted": 3, "requests.refused": 0})
        (broken,) = [one for one in check(combine([wrong, right], CITY)).findings if one.severity is Severity.ERROR]
        assert (broken.left, broken.right, broken.difference) == ("13", "12", "1")


class TestBlanks:
    """Zero, missing and not applicable are three values, in sums too."""

    def test_stay_blank_where_nobody_has_a_figure(self) -> None:
        combined = combine([report(POLICE), report(HEALTH)], CITY)
        assert combined["requests.granted"] is Blank.MISSING
        assert not [one for one in combined.notes if one.rule == "combine.lacking"]

    def test_beside_a_figure_are_named(self) -> None:
        combined = combine([granted(POLICE, 7), report(HEALTH), report(SCHOOLS)], CITY)
        assert combined["requests.granted"] == 7
        lacking = named(combined, "combine.lacking")
        assert (lacking.cells, lacking.where) == (("requests.granted",), ("health", "schools"))
        assert lacking.message.zh == "县卫生局、县教育局没有填1个单元格，汇总数不含其数"
        assert lacking.message.en == "县卫生局, 县教育局 left 1 cell blank; the combined figures are without theirs"

    def test_not_applicable_is_passed_over(self) -> None:
        combined = combine([granted(POLICE, 7), report(HEALTH, {"requests.granted": Blank.NOT_APPLICABLE})], CITY)
        assert combined["requests.granted"] == 7
        assert not combined.notes

    def test_not_applicable_to_all_stays_so(self) -> None:
        parts = [report(one, {"requests.granted": Blank.NOT_APPLICABLE}) for one in (POLICE, HEALTH)]
        assert combine(parts, CITY)["requests.granted"] is Blank.NOT_APPLICABLE

    def test_of_both_kinds_are_missing(self) -> None:
        parts = [report(POLICE, {"requests.granted": Blank.NOT_APPLICABLE}), report(HEALTH)]
        assert combine(parts, CITY)["requests.granted"] is Blank.MISSING

    def test_words_where_a_number_belongs_count_as_blank(self) -> None:
        combined = combine([granted(POLICE, 7), report(HEALTH, {"requests.granted": "三件"})], CITY)
        assert combined["requests.granted"] == 7
        assert named(combined, "combine.unfit").where == ("health",)


class TestYesAndNo:
    """``all`` unless the row says ``any``; a blank that could change the answer leaves it blank."""

    @pytest.mark.parametrize(
        ("answers", "every", "some"),
        [
            ((True, True), True, True),
            ((True, False), False, True),
            ((False, False), False, False),
            ((True, Blank.MISSING), Blank.MISSING, True),
            ((False, Blank.MISSING), False, Blank.MISSING),
            ((True, Blank.NOT_APPLICABLE), True, True),
            ((Blank.MISSING, Blank.MISSING), Blank.MISSING, Blank.MISSING),
            ((Blank.NOT_APPLICABLE, Blank.NOT_APPLICABLE), Blank.NOT_APPLICABLE, Blank.NOT_APPLICABLE),
        ],
    )
    def test_are_weighed(self, answers: tuple[Value, Value], every: Value, some: Value) -> None:
        bodies = (POLICE, HEALTH)
        parts = [report(one, {"catalogue": answer, "criticised": answer}) for one, answer in zip(bodies, answers, strict=True)]
        combined = combine(parts, CITY)
        assert combined["catalogue"] is every
        assert combined["criticised"] is some

    def test_blank_and_undecided_is_named(self) -> None:
        combined = combine([report(POLICE, {"catalogue": True}), report(HEALTH)], CITY)
        assert named(combined, "combine.unsettled").cells == ("catalogue",)


class TestWords:
    """Words are listed, one body a line, after its name."""

    def test_are_listed(self) -> None:
        combined = combine([report(POLICE, {"measures": "自查"}), report(HEALTH, {"measures": "培训"})], CITY)
        assert combined["measures"] == "县卫生局:培训\n市公安局:自查"

    def test_of_an_area_keep_their_lines(self) -> None:
        county = combine([report(HEALTH, {"measures": "培训"}), report(SCHOOLS, {"measures": "评比"})], COUNTY)
        combined = combine([county, report(POLICE, {"measures": "自查"})], CITY)
        assert combined["measures"] == "县卫生局:培训\n县教育局:评比\n市公安局:自查"


class TestWhatCannotBeAdded:
    """Non-additive cells are marked, and to be recomputed from the records."""

    def test_is_missing_and_named(self) -> None:
        combined = combine([report(POLICE, {"readers": 5}), report(HEALTH, {"readers": 6})], CITY)
        assert combined["readers"] is Blank.MISSING
        note = named(combined, "combine.not_additive")
        assert note.cells == ("readers",)
        assert "recompute from the records" in note.message.en

    def test_is_known_of_one_body_alone(self) -> None:
        assert combine([report(POLICE, {"readers": 5})], CITY)["readers"] == 5


class TestWhatIsLeftOut:
    """Each omission is a note of the result, and the figures are without it."""

    @pytest.mark.parametrize(
        ("left_out", "rule"),
        [
            (granted(HEALTH, 100, standard=OTHER), "combine.other_standard"),
            (granted(HEALTH, 100, standard=NEXT_EDITION), "combine.other_standard"),
            (granted(HEALTH, 100, period=Y2023), "combine.other_period"),
            (granted(HOSPITAL, 100), "combine.not_covered"),
            (granted(Body(id="province", name="某省"), 100), "combine.outside"),
            (granted(CITY, 100, scope="area", includes=("health",)), "combine.itself"),
        ],
    )
    def test_is_named(self, left_out: Report, rule: str) -> None:
        combined = combine([granted(POLICE, 7), granted(SCHOOLS, 1), left_out], "city", bodies=BODIES)
        assert combined["requests.granted"] == 8
        assert left_out.body.id in named(combined, rule).where
        assert (left_out.body.name or "") in named(combined, rule).message.zh

    def test_a_body_gone_before_the_period(self) -> None:
        gone = Body(id="gone", name="原计生局", parent="city", dissolved=date(2023, 12, 31))
        ending = Body(id="ending", name="原质监局", parent="city", dissolved=date(2024, 1, 1))
        coming = Body(id="coming", name="数据局", parent="city", established=date(2025, 1, 1))
        bodies = Bodies([*BODIES, gone, ending, coming])
        combined = combine([granted(one, 10) for one in (POLICE, gone, ending, coming)], CITY, bodies=bodies)
        assert combined.includes == ("ending", "police")
        assert [one.where for one in combined.notes if one.rule == "combine.not_existing"] == [("coming",), ("gone",)]

    def test_a_bureau_under_vertical_management_reports_elsewhere(self) -> None:
        tax = Body(id="tax", name="市税务局", parent="city", reports_to="province")
        combined = combine([granted(POLICE, 7), granted(tax, 1)], CITY, bodies=Bodies([*BODIES, tax]))
        assert combined.includes == ("police",)

    def test_bodies_of_which_only_the_list_knows_more(self) -> None:
        """Report JSON holds id and name only; kind, dates and superiors come from the list."""
        combined = combine([granted(POLICE, 7), granted(Body(id="hospital"), 9)], CITY, bodies=BODIES)
        assert combined.includes == ("police",)

    def test_everything(self) -> None:
        combined = combine([granted(HOSPITAL, 9)], CITY)
        assert combined["requests.granted"] is Blank.MISSING
        assert combined.includes == ()
        assert named(combined, "combine.nothing").severity is Severity.ERROR

    def test_what_most_reports_follow_is_wanted_where_nothing_is_said(self) -> None:
        parts = [granted(POLICE, 1), granted(HEALTH, 2), granted(SCHOOLS, 4, standard=OTHER)]
        assert combine(parts, CITY).standard is STANDARD
        assert combine(parts, CITY, standard=OTHER)["requests.granted"] == 4

    @pytest.mark.parametrize(
        ("reports", "words"),
        [
            ([], "name the standard"),
            ([granted(POLICE, 1), granted(HEALTH, 2, standard=OTHER)], "name the standard"),
            ([granted(POLICE, 1), granted(HEALTH, 2, period=Y2023)], "name the period"),
        ],
    )
    def test_a_tie_is_refused(self, reports: list[Report], words: str) -> None:
        with pytest.raises(TabulationError) as raised:
            combine(reports, CITY)
        assert words in raised.value.in_language("en")


class TestNothingTwice:
    """Never an area report added to a body it contains; never two reports of one body."""

    COUNTY_AREA = granted(COUNTY, 30, scope="area", includes=("county", "health", "schools"))

    def test_a_body_within_an_area_report(self) -> None:
        combined = combine([granted(POLICE, 7), self.COUNTY_AREA, granted(HEALTH, 12)], "city", bodies=BODIES)
        assert combined["requests.granted"] == 37
        assert combined.includes == ("county", "health", "police", "schools")
        within = named(combined, "combine.within")
        assert within.message.en == "the report of 县卫生局 is part of the area report of 某县 and was not added again"

    def test_an_area_report_that_does_not_include_the_county_itself(self) -> None:
        below = evolve(self.COUNTY_AREA, includes=("health", "schools"))
        assert combine([below, granted(COUNTY, 5)], "city", bodies=BODIES)["requests.granted"] == 35

    def test_an_area_report_without_a_list_includes_all_below(self) -> None:
        silent = evolve(self.COUNTY_AREA, includes=())
        combined = combine([silent, granted(HEALTH, 12)], "city", bodies=BODIES)
        assert combined["requests.granted"] == 30
        assert combined.includes == ("county", "health", "schools")  # the hospital is not covered
        assert named(combined, "combine.includes_assumed").where == ("county",)

    def test_two_areas_that_overlap(self) -> None:
        """The wider one is kept; whose figures are lost by that is an error."""
        district = Body(id="district", name="某区", parent="city")
        other = granted(district, 5, scope="area", includes=("district", "health"))
        combined = combine([other, self.COUNTY_AREA], "city", bodies=Bodies([*BODIES, district]))
        assert combined["requests.granted"] == 30
        overlap = named(combined, "combine.overlap")
        assert (overlap.severity, overlap.where) == (Severity.ERROR, ("district", "district"))

    def test_a_public_institution_within_an_area_report_is_named(self) -> None:
        area = evolve(self.COUNTY_AREA, includes=("county", "hospital"))
        combined = combine([area], "city", bodies=BODIES)
        assert named(combined, "combine.not_covered_within").where == ("county", "hospital")

    def test_an_older_revision(self) -> None:
        combined = combine([granted(POLICE, 7), granted(POLICE, 9, revision=2)], CITY)
        assert combined["requests.granted"] == 9
        assert named(combined, "combine.superseded").severity is Severity.INFO

    def test_a_draft_beside_the_final_report(self) -> None:
        assert combine([granted(POLICE, 7), granted(POLICE, 9, status="final")], CITY)["requests.granted"] == 9

    def test_a_second_copy(self) -> None:
        combined = combine([granted(POLICE, 7), granted(POLICE, 7), granted(HEALTH, 1)], CITY)
        assert combined["requests.granted"] == 8
        assert named(combined, "combine.same_twice").where == ("police",)

    def test_two_that_differ(self) -> None:
        combined = combine([granted(POLICE, 7), granted(POLICE, 9), granted(HEALTH, 1)], CITY)
        assert combined["requests.granted"] == 1
        assert named(combined, "combine.contradicting").severity is Severity.ERROR


class TestNotes:
    """A figure that lacks a body lacks it further up too."""

    def test_are_handed_on(self) -> None:
        county = combine([granted(HEALTH, 1), report(SCHOOLS)], COUNTY)
        combined = combine([county, granted(POLICE, 7)], CITY)
        assert named(combined, "combine.lacking").where == ("schools",)

    def test_name_cells_that_the_standard_does_not_have(self) -> None:
        combined = combine([report(POLICE, {"nonsense": 7})], CITY)
        assert "nonsense" not in combined.cells
        assert named(combined, "combine.unknown_cell").cells == ("nonsense",)


class TestWhatKeepsItsBasis:
    """A mean, share or rate of an area is exact from its bodies' reports, whatever these print."""

    STANDARD = one_table("""
      { key = "n", label = "n", count = "closed in period" },
      { key = "mean", label = "m", where = "closed in period", mean = "days(received, closed)", decimals = 0 },
      { key = "share", label = "s", share = { of = "channel == 'fax'", among = "closed in period" } },
    { key = "rate", label = "r", least_among = 4, rate = { of = "channel == 'fax'", among = "closed in period", per = 1000 } },
    """)

    def of_body(self, body: str, days: Sequence[int]) -> Report:
        requests = [
            Request(
                id=f"{body}{number}",
                body=body,
                received=date(2024, 1, 1),
                closed=date(2024, 1, 1) + timedelta(days=one),
                channel=RequestChannel.FAX if one > 2 else RequestChannel.ORAL,
                applicant=Applicant.BUSINESS,
            )
            for number, one in enumerate(days)
        ]
        return tabulate(every_kind_kept([Body(id=body), *requests]), self.STANDARD, period=Y2024, body=body)

    def test_from_reports_and_from_their_json(self) -> None:
        parts = [self.of_body("a", [1, 1, 2]), self.of_body("b", [3, 4]), self.of_body("c", [])]
        read = [Report.from_json(one.to_json(), standard=self.STANDARD) for one in parts]
        assert read == parts
        for given in (parts, read, [combine(read[:2], "x"), read[2]]):
            made = combine(given, "area", period=Y2024, standard=self.STANDARD)
            assert [made[one] for one in ("n", "mean", "share", "rate")] == [5, Decimal(2), Decimal("40.0"), Decimal("400.0")]
            assert made.cells["mean"].basis == (11, 5)  # 2.2, where the bodies print 1 and 4
        assert parts[0]["rate"] is Blank.NOT_APPLICABLE  # fewer than four

    def test_but_not_where_one_was_corrected(self) -> None:
        one, other = self.of_body("a", [1, 1, 2]), self.of_body("b", [3, 4])
        corrected = evolve(other, cells={**other.cells, "mean": evolve(other.cells["mean"], value=Decimal(5))})
        made = combine([one, corrected], "area")
        assert made["mean"] is Blank.MISSING
        (found,) = [each for each in check(corrected).findings if each.severity is Severity.ERROR]
        assert (found.rule, found.cells) == ("cell.basis", ("mean",))
        assert [cell for note in made.notes if note.rule == "combine.not_additive" for cell in note.cells] == ["mean"]
