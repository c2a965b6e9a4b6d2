"""The plugin as its users meet it: the annex behind the city's table, its records, its check, its portal's format."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from attrs import evolve
from govdisclosure_health_commission import PortalExporter, Task, Week, weekly_collection
from govdisclosure_health_commission.portal import HEADER

from govdisclosure import Blank, Cell, Period, Report, Severity, check, load_standard, read, read_folder, tabulate, write
from govdisclosure.cli.main import main
from govdisclosure.errors import UnreadableError
from govdisclosure.library import default_library
from govdisclosure.testing import ExporterContract, StandardContract, sample_report
from govdisclosure.testing.roundtrip import written

REFERENCE = "cn-hengyang-2015+health-commission"
ROOT = Path(__file__).resolve().parents[3]
SAMPLES = Path(__file__).resolve().parents[1] / "examples" / "records"


class TestAnnex(StandardContract):
    """The annex keeps what every standard must."""

    standard = REFERENCE


class TestPortal(ExporterContract):
    """The portal's format keeps what every exporter must."""

    exporter = PortalExporter()
    standards = (REFERENCE, "cn-hengyang-2015")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city example's records, and the plugin's samples beside them."""
    folder = tmp_path_factory.mktemp("records") / "records"
    shutil.copytree(ROOT / "examples" / "hengyang-2015" / "records", folder)
    for path in SAMPLES.iterdir():
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def report(records: Path) -> Report:
    return tabulate(read_folder(records), load_standard(REFERENCE), period=Period.year(2015))


EDGES = SAMPLES.parent / "edges"


class TestConditions:
    """The records of the examples notice each small change of the annex's conditions."""

    def test_have_no_change_that_is_not_noticed(self, records: Path, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = ["--records", str(records), "--records", str(EDGES), "--year", "2015", "--json"]
        with pytest.raises(SystemExit) as end:
            main(["standards", "mutate", REFERENCE, *arguments])
        assert end.value.code == 0
        fates = [one["fate"] for one in json.loads(capsys.readouterr().out)["mutants"]]
        assert len(fates) == 28
        assert set(fates) <= {"noticed", "refused", "equivalent"}


class TestFigures:
    """The figures are those that the commission's narrative for 2015 gives."""

    @pytest.mark.parametrize(
        ("row", "figure"),
        [
            ("enquiries", 464),
            ("petitions", 369),
            ("petitions.hotline", 345),
            ("submissions.city", 293),
            ("submissions.province", 142),
            ("incidents", 0),
        ],
    )
    def test_of_the_narrative_are_counted(self, report: Report, row: str, figure: int) -> None:
        assert report[f"health_commission.{row}"] == figure

    def test_of_the_table_are_what_they_are_without_the_annex(self, report: Report, records: Path) -> None:
        base = load_standard("cn-hengyang-2015")
        alone = tabulate(read_folder(records), base, period=Period.year(2015))
        assert {one: report[one] for one in base.spots} == {one: alone[one] for one in base.spots}

    def test_of_adoption_are_shares_of_what_was_submitted(self, report: Report, records: Path) -> None:
        with (records / "upward_submission.csv").open(encoding="utf-8-sig") as file:
            rows = [one for one in csv.DictReader(file) if one["submitted"][:4] == "2015"]
        for target, row in (("city_portal", "city"), ("provincial_department", "province")):
            own = [one for one in rows if one["target"] == target]
            adopted = [one for one in own if one["adopted"]]
            assert report[f"health_commission.submissions.{row}.adopted"] == len(adopted)
            rate = report[f"health_commission.submissions.{row}.rate"]
            assert isinstance(rate, Decimal)
            assert abs(rate - Decimal(100 * len(adopted)) / len(own)) <= Decimal("0.05")

    def test_of_weeks_and_tasks_are_counted_from_the_plugins_own_records(self, report: Report) -> None:
        # 52 Mondays of 2015 in the samples: one week without a collection, two with one
        assert report["health_commission.weeks"] == 51
        assert report["health_commission.weeks.twice"] == 49
        # office 72 of 60 and 12 of 10, publicity 95 of 80, family planning 41 of 40, disease control 36 of 36 are met;
        # medical 38 of 40 and legal 9 of 12 are not
        assert report["health_commission.tasks"] == 7
        assert report["health_commission.tasks.met"] == 5
        assert report["health_commission.tasks.sections"] == 6
        assert report["health_commission.tasks.target"] == 60 + 80 + 40 + 40 + 36 + 12 + 10
        assert report["health_commission.tasks.done"] == 72 + 95 + 38 + 41 + 36 + 9 + 12

    def test_without_submissions_have_no_rate(self) -> None:
        week = Week(id="w", body="b", begins=Period.year(2015).start, collections=1)
        made = tabulate(
            [week], load_standard(REFERENCE), period=Period.year(2015), none="upward_submission,health_commission_incident"
        )
        assert made["health_commission.submissions.city.rate"] is Blank.NOT_APPLICABLE
        assert made["health_commission.incidents"] == 0


class TestChecks:
    """Relations, guards and the plugin's own check."""

    def test_hotline_petitions_are_some_of_all(self, report: Report) -> None:
        wrong = evolve(report, cells={**report.cells, "health_commission.petitions.hotline": Cell(value=370)})
        (found,) = [one for one in check(wrong).findings if one.severity is Severity.ERROR]
        assert (found.rule, found.difference) == ("health_commission.petitions.within", "1")

    def test_a_task_that_nobody_counted_is_not_met_and_is_named(self) -> None:
        task = Task(id="t1", body="b", section="legal", due=Period.year(2015).end, target=0)
        made = tabulate([task], load_standard(REFERENCE), period=Period.year(2015))
        assert made["health_commission.tasks.met"] == 0
        assert any("t1" in " ".join(note.where) for note in made.notes)

    def test_weekly_is_held_to_the_weeks(self, report: Report) -> None:
        said = evolve(report, text={"overview": "办公室每周收集2次。"})
        (found,) = [one for one in check(said).findings if one.rule == "health_commission.weekly_collection"]
        assert found.severity is Severity.EXPLAIN
        assert "51" in found.message.zh
        assert "52" in found.message.en

    @pytest.mark.parametrize(("weeks", "text"), [(52, "每周收集2次。"), (3, "经常收集。"), (Blank.MISSING, "每周收集。")])
    def test_weekly_finds_nothing_where_nothing_is_wrong(self, report: Report, weeks: int, text: str) -> None:
        cells = {**report.cells, "health_commission.weeks": Cell(value=weeks)}
        assert list(weekly_collection(evolve(report, cells=cells, text={"overview": text}), ())) == []

    def test_leave_other_standards_alone(self) -> None:
        assert list(weekly_collection(sample_report("cn-2021"), ())) == []


class TestUpload:
    """``-o upload.portal``: a fixed header, a line a cell, GB18030."""

    def lines(self, report: Report) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(written(PortalExporter(), report).decode("gb18030"))))

    def test_is_chosen_by_its_suffix(self, report: Report, tmp_path: Path) -> None:
        write(report, tmp_path / "upload.portal")
        text = (tmp_path / "upload.portal").read_bytes().decode("gb18030")
        assert text.splitlines()[0] == "单位名称,统计期,指标代码,指标名称,计量单位,数值,备注" == ",".join(HEADER)

    def test_has_a_line_for_every_cell(self, report: Report) -> None:
        assert [one["指标代码"] for one in self.lines(report)] == list(report.standard.spots)

    def test_says_why_a_figure_is_not_there(self, report: Report) -> None:
        changed: dict[str, Cell] = {
            "services.cases": Cell(value=0),
            "health_commission.weeks": Cell(value=Blank.MISSING),
            "health_commission.submissions.city.rate": Cell(value=Blank.NOT_APPLICABLE),
        }
        lines = {one["指标代码"]: one for one in self.lines(evolve(report, cells={**report.cells, **changed}))}
        seen = [(lines[address]["数值"], lines[address]["备注"]) for address in changed]
        assert seen == [("0", ""), ("", "缺报"), ("", "不适用")]

    def test_says_on_every_line_that_it_is_a_draft(self, report: Report) -> None:
        wrong = evolve(report, cells={**report.cells, "health_commission.petitions": Cell(value=Blank.MISSING)})
        wrong = evolve(wrong, cells={**wrong.cells, "disclosure.proactive": Cell(value=1)})
        lines = {one["指标代码"]: one["备注"] for one in self.lines(wrong)}
        assert lines["disclosure.proactive"] == "草稿"
        assert lines["health_commission.petitions"] == "草稿;缺报"

    @pytest.mark.parametrize("text", ["㐀", "𠀀", "é", "①", "\u3000", "a\tb"])
    def test_takes_every_character_of_gb18030(self, report: Report, text: str) -> None:
        cells = {**report.cells, "website.management.organisation": Cell(value=f"字{text}字")}
        lines = {one["指标代码"]: one["数值"] for one in self.lines(evolve(report, cells=cells))}
        assert lines["website.management.organisation"] == f"字{text}字"

    @pytest.mark.parametrize(("text", "code"), [("\ud800", "U+D800"), ("\0", "U+0000"), ("\x1b[2J", "U+001B")])
    def test_names_the_cell_of_a_character_that_the_portal_cannot_take(self, report: Report, text: str, code: str) -> None:
        cells = {**report.cells, "website.management.organisation": Cell(value=f"字{text}")}
        with pytest.raises(UnreadableError) as caught:
            self.lines(evolve(report, cells=cells))
        (fault,) = caught.value.faults
        assert (fault.where, fault.field) == ("website.management.organisation", "数值")
        assert code in fault.zh
        assert code in fault.en


def test_everything_is_offered_and_nothing_refused() -> None:
    installed = default_library()
    (plugin,) = [one for one in installed.plugins if one.distribution == "govdisclosure-health-commission"]
    assert plugin.offers == (
        "exporters health-portal",
        "annexes health-commission",
        "records health_commission_week",
        "records health_commission_task",
        "records health_commission_incident",
        "checks weekly_collection",
    )
    assert [one for one in installed.refused if one.distribution == plugin.distribution] == []


class TestDocument:
    """A document with the annex is read back with it."""

    @pytest.mark.parametrize("suffix", ["docx", "xlsx"])
    def test_is_read_back_with_the_annex(self, tmp_path: Path, suffix: str) -> None:
        made = sample_report(REFERENCE)
        write(made, tmp_path / f"report.{suffix}")
        back = read(tmp_path / f"report.{suffix}")
        assert back.standard.id == REFERENCE
        printed = [address for address, spot in made.standard.spots.items() if spot.table.printed]
        assert {address: back[address] for address in printed} == {address: made[address] for address in printed}
