"""A log of requests, taken in by the profile and counted: what it says of the annual report."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from govdisclosure_us_foia import Disposition

from govdisclosure import Report, Severity, check, load_standard, read, read_folder, tabulate, write
from govdisclosure.cli.main import main
from govdisclosure.testing import StandardContract

LOG = Path(__file__).resolve().parents[1] / "examples" / "request-log-2023.csv"


class TestLog(StandardContract):
    """The form for logs keeps what every standard must."""

    standard = "us-foia-log"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's log, taken in."""
    folder = tmp_path_factory.mktemp("log")
    options = ["--profile", "foia-log", "-o", str(folder / "records"), "--key", str(folder / "applicant.key")]
    with pytest.raises(SystemExit, match="0"):
        main(["intake", str(LOG), *options])
    return folder / "records"


@pytest.fixture(scope="module")
def report(records: Path) -> Report:
    return tabulate(read_folder(records), load_standard("us-foia-log"), period="2023")


def test_every_line_is_a_record_without_the_requester(records: Path) -> None:
    text = (records / "us_foia_request.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[3] == "2023-00003,office,2022-11-07,2023-03-01,complex,partial_grant"
    assert len(text.splitlines()) == 8
    assert "Lawyer" not in text
    assert "Contracts" not in text


@pytest.mark.parametrize(
    ("address", "figure"),
    [
        ("requests.pending_start", 1),  # received on 12 September 2022, closed in the fiscal year 2023
        ("requests.received", 6),
        ("requests.processed", 5),
        ("requests.pending_end", 2),
        ("dispositions.withdrawn", 1),
        ("dispositions.total", 5),
        ("time.low/simple", Decimal(6)),  # 3 to 12 October 2022, less Columbus Day
        ("time.median/simple", Decimal(9)),  # 20 December 2022 to 4 January 2023, less two observed holidays
        ("time.high/simple", Decimal(16)),
        ("time.average/simple", Decimal("10.33")),
        ("increments.d61/complex", 1),
        ("increments.total/simple", 3),
        ("pending.number/simple", 1),
    ],
)
def test_figures_are_those_counted_by_hand(report: Report, address: str, figure: object) -> None:
    assert report[address] == figure


def test_its_report_agrees(report: Report) -> None:
    assert check(report).verdict == "passed"


def test_a_closed_request_without_a_disposition_is_named(records: Path, tmp_path: Path) -> None:
    lines = (records / "us_foia_request.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "us_foia_request.csv").write_text(f"{lines}2023-9,office,2023-03-01,2023-03-02,simple,\n", encoding="utf-8")
    found = tabulate(read_folder(tmp_path), load_standard("us-foia-log"), period="2023").notes
    assert [one.severity for one in found if "dispositions.none" in one.rule] == [Severity.WARNING]


def test_words_of_the_vocabularies_are_the_form_s_rows() -> None:
    rows = load_standard("us-foia-log").rows
    assert {f"dispositions.{one.value}" for one in Disposition} == {
        key for key in rows if key.startswith("dispositions.") and key != "dispositions.total"
    }


def test_documents_are_in_english_and_are_read_back(report: Report, tmp_path: Path) -> None:
    write(report, tmp_path / "log.docx")
    back = read(tmp_path / "log.docx")
    assert back.standard.id == "us-foia-log"
    assert {one: back[one] for one in back.cells} == {one: report.as_printed(one) for one in back.cells}
    write(report, tmp_path / "log.html")
    page = (tmp_path / "log.html").read_text(encoding="utf-8")
    assert "Number of Requests Received in Fiscal Year" in page
