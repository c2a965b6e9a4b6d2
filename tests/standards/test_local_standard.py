"""A local standard is one TOML file passed by its path: no Python is touched from the records to the verdict."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from govdisclosure import Blank, Period, Records, check, load_standard, read, read_folder, tabulate, write
from govdisclosure.errors import UnknownStandardError

STANDARD = """\
id = "city-requests"
edition = "1"
title = "{body}{year}年依申请公开统计"
authority = "市政府办公室通知"
periods = ["year", "half"]

[[policies]]
key = "open"
label = "未办结的申请是否计入收到数?"
label_en = "do open requests count as received?"
source = "无正式文件"
choices = [
  { key = "counted", label = "计入", label_en = "counted" },
  { key = "left_out", label = "不计入", label_en = "left out" },
]

[[sections]]
key = "words"
text = true

[[sections]]
key = "figures"
tables = ["requests", "fees"]

[[tables]]
key = "requests"
records = "request"
unit = "件"
columns = [
  { key = "person", label = "自然人", where = "applicant == 'natural_person'" },
  { key = "company", label = "企业", where = "applicant == 'business'" },
  { key = "total", label = "总计", total = ["person", "company"] },
]
rows = [
  { key = "received", label = "收到", count = "received in period and (policy.open == 'counted' or closed is not None)" },
  { key = "closed", label = "办结" },
  { key = "closed.granted", label = "公开", where = "outcome == 'granted'", count = "closed in period" },
  { key = "closed.other", label = "其他", where = "outcome != 'granted'", count = "closed in period" },
  { key = "closed.total", label = "小计", total = ["closed.granted", "closed.other"] },
]
relations = [
  { key = "closed.few", each = "column", rule = "closed.total <= received", severity = "warning" },
]

[[tables]]
key = "fees"
records = "request_fee"
rows = [
  { key = "fees.paid", label = "收费(万元)", unit = "万元", where = "paid in period", sum = "amount", divide = 10000 },
  { key = "fees.days", label = "缴费天数合计", where = "paid in period", sum = "days(notified, paid)" },
  { key = "fees.share", label = "已缴占比(%)", share = { of = "paid is not None", among = "notified in period" } },
  { key = "fees.clerks", label = "办理人数", entered = "count" },
  { key = "fees.note", label = "说明", entered = "text" },
]
"""

REQUESTS = """\
id,body,channel,applicant,received,closed,outcome
r1,b,online,natural_person,2024-01-05,2024-01-20,granted
r2,b,online,natural_person,2024-02-05,2024-03-01,does_not_exist
r3,b,fax,natural_person,2024-03-05,,
r4,b,fax,business,2024-06-30,2024-07-10,granted
r5,b,oral,business,2023-12-31,2024-01-02,granted
"""
FEES = """\
id,body,amount,notified,paid
f1,b,40.50,2024-01-10,2024-01-20
f2,b,120,2024-02-10,2024-02-12
f3,b,7,2024-03-10,
"""
ENTRIES = """\
body,period,address,value
b,2024-H1,fees.clerks,3
b,2024-H1,text.words,上半年收到{received/total}件。
"""
HALF = Period.half(2024, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "city+requests.toml"
    path.write_text(STANDARD, encoding="utf-8")
    return path


@pytest.fixture
def records(tmp_path: Path) -> Records:
    folder = tmp_path / "records"
    folder.mkdir()
    for name, text in (("request", REQUESTS), ("request_fee", FEES), ("entry", ENTRIES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_folder(folder)


class TestLocalStandard:
    """Its figures follow from the records, its relations are checked, its report is written and read back."""

    def test_is_filled_in_from_the_records(self, path: Path, records: Records) -> None:
        report = tabulate(records, load_standard(path), period=HALF)
        assert {address: report[address] for address in report.standard.spots} == {
            "received/person": 3,
            "received/company": 1,
            "received/total": 4,
            "closed.granted/person": 1,
            "closed.granted/company": 1,  # r5 of last year, closed in this; r4 was closed in July
            "closed.granted/total": 2,
            "closed.other/person": 1,
            "closed.other/company": 0,
            "closed.other/total": 1,
            "closed.total/person": 2,
            "closed.total/company": 1,
            "closed.total/total": 3,
            "fees.paid": Decimal("0.01605"),  # 160.50 yuan
            "fees.days": 12,  # 10 + 2
            "fees.share": Decimal("66.7"),  # 2 of 3
            "fees.clerks": 3,
            "fees.note": Blank.MISSING,
        }

    def test_is_checked(self, path: Path, records: Records) -> None:
        verdict = check(tabulate(records, load_standard(path), period=HALF))
        assert [one.state.value for one in verdict.outcomes] == ["passed"] * (4 + 3 + 3)
        assert verdict.missing == ("fees.note",)
        assert verdict.verdict == "incomplete"

    def test_warns_by_its_own_relation(self, path: Path, records: Records) -> None:
        report = tabulate(records, load_standard(path), period=Period.month(2024, 1))
        (finding,) = [one for one in check(report).findings if one.rule == "closed.few" and one.cells[0].endswith("company")]
        assert (finding.left, finding.right, finding.difference) == ("1", "0", "1")  # r5 closed, nothing received
        assert finding.severity.value == "warning"

    def test_is_counted_in_another_way_by_a_switch(self, path: Path, records: Records) -> None:
        path = path.rename(path.with_name("city.toml"))  # a plus sign joins parts of a reference
        standard = load_standard(f"{path}?open=left_out")
        assert standard.id == "city-requests?open=left_out"
        assert tabulate(records, standard, period=HALF)["received/person"] == 2

    def test_comes_back_from_its_json(self, path: Path, records: Records, tmp_path: Path) -> None:
        standard = load_standard(path)
        report = tabulate(records, standard, period=HALF)
        write(report, tmp_path / "report.json")
        assert read(tmp_path / "report.json", standard=standard) == report

    def test_is_written_in_every_format(self, path: Path, records: Records, tmp_path: Path) -> None:
        report = tabulate(records, load_standard(path), period=HALF)
        for suffix in (".csv", ".xlsx", ".docx"):
            write(report, tmp_path / f"report{suffix}")
            assert (tmp_path / f"report{suffix}").stat().st_size > 0

    def test_lends_a_table_to_another_by_path(self, path: Path) -> None:
        path = path.rename(path.with_name("city.toml"))
        other = path.with_name("other.toml")
        other.write_text(
            STANDARD.replace("city-requests", "other").replace('label = "收到"', 'label = "新收"'), encoding="utf-8"
        )
        standard = load_standard(f"{path}+{other}:requests")
        assert standard.rows["received"].label == "新收"

    def test_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownStandardError, match="no-such-standard"):
            load_standard(tmp_path.name + "no-such-standard")
