"""What the terminal shows of the rarer measures and findings: folded values, shares, broken relations, records in no row."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from govdisclosure.cli import main

FORM = """
id = "small"
edition = "1"
title = "{body} {year}"
authority = "test"
sections = [{ key = "table", tables = ["table"] }]

[[tables]]
key = "table"
records = "request"
rows = [
  { key = "closed", label = "办结数", count = "closed in period" },
  { key = "granted", label = "公开数", count = "closed in period and outcome == 'granted'" },
  { key = "applicants", label = "申请人数", distinct = "applicant_ref", where = "closed in period" },
  { key = "share", label = "公开率", share = { of = "outcome == 'granted'", among = "closed in period" }, decimals = 1 },
  { key = "all", label = "是否全部公开", all = "outcome == 'granted'", where = "closed in period" },
  { key = "given", label = "填报数", entered = "count" },
  { key = "sum", label = "合计", total = ["closed", "granted"] },
]
relations = [{ key = "most", rule = "granted <= closed", source = "公开的都已办结" }]
guards = [
  { key = "open", label = "没有办结的不计入", label_en = "open: not counted", where = "closed is None", severity = "info" },
]
"""
REQUESTS = """id,body,channel,applicant,applicant_ref,received,closed,outcome
r1,b,online,natural_person,x,2024-03-04,2024-03-20,granted
r2,b,online,natural_person,x,2024-03-05,2024-03-21,petition
r3,b,online,natural_person,y,2024-03-06,2024-03-22,granted
r4,b,online,natural_person,z,2024-03-07,,
r5,b,online,natural_person,y,2024-03-08,2024-03-25,granted
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office's folder, with its form, its records and its report."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "request.csv").write_text(REQUESTS, encoding="utf-8")
    (tmp_path / "small.toml").write_text(FORM, encoding="utf-8")
    run("tabulate", "records", "--standard", "small.toml", "--year", "2024", "-o", "report.json")
    return tmp_path


def run(*arguments: str, lang: str = "zh") -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(["--lang", lang, *arguments])
    return int(str(end.value.code)), out.getvalue(), err.getvalue()


def shown(command: str, *arguments: str) -> str:
    """What a command prints of the office's report and records."""
    code, out, err = run(command, "report.json", *arguments, "--standard", "small.toml", "--records", "records")
    assert (code in (0, 1), err) == (True, "")
    return out


def publish(office: Path, **figures: object) -> None:
    """Publish the report with other figures."""
    file = office / "report.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    for address, value in figures.items():
        data["cells"][address]["value"] = value
        data["cells"][address].pop("blank", None)
    file.write_text(json.dumps(data), encoding="utf-8")


class TestExplain:
    """What was folded together; what a share was asked of; what does not hold."""

    def test_names_the_records_that_a_distinct_count_folds_together(self, office: Path) -> None:
        lines = shown("explain", "applicants").splitlines()
        assert "        ├── 4条记录有2个不同的值，每个值只计一次；几条记录合计为一的：" in lines
        assert "        ├── x：2条（r1、r2）" in lines
        assert "        └── y：2条（r3、r5）" in lines

    def test_pages_through_folded_values(self, office: Path) -> None:
        first = shown("explain", "applicants", "--most", "1")
        assert "x：2条" in first
        assert "…还有（用 --from 和 --most 翻页）" in first
        assert "y：2条" in shown("explain", "applicants", "--most", "1", "--from", "1")
        data = json.loads(shown("explain", "applicants", "--json"))
        assert data["records"]["folded"] == [{"value": "x", "ids": ["r1", "r2"]}, {"value": "y", "ids": ["r3", "r5"]}]

    def test_names_the_others_among_which_a_share_was_asked(self, office: Path) -> None:
        assert "范围内不符合的：1条：r2" in shown("explain", "share")
        assert json.loads(shown("explain", "all", "--json"))["records"]["others"]["ids"] == ["r2"]

    def test_says_what_does_not_hold_and_on_what_that_rests(self, office: Path) -> None:
        publish(office, granted=9)
        lines = shown("explain", "granted").splitlines()
        assert "│   └── ✗ “公开数”9 > “办结数”4；左边减右边 = 5（most）" in [line.replace("├── ✗", "└── ✗") for line in lines]
        assert any(line.endswith("└── 公开的都已办结") for line in lines)

    def test_says_that_no_relation_binds_a_cell(self, office: Path) -> None:
        assert "├── 没有勾稽关系约束这个单元格" in shown("explain", "applicants").splitlines()

    def test_shows_what_was_printed_where_it_is_not_the_figure(self, office: Path) -> None:
        data = json.loads((office / "report.json").read_text(encoding="utf-8"))
        data["cells"]["closed"] = {"value": 4, "printed": "四件", "origin": {"kind": "read", "address": "line 7"}}
        (office / "report.json").write_text(json.dumps(data), encoding="utf-8")
        out = shown("explain", "closed")
        assert "├── 所印文字：四件" in out
        assert "├── 来源：读自已有的报告（line 7）" in out
        assert json.loads(shown("explain", "closed", "--json"))["printed"] == "四件"

    def test_of_a_record_says_that_it_stands_in_no_row(self, office: Path) -> None:
        assert "例外：没有办结的不计入" in shown("explain", "--record", "request:r4")

    def test_repeats_nothing_that_may_be_about_a_person(self, office: Path) -> None:
        """A column that slipped by one can hold a name or a telephone number under any heading."""
        wrong = (
            REQUESTS.replace("r1,", "13812345678,").replace("r2,", "李四,").replace("natural_person,x", "natural_person,张三")
        )
        (office / "records" / "request.csv").write_text(wrong, encoding="utf-8")
        run("tabulate", "records", "--standard", "small.toml", "--year", "2024", "-o", "report.json")
        for cell in ("closed", "applicants", "share", "sum"):
            for more in ([], ["--json"]):
                out = shown("explain", cell, *more)
                assert not any(one in out for one in ("13812345678", "张三", "李四"))
        publish(office, closed=6, granted=5, sum=12)
        for more in ([], ["--json"]):
            out = shown("verify", *more)
            assert not any(one in out for one in ("13812345678", "张三", "李四"))


class TestVerify:
    """What accounts for a difference, and what does not."""

    def test_says_that_a_share_would_still_differ(self, office: Path) -> None:
        publish(office, closed=5, granted=4, sum=9, share="12.0")
        out = shown("verify")
        assert "计了两次" in out
        assert "仍不一致的单元格：share" in out

    def test_says_that_nothing_accounts_for_so_much(self, office: Path) -> None:
        publish(office, closed=45, granted=31, sum=9, applicants=20, share="12.0")
        found = json.loads(shown("verify", "--json"))
        assert found["accounts"][0]["answers"]
        publish(office, closed=45, granted=31, sum=9, applicants=20)
        assert "的数本身有误" in shown("verify")

    def test_names_other_ways(self, office: Path) -> None:
        """An answer more that was no disclosure: the petition counted twice, or the open request taken for answered."""
        publish(office, closed=5, granted=3, sum=8)
        out = shown("verify")
        assert "政府信息公开申请 r2 计了两次" in out

    def test_gives_figures_records_and_accounts_as_data(self, office: Path) -> None:
        publish(office, closed=5, granted=4, sum=9)
        found = json.loads(shown("verify", "--json"))
        assert [(one["cell"], one["reported"], one["recomputed"], one["difference"]) for one in found["differences"]] == [
            ("closed", 5, 4, "1"),
            ("granted", 4, 3, "1"),
            ("sum", 9, 7, "2"),
        ]
        (account,) = found["accounts"]
        (step,) = account["answers"][0]["changes"]
        assert step["effect"] == {"closed": "1", "granted": "1", "sum": "2"}
        assert step["ways"][0]["how"] == "counted twice"
        assert step["ways"][0]["ids"] == ["r1", "r3", "r5"]
        assert account["kinds"] == ["request"]
        assert account["cells"] == {"closed": "1", "granted": "1", "sum": "2"}

    def test_says_where_an_entered_figure_differs(self, office: Path) -> None:
        publish(office, given=3)
        out = shown("verify")
        assert out.splitlines()[0] == "“填报数”（given）：报告为3，按记录应为缺"
