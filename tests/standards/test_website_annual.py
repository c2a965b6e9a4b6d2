"""The example of the website form has the lines that were seen, and none from memory; the page says the same."""

from __future__ import annotations

from pathlib import Path

from govdisclosure import Period, available_standards, load_standard, tabulate
from govdisclosure.consistency import examine
from govdisclosure.records import Entry

ROOT = Path(__file__).parents[2]
STANDARD = load_standard(ROOT / "examples" / "website-annual.toml")


def test_every_line_says_where_it_was_seen() -> None:
    rows = list(STANDARD.rows.values())
    assert len(rows) == 10
    assert all(row.source.startswith("[P]") for row in rows)
    assert examine(STANDARD).sound


def test_is_not_installed_as_the_form_itself() -> None:
    assert "website-annual" not in available_standards()


def test_the_page_names_every_line() -> None:
    page = (ROOT / "docs" / "reference" / "forms-not-complete.md").read_text(encoding="utf-8")
    assert [row.label for row in STANDARD.rows.values() if row.label not in page] == []


def test_is_filled_in_by_hand() -> None:
    year = Period.year(2024)
    entries = [Entry(body="b", period=year, address=key, value=str(at)) for at, key in enumerate(STANDARD.spots)]
    assert list(tabulate(entries, STANDARD, period=year, body="b").values()) == list(range(10))
