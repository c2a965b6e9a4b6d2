"""The worked standard of a department's quality of service: figures by hand, the same in every engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from govdisclosure import Blank, Report, check, explain, load_standard, locate, read, read_folder, scan_folder, tabulate, write
from govdisclosure.values import Value

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RECORDS = EXAMPLES / "service-quality" / "records"
STANDARD = load_standard(EXAMPLES / "service-quality.toml")
# Working days of the second quarter of 2024, by the calendar: s09 20, s10 6, s11 4, s12 30, s13 10, s14 19, s15 23, s16 8;
# of 2023: s01 7, s02 22, s03 9, s04 26, s05 6. Closed late: s12 by 14 days, s15 by 3; s02 by 3, s04 by 8.
BY_HAND: dict[str, tuple[Value, ...]] = {
    "closed": (8, 11, 5, Decimal("3.0"), Decimal("60.0")),
    "on_time": (6, 9, 3, Decimal("3.0"), Decimal("100.0")),
    "on_time_rate": (Decimal("75.0"), Decimal("81.8"), Decimal("60.0"), Decimal("15.0"), Decimal("25.0")),
    "mean_days": (Decimal("15.0"), Decimal("14.0"), Decimal("14.0"), Decimal("1.0"), Decimal("7.1")),
    "median_days": (10, 11, 9, Decimal("1.0"), Decimal("11.1")),
    "p90_days": (30, 23, 26, Decimal("4.0"), Decimal("15.4")),
    "worst_days": (14, 14, 8, Decimal("6.0"), Decimal("75.0")),
}


@pytest.fixture(scope="module")
def report() -> Report:
    return tabulate(read_folder(RECORDS), STANDARD, period="2024-Q2")


def test_is_as_by_hand(report: Report) -> None:
    for row, values in BY_HAND.items():
        assert tuple(report[row, column.key] for column in STANDARD.tables[0].columns) == values, row
    assert [report["channels.rate", one] for one in ("in_person", "online", "total")] == [
        Blank.NOT_APPLICABLE,  # two of two
        Decimal("80.0"),
        Decimal("75.0"),
    ]
    assert report.cells["channels.rate/in_person"].remark == "分母 2 不足 3"
    assert [report[one] for one in ("pending.count", "pending.oldest", "pending.due")] == [
        1,  # s17
        date(2024, 6, 24),
        date(2024, 7, 22),
    ]
    assert [report["applicants.median", one] for one in ("natural_person", "business", "total")] == [20, 4, 10]
    assert check(report).verdict == "passed"


def test_is_the_same_from_files_where_they_are(report: Report) -> None:
    scanned = tabulate(scan_folder(RECORDS), STANDARD, period="2024-Q2", body="qinghe-housing")
    assert dict(scanned) == dict(report)


def test_a_wrong_figure_is_named(report: Report) -> None:
    wrong = Report.from_json(report.to_json().replace('"value": "15.4"', '"value": "14.5"'), standard=STANDARD)
    assert [one.cells[0] for one in check(wrong).findings if one.rule == "cell.change"] == ["p90_days/growth"]
    (conflict,) = locate(wrong)
    assert conflict.answers[0].cells["p90_days/growth"].should_be == Decimal("15.4")


def test_every_cell_is_explained_by_its_records(report: Report) -> None:
    records = read_folder(RECORDS)
    assert explain(report, "worst_days/then", records=records).agrees
    assert explain(report, "applicants.median/total", records=records).agrees


@pytest.mark.parametrize("name", ["report.docx", "report.xlsx", "report.csv"])
def test_is_written_and_read_back(report: Report, name: str, tmp_path: Path) -> None:
    write(report, tmp_path / name)
    back = read(tmp_path / name, standard=STANDARD, **({"period": "2024-Q2"} if name.endswith("csv") else {}))
    assert dict(back) == dict(report)
