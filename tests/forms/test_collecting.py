"""A folder of filled forms with planted mistakes: every one is found at its cell, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import field, frozen
from tests.forms.conftest import LAST, STANDARD, YEAR

from govdisclosure import Bodies, Body, Period, Severity, collect
from govdisclosure.areas import SubmittedReports
from govdisclosure.testing.filled_forms import Template
from govdisclosure.testing.planting import a_year, settle

COLUMNS = [one.key for one in STANDARD.table_of["requests.received"].columns if one.key != "total"]
RESULTS = [one.removesuffix("/natural_person") for one in STANDARD.spots if one.endswith("/natural_person")]
RESULTS = [one for one in RESULTS if one.startswith("requests.results.") and f"{one}/natural_person" not in STANDARD.defining]
Values = dict[str, int | Decimal]


def this_year(chance: random.Random) -> Values:
    return a_year(STANDARD, chance, LAST)


@frozen
class Folder:
    """Forms on their way into a folder, and what must be found: file and cell, or file and rule."""

    path: Path
    template: Template
    expected: set[tuple[str, str]] = field(factory=set)
    bodies: list[str] = field(factory=list)

    def put(self, body: str, data: bytes, name: str = "") -> str:
        file = name or f"{body}.xlsx"
        (self.path / file).write_bytes(data)
        if body not in self.bodies:
            self.bodies.append(body)
        return file

    def expect(self, file: str, address: str) -> None:
        self.expected.add((file, self.template.spot(address)[1]))

    @property
    def bodies_listed(self) -> Bodies:
        return Bodies(Body(id=one, name=one) for one in self.bodies)


def found(collection: SubmittedReports) -> set[tuple[str, str]]:
    """Return where something is wrong: file and cell; for what has no cell, the rule."""
    serious = [one for one in collection.issues if one.severity is not Severity.INFO]
    return {(one.file or one.body, one.cell or one.rule) for one in serious}


Plant = Callable[[Folder, str, Values, random.Random], None]


def change(values: Values, address: str, value: int) -> Values:
    made = {**values, address: value}
    settle(STANDARD, made)
    return made


def wrong_carried_in(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = f"requests.carried_in/{chance.choice(COLUMNS)}"
    file = folder.put(body, folder.template.filled(body, change(values, address, int(values[address]) + 2)))
    folder.expect(file, address)


def total_typed_over(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = f"requests.results.total/{chance.choice(COLUMNS)}"
    raw = {folder.template.spot(address): int(values[address]) + 7}
    file = folder.put(body, folder.template.filled(body, values, raw=raw))
    folder.expect(file, address)


def right_total_typed_over(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = "remedies.cases/reconsideration_total"
    file = folder.put(body, folder.template.filled(body, values, raw={folder.template.spot(address): int(values[address])}))
    folder.expect(file, address)


def blank(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = f"{chance.choice(RESULTS)}/{chance.choice(COLUMNS)}"
    without = change(values, address, 0)
    file = folder.put(body, folder.template.filled(body, without, raw={folder.template.spot(address): None}))
    folder.expect(file, address)


def text(words: str) -> Plant:
    def plant(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
        address = f"{chance.choice(RESULTS)}/{chance.choice(COLUMNS)}"
        without = change(values, address, 0)  # the form's totals leave text out
        file = folder.put(body, folder.template.filled(body, without, raw={folder.template.spot(address): words}))
        folder.expect(file, address)

    return plant


def negative(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = f"{chance.choice(RESULTS)}/{chance.choice(COLUMNS)}"
    file = folder.put(body, folder.template.filled(body, change(values, address, -int(values[address]))))
    folder.expect(file, address)


def decimals(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = "decisions.licences/decided"
    file = folder.put(body, folder.template.filled(body, values, raw={folder.template.spot(address): 12.5}))
    folder.expect(file, address)


def twice_the_stock(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = "documents.normative/in_force"
    file = folder.put(body, folder.template.filled(body, change(values, address, int(values[address]) * 2)))
    folder.expect(file, address)


def digit_too_many(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    address = f"requests.received/{chance.choice(COLUMNS)}"
    file = folder.put(body, folder.template.filled(body, change(values, address, int(values[address]) * 10 + 3)))
    folder.expect(file, address)


def blank_and_digit_too_many(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    """Two mistakes in one column: what is blank does not hide what is wrong."""
    column = chance.choice(COLUMNS)
    empty, wrong = f"{RESULTS[0]}/{column}", f"requests.received/{column}"
    made = change(change(values, empty, 0), wrong, int(values[wrong]) // 10)
    file = folder.put(body, folder.template.filled(body, made, raw={folder.template.spot(empty): None}))
    folder.expect(file, empty)
    folder.expect(file, wrong)


def nothing_filled_in(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    file = folder.put(body, folder.template.filled(body, {}))
    folder.expect(file, next(iter(STANDARD.spots)))


def in_the_wrong_column(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    """What was received from one kind of applicant stands under another: two cells, and both are named."""
    one, other = (f"requests.received/{column}" for column in COLUMNS[:2])
    moved = change(change(values, other, int(values[other]) + int(values[one])), one, 0)
    file = folder.put(body, folder.template.filled(body, moved))
    folder.expect(file, one)
    folder.expect(file, other)


def wrong_year(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    old = Template.of(STANDARD, YEAR - 1)
    folder.expected.add((folder.put(body, old.filled(body, values)), "B5"))


def missing(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    folder.bodies.append(body)
    folder.expected.add((body, "completeness.missing"))


def two_versions(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    for name, figure in (("一稿", 1), ("二稿", 2)):
        data = folder.template.filled(body, change(values, "decisions.penalties/decided", figure + 5000))
        folder.expected.add((folder.put(body, data, f"{body}{name}.xlsx"), "B5"))


def newer_version(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    """The first hand-in is wrong and the second right: nothing is left to find."""
    bad = change(values, "requests.received/natural_person", 1)
    folder.put(body, folder.template.filled(body, bad), f"{body}-1.xlsx")
    folder.put(body, folder.template.filled(body, values, revision=2), f"{body}-2.xlsx")


def later_date(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    bad = change(values, "requests.received/natural_person", 1)
    folder.put(body, folder.template.filled(body, bad, signed=date(2025, 1, 8)), f"{body}-旧.xlsx")
    folder.put(body, folder.template.filled(body, values, signed=date(2025, 1, 20)), f"{body}-新.xlsx")


def not_a_form(folder: Folder, body: str, values: Values, chance: random.Random) -> None:
    (folder.path / f"{body}.xlsx").write_bytes(b"")
    folder.expected.add((f"{body}.xlsx", "collect.unreadable"))


PLANTS: Mapping[str, Plant] = {
    "wrong carried in": wrong_carried_in,
    "total typed over": total_typed_over,
    "right total typed over": right_total_typed_over,
    "blank": blank,
    "unit behind the figure": text("12件"),
    "about": text("约10"),
    "word": text("若干"),
    "full-width digits": text("１２"),
    "negative": negative,
    "decimals": decimals,
    "stock": twice_the_stock,
    "digit too many": digit_too_many,
    "blank and digit too many": blank_and_digit_too_many,
    "nothing filled in": nothing_filled_in,
    "wrong column": in_the_wrong_column,
    "wrong year": wrong_year,
    "missing": missing,
    "two versions": two_versions,
    "newer version": newer_version,
    "later date": later_date,
    "not a form": not_a_form,
}


class TestAFolderOfForms:
    """What is planted is found at its cell, and none else."""

    def test_that_are_right_has_nothing_to_find(self, template: Template, tmp_path: Path) -> None:
        folder = Folder(tmp_path, template)
        for number in range(12):
            folder.put(f"body{number}", template.filled(f"body{number}", this_year(random.Random(number))))
        collection = collect([tmp_path], bodies=folder.bodies_listed)
        assert collection.issues == ()
        assert [one.state for one in collection.files] == ["passed"] * 12
        assert not collection.wrong
        for one in collection.reports:
            assert {key: cell.value for key, cell in one.cells.items()} == this_year(random.Random(int(one.body.id[4:])))

    @pytest.mark.parametrize("name", PLANTS)
    def test_gives_one_mistake_away_at_its_cell(self, template: Template, tmp_path: Path, name: str) -> None:
        for seed in range(3):
            (tmp_path / str(seed)).mkdir()
            folder = Folder(tmp_path / str(seed), template)
            chance = random.Random(seed)
            folder.put("right", template.filled("right", this_year(chance)))
            folder.put("also-right", template.filled("also-right", this_year(chance)))
            folder.put("right-too", template.filled("right-too", this_year(chance)))
            PLANTS[name](folder, "wrong", this_year(chance), chance)
            collection = collect([folder.path], bodies=folder.bodies_listed)
            assert found(collection) == folder.expected, name

    def test_gives_all_away_together(self, template: Template, tmp_path: Path) -> None:
        folder, chance = Folder(tmp_path, template), random.Random(7)
        for number in range(20):
            folder.put(f"right{number}", template.filled(f"right{number}", this_year(chance)))
        for number, plant in enumerate(PLANTS.values()):
            plant(folder, f"wrong{number}", this_year(chance), chance)
        collection = collect([tmp_path], bodies=folder.bodies_listed)
        assert found(collection) == folder.expected
        assert collection.wrong
        assert collection.period == Period.year(YEAR)
