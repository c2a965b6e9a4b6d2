"""Registers print amounts in several ways; what could be two amounts is set aside; a register of another country."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from govdisclosure import load_standard, make_record, tabulate
from govdisclosure.errors import UnreadableError
from govdisclosure.intake.printed_numbers import NUMBER_FORMS, amount_of, number_of
from govdisclosure.intake.profiles import parse_profile
from govdisclosure.intake.register_workbook import FormattedNumber
from govdisclosure.intake.taking import Intake, take_in
from govdisclosure.library import Library, load_profile

KEY = b"0123456789abcdef"
COMMA, BLANK, SWISS, USUAL = "1.234,50", "1 234,50", "1'234.50", "1,234.50"


class TestAmounts:
    """A text is read by the forms of its profile, a number as it is stored."""

    @pytest.mark.parametrize(
        ("cell", "unit", "forms", "wanted"),
        [
            ("1.234,50", "€", [COMMA], "1234.5"),
            ("1.250", "€", [COMMA], "1250"),
            ("€ 1.234.567,89", "EUR", [COMMA], "1234567.89"),
            ("12,5", "€", [COMMA], "12.5"),
            ("1.25", "€", [COMMA], None),  # thousands have three digits
            ("1,250.00", "€", [COMMA], None),
            ("1 234,50 €", "€", [BLANK], "1234.5"),
            ("1\u202f234,50", "€", [BLANK], "1234.5"),
            ("1'234.50", "CHF", [SWISS], "1234.5"),
            ("CHF 1\u2019234.50", "CHF", [SWISS], "1234.5"),
            ("1.250", "€", [COMMA, USUAL], None),  # the forms differ
            ("12,50", "€", [COMMA, BLANK], "12.5"),  # the forms agree
            ("1.250", "€", [USUAL], "1.25"),
            ("1.250", "€", [], None),  # nobody's guess
            ("12.500元", "元", [], None),
            ("1.250", "万元", [], "12500"),  # decimals, for nobody parts 万元 like that
            ("1,234.50", "元", [], "1234.5"),
            ("1250.500", "元", [], "1250.5"),
            (1.25, "€", [COMMA], "1.25"),
            (Decimal("1.250"), "€", [], "1.25"),
            (FormattedNumber(value=1250, shown="1.250"), "€", [], "1250"),
            ("13812345678", "元", [], None),
            ("12,345", "€", [COMMA], None),  # parts of a cent
        ],
    )
    def test_are_read_or_not(self, cell: object, unit: str, forms: list[str], wanted: str | None) -> None:
        assert amount_of(cell, unit, forms) == wanted

    @pytest.mark.parametrize(
        ("cell", "forms", "wanted"),
        [("1.234", [COMMA], "1234"), ("1.234", [], None), ("1.5", [], "1.5"), (7, [COMMA], "7"), ("7,5", [COMMA], "7.5"),
         ("1.234", [COMMA, USUAL], None), ("x", [COMMA], None)],
    )  # fmt: skip
    def test_numbers_without_a_unit_as_well(self, cell: object, forms: list[str], wanted: str | None) -> None:
        assert number_of(cell, forms) == wanted

    def test_forms_that_are_none_are_named_with_those_there_are(self) -> None:
        text = 'kind = "charge"\nbody = "b"\n[fields.id]\nheadings = ["Nr"]\n[fields.received]\nheadings = ["Tag"]\n'
        with pytest.raises(UnreadableError) as refused:
            parse_profile(text + '[fields.amount]\nheadings = ["Betrag"]\nforms = ["1.234.50"]\n', "p.toml")
        assert all(form in refused.value.in_language("en") for form in NUMBER_FORMS)


STANDARD = """\
id = "gemeinde"
edition = "1"
title = "{body}: Informationsfreiheit {year}"
authority = "IFG"
language = "en"
currency = "EUR"
sections = [{ key = "s", heading = "Fees", tables = ["fees"] }]
[[tables]]
key = "fees"
records = "charge"
row_head = "Item"
unit_head = "Unit"
value_head = "Figure"
rows = [
  { key = "sum", label = "Sum", sum = "amount", where = "received in period", unit = "EUR" },
]
"""
PROFILE = """\
kind = "charge"
body = "b"
[fields.id]
headings = ["Nr"]
[fields.received]
headings = ["Eingang"]
forms = ["15/3/2024"]
[fields.amount]
headings = ["Betrag in EUR"]
unit = "EUR"
"""
REGISTER = """\
Nr;Eingang;Betrag in EUR
G-1;05.03.2024;1.250
G-2;3.4.2024;1.234,50
G-3;31.12.2024;€ 12
G-4;01.01.2025;99,99
"""


def taken(folder: Path, profile: str) -> Intake:
    (folder / "p.toml").write_text(profile, encoding="utf-8")
    (folder / "gebuehren.csv").write_text(REGISTER, encoding="utf-8")
    return take_in(folder / "gebuehren.csv", load_profile(folder / "p.toml"), key=KEY)


class TestAnotherCountry:
    """A register with the day first and decimal commas comes to the figures that its office would add up."""

    def test_is_counted_by_its_forms(self, tmp_path: Path) -> None:
        (tmp_path / "gemeinde.toml").write_text(STANDARD, encoding="utf-8")
        found = taken(tmp_path, PROFILE + 'forms = ["1.234,50"]\n')
        assert (found.lines, found.taken, found.set_aside) == (4, 4, 0)
        charges = [make_record("charge", dict(one)) for one in found.records]
        report = tabulate(charges, load_standard(tmp_path / "gemeinde.toml"), period=2024, body="b")
        assert report["sum"] == Decimal("2496.50")

    def test_is_set_aside_without_them_with_what_to_do(self, tmp_path: Path) -> None:
        found = taken(tmp_path, PROFILE)
        assert (found.taken, found.set_aside) == (1, 3)
        assert [one.reason.key for one in found.asides] == ["intake.why.two_amounts", "record.unfit", "record.unfit"]
        assert found.asides[0].reason.en.endswith('forms = ["1,234.50"] or ["1.234,50"]')

    def test_is_read_by_the_guide_by_what_its_amounts_show(self, tmp_path: Path) -> None:
        register = tmp_path / "行政事业性收费台账.csv"
        lines = "编号;收款日期;收费金额\nG-1;2024-03-05;1.250\nG-2;2024-04-03;1.234,50\n"
        register.write_text(lines, encoding="utf-8")
        studied = Library().study_register(register, {"kind": "charge"}, key=KEY)
        assert studied.open == ()
        assert studied.profile is not None
        assert 'forms = ["1.234,50"]' in studied.profile
        register.write_text(lines.replace("1.234,50", "1.500"), encoding="utf-8")  # by these alone nobody knows
        studied = Library().study_register(register, {"kind": "charge"}, key=KEY)
        assert studied.profile is not None
        assert "1.234,50" not in studied.profile
