"""Kinds of value, blanks, severities and ways of combining before all that use them; a new one is red until each knows it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.copies import changed, copied, run

from govdisclosure import Blank, Body, Cell, Kind, Period, Report, Severity, check, explain, make_form, read, write
from govdisclosure.areas import combine
from govdisclosure.cli import display
from govdisclosure.consistency import RelationState
from govdisclosure.forms.form_cells import read_cell
from govdisclosure.forms.layout import layout_of
from govdisclosure.forms.tables_sheet import validation
from govdisclosure.messages import speaking
from govdisclosure.readers.cell_values import read_figure
from govdisclosure.report.printing import printed
from govdisclosure.standards import Combine, Standard, json_schema
from govdisclosure.tabulation.entries import entered_value
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Value, in_digits, value_in_words

Y2024 = Period.year(2024)
FILLED = [kind for kind in Kind if kind is not Kind.HEADING]
VALUES: dict[Kind, tuple[Value, str]] = {
    Kind.COUNT: (7, "7"),
    Kind.AMOUNT: (Decimal("12.50"), "12.50"),
    Kind.NUMBER: (Decimal("1.5"), "1.5"),
    Kind.SHARE: (Decimal("66.7"), "66.7"),
    Kind.YES_NO: (True, "是"),
    Kind.TEXT: ("见正文", "见正文"),
    Kind.DATE: (date(2024, 3, 5), "2024-03-05"),
}
"""For each kind a value, and how the form and the table print it."""
TOGETHER: dict[Kind, Value] = {
    Kind.COUNT: 14,
    Kind.AMOUNT: Decimal("25.00"),
    Kind.NUMBER: Blank.MISSING,
    Kind.SHARE: Blank.MISSING,
    Kind.YES_NO: True,
    Kind.TEXT: "甲局:见正文\n乙局:见正文",
    Kind.DATE: Blank.MISSING,
}
"""What two bodies with that value come to."""
every = pytest.mark.parametrize("kind", FILLED, ids=lambda one: one.word)
blanks = pytest.mark.parametrize("blank", Blank, ids=lambda one: one.name)


def standard() -> Standard:
    return one_table(",".join(entered(key(kind), kind=kind.value) for kind in FILLED))


def key(kind: Kind) -> str:
    """The row that holds a kind."""
    return f"a_{kind.word}"


def as_entry(value: Value) -> str:
    """A value as a file of entries has it."""
    return in_digits(value, not_applicable="—", yes="true", no="false")


def report(values: dict[str, Value], body: str = "b", name: str = "甲局") -> Report:
    cells = {address: Cell(value=value) for address, value in values.items()}
    return Report(standard=standard(), body=Body(id=body, name=name), period=Y2024, cells=cells)


def of_kinds(body: str = "b", name: str = "甲局") -> Report:
    return report({key(kind): VALUES[kind][0] for kind in FILLED}, body, name)


class TestKinds:
    """Each kind of value is entered, printed, read, checked, added, explained and has a field in the form."""

    def test_have_a_value_here(self) -> None:
        assert list(VALUES) == list(TOGETHER) == FILLED

    @every
    def test_fit_their_own_values_and_no_others(self, kind: Kind) -> None:
        fitting = [other for other in FILLED if kind.fits(VALUES[other][0])]
        alike = [other for other in FILLED if other.python is kind.python]
        assert fitting == alike

    @every
    def test_are_entered(self, kind: Kind) -> None:
        value, _ = VALUES[kind]
        assert entered_value(as_entry(value), kind) == value
        assert json_schema()["$defs"]["row"]["properties"]["entered"]["enum"] == [one.value for one in FILLED]

    @every
    def test_are_read_from_print_and_from_a_form(self, kind: Kind) -> None:
        value, text = VALUES[kind]
        assert read_figure(text, kind).value == value
        found = read_cell(text, kind)
        assert found is not None
        assert found.value == value

    @every
    @pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
    def test_are_written_and_read_back(self, kind: Kind, suffix: str, tmp_path: Path) -> None:
        path = tmp_path / f"2024.{suffix}"
        write(of_kinds(), path)
        assert read(path, standard=standard())[key(kind)] == VALUES[kind][0]

    @every
    def test_are_checked(self, kind: Kind) -> None:
        wrong: Value = 1 if kind.python is str else "甲"
        for value, rules in ((VALUES[kind][0], []), (wrong, ["cell.type"])):
            verdict = check(report({key(kind): value}))
            assert [one.rule for one in verdict.findings if one.cells == (key(kind),)] == rules

    @every
    def test_stand_in_relations_where_they_have_an_order(self, kind: Kind) -> None:
        rows, relation = entered("a", "b", kind=kind.value), '{ key = "rel", rule = "a == b" }'
        if not kind.is_ordered:
            with pytest.raises(Exception, match="rel"):
                one_table(rows, relations=relation)
            return
        value = VALUES[kind][0]
        cells = {one: Cell(value=value) for one in "ab"}
        made = Report(standard=one_table(rows, relations=relation), body=Body(id="b"), period=Y2024, cells=cells)
        assert check(made).count(RelationState.FAILED) == 0

    @every
    def test_become_one_of_several_bodies(self, kind: Kind) -> None:
        together = combine([of_kinds("b", "甲局"), of_kinds("c", "乙局")], "a", period=Y2024, standard=standard())
        assert together[key(kind)] == TOGETHER[kind]

    @every
    def test_are_put_in_words(self, kind: Kind) -> None:
        found = explain(of_kinds(), key(kind))
        assert value_in_words(found.value).zh == VALUES[kind][1]
        assert found.kind is kind

    @every
    def test_have_a_field_in_the_form(self, kind: Kind, tmp_path: Path) -> None:
        path = tmp_path / "form.xlsx"
        make_form(standard(), path, body=Body(id="b"), period=Y2024)
        place = layout_of(standard()).places[key(kind)]
        sheet = load_workbook(path).worksheets[place.page.number + 1]
        cell = sheet.cell(place.row, place.column)
        (rule,) = [one for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref]
        with speaking("zh"):  # a form speaks its standard's language, whatever the reader's
            assert rule.error == validation(kind, cell.coordinate, standard()).error


class TestBlanks:
    """Zero, missing and not applicable are three values wherever they are written."""

    @blanks
    def test_are_told_apart_in_print(self, blank: Blank) -> None:
        for show in (as_entry, lambda value: printed(value, standard().style)):
            others = [show(one) for one in (*Blank, 0) if one is not blank]
            assert show(blank) not in others

    @blanks
    def test_have_words_in_each_language(self, blank: Blank) -> None:
        words = value_in_words(blank)
        others = [value_in_words(one) for one in Blank if one is not blank]
        assert words.zh not in ["", *(one.zh for one in others)]
        assert words.en not in ["", *(one.en for one in others)]

    @blanks
    @every
    @pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
    def test_are_written_and_read_back(self, blank: Blank, kind: Kind, suffix: str, tmp_path: Path) -> None:
        path = tmp_path / f"2024.{suffix}"
        write(report({**{key(one): VALUES[one][0] for one in FILLED}, key(kind): blank}), path)
        assert read(path, standard=standard())[key(kind)] is blank

    @blanks
    @every
    def test_are_entered(self, blank: Blank, kind: Kind) -> None:
        assert entered_value(as_entry(blank), kind) is blank


class TestSeverities:
    """How much a finding weighs is said and shown apart."""

    @pytest.mark.parametrize("severity", Severity, ids=lambda one: one.name)
    def test_are_said_and_shown_apart(self, severity: Severity) -> None:
        others = [one for one in Severity if one is not severity]
        for say in (lambda one: one.zh, lambda one: one.en, display._style):
            assert say(severity) not in ["", *map(say, others)]
        assert severity.value in json_schema()["$defs"]["relation"]["properties"]["severity"]["enum"]


NEW = {
    "values.py": {
        '    NOT_APPLICABLE = "not applicable"  # —:不适用\n': '    UNKNOWN = "unknown"\n',
        '    TEXT = "text"\n': '    DAY = "day"\n',
        '    INFO = "info"\n': '    HINT = "hint"\n',
    },
    "standards/measures.py": {'    LIST = "list"\n': '    MIDDLE = "middle"\n'},
    "standards/model.py": {'    TO_ZERO = "to_zero"  # it fell to nothing\n': '    RISEN = "risen"\n'},
}
CONSUMERS = {
    *("values.py", "standards/measures.py", "areas/rollup.py", "cli/display.py", "consistency/plausibility.py"),
    *("forms/form_cells.py", "forms/tables_sheet.py", "readers/cell_extraction.py", "readers/cell_values.py"),
    *("report/operands.py", "tabulation/entries.py"),
}


def test_types_are_red_until_every_consumer_knows_a_new_member(tmp_path: Path) -> None:
    """A blank, a kind, a severity, a way of combining and an oddity more: each module that tells them apart is named."""
    first, *others = NEW
    package = copied(tmp_path, first, {old: old + new for old, new in NEW[first].items()}, {}).parent
    for module in others:
        changed(package / module, {old: old + new for old, new in NEW[module].items()})
    said = run(tmp_path, "-m", "mypy", "--strict", "govdisclosure").stdout
    red = {match[1] for match in re.finditer(r'^govdisclosure/(\S+?):\d+: error: Argument 1 to "assert_never"', said, re.M)}
    assert red == CONSUMERS


def test_members_are_listed_once() -> None:
    """What a standard's file may say is what there is."""
    schema = json_schema()["$defs"]
    for enum, words in (
        (Combine, schema["row"]["properties"]["combine"]["enum"]),
        (Severity, schema["guard"]["properties"]["severity"]["enum"]),
    ):
        members: type[Enum] = enum
        assert words == [one.value for one in members]
