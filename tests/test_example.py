"""The first example, ``examples/hengyang-2015``: its records give the figures that the office really printed."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from govdisclosure import Blank, Period, Report, Severity, check, load_standard, read_folder, reconcile, tabulate
from govdisclosure.exporters import PublishedReport

EXAMPLE = Path(__file__).parents[1] / "examples" / "hengyang-2015"
NONE = 0  # printed 无
FIGURES: dict[str, object] = {  # as the domain note has them; one cell differs, and the example says so
    "website.inspection.state_council": NONE,
    "website.inspection.province": NONE,
    "website.inspection.city": NONE,  # 表扬一次: a commendation, which is no criticism
    "website.management.unified_platform": False,  # printed 无,等通知
    "website.management.organisation": "具体体现在小结中",
    "website.interaction.mailbox": 10,
    "website.interaction.interviews": 1,
    "website.interaction.solicitations": 2,
    "disclosure.proactive": 946,
    "disclosure.proactive.items": 711,
    "disclosure.proactive.department_news": 172,
    "disclosure.proactive.key_areas": 16,
    "disclosure.proactive.public_opinion": 47,
    "disclosure.on_request.received": NONE,
    "disclosure.on_request.received.in_person": NONE,
    "disclosure.on_request.received.fax": NONE,
    "disclosure.on_request.received.online": NONE,
    "disclosure.on_request.received.letter": NONE,
    "disclosure.on_request.completed.on_time": NONE,
    "disclosure.on_request.completed.extended": NONE,
    "disclosure.on_request.completed.open": NONE,
    "disclosure.on_request.replies.granted": NONE,
    "disclosure.on_request.replies.granted_in_part": NONE,
    "disclosure.on_request.replies.refused": NONE,
    "disclosure.on_request.reconsiderations": NONE,
    "disclosure.on_request.lawsuits": NONE,
    "disclosure.on_request.complaints": NONE,
    "disclosure.annual_report": True,
    "services.catalogue_updated": True,
    "services.handled_on_platform": True,
    "services.own_system_connected": True,
    "services.cases": 31,
}


@cache
def report() -> Report:
    standard = load_standard("cn-hengyang-2015")
    return tabulate(read_folder(EXAMPLE / "records"), standard, period=Period.year(2015))


def lines(file: str, /, **wanted: str) -> list[dict[str, str]]:
    """The lines of a record file whose cells say this, read by nothing of ours."""
    with (EXAMPLE / "records" / f"{file}.csv").open(encoding="utf-8", newline="") as stream:
        return [line for line in csv.DictReader(stream) if all(line[column] == cell for column, cell in wanted.items())]


def in_2015(file: str, day: str, /, **wanted: str) -> int:
    """How many of these lines have a day of 2015 in one column."""
    return sum(line[day].startswith("2015-") for line in lines(file, **wanted))


class TestTable:
    """Tabulated for 2015, the records give the printed table, cell by cell."""

    @pytest.mark.parametrize(("address", "value"), FIGURES.items(), ids=lambda one: one if isinstance(one, str) else "")
    def test_has_the_printed_figure(self, address: str, value: object) -> None:
        found = report()[address]
        assert (found, type(found)) == (value, type(value))

    def test_has_no_other_cells(self) -> None:
        assert list(report().cells) == list(FIGURES) == list(report().standard.spots)

    def test_is_signed_by_the_office_on_a_working_day(self) -> None:
        assert report().body.name == "衡阳市卫生和计划生育委员会"
        assert report().signed is not None
        assert report().signed.weekday() < 5  # type: ignore[union-attr]

    @pytest.mark.parametrize("year", [2014, 2016])
    def test_is_another_one_for_another_year(self, year: int) -> None:
        records = read_folder(EXAMPLE / "records")
        other = tabulate(records, report().standard, period=Period.year(year), body="hengyang-health")
        assert 0 < other["disclosure.proactive.items"] < 711  # type: ignore[operator]
        assert other["website.management.unified_platform"] is Blank.MISSING


class TestCheck:
    """The example passes, with one thing to explain: answers that exclude each other, as the office printed them."""

    def test_passes(self) -> None:
        assert check(report()).verdict == "passed"

    def test_finds_only_what_wants_explaining(self) -> None:
        found = [(finding.rule, finding.severity) for finding in check(report()).findings]
        assert found == [("services.one_or_the_other", Severity.EXPLAIN)]

    def test_finds_the_same_on_holding_it_against_its_records(self) -> None:
        result = reconcile(report(), read_folder(EXAMPLE / "records"))
        assert (result.same, result.remarks) == (True, ())


class TestNarrative:
    """The figures that the office told in words can be counted from the record files, too."""

    def test_publications_are_945_on_the_portal_1000_on_the_site_and_94_in_the_media(self) -> None:
        channels = Counter(line["channel"] for line in lines("publication") if line["published"].startswith("2015-"))
        assert channels == {"city_portal": 945, "own_site": 1000, "media": 94}

    def test_enquiries_answered_are_464(self) -> None:
        assert in_2015("engagement", "replied", kind="enquiry") == 464

    def test_petitions_answered_are_369_of_them_345_by_the_hotline(self) -> None:
        assert in_2015("engagement", "replied", kind="petition") == 369
        assert in_2015("engagement", "replied", kind="petition", channel="hotline") == 345
        assert in_2015("engagement", "replied", kind="petition", channel="leader_mailbox") == 10

    def test_submissions_are_293_to_the_portal_and_142_to_the_province(self) -> None:
        assert in_2015("upward_submission", "submitted", target="city_portal") == 293
        assert in_2015("upward_submission", "submitted", target="provincial_department") == 142

    def test_has_no_figure_that_the_records_do_not_give(self) -> None:
        verdict = check(report())
        publication = PublishedReport(report=report(), verdict=verdict)
        printed = "\n".join(line for section in report().standard.text_sections for line in publication.paragraphs(section))
        adopted = {
            target: in_2015("upward_submission", "adopted", target=target)
            for target in ("city_portal", "provincial_department")
        }
        assert adopted == {"city_portal": 188, "provincial_department": 51}
        counted = {946, 711, 188, 172, 16, 47, 945, 1000, 94, 464, 369, 345, 10, 1, 2, 293, 142, 51, 31, 27}
        told = {int(number) for number in re.findall(r"(\d+)(?:条|人次|件|次|项)", printed)}
        assert told <= counted
        assert re.findall(r"占([\d.]+%)", printed) == ["75.2%"]  # 711 of 946

    def test_names_cells_rather_than_figures_of_the_table(self) -> None:
        named = set(re.findall(r"\{([a-z._]+)\}", "".join(report().text.values())))
        assert {"disclosure.proactive", "disclosure.proactive.items", "services.cases"} <= named
        assert "【" not in "".join(report().text.values())

    def test_tells_the_27_items_that_were_late(self) -> None:
        assert "27条" in report().text["outlook"]


class TestRecords:
    """What the records hold beside the figures: days just outside the year, and traps that must not count."""

    @pytest.mark.parametrize(
        ("kind", "day"),
        [("item", "first_published"), ("publication", "published"), ("engagement", "replied"), ("service_case", "closed")],
    )
    def test_lie_on_the_first_and_last_day_and_just_outside(self, kind: str, day: str) -> None:
        days = {line[day] for line in lines(kind)}
        assert {"2014-12-31", "2015-01-01", "2015-12-31"} <= days
        assert any(one.startswith("2016-01") for one in days)

    def test_have_a_column_without_publications(self) -> None:
        columns = {line["id"] for line in lines("site_column")}
        used = {line["column"] for line in lines("publication")} - {""}
        assert columns - used == {"portal-procurement"}

    def test_commend_the_website_once(self) -> None:
        assert [(line["by"], line["verdict"]) for line in lines("inspection")] == [("city", "commended")]

    def test_have_neither_requests_nor_remedies(self) -> None:
        assert (lines("request"), lines("remedy")) == ([], [])


class TestScript:
    """``make_records.py`` writes the same bytes each time, with nothing but Python's standard library."""

    def test_reproduces_the_committed_files(self, tmp_path: Path) -> None:
        shutil.copy(EXAMPLE / "make_records.py", tmp_path)
        shutil.copytree(EXAMPLE / "texts", tmp_path / "texts")
        environment = {**os.environ, "PYTHONHASHSEED": "7"}
        subprocess.run([sys.executable, "-S", tmp_path / "make_records.py"], check=True, env=environment, cwd="/")
        made = {path.name: path.read_bytes() for path in (tmp_path / "records").iterdir()}
        assert made == {path.name: path.read_bytes() for path in (EXAMPLE / "records").iterdir()}
