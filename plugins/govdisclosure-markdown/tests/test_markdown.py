"""The plugin as its users meet it: found through its entry point, chosen by the suffix."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from govdisclosure_markdown import MarkdownExporter

from govdisclosure import Body, Cell, Period, Report, dumps, load_standard, read, write
from govdisclosure.exporters import Exporter
from govdisclosure.library import default_library
from govdisclosure.testing import ExporterContract
from govdisclosure.values import Blank, Kind, Value

STANDARD = load_standard("cn-hengyang-2015")


def report(**changed: Value) -> Report:
    values: dict[str, Value] = dict.fromkeys(STANDARD.spots, 0)
    values |= {
        "website.management.unified_platform": False,
        "website.management.organisation": "=1+1 | *各科室*",
        "disclosure.annual_report": True,
        "services.catalogue_updated": Blank.NOT_APPLICABLE,
        "services.handled_on_platform": Blank.MISSING,
        "services.own_system_connected": True,
        **{address.replace("__", "."): value for address, value in changed.items()},
    }
    return Report(
        standard=STANDARD,
        body=Body(id="b", name="某委"),
        period=Period.year(2015),
        cells={address: Cell(value=value) for address, value in values.items()},
        text={"overview": "公开{disclosure.proactive}条。"},
    )


class TestContract(ExporterContract):
    """It keeps what every exporter must."""

    exporter = MarkdownExporter()


class TestMarkdown:
    """`-o report.md` writes every table and every word of a report."""

    def test_is_found_through_its_entry_point(self) -> None:
        assert isinstance(default_library().exporters["markdown"], MarkdownExporter)
        assert isinstance(MarkdownExporter(), Exporter)

    def test_prints_every_row_of_the_table(self, tmp_path: Path) -> None:
        write(report(), tmp_path / "r.md")
        lines = (tmp_path / "r.md").read_text(encoding="utf-8").splitlines()
        assert sum(line.startswith("| ") for line in lines) == 41 + 2  # rows, head, rule
        assert "| 一、政府网站 | — | —— |" in lines
        assert "公开0条。" in lines

    def test_keeps_zero_missing_and_not_applicable_apart(self, tmp_path: Path) -> None:
        write(report(), tmp_path / "r.md")
        text = (tmp_path / "r.md").read_text(encoding="utf-8")
        assert "| (四)办件量 | 件 | 无 |" in text
        assert "更新 | 是/否 | — |" in text
        assert "办理 | 是/否 |  |" in text

    def test_keeps_text_text(self, tmp_path: Path) -> None:
        write(report(), tmp_path / "r.md")
        assert r"| =1+1 \| \*各科室\* |" in (tmp_path / "r.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("name", ["cn-2021", "cn-2019"])
    def test_tables_with_heads_over_heads_are_read_back(self, tmp_path: Path, name: str) -> None:
        standard = load_standard(name)
        cells = {address: Cell(value=at % 7 + 1) for at, address in enumerate(standard.spots)}
        made = Report(standard=standard, body=Body(id="b", name="某市某局"), period=Period.year(2024), cells=cells)
        write(made, tmp_path / "r.md")
        back = read(tmp_path / "r.md", standard=standard)
        in_columns = [address for address in cells if "/" in address]
        assert {address: back[address] for address in in_columns} == {address: made[address] for address in in_columns}

    @pytest.mark.parametrize(("total", "draft"), [(0, False), (1, True)])
    def test_says_that_a_report_with_errors_is_a_draft(self, tmp_path: Path, total: int, draft: bool) -> None:
        write(report(disclosure__proactive=total), tmp_path / "r.md")
        text = (tmp_path / "r.md").read_text(encoding="utf-8")
        assert text.startswith("**草稿**") is draft
        assert ("disclosure.proactive.sum" in text) is draft

    def test_is_the_same_twice(self, tmp_path: Path) -> None:
        for name in ("a.md", "b.md"):
            write(report(), tmp_path / name)
        assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()


class TestReadingBack:
    """A report of cn-2021 comes back whole, those figures, too, that its words alone state, and nothing is doubted."""

    WORDS = (
        "2024年，发出信息处理费收费通知{processing_fees.notices}件，总金额{processing_fees.charged}元；"
        "实际收取信息处理费{processing_fees.received}元。"
    )

    @pytest.mark.parametrize("step", [0, 1])
    def test_of_every_cell(self, step: int) -> None:
        """Without an error (all figures 0), and as a draft whose findings name rows and figures."""
        standard = load_standard("cn-2021")
        cells = {
            address: Cell(value=Decimal(number * step) + Decimal("0.25") * step if spot.kind is Kind.AMOUNT else number * step)
            for number, (address, spot) in enumerate(standard.spots.items(), start=1)
        }
        made = Report(
            standard=standard,
            body=Body(id="b", name="云岭市民政局"),
            period=Period.year(2024),
            cells=cells,
            text={"overview": "情况良好。", "problems": "存在不足。", "other": self.WORDS},
            signed=date(2025, 1, 9),
        )
        back = read(dumps(made, "markdown"))
        assert len(cells) == 203
        assert {address: back[address] for address in cells} == {address: cell.value for address, cell in cells.items()}
        assert [note.rule for note in back.notes if note.severity.calls_for_action] == []
        assert {address for note in back.notes for address in note.cells} <= {
            address for address in cells if address.startswith("processing_fees.")
        }
