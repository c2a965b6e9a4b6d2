"""Who handed in, and when: completeness, and timeliness against dates that are data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from govdisclosure.areas import Bodies, Delivery, completeness, load_notice, timeliness
from govdisclosure.errors import UnreadableError
from govdisclosure.records import Body, Succession
from govdisclosure.records.vocabulary import BodyKind, ReportsAs, SuccessionKind
from govdisclosure.report import Report
from govdisclosure.standards import load_text
from govdisclosure.values import Period, Severity

Y2023, Y2024 = Period.year(2023), Period.year(2024)
STANDARD = load_text(
    """\
id = "form"
edition = "1"
title = "{body}{year}"
authority = "made up for these tests"
periods = ["year"]

[[sections]]
key = "figures"
tables = ["figures"]

[[tables]]
key = "figures"
heading = "数据"
rows = [{ key = "received", label = "收到", unit = "件", entered = "count" }]
""",
    name="form.toml",
)
MERGED = Succession(id="s1", body="merged", successor="police", effective=date(2024, 7, 1), kind=SuccessionKind.MERGED)
BODIES = Bodies(
    [
        Body(id="city", name="某市", reports_as=ReportsAs.GOVERNMENT),
        Body(id="police", name="市公安局", parent="city"),
        Body(id="health", name="市卫生局", parent="city"),
        Body(id="merged", name="原质监局", parent="city", dissolved=date(2024, 6, 30)),
        Body(id="gone", name="原计生局", parent="city", dissolved=date(2023, 12, 31)),
        Body(id="coming", name="数据局", parent="city", established=date(2025, 1, 1)),
        Body(id="hospital", name="市医院", parent="city", kind=BodyKind.PUBLIC_INSTITUTION),
    ],
    [MERGED],
)


def report(body: str, period: Period = Y2024, *, scope: str = "own", includes: tuple[str, ...] = ()) -> Report:
    known = BODIES.get(body) or Body(id=body)
    return Report(standard=STANDARD, body=known, period=period, cells={}, scope=scope, includes=includes)


class TestCompleteness:
    """Every body that the standards cover and that exists in the period must report."""

    def test_names_who_is_missing(self) -> None:
        """Not the hospital (article 55), not who is gone or to come; the merged body is reported for."""
        findings = completeness([report("city"), report("police"), report("health", Y2023)], BODIES, Y2024)
        assert [(one.rule, one.where) for one in findings] == [
            ("completeness.missing", ("health",)),
            ("completeness.taken_over", ("merged",)),
        ]
        assert findings[0].message.zh == "缺“市卫生局”2024年的报告"
        assert findings[0].severity is Severity.WARNING

    def test_asks_who_reports_for_a_body_that_ended(self) -> None:
        alone = [Body(id="merged", name="原质监局", dissolved=date(2024, 6, 30))]
        (finding,) = completeness([], alone, Y2024)
        assert (finding.rule, finding.severity) == ("completeness.ended", Severity.EXPLAIN)
        assert "2024-06-30" in finding.message.en

    def test_expects_a_body_that_ended_with_the_period(self) -> None:
        (finding,) = completeness([], [Body(id="last", dissolved=date(2024, 12, 31))], Y2024)
        assert finding.rule == "completeness.missing"

    def test_finds_a_body_within_an_area_report(self) -> None:
        area = report("city", scope="area", includes=("city", "health", "merged", "police"))
        assert {one.rule for one in completeness([area], BODIES, Y2024)} == {"completeness.other_scope"}

    def test_names_who_was_not_asked(self) -> None:
        all_four = [report(one) for one in ("city", "police", "health", "merged")]
        assert completeness(all_four, BODIES, Y2024) == ()
        (finding,) = completeness([*all_four, report("hospital")], BODIES, Y2024)
        assert (finding.rule, finding.where) == ("completeness.unexpected", ("hospital",))


class TestTimeliness:
    """Article 49: departments by 31 January, governments by 31 March, of the year after."""

    LAW = load_notice("cn-2019")

    @pytest.mark.parametrize(
        ("body", "day", "late"),
        [
            ("police", date(2025, 1, 31), None),
            ("police", date(2025, 2, 1), 1),
            ("police", date(2025, 3, 1), 29),
            ("city", date(2025, 3, 31), None),
            ("city", date(2025, 4, 2), 2),
        ],
    )
    def test_is_to_the_day(self, body: str, day: date, late: int | None) -> None:
        known = [one for one in BODIES if one.id == body]
        found = timeliness({body: Delivery(date(2025, 1, 20), day)}, self.LAW, period=Y2024, bodies=known)
        assert [one.rule for one in found] == ([] if late is None else ["timeliness.published"])
        if late is not None:
            assert f", {late} day{'s' * (late > 1)} after" in found[0].message.en

    def test_takes_handing_in_and_publishing_apart(self) -> None:
        """One city: hand in by 26 January, publish by 28 January."""
        notice = load_notice("example-city")
        found = timeliness({"police": Delivery(date(2025, 1, 27), date(2025, 1, 27))}, notice, period=Y2024, bodies=BODIES)
        assert ("timeliness.handed_in", ("police",)) in [(one.rule, one.where) for one in found]
        assert ("timeliness.published", ("police",)) not in [(one.rule, one.where) for one in found]

    def test_names_who_handed_in_nothing(self) -> None:
        """The merged body owes nothing for 2024, the hospital never."""
        found = timeliness({"city": (None, date(2025, 3, 1)), "hospital": (None, None)}, self.LAW, period=Y2024, bodies=BODIES)
        assert [(one.rule, one.where[0]) for one in found] == [
            ("timeliness.handed_in", "health"),
            ("timeliness.published", "health"),
            ("timeliness.handed_in", "police"),
            ("timeliness.published", "police"),
        ]

    @pytest.mark.parametrize(("today", "count"), [(date(2025, 1, 31), 0), (date(2025, 2, 1), 2), (None, 2)])
    def test_waits_for_the_last_day(self, today: date | None, count: int) -> None:
        found = timeliness({"police": (None, None)}, self.LAW, period=Y2024, today=today)
        assert len(found) == count

    def test_quotes_its_source(self) -> None:
        (finding,) = timeliness(
            {"police": (date(2025, 1, 1), date(2025, 2, 3))}, self.LAW, period=Y2024, bodies=[BODIES.bodies[1]]
        )
        assert finding.message.zh == "“市公安局”于2025-02-03公布，期限为2025-01-31，晚3天（政府信息公开条例(2019年)第四十九条）"

    def test_under_the_old_regulations_ends_with_march(self) -> None:
        law = load_notice("cn-2007")
        assert timeliness({"x": (None, date(2018, 3, 31))}, law, period=Period.year(2017)) == ()
        assert law.source.endswith("[M]")


class TestNotice:
    """A local notice is a small file; its faults are named."""

    def test_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "our-city.toml"
        path.write_text('title = "t"\nsource = "s"\n[department]\nhand_in = "01-26"\n', encoding="utf-8")
        notice = load_notice(path)
        assert notice.id == "our-city"
        assert notice.due(Body(id="x"), Y2024) == Delivery(date(2025, 1, 26), None)
        assert notice.due(Body(id="x", reports_as=ReportsAs.GOVERNMENT), Y2024) == Delivery(None, None)

    @pytest.mark.parametrize(
        ("text", "field", "words"),
        [
            ("title = 1\nsource = ''\n[department]\npublish = '01-31'", "title", "text is needed"),
            ("titel = ''\ntitle = ''\nsource = ''\n[department]\npublish = '01-31'", "titel", "unknown key"),
            ("title = ''\nsource = ''\n[department]\npublish = '02-29'", "department.publish", "month and day"),
            ("title = ''\nsource = ''\n[department]\npublish = 2025-01-31", "department.publish", "month and day"),
            ("title = ''\nsource = ''\n[department]\npublished = '01-31'", "department.published", "unknown key"),
            ("title = ''\nsource = ''\ndepartment = '01-31'", "department", "unknown key"),
            ("title = ''\nsource = ''", "", "sets no date"),
            ("title = ", "", "cannot be read"),
        ],
    )
    def test_with_faults_is_refused(self, tmp_path: Path, text: str, field: str, words: str) -> None:
        path = tmp_path / "n.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableError) as raised:
            load_notice(path)
        assert raised.value.faults[0].field == field
        assert words in raised.value.in_language("en")

    def test_that_does_not_exist_is_answered_with_those_that_do(self) -> None:
        with pytest.raises(UnreadableError, match="cn-2007"):
            load_notice("cn-2091")
